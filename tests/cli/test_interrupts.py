"""Ctrl-C while Python still imports: no traceback, and the status of an interrupted command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

# The import of a module that says when it begins, and does not end.
_PROGRAM = """
import sys, time

class Endless:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            print("importing", flush=True)
            while True:
                time.sleep(0.01)

sys.meta_path.insert(0, Endless())
sys.argv = ["recueil", "search", "subvention"]
from recueil.__main__ import main
main()
"""


def interrupt(module: str, folder: Path, language: str = "en") -> tuple[int, str, str]:
    """Exit status, output and errors of a search that is interrupted while it imports a module."""
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM.format(module=module)],
        cwd=folder,
        env=os.environ | {"RECUEIL_LANG": language},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "importing\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    return process.returncode, out, err


def test_ctrl_c_while_the_commands_are_imported(tmp_path: Path) -> None:
    for module in ("recueil.cli.app", "typer.main", "rich.console"):
        assert interrupt(module, tmp_path) == (130, "", "Interrupted: nothing was written.\n"), module


def test_ctrl_c_while_the_commands_are_imported_in_french(tmp_path: Path) -> None:
    # Nothing translates yet while the translation itself is imported.
    assert interrupt("gettext", tmp_path, "fr")[::2] == (130, "Interrupted: nothing was written.\n")
    assert interrupt("rich.console", tmp_path, "fr") == (130, "", "Interrompu\u00a0: rien n'a été écrit.\n")


def test_ctrl_c_while_a_command_imports_what_it_needs(tmp_path: Path) -> None:
    for module in ("sqlalchemy", "recueil.store.schema"):
        assert interrupt(module, tmp_path) == (130, "", ""), module


def test_a_process_that_ignores_ctrl_c_ignores_it_while_it_imports(tmp_path: Path) -> None:
    code = (
        "import signal, sys\n"
        "signal.signal(signal.SIGINT, signal.SIG_IGN)\n"
        "sys.argv = ['recueil', '--version']\n"
        "from recueil.__main__ import main\n"
        "try:\n    main()\nfinally:\n    print(signal.getsignal(signal.SIGINT) is signal.SIG_IGN)\n"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout.splitlines()[-1], ended.stderr) == (0, "True", "")
