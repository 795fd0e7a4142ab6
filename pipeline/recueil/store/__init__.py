"""Where acts are kept and searched: one SQLite file."""

from __future__ import annotations

from recueil.store.ledger import Work
from recueil.store.lookup import Status, StoredAct
from recueil.store.opening import open_store
from recueil.store.results import Hit, Results
from recueil.store.snippet import Segment
from recueil.store.store import Store

__all__ = ["Hit", "Results", "Segment", "Status", "Store", "StoredAct", "Work", "open_store"]
