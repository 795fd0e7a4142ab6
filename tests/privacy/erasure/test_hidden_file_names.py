"""Names of files that name somebody: hidden in the store, and found again where the files are."""

from __future__ import annotations

from pathlib import Path

import pytest

from recueil.ingest.plan import path_of
from recueil.privacy.erasure.find_names import NameFinder, hide_names
from recueil.privacy.erasure.name_hashes import forms_of, parse_name

KEY = "a secret of the tests"
FINDER = NameFinder({1: forms_of(parse_name("Zoé KERMADEC"), KEY.encode())}, KEY.encode())


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECUEIL_FORGET_KEY", KEY)


@pytest.mark.parametrize("name", ["arrete_KERMADEC-Zoe_2024.pdf", "zoé kermadec", "2024-zoe-kermadec.tar.gz"])
def test_a_file_is_found_by_the_hash_of_its_name(tmp_path: Path, name: str) -> None:
    file = tmp_path / "dossier de Zoé Kermadec" / name
    file.parent.mkdir()
    file.write_text("un acte")
    (file.parent / "autre.pdf").write_text("un autre")
    address = hide_names(file.as_uri(), FINDER)
    assert "kermadec" not in address.lower()
    assert address.startswith(f"{tmp_path.as_uri()}/personne-effacee-")
    assert path_of(address) == file
    assert hide_names(address, FINDER) == address


def test_two_files_have_two_addresses(tmp_path: Path) -> None:
    names = ["Zoé Kermadec 1.pdf", "Zoé Kermadec 2.pdf", "Zoé Kermadec 2.txt"]
    assert len({hide_names((tmp_path / name).as_uri(), FINDER) for name in names}) == 3


def test_what_is_gone_is_not_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "Zoé Kermadec.pdf"
    address = hide_names(file.as_uri(), FINDER)
    assert path_of(address).name.startswith("personne-effacee-")
    file.write_text("un acte")
    assert path_of(address) == file
    monkeypatch.setenv("RECUEIL_FORGET_KEY", "another")
    assert not path_of(address).exists()


@pytest.mark.parametrize("name", ["Zoé Kermadecau.pdf", "Kermadec.pdf", "Paul Kermadec & Zoé.pdf", "a%b.pdf"])
def test_other_names_stay(tmp_path: Path, name: str) -> None:
    uri = (tmp_path / name).as_uri()
    assert hide_names(uri, FINDER) == uri
