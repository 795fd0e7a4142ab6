"""Parse and render annotated texts: ``<AMOUNT 12.00 EUR>12 €</AMOUNT>`` ↔ text + expected mentions.

A tag is a kind in capitals, a space and the canonical text of the value. Tags do not nest. Anything else
between angle brackets is text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from recueil.values import KINDS, Mention

_TAG = re.compile(rf"<({'|'.join(kind.upper() for kind in KINDS)}) ([^<>]+)>(.*?)</\1>", re.DOTALL)
_STRAY = re.compile(rf"</?(?:{'|'.join(kind.upper() for kind in KINDS)})\b[^<>]*>")


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text without its tags, and the mentions in them (rule ``gold``)."""

    text: str
    mentions: tuple[Mention, ...]


def parse_tagged(tagged: str) -> Annotated:
    """Remove the tags from a text and parse them.

    Raises ValueError on a tag that is unclosed, nested or has an invalid value.
    """
    parts: list[str] = []
    mentions: list[Mention] = []
    length = after = 0
    for match in _TAG.finditer(tagged):
        kind, canonical, words = match.groups()
        parts += (tagged[after : match.start()], words)
        length += match.start() - after
        mentions.append(Mention(length, length + len(words), KINDS[kind.lower()].parse(canonical), "gold"))
        length += len(words)
        after = match.end()
    text = "".join([*parts, tagged[after:]])
    if stray := _STRAY.search(text):
        raise ValueError(f"tag out of place: {stray[0]!r}")
    return Annotated(text, tuple(mentions))


def render_tagged(text: str, mentions: Iterable[Mention]) -> str:
    """Insert mentions into their text as tags; they must be in reading order and not overlap."""
    parts: list[str] = []
    after = 0
    for mention in mentions:
        tag = mention.kind.upper()
        words = text[mention.start : mention.end]
        parts.append(f"{text[after : mention.start]}<{tag} {mention.value}>{words}</{tag}>")
        after = mention.end
    return "".join([*parts, text[after:]])
