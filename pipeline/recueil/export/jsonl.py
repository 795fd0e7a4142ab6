"""One JSON object per file: its act, and every entity with its place."""

from __future__ import annotations

import json
from typing import Any

from recueil.export.act_object import act_object
from recueil.reading.document import Document
from recueil.values import Act, Entity


def line(source: str, document: Document, act: Act, *, with_text: bool = False) -> str:
    """The extraction of one file as one line of JSON. Offsets count characters of the decoded text."""
    extraction: dict[str, Any] = {"source": source, "sha256": document.sha256}
    if with_text:
        extraction["text"] = document.text
    extraction["act"] = act_object(act)
    if act.parts:
        extraction["acts"] = [{"start": part.start, "end": part.end, **act_object(part)} for part in act.parts]
    extraction["entities"] = [entity_object(entity) for entity in act.entities]
    return json.dumps(extraction, ensure_ascii=False)


def entity_object(entity: Entity) -> dict[str, Any]:
    """The entity as JSON: decimals and dates are strings, what is unknown is null."""
    return {
        "kind": entity.kind,
        "start": entity.start,
        "end": entity.end,
        "text": entity.text,
        "page": entity.page,
        "part": entity.part,
        "confidence": entity.confidence,
        "value": entity.value.as_json(),
        "rule": entity.rule,
    }
