"""The status resource: the state of the store."""

from __future__ import annotations

import datetime
from importlib.metadata import version

from pydantic import Field

from recueil.web.api.models import Model
from recueil.web.api.resource import resource_router
from recueil.web.dependencies import StoreDep

router = resource_router("status")


class Run(Model):
    """A run that brings acts in."""

    id: str
    flow: str = Field(description="`ingest`, `reprocess`, `retry`, …")
    pipeline_version: str
    started: datetime.datetime
    finished: datetime.datetime | None
    state: str | None = Field(description="How it ended; null while it works.")
    planned: int
    unchanged: int
    done: int
    failed: int


class Status(Model):
    """How much there is, and what is at work."""

    version: str = Field(description="Of Recueil.")
    acts: int
    documents: int
    work: dict[str, int] = Field(description="How much of the ledger is in each state.")
    size: int = Field(description="Bytes of the store.")
    at_work: list[Run] = Field(description="The runs at work now.")
    last_run: Run | None = Field(description="The run that started last.")


@router.get("/status", summary="How much there is, and what is at work")
def get_status(store: StoreDep) -> Status:
    outline = store.outline()
    return Status(
        version=version("recueil"),
        acts=outline.acts,
        documents=outline.documents,
        work=outline.ledger,
        size=outline.size,
        at_work=[Run.model_validate(run) for run in outline.runs],
        last_run=None if outline.last_run is None else Run.model_validate(outline.last_run),
    )
