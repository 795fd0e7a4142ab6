"""spaCy component for organisations: public bodies, associations, companies, establishments.

« la Communauté de communes du Val d'Orne », « l'association Les Mille Voix », « le SIVALOR », « Orne Habitat ».

Rules find those with an unmistakable head, last word or acronym, a trained model those that their sentence tells.
« le conseil municipal », « la commune », « la préfecture » without a name are none.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language

from recueil.entities.certainty import Calibration, Thresholds
from recueil.entities.component import MentionsByKind
from recueil.entities.organisations.acronyms import resolve_acronyms
from recueil.entities.tagger.component import NameTagger
from recueil.entities.tagger.evidence import Evidence, load_evidence_reader
from recueil.entities.tagger.model import load_model
from recueil.entities.tagger.names import RuleMatch
from recueil.values import Mention, Organisation


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
