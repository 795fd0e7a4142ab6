"""The tables of beneficiaries: what is decided and proposed of them, and organisations of public registers."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table

from recueil.store.engine.column_types import String, Text, Utc
from recueil.store.identities import MERGE, IdentityDecisions
from recueil.store.schema import Serial, metadata

REFUSE = "refuse"

DECISIONS = IdentityDecisions("beneficiary_decisions", "beneficiary", (MERGE, REFUSE))
"""A merge says that two beneficiaries are one, a refusal that they are not: they are not proposed again."""

# The beneficiaries that are merged into another: what the decisions in force say, for sums.
merged_beneficiaries = Table(
    "merged_beneficiaries",
    metadata,
    Column("beneficiary", Text, primary_key=True),
    Column("head", Text, nullable=False, index=True),
    sqlite_with_rowid=False,
)

# Pairs that may be one beneficiary, by a ``score`` of 1 to 100. ``basis`` is why: ``number`` (one name in one
# body, with and without a SIREN or an RNA), ``spelling``, or the register that has it, ``sirene`` or ``rna``.
beneficiary_proposals = Table(
    "beneficiary_proposals",
    metadata,
    Column("proposal_id", Serial, primary_key=True),
    Column("beneficiary", Text, nullable=False),
    Column("target", Text, nullable=False, index=True),
    Column("basis", String(10), nullable=False),
    Column("score", Integer, nullable=False),
    Column("made", Utc, nullable=False),
)
Index(
    "uq_beneficiary_proposals_pair",
    beneficiary_proposals.c.beneficiary,
    beneficiary_proposals.c.target,
    unique=True,
)

# Organisations of a public register whose names may be those of beneficiaries. ``number`` is a SIREN or an RNA, as
# in ``ids``; ``siret`` is that of the head office, ``code`` the commune of INSEE.
reference_organisations = Table(
    "reference_organisations",
    metadata,
    Column("number", String(10), primary_key=True),
    Column("source", String(10), nullable=False),
    Column("name", Text, nullable=False),
    Column("acronym", Text),
    Column("key", Text, nullable=False),
    Column("siret", String(14)),
    Column("rna", String(10)),
    Column("code", String(5)),
    Column("commune", Text),
    Column("closed", String(10)),
    Column("loaded", Utc, nullable=False),
)
Index(None, reference_organisations.c.key, reference_organisations.c.code)
