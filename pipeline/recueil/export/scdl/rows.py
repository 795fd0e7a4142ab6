"""Build the rows of the SCDL files.

Délibérations: one row each, with only what the act states. The year and name of a budget, and which
préfecture has the act, stay empty: an act does not state them of itself. Subventions: one row for each
award in euros. A SIRET or an RNA that the act does not state is that of its beneficiary, as
``recueil.beneficiaries.numbers`` knows it. The day of the convention, how and when it is paid, and whether it is
notified as State aid stay empty, since they are not read from acts. « Une subvention de 1 500 € » is money, « aide
en numéraire », unless words of help in kind stand beside it. Each award has one beneficiary, who receives its
whole amount. A record of a table of subventions has its own cells.

SIRETs of bodies come from the settings: of a body whose SIREN is known, the establishment is not,
and the row says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from recueil.beneficiaries.numbers import Numbers
from recueil.export.scdl.table_schema import (
    DELIBERATION_SCHEMA,
    IN_CASH,
    SUBVENTION_SCHEMA,
    matiere_names,
    national_levels,
)
from recueil.privacy.redaction.redactor import BLOCK
from recueil.store.acts.read import FiledAct
from recueil.translation import gettext as _
from recueil.values import Amount, Award, Facts, PartialDate
from recueil.values.base import format_decimal
from recueil.values.body import body_key
from recueil.values.stated import RECORD

_ESTABLISHMENT_UNKNOWN = _("the SIREN is known, the establishment is not")
_AMBIGUOUS = _("several bodies have this name: decide with `recueil bodies assign`")


class IssuingBody(NamedTuple):
    name: str | None
    siret: str | None


class BodyDirectory:
    """The bodies that the settings name, with their SIRET."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        found = [IssuingBody(*body) for body in pairs]
        self._by_siren = {str(body.siret)[:9]: body for body in found}
        self._by_key = {body_key(body.name): body for body in found}

    def of(self, filed: FiledAct) -> IssuingBody:
        """Return the issuer of an act: by its SIREN if known, and then by nothing else; otherwise by name, unless
        several bodies may have issued it.
        """
        if filed.filed.candidates:
            return IssuingBody(filed.body, None)
        siren = siren_of(filed)
        body = self._by_siren.get(siren) if siren else self._by_key.get(body_key(filed.body))
        return body or IssuingBody(filed.body, None)


def siren_of(filed: FiledAct) -> str | None:
    """Return the SIREN of the body of an act: as filed, or as the act prints it; None if it is ambiguous."""
    return None if filed.filed.candidates else filed.filed.siren or filed.act.facts.identity.siren


def _note_on_siret(filed: FiledAct) -> str | None:
    if filed.filed.candidates:
        return _AMBIGUOUS
    return _ESTABLISHMENT_UNKNOWN if siren_of(filed) else None


@dataclass(frozen=True, slots=True)
class ScdlRow:
    """A row: ``cells`` by column, None if the act does not state them; ``doubts``: other reasons to leave
    it out. ``notes`` say of columns, if they are empty, what is known nevertheless.
    """

    filed: FiledAct
    cells: dict[str, str | None]
    doubts: tuple[str, ...] = ()
    notes: Mapping[str, str] = field(default_factory=dict)


def day_cell(date: PartialDate | None) -> str | None:
    """Return a full calendar day in ISO 8601; None for a month, a year, or a day that does not exist."""
    return str(date) if date and date.day and date.exists else None


def text_cell(words: str | None) -> str | None:
    """Return the words on one line; None if there are none."""
    return " ".join((words or "").split()) or None


def deliberation_rows(filed: FiledAct, bodies: BodyDirectory) -> Iterator[ScdlRow]:
    """Yield the row of a délibération; nothing for any other act."""
    identity = filed.act.facts.identity
    if identity.kind != "deliberation":
        return
    body = bodies.of(filed)
    code = national_levels(identity.subject) if identity.subject else None
    cells = {
        "COLL_NOM": text_cell(body.name),
        "COLL_SIRET": body.siret,
        "DELIB_ID": text_cell(identity.number),
        "DELIB_DATE": day_cell(identity.date),
        "DELIB_MATIERE_CODE": code,
        "DELIB_MATIERE_NOM": matiere_names().get(code) if code else None,
        "DELIB_OBJET": None if identity.title_made else text_cell(identity.title),
        "PREF_DATE": day_cell(identity.received),
        **_vote_cells(filed.act.facts),
        "DELIB_URL": next(filter(_is_usable_url, filed.sources), None),
    }
    notes = {"COLL_SIRET": note} if (note := _note_on_siret(filed)) else {}
    yield ScdlRow(filed, dict.fromkeys(DELIBERATION_SCHEMA.columns) | cells, notes=notes)


