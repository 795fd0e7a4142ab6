"""Build the rows of the SCDL files.

Délibérations: one row each, with only what the act states. The year and name of a budget, and which
préfecture has the act, stay empty: an act does not state them of itself. Subventions: one row for each
award in euros. The day of the convention, how and when it is paid, and whether it is notified as State aid
stay empty, since they are not read from acts. « Une subvention de 1 500 € » is money, « aide en
numéraire », unless words of help in kind stand beside it. Each award has one beneficiary, who receives its
whole amount. SIRETs of bodies come from the settings, for an act states a SIREN at most.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from recueil.store.acts.filed import FiledAct
from recueil.store.index.bodies import body_key


class IssuingBody(NamedTuple):
    name: str | None
    siret: str | None


class BodyDirectory:
    """The bodies that the settings name, with their SIRET."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        found = [IssuingBody(*body) for body in known]
        self._by_siren = {str(body.siret)[:9]: body for body in found}
        self._by_key = {body_key(body.name): body for body in found}

    def of(self, filed: FiledAct) -> IssuingBody:
        """Return the issuer of an act: by its SIREN if the act has one, and then by nothing else; otherwise
        by name.
        """
        siren = filed.act.facts.identity.siren
        known = self._by_siren.get(siren) if siren else self._by_key.get(body_key(filed.body))
        return known or IssuingBody(filed.body, None)
