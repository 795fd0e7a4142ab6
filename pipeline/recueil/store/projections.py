"""What search needs of an act, from its rows: those of the ``search_*`` tables and the tokens beside its words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from recueil.analysis import fold
from recueil.store.rows import Record
from recueil.values import Amount, BudgetLine, Date, Percentage, Period

# What a term is about; the axis is also the first letters of its token in the full-text index.
CHAPTER = "ch"
ACCOUNT = "ar"
NATURE = "na"

# Acts call the same account article, compte or nature (reference.md §3.6).
_AXES = {"chapitre": CHAPTER, "article": ACCOUNT, "compte": ACCOUNT, "nature": ACCOUNT}


_BETWEEN_PARTS = re.compile(r"[\W_]+")


def term(value: str) -> str:
    """One spelling per code or name: « Procès-verbal » is proces_verbal, 65.1 is not 651."""
    return "_".join(filter(None, map(fold, _BETWEEN_PARTS.split(value))))


def token(axis: str, value: str) -> str:
    return f"{axis}{value}"


@dataclass(slots=True)
class Projections:
    """Rows per search table."""

    amounts: list[Record] = field(default_factory=list)
    percentages: list[Record] = field(default_factory=list)
    dates: list[Record] = field(default_factory=list)
    terms: dict[tuple[str, str], Record] = field(default_factory=dict)

    @property
    def tokens(self) -> list[str]:
        return [token(axis, value) for axis, value in self.terms]


def project(act: Record, found: list[Record]) -> Projections:
    """The search rows of an act and its entities, persons apart."""
    rows = Projections()
    if act["kind"]:
        _add_term(rows, act["docid"], NATURE, act["kind"], None)
    for entity in found:
        _add(rows, entity)
    return rows


def _add(rows: Projections, entity: Record) -> None:
    place = {"docid": entity["docid"], "n": entity["n"]}
    match entity["kind"]:
        case Amount.kind:
            rows.amounts.append({**place, "value": entity["amount"]})
        case Percentage.kind:
            rows.percentages.append({**place, "value": entity["percent"]})
        case (Date.kind | Period.kind) as kind if entity["date_from"]:
            ends = {"date_from": entity["date_from"], "date_to": entity["date_to"]}
            rows.dates.append({**place, "kind": kind, **ends})
        case BudgetLine.kind if axis := _AXES.get(entity["level"]):
            _add_term(rows, entity["docid"], axis, entity["code"], entity["n"])


def _add_term(rows: Projections, docid: int, axis: str, value: str, n: int | None) -> None:
    spelling = term(value)
    rows.terms.setdefault((axis, spelling), {"docid": docid, "axis": axis, "value": spelling, "n": n})
