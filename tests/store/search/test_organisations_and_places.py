"""What the fields and facets of organisations and places find, in either database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.handles import letter_of
from tests.tables import each_row

from recueil.privacy.erasure.masking import ERASED, MASK
from recueil.query import Exactly, Filter, format_query, parse
from recueil.readers.document import Document
from recueil.store.search.facets import FacetCount, facet_filter
from recueil.store.store import Store
from recueil.values import Act, Organisation, Place
from recueil.values.act import Part

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]

TEXTS = {
    "a": "La <ORGANISATION Ville de Saint-Jouan>Ville de\nSaint-Jouan</ORGANISATION> aide l'<ORGANISATION association "
    "Les Mille Voix>association Les Mille Voix</ORGANISATION>, sise à <PLACE Saint-Jouan #35284>Saint-Jouan</PLACE>, et "
    "la <ORGANISATION Croix-Rouge du Val>Croix-Rouge du Val</ORGANISATION>. L'<ORGANISATION asso. Les Mille Voix>asso. "
    "Les Mille Voix</ORGANISATION> remercie.",
    "b": "La <ORGANISATION S.A.R.L. Vasseur>S.A.R.L. Vasseur</ORGANISATION> refait la <PLACE rue des Lilas>rue des "
    "Lilas</PLACE> à <PLACE Vern>Vern</PLACE> ; <ORGANISATION Les Mille Voix>Les Mille Voix</ORGANISATION> y chante. "
    "Vu la carte rouge.",
    "c": "La <ORGANISATION Mairie de SAINT JOUAN>Mairie de SAINT JOUAN</ORGANISATION> et la <ORGANISATION Voix rouge>Voix "
    "rouge</ORGANISATION>, avenue de la Croix, écrivent à <PLACE ST-JOUAN>ST-JOUAN</PLACE> et à <PLACE Albi "
    "#2A004>Albi</PLACE>.",
}

FOUND = [
    ("organisation:croix", "a"),
    ('organisation:"croix rouge"', "a"),
    ('organisation:"rouge croix"', "a"),
    ('organisation:"croix voix"', ""),
    ("organisation:rouge", "ac"),
    ("organisation:roug", ""),
    ("organisation:roug*", "ac"),
    ('organisation:"cro* rou*"', "a"),
    ('organisation:"de* croix"', ""),
    ('organisation:"croix du val"', "a"),
    ('organisation:"croix de la v*"', "a"),
    ("organisation:association", "a"),
    ("organisation:asso", "a"),
    ("organisation:sarl", "b"),
    ('organisation:"SARL Vasseur"', "b"),
    ('organisation:"Les Mille Voix"', "ab"),
    ('organisation:"association Les Mille Voix"', "ab"),
    ('organisation:"commune de st-jouan"', "ac"),
    ("organisation:st-jouan", "ac"),
    ("organisation:=voix", ""),
    ('organisation:"=Mille Voix"', "ab"),
    ('organisation:"=Saint-Jouan (commune)"', ""),
    ('organisation:"=Commune de Saint-Jouan"', "ac"),
    ("organisation:vern", ""),
    ("organisation:*", "abc"),
    ("organisation:* -organisation:croix", "bc"),
    ("organisation:croix OU organisation:vasseur", "ab"),
    ("organisation:mille chante", "b"),
    ('organisation:"mil* voix" chante', "b"),
    ("organisation:rouge -carte", "ac"),
    ("organisation:*@dispositif", "a"),
    ("organisation:mille@dispositif", "a"),
    ('organisation:"mil* voix"@dispositif', "a"),
    ("organisation:mille@visas", ""),
    ("organisation:mille PRES/1 remercie", "a"),
    ("organisation:mille PRES/1 sise", "a"),
    ("organisation:mille PRES/1 refait", ""),
    ("organisation:* PRES/1 refait", "b"),
    ("lieu:saint-jouan", "ac"),
    ("lieu:jouan", "ac"),
    ("lieu:35284", "a"),
    ('lieu:"saint-jouan 35284"', "a"),
    ("lieu:35*", "a"),
    ("lieu:2a004", "c"),
    ("lieu:2A*", "c"),
    ('lieu:"rue des lilas"', "b"),
    ("lieu:rue", "b"),
    ("lieu:croix", ""),
    ("lieu:=jouan", ""),
    ('lieu:"=commune de St-Jouan"', "ac"),
    ("lieu:albi lieu:jouan", "c"),
    ("lieu:* -lieu:35284", "bc"),
    ("lieu:vern PRES chante", "b"),
]


@pytest.fixture(scope="module")
def filled(shared: Store, make: Make, record: Record) -> Store:
    """A store of these acts, only read."""
    for letter, tagged in TEXTS.items():
        document, act = make(tagged)
        part: Part | None = "dispositif" if letter == "a" else None
        entities = tuple(replace(entity, part=part) for entity in act.entities)
        record(shared, f"{letter}.txt", replace(document, sha256=letter * 64), [replace(act, entities=entities)])
    return shared


@each_row(("query", "letters"), FOUND)
def test_a_field_finds(filled: Store, query: str, letters: str) -> None:
    results = filled.search(parse(query), order="date")
    assert "".join(sorted(letter_of(hit.uid) for hit in results.hits)) == letters
    assert filled.count(parse(query)) == len(letters)


def test_a_hit_shows_the_first_mention_of_what_was_found(filled: Store) -> None:
    hits = filled.search(parse("organisation:mille lieu:*"), order="date").hits
    shown = {letter_of(hit.uid): [entity.value for entity in hit.entities] for hit in hits}
    assert shown == {
        "a": [Organisation("association Les Mille Voix"), Place("Saint-Jouan", "35284")],
        "b": [Place("rue des Lilas"), Place("Vern"), Organisation("Les Mille Voix")],
    }


def test_facets_bring_spellings_together(filled: Store) -> None:
    facets = filled.facets(None, ["organisation", "lieu"])
    assert {name: {one.value: one.acts for one in counts} for name, counts in facets.items()} == {
        "organisation": {
            "mille_voix": 2,
            "commune_saint_jouan": 2,
            "croix_rouge_val": 1,
            "vasseur": 1,
            "voix_rouge": 1,
        },
        "lieu": {"saint_jouan": 2, "albi": 1, "rue_lilas": 1, "vern": 1},
    }
    labels = {one.value: one.label for one in (*facets["organisation"], *facets["lieu"])}
    assert labels["commune_saint_jouan"] in ("Ville de Saint-Jouan", "Mairie de SAINT JOUAN")
    assert (labels["croix_rouge_val"], labels["rue_lilas"]) == ("Croix-Rouge du Val", "rue des Lilas")
    for name, counts in facets.items():
        for one in counts:
            wanted = facet_filter(name, one)
            assert wanted is not None
            assert filled.count(parse(format_query(wanted))) == one.acts
    assert filled.facets(parse("lieu:vern"), ["lieu"], 1) == {
        "lieu": (FacetCount("rue_lilas", "rue des Lilas", 1),)
    }


@pytest.mark.both_databases
def test_a_facet_shows_the_spelling_of_most_acts_and_the_name_of_an_acronym(
    store: Store, make: Make, record: Record
) -> None:
    full = "Syndicat mixte des eaux du Val"
    for letter, name in enumerate((full, full.upper(), full, "SMEV")):
        document, act = make(f"le <ORGANISATION {name}>{name}</ORGANISATION>")
        values = (Organisation(name, full if name == "SMEV" else None) for _ in act.entities)
        entities = tuple(replace(one, value=value) for one, value in zip(act.entities, values, strict=True))
        record(
            store, f"{letter}.txt", replace(document, sha256=str(letter) * 64), [replace(act, entities=entities)]
        )
    (count,) = store.facets(None, ["organisation"])["organisation"]
    assert (count.label, count.acts) == (full, 4)
    wanted = facet_filter("organisation", count)
    assert wanted is not None
    assert store.count(parse(format_query(wanted))) == 4
    assert [store.count(parse(query)) for query in ("organisation:smev", 'organisation:"syndicat val"')] == [1, 4]
    shown = [entity.value for hit in store.search(parse("organisation:smev")).hits for entity in hit.entities]
    assert shown == [Organisation("SMEV", full)]


def test_a_name_that_no_query_can_write_is_asked_by_its_key() -> None:
    quoted = FacetCount("mille_voix", "« Mille Voix »", 1)
    assert facet_filter("organisation", quoted) == Filter("organisation", Exactly("mille voix"), 0, 0)
    assert facet_filter("organisation", FacetCount("association_3_voix", 'association "3 Voix"', 1)) is None


@pytest.mark.both_databases
def test_a_name_of_any_length_is_stored_and_found(store: Store, make: Make, record: Record) -> None:
    long = "x" * 5_000
    record(store, "a.txt", *_one(make, f"l'<ORGANISATION {long} voix>{long} voix</ORGANISATION>"))
    assert store.count(parse(f"organisation:{long}")) == 1
    assert store.count(parse('organisation:"x* voix"')) == 1
    assert [one.acts for one in store.facets(None, ["organisation"])["organisation"]] == [1]


def test_what_is_left_of_an_erased_name_is_no_name(store: Store, make: Make, record: Record) -> None:
    document, act = make(
        "<ORGANISATION Les Voix>Les Voix</ORGANISATION> et <ORGANISATION SARL Re>SARL Re</ORGANISATION>"
    )
    one, other = act.entities
    erased = (replace(one, value=Organisation(ERASED)), replace(other, value=Organisation(f"SARL {MASK * 2}")))
    record(store, "a.txt", document, [replace(act, entities=erased)])
    assert store.facets(None, ["organisation"]) == {"organisation": ()}
    assert store.count(parse("organisation:*")) == 0


def _one(make: Make, tagged: str) -> tuple[Document, list[Act]]:
    document, act = make(tagged)
    return document, [act]
