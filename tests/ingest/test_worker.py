"""Jobs → documents with their acts, or the reasons why not; and what a worker tells of it on the way."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from recueil.ingest import worker
from recueil.ingest.worker import Extraction, Job, JobResult
from recueil.readers.document import Document, Page
from recueil.settings import Limits
from recueil.values import Act, Amount, Date, Entity, Facts, Identity, PartialDate

LIMITS = Limits()
COSTS = "Le tout revient à 12 €.\n"
EMPTY = "Rien.\n"


@pytest.fixture
def breaking() -> Language:
    """A pipeline that breaks on one text."""

    def stumble(doc: Doc) -> Doc:
        if doc.text == COSTS:
            raise ValueError("a defect")
        return doc

    Language.component("stumble", func=stumble)
    nlp = spacy.blank("fr")
    nlp.add_pipe("stumble")
    return nlp


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def job(path: Path, text: str) -> Job:
    """The job of a file that holds this text, as far as the ledger knows."""
    return Job(path, sha256(text), LIMITS)


def written(path: Path, text: str) -> Job:
    path.write_text(text, "utf-8")
    return job(path, text)


def document_of(text: str) -> Document:
    return Document(text, (Page(1, 0, len(text)),), sha256(text), len(text.encode()), "text/plain")


def act_of(text: str, *entities: Entity) -> Act:
    return Act(0, len(text), Facts(Identity("autre")), entities)


def without_entities(text: str) -> Extraction:
    return Extraction(document_of(text), (act_of(text),))


COST = act_of(COSTS, Entity(18, 22, "12 €", 1, Amount(Decimal(12)), "figures"))


def done(nlp: Language, jobs: Sequence[Job]) -> tuple[list[tuple[int, object]], list[list[int]]]:
    """The outcomes as they come, errors as their class and words, and the announcements."""
    announced: list[list[int]] = []
    outcomes = list(worker.process_documents(nlp, jobs, lambda places, *_: announced.append(list(places))))
    return [(place, told(outcome)) for place, outcome in outcomes], announced


def told(outcome: JobResult) -> object:
    return (type(outcome).__name__, str(outcome)) if isinstance(outcome, Exception) else outcome


def test_a_file_becomes_a_document_with_its_act(nlp: Language, tmp_path: Path) -> None:
    assert done(nlp, [written(tmp_path / "a.txt", COSTS)]) == (
        [(0, Extraction(document_of(COSTS), (COST,)))],
        [[0], [0]],
    )


def test_a_file_that_cannot_be_read(nlp: Language, tmp_path: Path) -> None:
    empty, missing = tmp_path / "empty.txt", tmp_path / "missing.txt"
    outcomes, announced = done(nlp, [written(empty, ""), job(missing, COSTS)])
    assert outcomes == [
        (0, ("FileEmpty", f"{empty}: the file is empty. Publish it again, or remove it.")),
        (1, ("FileMissing", f"{missing}: no such file, or not a regular one. Check the path.")),
    ]
    assert announced == [[0], [1]]


def test_a_file_that_was_written_to_since(nlp: Language, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    expected = written(file, COSTS)
    file.write_text(EMPTY, "utf-8")
    assert done(nlp, [expected]) == (
        [(0, ("FileChanged", f"{file}: written to during the run. The next run reads it."))],
        [[0]],
    )


def test_a_text_that_was_read_before_keeps_its_pages(nlp: Language) -> None:
    text = "Le tout revient à 12 €.\n\fle 3 mai 2021.\n"
    stored = Document(text, (Page(1, 0, 25), Page(2, 25, 40)), "0" * 64, 9_000, "application/pdf")
    act = act_of(
        text,
        Entity(18, 22, "12 €", 1, Amount(Decimal(12)), "figures"),
        Entity(28, 38, "3 mai 2021", 2, Date(PartialDate(2021, 5, 3)), "letters"),
    )
    assert done(nlp, [Job(stored, stored.sha256, LIMITS)]) == ([(0, Extraction(stored, (act,)))], [[0], [0]])


def test_what_cannot_be_read_comes_first_and_the_others_are_extracted_together(
    nlp: Language, tmp_path: Path
) -> None:
    missing = tmp_path / "missing.txt"
    jobs = [
        written(tmp_path / "a.txt", COSTS),
        job(missing, COSTS),
        Job(document_of(EMPTY), sha256(EMPTY), LIMITS),
        written(tmp_path / "b.txt", COSTS),
    ]
    outcomes, announced = done(nlp, jobs)
    assert outcomes == [
        (1, ("FileMissing", f"{missing}: no such file, or not a regular one. Check the path.")),
        (0, Extraction(document_of(COSTS), (COST,))),
        (2, without_entities(EMPTY)),
        (3, Extraction(document_of(COSTS), (COST,))),
    ]
    assert announced == [[0], [1], [2], [3], [0, 2, 3]]


def test_thirty_two_are_extracted_together_before_the_next_is_read(nlp: Language) -> None:
    outcomes, announced = done(nlp, [Job(document_of(EMPTY), sha256(EMPTY), LIMITS)] * 65)
    assert outcomes == [(place, without_entities(EMPTY)) for place in range(65)]
    groups = [list(range(32)), list(range(32, 64)), [64]]
    assert announced == [part for group in groups for part in (*([place] for place in group), group)]


def test_what_took_long_to_read_is_extracted_before_the_next_is_read(
    nlp: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "_MAX_SECONDS", 0.0)
    outcomes, announced = done(nlp, [Job(document_of(EMPTY), sha256(EMPTY), LIMITS)] * 3)
    assert outcomes == [(place, without_entities(EMPTY)) for place in range(3)]
    assert announced == [[0], [0], [1], [1], [2], [2]]


def test_long_texts_are_extracted_in_smaller_groups(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_MAX_CHARACTERS", 20)
    texts = ["Rien.", "Rien de rien.", "Pas un mot de plus que cela.", "Rien.", "Rien.", "Dix, vingt."]
    outcomes, announced = done(nlp, [Job(document_of(text), sha256(text), LIMITS) for text in texts])
    assert outcomes == [(place, without_entities(text)) for place, text in enumerate(texts)]
    assert announced == [[0], [1], [2], [0, 1], [3], [2], [4], [5], [3, 4], [5]]


def test_a_document_on_which_a_component_breaks_costs_only_itself(breaking: Language) -> None:
    jobs = [Job(document_of(text), sha256(text), LIMITS) for text in (EMPTY, COSTS, EMPTY)]
    outcomes, announced = done(breaking, jobs)
    assert outcomes == [
        (0, without_entities(EMPTY)),
        (1, ("ExtractionFailed", "extraction failed (ValueError: a defect). Report this act.")),
        (2, without_entities(EMPTY)),
    ]
    assert announced == [[0], [1], [2], [0, 1, 2]]
