"""The rule about awards to an organisation that a present member was designated to, or has an interest in."""

from __future__ import annotations

import datetime
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import select

from recueil.cross_checks.history import AwardOfAct, History, Place
from recueil.cross_checks.rule import CrossFinding, CrossRule, cross_rule
from recueil.store.acts.history import ActOfBody
from recueil.store.engine.statements import chunks
from recueil.store.index.person_status import NAMED
from recueil.store.index.schema import persons, search_persons
from recueil.store.index.terms import name_key
from recueil.text import fold_accents, fold_words
from recueil.values import Organisation

# Loi 2022-217 art. 217 rewrote L1111-6, which L2131-11 cites since; loi 2025-1249 rewrote it again, to what
# effect is not verified here.
_REWRITTEN, _REWRITTEN_AGAIN = datetime.date(2022, 2, 23), datetime.date(2025, 12, 24)
_OF_OTHERS = re.compile(r"departement|region|prefe")
# General elections of municipal councils, which end the designations of the council before.
_RENEWALS = tuple(datetime.date(year, 3, 1) for year in (2008, 2014, 2020, 2026, 2032))
_THERE = ("present", "president", "holder")
_AWAY = ("not_voting", "absent", "excused", "represented", "giver")
# « ne prend pas part au vote », « ne participe ni au débat ni au vote »; lines break anywhere
_WITHDRAWS = re.compile(
    (
        r"\bne (?:prend|prennent|prendra|prenant|participe|participant|vote|siege)\w{0,4} (?:part )?(?:pas|ni)\b"
        r"|\bn'(?:a|ont|ayant|etant) (?:(?:pas|ni) (?:pris|partici|vote)|(?:pris part|participe) ni\b)"
        r"|(?:sans|\bne pas) (?:prendre part|participer)|\bne pas voter|\bdeport\w{0,6}|\bretir\w{0,6}"
        r"|(?:quitt|sort)\w{0,6} (?:de )?(?:la |l')(?:salle|seance|assemblee)|hors de (?:la salle|sa presence)"
        r"|\binteress\w{0,3} a l'affaire"
    ).replace(" ", r"\s{1,9}")
)


@dataclass(frozen=True, slots=True)
class _Tie:
    """A member and an organisation, by their keys, from one day to another; ``place`` is where an act designates
    the member, if one does.
    """

    name: str
    person: frozenset[str]
    organisation: str
    since: datetime.date
    until: datetime.date
    place: Place | None
    source: str

    @property
    def act(self) -> ActOfBody | None:
        return self.place.act if self.place else None


@cross_rule("attribution-sans-deport", "CGCT L2131-11 : membres intéressés à l'affaire")
def present_at_award(this: CrossRule, history: History) -> Iterator[CrossFinding]:
    """Look for awards to an organisation while a member who is tied to it is present; what speaks of anybody who
    withdraws is left out.
    """
    if not history.awards:
        return
    ties: dict[str, list[_Tie]] = defaultdict(list)
    for tie in (*_designations(history), *_interests(history)):
        ties[tie.organisation].append(tie)
    concerned = [award for award in history.awards if award.key in ties]
    sat = _presences(history, {award.act.docid for award in concerned})
    told: set[tuple[int, str, frozenset[str]]] = set()
    for award in concerned:
        for tie in ties[award.key]:
            seen = award.act.docid, award.key, tie.person
            if seen in told or not tie.since <= award.act.day <= tie.until or not _may_tie(tie, award):
                continue
            if tie.person in sat[award.act.docid] and not _speaks_of_withdrawal(history, award.act):
                told.add(seen)
                yield _finding(this, history, award, tie)


def _may_tie(tie: _Tie, award: AwardOfAct) -> bool:
    """Return whether a designation by an act concerns an award: of a later day, and to an association.

    Companies of public bodies have rules of their own (CGCT L1524-5), public bodies are represented by law.
    """
    return tie.act is None or (tie.act.day < award.act.day and award.recipient == "association")


