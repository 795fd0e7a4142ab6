"""Two communes of one name in one store, with the same families: what hangs on a body keeps them apart."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from tests.filing import WHEN, record
from tests.handles import handle_of

from recueil.bodies.candidates import BodyCandidate
from recueil.corrections import Attribution
from recueil.errors import BodyRefused, ForgetError
from recueil.evaluation import gold
from recueil.export.jsonl import stored_act_line
from recueil.export.scdl.rows import BodyDirectory, deliberation_rows
from recueil.facts.identity.referential import load_referential
from recueil.facts.identity.resolve_body import printed_number, resolve_body
from recueil.figures.amounts import distribution, pivot
from recueil.figures.comparison import compare_bodies
from recueil.figures.coverage import coverage
from recueil.figures.findings import findings
from recueil.query import parse
from recueil.readers.document import Document, Page
from recueil.store.store import Store
from recueil.values import Act, Attendance, Entity, Facts, Finding, Identity, PartialDate

pytestmark = pytest.mark.both_databases

NORTH, SOUTH = "929939411", "219740115"
HEADS = {
    "nord.txt": "DÉPARTEMENT DE LA SEINE-SAINT-DENIS\nVILLE DE SAINT-DENIS\n",
    "sud.txt": "MAIRIE DE SAINT-DENIS\n97400 Saint-Denis\n",
    "ailleurs.txt": "VILLE DE SAINT-DENIS\n",
}


def act_of(head: str, end: str = "") -> tuple[Document, Act]:
    """An act of a commune that its head tells, or not, from its namesake; it names a person and an amount."""
    read = gold.parse_tagged(
        f"{head}Séance du 14 mars 2025. Présente : <PERSON LE GUEN, Yaëlle>Yaëlle LE GUEN</PERSON>.\n"
        "<BUDGET chapitre 65>chapitre 65</BUDGET> <AMOUNT 1000.00 EUR>1 000,00 €</AMOUNT>\n"
        f"{end}"
    )
    content = read.text.encode()
    pages = (Page(1, 0, len(read.text)),)
    document = Document(read.text, pages, hashlib.sha256(content).hexdigest(), len(content), "text/plain")
    entities = tuple(
        Entity(each.start, each.end, read.text[each.start : each.end], 1, each.value, each.rule)
        for each in read.mentions
    )
    present = tuple(each for each in read.mentions if each.value.kind == "person")
    identity = Identity("deliberation", body="Saint-Denis", date=PartialDate.parse("2025-03-14"))
    return document, Act(0, len(read.text), Facts(identity, attendance=Attendance(present=present)), entities)


def file_acts(store: Store) -> dict[str, str]:
    """File an act of each commune, and one that does not tell which; gives their uids by source."""
    uids = {}
    for source, head in HEADS.items():
        document, act = act_of(head)
        record(store, source, document, [act])
        uids[source] = handle_of(document.sha256)
    return uids


def filed(store: Store) -> list[tuple[str, int, str | None, str | None]]:
    return [(each.label, each.acts, each.siren, each.departement) for each in store.bodies.all()]


def test_each_act_is_filed_under_its_commune_and_says_why(store: Store) -> None:
    uids = file_acts(store)
    assert filed(store) == [
        ("Saint-Denis", 1, None, None),
        ("Saint-Denis (93)", 1, NORTH, "93"),
        ("Saint-Denis (974)", 1, SOUTH, "974"),
    ]
    found = [store.act(uid).filed for uid in uids.values()]
    assert [(each.siren, each.reason) for each in found] == [
        (NORTH, "departement"),
        (SOUTH, "postal_code"),
        (None, None),
    ]
    assert {NORTH, SOUTH} <= set(found[2].candidates)
    (ambiguous,) = store.bodies.all(ambiguous=True)
    assert BodyCandidate("Saint-Denis (93)", NORTH) in ambiguous.candidates
    lines = [json.loads(stored_act_line(each)) for each in store.filed_acts(next(store.iter_docids(None)))]
    assert {(line["body"], line["siren"], line["body_reason"]) for line in lines} == {
        ("Saint-Denis (93)", NORTH, "departement"),
        ("Saint-Denis (974)", SOUTH, "postal_code"),
        ("Saint-Denis", None, None),
    }


def test_persons_of_one_name_are_as_many_as_the_bodies(store: Store) -> None:
    uids = file_acts(store)
    people, _ = store.people.find("le guen")
    ambiguous = uids["ailleurs.txt"]
    assert {one.id for one in people} == {
        "le-guen-yaelle@saint_denis_93",
        "le-guen-yaelle@saint_denis_974",
        f"le-guen-yaelle@saint_denis_{ambiguous}",
    }
    assert {one.acts for one in people} == {1}


def test_two_acts_that_do_not_tell_their_body_name_two_persons(store: Store) -> None:
    for n in (1, 2):
        document, act = act_of(HEADS["ailleurs.txt"], f"{n}\n")
        record(store, f"{n}.txt", document, [act])
    people, _ = store.people.find("le guen")
    assert len(people) == 2


def test_facets_figures_and_queries_tell_them_apart(store: Store) -> None:
    file_acts(store)
    facets = store.facets(None, ("commune",))["commune"]
    assert {(each.label, each.acts) for each in facets} == {
        ("Saint-Denis", 1),
        ("Saint-Denis (93)", 1),
        ("Saint-Denis (974)", 1),
    }
    with store.figures.scope() as scope:
        rows = pivot(scope, "commune").rows
    # the act that does not tell its body is in no sum
    assert {(row.body, row.whole.acts, row.whole.written) for row in rows} == {
        ("Saint-Denis (93)", 1, Decimal(1000)),
        ("Saint-Denis (974)", 1, Decimal(1000)),
    }
    assert [
        len(store.search(parse(query)).hits) for query in ('commune:"=saint-denis (93)"', f"siren:{SOUTH}")
    ] == [
        1,
        1,
    ]
    # the whole name finds the act that does not tell its body, as the facet counts
    assert len(store.search(parse('commune:"=saint-denis"')).hits) == 1


def test_acts_that_do_not_tell_their_body_are_in_no_figure(store: Store) -> None:
    file_acts(store)
    for source, head in HEADS.items():
        document, act = act_of(head, "finding\n")
        found = Finding("sommes", "warning", "Écart.", "Calcul", ((0, 5),))
        record(store, f"second {source}", document, [replace(act, findings=(found,))])
    with store.figures.scope() as scope:
        covered = coverage(scope)
        checked = findings(scope)
        sizes = [bucket for bucket in distribution(scope) if bucket.amounts]
        compared = compare_bodies(scope, "inscrit", year=2025).rows
    assert [(row.body, row.acts) for row in covered.bodies] == [("Saint-Denis (93)", 2), ("Saint-Denis (974)", 2)]
    assert covered.ambiguous == 2
    (row,) = checked.rows
    assert (checked.bodies, row.whole.acts, row.whole.findings) == (
        ("Saint-Denis (93)", "Saint-Denis (974)"),
        2,
        2,
    )
    assert [(bucket.amounts, bucket.acts) for bucket in sizes] == [(4, 4)]
    assert {(one.body, one.value, one.unranked) for one in compared} == {
        ("Saint-Denis", None, "ambiguous"),
        ("Saint-Denis (93)", Decimal(2000), "quarters"),
        ("Saint-Denis (974)", Decimal(2000), "quarters"),
    }


def test_exports_name_the_body_and_what_it_lacks(store: Store) -> None:
    uids = file_acts(store)
    directory = BodyDirectory([("Saint-Denis", f"{SOUTH}00019"), ("Ville de Saint-Denis (93)", f"{NORTH}00012")])
    rows = {
        each.uid: next(deliberation_rows(each, directory))
        for each in store.filed_acts(next(store.iter_docids(None)))
    }
    assert {
        source: (row.cells["COLL_NOM"], row.cells["COLL_SIRET"], row.notes.get("COLL_SIRET", "")[:15])
        for source, uid in uids.items()
        for row in [rows[uid]]
    } == {
        "nord.txt": ("Ville de Saint-Denis (93)", f"{NORTH}00012", "the SIREN is kn"),
        "sud.txt": ("Saint-Denis", f"{SOUTH}00019", "the SIREN is kn"),
        "ailleurs.txt": ("Saint-Denis", None, "several bodies "),
    }


def test_the_label_of_a_body_of_the_tables_is_no_others(store: Store) -> None:
    name = "Laval Agglomération"
    for source, head in {"a.txt": "Département de la Marne\n", "b.txt": "", "c.txt": "Sous-préfecture\n"}.items():
        document, act = act_of(f"{head}{name}\n")
        identity = replace(act.facts.identity, body=name)
        record(store, source, document, [replace(act, facts=replace(act.facts, identity=identity))])
    assert filed(store) == [(name, 2, "200083392", "53"), (f"{name} (51)", 1, None, "51")]


def test_a_body_without_a_number_has_its_kind(store: Store) -> None:
    name = "Préfecture de la région Bretagne"
    document, act = act_of(f"{name}\n")
    identity = replace(act.facts.identity, body=name)
    record(store, "a.txt", document, [replace(act, facts=replace(act.facts, identity=identity))])
    (body,) = store.bodies.all()
    assert (body.label, body.kind, body.siren) == (name, "prefecture", None)


def test_bodies_are_listed_in_parts(store: Store) -> None:
    file_acts(store)
    first, following = store.bodies.page("la Denis", limit=2)
    rest, end = store.bodies.page("Denis", limit=2, after=following)
    assert ([each.label for each in (*first, *rest)], end) == (
        ["Saint-Denis", "Saint-Denis (93)", "Saint-Denis (974)"],
        None,
    )
    for limit in (1, 2, 3):
        listed, after = store.bodies.page(limit=limit)
        while after is not None:
            more, after = store.bodies.page(limit=limit, after=after)
            listed += more
        assert listed == sorted(store.bodies.all(), key=lambda each: (not each.candidates, each.key))
    found = [
        [each.label for each in store.bodies.page(*asked, limit=9)[0]]
        for asked in (("", "974"), ("saint_denis", ""), ("den", ""), ("93", ""), ("%", "93"), ("", "2a"))
    ]
    assert found == [
        ["Saint-Denis (974)"],
        ["Saint-Denis", "Saint-Denis (93)", "Saint-Denis (974)"],
        [],
        ["Saint-Denis (93)"],
        ["Saint-Denis (93)"],
        [],
    ]


def test_a_letterhead_that_contradicts_itself_is_nobodys(store: Store) -> None:
    document, act = act_of(f"VILLE DE MONTPELLIER\nSIRET {SOUTH}00019\n")
    date = act.facts.identity.date
    printed = Identity("deliberation", body="Montpellier", siren=SOUTH, date=date)
    resolution = resolve_body(
        document.text, "Montpellier", printed_number(printed), load_referential("fr_recueil")
    )
    act = replace(act, facts=replace(act.facts, identity=replace(printed, resolution=resolution)))
    record(store, "a.txt", document, [act])
    (body,) = store.bodies.all()
    assert (body.label, body.siren, {each.siren for each in body.candidates}) == (
        f"Montpellier ({SOUTH})",
        None,
        {SOUTH, "213401722"},
    )
    assert [len(store.search(parse(query)).hits) for query in (f"siren:{SOUTH}", 'commune:"=montpellier"')] == [
        0,
        0,
    ]
    assert store.bodies.assign([body.label], "213401722", "camille", WHEN) == 1
    assert [(each.label, each.acts) for each in store.bodies.all()] == [("Montpellier", 1)]


def test_an_alert_on_one_of_them_is_not_told_of_the_other(store: Store) -> None:
    store.alerts.add("Le nord", parse(f"siren:{NORTH}"), "ana", WHEN)
    file_acts(store)
    store.alerts.find_new_hits(WHEN + timedelta(hours=1))
    assert [alert.hits for alert in store.alerts.all()] == [1]


def test_forgetting_by_the_name_is_refused_with_the_candidates(store: Store) -> None:
    file_acts(store)
    with pytest.raises(ForgetError, match="is the name of several bodies") as raised:
        store.erasure.body("Saint-Denis")
    assert f"département 974, SIREN {SOUTH}: 1 act" in raised.value.message
    targets = [store.erasure.body(name) for name in ("Saint-Denis (93)", NORTH)]
    assert [(each.scope.siren, each.scope.exact, each.acts, each.undetermined) for each in targets] == [
        (NORTH, True, 1, 1),
        (NORTH, True, 1, 1),
    ]


def test_a_person_decides_what_an_ambiguous_name_stands_for(store: Store) -> None:
    uid = file_acts(store)["ailleurs.txt"]
    assert store.bodies.assign(["Saint-Denis"], SOUTH, "camille", WHEN) == 1
    assert (store.act(uid).body, store.act(uid).filed.reason) == ("Saint-Denis (974)", "person")
    assert [(each.label, each.acts) for each in store.bodies.all()] == [
        ("Saint-Denis (93)", 1),
        ("Saint-Denis (974)", 2),
    ]
    # read again, as when the pipeline has changed, and another that comes
    for n in (0, 1):
        document, act = act_of(HEADS["ailleurs.txt"], f"{n}\n" if n else "")
        record(store, f"{n}.txt" if n else "ailleurs.txt", document, [act], "2")
    assert [(each.label, each.acts) for each in store.bodies.all()] == [
        ("Saint-Denis (93)", 1),
        ("Saint-Denis (974)", 3),
    ]
    people, _ = store.people.find("le guen")
    assert {(one.id, one.acts) for one in people} == {
        ("le-guen-yaelle@saint_denis_93", 1),
        ("le-guen-yaelle@saint_denis_974", 3),
    }
    assert store.bodies.withdraw(["Saint-Denis"], "camille", WHEN) == 2
    assert next((each.label, each.acts) for each in store.bodies.all()) == ("Saint-Denis", 2)


def test_a_decision_about_a_person_stays_with_the_name_that_it_was_made_of(store: Store) -> None:
    uid = file_acts(store)["ailleurs.txt"]
    stated = Attribution("camille", WHEN, "une autre")
    store.people.split(f"le-guen-yaelle@saint_denis_{uid}", [uid], stated)
    other = f"le-guen-yaelle~2@saint_denis_{uid}"
    assert other in {one.id for one in store.people.find("le guen")[0]}
    store.bodies.assign(["Saint-Denis"], SOUTH, "camille", WHEN)
    # nobody of either commune is split, and the decision counts again where it was made
    assert {(one.id, one.acts) for one in store.people.find("le guen")[0]} == {
        ("le-guen-yaelle@saint_denis_93", 1),
        ("le-guen-yaelle@saint_denis_974", 2),
    }
    store.bodies.withdraw(["Saint-Denis"], "camille", WHEN)
    assert other in {one.id for one in store.people.find("le guen")[0]}


def test_a_decision_may_be_about_the_files_of_a_folder(store: Store) -> None:
    uid = file_acts(store)["ailleurs.txt"]
    assert store.bodies.assign(["Saint-Denis"], SOUTH, "camille", WHEN, "sud/") == 0
    assert store.act(uid).body == "Saint-Denis"


def test_a_number_that_an_act_prints_is_not_overruled(store: Store) -> None:
    document, act = act_of(HEADS["ailleurs.txt"])
    printed = Identity("deliberation", body="Saint-Denis", siren=SOUTH, date=PartialDate.parse("2025-03-14"))
    record(store, "a.txt", document, [Act(0, act.end, Facts(printed), act.entities)])
    assert store.bodies.assign(["Saint-Denis (974)"], NORTH, "camille", WHEN) == 0


@pytest.mark.parametrize(("names", "siren"), [(["Saint-Denis"], "123456789"), (["-"], SOUTH), ([], SOUTH)])
def test_a_decision_needs_names_and_a_siren(store: Store, names: list[str], siren: str) -> None:
    with pytest.raises(BodyRefused):
        store.bodies.assign(names, siren, "camille", WHEN)


def test_the_siren_of_a_source_tells_namesakes_apart(store: Store) -> None:
    uid = file_acts(store)["ailleurs.txt"]
    store.ledger.set_publisher(["ailleurs.txt"], None, NORTH)
    assert (store.act(uid).body, store.act(uid).filed.reason) == ("Saint-Denis (93)", "source_siren")


def test_the_name_of_a_source_may_say_the_département(store: Store) -> None:
    uid = file_acts(store)["ailleurs.txt"]
    store.ledger.set_publisher(["ailleurs.txt"], "Saint-Denis (974)")
    assert (store.act(uid).body, store.act(uid).filed.reason) == ("Saint-Denis (974)", "source_body")
