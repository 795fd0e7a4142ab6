"""Detect the stamps that télétransmission overlays on pages, by their wording and the distance of their
lines.

« Envoyé en préfecture le … ⏎ Reçu en préfecture le … ⏎ Affiché le … ⏎ ID :
034-213401722-20240312-2024_001-DE », « Accusé de réception – Ministère de l'intérieur ⏎ 034-… ⏎ Acte
certifié exécutoire ».
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from recueil.readers.pdf.lines import Run

_DATE = r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}"
_IDENTIFIER = r"[09][0-9][0-9AB]-[0-9]{9}-[0-9]{8}-[\w./–-]{1,40}?-?(?:DE|AR|AI|CC|BF|AU)(?:-[0-9]{1,2}){0,2}"
_DAY = rf"(?:\s(?:le|du))?\s?:?(?:\s?{_DATE})?(?:\s?(?:à\s)?[0-9]{{1,2}}[:h][0-9]{{2}}(?::[0-9]{{2}})?)?"
# Lines that only stamps have.
_STAMP_LINE = re.compile(
    rf"(?:ID\s?:?\s?)?{_IDENTIFIER}"
    rf"|(?:Envoy[ée]|Reçue?|Déposée?|Transmise?)\s(?:en|à\sla|par\sla)\s(?:sous-)?préfecture{_DAY}"
    r"|Accusé\sde\sréception(?:\s[-–]|\sen|\sde\sla)?\s(?:Ministère\sde\sl['’]intérieur|préfecture)(?:\s:)?"
    r"(?:\s.{0,60})?|A\.?R\.?\sPréfecture|Accusé\scertifié\sexécutoire|Acte\scertifié\sexécutoire"
    rf"|(?:Envoi|Réception)\s(?:en\s|par\sla\s|par\sle\s)?pr[ée]fec?t(?:ure)?\s?:{_DAY}"
    rf"|Date\sde\s(?:télétransmission|réception\spréfecture|réception\sde\sl['’]AR)\s?:{_DAY}",
    re.IGNORECASE,
)
# Lines that may be beside or below those.
_COMPANION_LINE = re.compile(
    rf"{_DATE}|(?:Affichée?|Publiée?|Notifiée?|Affichage|Publication|Reçu|Certifié exécutoire){_DAY}"
    r"|ID\s?:|S²LOW|S2LOW|SLO|Berger[ -]Levrault(?:\s\([0-9.]+\))?",
    re.IGNORECASE,
)
_HINT = re.compile(rf"pr[ée]fecture|{_IDENTIFIER}", re.IGNORECASE)
_LONGEST = 140
_MOST = 400
_NEAR = 1.2  # heights of a line, from one line to the next
_BESIDE = 12


@dataclass(slots=True)
class Stamp:
    """The lines of one stamp; two stamps with the same words are equal by ``key``."""

    runs: list[Run] = field(default_factory=list)

    @property
    def key(self) -> str:
        return " ".join(run.text for run in sorted(self.runs, key=attrgetter("base", "x0")))


def extract_stamps(runs: Sequence[Run]) -> tuple[list[Stamp], list[Run]]:
    """Return the stamps of a page, and the other runs."""
    if not any(_HINT.search(run.text) for run in runs):
        return [], list(runs)
    lines = [run for run in runs if _matches_line(run, _STAMP_LINE)][:_MOST]
    joining = [run for run in runs if _matches_line(run, _COMPANION_LINE)][:_MOST]
    stamps = [stamp for stamp in _group_runs(lines, joining) if _is_whole(stamp)]
    taken = {id(run) for stamp in stamps for run in stamp.runs}
    return stamps, [run for run in runs if id(run) not in taken]


def _matches_line(run: Run, words: re.Pattern[str]) -> bool:
    text = run.text
    return len(text) <= _LONGEST and words.fullmatch(text) is not None


def _group_runs(lines: Iterable[Run], joining: Sequence[Run]) -> list[Stamp]:
    stamps: list[Stamp] = []
    for run in sorted(lines, key=attrgetter("base")):
        near = next((stamp for stamp in stamps if any(_is_near(run, other) for other in stamp.runs)), None)
        if near is None:
            stamps.append(near := Stamp())
        near.runs.append(run)
    for run in sorted(joining, key=attrgetter("base")):
        near = next((stamp for stamp in stamps if any(_is_near(run, other) for other in stamp.runs)), None)
        if near is not None:
            near.runs.append(run)
    return stamps


def _is_near(one: Run, other: Run) -> bool:
    size = max(one.size, other.size)
    if one.pieces[0].turn != other.pieces[0].turn or abs(one.base - other.base) > 2 * _NEAR * size:
        return False
    return max(one.x0, other.x0) - min(one.x1, other.x1) < _BESIDE * size


def _is_whole(stamp: Stamp) -> bool:
    """Return whether the stamp has the act's identifier, or several lines."""
    text = stamp.key
    return re.search(_IDENTIFIER, text) is not None or (len(stamp.runs) > 1 and "préfecture" in text.lower())


def new_stamps(pages: Sequence[Sequence[Stamp]]) -> list[list[Stamp]]:
    """Return for each page the stamps that the previous stamped page does not have."""
    kept: list[list[Stamp]] = []
    last: set[str] = set()
    for stamps in pages:
        kept.append([stamp for stamp in stamps if stamp.key not in last])
        last = {stamp.key for stamp in stamps} or last
    return kept
