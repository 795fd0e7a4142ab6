"""What there is to do: files as they are, against what the ledger knows of them."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from recueil.errors import FileChanged, PdfBroken, PdfEncrypted, ReadError, SourceUnreachable
from recueil.ingest.file_results import Failure
from recueil.ingest.host import this_process
from recueil.ingest.plan import (
    NO_SOURCES,
    NOT_DONE,
    Boundaries,
    Plan,
    SourceFile,
    path_of,
    plan_ingest,
    plan_retry,
)
from recueil.ingest.sources import collect_files
from recueil.readers.document import Document, MissingFile
from recueil.readers.files import discover_paths, parse_pattern
from recueil.settings import Limits, Settings, Source
from recueil.store.ledger.runs import RunStart
from recueil.store.ledger.work import FoundFile, Shortfall, State
from recueil.store.store import Store

WHEN = datetime(2025, 3, 1, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
NIGHT = timedelta(days=1)
LIMITS = Limits()
BROKEN = PdfBroken("cut short.")
CHANGED = FileChanged("written to.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two acts in a folder."""
    folder = tmp_path / "actes"
    folder.mkdir()
    (folder / "a.txt").write_text("premier acte")
    (folder / "b.txt").write_text("second acte")
    return folder


def planned(store: Store, folder: Path, version: str = "1", when: datetime = WHEN) -> Plan:
    files = [SourceFile(path) for path in discover_paths([folder])]
    return plan_ingest(store, files, version, LIMITS, when, [folder])


def begin(store: Store, when: datetime = WHEN, version: str = "1") -> str:
    return store.ledger.begin(RunStart("ingest", this_process(), version), {}, when)


def do(
    store: Store,
    numbers: Sequence[int],
    failing: Mapping[str, ReadError] | None = None,
    *,
    version: str = "1",
    when: datetime = WHEN,
) -> None:
    """Do planned work: what is named fails, the rest is in the store."""
    run = begin(store, when, version)
    for claim in store.ledger.claim(run, numbers, lambda owner: False, when):
        if error := (failing or {}).get(path_of(claim.source).name):
            store.ledger.fail(claim, error, when)
        else:
            store.ledger.complete(claim, Document("", (), claim.sha256, 0, "text/plain"), [], when)
    store.ledger.end(run, "completed", "", when)


def brought(store: Store, folder: Path, failing: Mapping[str, ReadError] | None = None) -> None:
    do(store, planned(store, folder).work, failing)


def rows(store: Store) -> list[tuple[int, str, str, State]]:
    """Number, name, pipeline version and state of what stands."""
    return [
        (work.id, path_of(work.source).name, work.pipeline_version, work.state) for work in store.ledger.active()
    ]


def failure(path: Path, reason: str, message: str) -> Failure:
    return Failure(path.as_uri(), reason, message)


# What somebody dismissed


def test_a_dismissed_failure_is_not_tried_until_the_file_changes(store: Store, folder: Path) -> None:
    brought(store, folder, {"a.txt": BROKEN})
    store.ledger.dismiss([1], "claire", WHEN)
    for version in ("1", "2"):
        found = planned(store, folder, version, WHEN + NIGHT)
        assert found == Plan(unchanged=1, outdated=int(version == "2"), dismissed=1)
        assert (found.files, found.failures) == (1, ())
    assert rows(store) == [(1, "a.txt", "1", "dismissed"), (2, "b.txt", "1", "done")]
    (folder / "a.txt").write_text("acte corrigé")
    assert planned(store, folder) == Plan(work=(3,), unchanged=1)
    do(store, [3], {"a.txt": BROKEN})
    assert rows(store) == [(3, "a.txt", "1", "quarantined"), (2, "b.txt", "1", "done")]


def test_a_dismissed_failure_keeps_the_former_act(store: Store, folder: Path) -> None:
    brought(store, folder)
    (folder / "a.txt").write_text("acte corrigé")
    do(store, planned(store, folder).work, {"a.txt": BROKEN})
    store.ledger.dismiss([3], "claire", WHEN)
    assert planned(store, folder) == Plan(unchanged=1, dismissed=1)
    kept = [(1, "a.txt", "1", "done"), (3, "a.txt", "1", "dismissed"), (2, "b.txt", "1", "done")]
    assert rows(store) == kept
    (folder / "a.txt").write_text("premier acte")
    assert planned(store, folder) == Plan(unchanged=2)
    assert rows(store) == [(1, "a.txt", "1", "done"), (2, "b.txt", "1", "done")]


def test_a_dismissed_source_that_cannot_be_reached_withdraws_nothing(store: Store, folder: Path) -> None:
    brought(store, folder)
    night(store, folder, 1, away=True)
    store.ledger.dismiss([3], "claire", WHEN)
    assert night(store, folder, 2, away=True) == Plan(dismissed=1)
    assert [state for *_, state in rows(store)] == ["dismissed", "done", "done"]
    other = FileChanged("written to.")
    files = [SourceFile(folder, problem=other)]
    told = Failure(folder.as_uri(), "changed", str(other))
    assert plan_ingest(store, files, "1", LIMITS, WHEN + 3 * NIGHT, [folder]) == Plan(unread=(told,))
    assert night(store, folder, 4, away=False) == Plan(unchanged=2)
    assert [state for *_, state in rows(store)] == ["done", "done"]


