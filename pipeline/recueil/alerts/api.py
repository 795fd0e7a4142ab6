"""``/api/alerts``: save, list and remove alerts. Users see and change their own, administrators
everybody's.
"""

from __future__ import annotations

import datetime
from typing import Annotated

from fastapi import Path, Query, Request, Response
from pydantic import Field

from recueil.alerts.hits import Event
from recueil.alerts.store import AlertDefinition, unknown_alert
from recueil.query import parse
from recueil.query.typed_date import today_in_france
from recueil.store.store import Store
from recueil.web import links
from recueil.web.api.models import ActName, Model, Page
from recueil.web.api.problems import problem_responses
from recueil.web.api.resource import LINK_HEADERS, AfterNumber, Limit, link_next, resource_router
from recueil.web.authentication import Reader, User
from recueil.web.dependencies import ClockDep, SettingsDep, StoreDep

PAGE = 50


def list_visible_alerts(store: Store, user: User, after: int, limit: int) -> list[AlertDefinition]:
    if user.may("admin"):
        return store.alerts.all(after=after, limit=limit)
    return store.alerts.of(user.name, after=after, limit=limit)


def get_visible_alert(store: Store, user: User, number: int) -> AlertDefinition:
    """Return an alert that the user may see. Raise AlertUnknown, also for another's: its existence is
    not revealed.
    """
    alert = store.alerts.one(number)
    if alert.owner != user.name and not user.may("admin"):
        raise unknown_alert(number)
    return alert


router = resource_router("alerts", "/alerts")

Number = Annotated[int, Path(ge=1, le=2**63 - 1, description="Of the alert.")]
AfterHit = Annotated[int | None, Query(ge=1, le=2**31 - 1, description="Go on where a part ended: its `next`.")]


class NewAlert(Model):
    """A query to be saved."""

    name: str = Field(min_length=1, max_length=200)
    query: str = Field(min_length=1, max_length=2_000)
    changes: bool = Field(
        default=False, strict=True, description="Announce also new versions and withdrawals of its acts."
    )


class Alert(Model):
    """A saved query."""

    id: int
    name: str
    query: str
    owner: str | None
    created: datetime.datetime
    disabled: datetime.datetime | None = Field(description="Since when it rests; null while it does not.")
    looked: datetime.datetime = Field(description="When it was last looked for hits.")
    problem: str | None = Field(description="Why it could not be answered then.")
    hits: int = Field(description="How many announcements it has made since it was saved.")
    changes: bool = Field(description="Whether it announces also new versions and withdrawals of its acts.")


class SavedAlert(Model):
    """An alert that was just saved."""

    alert: Alert
    acts: int = Field(description="How many acts answer already: they are not told.")
    feed: str = Field(description="The address of its feed, which is told only now.")


class Alerts(Page[Alert]):
    """Alerts, in the order in which they were saved."""


class AlertHit(Model):
    """An act that has become a hit, or that has changed or was withdrawn since it was one."""

    n: int = Field(description="It is the nth of its alert.")
    found: datetime.datetime
    event: Event | None = Field(description="What happened to it; null for a new hit.")
    act: ActName


class AlertHits(Page[AlertHit]):
    """The last hit first."""


@router.get("", summary="One's own alerts; for an admin, everybody's", responses={200: {"headers": LINK_HEADERS}})
def list_alerts(
    store: StoreDep,
    request: Request,
    response: Response,
    user: Reader,
    limit: Limit = 100,
    after: AfterNumber = None,
) -> Alerts:
    found = list_visible_alerts(store, user, after or 0, limit + 1)
    following = link_next(request, response, found[limit - 1].id if len(found) > limit else None)
    return Alerts(items=[Alert.model_validate(one) for one in found[:limit]], next=following)


@router.post("", summary="Save a query", status_code=201)
def save_alert(
    store: StoreDep, user: Reader, settings: SettingsDep, clock: ClockDep, alert: NewAlert
) -> SavedAlert:
    now = clock()
    query = parse(alert.query, today_in_france(now))
    saved = store.alerts.add(alert.name, query, user.name, now, changes=alert.changes)
    feed = links.feed_url(settings.web.address, saved.alert.id, saved.key)
    return SavedAlert(alert=Alert.model_validate(saved.alert), acts=saved.acts, feed=feed)


@router.get("/{number}", summary="One alert", responses=problem_responses(404))
def get_alert(store: StoreDep, user: Reader, number: Number) -> Alert:
    return Alert.model_validate(get_visible_alert(store, user, number))


@router.get(
    "/{number}/hits",
    summary="What became a hit of an alert since it was saved",
    responses={**problem_responses(404), 200: {"headers": LINK_HEADERS}},
)
def list_alert_hits(
    store: StoreDep,
    request: Request,
    response: Response,
    user: Reader,
    number: Number,
    limit: Limit = 100,
    after: AfterHit = None,
) -> AlertHits:
    get_visible_alert(store, user, number)
    found = store.alerts.hits(number, after, limit)
    items = [
        AlertHit(n=hit.n, found=hit.found, event=hit.event, act=ActName.model_validate(hit)) for hit in found.hits
    ]
    return AlertHits(items=items, next=link_next(request, response, found.next))


@router.delete(
    "/{number}",
    summary="Forget an alert, with its feed",
    status_code=204,
    response_class=Response,
    responses=problem_responses(404),
)
def remove_alert(store: StoreDep, user: Reader, number: Number) -> None:
    get_visible_alert(store, user, number)
    store.alerts.remove(number)
