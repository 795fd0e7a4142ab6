"""Print results on the terminal. Text from files is printed as text: no markup, no control characters."""

from __future__ import annotations

import re
import sys
from datetime import UTC, datetime, timedelta
from itertools import repeat
from typing import TYPE_CHECKING

from rich.console import Console, JustifyMethod
from rich.table import Table
from rich.text import Text

from recueil.errors import RecueilError
from recueil.text import file_name, join_lines, strip_control_chars
from recueil.translation import format_number, ngettext
from recueil.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from recueil.evaluation import FoldedReport, Report
    from recueil.export.scdl.file import RowCounts
    from recueil.readers.document import Document
    from recueil.store.admin.check import StoreFault
    from recueil.store.admin.copy import TableComparison
    from recueil.store.admin.status import Status
    from recueil.store.ledger.runs import Run
    from recueil.store.ledger.work import Work
    from recueil.store.search.advice import Advice
    from recueil.store.search.decisions import HitVote
    from recueil.store.search.results import Hit, Results
    from recueil.store.store import Facets
    from recueil.values import Vote

_NUMERIC_COLUMNS = {
    "work",
    "hits",
    "items",
    "page",
    "acts",
    "amount",
    "attempts",
    "awarded",
    "gold",
    "precision",
    "recall",
    "F1",
    "start",
    "rows",
    "values",
}
# Values of one act listed below its passage.
_MAX_VALUES = 8
# Piped output is not cut to the width of a screen.
_UNBOUNDED_WIDTH = 10_000
out = Console(highlight=False, width=None if sys.stdout.isatty() else _UNBOUNDED_WIDTH)
err = Console(stderr=True, highlight=False, width=None if sys.stderr.isatty() else _UNBOUNDED_WIDTH)

COLORS = {
    "date": "cyan",
    "period": "blue",
    "amount": "green",
    "percentage": "yellow",
    "budget": "magenta",
    "person": "red",
    "reference": "bright_black",
    "organisation": "bright_blue",
    "place": "bright_green",
}

_OUTCOMES = {
    "adopted": _("adopted"),
    "rejected": _("rejected"),
    "noted": _("noted"),
    "withdrawn": _("withdrawn"),
    "postponed": _("postponed"),
}
_NAMES = {
    # of entities
    "date": _("date"),
    "period": _("period"),
    "amount": _("amount"),
    "percentage": _("percentage"),
    "budget": _("budget"),
    "person": _("person"),
    "reference": _("reference"),
    "organisation": _("organisation"),
    "place": _("place"),
    # of facts
    "act_title": _("title"),
    "act_kind": _("kind"),
    "act_number": _("number"),
    "act_date": _("date"),
    "award": _("award"),
    "vote": _("vote"),
    "ballot": _("vote"),
    "presence": _("presence"),
    "finding": _("finding"),
    # of the states of work and of corrections, and of the ends of runs
    "standing": _("standing"),
    "orphaned": _("orphaned"),
    "pending": _("pending"),
    "running": _("running"),
    "done": _("done"),
    "failed": _("failed"),
    "quarantined": _("quarantined"),
    "withdrawn": _("withdrawn"),
    "superseded": _("superseded"),
    "dismissed": _("dismissed"),
    "completed": _("completed"),
    "with failures": _("with failures"),
    "stopped": _("stopped"),
    "died": _("died"),
    # of findings
    "error": _("error"),
    "warning": _("warning"),
    "information": _("information"),
    # of bodies
    "prefecture": _("prefecture"),
    "syndicate": _("syndicate"),
    "board": _("board"),
    "establishment": _("establishment"),
    "agency": _("agency"),
    "region": _("region"),
}
_VOTES = {**_OUTCOMES, "unanimous": _("unanimous"), "majority": _("majority")}
_COUNTS = {
    "votes_for": _("for"),
    "against": _("against"),
    "abstentions": _("abstentions"),
    "not_voting": _("not voting"),
}


def name_of(code: str) -> str:
    """Return the word for a code of the store, in the language of the process."""
    return _NAMES.get(code, code)


