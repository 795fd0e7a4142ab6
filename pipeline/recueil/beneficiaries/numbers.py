"""The SIRET and RNA of the beneficiaries of acts that do not state them themselves.

They are those of the other awards of the beneficiary, as merged by persons, and of its organisation in a public
register. Where these differ, as for several establishments, there is none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, func, or_, select

from recueil.beneficiaries.ids import BeneficiaryId
from recueil.beneficiaries.schema import merged_beneficiaries, reference_organisations
from recueil.store.engine.statements import chunks
from recueil.store.index.schema import search_awards
from recueil.values.organisation import is_siret

_AWARD, _MERGED, _ENTRY = search_awards.c, merged_beneficiaries.c, reference_organisations.c


class Numbers(NamedTuple):
    siret: str | None
    rna: str | None


def load_numbers(connection: Connection, docids: Sequence[int]) -> dict[int, dict[int, Numbers]]:
    """Return the numbers of the beneficiaries of acts, by docid and number of the award, if known."""
    head = func.coalesce(_MERGED.head, _AWARD.beneficiary_id).label("head")
    query = select(_AWARD.docid, _AWARD.n, head).join_from(
        search_awards, merged_beneficiaries, _MERGED.beneficiary == _AWARD.beneficiary_id, isouter=True
    )
    query = query.where(_AWARD.docid.in_(docids), _AWARD.beneficiary_id.is_not(None))
    heads = {(row.docid, row.n): row.head for row in connection.execute(query)}
    members = _load_members(connection, set(heads.values()))
    sirets, rnas = _load_candidates(connection, members)
    found: dict[int, dict[int, Numbers]] = defaultdict(dict)
    for (docid, n), of in heads.items():
        numbers = Numbers(_only(sirets[of]), _only(rnas[of]))
        if any(numbers):
            found[docid][n] = numbers
    return found


def _load_members(connection: Connection, heads: Iterable[str]) -> dict[str, str]:
    """Return the head of each member of the groups."""
    found = {head: head for head in heads}
    for some in chunks(sorted(found)):
        query = select(_MERGED.beneficiary, _MERGED.head).where(_MERGED.head.in_(some))
        found |= dict(connection.execute(query).all())
    return found


def _load_candidates(
    connection: Connection, members: Mapping[str, str]
) -> tuple[defaultdict[str, set[str]], defaultdict[str, set[str]]]:
    """Return the SIRET and the RNA that awards and registers give each group, by its head."""
    sirets, rnas, registered = (defaultdict[str, set[str]](set) for _ in range(3))
    for some in chunks(sorted(members)):
        has_number = or_(_AWARD.siret.is_not(None), _AWARD.rna.is_not(None))
        written = select(_AWARD.beneficiary_id, _AWARD.siret, _AWARD.rna).distinct()
        for row in connection.execute(written.where(_AWARD.beneficiary_id.in_(some), has_number)):
            of = members[row.beneficiary_id]
            sirets[of] |= {row.siret} if row.siret and is_siret(row.siret) else set()
            rnas[of] |= {row.rna} if row.rna else set()
        for row in connection.execute(
            select(_ENTRY.number, _ENTRY.siret, _ENTRY.rna).where(_ENTRY.number.in_(some))
        ):
            of = members[row.number]
            registered[of] |= {row.siret} if row.siret else set()
            rnas[of] |= {row.rna} if row.rna else set()
    for member, of in members.items():
        number = BeneficiaryId.parse(member).number.upper()
        rnas[of] |= {number} if number.startswith("W") else set()
    for of, of_register in registered.items():
        sirets[of] = sirets[of] or of_register
    return sirets, rnas


def _only(found: set[str]) -> str | None:
    return next(iter(found)) if len(found) == 1 else None
