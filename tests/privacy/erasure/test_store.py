"""Somebody taken out of a store: of every column, of what lies on the disk, and of all that is written later."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import JSON, Connection, LargeBinary, func, select, update
from tests.filing import FillOnce
from tests.handles import handle_of
from tests.naming import in_any_row, named_in_files
from tests.postgres import Server

from recueil.beneficiaries.decisions import rebuild_heads
from recueil.beneficiaries.schema import DECISIONS as BENEFICIARY_DECISIONS
from recueil.beneficiaries.schema import beneficiary_proposals, reference_organisations
from recueil.corrections import Addition, Attribution, Replacement
from recueil.cross_checks.schema import cross_findings
from recueil.dossiers.records import ActTarget, PersonTarget, ValueTarget
from recueil.errors import CorrectionError, FileBroken, ForgetError, ForgetKeyMissing
from recueil.interests.store import Interest
from recueil.privacy.erasure import erase
from recueil.privacy.erasure import store as forgetting
from recueil.privacy.erasure.erasure_scope import Issuer, Scope
from recueil.privacy.erasure.masking import COLUMNS, ERASED
from recueil.privacy.erasure.name_hashes import NameForm, forms_of, parse_name
from recueil.privacy.erasure.suppressions import AppliedSuppression, Suppression
from recueil.privacy.erasure.targets import KnownBody
from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.engine import dialect_of
from recueil.store.engine.column_types import String, Text
from recueil.store.ledger.runs import LEASE, Owner, RunStart
from recueil.store.ledger.work import Claim, FoundFile
from recueil.store.schema import acts, alerts, changes, ledger, metadata, runs, sources, versions
from recueil.store.search.facets import FacetCount
from recueil.store.store import Store
from recueil.values import Act, Attendance, Award, Facts, Finding, Mention, Organisation, Person, Place, Vote

Make = Callable[..., tuple[Document, Act]]
Record = Callable[..., None]
Take = Callable[..., Claim]
WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
LATER = WHEN + 2 * LEASE
KEY = "a secret of the tests"
NAME = ("Zoé", "Kermadec", "Tréguier")
SURNAME = NAME[1:]
FORMS = forms_of(parse_name("Zoé KERMADEC-TRÉGUIER"), KEY.encode())
TEXT = (
    "Présents : <PERSON VASSEUR, Élodie>Élodie VASSEUR</PERSON>, "
    "<PERSON KERMADEC-TRÉGUIER, Zoé>KERMADEC-\nTRÉGUIER Zoé</PERSON>. Objet : prime de Mme KERMADEC-TRÉGUIER. "
    "Mme <PERSON Kermadec-Tréguier>Kermadec-Tréguier</PERSON> touche <AMOUNT 300 EUR>300 euros</AMOUNT>, selon "
    "zoe.kermadec-treguier@exemple.fr et zoé\u00a0 kermadec tréguier, née Guirec"
)
DIGESTS = {name for name, ways in COLUMNS.items() if "digest" in ways.values()} - {"aliases", "corrections"}
"""The tables that tell contents, of a store that was never upgraded and in which nothing is corrected."""
MASKED = (
    "Présents : Élodie VASSEUR, █████████\n████████ ███. Objet : prime de Mme █████████████████. "
    "Mme █████████████████ touche 300 euros, selon "
    "█████████████████████@exemple.fr et ███\u00a0 ████████ ████████, née Guirec"
)


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECUEIL_FORGET_KEY", KEY)


@pytest.fixture
def forget(store: Store, when: datetime.datetime) -> Callable[..., int]:
    def forgotten(body: str = "Fontvergne", forms: tuple[NameForm, ...] = FORMS, why: str = "demande") -> int:
        target = store.erasure.body(body, configured=[KnownBody("Fontvergne")])
        number = store.erasure.begin(target, forms, KEY.encode(), Attribution("ana", when, why))
        store.erasure.finish(LATER)
        return number

    return forgotten


def of_body(document: Document, act: Act, body: str) -> tuple[Document, Act]:
    """The act with somebody in every fact, issued by a body."""
    mentions = [Mention(each.start, each.end, each.value, each.rule) for each in act.entities]
    people = tuple(each for each in mentions if isinstance(each.value, Person))
    keyed = tuple(each for each in people if isinstance(each.value, Person) and each.value.given)
    name = "Mme Zoé KERMADEC-TRÉGUIER"
    end = len(document.text)
    facts = Facts(
        replace(act.facts.identity, body=body, title=f"Prime de {name}", president=people[0], secretary=keyed[-1]),
        attendance=Attendance(present=keyed),
        votes=(Vote(0, end, "adopted", names_for=keyed),),
        awards=(Award(0, end, "indemnite", name, 0, None, "person", f"prime de {name}"),),
    )
    finding = Finding("presence", "error", f"{name} est absente.", "CGCT", ((0, 4),), name, "Kermadec-Tréguier")
    return document, replace(act, facts=facts, findings=(finding,))


def everything(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of Recueil's own."""
    with store._engine.connect() as connection:
        rows = {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }
        indexed = select(dialect_of(connection).search_text) if connection.dialect.name == "postgresql" else None
        if indexed is not None:
            rows["search_text"] = [tuple(row) for row in connection.exec_driver_sql("SELECT * FROM search_text")]
    return rows


