"""What commands print and write names no private person, unless they are asked to, which is noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from spacy.language import Language
from tests import commands
from tests.filing import FillOnce
from tests.private_act import SHOWN, TEXT, UID, act, fill, hides

import fr_recueil
from recueil.corrections import Attribution, Replacement
from recueil.ingest.host import login_name
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Amount

URL = "sqlite:///recueil.db"
PRINTING = {
    "search": ["search", "secours conseil"],
    "search csv": ["search", "secours conseil", "--format", "csv"],
    "search json": ["search", "personne:* secours", "--format", "json"],
    "show": ["show", UID],
    "persons list": ["persons", "list"],
    "persons show": ["persons", "show", "fargues-odile@vornoy"],
}
WRITING = {
    "csv": ["--format", "csv"],
    "parquet": ["--format", "parquet"],
    "jsonl": ["--format", "jsonl"],
    "scdl-deliberations": ["--format", "scdl-deliberations"],
    "scdl-subventions": ["--format", "scdl-subventions"],
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch, fill_once: FillOnce) -> Path:
    """A working folder with the store."""
    monkeypatch.chdir(tmp_path)

    def filled() -> None:
        found = act()
        fill(store, found=found)
        amount = next(one for one in found.entities if one.kind == "amount")
        change = Replacement(amount.start, amount.end, "amount", Amount.parse("301.00 EUR"))
        store.correct(UID, change, Attribution("ana", datetime.now(UTC)))

    fill_once(filled)
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    status, out, err = commands.run(capsys, *arguments)
    assert (status, err) == (0, "")
    return out


def noted() -> list[tuple[str, str, str | None, dict[str, object]]]:
    with open_store(URL) as store:
        found = [entry for entry in store.audit.page() if entry.action == "unmasked"]
    return [(entry.who, entry.action, entry.subject, entry.details) for entry in found]


def files(folder: Path) -> Iterator[bytes]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.name.encode() + b"\n" + path.read_bytes()


@pytest.mark.parametrize("command", PRINTING)
def test_what_is_printed_names_no_private_person(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    printed = run(capsys, *PRINTING[command])
    assert hides(printed)
    assert SHOWN in printed
    assert noted() == []


@pytest.mark.parametrize("command", PRINTING)
def test_an_option_prints_it_and_is_noted(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    printed = run(capsys, *PRINTING[command], "--unmasked")
    assert not hides(printed)
    name = command if command.startswith("persons") else command.split()[0]
    assert noted() == [(login_name(), "unmasked", None, {"command": name})]


@pytest.mark.parametrize("kind", WRITING)
def test_what_is_exported_names_no_private_person(
    kind: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "export", *WRITING[kind], "--output", "out")
    assert all(map(hides, map(_readable(kind), _exported(folder))))
    assert noted() == []


@pytest.mark.parametrize("kind", WRITING)
def test_an_option_exports_it_and_is_noted(kind: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "export", *WRITING[kind], "--output", "out", "--unmasked")
    assert not all(map(hides, map(_readable(kind), _exported(folder))))
    assert noted() == [(login_name(), "unmasked", None, {"command": "export"})]


def _exported(folder: Path) -> list[Path]:
    return [
        path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("recueil.db")
    ]


def _readable(kind: str) -> Callable[[Path], object]:
    def read(path: Path) -> object:
        if kind != "parquet":
            return path.read_bytes()
        from pyarrow import parquet

        return parquet.read_table(path).to_pylist()

    return read


def test_gold_of_corrected_acts_names_no_private_person(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "corrections", "export", "gold")
    run(capsys, "corrections", "export", "named", "--unmasked")
    assert all(map(hides, files(folder / "gold")))
    assert not any(map(hides, files(folder / "named")))
    assert noted() == [(login_name(), "unmasked", None, {"command": "corrections export"})]


def test_what_reads_a_file_of_ones_own_masks_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, nlp: Language
) -> None:
    monkeypatch.setattr(fr_recueil, "load", lambda: nlp)
    (folder / "acte.txt").write_text("Une concession est accordée à Mme Zélie QUINQUELET.", "utf-8")
    assert not hides(run(capsys, "extract", "acte.txt"))
    assert not hides(run(capsys, "read", "acte.txt"))


def test_the_report_names_no_private_person(capsys: pytest.CaptureFixture[str]) -> None:
    assert hides(run(capsys, "report", "--since", "2025-01-01"))


def test_a_correction_that_shows_a_masked_name_is_noted(capsys: pytest.CaptureFixture[str]) -> None:
    """The last of those that say of each mention that its person is public."""
    name = "Zélie QUINQUELET"
    mentions = ("QUINQUELET", TEXT.index("QUINQUELET")), (name, TEXT.index(name)), (name, TEXT.index(name, 120))
    for words, start in mentions:
        assert noted() == []
        public = f"{name} @public"
        run(capsys, "corrections", "change", UID, "person", words, public, "--at", str(start), "--by", "ana")
    assert noted() == [("ana", "unmasked", "correction:4", {"act": UID})]
    with open_store(URL) as store:
        assert name in store.act(UID).text
    run(capsys, "corrections", "withdraw", "4", "--by", "ana")
    assert len(noted()) == 1
    assert hides(run(capsys, "corrections", "list"))
