"""Extract the attendance of a séance: who was present, excused or absent, who voted by proxy, and the act's
own counts.

« Étaient présents : A, B (arrivée à 19h15) », « Absents excusés : C (pouvoir à A), D », « Pouvoirs : E à
B ». Only the first attendance of the text counts; lists repeated or of a commission further on are ignored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import pairwise, takewhile
from typing import Final

from recueil.entities.margins import split_margin
from recueil.facts.attendance.headcount import blank_side_counts, find_headcount
from recueil.facts.attendance.list_headings import AttendanceStatus, find_chair_holding, has_office
from recueil.facts.attendance.lists import ABSENT_STATUSES, AWAY_STATUSES, AttendanceList, ListReader, ProxyPair
from recueil.facts.attendance.movements import ListedNames, find_movements
from recueil.facts.attendance.page_furniture import blank_page_furniture
from recueil.facts.attendance.pairs import pair_lists
from recueil.facts.attendance.predicted_roles import fill_attendance
from recueil.facts.attendance.proxies import ProxyTie
from recueil.facts.attendance.spaced_letters import join_spaced_letters
from recueil.text import fold_accents, fold_hyphenated
from recueil.values import Mention, Person
from recueil.values.attendance import Attendance, Headcount, Proxy, RollRole
from recueil.values.mention import start_of
from recueil.values.table import Table

_HEAD_LENGTH = 3000  # characters of an act that lists nobody, where counts may stand
_COUNTS_ABOVE, _COUNTS_BELOW = 1200, 800
_SAME_ATTENDANCE = 1500  # between two lists of one attendance
_NEW_ATTENDANCE = 250  # between the absent and the « Présents : » of another séance
_ALONE_IN_LINE: Final = re.compile(r"\n\Z")
_LINE_ENDS: Final = re.compile(r"[^\S\n]{0,9}(?:\n|\Z)")
_MIN_TOWNS = 3  # of a column
_MIN_UNHEADED = 8  # names of a list that may do without a heading
_ABOVE_THE_ABSENT = 800  # counts may stand between
_MIN_RUN_ON = 3  # absent names without a separator that need a count
_BEGINS_ITEM: Final = re.compile(r"(?:[;:]|\n)\s{0,30}(?:[•*–-]\s{0,3})?\Z")
_TITLED_BEHIND: Final = re.compile(r"[^\S\n]{1,9}(?:M\.|MM\.?|Mmes?|Mlle|Monsieur|Madame|Messieurs|Mesdames)\s")
_MIN_MARKED = 3  # names of a list that says of each whether present
_REACH_OF_OFFICE = 120  # characters behind a name where its office, or a pouvoir to one, stands

# « Jean PICQ (pouvoir donné à Anne) », in minutes that call members by their given names
_TO_GIVEN_NAME: Final = re.compile(
    r"\s{0,3}[(,:–-]\s{0,3}(?:pouvoir|procuration|mandat)\s{1,3}(?:donnée?\s{1,3})?à\s{1,3}(?P<given>[^\W\d_]{2,20}(?:[-\s][^\W\d_]{2,20})?)"
    r"(?=\s{0,3}[),;.\n])"
)


def extract_attendance(
    text: str, persons: Sequence[Mention], roles: Sequence[RollRole] = (), tables: Sequence[Table] = ()
) -> Attendance:
    """Return the attendance of an act; empty if no list states it.

    ``roles`` are the predicted roles of the persons, which fill what the rules leave open; ``tables`` are those
    that the reader of the document found.
    """
    attendance, complete = _read_attendance(text, persons, tables)
    open_names = [
        mention for mention in persons if not any(start <= mention.start < end for start, end in complete)
    ]
    return fill_attendance(attendance, text, open_names, roles)


def _read_attendance(
    text: str, persons: Sequence[Mention], tables: Sequence[Table]
) -> tuple[Attendance, Sequence[tuple[int, int]]]:
    """Return the attendance that the rules read, and where they left no name open: tables, columns of towns."""
    plain = fold_accents(split_margin(text)[0])  # a margin breaks into the lists that stand beside it
    named = [mention for mention in persons if _is_name(text, mention)]
    towns = dict.fromkeys(_find_column_of_towns(text, named))
    decided = [(mention.start, mention.end) for mention in towns]
    named = [mention for mention in named if mention not in towns]
    for start, end in decided:
        plain = plain[:start] + " " * (end - start) + plain[end:]
    plain = join_spaced_letters(blank_page_furniture(plain, named))
    reader = ListReader(text, blank_side_counts(plain, named), named, tables)
    reader.run()
    stated = find_headcount(plain[:_HEAD_LENGTH]).present
    lists = _first_attendance([_confirm_unmarked(read, stated) for read in reader.lists])
    counts = find_headcount(_text_around(plain, lists))
    lists = _drop_guests(lists, counts)
    present = _present_keys(lists)
    lists = list(pair_lists(plain, lists, present))
    if not lists:
        return Attendance(counts=counts), decided
    attendance = replace(_build_attendance(lists, reader.pairs_outside), counts=counts)
    attendance = _without_struck_out(text, _without_unconfirmed_absences(text, attendance))
    attendance = _hold_by_given_name(text, attendance)
    members = (*attendance.present, *attendance.represented, *attendance.excused, *attendance.absent)
    keys = {mention.person_key for mention in members}
    away = {
        mention for read in reader.lists for mention, status in read.members.items() if status in AWAY_STATUSES
    }
    holders = {pair.holder for read in reader.lists for pair in read.pairs if pair.holder}
    moves = find_movements(text, plain, ListedNames(named, away, holders))
    of_members = tuple(move for move in moves if move.who.person_key in keys)
    return replace(attendance, movements=of_members), [*reader.complete, *decided]


def _is_name(text: str, mention: Mention) -> bool:
    """Return whether a mention is a person rather than a town: CORLAY in « Présents : CORLAY M. PICQ ; AULNOY Mme
    RUFFIN ».
    """
    if not isinstance(mention.value, Person):
        return False
    bare = mention.value.given is None and mention.value.civility is None
    return not (
        bare
        and _TITLED_BEHIND.match(text, mention.end)
        and _BEGINS_ITEM.search(text, max(0, mention.start - 40), mention.start)
    )


def _find_column_of_towns(text: str, named: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the towns that look like surnames: several lines of capitals, and right below them as many lines or
    more of given names and surnames; not surnames that the act gives to somebody elsewhere (« M. ROUX »).
    """
    borne = {
        mention.value.family.casefold()
        for mention in named
        if isinstance(mention.value, Person) and not _is_bare(mention)
    }
    for lines in _iter_runs_of_lines(text, named):
        towns = list(takewhile(_is_bare, lines))
        names = list(takewhile(_has_given_name, lines[len(towns) :]))
        surnames = [one for one in towns if isinstance(one.value, Person) and one.value.family.casefold() in borne]
        if _MIN_TOWNS <= len(towns) <= len(names) and 2 * len(surnames) <= len(towns):
            yield from towns


