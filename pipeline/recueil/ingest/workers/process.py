"""One worker process of ``recueil.ingest.workers.pool``, from both ends of its line: ``Worker`` holds it, ``main`` runs in it.

It is started as a program of its own, ``python -m recueil.ingest.workers.process`` (a child of ``multiprocessing`` would import
the parent's main module again), gets jobs, each some items with their indexes, and tells in tuples how it goes:

    ("ready",)                  it is prepared; told once, first of all
    ("announced", indexes, part)    it is about to work on these items, or on a part of the one
    ("result", index, value)
    ("done",)                   every item of the job has its result
    ("raised", words)           the function broke, and the job with it
    ("memory",)                 the memory is used up, and the process with it

POSIX only. The process dies with its parent: on Linux whatever it does, elsewhere when it next speaks or listens.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pkgutil import resolve_name
from typing import Any, Literal, Protocol, TypeVar

from recueil.ingest.temporary_files import Scratch

Item = TypeVar("Item", contravariant=True)
Result = TypeVar("Result", covariant=True)

# A model loads in seconds; on a machine that swaps, in minutes.
_START_SECONDS = 300
_WORDS = 500
_PR_SET_PDEATHSIG = 1


class Announce(Protocol):
    """Says on which items the work goes on, by their places, and of a single one on which part of it."""

    def __call__(self, places: Sequence[int], part: str = "", /) -> None: ...


class Handle(Protocol[Item, Result]):
    """What a worker runs on the items of a job: yields each one's place in ``items`` and its result, in any order.

    It calls ``announce`` with the places of the items it is about to work on: one when it reads one, a handful
    when it takes them together. If the worker is lost, those it announced last are suspected.
    """

    def __call__(self, items: Sequence[Item], announce: Announce) -> Iterable[tuple[int, Result]]: ...


@dataclass(frozen=True, slots=True)
class Lost:
    """An item without a result: ``how`` it ended its worker, ``detail`` in words, at which ``part`` of it."""

    how: Literal["crash", "time", "memory"]
    detail: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a worker is started with: functions as "module:function", limits in seconds and bytes."""

    handle: str
    prepare: str | None
    seconds: float
    memory_bytes: int


class Worker:
    """The parent's end, for one thread at a time. The process leads a group, which is killed with it."""

    def __init__(self, terms: Terms) -> None:
        """OSError where no process can be started. It dies with the thread that calls this."""
        self._terms = terms
        self._state: Literal["starting", "idle", "busy"] = "starting"
        # What it or a program it started leaves half done goes with it.
        self._scratch = Scratch()
        one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"}
        path = {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(self._scratch.files)}
        ours, theirs = socket.socketpair()
        with ours, theirs:
            words = [str(theirs.fileno()), str(os.getpid()), str(terms.memory_bytes), terms.handle]
            self._process = subprocess.Popen(
                # -P: no file in the working folder is taken for a module
                [sys.executable, "-P", "-m", "recueil.ingest.workers.process", *words, terms.prepare or ""],
                stdin=subprocess.DEVNULL,
                stdout=2,
                # While it lives, the folder is its own, whatever becomes of us.
                pass_fds=[theirs.fileno(), self._scratch.lock],
                env=os.environ | path | one_thread,
                start_new_session=True,
            )
            for option in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
                ours.setsockopt(socket.SOL_SOCKET, option, _timeval(terms.seconds))
            self._line = Connection(ours.detach())

    def is_fit(self) -> bool:
        """Whether a job may be given to it, now or when it is ready."""
        # An idle one has nothing to say, save that it has ended.
        return self._state == "starting" or (self._state == "idle" and not self._line.poll())

    def welcome(self) -> Lost | None:
        """Wait until it is ready. Gives back what it was lost by instead."""
        if self._state == "starting":
            if isinstance(said := self.hear(_START_SECONDS), Lost):
                return said
            self._state = "idle"
        return None

    def give(self, indexes: Sequence[int], items: Sequence[Any]) -> None:
        """Give it a job."""
        self._state = "busy"
        with suppress(OSError):  # it has just died, or does not listen, which is what is heard next
            self._line.send((indexes, items))

    def hear(self, seconds: float) -> Any:
        """The next it says, or Lost: then the job is over."""
        try:
            if self._line.poll(seconds):
                return self._heard(self._line.recv())
        except BlockingIOError:
            pass  # it stopped in the middle of what it said
        except (EOFError, OSError):
            return Lost("crash", self._ending())
        except Exception as error:  # noqa: BLE001 - a result may break in any way when it is put together again
            return Lost("crash", _words(error))
        return Lost("time", f"longer than {seconds:g} seconds")

    def _heard(self, said: Any) -> Any:
        match said:
            case ("memory",):
                return Lost("memory", f"more than {self._terms.memory_bytes / 1e9:.1f} GB of memory")
            case ("raised", words):
                self._state = "idle"
                return Lost("crash", words)
            case ("done",):
                self._state = "idle"
        return said

    def _ending(self) -> str:
        """How it ended. One that has hung up is ending already, and to kill it does not change its exit status."""
        self.kill()
        code = self._process.returncode
        if code >= 0:
            return f"exit status {code}"
        names = {number.value: number.name for number in signal.Signals}
        return f"ended by signal {names.get(-code, -code)}"

    def kill(self) -> None:
        """End it and whatever it has started. Any thread may."""
        if self._process.returncode is None:  # so its number is still its own, and its group's
            with suppress(ProcessLookupError, PermissionError):  # macOS: not permitted where all have ended
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        """Leave nothing of it."""
        self.kill()
        self._line.close()
        self._scratch.close()


