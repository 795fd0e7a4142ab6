"""Waiting for a condition, and never for seconds."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

PATIENCE = int(os.environ.get("TESTS_PATIENCE", "300"))
"""Seconds after which what does not come is a failure: far more than it takes on a busy machine."""

SELDOM = 0.25
"""Seconds between two looks at what costs another process its time to answer, or all of /proc to be read."""


def wait_until(condition: Callable[[], object], pause: float = 0.01) -> None:
    """Return when a condition holds, which is looked at again after a pause in seconds."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"it does not come within {PATIENCE} seconds"
        time.sleep(pause)
