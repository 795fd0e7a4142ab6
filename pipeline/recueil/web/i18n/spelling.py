"""Exact values in French words, complete: what is shown is what is stored."""

from __future__ import annotations

from recueil.values import Amount, BudgetLine, Date, Mention, Percentage, Period, Person, Reference, Value
from recueil.values.decimals import plain
from recueil.web.i18n.french import euros, jour

_UNIT = "\u00a0"


def spelt(value: Value) -> str:
    r"""Format an exact value.

    >>> format_value(Reference.parse("loi #2013-595 | 2013-07-08")).replace("\u00a0", " ")
    'loi n° 2013-595 du 8 juillet 2013'
    """
    match value:
        case Date(when):
            return jour(when)
        case Period(start, end):
            return jour(start) if start == end else f"{jour(start)} – {jour(end)}"
        case Amount():
            return _amount(value)
        case Percentage(percent):
            return f"{plain(percent).replace('.', ',')}{_UNIT}%"
        case BudgetLine():
            return " ".join(filter(None, (value.level, value.code, value.section)))
        case Person():
            return " ".join(filter(None, (value.civility, value.full_name)))
        case Reference():
            return _reference(value)
    return str(value)


def said(mention: Mention | None) -> str:
    """Format the value of a mention; empty without one."""
    return "" if mention is None else spelt(mention.value)


def _amount(value: Amount) -> str:
    figure = euros(value.amount)
    if value.currency != "EUR":
        figure = f"{figure.removesuffix('€')}{value.currency}"
    return " ".join(filter(None, (figure, value.tax, value.per and f"par {value.per}")))


def _reference(value: Reference) -> str:
    is_code = value.type == "code"
    parts = (
        value.article and f"article {value.article}",
        value.type,
        value.number and (value.number if is_code else f"n°{_UNIT}{value.number}"),
        value.date and f"du {jour(value.date)}",
    )
    return " ".join(part for part in parts if part)


_STANDINGS = {"public": "personne publique", "private": "personne privée"}
DETAILS = {
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


def details(value: Value) -> list[tuple[str, str]]:
    """Return all fields of a value with their labels."""
    said = ((name, words) for name, words in value.as_json().items() if words is not None)
    return [(DETAILS.get(name, name), _STANDINGS.get(words, words)) for name, words in said]
