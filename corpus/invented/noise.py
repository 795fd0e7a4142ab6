"""What scanning does to a page: letters misread, accents and apostrophes lost, figures spelt as LaTeX.

Words with a value keep their value: only what stands around them is misread.
"""

from __future__ import annotations

import re

from invented.dice import Dice
from invented.tagging import outside

_WORD = re.compile(r"[^\W\d_]{5,}")
_MISREAD = (
    ("é", "e"),
    ("è", "é"),
    ("ê", "è"),
    ("l", "I"),
    ("rn", "m"),
    ("ti", "tl"),
    ("ss", "s"),
    ("nn", "n"),
    ("à", "a"),
)
_ELISION = re.compile(r"\b([lLdDnN])['’](?=[^\W\d_])")
_MOVED_SPACE = re.compile(r" (?=(?:du|de|la|le|par)\b)")

_PERCENT = re.compile(r"(<PERCENTAGE [^<>]*>[^<>%]*?)[ \u00a0]?%(</PERCENTAGE>)")
_MONEY = re.compile(r"<AMOUNT [^<>]*>[^<>\n]*€[^<>\n]*</AMOUNT>")
_SLASHES = re.compile(r"<DATE [^<>]*>\d\d / \d\d / \d{4}</DATE>")
_FIRST = re.compile(r"(<DATE [^<>]*>)1er ")
_NUMBER = re.compile(r"\bn° ?(\d[\d-]*)")
_RANK = re.compile(r"\b(\d)(ème|er)\b(?=[ ,.])")


def scanned(tagged: str, dice: Dice) -> str:
    """Plausible misreadings, in about one word of sixteen."""

    def misread(word: re.Match[str]) -> str:
        if not dice.chance(0.06):
            return word[0]
        before, after = dice.pick(_MISREAD)
        return word[0][:1] + word[0][1:].replace(before, after, 1)

    def changed(words: str) -> str:
        words = _WORD.sub(misread, words)
        words = _ELISION.sub(lambda found: found[0] if dice.chance(0.9) else f"{found[1]} ", words)
        return _MOVED_SPACE.sub(
            lambda found: "" if dice.chance(0.01) else "  " if dice.chance(0.02) else " ", words
        )

    return outside(tagged, changed)


def spelt_as_latex(tagged: str, dice: Dice) -> str:
    """« $8,58 \\%$ », « $1^{\\text {er }}$ septembre 2022 », « $\\mathrm{n}^{\\circ} 182$ »."""
    tagged = _PERCENT.sub(lambda found: f"${found[1]} \\%{found[2]}$" if dice.chance(0.8) else found[0], tagged)
    tagged = _MONEY.sub(lambda found: f"${found[0]}$" if dice.chance(0.6) else found[0], tagged)
    tagged = _SLASHES.sub(lambda found: f"${found[0]}$", tagged)
    tagged = _FIRST.sub(lambda found: f"{found[1]}$1^{{\\text {{er }}}}$ ", tagged)
    return outside(tagged, _latex_outside)


def _latex_outside(words: str) -> str:
    words = _NUMBER.sub(lambda found: f"$\\mathrm{{n}}^{{\\circ}} {found[1]}$", words)
    return _RANK.sub(lambda found: f"${found[1]}^{{\\text {{{found[2]} }}}}$", words)