def test_what_is_released_after_it_was_dismissed_is_tried(store: Store, folder: Path) -> None:
    brought(store, folder, {"a.txt": BROKEN})
    store.ledger.dismiss([1], "claire", WHEN)
    store.ledger.release([1])
    assert planned(store, folder) == Plan(work=(1,), unchanged=1)


# Archives in which some files cannot be read

LACKS = (MissingFile("b.pdf", "pdf-broken", "b.pdf: cut short."),)


def do_partly(store: Store, numbers: Sequence[int], version: str = "1") -> None:
    """Do planned work: of each file a part cannot be read."""
    run = begin(store, version=version)
    for claim in store.ledger.claim(run, numbers, lambda owner: False, WHEN):
        document = Document("", (), claim.sha256, 0, "application/zip", LACKS)
        shortfall = Shortfall("partial", f"{path_of(claim.source).name}: lacks b.pdf.", passing=False)
        store.ledger.complete(claim, document, [], WHEN, shortfall)


def test_a_part_that_cannot_be_read_is_a_failure_until_the_file_changes(store: Store, folder: Path) -> None:
    brought(store, folder)
    (folder / "a.txt").write_text("une archive")
    do_partly(store, planned(store, folder).work)
    told = (failure(folder / "a.txt", "partial", "a.txt: lacks b.pdf."),)
    assert planned(store, folder, when=WHEN + NIGHT) == Plan(unchanged=1, set_aside=told)
    assert again(store) == Plan(set_aside=told)
    assert rows(store) == [(3, "a.txt", "1", "quarantined"), (2, "b.txt", "1", "done")]
    assert [(work.held, work.partial) for work in store.ledger.active()] == [(True, True), (True, False)]
    (folder / "a.txt").write_text("une archive réparée")
    do(store, planned(store, folder).work)
    assert planned(store, folder) == Plan(unchanged=2)
    assert store.check(WHEN) == []


def test_a_part_that_cannot_be_read_is_told_again_when_its_file_is_back(store: Store, folder: Path) -> None:
    do_partly(store, planned(store, folder).work)
    (folder / "a.txt").rename(folder.parent / "a.txt")
    assert planned(store, folder).withdrawn == 1
    assert rows(store)[0] == (1, "a.txt", "1", "withdrawn")
    (folder.parent / "a.txt").rename(folder / "a.txt")
    assert planned(store, folder).work == (1,)
    do_partly(store, [1])
    assert rows(store)[0] == (1, "a.txt", "1", "quarantined")
    assert store.check(WHEN) == []


def test_a_part_whose_failure_is_dismissed_is_in_the_store(store: Store, folder: Path) -> None:
    do_partly(store, planned(store, folder).work)
    store.ledger.dismiss([1, 2], "claire", WHEN)
    assert planned(store, folder) == Plan(unchanged=2)


def test_a_newer_pipeline_reads_again_what_lacks_a_part(store: Store, folder: Path) -> None:
    do_partly(store, planned(store, folder).work)
    work = planned(store, folder, "2").work
    assert work == (3, 4)
    do(store, work, version="2")
    assert rows(store) == [(3, "a.txt", "2", "done"), (4, "b.txt", "2", "done")]
    assert not any(work.partial for work in store.ledger.active())


# What the settings name no more


