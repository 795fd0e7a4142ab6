"""Exact values in French words, complete: what is shown is what is stored."""

from __future__ import annotations

from recueil.values import Amount, BudgetLine, Date, Mention, Percentage, Period, Person, Reference, Value
from recueil.values.decimals import format_decimal
from recueil.web.i18n.french import format_date, format_euros

_NO_BREAK_SPACE = "\u00a0"


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
    return str(value)


def format_mention(mention: Mention | None) -> str:
    """Format the value of a mention; empty without one."""
    return "" if mention is None else format_value(mention.value)


def _format_amount(value: Amount) -> str:
    figure = format_euros(value.amount)
    if value.currency != "EUR":
        figure = f"{figure.removesuffix('€')}{value.currency}"
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
}


def list_details(value: Value) -> list[tuple[str, str]]:
    """Return all fields of a value with their labels."""
    said = ((name, words) for name, words in value.as_json().items() if words is not None)
    return [(DETAIL_LABELS.get(name, name), _STANDINGS.get(words, words)) for name, words in said]
