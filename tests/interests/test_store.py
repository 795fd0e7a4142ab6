"""Interests: read from a table, loaded in place of those before, found when an organisation is awarded something."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.between import BODY, KEY, Paper, fill, paper
from tests.commands import run

from recueil.cross_checks.history import Histories
from recueil.cross_checks.rules import run_cross_rules
from recueil.errors import FileBroken
from recueil.interests.store import Interest, read_interests
from recueil.settings import Limits
from recueil.store.store import Store

Record = Callable[..., None]
WHEN = datetime.datetime(2025, 4, 1, 9, 30, tzinfo=datetime.UTC)
FILE = Path("interets.csv")
HEAD = "organisme;personne;organisation;depuis;jusque;source\n"
MEMBER = "RÉ, Luc"
CLUB = "association Judo-club de Montfaubert"


def read(rows: str) -> list[Interest]:
    return read_interests(FILE, (HEAD + rows).encode(), Limits())


TIED = Interest(
    BODY, "Luc RÉ", "Judo-club de Montfaubert", datetime.date(2021, 1, 1), datetime.date(2021, 12, 31), "HATVP"
)


def test_a_table_has_an_interest_in_each_row() -> None:
    assert read(
        f"{BODY};Luc RÉ;Judo-club de Montfaubert;01/01/2021;2021-12-31;HATVP\nCorvaz;Ana BON;Chorale;;;\n"
    ) == [
        TIED,
        Interest("Corvaz", "Ana BON", "Chorale", None, None, ""),
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("Corvaz;;Chorale;;;", "interets.csv: row 2 lacks PERSONNE."),
        ("...;Ana BON;Chorale;;;", "interets.csv: row 2 lacks ORGANISME."),
        ("Corvaz;Ana BON;Chorale;hier;;", "interets.csv: row 2: 'hier' is no day."),
        (
            "Corvaz;Ana BON;Chorale;2024-03-12;11/03/2024;",
            "interets.csv: row 2: JUSQUE, 2024-03-11, is before DEPUIS, 2024-03-12.",
        ),
    ],
)
def test_a_row_that_lacks_something_is_refused(row: str, message: str) -> None:
    with pytest.raises(FileBroken, match=re.escape(message)):
        read(row)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (HEAD.encode(), "interets.csv is empty."),
        (b"\x00\xff\xfe\x01", "interets.csv is empty."),
        (
            b"organisme;personne;organisation;depui\nCorvaz;Ana;Chorale;2020-01-01\n",
            "DEPUI is none of the columns.",
        ),
    ],
    ids=["headings alone", "no table", "a mistyped column"],
)
def test_what_is_no_table_of_interests_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(FileBroken, match=re.escape(message)):
        read_interests(FILE, content, Limits())


def test_columns_of_ones_own_are_left_alone() -> None:
    content = b"organisme;personne;organisation;remarque\nCorvaz;Ana BON;Chorale;vu\n"
    assert read_interests(FILE, content, Limits()) == [Interest("Corvaz", "Ana BON", "Chorale", None, None, "")]


def test_a_file_that_is_empty_or_not_there_replaces_nothing(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    empty, absent = tmp_path / "vide.csv", tmp_path / "absent.csv"
    empty.write_bytes(b"\n")
    said = [run(capsys, "interests", "load", str(file)) for file in (empty, absent)]
    assert [(status, out, " ".join(err.split())) for status, out, err in said] == [
        (
            1,
            "",
            f"recueil: {empty} is empty. The columns are ORGANISME, PERSONNE, ORGANISATION, DEPUIS, JUSQUE, SOURCE.",
        ),
        (1, "", f"recueil: {absent}: no such file, or not a regular one. Check the path."),
    ]


@pytest.mark.both_databases
def test_what_is_loaded_replaces_what_was(store: Store) -> None:
    other = Interest("Corvaz", "Ana BON", "Chorale", None, None, "")
    store.interests.replace([other, TIED, other], "camille", WHEN)
    assert store.interests.all() == [other, TIED]
    store.interests.replace([TIED], "camille", WHEN)
    assert store.interests.all() == [TIED]


def award(day: str, text: str = "", present: tuple[str, ...] = (MEMBER,), to: str = CLUB) -> Paper:
    made = [("subvention", to, "500.00 EUR")]
    return paper("deliberation", day, "7", "Subvention au judo", text, present=present, awards=made)


def messages(store: Store) -> list[tuple[str, str]]:
    with store.figures.scope() as scope:
        found = run_cross_rules(*Histories(scope.connection, {KEY: BODY}))
    return [(one.message, one.basis) for one in found]


MESSAGE = (
    "Judo-club de Montfaubert : Luc RÉ est parmi les présents et a un lien avec cet organisme (selon HATVP) ; l'acte ne "
    "dit pas si cette personne a pris part au vote."
)


def test_an_award_while_the_member_is_there_is_told(store: Store, record: Record) -> None:
    fill(store, record, [award("2021-05-01")])
    store.interests.replace([TIED], "camille", WHEN)
    assert messages(store) == [(MESSAGE, "CGCT L2131-11")]


@pytest.mark.both_databases
def test_a_member_whom_an_act_designates_is_tied_until_the_next_election(store: Store, record: Record) -> None:
    made = paper("deliberation", "2020-06-05", "2", "Désignation", present=[MEMBER], designates_to=CLUB[12:])
    awards = [award(day) for day in ("2020-06-05", "2021-05-01", "2026-04-01")]
    fill(store, record, [made, *awards])
    assert messages(store) == [
        (MESSAGE.replace("selon HATVP", "l'acte du 05/06/2020 l'y désigne"), "CGCT L2131-11")
    ]
    with store.figures.scope() as scope:
        (found,) = run_cross_rules(*Histories(scope.connection, {KEY: BODY}))
    assert (found.act.uid, [place.act.uid for place in found.places]) == (awards[1].uid, [made.uid, awards[1].uid])


@pytest.mark.parametrize(
    "one",
    [
        award("2021-05-01", "Luc RÉ quitte la salle et ne prend pas part au vote."),
        award("2021-05-01", "Luc RÉ, trésorier du club, ne participe ni au débat ni au vote."),
        award("2021-05-01", "Luc RÉ demande à ne pas prendre part au vote."),
        award("2021-05-01", "Luc RÉ n’a pris part ni au débat ni au vote."),
        award("2021-05-01", "Luc RÉ ne prend\n   pas part au vote."),
        award("2021-05-01", present=("BON, Ana",)),
        award("2020-12-31"),  # before
        award("2022-01-01"),  # after
        award("2021-05-01", to="association Chorale"),
    ],
)
def test_other_awards_are_not(store: Store, record: Record, one: Paper) -> None:
    fill(store, record, [one])
    store.interests.replace([TIED], "camille", WHEN)
    assert messages(store) == []


@pytest.mark.parametrize(
    ("day", "basis"),
    [
        ("2022-02-22", "CGCT L2131-11"),
        ("2022-02-23", "CGCT L2131-11, et L1111-6 dans sa rédaction de la loi 2022-217 art. 217"),
        (
            "2025-12-24",
            "CGCT L2131-11 ; L1111-6 a changé par la loi 2025-1249, dont l'effet n'est pas vérifié ici",
        ),
    ],
)
def test_the_basis_is_that_of_the_day(store: Store, record: Record, day: str, basis: str) -> None:
    fill(store, record, [award(day)])
    store.interests.replace(
        [Interest(BODY, "Luc RÉ", "Judo-club de Montfaubert", None, None, "")], "camille", WHEN
    )
    assert [found for _, found in messages(store)] == [basis]
