"""What beneficiaries were awarded, and who is who: spellings and homonyms, merges and their withdrawal."""

from __future__ import annotations

import datetime
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import update
from tests.beneficiaries.awarding import AUBRAC, MAURE, Make, file_award

from recueil.beneficiaries.proposals import Proposal
from recueil.beneficiaries.sums import NameInBody, Sum
from recueil.corrections import Attribution
from recueil.errors import BeneficiaryUnknown, DecisionRefused
from recueil.query import parse
from recueil.readers.document import Document
from recueil.store.admin.copy import copy_store
from recueil.store.index.schema import search_awards
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act, Mention, PartialDate, Person, Reference

WHEN = datetime.datetime(2025, 4, 1, 9, 30, tzinfo=datetime.UTC)
BY = Attribution("camille", WHEN, "même association")
UNDONE = Attribution("dominique", WHEN + datetime.timedelta(days=1), "erreur")
JUDO, JUDOO, ELSEWHERE = (
    "judo-club-aubrac@saint_aubrac",
    "judo-clubs-aubrac@saint_aubrac",
    "judo-club-aubrac@sainte_maubrelle",
)

SIREN, SIRET = "218601946", "21860194600013"


def fill_judo(store: Store, make: Make) -> None:
    """File two spellings of an association of Saint-Aubrac, and its namesake elsewhere."""
    file_award(store, make, "Judo-club de l'Aubrac", "1500", "2022-03-14")
    file_award(store, make, "JUDO CLUB DE L'AUBRAC", "1600", "2023-03-14")
    file_award(store, make, "Judo clubs Aubrac", "700", "2023-06-14")
    file_award(store, make, "Judo-club de l'Aubrac", "90", "2023-03-20", MAURE)


@pytest.fixture
def judo(store: Store, make: Make) -> Store:
    fill_judo(store, make)
    return store


def totals(store: Store) -> dict[str, Decimal | None]:
    return {one.id: one.sum.total for one in store.beneficiaries.find(order="name", descending=False)[0]}


SEPARATE = {JUDO: Decimal(3100), JUDOO: Decimal(700), ELSEWHERE: Decimal(90)}
MERGED = {JUDO: Decimal(3800), ELSEWHERE: Decimal(90)}


@pytest.mark.both_databases
def test_spellings_are_proposed_merged_by_a_person_and_apart_again_after_withdrawal(
    judo: Store, make: Make
) -> None:
    assert totals(judo) == SEPARATE
    assert judo.beneficiaries.propose(WHEN) == 1
    (proposed,), following = judo.beneficiaries.proposals()
    assert (proposed, following) == (
        Proposal(
            *(proposed.id, JUDOO, "Judo clubs Aubrac", JUDO, "Judo-club de l'Aubrac", AUBRAC, "spelling", 97),
        ),
        None,
    )
    number = judo.beneficiaries.merge(JUDOO, JUDO, BY)
    assert totals(judo) == MERGED
    assert judo.beneficiaries.proposals() == ([], None)
    # The same acts read again, and a new one: what was decided stays.
    file_award(judo, make, "Judo clubs Aubrac", "50", "2024-01-10")
    assert totals(judo) == {**MERGED, JUDO: Decimal(3850)}
    judo.beneficiaries.withdraw(number, UNDONE)
    assert totals(judo) == {**SEPARATE, JUDOO: Decimal(750)}
    assert [one.id for one in judo.beneficiaries.proposals()[0]] == [proposed.id]
    (decision,), _ = judo.beneficiaries.history(JUDO)
    assert (decision.id, decision.kind, decision.said, decision.withdrawn) == (number, "merge", BY, UNDONE)
    assert decision.before == {JUDOO: [JUDOO], JUDO: [JUDO]}


