"""``/api/v1/alerts``: saved queries, and what became a hit of each."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from recueil import links
from recueil.clock import now
from recueil.query import parse
from recueil.store import Alert, NewHit
from recueil.web.access import Reader
from recueil.web.given import SettingsOf, StoreOf
from recueil.web.owned import PAGE, alert_of, alerts_of

_PROBLEM = {"content": {"application/problem+json": {"schema": {"type": "object"}}}}
_UNKNOWN: dict[int | str, dict[str, Any]] = {404: {"description": "There is no such alert.", **_PROBLEM}}
_REFUSED: dict[int | str, dict[str, Any]] = {400: {"description": "It cannot be saved.", **_PROBLEM}}

router = APIRouter(prefix="/alerts", tags=["alerts"])
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Limit = Annotated[int, Query(ge=1, le=200)]


class AlertIn(BaseModel):
    """A query to be saved."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    query: str = Field(min_length=1, max_length=2_000)


class AlertOut(BaseModel):
    """A saved query. ``hits`` counts the acts that became hits since; ``problem`` is why it cannot be answered."""

    id: int
    name: str
    query: str
    owner: str | None
    created: datetime.datetime
    disabled: datetime.datetime | None
    looked: datetime.datetime
    problem: str | None
    hits: int


class AlertMade(BaseModel):
    """An alert that was saved, how many acts it knows already, and the address of its feed, told only now."""

    alert: AlertOut
    acts: int
    feed: str


class AlertPage(BaseModel):
    """Alerts in the order in which they were saved; ``next`` is the ``after`` of the next page."""

    alerts: list[AlertOut]
    next: int | None


class HitOut(BaseModel):
    """The ``n``th act that became a hit, when it was found, and what it is."""

    n: int
    found: datetime.datetime
    act: str
    date: str | None
    kind: str | None
    title: str | None
    body: str | None


class HitPage(BaseModel):
    """The last hit first; ``next`` is the ``before`` of the next page."""

    hits: list[HitOut]
    next: int | None


@router.get("")
def listed(
    store: StoreOf, user: Reader, after: Annotated[int, Query(ge=0, le=2**63 - 1)] = 0, limit: Limit = PAGE
) -> AlertPage:
    """The user's alerts; an administrator's answer has everybody's."""
    found = alerts_of(store, user, after, limit + 1)
    further = found[limit - 1].id if len(found) > limit else None
    return AlertPage(alerts=[_alert(each) for each in found[:limit]], next=further)


@router.post("", status_code=201, responses=_REFUSED)
def add(store: StoreOf, user: Reader, settings: SettingsOf, given: AlertIn) -> AlertMade:
    """Save a query. What answers it already is not told."""
    saved = store.alerts.add(given.name, parse(given.query), user.name, now())
    feed = links.feed(settings.web.address, saved.alert.id, saved.key)
    return AlertMade(alert=_alert(saved.alert), acts=saved.acts, feed=feed)


@router.get("/{number}", responses=_UNKNOWN)
def one(store: StoreOf, user: Reader, number: Number) -> AlertOut:
    return _alert(alert_of(store, user, number))


@router.get("/{number}/hits", responses=_UNKNOWN)
def hits(
    store: StoreOf,
    user: Reader,
    number: Number,
    before: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
    limit: Limit = PAGE,
) -> HitPage:
    """What became a hit of an alert since it was saved."""
    alert_of(store, user, number)
    found = store.alerts.hits(number, before, limit)
    return HitPage(hits=list(map(_hit, found.hits)), next=found.next)


@router.delete("/{number}", status_code=204, response_class=Response, responses=_UNKNOWN)
def remove(store: StoreOf, user: Reader, number: Number) -> None:
    """Forget an alert, with its feed."""
    alert_of(store, user, number)
    store.alerts.remove(number)


def _alert(alert: Alert) -> AlertOut:
    return AlertOut(**{name: getattr(alert, name) for name in AlertOut.model_fields})


def _hit(hit: NewHit) -> HitOut:
    said = {name: getattr(hit, name) for name in ("n", "found", "kind", "title", "body")}
    return HitOut(**said, act=hit.uid, date=None if hit.date is None else str(hit.date))
