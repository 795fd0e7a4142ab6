"""docs/scaling.md: what it extrapolates is what the arithmetic beside it gives, and what it measured has its command."""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.tables import each_row

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "docs" / "scaling.md").read_text("utf-8")
PLAN = TEXT.partition("## A plan for 35 million acts")[2]
SIZING = TEXT.partition("## Sizing")[2].partition("\n## ")[0]
SUMS = re.findall(r"^\| ([^|]+) \| ([\d][^|]*[/×][^|]*) \| ([\d,.]+) \|$", PLAN, re.MULTILINE)
_OPERATORS: dict[str, Callable[[float, float], float]] = {"×": operator.mul, "/": operator.truediv}


def value(arithmetic: str) -> float:
    """What a row of factors and divisors gives, whatever the units beside them."""
    first, *rest = re.findall(r"[×/]|\d[\d,.]*", arithmetic)
    result = number(first)
    for sign, factor in zip(rest[::2], rest[1::2], strict=True):
        result = _OPERATORS[sign](result, number(factor))
    return result


def number(written: str) -> float:
    return float(written.replace(",", ""))


def test_there_are_sums_to_do() -> None:
    rows = [line for line in PLAN.splitlines() if line.startswith("|")]
    assert len(SUMS) == len(rows) - 2 == 11


@each_row(("what", "arithmetic", "said"), SUMS)
def test_what_is_extrapolated_is_what_the_arithmetic_gives(what: str, arithmetic: str, said: str) -> None:
    decimals = len(said.partition(".")[2])
    assert math.isclose(number(said), value(arithmetic), rel_tol=0.001, abs_tol=0.51 * 10**-decimals)


@pytest.mark.parametrize(("arithmetic", "gives"), [("6 s / 4 s × 2", 3), ("1,000 acts × 0.5 / 100", 5)])
def test_arithmetic_is_done_from_left_to_right(arithmetic: str, gives: float) -> None:
    assert value(arithmetic) == gives


def test_what_was_measured_has_a_command_that_prints_it() -> None:
    commands = re.findall(r"^\| [^|]*\d[^|]* \| `python (benchmarks/\w+\.py)[^`]*` \|$", SIZING, re.MULTILINE)
    rows = [line for line in SIZING.splitlines() if line.startswith("| ")]
    assert len(commands) == len(rows) - 1 == 7
    assert all((ROOT / command).is_file() for command in commands)
