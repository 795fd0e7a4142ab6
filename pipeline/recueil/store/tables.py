"""All tables of the store: those of a feature are in the metadata once its schema is imported."""

from __future__ import annotations

from sqlalchemy import MetaData

from recueil.store.schema import metadata


def load_tables() -> MetaData:
    """Return all tables of the store, those of every feature too."""
    import recueil.accounts.schema
    import recueil.beneficiaries.schema
    import recueil.cross_checks.schema
    import recueil.dossiers.schema
    import recueil.interests.store
    import recueil.persons.groups
    import recueil.privacy.erasure.suppressions
    import recueil.store.index.schema  # noqa: F401 — the tables of each are in the metadata now

    return metadata
