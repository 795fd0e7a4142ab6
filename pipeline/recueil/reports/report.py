"""Render the report as Markdown and for a terminal: what came in, what failed, what changed.

Times are local, with their offset. A report that leaves this machine, or that Prefect stores, names
acts and ledger work but no person: no title, no words of a finding, no file name, no query. Only the
report in a terminal of the store's machine is complete.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal
from urllib.parse import unquote, urlsplit

from recueil.alerts.store import NewHit, News
from recueil.cli.format import counted, file_name, plain
from recueil.harmless import one_line
from recueil.reports.queries import Example, Failures, KindChange, Report, Upgrade
from recueil.store.ledger.runs import Run
from recueil.store.ledger.works import Work
from recueil.web import links

FIGURES = {"acts", "attempts", "done", "failed", "files/s", "gained", "lost", "planned", "unchanged"}
"""Numeric columns, aligned to the right."""

_SHOWN = 10
# Alerts with a section of their own; for the others only the number of hits is given.
_ALERTS = 20
_LONGEST = 500
_RUN = ("flow", "state", "started", "duration", "planned", "unchanged", "done", "failed", "files/s", "message")
_FAILURE = ("work", "body", "attempts", "next attempt")
_FAILURE_IN_FULL = ("file", "body", "attempts", "next attempt", "message")
_HIT = ("act", "date", "kind", "body")
_HIT_IN_FULL = ("act", "date", "body", "title")
_CONTRADICTION = ("act", "check", "date", "kind", "body")
_CONTRADICTION_IN_FULL = ("act", "file", "check", "finding")
_WHICH_FILES = "`recueil failures` says which files these are, and why each failed."
_CHANGE = ("kind", "gained", "for example", "lost", "for example")
_CUT_SHORT = {"failed": "failed", "stopped": "was stopped", "died": "died"}

Row = tuple[str, ...]
Severity = Literal["failure", "warning", "info"]
"""The severity of a message, as Apprise names it."""
Clock = Callable[[datetime.datetime | None], str]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the report: our own text, and rows whose cells may be text from files; ``more`` rows
    are left out.
    """

    title: str
    text: str = ""
    columns: Row = ()
    rows: tuple[Row, ...] = ()
    more: int = 0


def headline(report: Report) -> str:
    """Return the summary sentence: « 3 acts came in, 2 files failed. »"""
    said = [f"{counted(sum(intake.acts for intake in report.intake), 'act')} came in"]
    said += [f"{counted(report.again, 'act')} extracted again"] if report.again else []
    said += [f"{counted(sum(failures.files for failures in report.failures), 'file')} failed"]
    said += [f"{counted(report.waiting, 'file')} left to do"] if report.waiting else []
    hits, alerts = sum(news.acts for news in report.alerts), sum(news.acts > 0 for news in report.alerts)
    said += [f"{counted(hits, 'new hit')} of {counted(alerts, 'alert')}"] if hits else []
    ends = [f" The last {run.flow} run {_CUT_SHORT[run.state or '']}." for run in _cut_short(report)]
    return f"{', '.join(said)}.{''.join(ends)}"


def needs_attention(report: Report) -> bool:
    """Return whether files failed, a flow's last run did not finish, or an alert has hits or a problem."""
    return bool(report.failures or report.alerts or _cut_short(report))


def severity(report: Report) -> Severity:
    """Return the severity: failure if a run did not finish, warning if files failed, else info."""
    if _cut_short(report):
        return "failure"
    return "warning" if report.failures else "info"


def origin(severity: Severity, machine: str, store: str, run: str) -> str:
    """Return the Markdown list of where a message comes from: severity, machine, store, run."""
    lines = {"severity": severity, "machine": machine, "store": store, "run": run}
    return "".join(f"- {name}: {_escaped(_cell(value))}\n" for name, value in lines.items())


def _cut_short(report: Report) -> list[Run]:
    """Return the last run of each flow if it did not finish."""
    last = {run.flow: run for run in reversed(report.runs)}
    return [run for run in last.values() if run.state in _CUT_SHORT]


def period(report: Report, zone: datetime.tzinfo | None = None) -> str:
    """Return the sentence that gives the report's period."""
    local = _clock(zone)
    return (
        f"From {local(report.since)} to {local(report.until)}."
        if report.until
        else f"Since {local(report.since)}."
    )


