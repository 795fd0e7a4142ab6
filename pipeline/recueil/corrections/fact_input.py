"""Parse the facts of acts that analysts type, field by field; an empty field states that there is none."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from typing import Any, get_args

from recueil.corrections.fact_changes import ActFactChange
from recueil.corrections.fact_places import iter_ballots, iter_members
from recueil.corrections.reanchor import Span
from recueil.corrections.user_input import parse_value
from recueil.errors import CorrectionError
from recueil.privacy.erasure.masking import MASK
from recueil.query.vocabulary import VOTES
from recueil.text import fold
from recueil.translation import gettext as _
from recueil.values import Act, Amount, BudgetLine, Date, Person
from recueil.values.act_fact import ActDate, ActKind, ActNumber, ActTitle, AwardFact
from recueil.values.award import normalize_decision
from recueil.values.vote import Outcome

ACT_KIND_NAMES = ("deliberation", "pv", "arrete", "decision", "recueil", "convocation", "annexe", "autre")
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
UNANIMITY: dict[str, bool | None] = {"": None, "unanimous": True, "majority": False}
_MAX_TITLE, _MAX_NAME, _MAX_NUMBER = 1_000, 300, 60
_COUNT = re.compile(r"[0-9]{1,4}", re.ASCII)
_COUNTS = ("votes_for", "against", "abstentions", "not_voting")


def parse_act_fact(kind: str, typed: str, today: datetime.date | None = None) -> ActFactChange:
    """Parse a fact of the act as a whole: ``act_title``, ``act_kind``, ``act_number`` or ``act_date``.

    Raise CorrectionError if it cannot be parsed.
    """
    words = " ".join(typed.split())
    if not words:
        return ActFactChange(kind, None)
    match kind:
        case ActTitle.kind:
            return ActFactChange(kind, ActTitle(_parse_words(words, _MAX_TITLE)))
        case ActNumber.kind:
            return ActFactChange(kind, ActNumber(_parse_words(words, _MAX_NUMBER)))
        case ActKind.kind:
            return ActFactChange(kind, ActKind(_parse_choice(words, ACT_KIND_NAMES)))
        case ActDate.kind:
            date = parse_value(Date.kind, words, today=today)
            return ActFactChange(kind, ActDate(date.when) if isinstance(date, Date) else None)
    raise CorrectionError(_("There is no fact {kind!r} of an act.").format(kind=kind), code="kind")


def parse_award(typed: Mapping[str, str], was: AwardFact | None = None) -> dict[str, Any]:
    """Parse fields of an award (``what``, ``beneficiary``, ``amount``, ``line``); only those that are typed.

    An amount and a line keep the attributes of those in ``was``. Raise CorrectionError.
    """
    parsers: dict[str, Callable[[str], Any]] = {
        "what": lambda words: _parse_words(normalize_decision(words), _MAX_NUMBER),
        "beneficiary": lambda words: _parse_words(words, _MAX_NAME),
        "amount": lambda words: parse_value(Amount.kind, words, was and was.amount) if words else None,
        "line": lambda words: parse_value(BudgetLine.kind, words, was and was.line) if words else None,
    }
    return {name: parsers[name](" ".join(words.split())) for name, words in typed.items()}


def parse_vote(typed: Mapping[str, str]) -> dict[str, Any]:
    """Parse fields of a vote (``outcome``, ``unanimous``, and its counts); only those that are typed.

    Raise CorrectionError.
    """
    fields: dict[str, Any] = {}
    for name, words in typed.items():
        if name == "outcome":
            fields[name] = _parse_choice(words, OUTCOMES) if words else None
        elif name == "unanimous":
            fields[name] = UNANIMITY[_parse_choice(words, tuple(UNANIMITY))]
        elif name in _COUNTS:
            fields[name] = _parse_count(words.strip())
    return fields


def parse_member(typed: str) -> Person:
    """Parse the name of a member. Raise CorrectionError."""
    person = parse_value(Person.kind, " ".join(typed.split()))
    assert isinstance(person, Person)  # noqa: S101
    return person


def find_person(act: Act, words: str) -> Span:
    """Return where an act names a person with these words, regardless of blanks: in its lists, or first.

    Raise CorrectionError if nobody is.
    """
    quoted = " ".join(words.split()).casefold()
    members = [mention for _, mention in iter_members(act.facts.attendance)]
    members += [mention for vote in act.facts.votes for _, mention in iter_ballots(vote)]
    for mention in members:
        if mention.full_name and quoted in (mention.full_name.casefold(), str(mention.value).casefold()):
            return Span(mention.start, mention.end)
    for entity in act.entities:
        value = entity.value
        if isinstance(value, Person) and quoted in (
            " ".join(entity.text.split()).casefold(),
            value.full_name.casefold(),
            str(value).casefold(),
        ):
            return Span(entity.start, entity.end)
    raise CorrectionError(
        _("The act names nobody {words!r}.").format(words=words), _("Add the name first."), code="person-missing"
    )


def _parse_words(words: str, longest: int) -> str:
    if not words or len(words) > longest or not words.isprintable() or MASK in words:
        raise CorrectionError(
            _("Write 1 to {longest} printable characters.").format(longest=longest), code="words", longest=longest
        )
    return words


def _parse_choice(words: str, choices: tuple[str, ...]) -> Any:
    """Return the choice that is written as its code, with accents too, or as a search writes it."""
    choice = next((code for code in (words, fold(words), VOTES.meaning(words)) if code in choices), None)
    if choice is None:
        raise CorrectionError(
            _("{words!r} is none of {value}.").format(words=words, value=", ".join(filter(None, choices))),
            code="choice",
        )
    return choice


def _parse_count(words: str) -> int | None:
    if not words:
        return None
    if _COUNT.fullmatch(words) is None:
        raise CorrectionError(_("{words!r} is not a number of votes.").format(words=words), code="count")
    return int(words)