def _iter_runs_of_lines(text: str, named: Sequence[Mention]) -> Iterator[list[Mention]]:
    """Yield the names that stand alone in lines which follow each other."""
    run: list[Mention] = []
    for mention in named:
        begins = _ALONE_IN_LINE.search(text, max(0, mention.start - 2), mention.start) is not None
        if run and text[run[-1].end : mention.start].strip():
            yield run
            run = []
        if begins and _LINE_ENDS.match(text, mention.end):
            run.append(mention)
    if run:
        yield run


def _is_bare(mention: Mention) -> bool:
    return isinstance(mention.value, Person) and mention.value.given is None and mention.value.civility is None


def _has_given_name(mention: Mention) -> bool:
    return isinstance(mention.value, Person) and mention.value.given is not None


def _confirm_unmarked(read: AttendanceList, stated: int | None) -> AttendanceList:
    """Return a list without a heading as one of the present if it marks who is away, and as many names have no
    mark as the act says are present: « 1. A  2. B : excusé  3. C ».
    """
    unmarked = {who.person_key for who, status in read.members.items() if status is AttendanceStatus.NONE}
    away = [who for who, status in read.members.items() if status in AWAY_STATUSES]
    if not (away or read.pairs) or len(unmarked) != stated or len(unmarked) < _MIN_MARKED:
        return read
    return read.as_present()


