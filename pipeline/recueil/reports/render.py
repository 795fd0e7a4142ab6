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

from rich.table import Table
from rich.text import Text

from recueil.alerts.store import NewHit, News
from recueil.cli.terminal import name_of, out, safe_text
from recueil.reports.queries import CrawledSite, Example, Failures, KindChange, Report, Upgrade
from recueil.store.ledger.runs import Run
from recueil.store.ledger.work import Work
from recueil.text import file_name, join_lines
from recueil.translation import gettext as _
from recueil.translation import ngettext
from recueil.web import links

NUMERIC_COLUMNS = {"acts", "attempts", "done", "failed", "files/s", "gained", "lost", "planned", "unchanged"}
"""Numeric columns, aligned to the right."""

_MAX_ROWS = 10
# Alerts with a section of their own; for the others only the number of hits is given.
_MAX_ALERTS = 20
_MAX_CELL = 500
_SITE_COLUMNS = ("website", "pages", "new", "changed", "withdrawn", "dead links", "broken")
_RUN_COLUMNS = (
    "flow",
    "state",
    "started",
    "duration",
    "planned",
    "unchanged",
    "done",
    "failed",
    "files/s",
    "message",
)
_FAILURE_COLUMNS = ("work", "body", "attempts", "next attempt")
_FULL_FAILURE_COLUMNS = ("file", "body", "attempts", "next attempt", "message")
_HIT_COLUMNS = ("act", "date", "kind", "body")
_FULL_HIT_COLUMNS = ("act", "date", "body", "title")
_CONTRADICTION_COLUMNS = ("act", "check", "date", "kind", "body")
_FULL_CONTRADICTION_COLUMNS = ("act", "file", "check", "finding")
_WHICH_FILES = _("`recueil failures` says which files these are, and why each failed.")
_CHANGE_COLUMNS = ("kind", "gained", "for example", "lost", "for example")
_EVENTS = {"changed": _("changed"), "withdrawn": _("withdrawn")}
_PROBLEM_COLUMNS = ("query", "problem")
_ALERT_COLUMNS = ("alert", "acts")
_ACT_COLUMNS = ("body", "kind", "acts")
_DEAD_LINK_COLUMNS = ("website", "address")
_UNFINISHED = {"failed": _("failed"), "stopped": _("was stopped"), "died": _("died")}

Row = tuple[str, ...]
Severity = Literal["failure", "warning", "info"]
"""The severity of a message, as Apprise names it."""
TimeFormatter = Callable[[datetime.datetime | None], str]


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
    parts = [
        ngettext("{number} act came in", "{number} acts came in", sum(intake.acts for intake in report.intake))
    ]
    parts += (
        [ngettext("{number} act extracted again", "{number} acts extracted again", report.again)]
        if report.again
        else []
    )
    parts += [
        ngettext(
            "{number} file failed", "{number} files failed", sum(failures.files for failures in report.failures)
        )
    ]
    parts += (
        [ngettext("{number} file left to do", "{number} files left to do", report.waiting)]
        if report.waiting
        else []
    )
    hits, alerts = sum(news.acts for news in report.alerts), sum(news.acts > 0 for news in report.alerts)
    parts += (
        [
            _("{hits} of {alerts}").format(
                hits=ngettext("{number} new hit", "{number} new hits", hits),
                alerts=ngettext("{number} alert", "{number} alerts", alerts),
            )
        ]
        if hits
        else []
    )
    ends = [
        _(" The last {flow} run {unfinished}.").format(flow=run.flow, unfinished=_UNFINISHED[run.state or ""])
        for run in _unfinished_runs(report)
    ]
    return f"{', '.join(parts)}.{''.join(ends)}"


def needs_attention(report: Report) -> bool:
    """Return whether files failed, a flow's last run did not finish, or an alert has hits or a problem."""
    return bool(report.failures or report.alerts or _unfinished_runs(report))


def severity_of(report: Report) -> Severity:
    """Return the severity: failure if a run did not finish, warning if files failed, else info."""
    if _unfinished_runs(report):
        return "failure"
    return "warning" if report.failures else "info"


def describe_origin(severity: Severity, machine: str, store: str, run: str) -> str:
    """Return the Markdown list of where a message comes from: severity, machine, store, run."""
    lines = {_("severity"): severity, _("machine"): machine, _("store"): store, _("run"): run}
    return "".join(f"- {name}: {_escape_markdown(_clean_cell(value))}\n" for name, value in lines.items())


def _unfinished_runs(report: Report) -> list[Run]:
    """Return the last run of each flow if it did not finish."""
    last = {run.flow: run for run in reversed(report.runs)}
    return [run for run in last.values() if run.state in _UNFINISHED]


