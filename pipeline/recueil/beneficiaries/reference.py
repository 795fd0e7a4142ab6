"""Load organisations of the public registers, and propose those that have the name and the place of a beneficiary.

The registers have tens of millions of rows. Of these the store keeps only those whose names may be that of one of
its beneficiaries: they share the beginnings of their two longest words. So the memory is in proportion to the
store, the table to what can match, and nothing of an organisation that no act names is kept. A beneficiary that is
named later is found by loading the files again.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz import fuzz
from sqlalchemy import Connection, Engine, delete, func, select, update

from recueil.beneficiaries.ids import BeneficiaryId
from recueil.beneficiaries.proposals import Basis, Pairs, store_proposals
from recueil.beneficiaries.register_files import Entry, Kind, open_register
from recueil.beneficiaries.schema import beneficiary_proposals, reference_organisations
from recueil.beneficiaries.spellings import LEAST_SCORE
from recueil.store.engine import dialect_of
from recueil.store.engine.protocol import upsert
from recueil.store.engine.statements import stream_rows
from recueil.store.engine.transactions import read_transaction, write_transaction
from recueil.store.index.schema import search_acts, search_awards
from recueil.store.schema import bodies
from recueil.values import Organisation

_SOURCES: dict[Kind, Basis] = {"StockUniteLegale": "sirene", "StockEtablissement": "sirene", "RNA": "rna"}
_BATCH = 1_000
_WORDS, _BEGINNING = 2, 5
# Of one name in the département of a body that is no commune, so that its beneficiaries may be in any.
_SCORE_IN_DEPARTEMENT = 90
_ENTRY = reference_organisations.c


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a file had: ``rows``, those ``kept``, and the ``proposals`` that there are now of its register."""

    kind: Kind
    rows: int
    kept: int
    proposals: int


class _Named(NamedTuple):
    """A beneficiary that has no number, and where: the commune of its body, or else its département."""

    id: str
    key: str
    code: str | None
    departement: str | None


def load_register(
    engine: Engine, path: Path, when: datetime.datetime, progress: Callable[[int], None] = lambda rows: None
) -> LoadResult:
    """Load a stock file of SIRENE or of the RNA; ``progress`` is told how many rows are read.

    Rows are written a thousand at a time, each in place of the former one, so that loading can be done again after
    it was interrupted. Raise FileMissing, FormatUnknown or FileBroken.
    """
    with read_transaction(engine) as connection:
        named = _load_named(connection)
        known = set(connection.execute(select(_ENTRY.number).where(_ENTRY.source == "sirene")).scalars())
    blocks = {_block(each.key) for each in named}
    rows = kept = 0
    batch: list[Entry] = []
    with open_register(path) as (kind, entries):
        for entry in entries:
            rows += 1
            if entry is not None and (entry.number in known if not entry.name else _block(_key(entry)) in blocks):
                batch.append(entry)
                kept += 1
            if len(batch) >= _BATCH:
                write_transaction(engine, _store, kind, batch, when)
                batch = []
            if rows % _BATCH == 0:
                progress(rows)
    write_transaction(engine, _store, kind, batch, when)
    proposed = write_transaction(engine, _propose, _SOURCES[kind], named, when)
    return LoadResult(kind, rows, kept, proposed)


def _load_named(connection: Connection) -> list[_Named]:
    award, act = search_awards.c, search_acts.c
    query = select(
        award.beneficiary_id, award.key, bodies.c.code, func.max(bodies.c.departement).label("departement")
    )
    query = query.join_from(search_awards, search_acts, act.docid == award.docid)
    query = query.join(bodies, bodies.c.key == act.body, isouter=True).where(award.beneficiary_id.is_not(None))
    rows = connection.execute(query.group_by(award.beneficiary_id, award.key, bodies.c.code)).all()
    return [
        _Named(row.beneficiary_id, row.key.replace("_", " "), row.code, row.departement)
        for row in rows
        if not BeneficiaryId.parse(row.beneficiary_id).number
    ]


def _key(entry: Entry) -> str:
    return Organisation(entry.name).key


def _block(key: str) -> str:
    """Return what similar names share: the beginnings of their two longest words, in any order."""
    longest = sorted(key.split(), key=lambda word: (-len(word), word))[:_WORDS]
    return " ".join(sorted(word[:_BEGINNING] for word in longest))


def _store(connection: Connection, kind: Kind, batch: Sequence[Entry], when: datetime.datetime) -> None:
    if kind == "StockEtablissement":
        for entry in batch:
            place = {"siret": entry.siret, "code": entry.code, "commune": entry.commune}
            connection.execute(update(reference_organisations).where(_ENTRY.number == entry.number).values(place))
        return
    rows = {entry.number: _row(kind, entry, when) for entry in batch}
    changed = ("name", "acronym", "key", "siret", "rna", "closed", "loaded")
    # Where the head office is, only StockEtablissement tells of a SIREN.
    names = changed if kind == "StockUniteLegale" else (*changed, "code", "commune")
    statement = upsert(
        dialect_of(connection),
        reference_organisations,
        ("number",),
        lambda new: {name: new[name] for name in names},
    )
    if rows:
        connection.execute(statement, [rows[number] for number in sorted(rows)])


def _row(kind: Kind, entry: Entry, when: datetime.datetime) -> dict[str, Any]:
    columns = ("number", "name", "acronym", "siret", "rna", "code", "commune", "closed")
    own = {name: getattr(entry, name) for name in columns}
    return {**own, "key": _key(entry), "source": _SOURCES[kind], "loaded": when}


def _propose(connection: Connection, source: Basis, named: Iterable[_Named], when: datetime.datetime) -> int:
    """Propose organisations of a register for beneficiaries, in place of the former proposals of this register."""
    in_commune: dict[tuple[str, str], list[_Named]] = defaultdict(list)
    in_departement: dict[tuple[str, str], list[_Named]] = defaultdict(list)
    for each in named:
        if each.code:
            in_commune[each.code, _block(each.key)].append(each)
        elif each.departement:
            in_departement[each.departement, each.key].append(each)
    connection.execute(delete(beneficiary_proposals).where(beneficiary_proposals.c.basis == source))
    pairs: Pairs = {}
    homonyms: dict[str, list[str]] = defaultdict(list)
    entries = select(_ENTRY.number, _ENTRY.key, _ENTRY.code).where(
        _ENTRY.source == source, _ENTRY.code.is_not(None)
    )
    for row in stream_rows(connection, entries.order_by(_ENTRY.number)):
        number, key, code = row.number, row.key, row.code
        for each in in_commune.get((code, _block(key)), ()):
            score = round(fuzz.token_sort_ratio(key, each.key))
            if score >= LEAST_SCORE:
                pairs[each.id, number] = source, score
        for departement in (code[:2], code[:3]):
            for each in in_departement.get((departement, key), ()):
                homonyms[each.id].append(number)
    pairs |= _without_homonyms(homonyms, source)
    store_proposals(connection, pairs, when)
    return len(pairs)


def _without_homonyms(found: Mapping[str, Sequence[str]], source: Basis) -> Pairs:
    """Return the beneficiaries of whose name there is one organisation in the département."""
    return {
        (beneficiary, numbers[0]): (source, _SCORE_IN_DEPARTEMENT)
        for beneficiary, numbers in found.items()
        if len(numbers) == 1
    }
