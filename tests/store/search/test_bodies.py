"""What is asked of the body of an act: its number, its territory, its inhabitants, and which of several of one name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.describing import Described, describe_bodies
from tests.handles import letter_of
from tests.tables import each_row

from recueil.errors import QueryError
from recueil.query import format_query, parse
from recueil.readers.document import Document
from recueil.store.search.facets import FacetCount, facet_filter
from recueil.store.store import Store
from recueil.values import Act, Facts, Identity

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]

DENIS, REUNION, CITY, EPCI, OTHER = (
    "Saint-Denis (93)",
    "Saint-Denis (974)",
    "Laval",
    "Laval Agglomération",
    "SIVOM du Val",
)
BODIES: dict[str, Described] = {
    DENIS: ("Saint-Denis", "commune", "929939411", "93066", "93", "11", "200054781", "200057867", 113942),
    REUNION: ("Saint-Denis", "commune", "219740115", "97411", "974", "04", "249740119", None, 155634),
    CITY: ("Laval", "commune", "215301300", "53130", "53", "52", "200083392", None, 49573),
    EPCI: ("CA Laval Agglomération", "ca", "200083392", None, "53", "52", None, None, 114872),
}
# The last two: a body of which only what the act prints is known, and one that may be either Saint-Denis.
ISSUED = {"a": DENIS, "b": REUNION, "c": CITY, "d": EPCI, "e": OTHER, "f": "Saint-Denis"}

FOUND = [
    ("commune:laval", "cd"),
    ('commune:"=laval"', "c"),
    ('commune:"saint-denis (93)"', "a"),
    ('commune:"=Saint-Denis (974)"', "b"),
    ('commune:"=saint-denis"', "f"),
    ("commune:denis", "abf"),
    ("siren:929939411", "a"),
    ("siren:200083392", "d"),
    ("siren:255300012", "e"),
    ("siren:*", "abcde"),
    ("departement:93", "a"),
    ("departement:974", "b"),
    ("departement:53", "cde"),
    ("departement:mayenne", "cde"),
    ('departement:"La Réunion"', "b"),
    ('departement:"seine-saint-denis"', "a"),
    ("departement:*", "abcde"),
    ("departement:99", ""),
    ("region:52", "cd"),
    ("region:4", "b"),
    ('region:"pays de la loire"', "cd"),
    ('region:"île-de-france"', "a"),
    ("region:*", "abcd"),
    ("epci:200083392", "cd"),
    ('epci:"laval agglomération"', "cd"),
    ('epci:"plaine commune"', "a"),
    ("epci:200054781", "a"),
    ("epci:*", "abcd"),
    ("population:>110000", "abd"),
    ("population:49573", "c"),
    ("population:<50000", "c"),
    ("population:*", "abcd"),
    ("séance -epci:*", "ef"),
    ("séance population:>110000 -departement:974", "ad"),
    ("region:bretagne OU departement:mayenne", "cde"),
]


@pytest.fixture(scope="module")
def filled(shared: Store, make: Make, record: Record) -> Store:
    """A store of one act of each body, with what is known of these; only read."""
    for letter, body in ISSUED.items():
        document, act = make(f"Séance du conseil {letter}")
        printed = ("255300012", "053") if body == OTHER else (None, None)
        act = replace(act, facts=Facts(Identity(body=body, siren=printed[0], department=printed[1])))
        record(shared, f"{letter}.txt", replace(document, sha256=letter * 64), [act])
    describe_bodies(shared, BODIES, {"Saint-Denis": ["929939411", "219740115"]})
    return shared


@each_row(("query", "letters"), FOUND)
def test_a_field_of_the_body_finds(filled: Store, query: str, letters: str) -> None:
    found = sorted(letter_of(hit.uid) for hit in filled.search(parse(query)).hits)
    assert "".join(found) == letters


def test_a_name_of_several_bodies_asks_which(filled: Store) -> None:
    with pytest.raises(QueryError) as caught:
        filled.count(parse("séance commune:saint-denis"))
    assert (caught.value.message, caught.value.start, caught.value.end) == (
        "several bodies are called 'saint-denis': write "
        'commune:"=saint-denis", commune:"Saint-Denis (93)", commune:"Saint-Denis (974)"',
        7,
        26,
    )


UNKNOWN = [
    ("departement:nulle-part", "'nulle-part' is neither the code nor the name of a département: write for example departement:34"),
    ("region:nulle-part", "'nulle-part' is neither the code nor the name of a région: write for example region:bretagne"),
    ("epci:nulle-part", "'nulle-part' is neither the SIREN nor the name of an EPCI: write for example epci:243400017"),
    ("epci:communauté", "'communauté' is neither the SIREN nor the name of an EPCI: write for example epci:243400017"),
]  # fmt: skip


@each_row(("query", "message"), UNKNOWN)
def test_a_name_of_no_territory_is_refused(filled: Store, query: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        filled.count(parse(query))
    assert caught.value.message == message


def test_facets_count_by_departement_and_epci(filled: Store) -> None:
    counted = filled.facets(None, ["departement", "epci"])
    assert counted == {
        "departement": (
            FacetCount("053", "Mayenne", 3),
            FacetCount("093", "Seine-Saint-Denis", 1),
            FacetCount("974", "La Réunion", 1),
        ),
        "epci": (
            FacetCount("200083392", "CA Laval Agglomération", 2),
            FacetCount("200054781", "Métropole du Grand Paris", 1),
            FacetCount("200057867", "Plaine Commune", 1),
            FacetCount("249740119", "CA Intercommunale du Nord de la Réunion (CINOR)", 1),
        ),
    }
    for name, counts in counted.items():
        for count in counts:
            term = facet_filter(name, count)
            assert term is not None
            assert filled.count(parse(format_query(term))) == count.acts
