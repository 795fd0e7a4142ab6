"""French formatting of dates, numbers, amounts and exact values; complete: nothing is rounded."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from recueil.store.search.decisions import HitAward, HitVote
from recueil.text import strip_control_chars
from recueil.values import (
    Amount,
    BudgetLine,
    Date,
    Entity,
    Mention,
    Organisation,
    PartialDate,
    Percentage,
    Period,
    Person,
    Place,
    Reference,
    Value,
)
from recueil.values.act_fact import ActDate, ActKind, AwardFact, Ballot, FactValue, FindingFact, Presence, VoteFact
from recueil.values.base import format_decimal
from recueil.values.strata import Stratum
from recueil.web.i18n import labels
from recueil.web.i18n.labels import OUTCOMES

_PARIS = ZoneInfo("Europe/Paris")
_ROLES = {"reader": "lecture", "editor": "correction", "admin": "administration"}
_ACTIONS = {
    "correction.make": "correction faite",
    "correction.withdraw": "correction retirée",
    "failure.dismiss": "échec classé",
    "login": "connexion",
    "login.failed": "connexion refusée",
    "logout": "déconnexion",
    "person.merge": "personnes réunies",
    "unmasked": "noms masqués consultés ou rendus publics",
    "person.separate": "nom sorti d'une réunion",
    "person.split": "actes d'une autre personne",
    "person.withdraw": "décision annulée",
    "token.add": "jeton créé",
    "token.revoke": "jeton révoqué",
    "user.add": "compte créé",
    "user.disable": "compte désactivé",
    "user.enable": "compte activé",
    "user.password": "mot de passe changé",
    "user.remove": "compte supprimé",
    "user.role": "rôle changé",
}
_AUDIT_DETAILS = {
    "act": "acte",
    "acts": "actes",
    "address": "adresse",
    "before": "avant",
    "days": "jours",
    "decision": "décision",
    "decisions": "décisions",
    "name": "nom",
    "role": "rôle",
    "target": "personne",
    "user": "compte",
}
_ISO_DATE = re.compile(r"(?<![\w-])[0-9]{4}-[0-9]{2}-[0-9]{2}(?![\w-])")
# Thousands are separated by a narrow no-break space, units by a no-break space.
_THOUSANDS, _UNIT = "\u202f", "\u00a0"
_NO_BREAK_SPACE = "\u00a0"
_ABOUT_MARKS = re.compile(r" (?=[:;?!»])|(?<=«) ")


def keep_together(text: str) -> str:
    r"""Make the spaces before : ; ? ! and inside « » no-break spaces: no line begins or ends with such a mark.

    >>> keep_together("« Oui » : qui ?").replace("\u00a0", "_")
    '«_Oui_»_: qui_?'
    """
    return _ABOUT_MARKS.sub(_NO_BREAK_SPACE, text)


def finalize(value: object) -> object:
    """Convert a value for a template: None to nothing, text without control characters."""
    if value is None:
        return ""
    # Markup (a subclass of str) is escaped already, and made of text without control characters.
    return strip_control_chars(value) if type(value) is str else value


def format_date(date: PartialDate | None) -> str:
    """Format a date, of which day or month may be unknown.

    >>> format_date(PartialDate(2014, 7, 1)), format_date(PartialDate(2014, 7))
    ('1er juillet 2014', 'juillet 2014')
    >>> format_date(PartialDate(2014, 2, 31))
    '31 février 2014'
    """
    return "sans date" if date is None else date.in_words()


def format_time(when: datetime) -> str:
    """Format a time in the timezone of Paris.

    >>> format_time(datetime.fromisoformat("2025-07-01T22:05:09Z"))
    '02/07/2025 00:05:09'
    """
    return f"{when.astimezone(_PARIS):%d/%m/%Y %H:%M:%S}"


def role_label(name: str) -> str:
    """Return the French label of a role."""
    return _ROLES[name]


def action_label(name: str) -> str:
    """Return the French label of an action of the audit log; the code itself where it has none."""
    return _ACTIONS.get(name, name)


def format_detail(name: str, value: object) -> str:
    """Format a detail of the audit log; with its code where it has no label."""
    return f"{_AUDIT_DETAILS.get(name, name)}{_NO_BREAK_SPACE}: {_ROLES.get(str(value), value)}"


def format_iso_date(date: str | None) -> str:
    """Format an ISO date as the store has it.

    >>> format_iso_date("2014-07-24"), format_iso_date("2014-07"), format_iso_date(None)
    ('24 juillet 2014', 'juillet 2014', 'sans date')
    """
    return format_date(None if date is None else PartialDate.parse(date))


def format_dates(text: str) -> str:
    """Format the ISO dates in the value that a finding expects or found; a date that does not exist, too.

    >>> format_dates("2024-03-05 ou après"), format_dates("2021-04-31"), format_dates("D-2024-03-05")
    ('5 mars 2024 ou après', '31 avril 2021', 'D-2024-03-05')
    """
    return _ISO_DATE.sub(lambda date: format_iso_date(date[0]), text)


def format_number(number: Decimal | int) -> str:
    r"""Format a number, exactly.

    >>> format_number(1234567).replace("\u202f", "_"), format_number(Decimal("-1234.5")).replace("\u202f", "_")
    ('1_234_567', '-1_234,5')
    """
    return (
        f"{number:,f}".replace(",", _THOUSANDS).replace(".", ",")
        if isinstance(number, Decimal)
        else (f"{number:,}".replace(",", _THOUSANDS))
    )


def format_euros(amount: Decimal) -> str:
    r"""Format an amount with its cents, or more decimals where it has more.

    >>> format_euros(Decimal("4255.5")).replace("\u202f", "_").replace("\u00a0", " ")
    '4_255,50 €'
    """
    exact = amount.normalize()
    decimals = max(2, -int(exact.as_tuple().exponent))
    return f"{format_number(exact.quantize(Decimal(1).scaleb(-decimals)))}{_UNIT}€"


def format_count(number: int, thing: str, things: str | None = None) -> str:
    """Format a number with its noun, in the plural from 2 on.

    >>> format_count(1, "acte"), format_count(0, "acte"), format_count(2, "acte")
    ('1 acte', '0 acte', '2 actes')
    """
    return f"{format_number(number)}{_UNIT}{thing if number < 2 else things or thing + 's'}"


def format_stratum(stratum: Stratum) -> str:
    r"""Format a stratum of population, with the article of the CGCT that sets it.

    >>> format_stratum(Stratum("L2121-2", 0, 99)).replace("\u00a0", " ")
    'moins de 100 habitants (L2121-2)'
    """
    if stratum.last is None:
        bounds = f"{format_number(stratum.first)}{_UNIT}habitants et plus"
    elif stratum.first == 0:
        bounds = f"moins de {format_number(stratum.last + 1)}{_UNIT}habitants"
    else:
        bounds = f"{format_number(stratum.first)} à {format_number(stratum.last)}{_UNIT}habitants"
    return f"{bounds} ({stratum.article})"


def format_bounds(low: Decimal | None, high: Decimal | None) -> str:
    """Format the bounds of a class of amounts.

    >>> format_bounds(None, Decimal(0)), format_bounds(Decimal(0), Decimal(100))
    ('moins de 0', 'de 0 à moins de 100')
    >>> format_bounds(Decimal(100), None)
    '100 et plus'
    """
    if low is None:
        return f"moins de {format_number(high or Decimal(0))}"
    return (
        f"{format_number(low)} et plus"
        if high is None
        else f"de {format_number(low)} à moins de {format_number(high)}"
    )


def format_value(value: Value) -> str:
    r"""Format an exact value.

    >>> format_value(Reference.parse("loi #2013-595 | 2013-07-08")).replace("\u00a0", " ")
    'loi n° 2013-595 du 8 juillet 2013'
    """
    match value:
        case Date(when):
            return format_date(when)
        case Period(start, end):
            return format_date(start) if start == end else f"{format_date(start)} – {format_date(end)}"
        case Amount():
            return _format_amount(value)
        case Percentage(percent):
            return f"{format_decimal(percent).replace('.', ',')}{_NO_BREAK_SPACE}%"
        case BudgetLine():
            return " ".join(filter(None, (value.level, value.code, value.section)))
        case Person():
            return " ".join(filter(None, (value.civility, value.full_name)))
        case Reference():
            return _format_reference(value)
        case Organisation(name) | Place(name):
            return name
        case ActKind() | ActDate() | AwardFact() | VoteFact() | Ballot() | Presence() | FindingFact():
            return _format_fact(value)
    return str(value)


def _format_fact(fact: FactValue) -> str:
    match fact:
        case ActKind(name):
            return labels.nature_label(name)
        case ActDate(when):
            return format_date(when)
        case AwardFact(beneficiary, amount, line, what):
            parts = [beneficiary, *(format_value(each) for each in (amount, line) if each is not None)]
            return f"{labels.decision_label(what)}{_NO_BREAK_SPACE}: {', '.join(filter(None, parts))}"
        case VoteFact(outcome, unanimous):
            said = [labels.OUTCOMES[outcome]] if outcome else []
            said += [] if unanimous is None else [labels.OUTCOMES["unanimous" if unanimous else "majority"]]
            named = (
                (fact.votes_for, "pour"),
                (fact.against, "contre"),
                (fact.abstentions, "abstention(s)"),
                (fact.not_voting, "sans participer"),
            )
            counts = [f"{count} {name}" for count, name in named if count is not None]
            return ", ".join([*said, *counts]) or "issue non précisée"
        case Ballot(person, side):
            return f"{format_value(person)}{_NO_BREAK_SPACE}: {labels.SIDES[side]}"
        case Presence(person, status, holder):
            by = f" (pouvoir à {format_value(holder)})" if holder else ""
            return f"{format_value(person)}{_NO_BREAK_SPACE}: {labels.STATUSES[status]}{by}"
        case FindingFact(check, expected, found):
            said = [
                f"attendu {format_dates(expected)}" if expected else "",
                f"lu {format_dates(found)}" if found else "",
            ]
            return f"{_NO_BREAK_SPACE}: ".join(
                filter(None, (labels.check_label(check), ", ".join(filter(None, said))))
            )
    return str(fact)


def format_mention(mention: Mention | None) -> str:
    """Format the value of a mention; empty without one."""
    return "" if mention is None else format_value(mention.value)


def format_certainty(of: Mention | Entity) -> str:
    r"""Say that a model found a value, how sure it is, and whether that is a doubt; empty for what a rule found.

    >>> of = Mention(0, 3, Place("Brest"), "model.place", Decimal("0.83"), doubtful=True)
    >>> format_certainty(of).replace("\u00a0", " ")
    'lu par le modèle, sûr à 0,83 : douteux'
    """
    if of.certainty is None:
        return ""
    words = f"lu par le modèle, sûr à {of.certainty:.2f}".replace(".", ",")
    return f"{words}{_NO_BREAK_SPACE}: douteux" if of.doubtful else words


def format_award(award: HitAward) -> str:
    """Format the amount of an award."""
    return "" if award.amount is None else _format_sum(award.amount, award.currency)


def format_vote(vote: HitVote) -> str:
    """Format a divided vote with the counts that the act gives: « à la majorité : 3 contre, 2 abstentions »."""
    counts = [
        format_count(number, name, names)
        for number, name, names in (
            (vote.votes_for, "pour", "pour"),
            (vote.against, "contre", "contre"),
            (vote.abstentions, "abstention", None),
        )
        if number
    ]
    outcome = "à la majorité" if vote.outcome in (None, "adopted") else OUTCOMES[vote.outcome]
    return f"{outcome}{_NO_BREAK_SPACE}: {', '.join(counts)}" if counts else outcome


def _format_sum(amount: Decimal, currency: str | None) -> str:
    figure = format_euros(amount)
    return figure if currency in (None, "EUR") else f"{figure.removesuffix('€')}{currency}"


def _format_amount(value: Amount) -> str:
    figure = _format_sum(value.amount, value.currency)
    return " ".join(filter(None, (figure, value.tax, value.per and f"par {value.per}")))


def _format_reference(value: Reference) -> str:
    is_code = value.type == "code"
    parts = (
        value.article and f"article {value.article}",
        value.type,
        value.number and (value.number if is_code else f"n°{_NO_BREAK_SPACE}{value.number}"),
        value.date and f"du {format_date(value.date)}",
    )
    return " ".join(part for part in parts if part)


_STANDINGS = {"public": "personne publique", "private": "personne privée"}
DETAIL_LABELS = {
    "role": "rôle",
    "tax": "taxe",
    "per": "par",
    "issue": "problème",
    "nomenclature": "nomenclature",
    "label": "libellé",
    "section": "section",
    "budget": "budget",
    "edtf": "date (EDTF)",
    "amount": "montant",
    "currency": "monnaie",
    "percent": "pourcentage",
    "level": "niveau",
    "code": "code",
    "given": "prénom",
    "family": "nom",
    "civility": "civilité",
    "key": "clé dans l'acte",
    "standing": "qualité",
    "type": "type",
    "number": "numéro",
    "date": "date",
    "article": "article",
    "name": "nom",
}


_DETAIL_LABELS_OF_NAMES = DETAIL_LABELS | {"code": "code de la commune", "key": "clé"}


def list_details(value: Value) -> list[tuple[str, str]]:
    """Return all fields of a value with their labels."""
    details = ((name, words) for name, words in value.as_json().items() if words is not None)
    labels = _DETAIL_LABELS_OF_NAMES if isinstance(value, Organisation | Place) else DETAIL_LABELS
    return [(labels.get(name, name), _STANDINGS.get(words, words)) for name, words in details]
