"""File acts under their bodies: combine what the act, its source and persons say, and keep each label of one body.

The number that an act prints comes first, then the SIREN and the name that the settings give its source, then the
name in the act. A person's decision about a name comes before all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Insert, Row, select, update

from recueil.facts.identity.referential import Referential, load_referential
from recueil.installed_pipeline import pipeline_package
from recueil.store.acts.rows import Record
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import Dialect, insert_missing
from recueil.store.index.changes import record_body_change
from recueil.store.schema import bodies, body_assignments
from recueil.values import Act, Identity
from recueil.values.body import Body, BodyReason, BodyResolution, body_key, name_of_label, name_without_time

_BY_NUMBER: tuple[BodyReason, ...] = ("ctes", "siret")


class Publisher(NamedTuple):
    """Who publishes the files of a source, as the settings say."""

    body: str | None = None
    siren: str | None = None


@dataclass(frozen=True, slots=True)
class FiledBody:
    """The body under which an act is filed: its label, its SIREN, how it is known, and the SIREN of candidates."""

    label: str | None = None
    siren: str | None = None
    reason: str | None = None
    candidates: tuple[str, ...] = ()

    @property
    def columns(self) -> Record:
        """The columns of ``acts``."""
        return {
            "body": self.label,
            "siren": self.siren,
            "body_reason": self.reason,
            "body_candidates": list(self.candidates) or None,
        }

    @classmethod
    def of_row(cls, row: Row[tuple[object, ...]]) -> FiledBody:
        return cls(row.body, row.siren, row.body_reason, tuple(row.body_candidates or ()))


NOT_FILED = FiledBody()


@cache
def installed_referential() -> Referential | None:
    """Load the public bodies of the installed pipeline; None if its package has no tables of them."""
    try:
        return load_referential(pipeline_package())
    except (FileNotFoundError, ModuleNotFoundError):
        return None


def places_of(acts: Iterable[Act]) -> list[tuple[Identity, int, int]]:
    """Return the identities of acts, with the place of each in the text of its document."""
    return [(act.facts.identity, act.start, act.end) for act in acts]


class UnfiledDocument(NamedTuple):
    """A document whose acts are to be filed: the identity of each and its place in the ``text``, in order.

    ``publisher`` and ``addresses`` are those of its sources.
    """

    text: str
    acts: Sequence[tuple[Identity, int, int]]
    publisher: Publisher
    addresses: Collection[str]


def file_acts(connection: Connection, documents: Sequence[UnfiledDocument]) -> list[list[FiledBody]]:
    """Return the body of each act of some documents, in order.

    Writes what is known of bodies that the store has not met.
    """
    referential = installed_referential()
    decisions = connection.execute(select(body_assignments).order_by(body_assignments.c.source)).all()
    filed: list[list[BodyResolution | None]] = []
    for document in documents:
        decided = _Decisions(decisions, document.addresses, referential)
        filed.append([decided.apply(found) for found in _resolve_acts(document, referential)])
    labels = _register(connection, [found for each in filed for found in each if found], referential)
    return [
        [
            FiledBody(labels[found], found.siren, found.reason, found.candidates)
            if found
            else FiledBody(None, identity.siren)
            for found, (identity, _, _) in zip(of_it, document.acts, strict=True)
        ]
        for of_it, document in zip(filed, documents, strict=True)
    ]


def foresee_bodies(text: str, acts: Sequence[tuple[Identity, int, int]]) -> list[FiledBody]:
    """Return the bodies under which ``file_acts`` files the acts of a document of which it knows nothing else."""
    document = UnfiledDocument(text, acts, Publisher(), ())
    resolved = _resolve_acts(document, installed_referential())
    return [
        FiledBody(found.label, found.siren, found.reason, found.candidates)
        if found
        else FiledBody(None, identity.siren)
        for found, (identity, _, _) in zip(resolved, acts, strict=True)
    ]


def _resolve_acts(document: UnfiledDocument, referential: Referential | None) -> list[BodyResolution | None]:
    """Resolve the body of each act of a document: one that says less of it than the first has the first's."""
    text = document.text
    resolved: list[BodyResolution | None] = []
    for identity, start, end in document.acts:
        found = _resolve(identity, text[start:end], text, document.publisher, referential)
        first = resolved[0] if resolved else None
        resolved.append(first if first and found and _is_less(found, first) else found)
    return resolved


def _is_less(found: BodyResolution, first: BodyResolution) -> bool:
    """Return whether an act says less of its body than the first act of its document, of the same name."""
    if found.siren or body_key(name_of_label(found.label)) != body_key(name_of_label(first.label)):
        return False
    return first.siren is not None or not (found.candidates or found.departement)


def _resolve(
    identity: Identity, own: str, text: str, publisher: Publisher, referential: Referential | None
) -> BodyResolution | None:
    """Resolve the body of an act; ``own`` are its words, ``text`` is the document's."""
    name = publisher.body or identity.body
    if referential is None:
        return BodyResolution(name, siren=identity.siren) if name else None
    is_settled = identity.resolution is not None or name is None
    if is_settled and identity.siren is None and publisher == Publisher():
        return identity.resolution
    # Its patterns take a quarter of a second to compile, and most acts do not need them.
    from recueil.facts.identity.resolve_body import printed_number, resolve_body, resolve_name

    if identity.siren is not None:
        return resolve_body(own, name, printed_number(identity), referential, identity.when)
    if publisher.siren is not None:
        found = _resolve_siren(publisher.siren, name, "source_siren", referential)
        body = referential.body_of(publisher.siren)
        named = identity.body or publisher.body or (body and body.name) or ""
        older = resolve_name(named, text, referential, identity.department, identity.when)
        return older if older.reason == "date" and _has_become(older, body, referential) else found
    if publisher.body is not None:
        found = resolve_name(publisher.body, text, referential, identity.department, identity.when)
        return replace(found, reason="source_body" if found.siren else found.reason)
    return None if name is None else resolve_name(name, own, referential, identity.department, identity.when)


