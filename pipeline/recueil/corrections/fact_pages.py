"""The pages of an act's facts, with the forms that correct them: the act as a whole, an award, a vote, the
attendance.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from recueil.corrections import (
    AwardAddition,
    AwardChange,
    BallotChange,
    Correction,
    FactChange,
    PresenceChange,
    Span,
    VoteChange,
)
from recueil.corrections.fact_input import OUTCOMES, UNANIMITY, parse_act_fact, parse_award, parse_vote
from recueil.corrections.fact_places import (
    act_fact,
    attendance_places,
    award_fact,
    award_place,
    is_same_award,
    is_same_person,
    iter_ballots,
    iter_members,
    vote_fact,
)
from recueil.corrections.model import Attribution
from recueil.corrections.pages import Typed, parse_span, status_of
from recueil.corrections.reanchor import find_spans
from recueil.errors import CorrectionError
from recueil.query.typed_date import today_in_france
from recueil.store.acts.read import StoredAct
from recueil.store.store import Store
from recueil.text import join_lines
from recueil.translation import gettext as _
from recueil.values import Person, Vote
from recueil.values.act_fact import (
    ATTENDANCE_STATUSES,
    VOTE_SIDES,
    ActDate,
    ActKind,
    ActNumber,
    ActTitle,
    AwardFact,
    Presence,
    VoteFact,
    VoteSide,
)
from recueil.web.authentication import Editor
from recueil.web.dependencies import ActDep, ClockDep, StoreDep
from recueil.web.i18n import labels
from recueil.web.i18n.errors import describe_error
from recueil.web.i18n.format import format_date, format_value
from recueil.web.pages.passages import Mark, split_at_marks
from recueil.web.pages.templating import render

router = APIRouter(prefix="/actes/{uid}/faits")

Place = Annotated[str, Form(pattern=r"^(\d{1,9}-\d{1,9})?$")]
_NOWHERE = "0-0"
_CONTEXT = 300
_MAX_PLACES = 50
_ACT_FACTS = {"titre": ActTitle.kind, "nature": ActKind.kind, "numero": ActNumber.kind, "date": ActDate.kind}


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a form; with ``options``, by their value, one of them is chosen."""

    name: str
    label: str
    value: str = ""
    options: Mapping[str, str] | None = None
    hint: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class FactForm:
    """A form of a fact; ``place`` is where the fact stands, so that a form is not sent to another one."""

    action: str
    heading: str
    button: str
    fields: tuple[Field, ...] = ()
    note: str = ""
    place: str = ""
    why: str = ""
    error: str = ""


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
        kind = _ACT_FACTS[fact]
        number = next((one.id for one, _ in self._standing if one.kind == kind), None)
        return FactLink(f"{self._base}/{fact}", number)

    def award(self, number: int) -> FactLink:
        award = self._stored.act.facts.awards[number - 1]
        place, now = award_place(award, self._stored.document.text), award_fact(award)
        of_it = (one.id for one, at in self._standing if at == place and is_same_award(now, one.value))
        return FactLink(f"{self._base}/attribution/{number}", next(of_it, None))

    def new_award(self) -> FactLink:
        return FactLink(f"{self._base}/attribution")

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
    return f"fait-{correction.kind.removeprefix('act_')}"


class _Save:
    """Makes the correction that a form of an act asks for, or shows the form again with what is wrong."""

    def __init__(self, store: StoreDep, clock: ClockDep, user: Editor, stored: ActDep) -> None:
        self._store, self._user, self._stored = store, user, stored
        self.now = clock()

    def __call__(
        self, change: Callable[[], FactChange], why: str, again: Callable[[str, int], Response]
    ) -> Response:
        try:
            signed = Attribution(self._user.name, self.now, why)
            made = self._store.correct(self._stored.uid, change(), signed, may_unmask=self._user.may("admin"))
        except CorrectionError as error:
            return again(describe_error(error), status_of(error))
        return redirect_to_fact(self._store, made)


_SaveDep = Annotated[_Save, Depends()]


