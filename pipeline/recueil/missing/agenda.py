"""Items of an agenda without an act: those in the minutes of a séance, compared with the titles of its acts."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from recueil.text import fold_accents, index_keys, join_lines

_HEADING = re.compile(
    r"(?:^|\n)[ \t]*(?:l')?ordre\s{1,3}du\s{1,3}jour\b(?!\s{1,3}(?:est|etait|a|ayant|et)\b)[^\n.]{0,40}(?=\n)"
)
_ITEM = re.compile(
    r"^[ \t]*(?:[-–•*]|[0-9]{1,3}\s?(?:[.)°]|[-–:](?!\d))|[ivx]{1,5}[.)])\s{0,4}(?P<words>\S[^\n]*)"
)
_BLANK_LINES = 2
_MOST_ITEMS = 150
_REACH = 20_000
# What is no matter of a délibération.
_FORMAL = re.compile(
    r"approbation d(?:u|es) (?:proces|compte|pv)|proces[ -]verbal|compte[ -]rendu|secretaire de seance|divers\b"
    r"|questions? (?:orales|diverses?|ecrites)|informations?|communications?|tour de table|appel nominal|quorum"
    r"|decisions? (?:du maire|du president|prises)|delegations? (?:du|au) maire|rapports? des? commissions?"
    r"|pouvoirs?\b|ordre du jour|calendrier|prochaine"
)
_MIN_WORDS = 2
_SAME = 0.6


def read_agenda(text: str) -> tuple[str, ...]:
    """Return the items of the agenda in minutes; none if they have no list of them under such a heading."""
    small = fold_accents(text[:_REACH])
    heading = _HEADING.search(small)
    if heading is None:
        return ()
    items: list[str] = []
    blank = 0
    for line in text[heading.end() : _REACH].split("\n"):
        blank = 0 if line.strip() else blank + 1
        item = _ITEM.match(fold_accents(line))
        if item:
            items.append(join_lines(line[item.start("words") :]))
        elif line.strip() and items and blank == 0 and line.startswith((" ", "\t")):
            items[-1] = f"{items[-1]} {join_lines(line)}"
        elif line.strip() and (items or blank > _BLANK_LINES):
            break
        if len(items) >= _MOST_ITEMS:
            break
    return tuple(items)


def unmatched_items(agenda: Collection[str], titles: Collection[str]) -> Iterator[str]:
    """Yield the items whose words no title has; none if most are so: the titles are of something else."""
    decided = [item for item in agenda if not _FORMAL.search(fold_accents(item))]
    known = [set(index_keys(title)) for title in titles]
    missing = [item for item in decided if not _is_known(set(index_keys(item)), known)]
    if 2 * len(missing) <= len(decided):
        yield from missing


def _is_known(words: set[str], known: Collection[set[str]]) -> bool:
    if len(words) < _MIN_WORDS:
        return True
    return any(len(words & title) >= _SAME * min(len(words), max(len(title), _MIN_WORDS)) for title in known)
