"""Split a document into its acts: a séance's délibérations, the extracts of a register, the acts of a
recueil.

Only numbers and stamps of the document itself split it: another @CTES identifier, « DÉLIBÉRATION N°
2023-12 », « 2019-11-1 MODIFICATION DES STATUTS », « Question n° 4 », an agenda treated point by point;
arrêtés and décisions in a row, each with its number, visas and dispositif: « Arrêté n° 2016-012 du 4
janvier 2016 portant … Vu le code … ARRÊTE Article 1er … Fait à … ». Otherwise the document is one act.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from recueil.facts.segmentation import by_identifier, by_number
from recueil.facts.segmentation.act_headings import ActHeading, read_title

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


def has_seances(text: str, kind: str | None) -> bool:
    """Return whether a document of this kind may record several séances, and nothing else."""
    return kind == "pv" or (kind == "recueil" and not _ORDER.search(text))


def split_acts(text: str, kind: str | None) -> tuple[Segment, ...]:
    """Split a text into acts, in order and without gaps; one segment if nothing shows several acts, or the
    cover of a recueil and its only act.
    """
    headings, evidence = _find_headings(text, kind)
    several = len(headings) > 1 or (kind == "recueil" and headings and text[: headings[0].start].strip())
    return tuple(_build_segments(text, headings, evidence)) if several else (Segment(0, len(text)),)


def _find_headings(text: str, kind: str | None) -> tuple[list[ActHeading], Evidence]:
    if headings := by_identifier.find_stamped_acts(text, kind):
        return headings, "identifier"
    numbered, evidence = by_number.find_numbered_acts(text, kind)
    if kind not in SEANCE_KINDS and len(ordered := _find_orders(text)) > len(numbered):
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


_ORDER = re.compile(
    r"[\n\f][^\S\n\f]{0,60}(?:#{1,4} )?(?:ARR[ÊE]T[ÉE]|Arrêté|D[ÉE]CISION|Décision)"
    r"(?:[^\S\n]{1,3}[A-Za-zéÉ-]{4,20}){0,2}[^\S\n]{1,3}"
    r"(?:[nN][^\S\n]?[°ºo][^\S\n]?(?P<number>[^\s,;]{2,40})"
    r"|du[^\S\n]{1,3}[0-9]{1,2}(?:er)?[^\S\n]{1,3}[a-zéû]{3,9}[^\S\n]{1,3}20[0-9]{2})"
)
_VISA = re.compile(r"\n\s{0,40}V[uU]\b")
_DISPOSITIF = re.compile(
    r"\n\s{0,40}(?:(?:ARR[ÊE]TE(?:NT)?|ARR[ÊE]TONS|D[ÉE]CIDE)\s{0,3}[:\n]|A(?:rticle|RTICLE)\s{1,3}(?:1\b|1er|[Pp]remier|PREMIER|unique))"
)
_COLLECTION = re.compile(r"(?i:recueil|sommaire|table\sdes\smatières|bulletin\sofficiel)")
_COVER = 3000
# An act opens at the top of its page, above its title: « PRÉFET DE … Direction … ».
_ABOVE = 1500


def _find_orders(text: str) -> list[ActHeading]:
    """Return the orders of a recueil, each with visas followed by its dispositif; none if there are fewer
    than two.

    Outside a recueil, an arrêté after another is the one that it amends, as an annex.
    """
    visas = [match.start() for match in _VISA.finditer(text)]
    dispositifs = [match.start() for match in _DISPOSITIF.finditer(text)]
    if not dispositifs or not _COLLECTION.search(text, 0, _COVER):
        return []
    found: list[ActHeading] = []
    matches = list(_ORDER.finditer(text))
    ends = [*(match.start() for match in matches), len(text)][1:]
    for match, end in zip(matches, ends, strict=True):
        at = bisect_left(visas, match.end())
        if at == len(visas) or visas[at] >= end:
            continue
        decided = bisect_left(dispositifs, visas[at])
        if decided == len(dispositifs) or (
            found and not _has_dispositif(dispositifs, found[-1].start, match.start())
        ):
            continue
        found.append(
            ActHeading(_page_top(text, match.start() + 1), match["number"], read_title(text, match.end()))
        )
    return found if len(found) > 1 else []


def _has_dispositif(dispositifs: list[int], start: int, end: int) -> bool:
    at = bisect_left(dispositifs, start)
    return at < len(dispositifs) and dispositifs[at] < end


def _page_top(text: str, start: int) -> int:
    """Return the top of the page, unless another act stands above on it."""
    page = text.rfind("\f", max(0, start - _ABOVE), start) + 1
    return page if page and not _ORDER.search(text, page - 1, start - 1) else start
