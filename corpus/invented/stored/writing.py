"""An act from its first line to its last."""

from __future__ import annotations

import datetime
import hashlib
from typing import NamedTuple

from invented.stored.blanks import day, person
from invented.stored.deciding import decide
from invented.stored.draft import Draft, draft
from invented.stored.sentences import any_of, filler, say
from invented.stored.sitting import attendance, vote
from recueil.readers.document import Document
from recueil.values import Act, Amount, Attendance, Facts, Finding, Identity, Mention, PartialDate, Vote
from recueil.values.finding import Severity

# What follows the expose takes about so many characters.
_ENDING = 450
_TITLES = {"deliberation": "Extrait du registre des délibérations", "arrete": "Arrêté", "decision": "Décision"}
_CHECKS: tuple[tuple[str, Severity, str, str], ...] = (
    ("quorum", "warning", "the quorum is not told", "CGCT L2121-17"),
    ("jour-semaine", "error", "the weekday is another", "Calendrier"),
    ("somme-total", "error", "the rows do not make the total", "Calcul"),
    ("convocation-delai", "information", "convened late", "CGCT L2121-11"),
)


def written(seed: int, index: int) -> tuple[Document, Act]:
    """The act of a seed that has this index, and the document that it is alone in."""
    work = draft(seed, index)
    number = _number(work, index)
    facts = _write(work, number)
    sheet = work.sheet
    text = sheet.since(0)
    content = text.encode()
    document = Document(text, sheet.pages, hashlib.sha256(content).hexdigest(), len(content), "text/plain")
    return document, Act(0, len(text), facts, tuple(sheet.entities), _findings(work))


def _number(work: Draft, index: int) -> str:
    return f"{work.day.year}-{work.day.month:02d}-{index % 997:03d}"


class _Sitting(NamedTuple):
    """Who presides, who writes, and who is there, of a délibération."""

    president: Mention | None = None
    secretary: Mention | None = None
    held: Attendance = Attendance()


def _write(work: Draft, number: str) -> Facts:
    """Write it; gives what it says of itself."""
    sits = work.kind == "deliberation"
    convocation = _head(work, number)
    sitting = _sitting(work) if sits else _Sitting()
    title = _title(work)
    _visas(work)
    rapporteur = _expose(work)
    work.sheet.begin("dispositif")
    work.sheet.say(f"{_who(work)}, après en avoir délibéré :" if sits else f"{_who(work)} :")
    decide(work)
    votes = _votes(work, sitting.held) if sits else ()
    signatory = _signature(work)
    identity = Identity(
        work.kind,
        number,
        title,
        work.body.name,
        date=_partial(work.day),
        convocation=convocation,
        president=sitting.president,
        secretary=sitting.secretary,
        rapporteur=rapporteur,
        signatory=signatory,
    )
    return Facts(identity, work.sheet.sections, sitting.held, votes, tuple(work.awards))


def _head(work: Draft, number: str) -> PartialDate | None:
    """Whose act it is, and of which day; gives the day of the convocation."""
    sheet = work.sheet
    sheet.begin("header")
    sheet.say(f"{work.body.name}\n{_TITLES[work.kind]} n° {number}\n")
    if work.kind != "deliberation":
        return None
    sheet.say("Séance du ")
    day(work, work.day, "seance")
    if not work.dice.chance(0.5):
        return None
    convened = work.day - datetime.timedelta(work.dice.between(3, 9))
    sheet.say("\nDate de la convocation : ")
    day(work, convened, "convocation", figures=True)
    return _partial(convened)


def _sitting(work: Draft) -> _Sitting:
    sheet, president, secretary = work.sheet, None, None
    if work.dice.chance(0.6):
        sheet.say("\nSous la présidence de ")
        president = person(work, work.chair, "person.office")
        sheet.say(f", {work.body.chair}")
    sheet.say("\n")
    held = attendance(work)
    if work.dice.chance(0.4):
        sheet.say("\nSecrétaire de séance : ")
        secretary = person(work, work.member(), "person.office")
    return _Sitting(president, secretary, held)


def _title(work: Draft) -> str:
    work.sheet.say("\nObjet : ")
    place = work.sheet.place
    say(work, any_of(work, work.subject, "title"))
    return work.sheet.since(place)


def _visas(work: Draft) -> None:
    work.sheet.begin("visas")
    for at in range(work.dice.between(1, 4)):
        work.sheet.say("\n" if at else "")
        say(work, any_of(work, "*", "visas"))


def _expose(work: Draft) -> Mention | None:
    """What the matter is, with as many words of no matter as make the act as long as it shall be."""
    sheet, rapporteur = work.sheet, None
    sheet.begin("expose")
    if work.dice.chance(0.4):
        rapporteur = person(work, work.member(), "person.civility")
        sheet.say(" expose ce qui suit.")
    told = [any_of(work, work.subject, "expose") for _ in range(work.dice.below(3))]
    told += [any_of(work, "*", "money") for _ in range(work.dice.between(1, 3))]
    while sheet.at < work.length - _ENDING or told:
        if work.dice.chance(0.15):
            sheet.begin("expose")
        else:
            sheet.say(" ")
        say(work, told.pop() if told and work.dice.chance(0.4) else filler(work))
    return rapporteur


def _votes(work: Draft, held: Attendance) -> tuple[Vote, ...]:
    if not work.dice.chance(0.9):
        return ()
    work.sheet.begin("vote")
    return (vote(work, held.counts),)


def _signature(work: Draft) -> Mention | None:
    sheet = work.sheet
    sheet.begin("signature")
    sheet.say(f"Fait à {work.body.place}, le ")
    day(work, work.day, "signature")
    if not work.dice.chance(0.6):
        return None
    sheet.say(f"\nLe {work.body.chair}, ")
    return person(work, work.chair, "person.office")


def _findings(work: Draft) -> tuple[Finding, ...]:
    """Now and then something is said not to agree."""
    sums = [entity for entity in work.sheet.entities if isinstance(entity.value, Amount)]
    if not sums or not work.dice.chance(0.06):
        return ()
    check, severity, message, basis = work.dice.pick(_CHECKS)
    entity = work.dice.pick(sums)
    return (Finding(check, severity, message, basis, ((entity.start, entity.end),), found=str(entity.value)),)


def _who(work: Draft) -> str:
    return f"Le {work.body.assembly if work.kind == 'deliberation' else work.body.chair}"


def _partial(when: datetime.date) -> PartialDate:
    return PartialDate(when.year, when.month, when.day)