def sections(
    report: Report,
    zone: datetime.tzinfo | None = None,
    address: str | None = None,
    *,
    in_full: bool = True,
) -> list[Section]:
    """Return the sections that are not empty. Times are of that zone, or of this machine's.

    Acts are linked if the ``address`` of the pages is known. ``in_full`` adds file names and words of
    acts.
    """
    local = _clock(zone)
    runs = [_run(run, local, in_full=in_full) for run in report.runs]
    acts = [(_cell(intake.body), intake.kind or "", str(intake.acts)) for intake in report.intake]
    parts = [
        _part("Runs", _RUN if in_full else _RUN[:-1], runs),
        _part("Acts", ("body", "kind", "acts"), acts),
        *(_alert(news, address, in_full=in_full) for news in report.alerts[:_ALERTS]),
        _other_alerts(report.alerts[_ALERTS:], in_full=in_full),
        _contradictions(report, address, in_full=in_full),
        *(_failures(failures, local, in_full=in_full) for failures in report.failures),
        _set_aside(report),
        _withdrawn(report, in_full=in_full),
        *(_upgrade(upgrade, in_full=in_full) for upgrade in report.upgrades),
    ]
    return [part for part in parts if part.text or part.rows]


def markdown(report: Report, zone: datetime.tzinfo | None = None, address: str | None = None) -> str:
    """Return the report in Markdown for a Prefect artifact or a message. Names no person; text from
    files is escaped.
    """
    blocks = [headline(report), period(report, zone)]
    for part in sections(report, zone, address, in_full=False):
        blocks += [
            f"## {_escaped(part.title)}",
            part.text,
            _table(part),
            f"… and {part.more} more" if part.more else "",
        ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def failure_rows(report: Report, zone: datetime.tzinfo | None = None) -> list[dict[str, str]]:
    """Return one row per failed file, all with the same keys, for a Prefect table."""
    return [row for failures in report.failures for row in _failure_rows(failures, _clock(zone))]


def _failure_rows(failures: Failures, local: Clock) -> list[dict[str, str]]:
    rows = [_failure(work, local) for work in failures.examples]
    left = failures.files - len(rows)
    rows += [(f"… and {left} more", *[""] * (len(_FAILURE) - 1))] if left else []
    return [dict(zip(("reason", *_FAILURE), (failures.reason, *map(_disarmed, row)), strict=True)) for row in rows]


def _part(title: str, columns: Row, rows: Sequence[Row], *, text: str = "", total: int | None = None) -> Section:
    """Return a section with the first rows; ``total`` is the number of rows if more than are passed."""
    left = (len(rows) if total is None else total) - len(rows[:_SHOWN])
    return Section(title, text, columns, tuple(rows[:_SHOWN]), left)


def _run(run: Run, local: Clock, *, in_full: bool) -> Row:
    lasted = (run.finished or run.heartbeat) - run.started
    seconds = lasted.total_seconds()
    # If the clock was set back in between, both are meaningless.
    duration = str(datetime.timedelta(seconds=round(seconds))) if seconds >= 0 else ""
    rate = f"{(run.done + run.failed) / seconds:.1f}" if seconds > 0 else ""
    counts = map(str, (run.planned, run.unchanged, run.done, run.failed))
    message = _cell(run.message) if run.state in _CUT_SHORT else ""
    said = run.flow, run.state or "running", local(run.started), duration, *counts, rate
    return (*said, message) if in_full else said


def _alert(news: News, address: str | None, *, in_full: bool) -> Section:
    name = _alert_name(news, in_full=in_full)
    if news.alert.problem is not None:
        text = "Its query cannot be answered. Remove it, and save it anew as it is to be."
        if not in_full:
            return Section(name, text)
        return _part(name, ("query", "problem"), [(_cell(news.alert.query), _cell(news.alert.problem))], text=text)
    columns = _HIT_IN_FULL if in_full else _HIT
    rows = [_with_page(_hit(hit, in_full=in_full), hit.uid, address) for hit in news.examples]
    title = f"{name}, {counted(news.acts, 'new act')}"
    return _part(title, columns if address is None else (*columns, "page"), rows, total=news.acts)


def _alert_name(news: News, *, in_full: bool) -> str:
    return f"Alert {news.alert.id}: {_cell(news.alert.name)}" if in_full else f"Alert {news.alert.id}"


def _hit(hit: NewHit, *, in_full: bool) -> Row:
    if in_full:
        return hit.uid, str(hit.date or ""), _cell(hit.body), _cell(hit.title)
    return hit.uid, str(hit.date or ""), hit.kind or "", _cell(hit.body)


def _with_page(row: Row, uid: str, address: str | None) -> Row:
    return row if address is None else (*row, links.act(address, uid))


def _other_alerts(others: Sequence[News], *, in_full: bool) -> Section:
    rows = [(_alert_name(news, in_full=in_full).removeprefix("Alert "), str(news.acts)) for news in others]
    return _part("Other alerts", ("alert", "acts"), rows)


def _contradictions(report: Report, address: str | None, *, in_full: bool) -> Section:
    found = report.contradictions
    text = f"{counted(found.acts, 'act')} with figures, names or dates that do not agree." if found.acts else ""
    rows: list[Row]
    if in_full:
        rows = [
            (said.uid, _cell(file_name(said.source)), said.check, _cell(said.message)) for said in found.examples
        ]
        return _part("Contradictions", _CONTRADICTION_IN_FULL, rows, text=text)
    rows = [
        _with_page((said.uid, said.check, said.date or "", said.kind or "", _cell(said.body)), said.uid, address)
        for said in found.examples
    ]
    columns = _CONTRADICTION if address is None else (*_CONTRADICTION, "page")
    return _part("Contradictions", columns, rows, text=text)


def _failures(failures: Failures, local: Clock, *, in_full: bool) -> Section:
    title = f"Failed: {failures.reason}, {counted(failures.files, 'file')}"
    if in_full:
        rows = [_failure_in_full(work, local) for work in failures.examples]
        return _part(title, _FAILURE_IN_FULL, rows, total=failures.files)
    rows = [_failure(work, local) for work in failures.examples]
    return _part(title, _FAILURE, rows, text=_WHICH_FILES, total=failures.files)


def _failure(work: Work, local: Clock) -> Row:
    return str(work.id), _cell(work.body), str(work.attempts), _next_attempt(work, local)


def _failure_in_full(work: Work, local: Clock) -> Row:
    attempts = str(work.attempts), _next_attempt(work, local)
    return _cell(file_name(work.source)), _cell(work.body), *attempts, _cell(work.message)


def _next_attempt(work: Work, local: Clock) -> str:
    return "set aside" if work.state == "quarantined" else local(work.next_attempt)


def _set_aside(report: Report) -> Section:
    new = sum(failures.set_aside for failures in report.failures)
    text = (
        f"{counted(report.set_aside, 'file')} set aside, {new} of them new. "
        "Once what is wrong has been put right, `recueil quarantine release` has them tried again."
    )
    return Section("Quarantine", text if report.set_aside else "")


def _withdrawn(report: Report, *, in_full: bool) -> Section:
    gone = report.withdrawn
    text = f"{counted(gone.files, 'file')} no longer there. The store keeps their acts." if gone.files else ""
    if not in_full:
        return Section("Withdrawn", text)
    rows = [(_cell(unquote(urlsplit(uri).path)),) for uri in gone.examples]
    return _part("Withdrawn", ("file",), rows, text=text, total=gone.files)


def _upgrade(upgrade: Upgrade, *, in_full: bool) -> Section:
    than = f" than by {upgrade.before}" if upgrade.before else ""
    parts = [*upgrade.parts[:_SHOWN], *(["…"] if len(upgrade.parts) > _SHOWN else [])]
    differ = f" What differs: {', '.join(parts)}." if parts else ""
    text = f"{counted(upgrade.acts, 'act')} read otherwise{than}.{differ}"
    rows = [_change(kind, in_full=in_full) for kind in upgrade.kinds]
    return _part(f"Pipeline {upgrade.version}", _CHANGE, rows, text=text)


def _change(change: KindChange, *, in_full: bool) -> Row:
    gained = _example(change.gained_example, in_full=in_full)
    lost = _example(change.lost_example, in_full=in_full)
    return change.kind, str(change.gained), gained, str(change.lost), lost


def _example(example: Example | None, *, in_full: bool) -> str:
    if example is None:
        return ""
    return _cell(f"{example.value} (act {example.uid})") if in_full else f"act {example.uid}"


def _clock(zone: datetime.tzinfo | None) -> Clock:
    def told(when: datetime.datetime | None) -> str:
        return when.astimezone(zone).isoformat(" ", "minutes") if when else ""

    return told


def _cell(words: str | None) -> str:
    """Return text from a file as one line, sanitized and shortened to 500 characters."""
    line = plain(one_line(words or "")).plain
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"


def _table(part: Section) -> str:
    if not part.rows:
        return ""
    rule = ["--:" if column in FIGURES else "---" for column in part.columns]
    lines = [part.columns, rule, *(map(_escaped, row) for row in part.rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


# Everything that any Markdown dialect may read as markup.
_MARKED = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])")
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def _escaped(words: str) -> str:
    """Escape text for Markdown; at most, a bare address becomes a link to itself."""
    return _MARKED.sub(r"\\\g<0>", words).translate(_ENTITIES)


_ACTIVE = re.compile(r"<(?=[a-z/!?])|&(?=#?\w+;)|(?<=\])\(", re.IGNORECASE)
_DISARMED = {"<": "&lt;", "&": "&amp;", "(": "\\("}


def _disarmed(words: str) -> str:
    """Escape only HTML, links and images.

    One of Prefect's two interfaces renders table cells as Markdown, the other as text.
    """
    return _ACTIVE.sub(lambda found: _DISARMED[found[0]], words)
