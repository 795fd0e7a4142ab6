"""Délibérations as SCDL wants them: one row each, and only what the act says.

The year and the name of a budget, and which préfecture has an act, stay empty: an act does not say so of itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from recueil.export.scdl.bodies import BodyDirectory
from recueil.export.scdl.fields import DELIBERATION_SCHEMA
from recueil.export.scdl.matieres import matiere_names, national_levels
from recueil.export.scdl.row import ScdlRow, day_cell, text_cell
from recueil.privacy.redaction.redactor import BLOCK
from recueil.store.acts.filed import FiledAct
from recueil.values import Facts


def deliberation_rows(filed: FiledAct, bodies: BodyDirectory) -> Iterator[ScdlRow]:
    """Yield the row of a délibération; nothing for any other act."""
    identity = filed.act.facts.identity
    if identity.kind != "deliberation":
        return
    body = bodies.of(filed)
    code = national_levels(identity.subject) if identity.subject else None
    said = {
        "COLL_NOM": text_cell(body.name),
        "COLL_SIRET": body.siret,
        "DELIB_ID": text_cell(identity.number),
        "DELIB_DATE": day_cell(identity.date),
        "DELIB_MATIERE_CODE": code,
        "DELIB_MATIERE_NOM": matiere_names().get(code) if code else None,
        "DELIB_OBJET": text_cell(identity.title),
        "PREF_DATE": day_cell(identity.received),
        **_vote_cells(filed.act.facts),
        "DELIB_URL": next(filter(_is_usable_url, filed.sources), None),
    }
    yield ScdlRow(filed, dict.fromkeys(DELIBERATION_SCHEMA.columns) | said)


def _is_usable_url(uri: str) -> bool:
    """Return whether a URI is a usable web address; with a masked name in it, it is not."""
    return uri.startswith(("http://", "https://")) and BLOCK not in uri


def _vote_cells(facts: Facts) -> dict[str, str]:
    """Return the counts of the act's only vote if every column is known, since SCDL wants all or none."""
    if len(facts.votes) != 1:
        return {}
    (vote,) = facts.votes
    in_office, *counts = facts.attendance.counts.in_office, vote.votes_for, vote.against, vote.abstentions
    said = [count for count in counts if count is not None]
    if in_office is None or len(said) < len(counts):
        return {}
    columns = ("VOTE_EFFECTIF", "VOTE_REEL", "VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION")
    return dict(zip(columns, map(str, (in_office, sum(said), *said)), strict=True))
