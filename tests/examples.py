"""Commands shown in the documentation, and what they print.

``python -m tests.examples`` reads a JSON list of commands, runs them one after the other in the language of its
environment, and writes the JSON list of what they print: a process has one language.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import sys
from collections.abc import Iterator

import pytest

from recueil.cli.app import main


def examples(text: str) -> Iterator[tuple[str, str]]:
    """Yield each command of a page, and what it is said to print."""
    for block in re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE):
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = example.partition("\n")
            yield command, output


def printed(arguments: list[str]) -> str:
    """Run a command and return all that it prints."""
    output = io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(output),
        contextlib.suppress(SystemExit),
    ):
        patch.setattr(sys, "argv", arguments)
        patch.setattr(sys, "stderr", output)
        main()
    return "".join(line.rstrip() + "\n" for line in output.getvalue().splitlines())


if __name__ == "__main__":
    outputs = [printed(shlex.split(command)) for command in json.load(sys.stdin)]
    json.dump(outputs, sys.stdout)
