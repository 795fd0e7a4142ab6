"""The pages of corrections: the list, one correction, and the forms that reject, change or add a value."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Form
from fastapi.responses import RedirectResponse

from recueil.corrections import Correction, Place, Span
from recueil.corrections.user_input import parse_value
from recueil.errors import CorrectionError, CorrectionForbidden
from recueil.store.store import Store
from recueil.values import Entity, Value
from recueil.web.api.models import KindName
from recueil.web.i18n import labels
from recueil.web.i18n.spelling import format_value

Typed = Annotated[str, Form(max_length=2_000)]
Lieu = Annotated[str, Form(pattern=r"^\d{1,9}-\d{1,9}$")]
Kind = Annotated[KindName, Form()]

_FRENCH_MESSAGES = tuple(
    (re.compile(pattern, re.DOTALL), french)
    for pattern, french in (
        (r"Characters \d+ to \d+ are not in act \S+\.", "Ces mots ne sont pas dans cet acte."),
        (r"There are no words at .+", "Il n'y a pas de mots à cet endroit."),
        (r"No \w+ stands at .+", "Cette valeur n'est plus là : l'acte a changé entre-temps."),
        (
            r"Correction (?P<number>\d+) says that it is .+",
            "La correction n° {number} porte déjà sur cette valeur : retirez-la d'abord.",
        ),
        (
            r"(?P<words>.+), at \d+ to \d+, says .+ already\.",
            "{words} a déjà une valeur de cette nature : changez ou rejetez celle-là.",
        ),
        (r".+ says .+ already\.", "C'est déjà la valeur qui est lue ici."),
        (r"Correction \d+ is withdrawn already\.", "Cette correction est déjà retirée."),
        (
            r"The reason cannot be kept\.",
            "La raison ne peut pas être gardée : 1 000 caractères lisibles au plus.",
        ),
        (
            r"This correction would show the name of a private person\.",
            "Cette correction montrerait le nom d'une personne privée : seul un administrateur peut la faire.",
        ),
        (r".+ is no (?P<kind>\w+)\.", "Ce n'est pas {one}. Écrivez par exemple : {typed}."),
    )
)


def translate_error(error: CorrectionError) -> str:
    """Translate a refused correction into French; English where there is no translation."""
    for pattern, french in _FRENCH_MESSAGES:
        if match := pattern.fullmatch(error.message):
            kind = match.groupdict().get("kind", "")
            typed = {
                "one": labels.KINDS_WITH_ARTICLE.get(kind, kind),
                "typed": labels.INPUT_EXAMPLES.get(kind, ""),
            }
            return french.format_map({**match.groupdict(), **typed})
    return f"{error.message} {error.advice}".strip()


def status_of(error: CorrectionError) -> int:
    """Return the HTTP status of a refused form: 403 if forbidden, else 400."""
    return 403 if isinstance(error, CorrectionForbidden) else 400


def parse_span(lieu: str) -> Span:
    """Parse the span ``start-end`` of a form."""
    start, end = lieu.split("-")
    return Span(int(start), int(end))


def editable_text(value: Value) -> str:
    """Return a value as editable text: in French notation if that parses back to it, else canonical."""
    spelled = format_value(value)
    try:
        return spelled if parse_value(value.kind, spelled, value) == value else str(value)
    except CorrectionError:
        return str(value)


def redirect_to_act(store: Store, correction: Correction) -> RedirectResponse:
    """Redirect to the place in the act that a correction changed, or to the correction if it is in no
    act.
    """
    place = next((place for place in correction.places if place.act is not None), None)
    if place is None or place.act is None:
        return RedirectResponse(f"/corrections/{correction.id}", 303)
    entities = store.act(place.act).act.entities
    number = next(
        (n for n, entity in enumerate(entities, 1) if _is_target_entity(correction, place, entity)), None
    )
    there = (
        f"e={number}&correction={correction.id}#e-{number}"
        if number
        else f"correction={correction.id}#p-{place.start}-{place.end}"
    )
    return RedirectResponse(f"/actes/{place.act}?{there}", 303)


def _is_target_entity(correction: Correction, place: Place, entity: Entity) -> bool:
    """Return whether the entity is the one that a correction set, or, once withdrawn, the one it had
    corrected.
    """
    if correction.withdrawn is None:
        return entity.correction == correction.id
    was = correction.was
    return was is not None and (entity.start, entity.end, entity.kind) == (place.start, place.end, was.kind)
