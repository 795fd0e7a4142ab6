"""Parse the stamps of an act: its @CTES identifier, its matière, the days it was sent, received and
published.

« Envoyé en préfecture le 09/02/2021 », « Reçu en préfecture le 09/02/2021 », « Affiché le » (left blank: no
day), « ID : 013-211301106-20210201-1212-AI », « Date de télétransmission : 25/10/2021 », « Publiée le : 23
mai 2014 ». A stamp repeated on each page is one fact, and the majority of pages wins over a badly scanned
one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from recueil.entities.patterns import SPACE
from recueil.text import PrefilteredPattern, fold_accents
from recueil.values import Date, Mention, PartialDate, Period
from recueil.values.organisation import luhn

_DASH = r"\s?[-–—.]\s?"
# The number is what the clerk typed: « 2023-10-01-3 », « D13 2023 02 06 »; « -DE-1-1 » names one file of several.
_IDENTIFIER = re.compile(
    rf"(?P<department>[09](?<![\w-].)[0-9][0-9AB]){_DASH}(?P<siren>[0-9]{{9}}){_DASH}"
    rf"(?P<day>(?:19|20)[0-9]{{6}})(?:{_DASH}|\s)(?P<number>[A-Za-z0-9_][\w./ –—-]{{0,29}}?){_DASH}"
    r"(?P<nature>DE|AR|AI|CC|BF|AU)(?P<file>(?:-[0-9]{1,2}){2})?(?![A-Za-z])"
)
# « SIREN : 213 400 172 », « N° SIRET 213 400 172 00015 »: those of public bodies start with 1 or 2, of communes
# made since 2023 also with 9, as those of new firms do.
_SERIES, _NEW_SERIES = ("1", "2"), ("9",)
_HEAD = 1500
_HEAD_END = re.compile(r"^\W{0,9}(?:vus?|considerant|objet|article|expose|exposition|rapport)\b", re.MULTILINE)
_SIREN = re.compile(
    r"\bSIRE[NT]\b[^\S\n]{0,3}(?:n[°o]\.?)?[^\S\n]{0,3}:?\s{0,3}"
    r"(?P<siren>[129][0-9]{2}[ .\u00a0\u202f]?[0-9]{3}[ .\u00a0\u202f]?[0-9]{3})"
    r"(?:[ .\u00a0\u202f]?[0-9]{5}|[ .\u00a0\u202f]?[0-9]{3}[ .\u00a0\u202f][0-9]{2})?(?![0-9])",
    re.IGNORECASE,
)
_DAYS = (re.compile("20[0-9]{6}"), re.compile("19[0-9]{6}"))  # apart: each is looked for by its first figures
_DEPARTMENTS = re.compile(r"0(?:[0-8][0-9]|9[0-5]|2[AB])|97[1-8]|98[4-8]")

_TO_PREFECTURE = (
    r"\s{1,4}(?:(?:en|a|au|aux|par)\s{1,4})?(?:l[ae]\s{1,4}|l')?(?:services?\s{1,4}de\s{1,4}l'etat"
    r"|sous-?\s?prefecture|prefecture|"
    r"prefete?\b|controle\s{1,4}de\s{1,4}legalite|representant\s{1,4}de\s{1,4}l'etat)"
)
_LABELS = {
    "transmitted": rf"(?:envoye?e?s?|envoi|deposee?s?|depot|transmise?s?|transmission){_TO_PREFECTURE}|"
    r"tele-?transmis(?:e?s?|sion)\b",
    "received": rf"(?:recue?s?|reception){_TO_PREFECTURE}",
    "received_short": r"\brecu(?=\s{1,4}le\b)",
    "published": r"publiee?s?\b(?:\s{1,4}(?:et|ou|,)\s{1,4}(?:affichee?s?|notifiee?s?)\b)?"
    r"|publication\b(?:\s{1,4}en\s{1,4}ligne\b)?|mise?s?\s{1,4}en\s{1,4}ligne\b",
    "convocation": r"convocation\b",
    "posted": r"affichee?s?\b(?:\s{1,4}(?:et|ou|,)\s{1,4}(?:publiee?s?|notifiee?s?)\b)?|affichage\b",
}
_LABEL = PrefilteredPattern(
    r"(?<![^\W_])(?:" + "|".join(f"(?P<{name}>{words})" for name, words in _LABELS.items()) + ")",
    *("envo", "depo", "transmis", "tele", "recu", "recep", "publi", "mis", "convocation", "affich"),
)
# Text between a label and its day: « sur le site de la ville », « le », « : ».
_LINK = re.compile(
    rf"(?:{SPACE}{{1,3}}(?:(?:de|du|par|sur|en|au|l[ae])\s{{1,3}}){{1,2}}(?:l'acte|la\s{{1,3}}deliberation"
    rf"|affichage|voie\s{{1,3}}electronique|"
    rf"site|mairie|prefecture|registre)(?:\s{{1,3}}(?:internet|de|la|le|du|ville|commune|mairie|l'acte)){{0,4}})?"
    rf"{SPACE}{{0,40}}(?:(?:le|du|en\s{{1,3}}date\s{{1,3}}du)\b)?{SPACE}{{0,40}}(?P<colon>:)?{SPACE}{{0,40}}"
)
_NEXT_LINE = re.compile(rf"(?:\r?\n{SPACE}{{0,120}}){{1,2}}")
_LINE_END = re.compile(rf"{SPACE}{{0,120}}(?:\r?\n|\Z)")
_DATE_OF = re.compile(r"\s{0,120}(?:Date\s{1,3}d[e'’]\s{0,3})?")
_DAY_GAP = re.compile(r"\s{1,40}")
# In a sentence these words count where the act says that it is in force: « exécutoire après envoi en préfecture le
# … et publication le … »; « l'avis a été publié le » speaks of something else.
_IN_FORCE = re.compile(r"executoire|teletransmi|\bacte\s{1,3}(?:publie|affiche|transmis)")
_COMPTE_RENDU = re.compile(r"compte[ -]rendu(?:\s{1,3}[a-z]{4,10})?\s{1,3}\Z")
_ACKNOWLEDGEMENT = re.compile(r"\b(?:ar|accuse)\b[^.;]{0,40}prefecture[^.;]{0,90}\Z")
_BEFORE = 200

# « Matière : 6.1-Police municipale », « Nomenclature Actes : 7.5.1 »; levels past the second are the prefecture's.
_SUBJECT = PrefilteredPattern(
    r"\b(?:matieres?|nomenclature|classification|code\s{1,3}(?:matiere|acte|nomenclature)"
    r"|domaine)\b(?:[^\n.:0-9]{0,40}:)?\s{0,20}"
    r"(?P<subject>(?:1\.[1-7]|2\.[1-3]|3\.[1-6]|4\.[1-5]|5\.[1-8]|6\.[1-5]|7\.(?:10|[1-9])|8\.[1-9]"
    r"|9\.[1-4]))(?![0-9])",
    *("matiere", "nomenclature", "classification", "code", "domaine"),
)


@dataclass(frozen=True, slots=True)
class Identifier:
    """An @CTES identifier without spaces; ``siren`` and ``department`` only if they can exist."""

    written: str
    department: str | None
    siren: str | None
    day: PartialDate


@dataclass(frozen=True, slots=True)
class Stamps:
    """The days of the stamps; None for a stamp that is missing, left blank or unreadable."""

    transmitted: PartialDate | None = None
    received: PartialDate | None = None
    published: PartialDate | None = None
    posted: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class _Label:
    """A label and where its day would stand; ``open``: a colon is left for the day."""

    start: int
    end: int
    name: str
    open: bool


def find_identifier(text: str) -> Identifier | None:
    """Return the identifier on most pages, one with a valid SIREN first; or None."""
    if not any(day.search(text) for day in _DAYS):
        return None
    read = [each for match in _IDENTIFIER.finditer(text) if (each := _parse_identifier(match))]
    times = Counter(each.written for each in read)
    return max(read, key=lambda each: (each.siren is not None, times[each.written]), default=None)


def find_siren(text: str) -> str | None:
    """Return the SIREN in the heading, alone or as the start of a SIRET; None if there are several.

    Below the heading, a SIREN belongs to a body that the act is about.
    """
    return _find_siren_of(text, _SERIES)


def find_new_siren(text: str) -> str | None:
    """Return the SIREN in the heading that is of the series which new communes share with new firms."""
    return _find_siren_of(text, _NEW_SERIES)


def _find_siren_of(text: str, series: tuple[str, ...]) -> str | None:
    head = text[:_HEAD]
    if "SIRE" not in head.upper():
        return None
    end = _HEAD_END.search(fold_accents(head))
    spelled = {
        "".join(filter(str.isdigit, match["siren"]))
        for match in _SIREN.finditer(head, 0, end.start() if end else len(head))
    }
    valid = {digits for digits in spelled if digits.startswith(series) and luhn(digits)}
    return valid.pop() if len(valid) == 1 else None


def _parse_identifier(match: re.Match[str]) -> Identifier | None:
    day = PartialDate(int(match["day"][:4]), int(match["day"][4:6]), int(match["day"][6:]))
    if not day.exists:
        return None
    number = "".join(match["number"].split()).replace("–", "-").replace("—", "-")
    head = f"{match['department']}-{match['siren']}-{match['day']}"
    return Identifier(
        f"{head}-{number}-{match['nature']}{match['file'] or ''}",
        match["department"] if _DEPARTMENTS.fullmatch(match["department"]) else None,
        match["siren"] if luhn(match["siren"]) else None,
        day,
    )


def find_subject(text: str) -> str | None:
    """Return the two national levels of the matière, as printed: « 7.10 » is not « 7.1 »; or None."""
    match = _SUBJECT.search(fold_accents(text))
    return match["subject"] if match else None


def read_stamps(text: str, dates: Sequence[Mention]) -> Stamps:
    """Return the days beside the labels of stamps, for each the one on most pages."""
    days: dict[str, Counter[PartialDate]] = {name: Counter() for name in Stamps.__slots__}
    for label, mention in _label_days(text, {mention.start: mention for mention in dates}):
        when = _stamp_day(mention)
        if when is not None and label.name in days:
            days[label.name][when] += 1
    return Stamps(**{name: max(read, key=lambda when: read[when], default=None) for name, read in days.items()})


def _stamp_day(mention: Mention) -> PartialDate | None:
    """Return the day of a mention, or None; « Date de publication : L'an deux mille … » was left blank."""
    value = mention.value
    if mention.rule == "formula":
        return None
    when = value.when if isinstance(value, Date) else value.start if isinstance(value, Period) else None
    return when if when and when.day and when.exists else None


