"""Words of a text as a tagger sees them: letters or digits; what stands between two words is a gap of some class.

« l'Haÿ-les-Roses, le 12 » has six words; their gaps are « ' », « - », « - », « , » and a space.

A proper name extends over capitalised words with small words between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Final, NamedTuple

from recueil.text import fold

# As in ``recueil.text``, but digits are split at every mark; a longer run is no word.
_WORD = re.compile(r"([^\W_]{1,80}(?:[\u0300-\u036f]{1,3}[^\W_]{0,80}){0,20})")

GAPS: Final = ("start", "space", "line", "hyphen", "apostrophe", "comma", "stop", "colon", "open", "close", "dash",
               "slash", "other")  # fmt: skip
"""Classes of the gap before a word. A paragraph, a blank line or a long gap is ``stop``."""
_GAP_OF = {
    " ": "space", "\n": "line", "-": "hyphen", "‐": "hyphen", "‑": "hyphen", "'": "apostrophe", "’": "apostrophe",
    "‘": "apostrophe", "`": "apostrophe", "´": "apostrophe", ",": "comma", ".": "stop", ";": "stop", "!": "stop",
    "?": "stop", "•": "stop", ":": "colon", "(": "open", "«": "open", "“": "open", '"': "open", "[": "open",
    ")": "close", "»": "close", "”": "close", "]": "close", "–": "dash", "—": "dash", "/": "slash",
}  # fmt: skip
# The strongest class of the characters in a gap decides.
_STRENGTH = {
    name: position
    for position, name in enumerate((
        "space", "line", "apostrophe", "hyphen", "slash", "other", "dash", "comma", "close", "open", "colon",
        "stop",
    ))
}  # fmt: skip
_CODES = {name: code for code, name in enumerate(GAPS)}
_SPACED_HYPHEN = re.compile(r"\s{1,20}[-‐‑]\s{1,20}")
_LONGEST_GAP = 40


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text in order: offsets, written and folded forms, and the class of the gap before each."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    forms: Sequence[str]
    folded: Sequence[str]
    gaps: Sequence[int]

    def __len__(self) -> int:
        return len(self.forms)


@lru_cache(maxsize=2)
def split_words(text: str) -> Words:
    """Split a text into words; the last texts are kept, since several taggers read each."""
    parts = _WORD.split(text)
    edges = list(accumulate(map(len, parts)))
    forms = parts[1::2]
    gaps = list(map(_gap_class, parts[:-1:2]))
    if gaps:
        gaps[0] = 0
    return Words(text, edges[:-1:2], edges[1::2], forms, list(map(fold_word, forms)), gaps)


@lru_cache(maxsize=1 << 16)
def fold_word(form: str) -> str:
    """Fold a word; one without letters that fold is empty."""
    return fold(form)


@lru_cache(maxsize=1 << 12)
def _gap_class(gap: str) -> int:
    if len(gap) > _LONGEST_GAP or gap.count("\n") > 1:
        return _CODES["stop"]
    if _SPACED_HYPHEN.fullmatch(gap):
        return _CODES["dash"]
    classes = {_GAP_OF.get(mark, "space" if mark.isspace() else "other") for mark in gap} or {"other"}
    return _CODES[max(classes, key=_STRENGTH.__getitem__)]


class RuleMatch(NamedTuple):
    """Words ``first`` to ``last`` (exclusive), found by a rule."""

    first: int
    last: int
    rule: str


LINKS: Final = frozenset({
    "a", "au", "aux", "d", "de", "des", "du", "en", "et", "l", "la", "le", "les", "lez", "sous", "sur",
})  # fmt: skip
"""Small words that may stand inside a name, also in capitals."""
_JOINING = frozenset(GAPS.index(name) for name in ("space", "line", "hyphen", "apostrophe"))
_QUOTE = GAPS.index("open")
_LINE = GAPS.index("line")
_HYPHEN = GAPS.index("hyphen")
STOPS: Final = frozenset({
    "a", "absent", "absents", "acte", "affichage", "affiche", "annee", "annexe", "arrete", "arrondissement",
    "article", "avis", "bp", "budget", "canton", "cedex", "code", "compte", "conseil", "conseiller",
    "conseillers", "convocation", "date", "decide", "decision", "deliberation", "deliberations",
    "departement", "dimanche", "direction", "dossier", "edition", "elle", "envoye", "envoyee", "est",
    "etaient", "etait", "exercice", "extrait", "fait", "id", "il", "jeudi", "le", "lequel", "liste", "lundi",
    "madame", "maire", "mardi", "membres", "mercredi", "mesdames", "messieurs", "mm", "mme", "mmes",
    "monsieur", "nombre", "numero", "objet", "ordre", "page", "pouvoir", "pouvoirs", "presence", "present",
    "presents", "president", "presidente", "proces", "procuration", "publie", "pv", "quorum", "rapport",
    "rapporteur", "recu", "registre", "represente", "representee", "republique", "reunion", "samedi",
    "seance", "secretaire", "service", "session", "siege", "siren", "siret", "tel", "telephone", "unanimite",
    "vendredi", "votants", "vote", "vu",
})  # fmt: skip
"""Words of headings and forms that follow a name when the lines of an act have run together."""
_MAX_WORDS = 9
_LINE_OPENINGS = frozenset({"un", "une", "contre", "pour", "adopte", "adoptee", "approuve"})
_SENTENCE_OPENINGS = frozenset({
    "afin", "apres", "attendu", "aucun", "aucune", "ce", "cette", "ces", "chaque", "cinq", "conformement",
    "considerant", "dans", "depuis", "deux", "dix", "huit", "lors", "neuf", "plusieurs", "quatre", "sept", "six",
    "suite", "trois",
})  # fmt: skip
_WIDE_GAP = " " * 5
_SHORT_LINE = 0.7  # of the longest line around
_REACH = 600  # characters to each side
_LINES_AROUND = 4
_MAX_QUOTED = 12


def joins(words: Words, at: int) -> bool:
    """Return whether only a space, line break, hyphen or apostrophe stands before the word."""
    return words.gaps[at] in _JOINING


def begins_cell(words: Words, at: int) -> bool:
    """Return whether the word begins another cell or line of a form than the word before it.

    A bar or a wide gap of spaces parts cells. A line parts two words of a name if the second opens a heading, a
    vote or, in small letters, a sentence, or if both are capitalised, not both in capitals, and the line, much
    shorter than those around, was not wrapped.
    """
    gap = words.text[words.ends[at - 1] : words.starts[at]]
    if "|" in gap:
        return True
    if "\n" not in gap:
        return _WIDE_GAP in gap
    if words.folded[at - 1] in LINKS or words.forms[at][0].islower():
        return False
    if words.folded[at] in STOPS or words.folded[at] in _LINE_OPENINGS:
        return True
    if words.folded[at] in _SENTENCE_OPENINGS and not words.forms[at].isupper():
        return True  # « l'école⏎Trois devis », not « ÉCOLE⏎DEUX RIVES »
    before, after = words.forms[at - 1], words.forms[at]
    capitalised = before[0].isupper() and after[0].isupper()
    return capitalised and not (before.isupper() and after.isupper()) and _is_short_line(words, at - 1)


def _is_short_line(words: Words, at: int) -> bool:
    """Return whether the line on which the word stands is much shorter than the longest of those around it."""
    end = words.ends[at]
    before = words.text[max(0, end - _REACH) : end].split("\n")
    after = words.text[end : end + _REACH].split("\n")
    around = (*before[1:-1][-_LINES_AROUND:], *after[1:-1][:_LINES_AROUND])
    longest = max((len(line.strip()) for line in around), default=0)
    return len((before[-1] + after[0]).strip()) < _SHORT_LINE * longest


def is_capitalised(words: Words, at: int) -> bool:
    return words.forms[at][0].isupper()


def skip_links(words: Words, at: int, limit: int = 3) -> int:
    """Return the first word from ``at`` that is no link word; at most ``limit`` are skipped."""
    end = min(len(words), at + limit)
    while at < end and joins(words, at) and words.folded[at] in LINKS:
        at += 1
    return at


def name_end(words: Words, first: int) -> int:
    """Return the end (exclusive) of the name that begins with the word ``first``; ``first`` if none does.

    In a run of capitals a word of headings ends it.
    """
    count = len(words)
    if first >= count or not is_capitalised(words, first) or words.folded[first] in STOPS:
        return first
    last = first + 1
    while last - first < _MAX_WORDS:
        following = skip_links(words, last)
        if following >= count or not joins(words, following) or not is_capitalised(words, following):
            break
        if following > last and _parts(words, last, following):
            break
        if words.folded[following] in STOPS or (words.folded[last] in STOPS and words.forms[last][0].isupper()):
            break
        if words.forms[following].isupper() != words.forms[first].isupper() and words.gaps[following] == _LINE:
            break
        last = following + 1
    return last


def _parts(words: Words, first: int, last: int) -> bool:
    """Return whether the links of these words part two names: « et de la », « à »; not « Pont-à-Valdoré »."""
    link = words.folded[first]
    return (link == "et" and last - first > 1) or (link in ("a", "au", "aux") and words.gaps[first] != _HYPHEN)


def quoted_end(words: Words, at: int) -> int:
    """Return the end of the words that a quotation mark before ``at`` opens; ``at`` if none closes them."""
    text = words.text
    before = text[words.ends[at - 1] if at else 0 : words.starts[at]]
    closing = {"«": "»", "“": "”", '"': '"'}.get(before.strip()[-1:], "")
    if words.gaps[at] != _QUOTE or not closing:
        return at
    for last in range(at, min(len(words), at + _MAX_QUOTED)):
        following = words.starts[last + 1] if last + 1 < len(words) else len(text)
        if closing in text[words.ends[last] : following]:
            return last + 1
    return at
