"""Who sat at each item. « ¦ » stands where an item starts, « VOTÉ » is its decision, names stand in braces."""

from __future__ import annotations

from tests.facts.naming import read
from tests.tables import each_row

from recueil.facts.attendance.attendance import extract_attendance
from recueil.facts.attendance.movements import AgendaItem, attendance_by_item
from recueil.facts.segmentation.segments import Segment
from recueil.values import Attendance, Headcount

HEAD = "En exercice : 4⏎Présents : {ROUX}, {CAPEL}, {MOREL}⏎Absents : {VERDIN}⏎"
# The head of the séance, its items, and where a member stood at each of them.
MOVES = [
    ("", "¦1. A VOTÉ ¦2. B VOTÉ Arrivée de {VERDIN}. ¦3. C VOTÉ", "VERDIN", "absent absent present"),
    ("", "¦1. A VOTÉ ¦2. Arrivée de {VERDIN} à 19h. B VOTÉ ¦3. C VOTÉ", "VERDIN", "absent present present"),
    ("", "¦1. A VOTÉ Arrivée de {CAPEL}. ¦2. B VOTÉ ¦3. C VOTÉ", "CAPEL", "absent present present"),
    ("", "¦1. A VOTÉ {MOREL} quitte la séance à 20h. ¦2. B VOTÉ ¦3. C VOTÉ", "MOREL", "present absent absent"),
    ("", "¦1. A ¦2. B {MOREL} quitte la séance. VOTÉ ¦3. C VOTÉ", "MOREL", "present absent absent"),
    ("", "¦1. A VOTÉ ¦2. B {MOREL} quitte la salle. VOTÉ ¦3. C VOTÉ", "MOREL", "present absent present"),
    ("", "¦1. A ¦2. {MOREL} quitte la séance le temps de l'examen. VOTÉ ¦3. C", "MOREL", "present absent present"),
    ("", "¦1. A ¦2. {MOREL} sort de la salle. VOTÉ Retour de {MOREL}. ¦3. C", "MOREL", "present absent present"),
    ("Présents : {ROUX}, {CAPEL}, {LEDOUX} (arrivée au point 2)⏎", "¦1. A ¦2. B ¦3. C", "LEDOUX", "absent present present"),
    ("Présents : {ROUX}, {CAPEL}, {LEDOUX} (jusqu'au point 2)⏎", "¦1. A ¦2. B ¦3. C", "LEDOUX", "present present absent"),
    ("Présents : {ROUX}, {CAPEL}⏎Absent : {LEDOUX} (jusqu'au point 1)⏎", "¦1. A ¦2. B ¦3. C", "LEDOUX", "absent present present"),
    ("Présents : {ROUX}, {CAPEL}⏎Absent : {LEDOUX} (à partir du point 2)⏎", "¦1. A ¦2. B ¦3. C", "LEDOUX", "present absent absent"),
    (
        "Présents : {ROUX}, {CAPEL} (jusqu'au point 1)⏎Absents : {CAPEL} (à partir du point 2), {MOREL}⏎",
        "¦1. A ¦2. B ¦3. C", "CAPEL", "present absent absent",
    ),
    (
        "Présents : {ROUX}, {CAPEL} (à partir du point 2)⏎Pouvoirs : {CAPEL} à {ROUX} (jusqu'au point 1)⏎",
        "¦1. A ¦2. B ¦3. C", "CAPEL", "represented present present",
    ),
    (
        "Présents : {ROUX}, {CAPEL}⏎Pouvoirs : {LEDOUX} à {ROUX}⏎", "¦1. A VOTÉ Arrivée de {LEDOUX}. ¦2. B ¦3. C",
        "LEDOUX", "represented present present",
    ),
    # nothing tells of an item
    ("Présents : {ROUX}, {CAPEL}, {LEDOUX} (arrivée à 19h)⏎", "¦1. A ¦2. B ¦3. C", "LEDOUX", "present present present"),
    ("Présents : {ROUX}, {CAPEL}, {LEDOUX} (arrivée au point 9)⏎", "¦1. A ¦2. B ¦3. C", "LEDOUX", "present present present"),
    ("", "¦1. A {MOREL} présente le rapport. ¦2. B ¦3. C", "MOREL", "present present present"),
]  # fmt: skip


def sat(sentence: str) -> tuple[Attendance, list[Attendance]]:
    """The attendance of the séance, and that of each item."""
    text, named = read(sentence.replace("¦", ""))
    starts, at = [], 0
    for part in read(sentence)[0].split("¦")[:-1]:
        at += len(part)
        starts.append(at)
    items = []
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], len(text)], strict=True), start=1):
        decided = text.find("VOTÉ", start, end)
        items.append(AgendaItem(Segment(start, end, f"{number}"), end if decided < 0 else decided))
    seance = extract_attendance(text, named)
    return seance, attendance_by_item(text, seance, items)


def place(attendance: Attendance, member: str) -> str:
    lists = ("present", "represented", "excused", "absent")
    return " ".join(name for name in lists if member in {str(who.value) for who in getattr(attendance, name)})


@each_row(("head", "items", "member", "places"), MOVES)
def test_a_member_comes_and_goes_by_item(head: str, items: str, member: str, places: str) -> None:
    _, found = sat((head or HEAD) + items)
    assert " ".join(place(attendance, member) for attendance in found) == places


def test_who_does_not_move_and_what_is_not_touched_stay_as_they_were() -> None:
    seance, (first, second) = sat(f"{HEAD}¦1. A VOTÉ Arrivée de {{VERDIN}}. ¦2. B VOTÉ")
    assert first == seance
    assert [str(who.value) for who in second.present] == ["ROUX", "CAPEL", "MOREL", "VERDIN"]
    assert (seance.counts, second.counts) == (Headcount(in_office=4), Headcount(in_office=4))


def test_counts_of_the_head_are_not_those_of_another_item() -> None:
    _, (first, second) = sat(f"{HEAD}Votants : 3⏎¦1. A VOTÉ Arrivée de {{VERDIN}}. ¦2. B VOTÉ")
    assert (first.counts, second.counts) == (Headcount(in_office=4, voting=3), Headcount(in_office=4))


def test_a_pouvoir_ends_when_its_giver_arrives() -> None:
    seance, found = sat(
        "Présents : {ROUX}, {CAPEL}⏎Pouvoirs : {LEDOUX} à {ROUX}⏎¦1. A VOTÉ Arrivée de {LEDOUX}. ¦2. B"
    )
    assert [len(attendance.proxies) for attendance in (seance, *found)] == [1, 1, 0]
