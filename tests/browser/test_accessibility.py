"""axe-core finds nothing serious on any page, in light and in dark, on a screen and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import running
from tests.browser.published import publish

from recueil.settings import Settings
from recueil.store import open_store
from recueil.web.app import create_app

ACT = "{act}"
PAGES = [
    "/",
    "/?q=subvention+chapitre:65",
    "/?q=monant:3",
    f"/actes/{ACT}",
    f"/actes/{ACT}/valeurs/1",
    f"/actes/{ACT}/pages/1?e=1",
    "/montants",
    "/controles",
    "/qualite",
    "/alertes",
    "/connexion",
    "/compte",
    "/administration",
    "/administration/journal",
    "/nowhere",
]
LOOKS = ((1280, "light"), (375, "dark"))


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, bring: Callable[[str, Path], None]
) -> Iterator[tuple[str, str]]:
    """The address of the pages of what a town published, and the uid of its act."""
    folder = tmp_path_factory.mktemp("valbrune")
    publish(folder / "2024-03-14.pdf")
    url = f"sqlite:///{tmp_path_factory.mktemp('served')}/recueil.db"
    bring(url, folder)
    with open_store(url) as store, running(create_app(store, Settings())) as address:
        [act] = store.search(None).hits
        yield address, act.uid


def serious(page: Any) -> list[tuple[str, list[str]]]:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    return [
        (one["id"], [node["html"] for node in one["nodes"]])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("place", PAGES)
def test_axe_finds_nothing_serious(served: tuple[str, str], reader: Callable[..., Any], place: str) -> None:
    address, act = served
    for width, scheme in LOOKS:
        page = reader(address, width=width, scheme=scheme)
        page.goto(place.replace(ACT, act))
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
