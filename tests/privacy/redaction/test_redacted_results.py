"""A store names no private person, whatever is asked; one that is opened unmasked does."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.figures.counting import count
from tests.filing import FillOnce, record
from tests.handles import handle_of
from tests.private_act import HELPED, MAYOR, SHOWN, TEXT, UID, act, document, fill, hides

from recueil.corrections import Addition, Attribution, Rejection, Replacement
from recueil.corrections.listing import CorrectionFilter
from recueil.errors import CorrectionError, PersonUnknown
from recueil.figures.amounts import beneficiaries
from recueil.figures.findings import latest_findings
from recueil.query import parse
from recueil.readers.document import Document, Page
from recueil.store.open import open_store
from recueil.store.search.facets import FACETS
from recueil.store.search.listings import FindingFilter
from recueil.store.store import Store
from recueil.store.views import ACT_VIEWS
from recueil.values import Act, Entity, Facts, Identity, Organisation, Person, Place, Value

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
ANA = Attribution("ana", WHEN, "relu")


@pytest.fixture
def redacted(store: Store, fill_once: FillOnce) -> Store:
    fill_once(lambda: fill(store))
    return store


def _filed(store: Store) -> object:
    return [store.filed_acts(docids) for docids in store.iter_docids(None)]


def _rows(store: Store) -> object:
    return [store.rows(docids) for docids in store.iter_docids(None)]


def _feed(store: Store) -> object:
    saved = store.alerts.add("aides", parse("secours OU loyer"), None, WHEN)
    fill(store, "file:///b.txt", document(TEXT.encode("utf-16")))
    store.alerts.find_new_hits(WHEN)
    return store.alerts.feed(saved.alert.id, saved.key).hits


SAID: dict[str, Callable[[Store], object]] = {
    "search": lambda store: store.search(parse("secours conseil"), decisions=True),
    "search by a public name": lambda store: store.search(parse("personne:fargues")),
    "search by an award": lambda store: store.search(parse("beneficiaire:*")),
    "the latest": lambda store: store.search(None, order="date", decisions=True),
    "act": lambda store: [(one.act, one.document.text, one.sources) for one in [store.act(UID)]],
    "filed": _filed,
    "rows": _rows,
    "entities": lambda store: store.entities(None),
    "findings": lambda store: store.findings(None, FindingFilter()),
    "report": lambda store: store.report(WHEN),
    "latest findings": lambda store: count(store, latest_findings),
    "feed": _feed,
    "acts of a person": lambda store: store.people.acts("fargues-odile@vornoy"),
}
NAMING = (
    "search",
    "search by a public name",
    "search by an award",
    "the latest",
    "act",
    "filed",
    "rows",
    "entities",
)
"""What names the mayor as well."""


@pytest.mark.parametrize("said", SAID)
@pytest.mark.both_databases
def test_a_store_names_no_private_person(redacted: Store, said: str) -> None:
    told = str(SAID[said](redacted))
    assert hides(told)
    assert "█" in told
    assert (SHOWN in told) == (said in NAMING)


@pytest.mark.parametrize("said", SAID)
def test_a_store_that_is_opened_unmasked_does(redacted: Store, said: str) -> None:
    told = str(SAID[said](redacted.unredacted))
    assert not hides(told)
    assert "█" not in told


def test_the_store_of_an_address_is_redacted_unless_it_is_opened_unmasked(redacted: Store, url: str) -> None:
    with open_store(url) as store, open_store(url, unmasked=True) as other:
        assert (store.redacted, other.redacted) == (True, False)
        assert hides(store.act(UID).text)
        assert other.act(UID).act == act()


def test_places_stay_and_persons_are_told_apart(redacted: Store) -> None:
    stored = redacted.act(UID)
    assert len(stored.document.text) == len(TEXT)
    assert [(one.start, one.end) for one in stored.act.entities] == [
        (one.start, one.end) for one in act().entities
    ]
    nobody = Person("█████", "██████████", "Mme", "█1", "private")
    values = [one.value for one in stored.act.entities if one.kind == "person"]
    assert values == [nobody, MAYOR, nobody, nobody, MAYOR]
    assert {TEXT[start:end] for start, end in stored.hidden} == {
        "QUINQUELET",
        "Mme Zélie QUINQUELET",
        "Zélie QUINQUELET",
        "Quinquelet",
    }


@pytest.mark.parametrize(
    ("query", "redacted_acts", "acts"),
    [
        ("personne:quinquelet", 0, 1),
        ("personne:quin*", 0, 1),
        ('personne:"zélie quinquelet"', 0, 1),
        ("secours -personne:quinquelet", 1, 0),
        ("personne:quinquelet PRES secours", 0, 1),
        ("personne:fargues", 1, 1),
        ("personne:fargues OU personne:quinquelet", 1, 1),
        ("personne:fargues est:present", 1, 1),
        ("personne:*", 1, 1),
        ("beneficiaire:quinquelet", 0, 0),
        ("attribue:300", 1, 1),
        ("quinquelet", 0, 1),
        ("zelie", 0, 1),
        ("quin*", 0, 1),
        ('"mme zélie quinquelet demande"', 0, 1),
        ('"un secours de 300 € à mme zélie quinquelet mme quinquelet remercie le conseil"', 0, 1),
        ('"un secours de 300 € à mme zélie quinquelet mme fargues remercie le conseil"', 0, 0),
        ('"zélie quinquelet loyer"~9', 0, 1),
        ('"zélie quinquelet loyer"~1', 0, 0),
        ("montant:300 PRES zélie", 0, 1),
        ('montant:300 PRES "mme zélie quinquelet"', 0, 1),
        ("montant:300 PRES/1 quinquelet", 0, 0),
        ("montant:300 PRES conseil", 1, 1),
        ("titre:quinquelet", 0, 1),
        ("titre:secours", 1, 1),
        ("titre:*", 1, 1),
        ("secours -quinquelet", 1, 0),
        ("secours -(quin* OU titre:quinquelet)", 1, 0),
        ("loyer OU quinquelet", 1, 1),
        ('"conseil accorde un secours"', 1, 1),
    ],
)
@pytest.mark.both_databases
def test_a_query_by_a_private_name_finds_nothing(
    redacted: Store, query: str, redacted_acts: int, acts: int
) -> None:
    found = [store.count(parse(query)) for store in (redacted, redacted.unredacted)]
    assert found == [redacted_acts, acts]
    assert hides(redacted.search(parse(query)))


@pytest.mark.both_databases
def test_a_private_person_has_no_page(redacted: Store) -> None:
    other = redacted.unredacted
    mayor, helped = "fargues-odile@vornoy", "quinquelet-zelie@vornoy"
    assert [one.id for one in redacted.people.find()[0]] == [mayor]
    assert [one.id for one in other.people.find()[0]] == [mayor, helped]
    assert redacted.people.find("quinquelet") == ((), None)
    assert other.people.person(helped).acts == 1
    for ask in (redacted.people.person, redacted.people.acts, redacted.people.ballots, redacted.people.sittings):
        with pytest.raises(PersonUnknown) as caught:
            ask("quinquelet-zelie@vornoy")
        assert "zelie@" not in str(caught.value.advice)


def test_the_acts_in_which_a_person_is_private_are_not_told(redacted: Store) -> None:
    merged = "fargues-odile@vornoy"
    redacted.people.merge("quinquelet-zelie@vornoy", merged, ANA)
    assert [name.name for name in redacted.people.person(merged).names] == ["Odile FARGUES"]
    assert [name.name for name in redacted.unredacted.people.person(merged).names] == [
        "Odile FARGUES",
        "Zélie QUINQUELET",
    ]


def test_decisions_about_a_private_person_name_nobody(redacted: Store) -> None:
    other = "fargues-odile@vornoy"
    number = redacted.people.merge(other, "quinquelet-zelie@vornoy", ANA)
    redacted.people.withdraw(number, ANA)
    (decision,), _ = redacted.people.history()
    assert hides(decision)
    assert not hides(redacted.unredacted.people.history()[0])


def test_figures_tell_of_no_private_beneficiary(redacted: Store) -> None:
    assert count(redacted, beneficiaries) == ()
    assert count(redacted.unredacted, beneficiaries) == ()


def test_corrections_name_no_private_person(redacted: Store) -> None:
    helped = next(one for one in act().entities if one.value == HELPED)
    mayor = next(one for one in act().entities if one.value == MAYOR)
    made = redacted.correct(UID, Rejection(helped.start, helped.end, "person"), ANA)
    redacted.correct(
        UID, Replacement(mayor.start, mayor.end, "person", Person("Ode", "FARGUES", standing="public")), ANA
    )
    assert hides(made)
    corrections = redacted.corrections(CorrectionFilter(UID))
    assert hides(corrections)
    assert [one.anchor.text for one in corrections] == ["Odile FARGUES", "██████████"]
    assert not hides(redacted.unredacted.corrections(CorrectionFilter(UID)))


def test_whom_an_earlier_pipeline_read_is_private_unless_the_act_says_more(store: Store) -> None:
    found = act()
    untold = tuple(
        replace(one, value=replace(one.value, standing=None)) if isinstance(one.value, Person) else one
        for one in found.entities
    )
    fill(store, found=replace(found, entities=untold))
    text = store.act(UID).text
    assert hides(text)
    assert SHOWN in text
    assert [one.id for one in store.people.find()[0]] == ["fargues-odile@vornoy"]


def test_a_correction_says_who_is_public(redacted: Store) -> None:
    for helped in [one for one in act().entities if one.value == HELPED]:
        public = Person("Zélie", "QUINQUELET", standing="public")
        change = Replacement(helped.start, helped.end, "person", public)
        redacted.correct(UID, change, ANA, may_unmask=True)
    assert redacted.count(parse("personne:quinquelet")) == 1
    assert "Zélie QUINQUELET demande" in redacted.act(UID).text


@pytest.mark.both_databases
def test_every_view_of_acts_is_masked(redacted: Store) -> None:
    for docids in redacted.iter_docids(None):
        for view in ACT_VIEWS:
            assert hides(redacted.rows(docids, [view]))
            assert [len(row) for row in redacted.rows(docids, [view])[view.name]] == [
                len(row) for row in redacted.unredacted.rows(docids, [view])[view.name]
            ]


def test_a_store_is_sound_with_private_persons(redacted: Store, tmp_path: Path) -> None:
    assert redacted.check(WHEN) == []


def test_a_refused_correction_names_no_private_person(redacted: Store) -> None:
    helped = next(one for one in act().entities if one.value == HELPED)
    with pytest.raises(CorrectionError) as caught:
        redacted.correct(UID, Addition(helped.start, helped.end - 2, Person("Zoé", "AUBRAC")), ANA)
    assert hides(caught.value.message)
    assert caught.value.message == "'██████████', at 40 to 50, says ███████████ █████ already."


BUSINESS = (
    "Mme Zélie QUINQUELET demande une aide. L'entreprise Zélie\nQUINQUELET, place Quinquelet à Vornoy, et la "
    "Croix-Rouge l'aident ; EZQ facture."
)
NAMES: dict[str, Organisation | Place] = {
    "entreprise Zélie\nQUINQUELET": Organisation("entreprise Zélie QUINQUELET"),
    "place Quinquelet": Place("place Quinquelet", "86999"),
    "Vornoy": Place("Vornoy", "86194"),
    "Croix-Rouge": Organisation("Croix-Rouge"),
    "EZQ": Organisation("EZQ", "entreprise Zélie Quinquelet"),
}
BUSINESS_UID = handle_of(hashlib.sha256(BUSINESS.encode()).hexdigest())


@pytest.fixture
def business(store: Store, fill_once: FillOnce) -> Store:
    """A store of an act in which an organisation and a place have the name of a private person."""
    fill_once(lambda: _fill_business(store))
    return store


def _fill_business(store: Store) -> None:
    said = {"Zélie QUINQUELET": HELPED, **NAMES}
    entities = tuple(
        Entity(BUSINESS.index(words), BUSINESS.index(words) + len(words), words, 1, value, "test")
        for words, value in said.items()
    )
    doc = Document(
        BUSINESS, (Page(1, 0, len(BUSINESS)),), hashlib.sha256(BUSINESS.encode()).hexdigest(), 9, "text/plain"
    )
    fill(
        store,
        "file:///c.txt",
        doc,
        Act(0, len(BUSINESS), Facts(Identity("deliberation", body="Vornoy")), entities),
    )


@pytest.mark.parametrize(
    ("query", "redacted_acts", "acts"),
    [
        ("organisation:quinquelet", 0, 1),
        ("organisation:quin*", 0, 1),
        ("organisation:entreprise", 0, 1),
        ('organisation:"entreprise zélie"', 0, 1),
        ('organisation:"=entreprise Zélie Quinquelet"', 0, 1),
        ("lieu:quinquelet", 0, 1),
        ("lieu:86999", 0, 1),
        ("lieu:869*", 0, 1),
        ("lieu:quinquelet PRES vornoy", 0, 1),
        ("aide -organisation:quinquelet", 1, 0),
        ("organisation:croix", 1, 1),
        ("organisation:*", 1, 1),
        ("lieu:86194", 1, 1),
        ("lieu:vornoy PRES croix", 1, 1),
    ],
)
@pytest.mark.both_databases
def test_a_query_by_a_name_that_holds_a_private_one_finds_nothing(
    business: Store, query: str, redacted_acts: int, acts: int
) -> None:
    assert [store.count(parse(query)) for store in (business, business.unredacted)] == [redacted_acts, acts]
    assert hides(business.search(parse(query)))


@pytest.mark.both_databases
def test_names_that_hold_a_private_one_are_masked(business: Store) -> None:
    told = [
        business.act(BUSINESS_UID).act.entities,
        _filed(business),
        _rows(business),
        business.entities(None),
        business.search(parse("organisation:* lieu:*")),
        business.facets(None, FACETS),
    ]
    assert hides(told)
    assert "86999" not in str(told)
    stored = business.act(BUSINESS_UID)
    assert [each.value for each in stored.act.entities[1:]] == [
        Organisation("entreprise █████ ██████████"),
        Place("place ██████████"),
        NAMES["Vornoy"],
        NAMES["Croix-Rouge"],
        Organisation("EZQ"),
    ]
    (docids,) = business.iter_docids(None)
    found = business.rows(docids)
    assert [row[9:11] for row in found["organisations"]] == [
        ("entreprise █████ ██████████", "entreprise"),
        ("Croix-Rouge", "croix rouge"),
        ("EZQ", "ezq"),
    ]
    assert [row[9:12] for row in found["places"]] == [
        ("place ██████████", None, "place"),
        ("Vornoy", "86194", "vornoy"),
    ]
    assert [one.value for one in business.facets(None, ["organisation"])["organisation"]] == ["croix_rouge"]
    assert not hides(business.unredacted.act(BUSINESS_UID))


def test_a_mention_that_is_masked_masks_its_name(store: Store) -> None:
    """Of a private person with the surname of a public one only the mentions are masked."""
    namesake = Person("Odile", "QUINQUELET", None, "quinquelet odile", "public")
    text = "Odile QUINQUELET préside. Le garage QUINQUELET, de M. QUINQUELET, est payé."
    spans: list[tuple[int, int, Value]] = [
        (text.index("Odile"), 16, namesake),
        (text.index("garage"), 17, Organisation("Garage QUINQUELET")),
    ]
    spans += [(text.index("QUINQUELET, de"), 10, HELPED), (text.index("QUINQUELET, est"), 10, HELPED)]
    entities = tuple(Entity(at, at + size, text[at : at + size], 1, value, "test") for at, size, value in spans)
    doc = Document(text, (Page(1, 0, len(text)),), hashlib.sha256(text.encode()).hexdigest(), 9, "text/plain")
    fill(store, "file:///d.txt", doc, Act(0, len(text), Facts(Identity("deliberation")), entities))
    shown = store.act(handle_of(doc.sha256)).act.entities
    assert [each.value for each in shown if each.kind == "organisation"] == [
        Organisation("█" * 6 + " " + "█" * 10)
    ]
    assert store.count(parse("organisation:garage")) == 0
    assert store.unredacted.count(parse("organisation:garage")) == 1


def test_a_report_tells_no_name_that_a_newer_pipeline_reads_differently(business: Store) -> None:
    held = business.unredacted.act(BUSINESS_UID)
    later = replace(held.document, sha256=hashlib.sha256(BUSINESS.encode()).hexdigest())
    record(business, "file:///c.txt", later, [replace(held.act, entities=())], "2")
    (upgrade,) = business.report(WHEN).upgrades
    shown = {each.kind: each.lost_example and each.lost_example.value for each in upgrade.kinds}
    assert shown == {
        "organisation": "██████████ █████ ██████████",
        "person": "███████████ █████",
        "place": "█████ ██████████ ██████",
    }


def test_corrections_of_a_name_that_holds_a_private_one_are_masked(business: Store) -> None:
    named = next(one for one in business.unredacted.act(BUSINESS_UID).act.entities if one.kind == "organisation")
    change = Replacement(named.start, named.end, "organisation", Organisation("Quinquelet"))
    with pytest.raises(CorrectionError) as refused:
        business.correct(BUSINESS_UID, Addition(named.start, named.end, Organisation("Autre")), ANA)
    assert hides(f"{refused.value.message} {refused.value.values}")
    made = business.correct(BUSINESS_UID, change, ANA)
    assert hides([made, business.corrections(CorrectionFilter(BUSINESS_UID)), business.act(BUSINESS_UID)])
    assert not hides(business.unredacted.corrections(CorrectionFilter(BUSINESS_UID)))
