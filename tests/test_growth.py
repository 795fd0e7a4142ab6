"""The growth test itself: it tells quadratic work from linear work, by costs that are counted here, not timed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import chain, repeat
from math import log2

import pytest
from tests import growth
from tests.growth import assert_grows_linearly, repeated

LAST_BLANKS = re.compile(r" +$")
Cost = Callable[[int], float]
"""The steps of work on a text of so many characters."""

LINEAR: dict[str, Cost] = {
    "proportional": lambda size: size,
    "sorting": lambda size: size * log2(size),
    "beginning": lambda size: 100,
    "window": lambda size: min(size, 3_000) ** 2,
    "bounded at the second size": lambda size: min(size, 20_000) ** 2,
    "slow start": lambda size: 1_000_000 + size,
}
QUADRATIC: dict[str, Cost] = {
    "square": lambda size: size**2,
    "a small part of it": lambda size: size + size**2 / 100,
    "cube": lambda size: size**3,
    "nearly": lambda size: size**1.6,
}


@pytest.fixture
def cost(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Decide on work that costs so many microseconds, which other programs make longer ``delays`` times over."""

    def decide(steps: Cost, delays: Iterable[float] = ()) -> None:
        factors = chain(delays, repeat(1.0))
        monkeypatch.setattr(growth, "_seconds", lambda work, given: next(factors) * work(given) / 1_000_000)
        assert_grows_linearly(lambda text: steps(len(text)), repeated(" a  ", after="x"))

    return decide


@pytest.mark.parametrize("steps", LINEAR.values(), ids=LINEAR)
def test_linear_work_passes(cost: Callable[..., None], steps: Cost) -> None:
    cost(steps)


@pytest.mark.parametrize("steps", QUADRATIC.values(), ids=QUADRATIC)
def test_quadratic_work_fails(cost: Callable[..., None], steps: Cost) -> None:
    with pytest.raises(pytest.fail.Exception, match=r" times as much$"):
        cost(steps)


@pytest.mark.parametrize("delays", [(1, 1, 4, 4), (4, 1, 4, 1, 4), (1, 4, 4, 1, 1)])
def test_a_busy_machine_makes_no_growth(cost: Callable[..., None], delays: Iterable[float]) -> None:
    cost(lambda size: size, delays)


@pytest.mark.parametrize("delays", [(4, 1), (1, 4), (1, 1, 4, 4, 4, 4, 4, 4)])
def test_a_busy_machine_hides_no_growth(cost: Callable[..., None], delays: Iterable[float]) -> None:
    with pytest.raises(pytest.fail.Exception, match=r" times as much$"):
        cost(lambda size: size**2, delays)


def test_what_is_worked_out_once_is_no_growth(cost: Callable[..., None]) -> None:
    known: list[int] = []

    def steps(size: int) -> float:
        known.append(size)
        return size if len(known) > 1 else 16_000_000

    cost(steps)


@pytest.mark.slow
def test_quadratic_work_fails_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "SIZES", 1)
    monkeypatch.setattr(growth, "MEASURABLE", 0.03)
    with pytest.raises(pytest.fail.Exception, match=r" times as much$"):
        assert_grows_linearly(LAST_BLANKS.search, repeated(" ", after="x"), 500)


def test_work_that_does_not_end_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "_FOR_EVER", 0.05)
    with pytest.raises(pytest.fail.Exception, match=r"^it does not end"):
        assert_grows_linearly(re.compile(r"(?:a+)+b").match, repeated("a"))


def test_a_hostile_text_is_its_piece_over_and_over() -> None:
    assert repeated("ab", "<", ">")(5) == "<abab>"