def _without_unconfirmed_absences(text: str, attendance: Attendance) -> Attendance:
    """Return the attendance without absent members whose names run on: « ROUX Jean CAPEL Paul ».

    Where one name ends is then inferred, and where the list of the absent ends is too: nobody is called absent on
    that alone. They stay if the act prints how many are absent, or how many members there are, and that fits.
    """
    counts = attendance.counts
    away = (*attendance.excused, *attendance.absent)
    listed = len(attendance.present) + len(attendance.represented) + len(away)
    if counts.absent in (len(away), len(away) + len(attendance.represented)) or counts.in_office == listed:
        return attendance
    run_on = {
        member
        for before, name in pairwise(sorted(away, key=start_of))
        if not text[before.end : name.start].strip(" ")
        for member in (before, name)
    }
    if len(run_on) < _MIN_RUN_ON:
        return attendance
    return replace(
        attendance,
        excused=tuple(name for name in attendance.excused if name not in run_on),
        absent=tuple(name for name in attendance.absent if name not in run_on),
    )


def _without_struck_out(text: str, attendance: Attendance) -> Attendance:
    """Return the attendance without the members listed as present who are away, if the act counts so many present.

    A list of all members whose names were struck out for those away loses the strokes in a text. Who came or left
    in the course of the séance, « A (à partir du point 4) », stays.
    """
    away = {who.person_key for who in (*attendance.represented, *attendance.excused, *attendance.absent)}
    there = tuple(
        who
        for who in attendance.present
        if who.person_key not in away or text[who.end : who.end + 3].strip()[:1] in ("(", "[")
    )
    return replace(attendance, present=there) if len(there) == attendance.counts.present else attendance


def _hold_by_given_name(text: str, attendance: Attendance) -> Attendance:
    """Return the attendance with the holders of pouvoirs whom the act calls by the given name that only they, of
    those present, have.
    """
    if all(proxy.holder for proxy in attendance.proxies):
        return attendance
    there: dict[str, list[Mention]] = {}
    for who in attendance.present:
        if isinstance(who.value, Person) and who.value.given:
            there.setdefault(fold_hyphenated(who.value.given), []).append(who)
    return replace(
        attendance,
        proxies=tuple(
            replace(proxy, holder=namesakes[0])
            if proxy.holder is None
            and (named := _TO_GIVEN_NAME.match(text, proxy.giver.end))
            and len(namesakes := there.get(fold_hyphenated(named["given"]), [])) == 1
            else proxy
            for proxy in attendance.proxies
        ),
    )


def apply_president(text: str, attendance: Attendance, president: Mention | None) -> Attendance:
    """Return the attendance with who presides as the holder of pouvoirs to « M. le Maire » and, if a printed count
    says that one is missing there, among the present.
    """
    return _include_president(_hold_for_chair(text, attendance, president), president)


def _hold_for_chair(text: str, attendance: Attendance, president: Mention | None) -> Attendance:
    """Return the attendance with the maire or president as the holder of pouvoirs that name only the office.

    Nobody is, unless one single member has this office where it is named.
    """
    offices = {
        proxy.giver: find_chair_holding(fold_accents(text[proxy.giver.end : proxy.giver.end + _REACH_OF_OFFICE]))
        for proxy in attendance.proxies
        if proxy.holder is None
    }
    if president is None or not any(offices.values()):
        return attendance
    there = [*attendance.present, president]
    held = {
        office: {
            who.person_key: who
            for who in there
            if has_office(fold_accents(text[who.end : who.end + _REACH_OF_OFFICE]), office)
        }
        for office in set(offices.values())
        if office
    }
    return replace(
        attendance,
        proxies=tuple(
            replace(proxy, holder=next(iter(held[office].values())))
            if proxy.holder is None and (office := offices[proxy.giver]) and len(held[office]) == 1
            else proxy
            for proxy in attendance.proxies
        ),
    )


def _include_president(attendance: Attendance, president: Mention | None) -> Attendance:
    """Return the attendance with who presides among the present, if a printed count says that one is
    missing there.

    Some acts name the maire only in « sous la présidence de » and count them all the same.
    """
    members = (*attendance.present, *attendance.represented, *attendance.excused, *attendance.absent)
    if president is None or president.person_key in {mention.person_key for mention in members}:
        return attendance
    counts = attendance.counts
    if counts.present is not None:
        missing = counts.present - len(attendance.present)
    else:
        missing = (counts.in_office or 0) - len(members)
    if missing != 1 or not attendance.present:
        return attendance
    return replace(attendance, present=tuple(sorted([*attendance.present, president], key=start_of)))


def _drop_guests(lists: Sequence[AttendanceList], counts: Headcount) -> list[AttendanceList]:
    """Drop the guests « Étaient également présents : », unless the act counts them as members."""
    counted = counts.present == len(_present_keys(lists))
    return [read for read in lists if counted or not read.heading.also]


