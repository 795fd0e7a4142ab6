"""Run the checks on a corrected act: what they found only before is dropped, what they find now is added; what a
person rejects is dropped too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

from recueil.corrections.apply import PlacedCorrection
from recueil.corrections.fact_places import attendance_places, finding_fact, finding_place, mention_of
from recueil.errors import PipelineMissing
from recueil.installed_pipeline import pipeline_package
from recueil.values import Act, Attendance, Finding, Mention
from recueil.values.act_fact import FindingFact
from recueil.values.codec import shift_offsets

_MAX_TEXT = 200_000
"""Longest text that is checked from its beginning, for an act that inherits its attendance from there."""


def recheck(read: Act, corrected: Act, text: str) -> tuple[Finding, ...]:
    """Return the findings of an act after its corrections; ``read`` is the act as it was extracted, ``text`` the
    whole document's.

    What OCR read gets no new findings, as when it is extracted: it misreads digits more often than acts err.
    """
    if (read.facts, read.entities) == (corrected.facts, corrected.entities):
        return read.findings
    before, after = _run(read, text), _run(corrected, text)
    kept = [finding for finding in read.findings if finding not in before or finding in after]
    new = [finding for finding in after if finding not in before and finding not in kept]
    is_scanned = any(entity.confidence is not None for entity in read.entities)
    return tuple(kept if is_scanned else [*kept, *new])


def drop_rejected(
    findings: Iterable[Finding], act: Act, placed: Iterable[PlacedCorrection], text: str
) -> tuple[Finding, ...]:
    """Return the findings but those that a correction rejects: the same check with the same figures, at its place.

    What the check finds there with other figures is a new finding.
    """
    rejected = [
        (each.start, each.end, each.correction.was)
        for each in placed
        if isinstance(each.correction.was, FindingFact) and each.correction.value is None
    ]

    def is_rejected(finding: Finding) -> bool:
        place, fact = finding_place(finding, act, text), finding_fact(finding)
        return any(was == fact and start < place.end and place.start < end for start, end, was in rejected)

    return tuple(finding for finding in findings if not is_rejected(finding))


def _run(act: Act, text: str) -> tuple[Finding, ...]:
    from recueil.checks.rules import run_rules, select_rules  # their patterns take time to compile

    start, facts = act.start, act.facts
    if any(place < start for place in attendance_places(act)):
        if len(text) > _MAX_TEXT:
            facts = replace(facts, attendance=Attendance())
        else:
            start = 0
    mentions: dict[str, list[Mention]] = defaultdict(list)
    for entity in act.entities:
        mentions[entity.kind].append(shift_offsets(mention_of(entity), -start))
    chart, referential = _tables()
    found = run_rules(
        text[start : act.end], shift_offsets(facts, -start), mentions, chart, select_rules(), referential
    )
    return shift_offsets(found, start)


@cache
def _tables() -> Any:
    """Return the chart of accounts and the public bodies of the installed pipeline, None for what it lacks."""
    from recueil.checks.chart import load_chart
    from recueil.facts.identity.referential import load_referential

    try:
        package = pipeline_package()
        return load_chart(package), load_referential(package)
    except (PipelineMissing, ModuleNotFoundError, FileNotFoundError):
        return None, None
