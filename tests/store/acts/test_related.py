"""The acts beside an act: before and after it in its séance, those it cites and those that cite it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.handles import handle_of, letter_of
from tests.tables import each_row

from recueil.readers.document import Document
from recueil.store.acts import cited_acts
from recueil.store.acts.related import CitationLinks, RelatedAct, load_citation_links, load_related
from recueil.store.engine.transactions import read_transaction
from recueil.store.store import Store
from recueil.values import Act, Facts, Identity, PartialDate

# By letter: body, day, number, kind, text.
ACTS = {
    "a": ("Fontvergne", "2023-03-14", "9", "deliberation", "Tarifs de la cantine"),
    "b": (
        "Fontvergne",
        "2023-03-14",
        "10",
        "deliberation",
        "Vu la <REFERENCE délibération #9 | 2023-03-14>délibération n° 9 du 14 mars 2023</REFERENCE>",
    ),
    "c": (
        "Fontvergne",
        "2023-03-14",
        "11",
        "deliberation",
        "Vu la <REFERENCE délibération #12>délibération n° 12</REFERENCE>, la <REFERENCE délibération #7>"
        "délibération n° 7</REFERENCE> et, du <DATE 2022-05-02>2 mai 2022</DATE>, la "
        "<REFERENCE délibération | 2022-05-02>délibération de ce jour</REFERENCE>",
    ),
    "h": (
        "Fontvergne",
        "2024-01-09",
        "1",
        "deliberation",
        "Le <DATE 2022-05-02>2 mai 2022</DATE>, par <REFERENCE délibération | 2022-05-02>délibération</REFERENCE>",
    ),
    "d": ("Fontvergne", "2023-03-14", "11", "arrete", "Circulation"),
    "e": ("Fontvergne", "2022-05-02", "7", "deliberation", "Fêtes"),
    # another body, and a number that two acts have
    "f": ("Roquelune", "2023-03-14", "12", "deliberation", "Voirie"),
    "i": ("Fontvergne", "2021-01-05", "12", "deliberation", "École"),
    "j": ("Fontvergne", "2022-01-05", "12", "deliberation", "École"),
    "k": ("Roquelune", None, None, "deliberation", "Rien"),
}

# The letters of the previous, the next, the cited and the citing acts.
BESIDE = [
    ("a", "", "b", "", "b"),
    ("b", "a", "c", "a", ""),
    ("c", "b", "", "e", ""),
    ("d", "", "", "", ""),
    ("e", "", "", "", "hc"),
    ("h", "", "", "e", ""),
    ("f", "", "", "", ""),
    ("i", "", "", "", ""),
    ("k", "", "", "", ""),
]


@pytest.fixture(scope="module")
def filled(shared: Store, make: Callable[..., tuple[Document, Act]], record: Callable[..., None]) -> Store:
    for letter, (body, day, number, kind, tagged) in ACTS.items():
        document, act = make(f"{tagged} ({letter})")
        date = None if day is None else PartialDate.parse(day)
        facts = Facts(Identity(kind, number, f"Titre {letter}", body, date=date))
        record(shared, f"{letter}.txt", replace(document, sha256=letter * 64), [replace(act, facts=facts)])
    return shared


@each_row(("letter", "previous", "next", "cited", "citing"), BESIDE)
def test_acts_stand_beside_an_act(
    filled: Store, letter: str, previous: str, next: str, cited: str, citing: str
) -> None:
    found = filled.related_acts(handle_of(letter * 64))
    beside = [
        [found.previous] if found.previous else [],
        [found.next] if found.next else [],
        found.cited,
        found.citing,
    ]
    assert ["".join(letter_of(act.uid) for act in acts) for acts in beside] == [previous, next, cited, citing]


@pytest.mark.parametrize("most", [cited_acts._MOST_WITH_TERMS, 0])
def test_the_citations_of_many_acts_are_those_of_each(
    filled: Store, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(cited_acts, "_MOST_WITH_TERMS", most)
    uids = [handle_of(letter * 64) for letter in ACTS]
    with read_transaction(filled._engine) as connection:
        found = load_citation_links(connection, uids)
        related = {uid: load_related(connection, uid) for uid in uids}
    assert found == {uid: CitationLinks(each.cited, each.citing) for uid, each in related.items()}


def test_an_act_beside_another_has_its_identity(filled: Store) -> None:
    day = PartialDate(2023, 3, 14)
    expected = RelatedAct(handle_of("a" * 64), "deliberation", "9", "Titre a", day)
    assert filled.related_acts(handle_of("b" * 64)).cited == (expected,)


def test_parts_of_a_document_stand_in_its_order(
    filled: Store, make: Callable[..., tuple[Document, Act]], record: Callable[..., None]
) -> None:
    day = PartialDate(2023, 6, 12)
    # By the letter of the document: the kind and the number of each act, of an hour of the séance each.
    documents: dict[str, list[tuple[str, str | None]]] = {
        "o": [("deliberation", "4")],
        "p": [("pv", None), ("deliberation", "7"), ("deliberation", "5"), ("arrete", "1")],
        "q": [("deliberation", "6")],
    }
    for letter, parts in documents.items():
        document, act = make(" ".join(f"Il est {hour} heures." for hour in range(len(parts))))
        each = len(document.text) // len(parts)
        acts = [
            replace(
                act,
                start=at * each,
                end=(at + 1) * each,
                facts=Facts(Identity(kind, number, "Titre", "Vertbourg", date=day)),
            )
            for at, (kind, number) in enumerate(parts)
        ]
        record(filled, f"{letter}.txt", replace(document, sha256=letter * 64), acts)
    names = {
        f"{handle_of(letter * 64)}{f'-{at}' if at > 1 else ''}": f"{letter}{at}"
        for letter, parts in documents.items()
        for at in range(1, len(parts) + 1)
    }
    beside: dict[str, list[str | None]] = {}
    for uid, name in names.items():
        found = filled.related_acts(uid)
        beside[name] = [names[each.uid] if each else None for each in (found.previous, found.next)]
    assert beside == {
        "o1": [None, "p2"],
        "p1": [None, "p2"],
        "p2": ["p1", "p3"],
        "p3": ["p2", "p4"],
        "p4": ["p3", None],
        "q1": ["p3", None],
    }
