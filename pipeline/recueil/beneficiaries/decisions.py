"""Decide on beneficiaries' identity: merge them, refuse a proposal, and withdraw either.

A merge changes nothing of an act: sums follow ``merged_beneficiaries``, which has the head of each merged one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, delete, insert, or_, select

from recueil.accounts.audit import note
from recueil.beneficiaries.ids import HOW_TO_FIND, BeneficiaryId
from recueil.beneficiaries.schema import DECISIONS, REFUSE, merged_beneficiaries, reference_organisations
from recueil.corrections import Attribution
from recueil.errors import BeneficiaryUnknown, DecisionRefused
from recueil.store.engine.statements import chunks
from recueil.store.identities import MERGE, Group, signatures
from recueil.store.index.schema import search_awards
from recueil.translation import gettext as _

HISTORY = "recueil beneficiaries history"


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: ``beneficiary``, with those merged into it, is ``target``; or, if refused, it is not.

    ``before`` has the identifiers that each was known by.
    """

    id: int
    kind: Literal["merge", "refuse"]
    beneficiary: str
    target: str
    before: dict[str, Any]
    said: Attribution
    withdrawn: Attribution | None


def merge(connection: Connection, beneficiary: str, target: str, attribution: Attribution) -> int:
    """Merge a beneficiary into ``target``, whose identifier stays; return the number of the decision.

    Raise DecisionRefused if they are one already, or if a refusal of the two is in force.
    """
    DECISIONS.begin(connection, attribution)
    one, other = (require_group(connection, each) for each in (beneficiary, target))
    if one == other:
        raise DecisionRefused(
            _("{beneficiary} and {target} are one beneficiary already.").format(
                beneficiary=beneficiary, target=target
            ),
            _("Nothing is to be done."),
        )
    _require_not_refused(connection, one, other)
    before = {one.head: list(one.members), other.head: list(other.members)}
    number = DECISIONS.add(connection, MERGE, one.head, other.head, before, attribution)
    regroup(connection, (*one.members, *other.members))
    _note(connection, attribution, "merge", one.head, decision=number, target=other.head)
    return number


def refuse(connection: Connection, beneficiary: str, target: str, attribution: Attribution) -> int:
    """Record that two beneficiaries are not one; return the number of the decision.

    Raise DecisionRefused if they are merged, or if this is recorded already.
    """
    DECISIONS.begin(connection, attribution)
    one, other = (require_group(connection, each) for each in (beneficiary, target))
    if one == other:
        raise DecisionRefused(
            _("{beneficiary} and {target} are one beneficiary.").format(beneficiary=beneficiary, target=target),
            _("Withdraw the decision that says so first."),
        )
    _require_not_refused(connection, one, other)
    first, second = (str(BeneficiaryId.parse(each)) for each in (beneficiary, target))
    before = {one.head: list(one.members), other.head: list(other.members)}
    number = DECISIONS.add(connection, REFUSE, first, second, before, attribution)
    _note(connection, attribution, "refuse", first, decision=number, target=second)
    return number


def separate(connection: Connection, beneficiary: str, attribution: Attribution) -> list[int]:
    """Take an identifier out of its group; return the decisions withdrawn. The others in the group stay merged.

    Raise DecisionRefused if it is not merged.
    """
    DECISIONS.begin(connection, attribution)
    group = require_group(connection, beneficiary)
    identifier = str(BeneficiaryId.parse(beneficiary))
    if len(group.members) == 1:
        raise DecisionRefused(
            _("{beneficiary} is merged with nobody.").format(beneficiary=identifier), _("Nothing is to be done.")
        )
    numbers = DECISIONS.separate(connection, identifier, group, attribution)
    regroup(connection, group.members)
    _note(connection, attribution, "separate", identifier, decisions=numbers)
    return numbers


def withdraw(connection: Connection, number: int, attribution: Attribution) -> None:
    """Undo a decision, as if it had never been made. Raise DecisionRefused if there is none in force."""
    DECISIONS.begin(connection, attribution)
    row = DECISIONS.require_in_force(connection, number, HISTORY)
    group = DECISIONS.group_of(connection, row.beneficiary)
    DECISIONS.mark_withdrawn(connection, number, attribution)
    regroup(connection, group.members)
    _note(connection, attribution, "withdraw", row.beneficiary, decision=number)


def history(
    connection: Connection, beneficiary: str | None, limit: int, before: int | None
) -> tuple[list[Decision], int | None]:
    """Return the decisions about a beneficiary and its group, or all, latest first; and the next cursor."""
    members = None
    if beneficiary is not None:
        members = DECISIONS.group_of(connection, str(BeneficiaryId.parse(beneficiary))).members
    rows, more = DECISIONS.page(connection, members, limit, before)
    named = ((row.decision_id, row.kind, row.beneficiary, row.target, row.before) for row in rows)
    return [Decision(*each, *signatures(row)) for each, row in zip(named, rows, strict=True)], more


def require_group(connection: Connection, beneficiary: str) -> Group:
    """Return the group of a beneficiary. Raise BeneficiaryUnknown if no award, decision or register has it."""
    who = str(BeneficiaryId.parse(beneficiary))
    group = DECISIONS.group_of(connection, who)
    if len(group.members) == 1:
        awarded = select(search_awards.c.docid).where(search_awards.c.beneficiary_id == who).limit(1)
        registered = select(reference_organisations.c.number).where(reference_organisations.c.number == who)
        if not any(connection.execute(query).first() for query in (awarded, registered)):
            raise BeneficiaryUnknown(_("There is no beneficiary {who}.").format(who=who), HOW_TO_FIND)
    return group


def regroup(connection: Connection, members: Iterable[str]) -> None:
    """Update the heads of beneficiaries whose groups have changed: of all in the groups, before and after."""
    concerned = sorted(set(members))
    groups = DECISIONS.groups_of(connection, concerned)
    for some in chunks(concerned):
        connection.execute(delete(merged_beneficiaries).where(merged_beneficiaries.c.beneficiary.in_(some)))
    _insert_heads(connection, {each: groups[each].head for each in concerned if each in groups})


def rebuild_heads(connection: Connection) -> None:
    """Rebuild the heads of all merged beneficiaries from the decisions in force."""
    connection.execute(delete(merged_beneficiaries))
    _insert_heads(connection, {each: group.head for each, group in DECISIONS.all_groups(connection).items()})


def _insert_heads(connection: Connection, heads: dict[str, str]) -> None:
    if heads:
        rows = [{"beneficiary": each, "head": head} for each, head in sorted(heads.items())]
        connection.execute(insert(merged_beneficiaries), rows)


def _require_not_refused(connection: Connection, one: Group, other: Group) -> None:
    ends = DECISIONS.subject, DECISIONS.target
    pairs = (ends[at].in_(one.members) & ends[1 - at].in_(other.members) for at in (0, 1))
    query = select(DECISIONS.number).where(DECISIONS.in_force(REFUSE), or_(*pairs)).limit(1)
    if (number := connection.execute(query).scalar()) is not None:
        raise DecisionRefused(
            _("Decision {number} says that they are not one beneficiary.").format(number=number),
            _("Withdraw that one first."),
        )


def _note(connection: Connection, attribution: Attribution, action: str, subject: str, **details: Any) -> None:
    note(connection, attribution.when, attribution.by, f"beneficiary.{action}", subject, **details)
