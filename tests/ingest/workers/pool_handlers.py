"""What the workers of test_guard run. Most items are spells; some harm the worker that casts them."""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recueil.ingest.workers.process import Announce

prepared: list[int] = []


class Sealed:
    """A result that cannot be sent."""

    def __reduce__(self) -> str:
        raise TypeError("sealed")


class Garbled:
    """A result that cannot be received."""

    def __reduce__(self) -> tuple[type[int], tuple[str]]:
        return int, ("garbled",)


def cast(spell: str) -> object:
    match spell:
        case "segfault":
            ctypes.string_at(0)
        case "exit":
            os._exit(3)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "loop":
            while True:
                pass
        case "regex":
            re.match(r"(a+)+$", "a" * 100 + "b")
        case "memory":
            hoard: list[bytes] = []
            while True:
                hoard.append(bytes(10_000_000))
        case "raise":
            raise ValueError("a defect")
        case "quit":
            sys.exit(3)
        case "hang up":
            os.closerange(3, 100)
            signal.pause()
        case "sealed":
            return Sealed()
        case "garbled":
            return Garbled()
        case "print":
            print("a stray line", sys.stdin.read(), flush=True)
        case "who":
            return os.getpid(), list(prepared)
        case "interrupt":
            os.kill(os.getpid(), signal.SIGINT)
    return spell.upper()


def singly(spells: Sequence[str], announce: Announce) -> Iterator[tuple[int, object]]:
    for place, spell in enumerate(spells):
        announce([place])
        yield place, cast(spell)


def in_parts(spells: Sequence[str], announce: Announce) -> Iterator[tuple[int, object]]:
    """Word by word."""
    for place, spell in enumerate(spells):
        announce([place])
        for word in spell.split():
            announce([place], word)
            cast(word)
        yield place, spell.upper()


def together(spells: Sequence[str], announce: Announce) -> Iterator[tuple[int, object]]:
    """The first alone, then the others in one go, and their results backwards."""
    announce([0])
    yield 0, cast(spells[0])
    announce(range(1, len(spells)))
    results = [cast(spell) for spell in spells[1:]]
    yield from reversed(list(enumerate(results, 1)))


def silently(spells: Sequence[str], announce: Announce) -> Iterator[tuple[int, object]]:
    yield from enumerate([cast(spell) for spell in spells])


def stumbling(spells: Sequence[str], announce: Announce) -> Iterator[tuple[int, object]]:
    """Dies between the first result and the next announcement."""
    announce([0])
    yield 0, cast(spells[0])
    if len(spells) > 1:
        os._exit(3)


def careless(spells: Sequence[str], announce: Announce) -> Iterator[tuple[int, object]]:
    """Gives some results not at all, some twice."""
    for place, result in singly(spells, announce):
        if result != "FORGET":
            yield place, result
        if result == "TWICE":
            yield place, result


def litter(spells: Sequence[str], announce: Announce) -> Iterator[tuple[int, object]]:
    """Leaves a temporary file for each spell, and tells where, before it casts it."""
    for place, spell in enumerate(spells):
        announce([place])
        _, name = tempfile.mkstemp()
        with Path(os.environ["LITTER"]).open("a") as told:
            told.write(f"{name}\n")
        yield place, cast(spell)


def prepare() -> None:
    prepared.append(os.getpid())


def introduce(items: Sequence[str], announce: Announce) -> Iterator[tuple[int, object]]:
    """Each result is this process, those in which it was prepared (itself, once), and how many items it got."""
    for place, _ in enumerate(items):
        announce([place])
        yield place, (os.getpid(), list(prepared), len(items))


def sign(counts: Sequence[str], announce: Announce) -> Iterator[tuple[int, tuple[bytes, int]]]:
    """Each result is so many bytes, and the process they come from."""
    for place, count in enumerate(counts):
        announce([place])
        yield place, (bytes(int(count)), os.getpid())


def prepare_nothing() -> None:
    raise OSError("there is no model here")


def prepare_to_die() -> None:
    os._exit(4)


def prepare_greedily() -> None:
    cast("memory")


def prepare_for_ever() -> None:
    cast("loop")


def meet(folders: Sequence[str], announce: Announce) -> Iterator[tuple[int, int]]:
    """Each result waits until two workers are in the folder, and is the process it was given by."""
    for place, folder in enumerate(folders):
        announce([place])
        (Path(folder) / str(os.getpid())).touch()
        while len(list(Path(folder).iterdir())) < 2:
            time.sleep(0.01)
        yield place, os.getpid()


def linger(files: Sequence[str], announce: Announce) -> Iterator[tuple[int, str]]:
    """Each result waits for its file, and is what stands there; meanwhile the process writes its id beside it."""
    for place, file in enumerate(files):
        announce([place])
        write(Path(f"{file}.pid"), str(os.getpid()))
        while not Path(file).exists():
            time.sleep(0.01)
        yield place, Path(file).read_text()


def nest(files: Sequence[str], announce: Announce) -> Iterator[tuple[int, int]]:
    """Waits for a program that it started, and whose id it writes."""
    for place, file in enumerate(files):
        announce([place])
        with subprocess.Popen(["sleep", "600"]) as program:
            write(Path(file), str(program.pid))
        yield place, program.returncode


def desert(files: Sequence[str], announce: Announce) -> Iterator[tuple[int, None]]:
    """Dies of itself, and not the program that it started, and whose id it writes."""
    for place, file in enumerate(files):
        announce([place])
        program = subprocess.Popen(["sleep", "600"])
        write(Path(file), str(program.pid))
        os._exit(3)
        yield place, None


def write(path: Path, text: str) -> None:
    """A file that is there is whole."""
    path.with_suffix(".part").write_text(text)
    path.with_suffix(".part").rename(path)
