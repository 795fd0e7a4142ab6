"""Identity of this process, host and user; and whether another process has ended."""

from __future__ import annotations

import getpass
import os
import socket
from pathlib import Path

from recueil.store.ledger.runs import Owner


def this_process() -> Owner:
    """Return the identity of this process."""
    return Owner(_machine_id(), os.getpid())


def hostname() -> str:
    """Return the host name."""
    return socket.gethostname()


def login_name() -> str:
    """Return the login name of this process's user, or ``user UID`` where it has none."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in containers
        return f"user {os.getuid()}"


def is_gone(owner: Owner) -> bool:
    """Return whether a process of this machine has ended. Return False for other machines: it is unknown."""
    if owner.machine != _machine_id():
        return False
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return _is_zombie(owner.pid)


def _machine_id() -> str:
    """Return host name, boot id and PID namespace, the latter on Linux: two containers may use the same PIDs."""
    parts = [hostname()]
    for file, read in ((_BOOT, Path.read_text), (_NAMESPACE, os.readlink)):
        try:
            parts.append(str(read(file)).strip())
        except OSError:
            parts.append("")
    return " ".join(parts).strip()


_BOOT = Path("/proc/sys/kernel/random/boot_id")
_NAMESPACE = Path("/proc/self/ns/pid")


def _is_zombie(pid: int) -> bool:
    """Return whether a process has ended but was not yet reaped by its parent."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[:1] == ["Z"]
