"""Commands of `recueil`, run in the process of the tests."""

from __future__ import annotations

import io
import sys

import pytest

from recueil.cli.app import main


def run(
    capsys: pytest.CaptureFixture[str], *arguments: str, typed: io.StringIO | None = None
) -> tuple[int, str, str]:
    """Exit status, standard output and standard error of a command, which may read what is typed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["recueil", *arguments])
        if typed is not None:
            patch.setattr(sys, "stdin", typed)
        with pytest.raises(SystemExit) as ended:
            main()
    captured = capsys.readouterr()
    return int(ended.value.code or 0), captured.out, captured.err