def naming(store: Store, *words: str) -> dict[str, set[str]]:
    """Which of these words are in which tables."""
    found = ((table, in_any_row(iter(rows), *words)) for table, rows in everything(store).items())
    return {table: words for table, words in found if words}


@pytest.fixture
def filled(store: Store, make: Make, record: Record, when: datetime.datetime, fill_once: FillOnce) -> Store:
    """A store in which every column that can, names somebody."""
    fill_once(lambda: fill(store, make, record, when))
    return store


def fill(store: Store, make: Make, record: Record, when: datetime.datetime) -> None:
    document, act = of_body(*make(TEXT), "Fontvergne")
    source = "file:///srv/KERMADEC-TREGUIER%20Zo%C3%A9.txt"
    record(store, source, document, [act])
    attribution = Attribution("ana", when, "Zoé Kermadec-Tréguier le demande")
    uid, person = handle_of(document.sha256), act.entities[1]
    store.correct(
        uid, Replacement(person.start, person.end, "person", Person("Zoé", "KERMADEC TRÉGUIER")), attribution
    )
    wrong = act.entities[2]
    store.correct(
        uid, Replacement(wrong.start, wrong.end, "person", Person("Anne", "TRÉGUIER-KERMADEC")), attribution
    )
    at = document.text.index("zoé")
    made = store.correct(uid, Addition(at, at + 22, Person("zoé", "kermadec tréguier")), attribution)
    store.withdraw(made.id, attribution)
    other = make("Le maire <PERSON GUIREC, Zoé>Zoé GUIREC</PERSON> (fiche de Zoé Kermadec-Tréguier)")
    record(store, "b.txt", *_with_acts(of_body(*other, "FONTVERGNE")))
    merged = store.people.merge("guirec-zoe@fontvergne", "kermadec-treguier-zoe@fontvergne", attribution)
    assert merged == 1
    store.alerts.add("Zoé Kermadec-Tréguier", parse('personne:"zoé kermadec tréguier"'), "ana", when)
    store.audit.note(when, "ana", "note", "kermadec-treguier-zoe@fontvergne", about=["Zoé KERMADEC-TRÉGUIER"])
    interest = Interest("Fontvergne", "Zoé Kermadec-Tréguier", "Les Amis de Zoé Kermadec-Tréguier", None, None, "")
    store.interests.replace([replace(interest, source="Zoé Kermadec-Tréguier")], "ana", when)
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, when)
    store.ledger.end(run, "failed", "Zoé Kermadec-Tréguier.pdf broke", when)
    with store._engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(ledger).values(message="Zoé Kermadec-Tréguier.pdf: damaged"))
        connection.execute(update(alerts).values(problem="no field takes zoé kermadec tréguier"))
        example = {
            "gained": 1,
            "lost": 1,
            "gained_example": "KERMADEC-TRÉGUIER, Zoé",
            "lost_example": "Kermadec-Tréguier",
        }
        connection.execute(changes.insert().values(run_id=run, uid=uid, kind="person", **example))
        assert connection.execute(select(runs.c.message).where(runs.c.run_id == run)).scalar_one()
    add_version(store, "Mme Zoé Kermadec-Tréguier", when)
    gather(store, uid, when)
    decide_on_beneficiaries(store, when)
    find_across(store, when)


def gather(store: Store, uid: str, when: datetime.datetime) -> None:
    """Gather an act, its values and somebody in a dossier, in every column of which is the name."""
    name = "Zoé Kermadec-Tréguier"
    made = store.dossiers.create(name, "ana", when, note=f"de Mme {name}", tags=[name])
    store.dossiers.add(made, None, ActTarget(uid), when, note=name, query=f'personne:"{name}"')
    for n in range(1, len(store.act(uid).act.entities) + 1):
        store.dossiers.add(made, None, ValueTarget(uid, n), when)
    store.dossiers.add(made, None, PersonTarget("kermadec-treguier-zoe@fontvergne"), when)