def safe_text(text: str, style: str = "") -> Text:
    """Return text from a file without control characters."""
    return Text(strip_control_chars(text), style=style)


def print_pages(document: Document) -> None:
    """Print the text page by page, each under its number."""
    for page in document.pages:
        out.print(Text(_("page {number}").format(number=page.number), style="bold"))
        text = document.text[page.start : page.end].replace("\f", "\n")
        out.print(safe_text(text), soft_wrap=True, end="" if text.endswith("\n") else "\n")


def print_error(problem: RecueilError) -> None:
    """Print an error and its advice on standard error."""
    err.print(Text("recueil: ", style="bold red") + safe_text(str(problem)), soft_wrap=True)


def print_hits(results: Results) -> None:
    """Print one block per act: its heading, the passage with highlighted hits, and the matching values."""
    for hit in results.hits:
        facts = " · ".join(str(part) for part in (hit.date, hit.kind) if part)
        out.print(
            safe_text(hit.uid, "bold"),
            safe_text(facts),
            safe_text(_("{source}, page {page}").format(source=file_name(hit.source), page=hit.page), "dim"),
            soft_wrap=True,
        )
        if hit.title:
            out.print(safe_text(join_lines(hit.title), "italic"), soft_wrap=True)
        passage = Text("  … ")
        for segment in hit.snippet:
            passage.append_text(safe_text(re.sub(r"\s+", " ", segment.text), "bold yellow" if segment.hit else ""))
        out.print(passage, soft_wrap=True)
        values = list(_matching_values(hit))
        for value in values[:_MAX_VALUES]:
            out.print(value, soft_wrap=True)
        if len(values) > _MAX_VALUES:
            out.print(
                Text(
                    ngettext(
                        "  and {number} other value",
                        "  and {number} other values",
                        len(values) - _MAX_VALUES,
                    ),
                    "dim",
                )
            )
        out.print()
    parts = ngettext("{number} act", "{number} acts", results.total or 0)
    parts += ngettext(", {number} shown", ", {number} shown", len(results.hits)) if results.hits else ""
    parts += _("; go on with `--after {place}`").format(place=results.next) if results.next else ""
    out.print(f"{parts}.")


def _matching_values(hit: Hit) -> Iterator[Text]:
    """Yield a line for each entity, award and vote that satisfied the fields of the query."""
    from recueil.values.base import format_decimal

    for entity in hit.entities:
        value = safe_text(f"{entity.value}  « {join_lines(entity.text)} »")
        yield Text(f"  {name_of(entity.kind)} ", COLORS[entity.kind]) + value
    for award in hit.matched.awards:
        amount = "" if award.amount is None else f" {format_decimal(award.amount, 2)} {award.currency}"
        doubtful = f" ({_('doubtful')})" if award.doubtful else ""
        what = safe_text(f"{award.what}{amount}{doubtful}  « {join_lines(award.beneficiary)} »")
        yield Text(f"  {_('award')} ", "green") + what
    for vote in hit.matched.votes:
        yield Text(f"  {_('vote')} ", "yellow") + safe_text(format_vote(vote))


def format_vote(vote: Vote | HitVote, names: Iterable[str] = repeat("")) -> str:
    """Return the outcome of a vote and its counts, each with the ``names`` of those who voted so."""
    parts = [_OUTCOMES.get(vote.outcome or "", "?"), *([_("unanimous")] if vote.unanimous else [])]
    for (name, label), who in zip(_COUNTS.items(), names, strict=False):
        count = getattr(vote, name, None)
        parts += [f"{label} {count}{who and f' ({who})'}"] if count is not None else []
    return ", ".join(parts)


def print_left_out(documents: int) -> None:
    """Print how many documents a search left out because they are no acts."""
    if documents:
        out.print(
            ngettext(
                "{number} document left out that are no acts; `--all` includes them.",
                "{number} documents left out that are no acts; `--all` includes them.",
                documents,
            )
        )


