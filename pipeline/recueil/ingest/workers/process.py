"""A worker process of ``recueil.ingest.workers.pool``: ``WorkerProcess`` is the parent's handle, ``main`` runs in
the child.

The child is started as a program, ``python -m recueil.ingest.workers.process`` (a child of ``multiprocessing``
would import the parent's main module again). It receives jobs, each some items with their indexes, and sends these
messages:

    ("ready",)                      prepared; sent once, before all others
    ("announced", indexes, part)    about to work on these items, or on a part of the one
    ("results", pairs)              an index and its value each
    ("done",)                       every item of the job has its result
    ("raised", words)               the function raised, which ends the job
    ("memory",)                     the memory is used up, which ends the process

POSIX only. The process dies with its parent: on Linux at once, elsewhere when it next sends or receives.
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

from recueil.ingest.temporary_files import ScratchFolder
from recueil.installed_pipeline import accelerate_loading
from recueil.translation import format_number
from recueil.translation import gettext as _

Item = TypeVar("Item", contravariant=True)
Result = TypeVar("Result", covariant=True)

# A model loads in seconds; on a machine that swaps, in minutes.
_START_SECONDS = 300
_MAX_DESCRIPTION = 500
_PR_SET_PDEATHSIG = 1


class Announce(Protocol):
    """Reports which items are processed next, by their places, and for a single one which part of it."""

    def __call__(self, places: Sequence[int], part: str = "", /) -> None: ...


class JobHandler(Protocol[Item, Result]):
    """Function that a worker runs on the items of a job: yields (place in ``items``, result), in any order.

    It calls ``announce`` with the places of the items it is about to process: one when it reads one,
    several when it processes them together. If the worker is lost, those it announced last are suspected.
    The results between two announcements are sent together.
    """

    def __call__(self, items: Sequence[Item], announce: Announce) -> Iterable[tuple[int, Result]]: ...


@dataclass(frozen=True, slots=True)
class WorkerFailure:
    """Failure of an item that ended its worker: ``how``, ``detail`` in words, and the ``part`` at fault."""

    how: Literal["crash", "time", "memory"]
    detail: str
    part: str = ""


@dataclass(frozen=True, slots=True)
class WorkerConfig:
    """Configuration of a worker: functions as "module:function", limits in seconds and bytes."""

    handle: str
    prepare: str | None
    seconds: float
    memory_bytes: int


class WorkerProcess:
    """Parent's handle of a worker process, for one thread at a time. The process leads a group, killed with it."""

    def __init__(self, config: WorkerConfig) -> None:
        """Start the process, which dies with the calling thread. Raise OSError where it cannot be started."""
        self._config = config
        self._state: Literal["starting", "idle", "busy"] = "starting"
        # Files that it, or a program it starts, leaves behind are removed with it.
        self._scratch = ScratchFolder()
        one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_THREAD_LIMIT": "1"}
        path = {"PYTHONPATH": os.pathsep.join(sys.path), "TMPDIR": str(self._scratch.files)}
        parent_end, child_end = socket.socketpair()
        with parent_end, child_end:
            arguments = [str(child_end.fileno()), str(os.getpid()), str(config.memory_bytes), config.handle]
            self._process = subprocess.Popen(
                # -P: no file in the working folder is taken for a module
                [sys.executable, "-P", "-m", "recueil.ingest.workers.process", *arguments, config.prepare or ""],
                stdin=subprocess.DEVNULL,
                stdout=2,
                # The child holds the lock too: its folder outlives a parent that dies first.
                pass_fds=[child_end.fileno(), self._scratch.lock],
                env=os.environ | path | one_thread,
                start_new_session=True,
            )
            timeval = struct.pack("@ll", int(config.seconds), int(config.seconds % 1 * 1_000_000))
            for option in (socket.SO_SNDTIMEO, socket.SO_RCVTIMEO):
                parent_end.setsockopt(socket.SOL_SOCKET, option, timeval)
            self._line = Connection(parent_end.detach())

    def is_fit(self) -> bool:
        """Return whether a job may be sent to it, now or when it is ready."""
        # An idle worker sends nothing, so that readable data means that it has ended.
        return self._state == "starting" or (self._state == "idle" and not self._line.poll())

    def await_ready(self) -> WorkerFailure | None:
        """Wait until it is ready; return the failure if it is lost before."""
        if self._state == "starting":
            if isinstance(message := self.receive(_START_SECONDS), WorkerFailure):
                return message
            self._state = "idle"
        return None

    def send(self, indexes: Sequence[int], items: Sequence[Any]) -> None:
        """Send a job."""
        self._state = "busy"
        with suppress(OSError):  # it has just died, or does not receive: the next receive reports that
            self._line.send((indexes, items))

    def receive(self, seconds: float) -> Any:
        """Receive the next message, or the failure that ends the job. ``seconds`` is the timeout."""
        try:
            if self._line.poll(seconds):
                return self._interpret(self._line.recv())
        except BlockingIOError:
            pass  # it stopped in the middle of a message
        except (EOFError, OSError):
            return WorkerFailure("crash", self._describe_end())
        except Exception as error:  # noqa: BLE001 - a result may break in any way when it is put together again
            return WorkerFailure("crash", _describe_error(error))
        return WorkerFailure("time", _("longer than {seconds} seconds").format(seconds=f"{seconds:g}"))

    def _interpret(self, message: Any) -> Any:
        """Return a message from the worker, or the failure that it reports."""
        match message:
            case ("memory",):
                return WorkerFailure(
                    "memory",
                    _("more than {size} GB of memory").format(
                        size=format_number(self._config.memory_bytes / 1e9, 1)
                    ),
                )
            case ("raised", words):
                self._state = "idle"
                return WorkerFailure("crash", words)
            case ("done",):
                self._state = "idle"
        return message

    def _describe_end(self) -> str:
        """Kill it and describe how it ended. A worker that hung up is exiting: killing keeps its exit status."""
        self.kill()
        code = self._process.returncode
        if code >= 0:
            return _("exit status {code}").format(code=code)
        names = {number.value: number.name for number in signal.Signals}
        return _("ended by signal {value}").format(value=names.get(-code, -code))

    def kill(self) -> None:
        """Kill it and every process that it has started. May be called from any thread."""
        if self._process.returncode is None:  # not reaped, so its PID and process group are not reused
            with suppress(ProcessLookupError, PermissionError):  # macOS: not permitted where all have ended
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def close(self) -> None:
        """Kill it, and remove its connection and temporary files."""
        self.kill()
        self._line.close()
        self._scratch.close()


