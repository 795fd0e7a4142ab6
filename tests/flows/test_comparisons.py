"""What a run does once its acts are stored: it compares those of the bodies that changed, and of no other."""

from __future__ import annotations

from collections.abc import Callable

from tests.between import KEY, fill, paper

from recueil.store.open import open_store
from recueil_flows.comparisons import compare_acts

TWO = [
    paper("deliberation", day, number, f"Aide n° {number}", awards=[("subvention", f"association {name}", sum_)])
    for day, number, name, sum_ in (
        ("2021-04-01", "1", "Judo-club de Montfaubert", "23000.01 EUR"),
        ("2021-09-01", "2", "Judo-club de Montfauberd", "10.00 EUR"),
    )
]


def test_bodies_that_changed_are_compared_once(store: str, record: Callable[..., None]) -> None:
    logged: list[str] = []
    with open_store(store, create=True) as opened:
        fill(opened, record, [*TWO, paper("arrete", "2021-01-01", "3", "Circulation", body="Corvaz")])
        for _ in range(2):
            compare_acts(opened, logged.append)
        found = opened.cross_checks.report(KEY)
        proposals, _ = opened.beneficiaries.proposals()
        fill(opened, record, [paper("arrete", "2021-02-01", "4", "Voirie", body="Corvaz")])
        compare_acts(opened, logged.append)
    assert found is not None
    assert [one.rule for one in found.findings] == ["subvention-convention"]
    assert [(one.basis, one.beneficiary_name) for one in proposals] == [("spelling", "Judo-club de Montfauberd")]
    assert logged == ["Bodies whose acts were compared: 2.", "Bodies whose acts were compared: 1."]
