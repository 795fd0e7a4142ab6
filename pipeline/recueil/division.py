"""Runs the extraction pipeline: files → documents → spaCy Docs → acts with findings. Needs no store.

The only module that converts a spaCy Doc to an Act.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from recueil.checks.chart import Chart
from recueil.checks.rules import run_rules
from recueil.facts.division import ActSegment, DocumentFacts, Mentions, slice_segment
from recueil.values import Attendance, Finding
from recueil.values.walk import shift_offsets


def check_acts(text: str, mentions: Mentions, divided: DocumentFacts, chart: Chart | None) -> tuple[Finding, ...]:
    """Run the checks on the acts of a file; return the findings in their order.

    A séance is checked as a whole; acts that each have their own heading are checked one by one.
    """
    if not divided.parts or divided.shared:
        return run_rules(text, divided.whole, mentions, chart)
    return tuple(chain.from_iterable(_check_segment(text, mentions, part, chart) for part in divided.parts))


def _check_segment(text: str, mentions: Mentions, part: ActSegment, chart: Chart | None) -> tuple[Finding, ...]:
    read, said = slice_segment(text, mentions, part)
    facts = shift_offsets(part.facts, -part.start)
    if not all(
        mention.start >= 0 for mention in facts.attendance.present
    ):  # from another act, which has its own check
        facts = replace(facts, attendance=Attendance())
    return shift_offsets(run_rules(read, facts, said, chart), part.start)