@pytest.mark.both_databases
def test_a_refused_proposal_is_not_made_again_until_that_is_withdrawn(judo: Store) -> None:
    judo.beneficiaries.propose(WHEN)
    number = judo.beneficiaries.refuse(JUDOO, JUDO, BY)
    assert judo.beneficiaries.propose(WHEN) == 1
    assert judo.beneficiaries.proposals() == ([], None)
    with pytest.raises(DecisionRefused):
        judo.beneficiaries.merge(JUDO, JUDOO, BY)
    judo.beneficiaries.withdraw(number, UNDONE)
    assert len(judo.beneficiaries.proposals()[0]) == 1
    assert totals(judo) == SEPARATE


@pytest.mark.both_databases
def test_the_profile_sums_up_by_year_body_and_purpose(store: Store, make: Make) -> None:
    file_award(store, make, "Judo-club", "1500", "2022-03-14", purpose="un tournoi", siret=SIRET)
    file_award(store, make, "Le Judo-club", "200", "2023-03-14", MAURE, purpose="un tournoi", siret=SIREN)
    file_award(store, make, "Judo-club", "40", "2023-05-14", doubtful=True, siret=SIREN)
    profile = store.beneficiaries.profile(SIREN)
    assert (profile.id, profile.name, profile.numbers) == (SIREN, "Le Judo-club", (SIREN,))
    assert profile.names == (
        NameInBody(SIREN, "Judo-club", AUBRAC, 2),
        NameInBody(SIREN, "Le Judo-club", MAURE, 1),
    )
    doubtful = Sum(1, 0, None, 0, 1, Decimal(40))
    assert [(one.what, one.part, one.sum) for one in profile.years] == [
        ("subvention", "2023", Sum(2, 1, Decimal(200), 0, 1, Decimal(40))),
        ("subvention", "2022", Sum(1, 1, Decimal(1500))),
    ]
    assert [(one.part, one.sum) for one in profile.bodies] == [
        (AUBRAC, Sum(2, 1, Decimal(1500), 0, 1, Decimal(40))),
        (MAURE, Sum(1, 1, Decimal(200))),
    ]
    assert [(one.part, one.sum) for one in profile.purposes] == [
        ("un tournoi", Sum(2, 2, Decimal(1700))),
        (None, doubtful),
    ]
    awards = store.beneficiaries.awards(SIREN, limit=2)
    assert [(one.date, one.amount, one.doubtful) for one in awards.rows] == [
        ("2023-05-14", Decimal(40), True),
        ("2023-03-14", Decimal(200), False),
    ]
    rest = store.beneficiaries.awards(SIREN, limit=2, after=awards.next)
    assert [(one.date, one.siret, rest.next) for one in rest.rows] == [("2022-03-14", SIRET, None)]
    found, _ = store.beneficiaries.find(parse("seance:2023"), "jud*", "Subvention")
    assert [(one.id, one.bodies, one.sum.total) for one in found] == [(SIREN, 2, Decimal(200))]


def test_a_number_in_one_act_is_proposed_for_the_name_in_others(store: Store, make: Make) -> None:
    file_award(store, make, "Judo-club de l'Aubrac", "1500", siret=SIRET)
    file_award(store, make, "Judo-club de l'Aubrac", "20", "2024-03-14")
    file_award(store, make, "École n° 1 de l'Aubrac", "20", "2024-03-14")
    file_award(store, make, "École n° 2 de l'Aubrac", "20", "2024-03-14")
    store.beneficiaries.propose(WHEN)
    found, _ = store.beneficiaries.proposals(body=AUBRAC)
    assert [(one.beneficiary, one.target, one.basis, one.score) for one in found] == [(JUDO, SIREN, "number", 100)]


def test_a_name_leaves_its_group_and_the_others_stay(judo: Store, make: Make) -> None:
    file_award(judo, make, "Club de judo", "5")
    judo.beneficiaries.merge("club-judo@saint_aubrac", JUDO, BY)
    judo.beneficiaries.merge(JUDO, JUDOO, BY)
    assert totals(judo) == {JUDOO: Decimal(3805), ELSEWHERE: Decimal(90)}
    assert judo.beneficiaries.profile(JUDO).id == JUDOO
    judo.beneficiaries.separate(JUDO, UNDONE)
    assert totals(judo) == {JUDO: Decimal(3100), JUDOO: Decimal(705), ELSEWHERE: Decimal(90)}
    with pytest.raises(DecisionRefused):
        judo.beneficiaries.separate(JUDO, UNDONE)


