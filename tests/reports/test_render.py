"""The report in words: whole, without what is empty, and with words from files shown as nothing but text."""

from __future__ import annotations

import datetime
import html
import io
import re
from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest
from apprise import NotifyFormat
from apprise.conversion import convert_between
from markdown_it import MarkdownIt
from rich.console import Console
from tests.tables import each_row

from recueil.alerts.store import AlertDefinition, NewHit, News
from recueil.reports import render
from recueil.reports.queries import (
    Contradiction,
    Contradictions,
    Example,
    Failures,
    Intake,
    KindChange,
    Report,
    Upgrade,
    WithdrawnFiles,
)
from recueil.store.ledger.runs import EndState, Owner, Run
from recueil.store.ledger.work import Work
from recueil.values import PartialDate

PARIS = ZoneInfo("Europe/Paris")
# The night the clocks are put back: 02:30 comes twice.
START = datetime.datetime(2025, 10, 26, 0, 30, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)

EMPTY = Report(
    since=START,
    until=None,
    runs=(),
    intake=(),
    again=0,
    contradictions=Contradictions(0, ()),
    failures=(),
    set_aside=0,
    waiting=0,
    withdrawn=WithdrawnFiles(0, ()),
    upgrades=(),
)
RUN = Run(
    id="1",
    flow="ingest",
    flow_run=None,
    owner=Owner("here", 1),
    pipeline_version="2",
    started=START,
    heartbeat=START + HOUR,
    finished=START + HOUR,
    state="with failures",
    message="8 of 10 files are in the store.",
    planned=9,
    unchanged=1,
    done=7,
    failed=2,
)
SET_ASIDE = Work(
    id=1,
    source="file:///actes/d%C3%A9lib_12.pdf",
    body="Montpellier",
    sha256="a" * 64,
    pipeline_version="2",
    state="quarantined",
    attempts=1,
    reason="pdf-broken",
    message="/actes/délib_12.pdf: cut short. Fetch it again.",
    started=START,
    finished=START,
    next_attempt=None,
    run="1",
    held=False,
)
PASSING = replace(
    SET_ASIDE,
    source="file:///actes/b.pdf",
    body=None,
    state="failed",
    reason="missing",
    message="/actes/b.pdf: no such file.",
    next_attempt=START + 6 * HOUR,
)
WHOLE = Report(
    since=START,
    until=START + 24 * HOUR,
    runs=(RUN,),
    intake=(Intake("Montpellier", "deliberation", 6), Intake(None, None, 1)),
    again=3,
    contradictions=Contradictions(
        2,
        (
            Contradiction(
                "0123456789ab",
                "file:///actes/pv%201.pdf",
                "votes-total",
                "14 votes | 15 voting.",
                "2025-10",
                "deliberation",
                "Montpellier",
            ),
        ),
    ),
    failures=(Failures("pdf-broken", 1, 1, (SET_ASIDE,)), Failures("missing", 1, 0, (PASSING,))),
    set_aside=4,
    waiting=1,
    withdrawn=WithdrawnFiles(1, ("file:///actes/old%20one.pdf",)),
    upgrades=(
        Upgrade(
            version="0.2+22",
            before="0.1+11",
            parts=("extract/amounts.py",),
            acts=2,
            kinds=(
                KindChange(
                    "amount", 2, 1, Example("13.00 EUR", "0123456789ab"), Example("12.00 EUR", "ba9876543210")
                ),
                KindChange("person", 0, 1, None, Example("Cl. DUPONT", "0123456789ab")),
            ),
        ),
    ),
)

