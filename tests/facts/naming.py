"""Sentences whose names stand in braces, as the extractor would find them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from recueil.values import Mention, Person


def read(sentence: str) -> tuple[str, list[Mention]]:
    """The text without its braces, and the names that stood in them."""
    text = ""
    named = []
    for part in re.split(r"(\{[^}]+\})", sentence.replace("⏎", "\n")):
        written = part.strip("{}") if part.startswith("{") else part
        if part.startswith("{"):
            person = Person(None, written, key=written.split()[-1].lower())
            named.append(Mention(len(text), len(text) + len(written), person, "test"))
        text += written
    return text, named


def names(mentions: Iterable[Mention]) -> str:
    return ", ".join(str(mention.value) for mention in mentions)
