"""Blocks set as a page: wrapped at a width, flattened to one line, justified, with margins, as LaTeX of a scan."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from invented.blocks import Beside, Block, Flow, Lines, Table, Title
from invented.dice import Dice
from invented.noise import scanned, spelt_as_latex
from invented.tagging import padded, width

# A colon or semicolon never starts a line.
_TOKEN = re.compile(r"(?:</?[A-Z]+(?: [^<>]*)?>|[^ \n]| [;:](?= |$))+")
_KEPT_TOKEN = re.compile(r"(?:<[A-Z]+ [^<>]*>[^<>]*</[A-Z]+>|[^ \n]| [;:](?= |$))+")
_HYPHEN = re.compile(r"<[^<>]*>|(?<=[^\W\d_])(-)(?=[^\W\d_])")
_SYLLABLE = re.compile(r"[^\W\d_]{2,6}?[aeiouy](?=[bcdfglmnprstv][aeiouéèy][^\W\d_]{2})")
_BLANKS = re.compile(r" {2,}|\n+")
Cut = Callable[[str, bool], tuple[str, str] | None]
"""The two parts of a word too long for its line, if it may be cut there, inside a mention or not."""


def wrap(words: str, columns: int, *, cut: Cut | None = None, keep: bool = False) -> list[str]:
    """Lines of at most ``columns``; ``keep`` leaves mentions whole."""
    lines: list[str] = []
    line, filled, inside = "", 0, False
    for token in (_KEPT_TOKEN if keep else _TOKEN).findall(words):
        wide, after = width(token), _inside(token, before=inside)
        if line and filled + 1 + wide > columns:
            parts = cut(token, inside) if cut else None
            if parts and filled + 1 + width(parts[0]) <= columns:
                line, token = f"{line} {parts[0]}", parts[1]
            lines.append(line)
            line, filled = token, width(token)
        else:
            line = f"{line} {token}" if line else token
            filled += wide + bool(filled)
        inside = after
    return [*lines, line]


def _inside(token: str, *, before: bool) -> bool:
    """Whether a mention is open after the token."""
    at = token.rfind("<")
    return before if at < 0 else token[at + 1] != "/"


def _at_hyphen(token: str, _: bool) -> tuple[str, str] | None:
    """« Anne-⏎Louise »; hyphens in the head of a tag are none."""
    found = next((match for match in _HYPHEN.finditer(token) if match[1]), None)
    return (token[: found.end()], token[found.end() :]) if found else None


def _in_syllables(token: str, inside: bool) -> tuple[str, str] | None:
    """« délibé-⏎ration », of words that hold no value."""
    if inside or "<" in token:
        return _at_hyphen(token, inside)
    found = _SYLLABLE.match(token)
    return (f"{found[0]}-", token[found.end() :]) if found else None


@dataclass(frozen=True, slots=True)
class _Page:
    """How wide lines are and where words may be cut; tables are set by chance in one of their forms."""

    columns: int
    dice: Dice
    cut: Cut | None = None

    def lines(self, blocks: Sequence[Block]) -> Iterator[str]:
        """Each block as its lines, a blank line between most."""
        for block in blocks:
            yield from self.block(block)
            if not isinstance(block, Lines) or self.dice.chance(0.5):
                yield ""

    def block(self, block: Block) -> list[str]:
        match block:
            case Flow(words, hanging):
                parts = words.split("\n")
                first, *others = [line for part in parts for line in wrap(part, self.columns, cut=self.cut)]
                return [first, *(hanging + line for line in others)]
            case Lines(lines, right):
                return [" " * (self.columns - 45) + line for line in lines] if right else list(lines)
            case Title(words):
                centred = wrap(words, self.columns - 20)
                return [f"{' ' * max(0, (self.columns - width(line)) // 2)}{line}" for line in centred]
            case Beside(margin, words):
                return _beside(margin, words, self.columns)
            case Table():
                return _table(block, self.dice)


def _beside(margin: Sequence[str], words: str, columns: int) -> list[str]:
    """No mention is broken here: what stands in the margin would run through it."""
    lines = wrap(words.replace("\n", " "), columns - 32, keep=True)
    return [f"{padded(left, 30)}  {right}".rstrip() for left, right in zip_longest(margin, lines, fillvalue="")]


def _table(table: Table, dice: Dice) -> list[str]:
    """Columns aligned, leaders to the figure, labels with a colon, or, as some readers give it, a cell a line."""
    if dice.chance(0.06):
        return [line for row in (table.head, *table.rows) for cell in row for line in (cell, "")][:-1]
    if table.head and len(table.head) == 2 and dice.chance(0.4):
        form = dice.pick((" : ", " ...... ", "   ", " .................. "))
        mark = dice.pick(("", "- ", "   ", "* "))
        return [mark + form.join(row) for row in table.rows]
    return aligned(table, right=dice.chance(0.5))


def aligned(table: Table, *, right: bool = False) -> list[str]:
    """Columns under one another, figures at the right or at the left."""
    rows = [*([table.head] if table.head else []), *table.rows]
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    return ["   ".join(_cells(row, widths, right=right and bool(table.head))).rstrip() for row in rows]


def _cells(row: Sequence[str], widths: Sequence[int], *, right: bool) -> Iterator[str]:
    yield padded(row[0], widths[0])
    yield from (padded(cell, wide, right=right) for cell, wide in zip(row[1:], widths[1:], strict=True))


def _wrapped(blocks: Sequence[Block], dice: Dice) -> str:
    cut = _at_hyphen if dice.chance(0.8) else None
    return "\n".join(_Page(dice.between(84, 118), dice, cut).lines(blocks))


def _hyphenated(blocks: Sequence[Block], dice: Dice) -> str:
    return "\n".join(_Page(dice.between(70, 96), dice, _in_syllables).lines(blocks))


def _justified(blocks: Sequence[Block], dice: Dice) -> str:
    """Spaces doubled where the line was stretched."""
    page = _Page(dice.between(84, 110), dice, _at_hyphen)
    stretched = (
        _TOKEN.sub(lambda token: token[0] + (" " if dice.chance(0.12) else ""), line)
        for line in page.lines(blocks)
    )
    return "\n".join(line.rstrip() for line in stretched)


def _flat(blocks: Sequence[Block], dice: Dice) -> str:
    """All on one line; a table by rows, or its columns one after another."""
    page = _Page(10_000, dice)
    parts: list[str] = []
    for block in blocks:
        if isinstance(block, Table) and block.head and dice.chance(0.3):
            parts += [cell for column in zip(block.head, *block.rows, strict=True) for cell in column]
        else:
            parts += page.block(block)
    return _BLANKS.sub(" ", " ".join(part for part in parts if part)).strip()


def _latex(blocks: Sequence[Block], dice: Dice) -> str:
    """Markdown tables, and figures between dollars, as readers of scanned pages write them."""
    page = _Page(dice.between(96, 118), dice, _at_hyphen)
    lines: list[str] = []
    for block in blocks:
        match block:
            case Table(head, rows):
                blank = ("",) * len(rows[0])
                cells = (head or blank, (":--",) * len(blank), *rows)
                lines += [f"| {' | '.join(row)} |" for row in cells]
            case Title(words):
                lines.append(f"## {words}")
            case _:
                lines += page.block(block)
        lines.append("")
    return spelt_as_latex("\n".join(lines), dice)


def _noisy(blocks: Sequence[Block], dice: Dice) -> str:
    return scanned(_wrapped(blocks, dice), dice)


LAYOUTS: Mapping[str, Callable[[Sequence[Block], Dice], str]] = {
    "wrapped": _wrapped,
    "columned": _wrapped,
    "hyphenated": _hyphenated,
    "justified": _justified,
    "flat": _flat,
    "latex": _latex,
    "noisy": _noisy,
}


def page(blocks: Sequence[Block], layout: str, dice: Dice) -> str:
    return LAYOUTS[layout](blocks, dice)
