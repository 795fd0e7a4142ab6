"""Decide when two values are equal: each value's JSON object is reduced to one comparable text.

Tax, unit, role and the order of a name are ignored; « Mme Le Guen, Anne » and « Anne LE GUEN » are one
person, the spellings of an organisation or a place one name.

The facts of an act are reduced likewise: per field, a counter of its values.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation

from pydantic import BaseModel, Field

from recueil.text import fold_words
from recueil.translation import gettext as _
from recueil.values import Organisation, Place
from recueil.values.base import format_decimal

# The kinds that gold marks; references are not among them.
MEASURED_KINDS = ("date", "period", "amount", "percentage", "budget", "person")
# Kinds that not all gold marks: they are measured if any of its acts does.
NAMED_KINDS = ("organisation", "place")

_CIVILITIES = frozenset({
    "m", "mm", "mme", "mmes", "mlle", "monsieur", "madame", "mademoiselle", "dr", "me", "maitre", "docteur",
})  # fmt: skip


def comparison_key(kind: str, value: Mapping[str, object]) -> str:
    """Return the comparable text of a value of this kind; raise ValueError for an unknown kind or a missing
    field.
    """
    match kind:
        case "date" | "period":
            return str(_require_field(value, "edtf")).split("T")[0]
        case "amount":
            return f"{_number_key(value, 'amount')} {value.get('currency') or 'EUR'}"
        case "percentage":
            return _number_key(value, "percent")
        case "budget":
            level = " ".join(fold_words(str(_require_field(value, "level"))))
            return f"{level} {str(_require_field(value, 'code')).replace(' ', '').strip().upper()}"
        case "person":
            return _name_key(value)
        case "organisation":
            return Organisation(str(_require_field(value, "name"))).key
        case "place":
            return Place(str(_require_field(value, "name"))).key
    raise ValueError(_("no kind {kind!r}").format(kind=kind))


def _require_field(value: Mapping[str, object], name: str) -> object:
    field = value.get(name)
    if field is None or field == "":
        raise ValueError(_("a value without {name}: {value}").format(name=name, value=dict(value)))
    return field


def _number_key(value: Mapping[str, object], name: str) -> str:
    written = str(_require_field(value, name))
    try:
        return format_decimal(Decimal(written))
    except InvalidOperation as error:
        raise ValueError(_("not a number: {written!r}").format(written=written)) from error


def _name_key(value: Mapping[str, object]) -> str:
    words = fold_words(f"{value.get('given') or ''} {value.get('family') or ''}")
    return " ".join(sorted(word for word in words if word not in _CIVILITIES))


FACT_FIELDS = ("kind", "date", "convocation", "president", "secretary", "present", "absent", "proxies", "votes")
OPTIONAL_FIELDS = ("number", "title", "awards")
"""Fields that are judged only in gold that has them, as that made of corrections."""
UNJUDGED_FIELDS = frozenset({"date", "convocation", "president", "secretary"})
"""Fields that gold may leave out without stating that they are absent."""

FactValues = dict[str, Counter[str]]


class _Vote(BaseModel):
    outcome: str | None = None
    votes_for: int | None = Field(None, alias="for")
    against: int | None = None
    abstentions: int | None = None

    def __str__(self) -> str:
        return f"{self.outcome}/{self.votes_for}/{self.against}/{self.abstentions}"


class _Amount(BaseModel):
    amount: str
    currency: str = "EUR"


class _Line(BaseModel):
    level: str
    code: str


class _Award(BaseModel):
    what: str | None = None
    beneficiary: str
    amount: _Amount | None = None
    line: _Line | None = None

    def __str__(self) -> str:
        amount = "?" if self.amount is None else f"{self.amount.amount} {self.amount.currency}"
        line = "?" if self.line is None else f"{self.line.level} {self.line.code}"
        return f"{self.what}/{' '.join(fold_words(self.beneficiary))}/{amount}/{line}"


class ActFacts(BaseModel):
    """The ``act`` object of a gold file and of ``recueil extract``, as far as it is measured."""

    kind: str | None = None
    date: str | None = None
    convocation: str | None = None
    president: str | None = None
    secretary: str | None = None
    present: Sequence[str | None] = ()
    absent: Sequence[str | None] = ()
    proxies: Sequence[tuple[str | None, str | None]] = ()
    votes: Sequence[_Vote] = ()
    number: str | None = None
    title: str | None = None
    awards: Sequence[_Award] = ()


def fact_values(act: ActFacts) -> FactValues:
    """Return the values of each field; names are independent of word order and civility.

    Of the optional fields only those that are set.
    """
    values = {
        "number": Counter(_non_empty(act.number and act.number.casefold())),
        "title": Counter(_non_empty(" ".join(fold_words(act.title or "")))),
        "awards": Counter(map(str, act.awards)),
    }
    return {
        **{name: Counter(_non_empty(getattr(act, name))) for name in ("kind", "date", "convocation")},
        **{name: Counter(map(_person_key, _non_empty(getattr(act, name)))) for name in ("president", "secretary")},
        **{name: Counter(map(_person_key, filter(None, getattr(act, name)))) for name in ("present", "absent")},
        "proxies": Counter(f"{_person_key(giver)} > {_person_key(holder)}" for giver, holder in act.proxies),
        "votes": Counter(map(str, act.votes)),
        **{name: values[name] for name in OPTIONAL_FIELDS if name in act.model_fields_set},
    }


def _non_empty(value: str | None) -> Iterator[str]:
    if value:
        yield value


def _person_key(written: str | None) -> str:
    return comparison_key("person", {"family": written}) if written else "?"