def decide_on_beneficiaries(store: Store, when: datetime.datetime) -> None:
    """Propose, decide and register a fund that has the name of somebody."""
    fund, name = "fonds-zoe-kermadec-treguier@fontvergne", "Fonds Zoé Kermadec-Tréguier"
    pair = {"beneficiary": fund, "target": "218601946"}
    said = {"kind": "merge", "decided_by": "ana", "decided": when, "why": name, "before": {fund: [fund]}}
    register = {
        "number": "218601946",
        "source": "sirene",
        "name": name,
        "acronym": name,
        "key": fund,
        "loaded": when,
    }
    with store._engine.execution_options(writes=True).begin() as connection:
        proposed = {**pair, "basis": "sirene", "score": 95, "made": when}
        connection.execute(beneficiary_proposals.insert().values(proposed))
        connection.execute(BENEFICIARY_DECISIONS.table.insert().values({**pair, **said}))
        connection.execute(reference_organisations.insert().values(register))
        rebuild_heads(connection)


def find_across(store: Store, when: datetime.datetime) -> None:
    """Store a finding across acts that has the name of somebody, of an act that has not."""
    name = "Zoé Kermadec-Tréguier"
    of_act = select(func.max(acts.c.docid)).scalar_subquery()
    finding = {"docid": of_act, "body": "fontvergne", "rule": "attribution-sans-deport", "severity": "information"}
    words = {"message": f"{name} a un lien", "basis": "CGCT L2131-11", "expected": name, "found": name}
    with store._engine.execution_options(writes=True).begin() as connection:
        connection.execute(cross_findings.insert().values({**finding, **words, "made": when}))


def add_version(store: Store, text: str, when: datetime.datetime) -> None:
    """Add a former version to the first source."""
    first = select(func.min(sources.c.source_id)).scalar_subquery()
    former = {"source_id": first, "sha256": "ab" * 32, "replaced": when, "text": text, "found": [["person", text]]}
    with store._engine.execution_options(writes=True).begin() as connection:
        connection.execute(versions.insert().values(former))


def _with_acts(made: tuple[Document, Act]) -> tuple[Document, list[Act]]:
    return made[0], [made[1]]


def test_every_column_that_could_name_somebody_is_told_of() -> None:
    kinds = (String, Text, JSON, LargeBinary)
    there = {
        table.name: {column.name for column in table.c if isinstance(column.type, kinds)}
        for table in metadata.sorted_tables
    }
    assert {name: set(columns) for name, columns in COLUMNS.items()} == {
        name: columns for name, columns in there.items() if columns
    }


@pytest.mark.both_databases
def test_the_store_names_somebody_everywhere_and_then_nowhere(filled: Store, forget: Callable[..., int]) -> None:
    told = {name for name, ways in COLUMNS.items() if set(ways.values()) - {"kept", "digest"}}
    before = set(naming(filled, *SURNAME))
    # What they are made of holds numbers, and codes that no name is in.
    assert told - before == {"search_amounts", "search_terms", "search_vectors", "suppressions"}
    forget(why="Zoé Kermadec-Tréguier le demande")
    assert naming(filled, *SURNAME) == {}
    assert filled.check(LATER) == []


def test_texts_stay_as_long_as_they_were_and_values_say_that_somebody_is_gone(
    filled: Store, forget: Callable[..., int]
) -> None:
    before = filled.act(filled.search(parse("prime née")).hits[0].uid)
    forget()
    after = filled.act(before.uid)
    assert after.text == MASKED
    assert len(after.text) == len(before.text)
    nobody = Person(None, "personne effacée", standing="public")
    vasseur, amount = Person("Élodie", "VASSEUR", standing="public"), before.act.entities[3].value
    assert [each.value for each in after.act.entities] == [vasseur, nobody, nobody, amount]
    assert [(each.start, each.end) for each in after.act.entities] == [
        (each.start, each.end) for each in before.act.entities
    ]
    assert after.act.title == "Prime de Mme ███ █████████████████"
    assert after.act.facts.identity.secretary is not None
    assert after.act.facts.identity.secretary.value == nobody
    assert [each.value for each in after.act.facts.attendance.present] == [vasseur, nobody]
    assert after.act.facts.awards[0].beneficiary == "personne effacée"
    assert after.act.findings[0].message == "Mme ███ █████████████████ est absente."


