"""The tables of cross-checks: what rules found across the acts of each body, where, and when they last ran.

They are derived from the acts, so that a copy of a store is made without them.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, select

from recueil.store.engine.column_types import String, Text, Utc
from recueil.store.schema import Serial, metadata

RULES = (
    *("subvention-convention", "subvention-avant-budget", "deliberation-repetee"),
    *("marches-sous-seuil", "avenants-marche", "decision-delegation"),
    *("transmission-tardive", "acte-cite-absent", "attribution-sans-deport"),
)
"""The identifiers of the rules of ``recueil.cross_checks.rules``, in the order in which they are listed."""

# ``docid`` is the act of the finding, the last of those compared, with a place among them. A finding that is made
# again keeps its row, and with it its number and the time it was first ``made``.
cross_findings = Table(
    "cross_findings",
    metadata,
    Column("finding_id", Serial, primary_key=True),
    Column("docid", ForeignKey("acts.docid", ondelete="CASCADE"), nullable=False, index=True),
    Column("body", Text, nullable=False, index=True),
    Column("rule", String(60), nullable=False),
    Column("severity", String(20), nullable=False),
    Column("message", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("expected", Text),
    Column("found", Text),
    Column("made", Utc, nullable=False),
    sqlite_autoincrement=True,  # a number that somebody has read is never that of another finding
)
Index(None, cross_findings.c.rule, cross_findings.c.docid)

# The characters that a finding stands on, of its own act and of those that it is compared with.
cross_finding_places = Table(
    "cross_finding_places",
    metadata,
    Column("finding_id", ForeignKey("cross_findings.finding_id", ondelete="CASCADE"), primary_key=True),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("docid", ForeignKey("acts.docid", ondelete="CASCADE"), nullable=False, index=True),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    sqlite_with_rowid=False,
)

found_across = select(cross_finding_places.c.docid, cross_findings.c.rule, cross_findings.c.severity).join_from(
    cross_finding_places, cross_findings
)
"""Each act that a finding stands on, with its rule and severity, as often as the finding has places in it."""

# When the acts of a body were last compared, and the ``state`` that they had then: ``recueil.cross_checks.state``.
cross_checked_bodies = Table(
    "cross_checked_bodies",
    metadata,
    Column("body", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("made", Utc, nullable=False),
)