def _page(
    request: Request,
    stored: StoredAct,
    title: str,
    forms: Iterable[FactForm],
    place: Span | None = None,
    status: int = 200,
) -> Response:
    around = None
    if place is not None:
        low = max(place.start - _CONTEXT, stored.act.start)
        high = min(place.end + _CONTEXT, stored.act.end)
        mark = Mark(place.start, place.end, "anchor", "lieu", chosen=True)
        around = split_at_marks(stored.document.text, [(low, high)], [mark])[0] if low < high else None
    return render(request, "fait.html", status, title=title, stored=stored, forms=list(forms), around=around)


# The act as a whole


@router.get("/attribution")
def new_award_form(request: Request, user: Editor, stored: ActDep) -> Response:
    return _new_award_page(request, stored)


@router.get("/presences")
def attendance_form(request: Request, user: Editor, stored: ActDep) -> Response:
    return _attendance_page(request, stored)


@router.get("/{fact:str}")
def act_fact_form(request: Request, user: Editor, stored: ActDep, fact: str) -> Response:
    return _act_fact_page(request, stored, fact)


def _act_fact_page(
    request: Request,
    stored: StoredAct,
    fact: str,
    typed: str | None = None,
    why: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    if fact not in _ACT_FACTS:
        raise HTTPException(404, "Un acte n'a pas de fait de ce nom.")
    now = act_fact(stored.act.facts.identity, _ACT_FACTS[fact])
    value = format_date(now.when) if isinstance(now, ActDate) else str(now or "")
    label = labels.FACTS[_ACT_FACTS[fact]].capitalize()
    options = {"": "non précisée", **labels.NATURES} if fact == "nature" else None
    hint = {"date": "24/07/2014, 24 juillet 2014 ou 2014-07", "titre": "Vide si l'acte n'en a pas."}.get(fact, "")
    field = Field("valeur", label, value if typed is None else typed, options, hint, wide=fact == "titre")
    form = FactForm(f"/actes/{stored.uid}/faits/{fact}", "", "Corriger", (field,), why=why, error=error)
    return _page(request, stored, f"Corriger : {label.lower()}", [form], status=status)


@router.post("/attribution")
def add_award(
    request: Request,
    save: _SaveDep,
    stored: ActDep,
    decision: Typed = "",
    beneficiaire: Typed = "",
    montant: Typed = "",
    imputation: Typed = "",
    lieu: Place = "",
    pourquoi: Typed = "",
) -> Response:
    """Add an award that was missed."""
    typed = {"what": decision, "beneficiary": beneficiaire, "amount": montant, "line": imputation}
    places = list(islice(find_spans(stored.act, stored.document.text, beneficiaire), _MAX_PLACES))

    def change() -> FactChange:
        chosen = [place for place in places if lieu in ("", _place_of(*place))]
        if not chosen:
            raise CorrectionError(_("The act does not have the words of the beneficiary."), code="not-found")
        if len(chosen) > 1:
            raise CorrectionError(_("The words of the beneficiary are in several places."), code="several")
        return AwardAddition(*chosen[0], AwardFact(**parse_award(typed)))

    def again(error: str, status: int) -> Response:
        return _new_award_page(request, stored, typed, places, pourquoi, error, status)

    return save(change, pourquoi, again)


def _new_award_page(
    request: Request,
    stored: StoredAct,
    typed: Mapping[str, str] | None = None,
    places: Iterable[Span] = (),
    why: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    fields = _award_fields(typed or {"what": "subvention"}, is_new=True)
    found = {_place_of(*place): _quote(stored, place) for place in places}
    if len(found) > 1:
        fields += (Field("lieu", "À quel endroit", "", {"": "choisissez", **found}),)
    form = FactForm(f"/actes/{stored.uid}/faits/attribution", "", "Ajouter", fields, why=why, error=error)
    return _page(request, stored, "Ajouter une attribution", [form], status=status)


def _quote(stored: StoredAct, place: Span) -> str:
    around = stored.document.text[max(place.start - 40, stored.act.start) : min(place.end + 40, stored.act.end)]
    return f"…{join_lines(around)}…"


def _place_of(start: int, end: int) -> str:
    return f"{start}-{end}"


def _award_fields(typed: Mapping[str, str], *, is_new: bool = False) -> tuple[Field, ...]:
    return (
        Field("decision", "Décision", typed.get("what", ""), hint="subvention, marché, cession…"),
        Field(
            "beneficiaire",
            "Bénéficiaire",
            typed.get("beneficiary", ""),
            hint="Comme l'acte l'écrit." if is_new else "",
            wide=True,
        ),
        Field("montant", "Montant", typed.get("amount", ""), hint="4 255,50 € ; vide si l'acte n'en a pas."),
        Field(
            "imputation", "Imputation", typed.get("line", ""), hint="article 65748 ; vide si l'acte n'en a pas."
        ),
    )


@router.post("/presences")
def correct_presence(
    request: Request,
    save: _SaveDep,
    stored: ActDep,
    personne: Place = "",
    situation: Annotated[str, Form(pattern="^[a-z]{0,20}$")] = "",
    pouvoir: Place = "",
    pourquoi: Typed = "",
) -> Response:
    """Correct whether a person was there."""

    def change() -> FactChange:
        if not personne or situation not in (*ATTENDANCE_STATUSES, "none"):
            raise CorrectionError(_("Say who, and whether they were there."), code="choice")
        status: Any = None if situation == "none" else situation
        return PresenceChange(parse_span(personne), status, parse_span(pouvoir) if pouvoir else None)

    def again(error: str, status: int) -> Response:
        return _attendance_page(request, stored, personne, situation, pouvoir, pourquoi, error, status)

    return save(change, pourquoi, again)


def _attendance_page(
    request: Request,
    stored: StoredAct,
    person: str = "",
    status: str = "",
    holder: str = "",
    why: str = "",
    error: str = "",
    code: int = 200,
) -> Response:
    people = dict(_people(stored))
    choose = {"": "choisissez"}
    fields = (
        Field("personne", "Qui", person, {**choose, **people}, "Un nom qui manque s'ajoute d'abord comme valeur."),
        Field("situation", "Était", status, {**choose, **labels.STATUSES, "none": "pas membre, ou pas nommé ici"}),
        Field("pouvoir", "Pouvoir donné à", holder, {"": "personne, ou non précisé", **people}),
    )
    form = FactForm(f"/actes/{stored.uid}/faits/presences", "", "Corriger", fields, why=why, error=error)
    return _page(request, stored, "Corriger les présences", [form], status=code)


def _people(stored: StoredAct, vote: Vote | None = None) -> Iterator[tuple[str, str]]:
    """Yield the persons that an act names, by place, each once with what is read of them."""
    members = [(labels.STATUSES[at], mention) for at, mention in iter_members(stored.act.facts.attendance)]
    if vote is not None:
        sides = [(labels.SIDES[side], mention) for side, mention in iter_ballots(vote)]
        named = [mention.value for _, mention in sides]
        members = [*sides, *(("", m) for _, m in members if not _is_among(m.value, named))]
    for read, mention in members:
        words = format_value(mention.value)
        yield _place_of(mention.start, mention.end), f"{words} ({read})" if read else words
    seen = [mention.value for _, mention in members]
    for entity in stored.act.entities:
        if isinstance(entity.value, Person) and not _is_among(entity.value, seen):
            seen.append(entity.value)
            yield _place_of(entity.start, entity.end), format_value(entity.value)


def _is_among(person: object, others: Iterable[object]) -> bool:
    return any(is_same_person(person, other) for other in others)


@router.post("/{fact:str}")
def correct_act_fact(
    request: Request,
    save: _SaveDep,
    stored: ActDep,
    fact: str,
    valeur: Typed = "",
    pourquoi: Typed = "",
) -> Response:
    """Correct the title, the kind, the number or the date of the act."""
    if fact not in _ACT_FACTS:
        raise HTTPException(404, "Un acte n'a pas de fait de ce nom.")

    def again(error: str, status: int) -> Response:
        return _act_fact_page(request, stored, fact, valeur, pourquoi, error, status)

    return save(lambda: parse_act_fact(_ACT_FACTS[fact], valeur, today_in_france(save.now)), pourquoi, again)


# Awards


@router.get("/attribution/{number:int}")
def award_form(request: Request, user: Editor, stored: ActDep, number: int) -> Response:
    return _award_page(request, stored, number)


def _award_page(
    request: Request,
    stored: StoredAct,
    number: int,
    typed: Mapping[str, str] | None = None,
    why: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    award = _numbered(stored.act.facts.awards, number)
    base, place = f"/actes/{stored.uid}/faits/attribution/{number}", _place_of(award.start, award.end)
    note = "Si le texte est mal lu, corrigez plutôt la valeur là où elle est : l'attribution la suit."
    forms = (
        FactForm(
            f"{base}/changer",
            "Changer cette attribution",
            "Changer",
            _award_fields(typed or _typed_award(award_fact(award))),
            note if award.amount else "",
            place,
            why,
            error,
        ),
        FactForm(
            f"{base}/rejeter",
            "Rejeter cette attribution",
            "Rejeter",
            note="L'acte n'attribue rien de tel.",
            place=place,
        ),
    )
    span = award_place(award, stored.document.text)
    return _page(request, stored, "Corriger une attribution", forms, span, status)


def _typed_award(fact: AwardFact) -> dict[str, str]:
    amount = format_value(fact.amount) if fact.amount else ""
    line = format_value(fact.line) if fact.line else ""
    return {"what": fact.what, "beneficiary": join_lines(fact.beneficiary), "amount": amount, "line": line}


@router.post("/attribution/{number:int}/changer")
def change_award(
    request: Request,
    save: _SaveDep,
    stored: ActDep,
    number: int,
    lieu: Place,
    decision: Typed = "",
    beneficiaire: Typed = "",
    montant: Typed = "",
    imputation: Typed = "",
    pourquoi: Typed = "",
) -> Response:
    """Change an award: the fields that say something else than the form did."""
    typed = {"what": decision, "beneficiary": beneficiaire, "amount": montant, "line": imputation}
    was = award_fact(_numbered(stored.act.facts.awards, number))
    changed = {name: words for name, words in typed.items() if words.strip() != _typed_award(was)[name]}

    def change() -> FactChange:
        return AwardChange(number, *parse_span(lieu or _NOWHERE), parse_award(changed, was))

    def again(error: str, status: int) -> Response:
        return _award_page(request, stored, number, typed, pourquoi, error, status)

    return save(change, pourquoi, again)


@router.post("/attribution/{number:int}/rejeter")
def reject_award(
    request: Request,
    save: _SaveDep,
    stored: ActDep,
    number: int,
    lieu: Place,
    pourquoi: Typed = "",
) -> Response:
    """Reject an award."""

    def again(error: str, status: int) -> Response:
        return _award_page(request, stored, number, None, pourquoi, error, status)

    return save(lambda: AwardChange(number, *parse_span(lieu or _NOWHERE), None), pourquoi, again)


def _numbered(found: Any, number: int) -> Any:
    if not 1 <= number <= len(found):
        raise HTTPException(404, "L'acte n'en a pas autant : il a changé entre-temps.")
    return found[number - 1]


# Votes


@router.get("/vote/{number:int}")
def vote_form(request: Request, user: Editor, stored: ActDep, number: int) -> Response:
    return _vote_page(request, stored, number)


_COUNT_LABELS = {
    "votes_for": ("pour", "Pour"),
    "against": ("contre", "Contre"),
    "abstentions": ("abstentions", "Abstentions"),
    "not_voting": ("sans_participer", "Sans participer"),
}


def _vote_page(
    request: Request,
    stored: StoredAct,
    number: int,
    typed: Mapping[str, str] | None = None,
    why: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    vote = _numbered(stored.act.facts.votes, number)
    base, place = f"/actes/{stored.uid}/faits/vote/{number}", _place_of(vote.start, vote.end)
    shown = typed or _typed_vote(vote_fact(vote))
    outcomes = {"": "non précisée", **{str(name): labels.OUTCOMES[name] for name in OUTCOMES}}
    majorities = {"": "non précisé", **{name: labels.OUTCOMES[name] for name in UNANIMITY if name}}
    fields = (
        Field("issue", "Issue", shown["outcome"], outcomes),
        Field("unanimite", "Comment", shown["unanimous"], majorities),
        *(Field(name, label, shown[field]) for field, (name, label) in _COUNT_LABELS.items()),
    )
    sides = {"": "choisissez", **labels.SIDES, "none": "aucune voix nommée"}
    ballot = (
        Field("personne", "Qui", "", {"": "choisissez", **dict(_people(stored, vote))}),
        Field("voix", "A voté", "", sides),
    )
    forms = (
        FactForm(
            f"{base}/changer",
            "Changer ce vote",
            "Changer",
            fields,
            "Une case vide : l'acte ne le dit pas.",
            place,
            why,
            error,
        ),
        FactForm(f"{base}/voix", "Corriger la voix d'un membre", "Corriger", ballot, place=place),
        FactForm(f"{base}/rejeter", "Rejeter ce vote", "Rejeter", note="Il n'y a pas de vote ici.", place=place),
    )
    return _page(request, stored, "Corriger un vote", forms, Span(vote.start, vote.end), status)


def _typed_vote(fact: VoteFact) -> dict[str, str]:
    unanimous = next(name for name, value in UNANIMITY.items() if value is fact.unanimous)
    counts = {name: "" if (count := getattr(fact, name)) is None else str(count) for name in _COUNT_LABELS}
    return {"outcome": fact.outcome or "", "unanimous": unanimous, **counts}


@router.post("/vote/{number:int}/changer")
def change_vote(
    request: Request,
    save: _SaveDep,
    stored: ActDep,
    number: int,
    lieu: Place,
    issue: Typed = "",
    unanimite: Typed = "",
    pour: Typed = "",
    contre: Typed = "",
    abstentions: Typed = "",
    sans_participer: Typed = "",
    pourquoi: Typed = "",
) -> Response:
    """Change the outcome and the counts of a vote."""
    counts = {"votes_for": pour, "against": contre, "abstentions": abstentions, "not_voting": sans_participer}
    typed = {"outcome": issue, "unanimous": unanimite, **counts}

    def again(error: str, status: int) -> Response:
        return _vote_page(request, stored, number, typed, pourquoi, error, status)

    return save(lambda: VoteChange(number, *parse_span(lieu or _NOWHERE), parse_vote(typed)), pourquoi, again)


@router.post("/vote/{number:int}/rejeter")
def reject_vote(
    request: Request,
    save: _SaveDep,
    stored: ActDep,
    number: int,
    lieu: Place,
    pourquoi: Typed = "",
) -> Response:
    """Reject a vote."""

    def again(error: str, status: int) -> Response:
        return _vote_page(request, stored, number, None, pourquoi, error, status)

    return save(lambda: VoteChange(number, *parse_span(lieu or _NOWHERE), None), pourquoi, again)


@router.post("/vote/{number:int}/voix")
def correct_ballot(
    request: Request,
    save: _SaveDep,
    stored: ActDep,
    number: int,
    lieu: Place,
    personne: Place = "",
    voix: Annotated[str, Form(pattern="^[a-z_]{0,20}$")] = "",
    pourquoi: Typed = "",
) -> Response:
    """Correct how a member voted."""

    def change() -> FactChange:
        if not personne or voix not in (*VOTE_SIDES, "none"):
            raise CorrectionError(_("Say who, and how they voted."), code="choice")
        side: VoteSide | None = next((each for each in VOTE_SIDES if each == voix), None)
        return BallotChange(number, *parse_span(lieu or _NOWHERE), parse_span(personne), side)

    def again(error: str, status: int) -> Response:
        return _vote_page(request, stored, number, None, pourquoi, error, status)

    return save(change, pourquoi, again)
