"""Corrections of facts show no private person, and name nobody who is forgotten."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from sqlalchemy import select
from tests.filing import FillOnce
from tests.naming import in_any_row
from tests.private_act import TEXT, UID, act, document, fill, hides

from recueil.corrections import (
    ActFactChange,
    Attribution,
    AwardAddition,
    AwardChange,
    FindingRejection,
    PresenceAddition,
    PresenceChange,
    Span,
)
from recueil.errors import CorrectionError, CorrectionForbidden
from recueil.privacy.erasure.name_hashes import forms_of, parse_name
from recueil.privacy.erasure.targets import KnownBody
from recueil.readers.document import Page
from recueil.store.ledger.runs import LEASE
from recueil.store.schema import metadata
from recueil.store.store import Store
from recueil.values import Act, Amount, Facts, Finding, Person
from recueil.values.act_fact import ActTitle, AwardFact

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
LATER = WHEN + 2 * LEASE
KEY = "a secret of the tests"
EMMA = Attribution("emma", WHEN)
AWARD = act().facts.awards[0]
PLACE = (AWARD.start, AWARD.end)


def span(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


@pytest.fixture
def kept(store: Store, fill_once: FillOnce) -> Store:
    fill_once(lambda: fill(store))
    return store


def test_a_correction_of_a_masked_fact_is_masked(kept: Store) -> None:
    kept.correct(UID, AwardChange(1, *PLACE, {"amount": Amount.parse("350.00 EUR")}), EMMA)
    kept.correct(UID, ActFactChange("act_title", ActTitle("Secours à Mme QUINQUELET, loyer")), EMMA)
    (award,) = kept.act(UID).act.facts.awards
    assert (award.beneficiary, award.amount and str(award.amount.value)) == ("███ █████ ██████████", "350.00 EUR")
    assert kept.act(UID).act.title == "Secours à Mme ██████████, loyer"
    assert hides([kept.corrections(), kept.act(UID).act, kept.act(UID).text])
    assert not hides(kept.unredacted.corrections())
    assert kept.check(WHEN) == []


def test_whether_a_guess_of_a_masked_beneficiary_is_right_is_not_told(kept: Store) -> None:
    for guess in ("Mme Zélie QUINQUELET", "Mme Zoé INCONNU"):
        with pytest.raises(CorrectionForbidden):
            kept.correct(UID, AwardChange(1, *PLACE, {"beneficiary": guess}), EMMA)
    for guess in ("Secours à Mme QUINQUELET", "Secours à Mme INCONNU"):
        made = kept.correct(UID, ActFactChange("act_title", ActTitle(guess)), EMMA)
        kept.withdraw(made.id, EMMA)
    assert [one.action for one in kept.corrections()] == ["change", "change"]


def test_an_orphan_is_masked(kept: Store) -> None:
    change = ActFactChange("act_title", ActTitle("Secours à Mme QUINQUELET, loyer"))
    kept.correct(UID, change, EMMA)
    kept.correct(UID, AwardAddition(*span("un secours"), AwardFact("Zélie QUINQUELET")), EMMA)
    other = replace(document(b"other"), text="Avis.", pages=(Page(1, 0, 5),))
    fill(kept, doc=other, found=Act(0, 5, Facts(), ()))
    assert [place.missing for one in kept.corrections() for place in one.places] == ["gone", "gone"]
    assert hides(kept.corrections())


def test_whether_a_guess_of_a_masked_member_is_right_is_not_told(kept: Store) -> None:
    for guess in (Person("Zélie", "QUINQUELET"), Person("Zoé", "INCONNU")):
        with pytest.raises(CorrectionForbidden):
            kept.correct(UID, PresenceAddition(*span("Zélie QUINQUELET"), guess, "present"), EMMA)
    assert hides([kept.act(UID).act, kept.act(UID).text, kept.corrections()])


def test_a_rejected_finding_that_quotes_a_masked_name_is_masked(store: Store) -> None:
    named = Finding("named", "warning", "?", "?", (span("un secours"),), "Zélie QUINQUELET", "Zoé")
    fill(store, found=replace(act(), findings=(named,)))
    store.correct(UID, FindingRejection(1, *span("un secours")), EMMA)
    assert hides(store.corrections())
    assert not hides(store.unredacted.corrections())


def test_a_private_person_is_made_a_member_by_admins_alone(kept: Store) -> None:
    change = PresenceChange(span("Zélie QUINQUELET"), "present")
    try:
        kept.correct(UID, change, EMMA)
    except CorrectionForbidden:
        assert kept.unredacted.corrections() == []
    assert hides([kept.act(UID).act, kept.act(UID).text, kept.corrections()])


@pytest.mark.both_databases
def test_a_forgotten_name_leaves_the_corrections_of_facts(kept: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    withdrawn = kept.correct(UID, ActFactChange("act_title", ActTitle("Prime d'Hugues LARRONDE")), EMMA)
    kept.withdraw(withdrawn.id, EMMA)
    kept.correct(UID, AwardAddition(*span("Odile FARGUES"), AwardFact("Hugues LARRONDE")), EMMA)
    monkeypatch.setenv("RECUEIL_FORGET_KEY", KEY)
    assert names(kept) != {}
    forget(kept)
    assert names(kept) == {}
    assert kept.check(WHEN) == []
    with pytest.raises(CorrectionError, match="do not name that person any more"):
        kept.correct(UID, ActFactChange("act_title", ActTitle("Prime d'Hugues LARRONDE")), EMMA)


def forget(store: Store) -> None:
    target = store.erasure.body("Vornoy", configured=[KnownBody("Vornoy")])
    forms = forms_of(parse_name("Hugues LARRONDE"), KEY.encode())
    store.erasure.begin(target, forms, KEY.encode(), Attribution("ana", LATER, "demande"))
    store.erasure.finish(LATER)


def names(store: Store) -> dict[str, set[str]]:
    with store._engine.connect() as connection:
        rows = {t.name: [tuple(row) for row in connection.execute(select(t))] for t in metadata.sorted_tables}
    found = ((table, in_any_row(iter(each), "larronde")) for table, each in rows.items())
    return {table: words for table, words in found if words}
