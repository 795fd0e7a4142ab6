"""spaCy component for places: communes, départements, régions, countries, streets and sites.

« à Saint-Aubin », « 12, rue des Lilas », « salle Jeanne Vasseur », « dans l'Orne ».

A list of communes, rules for streets and sites, and a trained model. A commune gets its INSEE code if one commune
alone has this name, or one alone in the département of the act or with the postal code before it. What is now a
part of another commune gets one only so: « Villefranche » is said of several, and the name of such a part alone.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spacy.language import Language

from recueil.entities.component import Thresholds
from recueil.entities.places.gazetteer import Commune
from recueil.entities.tagger.component import NameTagger
from recueil.entities.tagger.evidence import Evidence, load_evidence_reader
from recueil.entities.tagger.model import load_model
from recueil.entities.tagger.words import RuleMatch
from recueil.values import Place

_POSTAL_CODE = re.compile(r"(?<![0-9])([0-9]{5})\W{1,4}\Z")


class Places(NameTagger):
    """Extracts places."""

    kind = "place"

    def rules(self, evidence: Evidence) -> Sequence[RuleMatch]:
        return evidence.place_rules

    def value(self, name: str, words: tuple[int, int], evidence: Evidence) -> Place:
        for match in evidence.places_from(words[0]):
            if (match.first, match.last) == words and not match.territory:
                return Place(name, _code_of(match.communes, evidence, match.first))
        return Place(name)


def _code_of(communes: Sequence[Commune], evidence: Evidence, first: int) -> str | None:
    """Return the code of the commune meant, None if several may be."""
    start = evidence.words.starts[first]
    postal = _POSTAL_CODE.search(evidence.words.text, max(0, start - 12), start)
    for candidates in (
        [commune for commune in communes if postal and postal[1] in commune.postal_codes.split()],
        [commune for commune in communes if commune.departement in evidence.departements],
        [commune for commune in communes if commune.current],
    ):
        current = [commune for commune in candidates if commune.current] or candidates
        if current:
            return current[0].code if len(current) == 1 else None
    return None


@Language.factory("recueil_places", assigns=["doc.spans"])
def create_places(
    nlp: Language, name: str, gazetteer: str, weights: str | None, counted: float, kept: float
) -> Places:
    """Create the component.

    ``gazetteer`` is the package with the lists in its folder ``gazetteers/``; ``weights`` the package with the
    trained model in its folder ``weights/places/``, or null: then the rules decide alone. What
    the model alone finds is doubtful below the certainty ``counted``, and left out below ``kept``.
    """
    return Places(
        load_evidence_reader(gazetteer),
        load_model(weights, "places") if weights else None,
        Thresholds.of(counted, kept),
    )
