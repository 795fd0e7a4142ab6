"""Tables as sources: the files that they name are mirrored, and what they state goes with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.ingest.remote.site import Site, file, redirect, serving, status

from recueil.ingest.plan import plan_ingest
from recueil.ingest.remote.entries import RemoteLimits
from recueil.ingest.sources import collect_files, configured_scopes
from recueil.ingest.tables.sync import SyncedTable, sync_table
from recueil.settings import Limits, Settings, Source
from recueil.store.store import Store

QUICK = RemoteLimits(silence=5, file=5, listing=5)
HEAD = "COLL_NOM,DELIB_ID,DELIB_DATE,DELIB_OBJET,DELIB_URL\n"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def sync(tmp_path: Path, table: str, limits: Limits | None = None) -> SyncedTable:
    return sync_table(Source(table=table), tmp_path / "mirror", limits or Limits(), QUICK)


def rows(site: Site, *numbers: int) -> str:
    return HEAD + "".join(f"Fontvergne,2024-{n},2024-03-14,Objet {n},{site.url}/actes/{n}.txt\n" for n in numbers)


def said(synced: SyncedTable) -> dict[str, list[str | None]]:
    return {path.name: [each.number for each in stated] for path, stated in synced.stated.items()}


@pytest.mark.parametrize("count", [20, pytest.param(1_000, marks=pytest.mark.nightly)])
def test_as_many_rows_bring_as_many_files_once(site: Site, tmp_path: Path, count: int) -> None:
    numbers = range(count)
    site.answers["/t.csv"] = file(rows(site, *numbers))
    site.answers |= {f"/actes/{n}.txt": file(f"acte {n}") for n in numbers}
    first = sync(tmp_path, f"{site.url}/t.csv")
    assert (first.mirrored.fetched, first.mirrored.problems, len(first.stated)) == (count, {}, count)
    assert all(path.read_text() == f"acte {path.stem}" for path in first.stated)
    again = sync(tmp_path, f"{site.url}/t.csv")
    assert (again.mirrored.fetched, again.mirrored.unchanged) == (0, count)
    assert again.stated == first.stated


def test_what_a_row_states_goes_into_the_plan(site: Site, tmp_path: Path, store: Store) -> None:
    site.answers["/t.csv"] = file(rows(site, 1, 2))
    site.answers |= {"/actes/1.txt": file("un"), "/actes/2.txt": status(404)}
    settings = Settings(sources=(Source(table=f"{site.url}/t.csv", body="Nancy"),), mirror=tmp_path / "mirror")
    told: list[str] = []
    found = collect_files(settings.sources, settings, told.append)
    assert told == [f"{site.url}/: 1 fetched, 0 unchanged, 0 no longer there, 1 that cannot be fetched."]
    assert found.scopes == configured_scopes(settings)
    assert {(each.path.name, each.body, each.problem and each.problem.reason) for each in found.files} == {
        ("1.txt", "Nancy", None),
        ("2.txt", "Nancy", "unreachable"),
    }
    assert {each.stated[0].title for each in found.files} == {"Objet 1", "Objet 2"}
    plan = plan_ingest(store, found.files, "1", Limits(), datetime(2025, 3, 1, tzinfo=UTC), found.scopes)
    assert (len(plan.work), len(plan.failures)) == (1, 1)


def test_a_row_that_is_gone_withdraws_its_file_and_an_empty_table_withdraws_nothing(
    site: Site, tmp_path: Path
) -> None:
    site.answers |= {f"/actes/{n}.txt": file(f"acte {n}") for n in (1, 2)}
    site.answers["/t.csv"] = file(rows(site, 1, 2))
    sync(tmp_path, f"{site.url}/t.csv")
    site.answers["/t.csv"] = file(rows(site, 2))
    fewer = sync(tmp_path, f"{site.url}/t.csv")
    assert (fewer.mirrored.removed, said(fewer)) == (1, {"2.txt": ["2024-2"]})
    for nothing in (HEAD, "", "<html><title>Connexion</title></html>"):
        site.answers["/t.csv"] = file(nothing)
        assert sync(tmp_path, f"{site.url}/t.csv").mirrored.problem is not None
    assert [path.name for path in (tmp_path / "mirror").rglob("*.txt")] == ["2.txt"]


def test_rows_lead_into_no_private_network(site: Site, tmp_path: Path) -> None:
    site.answers["/actes/1.txt"] = file("secret")
    table = tmp_path / "t.csv"
    table.write_text(rows(site, 1))
    local = sync(tmp_path, str(table))
    assert [error.reason for error in local.mirrored.problems.values()] == ["unreachable"]
    with serving() as other:
        other.answers["/t.csv"] = file(rows(site, 1) + f"F,2024-2,,,{other.url}/2.txt\n")
        other.answers["/2.txt"] = redirect(f"{site.url}/actes/1.txt")
        remote = sync(tmp_path, f"{other.url}/t.csv")
    assert [error.reason for error in remote.mirrored.problems.values()] == ["unreachable"] * 2
    assert site.asked == []


def test_files_of_one_name_are_kept_apart(site: Site, tmp_path: Path) -> None:
    site.answers |= {"/v?id=1": file("un"), "/v?id=2": file("deux"), "/w/v": file("trois")}
    site.answers["/t.csv"] = file(
        HEAD + "".join(f"F,{n},,,{site.url}{path}\n" for n, path in enumerate(("/v?id=1", "/v?id=2", "/w/v")))
    )
    synced = sync(tmp_path, f"{site.url}/t.csv")
    assert {path.read_text(): stated[0].number for path, stated in synced.stated.items()} == {
        "un": "0",
        "deux": "1",
        "trois": "2",
    }


def test_a_data_set_of_udata_lists_tables_and_documents(site: Site, tmp_path: Path) -> None:
    resources = [
        {"format": "csv", "url": f"{site.url}/t.csv", "title": "Délibérations"},
        {"format": "csv", "url": f"{site.url}/menus.csv", "title": "Menus"},
        {"format": "pdf", "url": f"{site.url}/actes/1.txt", "title": "Procès-verbal du 14 mars 2024"},
        {"format": "pdf", "url": f"{site.url}/2.pdf"},
        {"format": "html", "url": f"{site.url}/page"},
        {"url": None},
        "none",
    ]
    address = f"{site.url}/api/1/datasets/deliberations/"
    site.answers["/api/1/datasets/deliberations/"] = file(json.dumps({"id": "a", "resources": resources}))
    site.answers |= {"/t.csv": file(rows(site, 1)), "/menus.csv": file("JOUR,PLAT\n1,pain\n")}
    site.answers |= {"/actes/1.txt": file("un"), "/2.pdf": file("deux")}
    synced = sync(tmp_path, address)
    assert synced.mirrored.problems == {}
    one, two = sorted(synced.stated, key=lambda path: path.read_text(), reverse=True)
    assert [(each.origin, each.title) for each in synced.stated[one]] == [
        ("table", "Objet 1"),
        ("link", "Procès-verbal du 14 mars 2024"),
    ]
    assert synced.stated[two] == ()


def test_records_of_opendatasoft_are_read_page_by_page(site: Site, tmp_path: Path) -> None:
    records = [
        {"delib_id": f"2024-{n}", "delib_date": "2024-03-14", "delib_url": f"{site.url}/actes/{n}.txt"}
        for n in range(3)
    ]
    where = "/api/explore/v2.1/catalog/datasets/actes/records"
    site.answers[f"{where}?limit=2"] = file(json.dumps({"total_count": 3, "results": records[:2]}))
    site.answers[f"{where}?limit=100&offset=2"] = file(json.dumps({"total_count": 3, "results": records[2:]}))
    site.answers |= {f"/actes/{n}.txt": file(f"acte {n}") for n in range(3)}
    synced = sync(tmp_path, f"{site.url}{where}?limit=2")
    assert said(synced) == {f"{n}.txt": [f"2024-{n}"] for n in range(3)}
    assert {each.address for stated in synced.stated.values() for each in stated} == {f"{site.url}{where}?…"}


@pytest.mark.parametrize(
    "answer",
    [
        {"results": []},
        {"results": [], "total_count": 20_000},
        {"results": [], "total_count": 3},
        {"results": [{"delib_id": "1", "delib_url": ""}], "total_count": 1},
        {"resources": [{"format": "csv", "url": "http://127.0.0.1:1/t.csv"}]},
        {"resources": []},
        {"x": 1},
    ],
)
def test_listings_that_say_too_little_or_too_much_are_problems(site: Site, tmp_path: Path, answer: object) -> None:
    site.answers["/api"] = file(json.dumps(answer))
    assert sync(tmp_path, f"{site.url}/api").mirrored.problem is not None


def test_a_source_has_one_place() -> None:
    for wrong in (
        {"table": "ftp://a/t.csv"},
        {"table": "https://u:p@a.example/t.csv"},
        {"table": "t.csv", "path": "a"},
    ):
        with pytest.raises(ValueError, match="table"):
            Source.model_validate(wrong)
    assert Source(table="t.csv").table == "t.csv"


SUBVENTIONS = "nomAttribuant,idAttribuant,dateConvention,nomBeneficiaire,objet,montant\n"
SIRET = "21340172200011"


def granted(*years: int) -> str:
    return SUBVENTIONS + "".join(f"Vornoy,{SIRET},{year}-04-02,Club {year},Chant,{year}\n" for year in years)


def test_a_table_of_subventions_makes_the_files_of_its_records(site: Site, tmp_path: Path) -> None:
    site.answers["/t.csv"] = file(granted(2023, 2024))
    first = sync(tmp_path, f"{site.url}/t.csv").mirrored
    names = [f"subventions-213401722-{year}.csv" for year in (2023, 2024)]
    assert (first.fetched, first.unchanged, sorted(path.name for path in first.folder.glob("*.csv"))) == (
        2,
        0,
        names,
    )
    site.answers["/t.csv"] = file(granted(2024, 2025))
    again = sync(tmp_path, f"{site.url}/t.csv").mirrored
    assert (again.fetched, again.unchanged, again.removed) == (1, 1, 1)
    site.answers["/t.csv"] = file(SUBVENTIONS)
    assert sync(tmp_path, f"{site.url}/t.csv").mirrored.problem is not None
    assert len(list(first.folder.glob("*.csv"))) == 2


def test_portals_list_subventions_of_several_tables_once(site: Site, tmp_path: Path) -> None:
    tables = [{"format": "csv", "url": f"{site.url}/{name}.csv"} for name in ("2023", "tout")]
    site.answers["/d/"] = file(json.dumps({"resources": tables}))
    site.answers |= {"/2023.csv": file(granted(2023)), "/tout.csv": file(granted(2023, 2024))}
    udata = sync(tmp_path, f"{site.url}/d/").mirrored
    assert [path.read_text().count("Club") for path in sorted(udata.folder.glob("*.csv"))] == [1, 1]
    row = {"nomattribuant": "Vornoy", "nombeneficiaire": "Club", "montant": 12.5, "dateconvention": "2023-04-02"}
    site.answers["/records"] = file(json.dumps({"total_count": 1, "results": [row]}))
    (made,) = sync(tmp_path, f"{site.url}/records").mirrored.folder.glob("*.csv")
    assert (made.name, "12.5" in made.read_text()) == ("subventions-2023.csv", True)