_ADVICE = {
    "excludes": _("This query only excludes: these are all acts but those that it names."),
    "near": _("In some of these acts the words are far from the number: `{query}` asks for them near each other."),
    "line": _("In some of these acts the amount is on another line: `{query}` asks for amounts on that one."),
}


def print_advice(advice: Iterable[Advice]) -> None:
    """Print what a query leaves open, and how to ask more closely."""
    for each in advice:
        out.print(safe_text(_ADVICE[each.code].format(query=each.query)), soft_wrap=True)


def print_facets(facets: Facets) -> None:
    """Print per facet its values with their number of acts."""
    for name, counts in facets.items():
        table = new_table(name, "acts")
        for count in counts:
            label = _VOTES.get(count.label, count.label) if name == "vote" else count.label
            table.add_row(safe_text(label), str(count.acts))
        out.print()
        out.print(table)


def print_status(state: Status) -> None:
    """Print the content of the store, the state of the work, and the failures."""
    table = Table.grid(padding=(0, 2))
    for name, value in _status_lines(state):
        table.add_row(name, value)
    out.print(table)
    if state.failures:
        print_failures(state.failures)


def print_failures(works: Iterable[Work]) -> None:
    """Print failures with their next attempt."""
    table = new_table("work", "failed", "reason", "attempts", "next attempt", "message")
    for work in works:
        again = f"{work.next_attempt:%Y-%m-%d %H:%M}" if work.next_attempt else _("never by itself")
        source, message = safe_text(file_name(work.source)), safe_text(join_lines(work.message or ""))
        table.add_row(str(work.id), source, work.reason or "", str(work.attempts), again, message)
    out.print(table)


def print_findings(findings: Iterable[StoreFault]) -> None:
    """Print inconsistencies of the store and the advice on each."""
    table = new_table("what", "finding", "next step")
    for finding in findings:
        table.add_row(safe_text(finding.what), safe_text(finding.detail), safe_text(finding.advice))
    out.print(table)


def print_copied_tables(tables: Iterable[TableComparison]) -> None:
    """Print the rows and checksum of each copied table, and how its copy differs."""
    table = new_table("table", "rows", "checksum", "copy")
    for each in tables:
        rows, checksum = format_number(each.original.rows), each.original.checksum
        copied = ngettext("{number} row", "{number} rows", each.copy.rows)
        same = each.copy == each.original
        table.add_row(each.table, rows, checksum, _("same") if same else f"{copied}, {each.copy.checksum}")
    out.print(table)


def describe_run(run: Run, now: datetime) -> str:
    """Describe the progress of a run, its rate, and the estimated time left."""
    settled, seconds = run.done + run.failed, (now - run.started).total_seconds()
    parts = [_("{flow}: {settled} of {planned}").format(flow=run.flow, settled=settled, planned=run.planned)]
    parts += [_("{failed} failed").format(failed=run.failed)] if run.failed else []
    if settled and seconds > 0:
        left = timedelta(seconds=round((run.planned - settled) * seconds / settled))
        parts += [
            _("{rate} files/s").format(rate=format_number(settled / seconds, 1)),
            _("{time} left").format(time=left),
        ]
    return ", ".join(parts)


def _describe_end(run: Run) -> str:
    """Describe when a run started and how it ended."""
    end = name_of(run.state or "")
    started = run.started.isoformat(timespec="seconds")
    what = _("{flow}, {started}, {end}").format(flow=run.flow, started=started, end=end)
    return _("{what}: {message}").format(what=what, message=join_lines(run.message)) if run.message else what


def _status_lines(state: Status) -> list[tuple[str, str]]:
    when = state.last_ingest.isoformat(timespec="seconds") if state.last_ingest else _("never")
    now = datetime.now(UTC)
    return [
        *((_("at work"), describe_run(run, now)) for run in state.runs),
        (_("documents"), str(state.documents)),
        (_("acts"), str(state.acts)),
        *([(_("records of tables"), str(state.records))] if state.records else []),
        (_("entities"), _count_names(state.entities)),
        (_("ledger"), _count_names(state.ledger)),
        (_("pipelines"), ", ".join(f"{count} {name}" for name, count in state.versions.items()) or _("none")),
        (_("last ingest"), when),
        *([(_("last run"), _describe_end(state.last_run))] if state.last_run else []),
        (_("size"), _("{size} MB").format(size=format_number(state.size / 1_000_000, 1))),
    ]


