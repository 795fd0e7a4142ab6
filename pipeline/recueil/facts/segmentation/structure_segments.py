"""Where a file holds several acts: a séance's délibérations, the extracts of a register, the acts of a recueil.

Only what the document itself numbers or stamps splits it: another @CTES identifier, « DÉLIBÉRATION N° 2023-12 »,
« 2019-11-1 MODIFICATION DES STATUTS », « Question n° 4 », an agenda treated point by point. Else it is one act.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from recueil.facts.segmentation import by_identifier, numbering, orders
from recueil.facts.segmentation.act_headings import ActHeading

# Kinds of documents that at most cite or annex the arrêtés and décisions of others.
SEANCE_KINDS = frozenset({"deliberation", "pv"})

Evidence = Literal["whole", "head", "identifier", "number", "agenda", "object"]


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters ``start`` to ``end`` are one act, or the ``head`` of a séance or a recueil, before its
    acts.

    ``item``: the number or identifier as printed; ``title``: the words after it. None if the split does not
    rest on them.
    """

    start: int
    end: int
    item: str | None = None
    title: str | None = None
    evidence: Evidence = "whole"


def split_acts(text: str, kind: str | None) -> tuple[Segment, ...]:
    """Split a text into acts, in order and without gaps; one segment if nothing shows several acts."""
    headings, evidence = _find_headings(text, kind)
    return tuple(_build_segments(text, headings, evidence)) if len(headings) > 1 else (Segment(0, len(text)),)


def _find_headings(text: str, kind: str | None) -> tuple[list[ActHeading], Evidence]:
    if headings := by_identifier.find_stamped_acts(text):
        return headings, "identifier"
    numbered, evidence = numbering.find_numbered_acts(text, kind)
    if kind not in SEANCE_KINDS and len(ordered := orders.find_orders(text)) > len(numbered):
        return ordered, "number"
    return numbered, evidence


def _build_segments(text: str, headings: Sequence[ActHeading], evidence: Evidence) -> list[Segment]:
    first = headings[0].start
    segments = []
    if text[:first].strip():
        segments.append(Segment(0, first, evidence="head"))
    else:
        first = 0
    starts = [first, *(heading.start for heading in headings[1:])]
    ends = [*starts[1:], len(text)]
    for start, end, heading in zip(starts, ends, headings, strict=True):
        segments.append(Segment(start, end, heading.item, heading.title, evidence))
    return segments
