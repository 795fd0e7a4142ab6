"""Extract the identity of an act: its kind, number, title and body, its days, and its officers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from recueil.facts.attendance.predicted_roles import predict_officer
from recueil.facts.identity import act_dates, number_title, stamps
from recueil.facts.identity.body import find_body
from recueil.facts.identity.body_spelling import NO_NAMES, OfficialNames
from recueil.facts.identity.head_of_body import find_head_of_body
from recueil.facts.identity.kind import classify_act
from recueil.facts.identity.officers import (
    Officers,
    find_first_listed_who_directs,
    find_listed_maire,
    find_listed_president,
    find_officers,
    find_signing_head,
    has_president,
    name_in_full,
)
from recueil.facts.identity.stamps import Stamps
from recueil.values import Attendance, Date, Mention, PartialDate
from recueil.values.act import Identity
from recueil.values.attendance import RollRole
from recueil.values.mention import start_of

# Days before and after the act's own within which a day may be of the same act: farther, a year was misread or the
# day is another act's. One that is out of order within them stays as written.
_CONVOCATION_SPAN = (-60, 60)
_SIGNATURE_SPAN = (0, 730)
_STAMP_SPAN = (-60, 730)


def extract_identity(
    text: str,
    mentions: Mapping[str, Sequence[Mention]],
    roles: Sequence[RollRole] = (),
    names: OfficialNames = NO_NAMES,
    kind: str | None = None,
) -> Identity:
    """Extract the identity of the act; ``mentions`` by kind, of which dates, periods and persons are used.

    ``kind``: that of the act, where the caller knows it already.

    ``roles`` are the predicted roles of the persons: they name the secretary where no words do. ``names`` are the
    official names that spell the issuing body.
    """
    dates, persons = mentions.get("date", ()), mentions.get("person", ())
    kind = kind or classify_act(text)
    identifier = stamps.find_identifier(text)
    days = sorted([*dates, *mentions.get("period", ())], key=start_of)
    printed = stamps.read_stamps(text, days)
    date = act_dates.find_act_date(text, kind, dates, identifier, printed)
    officers = find_officers(text, kind, persons)
    return Identity(
        kind=kind,
        number=number_title.find_number(text, kind),
        title=number_title.find_title(text, kind, persons),
        body=find_body(
            text,
            identifier.siren if identifier else None,
            identifier.department if identifier else None,
            names,
        ),
        ctes=identifier.written if identifier else None,
        siren=(identifier.siren if identifier else None) or stamps.find_siren(text),
        department=identifier.department if identifier else None,
        subject=stamps.find_subject(text),
        date=date,
        document_date=act_dates.find_document_date(text, kind, dates),
        convocation=_first_day(dates, "convocation", date, _CONVOCATION_SPAN),
        signed=None if kind == "recueil" else _first_day(dates, "signature", date, _SIGNATURE_SPAN),
        transmitted=_if_plausible(printed.transmitted, date),
        received=_if_plausible(printed.received, date),
        published=_publication_day(printed, date),
        president=officers.president,
        secretary=officers.secretary
        or (_predict_secretary(officers, persons, roles) if has_president(kind) else None),
        rapporteur=officers.rapporteur,
        signatory=officers.signatory,
    )


def _predict_secretary(
    officers: Officers, persons: Sequence[Mention], roles: Sequence[RollRole]
) -> Mention | None:
    """Return the predicted secretary, who is not the one said to preside; or None."""
    predicted = predict_officer("secretary", persons, roles)
    presides = officers.president and predicted and officers.president.person_key == predicted.person_key
    return None if presides else predicted


def fill_president(
    identity: Identity,
    text: str,
    attendance: Attendance,
    persons: Sequence[Mention] = (),
    roles: Sequence[RollRole] = (),
) -> Identity:
    """Fill in the president of a séance, if no words name one: the member listed as president, else the one that
    the predicted roles name, else the one whom the act calls the head of the body.
    """
    if identity.president:
        return replace(identity, president=name_in_full(identity.president, attendance.present))
    if not has_president(identity.kind):
        return identity
    president, signatory = find_listed_president(text, identity.body, attendance.present), identity.signatory
    if president and signatory and signatory.person_key == president.person_key:
        president = signatory  # « KERMEUR Y. » of the list, in full
    secretary = identity.secretary
    if signatory and not (secretary and secretary.person_key == signatory.person_key):
        president = president or find_signing_head(text, identity.kind, signatory, attendance.present)
    president = president or predict_officer("president", persons, roles)
    president = president or find_listed_maire(text, attendance.present)
    president = president or find_head_of_body(text, attendance, persons)
    president = president or find_first_listed_who_directs(text, persons, attendance.present)
    return replace(identity, president=president and name_in_full(president, attendance.present))


def _first_day(
    dates: Sequence[Mention], role: str, act: PartialDate | None, span: tuple[int, int]
) -> PartialDate | None:
    """Return the first day of a role within ``span``, in days before and after the act's own; or None."""
    for mention in dates:
        value = mention.value
        if not isinstance(value, Date) or value.role != role or not (value.when.day and value.when.exists):
            continue
        if act is None or span[0] <= _days_between(act, value.when) <= span[1]:
            return value.when
    return None


def _if_plausible(stamped: PartialDate | None, act: PartialDate | None) -> PartialDate | None:
    """Return the day of a stamp unless it is implausibly far from the act: « 2 7 FEV. 2073 »."""
    if stamped is None or act is None:
        return stamped
    return stamped if _STAMP_SPAN[0] <= _days_between(act, stamped) <= _STAMP_SPAN[1] else None


def _publication_day(printed: Stamps, act: PartialDate | None) -> PartialDate | None:
    """Return the day of « Publié le », else of « Affiché le »; a posting before the séance was that of its
    convocation.
    """
    if published := _if_plausible(printed.published, act):
        return published
    posted = _if_plausible(printed.posted, act)
    return None if posted and act and _days_between(act, posted) < 0 else posted


def _days_between(act: PartialDate, other: PartialDate) -> int:
    return (other.first_day() - act.first_day()).days