def _count_names(counts: dict[str, int]) -> str:
    parts = (_("{count} {name}").format(count=count, name=name_of(name)) for name, count in counts.items())
    return ", ".join(parts) or _("none")


def print_scores(report: Report, *, bodies: bool, errors: bool) -> None:
    """Print the scores per kind and, on request, per issuing body, and every mistake."""
    from recueil import evaluation

    _print_tables([(evaluation.KIND_COLUMNS, evaluation.kind_rows(report))], report, bodies=bodies, errors=errors)


def print_folds(folded: FoldedReport, *, bodies: bool, errors: bool) -> None:
    """Print the scores per kind by the rules, on unseen bodies and as installed; the rest is of unseen bodies."""
    from recueil import evaluation

    _print_tables(
        [(evaluation.FOLD_COLUMNS, evaluation.fold_rows(folded))], folded.unseen, bodies=bodies, errors=errors
    )


def _print_tables(
    parts: Sequence[tuple[Sequence[str], Sequence[Sequence[str]]]], report: Report, *, bodies: bool, errors: bool
) -> None:
    from recueil import evaluation

    tables = [*parts]
    tables += [(evaluation.BODY_COLUMNS, evaluation.body_rows(report))] if bodies else []
    tables += [(evaluation.MISTAKE_COLUMNS, evaluation.mistake_rows(report))] if errors else []
    for columns, rows in tables:
        table = new_table(*columns)
        for row in rows:
            table.add_row(*map(safe_text, row))
        out.print(table)
    out.print(f"{ngettext('{number} act', '{number} acts', report.acts)}.")


def print_table_counts(counts: dict[str, int], output: Path) -> None:
    """Print the number of rows of each table."""
    rows = ", ".join(f"{name} {count}" for name, count in counts.items())
    out.print(safe_text(_("{output}: {rows}.").format(output=output, rows=rows)), soft_wrap=True)


def print_completeness(outcome: RowCounts, output: Path, incomplete: Path) -> None:
    """Print the number of valid rows in a file, and of incomplete ones by what they lack."""
    out.print(
        safe_text(
            ngettext("{output}: {number} row, valid.", "{output}: {number} rows, valid.", outcome.complete).format(
                output=output
            )
        ),
        soft_wrap=True,
    )
    why = _(", for want of:") if outcome.reasons else "."
    out.print(
        safe_text(
            ngettext(
                "{incomplete}: {number} row that cannot be in it{why}",
                "{incomplete}: {number} rows that cannot be in it{why}",
                outcome.incomplete,
            ).format(incomplete=incomplete, why=why)
        ),
        soft_wrap=True,
    )
    for lack, count in outcome.reasons.most_common():
        out.print(safe_text(f"{count:7}  {lack}"), soft_wrap=True)


def print_missing(file: Path, document: Document) -> None:
    """Print the unreadable files of an archive on standard error."""
    print_lines([f"recueil: {file}: {each.message}" for each in document.missing])


def print_lines(messages: Sequence[str]) -> None:
    """Print messages on standard error, one per line."""
    for message in messages:
        err.print(safe_text(message), soft_wrap=True)


def new_table(*columns: str) -> Table:
    """Return a table without rows, its headings in the language of the process.

    A terminal that is too narrow breaks its cells over lines, and cuts no sum or identifier off.
    """
    table = Table(box=None, pad_edge=False)
    for column in columns:
        justify: JustifyMethod = "right" if column in _NUMERIC_COLUMNS else "left"
        table.add_column(_(column), justify=justify, overflow="fold")
    return table


def print_rows(columns: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> None:
    """Print a table of cells, each on one line, unless it is empty."""
    table = new_table(*columns)
    for row in rows:
        table.add_row(*(safe_text("" if cell is None else join_lines(str(cell))) for cell in row))
    if table.row_count:
        out.print(table)
