"""Words with their value: « <AMOUNT 12.00 EUR>12 €</AMOUNT> », and how wide they are without the tag."""

from __future__ import annotations

import re
from collections.abc import Callable

from recueil.values import Value

TAG = re.compile(r"</?(?:DATE|PERIOD|AMOUNT|PERCENTAGE|BUDGET|PERSON)(?: [^<>]*)?>")
_PARTED = re.compile(f"({TAG.pattern})")
_WHOLE = re.compile(r"(<[A-Z]+ [^<>]*>[^<>]*</[A-Z]+>)")


def tag(value: Value, words: str) -> str:
    name = value.kind.upper()
    return f"<{name} {value}>{words}</{name}>"


_ROLE = re.compile(r"(?<=<PERSON )([^<>]*?) @([a-z]+)>")
_PERSON = re.compile(r"<PERSON ([^<>]*)>")


def with_role(tagged: str, role: str) -> str:
    """The names with their role in the roll, « <PERSON VERNIER, Odile @present> », until ``split_roles``."""
    return _PERSON.sub(rf"<PERSON \1 @{role}>", tagged)


def split_roles(tagged: str) -> tuple[str, list[str]]:
    """The text without roles, and the role of each name in the order of the names: « none » outside the roll."""
    roles = [_role_of(person[1]) for person in _PERSON.finditer(tagged)]
    return _ROLE.sub(r"\1>", tagged), roles


def _role_of(head: str) -> str:
    name, _, role = head.rpartition(" @")
    return role if name else "none"


def bare(tagged: str) -> str:
    return TAG.sub("", tagged) if "<" in tagged else tagged


def width(tagged: str) -> int:
    return len(bare(tagged))


def padded(tagged: str, columns: int, *, right: bool = False) -> str:
    """Filled with spaces to ``columns``, before it if ``right``."""
    filling = " " * max(0, columns - width(tagged))
    return filling + tagged if right else tagged + filling


def capitals(tagged: str) -> str:
    """A title in capitals; the tags stay as they are."""
    return spoken(tagged, str.upper)


def initial_capital(tagged: str) -> str:
    """The first letter a capital, inside a tag or not."""
    opened = TAG.match(tagged)
    at = opened.end() if opened else 0
    return tagged[:at] + tagged[at : at + 1].upper() + tagged[at + 1 :]


def spoken(tagged: str, change: Callable[[str], str]) -> str:
    """Every word changed, in tags and out of them, the tags themselves left alone."""
    parts = _PARTED.split(tagged)
    parts[::2] = map(change, parts[::2])
    return "".join(parts)


def outside(tagged: str, change: Callable[[str], str]) -> str:
    """Only the words that no tag holds changed."""
    parts = _WHOLE.split(tagged)
    parts[::2] = map(change, parts[::2])
    return "".join(parts)
