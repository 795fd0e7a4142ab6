"""Lay out the drawing of a timeline: one row an act, by date, and an arc from each act to those that it cites.

The drawing has no words that the list beside it lacks, and no link.
"""

from __future__ import annotations

from dataclasses import dataclass

from recueil.dossiers.timeline import Timeline, TimelineAct
from recueil.text import join_lines

_ROW = 28
_AXIS = 118
_RADIUS = 4
_MARGIN, _STEP, _EDGE = 18, 9, 8
_MAX_NUMBER = 20


@dataclass(frozen=True, slots=True)
class Arc:
    """A citation: the ``path`` of its line, and the ``points`` of its arrow."""

    path: str
    points: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is drawn, in pixels: the ``rows`` have their height and their label."""

    height: int
    rows: tuple[tuple[int, str], ...]
    arcs: tuple[Arc, ...]
    width: int = 320
    axis: int = _AXIS
    radius: int = _RADIUS


def lay_out(timeline: Timeline) -> Drawing | None:
    """Return the drawing of a timeline; None if no act cites another of the dossier."""
    if not timeline.links:
        return None
    rows = tuple((_y(row), _label(each)) for row, each in enumerate(timeline.acts))
    return Drawing(_ROW * len(rows), rows, tuple(_arc(citing, cited) for citing, cited in timeline.links))


def _y(row: int) -> int:
    return _ROW * row + _ROW // 2


def _label(each: TimelineAct) -> str:
    number = join_lines(each.act.number or "")
    short = number if len(number) <= _MAX_NUMBER else f"{number[:_MAX_NUMBER]}…"
    return " · ".join(filter(None, (str(each.act.date or "sans date"), short and f"n° {short}")))


def _arc(citing: int, cited: int) -> Arc:
    """Return an arc to the left of the axis, the wider the farther the rows, with its arrow at the act cited."""
    start, end, tip = _y(citing), _y(cited), _AXIS - _RADIUS - 1
    left = max(_EDGE, tip - _MARGIN - _STEP * abs(citing - cited))
    # The curve meets the axis at a right angle: so does its arrow.
    path = f"M{_AXIS - _RADIUS},{start} C{left},{start} {left},{end} {tip - 6},{end}"
    return Arc(path, f"{tip},{end} {tip - 7},{end - 4} {tip - 7},{end + 4}")
