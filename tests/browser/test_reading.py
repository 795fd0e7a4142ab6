"""An analyst's way: search, facet, act, value on the page as published, similar acts; without JavaScript, and on a
phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.between import fill, paper
from tests.browser.published import LINES, publish

from recueil.store.open import open_store
from recueil.store.store import Store

pytestmark = pytest.mark.slow

Bring = Callable[[str, Path], None]
READERS = pytest.mark.parametrize(
    ("js", "width"), [(True, 1280), (False, 375)], ids=["screen", "phone without js"]
)

_FIRST_AMOUNT = """sheet => {
  const all = sheet.getBoundingClientRect(), marked = sheet.querySelector("a.amount").getBoundingClientRect();
  return [(marked.left - all.left) / all.width, (marked.bottom - all.top) / all.height];
}"""
"""Where the first amount of a sheet begins and, further down, ends, as shares of its width and height."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What a town publishes."""
    place = tmp_path / "valbrune"
    place.mkdir()
    publish(place / "2024-03-14.pdf")
    return place


@pytest.fixture
def url(tmp_path: Path, folder: Path, bring: Bring) -> str:
    address = f"sqlite:///{tmp_path}/read.db"
    bring(address, folder)
    return address


@pytest.fixture
def address(url: str, serve: Callable[[Store], str]) -> Iterator[str]:
    with open_store(url) as store:
        yield serve(store)


@READERS
def test_from_a_search_to_the_value_on_the_page(
    address: str, reader: Callable[..., Any], js: bool, width: int
) -> None:
    page = reader(address, js=js, width=width)
    page.goto("/")
    page.get_by_label("Chercher dans les actes").fill("subvention montant:>4000")
    page.get_by_role("button", name="Rechercher").click()
    assert page.get_by_role("heading", name="1 acte", exact=True).is_visible()
    page.locator(".facets").get_by_role("link", name="65", exact=True).click()
    assert page.get_by_label("Chercher dans les actes").input_value() == "subvention montant:>4000 chapitre:65"
    page.get_by_role("link", name="4 255,50 €").first.click()
    chosen = page.locator(".text mark.amount", has_text="4 255,50 €")
    assert chosen.is_visible()
    page.get_by_role("link", name="Voir page par page").click()
    page.locator(".sheet image, img.sheet, .sheet img").first.wait_for()
    # Both are measured at once: the page may still move.
    across, down = page.locator(".sheet", has=page.locator("a.amount")).first.evaluate(_FIRST_AMOUNT)
    # Where the line was drawn: the eighth, 60 points from the left, of a page of 595 by 842.
    line = 842 - (780 - 24 * 7)
    assert abs(down - line / 842) < 0.02
    assert 60 / 595 < across < 1
    page.locator(".sheet a.amount").first.click()
    assert page.locator(".text .chosen, .text :target").first.inner_text() == "4 255,50 €"


def test_text_and_pages_scroll_in_step(address: str, reader: Callable[..., Any]) -> None:
    page = reader(address)
    page.set_viewport_size({"width": 1280, "height": 300})
    page.goto("/?q=subvention")
    page.locator(".hits h3 a").click()
    box = page.locator(".pane a.amount").first
    page.locator("#texte").scroll_into_view_if_needed()
    box.wait_for(state="attached")
    heights = """() => [document.querySelector('.text mark.amount'), document.querySelector('.pane a.amount')]
        .map(each => each.getBoundingClientRect().top)"""
    page.mouse.move(300, 150)
    page.mouse.wheel(0, 400)
    page.wait_for_function("() => document.querySelector('.pane').scrollTop > 0")
    page.locator(".text mark.amount").first.scroll_into_view_if_needed()
    page.wait_for_function(f"() => {{ const [a, b] = ({heights})(); return Math.abs(a - b) < 80; }}")
    before = page.evaluate("scrollY")
    pane = page.locator(".pane").bounding_box()
    page.mouse.move(pane["x"] + 50, pane["y"] + 50)
    page.mouse.wheel(0, -2_000)
    page.wait_for_function("before => scrollY < before", arg=before)
    page.get_by_role("button", name="Agrandir").click()
    assert page.locator(".following output").inner_text() == "140 %"
    page.wait_for_function(
        "() => document.querySelector('.pane').scrollWidth > document.querySelector('.pane').clientWidth"
    )
    box.click()
    page.wait_for_url(lambda address: "#e-" in address)


def test_without_javascript_a_page_is_one_link_away(address: str, reader: Callable[..., Any]) -> None:
    page = reader(address, js=False)
    page.goto("/?q=subvention")
    page.locator(".hits h3 a").click()
    assert page.locator(".pane").count() == 0
    page.get_by_role("link", name="Voir page par page").click()
    assert page.locator(".sheet image").is_visible()


@READERS
def test_a_correction_lasts(
    url: str, address: str, folder: Path, bring: Bring, reader: Callable[..., Any], js: bool, width: int
) -> None:
    page = reader(address, js=js, width=width)
    page.goto("/?q=subvention")
    page.locator(".hits h3 a").click()
    page.locator(".text mark.amount a").first.click()
    form = page.locator("form[action$='/changer']")
    form.get_by_label("Valeur").fill("4 255,05")
    form.get_by_label("Pourquoi").fill("lu sur l'original")
    form.get_by_role("button").click()
    assert page.locator(".text mark.amount.corrected").first.inner_text() == "4 255,50 €"
    # The town publishes the file again, with one more line.
    publish(folder / "2024-03-14.pdf", (*LINES, "Affiché le 15 mars 2024."))
    bring(url, folder)
    page.goto("/?q=montant:4255,05")
    page.locator(".hits h3 a").click()
    assert "15 mars 2024" in page.locator(".text").last.inner_text()
    assert page.locator(".text mark.amount.corrected").first.inner_text() == "4 255,50 €"
    page.goto("/?q=montant:4255,05")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV", exact=True).click()
    assert "amount 4255.05 EUR" in download.value.path().read_text("utf-8")


@pytest.mark.parametrize("js", [True, False])
def test_similar_acts_of_a_very_large_store_are_looked_for_when_in_sight(
    store: Store,
    record: Callable[..., None],
    serve: Callable[[Store], str],
    reader: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    js: bool,
) -> None:
    titles = ("Subvention au club de pétanque", "Subvention au club de pétanque 2023")
    one, other = (
        paper("deliberation", f"202{n}-04-05", str(n), title, "Tournoi") for n, title in enumerate(titles, start=2)
    )
    fill(store, record, [one, other])
    monkeypatch.setattr("recueil.similar_acts.store._MOST_READ_AT_ONCE", 1)
    page = reader(serve(store), js=js)
    page.goto(f"/actes/{one.uid}")
    found = page.locator("section", has=page.locator("#semblables")).get_by_role("link", name=titles[1])
    page.locator("#semblables").scroll_into_view_if_needed()
    if js:
        found.wait_for()
        page.get_by_role("link", name="Tous les actes semblables").wait_for()
        assert page.get_by_role("link", name="Chercher les actes semblables").count() == 0
    else:
        assert found.count() == 0
        page.get_by_role("link", name="Chercher les actes semblables").click()
        assert page.get_by_role("link", name=titles[1]).count() == 1
