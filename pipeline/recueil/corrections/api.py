"""``/api/corrections``: list, make and withdraw corrections."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Body, Path, Query, Request, Response
from pydantic import Field

from recueil import corrections, values
from recueil.corrections import Addition, Attribution, Change, Rejection, Replacement
from recueil.corrections.listing import CorrectionFilter
from recueil.corrections.model import is_target
from recueil.corrections.user_input import parse_value
from recueil.query.typed_date import today_in_france
from recueil.store.acts.read import StoredAct
from recueil.web.api.models import KindName, Model, Page, Signature, Value
from recueil.web.api.problems import problem_responses
from recueil.web.api.resource import LINK_HEADERS, Limit, link_next, resource_router
from recueil.web.authentication import Editor
from recueil.web.dependencies import ClockDep, StoreDep

router = resource_router("corrections")

State = Literal["standing", "orphaned", "withdrawn"]
Number = Annotated[int, Path(ge=1, le=2**63 - 1)]
Why = Annotated[str, Query(max_length=1000, description="Why.")]
AfterCursor = Annotated[
    str | None, Query(pattern="^[0-9]{1,18}$", description="Go on where a part ended: its `next`.")
]


class Said(Model):
    """A value and its kind."""

    kind: KindName
    value: Value


class CorrectionPlace(Model):
    """Where a correction stands in a document, or why nowhere."""

    document: str = Field(description="The name of the document.")
    act: str | None = Field(description="The `uid` of the act that has it.")
    start: int | None
    end: int | None
    missing: Literal["gone", "ambiguous", "outside"] | None = Field(
        description="Its words are not there any more, in several places, or in no act."
    )


class Correction(Model):
    """What somebody said of a value; it is kept also when it is withdrawn."""

    id: int
    action: Literal["add", "reject", "change"]
    state: State
    text: str = Field(description="The very words.")
    document: str | None = Field(description="The name of the document it was made in; null where it is gone.")
    start: int = Field(description="In the text of that document.")
    end: int
    was: Said | None = Field(description="What stood there before; null of what was added.")
    value: Said | None = Field(description="What does now; null of what was rejected.")
    made: Signature
    withdrawn: Signature | None
    places: list[CorrectionPlace] = Field(description="Where it stands in what is there now.")


class Corrections(Page[Correction]):
    """Corrections, the latest first."""


class _RequestBase(Model):
    act: str = Field(max_length=80, description="The name of the act, or a start of it that is no other's.")
    start: int = Field(ge=0, lt=2**31, description="Characters of the document's text.")
    end: int = Field(ge=0, lt=2**31)
    why: str = Field("", max_length=1000)


class Rejecting(_RequestBase):
    """The value of this kind that stands there is none."""

    action: Literal["reject"]
    kind: KindName = Field(description="Of the value that stands there.")


class Changing(_RequestBase):
    """The value of this kind that stands there says something else."""

    action: Literal["change"]
    kind: KindName = Field(description="Of the value that stands there.")
    to: KindName | None = Field(None, description="The kind that it is instead.")
    value: str = Field(max_length=300, description="As docs/corrections.md has it.", examples=["4 255,50"])


class Adding(_RequestBase):
    """A value that was missed stands there."""

    action: Literal["add"]
    kind: KindName
    value: str = Field(max_length=300, description="As docs/corrections.md has it.", examples=["4 255,50"])


CorrectionRequest = Annotated[Rejecting | Changing | Adding, Body(discriminator="action")]


@router.get(
    "/corrections",
    summary="What was corrected, of an act or of all",
    responses={**problem_responses(404), 200: {"headers": LINK_HEADERS}},
)
def list_corrections(
    store: StoreDep,
    request: Request,
    response: Response,
    act: Annotated[str | None, Query(max_length=80, description="Only of this act.")] = None,
    state: Annotated[State | None, Query(description="Only in this state.")] = None,
    by: Annotated[str | None, Query(max_length=200, description="Only of this person.")] = None,
    kind: Annotated[KindName | None, Query(description="Only those that say, or said, this kind.")] = None,
    limit: Limit = 100,
    after: AfterCursor = None,
) -> Corrections:
    criteria = CorrectionFilter(act, state, by, kind)
    found = store.corrections(criteria, None if after is None else int(after), limit + 1)
    following = link_next(request, response, found[limit - 1].id if len(found) > limit else None)
    return Corrections(items=[_to_model(one) for one in found[:limit]], next=following)


@router.get("/corrections/{number}", summary="One correction", responses=problem_responses(404))
def get_correction(store: StoreDep, number: Number) -> Correction:
    return _to_model(store.correction(number))


@router.post(
    "/corrections",
    status_code=201,
    summary="Reject, change or add a value",
    responses={
        **problem_responses(404),
        201: {"headers": {"Location": {"description": "The correction.", "schema": {"type": "string"}}}},
    },
)
def make_correction(
    store: StoreDep, clock: ClockDep, request: Request, response: Response, user: Editor, body: CorrectionRequest
) -> Correction:
    now = clock()
    change = _to_change(store.unredacted.act(body.act), body, today_in_france(now))
    signed = Attribution(user.name, now, body.why)
    correction = store.correct(body.act, change, signed, may_unmask=user.may("admin"))
    response.headers["Location"] = request.url_for(get_correction.__name__, number=correction.id).path
    return _to_model(correction)


@router.delete(
    "/corrections/{number}", summary="Withdraw a correction, which is kept", responses=problem_responses(404)
)
def withdraw_correction(
    store: StoreDep, clock: ClockDep, user: Editor, number: Number, why: Why = ""
) -> Correction:
    signed = Attribution(user.name, clock(), why)
    return _to_model(store.withdraw(number, signed, may_unmask=user.may("admin")))


def _to_change(stored: StoredAct, body: Rejecting | Changing | Adding, today: date) -> Change:
    match body:
        case Rejecting():
            return Rejection(body.start, body.end, body.kind)
        case Changing():
            target = Rejection(body.start, body.end, body.kind)
            was = next((entity.value for entity in stored.act.entities if is_target(entity, target)), None)
            value = parse_value(body.to or body.kind, body.value, was, today)
            return Replacement(body.start, body.end, body.kind, value)
        case Adding():
            return Addition(body.start, body.end, parse_value(body.kind, body.value, today=today))


def _to_model(one: corrections.Correction) -> Correction:
    fields: dict[str, Any] = {
        "text": one.anchor.text,
        "start": one.anchor.start,
        "end": one.anchor.end,
        "was": _value_model(one.was),
        "value": _value_model(one.value),
    }
    same = ("id", "action", "state", "document")
    return Correction(
        **{name: getattr(one, name) for name in same},
        **fields,
        made=Signature.model_validate(one.made),
        withdrawn=None if one.withdrawn is None else Signature.model_validate(one.withdrawn),
        places=[CorrectionPlace.model_validate(place) for place in one.places],
    )


def _value_model(value: values.Value | None) -> Said | None:
    return None if value is None else Said.model_validate({"kind": value.kind, "value": value.as_json()})
