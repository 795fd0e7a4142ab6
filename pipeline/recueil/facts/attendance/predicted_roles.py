"""Fill what the rules leave open in a roll with the roles that the trained model predicts for the names.

The rules win: a person in one of their lists stays there. A prediction becomes a fact if the counts that the act
prints allow it; nobody is called absent unless they add up with it. What comes from the model has the rule
``model.roll`` and the certainty of the model, and is doubtful if that is below the threshold of its role, or if
the rules read nobody present. Where the counts add up with it, no doubt is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from recueil.values import Attendance, Mention
from recueil.values.attendance import Proxy, RollLabel, RollRole
from recueil.values.mention import start_of

MODEL_RULE: Final = "model.roll"

_NEAR_LISTS: Final = 700  # characters from the lists of the rules to a name that belongs to them
_FEWEST: Final = 3  # present members of a roll of which the rules read nothing
_FEWEST_UNSAID: Final = 8  # where no word says that they sat: a commission is also a list of names
_APART: Final = 1200  # characters between two names of one roll
_SUBSTITUTE_OF: Final = re.compile(
    r"(?i)suppl[ée]ante?\s{1,3}d(?:e\s{1,3}|['’]\s?)(?:M\.|Mme|Monsieur|Madame)?\s{0,3}\Z"
)
_PRESENCE: Final = re.compile(
    r"(?<![^\W\d_])(?:pr[ée]sen(?:te?s?|ce)|assist|si[ée]g|[ée]taient|[ée]margement)", re.IGNORECASE
)
_PRESENCE_REACH: Final = 400
_GUESTS: Final = re.compile(
    r"(?i)\b(?:invit[ée]e?s?|(?:[ée]galement|aussi)\s{1,3}pr[ée]sente?s?|assist(?:ai(?:en)?t|ance|ants)\b[^:;.\n]{0,60})"
    r"\s{0,3}:[^:;]{0,200}\Z"
)
_GUESTS_REACH: Final = 200
# « Suite à la démission de M. PICQ et de Mme RUFFIN », « en remplacement de M. PICQ »
_HAS_LEFT: Final = re.compile(
    r"(?i)\b(?:d[ée]mission|d[ée]c[èe]s|remplacement)s?\s{1,3}d(?:e|u|['’])(?:[^.;:]|(?<=M)\.){0,90}\Z"
)
_HAS_LEFT_REACH: Final = 120
_BEFORE: Final = 40  # characters before a name
_PROXY_GAP: Final = 150  # characters from giver to holder


@dataclass(frozen=True, slots=True)
class _Prediction:
    mention: Mention
    role: RollRole

    @property
    def label(self) -> RollLabel:
        return self.role.label

    @property
    def marked(self) -> Mention:
        return replace(self.mention, rule=MODEL_RULE, certainty=self.role.certainty, doubtful=self.role.doubtful)


def _predictions(persons: Sequence[Mention], roles: Sequence[RollRole]) -> list[_Prediction]:
    by_start: Mapping[int, RollRole] = {role.start: role for role in roles}
    return [_Prediction(mention, role) for mention in persons if (role := by_start.get(mention.start)) is not None]


def predict_officer(label: RollLabel, persons: Sequence[Mention], roles: Sequence[RollRole]) -> Mention | None:
    """Return the person most certainly « president » or « secretary », the first of equals; or None."""
    called = [name for name in _predictions(persons, roles) if name.label == label]
    return max(called, key=lambda name: name.role.certainty).marked if called else None


def fill_attendance(
    attendance: Attendance, text: str, persons: Sequence[Mention], roles: Sequence[RollRole]
) -> Attendance:
    """Return the attendance with the names that the rules have in no list."""
    names = [
        name
        for name in _predictions(persons, roles)
        if not _is_replaced(text, name.mention)
        and not _is_guest(text, name.mention)
        and not _HAS_LEFT.search(text, max(0, name.mention.start - _HAS_LEFT_REACH), name.mention.start)
    ]
    if not names:
        return attendance
    read = _list_members(attendance)
    names = _around(names, read) if read else _first_roll(names)
    filled = _fill(attendance, [name for name in names if not name.role.doubtful], names)
    filled = _confirm(_fill(filled, names, names))
    if attendance.present or _is_counted(filled):
        return filled
    if not filled.present:
        return attendance
    fewest = _FEWEST if _follows_presence(text, filled.present[0].start) else _FEWEST_UNSAID
    return _change_predicted(filled, doubtful=True) if len(filled.present) >= fewest else attendance


def _follows_presence(text: str, start: int) -> bool:
    """Return whether a word says of the names from ``start`` on that they sat."""
    return _PRESENCE.search(text, max(0, start - _PRESENCE_REACH), start) is not None


def _fill(attendance: Attendance, added: Sequence[_Prediction], names: Sequence[_Prediction]) -> Attendance:
    """Return the attendance with those of ``added`` that are in no list, unless more sit than are in office.

    ``names`` are all that the model read, which tell who stands beside whom.
    """
    keys = {mention.person_key for mention in _list_members(attendance)}
    filled = _with_proxies(attendance, names, set(added), keys)
    keys |= {mention.person_key for mention in filled.represented}
    filled = _with_present(filled, added, keys)
    keys |= {mention.person_key for mention in filled.present}
    filled = _with_absent(filled, added, keys)
    return attendance if _exceeds(filled) else filled


def _confirm(attendance: Attendance) -> Attendance:
    """Return the attendance without doubt in the lists that the printed counts bear out."""
    counts, present, represented = attendance.counts, len(attendance.present), len(attendance.represented)
    if counts.in_office == len({mention.person_key for mention in _list_members(attendance)}):
        return _change_predicted(attendance, doubtful=False)
    together = counts.voting == present + represented
    return replace(
        attendance,
        present=_mark(attendance.present, doubtful=False)
        if together or counts.present == present
        else attendance.present,
        represented=_mark(attendance.represented, doubtful=False)
        if together or counts.proxies == represented
        else attendance.represented,
    )


def _change_predicted(attendance: Attendance, *, doubtful: bool) -> Attendance:
    """Return the attendance with or without doubt about each member whom the model placed."""
    return replace(
        attendance,
        present=_mark(attendance.present, doubtful=doubtful),
        represented=_mark(attendance.represented, doubtful=doubtful),
        absent=_mark(attendance.absent, doubtful=doubtful),
    )


def _mark(members: Iterable[Mention], *, doubtful: bool) -> tuple[Mention, ...]:
    return tuple(replace(member, doubtful=doubtful) if member.rule == MODEL_RULE else member for member in members)


def _is_replaced(text: str, mention: Mention) -> bool:
    """Return whether the name is that of « B, suppléant de A »: it is B who sits."""
    return _SUBSTITUTE_OF.search(text, max(0, mention.start - _BEFORE), mention.start) is not None


def _is_guest(text: str, mention: Mention) -> bool:
    """Return whether the name stands under « Invités : », « Assistaient également : »."""
    return _GUESTS.search(text, max(0, mention.start - _GUESTS_REACH), mention.start) is not None


def _list_members(attendance: Attendance) -> list[Mention]:
    return [*attendance.present, *attendance.represented, *attendance.excused, *attendance.absent]


def _around(names: Sequence[_Prediction], read: Sequence[Mention]) -> list[_Prediction]:
    first, last = min(map(start_of, read)) - _NEAR_LISTS, max(map(start_of, read)) + _NEAR_LISTS
    return [name for name in names if first <= name.mention.start <= last]


def _first_roll(names: Sequence[_Prediction]) -> list[_Prediction]:
    """Return the names from the first of a roll to the last that is near the one before."""
    roll: list[_Prediction] = []
    for name in names:
        if name.label in ("none", "president", "secretary"):
            continue
        if roll and name.mention.start - roll[-1].mention.end > _APART:
            if len(roll) >= _FEWEST:
                break
            roll = []
        roll.append(name)
    return roll


def _with_proxies(
    attendance: Attendance, names: Sequence[_Prediction], added: Set[_Prediction], keys: Set[str]
) -> Attendance:
    """Add givers next to their holder; not a member whose suppléant the rules read as present at that place."""
    sitting = {mention.start for mention in attendance.present}
    pairs = {
        giver.mention.person_key: Proxy(giver.marked, holder.marked)
        for giver, holder in _adjacent_pairs(names)
        if {giver, holder} <= added
        and giver.mention.person_key not in keys
        and holder.mention.start not in sitting
    }
    if not pairs:
        return attendance
    return replace(
        attendance,
        represented=_in_order(attendance.represented, (proxy.giver for proxy in pairs.values())),
        proxies=tuple(sorted([*attendance.proxies, *pairs.values()], key=lambda proxy: proxy.giver.start)),
    )


def _adjacent_pairs(names: Sequence[_Prediction]) -> Iterator[tuple[_Prediction, _Prediction]]:
    """Yield giver and holder, in either order; each name once."""
    taken = -1
    for first, second in pairwise(names):
        if first.mention.start <= taken or second.mention.start - first.mention.end > _PROXY_GAP:
            continue
        for giver, holder in ((first, second), (second, first)):
            if giver.label == "represented" and holder.label == "holder":
                taken = second.mention.start
                yield giver, holder


def _with_present(attendance: Attendance, names: Sequence[_Prediction], keys: Set[str]) -> Attendance:
    added = _find_unlisted(names, "present", keys)
    counted = attendance.counts.present
    if counted is not None and len(attendance.present) + len(added) > counted:
        return attendance
    return replace(attendance, present=_in_order(attendance.present, added))


def _with_absent(attendance: Attendance, names: Sequence[_Prediction], keys: Set[str]) -> Attendance:
    """Add absent members where the printed counts confirm them: members in office less those who are listed."""
    added = _find_unlisted(names, "absent", keys)
    in_office = attendance.counts.in_office
    if not added or in_office is None or len(_list_members(attendance)) + len(added) != in_office:
        return attendance
    return replace(attendance, absent=_in_order(attendance.absent, added))


def _find_unlisted(names: Sequence[_Prediction], label: RollLabel, keys: Set[str]) -> list[Mention]:
    """Return the first mention of each person with a role, if they have no other."""
    found: dict[str, Mention] = {}
    other: set[str] = set()
    for name in names:
        key = name.mention.person_key
        if name.label == label and key not in keys:
            found.setdefault(key, name.marked)
        elif name.label in ("present", "represented", "absent"):
            other.add(key)
    return [mention for key, mention in found.items() if key not in other]


def _in_order(read: Iterable[Mention], added: Iterable[Mention]) -> tuple[Mention, ...]:
    return tuple(sorted([*read, *added], key=start_of))


def _is_counted(attendance: Attendance) -> bool:
    """Return whether a printed count confirms a roll of which the rules read nobody present."""
    counts = attendance.counts
    if len(attendance.present) < _FEWEST:
        return False
    return len(attendance.present) == counts.present or len(_list_members(attendance)) == counts.in_office


def _exceeds(attendance: Attendance) -> bool:
    """Return whether there are more members than are in office."""
    in_office = attendance.counts.in_office
    return in_office is not None and len({mention.person_key for mention in _list_members(attendance)}) > in_office
