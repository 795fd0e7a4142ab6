"""Garbage collection of a process that loads much and keeps it."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def keep_all() -> Iterator[None]:
    """Look for no cyclic garbage in this block, nor later among what was made in it or before.

    Imports, gazetteers and patterns are a million objects that stay: to look through them over and over takes an
    eighth of a start.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()
