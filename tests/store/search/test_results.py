"""What a query finds, and what a hit shows."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.filing import FillOnce
from tests.handles import handle_of, letter_of

from recueil.errors import CursorUnknown, QueryError
from recueil.query import parse
from recueil.readers.document import Document, Page
from recueil.store.search.compile import Order
from recueil.store.search.cursors import Cursor
from recueil.store.search.results import Hit, Results
from recueil.store.search.snippet import Segment
from recueil.store.store import Store
from recueil.values import Act, Amount, PartialDate

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]

# Invented acts; those found are named by their letters, latest first, the undated last.
ACTS = {
    "a": (
        "2021-06-04",
        "Aide à l’école de danse : subvention de <AMOUNT 4255.50 EUR>4 255,50 €</AMOUNT>, <BUDGET chapitre 65>chapitre "
        "65</BUDGET>, <BUDGET article 6574>article 6574</BUDGET>. Mme <PERSON LEFÈVRE, Jeanne>Jeanne LEFÈVRE</PERSON> "
        "rapporte la délibération du <DATE 2021-05-12>12 mai 2021</DATE>.",
    ),
    "b": (
        "2022",
        "Budget des écoles : <AMOUNT 12000.00 EUR>12 000 €</AMOUNT> et <AMOUNT 48000.00 EUR>48 000 €</AMOUNT> au "
        "<BUDGET chapitre 922>chapitre 922</BUDGET>, <BUDGET compte 6574>compte 6574</BUDGET>, soit "
        "<PERCENTAGE 49>49 %</PERCENTAGE>. Période <PERIOD 2022/2023>2022-2023</PERIOD>.",
    ),
    "c": (
        "2023-03-14",
        "Crèche du Mont-Blanc. Le conseil de la ville élit M. <PERSON LEFORT, Jean>Jean LEFORT</PERSON> et Mme <PERSON "
        "DUBOIS, Lefèvre>Lefèvre DUBOIS</PERSON>. Œuvres vendues en <DATE 2023-03>mars 2023</DATE>, <PERCENTAGE "
        "0.365>0,365 %</PERCENTAGE>.",
    ),
    "d": (None, "Vœu sur la subvention, le <DATE 2023-02-31>31 février 2023</DATE>. Conseil municipal."),
}

FOUND = [
    # words: accents, case, ligatures, plural, elision
    ("ecole", "ba"),
    ("écoles", "ba"),
    ("ÉCOLE", "ba"),
    ("oeuvre", "c"),
    ("œuvres", "c"),
    ("danse", "a"),
    ("l’école", "ba"),
    ("mont-blanc", "c"),
    ("blanc-mont", ""),
    ("inconnu", ""),
    # all of them, phrases, common words left out
    ("subvention école", "a"),
    ("la subvention de l'", "ad"),
    ('"école de danse"', "a"),
    ('"danse école"', ""),
    ('"conseil ville"', "c"),
    ("conseil", "cd"),
    ("le OU école", "ba"),
    # figures
    ("4255,5", "a"),
    ('"4 255,50"', "a"),
    ("4255,51", ""),
    # or, not, parentheses
    ("crèche OU danse", "ca"),
    ("conseil crèche OU vœu", "cd"),
    ("subvention -école", "d"),
    ('conseil -"conseil municipal"', "c"),
    ("conseil -(crèche OU danse)", "d"),
    ("(subvention danse) OU crèche", "ca"),
    ("subvention -le", "ad"),
    # amounts
    ("montant:>4255,50", "b"),
    ("montant:>=4255,50", "ba"),
    ("montant:4255,50", "a"),
    ("montant:4255,51", ""),
    ("montant:10k..20k", "b"),
    ("montant:20000..30000", ""),
    ("montant:<12000", "a"),
    ('montant:"<= 12 000"', "ba"),
    # other values
    ("pourcentage:49", "b"),
    ("pourcentage:<1", "c"),
    ("chapitre:65", "a"),
    ("chapitre:6574", ""),
    ("article:6574", "ba"),
    ("nature:Délibération", "cbad"),
    ("nature:arrete", ""),
    # dates mentioned, periods mentioned, the act's own
    ("date:2021", "a"),
    ("date:2023-03-20", "c"),
    ("date:2023-02", ""),
    ("date:<2023", "a"),
    ("date:>2023-03-30", "c"),
    ("date:>2023-03-31", ""),
    ("date:2022", ""),
    ("periode:2023-09", "b"),
    ("periode:>2023", ""),
    ("seance:2021..2022", "ba"),
    ("seance:2022-05-01", "b"),
    ("seance:>2021", "cb"),
    ("seance:<2022", "a"),
    # persons: whole words, in any order, of one name
    ("personne:lefevre", "ca"),
    ('personne:"jeanne lefèvre"', "a"),
    ('personne:"LEFÈVRE Jeanne"', "a"),
    ('personne:"jean dubois"', ""),
    ("personne:lef", ""),
    ("personne:lef*", "ca"),
    ('personne:"jean* lef*"', "ca"),
    # together
    ("école chapitre:65", "a"),
    ("école -chapitre:65", "b"),
    ("chapitre:65 -danse", ""),
    ("chapitre:922 montant:>20000", "b"),
    ("article:6574 chapitre:65", "a"),
    ("article:6574 -chapitre:65", "b"),
    ("subvention montant:>1000", "a"),
    ("subvention -montant:>1000", "d"),
    ("crèche OU montant:>20000", "cb"),
    ("conseil (crèche OU montant:>1)", "c"),
    ("-école seance:2021..", "c"),
    ("seance:2021.. -(école OU montant:1)", "c"),
    ("chapitre:65 OU crèche", "ca"),
    ("(école chapitre:65) OU (conseil date:2023)", "ca"),
]


@pytest.fixture(scope="module")
def filled(shared: Store, make: Make, record: Record) -> Store:
    """A store of these acts, only read."""
    for letter, (date, tagged) in ACTS.items():
        document, act = make(tagged, date)
        record(shared, f"{letter}.txt", replace(document, sha256=letter * 64), [act])
    return shared


@pytest.mark.parametrize(("query", "letters"), FOUND)
def test_a_query_finds(filled: Store, query: str, letters: str) -> None:
    for order in get_args(Order):
        results = filled.search(parse(query), order=order)
        found = [letter_of(hit.uid) for hit in results.hits]
        assert results.total == len(letters)
        assert found == list(letters) if order == "date" else sorted(found) == sorted(letters)


def test_a_hit_shows_words_and_values(filled: Store) -> None:
    results = filled.search(parse("école chapitre:65 montant:>4000 personne:lefevre"))
    [hit] = results.hits
    assert hit == Hit(
        uid=handle_of("a" * 64),
        date=PartialDate(2021, 6, 4),
        kind="deliberation",
        title=None,
        source="a.txt",
        score=0,
        page=1,
        start=0,
        snippet=(
            Segment("Aide à l’", False),
            Segment("école", True),
            Segment(" de danse : subvention de ", False),
            Segment("4 255,50 €", True),
            Segment(", ", False),
            Segment("chapitre 65", True),
            Segment(", article 6574. Mme ", False),
            Segment("Jeanne LEFÈVRE", True),
            Segment(" rapporte la délibération du 12 mai 2021.", False),
        ),
        entities=hit.entities,
        numbers=(1, 2, 4),
    )
    assert [str(entity.value) for entity in hit.entities] == ["4255.50 EUR", "chapitre 65", "LEFÈVRE, Jeanne"]


def test_the_latest_acts_are_walked_page_by_page(filled: Store) -> None:
    first = filled.search(None, 3, order="date")
    rest = filled.search(None, 100, order="date", after=first.next)
    letters = [letter_of(hit.uid) for hit in (*first.hits, *rest.hits)]
    assert (first.total, rest.next, "".join(letters)) == (4, None, "cbad")
    assert [hit.entities for hit in first.hits] == [()] * 3


def test_what_is_excluded_is_not_shown(filled: Store) -> None:
    [hit] = filled.search(parse("montant:>10000 -montant:4255,50 -crèche")).hits
    assert [str(entity.value) for entity in hit.entities] == ["12000.00 EUR", "48000.00 EUR"]
    assert hit.score == 0


def test_without_words_the_first_value_is_shown(store: Store, make: Make, record: Record) -> None:
    document, act = make(
        "Vu le rapport. " * 60 + "Il est dû <AMOUNT 12.00 EUR>12 €</AMOUNT>. " + "Vu le rapport. " * 60
    )
    document = replace(document, pages=(Page(1, 0, 500), Page(2, 500, len(document.text))))
    [amount] = act.entities
    record(store, "a.txt", document, [replace(act, entities=(replace(amount, page=2),))])
    [hit] = store.search(parse("montant:12")).hits
    assert [segment for segment in hit.snippet if segment.hit] == [Segment("12 €", True)]
    shown = "".join(segment.text for segment in hit.snippet)
    assert (hit.page, document.text[hit.start : hit.start + len(shown)]) == (2, shown)
    [hit] = store.search(parse("nature:deliberation")).hits
    assert (hit.page, hit.start, hit.snippet[0].text[:15]) == (1, 0, "Vu le rapport. ")


ABOUT = {
    # title and text; what an act is about is in its title, or said three times and once in a hundred words
    "a": ("Écoles et crèches", "Point sur l'école et la crèche."),
    "b": ("Tarifs", "L'école, encore l'école, toujours l'école, et une crèche."),
    "c": ("École de musique", "Une école et une crèche, parmi d'autres."),
    "d": ("Divers", "Une école, une crèche."),
    "e": ("Divers", "L'école, encore l'école, toujours l'école, et une crèche." + " Vu le rapport du maire." * 99),
}


@pytest.fixture
def about(store: Store, make: Make, record: Record, fill_once: FillOnce) -> Store:
    """Acts about schools and nurseries, more or less, the later the less."""

    def fill() -> None:
        for n, (letter, (title, text)) in enumerate(ABOUT.items()):
            document, act = make(f"{title}. {text}")
            identity = replace(act.facts.identity, title=title, date=PartialDate(2020 + n, 1, 1))
            titled = replace(act, facts=replace(act.facts, identity=identity))
            record(store, f"{letter}.txt", replace(document, sha256=letter * 64), [titled])

    fill_once(fill)
    return store


def found(results: Results) -> list[tuple[str, int]]:
    return [(letter_of(hit.uid), hit.score) for hit in results.hits]


@pytest.mark.both_databases
def test_what_an_act_is_about_comes_first_then_the_latest(about: Store) -> None:
    query = parse("école crèche")
    ranked = [("a", 2), ("c", 1), ("b", 1), ("e", 0), ("d", 0)]
    assert found(about.search(query)) == ranked
    assert [letter for letter, _ in found(about.search(query, order="date"))] == list("edcba")
    pages: list[tuple[str, int]] = []
    after = None
    for _ in range(5):
        results = about.search(query, 1, after=after, total=False)
        assert results.total is None
        pages += found(results)
        after = results.next
    assert (pages, after) == (ranked, None)


@pytest.mark.parametrize(
    ("query", "ranked"),
    [
        ('"école encore" OU musique', [("c", 1), ("e", 0), ("b", 0)]),
        ('"école encore"', [("e", 0), ("b", 0)]),
        ("ecol* titre:tarifs", [("b", 0)]),
        ("école -titre:divers", [("c", 1), ("b", 1), ("a", 1)]),
        ('"école crèche"~5 -titre:divers', [("a", 1), ("c", 0), ("b", 0)]),
    ],
)
def test_relevance_is_of_words(about: Store, query: str, ranked: list[tuple[str, int]]) -> None:
    assert found(about.search(parse(query))) == ranked


def test_a_page_goes_on_after_what_came_in_meanwhile(store: Store, write: Make) -> None:
    for n in range(4):
        write(f"acte {n}", source=f"{n}.txt", date=f"2020-01-0{n + 1}")
    first = store.search(parse("acte"), 2, order="date")
    write("acte 9", source="9.txt", date="2024-01-01")
    second = store.search(parse("acte"), 2, order="date", after=first.next)
    assert [hit.source for hit in (*first.hits, *second.hits)] == ["3.txt", "2.txt", "1.txt", "0.txt"]
    assert (first.total, second.total, second.next) == (4, 5, None)


ORDERS: list[tuple[Order, list[str]]] = [
    ("rank", ["4.txt", "3.txt", "2.txt", "1.txt", "0.txt"]),
    ("date", ["4.txt", "3.txt", "2.txt", "1.txt", "0.txt"]),
    ("amount", ["1.txt", "4.txt", "2.txt", "3.txt", "0.txt"]),
]


@pytest.fixture
def ordered(store: Store, write: Make, fill_once: FillOnce) -> Store:
    """Acts of a day, with amounts that order them otherwise."""
    euro = "<AMOUNT 1.00 EUR>1 €</AMOUNT>"
    amounts = ["", "<AMOUNT 9.50 EUR>9,50 €</AMOUNT>", euro, "<AMOUNT 20.00 FRF>20 F</AMOUNT>", euro]
    fill_once(lambda: [write(f"acte {n} {amount}", source=f"{n}.txt") for n, amount in enumerate(amounts)])
    return store


@pytest.mark.parametrize(("order", "sources"), ORDERS)
@pytest.mark.both_databases
def test_pages_of_results_follow_each_other(ordered: Store, order: Order, sources: list[str]) -> None:
    for query in ("acte", "nature:deliberation", "montant:1 OU acte", "acte -montant:7", None):
        pages: list[list[str]] = []
        after = None
        while not pages or after is not None:
            results = ordered.search(None if query is None else parse(query), 2, order=order, after=after)
            assert results.total == 5
            pages.append([hit.source for hit in results.hits])
            after = results.next and Cursor.parse(str(results.next))
        assert pages == [sources[:2], sources[2:4], sources[4:]]


def test_a_cursor_is_read_as_written() -> None:
    for cursor in (Cursor(48_404_430_848), Cursor(7, 3), Cursor(7, 0, Decimal("-4255.500001"))):
        assert Cursor.parse(str(cursor)) == cursor
    for written in ("", "7", "a-b", "1-2-3-4", "1-2-3.5", "١-٢", "1-2\n", "9" * 40 + "-1", f"0-1-{1 << 63}"):
        with pytest.raises(CursorUnknown, match="is not a place in results"):
            Cursor.parse(written)


def test_the_whole_answer_is_walked(filled: Store) -> None:
    numbers = [docid for part in filled.iter_docids(None, 3) for docid in part]
    assert len(numbers) == len(set(numbers)) == 4
    assert numbers == sorted(numbers, reverse=True)
    assert list(filled.iter_docids(parse("école"), 1)) == [numbers[1:2], numbers[2:3]]
    assert list(filled.iter_docids(parse("inconnu"))) == []


def test_a_query_is_counted(filled: Store) -> None:
    assert [filled.count(parse(query)) for query in ("école", "école OU crèche", "inconnu")] == [2, 3, 0]
    assert filled.count(None) == 4


def test_a_frequent_value_is_tried_act_by_act(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recueil.store.search.compile._FEW_ROWS", 0)
    for query, letters in FOUND:
        assert [letter_of(hit.uid) for hit in filled.search(parse(query), order="date").hits] == list(letters)


@pytest.mark.parametrize("query", ["le", "de la", '"de la"', "!!!", "le -école", "le OU de", "(le -danse) école"])
def test_words_too_common_alone_are_told(filled: Store, query: str) -> None:
    with pytest.raises(QueryError, match="nothing to look for") as caught:
        filled.search(parse(query))
    assert caught.value.query == query


def test_so_many_fields_are_answered_and_no_more(filled: Store) -> None:
    many = " ".join(f"montant:>{n}" for n in range(40))
    assert filled.search(parse(many)).total == 2
    with pytest.raises(QueryError, match="no more than 40 fields can be asked together: these are 41"):
        filled.search(parse(f"{many} chapitre:65"))


HOSTILE = [
    '") OR words : ("ecol',
    "école' OR 1=1 --",
    "NEAR(école, 2) AND {words}:danse ^école",
    "words:école",
    "é" * 10_000,
    "école " * 150,
    " ".join(f"-mot{n}" for n in range(99)) + " école",
    " OU ".join(f"mot{n}" for n in range(99)),
    " ".join(f"montant:>{n}" for n in range(199)),
    "(" * 20 + "école" + ")" * 20,
    '"' + "école " * 1_600 + '"',
    "\0école\0",
    "\u037a école",
    "½ ² ﬁ ß \U0001e900",
    "personne:'; DROP TABLE acts'",
    'personne:"%_* a*"',
    "montant:-999999999999..999999999999",
    "date:1000..2999",
    'personne:"' + "jeanne* " * 12 + '"',
    " ".join(f"personne:nom{n}" for n in range(199)),
]


@pytest.mark.parametrize("query", HOSTILE)
def test_a_hostile_query_is_answered_or_refused(filled: Store, query: str) -> None:
    with contextlib.suppress(QueryError):
        filled.search(parse(query))
    assert filled.search(parse("école")).total == 2


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=20)
    | st.lists(
        st.sampled_from(
            ["école", "-", "(", ")", " ", " OU ", "montant:>1", "chapitre:65", "le", "date:2023", '"', "½"]
        ),
        max_size=12,
    ).map("".join)
)
def test_any_query_is_answered_or_refused(filled: Store, text: str) -> None:
    try:
        results = filled.search(parse(text))
    except QueryError:
        return
    assert results.total == len(results.hits) <= 4


def test_two_amounts_of_one_act_are_both_shown(filled: Store) -> None:
    [hit] = filled.search(parse("montant:<20000 montant:>20000")).hits
    assert [entity.value for entity in hit.entities if isinstance(entity.value, Amount)] == [
        Amount(Decimal(12000)),
        Amount(Decimal(48000)),
    ]
