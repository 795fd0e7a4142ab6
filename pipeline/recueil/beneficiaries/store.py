"""``store.beneficiaries``: who was awarded what through the years, and decisions about who is who."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, select

from recueil.beneficiaries import decisions, proposals, sums
from recueil.beneficiaries.decisions import Decision
from recueil.beneficiaries.ids import BeneficiaryId
from recueil.beneficiaries.proposals import Proposal
from recueil.beneficiaries.schema import reference_organisations
from recueil.beneficiaries.sums import AwardRows, BeneficiarySum, NameInBody, Order, PartSum
from recueil.corrections import Attribution
from recueil.figures.scope import Figures
from recueil.privacy.redaction.redactor import mask_all
from recueil.query import Query
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.index.schema import search_awards

if TYPE_CHECKING:
    from recueil.beneficiaries.reference import LoadResult
    from recueil.store.columns.keeper import ColumnsKeeper

_MOST_PURPOSES = 20


@dataclass(frozen=True, slots=True)
class Registered:
    """An organisation as a public register has it; ``number`` is its SIREN or RNA, ``closed`` since when it is."""

    number: str
    source: str
    name: str
    siret: str | None
    rna: str | None
    code: str | None
    commune: str | None
    closed: str | None


@dataclass(frozen=True, slots=True)
class BeneficiaryProfile:
    """What a beneficiary is called and was awarded. ``id`` is that of the head, whichever member was asked for,
    if an award has it.

    ``numbers`` are the SIREN and RNA of the group. Of ``purposes`` only those with the largest totals are here.
    """

    id: str
    name: str
    numbers: tuple[str, ...]
    registered: tuple[Registered, ...]
    names: tuple[NameInBody, ...]
    years: tuple[PartSum, ...]
    bodies: tuple[PartSum, ...]
    purposes: tuple[PartSum, ...]


class Beneficiaries:
    """``store.beneficiaries``. Beneficiaries are passed and returned by the identifiers of ``ids``."""

    def __init__(self, engine: Engine, *, redacted: bool = True) -> None:
        self._engine = engine
        self._redacted = redacted
        self._figures = Figures(engine, redacted=redacted)

    def use_columns(self, columns: ColumnsKeeper) -> None:
        """Rank in the columns that the process keeps."""
        self._figures.columns = columns

    def find(
        self,
        query: Query | None = None,
        name: str = "",
        what: str | None = None,
        order: Order = "total",
        *,
        descending: bool = True,
        limit: int | None = 50,
        offset: int = 0,
    ) -> tuple[list[BeneficiarySum], bool]:
        """Return beneficiaries with what the acts of a query award them, by decision; and whether others follow.

        ``name`` matches all of its words, a final * any ending.
        """
        with self._figures.scope(query) as scope:
            most = None if limit is None else limit + 1
            found = sums.list_sums(scope, name, what, order, descending=descending, limit=most, offset=offset)
            return found[:limit], limit is not None and len(found) > limit

    def profile(self, beneficiary: str) -> BeneficiaryProfile:
        """Return the profile of a beneficiary's group. Raise BeneficiaryUnknown if nothing has this identifier."""
        with self._figures.scope() as scope:
            group = decisions.require_group(scope.connection, beneficiary)
            names = sums.load_names(scope, group.members)
            ids = [each.id for each in names] or [str(BeneficiaryId.parse(beneficiary))]
            head = sums.shown_id(group.head, group.head if group.head in ids else min(ids))
            own = [each.name for each in names if each.id == head] or [each.name for each in names]
            registered = _load_registered(scope.connection, group.members)
            known = max(own, default=None) or next((each.name for each in registered), head)
            return BeneficiaryProfile(
                *(head, known, _numbers(group.members), registered, names),
                tuple(sums.sum_by(scope, group.members, "year")),
                tuple(sums.sum_by(scope, group.members, "body")),
                tuple(sums.sum_by(scope, group.members, "purpose", _MOST_PURPOSES)),
            )

    def purposes(self, beneficiary: str) -> list[PartSum]:
        """Return what a beneficiary was awarded for each purpose, all of them."""
        with self._figures.scope() as scope:
            members = decisions.require_group(scope.connection, beneficiary).members
            return sums.sum_by(scope, members, "purpose")

    def awards(self, beneficiary: str, limit: int = 50, after: tuple[int, int] | None = None) -> AwardRows:
        """Return the awards of a beneficiary, those of the latest acts first, with what sums leave out."""
        with self._figures.scope() as scope:
            members = decisions.require_group(scope.connection, beneficiary).members
            return sums.list_awards(scope, members, limit, after)

    def merge(self, beneficiary: str, target: str, attribution: Attribution) -> int:
        """Merge a beneficiary into ``target``, whose identifier stays; return the number of the decision."""
        return write_transaction(self._engine, decisions.merge, beneficiary, target, attribution)

    def refuse(self, beneficiary: str, target: str, attribution: Attribution) -> int:
        """Record that two beneficiaries are not one; return the number of the decision."""
        return write_transaction(self._engine, decisions.refuse, beneficiary, target, attribution)

    def separate(self, beneficiary: str, attribution: Attribution) -> list[int]:
        """Take an identifier out of its group; return the numbers of the decisions that this withdraws."""
        return write_transaction(self._engine, decisions.separate, beneficiary, attribution)

    def withdraw(self, decision: int, attribution: Attribution) -> None:
        """Undo a decision, as if it had never been made."""
        write_transaction(self._engine, decisions.withdraw, decision, attribution)

    def history(
        self, beneficiary: str | None = None, limit: int = 50, before: int | None = None
    ) -> tuple[list[Decision], int | None]:
        """Return decisions on a beneficiary, or all, latest first, and before which one the next page begins."""
        with read_transaction(self._engine) as connection:
            found, more = decisions.history(connection, beneficiary, limit, before)
            return _redact_decisions(connection, found) if self._redacted else found, more

    def propose(self, when: datetime.datetime, body: str | None = None, least: int | None = None) -> int:
        """Propose which beneficiaries of each body, or of one, are spellings of one name; return how many pairs.

        ``least`` is the similarity from which names are proposed, of 100.
        """
        from recueil.beneficiaries import spellings  # RapidFuzz and NumPy, for which other commands would wait

        score = spellings.LEAST_SCORE if least is None else least
        return write_transaction(self._engine, spellings.propose_spellings, when, body, score)

    def propose_in(self, keys: Collection[str], when: datetime.datetime) -> int:
        """Propose which beneficiaries of the bodies with these keys are spellings of one name; return how many
        pairs.

        Names of two bodies are not compared. Where a body has too many to compare in seconds, nothing changes.
        """
        from recueil.beneficiaries import spellings

        return write_transaction(self._engine, spellings.propose_spellings_in, keys, when)

    def load_register(
        self, path: Path, when: datetime.datetime, progress: Callable[[int], None] = lambda rows: None
    ) -> LoadResult:
        """Load a stock file of SIRENE or of the RNA, and propose what of it may be beneficiaries of the store."""
        from recueil.beneficiaries import reference  # RapidFuzz, as above

        return reference.load_register(self._engine, path, when, progress)

    def proposals(
        self,
        beneficiary: str | None = None,
        body: str | None = None,
        limit: int = 50,
        before: tuple[int, int] | None = None,
    ) -> tuple[list[Proposal], tuple[int, int] | None]:
        """Return the proposals that nobody has decided, the most similar first, and where the next page begins."""
        with read_transaction(self._engine) as connection:
            members = beneficiary and decisions.require_group(connection, beneficiary).members
            return proposals.list_proposals(connection, members or None, body, limit, before)


