"""What the flows are asked for: Prefect's pages show these as forms, and their defaults are a whole request."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from recueil.store.ledger.reasons import ReasonCode


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    store: str | None = Field(None, description="Where the store is, if not where RECUEIL_STORE says.")


class _Work(_Request):
    dask: str | None = Field(None, description="The Dask scheduler, if not the one that RECUEIL_DASK names.")


class IngestRequest(_Work):
    """Bring new and changed acts into the store."""

    paths: list[Path] = Field([], description="Files, folders to walk, or patterns of paths.")
    urls: list[str] = Field(
        [], description="URLs of files, folders or patterns. No path, no URL: the sources of the settings."
    )


class RetryRequest(_Work):
    """Try again what is not done; without any condition, all of it."""

    reasons: list[ReasonCode] = Field([], description="Only what failed for one of these reasons.")
    bodies: list[str] = Field([], description="Only what these public bodies published.")
    since: datetime | None = Field(None, description="Only what failed since then.")


class ReprocessRequest(_Work):
    """Bring to this version of the pipeline what an earlier one extracted."""


class MaintainRequest(_Request):
    """Check the store, tidy it and back it up."""
