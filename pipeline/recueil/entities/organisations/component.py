"""spaCy component for organisations: public bodies, associations, companies, establishments.

« la Communauté de communes du Val d'Orne », « l'association Les Mille Voix », « le SIVALOR », « Orne Habitat ».

Rules find those with an unmistakable head, last word or acronym, a trained model those that their sentence tells.
« le conseil municipal », « la commune », « la préfecture » without a name are none.

An acronym has the full name that the act states for it: « la Communauté de communes du Val de Saulne (CCVS) » says
what « la CCVS » is, and so does « le SMEV (Syndicat mixte des eaux du Val) ». An acronym that two names claim,
or whose letters are not those of the name, stays alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from spacy.language import Language

from recueil.entities.component import Calibration, MentionsByKind, Thresholds
from recueil.entities.tagger.component import NameTagger
from recueil.entities.tagger.evidence import Evidence, load_evidence_reader
from recueil.entities.tagger.model import load_model
from recueil.entities.tagger.words import RuleMatch
from recueil.text import fold, fold_words
from recueil.values import Mention, Organisation
from recueil.values.organisation import is_acronym_of

_AFTER_NAME = re.compile(
    r"\s{0,3}(?:\(\s?[«\"“]?\s?|,?\sci-après\s(?:d[ée](?:nomm|sign)[ée]e?s?\s)?(?:l[ea]s?\s|l['’])?[«\"“]\s?)"
    r"(?P<acronym>[A-ZÀ-Þ][\w.&-]{1,14})\s?[»\"”)]"
)
_OPENING = re.compile(r"\s{0,3}\(\s?")


def resolve_acronyms(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Give each mention of an acronym the full name that the text states for it."""
    stated: dict[str, dict[str, str]] = defaultdict(dict)
    for acronym, full in _find_statements(text, mentions):
        stated[acronym].setdefault(full.key, full.name)
    return [_resolve(mention, stated) for mention in mentions]


def _resolve(mention: Mention, stated: Mapping[str, Mapping[str, str]]) -> Mention:
    if not isinstance(value := mention.value, Organisation):
        return mention
    names = list(stated.get(_fold_acronym(value.name), {}).values())
    return replace(mention, value=replace(value, full_name=names[0])) if len(names) == 1 else mention


def _find_statements(text: str, mentions: Sequence[Mention]) -> Iterator[tuple[str, Organisation]]:
    """Yield each acronym that the text states, folded, with the organisation of that name."""
    for at, mention in enumerate(mentions):
        if not isinstance(full := mention.value, Organisation):
            continue
        if len(words := fold_words(full.name)) < 2:
            continue
        before = mentions[at - 1] if at else None
        inside = words[-1] if full.name.endswith(")") else ""
        after = _AFTER_NAME.match(text, mention.end)
        candidates = [inside, _fold_acronym(after["acronym"]) if after else ""]
        if (
            before
            and _OPENING.fullmatch(text, before.end, mention.start)
            and isinstance(before.value, Organisation)
        ):
            candidates.append(_fold_acronym(before.value.name))
        for acronym in candidates:
            if is_acronym_of(acronym, words[:-1] if acronym == inside else words):
                yield acronym, full


def _fold_acronym(name: str) -> str:
    return fold(name.replace(".", ""))


class Organisations(NameTagger):
    """Extracts organisations."""

    kind = "organisation"

    def find(self, text: str, earlier: MentionsByKind) -> list[Mention]:
        return resolve_acronyms(text, super().find(text, earlier))

    def rules(self, evidence: Evidence) -> Sequence[RuleMatch]:
        return evidence.organisation_rules

    def value(self, name: str, words: tuple[int, int], evidence: Evidence) -> Organisation:
        return Organisation(name)


@Language.factory("recueil_organisations", assigns=["doc.spans"])
def create_organisations(
    nlp: Language,
    name: str,
    gazetteer: str,
    weights: str | None,
    calibration: dict[str, float],
    counted: float,
    kept: float,
) -> Organisations:
    """Create the component.

    ``gazetteer`` is the package with the lists in its folder ``gazetteers/``; ``weights`` the package with the
    trained model in its folder ``weights/organisations/``, or null: then the rules decide alone.
    ``calibration`` turns its probability into a certainty. What the model alone finds is doubtful below the
    certainty ``counted``, and left out below ``kept``.
    """
    return Organisations(
        load_evidence_reader(gazetteer),
        load_model(weights, "organisations") if weights else None,
        Thresholds.of(counted, kept),
        Calibration(**calibration),
    )
