"""Natural persons by name: « Monsieur Philippe MALLETON », « Mme SALOMONE », « Présents : Fabien ALBANEL, … ».

Found in this order, none overlapping another: by their place (civility, list of members, office) or the shape
« Prénom NOM », then because the act names them elsewhere, last by a trained recogniser where prose leaves a doubt.
Then each mention gets the key of the person it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from spacy.language import Language
from spacy.tokens import Doc

from recueil.entities.component import Extractor, MentionsByKind, set_mentions
from recueil.entities.persons import ner, positions, resolution, roster
from recueil.entities.persons.lexicon import NameLexicon, load_lexicon
from recueil.entities.persons.ner import Recogniser
from recueil.entities.persons.positions import PositionScan
from recueil.values import Mention


class Persons(Extractor):
    """Extracts persons. Without a recogniser it skips the names that need one; :meth:`use` sets it."""

    kind = "person"

    def __init__(self, words: NameLexicon) -> None:
        self.vocabulary = words
        self.recogniser: Recogniser | None = None

    def use(self, recogniser: Recogniser) -> None:
        """Set the trained recogniser, which decides the names that only their sentence tells."""
        self.recogniser = recogniser

    def find(self, text: str, earlier: MentionsByKind) -> list[Mention]:
        return resolution.assign_person_keys(self._read(text).mentions)

    def __call__(self, doc: Doc) -> Doc:
        return next(self.pipe([doc], batch_size=1))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """Process Docs in batches: the recogniser gets the doubtful windows of a whole batch at once."""
        docs = iter(stream)
        while batch := list(islice(docs, batch_size)):
            readings = [self._read(doc.text) for doc in batch]
            prose = self._recognise_prose(batch, readings)
            for doc, reading, told in zip(batch, readings, prose, strict=True):
                found = sorted([*reading.mentions, *told], key=lambda mention: mention.start)
                set_mentions(doc, self.kind, resolution.assign_person_keys(found))
                yield doc

    def _read(self, text: str) -> PositionScan:
        return roster.find_known_names(positions.scan_by_position(text, self.vocabulary))

    def _recognise_prose(
        self, docs: Sequence[Doc], readings: Sequence[PositionScan]
    ) -> Sequence[Sequence[Mention]]:
        if self.recogniser is None:
            return [()] * len(docs)
        pairs = zip(docs, readings, strict=True)
        shown = [list(ner.group_into_windows(doc, reading.undecided)) for doc, reading in pairs]
        return ner.recognise_persons(self.recogniser, shown, self.vocabulary)


@Language.factory("recueil_persons", default_config={"gazetteer": "fr_recueil"}, assigns=["doc.spans"])
def create_persons(nlp: Language, name: str, gazetteer: str) -> Persons:
    """Create the component; ``gazetteer`` is the package with the word tables in its ``gazetteers/`` folder."""
    return Persons(load_lexicon(gazetteer))
