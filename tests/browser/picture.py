"""Draw the README's picture, the search page, from a store of the sample acts: ``python -m tests.browser.picture STORE``."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import sync_playwright
from tests.browser.conftest import OPTIONS, running

from recueil.settings import Settings
from recueil.store.open import open_store
from recueil.web.app import create_app

PICTURE = Path(__file__).parents[2] / "docs" / "images" / "search.png"
QUERY = "subvention montant:>4000"


def draw(store: str, target: Path) -> None:
    """Draw the first screen of the search page of a store, in Debian's Chromium, 1280 pixels wide."""
    with (
        open_store(store) as opened,
        running(create_app(opened, Settings())) as address,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(OPTIONS))
        page = chromium.new_page(viewport={"width": 1280, "height": 820}, color_scheme="light", locale="fr-FR")
        page.goto(f"{address}/?q={quote(QUERY)}")
        page.screenshot(path=target)
        chromium.close()


if __name__ == "__main__":
    draw(sys.argv[1], PICTURE)
