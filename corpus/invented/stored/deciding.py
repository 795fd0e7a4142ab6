"""What an act decides, and for whom money is meant."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from invented.stored.blanks import amount, association, imputation, person
from invented.stored.draft import Draft
from invented.stored.sentences import any_of, say
from invented.stored.words import adjectives, names
from recueil.values import Award
from recueil.values.award import Recipient


def decide(draft: Draft) -> None:
    """The articles of the dispositif; what is awarded is kept in ``draft.awards``."""
    form = _FORMS.get(draft.subject)
    if form and draft.dice.chance(form.share):
        for _ in range(draft.dice.pick(form.numbers)):
            _award(draft, form)
    elif draft.chapter:
        draft.sheet.say("\n- impute la dépense au ")
        imputation(draft)
        draft.sheet.say(" ;")
    for _ in range(draft.dice.between(1, 2)):
        draft.sheet.say("\n- ")
        say(draft, any_of(draft, "*", "dispositif"))


class _Form(NamedTuple):
    """How awards of a kind are written, the beneficiary last; which share of acts has how many."""

    share: float
    numbers: tuple[int, ...]
    what: str
    recipient: Recipient
    before: str
    between: str
    whom: Callable[[Draft], str]


def _firm(draft: Draft) -> str:
    name = f"{names().draw(draft.dice)} et Fils"
    draft.sheet.say(name)
    return name


def _buyer(draft: Draft) -> str:
    buyer = draft.member()
    person(draft, buyer, "person.civility")
    return buyer.words


_FORMS = {
    "subsidy": _Form(
        0.93, (1, 1, 1, 1, 1, 2, 5), "subvention", "association", "attribue une subvention de ",
        " à l'association ", association,
    ),
    "works": _Form(0.35, (1,), "marche", "company", "confie le marché, au prix de ", ", à la société ", _firm),
    "land": _Form(0.4, (1,), "cession", "person", "cède le bien, au prix de ", ", à ", _buyer),
}  # fmt: skip


def _award(draft: Draft, form: _Form) -> None:
    sheet = draft.sheet
    sheet.say("\n- ")
    start = sheet.at
    sheet.say(form.before)
    money = amount(draft, role=form.what)
    sheet.say(form.between)
    at = sheet.at
    beneficiary = form.whom(draft)
    purpose = _purpose(draft) if draft.dice.chance(0.5) else None
    line = None
    if draft.chapter and not draft.awards:
        sheet.say(", imputée au ")
        line = imputation(draft)
    award = Award(start, sheet.at, form.what, beneficiary, at, money, form.recipient, purpose, line)
    draft.awards.append(award)
    sheet.say(" ;")


def _purpose(draft: Draft) -> str:
    purpose = f"un projet {adjectives().draw(draft.dice)}"
    draft.sheet.say(f" pour {purpose}")
    return purpose
