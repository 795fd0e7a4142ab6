"""The ledger, which files were read, which failed, and why; and the status, the state of the store."""

from __future__ import annotations

import datetime
from importlib.metadata import version
from typing import Annotated

from fastapi import Query, Request, Response
from pydantic import Field

from recueil.store.ledger.reason_code import ReasonCode
from recueil.store.ledger.work import FAILED, State, Work
from recueil.web.api.models import Model, Page
from recueil.web.api.resource import LINK_HEADERS, AfterNumber, Limit, link_next, resource_router
from recueil.web.dependencies import StoreDep

ledger_router = resource_router("ledger")
status_router = resource_router("status")

# All states except superseded.
_STANDING: tuple[State, ...] = ("pending", "running", "done", "failed", "quarantined", "withdrawn", "dismissed")


class WorkOnFile(Model):
    """Work on a file, at one content and one version of the pipeline."""

    id: int
    source: str = Field(description="File or address.")
    body: str | None = Field(description="Who publishes it, where the operator says so.")
    document: str | None = Field(description="The name of the document of this content; null where none is held.")
    pipeline_version: str
    state: State
    attempts: int
    reason: str | None = Field(description="Why it is not done, in a word: `pdf-broken`, `needs-ocr`, …")
    message: str | None = Field(description="Why it is not done, and what to do about it.")
    started: datetime.datetime | None
    finished: datetime.datetime | None
    next_attempt: datetime.datetime | None
    run: str | None = Field(description="The run that has it, or had it last.")
    held: bool = Field(description="The store has the acts of this content.")
    partial: bool = Field(description="But for those of some files of an archive, which `message` names.")


class Ledger(Page[WorkOnFile]):
    """Work, in the order in which it was met."""

    states: dict[State, int] = Field(description="How much work is in each state.")


class ReasonOfFailures(Model):
    """So many files failed for one reason."""

    reason: str
    files: int
    set_aside: int = Field(description="Those that are not tried again until somebody says so.")


class LedgerFailures(Page[WorkOnFile]):
    """What failed, in the order in which it was met."""

    reasons: list[ReasonOfFailures] = Field(description="All there are, the most frequent first.")


@ledger_router.get(
    "/ledger", summary="The work that was done and is to be done", responses={200: {"headers": LINK_HEADERS}}
)
def list_work(
    store: StoreDep,
    request: Request,
    response: Response,
    state: Annotated[tuple[State, ...], Query(description="Only in these states.", max_length=8)] = _STANDING,
    limit: Limit = 100,
    after: AfterNumber = None,
) -> Ledger:
    found = store.ledger.list_work(state, None, limit + 1, after)
    items, following = _part(found, limit, request, response)
    return Ledger(items=items, next=following, states=store.ledger.states())


@ledger_router.get("/ledger/failures", summary="What failed, and why", responses={200: {"headers": LINK_HEADERS}})
def list_failures(
    store: StoreDep,
    request: Request,
    response: Response,
    reason: Annotated[ReasonCode | None, Query(description="Only what failed for it.")] = None,
    limit: Limit = 100,
    after: AfterNumber = None,
) -> LedgerFailures:
    found = store.ledger.list_work(FAILED, reason, limit + 1, after)
    items, following = _part(found, limit, request, response)
    reasons = [ReasonOfFailures.model_validate(one) for one in store.ledger.reasons()]
    return LedgerFailures(items=items, next=following, reasons=reasons)


def _part(
    found: list[Work], limit: int, request: Request, response: Response
) -> tuple[list[WorkOnFile], str | None]:
    following = link_next(request, response, found[limit - 1].id if len(found) > limit else None)
    return [WorkOnFile.model_validate(work) for work in found[:limit]], following


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
    records: int = Field(description="Rows of tables of subventions, which are no acts.")
    documents: int
    work: dict[str, int] = Field(description="How much of the ledger is in each state.")
    size: int = Field(description="Bytes of the store.")
    at_work: list[Run] = Field(description="The runs at work now.")
    last_run: Run | None = Field(description="The run that started last.")


@status_router.get("/status", summary="How much there is, and what is at work")
def get_status(store: StoreDep) -> Status:
    outline = store.outline()
    return Status(
        version=version("recueil"),
        acts=outline.acts,
        records=outline.records,
        documents=outline.documents,
        work=outline.ledger,
        size=outline.size,
        at_work=[Run.model_validate(run) for run in outline.runs],
        last_run=None if outline.last_run is None else Run.model_validate(outline.last_run),
    )
