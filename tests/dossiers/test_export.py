"""A dossier as a folder: what is in it, that its digests hold, and that nothing of it is left where it fails."""

from __future__ import annotations

import csv
import json
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from tests import private_act
from tests.dossiers.gathering import VASSEUR, file_act, file_town
from tests.filing import WHEN, record
from tests.handles import handle_of
from tests.page_images.pdf_pages import LINES, pdf
from tests.web.people import LastingRenderer
from tests.web.reading import links, parse_page, strings_at

from recueil.dossiers import download, export
from recueil.dossiers.export import Making, export_folder, write_archive
from recueil.dossiers.records import ActTarget, PersonTarget, ValueTarget
from recueil.errors import ExportError
from recueil.readers.reader import read
from recueil.settings import Limits, Settings
from recueil.store.store import Store
from recueil.values import Act, Amount, Entity, Facts, Identity, PartialDate

MAKING = Making(WHEN, "recueil dossiers export 1")


@pytest.fixture(autouse=True)
def _lasting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "PageRenderer", LastingRenderer)


@pytest.fixture
def original(store: Store, tmp_path: Path) -> tuple[Path, str]:
    """A file of two pages, and its act."""
    path = tmp_path / "délibération <n° 1>.PDF"
    path.write_bytes(pdf(LINES, LINES))
    document = read(path, Limits())
    at = document.text.index("12 euros")
    amount = Entity(at, at + 8, "12 euros", 1, Amount.parse("12.00 EUR"), "figures")
    date = PartialDate.parse("2025-01-02")
    act = Act(0, len(document.text), Facts(Identity("deliberation", title="<b>Aide</b>", date=date)), (amount,))
    record(store, path.as_uri(), document, [act])
    return path, handle_of(document.sha256)


@pytest.fixture
def made(store: Store, original: tuple[Path, str]) -> int:
    """A dossier of each kind of item."""
    uids = file_town(store)
    made = store.dossiers.create("Fêtes & aides", "ana", WHEN, note="Tout <i>lire</i>", tags=["2023"])
    for uid in (uids["12"], uids["9"], original[1]):
        store.dossiers.add(made, "ana", ActTarget(uid), WHEN, note=f"note de {uid}", query="fêtes")
    store.dossiers.add(made, "ana", ValueTarget(uids["7"], 2), WHEN, note="=1+1")
    store.dossiers.add(made, "ana", PersonTarget(VASSEUR), WHEN)
    return made


def exported(store: Store, made: int, target: Path, making: Making = MAKING) -> dict[str, bytes]:
    """The files of an export by name."""
    count = export_folder(store, store.dossiers.load(made, None), target, making, Settings())
    files = contents(target)
    assert len(files) == count
    return files


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_dossier_is_a_folder_to_read(
    store: Store, made: int, original: tuple[Path, str], tmp_path: Path
) -> None:
    path, uid = original
    folder = tmp_path / "sortie"
    files = exported(store, made, folder)
    uids = {number: hit.uid for hit in store.search(None).hits if (number := store.act(hit.uid).act.number)}
    names = [f"001-{uids['7']}", f"002-{uids['9']}", f"003-{uids['12']}", f"004-{uid}"]
    each = ("acte.html", "acte.json", "texte.txt", "valeurs.csv", "valeurs.json")
    of_file = (f"actes/{names[3]}/{name}" for name in ("original.pdf", "pages/0001.png", "pages/0002.png"))
    assert set(files) == {
        *("SHA256SUMS", "dossier.json", "index.html", "personnes.csv", "valeurs.csv"),
        *(f"actes/{name}/{one}" for name in names for one in each),
        *of_file,
    }
    assert files[f"actes/{names[3]}/original.pdf"] == path.read_bytes()
    assert files[f"actes/{names[3]}/pages/0002.png"].startswith(b"\x89PNG")
    assert files[f"actes/{names[1]}/texte.txt"].decode() == store.act(uids["9"]).text
    [value] = json.loads(files[f"actes/{names[3]}/valeurs.json"])
    assert (value["kind"], value["value"]["amount"], value["text"]) == ("amount", "12.00", "12 euros")
    whole = json.loads(files[f"actes/{names[3]}/acte.json"])
    assert (whole["uid"], whole["entities"]) == (uid, [value])
    rows = list(
        csv.DictReader(files[f"actes/{names[3]}/valeurs.csv"].decode("utf-8-sig").splitlines(), delimiter=";")
    )
    assert [(row["nature"], row["valeur"], row["mots"], row["debut"]) for row in rows] == [
        ("amount", "12.00 EUR", "12 euros", str(value["start"]))
    ]
    [gathered] = csv.DictReader(files["valeurs.csv"].decode("utf-8-sig").splitlines(), delimiter=";")
    assert (gathered["acte"], gathered["mots"], gathered["note"]) == (uids["7"], "80 €", "'=1+1")
    [person] = csv.DictReader(files["personnes.csv"].decode("utf-8-sig").splitlines(), delimiter=";")
    assert (person["personne"], person["nom"]) == (VASSEUR, "Élodie VASSEUR")
    told = json.loads(files["dossier.json"])
    assert told["fabrication"] == {
        "date": "2025-03-01T02:00:00+00:00",
        "recueil": MAKING.record["recueil"],
        "demande": "recueil dossiers export 1",
    }
    assert [(one["nature"], one["acte"], one["recherche"]) for one in told["pieces"]] == [
        ("act", uids["12"], "fêtes"),
        ("act", uids["9"], "fêtes"),
        ("act", uid, "fêtes"),
        ("value", uids["7"], None),
        ("person", None, None),
    ]


