"""File the acts of a store made before bodies were known by their SIREN, or communes by the time of their mergers.

What persons decided in it is kept.
"""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection, select, update

from recueil.accounts.audit import note
from recueil.bodies.filing import FiledBody, Publisher, UnfiledDocument, file_acts, installed_referential
from recueil.facts.identity.referential import Referential
from recueil.persons.groups import person_acts, person_decisions
from recueil.persons.ids import PersonId, person_body
from recueil.privacy.erasure.erasure_scope import Issuer, Scope
from recueil.privacy.erasure.suppressions import extend_suppressions
from recueil.store.schema import acts, documents, sources
from recueil.values import Act, Facts
from recueil.values.body import body_key, name_of_label
from recueil.values.codec import decode, encode
from recueil.values.organisation import department_of

_BY_SIREN, _BY_TIME = "0027", "0035"
# Kinds of names of bodies of a commune, which follow it: « CCAS d'Avranches »
_OF_A_COMMUNE = ("board",)


@dataclass(slots=True)
class _Moves:
    """What filing changes: the bodies of persons by their former body and by uid of the act, and the issuers that
    acts have another of, with the addresses of their documents.
    """

    counts: Counter[str] = field(default_factory=Counter)
    persons: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    by_uid: dict[str, str] = field(default_factory=dict)
    issuers: list[tuple[Issuer, Issuer, tuple[str, ...]]] = field(default_factory=list)


def file_stored_acts(connection: Connection, before: str, when: datetime.datetime) -> None:
    """File the acts of a store of the revision ``before``: all, or those that may be of communes that merged.

    How many are known, ambiguous and unknown is noted in the audit log. Decisions about persons follow their body
    where all its acts go to one, or all the acts that they are about; the others stay as they were written, and
    are counted. Who was forgotten in acts of a body is so in those of the communes before its merger. The index
    must be built anew afterwards.
    """
    if before >= _BY_TIME:
        return
    referential = installed_referential()
    query = select(acts.c.document_id).distinct().order_by(acts.c.document_id)
    if before >= _BY_SIREN:
        labels = connection.execute(select(acts.c.body).where(acts.c.body.is_not(None)).distinct()).scalars()
        query = query.where(acts.c.body.in_(sorted(_labels_in_time(labels, referential))))
    moves = _Moves()
    for number in connection.execute(query).scalars().all():
        _file_document(connection, number, moves)
    if referential is not None:
        extend_suppressions(connection, lambda scope: _scopes_in_time(scope, moves.issuers, referential))
    if not moves.by_uid:
        return
    moves.counts["decisions_left"] = _move_decisions(connection, moves.persons, moves.by_uid)
    note(connection, when, "recueil", "bodies.file", None, **moves.counts)


def _labels_in_time(labels: Iterable[str], referential: Referential | None) -> Iterator[str]:
    """Yield the labels under which there may be acts of communes that merged, or of their CCAS."""
    from recueil.facts.identity.resolve_body import kind_of_name

    for label in labels:
        name = name_of_label(label)
        if referential and (referential.has_merged(name) or kind_of_name(name) in _OF_A_COMMUNE):
            yield label


def _scopes_in_time(
    scope: Scope, moved: Iterable[tuple[Issuer, Issuer, tuple[str, ...]]], referential: Referential
) -> Iterator[tuple[str, Scope]]:
    """Yield the names and scopes of what was in the scope of an erasure before communes were told apart by time.

    These are the former communes of its name, also those without acts yet, and the documents of acts that have
    another body now.
    """
    if scope.sources:
        return
    scopes = [scope]
    for period in referential.formers_named((scope.key or "").replace("_", " ")) if scope.key else ():
        body = referential.former_commune(period)
        found = Scope(body_key(name_of_label(body.label)), None, (body.departement or "").zfill(3))
        where = scope.department or department_of(scope.siren)
        if where in (None, found.department):
            scopes.append(found)
            yield body.label, found
    for old, new, addresses in moved:
        held = (each.holds(new, addresses) for each in scopes)
        if addresses and scope.holds(old, addresses) and not any(held):
            yield "", Scope(sources=addresses)


def _file_document(connection: Connection, number: int, moves: _Moves) -> None:
    """File the acts of a document; count them, and note what they change."""
    row = connection.execute(
        select(documents.c.text, documents.c.handle).where(documents.c.document_id == number)
    ).one()
    of_document = select(acts).where(acts.c.document_id == number).order_by(acts.c.ordinal)
    found = connection.execute(of_document).all()
    holding = connection.execute(
        select(sources.c.uri, sources.c.body)
        .where(sources.c.document_id == number)
        .order_by(sources.c.body.is_(None), sources.c.uri)
    ).all()
    publisher = Publisher(holding[0].body) if holding else Publisher()
    addresses = tuple(each.uri for each in holding)
    facts = [_resolve_in_time(decode(Facts, act.facts), row.text[act.start : act.end]) for act in found]
    places = [(each.identity, act.start, act.end) for act, each in zip(found, facts, strict=True)]
    (filed,) = file_acts(connection, [UnfiledDocument(row.text, places, publisher, addresses)])
    for act, each, body in zip(found, facts, filed, strict=True):
        before = FiledBody.of_row(act)
        values = {**body.columns, "facts": encode(each)}
        connection.execute(update(acts).where(acts.c.docid == act.docid).values(**values))
        moves.counts[_state_of(body)] += 1
        moves.by_uid[act.uid] = person_body(body.label, body.candidates, row.handle)
        moves.persons[person_body(before.label, before.candidates, row.handle)].add(moves.by_uid[act.uid])
        if before.label != body.label:
            read = Act(act.start, act.end, each, ())
            old, new = (Issuer.of(read, one.label, one.siren) for one in (before, body))
            moves.issuers.append((old, new, addresses))


def _resolve_in_time(facts: Facts, own: str) -> Facts:
    """Return the facts of an act with the words ``own``, of the commune of its time if that is another one."""
    from recueil.facts.identity.resolve_body import printed_number, resolve_body

    referential, identity = installed_referential(), facts.identity
    if referential is None or identity.resolution is None or identity.when is None:
        return facts
    about = own, identity.body, printed_number(identity), referential
    found = resolve_body(*about, identity.when)
    if found == resolve_body(*about):
        return facts
    return replace(facts, identity=replace(identity, resolution=found))


def _state_of(body: FiledBody) -> str:
    if body.candidates:
        return "ambiguous"
    return "known" if body.siren else "unknown"


def _move_decisions(connection: Connection, moved: Mapping[str, set[str]], bodies: Mapping[str, str]) -> int:
    """Rename the persons of decisions after their bodies; return how many are left with the old name."""
    left = 0
    of_split: defaultdict[int, set[str]] = defaultdict(set)
    for row in connection.execute(select(person_acts)).all():
        of_split[row.decision_id] |= {bodies[row.uid]} if row.uid in bodies else set()
    for row in connection.execute(select(person_decisions)).all():
        named = {name: PersonId.parse(getattr(row, name)) for name in ("person", "target")}
        found = {
            name: of_split.get(row.decision_id) or moved.get(who.body) or {who.body} for name, who in named.items()
        }
        if any(len(each) > 1 for each in found.values()):
            left += 1
            continue
        values = {name: str(who._replace(body=min(found[name]))) for name, who in named.items()}
        this = person_decisions.c.decision_id == row.decision_id
        connection.execute(update(person_decisions).where(this).values(**values))
    return left
