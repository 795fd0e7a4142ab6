"""Writing what search needs of an act, in place of nothing: whoever writes an act anew has forgotten it first."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, Table, delete, exists, insert, select, update

from recueil import analysis
from recueil.store import sqlite
from recueil.store.projections import Named, Projections, Record, project
from recueil.store.schema import acts, documents, entities
from recueil.store.search_schema import (
    OF_ACT,
    lexicon,
    person_words,
    persons,
    search_acts,
    search_amounts,
    search_awards,
    search_dates,
    search_findings,
    search_percentages,
    search_persons,
    search_terms,
    search_votes,
)
from recueil.values import Facts, Finding
from recueil.values.codec import decode

# Of the words met, those that the lexicon is known to have; beyond so many it is cheaper to ask again.
_KNOWN = 200_000


def write(connection: Connection, act: Record, found: list[Record], rows: Projections) -> None:
    """Write the entities of an act and all that search repeats of it; the act itself is written."""
    for entity in found:
        entity["at"], entity["until"] = rows.places[entity["n"]]
    insert_all(connection, entities, found)
    write_search(connection, act["docid"], rows)


def write_search(connection: Connection, docid: int, rows: Projections) -> None:
    for table, records in by_table(rows).items():
        insert_all(connection, table, records)
    _write_persons(connection, docid, rows.persons)
    _write_forms(connection, rows.forms)
    sqlite.put(connection, docid, rows.words, rows.tokens)


def by_table(rows: Projections) -> dict[Table, list[Record]]:
    """The rows of each search table but ``search_persons``, whose persons have numbers."""
    return {
        search_acts: [rows.act],
        search_amounts: rows.amounts,
        search_percentages: rows.percentages,
        search_dates: rows.dates,
        search_terms: rows.terms,
        search_votes: rows.votes,
        search_awards: rows.awards,
        search_findings: rows.findings,
    }


def rebuild(connection: Connection) -> None:
    """Make anew all that search repeats of every act, in the order that the full-text index likes."""
    for table in OF_ACT:
        connection.execute(delete(table))
    sqlite.clear(connection)
    docids = select(acts.c.docid).order_by(acts.c.docid)
    renew(connection, connection.execute(docids).scalars().all())
    still_named = exists().where(search_persons.c.person_id == persons.c.person_id)
    connection.execute(delete(persons).where(~still_named))


def renew(connection: Connection, docids: Iterable[int]) -> None:
    """Make anew what search repeats of acts, from their rows; it has been forgotten."""
    for docid in docids:
        query = select(acts, documents.c.text).join_from(acts, documents).where(acts.c.docid == docid)
        act = dict(connection.execute(query).mappings().one())
        rows = projected(act, _entities(connection, docid))
        for n, (at, until) in rows.places.items():
            of_it = (entities.c.docid == docid) & (entities.c.n == n)
            connection.execute(update(entities).where(of_it).values(at=at, until=until))
        write_search(connection, docid, rows)


def _entities(connection: Connection, docid: int) -> list[Record]:
    query = select(entities).where(entities.c.docid == docid).order_by(entities.c.n)
    return [dict(row) for row in connection.execute(query).mappings()]


def projected(act: Record, found: list[Record]) -> Projections:
    """What search repeats of an act, from its row (with its document's ``text``) and its entities' rows."""
    findings = decode(tuple[Finding, ...], act["findings"])
    return project(act, decode(Facts, act["facts"]), findings, found, act["text"])


def forget(connection: Connection, docids: list[int]) -> None:
    """Delete all that search repeats of acts, which stay."""
    for table in OF_ACT:
        connection.execute(delete(table).where(table.c.docid.in_(docids)))
    sqlite.drop(connection, docids)


def insert_all(connection: Connection, into: Table, rows: list[Record]) -> None:
    if rows:
        connection.execute(insert(into), rows)


def _write_persons(connection: Connection, docid: int, named: list[Named]) -> None:
    numbers = _person_ids(connection, list(dict.fromkeys(_names(named))))
    rows = [
        {
            "person_id": numbers[person.name],
            "docid": docid,
            "status": person.status,
            "n": person.n,
            "other": numbers[person.other] if person.other else None,
        }
        for person in named
    ]
    insert_all(connection, search_persons, rows)


def _names(named: list[Named]) -> Iterable[str]:
    for person in named:
        yield person.name
        if person.other:
            yield person.other


def _person_ids(connection: Connection, names: list[str]) -> dict[str, int]:
    """The numbers of persons by name; who is new gets one."""
    numbers = _numbered(connection, names)
    if new := [name for name in names if name not in numbers]:
        insert_all(connection, persons, [{"name": name} for name in new])
        given = _numbered(connection, new)
        words = [(word, given[name]) for name in new for word in dict.fromkeys(analysis.words(name))]
        insert_all(connection, person_words, [{"word": word, "person_id": number} for word, number in words])
        numbers |= given
    return numbers


def _numbered(connection: Connection, names: list[str]) -> dict[str, int]:
    query = select(persons.c.name, persons.c.person_id).where(persons.c.name.in_(names))
    return dict(connection.execute(query).all())


def _write_forms(connection: Connection, forms: dict[str, str]) -> None:
    """See that the lexicon has these words."""
    known: set[str] = connection.info.setdefault("lexicon", set())
    unknown = [form for form in sorted(forms) if form not in known]
    found = connection.execute(select(lexicon.c.form).where(lexicon.c.form.in_(unknown))).scalars().all()
    if len(known) > _KNOWN:
        known.clear()
    known.update(found)
    new = [{"form": form, "key": forms[form]} for form in unknown if form not in known]
    insert_all(connection, lexicon, new)