@pytest.mark.both_databases
def test_others_stay(
    store: Store, make: Make, record: Record, forget: Callable[..., int], when: datetime.datetime
) -> None:
    alike = "<PERSON KERMADEC-TRÉGUIERAU, Zoé>Zoé KERMADEC-TRÉGUIERAU</PERSON>, Paul KERMADEC-TRÉGUIER"
    same = "<PERSON KERMADEC-TRÉGUIER, Zoé>Zoé KERMADEC-TRÉGUIER</PERSON>"
    record(store, "alike.txt", *_with_acts(of_body(*make(alike), "Fontvergne")))
    record(store, "same.txt", *_with_acts(of_body(*make(same), "Vornoy")))
    add_version(store, "Paul KERMADEC-TRÉGUIER", when)
    before = everything(store)
    forget()
    after = everything(store)
    gone = {table for table in before if before[table] != after[table]}
    assert gone == {"suppressions", "audit", *DIGESTS}
    assert [each.name for each in store.people.find("kermadec*", None, 10, None)[0]] == [
        "Zoé KERMADEC-TRÉGUIER",
        "Zoé KERMADEC-TRÉGUIERAU",
    ]


@pytest.mark.both_databases
def test_no_correction_names_somebody_again(
    filled: Store, forget: Callable[..., int], when: datetime.datetime
) -> None:
    forget()
    uid = filled.search(parse("née")).hits[0].uid
    start = filled.act(uid).document.text.index("VASSEUR")
    change = Replacement(start - 7, start + 7, "person", Person("Zoé", "Kermadec-Tréguier"))
    with pytest.raises(CorrectionError, match="do not name that person any more"):
        filled.correct(uid, change, Attribution("ana", when, ""))
    corrected = filled.corrections()
    assert [(each.was, each.value) for each in corrected] == [
        (None, Person(None, "personne effacée", standing="public")),
        (Person(None, "personne effacée", standing="public"), Person(None, "personne effacée", standing="public")),
        (Person(None, "personne effacée", standing="public"), Person(None, "personne effacée", standing="public")),
    ]
    assert [each.anchor.text for each in corrected] == ["███\u00a0 ████████ ████████", "█" * 17, MASKED[27:49]]


@pytest.mark.both_databases
def test_no_organisation_or_place_names_somebody(
    store: Store, make: Make, record: Record, forget: Callable[..., int], when: datetime.datetime
) -> None:
    tagged = (
        "La <ORGANISATION SARL Zoé KERMADEC-TRÉGUIER>SARL Zoé\nKERMADEC-TRÉGUIER</ORGANISATION>, <PLACE rue Zoé "
        "Kermadec-Tréguier>rue Zoé Kermadec-Tréguier</PLACE> à <PLACE Vern #35352>Vern</PLACE>, et l'<ORGANISATION "
        "Amicale>Amicale</ORGANISATION>."
    )
    document, act = make(tagged)
    act = replace(act, facts=Facts(replace(act.facts.identity, body="Fontvergne")))
    record(store, "a.txt", document, [act])
    uid, amicale = handle_of(document.sha256), act.entities[3]
    attribution = Attribution("ana", when, "")
    typed = Organisation("Amicale Zoé Kermadec-Tréguier")
    store.correct(uid, Replacement(amicale.start, amicale.end, "organisation", typed), attribution)
    assert {"entities", "search_terms", "corrections"} <= naming(store, *SURNAME).keys()
    forget()
    assert naming(store, *SURNAME) == {}
    assert store.check(LATER) == []
    assert [each.value for each in store.act(uid).act.entities] == [
        Organisation("SARL ███ █████████████████"),
        Place("rue ███ █████████████████"),
        Place("Vern", "35352"),
        Organisation(ERASED),
    ]
    assert store.facets(None, ["organisation", "lieu"]) == {
        "organisation": (),
        "lieu": (FacetCount("vern", "Vern", 1),),
    }
    start = document.text.index("Vern")
    with pytest.raises(CorrectionError, match="do not name that person any more"):
        store.correct(
            uid, Replacement(start, start + 4, "place", Place("Villa Zoé Kermadec-Tréguier")), attribution
        )


def test_an_alert_that_asks_for_somebody_rests(filled: Store, forget: Callable[..., int]) -> None:
    forget()
    (alert,) = filled.alerts.all()
    assert (alert.name, alert.query, alert.disabled) == (
        "personne effacée",
        'personne:"███ ████████ ████████"',
        LATER,
    )