def _timeval(seconds: float) -> bytes:
    return struct.pack("@ll", int(seconds), int(seconds % 1 * 1_000_000))


def main() -> None:
    """The child's end."""
    line, parent, memory_bytes = (int(word) for word in sys.argv[1:4])
    _end_with(parent)
    _confine(memory_bytes)
    os.set_inheritable(line, False)
    with Connection(line) as connection, suppress(OSError):
        _Servant(connection).serve(*sys.argv[4:6])


def _end_with(parent: int) -> None:
    """Leave Ctrl-C to the parent, and on Linux die with it, even inside C code that lets no other thread run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("The process that started this worker is gone.")


def _confine(memory_bytes: int) -> None:
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    with suppress(ValueError):  # macOS has the limit, but refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # else each crash may write all that memory to the disk


class _Servant:
    def __init__(self, line: Connection) -> None:
        self._line = line
        self._handle: Handle[Any, Any]

    def serve(self, handle: str, prepare: str) -> None:
        """Until the memory is used up, or OSError: the parent hung up, and cannot be told even that."""
        told = _outcome(partial(self._prepare, handle, prepare), "ready")
        self._line.send(told)
        while told != ("memory",):
            told = _outcome(self._work, "done")
            self._line.send(told)

    def _prepare(self, handle: str, prepare: str) -> None:
        self._handle = resolve_name(handle)
        if prepare:
            resolve_name(prepare)()

    def _work(self) -> None:
        indexes, items = self._line.recv()
        waiting = set(range(len(items)))
        for place, result in self._handle(items, partial(self._announce, indexes)):
            if place not in waiting:
                raise LookupError(f"a result for {place}, where no item waits for one")
            self._line.send(("result", indexes[place], result))
            waiting.remove(place)
        if waiting:
            raise LookupError(f"no result for {sorted(waiting)}")

    def _announce(self, indexes: Sequence[int], places: Sequence[int], part: str = "") -> None:
        self._line.send(("announced", [indexes[place] for place in places], part))


def _outcome(work: Callable[[], None], success: str) -> tuple[str, ...]:
    """What to tell of some work. The caller sends it: in here the frames that broke still hold their memory."""
    try:
        work()
    except MemoryError:
        return ("memory",)
    except BaseException as error:  # noqa: BLE001 - even SystemExit: the parent charges an item with it
        return ("raised", _words(error))
    return (success,)


def _words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:_WORDS]


if __name__ == "__main__":
    main()
