"""Runs the extraction pipeline: files → documents → spaCy Docs → acts with findings. Needs no store.

The only module that converts a spaCy Doc to an Act.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from recueil.checks.chart import Chart
from recueil.checks.rules import check
from recueil.facts.division import Division, Mentions, Stretch, alone
from recueil.values import Attendance, Finding
from recueil.values.walk import moved


def findings_of(text: str, mentions: Mentions, divided: Division, chart: Chart | None) -> tuple[Finding, ...]:
    """Run the checks on the acts of a file; return the findings in their order.

    A séance is checked as a whole; acts that each have their own heading are checked one by one.
    """
    if not divided.parts or divided.shared:
        return check(text, divided.whole, mentions, chart)
    return tuple(chain.from_iterable(_of_one(text, mentions, part, chart) for part in divided.parts))


def _of_one(text: str, mentions: Mentions, part: Stretch, chart: Chart | None) -> tuple[Finding, ...]:
    read, said = alone(text, mentions, part)
    facts = moved(part.facts, -part.start)
    if not all(
        mention.start >= 0 for mention in facts.attendance.present
    ):  # from another act, which has its own check
        facts = replace(facts, attendance=Attendance())
    return moved(check(read, facts, said, chart), part.start)
