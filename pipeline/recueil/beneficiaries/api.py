"""API of beneficiaries: what each was awarded, and what is decided and proposed of who is who."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import Query, Request, Response
from pydantic import Field

from recueil.beneficiaries.sums import Order
from recueil.web.api.models import ActName, Exact, Model, Page, Signature
from recueil.web.api.problems import problem_responses
from recueil.web.api.resource import LINK_HEADERS, link_next, resource_router
from recueil.web.dependencies import QueryDep, StoreDep

router = resource_router("beneficiaries", "/beneficiaries")

_LIST_RESPONSES: dict[int | str, dict[str, Any]] = {200: {"headers": LINK_HEADERS}, **problem_responses(404)}
Limit = Annotated[int, Query(ge=1, le=200, description="No more than so many.")]
_NEXT_DESCRIPTION = "Go on where a part ended: its `next`."
Offset = Annotated[int, Query(ge=0, le=100_000, description=_NEXT_DESCRIPTION)]
Place = Annotated[str | None, Query(pattern=r"^\d{1,18}-\d{1,9}$", description=_NEXT_DESCRIPTION)]
Before = Annotated[int | None, Query(ge=1, lt=1 << 31, description=_NEXT_DESCRIPTION)]
Words = Annotated[str, Query(max_length=500, description="Words of the name; `*` matches any ending.")]
BodyName = Annotated[str | None, Query(max_length=200, description="The whole name of a body.")]
Decided = Annotated[
    str | None, Query(max_length=40, description="Only awards of this decision: `subvention`, `marche`, …")
]


class Sum(Model):
    """What some awards are together, in euros."""

    acts: int
    awards: int = Field(description="Those that the total counts, and those without an amount in euros.")
    total: Exact | None = Field(description="Null where no award has an amount that counts.")
    repeated: int = Field(description="Awards that another act made already: no sum counts them again.")
    doubtful: int = Field(description="Awards whose amount is doubtful: no sum counts them.")
    doubted: Exact | None = Field(description="What the doubtful awards are together.")
    partial: int = Field(description="Acts that print more awards than were read: the total is a minimum.")


class ListedBeneficiary(Model):
    """A beneficiary and one decision."""

    id: str
    name: str
    what: str = Field(description="`subvention`, `marche`, …")
    bodies: int = Field(description="How many award it.")
    body: str | None = Field(description="Which, if it is one.")
    first: int | None = Field(description="The year of the first award.")
    last: int | None
    sum: Sum


class NameInBody(Model):
    """A name that awards give; `id` is the identifier without merges."""

    id: str
    name: str
    body: str | None
    awards: int


class Registered(Model):
    """What a public register has."""

    number: str = Field(description="A SIREN or an RNA.")
    source: Literal["sirene", "rna"]
    name: str
    siret: str | None = Field(description="Of the head office.")
    rna: str | None
    code: str | None = Field(description="The commune, by its code of INSEE.")
    commune: str | None
    closed: str | None = Field(description="Since when it is dissolved or has ceased.")


class PartSum(Model):
    """Awards of one decision: of a year, by a body, or for a purpose."""

    what: str
    part: str | None = Field(description="The year, the body, or the purpose as written; null for none.")
    sum: Sum


class Beneficiary(Model):
    """Who was merged with another is answered under the identifier of that one."""

    id: str
    name: str
    numbers: list[str] = Field(description="SIREN and RNA.")
    registered: list[Registered]
    names: list[NameInBody] = Field(description="The most frequent ones.")
    years: list[PartSum]
    bodies: list[PartSum]
    purposes: list[PartSum] = Field(description="Those with the largest totals.")


class AwardOfBeneficiary(ActName):
    """An award, and the act that makes it."""

    number: str | None
    beneficiary_id: str
    beneficiary: str = Field(description="As written.")
    what: str
    amount: Exact | None
    currency: str | None
    purpose: str | None
    siret: str | None
    rna: str | None
    repeated: bool = Field(description="Another act made it already.")
    doubtful: bool
    ambiguous: bool = Field(description="The body may be several: no sum counts it.")
    partial: bool = Field(description="Fewer awards of this act were read than it prints.")


class Proposal(Model):
    """Two beneficiaries that may be one; nobody has decided it."""

    id: int
    beneficiary: str
    beneficiary_name: str
    target: str = Field(description="Whose identifier would stay.")
    target_name: str
    place: str | None = Field(description="The body, or the commune in a register.")
    basis: Literal["number", "spelling", "sirene", "rna"]
    score: int = Field(description="Of 100.")


class Decision(Model):
    """That `beneficiary` is `target`, or that it is not."""

    id: int
    kind: Literal["merge", "refuse"]
    beneficiary: str
    target: str
    before: dict[str, Any] = Field(description="The identifiers that each was known by.")
    said: Signature
    withdrawn: Signature | None


@router.get("", summary="What beneficiaries were awarded, by decision", responses=_LIST_RESPONSES)
def list_beneficiaries(
    store: StoreDep,
    query: QueryDep,
    request: Request,
    response: Response,
    name: Words = "",
    what: Decided = None,
    order: Annotated[Order, Query(description="What the list is sorted by.")] = "total",
    descending: Annotated[bool, Query(description="The largest first.")] = True,
    limit: Limit = 50,
    after: Offset = 0,
) -> Page[ListedBeneficiary]:
    found, more = store.beneficiaries.find(
        query, name, what, order, descending=descending, limit=limit, offset=after
    )
    following = link_next(request, response, after + limit if more else None)
    return Page(items=list(map(ListedBeneficiary.model_validate, found)), next=following)


@router.get("/proposals", summary="Which beneficiaries may be one", responses=_LIST_RESPONSES)
def list_proposals(
    store: StoreDep,
    request: Request,
    response: Response,
    beneficiary: Annotated[str | None, Query(max_length=2_000, description="Only about this one.")] = None,
    body: BodyName = None,
    limit: Limit = 50,
    after: Place = None,
) -> Page[Proposal]:
    found, more = store.beneficiaries.proposals(beneficiary, body, limit, parse_place(after))
    following = link_next(request, response, format_place(more))
    return Page(items=list(map(Proposal.model_validate, found)), next=following)


@router.get("/{beneficiary}", summary="One beneficiary", responses=problem_responses(404))
def read_beneficiary(store: StoreDep, beneficiary: str) -> Beneficiary:
    return Beneficiary.model_validate(store.beneficiaries.profile(beneficiary))


@router.get("/{beneficiary}/awards", summary="The awards of a beneficiary", responses=_LIST_RESPONSES)
def list_awards_of_beneficiary(
    store: StoreDep,
    request: Request,
    response: Response,
    beneficiary: str,
    limit: Limit = 50,
    after: Place = None,
) -> Page[AwardOfBeneficiary]:
    found = store.beneficiaries.awards(beneficiary, limit, parse_place(after))
    following = link_next(request, response, format_place(found.next))
    fields = [{name: getattr(row, name) for name in AwardOfBeneficiary.model_fields} for row in found.rows]
    return Page(items=list(map(AwardOfBeneficiary.model_validate, fields)), next=following)


@router.get("/{beneficiary}/history", summary="What was decided about a beneficiary", responses=_LIST_RESPONSES)
def list_decisions_on_beneficiary(
    store: StoreDep,
    request: Request,
    response: Response,
    beneficiary: str,
    limit: Limit = 50,
    after: Before = None,
) -> Page[Decision]:
    found, more = store.beneficiaries.history(beneficiary, limit, after)
    following = link_next(request, response, more)
    return Page(items=list(map(Decision.model_validate, found)), next=following)


def parse_place(place: str | None) -> tuple[int, int] | None:
    """Parse the cursor of a list, which matches the pattern of ``Place``; None for its beginning."""
    first, _, second = (place or "").partition("-")
    return (int(first), int(second)) if second else None


def format_place(place: tuple[int, int] | None) -> str | None:
    return None if place is None else "{}-{}".format(*place)
