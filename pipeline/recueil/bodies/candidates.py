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
    """Return the candidates of an ambiguous body with their labels."""
    referential = installed_referential()
    found = [referential.body_of(siren) for siren in sirens] if referential else []
    return tuple(BodyCandidate(body.label, body.siren) for body in found if body and body.siren)
