"""Names found by their hashes: every way to write them, and what only looks like them."""

from __future__ import annotations

import pytest
from tests.tables import each_row

from recueil.errors import ForgetError
from recueil.privacy.erasure.find_names import NameFinder, OtherNames
from recueil.privacy.erasure.name_hashes import FullName, forms_of, parse_name
from recueil.values import Person

KEY = b"a secret of the tests"
FINDER = NameFinder({1: forms_of(parse_name("Zoé KERMADEC-TRÉGUIER"), KEY)}, KEY)
FOUND = [
    ("Mme Zoé KERMADEC-TRÉGUIER est élue", "Zoé KERMADEC-TRÉGUIER"),
    ("Mme KERMADEC-TRÉGUIER Zoé est élue", "KERMADEC-TRÉGUIER Zoé"),
    ("KERMADEC TREGUIER, Zoé ; ASTIER, Paul", "KERMADEC TREGUIER, Zoé"),
    ("Kermadec-Tréguier (Zoé)", "Kermadec-Tréguier (Zoé"),
    ("zoé  kermadec\n-\ntréguier", "zoé  kermadec\n-\ntréguier"),
    ("ZOE\u00a0KERMADEC-\nTREGUIER", "ZOE\u00a0KERMADEC-\nTREGUIER"),
    ("Zoé KERMA-\n  DEC-TRÉGUIER", "Zoé KERMA-\n  DEC-TRÉGUIER"),
    ("Zoe\u0301 Kermadec\u2011Tre\u0301guier", "Zoe\u0301 Kermadec\u2011Tre\u0301guier"),
    ("zoe.kermadec-treguier@exemple.fr", "zoe.kermadec-treguier"),
    ("pour d'Zoé Kermadec-Tréguier", "Zoé Kermadec-Tréguier"),
]
LOOKALIKES = [
    "Zoé KERMADEC",
    "Zoé KERMADEC-TRÉGUIERAU",
    "Paul KERMADEC-TRÉGUIER",
    "Marie-Zoé KERMADEC-TRÉGUIER",
    "Zoé KERMADEC-TRÉGUIER-ASTIER",
    "Paul KERMADEC-TRÉGUIER, Zoé ASTIER",
    "Zoé, KERMADEC-TRÉGUIER",
    "Zoé. KERMADEC-TRÉGUIER",
    "KERMADEC-TRÉGUIER",
]


@each_row(("text", "said"), FOUND)
def test_a_full_name_is_found_however_it_is_written(text: str, said: str) -> None:
    assert {text[slice(*hit.span)] for hit in FINDER.full(text)} == {said}


@pytest.mark.parametrize("text", LOOKALIKES)
def test_what_looks_like_it_is_not(text: str) -> None:
    assert FINDER.full(text) == []


def test_a_family_name_alone_is_found_where_it_is_nobody_elses() -> None:
    text = "Mme KERMADEC-TRÉGUIER, Paul KERMADEC-TRÉGUIER, un kermadec-tréguier, Kermadec"
    others = OtherNames({("paul", "kermadec", "treguier")})
    assert [hit.span for hit in FINDER.families(text, {1}, others)] == [(4, 21)]
    assert FINDER.families(text, set(), others) == []


def test_a_body_keeps_its_name_and_a_person_who_has_it_does_not() -> None:
    finder = NameFinder({1: forms_of(parse_name("Zoé LOUBIN"), KEY)}, KEY)
    text = "Ville de Loubin. M. Loubin, maire de Loubin"
    assert [hit.span for hit in finder.families(text, {1}, OtherNames((), {("loubin",)}))] == [(20, 26)]


def test_a_person_by_initials() -> None:
    given = ["Zoé", "Z.", "Paul", "P.", None]
    said = [FINDER.person(Person(name, "Kermadec Tréguier")) for name in given]
    assert said == [{1}, {1}, set(), set(), set()]
    assert FINDER.family(Person(None, "KERMADEC-TREGUIER")) == {1}


def test_another_key_finds_nobody() -> None:
    forms = forms_of(parse_name("Zoé KERMADEC-TRÉGUIER"), KEY)
    assert NameFinder({1: forms}, b"another").full("Zoé KERMADEC-TRÉGUIER") == []


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Marie Exemple", FullName(("marie",), ("exemple",))),
        ("EXEMPLE Marie Anne", FullName(("marie", "anne"), ("exemple",))),
        ("Exemple, Marie", FullName(("marie",), ("exemple",))),
        ("Marie-Anne DE L'EXEMPLE", FullName(("marie", "anne"), ("de", "l", "exemple"))),
        ("Marie de Exemple", FullName(("marie",), ("de", "exemple"))),
    ],
)
def test_a_name_as_it_is_given(written: str, name: FullName) -> None:
    assert parse_name(written) == name


@pytest.mark.parametrize("written", ["", "Marie", "EXEMPLE", ", Marie", "Marie,", "* *"])
def test_half_a_name_is_none(written: str) -> None:
    with pytest.raises(ForgetError, match="is not a given and a family name"):
        parse_name(written)


@pytest.mark.parametrize("written", ["Zoé DE LA ROCHE", "Zoé LA ROCHE", "Zoé ROCHE", "ROCHE Zoé"])
def test_a_particle_of_the_family_name_may_be_left_out(written: str) -> None:
    finder = NameFinder({1: forms_of(parse_name("Zoé DE LA ROCHE"), KEY)}, KEY)
    text = f"Mme {written} est élue"
    assert written in {text[slice(*hit.span)] for hit in finder.full(text)}
