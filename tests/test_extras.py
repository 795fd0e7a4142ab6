"""Without the packages of an extra everything else works, and what needs them says how to install it."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from tests.commands import run

from recueil import extras
from recueil.errors import ExtraMissing
from recueil.store.engine import dialect_by_name

Browse = Callable[..., TestClient]


def lack(monkeypatch: pytest.MonkeyPatch, extra: str) -> str:
    """Take the packages of an extra away; return what is then said."""
    for module in extras.EXTRAS[extra]:
        monkeypatch.setitem(sys.modules, module, None)
    return f"{', '.join(extras.EXTRAS[extra])} is not installed. pip install 'recueil[{extra}]'."


def test_the_extras_are_those_of_the_project(root: Path) -> None:
    declared = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"]
    assert set(declared) == {*extras.EXTRAS, "all", "dev"}
    assert declared["all"] == [f"recueil[{','.join(extras.EXTRAS)}]"]
    assert [extra for extra in extras.EXTRAS if not extras.is_installed(extra)] == []


@pytest.mark.parametrize("extra", extras.EXTRAS)
def test_what_lacks_is_named_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, extra: str
) -> None:
    message = lack(monkeypatch, extra)
    with pytest.raises(ExtraMissing) as caught:
        extras.require(extra)
    assert str(caught.value) == message


def test_a_store_in_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    message = lack(monkeypatch, "postgres")
    with pytest.raises(ExtraMissing) as caught:
        dialect_by_name("postgresql")
    assert str(caught.value) == message


@pytest.mark.parametrize(("extra", "format"), [("parquet", "parquet"), ("scdl", "scdl-subventions")])
def test_an_export(
    path: Path,
    untouched: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    extra: str,
    format: str,
) -> None:
    shutil.copyfile(untouched, path)
    message = lack(monkeypatch, extra)
    words = ("export", "--format", format, "--output", str(tmp_path / "out"), "--store", f"sqlite:///{path}")
    status, out, err = run(capsys, *words)
    assert (status, out, " ".join(err.split())) == (1, "", f"recueil: {message}")
    assert not (tmp_path / "out").exists()


def test_an_assistant(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    message = lack(monkeypatch, "mcp")
    status, out, err = run(capsys, "mcp")
    assert (status, out, " ".join(err.split())) == (1, "", f"recueil: {message}")


_WITHOUT = """
import sys
from recueil.extras import EXTRAS
for modules in EXTRAS.values():
    sys.modules.update(dict.fromkeys(modules))
from recueil.cli.app import main
import recueil.web.app
main()
"""


@pytest.mark.slow
def test_acts_are_ingested_and_found_without_any_extra(root: Path, tmp_path: Path) -> None:
    def recueil(*words: str) -> str:
        ended = subprocess.run(
            [sys.executable, "-c", _WITHOUT, *words], cwd=tmp_path, capture_output=True, text=True, timeout=300
        )
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    recueil("ingest", str(next((root / "corpus" / "actes").glob("fontvergne*.txt"))))
    assert "1 act" in recueil("search", "nature:tout")
    recueil("export", "--format", "csv", "--output", "acts.csv")
    assert [line.split()[0] for line in recueil("doctor").splitlines() if "pip install" in line] == ["→"] * 8
