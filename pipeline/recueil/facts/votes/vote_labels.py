"""Parse the counted votes of an act and the names of the voters.

« 26 voix pour et 2 contre (MM. X et Y) », « POUR : 26 CONTRE : 0 », « Contre : néant », « ABST. 2 »,
« moins une abstention », « M. X s'abstient ». Labels may stand after their figures, before them, or all
before all of them (a table flattened to one line).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from recueil.entities import numerals

Position = Literal["votes_for", "against", "abstentions", "not_voting"]

FILL = "\u2060"
"""Pads a rewritten figure to its original length, so that offsets stay valid."""

_FIGURE = rf"(?:\d{{1,3}}|{numerals.NUMBER_WORDS}(?:\s?\(\s?\d{{1,3}}\s?\))?|neant|aucune?|sans|o(?![\w']|\.\w))"
_UNIT = (
    r"(?:(?:voix|votes?|suffrages?|bulletins?|conseillers?|elus?|membres?)(?:\s(?:exprimee?s?|favorables?))?"
    r"(?:\s(?:sont|votent|se\sprononcent))?|sont|votent)"
)
# Literals come first, so that a long text is searched fast; « voix » alone stands for votes in favour.
_LABEL_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (position, re.compile(rf"{word}(?<![\w-]{word}){rest}"))
    for position, word, rest in (
        ("votes_for", "pour", r"(?<!majorite pour)(?!\s(?:cent|mille)\b)"),
        ("votes_for", "oui", r"(?=\s?:)"),
        ("against", "contre", r"(?![\w-])"),
        ("against", "opposition", "s?"),
        ("against", "non", r"(?=\s?:)"),
        ("abstentions", "abs", r"(?:t?entions?|t\b\.?)"),
        ("abstentions", "s'abst", "(?:ient|iennent|enant)"),
        ("abstained", "abstenu", r"e?s?\b"),
        ("not_voting", "refus", r"\s+de\s+vote"),
        ("voices", "voix", r"(?!\s{0,3}[«\"'(]?\s?(?:pour|contre|favorables?)\b)"),
        ("voices", "suffrages", r"(?!\s{0,3}(?:[«\"'(]?\s?(?:pour|contre|favorables?|exprime\w*)|de)\b)"),
    )
)
# « NPPV », « N PP V » of flattened tables.
_NON_VOTERS = re.compile(r"pp\.?\s?v\b|pas\s+(?:p(?:art\b|ris\b|articip)|au\b)")
_NOT_VOTING = re.compile(
    r"n(?<![\w-]n)(?:\.?\s?pp\.?\s?v\b|e\s+(?:prend|prennent|prenant)\s+pas\s+part\b"
    r"|'(?:ayant|a|ont)\s+pas\s+(?:pris\s+part|participe)\s+au(?=\s+vote)"
    r"|e\s+particip(?:e|ent|ant)\s+pas\s+au(?=\s+vote))"
)
_FIGURE_BEFORE = re.compile(
    rf"(?<![\w.,°'])(?<!\d/)(?P<figure>{_FIGURE}){FILL}{{0,16}}\s{{0,4}}(?:{_UNIT}\s{{1,4}})?(?:[«\"“'(]\s?)?$",
)
# « MM. X et Y ayant voté contre », « s'étant abstenus »: verbs whose subject stands before them.
_HAVING_VOTED = re.compile(r"(?:\bqui\s+)?\b(?:(?:ayant|ont|a)\s+vote|vot(?:e|ent|ant))\s+$")
_REFLEXIVE = re.compile(r"(?:\bqui\s+)?\b(?:s'(?:est|etant|etai(?:t|ent))|se\s+sont)\s+$")
_RELATIVE = re.compile(r"(?:\bqui\s+)?$")
_VERB = re.compile(r"s'abst|ne\s+p|n'")
# « Contre : - Abstention : - »; not « une abstention : - DÉSIGNE ».
_DASH = r"-(?=\s{0,4}(?:$|[\n;,.|/)]|(?:votes?\s|voix\s)?(?:pour|contre|abst|refus|nppv|ne\s)))"
_COLON = re.compile(r"(?:\s?\(s\))?(?:\s?(?:au|du)\s+votes?\b|\sde)?\s{0,3}(?P<colon>:|=|\.{2,80}|…)")
_FIGURE_AFTER = re.compile(
    rf"\s{{0,6}}(?P<figure>{_FIGURE}|/(?![\w/])|{_DASH}|ø)"
    r"(?!\d|\s\d{3}(?!\d)|\s{0,2}[%€°]|[.,/]\d|\s?(?:euros?|eur|ha|m2|heures?|ans|mois|jours)\b)"
)
# « Pour 12 Contre Abstention 1 », « Pour Contre Abstention 24 »: no figure beside it, nor a colon.
_BEFORE_BLANK = re.compile(r"(?:[:\d|]|voix)\s{1,4}(?:votes?\s|voix\s)?$")
_AFTER_BLANK = re.compile(r"\s{1,4}(?:votes?\s|voix\s)?(?:abst|refus|n\.?ppv)")
# « Présents 22 voix Exprimés 20 voix Pour 18 voix »: the figure before « Pour » counts others.
_OF_MEMBERS = re.compile(r"\b(?:exprimes|votants|presents|representes|pouvoirs)\s{0,2}:?\s{0,3}$")
_ZERO_WORDS = frozenset({"neant", "aucun", "aucune", "sans", "o", "/", "-", "ø"})
_INTRODUCES_VOICES = re.compile(
    r"(?:\bpar|\bunanime\s?[(,:]|\bunanimite[a-z ]{0,25}[(,:]?|\bmajorite[a-z ]{0,25}[(,:]?|\bsoit)\s{0,3}$"
)
_ELECTION = re.compile(
    r"\b(?:elue?s?|elit|elections?|candidat|obten|recueil|bulletins?|designe|scrutin\s+(?:secret|uninominal))"
)
_POSITIONS: dict[str, Position] = {
    "votes_for": "votes_for",
    "voices": "votes_for",
    "against": "against",
    "abstentions": "abstentions",
    "abstained": "abstentions",
    "not_voting": "not_voting",
}
_VOTES = re.compile(r"(?:voix|votes?|suffrages?)\W{0,4}$")
_DIGITS = re.compile(r"\d+")
_LOOK_BACK = 60
_MATH_FIGURE = re.compile(r"\$\s?(?:\\[a-z]{4,8}\s?\{)?\s?(?P<digits>\d(?:\s?\d){0,2})\s?\}?\s?\$")


def unwrap_math_figures(folded: str) -> str:
    """Replace figures in LaTeX math, as OCR readers write them (« $1 2$ voix pour »), by « 12 » padded to
    the same length.
    """
    if "$" not in folded:
        return folded
    return _MATH_FIGURE.sub(lambda figure: "".join(figure["digits"].split()).ljust(len(figure[0]), FILL), folded)


@dataclass(frozen=True, slots=True)
class VoteLabel:
    """A vote label with the figures beside it.

    ``verb``: the offset of a verb that may follow the names of voters.
    """

    position: Position
    start: int
    end: int
    colon: bool
    unit: bool
    verb: int | None
    before: tuple[int, int] | None  # the figure and where it starts
    after: tuple[int, int] | None  # the figure and where it ends
    blank: bool = False  # where nothing but the next label follows it

    @property
    def counted(self) -> bool:
        return self.before is not None or self.after is not None or self.colon or self.blank

    def figure(self, leading: bool) -> tuple[int, int] | None:
        """Return the label's figure and its offset, or None.

        ``leading``: figures stand before their labels, otherwise after them.
        """
        return self.before or (self.after if self.colon else None) if leading else self.after

    @property
    def first(self) -> int:
        return self.before[1] if self.before else self.start

    @property
    def last(self) -> int:
        return self.after[1] if self.after else self.end


def find_labels(folded: str) -> Iterator[VoteLabel]:
    """Yield the labels that may count votes, in text order."""
    words = sorted(_label_words(folded), key=lambda found: found[0].start())
    blanks = set(_blank_label_offsets(folded, words))
    for match, kind in words:
        before = _figure_before(folded, match.start())
        colon = _COLON.match(folded, match.end())
        end = colon.end() if colon else match.end()
        after = _figure_after(folded, end, colon is not None)
        if kind == "voices" and not (before and _counts_votes(folded, before[1])):
            continue
        verb = _verb_start(folded, match, kind)
        blank = match.start() in blanks
        told = kind != "abstained" and (before or after or colon or blank)
        if not told and verb is None and kind not in ("abstentions", "not_voting"):
            continue
        unit = kind == "voices" or _VOTES.search(folded, max(0, match.start() - 12), match.start()) is not None
        yield VoteLabel(_POSITIONS[kind], match.start(), end, colon is not None, unit, verb, before, after, blank)


def _blank_label_offsets(folded: str, words: Sequence[tuple[re.Match[str], str]]) -> Iterator[int]:
    """Yield the offsets of labels left blank that have no colon."""
    for (before, kind), (match, against) in pairwise(words):
        if against != "against" or not _AFTER_BLANK.match(folded, match.end()):
            continue
        if kind == "votes_for" and folded[before.end() : match.start()].strip() in ("", "voix", "vote", "votes"):
            yield before.start()
            yield match.start()
        elif _BEFORE_BLANK.search(folded, max(0, match.start() - 14), match.start()):
            yield match.start()


def _verb_start(folded: str, match: re.Match[str], kind: str) -> int | None:
    """Return where the verb of « ayant voté contre », « s'abstient », « ne prend pas part » begins, or
    None.
    """
    start = match.start()
    if kind in ("abstentions", "not_voting"):
        if not _VERB.match(match[0]):
            return None
        helping = _RELATIVE
    else:
        helping = _REFLEXIVE if kind == "abstained" else _HAVING_VOTED
    verb = helping.search(folded, max(0, start - 20), start)
    return verb.start() if verb else None


def _label_words(folded: str) -> Iterator[tuple[re.Match[str], str]]:
    for position, pattern in _LABEL_PATTERNS:
        for match in pattern.finditer(folded):
            yield match, position
    if _NON_VOTERS.search(folded):
        for match in _NOT_VOTING.finditer(folded):
            yield match, "not_voting"


def _counts_votes(folded: str, at: int) -> bool:
    """Return whether « voix » counts a vote: « par 26 voix », « à l'unanimité (18 voix) »; not « Mme X : 18
    voix » of an election.
    """
    if _ELECTION.search(folded, max(0, at - 160), at):
        return False
    return _INTRODUCES_VOICES.search(folded, max(0, at - 40), at) is not None


def _figure_before(folded: str, at: int) -> tuple[int, int] | None:
    since = max(0, at - _LOOK_BACK)
    match = _FIGURE_BEFORE.search(folded[since:at])
    if match and _OF_MEMBERS.search(folded, max(0, since + match.start() - 20), since + match.start()):
        return None
    value = parse_count(match["figure"]) if match else None
    return (value, since + match.start()) if match and value is not None else None


def _figure_after(folded: str, at: int, colon: bool) -> tuple[int, int] | None:
    match = _FIGURE_AFTER.match(folded, at, at + _LOOK_BACK)
    if not match or (not colon and (not match["figure"].isdigit() or "\n" in match[0])):
        return None
    value = parse_count(match["figure"])
    return (value, match.end()) if value is not None else None


def parse_count(words: str) -> int | None:
    """Parse a count in figures or words; « néant », « aucune », « / » are 0. Return None if it is not a
    number.
    """
    if words in _ZERO_WORDS:
        return 0
    figures = _DIGITS.search(words)
    return int(figures[0]) if figures else numerals.parse_number_words(words)
