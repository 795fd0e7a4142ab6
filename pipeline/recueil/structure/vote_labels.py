"""The labels of counted votes with the figures beside them: « 26 voix pour », « Contre : néant », « ABST. 2 »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, cast

from recueil.extract import numerals

Position = Literal["votes_for", "against", "abstentions", "not_voting"]

_FIGURE = rf"(?:\d{{1,3}}|{numerals.WORDS}(?:\s?\(\s?\d{{1,3}}\s?\))?|neant|aucune?|sans|o(?![\w'.]))"
_UNIT = (
    r"(?:(?:voix|votes?|suffrages?|bulletins?|conseillers?|elus?|membres?)(?:\s(?:exprimee?s?|favorables?))?"
    r"(?:\s(?:sont|votent|se\sprononcent))?|sont|votent)"
)
# « NPPV », « N PP V » of flattened tables; « voix » alone stands for votes in favour.
_LABEL = re.compile(
    r"(?<![\w-])(?:"
    r"(?P<votes_for>(?<!majorite )pour(?!\s(?:cent|mille)\b)|oui(?=\s?:))"
    r"|(?P<against>contre(?![\w-])|oppositions?|non(?=\s?:))"
    r"|(?P<abstentions>abst?entions?|abst\b\.?|s'abst(?:ient|iennent|enant))"
    r"|(?P<not_voting>n\.?\s?pp\.?\s?v\b|ne\s+(?:prend|prennent|prenant)\s+pas\s+part\b|refus\s+de\s+vote"
    r"|n'(?:ayant|a|ont)\s+pas\s+(?:pris\s+part|participe)\s+au(?=\s+vote)"
    r"|ne\s+particip(?:e|ent|ant)\s+pas\s+au(?=\s+vote))"
    r"|(?P<voices>voix(?!\s{0,3}[«\"'(]?\s?(?:pour|contre|favorables?)\b))"
    r")"
)
_BEFORE = re.compile(
    rf"(?<![\w.,°'])(?<!\d/)(?P<figure>{_FIGURE})\s{{0,4}}(?:{_UNIT}\s{{1,4}})?(?:[«\"“'(]\s?)?$",
)
_COLON = re.compile(r"(?:\s?\(s\)|\s?(?:au|du)\s+votes?\b)?\s{0,3}(?P<colon>:|=|\.{2,80}|…)")
_AFTER = re.compile(
    rf"\s{{0,6}}(?P<figure>{_FIGURE}|[/-](?![\w/])|ø)"
    r"(?!\d|\s\d{3}(?!\d)|\s{0,2}[%€°]|[.,/]\d|\s?(?:euros?|eur|ha|m2|heures?|ans|mois|jours)\b)"
)
# « Présents 22 voix Exprimés 20 voix Pour 18 voix »: the figure before « Pour » counts others.
_OF_MEMBERS = re.compile(r"\b(?:exprimes|votants|presents|representes|pouvoirs)\s{0,2}:?\s{0,3}$")
_NOTHING = frozenset({"neant", "aucun", "aucune", "sans", "o", "/", "-", "ø"})
_BY = re.compile(r"(?:\bpar|\bunanimite[a-z ]{0,25}[(,:]?|\bmajorite[a-z ]{0,25}[(,:]?|\bsoit)\s{0,3}$")
_ELECTION = re.compile(
    r"\b(?:elue?s?|elit|elections?|candidat|obten|recueil|bulletins?|designe|scrutin\s+(?:secret|uninominal))"
)
_VOTES = re.compile(r"(?:voix|votes?|suffrages?)\W{0,4}$")
_LOOK_BACK = 60


@dataclass(frozen=True, slots=True)
class Label:
    """A label with the figures beside it."""

    position: Position
    start: int
    end: int
    colon: bool
    unit: bool
    before: tuple[int, int] | None  # the figure and where it starts
    after: tuple[int, int] | None  # the figure and where it ends

    @property
    def first(self) -> int:
        return self.before[1] if self.before else self.start

    @property
    def last(self) -> int:
        return self.after[1] if self.after else self.end


def labels(folded: str) -> Iterator[Label]:
    """The labels of ``folded`` that may count votes, in text order."""
    for match in _LABEL.finditer(folded):
        kind = match.lastgroup or ""
        before = _figure_before(folded, match.start())
        colon = _COLON.match(folded, match.end())
        end = colon.end() if colon else match.end()
        after = _figure_after(folded, end, colon is not None)
        counted = before or after or colon or kind in ("abstentions", "not_voting")
        if not counted or (kind == "voices" and not (before and _of_a_vote(folded, before[1]))):
            continue
        unit = kind == "voices" or _VOTES.search(folded, max(0, match.start() - 12), match.start()) is not None
        position = cast(Position, "votes_for" if kind == "voices" else kind)
        yield Label(position, match.start(), end, colon is not None, unit, before, after)


def _of_a_vote(folded: str, at: int) -> bool:
    """« par 26 voix », « à l'unanimité (18 voix) »; not « Mme X : 18 voix » of an election."""
    if _ELECTION.search(folded, max(0, at - 160), at):
        return False
    return _BY.search(folded, max(0, at - 40), at) is not None


def _figure_before(folded: str, at: int) -> tuple[int, int] | None:
    since = max(0, at - _LOOK_BACK)
    match = _BEFORE.search(folded[since:at])
    if match and _OF_MEMBERS.search(folded, max(0, since + match.start() - 20), since + match.start()):
        return None
    value = number(match["figure"]) if match else None
    return (value, since + match.start()) if match and value is not None else None


def _figure_after(folded: str, at: int, colon: bool) -> tuple[int, int] | None:
    match = _AFTER.match(folded, at, at + _LOOK_BACK)
    if not match or (not colon and (not match["figure"].isdigit() or "\n" in match[0])):
        return None
    value = number(match["figure"])
    return (value, match.end()) if value is not None else None


def number(words: str) -> int | None:
    """The number that figures or words say; « néant », « aucune », « / » are 0."""
    if words in _NOTHING:
        return 0
    figures = re.search(r"\d+", words)
    return int(figures[0]) if figures else numerals.parse(words)
