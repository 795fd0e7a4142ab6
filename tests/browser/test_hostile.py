"""An act that attacks its reader is shown as the words it is, on every page that shows an act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from tests import filing

from recueil.store import Store

# SQLite keeps NUL; a browser would not show it.
WORDS = '<script>alert(1)</script> "><img src=x onerror=alert(1)> \u202eesrever\u2066 NUL\x00 &amp; {{ 7*7 }}'
SHOWN = '<script>alert(1)</script> "><img src=x onerror=alert(1)> \ufffdesrever\ufffd NUL\ufffd &amp; {{ 7*7 }}'


@pytest.fixture
def attacked(serve: Callable[[Store], str], store: Store) -> tuple[str, str]:
    """The address of the pages, and the uid of the act."""
    uid = filing.file(store, f"piège {WORDS} fin {'a' * 5_000_000}", title=WORDS)
    return serve(store), uid


def test_hostile_words_are_shown_as_words(attacked: tuple[str, str], reader: Callable[..., Any]) -> None:
    address, uid = attacked
    page = reader(address)
    for place in ("/", "/?q=piege", "/?q=titre:script", f"/actes/{uid}", f"/actes/{uid}/pages/1"):
        assert page.goto(place).status == 200
        assert SHOWN in page.locator("main").inner_text()
        assert page.evaluate("document.querySelectorAll('main script, main img[onerror]').length") == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_hostile_query_is_shown_as_words(
    serve: Callable[[Store], str], store: Store, reader: Callable[..., Any]
) -> None:
    page = reader(serve(store))
    page.goto("/?" + "q=%3Cscript%3Ealert(1)%3C/script%3E:%22%3E%3Cimg+src=x+onerror=alert(1)%3E")
    assert page.locator("#q").input_value() == '<script>alert(1)</script>:"><img src=x onerror=alert(1)>'
    assert page.evaluate("document.querySelectorAll('main script, main img').length") == 0
