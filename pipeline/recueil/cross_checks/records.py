"""Rules about the acts themselves: transmission later than fifteen days, and acts cited that the store lacks."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator

from recueil.cross_checks.history import DateOfAct, History, Place, whole
from recueil.cross_checks.rule import CrossFinding, CrossRule, cross_rule
from recueil.store.acts.history import ActOfBody, prints_number
from recueil.store.index.terms import normalise_term
from recueil.text import fold_accents

_TRANSMITTED_WITHIN = datetime.timedelta(days=15)
# What L2131-2 has transmitted and concerns one person: appointments and permits, not their promotions.
_INDIVIDUAL = re.compile(
    r"\b(?:nomination|recrutement|nommant|recrutant|licenciement|permis de (?:construire|demolir|amenager))\b"
)
_INDIVIDUAL_NUMBER = re.compile(r"(?<![a-z])[0-9]{8}-[a-z0-9_.\-]{1,30}-ai(?![a-z])")
_COMMUNE = re.compile(r"communaut|metropol|syndica|departement|region|agglomeration|\bpetr\b|prefe")
_MIN_NUMBERED = 3
_DIGIT = re.compile(r"[0-9]")
_DAY_IN_NUMBER = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?![0-9])")


@cross_rule(
    "transmission-tardive", "CGCT L2131-1 : décisions individuelles, quinze jours à compter de leur signature"
)
def late_transmission(this: CrossRule, history: History) -> Iterator[CrossFinding]:
    """Compare the day of signature of an individual decision of a commune with that of its transmission.

    The day of reception counts only where the act does not state that of transmission.
    """
    if _COMMUNE.search(fold_accents(history.label)):
        return
    late: dict[int, tuple[DateOfAct, DateOfAct]] = {}
    for docid, dates in history.dates.items():
        act = history.by_docid.get(docid)
        if act is None:
            continue
        stated = {
            role: {date.day: date for date in reversed(dates) if date.role == role}
            for role in ("signature", "transmission", "reception")
        }
        sent, signed = stated["transmission"] or stated["reception"], stated["signature"]
        if len(sent) == len(signed) == 1 and min(sent) - min(signed) > _TRANSMITTED_WITHIN:
            late[docid] = signed[min(signed)], sent[min(sent)]
    texts = history.plain_texts(history.by_docid[docid] for docid in late)
    for docid, (signature, sending) in late.items():
        act = history.by_docid[docid]
        if not (_INDIVIDUAL.search(fold_accents(act.title or "")) or _INDIVIDUAL_NUMBER.search(texts[docid])):
            continue
        number = (sending.day - signature.day).days
        message = (
            f"Signé le {signature.day:%d/%m/%Y}, transmis ou reçu le {sending.day:%d/%m/%Y}, {number} jours après."
        )
        places = [Place(act, date.start, date.end) for date in (signature, sending)]
        yield this.finding(places, message, expected="15", found=str(number))


@cross_rule("acte-cite-absent", "Rapprochement : numéros des délibérations de la séance citée que la base a")
def cited_missing(this: CrossRule, history: History) -> Iterator[CrossFinding]:
    """Look for the délibération that an act cites by number and day, among three or more of that day."""
    of_day: dict[datetime.date, list[ActOfBody]] = defaultdict(list)
    for act in history.acts:
        if act.kind == "deliberation" and act.number and _may_be_of(act.number, act.day):
            of_day[act.day].append(act)
    if all(len(there) < _MIN_NUMBERED for there in of_day.values()):
        return
    by_day: dict[datetime.date, list[ActOfBody]] = defaultdict(list)
    for act in history.acts:
        by_day[act.day].append(act)
    numbers = {_bare(act.number) for act in history.acts if act.number}
    told: set[tuple[int, str]] = set()
    for citation in history.citations:
        if citation.number is None or citation.day is None or citation.day >= citation.act.day:
            continue
        there = of_day[citation.day]
        shapes = {_shape(act.number) for act in there}
        bare = _bare(citation.number)
        is_told = (citation.act.docid, bare) in told
        if len(there) < _MIN_NUMBERED or _shape(citation.number) not in shapes or bare in numbers or is_told:
            continue
        told.add((citation.act.docid, bare))
        if any(
            prints_number(text, citation.number) for text in history.plain_texts(by_day[citation.day]).values()
        ):
            continue
        message = (
            f"Cite la délibération n° {citation.number} du {citation.day:%d/%m/%Y} ; la base a "
            f"{len({act.number for act in there})} délibérations numérotées de ce jour, sans celle-ci."
        )
        places = Place(citation.act, citation.start, citation.end), whole(there[0])
        yield CrossFinding(
            this.id, "information", citation.act, places, message, this.basis, found=citation.number
        )


def _may_be_of(number: str, day: datetime.date) -> bool:
    """Return whether a number has no other day than that of its act: minutes may have a wrong one on top."""
    stated = _DAY_IN_NUMBER.search(number)
    return stated is None or stated.group() == f"{day:%Y%m%d}"


def _bare(number: str | None) -> str:
    return normalise_term(number or "").replace("_", "").lstrip("0")


def _shape(number: str | None) -> str:
    """Return a number with 9 for each digit: « DEL2023-014 » is « del9999999 »."""
    return _DIGIT.sub("9", _bare(number))
