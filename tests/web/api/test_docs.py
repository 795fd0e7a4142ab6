"""docs/api.md: every route and parameter is in it, every example is asked, and answers what is shown."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

ROOT = Path(__file__).parents[3]
DOCS = (ROOT / "docs" / "api.md").read_text("utf-8")
SECTIONS = {
    section.partition("`")[0]: section.partition("`\n")[2]
    for section in re.split(r"^### `GET ", DOCS, flags=re.MULTILINE)[1:]
}
EXAMPLES = re.findall(
    r"^```sh\ncurl (?:-O -J )?'http://127.0.0.1:8000(.*?)'\n```\n(?:\n```json\n(.*?)^```)?", DOCS, re.M | re.S
)


def operations(client: TestClient) -> dict[str, Any]:
    """The routes of the API that can be read."""
    assert isinstance(client.app, FastAPI)
    return {path: said["get"] for path, said in client.app.openapi()["paths"].items() if "get" in said}


def test_every_route_is_documented(client: TestClient) -> None:
    assert set(SECTIONS) == set(operations(client))


def test_every_parameter_is_documented(client: TestClient) -> None:
    missing = {
        f"{path} {parameter['name']}"
        for path, operation in operations(client).items()
        for parameter in operation.get("parameters", ())
        if parameter["name"] != "q" and not re.search(rf"`{parameter['name']}\b", SECTIONS[path])
    }
    assert missing == set()


def test_every_route_has_an_example() -> None:
    without = {path for path, section in SECTIONS.items() if "```sh\ncurl" not in section}
    assert without == set()


@pytest.mark.parametrize(("asked", "shown"), EXAMPLES, ids=[asked for asked, _ in EXAMPLES])
def test_examples_answer_what_is_shown(client: TestClient, asked: str, shown: str) -> None:
    answer = client.get(asked)
    assert answer.status_code == (json.loads(shown).get("status", 200) if shown else 200)
    assert not shown or answer.json() == json.loads(shown)


def test_the_python_example_prints_what_is_shown(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", DOCS, re.DOTALL | re.MULTILINE)
    monkeypatch.setattr(httpx, "Client", lambda base_url: TestClient(client.app, base_url=base_url))
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "docs/api.md", "exec"), {})
    assert output.getvalue().splitlines() == re.findall(r"^ *# Out: (.*)$", code, re.MULTILINE)
