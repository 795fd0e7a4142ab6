"""Read DOC files by converting them to DOCX with LibreOffice, in a subprocess with a time limit."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile


class ProgramTimeout(Exception):
    """The program exceeded its time limit and was killed with all its descendants."""


def run_program(command: list[str], environment: dict[str, str], seconds: float) -> bytes:
    """Run a program and return its output. Raise OSError, or ProgramTimeout after ``seconds``.

    It stays in our process group, so that killing the group ends it too.
    """
    # To a file: a process that outlives the program would hold a pipe open.
    with TemporaryFile() as output:
        process = subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired as error:
            raise ProgramTimeout from error
        finally:
            _kill(process)
        output.seek(0)
        return output.read()


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and its descendants: LibreOffice starts through a script and a second program, and
    each outlives the one above it.
    """
    if process.returncode is None:
        family = [process.pid, *_descendants(process.pid)]
        for number in family:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        process.wait()


def _descendants(number: int) -> list[int]:
    """Return the ids of all descendants on Linux; elsewhere LibreOffice is one process."""
    found: list[int] = []
    with suppress(OSError):
        for tasks in Path(f"/proc/{number}/task").iterdir():
            for each in (tasks / "children").read_text().split():
                found += [int(each), *_descendants(int(each))]
    return found