def _present_keys(lists: Iterable[AttendanceList]) -> Set[str]:
    return {
        who.person_key
        for read in lists
        for who, status in read.members.items()
        if status is AttendanceStatus.PRESENT
    }


def _text_around(plain: str, lists: Sequence[AttendanceList]) -> str:
    """Return the text where the counts stand: above, between and below the lists."""
    if not lists:
        return plain[:_HEAD_LENGTH]
    return plain[max(0, lists[0].heading.start - _COUNTS_ABOVE) : lists[-1].end + _COUNTS_BELOW]


def _first_attendance(lists: Sequence[AttendanceList]) -> list[AttendanceList]:
    """Return the first attendance with a list of several present members, else of several members of the
    body, else with at least two names.
    """
    blocks = [block for block in _group_by_attendance(lists) if _is_seance_attendance(block)]
    for status in (AttendanceStatus.PRESENT, AttendanceStatus.MEMBERS):
        for block in blocks:
            if any(read.heading.status is status and len(read.members) > 1 for read in block):
                return block
    return next((block for block in blocks if sum(len(read.members) for read in block) > 1), [])


def _is_seance_attendance(block: Sequence[AttendanceList]) -> bool:
    """Return False for colleges without a list of absent members below: these are elections."""
    return not block[0].heading.college or _states_presence(block)


def _states_presence(block: Sequence[AttendanceList]) -> bool:
    """Return whether a list states if its members are present."""
    return any(read.heading.status is not AttendanceStatus.MEMBERS for read in block)


def _group_by_attendance(lists: Sequence[AttendanceList]) -> Iterator[list[AttendanceList]]:
    """Group the lists of the text by attendance."""
    block: list[AttendanceList] = []
    above: AttendanceList | None = None
    for read in lists:
        if read.heading.status is AttendanceStatus.NONE:
            above = read
            if not _is_marked_list(read):
                continue
            read = read.select_marked()
        if (read.heading.also and not block) or (read.heading.college and _states_presence(block)):
            continue
        if block and (read.heading.start - block[-1].end > _SAME_ATTENDANCE or _opens_new_attendance(block, read)):
            yield block
            block = []
        if not block and above and _lists_absent_below(above, read):
            block.append(above.as_present())
        block.append(read)
    if block:
        yield block


def _is_marked_list(read: AttendanceList) -> bool:
    """Return whether most names are marked: « A : présent B : absent C : présent »."""
    marks = [status for status in read.members.values() if status is not AttendanceStatus.NONE]
    return len(marks) >= _MIN_MARKED and 2 * len(marks) > len(read.members) and AttendanceStatus.PRESENT in marks


def _opens_new_attendance(block: Sequence[AttendanceList], read: AttendanceList) -> bool:
    """Return whether a second « Présents : » opens another attendance: it is farther from the absent than a
    second column or category.
    """
    if read.heading.status is not AttendanceStatus.PRESENT or read.heading.also:
        return False
    if read.heading.start - block[-1].end < _NEW_ATTENDANCE:
        return False
    statuses = {read.heading.status for read in block}
    return AttendanceStatus.PRESENT in statuses and len(statuses) > 1


def _lists_absent_below(above: AttendanceList, read: AttendanceList) -> bool:
    """Return whether the absent are listed below a list without a heading that is long and near enough to
    be that of the present.
    """
    if (
        read.heading.status in (AttendanceStatus.PRESENT, AttendanceStatus.MEMBERS)
        or len(above.members) < _MIN_UNHEADED
    ):
        return False
    if read.heading.start - above.end > _ABOVE_THE_ABSENT:
        return False
    return not {mention.person_key for mention in above.members} & {mention.person_key for mention in read.members}