def main() -> None:
    """Run the child: serve jobs until the parent hangs up or the memory is used up."""
    line, parent, memory_bytes = (int(word) for word in sys.argv[1:4])
    _die_with_parent(parent)
    _limit_memory(memory_bytes)
    os.set_inheritable(line, False)
    with Connection(line) as connection, suppress(OSError):
        message = _run_to_message(partial(_prepare, *sys.argv[4:6]), "ready")
        connection.send(message)
        while message != ("memory",):
            message = _run_to_message(partial(_run_job, connection, sys.argv[4]), "done")
            connection.send(message)


def _die_with_parent(parent: int) -> None:
    """Ignore Ctrl-C, and on Linux die with the parent, even inside C code that blocks all other threads."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit("The process that started this worker is gone.")


def _limit_memory(memory_bytes: int) -> None:
    """Limit the address space, and disable core dumps."""
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    limit = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
    with suppress(ValueError):  # macOS has the limit, but refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # else each crash may write all that memory to the disk


def _prepare(handle: str, prepare: str) -> None:
    """Import the job handler, and call the function that prepares this process for it."""
    with accelerate_loading():
        resolve_name(handle)
        if prepare:
            resolve_name(prepare)()


def _run_job(connection: Connection, handle: str) -> None:
    """Receive a job and send the result of each of its items."""
    indexes, items = connection.recv()
    finished: list[tuple[int, Any]] = []

    def send_finished() -> None:
        if finished:
            connection.send(("results", finished))
            finished.clear()

    def announce(places: Sequence[int], part: str = "") -> None:
        send_finished()
        connection.send(("announced", [indexes[place] for place in places], part))

    waiting = set(range(len(items)))
    try:
        for place, result in resolve_name(handle)(items, announce):
            if place not in waiting:
                raise LookupError(f"a result for {place}, where no item waits for one")
            finished.append((indexes[place], result))
            waiting.remove(place)
    finally:
        send_finished()
    if waiting:
        raise LookupError(f"no result for {sorted(waiting)}")


def _run_to_message(work: Callable[[], None], success: str) -> tuple[str, ...]:
    """Run some work and return the message about it.

    The caller sends it: in here, the frames of the exception still hold their memory.
    """
    try:
        work()
    except MemoryError:
        return ("memory",)
    except BaseException as error:  # noqa: BLE001 - even SystemExit: the parent charges an item with it
        return ("raised", _describe_error(error))
    return (success,)


def _describe_error(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"[:_MAX_DESCRIPTION]


if __name__ == "__main__":
    main()
