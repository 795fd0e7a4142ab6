"""Where acts are kept and searched: one SQLite file, or a database of PostgreSQL."""

from __future__ import annotations

from recueil.store.access_schema import ROLES, Role
from recueil.store.audit import Entry
from recueil.store.correction_lists import Wanted
from recueil.store.cursors import Cursor
from recueil.store.facets import FACETS, Count
from recueil.store.integrity import Finding
from recueil.store.lookup import Listed, Status, StoredAct
from recueil.store.opening import open_store
from recueil.store.results import Hit, Results
from recueil.store.runs import Owner, Run, Start
from recueil.store.snippet import Segment
from recueil.store.store import Facets, Store
from recueil.store.tokens import Token
from recueil.store.users import Account
from recueil.store.works import Claim, Found, State, Work

__all__ = [
    "FACETS",
    "ROLES",
    "Account",
    "Claim",
    "Count",
    "Cursor",
    "Entry",
    "Facets",
    "Finding",
    "Found",
    "Hit",
    "Listed",
    "Owner",
    "Results",
    "Role",
    "Run",
    "Segment",
    "Start",
    "State",
    "Status",
    "Store",
    "StoredAct",
    "Token",
    "Wanted",
    "Work",
    "open_store",
]
