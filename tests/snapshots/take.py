"""Take a snapshot of what a user or a store can see: each item a name and a text without times, paths and versions."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import sys
from collections.abc import Iterator, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from fastapi.testclient import TestClient
from sqlalchemy.engine import Engine
from tests.handles import SECRET
from tests.postgres import Absent, running
from tests.snapshots.inputs import COMMANDS, PAGES, QUERIES

import fr_recueil
from recueil.settings import Settings
from recueil.store.open import open_store
from recueil.web.app import create_app

ROOT = Path(__file__).parents[2]
SHARED = ROOT.parent / "shared"
ACTS = ROOT / "corpus" / "actes"

Item = tuple[str, str]

_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?( ?UTC|Z|\+00:00)?")
_CLOCK = re.compile(r"\b\d\d:\d\d(:\d\d)?\b")
_SECRET = re.compile(r"\b[0-9a-f]{64}\b|\b[0-9a-f]{32}\b|\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
_TIMEOUT = re.compile(r"statement_timeout = \d+")
_RATE = re.compile(r" {2,}\d+\.\d(?=  )")
# What the file of a store measures is not the same everywhere.
_SIZE = re.compile(r'(?<="size":) ?\d+')
_DURATION = re.compile(r"\b\d+(\.\d+)? (seconds?|s|ms)\b")
_TABLES_OF_INDEX = ("search_text", "sqlite_", "alembic_version")
_CHANGES_EACH_TIME = frozenset(
    {"pipeline_version", "run_id", "flow_run", "machine", "pid", "version", "parts", "secret", "changed"}
)


def take(folder: Path, *, real_acts: bool) -> Iterator[Item]:
    """Snapshot everything, in an empty ``folder``. Sets the working folder and the environment of the process.

    ``real_acts``: extract those beside this checkout too, which takes minutes.
    """
    os.environ |= {
        "COLUMNS": "120",
        "RECUEIL_WORKERS": "1",
        "RECUEIL_BATCH": "100",
        "NO_COLOR": "1",
        "LANG": "C.UTF-8",
        "TERM": "dumb",
    }
    os.chdir(folder)
    yield from _extractions(ACTS, folder)
    for source in (SHARED / "evaluation" / "texts", SHARED / "acts" / "text"):
        if real_acts and source.is_dir():
            yield from _extractions(source, folder)
    yield from _helps()
    (folder / "empty").mkdir()
    url = f"sqlite:///{folder / 'recueil.db'}"
    _make_store(url)
    yield "ingest", _command(f"ingest {ACTS}", folder)
    yield from _of_store(url, "sqlite", folder)
    yield from _transcripts(url, folder)
    try:
        with running() as server, server.database("store") as address:
            os.environ["RECUEIL_STORE"] = address
            _make_store(address)
            yield "ingest postgresql", _command(f"ingest {ACTS}", folder)
            yield from _of_store(address, "postgresql", folder)
    except Absent as reason:
        print(f"PostgreSQL is left out: {reason}", file=sys.stderr)
    finally:
        os.environ.pop("RECUEIL_STORE", None)


def _make_store(url: str) -> None:
    """Make a store whose secret, by which acts are named, is always the same."""
    open_store(url, create=True).close()
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE fingerprinting SET secret = :secret"), {"secret": SECRET})
    engine.dispose()


def _of_store(url: str, database: str, folder: Path) -> Iterator[Item]:
    yield from _tables(url, database)
    with (
        open_store(url) as store,
        TestClient(create_app(store, Settings()), base_url="http://127.0.0.1") as client,
    ):
        for query in QUERIES:
            with _statements() as said:
                answer = client.get("/api/v1/acts", params={"q": query, "limit": 20})
            shown = _normal(json.dumps(answer.json(), ensure_ascii=False, indent=1), folder)
            yield f"{database} query {query}", _normal("\n".join([*said, shown]), folder)
        if database != "sqlite":
            return
        names = _names_of(client)
        for page in PAGES:
            answer = client.get(page.format_map(names), follow_redirects=False)
            header = (
                f"{answer.status_code} {answer.headers.get('content-type')} {answer.headers.get('location', '')}\n"
            )
            text = _SIZE.sub("SIZE", answer.text) if page == "/api/v1/status" else answer.text
            yield f"page {page}", _normal(header + text, folder)


def _extractions(source: Path, folder: Path) -> Iterator[Item]:
    for line in _run(f"extract {source} --format jsonl --text")[1].splitlines():
        name = Path(json.loads(line)["source"]).name
        yield f"extract {source.parent.name}/{name}", _normal(line, folder)


def _helps() -> Iterator[Item]:
    waiting: list[tuple[str, ...]] = [()]
    while waiting:
        command = waiting.pop(0)
        text = _run(shlex.join([*command, "--help"]))[1]
        yield f"help {' '.join(command)}".strip(), text
        of_commands = text.partition("Commands")[2]
        waiting += [(*command, name) for name in re.findall(r"^│ ([a-z-]+) ", of_commands, re.MULTILINE)]


def _transcripts(url: str, folder: Path) -> Iterator[Item]:
    with (
        open_store(url) as store,
        TestClient(create_app(store, Settings()), base_url="http://127.0.0.1") as client,
    ):
        names = _names_of(client)
    act = next(ACTS.glob("fontvergne*"))
    paths = {"out": folder / "out", "empty": folder / "empty", "act": act, "missing": folder / "missing.pdf"}
    (folder / "out").mkdir()
    for number, command in enumerate(COMMANDS, 1):
        filled = command.format_map({**names, **paths, "gold": ROOT / "corpus" / "gold"})
        yield f"command {number} {command}", _command(filled, folder)
    for file in sorted((folder / "out").rglob("*")):
        if file.is_file():
            yield f"export {file.relative_to(folder / 'out')}", _normal(file.read_text("utf-8"), folder)


def _names_of(client: TestClient) -> Mapping[str, str]:
    def first(query: str) -> str:
        found = client.get("/api/v1/acts", params={"q": query, "order": "date"}).json()
        return str(found["items"][0]["uid"])

    return {"uid": first("commune:fontvergne"), "long": first('"procès-verbal"')}


def _command(arguments: str, folder: Path) -> str:
    status, out, errors = _run(arguments)
    return _normal(f"$ recueil {arguments}\n{out}{errors}exit status {status}\n", folder)


def _run(arguments: str) -> tuple[int, str, str]:
    (script,) = entry_points(group="console_scripts", name="recueil")
    main = script.load()
    out, errors, status = io.StringIO(), io.StringIO(), 0
    before = sys.argv
    sys.argv = ["recueil", *shlex.split(arguments)]
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 1
    finally:
        sys.argv = before
    return status, out.getvalue(), errors.getvalue()


@contextlib.contextmanager
def _statements() -> Iterator[list[str]]:
    """Record what is asked of any database meanwhile."""
    statements: list[str] = []

    def record(connection: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        statements.append(f"{' '.join(statement.split())} {parameters!r}")

    sa.event.listen(Engine, "before_cursor_execute", record)
    try:
        yield statements
    finally:
        sa.event.remove(Engine, "before_cursor_execute", record)


def _tables(url: str, database: str) -> Iterator[Item]:
    """Dump every table in the order of its key, without times and what differs from run to run."""
    engine = sa.create_engine(url)
    tables = sa.MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        for table in tables.sorted_tables:
            columns = [column for column in table.columns if not _changes(column)]
            if table.name.startswith(_TABLES_OF_INDEX) or not columns:
                continue
            rows = connection.execute(sa.select(*columns).order_by(*([*table.primary_key] or columns))).all()
            lines = [" | ".join(column.name for column in columns), *(" | ".join(map(repr, row)) for row in rows)]
            yield f"{database} table {table.name}", "\n".join(lines).replace(str(ROOT), "ROOT")
    engine.dispose()


def _changes(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.DateTime) or column.name in _CHANGES_EACH_TIME


def _normal(text: str, folder: Path) -> str:
    for path, name in ((folder, "FOLDER"), (ROOT, "ROOT"), (SHARED, "SHARED")):
        text = text.replace(str(path), name)
    text = text.replace(fr_recueil.version(), "VERSION")
    text = _RATE.sub("  RATE", _TIMEOUT.sub("statement_timeout", _SECRET.sub("SECRET", text)))
    return _DURATION.sub("DURATION", _CLOCK.sub("CLOCK", _TIME.sub("TIME", text)))
