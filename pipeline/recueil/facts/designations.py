"""Find designations: « désigne M. Luc RÉ pour représenter la commune au conseil d'administration de X ».

One sentence says who, and to which organisation; a list may follow a colon. A sentence that names no organisation,
or several, says nothing: a secretary of the séance is designated too, and members of commissions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from recueil.entities.patterns import regex_at_word_start
from recueil.text import fold_accents
from recueil.values import Date, Designation, Mention, Organisation, PartialDate, Person
from recueil.values.mention import mentions_between

# « désigne », « sont désignés », not « avait désigné » or « de désigner ».
_CUE = re.compile(
    regex_at_word_start(
        "|".join(
            rf"{verb}\s{{1,3}}(?:donc\s)?(?:designee?s?|elue?s?|nommee?s?)"
            for verb in ("est", "sont", "soient", "soit", "etre")
        )
        + r"|d(?<!avait d)(?<!avaient d)(?<!ayant d)(?<! a d)(?<! ont d)esign(?:e|ent)|e(?<!\w e)lit"
        r"|elisent|nomment"
    )
    + "(?![a-z])"
)
_REPRESENTS = re.compile(
    r"represent|sieger|siegera|deleguee?s?\b|au sein d|aupres d|conseil d'administration|comite syndical"
    r"|assemblee generale|comite directeur"
)
_SECRETARY = re.compile(r"secretaire de (?:la )?seance")
# A sentence ends at a full stop, a semicolon or an empty line; a list after a colon goes on.
_START = re.compile(r"[.;]\s|\n\s{0,8}\n|\n\s{0,8}[-–•*]\s")
_END = re.compile(r"[.;](?=\s|\Z)|\n[ \t]{0,8}\n")
_CIVILITY_BEFORE = re.compile(r"(?<![a-z])(?:m|mm|mme|mmes|mlle|dr|st|ste)\Z")
_REACH_BEFORE, _REACH = 300, 900
_REPRESENTED = re.compile(r"represent\w{0,8}\s{1,3}(?:de\s)?(?:la\s|le\s|l'|notre\s)?\Z")
_REST_OF_WORD = re.compile(r"(?:-[^\W\d_]{1,30}){1,6}")
_UNTIL = re.compile(r"jusqu'(?:au|a la date du|en)\s{1,3}\Z")


def find_designations(
    text: str, persons: Sequence[Mention], organisations: Sequence[Mention], dates: Sequence[Mention]
) -> Iterator[Designation]:
    """Yield the designations of an act, in order."""
    small = fold_accents(text)
    done = 0
    for cue in _CUE.finditer(small):
        if cue.start() < done:
            continue
        start, end = _sentence(small, cue.start(), cue.end())
        done = end
        sentence = small[start:end]
        if not _REPRESENTS.search(sentence) or _SECRETARY.search(sentence):
            continue
        to = _organisation(text, small, mentions_between(organisations, start, end))
        who = [one for one in mentions_between(persons, start, end) if isinstance(one.value, Person)]
        if to is None:
            continue
        until = _until(small, mentions_between(dates, start, end))
        for one in dict.fromkeys(who):
            yield Designation(start, end, one, to, until)


def _sentence(small: str, start: int, end: int) -> tuple[int, int]:
    """Return the sentence around a cue, with the list that follows a colon at its end."""
    opening = max(0, start - _REACH_BEFORE)
    first = max((found.end() for found in _START.finditer(small, opening, start)), default=opening)
    stop = min(len(small), end + _REACH)
    for found in _END.finditer(small, end, stop):
        if found[0] == "." and _CIVILITY_BEFORE.search(small, max(0, found.start() - 6), found.start()):
            continue
        if found[0] != "." and small[: found.start()].rstrip().endswith(":"):
            continue
        return first, found.start()
    return first, stop


def _organisation(text: str, small: str, found: Sequence[Mention]) -> str | None:
    """Return the name of the only organisation that is sure, but for the body that is represented.

    A name that ends within a hyphenated word goes on to its end: « de Corvaz » is « de Corvaz-sur-Vèze ».
    """
    names: dict[str, str] = {}
    for one in found:
        is_represented = _REPRESENTED.search(small, max(0, one.start - 30), one.start)
        if isinstance(one.value, Organisation) and not one.doubtful and not is_represented:
            rest = _REST_OF_WORD.match(text, one.end)
            name = one.value.name + (rest[0] if rest else "")
            names[Organisation(name).key] = name
    return next(iter(names.values())) if len(names) == 1 else None


def _until(small: str, found: Sequence[Mention]) -> PartialDate | None:
    return next(
        (
            one.value.when
            for one in found
            if isinstance(one.value, Date) and _UNTIL.search(small, max(0, one.start - 24), one.start)
        ),
        None,
    )