MARKDOWN = """\
7 acts came in, 3 acts extracted again, 2 files failed, 1 file left to do.

From 2025-10-26 02:30+02:00 to 2025-10-27 01:30+01:00.

## Runs

| flow | state | started | duration | planned | unchanged | done | failed | files/s |
| --- | --- | --- | --- | --: | --: | --: | --: | --: |
| ingest | with failures | 2025-10-26 02:30+02:00 | 1:00:00 | 9 | 1 | 7 | 2 | 0.0 |

## Acts

| body | kind | acts |
| --- | --- | --: |
| Montpellier | deliberation | 6 |
|  |  | 1 |

## Contradictions

2 acts with figures, names or dates that do not agree.

| act | check | date | kind | body |
| --- | --- | --- | --- | --- |
| 0123456789ab | votes-total | 2025-10 | deliberation | Montpellier |

## Failed: pdf-broken, 1 file

`recueil failures` says which files these are, and why each failed.

| work | body | attempts | next attempt |
| --- | --- | --: | --- |
| 1 | Montpellier | 1 | set aside |

## Failed: missing, 1 file

`recueil failures` says which files these are, and why each failed.

| work | body | attempts | next attempt |
| --- | --- | --: | --- |
| 1 |  | 1 | 2025-10-26 07:30+01:00 |

## Quarantine

4 files set aside, 1 of them new. Once what is wrong has been put right, `recueil quarantine release` has them tried again.

## Withdrawn

1 file no longer there. The store keeps their acts.

## Pipeline 0.2+22

2 acts read otherwise than by 0.1+11. What differs: extract/amounts.py.

| kind | gained | for example | lost | for example |
| --- | --: | --- | --: | --- |
| amount | 2 | act 0123456789ab | 1 | act ba9876543210 |
| person | 0 |  | 1 | act 0123456789ab |
"""


def test_the_whole_report_in_markdown() -> None:
    assert render.to_markdown(WHOLE, PARIS) == MARKDOWN


def test_in_a_terminal_files_and_words_of_acts_are_named() -> None:
    parts = {part.title: part for part in render.build_sections(WHOLE, PARIS)}
    assert parts["Contradictions"].rows == (("0123456789ab", "pv 1.pdf", "votes-total", "14 votes | 15 voting."),)
    assert parts["Failed: pdf-broken, 1 file"].rows == (
        ("délib_12.pdf", "Montpellier", "1", "set aside", "/actes/délib_12.pdf: cut short. Fetch it again."),
    )
    assert parts["Withdrawn"].rows == (("/actes/old one.pdf",),)
    assert parts["Pipeline 0.2+22"].rows == (
        ("amount", "2", "13.00 EUR (act 0123456789ab)", "1", "12.00 EUR (act ba9876543210)"),
        ("person", "0", "", "1", "Cl. DUPONT (act 0123456789ab)"),
    )


def test_acts_that_contradict_themselves_are_linked() -> None:
    markdown = render.to_markdown(
        replace(EMPTY, contradictions=WHOLE.contradictions), PARIS, "https://acts.example.org"
    )
    assert markdown.splitlines()[-1] == (
        "| 0123456789ab | votes-total | 2025-10 | deliberation | Montpellier "
        "| https://acts.example.org/actes/0123456789ab |"
    )


def test_what_is_empty_is_left_out() -> None:
    assert render.to_markdown(EMPTY, PARIS) == "0 acts came in, 0 files failed.\n\nSince 2025-10-26 02:30+02:00.\n"


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("failed", " The last ingest run failed."),
        ("stopped", " The last ingest run was stopped."),
        ("died", " The last ingest run died."),
        ("completed", ""),
        ("with failures", ""),
        (None, ""),
    ],
)
def test_a_last_run_that_was_cut_short_is_told_first(state: EndState | None, said: str) -> None:
    told = replace(EMPTY, runs=(replace(RUN, state=state), RUN))
    assert render.headline(told) == f"0 acts came in, 0 files failed.{said}"
    assert render.needs_attention(told) is bool(said)


def test_why_a_run_was_cut_short_is_told() -> None:
    died = replace(RUN, state="failed", message="There is no room.")
    (runs,) = render.build_sections(replace(EMPTY, runs=(died, RUN)))
    assert [row[-1] for row in runs.rows] == ["There is no room.", ""]


