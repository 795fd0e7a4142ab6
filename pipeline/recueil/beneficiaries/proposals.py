"""Proposals that two beneficiaries may be one, until a person decides.

Nothing is merged of itself. What was decided, either way, is not proposed again, and what no longer exists is not
shown.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, exists, func, insert, or_, select

from recueil.beneficiaries.schema import (
    DECISIONS,
    REFUSE,
    beneficiary_proposals,
    merged_beneficiaries,
    reference_organisations,
)
from recueil.store.index.schema import search_acts, search_awards
from recueil.store.search.facets import body_labels
from recueil.values.body import body_key

Basis = Literal["number", "spelling", "sirene", "rna"]
_PROPOSAL = beneficiary_proposals.c


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two beneficiaries that may be one, and why; ``target`` is the one whose identifier would stay."""

    id: int
    beneficiary: str
    beneficiary_name: str
    target: str
    target_name: str
    place: str | None
    basis: Basis
    score: int


Pairs = dict[tuple[str, str], tuple[Basis, int]]
"""By the beneficiary and the target: why, and how similar."""


def store_proposals(connection: Connection, pairs: Pairs, when: datetime.datetime) -> None:
    """Store proposals, in place of those of the same pairs, either way round."""
    for one, other in pairs:
        same = or_(
            and_(_PROPOSAL.beneficiary == one, _PROPOSAL.target == other),
            and_(_PROPOSAL.beneficiary == other, _PROPOSAL.target == one),
        )
        connection.execute(delete(beneficiary_proposals).where(same))
    rows = [
        {"beneficiary": one, "target": other, "basis": basis, "score": score, "made": when}
        for (one, other), (basis, score) in sorted(pairs.items())
    ]
    if rows:
        connection.execute(insert(beneficiary_proposals), rows)


def list_proposals(
    connection: Connection,
    members: Collection[str] | None = None,
    body: str | None = None,
    limit: int = 50,
    before: tuple[int, int] | None = None,
) -> tuple[list[Proposal], tuple[int, int] | None]:
    """Return the proposals that nobody has decided, the most similar first, and where the next page begins.

    They concern one of ``members``, or of the beneficiaries of the acts of a body. Those of which an act or a
    register no longer knows one are left out.
    """
    conditions = [_is_open(), _is_known(_PROPOSAL.beneficiary), _is_known(_PROPOSAL.target)]
    if members is not None:
        among = sorted(members)
        conditions.append(or_(_PROPOSAL.beneficiary.in_(among), _PROPOSAL.target.in_(among)))
    if body is not None:
        conditions.append(_is_awarded_by(body_key(body), _PROPOSAL.beneficiary))
    if before is not None:
        score, number = before
        later = and_(_PROPOSAL.score == score, _PROPOSAL.proposal_id > number)
        conditions.append(or_(_PROPOSAL.score < score, later))
    query = select(beneficiary_proposals).where(*conditions)
    rows = connection.execute(query.order_by(_PROPOSAL.score.desc(), _PROPOSAL.proposal_id).limit(limit + 1)).all()
    page = rows[:limit]
    names = load_display_names(connection, {each for row in page for each in (row.beneficiary, row.target)})
    found = [_proposal_from_row(row, names) for row in page]
    return found, (page[-1].score, page[-1].proposal_id) if len(rows) > limit else None


def _proposal_from_row(row: Row[Any], names: dict[str, tuple[str, str | None]]) -> Proposal:
    name, _ = names[row.beneficiary]
    target_name, place = names[row.target]
    return Proposal(
        *(row.proposal_id, row.beneficiary, name, row.target, target_name, place, row.basis, row.score)
    )


def _is_open() -> ColumnElement[bool]:
    """Return the condition that the two are not merged, and that nobody has refused the proposal."""
    one, other = merged_beneficiaries.alias("one"), merged_beneficiaries.alias("other")
    heads = (
        func.coalesce(select(each.c.head).where(each.c.beneficiary == who).scalar_subquery(), who)
        for each, who in ((one, _PROPOSAL.beneficiary), (other, _PROPOSAL.target))
    )
    ends = DECISIONS.subject, DECISIONS.target
    same = or_(*(and_(ends[at] == _PROPOSAL.beneficiary, ends[1 - at] == _PROPOSAL.target) for at in (0, 1)))
    first, second = heads
    return and_(first != second, ~exists().where(DECISIONS.in_force(REFUSE), same))


def _is_known(who: ColumnElement[str]) -> ColumnElement[bool]:
    awarded = exists().where(search_awards.c.beneficiary_id == who)
    return or_(awarded, exists().where(reference_organisations.c.number == who))


def _is_awarded_by(body: str | None, who: ColumnElement[str]) -> ColumnElement[bool]:
    award, act = search_awards.c, search_acts.c
    return exists().where(
        award.beneficiary_id == who, act.docid == award.docid, act.body.is_not_distinct_from(body)
    )


def load_display_names(connection: Connection, identifiers: Iterable[str]) -> dict[str, tuple[str, str | None]]:
    """Return the name of each beneficiary, and where it is: its body, or its commune in a register."""
    wanted = sorted(set(identifiers))
    award, act = search_awards.c, search_acts.c
    query = select(award.beneficiary_id, func.max(award.beneficiary), func.max(act.body))
    query = query.join_from(search_awards, search_acts, act.docid == award.docid)
    named = connection.execute(query.where(award.beneficiary_id.in_(wanted)).group_by(award.beneficiary_id)).all()
    labels = body_labels(connection, [body for _, _, body in named if body])
    found = {who: (name, labels.get(body)) for who, name, body in named}
    entry = reference_organisations.c
    registered = select(entry.number, entry.name, entry.commune).where(entry.number.in_(wanted))
    found |= {number: (name, commune) for number, name, commune in connection.execute(registered)}
    return {each: found.get(each, (each, None)) for each in wanted}
