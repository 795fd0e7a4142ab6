"""The scope of an erasure: the acts that a body issued, or the documents of some sources."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    ScalarSelect,
    exists,
    select,
    true,
)

from recueil.store.engine.column_types import starts_with
from recueil.store.engine.statements import chunks
from recueil.store.index.schema import search_acts, search_terms
from recueil.store.index.terms import DEPARTMENT, SIREN
from recueil.store.schema import acts, bodies, sources
from recueil.values import Act
from recueil.values.body import body_key, departement_of_label, name_of_label
from recueil.values.organisation import department_of


class Issuer(NamedTuple):
    """The issuer of an act: key of the name, SIREN, département; and the SIREN that the act prints."""

    key: str | None
    siren: str | None
    department: str | None
    printed: str | None = None

    @classmethod
    def of(cls, act: Act, label: str | None, siren: str | None) -> Issuer:
        """Return the issuer of an act that is filed under the body with this label and this SIREN."""
        identity = act.facts.identity
        return cls.from_label(label, siren, identity.department, identity.siren)

    @classmethod
    def from_label(
        cls, label: str | None, siren: str | None, department: str | None, printed: str | None
    ) -> Issuer:
        """Return the issuer with a label, whose key is that of all bodies of the name."""
        where = departement_of_label(label or "")
        key = body_key(name_of_label(label or ""))
        found = cls.from_values(key, siren or printed, where.zfill(3) if where else department)
        return found._replace(printed=printed)

    @classmethod
    def from_values(cls, key: str | None, siren: str | None, department: str | None) -> Issuer:
        """Return the issuer from separate values; a département derived from the SIREN takes precedence."""
        return cls(key, siren, department_of(siren) or (department and department.upper()))


@dataclass(frozen=True, slots=True)
class Scope:
    """A body by the key of its name, narrowed by its SIREN or département; or else ``sources``.

    ``exact``: another body has the same name, so that acts that give neither are out of scope. ``sources``
    are addresses of files, or of folders if they end with a slash.
    """

    key: str | None = None
    siren: str | None = None
    department: str | None = None
    exact: bool = False
    sources: tuple[str, ...] = ()

    def holds(self, issuer: Issuer, addresses: Collection[str]) -> bool:
        """Return whether an act of this issuer, in a document with sources at these addresses, is in scope."""
        if self.sources:
            return any(_covers(scope, address) for scope in self.sources for address in addresses)
        if self.siren and issuer.siren:
            return self.siren in (issuer.siren, issuer.printed)
        if self.key is None or self.key != issuer.key:
            return False
        expected = self.department or department_of(self.siren)
        if expected and issuer.department and expected != issuer.department:
            return False
        return not self.exact or (self.department is not None and self.department == issuer.department)


def _covers(scope: str, address: str) -> bool:
    return address.startswith(scope) if scope.endswith("/") else address == scope


class IssuedAct(NamedTuple):
    """An act, its document, its issuer, and the body's name under which the act is filed."""

    docid: int
    document_id: int
    issuer: Issuer
    body: str | None


def acts_issued_by(connection: Connection, *, key: str | None = None, siren: str | None = None) -> list[IssuedAct]:
    """Return the acts under the key of a body and those with a SIREN, ordered by docid."""
    has_siren = exists().where(
        search_terms.c.docid == acts.c.docid, search_terms.c.axis == SIREN, search_terms.c.value == siren
    )
    namesakes = select(bodies.c.key).where(bodies.c.name_key == key)
    has_key = search_acts.c.body.is_not(None) & ((search_acts.c.body == key) | search_acts.c.body.in_(namesakes))
    return _select_acts(connection, has_key | has_siren)


def acts_by_docid(connection: Connection, docids: Collection[int]) -> list[IssuedAct]:
    """Return acts by their docids."""
    return _select_acts(connection, acts.c.docid.in_(docids))


def _select_acts(connection: Connection, condition: ColumnElement[bool]) -> list[IssuedAct]:
    query = (
        select(
            acts.c.docid,
            acts.c.document_id,
            acts.c.body,
            acts.c.siren,
            acts.c.facts["identity"]["siren"].as_string().label("printed"),
            _term_column(DEPARTMENT).label("department"),
        )
        .join_from(acts, search_acts)
        .where(condition)
        .order_by(acts.c.docid)
    )
    return [
        IssuedAct(
            row.docid,
            row.document_id,
            Issuer.from_label(row.body, row.siren, row.department, row.printed),
            row.body,
        )
        for row in connection.execute(query)
    ]


def _term_column(axis: str) -> ScalarSelect[Any]:
    of_act = search_terms.c.docid == acts.c.docid, search_terms.c.axis == axis
    return select(search_terms.c.value).where(*of_act).limit(1).correlate(acts).scalar_subquery()


def documents_of(connection: Connection, scope: Scope) -> set[int]:
    """Return the ids of the documents that hold acts in scope."""
    if scope.sources:
        return _documents_at(connection, scope.sources)
    found = acts_issued_by(connection, key=scope.key, siren=scope.siren)
    return {each.document_id for each in found if scope.holds(each.issuer, ())}


def body_keys_of(connection: Connection, scope: Scope) -> set[str]:
    """Return the keys of the bodies under which persons in scope are stored; "" for acts without a body."""
    if not scope.sources:
        same = bodies.c.name_key == scope.key
        same &= (bodies.c.siren == scope.siren) | bodies.c.siren.is_(None) if scope.siren else true()
        return {scope.key or "", *connection.execute(select(bodies.c.key).where(same)).scalars()}
    found: set[str] = set()
    for some in chunks(sorted(documents_of(connection, scope))):
        query = select(search_acts.c.body).join_from(search_acts, acts).where(acts.c.document_id.in_(some))
        found |= {key or "" for key in connection.execute(query).scalars()}
    return found


def _documents_at(connection: Connection, scopes: Collection[str]) -> set[int]:
    numbers: set[int] = set()
    for scope in scopes:
        in_scope = starts_with(sources.c.uri, scope) if scope.endswith("/") else sources.c.uri == scope
        query = select(sources.c.document_id).where(in_scope, sources.c.document_id.is_not(None))
        numbers |= set(connection.execute(query).scalars())
    return numbers


def addresses_of(connection: Connection, document_id: int) -> set[str]:
    """Return the addresses of the sources that hold a document."""
    query = select(sources.c.uri).where(sources.c.document_id == document_id)
    return set(connection.execute(query).scalars())