def _is_usable_url(uri: str) -> bool:
    """Return whether a URI is a usable web address; with a masked name in it, it is not."""
    return uri.startswith(("http://", "https://")) and BLOCK not in uri


def _vote_cells(facts: Facts) -> dict[str, str]:
    """Return the counts of the act's only vote if every column is known, since SCDL wants all or none."""
    if len(facts.votes) != 1:
        return {}
    (vote,) = facts.votes
    in_office, *counts = facts.attendance.counts.in_office, vote.votes_for, vote.against, vote.abstentions
    stated = [count for count in counts if count is not None]
    if in_office is None or len(stated) < len(counts):
        return {}
    columns = ("VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION")
    return dict(zip(columns, map(str, (in_office, sum(stated), *stated)), strict=True))


# « aide en nature évaluée à », « mise à disposition de la salle, valorisée »: the amount is an estimated value.
_HELP_IN_KIND = re.compile(
    r"(?i)\ben nature\b|\bmises? à (?:la )?disposition\b|\bvaloris|\bà titre gra(?:tuit|cieux)\b"
)
_BESIDE = 200
_NOT_ADOPTED = ("rejected", "withdrawn", "postponed")


def subvention_rows(filed: FiledAct, bodies: BodyDirectory) -> Iterator[ScdlRow]:
    """Yield a row for each subvention in euros."""
    for n, award in enumerate(filed.act.facts.awards, start=1):
        amount = award.amount.value if award.amount else None
        if (
            award.what == "subvention"
            and not award.reported
            and isinstance(amount, Amount)
            and amount.currency == "EUR"
        ):
            cells = dict.fromkeys(SUBVENTION_SCHEMA.columns) | _subvention_cells(filed, bodies, n, award, amount)
            yield ScdlRow(filed, cells, tuple(_find_doubts(filed, n, award, amount)))


_NO_NUMBERS = Numbers(None, None)


def _subvention_cells(
    filed: FiledAct, bodies: BodyDirectory, n: int, award: Award, amount: Amount
) -> dict[str, str | None]:
    body = bodies.of(filed)
    start, end = award.start - filed.act.start, award.end - filed.act.start
    around = filed.text[max(0, start - _BESIDE) : end + _BESIDE]
    siret = award.siret if award.siret and len(award.siret) == 14 else None
    numbers = filed.identified.get(n, _NO_NUMBERS)
    if filed.act.kind == RECORD:
        return _cells_of_record(filed, numbers, award, amount)
    return {
        "nomAttribuant": text_cell(body.name),
        "idAttribuant": body.siret,
        "referenceDecision": text_cell(filed.act.number),
        "nomBeneficiaire": text_cell(award.beneficiary),
        "idBeneficiaire": siret or numbers.siret,
        "rnaBeneficiaire": award.rna or numbers.rna,
        "objet": text_cell(award.purpose),
        "montant": format_decimal(amount.amount, 2),
        "nature": None if _HELP_IN_KIND.search(around) else IN_CASH,
        "pourcentageSubvention": "1",
    }


def _cells_of_record(filed: FiledAct, numbers: Numbers, award: Award, amount: Amount) -> dict[str, str | None]:
    """Return the cells that the record has as « column : value », and what of them was read as a value."""
    lines = (line.partition(" : ") for line in filed.text.splitlines())
    cells = {name: value for name, _, value in lines if name in SUBVENTION_SCHEMA.columns}
    return {
        "idBeneficiaire": numbers.siret,
        "rnaBeneficiaire": numbers.rna,
        **cells,
        "dateConvention": day_cell(filed.act.date),
        "nomBeneficiaire": text_cell(award.beneficiary),
        "montant": format_decimal(amount.amount, 2),
    }


def _find_doubts(filed: FiledAct, n: int, award: Award, amount: Amount) -> Iterator[str]:
    """Yield reasons to leave the row out.

    An act with a rejected, withdrawn or postponed proposal does not say which of its awards that was.
    """
    if amount.amount < 0:
        yield _("montant below zero")
    if award.doubtful and award.amount and award.amount.certainty is not None:
        yield _("a beneficiary of which the model is in doubt")
    if n in filed.repeated:
        yield _("made by an act of the store")
    elif award.recalls and filed.act.kind != RECORD:
        yield _("made by another act: {value}").format(value=award.recalls.value)
    if any(vote.outcome in _NOT_ADOPTED for vote in filed.act.facts.votes):
        yield _("a vote that did not adopt")
