"""The systemd unit: what it says, and that systemd understands it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from recueil.errors import SettingsError
from recueil_flows.schedule import GRACE_SECONDS
from recueil_flows.systemd_unit import render_unit


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with what systemd takes for something else, and no settings in force."""
    folder = tmp_path / "l'été à 100 %"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in list(os.environ):
        if name.startswith(("PREFECT_", "RECUEIL_")):
            monkeypatch.delenv(name)
    return folder


def lines(text: str, *names: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith(tuple(f"{name}=" for name in names))]


def test_it_starts_this_recueil_here_as_this_user_with_these_options(folder: Path) -> None:
    said = render_unit("30 1 * * *", "127.0.0.1", 4300)
    there = str(folder).replace("%", "%%")
    assert lines(said, "User", "WorkingDirectory", "EnvironmentFile", "ExecStart", "Environment") == [
        f"User={pwd.getpwuid(os.getuid()).pw_name}",
        f"WorkingDirectory={there}",
        f"EnvironmentFile=-{there}/recueil.env",
        f"ExecStart={sys.executable} -P -m recueil schedule --cron '30 1 * * *' --host 127.0.0.1 --port 4300",
    ]


def test_it_ends_in_order_and_comes_back() -> None:
    said = render_unit()
    assert lines(said, "KillMode", "KillSignal", "Restart", "WantedBy") == [
        "Restart=on-failure",
        "KillMode=mixed",
        "KillSignal=SIGTERM",
        "WantedBy=multi-user.target",
    ]
    (patience,) = lines(said, "TimeoutStopSec")
    assert int(patience.removeprefix("TimeoutStopSec=")) > GRACE_SECONDS


def test_settings_in_force_are_named_not_told_and_their_file_is_needed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUEIL_STORE", "postgresql://recueil:secret@localhost/recueil")
    monkeypatch.setenv("PREFECT_HOME", "/srv/prefect")
    said = render_unit()
    assert "# In force when this was printed: PREFECT_HOME RECUEIL_STORE\n" in said
    assert lines(said, "EnvironmentFile") == [f"EnvironmentFile={folder}/recueil.env".replace("%", "%%")]
    assert "secret" not in said


def test_a_cron_that_is_none_is_refused() -> None:
    with pytest.raises(SettingsError):
        render_unit("2am")


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_understands_it(tmp_path: Path) -> None:
    file = tmp_path / "recueil-of-a-test.service"
    file.write_text(render_unit(), "utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
