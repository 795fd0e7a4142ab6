"""SIRET and RNA that an act does not state, and the SCDL file of subventions that has them."""

from __future__ import annotations

import datetime

import pytest
from tests.beneficiaries.awarding import Make, file_award

from recueil.beneficiaries.schema import reference_organisations
from recueil.corrections import Attribution
from recueil.export.scdl.rows import BodyDirectory, subvention_rows
from recueil.store.store import Store

WHEN = datetime.datetime(2025, 4, 1, 9, 30, tzinfo=datetime.UTC)
BY = Attribution("camille", WHEN, "")
SIREN, SIRET, OTHER_SIRET = "218601946", "21860194600013", "21860194600021"
JUDO = "judo-club@saint_aubrac"


def cells(store: Store) -> list[tuple[str | None, ...]]:
    """The beneficiary, SIRET and RNA of each row of subventions, the latest first."""
    names = ("nomBeneficiaire", "idBeneficiaire", "rnaBeneficiaire")
    return [
        tuple(row.cells[name] for name in names)
        for docids in store.iter_docids(None)
        for filed in store.filed_acts(docids)
        for row in subvention_rows(filed, BodyDirectory(()))
    ]


@pytest.mark.both_databases
def test_the_numbers_of_a_merged_beneficiary_fill_its_rows(store: Store, make: Make) -> None:
    file_award(store, make, "Judo-club", "10", "2022-03-14")
    file_award(store, make, "Judo club de Saint-Aubrac", "20", "2023-03-14", siret=SIRET, rna="W481000001")
    file_award(store, make, "Les Mille Voix", "30", "2024-03-14")
    assert cells(store)[2] == ("Judo-club", None, None)
    number = store.beneficiaries.merge(JUDO, SIREN, BY)
    rows = [("Les Mille Voix", None, None), ("Judo club de Saint-Aubrac", SIRET, "W481000001")]
    assert cells(store) == [*rows, ("Judo-club", SIRET, "W481000001")]
    store.beneficiaries.withdraw(number, BY)
    assert cells(store) == [*rows, ("Judo-club", None, None)]


def test_a_register_has_the_head_office_unless_acts_say_which_establishment(store: Store, make: Make) -> None:
    file_award(store, make, "Judo-club", "10", siret=SIREN)
    entry = {"number": SIREN, "source": "sirene", "name": "JUDO", "key": "judo", "siret": SIRET, "loaded": WHEN}
    with store._engine.execution_options(writes=True).begin() as connection:
        connection.execute(reference_organisations.insert().values(entry))
    assert cells(store) == [("Judo-club", SIRET, None)]
    file_award(store, make, "Judo-club", "10", "2024-03-14", siret=OTHER_SIRET)
    assert cells(store) == [("Judo-club", OTHER_SIRET, None)] * 2
    file_award(store, make, "Judo-club", "10", "2025-03-14", siret=SIRET)
    assert [row[1] for row in cells(store)] == [SIRET, OTHER_SIRET, None]
