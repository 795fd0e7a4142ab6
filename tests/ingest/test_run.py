"""Doing work: what is claimed, given to hands, and noted of what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from tests.handles import handle_of

from recueil.corrections import Attribution
from recueil.errors import ExtractionFailed, PdfBroken
from recueil.ingest import worker
from recueil.ingest.file_results import Failure, Ingested
from recueil.ingest.host import this_process
from recueil.ingest.plan import SourceFile, plan_ingest
from recueil.ingest.run import ingest_claimed
from recueil.ingest.worker import Extraction, Job
from recueil.ingest.workers.pool import WorkerFailure
from recueil.privacy.erasure.name_hashes import forms_of, parse_name
from recueil.privacy.erasure.targets import KnownBody
from recueil.readers.document import Document, MissingFile, Page, PageContent, Word, Words
from recueil.readers.ocr.cache import OcrCacheEntry
from recueil.readers.reader import sha256_of
from recueil.settings import Settings
from recueil.store.ledger.runs import RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.store import Store
from recueil.values import Act, Facts, Identity

if TYPE_CHECKING:
    from spacy.language import Language

Result = worker.JobResult | WorkerFailure
SETTINGS = Settings()


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "actes"
    folder.mkdir()
    paths = [folder / f"{name}.txt" for name in "abc"]
    for path in paths:
        path.write_text(f"acte {path.stem}")
    return paths


class Hands:
    """Does what it is told with each file, by its name; the last job first. ``given`` are all the jobs."""

    def __init__(self, answers: dict[str, Callable[[Job], Result]] | None = None) -> None:
        self._answers = answers or {}
        self.given: list[Job] = []

    def run_together(self, items: Sequence[Job]) -> Iterator[list[tuple[int, Result]]]:
        self.given += items
        for index, job in reversed(list(enumerate(items))):
            name = job.of.name if isinstance(job.of, Path) else ""
            yield [(index, self._answers.get(name, read)(job))]


class Together(Hands):
    """Does what it is told with each file, the last job first, and gives all results at once."""

    def run_together(self, items: Sequence[Job]) -> Iterator[list[tuple[int, Result]]]:
        yield [each for some in super().run_together(items) for each in some]


def read(job: Job) -> Extraction:
    """The document and one act that says nothing."""
    if isinstance(job.of, Document):
        document = job.of
    else:
        text = job.of.read_text()
        document = Document(text, (Page(1, 0, len(text)),), job.sha256, len(text), "text/plain")
    return Extraction(document, (Act(0, len(document.text), Facts(), ()),))


def refused(job: Job) -> Result:
    """An act that reaches beyond its document."""
    document = Document("", (), job.sha256, 0, "text/plain")
    return Extraction(document, (Act(0, 1, Facts(), ()),))


def start(version: str = "1") -> RunStart:
    return RunStart("ingest", this_process(), version)


def begin(store: Store, version: str = "1") -> str:
    return store.ledger.begin(start(version), {}, datetime.now(UTC))


def planned(store: Store, files: Sequence[Path]) -> tuple[int, ...]:
    return plan_ingest(store, map(SourceFile, files), "1", SETTINGS.limits, datetime.now(UTC)).work


def states(store: Store) -> list[tuple[str, str | None]]:
    """Per work, in the order of sources: its state, and why."""
    return [(work.state, work.reason) for work in store.ledger.active()]


def test_each_file_is_in_the_store_when_it_is_told(store: Store, files: list[Path]) -> None:
    run = begin(store)
    outcomes = ingest_claimed(store, Hands(), run, planned(store, files), SETTINGS)
    for told, path in enumerate(reversed(files), start=1):
        assert next(outcomes) == Ingested(path.as_uri())
        assert store.act(handle_of(sha256_of(path.read_bytes()))).sources == (path.as_uri(),)
        assert store.ledger.run(run).done == told
    assert next(outcomes, None) is None


def test_nothing_planned_is_nothing_done(store: Store) -> None:
    assert list(ingest_claimed(store, Hands(), begin(store), [], SETTINGS)) == []


@pytest.mark.parametrize(
    ("answer", "reason", "message"),
    [
        (PdfBroken("a.txt: cut short."), "pdf-broken", "a.txt: cut short."),
        (
            ExtractionFailed("extraction failed.", "Report this act."),
            "extraction",
            "extraction failed. Report this act.",
        ),
        (
            WorkerFailure("crash", "ended by signal SIGSEGV"),
            "crash",
            "{path}: its worker did not survive it (ended by signal SIGSEGV). Report this act; `recueil quarantine "
            "release --reason crash` has it tried again.",
        ),
        (
            WorkerFailure("time", "longer than 300 seconds"),
            "time",
            "{path}: its worker did not survive it (longer than 300 seconds). Raise RECUEIL_LIMITS__SECONDS, then "
            "`recueil quarantine release --reason time`.",
        ),
        (
            WorkerFailure("memory", "more than 4 GB of memory"),
            "memory",
            "{path}: its worker did not survive it (more than 4 GB of memory). Raise RECUEIL_LIMITS__MEMORY_BYTES, "
            "then `recueil quarantine release --reason memory`.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and value.islower() else "",
)
def test_a_file_that_fails_costs_only_itself(
    store: Store, files: list[Path], answer: Result, reason: str, message: str
) -> None:
    run, failing = begin(store), files[0]
    hands = Hands({failing.name: lambda job: answer})
    failure = Failure(failing.as_uri(), reason, message.format(path=failing))
    assert list(ingest_claimed(store, hands, run, planned(store, files), SETTINGS)) == [
        Ingested(files[2].as_uri()),
        Ingested(files[1].as_uri()),
        failure,
    ]
    assert states(store) == [("quarantined", reason), ("done", None), ("done", None)]
    assert [Failure.of(work) for work in store.ledger.failures_of_run(run)] == [failure]


def test_an_archive_that_lacks_files_is_in_the_store_and_a_failure(store: Store, files: list[Path]) -> None:
    def partly(job: Job) -> Extraction:
        extraction = read(job)
        lacks = [MissingFile(f"{n}.pdf", "pdf-broken", f"{n}.pdf: cut short.") for n in range(6)]
        some = tuple(lacks[: 6 if files[1] == job.of else 1])
        return extraction._replace(document=replace(extraction.document, missing=some))

    def waiting(job: Job) -> Result:
        extraction = partly(job)
        missing = (*extraction.document.missing, MissingFile("b", "needs-ocr", "b: scanned.", True))
        return extraction._replace(document=replace(extraction.document, missing=missing))

    run, path = begin(store), files[0]
    hands = Hands({"a.txt": partly, "b.txt": partly, "c.txt": waiting})
    message = "the others are in the store. 0.pdf: cut short."
    many = " ".join(f"{n}.pdf: cut short." for n in range(5))
    assert list(ingest_claimed(store, hands, run, planned(store, files), SETTINGS)) == [
        Failure(
            files[2].as_uri(), "needs-ocr", f"{files[2]}: 2 files of it cannot be read; {message} b: scanned."
        ),
        Failure(
            files[1].as_uri(),
            "partial",
            f"{files[1]}: 6 files of it cannot be read; the others are in the store. {many} And 1 more.",
        ),
        Failure(path.as_uri(), "partial", f"{path}: 1 file of it cannot be read; {message}"),
    ]
    assert states(store) == [("quarantined", "partial"), ("quarantined", "partial"), ("failed", "needs-ocr")]
    assert store.ledger.run(run).failed == 3
    assert len(store.act(handle_of(sha256_of(path.read_bytes()))).document.missing) == 1


def test_a_file_of_an_archive_that_ends_its_worker_costs_only_itself(store: Store, files: list[Path]) -> None:
    lost = [
        WorkerFailure("crash", "ended by signal SIGSEGV", "x\n.pdf"),
        WorkerFailure("time", "longer than 5 seconds", "y.pdf"),
    ]

    def poisoned(job: Job) -> Result:
        if len(job.without) < 2:
            return lost[len(job.without)]
        extraction = read(job)
        document = replace(extraction.document, missing=tuple(job.without.values()))
        return extraction._replace(document=document)

    def hopeless(job: Job) -> Result:
        return WorkerFailure("memory", "too much", f"{len(job.without)}.pdf")

    run = begin(store)
    hands = Hands({"a.txt": poisoned, "b.txt": hopeless})
    *_, last, first = ingest_claimed(store, hands, run, planned(store, files), SETTINGS)
    advice = "Report it, or have it published anew."
    told = (
        f"{files[0]}: 2 files of it cannot be read; the others are in the store. x?.pdf: its worker did not survive it "
        f"(ended by signal SIGSEGV). {advice} y.pdf: its worker did not survive it (longer than 5 seconds). {advice}"
    )
    failures = {each.source: each for each in (last, first) if isinstance(each, Failure)}
    assert failures[files[0].as_uri()] == Failure(files[0].as_uri(), "partial", told)
    assert failures[files[1].as_uri()].reason == "memory"
    assert states(store) == [("quarantined", "partial"), ("quarantined", "memory"), ("done", None)]
    assert [list(job.without) for job in hands.given if job.of == files[1]] == [
        [], ["0.pdf"], ["0.pdf", "1.pdf"], ["0.pdf", "1.pdf", "2.pdf"],
    ]  # fmt: skip


def test_an_act_the_store_refuses_costs_only_itself(store: Store, files: list[Path]) -> None:
    hands = Hands({"b.txt": refused})
    _, failure, _ = ingest_claimed(store, hands, begin(store), planned(store, files), SETTINGS)
    assert failure == Failure(files[1].as_uri(), "refused", "The act at 0 to 1 is outside its document.")
    assert states(store) == [("done", None), ("quarantined", "refused"), ("done", None)]


def test_files_that_are_finished_together_are_written_together(store: Store, files: list[Path]) -> None:
    run = begin(store)
    outcomes = ingest_claimed(store, Together(), run, planned(store, files), SETTINGS)
    assert next(outcomes) == Ingested(files[2].as_uri())
    assert store.ledger.run(run).done == store.status().documents == 3
    assert list(outcomes) == [Ingested(files[1].as_uri()), Ingested(files[0].as_uri())]


def broken(job: Job) -> Result:
    return PdfBroken("b.txt: cut short.")


@pytest.mark.parametrize(
    ("answer", "reason", "message"),
    [
        (refused, "refused", "The act at 0 to 1 is outside its document."),
        (broken, "pdf-broken", "b.txt: cut short."),
        (
            lambda job: WorkerFailure("crash", "exit status 1"),
            "crash",
            "{path}: its worker did not survive it (exit status 1). Report this act; `recueil quarantine release "
            "--reason crash` has it tried again.",
        ),
    ],
    ids=["refused", "broken", "crashed"],
)
def test_a_file_that_fails_costs_none_that_were_finished_with_it(
    store: Store, files: list[Path], answer: Callable[[Job], Result], reason: str, message: str
) -> None:
    run, failing = begin(store), files[1]
    outcomes = list(ingest_claimed(store, Together({"b.txt": answer}), run, planned(store, files), SETTINGS))
    assert outcomes == [
        Ingested(files[2].as_uri()),
        Failure(failing.as_uri(), reason, message.format(path=failing)),
        Ingested(files[0].as_uri()),
    ]
    assert states(store) == [("done", None), ("quarantined", reason), ("done", None)]
    assert (store.ledger.run(run).done, store.ledger.run(run).failed) == (2, 1)


def test_a_defect_costs_none_that_were_written_before_it(store: Store, files: list[Path]) -> None:
    def defective(job: Job) -> Result:
        return read(job)._replace(acts=(None,))  # type: ignore[arg-type]

    outcomes = ingest_claimed(store, Together({"b.txt": defective}), begin(store), planned(store, files), SETTINGS)
    assert next(outcomes) == Ingested(files[2].as_uri())
    with pytest.raises(AttributeError):
        next(outcomes)
    assert states(store) == [("running", None), ("running", None), ("done", None)]


def test_files_that_another_run_takes_over_cost_none_that_were_finished_with_them(
    store: Store, files: list[Path]
) -> None:
    work = planned(store, files)

    def lost(job: Job) -> Result:
        store.ledger.enqueue([FoundFile(files[1].as_uri(), "f" * 64)], "1", datetime.now(UTC))
        return read(job)

    run = begin(store)
    outcomes = list(ingest_claimed(store, Together({"b.txt": lost}), run, work, SETTINGS))
    assert outcomes == [Ingested(files[2].as_uri()), Ingested(files[0].as_uri())]
    assert states(store) == [("done", None), ("pending", None), ("done", None)]
    assert store.ledger.run(run).done == store.status().documents == 2


def test_copies_that_are_finished_together_are_one_document(store: Store, files: list[Path]) -> None:
    files[0].write_bytes(files[2].read_bytes())
    outcomes = list(ingest_claimed(store, Together(), begin(store), planned(store, files), SETTINGS))
    assert outcomes == [Ingested(path.as_uri()) for path in reversed(files)]
    assert store.status().documents == 2
    assert store.act(handle_of(sha256_of(files[0].read_bytes()))).sources == (files[0].as_uri(), files[2].as_uri())


def test_what_another_run_has_has_no_outcome(store: Store, files: list[Path]) -> None:
    work = planned(store, files)
    store.ledger.claim(begin(store), work[:2], lambda owner: False, datetime.now(UTC))
    hands = Hands()
    assert list(ingest_claimed(store, hands, begin(store), work, SETTINGS)) == [Ingested(files[2].as_uri())]
    assert [job.of for job in hands.given] == [files[2]]


@pytest.mark.parametrize("answer", [read, refused, lambda job: PdfBroken("cut short.")])
def test_what_another_run_takes_over_meanwhile_has_no_outcome(
    store: Store, files: list[Path], answer: Callable[[Job], Result]
) -> None:
    work = planned(store, files)

    def slowly(job: Job) -> Result:
        store.ledger.expire_dead_runs(lambda owner: True, datetime.now(UTC))
        store.ledger.claim(begin(store), work[1:2], lambda owner: False, datetime.now(UTC))
        return answer(job)

    outcomes = list(ingest_claimed(store, Hands({"b.txt": slowly}), begin(store), work, SETTINGS))
    assert outcomes == [Ingested(files[2].as_uri())]
    assert states(store) == [("pending", None), ("running", None), ("done", None)]
    assert store.status().documents == 1


def test_a_copy_of_what_is_in_the_store_is_not_read(store: Store, files: list[Path]) -> None:
    list(ingest_claimed(store, Hands(), begin(store), planned(store, files[:1]), SETTINGS))
    files[1].write_bytes(files[0].read_bytes())
    hands = Hands()
    work = planned(store, files[1:])
    assert list(ingest_claimed(store, hands, begin(store), work, SETTINGS)) == [
        Ingested(files[1].as_uri()),
        Ingested(files[2].as_uri()),
    ]
    assert [job.of for job in hands.given] == [files[2]]
    assert store.act(handle_of(sha256_of(files[0].read_bytes()))).sources == (files[0].as_uri(), files[1].as_uri())


def test_a_copy_that_another_run_takes_over_has_no_outcome(store: Store, files: list[Path]) -> None:
    list(ingest_claimed(store, Hands(), begin(store), planned(store, files[:1]), SETTINGS))
    for path in files[1:]:
        path.write_bytes(files[0].read_bytes())
    outcomes = ingest_claimed(store, Hands(), begin(store), planned(store, files[1:]), SETTINGS)
    assert next(outcomes) == Ingested(files[1].as_uri())
    store.ledger.expire_dead_runs(lambda owner: True, datetime.now(UTC))
    assert list(outcomes) == []
    assert states(store) == [("done", None), ("done", None), ("pending", None)]


def test_what_is_stored_is_not_read_again(store: Store, files: list[Path]) -> None:
    list(ingest_claimed(store, Hands(), begin(store), planned(store, files), SETTINGS))
    for path in files:
        path.unlink()
    done = store.ledger.active()
    work = store.ledger.enqueue([FoundFile(one.source, str(one.sha256)) for one in done], "2", datetime.now(UTC))
    hands = Hands()
    outcomes = list(ingest_claimed(store, hands, begin(store, "2"), work, SETTINGS, stored_text=True))
    assert outcomes == [Ingested(path.as_uri()) for path in reversed(files)]
    assert [job.of for job in hands.given] == [store.ledger.document(str(one.sha256)) for one in done]
    assert store.status().versions == {"2": 3}


def test_what_is_stored_no_longer_is_read_from_its_file(store: Store, files: list[Path]) -> None:
    [number] = store.ledger.enqueue([FoundFile(files[0].as_uri(), "f" * 64)], "1", datetime.now(UTC))
    hands = Hands()
    list(ingest_claimed(store, hands, begin(store), [number], SETTINGS, stored_text=True))
    assert hands.given == [Job(files[0], "f" * 64, SETTINGS.limits, SETTINGS.ocr_cache)]


def test_files_are_read_and_extracted(store: Store, files: list[Path], nlp: Language) -> None:
    hands = SimpleNamespace(run_together=lambda jobs: [list(worker.process_documents(nlp, jobs, lambda *_: None))])
    work = planned(store, files)
    files[0].write_text("Une aide de 4 255,50 € est accordée.")
    changed = Failure(
        files[0].as_uri(), "changed", f"{files[0]}: written to during the run. The next run reads it."
    )
    outcomes = list(ingest_claimed(store, hands, begin(store), work, SETTINGS))
    assert outcomes == [changed, Ingested(files[1].as_uri()), Ingested(files[2].as_uri())]
    assert states(store) == [("failed", "changed"), ("done", None), ("done", None)]
    assert list(ingest_claimed(store, hands, begin(store), planned(store, files), SETTINGS)) == [
        Ingested(files[0].as_uri())
    ]
    [entity] = store.act(handle_of(sha256_of(files[0].read_bytes()))).act.entities
    assert str(entity.value) == "4255.50 EUR"


def test_what_ocr_kept_of_somebody_who_is_forgotten_goes(
    store: Store, files: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = b"a secret of the tests"
    monkeypatch.setenv("RECUEIL_FORGET_KEY", key.decode())
    target = store.erasure.body("Fontvergne", configured=[KnownBody("Fontvergne")])
    store.erasure.begin(
        target, forms_of(parse_name("Zoé KERMADEC"), key), key, Attribution("ana", datetime.now(UTC), "demande")
    )
    text = "Zoé KERMADEC"
    words = Words([Word(0, 3, 0, 0, 9, 9, 96), Word(4, 12, 10, 0, 19, 9, 96)])
    cache = tmp_path / "ocr"
    OcrCacheEntry(cache, "ab12").keep(PageContent(text, words=words))
    OcrCacheEntry(cache, "cd34").keep(PageContent("Paul KERMADEC", words=words))

    def scanned(job: Job) -> Result:
        pages = (Page(1, 0, len(text), words=words),)
        facts = Facts(Identity(body="Fontvergne"))
        document = Document(text, pages, job.sha256, 12, "image/png")
        return Extraction(document, (Act(0, len(text), facts, ()),))

    run, settings = begin(store), Settings(ocr_cache=cache)
    outcomes = list(ingest_claimed(store, Hands({"a.txt": scanned}), run, planned(store, files[:1]), settings))
    assert outcomes == [Ingested(files[0].as_uri())]
    assert [store.act(hit.uid).text for hit in store.search(None).hits] == ["███ ████████"]
    assert sorted(file.name for file in cache.rglob("*") if file.is_file()) == ["34"]
