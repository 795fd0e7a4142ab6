"""The forms that correct the facts of an act: the act as a whole, an award, a vote, the attendance, a finding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import Response

from recueil.corrections import (
    AwardAddition,
    AwardChange,
    BallotChange,
    FactChange,
    FindingRejection,
    PresenceAddition,
    PresenceChange,
    Span,
    VoteAddition,
    VoteChange,
)
from recueil.corrections.fact_input import (
    OUTCOMES,
    UNANIMITY,
    parse_act_fact,
    parse_award,
    parse_member,
    parse_vote,
)
from recueil.corrections.fact_links import ACT_FACTS, redirect_to_fact
from recueil.corrections.fact_places import (
    act_fact,
    award_fact,
    award_place,
    fact_at,
    finding_place,
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
from recueil.text import join_lines
from recueil.translation import gettext as _
from recueil.values import Person, Vote
from recueil.values.act_fact import (
    ATTENDANCE_STATUSES,
    VOTE_SIDES,
    ActDate,
    AwardFact,
    VoteFact,
    VoteSide,
)
from recueil.web.authentication import Editor
from recueil.web.dependencies import ActDep, ClockDep, StoreDep
from recueil.web.i18n import labels
from recueil.web.i18n.errors import describe_error
from recueil.web.i18n.format import format_date, format_value
from recueil.web.pages.passages import Mark, find_excerpt, split_excerpt
from recueil.web.pages.templating import render

router = APIRouter(prefix="/actes/{uid}/faits")

Place = Annotated[str, Form(pattern=r"^(\d{1,9}-\d{1,9})?$")]
T = TypeVar("T")
_NOWHERE = "0-0"
_CONTEXT, _QUOTED = 300, 40
"""Characters on each side of the words of a fact: above a form, and where one of several places is chosen."""
_MAX_PLACES = 50


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


def _find_places(stored: StoredAct, words: str) -> list[Span]:
    return list(islice(find_spans(stored.act, stored.document.text, words), _MAX_PLACES))


def _choose_place(places: Iterable[Span], lieu: str) -> Span:
    """Return the place that a form chooses, or the only one. Raise CorrectionError."""
    chosen = [place for place in places if lieu in ("", _place_of(*place))]
    if not chosen:
        raise CorrectionError(_("The act does not have these words."), code="not-found")
    if len(chosen) > 1:
        raise CorrectionError(_("The act has these words in several places."), code="several")
    return chosen[0]


def _place_fields(stored: StoredAct, places: Iterable[Span]) -> tuple[Field, ...]:
    """Return the field that chooses between several places; none for one place."""
    found = {_place_of(*place): _quote(stored, place) for place in places}
    return (Field("lieu", "À quel endroit", "", {"": "choisissez", **found}),) if len(found) > 1 else ()


def _page(
    request: Request,
    stored: StoredAct,
    title: str,
    forms: Iterable[FactForm],
    place: Span | None = None,
    status: int = 200,
) -> Response:
    mark = place and Mark(place.start, place.end, "anchor", "lieu", chosen=True)
    around = mark and split_excerpt(stored, mark, _CONTEXT)
    return render(request, "fait.html", status, title=title, stored=stored, forms=list(forms), around=around)


# The act as a whole


@router.get("/attribution")
def new_award_form(request: Request, user: Editor, stored: ActDep) -> Response:
    return _new_award_page(request, stored)


@router.get("/presences")
def attendance_form(request: Request, user: Editor, stored: ActDep) -> Response:
    return _attendance_page(request, stored)


@router.get("/vote")
def new_vote_form(request: Request, user: Editor, stored: ActDep) -> Response:
    return _new_vote_page(request, stored)


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
    if fact not in ACT_FACTS:
        raise HTTPException(404, "Un acte n'a pas de fait de ce nom.")
    now = act_fact(stored.act.facts.identity, ACT_FACTS[fact])
    value = format_date(now.when) if isinstance(now, ActDate) else str(now or "")
    label = labels.FACTS[ACT_FACTS[fact]].capitalize()
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
    places = _find_places(stored, beneficiaire)

    def change() -> FactChange:
        return AwardAddition(*_choose_place(places, lieu), AwardFact(**parse_award(typed)))

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
    fields = _award_fields(typed or {"what": "subvention"}, is_new=True) + _place_fields(stored, places)
    form = FactForm(f"/actes/{stored.uid}/faits/attribution", "", "Ajouter", fields, why=why, error=error)
    return _page(request, stored, "Ajouter une attribution", [form], status=status)


def _quote(stored: StoredAct, place: Span) -> str:
    act, text = stored.act, stored.document.text
    low, high = find_excerpt(text, place.start, place.end, _QUOTED, (act.start, act.end))
    return f"{'…' if low > act.start else ''}{join_lines(text[low:high])}{'…' if high < act.end else ''}"


def _place_of(start: int, end: int) -> str:
    return f"{start}-{end}"


def _award_fields(typed: Mapping[str, str], *, is_new: bool = False) -> tuple[Field, ...]:
    return (
        Field(
            "decision",
            "Décision",
            labels.decision_label(typed.get("what", "")),
            hint="subvention, marché, cession…",
        ),
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


def _read_typed_vote(
    issue: Typed = "",
    unanimite: Typed = "",
    pour: Typed = "",
    contre: Typed = "",
    abstentions: Typed = "",
    sans_participer: Typed = "",
) -> dict[str, str]:
    """Return what was typed about a vote, by the names of its facts."""
    counts = {"votes_for": pour, "against": contre, "abstentions": abstentions, "not_voting": sans_participer}
    return {"outcome": issue, "unanimous": unanimite, **counts}


_TypedVoteDep = Annotated[dict[str, str], Depends(_read_typed_vote)]


@router.post("/vote")
def add_vote(
    request: Request,
    save: _SaveDep,
    stored: ActDep,
    typed: _TypedVoteDep,
    mots: Typed = "",
    lieu: Place = "",
    pourquoi: Typed = "",
) -> Response:
    """Add a vote that was missed."""
    places = _find_places(stored, mots)

    def change() -> FactChange:
        return VoteAddition(*_choose_place(places, lieu), VoteFact(**parse_vote(typed)))

    def again(error: str, status: int) -> Response:
        return _new_vote_page(request, stored, mots, typed, places, pourquoi, error, status)

    return save(change, pourquoi, again)


def _new_vote_page(
    request: Request,
    stored: StoredAct,
    words: str = "",
    typed: Mapping[str, str] | None = None,
    places: Iterable[Span] = (),
    why: str = "",
    error: str = "",
    status: int = 200,
) -> Response:
    hint = "Recopiez-les : « adopté par 18 voix pour et 1 contre »."
    fields = (
        Field("mots", "Mots de l'acte qui disent le vote", words, hint=hint, wide=True),
        *_place_fields(stored, places),
        *_vote_fields(typed or _typed_vote(VoteFact())),
    )
    form = FactForm(f"/actes/{stored.uid}/faits/vote", "", "Ajouter", fields, why=why, error=error)
    return _page(request, stored, "Ajouter un vote", [form], status=status)


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
        Field(
            "personne", "Qui", person, {**choose, **people}, "Un membre que la liste n'a pas s'ajoute plus bas."
        ),
        Field("situation", "Était", status, {**choose, **labels.STATUSES, "none": "pas membre, ou pas nommé ici"}),
        Field("pouvoir", "Pouvoir donné à", holder, {"": "personne, ou non précisé", **people}),
    )
    form = FactForm(f"/actes/{stored.uid}/faits/presences", "", "Corriger", fields, why=why, error=error)
    new = FactForm(
        f"/actes/{stored.uid}/faits/presences/ajouter",
        "Ajouter un membre que la liste n'a pas",
        "Ajouter",
        _member_fields(stored),
    )
    return _page(request, stored, "Corriger les présences", [form, new], status=code)


def _member_fields(
    stored: StoredAct,
    words: str = "",
    name: str = "",
    status: str = "",
    holder: str = "",
    places: Iterable[Span] = (),
) -> tuple[Field, ...]:
    return (
        Field("mots", "Nom, comme l'acte l'écrit", words, wide=True),
        *_place_fields(stored, places),
        Field("nom", "Qui", name, hint="Anne LEFÈVRE ; vide si l'acte écrit prénom et nom ainsi.", wide=True),
        Field("situation", "Était", status, {"": "choisissez", **labels.STATUSES}),
        Field("pouvoir", "Pouvoir donné à", holder, {"": "personne, ou non précisé", **dict(_people(stored))}),
    )


@router.post("/presences/ajouter")
def add_presence(
    request: Request,
    save: _SaveDep,
    stored: ActDep,
    mots: Typed = "",
    nom: Typed = "",
    situation: Annotated[str, Form(pattern="^[a-z]{0,20}$")] = "",
    pouvoir: Place = "",
    lieu: Place = "",
    pourquoi: Typed = "",
) -> Response:
    """Add a member whom the roll lacks."""
    places = _find_places(stored, mots)

    def change() -> FactChange:
        status = next((each for each in ATTENDANCE_STATUSES if each == situation), None)
        if status is None:
            raise CorrectionError(_("Say whether they were there."), code="choice")
        holder = parse_span(pouvoir) if pouvoir else None
        return PresenceAddition(*_choose_place(places, lieu), parse_member(nom.strip() or mots), status, holder)

    def again(error: str, status: int) -> Response:
        fields = _member_fields(stored, mots, nom, situation, pouvoir, places)
        action = f"/actes/{stored.uid}/faits/presences/ajouter"
        form = FactForm(action, "", "Ajouter", fields, why=pourquoi, error=error)
        return _page(request, stored, "Ajouter un membre", [form], status=status)

    return save(change, pourquoi, again)


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
    if fact not in ACT_FACTS:
        raise HTTPException(404, "Un acte n'a pas de fait de ce nom.")

    def again(error: str, status: int) -> Response:
        return _act_fact_page(request, stored, fact, valeur, pourquoi, error, status)

    return save(lambda: parse_act_fact(ACT_FACTS[fact], valeur, today_in_france(save.now)), pourquoi, again)


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
    award = _fact_or_404(stored.act.facts.awards, number)
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
    was = award_fact(_fact_or_404(stored.act.facts.awards, number))
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


def _fact_or_404(found: Sequence[T], number: int) -> T:
    try:
        return fact_at(found, number)
    except CorrectionError as error:
        raise HTTPException(404, "L'acte n'en a pas autant : il a changé entre-temps.") from error


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
    vote = _fact_or_404(stored.act.facts.votes, number)
    base, place = f"/actes/{stored.uid}/faits/vote/{number}", _place_of(vote.start, vote.end)
    fields = _vote_fields(typed or _typed_vote(vote_fact(vote)))
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


def _vote_fields(typed: Mapping[str, str]) -> tuple[Field, ...]:
    outcomes = {"": "non précisée", **{str(name): labels.OUTCOMES[name] for name in OUTCOMES}}
    majorities = {"": "non précisé", **{name: labels.OUTCOMES[name] for name in UNANIMITY if name}}
    return (
        Field("issue", "Issue", typed["outcome"], outcomes),
        Field("unanimite", "Comment", typed["unanimous"], majorities),
        *(Field(name, label, typed[field]) for field, (name, label) in _COUNT_LABELS.items()),
    )


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
    typed: _TypedVoteDep,
    pourquoi: Typed = "",
) -> Response:
    """Change the outcome and the counts of a vote."""

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


# Findings


@router.get("/constat/{number:int}")
def finding_form(request: Request, user: Editor, stored: ActDep, number: int) -> Response:
    return _finding_page(request, stored, number)


def _finding_page(
    request: Request, stored: StoredAct, number: int, why: str = "", error: str = "", status: int = 200
) -> Response:
    finding = _fact_or_404(stored.act.findings, number)
    span = finding_place(finding, stored.act, stored.document.text)
    form = FactForm(
        f"/actes/{stored.uid}/faits/constat/{number}/rejeter",
        "",
        "Rejeter ce constat",
        note=f"{labels.check_label(finding.check)} : {finding.message}",
        place=_place_of(*span),
        why=why,
        error=error,
    )
    return _page(request, stored, "Rejeter un constat", [form], span, status)


@router.post("/constat/{number:int}/rejeter")
def reject_finding(
    request: Request, save: _SaveDep, stored: ActDep, number: int, lieu: Place, pourquoi: Typed = ""
) -> Response:
    """Reject what a check found."""

    def again(error: str, status: int) -> Response:
        return _finding_page(request, stored, number, pourquoi, error, status)

    return save(lambda: FindingRejection(number, *parse_span(lieu or _NOWHERE)), pourquoi, again)
