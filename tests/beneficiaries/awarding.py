"""Acts that award something, for tests of beneficiaries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

from tests.filing import record

from recueil.readers.document import Document
from recueil.store.store import Store
from recueil.values import Act, Amount, Award, Identity, Mention, PartialDate

Make = Callable[..., tuple[Document, Act]]

AUBRAC, MAURE = "Commune de Saint-Aubrac", "Commune de Sainte-Maubrelle"


def file_award(
    store: Store,
    make: Make,
    beneficiary: str,
    amount: str,
    day: str = "2023-03-14",
    body: str = AUBRAC,
    *,
    source: str | None = None,
    doubtful: bool = False,
    **changed: Any,
) -> None:
    """File an act that awards one amount; ``changed`` are fields of the award."""
    document, act = make(f"Acte du {day} de {body} pour {beneficiary}, {amount} euros, {sorted(changed)}.")
    money = Mention(0, 1, Amount(Decimal(amount)), "", None, doubtful)
    award = Award(0, 1, "subvention", beneficiary, 0, money, "association")
    identity = Identity("deliberation", body=body, date=PartialDate.parse(day))
    facts = replace(act.facts, identity=identity, awards=(replace(award, **changed),))
    record(store, source or f"{document.sha256}.txt", document, [replace(act, facts=facts)])
