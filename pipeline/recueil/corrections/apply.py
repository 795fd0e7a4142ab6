"""Apply corrections to an act.

A rejection removes the entities of its kind with the same value that overlap its words: an entity
that a later pipeline finds there with another value is kept. A replacement or an addition sets the
value at its words, without doubt: every overlapping entity of the old or the new kind is removed, so nothing is
there twice. Of two corrections that contradict each other, the later wins.

Where facts of the act repeat a removed mention (who sat, voted or signed, the amount and the line of
an award or of a funding plan), they take its new value if that is of the same kind, else none. Facts
that were computed from values are left as they are, the act's date, number and title, vote counts:
they have corrections of their own (``apply_facts.py``), which are applied in the same order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache
from types import NoneType
from typing import Any, get_args, get_type_hints

from recueil.corrections.apply_facts import RULE, apply_fact
from recueil.corrections.model import Correction
from recueil.corrections.reanchor import Span
from recueil.values import (
    KINDS,
    Act,
    Amount,
    BudgetLine,
    Date,
    Entity,
    Mention,
    Organisation,
    Percentage,
    Person,
    Place,
    Value,
)
from recueil.values.act import Facts, part_at
from recueil.values.codec import predictions


def is_same(one: Value, other: Value) -> bool:
    """Return whether two values are equal but for role, tax, unit, label, key, or spelling and INSEE code of a
    name, which a later pipeline may improve.
    """
    return one.kind == other.kind and _core(one) == _core(other)


def _core(value: Value) -> Any:
    match value:
        case Date(when):
            return when
        case Amount(amount, currency):
            return amount, currency
        case Percentage(percent):
            return percent
        case BudgetLine(level, code):
            return level, code
        case Person(given, family):
            return (given or "").casefold(), family.casefold()
        case Organisation() | Place():
            return value.key
    return value


_VALUE_TYPES = frozenset(KINDS.values())
Substitutes = dict[tuple[int, int, str], Mention | None]
"""The mention that replaces each removed one, by start, end and kind."""


@dataclass(frozen=True, slots=True)
class PlacedCorrection:
    """A correction at its current span in a document; ``page`` is the page of that span.

    ``inherited``: it stands in the head of a séance, and is applied to an act that has the fact from there.
    """

    correction: Correction
    start: int
    end: int
    page: int
    inherited: bool = False

    def overrules(self, entity: Entity) -> bool:
        """Return whether the entity is removed by this correction, which is not of a fact."""
        if not (entity.start < self.end and self.start < entity.end):
            return False
        was, value = self.correction.was, self.correction.value
        if value is None:
            return was is not None and is_same(entity.value, was)
        return entity.kind in {value.kind, was and was.kind}


def apply_corrections(act: Act, placed: Iterable[PlacedCorrection], text: str) -> Act:
    """Return the act with corrections applied in the order of their ids; ``text`` is the whole
    document's.
    """
    entities, facts = list(act.entities), act.facts
    for each in sorted(placed, key=lambda placed: placed.correction.id):
        if each.correction.is_of_fact:
            was: Any = each.correction.was
            value: Any = each.correction.value
            current = replace(act, facts=facts)
            place = Span(each.start, each.end)
            facts = apply_fact(current, entities, place, was, value, text, inherited=each.inherited)
            continue
        overruled = [entity for entity in entities if each.overrules(entity)]
        entities = [entity for entity in entities if entity not in overruled]
        replacements = _new_entities(each, act, entities, text)
        entities += replacements
        if overruled:
            replaced = {new.kind: Mention(new.start, new.end, new.value, RULE) for new in reversed(replacements)}
            facts = _substitute(facts, {_mention_key(entity): replaced.get(entity.kind) for entity in overruled})
    entities.sort(key=lambda entity: (entity.start, entity.end))
    return replace(act, entities=tuple(entities), facts=facts)


def _new_entities(placed: PlacedCorrection, act: Act, others: Sequence[Entity], text: str) -> list[Entity]:
    """Return the entity that a correction creates: a list of one, or an empty one for a rejection."""
    value = placed.correction.value
    if value is None:
        return []
    words, part = text[placed.start : placed.end], part_at(act.facts.sections, placed.start)
    value = _copy_person_key(value, others)
    entity = Entity(placed.start, placed.end, words, placed.page, value, RULE, part, None, placed.correction.id)
    return [entity]


def _copy_person_key(value: Value, others: Iterable[Entity]) -> Value:
    """Return a person with the key of the act's other mentions of the same name."""
    if not isinstance(value, Person):
        return value
    same = (
        entity.value.key for entity in others if isinstance(entity.value, Person) and is_same(entity.value, value)
    )
    return replace(value, key=next(filter(None, same), value.key))


# Mentions repeated in the facts


def is_doubtful(entity: Entity, facts: Facts) -> bool:
    """Return whether an entity is doubtful, or a place in a list or an office that the facts give it."""
    key = _mention_key(entity)
    return entity.doubtful or any(
        mention.doubtful and _mention_key(mention) == key for _, mention in predictions(facts)
    )


def _mention_key(of: Entity | Mention) -> tuple[int, int, str]:
    return of.start, of.end, of.kind


def _substitute(thing: Any, gave_way: Substitutes) -> Any:
    if isinstance(thing, tuple):
        parts = ((part, _substitute(part, gave_way)) for part in thing)
        return tuple(new for part, new in parts if part is None or new is not None)
    if isinstance(thing, Mention):
        return gave_way.get(_mention_key(thing), thing)
    of: Any = type(thing)
    if of in _VALUE_TYPES or not (optional := _optional_fields(of)):
        return thing
    current = {name: getattr(thing, name) for name in optional}
    changed = {name: _substitute(value, gave_way) for name, value in current.items()}
    if any(changed[name] is None and current[name] is not None and not may for name, may in optional.items()):
        return None  # a fact that lost a required field is dropped
    return replace(thing, **{name: new for name, new in changed.items() if new != current[name]})


@cache
def _optional_fields(of: Any) -> dict[str, bool]:
    """Map each field of a fact to whether it may be None; empty for anything but a dataclass."""
    hints = get_type_hints(of) if is_dataclass(of) else {}
    return {part.name: NoneType in get_args(hints[part.name]) for part in (fields(of) if hints else ())}
