"""The lists of functions in docs/architecture.md: each function is where they say, and names the next one."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "architecture.md").read_text("utf-8")
WAY = re.compile(r"<!-- way: (\w+), at most (\d+) -->\n(.*?)<!-- end -->", re.DOTALL)
STEP = re.compile(r"^(\d+)\. `([\w.]+)` in `([\w./]+)`: (.*)$", re.MULTILINE)
# How control gets to the next function where its name does not stand in the body.
MARKS = ("→ (worker process)", "→ (imported by name)", "→ (callback)", "← (back in ")
LIMITS = {"ingest": 20, "search": 15}


@dataclass(frozen=True)
class Step:
    """A line of a list: a function, its file, and the mark behind it, if any."""

    number: int
    name: str
    file: str
    text: str

    @property
    def is_marked(self) -> bool:
        return any(mark in self.text for mark in MARKS)

    def function(self) -> ast.FunctionDef | ast.AsyncFunctionDef:
        """Find the function, or the method of a class, in its file."""
        scope: ast.AST = ast.parse((ROOT / self.file).read_text("utf-8"))
        for part in self.name.split("."):
            scope = next(
                node
                for node in ast.iter_child_nodes(scope)
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and node.name == part
            )
        assert isinstance(scope, ast.FunctionDef | ast.AsyncFunctionDef)
        return scope


def names_in(function: ast.FunctionDef | ast.AsyncFunctionDef) -> set[str]:
    """Return every name and attribute in the body of a function."""
    return {
        node.id if isinstance(node, ast.Name) else node.attr
        for statement in function.body
        for node in ast.walk(statement)
        if isinstance(node, ast.Name | ast.Attribute)
    }


WAYS = {
    name: (int(limit), [Step(int(number), *rest) for number, *rest in STEP.findall(body)])
    for name, limit, body in WAY.findall(TEXT)
}


def pairs() -> Iterator[tuple[str, Step, Step, list[Step]]]:
    for name, (_, steps) in WAYS.items():
        for step, following in pairwise(steps):
            yield name, step, following, steps


@pytest.mark.parametrize("name", WAYS)
def test_a_way_is_numbered_and_short(name: str) -> None:
    limit, steps = WAYS[name]
    assert [step.number for step in steps] == list(range(1, len(steps) + 1))
    assert len(steps) <= limit == LIMITS[name]


def test_every_way_is_listed() -> None:
    assert WAYS.keys() == LIMITS.keys()
    assert len(WAYS["ingest"][1]) > 10


@pytest.mark.parametrize(
    ("step", "following", "steps"),
    [pytest.param(step, following, steps, id=f"{name} {step.number}") for name, step, following, steps in pairs()],
)
def test_a_function_names_the_next(step: Step, following: Step, steps: list[Step]) -> None:
    function = step.function()
    following.function()
    if back := re.search(r"← \(back in (\d+)\)", step.text):
        function = steps[int(back[1]) - 1].function()
    elif step.is_marked:
        return
    assert following.name.split(".")[-1] in names_in(function), f"{step.name} does not name {following.name}"
