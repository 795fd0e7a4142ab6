"""Export corrected documents as gold: each document with a standing correction, tagged with its current
values.

Where a fact of an act was corrected, the facts of the document are written beside its text.

In such a document, values that nobody corrected are taken to be right. Gold tags the measured kinds
only, and tags do not nest: of values that overlap, the corrected one is tagged, then the first, then
the longest.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import RawIOBase
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

from recueil.corrections.listing import CorrectionFilter
from recueil.errors import ExportError
from recueil.evaluation import gold
from recueil.evaluation.gold import FACTS_SUFFIX, UNKNOWN_BODY
from recueil.evaluation.keys import MEASURED_KINDS, ActFacts
from recueil.export.act_object import act_object
from recueil.store.acts.read import StoredAct
from recueil.store.store import Store
from recueil.text import fold_words
from recueil.translation import gettext as _
from recueil.values import Entity, Mention

if TYPE_CHECKING:
    from typing_extensions import Buffer


_PAGE_SIZE = 500


@dataclass(frozen=True, slots=True)
class GoldExport:
    """How many documents were written, and an act of each that could not be: its text contains tags."""

    written: int
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A gold document, named after one of its acts; ``text`` is None if the original contains tags.

    ``facts``: those of the whole document as JSON, where one of them was corrected.
    """

    uid: str
    name: str
    text: str | None
    facts: str | None = None

    @property
    def facts_name(self) -> str:
        """The name of the file of its facts."""
        return f"{self.name.removesuffix('.txt')}{FACTS_SUFFIX}"


def write_gold(store: Store, folder: Path) -> GoldExport:
    """Write the gold to a new folder, one file per document, as ``load`` reads it.

    Raise ExportError if the folder exists.
    """
    if os.path.lexists(folder):
        raise ExportError(
            _("There is already something at {folder}.").format(folder=folder), _("Give a new name.")
        )
    folder.mkdir()
    written, refused = 0, []
    for document in iter_documents(store):
        if document.text is None:
            refused.append(document.uid)
            continue
        (folder / document.name).write_text(document.text, "utf-8", newline="")
        if document.facts is not None:
            (folder / document.facts_name).write_text(document.facts, "utf-8", newline="")
        written += 1
    return GoldExport(written, tuple(refused))


def iter_documents(store: Store) -> Iterator[GoldDocument]:
    """Yield the gold, document by document."""
    for uid, of_fact in _corrected_uids(store).items():
        siblings = [store.act(uid), *(store.act(other.uid) for other in store.act(uid).others)]
        tagged = _tag_text(
            siblings[0].document.text, [entity for each in siblings for entity in each.act.entities]
        )
        facts = _encode_facts(siblings) if of_fact else None
        yield GoldDocument(uid, f"{_file_stem(siblings)}.txt", tagged, facts)


def _corrected_uids(store: Store) -> dict[str, bool]:
    """Return one act uid of each document with a standing correction, and whether one is of a fact."""
    after, uids, of_fact = None, dict[str, str](), set[str]()
    while page := store.corrections(CorrectionFilter(state="standing"), after, _PAGE_SIZE):
        for correction, place in ((each, place) for each in page for place in each.places):
            if place.act is not None:
                uids.setdefault(place.document, place.act)
                of_fact |= {place.document} if correction.is_of_fact else set()
        after = page[-1].id
    return {uid: document in of_fact for document, uid in uids.items()}


def _encode_facts(siblings: list[StoredAct]) -> str:
    """Return the facts of a document as JSON: of the first act, with the votes and awards of all."""
    acts = [each.act for each in sorted(siblings, key=lambda each: each.act.start)]
    first = acts[0].facts
    votes = tuple(chain.from_iterable(act.facts.votes for act in acts))
    awards = tuple(chain.from_iterable(act.facts.awards for act in acts))
    whole = act_object(replace(acts[0], facts=replace(first, votes=votes, awards=awards)))
    facts = ActFacts.model_validate(whole).model_dump(mode="json", by_alias=True)
    return json.dumps(facts, ensure_ascii=False, indent=1) + "\n"


def _tag_text(text: str, entities: list[Entity]) -> str | None:
    mentions = [Mention(each.start, each.end, each.value, each.rule) for each in _pick_disjoint(entities)]
    tagged = gold.render_tagged(text, mentions)
    try:
        back = gold.parse_tagged(tagged)
    except ValueError:
        return None
    is_same = back.text == text and list(map(_mention_key, back.mentions)) == list(map(_mention_key, mentions))
    return tagged if is_same else None


def _pick_disjoint(entities: list[Entity]) -> list[Entity]:
    chosen: list[Entity] = []
    measured = (entity for entity in entities if entity.kind in MEASURED_KINDS)
    for entity in sorted(measured, key=lambda one: (one.correction is None, one.start, -one.end)):
        if all(entity.end <= other.start or other.end <= entity.start for other in chosen):
            chosen.append(entity)
    return sorted(chosen, key=lambda one: one.start)


def _mention_key(mention: Mention) -> tuple[int, int, str, str]:
    return mention.start, mention.end, mention.kind, str(mention.value)


def _file_stem(siblings: list[StoredAct]) -> str:
    """Return ``<body>-<date>-<act>``: ``load`` groups the scores by body."""
    first = min(siblings, key=lambda each: each.act.start)
    identity = first.act.facts.identity
    body = "-".join(fold_words(identity.body or "")) or UNKNOWN_BODY
    day = [str(identity.date)] if identity.date else []
    return "-".join([body[:100], *day, first.uid])


REFUSED_FILE = "refused.csv"
"""File of the archive that lists the documents left out, by an act of each: their texts contain tags."""


def stream_zip(store: Store) -> Iterator[bytes]:
    """Yield the chunks of a zip archive of the gold; only one document is in memory at a time."""
    sink, refused = _ZipBuffer(), []
    with ZipFile(sink, "w", ZIP_DEFLATED) as archive:
        for document in iter_documents(store):
            if document.text is None:
                refused.append(document.uid)
            else:
                archive.writestr(document.name, document.text)
                if document.facts is not None:
                    archive.writestr(document.facts_name, document.facts)
                yield sink.take()
        if refused:
            archive.writestr(REFUSED_FILE, "".join(f"{uid}\n" for uid in ("act", *refused)))
    yield sink.take()


class _ZipBuffer(RawIOBase):
    """A write-only buffer for ZipFile, not seekable, that is drained while the archive is written."""

    def __init__(self) -> None:
        self._held = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, some: Buffer) -> int:
        piece = bytes(some)
        self._held += piece
        return len(piece)

    def take(self) -> bytes:
        some = bytes(self._held)
        self._held.clear()
        return some