def _numbers(members: Sequence[str]) -> tuple[str, ...]:
    return tuple(each for each in members if BeneficiaryId.parse(each).number)


def _load_registered(connection: Connection, members: Sequence[str]) -> tuple[Registered, ...]:
    entry = reference_organisations.c
    columns = (entry[name] for name in Registered.__slots__)
    query = select(*columns).where(entry.number.in_(members)).order_by(entry.number)
    return tuple(Registered(*row) for row in connection.execute(query))


def _redact_decisions(connection: Connection, found: Sequence[Decision]) -> list[Decision]:
    """Mask the names that no award gives any more: an act may name them as private persons now."""
    named = {who for each in found for who in (each.beneficiary, each.target, *_names_before(each))}
    query = select(search_awards.c.beneficiary_id).where(search_awards.c.beneficiary_id.in_(sorted(named)))
    shown = {*connection.execute(query.distinct()).scalars(), *_numbers(sorted(named))}
    return [_redact_decision(each, named - shown) for each in found]


def _names_before(decision: Decision) -> set[str]:
    return {name for head, members in decision.before.items() for name in (head, *members)}


def _redact_decision(decision: Decision, hidden: set[str]) -> Decision:
    if not hidden & {decision.beneficiary, decision.target, *_names_before(decision)}:
        return decision
    one, other = (mask_all(who) if who in hidden else who for who in (decision.beneficiary, decision.target))
    return replace(decision, beneficiary=one, target=other, before={})
