"""Read attendance lists, and the pouvoirs stated in them, name by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from recueil.facts.attendance import proxies
from recueil.facts.attendance.list_headings import (
    AttendanceStatus,
    ListHeading,
    arrives,
    begins_sentence,
    continues_list,
    find_heading,
    find_mark,
    find_members_heading,
    is_apart,
    is_heading_below,
    is_no_member,
    is_separator,
    is_subject,
    labels_others,
    names_the_chair,
    opens_sentence,
    opens_sentence_of_several,
    tells_movement,
)
from recueil.facts.attendance.marked_rolls import find_marked_rolls
from recueil.facts.attendance.proxies import ProxyTie
from recueil.facts.attendance.tables import AttendanceTable, find_tables
from recueil.values import Mention
from recueil.values.table import Table

ABSENT_STATUSES: Final = (AttendanceStatus.EXCUSED, AttendanceStatus.ABSENT)
AWAY_STATUSES: Final = (AttendanceStatus.REPRESENTED, AttendanceStatus.EXCUSED, AttendanceStatus.ABSENT)


@dataclass(frozen=True, slots=True)
class ProxyPair:
    """A pouvoir as read; ``tie`` is None for a giver listed without a holder."""

    giver: Mention
    holder: Mention | None
    tie: ProxyTie | None


@dataclass(slots=True)
class AttendanceList:
    """The members under one heading, each with a status: the heading's, or that of a mark behind the name."""

    heading: ListHeading
    end: int
    members: dict[Mention, AttendanceStatus] = field(default_factory=dict)
    pairs: list[ProxyPair] = field(default_factory=list)
    apart: list[Mention] = field(default_factory=list)  # holders in another column than the givers

    @property
    def is_of_proxies(self) -> bool:
        """Return whether the heading says that the members are represented."""
        return self.heading.status is AttendanceStatus.REPRESENTED

    def as_present(self) -> AttendanceList:
        """Return a copy of the list under « Présents : »."""
        heading = replace(self.heading, status=AttendanceStatus.PRESENT)
        unmarked = self.heading.status
        members: dict[Mention, AttendanceStatus] = {
            mention: AttendanceStatus.PRESENT if status is unmarked else status
            for mention, status in self.members.items()
        }
        return replace(self, heading=heading, members=members)

    def select_marked(self) -> AttendanceList:
        """Return a copy of the list with only the members that have a mark."""
        members: dict[Mention, AttendanceStatus] = {
            mention: status for mention, status in self.members.items() if status is not AttendanceStatus.NONE
        }
        return replace(self, heading=replace(self.heading, status=AttendanceStatus.PRESENT), members=members)


def _without_overlaps(tables: Sequence[AttendanceTable]) -> list[AttendanceTable]:
    """Return the tables in reading order, the one of more members where two overlap."""
    chosen: list[AttendanceTable] = []
    for table in sorted(tables, key=lambda table: -len(table.members)):
        if all(table.end <= other.start or other.end <= table.start for other in chosen):
            chosen.append(table)
    return sorted(chosen, key=lambda table: table.start)


_BY_TIES: Final = (ProxyTie.LISTED, ProxyTie.REPRESENTED)
_LOOK_BACK = 400  # a heading is no farther from its first name
_MAX_IN_SENTENCE = 3  # names that may follow one another in a sentence


