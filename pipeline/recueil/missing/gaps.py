"""What the store lacks of a body, as far as what it has shows it.

Nothing is concluded of a body from silence alone: a number is missing between others, minutes where other séances
have theirs, a séance where an act cites it, an item where the others of the agenda have acts.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import Connection, func, select

from recueil.figures.scope import FigureScope, exact_term
from recueil.missing.agenda import read_agenda, unmatched_items
from recueil.missing.numbering import NumberGap, find_number_gaps
from recueil.privacy.redaction.redacted_results import redact_titles
from recueil.store.acts.citations import load_citations
from recueil.store.acts.history import ActOfBody, load_history, load_texts, prints_number
from recueil.store.index.schema import search_acts
from recueil.store.schema import acts, runs, sources

_ACT = "deliberation"
_MINUTES = "pv"
_MIN_WITH_MINUTES = 2
_MIN_ARRIVALS = 4
_MIN_SILENCE = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SeanceWithoutMinutes:
    """A day with délibérations and no minutes, in a year of which the store has minutes of most séances."""

    date: datetime.date
    acts: int
    act: str
    query: str


@dataclass(frozen=True, slots=True)
class CitedSeance:
    """A day on which, as acts say, the body decided, and of which the store has nothing.

    ``act`` is the first act that cites it, ``acts`` how many do.
    """

    date: datetime.date
    acts: int
    act: str
    query: str


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """An item of the agenda in the minutes ``uid`` that no act of the séance is about."""

    uid: str
    date: datetime.date
    title: str


@dataclass(frozen=True, slots=True)
class Silence:
    """No file of the body is new since ``last``, in ``runs`` ingestions; ``longest`` is the longest time, in days,
    that passed before between two that were.
    """

    last: datetime.date
    days: int
    longest: int
    runs: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing of a body; ``silence`` is None as long as files come."""

    key: str
    label: str
    numbers: tuple[NumberGap, ...]
    minutes: tuple[SeanceWithoutMinutes, ...]
    seances: tuple[CitedSeance, ...]
    items: tuple[AgendaItem, ...]
    silence: Silence | None

    @property
    def is_empty(self) -> bool:
        """Whether nothing that could be asked for is missing."""
        return not (self.numbers or self.minutes or self.seances or self.items)


def find_missing(
    scope: FigureScope,
    key: str,
    label: str,
    now: datetime.datetime,
    first: datetime.date | None = None,
    last: datetime.date | None = None,
) -> Missing:
    """Find what is missing of a body from ``first`` to ``last``; the silence is that until ``now``."""
    connection = scope.connection
    history = load_history(connection, key, first, last)
    items = tuple(_find_items(connection, history))
    return Missing(
        key,
        label,
        tuple(_find_numbers(connection, history)),
        tuple(_find_minutes(history, label)),
        tuple(_find_seances(connection, key, label, history)),
        tuple(redact_titles(connection, items)) if scope.redacted else items,
        _find_silence(connection, key, now),
    )


def _find_numbers(connection: Connection, history: Sequence[ActOfBody]) -> Iterator[NumberGap]:
    """Yield the gaps but those whose numbers the acts of these days print: there the act was not told apart."""
    gaps = find_number_gaps(history)
    of_day: dict[datetime.date, set[int]] = defaultdict(set)
    for act in history:
        of_day[act.day].add(act.docid)
    days = {gap: {gap.before.day, *([gap.after.day] if gap.after else ())} for gap in gaps}
    texts = load_texts(connection, {docid for those in days.values() for day in those for docid in of_day[day]})
    for gap in gaps:
        beside = [texts[docid] for day in days[gap] for docid in of_day[day]]
        if not all(any(prints_number(text, number) for text in beside) for number in (gap.first, gap.last)):
            yield gap


def _query(label: str, day: datetime.date) -> str:
    return f"{exact_term('commune', label)} seance:{day}"


def _by_day(history: Sequence[ActOfBody], kind: str) -> dict[datetime.date, list[ActOfBody]]:
    found: dict[datetime.date, list[ActOfBody]] = defaultdict(list)
    for act in history:
        if act.kind == kind:
            found[act.day].append(act)
    return found


def _find_minutes(history: Sequence[ActOfBody], label: str) -> Iterator[SeanceWithoutMinutes]:
    minutes = {act.document_id for act in history if act.kind == _MINUTES and act.ordinal == 1}
    decided = _by_day(history, _ACT)
    with_minutes = {act.day for act in history if act.document_id in minutes}
    by_year: dict[int, list[datetime.date]] = defaultdict(list)
    for day in decided:
        by_year[day.year].append(day)
    for days in by_year.values():
        lacking = [day for day in days if day not in with_minutes]
        has = len(days) - len(lacking)
        if has >= _MIN_WITH_MINUTES and has >= len(lacking):
            for day in lacking:
                yield SeanceWithoutMinutes(day, len(decided[day]), decided[day][0].uid, _query(label, day))


def _find_seances(
    connection: Connection, key: str, label: str, history: Sequence[ActOfBody]
) -> Iterator[CitedSeance]:
    """Yield the days of délibérations that acts cite, between the first and the last act of the body."""
    days = {act.day for act in history}
    citing: dict[datetime.date, dict[int, ActOfBody]] = defaultdict(dict)
    for citation in load_citations(connection, {key: label}, {key: history})[key]:
        day = citation.day
        if day is not None and day not in days and min(days) < day < citation.act.day:
            citing[day].setdefault(citation.act.docid, citation.act)
    for day, found in sorted(citing.items()):
        yield CitedSeance(day, len(found), next(iter(found.values())).uid, _query(label, day))


def _find_items(connection: Connection, history: Sequence[ActOfBody]) -> Iterator[AgendaItem]:
    """Yield the items of agendas in minutes that no act of their day is about, each once."""
    minutes = [act for act in history if act.kind == _MINUTES and act.ordinal == 1]
    titles: dict[datetime.date, list[str]] = defaultdict(list)
    for act in history:
        if act.title and act not in minutes:
            titles[act.day].append(act.title)
    texts = load_texts(connection, {act.docid for act in minutes if titles[act.day]})
    seen = set[tuple[datetime.date, str]]()
    for act in minutes:
        for item in unmatched_items(read_agenda(texts.get(act.docid, "")), titles[act.day]):
            if (act.day, item) not in seen:
                seen.add((act.day, item))
                yield AgendaItem(act.uid, act.day, item)


def _find_silence(connection: Connection, key: str, now: datetime.datetime) -> Silence | None:
    """Return the time since a file was new, if it is longer than ever before, and ingestions ran since."""
    seen = select(sources.c.first_seen).join_from(sources, acts, acts.c.document_id == sources.c.document_id)
    seen = seen.join(search_acts, search_acts.c.docid == acts.c.docid)
    seen = seen.where(search_acts.c.body == key, search_acts.c.ambiguous.is_(False)).distinct()
    nights = sorted({when.date() for when in connection.execute(seen).scalars()})
    if len(nights) < _MIN_ARRIVALS:
        return None
    last, longest = nights[-1], max(later - earlier for earlier, later in pairwise(nights))
    since = now.date() - last
    after = datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time(), datetime.UTC)
    ran = select(func.count()).where(runs.c.flow == "ingest", runs.c.started >= after)
    number = connection.execute(ran).scalar_one()
    if number == 0 or since <= max(longest, _MIN_SILENCE):
        return None
    return Silence(last, since.days, longest.days, number)
