"""All tables of the store: those of a feature are in the metadata once its module is imported."""

from __future__ import annotations

from importlib import import_module
from typing import Final

from sqlalchemy import MetaData

from recueil.store.schema import metadata

MODULES: Final = (
    "recueil.accounts.schema",
    "recueil.beneficiaries.schema",
    "recueil.cross_checks.schema",
    "recueil.dossiers.schema",
    "recueil.interests.store",
    "recueil.persons.groups",
    "recueil.privacy.erasure.suppressions",
    "recueil.store.index.schema",
)
"""The modules that add tables; by name, because they import the store."""


def load_tables() -> MetaData:
    """Return all tables of the store, those of every feature too."""
    for module in MODULES:
        import_module(module)
    return metadata
