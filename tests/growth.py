"""How work grows with what it is done on: twice the text is to take about twice the time, never four times."""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

import pytest

Input = TypeVar("Input")

# For twice the input, linear work costs 2 times as much, and quadratic work 4 times.
RATIO = 3
# In seconds. Less than that is noise: the input grows until it takes as long, or is so large that it need not be asked.
MEASURABLE = 0.004
LARGEST = 100_000
SIZES = 3
REPEATS = 8
# In seconds of work, so that what never ends fails.
_FOR_EVER = 60


def repeated(piece: str, before: str = "", after: str = "") -> Callable[[int], str]:
    """Give what makes a hostile text of a size: ``piece`` over and over, between ``before`` and ``after``."""
    return lambda size: before + piece * (size // len(piece)) + after


def assert_grows_linearly(
    work: Callable[[Input], object], make: Callable[[int], Input], size: int = 5_000
) -> None:
    """Fail if ``work`` costs three times as much, or more, on what ``make`` gives for twice the size.

    The cost is the time of the processor, the least of several measures, since a busy machine can only add to it.
    Work that grows up to a bound may do so at one size: it fails only if it does at each of several.
    """
    once = twice = 0.0
    with _bounded():
        for _ in range(SIZES):
            while (once := _least(2, work, short := make(size))) < MEASURABLE:
                if size >= LARGEST:
                    return
                size *= 2
            long, twice = make(2 * size), float("inf")
            for _ in range(REPEATS):
                twice = min(twice, _least(1, work, long))
                if twice < RATIO * once:
                    return
                once = min(once, _least(1, work, short))
            size *= 2
    pytest.fail(f"size {size // 2}: {once:.4f} s; size {size}: {twice:.4f} s, {twice / once:.1f} times as much")


def _least(repeats: int, work: Callable[[Input], object], argument: Input) -> float:
    return min(_seconds(work, argument) for _ in range(repeats))


def _seconds(work: Callable[[Input], object], argument: Input) -> float:
    gc.disable()
    try:
        start = time.process_time()
        work(argument)
        return time.process_time() - start
    finally:
        gc.enable()


@contextmanager
def _bounded() -> Iterator[None]:
    def give_up(signum: int, frame: FrameType | None) -> None:
        pytest.fail(f"it does not end within {_FOR_EVER} seconds of work")

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, _FOR_EVER)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
