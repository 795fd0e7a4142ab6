"""Make a title for an act that prints none: « Procès-verbal de la séance du 23 mai 2023 », « Arrêté n° 2023-12 du
3 mai 2023 ».
"""

from __future__ import annotations

from dataclasses import replace

from recueil.values import PartialDate
from recueil.values.act import Identity

_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août"),
    *("septembre", "octobre", "novembre", "décembre"),
)
_NOUNS = {
    "deliberation": "Délibération",
    "arrete": "Arrêté",
    "decision": "Décision",
    "recueil": "Recueil des actes administratifs",
    "autre": "Document",
}


def make_title(identity: Identity) -> Identity:
    """Return the identity with a title, marked as made, where the act prints none; unchanged if nothing tells it
    from others of its kind.
    """
    if identity.title:
        return identity
    title = _title_of(identity)
    return replace(identity, title=title, title_made=True) if title else identity


def _title_of(identity: Identity) -> str | None:
    day = _written(identity.date)
    match identity.kind:
        case "pv":
            return f"Procès-verbal de la séance du {day}" if day else "Procès-verbal de séance"
        case "annexe":
            own = _written(identity.document_date)
            return f"Annexe à l'acte du {day}" if day else f"Document annexé, {own}" if own else None
        case None:
            return f"Point de la séance du {day}" if day else None
    noun = _NOUNS[identity.kind]
    number = f" n° {identity.number}" if identity.number and identity.kind != "autre" else ""
    day = day or _written(identity.document_date)
    link = " du " if day and day[0].isdigit() and " " in day else ", "
    return f"{noun}{number}{link}{day}" if day else f"{noun}{number}" if number else None


def _written(when: PartialDate | None) -> str | None:
    """Return a date in words: « 1er mai 2023 », « mai 2023 », « 2023 »."""
    if when is None or not when.exists:
        return None
    month = f"{_MONTHS[when.month - 1]} " if when.month else ""
    day = ("1er " if when.day == 1 else f"{when.day} ") if when.day else ""
    return f"{day}{month}{when.year}"