def _has_become(older: BodyResolution, body: Body | None, referential: Referential) -> bool:
    """Return whether a commune that has merged is now in another one."""
    former = referential.former_of_label(older.label)
    return bool(former and body and body.code and former in referential.formers_of(body.code))


def _resolve_siren(
    siren: str, name: str | None, reason: BodyReason, referential: Referential | None
) -> BodyResolution:
    body = referential.body_of(siren) if referential else None
    if body:
        return BodyResolution.of(body, reason)
    return BodyResolution(name or f"SIREN {siren}", siren=siren, reason=reason)


class _Decisions:
    """Persons' decisions, given by address, that apply to a document at some addresses; the longest decides."""

    def __init__(
        self, rows: Sequence[Row[Any]], addresses: Iterable[str], referential: Referential | None
    ) -> None:
        where = list(addresses) or [""]
        self._sirens: dict[str, tuple[str, str]] = {
            row.key: (row.siren, row.name) for row in rows if any(each.startswith(row.source) for each in where)
        }
        self._referential = referential

    def apply(self, found: BodyResolution | None) -> BodyResolution | None:
        if found is None or found.reason in _BY_NUMBER:
            return found
        keys = (body_key(found.label), body_key(name_without_time(found.label)))
        siren, name = next((self._sirens[key] for key in keys if key in self._sirens), (None, None))
        return _resolve_siren(siren, name, "person", self._referential) if siren else found


def _register(
    connection: Connection, resolved: Sequence[BodyResolution], referential: Referential | None
) -> Mapping[BodyResolution, str]:
    """Write the bodies that the store has not met; return the label of each, which no other body has."""
    labels = {found: found.label for found in resolved}
    new = sorted(filter(_is_known, labels), key=lambda each: (body_key(each.label) or "", each.siren or ""))
    known = _load_bodies(connection, {str(body_key(found.label)) for found in new})
    for found in new:
        labels[found] = _register_one(connection, found, referential, known)
    return labels


def _load_bodies(connection: Connection, keys: Collection[str]) -> dict[str, Row[Any] | None]:
    """Return the rows of bodies by key, None for those that the store has not met."""
    if not keys:
        return {}
    rows = connection.execute(select(bodies).where(bodies.c.key.in_(keys)))
    return {**dict.fromkeys(keys), **{row.key: row for row in rows}}


def _is_known(found: BodyResolution) -> bool:
    """Return whether anything but its name is known of a body."""
    return not found.is_ambiguous and bool(found.siren or found.departement or found.kind)


def _register_one(
    connection: Connection,
    found: BodyResolution,
    referential: Referential | None,
    known: dict[str, Row[Any] | None],
) -> str:
    """Return the label of a body; ``known`` are rows that were read or written before."""
    official = _official(found, referential)
    labels = [found.label]
    if official is None:
        labels += [f"{found.label} ({code})" for code in (found.departement, found.siren) if code]
        # The label of a body of the tables is kept for that one, also before it is met.
        labels = [one for one in labels if not (referential and referential.has_label(one))] or labels[-1:]
    for label in labels:
        row = _row_of(found, label, official)
        key = row["key"]
        if key not in known:
            known |= _load_bodies(connection, [key])
        if (held := known[key]) is None:
            connection.execute(_insert_body(dialect_of(connection)), row)
            record_body_change(connection, key)
            held = connection.execute(select(bodies).where(bodies.c.key == key)).one()
        if official and row["siren"] and held.siren != row["siren"]:  # filed when less was known of it
            refreshed = update(bodies).where(bodies.c.key == key).values(**row).returning(*bodies.c)
            held = connection.execute(refreshed).one()
            record_body_change(connection, key)
        known[key] = held
        if _may_be_same(held, row):
            return label
    return labels[-1]


def _may_be_same(held: Row[tuple[object, ...]], row: Record) -> bool:
    for name in ("siren", "departement"):
        ours, theirs = row[name], getattr(held, name)
        if ours and theirs:
            return bool(ours == theirs)
    return True


def _official(found: BodyResolution, referential: Referential | None) -> Body | None:
    if referential is None:
        return None
    if former := referential.former_of_label(found.label):
        return referential.former_commune(former)
    if found.siren:
        return referential.body_of(found.siren)
    if found.kind == "departement" and found.departement:
        return referential.departement(found.departement)
    return referential.region_named(found.label.removeprefix("Région ")) if found.kind == "region" else None


def _row_of(found: BodyResolution, label: str, official: Body | None) -> Record:
    name = official.name if official else name_of_label(label)
    body = official or Body(label, found.kind or "establishment", name)
    epci = (*body.epci, None, None)
    return {
        "key": body_key(label),
        "label": label,
        "name": name,
        "name_key": body_key(name_of_label(label)),
        "kind": official.kind if official else found.kind,
        "siren": found.siren,
        "code": body.code,
        "departement": body.departement or found.departement,
        "region": body.region,
        "epci": epci[0],
        "ept": epci[1],
        "population": body.population,
        "publication": body.publication,
    }


@cache
def _insert_body(dialect: Dialect) -> Insert:
    return insert_missing(dialect, bodies, ("key",))
