"""Pages as a test reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, TypeAlias, cast

from lxml import html

Element: TypeAlias = Any


def ordinary_spaces(text: str) -> str:
    """The text with ordinary spaces where its punctuation has no-break spaces."""
    return text.replace("\u00a0", " ")


def parse_page(text: str) -> Element:
    """The page; words of acts must not have become elements."""
    return html.document_fromstring(text)


def select(page: Element, path: str) -> list[Element]:
    return cast(list[Element], page.xpath(path))


def text_of(element: Element) -> str:
    """What is read of an element, on one line."""
    return " ".join(element.text_content().split())


def texts_at(page: Element, path: str) -> list[str]:
    """What is read of some elements."""
    return [text_of(element) for element in select(page, path)]


def strings_at(page: Element, path: str) -> list[str]:
    """The values of attributes."""
    return [str(value) for value in cast(list[object], page.xpath(path))]


def links(page: Element, path: str = "//a") -> dict[str, str]:
    """Where links lead to, by their words."""
    return {text_of(link): str(link.get("href")) for link in select(page, path)}


def faults(page: Element) -> list[str]:
    """What a reader without a mouse, or without eyes, would trip over."""
    return [
        *_repeated(strings_at(page, "//@id"), "id"),
        *_headings([int(heading.tag[1]) for heading in select(page, "//h1|//h2|//h3|//h4")]),
        *_unlabelled(page),
        *_dangling(page),
        *(f"inline {name}" for name in strings_at(page, "//script[not(@src)]/text()|//@style|//style/text()")),
        *(f"handler {name}" for name in strings_at(page, "//@*[starts-with(name(), 'on')]")),
        *(f"empty link {link.get('href')}" for link in select(page, "//a") if not _name(link)),
    ]


def _repeated(names: Iterable[str], what: str) -> Iterator[str]:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            yield f"{what} {name} twice"
        seen.add(name)


def _headings(levels: list[int]) -> Iterator[str]:
    if levels.count(1) != 1:
        yield f"{levels.count(1)} h1"
    for before, level in pairwise(levels):
        if level > before + 1:
            yield f"h{level} after h{before}"


def _unlabelled(page: Element) -> Iterator[str]:
    for control in select(page, "//input[not(@type='hidden')]|//select|//textarea"):
        labels = select(page, f"//label[@for='{control.get('id')}']") + select(control, "ancestor::label")
        if not any(map(text_of, labels)):
            yield f"no label for {control.get('name')}"


def _dangling(page: Element) -> Iterator[str]:
    ids = set(strings_at(page, "//@id"))
    references = strings_at(page, "//@aria-describedby|//@aria-labelledby|//label/@for")
    anchors = [href[1:] for href in strings_at(page, "//a/@href") if href.startswith("#")]
    for name in [name for several in references for name in several.split()] + anchors:
        if name not in ids:
            yield f"nothing is called {name}"


def _name(link: Element) -> str:
    return str(link.get("aria-label") or text_of(link))