def describe_period(report: Report, zone: datetime.tzinfo | None = None) -> str:
    """Return the sentence that gives the report's period."""
    local = _time_formatter(zone)
    return (
        _("From {since} to {until}.").format(since=local(report.since), until=local(report.until))
        if report.until
        else _("Since {since}.").format(since=local(report.since))
    )


def build_sections(
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
    local = _time_formatter(zone)
    runs = [_run_row(run, local, in_full=in_full) for run in report.runs]
    acts = [(_clean_cell(intake.body), intake.kind or "", str(intake.acts)) for intake in report.intake]
    parts = [
        _make_section(_("Runs"), _RUN_COLUMNS if in_full else _RUN_COLUMNS[:-1], runs),
        _make_section(_("Acts"), _ACT_COLUMNS, acts),
        *(_alert_section(news, address, in_full=in_full) for news in report.alerts[:_MAX_ALERTS]),
        _make_section(
            _("Other alerts"),
            _ALERT_COLUMNS,
            [
                (_alert_name(news, in_full=in_full).removeprefix(_("Alert ")), str(news.acts))
                for news in report.alerts[_MAX_ALERTS:]
            ],
        ),
        _contradictions_section(report, address, in_full=in_full),
        *(_failures_section(failures, local, in_full=in_full) for failures in report.failures),
        _quarantine_section(report),
        _withdrawn_section(report, in_full=in_full),
        _make_section(_("Websites"), _SITE_COLUMNS, [_site_row(site) for site in report.crawls]),
        *([_dead_links_section(report)] if in_full else []),
        *(_upgrade_section(upgrade, in_full=in_full) for upgrade in report.upgrades),
    ]
    return [part for part in parts if part.text or part.rows]


def to_markdown(report: Report, zone: datetime.tzinfo | None = None, address: str | None = None) -> str:
    """Return the report in Markdown for a Prefect artifact or a message. Names no person; text from
    files is escaped.
    """
    blocks = [headline(report), describe_period(report, zone)]
    for part in build_sections(report, zone, address, in_full=False):
        blocks += [
            f"## {_escape_markdown(part.title)}",
            part.text,
            _markdown_table(part),
            _format_omitted(part.more) if part.more else "",
        ]
    return "\n\n".join(filter(None, blocks)) + "\n"


def failure_rows(report: Report, zone: datetime.tzinfo | None = None) -> list[dict[str, str]]:
    """Return one row per failed file, all with the same keys, for a Prefect table."""
    return [row for failures in report.failures for row in _failure_rows(failures, _time_formatter(zone))]


def _failure_rows(failures: Failures, local: TimeFormatter) -> list[dict[str, str]]:
    rows = [_failure_row(work, local) for work in failures.examples]
    omitted = failures.files - len(rows)
    rows += [(_format_omitted(omitted), *[""] * (len(_FAILURE_COLUMNS) - 1))] if omitted else []
    columns = [_(column) for column in ("reason", *_FAILURE_COLUMNS)]
    return [dict(zip(columns, (failures.reason, *map(_disarm_markdown, row)), strict=True)) for row in rows]


def _make_section(
    title: str, columns: Row, rows: Sequence[Row], *, text: str = "", total: int | None = None
) -> Section:
    """Return a section with the first rows; ``total`` is the number of rows if more than are passed."""
    omitted = (len(rows) if total is None else total) - len(rows[:_MAX_ROWS])
    return Section(title, text, columns, tuple(rows[:_MAX_ROWS]), omitted)


def _run_row(run: Run, local: TimeFormatter, *, in_full: bool) -> Row:
    lasted = (run.finished or run.heartbeat) - run.started
    seconds = lasted.total_seconds()
    # If the clock was set back in between, both are meaningless.
    duration = str(datetime.timedelta(seconds=round(seconds))) if seconds >= 0 else ""
    rate = f"{(run.done + run.failed) / seconds:.1f}" if seconds > 0 else ""
    counts = map(str, (run.planned, run.unchanged, run.done, run.failed))
    is_short = run.finished is not None and run.done + run.failed < run.planned
    message = _clean_cell(run.message) if run.state in _UNFINISHED or is_short else ""
    cells = run.flow, name_of(run.state or "running"), local(run.started), duration, *counts, rate
    return (*cells, message) if in_full else cells


def _alert_section(news: News, address: str | None, *, in_full: bool) -> Section:
    name = _alert_name(news, in_full=in_full)
    if news.alert.problem is not None:
        text = _("Its query cannot be answered. Remove it, and save it anew as it is to be.")
        if not in_full:
            return Section(name, text)
        return _make_section(
            name,
            _PROBLEM_COLUMNS,
            [(_clean_cell(news.alert.query), _clean_cell(news.alert.problem))],
            text=text,
        )
    columns = _FULL_HIT_COLUMNS if in_full else _HIT_COLUMNS
    rows = [_with_page(_hit_row(hit, in_full=in_full), hit.uid, address) for hit in news.examples]
    title = ngettext("{name}, {number} new act", "{name}, {number} new acts", news.acts).format(name=name)
    return _make_section(title, columns if address is None else (*columns, "page"), rows, total=news.acts)


def _alert_name(news: News, *, in_full: bool) -> str:
    return (
        _("Alert {number}: {name}").format(number=news.alert.id, name=_clean_cell(news.alert.name))
        if in_full
        else _("Alert {number}").format(number=news.alert.id)
    )


def _hit_row(hit: NewHit, *, in_full: bool) -> Row:
    event = f" ({_EVENTS[hit.event]})" if hit.event else ""
    if in_full:
        return hit.uid, str(hit.date or ""), _clean_cell(hit.body), f"{_clean_cell(hit.title)}{event}"
    return hit.uid, str(hit.date or ""), f"{hit.kind or ''}{event}", _clean_cell(hit.body)


def _with_page(row: Row, uid: str, address: str | None) -> Row:
    return row if address is None else (*row, links.act_url(address, uid))


def _contradictions_section(report: Report, address: str | None, *, in_full: bool) -> Section:
    found = report.contradictions
    text = (
        ngettext(
            "{number} act with figures, names or dates that do not agree.",
            "{number} acts with figures, names or dates that do not agree.",
            found.acts,
        )
        if found.acts
        else ""
    )
    rows: list[Row]
    if in_full:
        rows = [
            (example.uid, _clean_cell(file_name(example.source)), example.check, _clean_cell(example.message))
            for example in found.examples
        ]
        return _make_section(_("Contradictions"), _FULL_CONTRADICTION_COLUMNS, rows, text=text)
    rows = [
        _with_page(
            (example.uid, example.check, example.date or "", example.kind or "", _clean_cell(example.body)),
            example.uid,
            address,
        )
        for example in found.examples
    ]
    columns = _CONTRADICTION_COLUMNS if address is None else (*_CONTRADICTION_COLUMNS, "page")
    return _make_section(_("Contradictions"), columns, rows, text=text)


def _failures_section(failures: Failures, local: TimeFormatter, *, in_full: bool) -> Section:
    title = ngettext("Failed: {reason}, {number} file", "Failed: {reason}, {number} files", failures.files).format(
        reason=failures.reason
    )
    if in_full:
        rows = [_full_failure_row(work, local) for work in failures.examples]
        return _make_section(title, _FULL_FAILURE_COLUMNS, rows, total=failures.files)
    rows = [_failure_row(work, local) for work in failures.examples]
    return _make_section(title, _FAILURE_COLUMNS, rows, text=_WHICH_FILES, total=failures.files)


def _failure_row(work: Work, local: TimeFormatter) -> Row:
    return str(work.id), _clean_cell(work.body), str(work.attempts), _next_attempt(work, local)


def _full_failure_row(work: Work, local: TimeFormatter) -> Row:
    attempts = str(work.attempts), _next_attempt(work, local)
    return _clean_cell(file_name(work.source)), _clean_cell(work.body), *attempts, _clean_cell(work.message)


def _next_attempt(work: Work, local: TimeFormatter) -> str:
    return _("set aside") if work.state == "quarantined" else local(work.next_attempt)


def _quarantine_section(report: Report) -> Section:
    new = sum(failures.set_aside for failures in report.failures)
    text = ngettext(
        "{number} file set aside, {new} of them new. Once what is wrong has been put right, "
        "`recueil quarantine release` has them tried again.",
        "{number} files set aside, {new} of them new. Once what is wrong has been put right, "
        "`recueil quarantine release` has them tried again.",
        report.set_aside,
    ).format(new=new)
    return Section(_("Quarantine"), text if report.set_aside else "")


def _withdrawn_section(report: Report, *, in_full: bool) -> Section:
    withdrawn = report.withdrawn
    text = (
        ngettext(
            "{number} file no longer there. The store keeps their acts.",
            "{number} files no longer there. The store keeps their acts.",
            withdrawn.files,
        )
        if withdrawn.files
        else ""
    )
    if not in_full:
        return Section(_("Withdrawn"), text)
    rows = [(_clean_cell(unquote(urlsplit(uri).path)),) for uri in withdrawn.examples]
    return _make_section(_("Withdrawn"), ("file",), rows, text=text, total=withdrawn.files)


def _site_row(site: CrawledSite) -> Row:
    counts = (site.pages, site.new, site.changed, site.withdrawn, site.dead_links, site.broken)
    return (_clean_cell(site.address), *map(str, counts))


def _dead_links_section(report: Report) -> Section:
    rows = [(_clean_cell(site.address), _clean_cell(where)) for site in report.crawls for where in site.dead]
    return _make_section(_("Dead links"), _DEAD_LINK_COLUMNS, rows)


def _upgrade_section(upgrade: Upgrade, *, in_full: bool) -> Section:
    than = _(" than by {before}").format(before=upgrade.before) if upgrade.before else ""
    parts = [*upgrade.parts[:_MAX_ROWS], *(["…"] if len(upgrade.parts) > _MAX_ROWS else [])]
    differ = _(" What differs: {parts}.").format(parts=", ".join(parts)) if parts else ""
    text = ngettext(
        "{number} act read otherwise{than}.{differ}", "{number} acts read otherwise{than}.{differ}", upgrade.acts
    ).format(than=than, differ=differ)
    rows = [_change_row(kind, in_full=in_full) for kind in upgrade.kinds]
    return _make_section(_("Pipeline {version}").format(version=upgrade.version), _CHANGE_COLUMNS, rows, text=text)


def _change_row(change: KindChange, *, in_full: bool) -> Row:
    gained = _format_example(change.gained_example, in_full=in_full)
    lost = _format_example(change.lost_example, in_full=in_full)
    return name_of(change.kind), str(change.gained), gained, str(change.lost), lost


def _format_example(example: Example | None, *, in_full: bool) -> str:
    if example is None:
        return ""
    return (
        _clean_cell(_("{value} (act {uid})").format(value=example.value, uid=example.uid))
        if in_full
        else _("act {uid}").format(uid=example.uid)
    )


def _time_formatter(zone: datetime.tzinfo | None) -> TimeFormatter:
    def format_time(when: datetime.datetime | None) -> str:
        return when.astimezone(zone).isoformat(" ", "minutes") if when else ""

    return format_time


def _format_omitted(number: int) -> str:
    return ngettext("… and {number} more", "… and {number} more", number)


def _clean_cell(words: str | None) -> str:
    """Return text from a file as one line, sanitized and shortened to 500 characters."""
    line = safe_text(join_lines(words or "")).plain
    return line if len(line) <= _MAX_CELL else f"{line[:_MAX_CELL]}…"


def _markdown_table(part: Section) -> str:
    if not part.rows:
        return ""
    rule = ["--:" if column in NUMERIC_COLUMNS else "---" for column in part.columns]
    lines = [[_(column) for column in part.columns], rule, *(map(_escape_markdown, row) for row in part.rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


# Everything that any Markdown dialect may read as markup.
_MARKDOWN_SYNTAX = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])")
_HTML_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def _escape_markdown(words: str) -> str:
    """Escape text for Markdown; at most, a bare address becomes a link to itself."""
    return _MARKDOWN_SYNTAX.sub(r"\\\g<0>", words).translate(_HTML_ENTITIES)


_ACTIVE = re.compile(r"<(?=[a-z/!?])|&(?=#?\w+;)|(?<=\])\(", re.IGNORECASE)
_DISARMED = {"<": "&lt;", "&": "&amp;", "(": "\\("}


def _disarm_markdown(words: str) -> str:
    """Escape only HTML, links and images.

    One of Prefect's two interfaces renders table cells as Markdown, the other as text.
    """
    return _ACTIVE.sub(lambda found: _DISARMED[found[0]], words)


def print_report(report: Report, address: str | None) -> None:
    """Print the report: the summary sentence, then each section under its title."""
    out.print(Text(headline(report), style="bold"), soft_wrap=True)
    out.print(describe_period(report))
    for part in build_sections(report, address=address):
        _print_section(part)


def _print_section(part: Section) -> None:
    out.print()
    out.print(Text(part.title, style="bold"), soft_wrap=True)
    if part.text:
        out.print(Text(part.text), soft_wrap=True)
    if part.rows:
        out.print(_rich_table(part))
    if part.more:
        out.print(_format_omitted(part.more))


def _rich_table(part: Section) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in part.columns:
        table.add_column(_(column), justify="right" if column in NUMERIC_COLUMNS else "left")
    for row in part.rows:
        table.add_row(*map(Text, row))
    return table
