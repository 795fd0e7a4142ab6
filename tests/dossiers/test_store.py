"""Dossiers in the store: what is gathered, who may read and change it, and what becomes of it as acts change."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from tests import private_act
from tests.dossiers.gathering import ACTS, TOWN, VASSEUR, file_act, file_town
from tests.filing import WHEN, make_act, record

from recueil.corrections import Attribution, Rejection, Replacement
from recueil.dossiers import records
from recueil.dossiers import store as dossier_store
from recueil.dossiers.records import ActTarget, DossierHead, PersonTarget, ValueTarget
from recueil.errors import ActUnknown, DossierForbidden, DossierRefused, DossierUnknown, PersonUnknown
from recueil.privacy.erasure.name_hashes import forms_of, parse_name
from recueil.privacy.erasure.targets import KnownBody
from recueil.query import parse
from recueil.store.store import Store
from recueil.values import Amount

LATER = WHEN + datetime.timedelta(hours=1)
SIGNED = Attribution("ana", WHEN, "")


@pytest.mark.both_databases
def test_a_dossier_from_its_beginning_to_its_end(store: Store, rows: Callable[[str], list[Any]]) -> None:
    uids = file_town(store)
    made = store.dossiers.create(
        " Fêtes  de\tmars ", "ana", WHEN, note="À lire\r\navant", tags=["fêtes", "2023", "fêtes"]
    )
    assert store.dossiers.list("ana") == [
        DossierHead(made, "Fêtes de mars", "ana", WHEN, WHEN, False, ("fêtes", "2023"), "À lire\navant", 0)
    ]
    act = store.dossiers.add(made, "ana", ActTarget(uids["9"]), LATER, note="important", query="fêtes")
    value = store.dossiers.add(made, "ana", ValueTarget(uids["7"], 2), LATER)
    person = store.dossiers.add(made, "ana", PersonTarget(VASSEUR), LATER)
    found = store.dossiers.load(made, "ana")
    assert [(item.id, item.kind, item.uid, item.note, item.query, item.added) for item in found.items] == [
        (act, "act", uids["9"], "important", "fêtes", LATER),
        (value, "value", uids["7"], "", None, LATER),
        (person, "person", None, "", None, LATER),
    ]
    first, second, third = found.items
    assert first.act is not None
    assert (first.act.number, str(first.act.date), first.act.title) == ("9", "2023-03-14", "Délibération n° 9")
    assert second.value is not None
    assert second.value.entity is not None
    assert (second.value.n, second.value.entity.text, second.value.before) == (2, "80 €", None)
    assert third.person is not None
    assert (third.person.id, third.person.name, third.person.acts) == (VASSEUR, "Élodie VASSEUR", 1)
    assert (found.head.changed, found.head.size, [each.number for each in found.acts]) == (LATER, 3, ["7", "9"])
    # what is there already keeps its place, and gets the note that it lacks; another note is refused
    assert store.dossiers.add(made, "ana", ActTarget(uids["9"]), LATER) == act
    assert store.dossiers.add(made, "ana", ActTarget(uids["9"]), LATER, note="important ") == act
    with pytest.raises(DossierRefused, match=f"Item {act} of dossier {made} is that already") as refused:
        store.dossiers.add(made, "ana", ActTarget(uids["9"]), LATER, note="autre")
    assert (refused.value.code, store.dossiers.load(made, "ana").items[0].note) == ("noted", "important")
    assert store.dossiers.add(made, "ana", PersonTarget(VASSEUR), LATER, note="maire") == person
    store.dossiers.annotate(made, "ana", act, "vu", LATER)
    store.dossiers.remove(made, "ana", value, LATER)
    assert [(item.id, item.note) for item in store.dossiers.load(made, "ana").items] == [
        (act, "vu"),
        (person, "maire"),
    ]
    store.dossiers.edit(made, "ana", LATER, title="Fêtes", tags=[], note="", shared=True)
    assert store.dossiers.list("bob") == [DossierHead(made, "Fêtes", "ana", WHEN, LATER, True, (), "", 2)]
    store.dossiers.delete(made, "ana")
    assert store.dossiers.list(None) == []
    assert rows("SELECT * FROM dossier_items") == []


@pytest.mark.both_databases
def test_only_its_owner_changes_a_dossier_and_others_read_it_if_it_is_shared(store: Store) -> None:
    uids = file_town(store)
    made = store.dossiers.create("À moi", "ana", WHEN)
    item = store.dossiers.add(made, "ana", ActTarget(uids["7"]), WHEN)
    changes: list[Callable[[str | None], object]] = [
        lambda who: store.dossiers.edit(made, who, LATER, title="à toi"),
        lambda who: store.dossiers.add(made, who, ActTarget(uids["9"]), LATER),
        lambda who: store.dossiers.add_hits(made, who, parse("fêtes"), LATER),
        lambda who: store.dossiers.annotate(made, who, item, "x", LATER),
        lambda who: store.dossiers.remove(made, who, item, LATER),
        lambda who: store.dossiers.delete(made, who),
    ]
    assert store.dossiers.list("bob") == []
    for ask in (lambda who: store.dossiers.load(made, who), *changes):
        with pytest.raises(DossierUnknown, match=f"There is no dossier {made}"):
            ask("bob")
    store.dossiers.edit(made, "ana", WHEN, shared=True)
    before = store.dossiers.load(made, "bob")
    assert before.items == store.dossiers.load(made, "ana").items
    for change in changes:
        with pytest.raises(DossierForbidden, match=f"Dossier {made} is of ana"):
            change("bob")
    assert store.dossiers.load(made, "ana") == before
    store.dossiers.edit(made, None, LATER, owner="bob", shared=False)
    assert ([one.owner for one in store.dossiers.list("bob")], store.dossiers.list("ana")) == (["bob"], [])


def test_what_is_not_there_is_not_added(store: Store) -> None:
    uids = file_town(store)
    made = store.dossiers.create("Rien", "ana", WHEN)
    for target, error in (
        (ActTarget("0" * 12), ActUnknown),
        (ValueTarget(uids["7"], 3), DossierRefused),
        (ValueTarget(uids["7"], 0), DossierRefused),
        (PersonTarget("personne@fontvergne"), PersonUnknown),
    ):
        with pytest.raises(error):
            store.dossiers.add(made, "ana", target, WHEN)
    for work in (
        lambda: store.dossiers.annotate(made, "ana", 7, "x", WHEN),
        lambda: store.dossiers.remove(made, "ana", 7, WHEN),
        lambda: store.dossiers.load(7, "ana"),
    ):
        with pytest.raises(DossierUnknown):
            work()
    assert store.dossiers.load(made, "ana").items == ()


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"title": "a\x00b"}, "title"),
        ({"title": "a", "note": "x" * 20_001}, "note"),
        ({"title": "a", "note": "a\x1bb"}, "note"),
        ({"title": "a", "note": "\ud800"}, "note"),
        ({"title": "a", "tags": [str(n) for n in range(21)]}, "tags"),
        ({"title": "a", "tags": ["x" * 51]}, "tags"),
        ({"title": "a", "tags": ["a\u202eb"]}, "tags"),
    ],
)
def test_what_cannot_be_kept_is_refused(store: Store, given: dict[str, Any], code: str) -> None:
    with pytest.raises(DossierRefused) as refused:
        store.dossiers.create(owner="ana", when=WHEN, **given)
    assert refused.value.code == code
    assert store.dossiers.list(None) == []


def test_a_dossier_has_so_many_items_and_an_owner_so_many_dossiers(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    uids = file_town(store)
    monkeypatch.setattr(dossier_store, "MAX_ITEMS", 2)
    monkeypatch.setattr(dossier_store, "MAX_DOSSIERS", 1)
    made = store.dossiers.create("Un", "ana", WHEN)
    with pytest.raises(DossierRefused, match="There are 1 dossiers already"):
        store.dossiers.create("Deux", "ana", WHEN)
    store.dossiers.create("Un autre", "bob", WHEN)
    with pytest.raises(DossierRefused, match="has 2 items already"):
        store.dossiers.add_hits(made, "ana", parse("commune:fontvergne"), WHEN)
    assert store.dossiers.load(made, "ana").items == ()
    assert store.dossiers.add_hits(made, "ana", parse("fêtes"), WHEN) == (1, 1)
    store.dossiers.add(made, "ana", ActTarget(uids["9"]), WHEN)
    with pytest.raises(DossierRefused, match="Begin another one"):
        store.dossiers.add(made, "ana", ActTarget(uids["12"]), WHEN)
    store.dossiers.add(made, "ana", ActTarget(uids["9"]), WHEN)


@pytest.mark.both_databases
def test_dossiers_are_listed_by_tag_and_by_page(store: Store) -> None:
    numbers = [
        store.dossiers.create(f"N° {n}", "ana", WHEN, tags=["pair"] if n % 2 == 0 else []) for n in range(4)
    ]
    assert [one.id for one in store.dossiers.list("ana", limit=2)] == numbers[:2]
    assert [one.id for one in store.dossiers.list("ana", after=numbers[1], limit=9)] == numbers[2:]
    assert [one.id for one in store.dossiers.list("ana", tag="pair")] == [numbers[0], numbers[2]]
    assert store.dossiers.list("ana", tag="impair") == []


@pytest.mark.both_databases
def test_the_number_of_a_dossier_that_is_gone_is_given_to_no_other(store: Store) -> None:
    gone = store.dossiers.create("Fêtes", "ana", WHEN)
    store.dossiers.delete(gone, "ana")
    assert store.dossiers.create("Écoles", "ana", WHEN) > gone


# As acts change


@pytest.mark.both_databases
def test_items_outlive_that_an_act_is_extracted_again(store: Store) -> None:
    uid = file_town(store)["7"]
    made = store.dossiers.create("Fêtes", "ana", WHEN)
    store.dossiers.add(made, "ana", ActTarget(uid), WHEN)
    store.dossiers.add(made, "ana", ValueTarget(uid, 2), WHEN)
    document, act = make_act(ACTS["7"][1])
    # the first value is no more, so that the second has another number
    record(store, "file:///7.txt", document, [replace(act, entities=act.entities[1:])], "2")
    _, value = store.dossiers.load(made, "ana").items
    assert value.value is not None
    assert value.value.entity is not None
    assert (value.value.n, value.value.entity.text, value.value.before) == (1, "80 €", None)


@pytest.mark.both_databases
def test_a_value_is_shown_as_corrected_and_as_gone(store: Store) -> None:
    uid = file_town(store)["7"]
    made = store.dossiers.create("Fêtes", "ana", WHEN)
    store.dossiers.add(made, "ana", ValueTarget(uid, 1), WHEN)
    entity = store.act(uid).act.entities[0]
    change = Replacement(entity.start, entity.end, "amount", Amount.parse("7000.00 EUR"))
    correction = store.correct(uid, change, SIGNED)
    [item] = store.dossiers.load(made, "ana").items
    assert item.value is not None
    assert item.value.entity is not None
    assert (str(item.value.entity.value), item.value.before) == ("7000.00 EUR", "700.00 EUR")
    store.withdraw(correction.id, SIGNED)
    store.correct(uid, Rejection(entity.start, entity.end, "amount"), SIGNED)
    [item] = store.dossiers.load(made, "ana").items
    assert item.value is not None
    assert (item.value.entity, item.value.n, item.value.before) == (None, None, "700.00 EUR")


@pytest.mark.both_databases
def test_acts_that_are_gone_leave_their_place_and_the_note(store: Store) -> None:
    uid = file_act(store, "1", "2022-01-01", "Voirie", source="file:///voirie.txt")
    made = store.dossiers.create("Voirie", "ana", WHEN)
    store.dossiers.add(made, "ana", ActTarget(uid), WHEN, note="à vérifier")
    file_act(store, "2", "2022-01-01", "Tout autre chose", source="file:///voirie.txt")
    [item] = store.dossiers.load(made, "ana").items
    assert (item.uid, item.act, item.note) == (uid, None, "à vérifier")


OLD = "Voirie : <AMOUNT 700.00 EUR>700 €</AMOUNT>, <AMOUNT 80.00 EUR>80 €</AMOUNT>, <AMOUNT 5.00 EUR>5 €</AMOUNT>"
NEW = "Édition corrigée. Voirie : <AMOUNT 700.00 EUR>700 €</AMOUNT>, <AMOUNT 80.00 EUR>80,00 €</AMOUNT>"


def file_version(
    store: Store, tagged: str, *, number: str = "1", day: str = "2022-01-01", source: str = "file:///voirie.txt"
) -> str:
    return file_act(store, number, day, tagged, source=source)


@pytest.mark.both_databases
def test_a_dossier_follows_an_act_to_its_new_version_and_keeps_the_words_cited(store: Store) -> None:
    first = file_version(store, OLD)
    made = store.dossiers.create("Voirie", "ana", WHEN)
    act = store.dossiers.add(made, "ana", ActTarget(first), WHEN, note="à vérifier")
    for n in (1, 2, 3):
        store.dossiers.add(made, "ana", ValueTarget(first, n), WHEN)
    second = file_version(store, NEW)
    found = store.dossiers.load(made, "ana")
    version = records.NewVersion(first, WHEN)
    assert [(item.uid, item.version) for item in found.items] == [(second, version)] * 4
    assert (found.items[0].note, [each.uid for each in found.acts]) == ("à vérifier", [second])
    values = [item.value for item in found.items if item.value is not None]
    assert [(each.entity and each.entity.text, each.n, each.before) for each in values] == [
        ("700 €", 1, None),
        ("80,00 €", 2, None),
        (None, None, "5.00 EUR"),
    ]
    assert [(each.words, each.stands) for each in values] == [("700 €", True), ("80 €", False), ("5 €", False)]
    # the act that is there already, as its former version, is not added twice
    assert store.dossiers.add(made, "ana", ActTarget(second), LATER) == act
    third = file_version(store, NEW + " ter")
    assert {item.uid for item in store.dossiers.load(made, "ana").items} == {third}
    file_version(store, OLD)
    back = store.dossiers.load(made, "ana")
    assert [(item.uid, item.version) for item in back.items] == [(first, None)] * 4
    assert [item.value.stands for item in back.items if item.value] == [True] * 3


def test_a_value_of_a_new_version_at_the_same_characters_is_no_other(store: Store) -> None:
    first = file_version(store, "<AMOUNT 700.00 EUR>700 €</AMOUNT> de voirie")
    made = store.dossiers.create("Voirie", "ana", WHEN)
    store.dossiers.add(made, "ana", ValueTarget(first, 1), WHEN)
    file_version(store, "<AMOUNT 900.00 EUR>900 €</AMOUNT> de voirie")
    [item] = store.dossiers.load(made, "ana").items
    assert item.value is not None
    assert (item.value.entity, item.value.before, item.value.words) == (None, "700.00 EUR", "700 €")


@pytest.mark.both_databases
def test_an_act_is_followed_to_where_its_number_and_day_are(store: Store) -> None:
    first = file_version(store, OLD)
    elsewhere = file_version(store, NEW, source="file:///autre.txt")
    made = store.dossiers.create("Voirie", "ana", WHEN)
    store.dossiers.add(made, "ana", ActTarget(first), WHEN)
    assert [item.uid for item in store.dossiers.load(made, "ana").items] == [first]
    file_version(store, "Tout autre chose", number="2", day="2022-06-01")
    [item] = store.dossiers.load(made, "ana").items
    assert (item.uid, item.version) == (elsewhere, records.NewVersion(first, WHEN))


@pytest.mark.parametrize(
    ("number", "day"), [("2", "2022-01-01"), ("1", "2023-01-01")], ids=["another number", "another day"]
)
def test_another_act_at_the_same_address_is_no_new_version(store: Store, number: str, day: str) -> None:
    first = file_version(store, OLD)
    made = store.dossiers.create("Voirie", "ana", WHEN)
    store.dossiers.add(made, "ana", ValueTarget(first, 1), WHEN)
    file_version(store, NEW, number=number, day=day)
    [item] = store.dossiers.load(made, "ana").items
    assert (item.uid, item.act, item.version) == (first, None, None)
    assert item.value is not None
    assert (item.value.entity, item.value.words, item.value.stands) == (None, "700 €", False)


@pytest.mark.both_databases
def test_somebody_who_is_merged_is_the_other(store: Store) -> None:
    file_town(store)
    file_act(store, "20", "2024-02-02", "<PERSON VASSEUR, E.>E. VASSEUR</PERSON> présente")
    made = store.dossiers.create("Qui", "ana", WHEN)
    store.dossiers.add(made, "ana", PersonTarget("vasseur-e@fontvergne"), WHEN)
    store.people.merge("vasseur-e@fontvergne", VASSEUR, SIGNED)
    [item] = store.dossiers.load(made, "ana").items
    assert item.person is not None
    assert (item.person.id, item.person.acts) == (VASSEUR, 2)


# The timeline


@pytest.mark.both_databases
def test_a_timeline_links_acts_that_cite_each_other_both_ways(store: Store) -> None:
    uids = file_town(store)
    made = store.dossiers.create("Fêtes", "ana", WHEN)
    for number in ("12", "9"):
        store.dossiers.add(made, "ana", ActTarget(uids[number]), WHEN)
    drawn = store.dossiers.timeline(store.dossiers.load(made, "ana"))
    assert [(each.act.uid, each.cites, each.cited_by) for each in drawn.acts] == [
        (uids["9"], (), (uids["12"],)),
        (uids["12"], (uids["9"],), ()),
    ]
    assert drawn.links == ((1, 0),)
    assert [(each.act.uid, each.act.title, each.cited_by) for each in drawn.outside] == [
        (uids["7"], "Délibération n° 7", (uids["9"], uids["12"]))
    ]


# Privacy


def private_dossier(store: Store) -> int:
    """A dossier of an act that names a private person, whose name is in everything that is typed."""
    name = "Zélie QUINQUELET"
    private_act.fill(store)
    made = store.dossiers.create(f"Aide à {name}", "ana", WHEN, note=f"{name} l'a dit", tags=[name], shared=True)
    store.dossiers.add(
        made, "ana", ActTarget(private_act.UID), WHEN, note=f"selon {name}", query=f"secours {name}"
    )
    for n in range(1, 7):
        store.dossiers.add(made, "ana", ValueTarget(private_act.UID, n), WHEN, note=f"{n} : Mme Quinquelet")
    return made


@pytest.mark.both_databases
def test_private_persons_are_masked_also_in_what_others_typed(store: Store) -> None:
    made = private_dossier(store)
    shown = (
        store.dossiers.load(made, "bob"),
        store.dossiers.list("bob"),
        store.dossiers.load(made, "ana", typed=False),
    )
    assert all(private_act.hides(each) for each in shown)
    assert "FARGUES" in str(shown)
    assert shown[0].head.title == "Aide à █████ ██████████"
    assert shown[0].items[0].note == "selon █████ ██████████"
    assert shown[0].items[0].query == "secours █████ ██████████"
    own = store.dossiers.load(made, "ana")
    assert (own.head.title, own.items[0].note) == ("Aide à Zélie QUINQUELET", "selon Zélie QUINQUELET")
    assert private_act.hides([(item.act, item.value) for item in own.items])
    unmasked = store.unredacted.dossiers.load(made, "bob")
    assert unmasked.head.title == "Aide à Zélie QUINQUELET"
    texts = [item.value.entity.text for item in unmasked.items if item.value and item.value.entity]
    assert texts[0] == "QUINQUELET"


def test_a_private_person_cannot_be_added_and_shows_no_name(store: Store) -> None:
    private_act.fill(store)
    made = store.dossiers.create("Qui", "ana", WHEN)
    [person], _ = store.unredacted.people.find("quinquelet")
    with pytest.raises(PersonUnknown):
        store.dossiers.add(made, "ana", PersonTarget(person.id), WHEN)
    store.unredacted.dossiers.add(made, "ana", PersonTarget(person.id), WHEN)
    [item] = store.dossiers.load(made, "ana").items
    assert (item.kind, item.person) == ("person", None)
    assert private_act.hides(item)


KEY = "00112233445566778899aabbccddeeff" * 2


@pytest.mark.both_databases
def test_somebody_forgotten_leaves_dossiers_with_the_notes(
    store: Store, monkeypatch: pytest.MonkeyPatch, rows: Callable[[str], list[Any]]
) -> None:
    monkeypatch.setenv("RECUEIL_FORGET_KEY", KEY)
    uids = file_town(store)
    gone = file_act(store, "30", "2020-01-01", "<PERSON VASSEUR>Mme VASSEUR</PERSON>", source="file:///30.txt")
    made = store.dossiers.create(
        "Élodie Vasseur", "ana", WHEN, note="Mme Vasseur, adjointe", tags=["Vasseur", "2023"]
    )
    store.dossiers.add(
        made, "ana", ActTarget(uids["9"]), WHEN, note="Mme Vasseur vote", query='personne:"Élodie Vasseur"'
    )
    store.dossiers.add(made, "ana", ValueTarget(uids["9"], 2), WHEN, note="son nom")
    store.dossiers.add(made, "ana", ValueTarget(uids["9"], 1), WHEN, note="la référence")
    store.dossiers.add(made, "ana", PersonTarget(VASSEUR), WHEN, note="la personne")
    store.dossiers.add(made, "ana", ValueTarget(gone, 1), WHEN, note="perdue")
    file_act(store, "31", "2020-01-01", "Autre texte", source="file:///30.txt")
    other = store.dossiers.create("Autre", "ana", WHEN, note="vu avec Élodie VASSEUR")
    target = store.erasure.body(TOWN, configured=[KnownBody(TOWN)])
    forms = forms_of(parse_name("Élodie VASSEUR"), KEY.encode())
    store.erasure.begin(target, forms, KEY.encode(), Attribution("ana", WHEN, "demande"))
    store.erasure.finish(LATER)
    found = store.dossiers.load(made, "ana")
    assert (found.head.title, found.head.note) == ("personne effacée", "Mme ███████, adjointe")
    assert found.head.tags == ("personne effacée", "2023")
    assert [(item.kind, item.note, item.query) for item in found.items] == [
        ("act", "Mme ███████ vote", 'personne:"██████ ███████"'),
        ("value", "la référence", None),
    ]
    assert store.dossiers.load(other, "ana").head.note == "vu avec ██████ ███████"
    kept = str(rows("SELECT * FROM dossiers") + rows("SELECT * FROM dossier_items")).casefold()
    assert "vasseur" not in kept


def test_somebody_forgotten_leaves_what_was_added_of_a_former_version(
    store: Store, monkeypatch: pytest.MonkeyPatch, rows: Callable[[str], list[Any]]
) -> None:
    monkeypatch.setenv("RECUEIL_FORGET_KEY", KEY)
    first = file_version(store, "<AMOUNT 5.00 EUR>5 €</AMOUNT> à <PERSON VASSEUR, Élodie>Élodie VASSEUR</PERSON>")
    made = store.dossiers.create("Voirie", "ana", WHEN)
    store.dossiers.add(made, "ana", ValueTarget(first, 1), WHEN, note="pour Mme Vasseur")
    store.dossiers.add(made, "ana", ValueTarget(first, 2), WHEN, note="elle")
    file_version(store, "<PERSON VASSEUR, Élodie>Élodie VASSEUR</PERSON> a <AMOUNT 5.00 EUR>5 €</AMOUNT>")
    shown = [item.value for item in store.dossiers.load(made, "ana").items]
    assert [(each.words, each.stands) for each in shown if each] == [("5 €", True), (None, True)]
    target = store.erasure.body(TOWN, configured=[KnownBody(TOWN)])
    forms = forms_of(parse_name("Élodie VASSEUR"), KEY.encode())
    store.erasure.begin(target, forms, KEY.encode(), Attribution("ana", WHEN, "demande"))
    store.erasure.finish(LATER)
    assert [item.note for item in store.dossiers.load(made, "ana").items] == ["pour Mme ███████"]
    assert "vasseur" not in str(rows("SELECT * FROM dossier_items")).casefold()


def test_the_limits_are_those_that_the_messages_name() -> None:
    assert (records.MAX_ITEMS, records.MAX_DOSSIERS, records.MAX_NOTE) == (300, 200, 20_000)
