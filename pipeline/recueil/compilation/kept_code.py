"""Reads and writes files of compiled code, which one process keeps for the next beside the bytecode of a module.

Like bytecode, such a file is of one version of Python, is made anew where it is missing or damaged, and is written
nowhere where Python writes no bytecode.
"""

from __future__ import annotations

import marshal
import os
import sys
from contextlib import suppress
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any


def path_beside(module_file: str, suffix: str) -> Path:
    """Return the file with this suffix beside the bytecode of a module."""
    return Path(cache_from_source(module_file)).with_suffix(f".{sys.hexversion:x}.{suffix}")


def read_kept(path: Path) -> dict[Any, Any]:
    """Return what a former process wrote; nothing where there is no file, or a damaged one."""
    try:
        read = marshal.loads(path.read_bytes())  # noqa: S302 - as trusted as the bytecode beside it
    except (OSError, EOFError, ValueError, TypeError):
        return {}
    return read if isinstance(read, dict) else {}


def write_kept(path: Path, entries: dict[Any, Any]) -> None:
    """Write a file that is whole whenever another process reads it; where none can be written, write none."""
    if sys.dont_write_bytecode:
        return
    with suppress(OSError):  # a folder of another user: nothing is kept, as of bytecode
        own = path.with_suffix(f".{os.getpid()}")
        try:
            own.write_bytes(marshal.dumps(entries))
            own.replace(path)
        except OSError:
            own.unlink(missing_ok=True)
            raise
