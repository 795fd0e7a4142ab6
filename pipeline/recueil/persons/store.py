"""The people of a store: who they are, what acts say of them, and what analysts say about who is who."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from sqlalchemy import Engine

from recueil.corrections import Signed
from recueil.persons import listing, person_decisions, person_pages, person_records
from recueil.persons.listing import Listed
from recueil.persons.person_decisions import Decision
from recueil.persons.person_pages import Person, Proxies
from recueil.persons.person_records import Records, Sittings
from recueil.privacy.redaction import redacted_results
from recueil.store.engine.store_transactions import reported, written


class People:
    """``store.people``. A person is given, and told, by the identifier that ``person_ids`` writes."""

    def __init__(self, engine: Engine, *, veiled: bool = True) -> None:
        self._engine = engine
        self._veiled = veiled

    def find(
        self, name: str | None = None, body: str | None = None, limit: int = 50, after: str | None = None
    ) -> tuple[tuple[Listed, ...], str | None]:
        """People in the order of their identifiers, those after one; and after whom the next page begins.

        ``name`` is all words of their name, * ends one cut short; ``body`` is the key of a body, or its name.
        """
        with reported(self._engine) as connection:
            return listing.find(connection, name, body, limit, after, veiled=self._veiled)

    def person(self, person: str) -> Person:
        """Who somebody is, as the head of the group is called; PersonUnknown where no act names them."""
        with reported(self._engine) as connection:
            return person_pages.person(connection, person, veiled=self._veiled)

    def proxies(self, person: str, limit: int = 50) -> Proxies:
        """With whom proxies were given and held, the most frequent first."""
        with reported(self._engine) as connection:
            return person_pages.proxies(connection, person, limit, veiled=self._veiled)

    def sittings(self, person: str, limit: int = 100, before: int | None = None) -> Sittings:
        """What the person was at each séance, the latest first, from before a day on, told by ``next``."""
        with reported(self._engine) as connection:
            return person_records.sittings(connection, person, limit, before, veiled=self._veiled)

    def ballots(self, person: str, limit: int = 50, before: int | None = None) -> Records:
        """The acts that tell how the person voted, the latest first."""
        with reported(self._engine) as connection:
            found = person_records.ballots(connection, person, limit, before, veiled=self._veiled)
            return (
                replace(found, rows=tuple(redacted_results.titles(connection, found.rows)))
                if self._veiled
                else found
            )

    def acts(self, person: str, limit: int = 50, before: int | None = None) -> Records:
        """The acts that name the person, the latest first."""
        with reported(self._engine) as connection:
            found = person_records.acts(connection, person, limit, before, veiled=self._veiled)
            return (
                replace(found, rows=tuple(redacted_results.titles(connection, found.rows)))
                if self._veiled
                else found
            )

    def merge(self, person: str, target: str, said: Signed) -> int:
        """Two persons are one, under the name of the target; gives the number of the decision."""
        return written(self._engine, person_decisions.merge, person, target, said)

    def take_out(self, person: str, said: Signed) -> list[int]:
        """A name is no part of its group; gives the numbers of the decisions that are withdrawn by that."""
        return written(self._engine, person_decisions.take_out, person, said)

    def split(self, person: str, acts: Collection[str], said: Signed) -> tuple[int, str]:
        """Some acts name another person by this name; gives the number of the decision, and that other person."""
        return written(self._engine, person_decisions.split, person, acts, said)

    def withdraw(self, decision: int, said: Signed) -> None:
        """A decision was wrong: all is as if it had not been made."""
        written(self._engine, person_decisions.withdraw, decision, said)

    def history(
        self, person: str | None = None, limit: int = 50, before: int | None = None
    ) -> tuple[list[Decision], int | None]:
        """Decisions about a person, or about all, the latest first; and before which the next page begins."""
        with reported(self._engine) as connection:
            found, more = person_decisions.history(connection, person, limit, before)
            return redacted_results.decisions(connection, found) if self._veiled else found, more