def _finding(this: CrossRule, history: History, award: AwardOfAct, tie: _Tie) -> CrossFinding:
    known = (
        f"l'acte du {tie.act.day:%d/%m/%Y} l'y désigne"
        if tie.act
        else f"selon {tie.source or 'une table chargée'}"
    )
    message = (
        f"{award.beneficiary} : {tie.name} est parmi les présents et a un lien avec cet organisme ({known}) ; "
        "l'acte ne dit pas si cette personne a pris part au vote."
    )
    places = (*([tie.place] if tie.place else []), award.place)
    basis = _basis(history, award.act.day)
    return CrossFinding(this.id, "information", award.act, places, message, basis, found=tie.name)


def _basis(history: History, day: datetime.date) -> str:
    if _OF_OTHERS.search(fold_accents(history.label)):
        return "Rapprochement d'actes ; aucune règle n'est nommée pour cet organisme"
    if day < _REWRITTEN:
        return "CGCT L2131-11"
    if day < _REWRITTEN_AGAIN:
        return "CGCT L2131-11, et L1111-6 dans sa rédaction de la loi 2022-217 art. 217"
    return "CGCT L2131-11 ; L1111-6 a changé par la loi 2025-1249, dont l'effet n'est pas vérifié ici"


def _designations(history: History) -> Iterator[_Tie]:
    """Yield the designations that acts state, of persons that readers may see."""
    public = _names_in_acts(history, {act.docid for act, _ in history.designations})
    for act, each in history.designations:
        name = each.who.full_name or ""
        person = public[act.docid].get(frozenset(fold_words(name)))
        if person and not each.who.doubtful:
            stated = each.until.first_day() if each.until and each.until.exists else None
            key = name_key(Organisation(each.to))
            place = Place(act, each.start, each.end)
            yield _Tie(name, person, key, act.day, _last_day(act.day, stated), place, "")


def _interests(history: History) -> Iterator[_Tie]:
    """Yield the interests that a user loaded."""
    for one in history.interests:
        since = one.since or datetime.date.min
        until = one.until or datetime.date.max
        person = frozenset(fold_words(one.person))
        yield _Tie(one.person, person, name_key(Organisation(one.organisation)), since, until, None, one.source)


def _last_day(day: datetime.date, stated: datetime.date | None) -> datetime.date:
    renewal = next((each for each in _RENEWALS if each > day), datetime.date.max)
    return min(stated or datetime.date.max, renewal - datetime.timedelta(days=1))


def _names_in_acts(history: History, docids: set[int]) -> dict[int, dict[frozenset[str], frozenset[str]]]:
    """Return the public persons of acts: the words of each name, and those of the person as merged."""
    found: dict[int, dict[frozenset[str], frozenset[str]]] = defaultdict(dict)
    named = search_persons.c
    query = select(named.docid, persons.c.name, persons.c.head)
    query = query.join_from(search_persons, persons, persons.c.person_id == named.person_id)
    query = query.where(named.status == NAMED)
    for some in chunks(sorted(docids)):
        for docid, name, head in history.connection.execute(query.where(named.docid.in_(some))):
            found[docid][frozenset(fold_words(name))] = _person(head)
    return found


def _presences(history: History, docids: set[int]) -> dict[int, set[frozenset[str]]]:
    """Return who was present in acts and said to be nothing else."""
    there: dict[int, set[frozenset[str]]] = defaultdict(set)
    away: dict[int, set[frozenset[str]]] = defaultdict(set)
    of_act = search_persons.c
    query = select(of_act.docid, of_act.status, persons.c.head)
    query = query.join_from(search_persons, persons, persons.c.person_id == of_act.person_id)
    query = query.where(of_act.status.in_((*_THERE, *_AWAY)), of_act.doubtful.is_(False))
    for some in chunks(sorted(docids)):
        for docid, status, head in history.connection.execute(query.where(of_act.docid.in_(some))):
            (there if status in _THERE else away)[docid].add(_person(head))
    return defaultdict(set, {docid: found - away[docid] for docid, found in there.items()})


def _person(head: str) -> frozenset[str]:
    return frozenset(head.partition("@")[0].partition("~")[0].split("-"))


def _speaks_of_withdrawal(history: History, act: ActOfBody) -> bool:
    """Return whether the act, or another text of it, says that anybody withdraws."""
    same = [
        other
        for other in history.acts
        if other.day == act.day and (other.docid == act.docid or (other.number and other.number == act.number))
    ]
    return any(_WITHDRAWS.search(text) for text in history.plain_texts(same).values())
