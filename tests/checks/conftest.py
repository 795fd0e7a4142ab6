"""Acts in a sentence, as the checks see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from recueil.checks.chart import load_chart
from recueil.checks.rules import run_rules
from recueil.evaluation import gold
from recueil.facts.identity.referential import load_referential
from recueil.values import KINDS
from recueil.values.act import Facts
from recueil.values.finding import Finding


@pytest.fixture(scope="session")
def findings() -> Callable[..., list[Finding]]:
    """What the checks say of a tagged text, those of one rule if asked."""

    def found(tagged: str, facts: Facts | None = None, only: str | None = None) -> list[Finding]:
        act = gold.parse_tagged(tagged)
        entities = {kind: [m for m in act.mentions if m.kind == kind] for kind in KINDS}
        tables = load_chart("fr_recueil"), load_referential("fr_recueil")
        said = run_rules(act.text, facts or Facts(), entities, tables[0], referential=tables[1])
        return [finding for finding in said if only in (None, finding.check)]

    return found