def test_why_a_run_did_less_than_it_planned_is_told() -> None:
    message = "7 of 10 files are in the store. 1 are in the hands of another run."
    short = replace(RUN, state="completed", done=6, message=message)
    (runs,) = render.build_sections(replace(EMPTY, runs=(short, RUN)))
    assert [row[-1] for row in runs.rows] == [message, ""]


def test_an_earlier_run_that_was_cut_short_needs_no_attention() -> None:
    assert not render.needs_attention(replace(EMPTY, runs=(RUN, replace(RUN, state="died"))))


def test_a_later_run_of_another_flow_does_not_hide_it() -> None:
    runs = (replace(RUN, flow="maintain"), replace(RUN, state="died"), RUN)
    assert render.headline(replace(EMPTY, runs=runs)).endswith(" The last ingest run died.")


def test_a_failure_needs_attention() -> None:
    assert render.needs_attention(replace(EMPTY, failures=WHOLE.failures))


@pytest.mark.parametrize(
    ("facts", "cells"),
    [
        ({"heartbeat": START + HOUR / 60, "finished": None, "state": None}, ("running", "0:01:00", "0.1")),
        ({"finished": START}, ("with failures", "0:00:00", "")),
        ({"finished": START - HOUR}, ("with failures", "", "")),
    ],
    ids=["at work", "at once", "in a clock set back"],
)
def test_how_long_a_run_took(facts: dict[str, object], cells: tuple[str, ...]) -> None:
    run = replace(RUN, **facts)  # type: ignore[arg-type]
    (runs,) = render.build_sections(replace(EMPTY, runs=(run,)))
    row = dict(zip(runs.columns, runs.rows[0], strict=True))
    assert (row["state"], row["duration"], row["files/s"]) == cells


def many(number: int, total: int) -> Report:
    works = tuple(replace(PASSING, source=f"file:///{n:03}.pdf") for n in range(number))
    return replace(EMPTY, failures=(Failures("missing", total, 0, works),))


@pytest.mark.parametrize(
    ("number", "total", "shown", "more"), [(10, 10, 10, 0), (11, 11, 10, 1), (100, 250, 10, 240)]
)
def test_long_lists_are_cut(number: int, total: int, shown: int, more: int) -> None:
    (failed,) = render.build_sections(many(number, total))
    assert (len(failed.rows), failed.more) == (shown, more)
    assert render.to_markdown(many(number, total)).endswith(f"\n\n… and {more} more\n") is bool(more)


# Alerts

ALERT = AlertDefinition(
    id=3,
    uuid="00000000-0000-4000-8000-000000000003",
    name="Subventions [x](y)",
    query="subvention montant:>10000",
    owner="ana",
    created=START,
    disabled=None,
    looked=START,
    problem=None,
    hits=12,
)
HIT = NewHit(12, START, "0123456789ab", PartialDate(2025, 10), "deliberation", "Aide\n | <b>", "Montpellier")
NEWS = News(ALERT, 12, (HIT, replace(HIT, n=11, uid="ba9876543210-2", date=None, title=None, body=None)))
BROKEN = News(replace(ALERT, id=4, name="Écoles", query="ecol*", problem="too many words begin so"), 0, ())


def test_new_hits_of_alerts_are_told() -> None:
    markdown = render.to_markdown(replace(EMPTY, alerts=(NEWS, BROKEN)), PARIS, "https://acts.example.org")
    assert (
        markdown
        == """\
0 acts came in, 0 files failed, 12 new hits of 1 alert.

Since 2025-10-26 02:30+02:00.

## Alert 3, 12 new acts

| act | date | kind | body | page |
| --- | --- | --- | --- | --- |
| 0123456789ab | 2025-10 | deliberation | Montpellier | https://acts.example.org/actes/0123456789ab |
| ba9876543210-2 |  | deliberation |  | https://acts.example.org/actes/ba9876543210-2 |

… and 10 more

## Alert 4

Its query cannot be answered. Remove it, and save it anew as it is to be.
"""
    )


