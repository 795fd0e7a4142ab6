"""Requests of the flows, and the sources that a request means.

Prefect's pages show these models as forms; their defaults are a complete request.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from recueil.store.ledger.reasons import ReasonCode


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    store: str | None = Field(None, description="Where the store is, if not where RECUEIL_STORE says.")


class _WorkRequest(_Request):
    dask: str | None = Field(None, description="The Dask scheduler, if not the one that RECUEIL_DASK names.")


class IngestRequest(_WorkRequest):
    """Ingest new and changed files into the store."""

    paths: list[Path] = Field([], description="Files, folders to walk, or patterns of paths.")
    urls: list[str] = Field(
        [], description="URLs of files, folders or patterns. No path, no URL: the sources of the settings."
    )


class RetryRequest(_WorkRequest):
    """Retry failed and unfinished work; without conditions, all of it."""

    reasons: list[ReasonCode] = Field([], description="Only what failed for one of these reasons.")
    bodies: list[str] = Field([], description="Only what these public bodies published.")
    since: datetime | None = Field(None, description="Only what failed since then.")


class ReprocessRequest(_WorkRequest):
    """Extract again the documents of an earlier pipeline version."""


class MaintainRequest(_Request):
    """Check, back up and tidy the store."""
