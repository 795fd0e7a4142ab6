"""Where the facts of an act are corrected, and where a corrected one stands on the page of the act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi.responses import RedirectResponse

from recueil.corrections import Correction, Span
from recueil.corrections.fact_places import attendance_places, award_fact, award_place, is_same_award
from recueil.store.acts.read import StoredAct
from recueil.store.store import Store
from recueil.values.act_fact import (
    ActDate,
    ActKind,
    ActNumber,
    ActTitle,
    AwardFact,
    FindingFact,
    Presence,
    VoteFact,
)

ACT_FACTS = {"titre": ActTitle.kind, "nature": ActKind.kind, "numero": ActNumber.kind, "date": ActDate.kind}
"""The kinds of the facts of an act as a whole, by their names in addresses."""


@dataclass(frozen=True, slots=True)
class FactLink:
    """Where a fact is corrected, and the number of the correction that it comes from."""

    href: str
    correction: int | None = None


class FactLinks:
    """The links to the forms of an act's facts."""

    def __init__(self, stored: StoredAct, corrections: Iterable[Correction]) -> None:
        self._stored, self._base = stored, f"/actes/{stored.uid}/faits"
        self._standing = [
            (one, Span(place.start, place.end))
            for one in corrections
            if one.is_of_fact and one.state == "standing"
            for place in one.places
            if place.act == stored.uid and place.start is not None and place.end is not None
        ]

    def act(self, fact: str) -> FactLink:
        kind = ACT_FACTS[fact]
        number = next((one.id for one, _ in self._standing if one.kind == kind), None)
        return FactLink(f"{self._base}/{fact}", number)

    def award(self, number: int) -> FactLink:
        award = self._stored.act.facts.awards[number - 1]
        place, now = award_place(award, self._stored.document.text), award_fact(award)
        of_it = (one.id for one, at in self._standing if at == place and is_same_award(now, one.value))
        return FactLink(f"{self._base}/attribution/{number}", next(of_it, None))

    def new_award(self) -> FactLink:
        return FactLink(f"{self._base}/attribution")

    def new_vote(self) -> FactLink:
        return FactLink(f"{self._base}/vote")

    def finding(self, number: int) -> FactLink:
        return FactLink(f"{self._base}/constat/{number}")

    def vote(self, number: int) -> FactLink:
        vote = self._stored.act.facts.votes[number - 1]
        of_it = (
            one.id
            for one, at in self._standing
            if at == (vote.start, vote.end) and one.kind in (VoteFact.kind, "ballot")
        )
        return FactLink(f"{self._base}/vote/{number}", next(of_it, None))

    def attendance(self) -> FactLink:
        """Return the link to the attendance, which an act of a séance has from its head."""
        act = self._stored.act
        places = attendance_places(act)
        is_own = not places or any(act.start <= place < act.end for place in places)
        number = next((one.id for one, _ in self._standing if one.kind == Presence.kind), None)
        uid = self._stored.uid if is_own else self._stored.handle
        return FactLink(f"/actes/{uid}/faits/presences", number)


def redirect_to_fact(store: Store, correction: Correction) -> RedirectResponse:
    """Redirect to the fact that a correction changed, or to the correction if it is in no act."""
    place = next((place for place in correction.places if place.act is not None), None)
    if place is None or place.act is None:
        return RedirectResponse(f"/corrections/{correction.id}", 303)
    anchor = _anchor_of(store.act(place.act), correction, Span(place.start or 0, place.end or 0))
    return RedirectResponse(f"/actes/{place.act}?partie=1&correction={correction.id}#{anchor}", 303)


def _anchor_of(stored: StoredAct, correction: Correction, place: Span) -> str:
    facts, text = stored.act.facts, stored.document.text
    match correction.kind:
        case AwardFact.kind:
            spans = [award_place(award, text) for award in facts.awards]
            return f"attribution-{spans.index(place) + 1}" if place in spans else "corrections"
        case VoteFact.kind | "ballot":
            spans = [Span(vote.start, vote.end) for vote in facts.votes]
            return f"vote-{spans.index(place) + 1}" if place in spans else "corrections"
        case Presence.kind:
            return "presences" if facts.attendance.present or facts.attendance.absent else "corrections"
        case FindingFact.kind:
            return "controles" if stored.act.findings else "corrections"
    return f"fait-{correction.kind.removeprefix('act_')}"
