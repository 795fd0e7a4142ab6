"""The recipes of docs/exports.md: every query is run, and answers."""

from __future__ import annotations

import asyncio
import datetime
import re
import sqlite3
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
import yaml  # type: ignore[import-untyped]
from sqlalchemy import create_engine
from tests.export.making import fill, run

from recueil.store.open import open_store
from recueil.store.views import VIEWS

# It takes a second to import, in each process that collects tests.
if TYPE_CHECKING:
    from datasette.app import Datasette

ROOT = Path(__file__).parents[2]
DOCS = (ROOT / "docs" / "exports.md").read_text("utf-8")
METADATA = yaml.safe_load((ROOT / "docs" / "datasette" / "metadata.yaml").read_text("utf-8"))
SCANNER = find_spec("duckdb_extension_sqlite_scanner")


def queries(title: str) -> list[str]:
    """The SQL below a heading, up to the next."""
    section = re.split(r"^#", DOCS.partition(f"### {title}\n")[2], maxsplit=1, flags=re.MULTILINE)[0]
    return re.findall(r"^```sql\n(.*?)^```", section, re.DOTALL | re.MULTILINE)


ON_FILES, ON_STORE = queries("On Parquet files"), queries("On the store itself")
ON_SQLITE, ON_POSTGRES = queries("With the SQLite data source"), queries("With the PostgreSQL data source")


def test_every_query_of_the_page_is_run_here() -> None:
    told = [*ON_FILES, *ON_STORE, *ON_SQLITE, *ON_POSTGRES]
    assert sorted(told) == sorted(re.findall(r"^```sql\n(.*?)^```", DOCS, re.DOTALL | re.MULTILINE))
    assert all((ON_FILES, ON_STORE, ON_SQLITE, ON_POSTGRES))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A working folder as the page leaves it: a store and its export."""
    folder = tmp_path_factory.mktemp("work")
    with open_store(f"sqlite:///{folder}/recueil.db", create=True) as store:
        fill(store)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        assert run(patch, "--format", "parquet", "--output", "export") == 0
    return folder


@pytest.fixture
def duck(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[duckdb.DuckDBPyConnection]:
    monkeypatch.chdir(folder)
    with duckdb.connect() as connection:
        yield connection


@pytest.mark.parametrize("query", ON_FILES)
def test_duckdb_reads_the_parquet_files(duck: duckdb.DuckDBPyConnection, query: str) -> None:
    assert duck.execute(query).fetchall() != []


def test_duckdb_sums_exactly(duck: duckdb.DuckDBPyConnection) -> None:
    (described,) = duck.execute("DESCRIBE SELECT sum(amount) FROM 'export/awards.parquet'").fetchall()
    assert described[1] == "DECIMAL(38,6)"


def scanner() -> Path:
    """The extension that a package brings, of this version of DuckDB."""
    if SCANNER is None or SCANNER.origin is None:
        pytest.skip("duckdb-extension-sqlite-scanner is not installed")
    found = list(Path(SCANNER.origin).parent.glob(f"extensions/v{duckdb.__version__}/*.duckdb_extension"))
    if not found:
        pytest.skip("duckdb-extension-sqlite-scanner is of another version than duckdb")
    return found[0]


def test_duckdb_reads_the_store(duck: duckdb.DuckDBPyConnection) -> None:
    attach, *asked = ON_STORE
    install = "INSTALL sqlite;\nLOAD sqlite;\n"
    assert attach.startswith(install)
    duck.execute(f"LOAD '{scanner()}';\n{attach.removeprefix(install)}")
    for query in asked:
        assert duck.execute(query).fetchall() != []
    for view in VIEWS:
        said = duck.execute(f"SELECT * FROM recueil.v_{view.name}")
        assert [column[0] for column in said.description or ()] == list(view.names)
        assert (said.fetchall() == []) == (view.name == "cross_findings")  # in acts of several bodies are none


# What Grafana puts in place of its words.
_RANGE = {"$__from": "1262304000000", "$__to": "1924992000000"}
_BETWEEN = r"\1 BETWEEN '2010-01-01' AND '2030-12-31'"


@pytest.mark.parametrize("query", ON_SQLITE)
def test_grafana_reads_an_sqlite_store(folder: Path, query: str) -> None:
    for word, value in _RANGE.items():
        query = query.replace(word, value)
    connection = sqlite3.connect(f"file:{folder}/recueil.db?mode=ro", uri=True)
    said = connection.execute(query)
    rows = said.fetchall()
    assert said.description[0][0] == "time"
    connection.close()
    assert rows != []
    assert all(isinstance(row[0], int) for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("query", ON_POSTGRES)
def test_grafana_reads_a_postgresql_store(database: str, query: str) -> None:
    with open_store(database) as store:
        fill(store)
    engine = create_engine(database)
    with engine.begin() as connection:
        said = connection.exec_driver_sql(re.sub(r"\$__timeFilter\((\w+)\)", _BETWEEN, query))
        rows = said.all()
    engine.dispose()
    assert next(iter(said.keys())) == "time"
    assert rows != []
    assert all(isinstance(row[0], datetime.datetime) for row in rows)


# Datasette

QUERIES = METADATA["databases"]["recueil"]["queries"]
ASKED = {"montant": "1000", "nom": "o", "code": "65"}


@pytest.fixture(scope="module")
def datasette(folder: Path) -> Datasette:
    from datasette.app import Datasette

    return Datasette([str(folder / "recueil.db")], metadata=METADATA)


def got(datasette: Datasette, path: str, **parameters: str) -> Any:
    answer = asyncio.run(datasette.client.get(path, params=parameters))
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("name", QUERIES)
def test_datasette_answers_a_query_that_is_ready(datasette: Datasette, name: str) -> None:
    parameters = {name: ASKED[name] for name in re.findall(r":(\w+)", QUERIES[name]["sql"])}
    assert got(datasette, f"/recueil/{name}.json", _shape="array", **parameters) != []


def test_datasette_shows_the_views_and_nothing_else(datasette: Datasette) -> None:
    said = got(datasette, "/recueil.json")
    assert {table["name"] for table in said["tables"] if not table["hidden"]} == set()
    assert sorted(view["name"] for view in said["views"]) == sorted(f"v_{view.name}" for view in VIEWS)
    assert sorted(query["name"] for query in said["queries"]) == sorted(QUERIES)


def test_datasette_describes_what_there_is(datasette: Datasette) -> None:
    tables = METADATA["databases"]["recueil"]["tables"]
    there = {table["name"] for table in got(datasette, "/recueil.json")["tables"]}
    described = {name for name, said in tables.items() if "description" in said}
    assert described == {f"v_{view.name}" for view in VIEWS}
    assert set(tables) - described <= there
    for view in VIEWS:
        assert set(tables[f"v_{view.name}"].get("facets", ())) <= set(view.names)


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_datasette_shows_a_view_with_its_facets(datasette: Datasette, view: Any) -> None:
    answer = asyncio.run(datasette.client.get(f"/recueil/v_{view.name}"))
    assert answer.status_code == 200
    said = got(datasette, f"/recueil/v_{view.name}.json")
    facets = METADATA["databases"]["recueil"]["tables"][f"v_{view.name}"].get("facets", [])
    assert sorted(said["facet_results"]) == sorted(facets)
