"""Where acts are kept and searched: one SQLite file, or a database of PostgreSQL."""

from __future__ import annotations

from recueil.store.access_schema import ROLES, Role
from recueil.store.alerts import Alert, Feed, NewHit, News, Saved
from recueil.store.audit import Entry
from recueil.store.correction_lists import WantedCorrections
from recueil.store.cursors import Cursor, Place
from recueil.store.facets import FACETS, Count
from recueil.store.fingerprints import Fingerprints
from recueil.store.integrity import Finding
from recueil.store.listings import ActName, Item, Part, WantedFindings
from recueil.store.lookup import Listed, Outline, Status, StoredAct
from recueil.store.opening import open_store
from recueil.store.results import Hit, Results
from recueil.store.runs import Owner, Run, Start
from recueil.store.snippet import Segment
from recueil.store.store import Facets, Store
from recueil.store.tokens import Token
from recueil.store.users import Account
from recueil.store.worklists import Reason
from recueil.store.works import Claim, Found, State, Work

__all__ = [
    "FACETS",
    "ROLES",
    "Account",
    "ActName",
    "Alert",
    "Claim",
    "Count",
    "Cursor",
    "Entry",
    "Facets",
    "Feed",
    "Finding",
    "Fingerprints",
    "Found",
    "Hit",
    "Item",
    "Listed",
    "NewHit",
    "News",
    "Outline",
    "Owner",
    "Part",
    "Place",
    "Reason",
    "Results",
    "Role",
    "Run",
    "Saved",
    "Segment",
    "Start",
    "State",
    "Status",
    "Store",
    "StoredAct",
    "Token",
    "WantedCorrections",
    "WantedFindings",
    "Work",
    "open_store",
]