class ListReader:
    """Reads the names of a text once, keeping the list that the last heading opened."""

    def __init__(self, text: str, plain: str, named: Sequence[Mention], tables: Sequence[Table] = ()) -> None:
        self.text = text
        self.plain = plain
        self.named = named
        self.tables = _without_overlaps(
            [*find_tables(text, plain, named, tables), *find_marked_rolls(text, plain, named)]
        )
        self.lists: list[AttendanceList] = []
        self.pairs_outside: list[ProxyPair] = []  # pouvoirs outside any list
        self.complete = [(table.start, table.end) for table in self.tables if table.complete]
        self.present: set[str] = set()  # keys of those listed as present
        self.open: AttendanceList | None = None
        self.givers: list[Mention] = []  # the last two names of the list, that a pouvoir may be of
        self.holder: Mention | None = None  # of « B (pouvoirs de A et …) »
        self.second: Mention | None = None  # of « Pouvoir donné à B par A », once both are read

    def run(self) -> None:
        last: Mention | None = None
        beside = False
        for place, mention in enumerate(self.named):
            following = self.named[place + 1] if place + 1 < len(self.named) else None
            joined = following is not None and is_separator(self.plain, mention.end, following.start)
            if not self._in_a_table(mention) and (
                last is None or not self._read_proxy(last, mention, following, beside=beside)
            ):
                self._add_name(last, mention, following, beside=beside, joined=joined)
            last, beside = mention, joined
        for table in self.tables:
            self._close(table)

    def _in_a_table(self, mention: Mention) -> bool:
        while self.tables and self.tables[0].end <= mention.start:
            self._close(self.tables.pop(0))
        return bool(self.tables) and self.tables[0].start <= mention.start

    def _close(self, table: AttendanceTable) -> None:
        """Add a table as a list of its own; no list continues below it."""
        heading = ListHeading(table.start, table.start, table.status)
        pairs = [ProxyPair(giver, holder, ProxyTie.GIVES) for giver, holder in table.pairs]
        self.lists.append(AttendanceList(heading, table.end, table.members, pairs))
        self.open, self.givers, self.holder = None, [], None

    @property
    def _headed(self) -> AttendanceList | None:
        """Return the open list if it has a heading, otherwise None."""
        return self.open if self.open and self.open.heading.status is not AttendanceStatus.NONE else None

    @property
    def _replaced(self) -> bool:
        return self._headed is not None and self._headed.heading.replaced

    @property
    def _away(self) -> bool:
        return self.open is not None and self.open.heading.status in AWAY_STATUSES

    def _read_proxy(self, last: Mention, mention: Mention, following: Mention | None, *, beside: bool) -> bool:
        """Read a pouvoir between two names; return whether there is one, since the second name is then not
        a new member.
        """
        if self.second is mention:
            return True
        if self.holder and proxies.joins_names(self.plain, last.end, mention.start):
            self._pair(mention, self.holder, ProxyTie.HOLDS)
            return True
        self.holder = None
        if beside:
            return self._read_alternating(last, mention)
        if self._headed and proxies.passes_on(self.plain, last.end, mention.start):
            self._extend(mention)
            self.givers = []
            return True
        tie = proxies.find_tie(self.plain, last.end, mention.start, mention.end)
        if tie is None and self._headed and self._headed.heading.status is AttendanceStatus.REPRESENTED:
            tie = proxies.find_holder_in_brackets(self.plain, last.end, mention.start, mention.end)
        if following and self._sentence(tie, mention, following):
            return True
        if tie is ProxyTie.HOLDS and self.givers:
            self.holder = last
            self._remove_from_absent(last)
            self._pair(mention, last, tie)
            self.givers = [last]
        elif tie is ProxyTie.REPLACES:
            self._extend(mention)
            self.givers = []
        elif self.givers and (tie is ProxyTie.REPLACED or (self._replaced and tie in _BY_TIES)):
            self._replace_by_suppleant(self.givers[-1], mention)
        elif tie in (ProxyTie.LISTED, ProxyTie.GIVES) and self._reads_down_columns(mention, following):
            self._add_separate_holder(mention)
        elif (
            tie in (ProxyTie.GIVES, ProxyTie.REPRESENTED, ProxyTie.LISTED)
            and self.givers
            and self._allows(tie, mention.start)
        ):
            self._give(mention, tie, following)
        else:
            return self._read_alternating(last, mention) or self._apart(tie, last, mention, following)
        return True

    def _sentence(self, tie: ProxyTie | None, mention: Mention, following: Mention) -> bool:
        """Read « Pouvoir donné à B par A » or « Pouvoir de A à B »: two names that do not belong to the
        list.
        """
        if tie is ProxyTie.GIVES and proxies.is_given_by(self.plain, mention.end, following.start):
            giver, holder = following, mention
        elif tie in (ProxyTie.APART, ProxyTie.HOLDS) and (
            self._gives(mention, following) or proxies.follows_colon(self.plain, mention.end, following.start)
        ):
            giver, holder = mention, following
        else:
            return False
        self._pair(giver, holder, ProxyTie.HOLDS)
        self.second, self.givers = following, []
        return True

    def _remove_from_absent(self, holder: Mention) -> None:
        """Remove a holder from the absent: in « Excusés : A, C⏎B a reçu pouvoir de A » B is not excused."""
        if self._headed and self._headed.heading.status in AWAY_STATUSES:
            self._headed.members.pop(holder, None)

    def _gives(self, mention: Mention, following: Mention | None) -> bool:
        """Return whether ``mention`` gives a pouvoir to the following name: C in « A, B. Pouvoir de C à
        D ».
        """
        if following is None:
            return False
        return proxies.find_tie(self.plain, mention.end, following.start, following.end) in (
            ProxyTie.LISTED,
            ProxyTie.GIVES,
        )

    def _allows(self, tie: ProxyTie, holder: int) -> bool:
        if tie is ProxyTie.LISTED:
            status = self._headed.heading.status if self._headed else AttendanceStatus.NONE
            apart = is_apart(self.plain, self.givers[-1].end, holder)
            return status is AttendanceStatus.REPRESENTED or (status in AWAY_STATUSES and not apart)
        return tie is ProxyTie.GIVES or self._headed is not None or self._is_marked(self.givers[-1])

    def _is_marked(self, mention: Mention) -> bool:
        """Return whether a name has its own mark: A in « A : absente, représentée par B », in a list with a
        mark for each member.
        """
        return (
            self.open is not None
            and self.open.members.get(mention, AttendanceStatus.NONE) is not AttendanceStatus.NONE
        )

    def _give(self, holder: Mention, tie: ProxyTie, following: Mention | None) -> None:
        """Record « A et B donnent pouvoir à C » or « respectivement à C et D »."""
        giver = self.givers[-1]
        if len(self.givers) > 1 and proxies.give_together(self.plain, self.givers[0], giver, holder.start):
            self._pair(self.givers[0], holder, tie)
            if following and proxies.joins_holders(self.plain, holder.end, following.start):
                holder = self.second = following
        self._pair(giver, holder, tie)
        self.givers = []

    def _replace_by_suppleant(self, member: Mention, suppleant: Mention) -> None:
        """Replace a member by the suppléant.

        A replaced member gives no pouvoir; in a list of the present it is the suppléant who sits.
        """
        status = self.open.members.get(member) if self.open else None
        if self.open and status in (AttendanceStatus.PRESENT, AttendanceStatus.REPRESENTED):
            self.open.members[member] = AttendanceStatus.EXCUSED
        if self.open and (status is AttendanceStatus.PRESENT or self._replaced):
            self.open.members[suppleant] = AttendanceStatus.PRESENT
        self._extend(suppleant)
        self.givers = []

    def _read_alternating(self, last: Mention, mention: Mention) -> bool:
        """Read a list « Mandants / Mandataires », where givers and holders alternate."""
        if self._headed is None or not self._headed.heading.paired or not self.givers:
            return False
        if find_heading(self.text, self.plain, last.end, mention.start):
            return False
        self._give(mention, ProxyTie.LISTED, None)
        return True

    def _reads_down_columns(self, mention: Mention, following: Mention | None) -> bool:
        """Return whether a PDF reader read one column, then the other: X in « A B C à X à Y à Z », or with
        « pouvoir à ».
        """
        if self._headed is None or not self._away or not self._gives(mention, following):
            return False
        return len(self._headed.members) - len(self._headed.pairs) > 1

    def _apart(self, tie: ProxyTie | None, last: Mention, mention: Mention, following: Mention | None) -> bool:
        """Read a holder whose giver stands in another column; but in « A à B à C à D » C gives a second
        pouvoir.
        """
        if self._headed is None:
            return False
        if self._headed.heading.status is not AttendanceStatus.REPRESENTED and not self._headed.apart:
            return False
        if not proxies.follows_to(self.plain, last.end, mention.start):
            return False
        if tie is ProxyTie.LISTED and not self._headed.apart and self._gives(mention, following):
            return False
        self._add_separate_holder(mention)
        return True

    def _add_separate_holder(self, mention: Mention) -> None:
        if self._headed:
            self._headed.apart.append(mention)
        self._extend(mention)
        self.givers = []

    def _pair(self, giver: Mention, holder: Mention, tie: ProxyTie) -> None:
        pair = ProxyPair(giver, holder, tie)
        if self._leaves(giver, holder):
            self.pairs_outside.append(pair)
            self._extend(holder)
            return
        if self.open and (self._headed or self._is_marked(giver)):
            self.open.pairs.append(pair)
            if tie is ProxyTie.HOLDS:
                self.open.members[giver] = AttendanceStatus.REPRESENTED
            self._extend(max(giver, holder, key=lambda mention: mention.end))
            return
        self.pairs_outside.append(pair)
        if self.open and giver in self.open.members and proxies.is_marked(self.plain, giver.end, tie):
            self.open.members[giver] = AttendanceStatus.REPRESENTED
            self._extend(holder)
        elif self.open:
            self.open.members.pop(giver, None)

    def _leaves(self, giver: Mention, holder: Mention) -> bool:
        """Return whether a present member gives a pouvoir on leaving: A in « Présents : A (départ à 17h ;
        avait donné pouvoir à B), C ».
        """
        if self.open is None or self.open.members.get(giver) is not AttendanceStatus.PRESENT:
            return False
        return proxies.is_temporary(self.plain, giver.end, holder.start, holder.end)

    def _extend(self, mention: Mention) -> None:
        if self.open:
            self.open.end = mention.end

    def _add_name(
        self, last: Mention | None, mention: Mention, following: Mention | None, *, beside: bool, joined: bool
    ) -> None:
        """Add a name to the list that it stands in, if any."""
        heading, going = (None, True) if beside and self.open else self._place(last, mention)
        self.givers = [mention] if heading else [*self.givers[-1:], mention]
        if not joined and opens_sentence(
            self.plain, mention.end, following.start if following else len(self.plain)
        ):
            if last and beside and opens_sentence_of_several(self.plain, mention.end):
                self._remove_subjects()
            self.open = None
        elif last and not joined and self._begins_sentence(last, mention, heading):
            self.open = None
        elif heading:
            self._label_list_above(last, heading)
            self._start(heading)
        elif not going:
            self._start(ListHeading(mention.start, mention.start, AttendanceStatus.NONE))
        if self.open and not self._is_no_absence(last, mention):
            status = (
                None if joined else find_mark(self.text, self.plain, mention.end)
            ) or self.open.heading.status
            if status in AWAY_STATUSES and proxies.gives(self.plain, mention.end):
                status = AttendanceStatus.REPRESENTED
            if status is AttendanceStatus.PRESENT:
                self.present.add(mention.person_key)
            self.open.members[mention] = status
            self._extend(mention)

    def _begins_sentence(self, last: Mention, mention: Mention, heading: ListHeading | None) -> bool:
        """Return whether a name is the subject of the next paragraph, or of a sentence on who comes and goes."""
        if is_subject(self.text, self.plain, last.end, (mention.start, mention.end)):
            return True
        if heading is not None or not self._away:
            return False
        return tells_movement(self.plain, last.end, mention.start, mention.end)

    def _is_no_absence(self, last: Mention | None, mention: Mention) -> bool:
        """Return whether a name among those who are away is that of an official, of a member who came later, or of
        a holder whose giver stands in another column.
        """
        if not self._away:
            return False
        came = mention.person_key in self.present and arrives(self.plain, mention.end)
        holds = proxies.follows_by(self.plain, last.end if last else 0, mention.start)
        return came or holds or is_no_member(self.plain, mention.end)

    def _remove_subjects(self) -> None:
        """Remove from the open list the names that begin a sentence: « Absents : A. B et C sont désignés »."""
        listed = self.open.members if self.open else {}
        members = list(listed)
        for at in range(len(members) - 1, 0, -1):
            before, name = members[at - 1 : at + 1]
            if begins_sentence(self.plain, before.end, name.start):
                for subject in members[at:]:
                    del listed[subject]
                return
            if not is_separator(self.plain, before.end, name.start):
                return

    def _place(self, last: Mention | None, mention: Mention) -> tuple[ListHeading | None, bool]:
        """Return the heading right before a name, and whether the open list continues to the name."""
        start = max(last.end if last else 0, mention.start - _LOOK_BACK)
        heading = find_heading(self.text, self.plain, start, mention.start)
        going = bool(
            self.open
            and last
            and continues_list(self.text, self.plain, last.end, mention.start)
            and not (
                self._away
                and (
                    names_the_chair(self.plain, last.end, mention.start)
                    or labels_others(self.text, self.plain, last.end, mention.start)
                )
            )
        )
        if heading is None and not (going and self._headed):
            heading = find_members_heading(self.plain, start, mention.start)
        return heading, going

    def _start(self, heading: ListHeading) -> None:
        if heading.status is AttendanceStatus.PRESENT and self.plain.startswith("assist", heading.start):
            heading = replace(heading, also=any(read.heading.status is heading.status for read in self.lists))
        self.open = AttendanceList(heading, heading.end)
        self.lists.append(self.open)

    def _label_list_above(self, last: Mention | None, heading: ListHeading) -> None:
        """Label a list without a heading by the « Présents : » that stands below it."""
        above = self.lists[-1] if self.lists else None
        if above is None or last not in above.members or above.heading.status is not AttendanceStatus.NONE:
            return
        if len(above.members) > _MAX_IN_SENTENCE and is_heading_below(self.plain, last.end, heading.start):
            self.lists[-1] = above.as_present()
