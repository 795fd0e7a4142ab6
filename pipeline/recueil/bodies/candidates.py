"""The bodies that an ambiguous name may mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from recueil.bodies.filing import installed_referential


class BodyCandidate(NamedTuple):
    """A body that an ambiguous name may mean."""

    label: str
    siren: str


def describe_candidates(sirens: Sequence[str]) -> tuple[BodyCandidate, ...]:
    """Return the candidates of an ambiguous body with their labels; one that the tables lack has its number."""
    referential = installed_referential()
    found = [(siren, referential.body_of(siren) if referential else None) for siren in sirens]
    return tuple(BodyCandidate(body.label if body else f"SIREN {siren}", siren) for siren, body in found)
