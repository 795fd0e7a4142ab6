"""Merge what sources state of acts with what is read from their text.

An envelope or a table precedes the text; a link only fills what the text lacks, and so does the number of an
envelope: a body may number what it transmits otherwise than its acts. Each stated fact stays with the act as a
statement, beside what the text says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from recueil.text import fold_words
from recueil.values import Act, Identity, PartialDate
from recueil.values.stated import FACTS, ORIGINS, EnclosedAct, StatedFacts, Statement
from recueil.values.vote import Vote

_SEPARATORS = re.compile(r"[\s._/-]+")
_COLLECTIONS = ("pv", "recueil")
_OF_BODY = ("body", "siren")
_BESIDE = ("nature", "annexed_to", "votes")
"""Facts that stay beside those of the act."""
_UNKNOWN = "?"


def apply_stated_facts(
    acts: Sequence[Act], stated: Iterable[StatedFacts], enclosed: Iterable[EnclosedAct] = ()
) -> list[Act]:
    """Return the acts of a document with what sources state of them, in place of what they stated before.

    ``enclosed`` are the acts of an envelope, which state facts of the acts at the same places.

    Facts about one of several acts go to the act of the same number, or else of the same title; where none or
    several have it, they are dropped. A link to a document of several acts is about the first, the séance's.
    """
    found = [_without_statements(act) for act in acts]
    place_of = {act.start: n for n, act in enumerate(found)}
    of_act = {place_of[each.start]: [each.stated] for each in enclosed if each.start in place_of}
    entries = sorted(stated, key=lambda facts: ORIGINS.index(facts.origin))
    for facts in entries:
        rivals = sum(each.origin == facts.origin for each in entries)
        place = _find_act(found, facts, is_alone=rivals == 1)
        if place is not None:
            of_act.setdefault(place, []).append(facts)
    return [_apply(act, of_act[n]) if n in of_act else act for n, act in enumerate(found)]


def _find_act(acts: Sequence[Act], facts: StatedFacts, *, is_alone: bool) -> int | None:
    """Return the index of the act that facts are about; ``is_alone``: no others of their origin are stated."""
    if is_alone and len(acts) == 1:
        return 0
    if is_alone and facts.origin == "link" and acts[0].kind in _COLLECTIONS:
        return 0
    for fact in ("number", "title"):
        value = getattr(facts, fact)
        same = [
            n
            for n, act in enumerate(acts)
            if value and _is_same(fact, value, _read(act.facts.identity, fact)) and act.kind not in _COLLECTIONS
        ]
        if len(same) == 1:
            return same[0]
    return None


def _apply(act: Act, entries: Sequence[StatedFacts]) -> Act:
    """Return the act with facts of sources, which are in the order of their reliability."""
    identity, statements = act.facts.identity, []
    merged = replace(identity, title=None, title_made=False) if identity.title_made else identity
    chosen: set[str] = set()
    for facts in entries:
        for fact, value in _values(facts, is_of_several=act.kind in _COLLECTIONS):
            read = _read_votes(act.facts.votes) if fact == "votes" else _read(identity, fact)
            is_same = read is not None and _is_same(fact, value, read)
            precedes = facts.origin != "link" and (facts.origin, fact) != ("envelope", "number")
            used = fact not in chosen and fact not in _BESIDE and (is_same or read is None or precedes)
            if used:
                chosen.add(fact)
                if not is_same:
                    merged = replace(merged, **{fact: _parse(fact, value)})
                    merged = replace(merged, resolution=None) if fact in _OF_BODY else merged
            differs = read is not None and not is_same
            used = used or (fact == "votes" and is_same) or fact == "annexed_to"
            statements.append(Statement(fact, value, facts.origin, read, used, differs, facts.address))
    if any(facts.origin != "link" for facts in entries):  # a manifest lists acts
        merged = replace(merged, informative=False)
    merged = _make_title(merged)
    return replace(act, facts=replace(act.facts, identity=merged, statements=tuple(statements)))


def _values(facts: StatedFacts, *, is_of_several: bool) -> Iterator[tuple[str, str]]:
    """Yield the facts that a source states, as canonical texts. A link to minutes does not say what they are."""
    for fact in FACTS:
        value = getattr(facts, fact)
        if value is not None and not (is_of_several and fact in ("kind", "number", "votes")):
            yield fact, str(value)


def _without_statements(act: Act) -> Act:
    """Return the act as its text has it."""
    statements = act.facts.statements
    if not statements:
        return act
    read = {each.fact: _parse(each.fact, each.read) for each in statements if each.fact not in _BESIDE}
    identity = replace(act.facts.identity, **read)
    identity = replace(identity, resolution=None) if not read.keys().isdisjoint(_OF_BODY) else identity
    if identity.title_made:
        identity = replace(identity, title=None, title_made=False)
    return replace(act, facts=replace(act.facts, identity=_make_title(identity), statements=()))


def _make_title(identity: Identity) -> Identity:
    """Make a title of what is stated, with patterns that take time to compile: of most acts nothing is stated."""
    from recueil.facts.identity.number_title import make_title

    return make_title(identity)


def _read(identity: Identity, fact: str) -> str | None:
    """Return a fact of the text as canonical text; a title that was made is none."""
    value = None if fact == "title" and identity.title_made else getattr(identity, fact, None)
    return None if value is None else str(value)


def _read_votes(votes: Sequence[Vote]) -> str | None:
    """Return the counts of the one vote of an act, as they are stated; None for several votes or no counts."""
    counts = [(vote.votes_for, vote.against, vote.abstentions) for vote in votes]
    if len(counts) != 1 or set(counts[0]) == {None}:
        return None
    return "-".join(_UNKNOWN if count is None else str(count) for count in counts[0])


def _is_same_vote(one: str, other: str) -> bool:
    """Return whether two counts of votes agree where both give a number."""
    pairs = zip(one.split("-"), other.split("-"), strict=True)
    return all(_UNKNOWN in pair or pair[0] == pair[1] for pair in pairs)


def _parse(fact: str, value: str | None) -> Any:
    return PartialDate.parse(value) if fact == "date" and value is not None else value


def _is_same(fact: str, one: str, other: str | None) -> bool:
    """Return whether two values mean the same: @CTES writes « 2024-112 » as « 2024_112 », in any case."""
    if other is None:
        return False
    if fact == "subject":
        return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")
    if fact == "votes":
        return _is_same_vote(one, other)
    spell = _SPELLINGS.get(fact, str)
    return spell(one) == spell(other)


def _fold_number(number: str) -> str:
    return _SEPARATORS.sub("_", number.strip()).casefold()


_SPELLINGS: dict[str, Callable[[str], object]] = {"number": _fold_number, "title": fold_words, "body": fold_words}