def _build_attendance(lists: Sequence[AttendanceList], outside: Sequence[ProxyPair]) -> Attendance:
    listed = list(_iter_pairs(lists))
    pairs = [*listed, *outside]
    standing = list(
        _member_statuses(lists, {pair.giver for pair in listed}, {pair.giver.person_key for pair in pairs})
    )
    keys = {mention.person_key for mention, _ in standing}
    represented = _unique_persons(
        mention for mention, status in standing if status is AttendanceStatus.REPRESENTED
    )
    excused = _unique_persons(
        (mention for mention, status in standing if status is AttendanceStatus.EXCUSED), represented
    )
    absent = _unique_persons(
        (mention for mention, status in standing if status is AttendanceStatus.ABSENT), represented + excused
    )
    of_members = [pair for pair in pairs if pair.giver.person_key in keys]
    alone = [ProxyPair(mention, None, None) for mention in represented]
    present = [mention for mention, status in standing if status is AttendanceStatus.PRESENT]
    suppleants = dict(_iter_suppleants(lists, listed))
    return Attendance(
        present=tuple(
            _unique_persons([*(mention for mention in present if mention not in suppleants), *suppleants.values()])
        ),
        represented=tuple(represented),
        excused=tuple(excused),
        absent=tuple(absent),
        proxies=tuple(_build_proxies([*of_members, *alone])),
    )


def _iter_pairs(lists: Sequence[AttendanceList]) -> Iterator[ProxyPair]:
    """Yield the pouvoirs. If some are called so, « représenté par » elsewhere means a suppléant."""
    pairs = [(read, pair) for read in lists for pair in [*read.pairs, *_pair_columns(read)]]
    called = any(pair.tie is not ProxyTie.REPRESENTED for _, pair in pairs)
    for read, pair in pairs:
        if (
            pair.tie is not ProxyTie.REPRESENTED
            or not called
            or read.heading.status is AttendanceStatus.REPRESENTED
        ):
            yield pair


def _iter_suppleants(
    lists: Sequence[AttendanceList], pouvoirs: Sequence[ProxyPair]
) -> Iterator[tuple[Mention, Mention]]:
    """Yield member and suppléant: « Présents : A, B représenté par C », where pouvoirs are called pouvoirs."""
    for read in lists:
        if read.heading.status is AttendanceStatus.PRESENT:
            for pair in read.pairs:
                if pair.tie is ProxyTie.REPRESENTED and pair.holder and pair not in pouvoirs:
                    yield pair.giver, pair.holder


def _pair_columns(read: AttendanceList) -> Iterator[ProxyPair]:
    """Pair givers and holders read one column after the other, if both have the same length."""
    if len(read.members) == len(read.apart) and not read.pairs:
        for giver, holder in zip(read.members, read.apart, strict=True):
            yield ProxyPair(giver, holder, ProxyTie.LISTED)


def _member_statuses(
    lists: Sequence[AttendanceList], givers: Set[Mention], keys: Set[str]
) -> Iterator[tuple[Mention, AttendanceStatus]]:
    """Yield each member with the status given by a heading, a mark or a pouvoir; ``keys`` are the givers'."""
    called = any(read.heading.status is AttendanceStatus.PRESENT for read in lists)
    missed = {who.person_key for read in lists if read.heading.status in ABSENT_STATUSES for who in read.members}
    for read in lists:
        for mention, status in read.members.items():
            if status is AttendanceStatus.EXCUSED and read.is_of_proxies and mention.person_key in missed:
                continue  # his pouvoir is void
            if mention in givers or (status in ABSENT_STATUSES and mention.person_key in keys):
                yield mention, AttendanceStatus.REPRESENTED
            elif status is AttendanceStatus.REPRESENTED and read.heading.mixed:
                yield mention, AttendanceStatus.EXCUSED
            elif status is not AttendanceStatus.MEMBERS:
                yield mention, status
            elif not called:
                yield mention, AttendanceStatus.PRESENT


def _build_proxies(pairs: Iterable[ProxyPair]) -> Iterator[Proxy]:
    """Yield one proxy for each giver, in text order; the first pair that names a holder wins."""
    first: dict[str, ProxyPair] = {}
    for pair in pairs:
        kept = first.setdefault(pair.giver.person_key, pair)
        if kept.holder is None and pair.holder is not None:
            first[pair.giver.person_key] = replace(pair, giver=kept.giver)
    for pair in sorted(first.values(), key=lambda pair: pair.giver.start):
        yield Proxy(pair.giver, pair.holder)


def _unique_persons(mentions: Iterable[Mention], elsewhere: Sequence[Mention] = ()) -> list[Mention]:
    """Return each person once, at the first place, without the persons of ``elsewhere``."""
    seen = {mention.person_key for mention in elsewhere}
    kept: list[Mention] = []
    for mention in sorted(mentions, key=start_of):
        if mention.person_key not in seen:
            seen.add(mention.person_key)
            kept.append(mention)
    return kept