def test_without_an_address_of_the_pages_there_are_no_links() -> None:
    (part,) = render.build_sections(replace(EMPTY, alerts=(NEWS,)))
    assert part.columns == ("act", "date", "body", "title")
    assert part.rows[1] == ("ba9876543210-2", "", "", "")


def test_of_many_alerts_only_the_first_have_a_part_of_their_own() -> None:
    news = tuple(replace(NEWS, alert=replace(ALERT, id=n), acts=n) for n in range(1, 33))
    *parts, others = render.build_sections(replace(EMPTY, alerts=news))
    assert [part.title.partition(":")[0] for part in parts] == [f"Alert {n}" for n in range(1, 21)]
    assert (others.title, others.rows[0], len(others.rows), others.more) == (
        "Other alerts",
        ("21: Subventions [x](y)", "21"),
        10,
        2,
    )


@pytest.mark.parametrize("news", [NEWS, BROKEN])
def test_what_an_alert_has_to_say_needs_attention(news: News) -> None:
    assert render.needs_attention(replace(EMPTY, alerts=(news,)))


def test_many_differing_parts_are_cut() -> None:
    upgrade = replace(WHOLE.upgrades[0], parts=tuple(f"p{n}" for n in range(11)), before=None, acts=1)
    (section,) = render.build_sections(replace(EMPTY, upgrades=(upgrade,)))
    assert section.text == "1 act read otherwise. What differs: p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, …."


def test_failures_as_rows_of_a_prefect_table() -> None:
    assert render.failure_rows(WHOLE, PARIS) == [
        {
            "reason": "pdf-broken",
            "work": "1",
            "body": "Montpellier",
            "attempts": "1",
            "next attempt": "set aside",
        },
        {
            "reason": "missing",
            "work": "1",
            "body": "",
            "attempts": "1",
            "next attempt": "2025-10-26 07:30+01:00",
        },
    ]


def test_rows_that_are_left_out_of_a_prefect_table_are_counted() -> None:
    rows = render.failure_rows(many(100, 250), PARIS)
    left_out = dict.fromkeys(("body", "attempts", "next attempt"), "")
    assert len(rows) == 101
    assert rows[-1] == {"reason": "missing", "work": "… and 150 more", **left_out}


# Words that Markdown would show otherwise; all may be in the name of a file.
MARKED = [
    "a|b", "a\\|b", "end\\", "<b>x</b>", "<img src=x onerror=alert(1)>", "<!-- x", "&lt;", "AT&T", "`code`", "``", "*a*",
    "**a**", "_a_", "__a__", "a_b_c", "a_", "[x](http://evil.example)", "![x](y)", "[1]: http://evil.example", "~~a~~",
    "# a", "- a", "+ a", "* a", "1. a", "12) a", "---", "===", "> a", "<http://evil.example>", "\\*a\\*", "$a$", "a^b^",
    "{a}", ":smile:",
]  # fmt: skip
COMMONMARK = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def cell(page: str) -> str:
    """What the first cell of a page shows; a tag in it stays in."""
    found = re.search(r"<td>(.*?)</td>", page, re.DOTALL)
    assert found is not None
    return html.unescape(found[1]) if "<" not in found[1] else found[1]


@each_row("words", MARKED)
def test_words_from_files_are_only_text_in_markdown(words: str) -> None:
    markdown = render.to_markdown(replace(EMPTY, intake=(Intake(words, "deliberation", 1),)))
    mail = convert_between(NotifyFormat.MARKDOWN, NotifyFormat.HTML, markdown)  # type: ignore[no-untyped-call]
    assert (cell(COMMONMARK.render(markdown)), cell(mail)) == (words, words)


