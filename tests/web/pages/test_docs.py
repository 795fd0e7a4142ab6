"""docs/pages.md can fail: it has every page with its parameters, and says what each parameter is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fastapi.routing import iter_route_contexts

from recueil.web.app import pages as router
from recueil.web.i18n import labels

DOCS = (Path(__file__).parents[3] / "docs" / "pages.md").read_text("utf-8")


def parameters(dependant: Any) -> Iterator[str]:
    """What a route, or what it depends on, takes from the query of an address."""
    yield from (parameter.alias for parameter in dependant.query_params)
    for other in dependant.dependencies:
        yield from parameters(other)


def names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_every_page_is_listed_with_its_parameters() -> None:
    rows = re.findall(r"^\| `(/\S*)` \| .*? \| (.*?) ?\|$", DOCS, re.MULTILINE)
    pages = {
        str(route.path): sorted(set(parameters(getattr(route.original_route, "dependant"))))  # noqa: B009
        for route in iter_route_contexts(router.routes)
        if "GET" in (route.methods or ())
    }
    assert {path: sorted(names(listed)) for path, listed in rows} == pages


def test_every_parameter_is_described() -> None:
    described = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \| .+ \|$", DOCS, re.MULTILINE)
    taken = {
        name
        for route in iter_route_contexts(router.routes)
        if "GET" in (route.methods or ())
        for name in parameters(getattr(route.original_route, "dependant"))  # noqa: B009
    }
    assert {name for cell in described for name in names(cell)} == taken


def test_every_kind_of_value_is_named() -> None:
    [kinds] = re.findall(r"^\| `sans` \| .*: (.*) \|$", DOCS, re.MULTILINE)
    assert names(kinds) == list(labels.KINDS)
