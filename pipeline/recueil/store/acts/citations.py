"""The délibérations of their own body that acts cite, by number and day."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from recueil.store.acts.history import ActOfBody
from recueil.store.index.schema import search_acts
from recueil.store.schema import acts, documents, entities
from recueil.text import fold_accents, fold_words
from recueil.values import Reference

_BEFORE, _AFTER = 60, 70
# Assemblies, by words of their names and of the names of their bodies.
_ASSEMBLIES = {
    "municipal": r"municipa|\bcommunes?\b|\bville\b|\bmairie\b",
    "communautaire": r"communaut|metropol|agglomeration|intercommun|\bepci\b|conseil de territoire",
    "departemental": r"departement|conseil general|\bdepartementa",
    "regional": r"\bregion",
    "syndical": r"syndica|\bpetr\b|comite",
    "other": r"\bccas\b|centre (?:inter)?communal d'action|conseil d'administration|caisse des ecoles|\bsdis\b"
    r"|commission permanente|\bbureau\b|prefe[ct]|conseil d'etat|tribunal|centre de gestion|ecole\b.{0,20}conseil",
}
_OF_COMMUNE = re.compile(
    r"(?:[Cc]onseil\s[Mm]unicipal|[Cc]ommune|[Vv]ille)\s{1,3}(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])\s?"
    r"(?P<name>[A-ZÀ-Ý][\w]+)"
)
_NAMED = {assembly: re.compile(words) for assembly, words in _ASSEMBLIES.items()}


@dataclass(frozen=True, slots=True)
class Citation:
    """A délibération that ``act`` cites, at these characters. ``number`` is as written, or ``day`` is known."""

    act: ActOfBody
    number: str | None
    day: datetime.date | None
    start: int
    end: int


def load_citations(
    connection: Connection, labels: Mapping[str, str], histories: Mapping[str, Sequence[ActOfBody]]
) -> dict[str, tuple[Citation, ...]]:
    """Load the délibérations of its own council that acts of each of some bodies cite, in the order of the acts.

    ``labels`` are the names of the bodies, ``histories`` their acts.

    What may be of another assembly is left out, as is what OCR read: a misread digit is another act.
    """
    known = {act.docid: act for history in histories.values() for act in history}
    cited, start = entities.c, entities.c.start
    around = func.substr(documents.c.text, start + 1 - _BEFORE, entities.c.end - start + _BEFORE + _AFTER)
    columns = (search_acts.c.body, cited.docid, cited.number, cited.date_from, cited.date_to, start, cited.end)
    query = select(*columns, around.label("words"))
    query = query.join_from(entities, search_acts, search_acts.c.docid == cited.docid)
    query = query.join(acts, acts.c.docid == cited.docid).join(documents)
    query = query.where(
        search_acts.c.body.in_(list(labels)),
        cited.kind == Reference.kind,
        cited.type == "délibération",
        cited.doubtful.is_(False),
        cited.confidence.is_(None),
        start >= _BEFORE,
    )
    assemblies = {body: {_assembly_of(label)} for body, label in labels.items()}
    names = {body: set(fold_words(label)) for body, label in labels.items()}
    found: dict[str, list[Citation]] = {body: [] for body in labels}
    for row in connection.execute(query.order_by(cited.docid, cited.n)):
        if row.docid not in known or not (row.number or row.date_from):
            continue
        if set(_assemblies(row.words)) <= assemblies[row.body] and not _names_another(row.words, names[row.body]):
            day = row.date_from if row.date_from == row.date_to else None
            found[row.body].append(Citation(known[row.docid], row.number, day, row.start, row.end))
    return {body: tuple(own) for body, own in found.items()}


def _names_another(words: str, names: set[str]) -> bool:
    """Return whether words name another commune than the one whose name has these words."""
    return any(not names.issuperset(fold_words(found["name"])) for found in _OF_COMMUNE.finditer(words))


def _assembly_of(label: str) -> str:
    return next((name for name in _assemblies(label) if name != "municipal"), "municipal")


def _assemblies(words: str) -> Iterator[str]:
    plain = fold_accents(words)
    return (assembly for assembly, named in _NAMED.items() if named.search(plain))