def test_the_page_of_an_export_links_only_to_its_files(store: Store, made: int, tmp_path: Path) -> None:
    folder = tmp_path / "sortie"
    exported(store, made, folder)
    for page in folder.rglob("*.html"):
        text = page.read_text("utf-8")
        assert "http" not in text
        assert "<script" not in text
        ids = set(strings_at(parse_page(text), "//@id"))
        for target in [*links(parse_page(text)).values(), *strings_at(parse_page(text), "//img/@src")]:
            if target.startswith("#"):
                assert target[1:] in ids
            else:
                assert (page.parent / target).is_file()
    index = (folder / "index.html").read_text("utf-8")
    assert "Tout &lt;i&gt;lire&lt;/i&gt;" in index
    assert "&lt;b&gt;Aide&lt;/b&gt;" in index
    assert "<svg" in index


def test_digests_are_verified_by_sha256sum_and_a_second_export_is_the_same(
    store: Store, made: int, tmp_path: Path
) -> None:
    first = exported(store, made, tmp_path / "a")
    ran = subprocess.run(
        ["/usr/bin/sha256sum", "--strict", "-c", "SHA256SUMS"],
        cwd=tmp_path / "a",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.count(": OK\n") == len(first) - 1
    assert exported(store, made, tmp_path / "b") == first
    later = exported(store, made, tmp_path / "c", replace(MAKING, when=WHEN.replace(year=2026)))
    assert {name for name in first if later[name] != first[name]} == {"SHA256SUMS", "dossier.json", "index.html"}
    archives = [tmp_path / "1.zip", tmp_path / "2.zip"]
    for archive, name in zip(archives, "ab", strict=True):
        (tmp_path / name).rename(tmp_path / "dossier-1")
        write_archive(tmp_path / "dossier-1", archive)
        (tmp_path / "dossier-1").rename(tmp_path / name)
    assert archives[0].read_bytes() == archives[1].read_bytes()


def test_an_export_never_overwrites(store: Store, made: int, tmp_path: Path) -> None:
    full, empty = tmp_path / "plein", tmp_path / "vide"
    full.mkdir()
    (full / "à garder.txt").write_text("x")
    with pytest.raises(ExportError, match="There is already something at"):
        exported(store, made, full)
    assert contents(full) == {"à garder.txt": b"x"}
    empty.mkdir()
    assert "index.html" in exported(store, made, empty)
    link = tmp_path / "lien"
    (tmp_path / "autre").mkdir()
    link.symlink_to(tmp_path / "autre")
    with pytest.raises(ExportError):
        exported(store, made, link)
    with pytest.raises(ExportError):
        exported(store, made, tmp_path / "nulle part" / "sortie")


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_an_export_that_is_interrupted_leaves_nothing(
    store: Store, made: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def fail(*_: Any) -> str:
        raise error

    monkeypatch.setattr(export, "_sha256", fail)
    before = {path.name for path in tmp_path.iterdir()}
    for target in (tmp_path / "sortie", tmp_path / "vide"):
        with pytest.raises((error, ExportError)):
            exported(store, made, target)
    assert {path.name for path in tmp_path.iterdir()} == before


def test_what_comes_into_an_empty_folder_meanwhile_is_kept(
    store: Store, made: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "vide"
    target.mkdir()
    write = export.write_dossier

    def meanwhile(*given: Any) -> int:
        (target / "venu.txt").write_text("x")
        return write(*given)

    monkeypatch.setattr(export, "write_dossier", meanwhile)
    with pytest.raises(ExportError, match="There is already something at"):
        exported(store, made, target)
    assert contents(target) == {"venu.txt": b"x"}


def test_what_is_not_there_is_told(store: Store, made: int, original: tuple[Path, str], tmp_path: Path) -> None:
    original[0].unlink()
    files = exported(store, made, tmp_path / "sortie")
    page = next(data.decode() for name, data in files.items() if name.endswith(f"{original[1]}/acte.html"))
    assert "plus là, ou il a changé depuis sa lecture." in page
    assert not any(name.endswith((".png", ".pdf")) for name in files)


def test_an_act_that_is_gone_keeps_its_place_and_its_note(store: Store, tmp_path: Path) -> None:
    uids = file_town(store)
    made = store.dossiers.create("Fêtes", "ana", WHEN)
    store.dossiers.add(made, "ana", ActTarget(uids["7"]), WHEN, note="à retrouver")
    store.dossiers.add(made, "ana", ValueTarget(uids["7"], 1), WHEN, note="700")
    store.dossiers.add(made, "ana", ActTarget(uids["9"]), WHEN)
    file_act(store, "8", None, "Autre texte", source="file:///7.txt")
    files = exported(store, made, tmp_path / "sortie")
    index = files["index.html"].decode()
    assert "Acte retiré" in index
    assert "à retrouver" in index
    assert sum(name.endswith("acte.html") for name in files) == 1


def test_private_persons_are_masked_in_every_file(store: Store, tmp_path: Path) -> None:
    source = tmp_path / "secours-quinquelet.txt"
    source.write_bytes(private_act.TEXT.encode())
    private_act.fill(store, source.as_uri())
    made = store.dossiers.create(
        "Aide à Zélie QUINQUELET", "ana", WHEN, note="Mme Quinquelet", tags=["Quinquelet"]
    )
    store.dossiers.add(made, "ana", ActTarget(private_act.UID), WHEN, note="pour Zélie QUINQUELET")
    for n in range(1, 7):
        store.dossiers.add(made, "ana", ValueTarget(private_act.UID, n), WHEN)
    files = exported(store, made, tmp_path / "sortie")
    assert [name for name, data in files.items() if not private_act.hides(data)] == []
    assert any(b"FARGUES" in data for data in files.values())
    assert not any("original" in name for name in files)
    assert "Le fichier nomme des personnes privées" in files[f"actes/001-{private_act.UID}/acte.html"].decode()
    whole = exported(store.unredacted, made, tmp_path / "entier")
    assert whole[f"actes/001-{private_act.UID}/original.txt"] == source.read_bytes()


# By the pages


def test_the_zip_of_a_page_is_the_folder(
    store: Store, made: int, asking: Callable[[Store], TestClient], tmp_path: Path
) -> None:
    store.dossiers.edit(made, None, WHEN, owner="local")
    answer = asking(store).get(f"/dossiers/{made}/export.zip")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert answer.headers["content-disposition"] == f'attachment; filename="dossier-{made}.zip"'
    (tmp_path / "a.zip").write_bytes(answer.content)
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        packed.extractall(tmp_path / "a")
    making = replace(MAKING, query=f"/dossiers/{made}/export.zip")
    assert contents(tmp_path / "a" / f"dossier-{made}") == exported(store, made, tmp_path / "b", making)
    assert asking(store).get(f"/api/v1/dossiers/{made}/export").status_code == 200


def test_one_request_draws_and_copies_only_so_much(
    store: Store,
    made: int,
    original: tuple[Path, str],
    asking: Callable[[Store], TestClient],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store.dossiers.edit(made, None, WHEN, shared=True)
    monkeypatch.setattr(download, "_MAX_PAGES", 1)
    monkeypatch.setattr(download, "_MAX_BYTES", 10)
    (tmp_path / "a.zip").write_bytes(asking(store).get(f"/dossiers/{made}/export.zip").content)
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        names = packed.namelist()
        [page] = [name for name in names if name.endswith(f"{original[1]}/acte.html")]
        text = packed.read(page).decode()
    assert [name.rpartition("/")[2] for name in names if name.endswith((".png", ".pdf"))] == ["0001.png"]
    assert text.count("recueil dossiers export") == 2