@pytest.mark.both_databases
def test_who_was_merged_with_somebody_stands_alone(filled: Store, forget: Callable[..., int]) -> None:
    forget()
    assert filled.people.history() == ([], None)
    found = filled.people.find(None, None, 10, None)[0]
    assert [(each.id, each.name) for each in found] == [
        ("guirec-zoe@fontvergne", "Zoé GUIREC"),
        ("vasseur-elodie@fontvergne", "Élodie VASSEUR"),
    ]


def test_a_source_whose_name_names_somebody_is_known_by_a_hash(
    filled: Store, forget: Callable[..., int], tmp_path: Path
) -> None:
    forget()
    (hidden,) = {work.source for work in filled.ledger.active()} - {"b.txt"}
    assert hidden.startswith("file:///srv/personne-effacee-")
    assert hidden.endswith(".txt")
    address = filled.ledger.addresses()
    assert address("file:///srv/KERMADEC-TREGUIER%20Zo%C3%A9.txt") == hidden
    assert address("file:///srv/KERMADEC.txt") == "file:///srv/KERMADEC.txt"


@pytest.mark.both_databases
def test_later_acts_are_written_without_somebody(
    store: Store, make: Make, record: Record, forget: Callable[..., int]
) -> None:
    number = forget()
    assert store.erasure.list_all() == [
        Suppression(number, "Fontvergne", Scope("fontvergne"), "demande", "ana", WHEN, True, 0, 0, 0)
    ]
    record(store, "a.txt", *_with_acts(of_body(*make(TEXT), "Ville de Fontvergne")))
    assert naming(store, *SURNAME) == {}
    assert store.check(LATER) == []
    assert store.erasure.list_all() == [
        Suppression(number, "Fontvergne", Scope("fontvergne"), "demande", "ana", WHEN, True, 1, 1, 5)
    ]
    # Read anew from the text that the store has, it is still known to have named somebody.
    (uid,) = (hit.uid for hit in store.search(None).hits)
    again = store.act(uid)
    read = FoundFile("a.txt", again.document.sha256, is_fingerprint=True)
    numbers = store.ledger.enqueue([read], "2", WHEN)
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "2"), {}, WHEN)
    (taken,) = store.ledger.claim(run, numbers, lambda owner: False, WHEN)
    store.ledger.complete(taken, again.document, [again.act], WHEN)
    assert store.act(uid).document == again.document
    assert store.erasure.list_all()[0].mentions == 5


def test_acts_that_turn_out_to_be_of_the_body_are_gone_through(
    store: Store, make: Make, record: Record, forget: Callable[..., int]
) -> None:
    forget()
    record(store, "a.txt", *_with_acts(of_body(*make(TEXT), "Vornoy")))
    assert naming(store, *SURNAME) != {}
    store.ledger.set_publisher(["a.txt"], "Fontvergne")
    assert naming(store, *SURNAME) == {}


def test_a_failure_does_not_name_somebody(store: Store, claim: Take, forget: Callable[..., int]) -> None:
    forget()
    error = FileBroken("/srv/Zoé_KERMADEC-TREGUIER.pdf: damaged.", "Publish it again.")
    store.ledger.fail(claim(store, "a.pdf", "0" * 64), error, WHEN)
    (work,) = store.ledger.active()
    assert work.message == "/srv/█████████████████████.pdf: damaged. Publish it again."


def test_without_its_key_nothing_is_written(
    filled: Store, forget: Callable[..., int], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    forget()
    before = everything(filled)
    monkeypatch.setenv("RECUEIL_FORGET_KEY", "another")
    with pytest.raises(ForgetKeyMissing, match="is another than"):
        filled.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, LATER)
    monkeypatch.delenv("RECUEIL_FORGET_KEY")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ForgetKeyMissing, match="is not there"):
        filled.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, LATER)
    assert everything(filled) == before
    assert [finding.what for finding in filled.check(LATER)] == ["the suppressions"]
    assert filled.search(parse("prime née")).total == 1


