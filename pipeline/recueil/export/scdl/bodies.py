"""Which SIRET a body has: the operator says so, for an act has a SIREN at most."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from recueil.store.acts.filed import FiledAct
from recueil.store.index.bodies import key_of


class Body(NamedTuple):
    name: str | None
    siret: str | None


class Bodies:
    """The bodies that the settings name."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        found = [Body(*body) for body in known]
        self._by_siren = {str(body.siret)[:9]: body for body in found}
        self._by_key = {key_of(body.name): body for body in found}

    def of(self, filed: FiledAct) -> Body:
        """Who issued an act: by the SIREN where it has one, and by nothing else then; otherwise by its name."""
        siren = filed.act.facts.identity.siren
        known = self._by_siren.get(siren) if siren else self._by_key.get(key_of(filed.body))
        return known or Body(filed.body, None)
