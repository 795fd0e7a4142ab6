"""Split a text into acts by the identifier stamped on each of their pages.

« ID : 029-200054724-20241016-DE2024_112-DE », « Préfecture - 53-2017-09-15-006 - Arrêté portant … ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile

from recueil.entities.patterns import SPACE
from recueil.facts.segmentation.act_headings import ActHeading, find_head, read_title

_DASH = r"[-–—.]"
# Scanners change the hyphens, drop blanks into the number and read letters for figures.
_CTES = re.compile(
    rf"[09](?<![0-9A-Za-z].)[0-9][0-9AB]{SPACE}?{_DASH}{SPACE}?[0-9]{{9}}{SPACE}?{_DASH}{SPACE}?"
    rf"(?P<day>(?:19|20)[0-9]{{6}}){SPACE}?{_DASH}{SPACE}?"
    rf"(?P<number>[A-Za-z0-9_./–—-]{{1,30}}(?:{SPACE}[A-Za-z0-9_./–—-]{{1,12}}){{0,3}}?){SPACE}?{_DASH}{SPACE}?"
    r"(?:DE|AR|AI|CC|BF|AU)(?![A-Za-z])"
)
_STAMP = re.compile(
    r"Envoy[ée]{1,2}\s{1,3}en\s{1,3}pr[ée]fecture|Re[çc]ue?\s{1,3}en\s{1,3}[Pp]r[ée]fecture"
    r"|Accus[ée]\s{1,3}de\s{1,3}r[ée]ception|Identifiant|Acte\s{1,3}[Cc]ertifi[ée]|T[ée]l[ée]transmi|\bID\s?:"
)
# How far before the identifier its stamp opens: « Envoyé en préfecture le … Reçu en préfecture le … ID : ».
_STAMP_OPENS = 260
# A misread identifier is compared with those of the acts just before. Of two that stand once each, only numbers
# farther apart than those of one séance are taken for one.
_COMPARED_RUNS = 4
_SEANCE_SPAN = 60
_OCR_LOOKALIKES = str.maketrans("OQIlSB", "001158")

# « 53-2017-09-15-006 »: department, day and rank, printed above each act of a préfecture's recueil, and below.
_PREFECTURE = re.compile(
    rf"(?P<code>(?<![\w-])[0-9R][0-9AB][0-9]?-20[0-9]{{2}}-[01][0-9]-[0-3][0-9]-[0-9]{{3,5}})(?![\w-])"
    rf"(?P<after>{SPACE}{{1,3}}-{SPACE})?"
)


# Prefilters: a part of every identifier or code, faster to find than the whole.
_IN_AN_IDENTIFIER = (re.compile("20[0-9]{6}"), re.compile("19[0-9]{6}"))
_IN_A_CODE = re.compile("-20[0-9]{2}-[01]")


@dataclass(slots=True)
class _Run:
    """The pages of one act, from its first identifier to its last."""

    item: str
    key: str
    start: int
    last: int
    pages: int = 1


def find_stamped_acts(text: str, kind: str | None = None) -> list[ActHeading]:
    """Return one heading per act if the text has identifiers of at least two acts, otherwise none.

    The recueil of a préfecture may hold a single act, below its cover.
    """
    coded = _group_pages(_code_pages(text), scanned=False) if "-20" in text and _IN_A_CODE.search(text) else []
    if len(coded) > 1 or (coded and kind == "recueil"):
        titles = [read_title(text, text.index(run.item, run.start) + len(run.item)) for run in coded]
        return [
            ActHeading(_service_above(text, run.start), run.item, title)
            for run, title in zip(coded, titles, strict=True)
        ]
    identified = any(day.search(text) for day in _IN_AN_IDENTIFIER)
    stamped = _group_pages(_identifier_pages(text), scanned=True) if identified else []
    if len(stamped) < 2:
        return []
    starts = [0]
    heads_follow = find_head(text, 0, stamped[0].start) is None  # the stamp leads the text of its page
    for before, run in pairwise(stamped):
        head = None if heads_follow else find_head(text, before.last, run.start)
        starts.append(head or run.start)
    return [ActHeading(start, run.item, None) for start, run in zip(starts, stamped, strict=True)]


def _identifier_pages(text: str) -> Iterator[_Run]:
    for match in _CTES.finditer(text):
        opening = _stamp_before(text, match.start())
        if opening is not None:
            yield _Run(
                re.sub(r"\s", "", match[0]), _number_key(match["number"], match["day"]), opening, match.end()
            )


def _number_key(number: str, day: str) -> str:
    """Normalise the number of an act against OCR errors; « DEL » without digits needs its day."""
    key = re.sub(r"[^0-9a-z]", "", number.translate(_OCR_LOOKALIKES).lower())
    return key if re.search("[0-9]", key) else f"{key} {day}"


def _is_misread(one: str, other: str, apart: int) -> bool:
    """Return whether two numbers differ in one place, and by more than ``apart``: « 2018_03378 » and
    « 2018_03978 ».
    """
    if len(one) != len(other) or sum(a != b for a, b in zip(one, other, strict=True)) != 1:
        return False
    first, second = (re.findall("[0-9]+", key)[-1:] or ["0"] for key in (one, other))
    return abs(int(first[0]) - int(second[0])) > apart


def _stamp_before(text: str, end: int) -> int | None:
    """Return where the stamp that ends with the identifier opens, after the stamp of the page before; or
    None.
    """
    start = max(0, end - _STAMP_OPENS)
    for match in _CTES.finditer(text, start, end):
        start = match.end()
    stamp = _STAMP.search(text, start, end)
    return stamp.start() if stamp else None


def _code_pages(text: str) -> Iterator[_Run]:
    for match in _PREFECTURE.finditer(text):
        start, end = match.span("code")
        below = match["after"] and text[max(0, start - 3) : start].strip() == "-"
        alone = text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n", "\r")
        if below or alone:
            yield _Run(match["code"], match["code"], start, end)


def _group_pages(pages: Iterator[_Run], *, scanned: bool) -> list[_Run]:
    """Return one run per act, in order. One misread page does not end an act that continues after it."""
    runs: dict[str, _Run] = {}
    for page in pages:
        run = runs.get(page.key) or (_find_misread(runs, page) if scanned else None)
        if run is None:
            runs[page.key] = page
            continue
        run.pages += 1
        for key in list(takewhile(lambda key: runs[key].pages == 1, reversed(runs))):
            del runs[key]
        if next(reversed(runs.values())) is run:
            run.last = page.last
    return list(runs.values())


def _find_misread(runs: dict[str, _Run], page: _Run) -> _Run | None:
    near = islice(reversed(runs.values()), _COMPARED_RUNS)
    return next(
        (run for run in near if _is_misread(run.key, page.key, 1 if run.pages > 1 else _SEANCE_SPAN)), None
    )


def _service_above(text: str, start: int) -> int:
    """Return the start of the lines above the code that name the service, up to a blank line or a page
    number.
    """
    for _ in range(3):
        line = text.rfind("\n", 0, max(start - 1, 0)) + 1
        line = max(line, text.rfind("\f", line, start) + 1)
        above = text[line:start].strip()
        if not above or above.isdigit() or len(above) > 120:
            break
        start = line
    return start
