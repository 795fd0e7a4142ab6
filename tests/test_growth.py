"""The growth test itself: it tells quadratic work from linear work."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from tests import growth
from tests.growth import assert_grows_linearly, repeated

BLANKS = re.compile(r" +")
LAST_BLANKS = re.compile(r" +$")


def counts(text: str) -> int:
    """Read the whole text for each of its letters."""
    return sum(text.count(letter) for letter in text)


LINEAR: dict[str, Callable[[str], object]] = {
    "pattern": BLANKS.findall,
    "function": lambda text: [letter.upper() for letter in text],
    "sorting": lambda text: sorted(text[at : at + 9] for at in range(len(text))),
    "beginning": lambda text: BLANKS.findall(text[:100]),
    "window": lambda text: counts(text[:3_000]),
}
QUADRATIC: dict[str, Callable[[str], object]] = {
    "pattern": LAST_BLANKS.search,
    "function": counts,
    "slices": lambda text: sum(len(text[at:]) for at in range(len(text))),
}


@pytest.mark.parametrize("work", LINEAR.values(), ids=LINEAR)
def test_linear_work_passes(work: Callable[[str], object]) -> None:
    assert_grows_linearly(work, repeated(" a  ", after="x"))


@pytest.mark.parametrize("work", QUADRATIC.values(), ids=QUADRATIC)
def test_quadratic_work_fails(work: Callable[[str], object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "SIZES", 1)
    with pytest.raises(pytest.fail.Exception, match=r" times as much$"):
        assert_grows_linearly(work, repeated(" ", after="x"), 500)


def test_work_that_does_not_end_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(growth, "_FOR_EVER", 0.05)
    with pytest.raises(pytest.fail.Exception, match=r"^it does not end"):
        assert_grows_linearly(re.compile(r"(?:a+)+b").match, repeated("a"))


def test_what_is_worked_out_once_is_no_growth() -> None:
    known: list[int] = []

    def work(text: str) -> int:
        if not known:
            known.append(counts("a" * 4_000))
        return len(BLANKS.findall(text))

    assert_grows_linearly(work, repeated(" a"))


def test_a_hostile_text_is_its_piece_over_and_over() -> None:
    assert repeated("ab", "<", ">")(5) == "<abab>"
