"""Read the award of a record of an SCDL table of subventions, set out as lines « column : value ».

``montant`` is that of the whole subsidy, ``pourcentageSubvention`` the share of this beneficiary: an amount with a
share below one is doubtful, since publishers also write the rate of funding there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from recueil.facts.awards.recipients import classify_recipient
from recueil.facts.identity.number_title import make_title
from recueil.values import Amount, Award, EnclosedAct, Facts, Identity, Mention, Reference
from recueil.values.organisation import is_siren, is_siret
from recueil.values.stated import RECORD

_RULE = "scdl-subvention"
_LINE = re.compile(r"^(?P<name>[A-Za-z]{2,30}) : (?P<cell>.{1,1100})$", re.MULTILINE)
_RNA = re.compile(r"W[0-9]{9}")
_UNIT = " €"


class _Cell(NamedTuple):
    start: int
    end: int
    text: str


def with_records(
    text: str, mentions: Mapping[str, Sequence[Mention]], enclosed: Sequence[EnclosedAct]
) -> Mapping[str, Sequence[Mention]]:
    """Return the mentions of a text with the amounts and decisions of the records in it, exact as the table has
    them, in place of the amounts that were read there.
    """
    records = [each for each in enclosed if each.is_record]
    if not records:
        return mentions
    found = [mention for record in records for mention in _mentions_of(_cells(text, record))]
    amounts, references = ([each for each in found if each.kind == kind] for kind in (Amount.kind, Reference.kind))
    other = [each for each in mentions["reference"] if not any(map(each.overlaps, references))]
    by_start = {"amount": amounts, "reference": sorted([*other, *references], key=lambda each: each.start)}
    return {**mentions, **by_start}


def extract_record(text: str, record: EnclosedAct, persons: Sequence[Mention]) -> Facts:
    """Return the facts of a record: what it is, and its award."""
    stated = record.stated
    identity = Identity(RECORD, title=stated.title, body=stated.body, siren=stated.siren, date=stated.date)
    award = _award(_cells(text, record), record, persons)
    return Facts(make_title(identity), awards=(award,) if award else ())


def _cells(text: str, record: EnclosedAct) -> dict[str, _Cell]:
    lines = _LINE.finditer(text, record.start, record.end)
    return {line["name"]: _Cell(*line.span("cell"), line["cell"]) for line in lines}


def _mentions_of(cells: Mapping[str, _Cell]) -> Iterator[Mention]:
    if amount := _amount(cells):
        yield amount
    if decision := _decision(cells):
        yield decision


def _amount(cells: Mapping[str, _Cell]) -> Mention | None:
    cell = cells.get("montant")
    if cell is None:
        return None
    digits = re.sub(r"[\s\u00a0\u202f]", "", cell.text.removesuffix(_UNIT)).replace(",", ".")
    amount = Mention(cell.start, cell.end, Amount(Decimal(digits), role="subvention"), _RULE)
    return amount if _is_whole(cells.get("pourcentageSubvention")) else replace(amount, doubtful=True)


def _is_whole(share: _Cell | None) -> bool:
    return share is None or share.text.rstrip(" %").replace(",", ".") in ("1", "1.0", "1.00", "100")


def _decision(cells: Mapping[str, _Cell]) -> Mention | None:
    cell = cells.get("referenceDecision")
    if cell is None or not any(map(str.isdigit, cell.text)) or not set("#|").isdisjoint(cell.text):
        return None
    return Mention(cell.start, cell.end, Reference("délibération", cell.text), _RULE)


def _award(cells: Mapping[str, _Cell], record: EnclosedAct, persons: Sequence[Mention]) -> Award | None:
    name = cells.get("nomBeneficiaire")
    if name is None:
        return None
    siret = _identifier(cells.get("idBeneficiaire"))
    rna = cells.get("rnaBeneficiaire")
    recipient = classify_recipient(name.text)
    if recipient is None and rna is not None:
        recipient = "association"
    is_named = any(person.start <= name.start and name.end <= person.end for person in persons)
    if recipient is None and siret is None and is_named:
        recipient = "person"
    return Award(
        record.start,
        record.end,
        "subvention",
        name.text,
        name.start,
        _amount(cells),
        recipient,
        purpose=cells["objet"].text if "objet" in cells else None,
        siret=siret,
        rna=rna.text if rna and _RNA.fullmatch(rna.text) else None,
        recalls=_decision(cells),
    )


def _identifier(cell: _Cell | None) -> str | None:
    digits = "".join(cell.text.split()) if cell else ""
    return digits if is_siret(digits) or is_siren(digits) else None
