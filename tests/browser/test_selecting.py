"""Words selected in the text of an act are offered to be added, whatever characters stand before them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.filing import file

from recueil.store.open import open_store

pytestmark = pytest.mark.slow

# A character outside the basic plane counts once in a document, and twice in a script.
TEXT = "😀 « <b> » 😀\n\nLe maire, M. RÉ, ouvre la séance."
SELECT = """(words) => {
  const text = document.querySelector(".text[data-debut]").firstChild;
  const start = text.data.indexOf(words);
  document.getSelection().setBaseAndExtent(text, start, text, start + words.length);
}"""


@pytest.mark.parametrize("words", ["M. RÉ", "😀\n\nLe maire"])
def test_selected_words_are_offered(
    tmp_path: Path, serve: Callable[..., str], reader: Callable[..., Any], words: str
) -> None:
    with open_store(f"sqlite:///{tmp_path}/read.db", create=True) as store:
        uid = file(store, TEXT)
        page = reader(serve(store))
        page.goto(f"/actes/{uid}")
        assert page.locator(".adding a").count() == 0
        page.evaluate(SELECT, words)
        page.locator(".adding a").click()
        start = TEXT.rindex(words)
        assert page.url.endswith(f"/actes/{uid}/ajouter?debut={start}&fin={start + len(words)}")
        assert page.locator(".around mark").text_content() == words
