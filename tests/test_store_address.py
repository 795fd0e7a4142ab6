"""The address of the store without pydantic: the same as the settings give, or none."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from recueil.cli.arguments import resolve_address
from recueil.errors import SettingsError
from recueil.settings import load_settings
from recueil.store_address import read_address

FILES = {
    None: "sqlite:///recueil.db",
    "": "sqlite:///recueil.db",
    'store = "sqlite:///file.db"\n': "sqlite:///file.db",
    'store = "sqlite:///file.db"\nbatch = 8\n': None,
    "batch = 0\n": None,
    "store = 1\n": None,
    "store =\n": None,
    'stroe = "sqlite:///file.db"\n': None,
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RECUEIL_STORE", raising=False)
    return tmp_path


def write(folder: Path, text: str | None) -> None:
    (folder / "recueil.toml").unlink(missing_ok=True)
    if text is not None:
        (folder / "recueil.toml").write_text(text, "utf-8")


def test_the_address_of_a_file(folder: Path) -> None:
    found = {}
    for text in FILES:
        write(folder, text)
        found[text] = read_address()
        if found[text] is not None:
            assert load_settings().store == found[text]
    assert found == FILES


def test_the_address_of_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(folder, 'store = "sqlite:///file.db"\n')
    monkeypatch.setenv("RECUEIL_STORE", "sqlite:///environment.db")
    assert read_address() == load_settings().store == "sqlite:///environment.db"
    assert resolve_address(None) == "sqlite:///environment.db"
    assert resolve_address("sqlite:///option.db") == "sqlite:///option.db"
    monkeypatch.setenv("RECUEIL_BATCH", "8")
    assert read_address() is None
    assert resolve_address(None) == "sqlite:///environment.db"


def test_an_invalid_setting_is_told_by_every_command(folder: Path) -> None:
    for text in ("batch = 0\n", "store = 1\n", "store =\n", 'stroe = "sqlite:///file.db"\n'):
        write(folder, text)
        with pytest.raises(SettingsError):
            resolve_address(None)


def test_a_file_that_cannot_be_read_is_told(folder: Path) -> None:
    (folder / "recueil.toml").symlink_to(folder / "nowhere")
    assert read_address() is None


def test_it_needs_no_pydantic() -> None:
    code = "import sys, recueil.store_address as a; a.read_address(); print({'pydantic', 'typing'} & set(sys.modules))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "{'typing'}\n"
