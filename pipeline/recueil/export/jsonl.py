"""Write JSON: one object per file or act, with every entity and its offsets; or the words of a file and their
boxes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from recueil.export.act_object import act_object
from recueil.readers.document import Document, Page, Word
from recueil.store.acts.read import FiledAct
from recueil.store.store import Store
from recueil.values import Act, Entity


def extraction_line(source: str, document: Document, act: Act, *, with_text: bool = False) -> str:
    """Return the extraction of one file as one line of JSON. Offsets count characters of the decoded text."""
    extraction: dict[str, Any] = {"source": source, "sha256": document.sha256}
    if with_text:
        extraction["text"] = document.text
    extraction["act"] = act_object(act)
    if act.parts:
        extraction["acts"] = [{"start": part.start, "end": part.end, **act_object(part)} for part in act.parts]
    extraction["entities"] = [entity_object(entity) for entity in act.entities]
    if document.missing:
        extraction["missing"] = [{"name": each.name, "reason": each.reason} for each in document.missing]
    return json.dumps(extraction, ensure_ascii=False)


def write(store: Store, walked: Iterable[Sequence[int]], file: Path) -> int:
    """Write acts of the store, one per line, batch by batch; return their number."""
    count = 0
    with file.open("w", encoding="utf-8", newline="\n") as lines:
        for docids in walked:
            for filed in store.filed_acts(docids):
                lines.write(f"{stored_act_line(filed)}\n")
                count += 1
    return count


def stored_act_line(filed: FiledAct) -> str:
    """Return an act of the store as one line of JSON: its uid, its sources, its act and its entities."""
    return json.dumps(
        {
            "uid": filed.uid,
            "source": filed.sources[0],
            "sources": filed.sources,
            "document": filed.document,
            "body": filed.body,
            "siren": filed.filed.siren,
            "body_reason": filed.filed.reason,
            "body_candidates": filed.filed.candidates,
            "start": filed.act.start,
            "end": filed.act.end,
            "pipeline_version": filed.pipeline_version,
            "act": act_object(filed.act),
            "entities": [entity_object(entity) for entity in filed.act.entities],
        },
        ensure_ascii=False,
    )


def entity_object(entity: Entity) -> dict[str, Any]:
    """Return the entity as JSON: decimals and dates are strings, unknown values null."""
    return {
        "kind": entity.kind,
        "start": entity.start,
        "end": entity.end,
        "text": entity.text,
        "page": entity.page,
        "part": entity.part,
        "confidence": entity.confidence,
        "certainty": None if entity.certainty is None else f"{entity.certainty:.2f}",
        "doubtful": entity.doubtful,
        "value": entity.value.as_json(),
        "rule": entity.rule,
        "correction": entity.correction,
    }


def words_as_json(source: str, document: Document) -> str:
    """Return the words as JSON: offsets count characters of the text.

    Boxes are in points from the top left corner of the page as shown.
    """
    read = {"source": source, "sha256": document.sha256, "media": document.media, "text": document.text}
    return json.dumps(read | {"pages": [_page(document, page) for page in document.pages]}, ensure_ascii=False)


def _page(document: Document, page: Page) -> dict[str, Any]:
    return {
        "number": page.number,
        "start": page.start,
        "end": page.end,
        "width": _points(page.width),
        "height": _points(page.height),
        "words": [_word(document, page, word) for word in page.words],
    }


def _word(document: Document, page: Page, word: Word) -> dict[str, Any]:
    start, end = page.start + word.start, page.start + word.end
    return {
        "start": start,
        "end": end,
        "text": document.text[start:end],
        "box": [_points(corner) for corner in (word.x0, word.y0, word.x1, word.y1)],
        "confidence": word.confidence,
    }


def _points(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10