@pytest.mark.parametrize("unknown", ["personne@saint_aubrac", "123456789", "a b", ""])
def test_an_unknown_beneficiary_is_said_to_be(judo: Store, unknown: str) -> None:
    with pytest.raises(BeneficiaryUnknown):
        judo.beneficiaries.profile(unknown)


def test_private_persons_are_nobodys_beneficiary(store: Store, make: Make) -> None:
    file_award(store, make, "Madame Zoé TARTEMPION", "300", recipient="person")
    assert store.beneficiaries.find() == ([], False)
    assert store.unredacted.beneficiaries.find() == ([], False)


def test_the_name_of_a_head_that_is_private_since_is_not_shown(judo: Store) -> None:
    judo.beneficiaries.merge(JUDOO, JUDO, BY)
    with judo._engine.execution_options(writes=True).begin() as connection:
        of_head = search_awards.c.beneficiary_id == JUDO
        connection.execute(update(search_awards).where(of_head).values(beneficiary_id=None))
    assert totals(judo) == {JUDOO: Decimal(700), ELSEWHERE: Decimal(90)}
    profile = judo.beneficiaries.profile(JUDOO)
    assert (profile.id, profile.name) == (JUDOO, "Judo clubs Aubrac")


def test_a_copy_of_a_store_keeps_what_was_decided(judo: Store, tmp_path: Path) -> None:
    judo.beneficiaries.propose(WHEN)
    judo.beneficiaries.merge(JUDOO, JUDO, BY)
    copy = f"sqlite:///{tmp_path}/copy.db"
    copy_store(judo._engine.url.render_as_string(hide_password=False), copy, WHEN)
    with open_store(copy) as copied:
        assert totals(copied) == MERGED
        assert copied.check(WHEN) == []


@pytest.mark.both_databases
def test_sums_count_money_once_and_nothing_of_an_ambiguous_body(store: Store, make: Make) -> None:
    made = Mention(0, 4, Reference("délibération", None, PartialDate.parse("2022-03-14")), "")
    file_award(store, make, "Judo-club", "1500", "2022-03-14")
    file_award(store, make, "le Judo-club", "1500", "2023-03-14", recalls=made)
    file_award(store, make, "Judo-club", "70", "2023-05-14")
    file_award(store, make, "Judo-club", "8", "2023-05-14", "Commune de Saint-Denis")
    found, _ = store.beneficiaries.find(order="name", descending=False)
    assert [(one.id, one.sum) for one in found] == [
        ("judo-club@saint_aubrac", Sum(3, 2, Decimal(1570), 1)),
    ]
    repeated = store.beneficiaries.awards("judo-club@saint_aubrac").rows[1]
    assert (repeated.date, repeated.repeated) == ("2023-03-14", True)


def test_purposes_mask_private_persons(store: Store, make: Make) -> None:
    def make_private(text: str) -> tuple[Document, Act]:
        document, act = make(f"{text} <PERSON ROPARZ, Zénaïde>Zénaïde ROPARZ</PERSON>")
        (named,) = act.entities
        person = replace(named, value=Person("Zénaïde", "ROPARZ", standing="private"))
        return document, replace(act, entities=(person,))

    file_award(store, make_private, "Judo-club", "30", purpose="le stage de Zénaïde ROPARZ")
    (one,) = store.beneficiaries.profile("judo-club@saint_aubrac").purposes
    (award,) = store.beneficiaries.awards("judo-club@saint_aubrac").rows
    assert (one.part, award.purpose) == ("le stage de ███████ ██████",) * 2
    (shown,) = store.unredacted.beneficiaries.profile("judo-club@saint_aubrac").purposes
    assert shown.part == "le stage de Zénaïde ROPARZ"
