"""Check the order of dates: clear days from convocation to séance; signature, transmission, reception next.

Publication is not checked: it often precedes transmission, and a convocation is posted before the séance
(« Affichage du : … »), so an early publication is not an error.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from recueil.checks.arithmetic import format_day
from recueil.checks.law import MAX_CLEAR_DAYS, required_clear_days
from recueil.checks.rule import Case, Rule, exact_day, rule
from recueil.values.finding import Finding

# A first meeting after a renewal needs three clear days, an urgent one a single day.
_SHORTER = re.compile(
    r"\burgen(?:ce|te?)\b|installation (?:du|des) conseil|election (?:du|de la) (?:maire|president)|abrege"
)
_SITTING = ("deliberation", "pv", "proces-verbal", "compte-rendu", "compte rendu")


@rule("convocation-delai", "CGCT L2121-11, L2121-12 : trois ou cinq jours francs selon la population")
def clear_days(this: Rule, case: Case) -> Iterator[Finding]:
    identity = case.facts.identity
    called, met = exact_day(identity.convocation), case.day
    # in « légalement convoqué le 16 janvier, s'est réuni » the date may be that of the séance
    if called is None or met is None or called == met or identity.kind not in _SITTING:
        return
    clear = (met - called).days - 1
    if clear >= MAX_CLEAR_DAYS:
        return
    where = case.date_spans("convocation", identity.convocation) + case.date_spans("seance", identity.date)
    if called > met:
        message = f"Convocation du {format_day(called)}, après la séance du {format_day(met)}."
        yield this.finding("warning", message, where, expected=f"avant {met}", found=str(called))
        return
    due = _required_clear_days(case)
    if due is not None and clear < due:
        yield this.finding(
            "warning",
            f"{max(clear, 0)} jours francs entre convocation et séance, {due} sont dus.",
            where,
            expected=str(due),
            found=str(max(clear, 0)),
        )


def _required_clear_days(case: Case) -> int | None:
    if case.assembly != "municipal":
        return None
    if _SHORTER.search(case.plain):
        return 1
    return required_clear_days(case.facts.attendance.counts.in_office) or 3


@rule("ordre-dates", "CGCT L2131-1 : signature, transmission et réception suivent la séance")
def date_order(this: Rule, case: Case) -> Iterator[Finding]:
    identity, met = case.facts.identity, case.day
    if met is None:
        return
    later = (
        ("Signature", "signature", identity.signed),
        ("Transmission", "transmission", identity.transmitted),
        ("Réception", "reception", identity.received),
    )
    for name, role, when in later:
        day = exact_day(when)
        if day and day < met:
            yield this.finding(
                "error" if _is_confirmed(case, met, day) else "warning",
                f"{name} du {format_day(day)}, avant l'acte du {format_day(met)}.",
                case.date_spans(role, when) + case.date_spans("seance", identity.date),
                expected=f"{met} ou après",
                found=str(day),
            )
    sent, received = exact_day(identity.transmitted), exact_day(identity.received)
    if sent and received and received < sent:
        message = f"Réception du {format_day(received)}, avant la transmission du {format_day(sent)}."
        where = case.date_spans("reception", identity.received) + case.date_spans(
            "transmission", identity.transmitted
        )
        yield this.finding("warning", message, where, expected=f"{sent} ou après", found=str(received))


def _is_confirmed(case: Case, met: datetime.date, day: datetime.date) -> bool:
    """Return whether the @CTES identifier confirms the séance and the other date is no mere slip in its year."""
    return case.printed == met and (met - day).days < 300


@rule("date-identifiant", "@CTES : la date de l'identifiant est celle de l'acte")
def identifier(this: Rule, case: Case) -> Iterator[Finding]:
    identity, met = case.facts.identity, case.day
    if met is None or identity.kind not in _SITTING:
        return
    printed = case.printed
    if printed and printed != met:
        where = case.date_spans("seance", identity.date)
        message = f"L'identifiant @CTES dit {format_day(printed)}, l'acte {format_day(met)}."
        yield this.finding("information", message, where, expected=str(met), found=str(printed))
