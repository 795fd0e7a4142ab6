"""Who sat, who did not and through whom they voted, read in the lists at the head of a séance.

« Étaient présents : A, B (arrivée à 19h15) », « Absents excusés : C (pouvoir à A), D », « Pouvoirs : E à B ».
The first attendance of the text is the séance's; lists repeated or of a commission further on add nothing to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace

from recueil.entities.margins import views
from recueil.facts.attendance.headcount import counts_of
from recueil.facts.attendance.proxies import Tie
from recueil.facts.attendance.roll_headings import Status
from recueil.facts.attendance.roll_lists import AWAY, List, Pair
from recueil.facts.attendance.roll_reader import Reader
from recueil.facts.attendance.structure_movements import Roll, movements_of
from recueil.folding import fold
from recueil.values import Mention, Person
from recueil.values.attendance import Attendance, Headcount, Proxy

_MISSED = (Status.EXCUSED, Status.ABSENT)
_HEAD = 3000  # characters of an act that lists nobody, where counts may stand
_COUNTS_ABOVE, _COUNTS_BELOW = 1200, 800
_NEAR = 1500  # between two lists of one attendance
_APART = 250  # between the absent and the « Présents : » of another séance
_MANY = 8  # names of a list that may do without a heading
_ABOVE_THE_ABSENT = 800  # counts may stand between
_MARKED = 3  # names of a list that says of each whether present


def roll_of(text: str, persons: Sequence[Mention]) -> Attendance:
    """Return the attendance of an act; empty if no list states it."""
    plain = fold(views(text)[0])  # a margin breaks into the lists that stand beside it
    named = [mention for mention in persons if isinstance(mention.value, Person)]
    reader = Reader(text, plain, named)
    reader.run()
    lists = _first_attendance(reader.lists)
    counts = counts_of(_around(plain, lists))
    lists = _without_guests(lists, counts)
    present = _present(lists)
    lists = [_paired(read, present) for read in lists]
    if not lists:
        return Attendance(counts=counts)
    attendance = replace(_attended(lists, reader.told), counts=counts)
    known = {mention.person_key for mention in _named(attendance)}
    moves = movements_of(text, plain, Roll(named, _away(reader.lists), _holders(reader.lists)))
    return replace(attendance, movements=tuple(move for move in moves if move.who.person_key in known))


def _away(lists: Iterable[List]) -> Set[Mention]:
    """Return the members listed absent, with or without a pouvoir."""
    return {mention for read in lists for mention, status in read.members.items() if status in AWAY}


def _holders(lists: Iterable[List]) -> Set[Mention]:
    return {pair.holder for read in lists for pair in read.pairs if pair.holder}


def _without_guests(lists: Sequence[List], counts: Headcount) -> list[List]:
    """Drop the guests « Étaient également présents : », unless the act counts them as members."""
    counted = counts.present == len(_present(lists))
    return [read for read in lists if counted or not read.heading.also]


def _present(lists: Iterable[List]) -> Set[str]:
    return {who.person_key for read in lists for who, status in read.members.items() if status is Status.PRESENT}


def _paired(read: List, present: Set[str]) -> List:
    """Split « Absents représentés » in two columns: every second name is a present member, who holds a
    pouvoir.
    """
    if not _of_pouvoirs(read) or read.pairs:
        return read
    givers, holders = list(read.members)[::2], list(read.members)[1::2]
    if len(givers) != len(holders) or len(holders) < 2:
        return read
    if any(who.person_key in present for who in givers) or any(who.person_key not in present for who in holders):
        return read
    pairs = [Pair(giver, holder, Tie.LISTED) for giver, holder in zip(givers, holders, strict=True)]
    return replace(read, members=dict.fromkeys(givers, Status.REPRESENTED), pairs=pairs)


def _around(plain: str, lists: Sequence[List]) -> str:
    """Return the text where the counts stand: above, between and below the lists."""
    if not lists:
        return plain[:_HEAD]
    return plain[max(0, lists[0].heading.start - _COUNTS_ABOVE) : lists[-1].end + _COUNTS_BELOW]


def _first_attendance(lists: Sequence[List]) -> list[List]:
    """Return the first attendance with a list of several present members, else of several members of the
    body, else with at least two names.
    """
    blocks = [block for block in _blocks(lists) if _of_a_seance(block)]
    for status in (Status.PRESENT, Status.MEMBERS):
        for block in blocks:
            if any(read.heading.status is status and len(read.members) > 1 for read in block):
                return block
    return next((block for block in blocks if sum(len(read.members) for read in block) > 1), [])


def _of_a_seance(block: Sequence[List]) -> bool:
    """Return False for colleges without a list of absent members below: these are elections."""
    return not block[0].heading.college or _headed(block)


def _headed(block: Sequence[List]) -> bool:
    """Return whether a list states if its members are present."""
    return any(read.heading.status is not Status.MEMBERS for read in block)


def _blocks(lists: Sequence[List]) -> Iterator[list[List]]:
    """Group the lists of the text by attendance."""
    block: list[List] = []
    above: List | None = None
    for read in lists:
        if read.heading.status is Status.NONE:
            above = read
            if not _marked(read):
                continue
            read = read.marked()
        if (read.heading.also and not block) or (read.heading.college and _headed(block)):
            continue
        if block and (read.heading.start - block[-1].end > _NEAR or _begins_anew(block, read)):
            yield block
            block = []
        if not block and above and _below(above, read):
            block.append(above.of_the_present())
        block.append(read)
    if block:
        yield block


def _marked(read: List) -> bool:
    """Return whether most names are marked: « A : présent B : absent C : présent »."""
    marks = [status for status in read.members.values() if status is not Status.NONE]
    return len(marks) >= _MARKED and 2 * len(marks) > len(read.members) and Status.PRESENT in marks


def _begins_anew(block: Sequence[List], read: List) -> bool:
    """Return whether a second « Présents : » opens another attendance: it is farther from the absent than a
    second column or category.
    """
    if read.heading.status is not Status.PRESENT or read.heading.also:
        return False
    if read.heading.start - block[-1].end < _APART:
        return False
    statuses = {read.heading.status for read in block}
    return Status.PRESENT in statuses and len(statuses) > 1


def _below(above: List, read: List) -> bool:
    """Return whether the absent are listed below a list without a heading that is long and near enough to
    be that of the present.
    """
    if read.heading.status in (Status.PRESENT, Status.MEMBERS) or len(above.members) < _MANY:
        return False
    if read.heading.start - above.end > _ABOVE_THE_ABSENT:
        return False
    return not {mention.person_key for mention in above.members} & {mention.person_key for mention in read.members}


def _attended(lists: Sequence[List], told: Sequence[Pair]) -> Attendance:
    listed = list(_pairs(lists))
    pairs = [*listed, *told]
    standing = list(_standing(lists, {pair.giver for pair in listed}, {pair.giver.person_key for pair in pairs}))
    known = {mention.person_key for mention, _ in standing}
    represented = _once(mention for mention, status in standing if status is Status.REPRESENTED)
    excused = _once((mention for mention, status in standing if status is Status.EXCUSED), represented)
    absent = _once((mention for mention, status in standing if status is Status.ABSENT), represented + excused)
    said = [pair for pair in pairs if pair.giver.person_key in known]
    alone = [Pair(mention, None, None) for mention in represented]
    return Attendance(
        present=tuple(_once(mention for mention, status in standing if status is Status.PRESENT)),
        represented=tuple(represented),
        excused=tuple(excused),
        absent=tuple(absent),
        proxies=tuple(_proxies([*said, *alone])),
    )


def _pairs(lists: Sequence[List]) -> Iterator[Pair]:
    """Yield the pouvoirs. If some are called so, « représenté par » elsewhere means a suppléant."""
    pairs = [(read, pair) for read in lists for pair in [*read.pairs, *_columns(read)]]
    called = any(pair.tie is not Tie.REPRESENTED for _, pair in pairs)
    for read, pair in pairs:
        if pair.tie is not Tie.REPRESENTED or not called or read.heading.status is Status.REPRESENTED:
            yield pair


def _columns(read: List) -> Iterator[Pair]:
    """Pair givers and holders read one column after the other, if both have the same length."""
    if len(read.members) == len(read.apart) and not read.pairs:
        for giver, holder in zip(read.members, read.apart, strict=True):
            yield Pair(giver, holder, Tie.LISTED)


def _standing(lists: Sequence[List], givers: Set[Mention], keys: Set[str]) -> Iterator[tuple[Mention, Status]]:
    """Yield each member with the status given by a heading, a mark or a pouvoir; ``keys`` are the givers'."""
    called = any(read.heading.status is Status.PRESENT for read in lists)
    missed = {who.person_key for read in lists if read.heading.status in _MISSED for who in read.members}
    for read in lists:
        for mention, status in read.members.items():
            if status is Status.EXCUSED and _of_pouvoirs(read) and mention.person_key in missed:
                continue  # his pouvoir is void
            if mention in givers or (status in _MISSED and mention.person_key in keys):
                yield mention, Status.REPRESENTED
            elif status is Status.REPRESENTED and read.heading.mixed:
                yield mention, Status.EXCUSED
            elif status is not Status.MEMBERS:
                yield mention, status
            elif not called:
                yield mention, Status.PRESENT


def _of_pouvoirs(read: List) -> bool:
    return read.heading.status is Status.REPRESENTED


def _proxies(pairs: Iterable[Pair]) -> Iterator[Proxy]:
    """Yield one proxy for each giver, in text order; the first pair that names a holder wins."""
    first: dict[str, Pair] = {}
    for pair in pairs:
        kept = first.setdefault(pair.giver.person_key, pair)
        if kept.holder is None and pair.holder is not None:
            first[pair.giver.person_key] = replace(pair, giver=kept.giver)
    for pair in sorted(first.values(), key=lambda pair: pair.giver.start):
        yield Proxy(pair.giver, pair.holder)


def _once(mentions: Iterable[Mention], elsewhere: Sequence[Mention] = ()) -> list[Mention]:
    """Return each person once, at the first place, without the persons of ``elsewhere``."""
    seen = {mention.person_key for mention in elsewhere}
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: mention.start):
        if mention.person_key not in seen:
            seen.add(mention.person_key)
            kept.append(mention)
    return kept


def _named(attendance: Attendance) -> Sequence[Mention]:
    return (*attendance.present, *attendance.represented, *attendance.excused, *attendance.absent)
