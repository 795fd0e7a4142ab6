"""What Recueil shows of a hit, from rows got by hand: its source and page, its entities, its passage.

The passage is made by Recueil's own code: that is no matter of SQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from recueil.store.search.snippet import Pattern, TermMark, best_passage, find_patterns
from storing.handwritten import Database, Rows

_ACTS = "SELECT a.docid, a.document_id, uid, date, kind, title, text, "
_ACTS += "(SELECT min(uri) FROM sources s WHERE s.document_id = a.document_id) "
_ACTS += "FROM acts a JOIN documents d ON d.document_id = a.document_id WHERE a.docid IN ({})"
_PAGES = "SELECT document_id, start FROM pages WHERE document_id IN ({}) ORDER BY document_id, number"


def hits(base: Database, docids: Sequence[int], keys: Sequence[Sequence[str]], values: str) -> list[Any]:
    """Some acts as hits, in their order; ``values`` is the SQL of the entities that made them hits, if any did."""
    if not docids:
        return []
    patterns: list[Pattern] = [tuple(frozenset({key}) for key in row) for row in keys]
    acts = {row[0]: row for row in base.rows(_ACTS.format(_join(docids)))}
    starts, entities = defaultdict(list), defaultdict(list)
    for document_id, start in base.rows(_PAGES.format(_join(row[1] for row in acts.values()))):
        starts[document_id].append(start)
    for entity in base.rows(values.format(_join(docids))) if values else ():
        entities[entity[0]].append(entity)
    return [_hit(acts[docid], starts[acts[docid][1]], patterns, entities[docid]) for docid in docids]


def _hit(act: tuple[Any, ...], starts: list[int], patterns: list[Pattern], entities: Rows) -> tuple[Any, ...]:
    _, _, uid, date, kind, title, text, source = act
    marks = find_patterns(text, patterns) + [TermMark(entity[3], entity[4], len(patterns)) for entity in entities]
    at, snippet = best_passage(text, marks)
    first = at if snippet[0].hit else at + len(snippet[0].text)
    return uid, date, kind, title, source, sum(start <= first for start in starts), snippet, entities


def _join(numbers: Any) -> str:
    return ", ".join(map(str, numbers))
