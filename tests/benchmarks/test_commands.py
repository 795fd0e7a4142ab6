"""The commands of benchmarks/ start as they are written down, with what a clone has installed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

# The files one after the other in one process, which imports what they share once; none finds what another left.
HELPS = """
import runpy, sys
before, path = set(sys.modules), list(sys.path)
for file in sys.argv[1:]:
    for name in set(sys.modules) - before:
        if name.partition(".")[0] in ("storing", "invented"):
            del sys.modules[name]
    sys.argv, sys.path[:] = [file, "--help"], ["benchmarks", *path[1:]]
    try:
        runpy.run_path(file, run_name="__main__")
    except SystemExit as end:
        if end.code != 0:
            raise
    print("helped:", file)
"""


def commands(root: Path) -> list[str]:
    """The files that are run, and those that the documentation runs."""
    documents = [root / "README.md", *root.glob("docs/*.md"), *root.glob("benchmarks/*.md")]
    written = {name for file in documents for name in re.findall(r"benchmarks/\w+\.py", file.read_text("utf-8"))}
    run = {
        file.relative_to(root).as_posix()
        for file in root.glob("benchmarks/*.py")
        if "__main__" in file.read_text("utf-8")
    }
    return sorted(written | run)


def test_the_commands_are_documented(root: Path) -> None:
    assert [name for name in commands(root) if not (root / name).is_file()] == []
    assert len(commands(root)) >= 6


@pytest.mark.slow
def test_each_command_starts(root: Path) -> None:
    files = commands(root)
    command = [sys.executable, "-P", "-c", HELPS, *files]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=240)
    assert re.findall(r"^helped: (.+)$", done.stdout, re.MULTILINE) == files, done.stderr
