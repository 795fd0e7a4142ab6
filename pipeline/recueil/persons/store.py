"""``store.people``: who persons are, what acts say of them, and decisions about their identity."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Engine

from recueil.corrections import Attribution
from recueil.persons import decisions, listing, profile
from recueil.persons.decisions import Decision
from recueil.persons.listing import PersonSummary
from recueil.persons.profile import ActRecords, PersonProfile, Proxies, Sittings
from recueil.privacy.redaction import redacted_results
from recueil.store.engine.transactions import read_transaction, write_transaction


class People:
    """``store.people``. Persons are passed and returned by the identifiers of ``person_ids``."""

    def __init__(self, engine: Engine, *, redacted: bool = True) -> None:
        self._engine = engine
        self._redacted = redacted

    def find(
        self, name: str | None = None, body: str | None = None, limit: int = 50, after: str | None = None
    ) -> tuple[tuple[PersonSummary, ...], str | None]:
        """Return the persons after an identifier, in order of identifiers, and where the next page begins.

        ``name`` matches all of its words, a final * any ending; ``body`` is the key of a body, or its name.
        """
        with read_transaction(self._engine) as connection:
            return listing.list_persons(connection, name, body, limit, after, redacted=self._redacted)

    def person(self, person: str) -> PersonProfile:
        """Return the profile of a person's group. Raise PersonUnknown if no act names the person."""
        with read_transaction(self._engine) as connection:
            return profile.read_profile(connection, person, redacted=self._redacted)

    def proxies(self, person: str, limit: int = 50) -> Proxies:
        """Return the persons with whom proxies were exchanged, most frequent first."""
        with read_transaction(self._engine) as connection:
            return profile.read_proxies(connection, person, limit, redacted=self._redacted)

    def sittings(self, person: str, limit: int = 100, before: int | None = None) -> Sittings:
        """Return the statuses at each séance, latest first; ``before`` is the ``next`` of a page."""
        with read_transaction(self._engine) as connection:
            return profile.read_sittings(connection, person, limit, before, redacted=self._redacted)

    def ballots(self, person: str, limit: int = 50, before: int | None = None) -> ActRecords:
        """Return the acts that say how the person voted, latest first."""
        with read_transaction(self._engine) as connection:
            found = profile.read_ballots(connection, person, limit, before, redacted=self._redacted)
            return (
                replace(found, rows=tuple(redacted_results.redact_titles(connection, found.rows)))
                if self._redacted
                else found
            )

    def acts(self, person: str, limit: int = 50, before: int | None = None) -> ActRecords:
        """Return the acts that name the person, latest first."""
        with read_transaction(self._engine) as connection:
            found = profile.read_acts(connection, person, limit, before, redacted=self._redacted)
            return (
                replace(found, rows=tuple(redacted_results.redact_titles(connection, found.rows)))
                if self._redacted
                else found
            )

    def merge(self, person: str, target: str, attribution: Attribution) -> int:
        """Merge a person into ``target``, whose name stays; return the number of the decision."""
        return write_transaction(self._engine, decisions.merge, person, target, attribution)

    def unmerge(self, person: str, attribution: Attribution) -> list[int]:
        """Take a name out of its group; return the numbers of the decisions that this withdraws."""
        return write_transaction(self._engine, decisions.unmerge, person, attribution)

    def split(self, person: str, acts: Collection[str], attribution: Attribution) -> tuple[int, str]:
        """Record that some acts mean another person by this name; return the decision's number and that person."""
        return write_transaction(self._engine, decisions.split, person, acts, attribution)

    def withdraw(self, decision: int, attribution: Attribution) -> None:
        """Undo a decision, as if it had never been made."""
        write_transaction(self._engine, decisions.withdraw, decision, attribution)

    def history(
        self, person: str | None = None, limit: int = 50, before: int | None = None
    ) -> tuple[list[Decision], int | None]:
        """Return decisions about a person, or all, latest first, and before which one the next page begins."""
        with read_transaction(self._engine) as connection:
            found, more = decisions.history(connection, person, limit, before)
            return redacted_results.redact_decisions(connection, found) if self._redacted else found, more
