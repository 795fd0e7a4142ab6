"""``/api/corrections``: list, make and withdraw corrections."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import Body, Path, Query, Request, Response
from pydantic import Field

from recueil import corrections, values
from recueil.corrections import (
    Addition,
    Attribution,
    AwardAddition,
    AwardChange,
    BallotChange,
    Change,
    FactChange,
    FindingRejection,
    PresenceAddition,
    PresenceChange,
    Rejection,
    Replacement,
    VoteAddition,
    VoteChange,
)
from recueil.corrections.fact_input import find_person, parse_act_fact, parse_award, parse_member, parse_vote
from recueil.corrections.fact_places import award_fact, fact_at
from recueil.corrections.listing import CorrectionFilter
from recueil.corrections.model import is_target
from recueil.corrections.user_input import parse_value
from recueil.query.typed_date import today_in_france
from recueil.store.acts.read import StoredAct
from recueil.values.act_fact import AwardFact, VoteFact
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


FactKind = Literal[
    "act_title", "act_kind", "act_number", "act_date", "award", "vote", "ballot", "presence", "finding"
]
FactFields = dict[str, str | None]


class Said(Model):
    """A value or a fact of the act, and its kind."""

    kind: KindName | FactKind
    value: Value | FactFields = Field(description="Of a fact: its fields as canonical texts.")


class CorrectionPlace(Model):
    """Where a correction stands in a document, or why nowhere."""

    document: str = Field(description="The name of the document.")
    act: str | None = Field(description="The `uid` of the act that has it.")
    start: int | None
    end: int | None
    missing: Literal["gone", "ambiguous", "outside", "inside"] | None = Field(
        description="Its words are not there any more, in several places, in no act, or open no act any more."
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


class _FactRequest(Model):
    act: str = Field(max_length=80, description="The name of the act, or a start of it that is no other's.")
    why: str = Field("", max_length=1000)


class CorrectingAct(_FactRequest):
    """The act has another title, kind, number or date."""

    action: Literal["act"]
    fact: Literal["title", "kind", "number", "date"]
    value: str = Field(max_length=1000, description="Empty where the act has none.", examples=["24/07/2014"])


_Text = Annotated[str | None, Field(max_length=300)]


class _NumberedFact(_FactRequest):
    number: int = Field(ge=1, lt=2**31, description="Which one it is in the act, counted from 1.")
    start: int = Field(ge=0, lt=2**31, description="Characters of the document's text.")
    end: int = Field(ge=0, lt=2**31)


class CorrectingAward(_NumberedFact):
    """An award is another one, or, with `reject`, none; what is null stays."""

    action: Literal["award"]
    reject: bool = False
    what: _Text = None
    beneficiary: _Text = None
    amount: _Text = None
    line: _Text = None


class AddingAward(_FactRequest):
    """An award was missed; `start` to `end` are the words of its beneficiary."""

    action: Literal["add-award"]
    start: int = Field(ge=0, lt=2**31, description="Characters of the document's text.")
    end: int = Field(ge=0, lt=2**31)
    what: str = Field("subvention", max_length=60)
    beneficiary: str = Field(max_length=300)
    amount: str = Field("", max_length=300)
    line: str = Field("", max_length=300)


class CorrectingVote(_NumberedFact):
    """A vote has another outcome or other counts, or, with `reject`, is none; what is null stays."""

    action: Literal["vote"]
    reject: bool = False
    outcome: _Text = Field(None, description="`adopted`, `rejected`, `noted`, `withdrawn`, `postponed` or empty.")
    unanimous: _Text = Field(None, description="`unanimous`, `majority` or empty.")
    votes_for: _Text = Field(None, description="A number, or empty where the act gives none.")
    against: _Text = None
    abstentions: _Text = None
    not_voting: _Text = None


class AddingVote(_FactRequest):
    """A vote was missed; `start` to `end` are its words."""

    action: Literal["add-vote"]
    start: int = Field(ge=0, lt=2**31, description="Characters of the document's text.")
    end: int = Field(ge=0, lt=2**31)
    outcome: _Text = Field(None, description="`adopted`, `rejected`, `noted`, `withdrawn` or `postponed`.")
    unanimous: _Text = Field(None, description="`unanimous` or `majority`.")
    votes_for: _Text = Field(None, description="A number.")
    against: _Text = None
    abstentions: _Text = None
    not_voting: _Text = None


class CorrectingBallot(_NumberedFact):
    """A member voted otherwise."""

    action: Literal["ballot"]
    person: str = Field(max_length=300, description="The name, as the act has it.")
    side: Literal["for", "against", "abstaining", "not_voting"] | None = Field(
        description="Null where the member is not named as voting."
    )


class CorrectingPresence(_FactRequest):
    """A person was there, represented, or absent, or is no member."""

    action: Literal["presence"]
    person: str = Field(max_length=300, description="The name, as the act has it.")
    status: Literal["present", "represented", "excused", "absent"] | None = Field(
        description="Null where the person is no member."
    )
    holder: str | None = Field(None, max_length=300, description="Who votes for a represented member.")


class AddingPresence(_FactRequest):
    """The roll lacks a member; `start` to `end` are the words of the name."""

    action: Literal["add-presence"]
    start: int = Field(ge=0, lt=2**31, description="Characters of the document's text.")
    end: int = Field(ge=0, lt=2**31)
    person: str = Field(max_length=300, description="The name: `Anne LEFÈVRE`, `LEFÈVRE, Anne`.")
    status: Literal["present", "represented", "excused", "absent"]
    holder: str | None = Field(None, max_length=300, description="Who votes for a represented member.")


class RejectingFinding(_NumberedFact):
    """The act is right where a check says that it is not."""

    action: Literal["reject-finding"]


ValueRequest = Rejecting | Changing | Adding
FactRequest = (
    CorrectingAct
    | CorrectingAward
    | AddingAward
    | CorrectingVote
    | AddingVote
    | CorrectingBallot
    | CorrectingPresence
    | AddingPresence
    | RejectingFinding
)
CorrectionRequest = Annotated[ValueRequest | FactRequest, Body(discriminator="action")]


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
    kind: Annotated[
        KindName | FactKind | None, Query(description="Only those that say, or said, this kind.")
    ] = None,
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
    summary="Reject, change or add a value or a fact of the act",
    responses={
        **problem_responses(404),
        201: {"headers": {"Location": {"description": "The correction.", "schema": {"type": "string"}}}},
    },
)
def make_correction(
    store: StoreDep, clock: ClockDep, request: Request, response: Response, user: Editor, body: CorrectionRequest
) -> Correction:
    now = clock()
    stored, today = store.unredacted.act(body.act), today_in_france(now)
    if isinstance(body, Rejecting | Changing | Adding):
        change = _to_change(stored, body, today)
    else:
        change = _to_fact_change(stored, body, today)
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


def _to_fact_change(stored: StoredAct, body: FactRequest, today: date) -> FactChange:
    act = stored.act
    match body:
        case CorrectingAct():
            return parse_act_fact(f"act_{body.fact}", body.value, today)
        case AddingAward():
            typed = {name: getattr(body, name) for name in ("what", "beneficiary", "amount", "line")}
            return AwardAddition(body.start, body.end, AwardFact(**parse_award(typed)))
        case CorrectingAward():
            was = award_fact(fact_at(act.facts.awards, body.number))
            award = (
                None
                if body.reject
                else parse_award(_drop_nulls(body, "what", "beneficiary", "amount", "line"), was)
            )
            return AwardChange(body.number, body.start, body.end, award)
        case CorrectingVote():
            vote = None if body.reject else parse_vote(_drop_nulls(body, *_VOTE_FIELDS))
            return VoteChange(body.number, body.start, body.end, vote)
        case AddingVote():
            return VoteAddition(body.start, body.end, VoteFact(**parse_vote(_drop_nulls(body, *_VOTE_FIELDS))))
        case CorrectingBallot():
            return BallotChange(body.number, body.start, body.end, find_person(act, body.person), body.side)
        case CorrectingPresence():
            holder = find_person(act, body.holder) if body.holder else None
            return PresenceChange(find_person(act, body.person), body.status, holder)
        case AddingPresence():
            holder = find_person(act, body.holder) if body.holder else None
            return PresenceAddition(body.start, body.end, parse_member(body.person), body.status, holder)
        case RejectingFinding():
            return FindingRejection(body.number, body.start, body.end)


_VOTE_FIELDS = ("outcome", "unanimous", "votes_for", "against", "abstentions", "not_voting")


def _drop_nulls(body: Model, *names: str) -> dict[str, str]:
    """Return the fields of a request that are not null."""
    return {name: value for name in names if (value := getattr(body, name)) is not None}


def _to_change(stored: StoredAct, body: ValueRequest, today: date) -> Change:
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