@pytest.mark.both_databases
def test_what_is_stopped_in_the_middle_is_finished(
    filled: Store, when: datetime.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = filled.erasure.body("Fontvergne")
    filled.erasure.begin(target, FORMS, KEY.encode(), Attribution("ana", when, "demande"))
    done: list[int] = []

    def killed(connection: Connection, number: int, told: dict[int, AppliedSuppression]) -> None:
        if done:
            raise KeyboardInterrupt
        done.append(number)
        erase.erase_document(connection, number, told)

    with monkeypatch.context() as patched:
        patched.setattr(forgetting, "erase_document", killed)
        with pytest.raises(KeyboardInterrupt):
            filled.erasure.finish(LATER)
    assert naming(filled, *SURNAME) != {}
    assert "suppression 1" in {finding.what for finding in filled.check(LATER)}
    assert [each.is_done for each in filled.erasure.list_all()] == [False]
    assert filled.erasure.finish(LATER) == [1]
    assert naming(filled, *SURNAME) == {}
    assert filled.erasure.finish(LATER) == []


@pytest.mark.both_databases
def test_what_is_forgotten_is_nowhere_on_the_disk(
    filled: Store, forget: Callable[..., int], url: str, path: Path, request: pytest.FixtureRequest
) -> None:
    assert set(named_on_disk(filled, path, request)) != set()
    forget()
    assert named_on_disk(filled, path, request) == {}


def named_on_disk(store: Store, path: Path, request: pytest.FixtureRequest) -> dict[str, set[str]]:
    """Which words of the family name are in which files of the database."""
    folder = path.parent
    if store._engine.dialect.name == "postgresql":
        server: Server = request.getfixturevalue("postgres")
        name = store._engine.url.database
        server.execute("CHECKPOINT")
        with store._engine.connect() as connection:
            query = f"SELECT oid FROM pg_database WHERE datname = '{name}'"
            folder = server.data / "base" / str(connection.exec_driver_sql(query).scalar_one())
    return named_in_files(folder, *SURNAME)


@pytest.mark.parametrize("body", ["*", "", "  "])
def test_somebody_is_forgotten_of_one_body(store: Store, body: str) -> None:
    with pytest.raises(ForgetError, match="names no public body"):
        store.erasure.body(body)


@pytest.mark.both_databases
def test_a_body_by_its_siren(store: Store, make: Make, record: Record, forget: Callable[..., int]) -> None:
    document, act = of_body(*make(TEXT), "Fontvergne")
    identity = replace(act.facts.identity, siren="213400017")
    record(store, "a.txt", document, [replace(act, facts=replace(act.facts, identity=identity))])
    for given in ("213400017", "213 400 017 00019"):
        target = store.erasure.body(given)
        assert (target.scope, target.acts) == (Scope("fontvergne", "213400017"), 1)
    forget("213400017")
    assert naming(store, *SURNAME) == {}


def test_the_same_once_more_is_the_same_suppression(filled: Store, forget: Callable[..., int]) -> None:
    assert [forget(), forget()] == [1, 1]
    assert forget(forms=forms_of(parse_name("Zoé GUIREC"), KEY.encode())) == 2
    assert [(each.id, each.is_done, each.mentions) for each in filled.erasure.list_all()] == [
        (1, True, 6),
        (2, True, 1),
    ]


@pytest.mark.parametrize(
    ("scope", "issuer", "expected"),
    [
        (Scope("vornoy"), Issuer("vornoy", None, None), True),
        (Scope("vornoy"), Issuer("vornoy_le_haut", None, None), False),
        (Scope("vornoy", department="034"), Issuer("vornoy", None, "034"), True),
        (Scope("vornoy", department="034"), Issuer("vornoy", None, "030"), False),
        (Scope("vornoy", department="034"), Issuer("vornoy", None, None), True),
        (Scope("vornoy", department="034", exact=True), Issuer("vornoy", None, None), False),
        (Scope("vornoy", "213400017"), Issuer("vornoy", None, "030"), False),
        (Scope("vornoy", "213400017"), Issuer("vornoy", "213400025", None), False),
        (Scope("vornoy", "213400017"), Issuer("mairie_de_vornoy", "213400017", None), True),
    ],
)
def test_whose_acts_a_suppression_is_about(scope: Scope, issuer: Issuer, expected: bool) -> None:
    assert scope.holds(issuer, ["file:///actes/a.txt"]) is expected


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("file:///a/x.txt", True),
        ("file:///ab/x.txt", False),
        ("file:///b.txt", True),
        ("file:///b.txt/x", False),
        ("file:///c.txt", False),
    ],
)
def test_which_files_a_suppression_is_about(address: str, expected: bool) -> None:
    scope = Scope(sources=("file:///a/", "file:///b.txt"))
    assert scope.holds(Issuer("vornoy", None, None), [address]) is expected