def message(words: str) -> str:
    """Words of the settings, the name of a body, in a Prefect table."""
    works = (replace(SET_ASIDE, body=words),)
    (row,) = render.failure_rows(replace(EMPTY, failures=(Failures("pdf-broken", 1, 1, works),)))
    return row["body"]


@each_row("words", MARKED)
def test_words_from_files_do_nothing_in_a_prefect_table(words: str) -> None:
    tags = set(re.findall(r"<(\w+)", COMMONMARK.render(message(words))))
    assert tags <= {"p", "em", "strong", "s", "code", "h1", "ul", "ol", "li", "hr", "blockquote"}


@each_row(
    "words",
    [
        "acte_[1].pdf",
        "acte (2).pdf",
        "fichier~1.pdf",
        "AT&T",
        "1 < 2",
        "<3",
        "a -> b",
        "Run `recueil retry`.",
        "a|b",
        "n\\a",
    ],
)
def test_ordinary_words_are_left_as_they_are_in_a_prefect_table(words: str) -> None:
    assert message(words) == words


def test_control_characters_and_line_breaks_are_gone() -> None:
    work = replace(PASSING, message="a\x1b[31m\nb\r\u2028c\u202ed\x00", body="A\n## B")
    (failed,) = render.build_sections(replace(EMPTY, failures=(Failures("missing", 1, 0, (work,)),)), PARIS)
    assert failed.rows == (("b.pdf", "A ## B", "1", "2025-10-26 07:30+01:00", "a\ufffd[31m b c\ufffdd\ufffd"),)


def test_endless_words_are_cut() -> None:
    work = replace(PASSING, message="x" * 501)
    (failed,) = render.build_sections(replace(EMPTY, failures=(Failures("missing", 1, 0, (work,)),)))
    assert failed.rows[0][-1] == "x" * 500 + "…"


def test_times_are_those_of_this_machine_where_no_zone_is_said() -> None:
    assert render.describe_period(EMPTY) == f"Since {START.astimezone().isoformat(' ', 'minutes')}."


TERMINAL = """\
0 acts came in, 13 files failed.
Since {since}.

Failed: pdf-broken, 1 file
file          body         attempts  next attempt  message
délib_12.pdf  Montpellier         1  set aside     [red]cut short[/]

Failed: missing, 12 files
file     body  attempts  next attempt            message
000.pdf               1  {again}  /actes/b.pdf: no such file.
001.pdf               1  {again}  /actes/b.pdf: no such file.
… and 10 more

Quarantine
1 file set aside, 1 of them new. Once what is wrong has been put right, `recueil quarantine release` has them tried again.
"""


def test_the_report_in_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = io.StringIO()
    monkeypatch.setattr(render, "out", Console(file=screen, width=100, highlight=False))
    odd = Failures("pdf-broken", 1, 1, (replace(SET_ASIDE, message="[red]cut short[/]"),))
    render.print_report(replace(EMPTY, failures=(odd, *many(2, 12).failures), set_aside=1), None)
    since, again = (when.astimezone().isoformat(" ", "minutes") for when in (START, START + 6 * HOUR))
    printed = "".join(f"{line.rstrip()}\n" for line in screen.getvalue().splitlines())
    assert printed == TERMINAL.format(since=since, again=again)


@pytest.mark.parametrize(
    ("found", "severity"),
    [
        (EMPTY, "info"),
        (WHOLE, "warning"),
        (replace(WHOLE, runs=(replace(RUN, state="died"),)), "failure"),
        (replace(EMPTY, runs=(replace(RUN, state="failed"),)), "failure"),
        # A later run of the same flow came to its end.
        (replace(EMPTY, runs=(RUN, replace(RUN, state="stopped"))), "info"),
    ],
)
def test_the_severity_of_a_report(found: Report, severity: render.Severity) -> None:
    assert render.severity_of(found) == severity
