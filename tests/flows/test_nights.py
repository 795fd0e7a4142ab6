"""Nights that go wrong: the process killed again and again, and files that are poison to the reader."""

from __future__ import annotations

import random
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from recueil.cli.app import main
from recueil.store.admin.status import Status
from recueil.store.open import open_store
from recueil_flows import process_context
from recueil_flows.ingest import ingest
from recueil_flows.requests import IngestRequest

if TYPE_CHECKING:
    from tests.flows.conftest import Done, Start, Tables, WaitFor

BROKEN = 6


def generated(folder: Path, root: Path, acts: int) -> int:
    """Write acts of the generator, every fiftieth twice, as what two files hold is stored once; gives the files."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(root / "corpus"))
        from generator import generate
    folder.mkdir()
    for number, act in enumerate(generate(3, acts)):
        (folder / f"{act.name}.txt").write_text(act.text)
        if number % 50 == 0:
            (folder / f"{act.name}-copie.txt").write_text(act.text)
    return len(list(folder.iterdir()))


@pytest.mark.parametrize(
    ("acts", "kills"),
    [
        pytest.param(24, 1, marks=pytest.mark.slow),
        pytest.param(2_000, 20, marks=pytest.mark.nightly),
    ],
)
@pytest.mark.usefixtures("prefect_api", "thread_pool")
def test_killed_again_and_again_it_ends_as_if_undisturbed(
    acts: int,
    kills: int,
    root: Path,
    tmp_path: Path,
    start: Start,
    done: Done,
    wait_for: WaitFor,
    tables: Tables,
) -> None:
    moments = random.Random(4)
    folder, killed, undisturbed = tmp_path / "acts", tmp_path / "killed.db", tmp_path / "undisturbed.db"
    files = generated(folder, root, acts)
    # Made here, they name acts alike.
    for store in (killed, undisturbed):
        open_store(f"sqlite:///{store}", create=True).close()
    for _ in range(kills):
        process = start(folder, killed, RECUEIL_BATCH="4")
        # Anywhere between two acts, or within one.
        wait_for(process, killed, done(killed) + moments.randint(1, acts // kills // 2))
        process.kill()
        process.communicate()
    assert 0 < done(killed) < acts
    for store in (killed, undisturbed):
        request = IngestRequest(paths=[folder], store=f"sqlite:///{store}")
        assert ingest(request, return_state=True).name == "Completed"
    assert tables(killed) == tables(undisturbed)
    status = _status(killed)
    assert (status.documents, status.ledger, status.runs) == (acts, {"done": files}, ())
    with open_store(f"sqlite:///{killed}") as opened:
        ended = Counter(run.state for run in opened.ledger.runs())
    assert ended == {"completed": 1, "died": kills}


def _status(store: Path) -> Status:
    with open_store(f"sqlite:///{store}") as opened:
        return opened.status()


@pytest.fixture
def poisonous(tmp_path: Path) -> Path:
    """Four good acts among three that no worker survives and six that are broken in three ways."""
    folder = tmp_path / "acts"
    folder.mkdir()
    for number in range(4):
        (folder / f"acte{number:02}.txt").write_text(f"Le conseil accorde {number + 1} 500,00 € à l'école.")
    for poison in ("abort", "eat", "loop"):
        (folder / f"b-{poison}.txt").write_text(poison)
    for number in range(BROKEN // 3):
        (folder / f"cassé{number}.pdf").write_bytes(b"%PDF-1.4 cut short " + bytes([number]))
        (folder / f"image{number}.txt").write_bytes(b"GIF89a" + bytes([number]))
        (folder / f"vide{number}.txt").touch()
    return folder


@pytest.mark.nightly
@pytest.mark.usefixtures("prefect_api")
def test_poison_costs_only_itself_and_retry_does_only_what_was_repaired(
    poisonous: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = tmp_path / "recueil.db"
    monkeypatch.setenv("RECUEIL_STORE", f"sqlite:///{store}")
    monkeypatch.setenv("RECUEIL_LIMITS__SECONDS", "2")
    monkeypatch.setenv("RECUEIL_FAILED_SHARE", "0.8")
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setattr(process_context, "HANDLE", "poisoned:handle_blank")
    monkeypatch.setattr(process_context, "PREPARE", "poisoned:prepare_blank")
    assert _exit_status(monkeypatch, "ingest", str(poisonous)) == 1
    assert capsys.readouterr().out.splitlines()[0] == "13 files: 4 ingested, 0 unchanged, 9 failed."
    failed = {Path(work.source).name: (work.state, work.reason, work.attempts) for work in _status(store).failures}
    assert failed == (
        {f"b-{name}.txt": ("quarantined", reason, 1) for name, reason in POISONS.items()}
        | {f"cass%C3%A9{number}.pdf": ("quarantined", "pdf-broken", 1) for number in range(BROKEN // 3)}
        | {f"image{number}.txt": ("quarantined", "format", 1) for number in range(BROKEN // 3)}
        | {f"vide{number}.txt": ("quarantined", "empty", 1) for number in range(BROKEN // 3)}
    )
    assert _last_run(store) == ("ingest", "with failures", 13, 4, 9)

    repaired = [file for number in range(1) for file in poisonous.glob(f"*{number}.*") if "acte" not in file.name]
    assert len(repaired) == BROKEN // 2
    for number, file in enumerate(repaired):
        file.write_text(f"Le conseil accorde {number + 1} 700,00 € à la crèche.")
    before = _done(store)
    assert _exit_status(monkeypatch, "retry") == 1
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "9 files: 3 ingested, 0 unchanged, 0 failed, 6 set aside."
    after = _done(store)
    assert after.keys() - before.keys() == {file.as_uri() for file in repaired}
    assert before.items() <= after.items()
    assert _last_run(store) == ("retry", "with failures", 3, 3, 0)


POISONS = {"abort": "crash", "eat": "memory", "loop": "time"}


def _exit_status(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> object:
    monkeypatch.setattr(sys, "argv", ["recueil", *arguments])
    with pytest.raises(SystemExit) as end:
        main()
    return end.value.code


def _done(store: Path) -> dict[str, tuple[object, ...]]:
    """When each file that is in was done, and how often it was tried."""
    with open_store(f"sqlite:///{store}") as opened:
        works = opened.ledger.active(["done"])
    return {work.source: (work.finished, work.attempts, work.run) for work in works}


def _last_run(store: Path) -> tuple[object, ...]:
    with open_store(f"sqlite:///{store}") as opened:
        run = opened.ledger.runs()[0]
    return run.flow, run.state, run.planned, run.done, run.failed
