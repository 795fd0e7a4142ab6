"""What an act says of itself: who issued it, under which numbers, on which days, by whose hand."""

from __future__ import annotations

from dataclasses import dataclass

from recueil.values.date import PartialDate
from recueil.values.mention import Mention


@dataclass(frozen=True, slots=True)
class Identity:
    """Facts about the act itself, never about an act it cites. A fact that is missing or left blank is None.

    ``body`` is the name of the issuing body as printed, capitals included. ``ctes`` is the @CTES identifier
    without spaces (``034-243400017-20140522-12345-DE-1-1``), from which ``siren`` and ``department`` come;
    without it, the SIREN comes from the heading. ``subject`` is the @CTES matière as stated: ``7.5``.
    """

    kind: str | None = None
    number: str | None = None
    title: str | None = None
    body: str | None = None
    ctes: str | None = None
    siren: str | None = None
    department: str | None = None
    subject: str | None = None
    date: PartialDate | None = None
    convocation: PartialDate | None = None
    signed: PartialDate | None = None
    transmitted: PartialDate | None = None
    received: PartialDate | None = None
    published: PartialDate | None = None
    president: Mention | None = None
    secretary: Mention | None = None
    rapporteur: Mention | None = None
    signatory: Mention | None = None
