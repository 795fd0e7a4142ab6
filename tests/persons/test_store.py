"""Who is who: people of bodies, what acts say of them, and what analysts decide, which no extraction undoes."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.filing import FillOnce
from tests.handles import handle_of
from tests.tables import each_row

from recueil.corrections import Attribution
from recueil.errors import ActUnknown, DecisionRefused, PersonUnknown
from recueil.evaluation import gold
from recueil.persons import lookup
from recueil.persons.decisions import Decision
from recueil.persons.ids import PersonId, Spelling
from recueil.persons.lookup import PersonLink, PersonSummary
from recueil.persons.store import (
    ActRecord,
    ActRecords,
    Mandate,
    NameInBody,
    PersonProfile,
    Proxies,
    Proxy,
    Sitting,
    Sittings,
)
from recueil.query import parse
from recueil.readers.document import Document, Page
from recueil.store.admin.copy import copy_store
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act, Attendance, Entity, Facts, Headcount, Identity, PartialDate, Vote
from recueil.values import Proxy as Pouvoir

Record_ = Callable[..., None]
Rows = Callable[[str], list[tuple[Any, ...]]]
WHEN = datetime.datetime(2025, 4, 1, 9, 30, tzinfo=datetime.UTC)
BY = Attribution("camille", WHEN, "même élu")
UNDONE = Attribution("dominique", WHEN + datetime.timedelta(days=1), "erreur")


def act_of(
    day: str | None,
    body: str | None,
    present: Sequence[str] = (),
    away: Sequence[tuple[str, str | None]] = (),
    against: Sequence[str] = (),
    salt: str = "",
) -> tuple[Document, Act]:
    """An act that names people as they are given, « MARTIN, Jean », and says who sat, and who voted for whom."""
    names = [*present, *(name for name, _ in away), *against]
    said = ", ".join(f"<PERSON {name}>{name.replace(', ', ' ')}</PERSON>" for name in dict.fromkeys(names))
    read = gold.parse_tagged(f"Séance {salt} {day} de {body} : {said}.")
    by_name = {str(mention.value): mention for mention in read.mentions}
    document = _document(read.text)
    found = tuple(Entity(m.start, m.end, read.text[m.start : m.end], 1, m.value, m.rule) for m in read.mentions)
    sitting = Attendance(
        present=tuple(by_name[name] for name in present),
        represented=tuple(by_name[name] for name, holder in away if holder),
        absent=tuple(by_name[name] for name, holder in away if not holder),
        proxies=tuple(Pouvoir(by_name[name], by_name[holder]) for name, holder in away if holder),
    )
    vote = Vote(0, 6, "adopted", names_against=tuple(by_name[name] for name in against))
    identity = Identity("deliberation", title=f"Séance {salt}", body=body, date=day and PartialDate.parse(day))  # type: ignore[arg-type]
    return document, Act(0, len(read.text), Facts(identity, attendance=sitting, votes=(vote,)), found)


def _document(text: str) -> Document:
    content = text.encode()
    return Document(
        text, (Page(1, 0, len(text)),), hashlib.sha256(content).hexdigest(), len(content), "text/plain"
    )


MAYOR, SHORT, OTHER, THIRD = "SAUREL, Philippe", "SAUREL", "LO, Ana", "SAUREL, Paul"
ACTS = {
    "a.txt": act_of("2023-01-10", "Ville de Fontvergne", [MAYOR, OTHER], against=[OTHER]),
    "b.txt": act_of("2023-01-10", "Fontvergne", [OTHER], [(MAYOR, OTHER)], salt="b"),
    "c.txt": act_of("2023-03-14", "FONTVERGNE", [SHORT], [(OTHER, SHORT)], salt="c"),
    "d.txt": act_of("2024-02-01", "Métropole de Saint-Jouan", [MAYOR, THIRD], [(OTHER, None)], salt="d"),
    "e.txt": act_of(None, None, [SHORT], salt="e"),
}
UIDS = {source: handle_of(document.sha256) for source, (document, _) in ACTS.items()}
A, B, C, D, E = (UIDS[source] for source in sorted(UIDS))
HERE, ALONE, THERE = "saurel-philippe@fontvergne", "saurel@fontvergne", "saurel-philippe@metropole_de_saint_jouan"


@pytest.fixture
def filled(store: Store, record: Record_, fill_once: FillOnce) -> Store:
    fill_once(lambda: fill(store, record))
    return store


def fill(store: Store, record: Record_, version: str = "1") -> None:
    for source, (document, act) in ACTS.items():
        record(store, source, document, [act], version)


def found(store: Store, query: str) -> set[str]:
    names = {uid: source[0] for source, uid in UIDS.items()}
    return {names[hit.uid] for hit in store.search(parse(query)).hits}


TABLES = {
    "persons": "SELECT name, body, part, head FROM persons ORDER BY 1, 2, 3",
    "words": "SELECT name, body, part, word FROM person_words JOIN persons USING (person_id) ORDER BY 1, 2, 3, 4",
    "named": "SELECT p.name, p.body, p.part, s.docid, s.status, s.n, o.name, o.body, o.part FROM search_persons s "
    "JOIN persons p USING (person_id) LEFT JOIN persons o ON o.person_id = s.other ORDER BY 1, 2, 3, 4, 5",
    "attendance": "SELECT act, person, person_id, status, holder, holder_id FROM v_attendance ORDER BY 1, 2, 3, 4",
    "mentions": 'SELECT act, "start", person, person_id FROM v_persons ORDER BY 1, 2',
}  # fmt: skip


@pytest.fixture
def state(rows: Rows) -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """All that is said of persons, without the numbers of rows."""
    return lambda: {name: rows(query) for name, query in TABLES.items()}


# Identifiers


@pytest.mark.parametrize(
    ("written", "person"),
    [
        ("saurel-philippe@montpellier", PersonId("saurel-philippe", "montpellier")),
        (" Saurel-Philippe@Montpellier ", PersonId("saurel-philippe", "montpellier")),
        ("martin-jean~2@saint_loubin", PersonId("martin-jean", "saint_loubin", 2)),
        ("martin", PersonId("martin", "")),
        ("martin~12", PersonId("martin", "", 12)),
    ],
)
def test_an_identifier_is_read(written: str, person: PersonId) -> None:
    assert PersonId.parse(written) == person
    assert str(person) == written.strip().lower()


@each_row("written", ["", "@", "a@", "@a", "a~1x", "a~0", "a/b", "a b", "a--b", "a_b", "a@b@c", "a@b-c", "\0"])
def test_what_is_no_identifier(written: str) -> None:
    with pytest.raises(PersonUnknown, match="is not the identifier of a person"):
        PersonId.parse(written)


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("SAUREL, Philippe", "saurel-philippe@fontvergne"),
        ("Saurel, Philippe", "saurel-philippe@fontvergne"),
        ("De SAINT-JOUAN, Cédric", "de-saint-jouan-cedric@fontvergne"),
        ("LŒB, Zoé", "loeb-zoe@fontvergne"),
    ],
)
def test_the_identifier_of_a_name(name: str, id: str) -> None:
    assert str(Spelling("fontvergne", name).id) == id


# The list


@pytest.mark.both_databases
def test_people_are_listed_by_body(filled: Store) -> None:
    people, following = filled.people.find()
    town, city = ("FONTVERGNE",), ("Métropole de Saint-Jouan",)
    assert following is None
    assert people == (
        PersonSummary("lo-ana@fontvergne", "Ana LO", town, 3, False, "2023-01-10", "2023-03-14"),
        PersonSummary("lo-ana@metropole_de_saint_jouan", "Ana LO", city, 1, False, "2024-02-01", "2024-02-01"),
        PersonSummary("saurel", "SAUREL", (), 1, False, None, None),
        PersonSummary(
            "saurel-paul@metropole_de_saint_jouan", "Paul SAUREL", city, 1, False, "2024-02-01", "2024-02-01"
        ),
        PersonSummary(HERE, "Philippe SAUREL", town, 2, False, "2023-01-10", "2023-01-10"),
        PersonSummary(THERE, "Philippe SAUREL", city, 1, False, "2024-02-01", "2024-02-01"),
        PersonSummary(ALONE, "SAUREL", town, 1, False, "2023-03-14", "2023-03-14"),
    )


@pytest.mark.parametrize(
    ("name", "body", "expected"),
    [
        ("saurel", None, ["saurel", "saurel-paul@metropole_de_saint_jouan", HERE, THERE, ALONE]),
        ("phil*", None, [HERE, THERE]),
        ("Philippe Saurel", "ville de FONTVERGNE", [HERE]),
        ("phil", None, []),
        ("ana philippe", None, []),
        ("", None, []),
        ("***", None, []),
        (None, "fontvergne", ["lo-ana@fontvergne", HERE, ALONE]),
        (None, "metropole_de_saint_jouan", ["lo-ana@metropole_de_saint_jouan", "saurel-paul@metropole_de_saint_jouan", THERE]),
        (None, "saint jouan", []),
        (None, "", ["saurel"]),
    ],
)  # fmt: skip
@pytest.mark.both_databases
def test_people_are_looked_up(filled: Store, name: str | None, body: str | None, expected: list[str]) -> None:
    assert [person.id for person in filled.people.find(name, body)[0]] == expected


def pages(store: Store, limit: int) -> Iterator[str]:
    after: str | None = None
    while True:
        people, after = store.people.find(limit=limit, after=after)
        yield from (person.id for person in people)
        if after is None:
            return


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
def test_the_list_is_paged(filled: Store, limit: int) -> None:
    everyone = [person.id for person in filled.people.find()[0]]
    assert list(pages(filled, limit)) == everyone


@pytest.mark.both_databases
def test_many_acts_are_not_counted_to_the_end(
    store: Store, record: Record_, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "MAX_COUNTED", 5)
    document, act = act_of("2023-01-10", "Fontvergne", [OTHER, MAYOR])
    ana = act.facts.attendance.present[:1]
    without = replace(act, entities=act.entities[:1], facts=replace(act.facts, attendance=Attendance(present=ana)))
    record(store, "a.txt", document, [act] * 5 + [without])
    assert [(one.acts, one.has_more) for one in store.people.find()[0]] == [(5, True), (5, False)]


# The page


def test_a_person(filled: Store) -> None:
    days = {"against": 1, "giver": 1, "holder": 1, "present": 1, "represented": 1}
    assert filled.people.person("lo-ana@fontvergne") == PersonProfile(
        "lo-ana@fontvergne",
        "Ana LO",
        (NameInBody("lo-ana@fontvergne", "Ana LO", "fontvergne"),),
        (Mandate("fontvergne", "FONTVERGNE", 3, "2023-01-10", "2023-03-14", days),),
    )


@pytest.mark.both_databases
def test_a_roll_that_is_read_in_part_is_said(filled: Store, record: Record_) -> None:
    document, act = act_of("2023-02-07", "Fontvergne", [OTHER], salt="f")
    counts = Headcount(present=9)
    partial = replace(act, facts=replace(act.facts, attendance=replace(act.facts.attendance, counts=counts)))
    record(filled, "f.txt", document, [partial])
    days = [(one.date, one.partial) for one in filled.people.sittings("lo-ana@fontvergne").rows]
    assert days == [("2023-03-14", False), ("2023-02-07", True), ("2023-01-10", False)]
    between, before = (
        [(one.body, one.partial) for one in filled.people.person(person).mandates]
        for person in ("lo-ana@fontvergne", HERE)
    )
    assert (between, before) == ([("fontvergne", 1)], [("fontvergne", 0)])


@pytest.mark.both_databases
def test_the_seances_of_a_person(filled: Store) -> None:
    assert filled.people.sittings("lo-ana@fontvergne") == Sittings(
        (
            Sitting("2023-03-14", "fontvergne", "FONTVERGNE", 1, C, {"giver": 1, "represented": 1}, (PersonLink(ALONE, "SAUREL"),)),
            Sitting("2023-01-10", "fontvergne", "FONTVERGNE", 2, A, {"holder": 1, "present": 2}, ()),
        ),
        None,
    )  # fmt: skip
    first = filled.people.sittings("lo-ana@fontvergne", 1)
    assert first.next is not None
    rest = filled.people.sittings("lo-ana@fontvergne", 1, first.next)
    assert [sitting.date for sitting in (*first.rows, *rest.rows)] == ["2023-03-14", "2023-01-10"]
    assert rest.next is None
    assert filled.people.sittings("saurel") == Sittings((), None)


def test_the_proxies_of_a_person(filled: Store) -> None:
    assert filled.people.proxies("lo-ana@fontvergne") == Proxies(
        given=(Proxy(PersonLink(ALONE, "SAUREL"), 1, 1, "2023-03-14", "2023-03-14", C),),
        held=(Proxy(PersonLink(HERE, "Philippe SAUREL"), 1, 1, "2023-01-10", "2023-01-10", B),),
    )
    assert filled.people.proxies("lo-ana@metropole_de_saint_jouan") == Proxies((), ())


def test_a_proxy_to_nobody_named(store: Store, record: Record_) -> None:
    document, act = act_of("2023-01-10", "Fontvergne", [OTHER])
    giver = act.facts.attendance.present[0]
    facts = replace(act.facts, attendance=Attendance(represented=(giver,), proxies=(Pouvoir(giver, None),)))
    record(store, "a.txt", document, [replace(act, facts=facts)])
    uid = handle_of(document.sha256)
    given = store.people.proxies("lo-ana@fontvergne").given
    assert given == (Proxy(None, 1, 1, "2023-01-10", "2023-01-10", uid),)


def test_the_acts_and_the_votes_of_a_person(filled: Store) -> None:
    who, title = "lo-ana@fontvergne", "Séance "
    first = ActRecord(
        A, "2023-01-10", "deliberation", None, title, "Ville de Fontvergne", who, ("against", "present")
    )
    assert filled.people.acts(who).rows == (
        ActRecord(C, "2023-03-14", "deliberation", None, "Séance c", "FONTVERGNE", who, ("giver", "represented")),
        ActRecord(B, "2023-01-10", "deliberation", None, "Séance b", "Fontvergne", who, ("holder", "present")),
        first,
    )
    assert filled.people.ballots(who) == ActRecords((replace(first, statuses=("against",)),), None)
    page = filled.people.acts(who, 2)
    assert page.next is not None
    assert filled.people.acts(who, 2, page.next) == ActRecords((first,), None)


def test_nobody_of_that_name(filled: Store) -> None:
    with pytest.raises(
        PersonUnknown, match=r"^There is no person saurel-luc@fontvergne\. Near it: saurel, saurel-paul@"
    ):
        filled.people.person("saurel-luc@fontvergne")
    with pytest.raises(PersonUnknown, match=r"Take one from `recueil persons list`\.$"):
        filled.people.acts("nobody")


# Merging


def test_homonyms_in_two_bodies_are_two(filled: Store) -> None:
    assert [record.uid for record in filled.people.acts(HERE).rows] == [B, A]
    assert [record.uid for record in filled.people.acts(THERE).rows] == [D]


@pytest.mark.both_databases
def test_merged_names_are_one_person(filled: Store, rows: Rows, when: datetime.datetime) -> None:
    assert found(filled, "personne:philippe") == {"a", "b", "d"}
    assert filled.people.merge(ALONE, HERE, BY) == 1
    person = filled.people.person(ALONE)
    assert (person.id, person.name) == (HERE, "Philippe SAUREL")
    assert person.names == (
        NameInBody(HERE, "Philippe SAUREL", "fontvergne"),
        NameInBody(ALONE, "SAUREL", "fontvergne"),
    )
    assert [record.uid for record in filled.people.acts(HERE).rows] == [C, B, A]
    assert {record.uid: record.person for record in filled.people.acts(HERE).rows} == {A: HERE, B: HERE, C: ALONE}
    assert found(filled, "personne:philippe") == {"a", "b", "c", "d"}
    assert found(filled, 'personne:"phil* saurel" est:president OU personne:philippe est:present') == {
        "a",
        "c",
        "d",
    }
    assert [one.id for one in filled.people.find("saurel", "fontvergne")[0]] == [HERE]
    views = rows(
        "SELECT DISTINCT person, person_id FROM v_attendance WHERE body <> 'Métropole de Saint-Jouan' ORDER BY 1, 2"
    )
    assert views == [("LO, Ana", "lo-ana@fontvergne"), (SHORT, HERE), (MAYOR, HERE)]
    assert rows(f"SELECT person, person_id FROM v_persons WHERE act = '{C}' ORDER BY 1") == [
        ("LO, Ana", "lo-ana@fontvergne"), (SHORT, HERE)
    ]  # fmt: skip
    assert filled.people.proxies("lo-ana@fontvergne").given[0].other == PersonLink(HERE, "SAUREL")
    assert filled.check(when) == []


def test_a_person_of_two_bodies(filled: Store, when: datetime.datetime) -> None:
    filled.people.merge(THERE, HERE, BY)
    person = filled.people.person(THERE)
    assert [(one.body, one.acts) for one in person.mandates] == [
        ("fontvergne", 2),
        ("metropole_de_saint_jouan", 1),
    ]
    (listed,), _ = filled.people.find("philippe")
    assert listed == PersonSummary(
        HERE, "Philippe SAUREL", ("FONTVERGNE", "Métropole de Saint-Jouan"), 3, False, "2023-01-10", "2024-02-01"
    )
    assert filled.check(when) == []


def test_merged_names_stay_one_after_every_extraction(
    filled: Store, record: Record_, state: Callable[[], Any], when: datetime.datetime
) -> None:
    filled.people.merge(ALONE, HERE, BY)
    filled.people.merge(THERE, ALONE, BY)
    before = state()
    fill(filled, record, "2")
    assert state() == before
    document, act = act_of("2024-05-05", "Fontvergne", ["Saurel, PHILIPPE"], salt="new")
    record(filled, "new.txt", document, [act])
    assert [one.uid for one in filled.people.acts(THERE).rows] == [handle_of(document.sha256), D, C, B, A]
    assert filled.check(when) == []


def test_an_act_found_again_is_of_the_merged_person(
    store: Store, record: Record_, state: Callable[[], Any]
) -> None:
    fill(store, record)
    store.people.merge(ALONE, HERE, BY)
    before = state()
    document, act = ACTS["c.txt"]
    record(store, "c.txt", document, [replace(act, entities=(), facts=Facts(act.facts.identity))], "2")
    assert store.people.person(ALONE).id == HERE
    record(store, "c.txt", document, [act], "3")
    assert state() == before


@pytest.mark.parametrize("how", ["take_out", "withdraw"])
def test_a_merge_that_is_undone_leaves_no_trace(filled: Store, state: Callable[[], Any], how: str) -> None:
    before = state()
    number = filled.people.merge(ALONE, HERE, BY)
    assert state() != before
    if how == "take_out":
        assert filled.people.unmerge(ALONE, UNDONE) == [number]
    else:
        filled.people.withdraw(number, UNDONE)
    assert state() == before
    with pytest.raises(DecisionRefused, match="merged with nobody"):
        filled.people.unmerge(ALONE, UNDONE)
    with pytest.raises(DecisionRefused, match=r"Decision 1 is withdrawn already\."):
        filled.people.withdraw(number, UNDONE)


@pytest.mark.parametrize("out", [HERE, ALONE, THERE])
def test_the_others_stay_one(filled: Store, when: datetime.datetime, out: str) -> None:
    filled.people.merge(ALONE, HERE, BY)
    filled.people.merge(HERE, THERE, BY)
    filled.people.unmerge(out, UNDONE)
    one, *others = [name for name in (HERE, ALONE, THERE) if name != out]
    assert filled.people.person(one).id == filled.people.person(others[0]).id != out
    assert filled.people.person(out).id == out
    assert filled.check(when) == []


def test_what_cannot_be_merged(filled: Store) -> None:
    with pytest.raises(PersonUnknown):
        filled.people.merge("nobody", HERE, BY)
    with pytest.raises(DecisionRefused, match="are one person already"):
        filled.people.merge(HERE, HERE, BY)
    filled.people.merge(ALONE, HERE, BY)
    with pytest.raises(DecisionRefused, match="are one person already"):
        filled.people.merge(HERE, ALONE, BY)
    with pytest.raises(DecisionRefused, match="It is not said who decides"):
        filled.people.merge(THERE, HERE, replace(BY, by=" "))
    with pytest.raises(DecisionRefused, match="cannot hold this reason"):
        filled.people.merge(THERE, HERE, replace(BY, why="x" * 2_001))
    with pytest.raises(DecisionRefused, match="There is no decision 9"):
        filled.people.withdraw(9, BY)
    assert len(filled.people.history()[0]) == 1


# Splitting


@pytest.mark.both_databases
def test_acts_that_mean_another(filled: Store, rows: Rows, when: datetime.datetime) -> None:
    assert filled.people.split(HERE, [B], BY) == (1, f"{HERE.replace('@', '~2@')}")
    second = "saurel-philippe~2@fontvergne"
    assert [one.uid for one in filled.people.acts(HERE).rows] == [A]
    assert [one.uid for one in filled.people.acts(second).rows] == [B]
    assert found(filled, "personne:philippe commune:fontvergne") == {"a", "b"}
    assert rows(f"SELECT person_id FROM v_persons WHERE act = '{B}' AND person = '{MAYOR}'") == [(second,)]
    assert filled.people.proxies("lo-ana@fontvergne").held[0].other == PersonLink(second, "Philippe SAUREL")
    assert filled.check(when) == []


def test_a_holder_may_be_another(filled: Store, when: datetime.datetime) -> None:
    _, second = filled.people.split("lo-ana@fontvergne", [B], BY)
    assert filled.people.proxies(HERE).given[0].other == PersonLink(second, "Ana LO")
    assert filled.check(when) == []


def test_a_split_outlives_every_extraction(filled: Store, record: Record_, state: Callable[[], Any]) -> None:
    _, second = filled.people.split(HERE, [A], BY)
    filled.people.merge(second, THERE, BY)
    before = state()
    fill(filled, record, "2")
    assert state() == before
    assert [one.uid for one in filled.people.acts(THERE).rows] == [D, A]


def test_a_split_that_is_undone_leaves_no_trace(filled: Store, state: Callable[[], Any]) -> None:
    before = state()
    number, second = filled.people.split(HERE, [A], BY)
    later = filled.people.merge(second, THERE, BY)
    with pytest.raises(
        DecisionRefused, match=r"^Decision 2 is about saurel-philippe~2@fontvergne\. Withdraw that one"
    ):
        filled.people.withdraw(number, UNDONE)
    filled.people.withdraw(later, UNDONE)
    filled.people.withdraw(number, UNDONE)
    assert state() == before
    assert filled.people.split(HERE, [A], BY) == (3, "saurel-philippe~3@fontvergne")


def test_an_act_is_of_whom_the_last_decision_says(filled: Store, when: datetime.datetime) -> None:
    _, second = filled.people.split("lo-ana@fontvergne", [A, B], BY)
    number, third = filled.people.split(second, [B], BY)
    assert [one.uid for one in filled.people.acts(third).rows] == [B]
    assert third == "lo-ana~3@fontvergne"
    filled.people.withdraw(number, UNDONE)
    assert [one.uid for one in filled.people.acts(second).rows] == [B, A]
    assert filled.check(when) == []


def test_what_cannot_be_split(filled: Store, state: Callable[[], Any]) -> None:
    before = state()
    with pytest.raises(DecisionRefused, match="No acts were named"):
        filled.people.split(HERE, [], BY)
    with pytest.raises(DecisionRefused, match=f"Act {D} does not name {HERE}"):
        filled.people.split(HERE, [A, D], BY)
    with pytest.raises(ActUnknown, match="There is no act 0000"):
        filled.people.split(HERE, ["0000"], BY)
    with pytest.raises(DecisionRefused, match="501 acts are too many"):
        filled.people.split(HERE, [str(n) for n in range(501)], BY)
    with pytest.raises(PersonUnknown):
        filled.people.split("nobody", [A], BY)
    assert state() == before
    assert filled.people.history() == ([], None)


# History


def test_the_history_tells_all(filled: Store) -> None:
    filled.people.merge(ALONE, HERE, BY)
    filled.people.split(THERE, [D], BY)
    filled.people.withdraw(1, UNDONE)
    merged = Decision(1, "merge", ALONE, HERE, (), {ALONE: [ALONE], HERE: [HERE]}, BY, UNDONE)
    second = THERE.replace("@", "~2@")
    assert filled.people.history() == (
        [Decision(2, "split", second, THERE, (D,), {D: THERE}, BY, None), merged],
        None,
    )
    assert filled.people.history(HERE) == ([merged], None)
    assert filled.people.history(limit=1)[1] == 2
    assert filled.people.history(limit=1, before=2) == ([merged], None)


@pytest.mark.both_databases
def test_decisions_are_copied(filled: Store, url: str, tmp_path: Path, when: datetime.datetime) -> None:
    filled.people.merge(ALONE, HERE, BY)
    filled.people.split(THERE, [D], BY)
    filled.ledger.expire_dead_runs(lambda owner: True, when)
    other = f"sqlite:///{tmp_path}/copy.db"
    copied = copy_store(url, other, when)
    assert [one.original.rows for one in copied if one.table.startswith("person_")] == [2, 1]
    with open_store(other) as copy:
        assert copy.people.find() == filled.people.find()
        assert copy.people.history() == filled.people.history()
        assert copy.check(when) == []
        assert copy.people.merge(THERE.replace("@", "~2@"), HERE, BY) == 3


# Whatever is decided, in whatever order


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.both_databases
def test_what_is_decided_before_or_after_an_extraction_is_the_same(
    store: Store, record: Record_, state: Callable[[], Any], when: datetime.datetime, seed: int
) -> None:
    fill(store, record)
    untouched = state()
    chance = Random(seed)
    for _ in range(8):
        decide(store, chance)
    decided = state()
    fill(store, record, "2")
    assert state() == decided
    assert store.check(when) == []
    undo_all(store)
    assert state() == untouched


@pytest.mark.both_databases
def test_decisions_are_made_while_acts_are_written(
    store: Store, record: Record_, state: Callable[[], Any], when: datetime.datetime
) -> None:
    fill(store, record)
    untouched = state()

    def decided() -> None:
        for _ in range(6):
            store.people.withdraw(store.people.merge(ALONE, HERE, BY), UNDONE)
            split, _other = store.people.split(THERE, [D], BY)
            store.people.withdraw(split, UNDONE)

    with ThreadPoolExecutor() as threads:
        deciding = threads.submit(decided)
        for version in range(2, 8):
            fill(store, record, str(version))
        deciding.result()
    assert state() == untouched
    assert store.check(when) == []


def decide(store: Store, chance: Random) -> None:
    """Something at random, if it can be."""
    people = [name.id for one in store.people.find()[0] for name in store.people.person(one.id).names]
    one, other = chance.sample(people, 2)
    try:
        match chance.choice(["merge", "merge", "take_out", "split"]):
            case "merge":
                store.people.merge(one, other, BY)
            case "take_out":
                store.people.unmerge(one, BY)
            case _:
                acts = [record.uid for record in store.people.acts(one).rows if record.person == one]
                store.people.split(one, acts[:1], BY)
    except DecisionRefused:
        return


def undo_all(store: Store) -> None:
    """The latest first; what only builds on others goes with them."""
    while left := [one.id for one in store.people.history(limit=100)[0] if one.withdrawn is None]:
        for number in left:
            try:
                store.people.withdraw(number, UNDONE)
            except DecisionRefused:
                continue
