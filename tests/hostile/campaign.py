"""The campaign: all hostile files beside good acts, brought in by `recueil ingest` as an operator runs it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from tests.flows.machinery import QUICK_START
from tests.hostile import archives, images, jail, names, offices, pages, pdfs, texts
from tests.hostile.cases import SECRET, Absent, Case, Partial, Read, Refused

from recueil.readers.office import doc

FAMILIES = {
    "archives": archives, "images": images, "names": names, "offices": offices, "pages": pages, "pdfs": pdfs,
    "texts": texts,
}  # fmt: skip
GOOD = 20
LIMITS = {
    "FILE_BYTES": 10_000_000,
    "UNPACKED_BYTES": 40_000_000,
    "PAGES": 1_000,
    "CHARACTERS": 2_000_000,
    "SECONDS": 90,
    "PIXELS": 20_000_000,
    "MEMORY_BYTES": 2_500_000_000,
}
# Root may read every file, which nobody else may.
_WITHOUT_RIGHTS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
_OURS = {"PREFECT_API_URL", "PREFECT_API_AUTH_STRING", "PREFECT_SERVER_API_AUTH_STRING", "PREFECT_HOME"}


def hostile() -> dict[str, Case]:
    """Every hostile file by its family and name."""
    return {
        f"{family}/{os.fsdecode(case.name)}": case
        for family, module in FAMILIES.items()
        for case in module.cases()
    }


def samples() -> dict[str, Case]:
    """Of the hostile files of each family that have one fate in common, the first, and every thirtieth."""
    alike: dict[tuple[str, str], list[str]] = {}
    cases = hostile()
    for name, case in cases.items():
        fate = case.fate.reason if isinstance(case.fate, Refused | Partial) else type(case.fate).__name__
        alike.setdefault((name.partition("/")[0], fate), []).append(name)
    names_of_samples = {name for names in alike.values() for name in names[::30]}
    return {name: case for name, case in cases.items() if name in names_of_samples}


def good(number: int) -> str:
    return f"COMMUNE DE VORNOY\nSéance du 14 mars 2024\nLe conseil accorde {number + 1},00 € à l'école Bonacte{number}.\n"


def is_possible() -> bool:
    """Whether this user may make a network of its own."""
    able = all(map(shutil.which, ("unshare", "ip", "setpriv")))
    return able and subprocess.run(["unshare", "--net", "true"], capture_output=True).returncode == 0


@dataclass(frozen=True, slots=True)
class Run:
    """What became of one command."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Campaign:
    """What became of the files, and of the machine around them."""

    folder: Path
    cases: dict[str, Case]
    runs: list[Run]
    sent: list[str]
    control: list[str]
    peak: int
    before: dict[str, str]
    after: dict[str, str]

    @property
    def store(self) -> Path:
        return self.folder / "work" / "recueil.db"

    def fates(self) -> dict[str, tuple[str, str | None, str | None]]:
        """State, reason and text of each hostile file that has a row."""
        root = os.fsencode(self.folder / "source" / "hostile")
        return {
            os.fsdecode(name.removeprefix(root + b"/")): (state, reason, text)
            for name, state, reason, text in self._rows()
            if name.startswith(root)
        }

    def attempts(self) -> dict[str, set[int]]:
        """How often what is in a state was tried."""
        query = "SELECT state, attempts FROM ledger"
        found: dict[str, set[int]] = {}
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as store:
            for state, attempts in store.execute(query):
                found.setdefault(state, set()).add(attempts)
        return found

    def good(self) -> int:
        """How many of the good acts are in the store, word for word."""
        root = os.fsencode(self.folder / "source" / "good")
        found = {(name, text) for name, _, _, text in self._rows()}
        return sum((root + b"/%03d.txt" % number, good(number)) in found for number in range(GOOD))

    def _rows(self) -> list[tuple[bytes, str, str | None, str | None]]:
        query = (
            "SELECT uri, state, reason, text FROM ledger JOIN sources USING (source_id) LEFT JOIN documents"
            " ON documents.sha256 = ledger.sha256"
        )
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True)) as store:
            return [(unquote_to_bytes(urlsplit(uri).path), *row) for uri, *row in store.execute(query)]


def run(folder: Path, cases: dict[str, Case], prefect_database: Path) -> Campaign:
    """Make the files, bring them in with Prefect on a copy of this database, and try again what failed."""
    work, home, scratch = (folder / name for name in ("work", "home", "scratch"))
    for place in (work, home, scratch, folder / "prefect", folder / "source" / "good"):
        place.mkdir(parents=True)
    shutil.copyfile(prefect_database, folder / "prefect" / "prefect.db")
    (folder / "secret.txt").write_text(SECRET)
    for number in range(GOOD):
        (folder / "source" / "good" / f"{number:03}.txt").write_text(good(number))
    for name, case in cases.items():
        make(Path(os.fsdecode(os.fsencode(folder / "source" / "hostile" / name))), case)
    before = dict(_listed(folder))
    recueil = [*_WITHOUT_RIGHTS, sys.executable, "-m", "recueil"]
    commands = [[*recueil, "ingest", str(folder / "source")], [*recueil, "retry"]]
    commands_file, outcome = folder / "commands.json", folder / "outcome.json"
    commands_file.write_text(json.dumps(commands))
    settings = {f"RECUEIL_LIMITS__{name}": str(value) for name, value in LIMITS.items()}
    places = {
        "HOME": str(home),
        "TMPDIR": str(scratch),
        "PREFECT_HOME": str(folder / "prefect"),
        "RECUEIL_WORKERS": "1",
    }
    inherited = {name: value for name, value in os.environ.items() if name not in _OURS}
    subprocess.run(
        ["unshare", "--net", sys.executable, "-P", str(Path(jail.__file__)), str(commands_file), str(outcome)],
        env=inherited | settings | places | QUICK_START,
        cwd=work,
        check=True,
    )
    found = json.loads(outcome.read_text())
    commands_file.unlink()
    outcome.unlink()
    runs = [Run(*each) for each in found.pop("runs")]
    return Campaign(folder, cases, runs, **found, before=before, after=dict(_listed(folder)))


def make(path: Path, case: Case) -> None:
    """Put the file of a case at a path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(case.content, bytes):
        path.write_bytes(case.content)
    else:
        case.content(path)


def _listed(folder: Path) -> Iterator[tuple[str, str]]:
    """Every entry below a folder, besides what belongs to the store and to Prefect, with what it is."""
    for parent, folders, files in os.walk(folder):
        if Path(parent) == folder:
            folders[:] = [name for name in folders if name not in ("work", "prefect")]
        for name in (*folders, *files):
            path = Path(parent, name)
            status = path.lstat()
            regular = path.is_file() and not path.is_symlink()
            content = hashlib.sha256(path.read_bytes()).hexdigest() if regular else ""
            yield str(path.relative_to(folder)), f"{status.st_mode:o} {content}"


def expected(cases: dict[str, Case]) -> dict[str, str]:
    """What is to become of each file that is to have a row: it is read, or the reason why not."""
    without_office = {} if doc.is_available() else {"offices/hollow-word.doc": "needs-libreoffice"}
    fates = {
        name: "read" if isinstance(case.fate, Read) else case.fate.reason
        for name, case in cases.items()
        if not isinstance(case.fate, Absent)
    }
    return fates | {name: reason for name, reason in without_office.items() if name in fates}
