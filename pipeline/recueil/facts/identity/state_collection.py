"""Read what a page of a collection of the State prints about the act on it: who issued it, and its title.

The collections of the préfectures open an act with its service, its code and its title, and repeat them at the
foot of each page: « Centre hospitalier Lourmes - 99-2025-01-21-00009 - Décision de délégation 5 ».
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import dropwhile, islice

from recueil.text import fold_accents
from recueil.values import PartialDate

_HEAD = 6000
_CODE = r"(?P<code>[0-9R][0-9AB][0-9]?-20[0-9]{2}-[01][0-9]-[0-3][0-9]-[0-9]{3,5})"
_FOOT = re.compile(
    rf"(?:\A|\n)[^\S\n]{{0,80}}(?P<service>[^\n]{{3,420}}?)\s{{1,3}}-\s{{1,3}}{_CODE}\s{{1,3}}-\s(?P<title>[^\n]{{1,300}}(?:\n[^\n]{{1,200}}){{0,7}})"
)
_CODE_OF_FOOT = re.compile(rf"-\s{{1,3}}{_CODE}\s")
# « 2904-DIRECTION … », « 03_DDFIP_Direction … »: numbers and initials of the service.
_PREFIX = re.compile(r"(?:[0-9]{2,5}[ _-]{1,3})?(?:[A-Z][A-Z0-9]{1,7}(?:[ _-]{1,3})(?=[A-Z][a-z]|[A-Z]{3,20} ))?")
_WORD = re.compile(r"\S+\s*")
# « … de signature 5 », « … - ISF5 »: the number of the page ends the title of a foot.
_PAGE = re.compile(r"(?<![0-9/._-])(?!(?:19|20)[0-9]{2}\b)[0-9]{1,4}[^\S\n]{0,20}(?:\n|\Z)")
# « Certificat – page 2 /2Préfecture du Var »: the page above ends where the foot begins.
_RUN_IN = re.compile(r".{0,120}[0-9](?=[A-ZÀ-Þ][^\W\d_]{3})")
_OF_PREFECTURE = re.compile(
    r"\A(?:sous-?\s?)?prefectures?\b|\Apref|\Acabinet|\Asecretariat general|\Asgcd?\b"
    r"|\Add[a-z]{1,6}[_ ]?(?:[0-9]{2,3})?\Z"
)
_END_OF_FOOT = re.compile(r"\W{0,9}(?:[0-9]{1,4}\W{0,9})?(?:\n|\Z)")
_EDGES = ' –_-."”»)'
# « … (L. Delile) pour les années 2025 à 2029 »: the words above go on where the foot was cut.
_CONTINUES = re.compile(
    r"[0-9(«]|(?:pour|d[eu]s?|d['’]|à|aux?|en|et|dans|sur|par|avec|l[ae]s?|l['’]|[a-zéè]{4,14}ant)\b"
)
_NOT_LINE_BREAK = re.compile(r"[^\n]")
# Initials of services are of the State's own, but for these.
_SHORT, _OTHERS = 8, frozenset({"chu", "chru"})
_SPELLED_OUT = {"ARS": "Agence régionale de santé"}  # communes are called « Ars »
_COMPARED = 40  # letters
# A word in small letters: « Centre hospitalier », not « CH53 » or « DDCSPP_53 ».
_LONG_WORD = re.compile(r"[^\W\d_]{2}[^\W\d_A-ZÀ-Þ]{2}|[A-ZÀ-Þ]{4,20}\s[A-ZÀ-Þ]")


@dataclass(frozen=True, slots=True)
class CollectedAct:
    """``service`` is None where it is the préfecture itself; ``departement`` and the ``day`` of the act are the
    code's; the foot ends at ``end``.
    """

    service: str | None
    departement: str
    day: PartialDate | None
    title: str
    end: int


def read_collected_act(text: str) -> CollectedAct | None:
    """Return what the first page of an act in a collection prints about it; None elsewhere."""
    foot = _FOOT.search(text, 0, _HEAD) if _CODE_OF_FOOT.search(text, 0, _HEAD) else None
    if foot is None:
        return None
    service = " ".join(foot["service"].split())
    length = _length_of(foot["title"])
    if (code := service.find(foot["code"])) >= 0:  # all on one line: the service, the code and the title above too
        words = service[code + len(foot["code"]) :].split()
        repeated = _count_common(words, foot["title"].split())
        service = " ".join(dropwhile(lambda word: any(map(str.isdigit, word)), words[repeated:]))
        length = [0, *(word.end() for word in _WORD.finditer(foot["title"]))][repeated]
    if run_in := _RUN_IN.match(service):
        service = service[run_in.end() :]
    named = service[_PREFIX.match(service).end() :]  # type: ignore[union-attr]
    named = _SPELLED_OUT.get(named, named)
    is_prefecture = _OF_PREFECTURE.search(fold_accents(named)) is not None or (
        len(named) < _SHORT and fold_accents(named) not in _OTHERS
    )
    return CollectedAct(
        None if is_prefecture else named.split(" / ")[0].strip(" -"),
        foot["code"].split("-")[0],
        day if (day := PartialDate(*map(int, foot["code"].split("-")[1:4]))).exists else None,
        _title_above(text, foot, length) or " ".join(foot["title"][:length].split()),
        foot.start("title") + length,
    )


def blank_feet(text: str) -> str:
    """Return a text with blanks in place of the feet of its first pages, so that no title runs into one."""
    if not _CODE_OF_FOOT.search(text, 0, _HEAD):
        return text
    pieces: list[str] = []
    after = 0
    while foot := _FOOT.search(text, max(0, after - 1), _HEAD):
        end = foot.start("title") + _length_of(foot["title"])
        pieces += [
            text[after : foot.start("service")],
            _NOT_LINE_BREAK.sub(" ", text[foot.start("service") : end]),
        ]
        after = end
    return "".join([*pieces, text[after:]])


def _count_common(words: list[str], others: list[str]) -> int:
    """Return how many words both begin with."""
    return next((at for at, (word, other) in enumerate(zip(words, others, strict=False)) if word != other), 0)


def _title_above(text: str, foot: re.Match[str], length: int) -> str | None:
    """Return the lines between the code above the act and the foot of its first page; None without both.

    What they say below the words of the foot, which may be the name of a file, if it is longer.
    """
    code = text.find(foot["code"], 0, foot.start("service"))
    if code < 0:
        return None
    words = " ".join(text[code + len(foot["code"]) : foot.start("service")].split())
    printed, repeated = _letters(words), _letters(foot["title"])
    common = next(
        (at for at, (one, other) in enumerate(zip(printed, repeated, strict=False)) if one != other), None
    )
    common = min(len(printed), len(repeated)) if common is None else common
    if not common or common < min(_COMPARED, len(_letters(foot["title"][:length]))):
        return None
    below, rest = _after_letters(words, common).lstrip(_EDGES), _after_letters(foot["title"], common)
    restated = _letters(below).startswith(printed[: min(common, _COMPARED)])
    if not below or not (restated or (_END_OF_FOOT.match(rest) and not _CONTINUES.match(below))):
        return words
    above = words.removesuffix(below).rstrip(_EDGES[:4])
    of_words = below[0].isupper() and len(_LONG_WORD.findall(below)) > 1
    return below if of_words and len(below) > len(above) and not restated else above


def _after_letters(words: str, count: int) -> str:
    """Return what follows so many letters and digits."""
    ends = (at + 1 for at, letter in enumerate(words) if letter.isalnum())
    return words[next(islice(ends, count - 1, None)) :]


def _length_of(title: str) -> int:
    """Return how much of the lines at a foot is its title: up to the number of the page, or the first line."""
    page = _PAGE.search(title)
    return page.start() if page else len(title.partition("\n")[0])


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words))
