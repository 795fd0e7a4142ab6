"""Redact corrections: what is masked in their acts is masked in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from recueil.corrections import Correction
from recueil.corrections import Place as CorrectionPlace
from recueil.corrections.apply_facts import is_fact
from recueil.privacy.redaction.private_persons import load_redactors
from recueil.privacy.redaction.redactor import Redactor, mask_all
from recueil.values import Organisation, Person, Place
from recueil.values.act_fact import ActNumber, ActTitle, AwardFact, Ballot, FindingFact, Presence


def redact_corrections(connection: Connection, found: Sequence[Correction]) -> list[Correction]:
    """Mask in corrections what is masked in their acts: whom the act shows now is shown, and nobody else."""
    behind = load_redactors(
        connection, (place.act for each in found for place in each.places if place.act is not None)
    )
    return [_redact_correction([behind[place.act or ""] for place in each.places], each) for each in found]


def _redact_correction(behind: Sequence[Redactor], each: Correction) -> Correction:
    placed = [pair for pair in zip(behind, each.places, strict=True) if pair[1].act is not None]
    if not placed:
        return _redact_unplaced(each)
    text, before, after = each.anchor.text, each.anchor.before, each.anchor.after
    for redactor, place in placed:
        start, end = place.start or 0, place.end or 0
        masked = redactor.text(text, start)
        text = masked if end - start == len(text) else redactor.string(masked)
        before = redactor.string(redactor.text(before, start - len(before)))
        after = redactor.string(redactor.text(after, end))
    is_shown = text == each.anchor.text
    was, value = (_redact_correction_value(placed, one, is_shown=is_shown) for one in (each.was, each.value))
    if not is_shown and any(isinstance(one, Person | Organisation | Place) for one in (was, value)):
        text = mask_all(text)
    anchor = replace(each.anchor, text=text, before=before, after=after)
    return replace(each, anchor=anchor, was=was, value=value)


def _redact_correction_value(
    places: Sequence[tuple[Redactor, CorrectionPlace]], value: Any, *, is_shown: bool
) -> Any:
    """Redact a value of a correction; ``is_shown``: its words are not masked."""
    if is_fact(value):
        return _redact_fact([redactor for redactor, _ in places], value, is_shown=is_shown)
    if isinstance(value, Organisation | Place) and not is_shown:
        return _mask_name(value)
    for redactor, _ in places:
        if not isinstance(value, Person):
            value = redactor.value(value)
        elif not is_shown or redactor.string(value.full_name) != value.full_name:
            value = _mask_name(value)
    return value


def _redact_fact(redactors: Iterable[Redactor], fact: Any, *, is_shown: bool) -> Any:
    """Redact a fact of a correction; ``is_shown``: the words where it stands are not masked."""
    for redactor in redactors:
        match fact:
            case AwardFact():
                masked = redactor.beneficiary(fact.beneficiary)
                fact = replace(redactor.value(fact), beneficiary=masked if is_shown else mask_all(masked))
            case Ballot() | Presence():
                people = {name: getattr(fact, name, None) for name in ("person", "holder")}
                hidden = {
                    name: _mask_name(person)
                    for name, person in people.items()
                    if person and redactor.string(person.full_name) != person.full_name
                }
                fact = replace(fact, **hidden)
                if isinstance(fact, Presence) and not is_shown:
                    fact = replace(fact, person=_mask_name(fact.person))
            case _:
                fact = redactor.value(fact)
    return fact


def _mask_fact(fact: Any) -> Any:
    """Mask a fact of a correction that is in no act: its words, and the names of persons that are not public."""
    match fact:
        case ActTitle() | ActNumber():
            return replace(fact, text=mask_all(fact.text))
        case AwardFact():
            return replace(fact, beneficiary=mask_all(fact.beneficiary))
        case Ballot() | Presence():
            people = {name: getattr(fact, name, None) for name in ("person", "holder")}
            private = {name: each for name, each in people.items() if each and each.standing != "public"}
            return replace(fact, **{name: _mask_name(each) for name, each in private.items()})
        case FindingFact(check):
            return FindingFact(check)
    return fact


def _redact_unplaced(each: Correction) -> Correction:
    """Redact a correction that is not placed in any act.

    No act tells who is named around it: what surrounds it is masked, and the value if it is a name, other than
    that of a public person.
    """
    anchor = replace(each.anchor, before=mask_all(each.anchor.before), after=mask_all(each.anchor.after))
    if each.is_of_fact:
        anchor = replace(anchor, text=mask_all(anchor.text))
        return replace(each, anchor=anchor, was=_mask_fact(each.was), value=_mask_fact(each.value))
    names = [value for value in (each.was, each.value) if isinstance(value, Person | Organisation | Place)]
    if all(isinstance(name, Person) and name.standing == "public" for name in names):
        return replace(each, anchor=anchor)
    anchor = replace(anchor, text=mask_all(anchor.text))
    return replace(each, anchor=anchor, was=_mask_name(each.was), value=_mask_name(each.value))


def _mask_name(value: Any) -> Any:
    if isinstance(value, Organisation | Place):
        return type(value)(mask_all(value.name))
    if not isinstance(value, Person):
        return value
    given = None if value.given is None else mask_all(value.given)
    return replace(value, given=given, family=mask_all(value.family), key=None)
