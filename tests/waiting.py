"""Waiting for a condition, and never for seconds."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 300
"""Seconds after which what does not come is a failure: far more than it takes on a busy machine."""


def wait_until(condition: Callable[[], object]) -> None:
    """Return when a condition holds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"it does not come within {PATIENCE} seconds"
        time.sleep(0.01)
