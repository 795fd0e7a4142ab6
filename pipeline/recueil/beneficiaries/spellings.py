"""Propose which beneficiaries of one body are spellings of one name.

Homonyms of two bodies are never proposed to each other, and neither are two SIREN or RNA.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, Connection, delete, func, select

from recueil.beneficiaries.ids import BeneficiaryId
from recueil.beneficiaries.proposals import Basis, Pairs, store_proposals
from recueil.beneficiaries.schema import beneficiary_proposals
from recueil.store.engine.statements import chunks
from recueil.store.index.schema import search_acts, search_awards
from recueil.values.body import body_key

LEAST_SCORE = 88
"""The similarity of two names, of 100, from which they are proposed as spellings of one."""
_PAIR = 2
_ROWS = 500
_MOST_IN_A_NIGHT = 5_000
"""Names of a body that are compared unasked: twice as many take four times as long."""
_BASES: tuple[Basis, ...] = ("number", "spelling")
_DIGITS = re.compile(r"\d+")
_PROPOSAL = beneficiary_proposals.c


class _Named(NamedTuple):
    """A beneficiary of a body, by one of its names."""

    id: str
    key: str
    awards: int

    @property
    def has_number(self) -> bool:
        return bool(BeneficiaryId.parse(self.id).number)


def propose_spellings(
    connection: Connection, when: datetime.datetime, body: str | None = None, least: int = LEAST_SCORE
) -> int:
    """Propose the beneficiaries of each body, or of one, whose names are similar; return how many pairs there are.

    They replace the former proposals of their kind that concern beneficiaries of these bodies.
    """
    bodies = [body_key(body)] if body is not None else _bodies(connection)
    number = 0
    for key in bodies:
        found = _beneficiaries_of(connection, search_acts.c.body.is_not_distinct_from(key))
        number += _replace(connection, found, when, least)
    return number


def propose_spellings_in(connection: Connection, keys: Collection[str], when: datetime.datetime) -> int:
    """Propose the beneficiaries of each of some bodies whose names are similar, unless they are too many for a
    night.
    """
    found = _beneficiaries_of(connection, search_acts.c.body.in_(keys))
    return _replace(connection, [own for own in found if len(own) <= _MOST_IN_A_NIGHT], when, LEAST_SCORE)


def _replace(
    connection: Connection, found: Iterable[Sequence[_Named]], when: datetime.datetime, least: int
) -> int:
    """Replace the proposals of the beneficiaries of each body by those that their names make; return how many."""
    bodies = list(found)
    own = _PROPOSAL.basis.in_(_BASES)
    for some in chunks(sorted({each.id for named in bodies for each in named})):
        connection.execute(delete(beneficiary_proposals).where(own, _PROPOSAL.beneficiary.in_(some)))
    number = 0
    for named in bodies:
        pairs = _similar_pairs(named, least)
        store_proposals(connection, pairs, when)
        number += len(pairs)
    return number


def _bodies(connection: Connection) -> Sequence[str | None]:
    return connection.execute(select(search_acts.c.body).distinct().order_by(search_acts.c.body)).scalars().all()


def _beneficiaries_of(connection: Connection, of_bodies: ColumnElement[bool]) -> list[list[_Named]]:
    """Return the beneficiaries of each body that fulfils a condition and has any."""
    award, act = search_awards.c, search_acts.c
    query = select(act.body, award.beneficiary_id, award.key, func.count()).join_from(
        search_awards, search_acts, act.docid == award.docid
    )
    awarded = query.where(of_bodies, act.ambiguous.is_(False), award.beneficiary_id.is_not(None))
    grouped = awarded.group_by(act.body, award.beneficiary_id, award.key)
    rows = connection.execute(grouped.order_by(act.body, award.beneficiary_id, award.key))
    return [
        [_Named(who, key.replace("_", " "), number) for _, who, key, number in own]
        for _, own in groupby(rows, key=lambda row: row.body)
    ]


def _similar_pairs(found: Sequence[_Named], least: int) -> Pairs:
    """Return the pairs of beneficiaries with one name, or similar ones.

    A few hundred names are compared with all at a time, so that the memory is in proportion to their number.
    """
    pairs: Pairs = {}
    if len(found) < _PAIR:
        return pairs
    keys = [each.key for each in found]
    for first in range(0, len(found), _ROWS):
        some = keys[first : first + _ROWS]
        scores = process.cdist(some, keys, scorer=fuzz.token_sort_ratio, score_cutoff=least, dtype=np.uint8)
        for row, column in zip(*np.nonzero(scores), strict=True):
            one, other = found[first + int(row)], found[int(column)]
            if first + row < column and _may_be_one(one, other):
                pair = _direct(one, other)
                score = int(scores[row, column])
                basis: Basis = "number" if one.key == other.key else "spelling"
                pairs[pair] = max(pairs.get(pair, (basis, 0)), (basis, score), key=lambda each: each[1])
    return pairs


def _may_be_one(one: _Named, other: _Named) -> bool:
    """Return whether two names may be of one beneficiary: « école n° 1 » and « n° 2 » are two."""
    if one.id == other.id or (one.has_number and other.has_number):
        return False
    return sorted(_DIGITS.findall(one.key)) == sorted(_DIGITS.findall(other.key))


def _direct(one: _Named, other: _Named) -> tuple[str, str]:
    """Return which is merged into which: into the one with a number, or with more awards."""
    target = max(one, other, key=lambda each: (each.has_number, each.awards, each.id))
    return (one.id, other.id) if target is other else (other.id, one.id)
