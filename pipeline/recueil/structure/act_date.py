"""The day of the act itself: of its séance, else of its signature, else the day its @CTES identifier bears.

An annex (« Règlement d'assainissement ») often shows no more of its act than the stamps on each page: then the
identifier tells the day. A recueil is dated on its cover. What no date of the text says stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from recueil.extract.lexis import GAP, identified
from recueil.values import Date, Mention, PartialDate

# A recueil's cover: « RECUEIL DES ACTES ADMINISTRATIFS n° 819 du 20 février 2020 », « PUBLIÉ LE 22 JANVIER 2018 ».
_COVER = re.compile(rf"recueil{GAP}des{GAP}actes{GAP}administratifs", re.IGNORECASE)
_ON_THE_COVER = 300
# Where a stamp or a heading says when the act was made public, and nothing else says when it was made.
_HEAD = 400


def date_of(text: str, kind: str | None, dates: Sequence[Mention]) -> PartialDate | None:
    """The act's day; never one that does not exist, nor a month."""
    if kind == "recueil" and (cover := _COVER.search(text)):
        printed = _first(dates, None, cover.end(), cover.end() + _ON_THE_COVER)
        if printed:
            return printed
    public = _first(dates, "publication", 0, _HEAD)
    signed = _first(dates, "signature")
    if signed and public and signed.first_day() > public.first_day():  # « 1 MARS 2073 », misread
        signed = None
    return _first(dates, "seance") or signed or identified(text) or public


def _first(
    dates: Sequence[Mention], role: str | None, start: int = 0, end: int | None = None
) -> PartialDate | None:
    """The first day of that role, or of any, that stands between two offsets."""
    for mention in dates:
        value = mention.value
        if not isinstance(value, Date) or mention.start < start or (end is not None and mention.start >= end):
            continue
        if role in (None, value.role) and value.when.day and value.when.exists:
            return value.when
    return None