def nightly(store: Store, *named: Path, also: Sequence[SourceFile] = (), is_whole: bool = True) -> Plan:
    """A run over folders that the settings name; one that does not exist cannot be reached."""
    files = [*also]
    for path in named:
        found = [SourceFile(file) for file in discover_paths([path])] if path.exists() else []
        files += found or [SourceFile(path, problem=AWAY)]
    return plan_ingest(store, files, "1", LIMITS, WHEN, [] if also else named, configured=named, is_whole=is_whole)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Another folder with an act."""
    other = tmp_path / "autres"
    other.mkdir()
    (other / "c.txt").write_text("troisième acte")
    return other


def test_what_failed_of_a_source_goes_with_it_and_what_is_done_stays(
    store: Store, folder: Path, other: Path
) -> None:
    do(store, nightly(store, folder, other).work, {"a.txt": BROKEN})
    nightly(store, folder, other, folder.parent / "absent")
    assert rows(store) == [
        (4, "absent", "1", "failed"),
        (1, "a.txt", "1", "quarantined"),
        (2, "b.txt", "1", "done"),
        (3, "c.txt", "1", "done"),
    ]
    assert nightly(store, other) == Plan(unchanged=1, withdrawn=2)
    assert rows(store) == [
        (4, "absent", "1", "withdrawn"),
        (1, "a.txt", "1", "withdrawn"),
        (2, "b.txt", "1", "done"),
        (3, "c.txt", "1", "done"),
    ]
    assert nightly(store, folder, other) == Plan(work=(1,), unchanged=2)


def test_a_version_that_failed_goes_with_its_source_and_the_former_stays(
    store: Store, folder: Path, other: Path
) -> None:
    do(store, nightly(store, folder, other).work)
    (folder / "a.txt").write_text("acte corrigé")
    do(store, nightly(store, folder, other).work, {"a.txt": BROKEN})
    assert nightly(store, other) == Plan(unchanged=1)
    assert [(name, state) for _, name, _, state in rows(store)] == [
        ("a.txt", "done"), ("b.txt", "done"), ("c.txt", "done"),
    ]  # fmt: skip


def test_a_run_over_other_files_leaves_the_failures_of_the_settings(
    store: Store, folder: Path, other: Path
) -> None:
    do(store, nightly(store, folder).work, {"a.txt": BROKEN})
    also = [SourceFile(other / "c.txt")]
    assert nightly(store, also=also, is_whole=False) == Plan(work=(3,))
    assert rows(store)[0] == (1, "a.txt", "1", "quarantined")


def test_what_was_brought_by_hand_stays_a_failure_whatever_the_settings_name(
    store: Store, folder: Path, other: Path
) -> None:
    do(store, nightly(store, other).work)
    also = [SourceFile(folder / "a.txt")]
    do(store, plan_ingest(store, also, "1", LIMITS, WHEN, configured=[other]).work, {"a.txt": BROKEN})
    assert nightly(store, other) == Plan(unchanged=1)
    assert rows(store) == [(2, "a.txt", "1", "quarantined"), (1, "c.txt", "1", "done")]


def test_what_is_brought_by_hand_after_the_settings_name_it_no_more_stays(
    store: Store, folder: Path, other: Path
) -> None:
    do(store, nightly(store, folder, other).work, {"a.txt": BROKEN})
    nightly(store, other)
    also = [SourceFile(folder / "a.txt")]
    do(store, plan_ingest(store, also, "1", LIMITS, WHEN, configured=[other]).work, {"a.txt": BROKEN})
    assert nightly(store, other) == Plan(unchanged=1)
    assert rows(store)[0] == (1, "a.txt", "1", "quarantined")


# Files


A, B, SPOILT = "premier acte", "acte corrigé", "illisible"
Row = tuple[int, str, State]
DONE: list[Row] = [(1, "1", "done")]
GONE: list[Row] = [(1, "1", "withdrawn")]


@pytest.mark.parametrize(
    ("nights", "text", "version", "later", "expected", "is_set_aside", "standing"),
    [
        # new, changed, of an earlier pipeline
        ([], A, "1", NIGHT, Plan(work=(1, 2)), False, [(1, "1", "pending")]),
        ([(A, None)], B, "1", NIGHT, Plan(work=(3,), unchanged=1), False, [*DONE, (3, "1", "pending")]),
        ([(A, None)], A, "2", NIGHT, Plan(unchanged=2, outdated=2), False, DONE),
        # failed: what does not pass is set aside, what may pass rests and is tried again
        ([(A, BROKEN)], A, "1", NIGHT, Plan(unchanged=1), True, [(1, "1", "quarantined")]),
        ([(A, CHANGED)], A, "1", 14 * MINUTE, Plan(unchanged=1), True, [(1, "1", "failed")]),
        ([(A, CHANGED)], A, "1", 15 * MINUTE, Plan(work=(1,), unchanged=1), False, [(1, "1", "pending")]),
        # failed, and changed since, or of an earlier pipeline, or changed back
        ([(A, BROKEN)], B, "1", MINUTE, Plan(work=(3,), unchanged=1), False, [(3, "1", "pending")]),
        ([(A, CHANGED)], B, "1", MINUTE, Plan(work=(3,), unchanged=1), False, [(3, "1", "pending")]),
        ([(A, BROKEN)], A, "2", MINUTE, Plan(work=(3,), unchanged=1, outdated=1), False, [(3, "2", "pending")]),
        ([(A, None), (SPOILT, BROKEN)], A, "1", MINUTE, Plan(unchanged=2), False, DONE),
        # gone
        ([(A, None)], None, "1", MINUTE, Plan(unchanged=1, withdrawn=1), False, GONE),
        ([(A, None), (None, None)], None, "1", MINUTE, Plan(unchanged=1), False, GONE),
        ([(A, BROKEN)], None, "1", MINUTE, Plan(unchanged=1, withdrawn=1), False, GONE),
        ([(A, CHANGED)], None, "1", MINUTE, Plan(unchanged=1, withdrawn=1), False, GONE),
        ([(A, None), (SPOILT, BROKEN)], None, "1", MINUTE, Plan(unchanged=1, withdrawn=1), False, GONE),
        ([(A, None), (SPOILT, CHANGED)], None, "1", MINUTE, Plan(unchanged=1, withdrawn=1), False, GONE),
        # back as it was
        ([(A, None), (None, None)], A, "1", MINUTE, Plan(unchanged=2), False, DONE),
        ([(A, BROKEN), (None, None)], A, "1", MINUTE, Plan(work=(1,), unchanged=1), False, [(1, "1", "pending")]),
        ([(A, CHANGED), (None, None)], A, "1", MINUTE, Plan(work=(1,), unchanged=1), False, [(1, "1", "pending")]),
        ([(A, None), (SPOILT, BROKEN), (None, None)], A, "1", MINUTE, Plan(unchanged=2), False, DONE),
        ([(A, None), (SPOILT, CHANGED), (None, None)], A, "1", MINUTE, Plan(unchanged=2), False, DONE),
        # back, and changed
        (
            [(A, None), (None, None)],
            B,
            "1",
            MINUTE,
            Plan(work=(3,), unchanged=1),
            False,
            [*DONE, (3, "1", "pending")],
        ),
        ([(A, BROKEN), (None, None)], B, "1", MINUTE, Plan(work=(3,), unchanged=1), False, [(3, "1", "pending")]),
    ],
)
def test_what_there_is_to_do_of_a_file_by_what_became_of_it_before(
    store: Store,
    folder: Path,
    nights: list[tuple[str | None, ReadError | None]],
    text: str | None,
    version: str,
    later: timedelta,
    expected: Plan,
    is_set_aside: bool,
    standing: list[Row],
) -> None:
    file = folder / "a.txt"
    for content, error in nights:
        write(file, content)
        brought(store, folder, {"a.txt": error} if error else None)
    write(file, text)
    if is_set_aside:
        ((_, error),) = nights
        assert error is not None
        expected = replace(expected, set_aside=(failure(file, error.reason, str(error)),))
    assert planned(store, folder, version, WHEN + later) == expected
    other: State = "done" if nights else "pending"
    assert rows(store) == [(number, "a.txt", made, state) for number, made, state in standing] + [
        (2, "b.txt", "1", other)
    ]


def write(file: Path, content: str | None) -> None:
    """Let a file hold this, or be gone."""
    file.unlink(missing_ok=True) if content is None else file.write_text(content)


def test_what_was_planned_and_not_done_is_planned_again(store: Store, folder: Path) -> None:
    planned(store, folder)
    do(store, [1])
    assert planned(store, folder) == Plan(work=(2,), unchanged=1)


def test_a_file_named_twice_is_one(store: Store, folder: Path) -> None:
    files = [SourceFile(folder / "a.txt"), SourceFile(folder / "a.txt", "Metz")]
    assert plan_ingest(store, files, "1", LIMITS, WHEN) == Plan(work=(1,))


def test_an_unchanged_file_is_not_done_again(store: Store, path: Path, folder: Path) -> None:
    brought(store, folder)
    before = store.ledger.active()
    assert planned(store, folder, when=WHEN + NIGHT) == Plan(unchanged=2)
    assert store.ledger.active() == before
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT DISTINCT first_seen, last_seen FROM sources").fetchall() == [
            ("2025-03-01 02:00:00.000000", "2025-03-02 02:00:00.000000")
        ]


def test_a_file_changed_back_is_unchanged(store: Store, folder: Path) -> None:
    brought(store, folder)
    (folder / "a.txt").write_text("acte corrigé")
    planned(store, folder)
    (folder / "a.txt").write_text("premier acte")
    assert planned(store, folder) == Plan(unchanged=2)
    assert rows(store) == [(1, "a.txt", "1", "done"), (2, "b.txt", "1", "done")]


def test_what_a_newer_pipeline_began_is_finished(store: Store, folder: Path) -> None:
    brought(store, folder)
    [done, _] = store.ledger.active()
    store.ledger.enqueue([FoundFile(done.source, str(done.sha256))], "2", WHEN)
    assert planned(store, folder, "2") == Plan(work=(3,), unchanged=1, outdated=1)


def test_what_a_newer_pipeline_failed_on_is_told(store: Store, folder: Path) -> None:
    brought(store, folder)
    [done, _] = store.ledger.active()
    do(
        store,
        store.ledger.enqueue([FoundFile(done.source, str(done.sha256))], "2", WHEN),
        {"a.txt": BROKEN},
        version="2",
    )
    aside = (failure(folder / "a.txt", "pdf-broken", "cut short."),)
    assert planned(store, folder, "2") == Plan(set_aside=aside, unchanged=1, outdated=1)
    assert rows(store)[:2] == [(1, "a.txt", "1", "done"), (3, "a.txt", "2", "quarantined")]


# Failures


def test_what_wanted_a_program_is_tried_once_it_is_installed(store: Store, folder: Path) -> None:
    brought(store, folder, {"a.txt": BROKEN, "b.txt": PdfEncrypted("locked.")})
    aside = (failure(folder / "b.txt", "pdf-encrypted", "locked."),)
    files = [SourceFile(path) for path in discover_paths([folder])]
    again = plan_retry(
        store, store.ledger.active(NOT_DONE), "1", LIMITS, WHEN, is_overcome={"pdf-broken"}.__contains__
    )
    assert again == Plan(work=(1,), set_aside=aside)
    assert rows(store) == [(1, "a.txt", "1", "pending"), (2, "b.txt", "1", "quarantined")]
    assert plan_ingest(store, files, "1", LIMITS, WHEN, is_overcome={"pdf-broken"}.__contains__) == Plan(
        work=(1,), set_aside=aside
    )


# Files that cannot be opened


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("gone.txt", "no such file, or not a regular one. Check the path."),
        ("n" * 300, "cannot be opened (File name too long). Check its permissions."),
    ],
)
def test_a_file_that_cannot_be_opened_rests_and_is_tried_again(
    store: Store, folder: Path, name: str, why: str
) -> None:
    files = [SourceFile(folder / name)]
    told = (failure(folder / name, "missing", f"{folder / name}: {why}"),)
    expected = [
        (0 * NIGHT, Plan(unread=told)),
        (14 * MINUTE, Plan(set_aside=told)),
        (1 * NIGHT, Plan(unread=told)),
        (2 * NIGHT, Plan(unread=told)),
        (3 * NIGHT, Plan(set_aside=told)),
    ]
    for later, result in expected:
        assert plan_ingest(store, files, "1", LIMITS, WHEN + later) == result
    assert [(work.sha256, work.state, work.attempts) for work in store.ledger.active()] == [
        (None, "quarantined", 3)
    ]


def test_a_file_that_can_be_opened_again_is_done(store: Store, folder: Path) -> None:
    plan_ingest(store, [SourceFile(folder / "c.txt")], "1", LIMITS, WHEN)
    (folder / "c.txt").write_text("troisième acte")
    assert planned(store, folder) == Plan(work=(2, 3, 4))
    assert rows(store)[2:] == [(4, "c.txt", "1", "pending")]


def test_a_file_that_cannot_be_opened_any_more_keeps_its_act(store: Store, folder: Path) -> None:
    brought(store, folder)
    (folder / "a.txt").unlink()
    (folder / "a.txt").mkdir()
    plan_ingest(store, [SourceFile(folder / "a.txt")], "1", LIMITS, WHEN)
    assert rows(store)[:2] == [(1, "a.txt", "1", "done"), (3, "a.txt", "1", "failed")]


def test_a_file_that_is_too_large_is_done_under_a_higher_limit(store: Store, folder: Path) -> None:
    files = [SourceFile(folder / "a.txt")]
    message = f"{folder / 'a.txt'}: larger than 5 bytes. Split it, or raise RECUEIL_LIMITS__FILE_BYTES."
    told = (failure(folder / "a.txt", "too-large", message),)
    small = Limits(file_bytes=5)
    assert plan_ingest(store, files, "1", small, WHEN) == Plan(unread=told)
    assert plan_ingest(store, files, "1", small, WHEN + NIGHT) == Plan(set_aside=told)
    assert plan_ingest(store, files, "1", LIMITS, WHEN) == Plan(work=(2,))
    assert rows(store) == [(2, "a.txt", "1", "pending")]


# Files that are gone


def test_only_what_was_below_the_folders_is_withdrawn(store: Store, folder: Path, tmp_path: Path) -> None:
    lookalike = tmp_path / "actes-2024"
    lookalike.mkdir()
    (lookalike / "c.txt").write_text("troisième acte")
    brought(store, folder)
    brought(store, lookalike)
    for path in (*folder.iterdir(), *lookalike.iterdir()):
        path.unlink()
    assert plan_ingest(store, [], "1", LIMITS, WHEN, [folder]) == Plan(withdrawn=2)
    assert [state for *_, state in rows(store)] == ["done", "withdrawn", "withdrawn"]
    assert plan_ingest(store, [], "1", LIMITS, WHEN) == Plan()
    assert plan_ingest(store, [], "1", LIMITS, WHEN, [Path("/")]) == Plan(withdrawn=1)


def test_a_source_that_a_newer_pipeline_failed_on_returns_as_it_was(store: Store, folder: Path) -> None:
    brought(store, folder)
    [done, _] = store.ledger.active()
    do(
        store,
        store.ledger.enqueue([FoundFile(done.source, str(done.sha256))], "2", WHEN),
        {"a.txt": BROKEN},
        version="2",
    )
    (folder / "a.txt").unlink()
    planned(store, folder, "2")
    (folder / "a.txt").write_text("premier acte")
    assert planned(store, folder, "2") == Plan(unchanged=2, outdated=2)
    assert rows(store) == [(1, "a.txt", "1", "done"), (2, "b.txt", "1", "done")]


# Other runs


def test_what_a_dead_run_had_is_done(store: Store, folder: Path) -> None:
    store.ledger.claim(begin(store), planned(store, folder).work, lambda owner: False, WHEN)
    assert planned(store, folder, when=WHEN + 10 * MINUTE) == Plan(work=(1, 2))
    assert rows(store) == [(1, "a.txt", "1", "pending"), (2, "b.txt", "1", "pending")]


def test_what_a_dead_run_had_and_is_gone_is_withdrawn(store: Store, folder: Path) -> None:
    store.ledger.claim(begin(store), planned(store, folder).work, lambda owner: False, WHEN)
    (folder / "a.txt").unlink()
    assert planned(store, folder, when=WHEN + 10 * MINUTE) == Plan(work=(2,), withdrawn=1)
    assert rows(store) == [(1, "a.txt", "1", "withdrawn"), (2, "b.txt", "1", "pending")]


def test_what_a_living_run_has_stays_its_own(store: Store, folder: Path) -> None:
    store.ledger.claim(begin(store), planned(store, folder).work, lambda owner: False, WHEN)
    (folder / "a.txt").unlink()
    later = planned(store, folder)
    assert later == Plan(work=(2,))
    assert store.ledger.claim(begin(store), later.work, lambda owner: False, WHEN) == []
    assert rows(store) == [(1, "a.txt", "1", "running"), (2, "b.txt", "1", "running")]


def test_what_another_run_did_meanwhile_stays_done(store: Store, folder: Path) -> None:
    work = planned(store, folder).work
    (folder / "a.txt").write_text("acte corrigé")

    def slowly() -> Iterator[SourceFile]:
        do(store, work)
        yield SourceFile(folder / "a.txt")

    assert plan_ingest(store, slowly(), "1", LIMITS, WHEN, [folder]) == Plan(work=(3,), withdrawn=1)
    assert rows(store) == [
        (1, "a.txt", "1", "done"),
        (3, "a.txt", "1", "pending"),
        (2, "b.txt", "1", "withdrawn"),
    ]


# Bodies


def test_a_body_named_later_is_noted(store: Store, folder: Path) -> None:
    brought(store, folder)
    files = [SourceFile(folder / "a.txt", "Metz"), SourceFile(folder / "b.txt")]
    assert plan_ingest(store, files, "1", LIMITS, WHEN) == Plan(unchanged=2)
    assert [work.body for work in store.ledger.active()] == ["Metz", None]
    assert plan_ingest(store, [SourceFile(folder / "a.txt")], "1", LIMITS, WHEN) == Plan(unchanged=1)
    assert [work.body for work in store.ledger.active()] == ["Metz", None]


# What is not done


def again(store: Store, states: Collection[State] = NOT_DONE, when: datetime = WHEN) -> Plan:
    return plan_retry(store, store.ledger.active(states), "1", LIMITS, when)


def test_what_failed_is_tried_again_before_its_time(store: Store, folder: Path) -> None:
    brought(store, folder, {"a.txt": CHANGED})
    assert again(store) == Plan(work=(1,))


def test_what_cannot_be_opened_is_tried_again_before_its_time(store: Store, folder: Path) -> None:
    (folder / "c.txt").symlink_to(folder)
    plan_ingest(store, [SourceFile(folder / "c.txt")], "1", LIMITS, WHEN)
    [told] = again(store).unread
    assert told.reason == "missing"
    assert [work.attempts for work in store.ledger.active()] == [2]


def test_what_is_quarantined_is_tried_again_once_it_changed(store: Store, folder: Path) -> None:
    brought(store, folder, {"a.txt": BROKEN, "b.txt": BROKEN})
    (folder / "b.txt").write_text("acte réparé")
    aside = (failure(folder / "a.txt", "pdf-broken", "cut short."),)
    assert again(store) == Plan(work=(3,), set_aside=aside)


def test_what_is_quarantined_and_gone_is_withdrawn(store: Store, folder: Path) -> None:
    brought(store, folder)
    for path in folder.iterdir():
        path.write_text("illisible")
    brought(store, folder, {"a.txt": BROKEN, "b.txt": BROKEN})
    (folder / "a.txt").unlink()
    assert again(store).withdrawn == 1
    assert rows(store) == [
        (1, "a.txt", "1", "withdrawn"),
        (2, "b.txt", "1", "done"),
        (4, "b.txt", "1", "quarantined"),
    ]


def test_only_what_is_chosen_is_looked_at(store: Store, folder: Path) -> None:
    brought(store, folder, {"a.txt": CHANGED})
    (folder / "b.txt").write_text("acte corrigé")
    (folder / "c.txt").write_text("troisième acte")
    assert again(store, ["pending"]) == Plan()
    assert again(store) == Plan(work=(1,))


@pytest.mark.parametrize(
    "name", ["l'acte 1 – délibération.txt", "a?b#c%20;d=1.txt", os.fsdecode(b"d\xe9lib\xe9ration.txt")]
)
def test_an_address_leads_back_to_its_file(tmp_path: Path, name: str) -> None:
    assert path_of(SourceFile(tmp_path / name).uri) == tmp_path / name


def test_what_is_in_a_folder_that_cannot_be_opened_is_not_withdrawn(store: Store, folder: Path) -> None:
    (folder / "fermé").mkdir()
    (folder / "fermé" / "c.txt").write_text("troisième acte")
    brought(store, folder)
    files = [SourceFile(folder / name) for name in ("a.txt", "fermé")]  # as discover gives them
    closed = Failure(
        (folder / "fermé").as_uri(),
        "missing",
        f"{folder}/fermé: this folder cannot be opened. Check its permissions.",
    )
    assert plan_ingest(store, files, "1", LIMITS, WHEN, [folder]) == Plan(
        unchanged=1, unread=(closed,), withdrawn=1
    )
    assert {name: state for _, name, _, state in rows(store)} == {
        "a.txt": "done",
        "b.txt": "withdrawn",
        "c.txt": "done",
        "fermé": "failed",
    }


# Patterns, and what cannot be reached


def test_what_a_pattern_does_not_match_is_not_touched(store: Store, folder: Path) -> None:
    (folder / "c.md").write_text("troisième acte")
    brought(store, folder)
    for path in folder.iterdir():
        path.unlink()
    pattern = parse_pattern(folder / "*.txt")
    assert pattern is not None
    assert plan_ingest(store, [], "1", LIMITS, WHEN, [pattern]) == Plan(withdrawn=2)
    assert [state for *_, state in rows(store)] == ["withdrawn", "withdrawn", "done"]


AWAY = SourceUnreachable("https://host/: no answer in time.", "Wait.")


def night(store: Store, folder: Path, number: int, *, away: bool) -> Plan:
    """What a night plans for a source that has a URL."""
    there = [SourceFile(path) for path in discover_paths([folder])]
    files = [SourceFile(folder, problem=AWAY)] if away else there
    return plan_ingest(store, files, "1", LIMITS, WHEN + number * NIGHT, [folder])


def test_of_a_source_that_cannot_be_reached_nothing_is_withdrawn(store: Store, folder: Path) -> None:
    brought(store, folder)
    told = Failure(folder.as_uri(), "unreachable", str(AWAY))
    assert night(store, folder, 1, away=True) == Plan(unread=(told,))
    assert night(store, folder, 2, away=True) == Plan(unread=(told,))
    assert night(store, folder, 3, away=True) == Plan(unread=(told,))
    assert night(store, folder, 4, away=True) == Plan(set_aside=(told,))
    assert [state for *_, state in rows(store)] == ["quarantined", "done", "done"]


@pytest.mark.parametrize(("nights", "state"), [(1, "failed"), (4, "quarantined")])
def test_a_source_that_rests_and_fails_otherwise_is_reported_with_the_error_of_today(
    store: Store, folder: Path, nights: int, state: State
) -> None:
    for number in range(nights):
        night(store, folder, number, away=True)
    [before] = store.ledger.active()
    when = WHEN + (nights - 1) * NIGHT + MINUTE
    error = SourceUnreachable("it answers a login page.", "Tried again by the next run.")
    files = [SourceFile(folder, problem=error)]
    told = Failure(folder.as_uri(), "unreachable", str(error))
    assert plan_ingest(store, files, "1", LIMITS, when, [folder]) == Plan(set_aside=(told,))
    after = replace(before, message=str(error), finished=when, state=state)
    assert store.ledger.active() == [after]
    assert plan_ingest(store, files, "1", LIMITS, when + MINUTE, [folder]) == Plan(set_aside=(told,))
    assert store.ledger.active() == [after]


@pytest.mark.parametrize("nights", [1, 4])
def test_once_it_is_reached_again_it_is_as_if_nothing_had_been(store: Store, folder: Path, nights: int) -> None:
    brought(store, folder)
    for number in range(nights):
        night(store, folder, number, away=True)
    (folder / "a.txt").unlink()
    assert night(store, folder, 5, away=False) == Plan(unchanged=1, withdrawn=1)
    assert [state for *_, state in rows(store)] == ["withdrawn", "done"]
    assert night(store, folder, 6, away=True).unread != ()


def test_a_file_that_cannot_be_fetched_keeps_its_act(store: Store, folder: Path) -> None:
    brought(store, folder)
    files = [SourceFile(folder / "a.txt", problem=AWAY), SourceFile(folder / "b.txt")]
    told = Failure((folder / "a.txt").as_uri(), "unreachable", str(AWAY))
    assert plan_ingest(store, files, "1", LIMITS, WHEN, [folder]) == Plan(unchanged=1, unread=(told,))
    assert rows(store) == [(1, "a.txt", "1", "done"), (3, "a.txt", "1", "failed"), (2, "b.txt", "1", "done")]
    assert planned(store, folder) == Plan(unchanged=2)
    assert rows(store) == [(1, "a.txt", "1", "done"), (2, "b.txt", "1", "done")]


def test_what_could_not_be_reached_and_is_not_fetched_anew_stays_as_it_is(store: Store, folder: Path) -> None:
    brought(store, folder)
    night(store, folder, 1, away=True)
    before = store.ledger.active()
    assert again(store) == Plan(set_aside=(Failure(folder.as_uri(), "unreachable", str(AWAY)),))
    assert store.ledger.active() == before


def test_what_could_not_be_reached_is_done_once_it_was_fetched_anew(store: Store, folder: Path) -> None:
    brought(store, folder)
    night(store, folder, 1, away=True)
    (folder / "c.txt").write_text("troisième acte")
    chosen = store.ledger.active(NOT_DONE)
    files = [SourceFile(path) for path in discover_paths([folder])]
    assert plan_retry(store, chosen, "1", LIMITS, WHEN, files, [folder]) == Plan(work=(4,), unchanged=2)
    assert [name for _, name, *_ in rows(store)] == ["a.txt", "b.txt", "c.txt"]


# Links


@pytest.fixture
def planted(folder: Path, tmp_path: Path) -> Path:
    """A link in the folder to a file that is not in it."""
    (tmp_path / "secret").write_text("root:x:0:0")
    (folder / "c.txt").symlink_to("../secret")
    return folder / "c.txt"


def plan_of(store: Store, source: Source) -> Plan:
    """What a run plans of a source of the settings."""
    found = collect_files([source], Settings(), lambda _: None)
    return plan_ingest(store, found.files, "1", LIMITS, WHEN, found.scopes)


def states(store: Store) -> list[tuple[str, State, str | None]]:
    return [(path_of(work.source).name, work.state, work.reason) for work in store.ledger.active()]


def test_a_link_out_of_a_source_is_a_failure_until_the_source_has_links_followed(
    store: Store, folder: Path, planted: Path
) -> None:
    for source in (Source(path=folder), Source(path=folder / "*.txt")):
        plan_of(store, source)
        assert states(store) == [
            ("a.txt", "pending", None),
            ("b.txt", "pending", None),
            ("c.txt", "quarantined", "link"),
        ]
    plan_of(store, Source(path=folder, follow_links=True))
    assert states(store) == [(name, "pending", None) for name in ("a.txt", "b.txt", "c.txt")]


def test_a_source_may_itself_be_a_link_and_so_may_a_file_that_is_named(
    store: Store, folder: Path, planted: Path
) -> None:
    (folder.parent / "source").symlink_to(folder)
    planted.unlink()
    assert len(plan_of(store, Source(path=folder.parent / "source")).work) == 2
    planted.symlink_to("../secret")
    assert len(plan_of(store, Source(path=planted)).work) == 1


def test_what_was_below_a_folder_that_became_a_link_is_not_withdrawn(store: Store, folder: Path) -> None:
    (folder / "deep").mkdir()
    (folder / "deep" / "d.txt").write_text("troisième acte")
    plan_of(store, Source(path=folder))
    (folder / "deep").rename(folder.parent / "moved")
    (folder / "deep").symlink_to("../moved")
    later = plan_of(store, Source(path=folder))
    assert ([failure.reason for failure in later.unread], later.withdrawn) == (["link"], 0)
    assert ("d.txt", "pending", None) in states(store)


@pytest.mark.parametrize(
    ("sources", "reason"),
    [((), "link"), (("actes",), "link"), (("actes/*.txt",), "link"), (("autres",), "link")],
)
def test_a_retry_does_not_follow_what_became_a_link(
    store: Store, folder: Path, sources: tuple[str, ...], reason: str
) -> None:
    fail(store, folder / "a.txt")
    (folder.parent / "secret").write_text("root:x:0:0")
    (folder / "a.txt").unlink()
    (folder / "a.txt").symlink_to("../secret")
    known = [Source(path=folder.parent / source) for source in sources]
    tried = retried(store, Boundaries(known))
    assert ([failure.reason for failure in tried.unread], tried.work) == ([reason], ())
    known = [Source(path=folder, follow_links=True)]
    assert len(retried(store, Boundaries(known)).work) == 1


def test_a_retry_follows_no_folder_that_became_a_link(store: Store, folder: Path) -> None:
    fail(store, folder / "a.txt")
    folder.rename(folder.parent / "moved")
    folder.symlink_to("moved")
    (folder / "a.txt").write_text("autre acte")
    assert [failure.reason for failure in retried(store, NO_SOURCES).unread] == ["link"]
    assert len(retried(store, Boundaries([Source(path=folder)])).work) == 1


def fail(store: Store, file: Path) -> None:
    """A file has failed, which was named by hand."""
    (number,) = plan_ingest(store, [SourceFile(file)], "1", LIMITS, WHEN).work
    do(store, [number], {file.name: BROKEN})


def retried(store: Store, boundaries: Boundaries) -> Plan:
    return plan_retry(store, store.ledger.active(NOT_DONE), "1", LIMITS, WHEN, boundaries=boundaries)


# The clock


@pytest.mark.parametrize(("back", "rests"), [(timedelta(0), True), (timedelta(hours=5), True), (NIGHT, False)])
def test_a_clock_that_is_set_back_puts_off_no_attempt_for_longer_than_it_ever_is(
    store: Store, folder: Path, back: timedelta, rests: bool
) -> None:
    do(store, planned(store, folder).work, {"a.txt": CHANGED})
    found = planned(store, folder, when=WHEN - back)
    assert (len(found.set_aside), len(found.work)) == ((1, 0) if rests else (0, 1))
