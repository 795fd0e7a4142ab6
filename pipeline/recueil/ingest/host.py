"""Which process this is, and whether another one is gone."""

from __future__ import annotations

import getpass
import os
import socket
from pathlib import Path

from recueil.store.ledger.runs import Owner


def here() -> Owner:
    """This process."""
    return Owner(_machine(), os.getpid())


def name() -> str:
    """What this machine is called."""
    return socket.gethostname()


def user() -> str:
    """Whom the system takes the user of this process for."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # one without a name, as in containers
        return f"user {os.getuid()}"


def is_gone(owner: Owner) -> bool:
    """Whether a process of this machine has ended. Of another machine it is not known, and the answer is no."""
    if owner.machine != _machine():
        return False
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _is_zombie(owner.pid)


def _machine() -> str:
    """The host, and where Linux has them, its boot and set of processes (two containers number theirs alike)."""
    parts = [name()]
    for file, read in ((_BOOT, Path.read_text), (_NAMESPACE, os.readlink)):
        try:
            parts.append(str(read(file)).strip())
        except OSError:
            parts.append("")
    return " ".join(parts).strip()


_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NAMESPACE = Path("/proc/self/ns/pid")


def _is_zombie(pid: int) -> bool:
    """Ended, but its parent has not yet asked how."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[:1] == ["Z"]
