"""What the morning report counts: each kind of row once, in its time, and nothing that is only alike."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.handles import handle_of

from recueil.errors import FileMissing, PdfBroken
from recueil.readers.document import Document
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
from recueil.store.ledger.runs import Owner, Run, RunStart
from recueil.store.ledger.work import Claim, FoundFile, Work
from recueil.store.store import Store
from recueil.values import Act, Facts, Finding, Identity

Make = Callable[..., tuple[Document, Act]]

MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
HERE = Owner("here", 1)


class Night:
    """One run on a store, whose every step is noted at one time."""

    def __init__(
        self, store: Store, when: datetime.datetime, flow: str = "ingest", version: str = "1", **parts: str
    ) -> None:
        self.ledger, self.when, self.version = store.ledger, when, version
        self.run = store.ledger.begin(RunStart(flow, HERE, version), parts, when)

    def claimed(self, source: str, sha256: str, body: str | None = None) -> Claim:
        numbers = self.ledger.enqueue([FoundFile(source, sha256, body)], self.version, self.when)
        (claim,) = self.ledger.claim(self.run, numbers, lambda owner: False, self.when)
        return claim

    def does(self, source: str, document: Document, *acts: Act, body: str | None = None) -> None:
        self.ledger.complete(self.claimed(source, document.sha256, body), document, acts, self.when)

    def fails(self, source: str, error: PdfBroken | FileMissing, body: str | None = None) -> None:
        self.ledger.fail(self.claimed(source, source.rjust(64, "f"), body), error, self.when)


def number(store: Store, source: str) -> int:
    """The work on a source in the ledger."""
    return next(work.id for work in store.ledger.active() if work.source == source)


@pytest.fixture
def night(store: Store, when: datetime.datetime) -> Night:
    return Night(store, when)


def test_an_empty_store_has_nothing_to_report(store: Store, when: datetime.datetime) -> None:
    assert store.report(when) == Report(
        since=when,
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


SUM = Finding("votes-total", "error", "3 votes of 4.", "arithmetic", ((0, 4),))
DAY_NAMED = Finding("jour-semaine", "error", "It is a Monday.", "calendar", ())
DOUBT = Finding("quorum", "warning", "7 of 15 sat.", "CGCT L2121-17", ())


def test_what_does_not_agree_in_an_act_that_came_in_is_told(store: Store, night: Night, make: Make) -> None:
    document, act = make("un et deux")
    halves = (replace(act, end=3, findings=(DOUBT,)), replace(act, start=3, findings=(SUM, DOUBT, DAY_NAMED)))
    night.does("b.txt", document, *halves)
    night.does("c.txt", document, *halves)
    night.does("a.txt", *make("trois"))
    before = Night(store, night.when - DAY)
    other, wrong = make("quatre")
    before.does("d.txt", other, replace(wrong, findings=(SUM,)))
    uid = f"{handle_of(document.sha256)}-2"
    told = {"date": "2023-03-14", "kind": "deliberation"}
    assert store.report(night.when).contradictions == Contradictions(
        1,
        (
            Contradiction(uid, "b.txt", "votes-total", "3 votes of 4.", **told),
            Contradiction(uid, "b.txt", "jour-semaine", "It is a Monday.", **told),
        ),
    )


@pytest.mark.both_databases
def test_acts_are_counted_by_body_and_kind_most_first(store: Store, night: Night, make: Make) -> None:
    for text in ("un", "deux"):
        night.does(f"{text}.txt", *make(text), body="Montpellier")
    night.does("trois.txt", *make("trois"))
    document, act = make("quatre et cinq")
    halves = (Act(0, 6, Facts(Identity("arrete")), ()), Act(6, act.end, Facts(), ()))
    night.does("quatre.txt", document, *halves, body="Montpellier")
    assert store.report(night.when).intake == (
        Intake("Montpellier", "deliberation", 2),
        Intake(None, "deliberation", 1),
        Intake("Montpellier", None, 1),
        Intake("Montpellier", "arrete", 1),
    )


def test_an_act_in_two_files_of_one_body_is_one_act(store: Store, night: Night, make: Make) -> None:
    for source in ("a.txt", "copie.txt"):
        night.does(source, *make("le même acte"), body="Montpellier")
    night.does("b.txt", *make("le même acte"), body="Lattes")
    assert store.report(night.when).intake == (
        Intake("Lattes", "deliberation", 1),
        Intake("Montpellier", "deliberation", 1),
    )


def test_only_what_was_done_in_the_time_asked_for_is_counted(store: Store, night: Night, make: Make) -> None:
    for days, text in enumerate(("la veille", "cette nuit", "le lendemain"), start=-1):
        Night(store, night.when + days * DAY).does(f"{days}.txt", *make(text))
    one = (Intake(None, "deliberation", 1),)
    assert store.report(night.when, night.when + DAY).intake == one
    assert store.report(night.when).intake == (Intake(None, "deliberation", 2),)
    assert store.report(night.when + MINUTE, night.when + DAY).intake == ()


def test_acts_extracted_again_did_not_come_in(store: Store, night: Night, make: Make) -> None:
    night.does("a.txt", *make("un acte"))
    night.fails("b.pdf", PdfBroken("cut short."))
    later = Night(store, night.when + DAY, "reprocess", "2")
    later.does("a.txt", *make("un acte"))
    later.does("b.pdf", *make("réparé"))
    report = store.report(later.when)
    assert (report.intake, report.again) == ((Intake(None, "deliberation", 1),), 1)


def test_a_file_that_changed_comes_in_again(store: Store, night: Night, make: Make) -> None:
    night.does("a.txt", *make("un acte"))
    later = Night(store, night.when + DAY, version="2")
    later.does("a.txt", *make("un autre acte"))
    report = store.report(later.when)
    assert (report.intake, report.again) == ((Intake(None, "deliberation", 1),), 0)


def test_failures_are_told_by_reason_with_file_message_and_next_attempt(store: Store, night: Night) -> None:
    broken, missing = PdfBroken("cut short.", "Fetch it again."), FileMissing("no such file.")
    night.fails("a.pdf", broken, "Montpellier")
    night.fails("c.pdf", broken)
    night.fails("b.pdf", missing)

    def work(source: str, state: str, reason: str, message: str, body: str | None = None) -> Work:
        return Work(
            id=number(store, source),
            source=source,
            body=body,
            sha256=source.rjust(64, "f"),
            pipeline_version="1",
            state=state,  # type: ignore[arg-type]
            attempts=1,
            reason=reason,
            message=message,
            started=night.when,
            finished=night.when,
            next_attempt=night.when + 15 * MINUTE if state == "failed" else None,
            run=night.run,
            held=False,
        )

    report = store.report(night.when)
    assert report.failures == (
        Failures(
            "pdf-broken",
            files=2,
            set_aside=2,
            examples=(
                work("a.pdf", "quarantined", "pdf-broken", "cut short. Fetch it again.", "Montpellier"),
                work("c.pdf", "quarantined", "pdf-broken", "cut short. Fetch it again."),
            ),
        ),
        Failures("missing", files=1, set_aside=0, examples=(work("b.pdf", "failed", "missing", "no such file."),)),
    )
    assert report.set_aside == 2


def test_a_file_that_could_not_be_opened_is_a_failure(store: Store, night: Night) -> None:
    store.ledger.record_unreadable("a.pdf", None, "1", FileMissing("no such file."), night.when)
    (failures,) = store.report(night.when).failures
    assert (failures.reason, failures.files, failures.examples[0].source) == ("missing", 1, "a.pdf")


def test_a_failure_that_was_put_right_is_no_failure(store: Store, night: Night, make: Make) -> None:
    night.fails("a.pdf", PdfBroken("cut short."))
    night.does("a.pdf", *make("réparé"))
    report = store.report(night.when)
    assert (report.failures, report.set_aside) == ((), 0)


def test_the_quarantine_of_other_nights_is_only_in_the_total(store: Store, night: Night) -> None:
    night.fails("a.pdf", PdfBroken("cut short."))
    later = Night(store, night.when + DAY)
    later.fails("b.pdf", PdfBroken("cut short."))
    report = store.report(later.when)
    assert [(one.reason, one.files, one.set_aside) for one in report.failures] == [("pdf-broken", 1, 1)]
    assert report.set_aside == 2


@pytest.mark.both_databases
def test_a_hundred_failures_of_each_reason_are_shown_and_all_are_counted(store: Store, night: Night) -> None:
    for n in range(101):
        night.fails(f"{n:03}.pdf", PdfBroken("cut short."))
    night.fails("a.pdf", FileMissing("no such file."))
    first, second = store.report(night.when).failures
    assert (first.files, [work.source for work in first.examples]) == (101, [f"{n:03}.pdf" for n in range(100)])
    assert (second.files, [work.source for work in second.examples]) == (1, ["a.pdf"])


def test_work_that_nobody_has_done_is_waiting(store: Store, night: Night, make: Make) -> None:
    store.ledger.enqueue([FoundFile("a.txt", "a" * 64)], "1", night.when)
    night.claimed("b.txt", "b" * 64)
    night.does("c.txt", *make("un acte"))
    assert store.report(night.when).waiting == 2


def test_a_source_that_is_gone_is_withdrawn(store: Store, night: Night, make: Make) -> None:
    for source in ("a.txt", "b.txt", "c.txt"):
        night.does(source, *make(source))
    store.ledger.withdraw([number(store, "a.txt")], night.when)
    later = night.when + DAY
    store.ledger.withdraw([number(store, "b.txt")], later)
    assert store.report(later).withdrawn == WithdrawnFiles(1, ("b.txt",))


def test_the_runs_at_work_in_the_time_come_latest_first(store: Store, when: datetime.datetime) -> None:
    ids = [Night(store, when + minutes * MINUTE, flow).run for minutes, flow in enumerate(("ingest", "retry"))]
    store.ledger.plan(ids[0], 7, 3)
    store.ledger.end(ids[0], "with failures", "6 of 7.", when + 5 * MINUTE)

    first = Run(
        id=ids[0],
        flow="ingest",
        flow_run=None,
        owner=HERE,
        pipeline_version="1",
        started=when,
        heartbeat=when + 5 * MINUTE,
        finished=when + 5 * MINUTE,
        state="with failures",
        message="6 of 7.",
        planned=7,
        unchanged=3,
        done=0,
        failed=0,
    )
    second = replace(first, id=ids[1], flow="retry", started=when + MINUTE, heartbeat=when + MINUTE)
    second = replace(second, finished=None, state=None, message=None, planned=0, unchanged=0)
    assert store.report(when).runs == (second, first)
    assert store.report(when + 6 * MINUTE).runs == (second,)
    assert store.report(when, when + MINUTE).runs == (first,)


@pytest.mark.both_databases
def test_what_a_newer_pipeline_found_otherwise(store: Store, when: datetime.datetime, make: Make) -> None:
    Night(store, when, version="0", **{"amounts.py": "a", "dates.py": "d"})
    before = Night(store, when, version="1", **{"amounts.py": "a", "dates.py": "d"})
    after = Night(store, when + DAY, "reprocess", "2", **{"amounts.py": "b", "dates.py": "d"})
    read = {
        "a.txt": ("<AMOUNT 12.00 EUR>12 €</AMOUNT>, <PERCENTAGE 3>3 %</PERCENTAGE>", "12 €, 3 %"),
        "b.txt": ("13 €, 14 €", "<AMOUNT 13.00 EUR>13 €</AMOUNT>, <AMOUNT 14.00 EUR>14 €</AMOUNT>"),
        "c.txt": ("<AMOUNT 15.00 EUR>15 €</AMOUNT>", "<AMOUNT 15.00 EUR>15 €</AMOUNT>"),
    }
    for source, (was, _) in read.items():
        before.does(source, *make(was))
    uid = {}
    for source, (_, now) in read.items():
        document, act = make(now)
        after.does(source, document, act)
        uid[source] = handle_of(document.sha256)
    report = store.report(after.when)
    assert report.upgrades == (
        Upgrade(
            version="2",
            before="1",
            parts=("amounts.py",),
            acts=2,
            kinds=(
                KindChange("amount", 2, 1, Example("13.00 EUR", uid["b.txt"]), Example("12.00 EUR", uid["a.txt"])),
                KindChange("percentage", 0, 1, None, Example("3", uid["a.txt"])),
            ),
        ),
    )


def test_what_an_earlier_night_found_otherwise_is_not_told_again(
    store: Store, when: datetime.datetime, make: Make
) -> None:
    tagged = "<AMOUNT 12.00 EUR>12 €</AMOUNT>"
    Night(store, when, version="1").does("a.txt", *make("12 €"))
    upgrade = Night(store, when + DAY, "reprocess", "2")
    upgrade.does("a.txt", *make(tagged))
    store.ledger.end(upgrade.run, "completed", "", upgrade.when)
    assert len(store.report(upgrade.when).upgrades) == 1
    assert store.report(upgrade.when + MINUTE).upgrades == ()