def _label_days(text: str, by_start: Mapping[int, Mention]) -> Iterator[tuple[_Label, Mention]]:
    """Yield each label with the day beside it; consecutive labels take consecutive days if there are as
    many.
    """
    row: list[_Label] = []
    for label in _find_labels(text):
        if not (row and _is_next_label(text, row[-1], label.start)):
            row = []
        row.append(label)
        days = _days_after(text, label, by_start, len(row))
        if len(days) == len(row):
            yield from zip(row, days, strict=True)
        elif len(days) == 1 and days[0].start == label.end:
            yield label, days[0]


def _find_labels(text: str) -> Iterator[_Label]:
    small = fold_accents(text)
    for match in _LABEL.finditer(small):
        name = str(match.lastgroup)
        before = small[max(0, match.start() - _BEFORE) : match.start()]
        link = _LINK.match(small, match.end())
        if link is None or not _is_stamp(name, before, match[0], capital=text[match.start()].isupper()):
            continue
        yield _Label(match.start(), link.end(), name.removesuffix("_short"), link["colon"] is not None)


def _is_stamp(name: str, before: str, label: str, *, capital: bool) -> bool:
    if name == "received_short":
        return capital and bool(_ACKNOWLEDGEMENT.search(before))
    if capital or before.endswith(("date de ", "date d'", "date de la ")):
        return True
    return bool(_IN_FORCE.search(before + label)) or (name == "posted" and bool(_COMPTE_RENDU.search(before)))


def _is_next_label(text: str, label: _Label, start: int) -> bool:
    """Return whether only « Date de » stands between a label and the next one."""
    return start >= label.end and bool(_DATE_OF.fullmatch(text, label.end, start))


def _days_after(text: str, label: _Label, by_start: Mapping[int, Mention], wanted: int) -> list[Mention]:
    """Return at most ``wanted`` days after a label, separated only by spaces."""
    at = label.end
    if line := _NEXT_LINE.match(text, at):
        at = line.end()
        first = by_start.get(at)
        # a blank « Affiché le » takes no day from a line that says something else
        if first is None or not (label.open or _LINE_END.match(text, first.end)):
            return []
    days: list[Mention] = []
    while len(days) < wanted and (mention := by_start.get(at)):
        days.append(mention)
        gap = _DAY_GAP.match(text, mention.end)
        at = gap.end() if gap else -1
    return days
