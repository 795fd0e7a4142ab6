"""A copy of the checkout, in which faults are tried; the checkout itself is never changed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Literal

from tests.mutations.faults import Fault

ROOT = Path(__file__).parents[2]
# Seconds that the tests wait for what a fault may have stopped from coming: less than a fault is given.
_PATIENCE = "60"
_PACKAGES = {"recueil": "pipeline", "fr_recueil": "models", "recueil_flows": "flows"}
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+::.+?)(?: - .*)?$", re.MULTILINE)

Tier = Literal["first", "slow"]
_MARKS: dict[Tier, str] = {"first": "not slow and not nightly", "slow": "slow"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a run of tests went: all ``passed``, one ``failed``, it was ``broken`` off, or took too much ``time``.

    ``detail`` is the test that failed, or the last words of a run that broke.
    """

    how: Literal["passed", "failed", "broken", "time"]
    detail: str = ""


class Tree:
    """A copy of what is in version control, whose packages its tests import, in other processes too."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._versions = count(1)
        self._running: subprocess.Popen[bytes] | None = None
        for name in _files():
            target = self.folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
        # What Python finds there comes before the checkout that is installed.
        path = [self.folder / place for place in _PACKAGES.values()]
        own = {"PYTHONPATH": os.pathsep.join(map(str, path)), "COLUMNS": "2000", "TESTS_PATIENCE": _PATIENCE}
        self._environment = os.environ | own
        self._require_own_packages()

    def _require_own_packages(self) -> None:
        code = f"import {', '.join(_PACKAGES)}; print({', '.join(f'{name}.__file__' for name in _PACKAGES)}, sep='\\n')"
        process = subprocess.run(
            [sys.executable, "-c", code],
            cwd=self.folder,
            env=self._environment,
            check=True,
            capture_output=True,
            text=True,
        )
        for file in process.stdout.splitlines():
            if not Path(file).resolve().is_relative_to(self.folder):
                raise SystemExit(f"The tests of the copy would import {file}: nothing would be proved.")

    @contextmanager
    def with_fault(self, fault: Fault) -> Iterator[None]:
        """Have a fault in the copy, within this block."""
        file = self.folder / fault.file
        before, times = file.read_bytes(), file.stat()
        file.write_text(fault.apply(before.decode("utf-8")), "utf-8")
        # Python knows its bytecode by the second and the size of the source: each version gets a second of its own.
        os.utime(file, (times.st_atime, int(times.st_mtime) + next(self._versions)))
        try:
            yield
        finally:
            file.write_bytes(before)
            os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))

    def run(self, tier: Tier, paths: Sequence[str], seconds: float, *, workers: bool = False) -> Verdict:
        """Run the tests of a tier, in some files or in all, until one fails; with ``workers`` in processes of their own."""
        options = ["-q", "-x", "--no-header", "--tb=no", "-rfE", "-m", _MARKS[tier]]
        options += [] if workers else ["-n", "0"]
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            self._running = process = subprocess.Popen(
                [sys.executable, "-m", "pytest", *options, *paths],
                cwd=self.folder,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                status = process.wait(seconds)
            except subprocess.TimeoutExpired:
                return Verdict("time", f"longer than {seconds:g} seconds")
            finally:
                self.stop()
            output.seek(0)
            return read_verdict(status, output.read())

    def stop(self) -> None:
        """End the tests that run, with all that they have started."""
        if self._running is not None:
            with suppress(ProcessLookupError):
                os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()
            self._running = None


def _files() -> Iterator[str]:
    """What version control knows, and what it would be given."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    for name in map(os.fsdecode, filter(None, listed.split(b"\0"))):
        if (ROOT / name).is_file():
            yield name


def read_verdict(status: int, output: str) -> Verdict:
    """Read how a run of pytest went from its status and from what it printed."""
    if status in (0, 5):  # 5: there is no such test in this tier
        return Verdict("passed")
    failed = _FAILED.search(output)
    if status in (1, 2) and failed:  # 2: several processes were told to stop at the first that fails
        return Verdict("failed", failed[1])
    return Verdict("broken", " ".join(output.split())[-300:])
