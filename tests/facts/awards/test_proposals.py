"""Awards of the points of an agenda whose proposal the council adopts."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.facts.awards.test_further_sums import read

ADOPTED = [
    (
        "8. CLASSEMENT DES ARCHIVES\nCe fonds sera trié par l'association Mémoire du Vallon. Elle recevra une aide "
        "de 900 €.\nVote : unanimité.",
        [("association Mémoire du Vallon", "900")],
    ),
    (
        "3. Aide aux sauveteurs\nIl est proposé de verser 8 000 € à la station de sauvetage de Brey.\nUnanimité.",
        [("station de sauvetage de Brey", "8000")],
    ),
]
"""Points, and the beneficiaries and amounts that they decide."""
