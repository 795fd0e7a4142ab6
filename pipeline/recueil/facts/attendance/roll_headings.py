"""The headings of attendance lists.

« Étaient présents : », « Absents excusés ayant donné pouvoir : », « PROCURATION(S) : », « Absents ayant voté par
procuration en application de l'article L 2121-20 du Code Général des Collectivités Territoriales : ».
``plain`` is the text as :func:`recueil.text.fold_accents` gives it: small letters, every offset kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from recueil.facts.attendance.roll_gaps import CIVILITY, count_unknown_words, ends_list


class AttendanceStatus(Enum):
    """The kind of list that a member stands in.

    ``MEMBERS``: a list of the body not labelled present; ``NONE``: names without a heading.
    """

    PRESENT = "present"
    REPRESENTED = "represented"
    EXCUSED = "excused"
    ABSENT = "absent"
    MEMBERS = "members"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ListHeading:
    """``plain[start:end]`` opens a list.

    ``paired``: givers and holders of pouvoirs in two columns. ``mixed``: members who gave a pouvoir and
    others. ``also``: « Étaient également présents », usually guests. ``college``: members of a part of the
    body.
    """

    start: int
    end: int
    status: AttendanceStatus
    paired: bool = False
    mixed: bool = False
    also: bool = False
    college: bool = False


_ENDING: Final = r"(?:e|s|[(.·•/-]{1,2}[es]\)?){0,4}"  # « absent(e)s », « présent.e.s »
_STATUS_WORD: Final = re.compile(
    rf"(?<![\w-])(?:(?P<present>presents?{_ENDING}|participants?)|(?P<absent>absents?{_ENDING})"
    rf"|(?P<excused>(?:non\s{{1,3}})?exc?cuse{_ENDING})|(?P<power>(?:non\s{{1,3}})?represente{_ENDING}"
    r"|(?:sans\s{1,3})?(?:delegations?\s{1,3}de\s{1,3}vote|procuration|pouvoir|pourvoir)(?:s|\(s\))?"
    r"|delegue\s{1,3}leurs?\s{1,3}droits?\s{1,3}de\s{1,3}vote|mandants?|mandataires?))(?![\w-])"
)
# Status words contain a stem; characters that may precede it: « délégué leur droit| de vote ».
_LONGEST_LEAD: Final = 20
_STATUS_STEMS: Final = (
    *("present", "participant", "absent", "cuse"),
    *("procuration", "pouvoir", "pourvoir", "manda", " de vote"),
)
_SHORTEST: Final = min(map(len, _STATUS_STEMS))
_JOINS: Final = re.compile(r"(?!\s{0,20}\n\s{0,20}\n)[^:;.\d]{0,60}")
_PAIRED: Final = re.compile(
    r"mandants?\b.{0,60}mandataires?|(?:donn\w{1,4}|pouvoirs?|procurations?|vote)\s{1,9}a\s{0,9}:", re.DOTALL
)
_MIXED: Final = re.compile(r"/|\bou\b|\(\s?(?:pouvoir|procuration)")

# What a heading may say between its last status word and the first name.
_LEAD_IN: Final = re.compile(
    rf"(?:[\s:.,;*|•·➢✓()\[\]–—-]|\d{{1,3}}(?![\w/])|{CIVILITY}|\b(?:les?|la|des?|l['’]|et|ou|a|en|son|leur|nom|de"
    r"|l'ouverture|voter|vote|ecrits?|donnes?|formant|majorite|membres?|elus?|conseill\w{1,4}|municipa\w{1,3}"
    r"|communautaires?|metropolitains?|departementa\w{1,3}|regiona\w{1,2}|syndica\w{1,2}|delegu\w{1,3}"
    r"|titulaires?|suppleante?s?|adjointe?s?|maires?|presidente?s?|vice-presidente?s?|suivante?s?|bureau"
    r"|comite|conseil|tous|mesdames|messieurs|exercice|noms?|prenoms?|qui|ont|avaient|ayant|sont|etaient"
    r"|sous|presidence|respectivement|seance|avec|voix|dont|(?:par\s{1,9})?visioconference"
    r"|distance|presentiel|deliberative|titre|departement|communes?|epci|[a-z]{1,2})\b){0,60}"
)
_CHAIRED: Final = re.compile(r"\bpresidence\b")
_COLON: Final = re.compile(
    rf":(?:\s{{1,3}}[a-z]{{1,2}}\b)?[\s*|•·–—-]{{0,80}}"
    rf"(?:{CIVILITY}[\s:]{{0,10}}(?:et\s{{1,5}}{CIVILITY}[\s:]{{0,10}})?)?$"
)
_BY_LAW: Final = re.compile(
    r"\b(?:en\s{1,9}application|conformement|au\s{1,9}titre|en\s{1,9}vertu)\b[^:]{0,180}(?=:)"
)
# Another sentence; a label longer than that of a town, « Délégués présents :⏎Châteloup : »
_SENTENCE: Final = re.compile(r"[.;!?]\s{1,9}\w|:[^:]{60,}:|:[^:]*:[^:]*:")
_LONGEST_TAIL: Final = 260
_MAX_UNKNOWN_WORDS: Final = 3  # words that a heading may add

_NOT_BEFORE: Final = re.compile(
    r"(?:\b(?:unanimite|majorite|votes?|voix|suffrages?|nombre|nbre|egalement|aussi|personnel"
    r"|services?|invite\w{0,2}"
    r"|presse|public|techniciens?|agents?|jour|quorum)\b[^.:;\n]{0,40}|\b(?:un|au|du|le|la|ce"
    r"|tout|tous|son)\s{1,9})$"
)
_OF_MEMBERS: Final = re.compile(r"\b(?:des|aux|les|par les)\s{1,9}(?:\w{2,20}\s{1,9}){0,2}$")
_HEADING_STARTS: Final = re.compile(
    r"(?:\b(?:etai(?:en)?ts?|etaiens?|sont|furent)\s{1,9}|(?:^|\n)\s{0,120}(?:[a-z]{2,15}\s{1,3}){0,3}"
    r"|[.;:]\s{1,40})$"
)
_COLON_NEEDED: Final = re.compile(r"presente?$|participants?$|pouvoir$|procuration$|delegation\w?\s")
_LOOK_BACK: Final = 80  # characters that tell what a word of status belongs to

_MEMBERS: Final = re.compile(
    r"\b(?:mesdames\s{1,9}(?:et\s{1,9})?,?\s{0,9}messieurs(?:\s{1,9}les)?|les)\s{1,9}"
    r"(?:membres|conseillere?s|delegues|elus)[^.:;\n]{0,60}:\s{0,40}$"
)
_COLLEGE: Final = re.compile(
    rf"(?:^|[\n.;])\s{{0,40}}college\s{{1,3}}(?:de|des|du|d')[^:;.\n]{{2,80}}?(?:\s{{0,3}}:|\s{{1,3}}[–-]|\n)"
    rf"[\s–•*-]{{0,40}}(?:{CIVILITY}\s{{0,9}})?$"
)
_ALSO: Final = re.compile(r"\b(?:etaient|sont)\s{1,9}(?:egalement|aussi)\s{1,9}$")
# « Étaient présents tous les conseillers en exercice, à l'exception de : »
_ALL_PRESENT_EXCEPT: Final = re.compile(
    r"\b(?:(?:(?:etaient|sont)\s{1,9}presente?s|presente?s\s{0,9}:)\s{1,9}tou(?:te)?s\b[^.;:]{0,80}"
    r"|tou(?:te)?s\s{1,9}les\s{1,9}[^.;:]{0,60}\b(?:etaient|sont)\s{1,9}presente?s\b[^.;:]{0,20})"
    r"\b(?:a\s{1,9}l'exception|sauf|hormis|excepte)\b(?:\s{1,9}d(?:e|u|es)\b|\s{1,9}d')?"
    rf"[\s:*•–-]{{0,40}}(?:{CIVILITY}\s{{0,9}})?$"
)
_HEADING_BELOW: Final = re.compile(r"[\s.]{0,80}(?:etaient\s{1,9})?presents\s{0,9}:\s{0,80}")


def find_heading(text: str, plain: str, start: int, end: int) -> ListHeading | None:
    """Return the heading between two names that opens the list of the second, or None."""
    if end - start < _SHORTEST:
        return None
    stems = [place for stem in _STATUS_STEMS if (place := plain.find(stem, start, end)) >= 0]
    if not stems:
        return None
    if plain.find("tou", start, end) >= 0 and (excepted := _ALL_PRESENT_EXCEPT.search(plain, start, end)):
        return ListHeading(excepted.start(), end, AttendanceStatus.ABSENT)
    words = _last_cluster(plain, max(start, min(stems) - _LONGEST_LEAD), end)
    status = _combined_status(words)
    if words and text[slice(*words[-1].span())] == "excuse":  # « M. X excuse Mme Y »
        return None
    if status is None or end - words[-1].end() > _LONGEST_TAIL:
        return None
    first, last = words[0].start(), words[-1].end()
    before = plain[max(0, first - _LOOK_BACK) : first]
    also = status is AttendanceStatus.PRESENT and _ALSO.search(before) is not None
    if (_NOT_BEFORE.search(before) and not also) or not _opens_list(text, plain, words, end):
        return None
    paired = _PAIRED.search(plain, first, end) is not None
    mixed = status is AttendanceStatus.REPRESENTED and _MIXED.search(plain, first, last) is not None
    return ListHeading(first, end, status, paired, mixed, also)


def find_members_heading(plain: str, start: int, end: int) -> ListHeading | None:
    """Return the heading « Mesdames et Messieurs les Conseillers municipaux : » or « Collège des communes
    – », or None.
    """
    start = max(start, end - 2 * _LOOK_BACK)
    if plain.find("college", start, end) >= 0 and (college := _COLLEGE.search(plain, start, end)):
        return ListHeading(college.start(), end, AttendanceStatus.MEMBERS, college=True)
    found = _MEMBERS.search(plain, start, end) if plain[start:end].rstrip().endswith(":") else None
    return ListHeading(found.start(), end, AttendanceStatus.MEMBERS) if found else None


def is_heading_below(plain: str, start: int, end: int) -> bool:
    """Return whether the gap is a « Présents : » that a PDF reader placed below its list, just before the
    next heading.
    """
    return _HEADING_BELOW.fullmatch(plain, start, end) is not None


def _last_cluster(plain: str, start: int, end: int) -> list[re.Match[str]]:
    """Return the last group of status words before a name: « Absents excusés ayant donné procuration »."""
    cluster: list[re.Match[str]] = []
    for word in _STATUS_WORD.finditer(plain, start, end):
        if cluster and not _JOINS.fullmatch(plain, cluster[-1].end(), word.start()):
            cluster = []
        cluster.append(word)
    return cluster


def _combined_status(words: Sequence[re.Match[str]]) -> AttendanceStatus | None:
    """Return the status that the words name; None for headings of mixed lists: « présents ou représentés »."""
    kinds = {word.lastgroup for word in words if not word[0].startswith(("sans", "non"))}
    if "present" in kinds:
        return AttendanceStatus.PRESENT if kinds == {"present"} else None
    if "power" in kinds:
        return AttendanceStatus.REPRESENTED
    return AttendanceStatus.EXCUSED if "excused" in kinds else AttendanceStatus.ABSENT if kinds else None


def _opens_list(text: str, plain: str, words: Sequence[re.Match[str]], end: int) -> bool:
    """Return whether status words head a list rather than belong to a sentence: « des membres présents »."""
    start = words[0].start()
    before = plain[max(0, start - _LOOK_BACK) : start]
    tail = _BY_LAW.sub(" ", plain[words[-1].end() : end])
    if _CHAIRED.search(tail) and words[-1].lastgroup != "present":
        return False
    led_in = _LEAD_IN.fullmatch(tail) is not None
    begins = text[start].isupper() or _HEADING_STARTS.search(before) is not None
    if _COLON.search(tail) and not _SENTENCE.search(tail) and not ends_list(tail):
        return led_in or (begins and count_unknown_words(tail) <= _MAX_UNKNOWN_WORDS)
    if (len(words) == 1 and _COLON_NEEDED.match(words[0][0])) or _OF_MEMBERS.search(before):
        return False
    return led_in and (begins or ":" in tail or "\n" in tail)
