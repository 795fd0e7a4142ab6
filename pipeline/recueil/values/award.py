"""Awards (money that an act decides on, its beneficiary and purpose) and plans de financement."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from recueil.text import fold_accents
from recueil.values.mention import Mention

Recipient = Literal["association", "company", "public body", "person"]


def normalize_decision(words: str) -> str:
    """Return the decision of an award as :class:`Award` has it: « Marché » → ``marche``, « fonds-de-concours » →
    ``fonds de concours``.
    """
    return " ".join(fold_accents(words).replace("-", " ").split())


@dataclass(frozen=True, slots=True)
class Award:
    """One beneficiary and one amount, at characters ``start`` to ``end``; each row of a table or list is an award.

    ``what`` is the decision: ``subvention``, ``marche``, ``emprunt``, ``cession``, ``garantie``, ``indemnite``…
    ``siret`` is 14 digits (or the 9 of a SIREN), ``rna`` W and 9 digits; both only as written in the act.
    ``reported``: a decision of the mayor or president by delegation, which the council only takes note of.
    ``recalls`` cites the earlier act that made the award, where this one only recalls, amends or pays it.
    """

    start: int
    end: int
    what: str
    beneficiary: str
    beneficiary_start: int
    amount: Mention | None
    recipient: Recipient | None = None
    purpose: str | None = None
    line: Mention | None = None
    period: Mention | None = None
    siret: str | None = None
    rna: str | None = None
    reported: bool = False
    recalls: Mention | None = None

    @property
    def doubtful(self) -> bool:
        """Whether its amount is."""
        return self.amount is not None and self.amount.doubtful


@dataclass(frozen=True, slots=True)
class PredictedName:
    """The amount at character ``amount_start`` belongs to whom characters ``start`` to ``end`` name, with a
    probability of 0 to 1.

    ``doubtful``: the probability is below the threshold of what is counted.
    """

    amount_start: int
    start: int
    end: int
    certainty: Decimal
    doubtful: bool = False

    def move(self, offset: Callable[[int], int]) -> PredictedName:
        """Return the prediction with each of its offsets as ``offset`` says."""
        return replace(
            self, amount_start=offset(self.amount_start), start=offset(self.start), end=offset(self.end)
        )


@dataclass(frozen=True, slots=True)
class PredictedNames:
    """Whom trained models say that the amounts of a text are awarded to, and who is asked for them."""

    beneficiaries: tuple[PredictedName, ...] = ()
    funders: tuple[PredictedName, ...] = ()

    def move(self, offset: Callable[[int], int]) -> PredictedNames:
        """Return the predictions with each offset as ``offset`` says."""
        return PredictedNames(
            tuple(one.move(offset) for one in self.beneficiaries), tuple(one.move(offset) for one in self.funders)
        )

    def within(self, start: int, end: int) -> PredictedNames:
        """Return the predictions that stand whole in a stretch of the text, with offsets from its start."""

        def is_within(one: PredictedName) -> bool:
            return start <= min(one.start, one.amount_start) and max(one.end, one.amount_start) < end

        here = PredictedNames(tuple(filter(is_within, self.beneficiaries)), tuple(filter(is_within, self.funders)))
        return here.move(lambda offset: offset - start)


NO_PREDICTIONS = PredictedNames()


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """How many awards the act says that it makes, or how many euros they are: « TOTAL : 61 000 € ».

    It stands at characters ``start`` to ``end``, and counts the awards from ``awards_start`` to ``awards_end``.
    """

    start: int
    end: int
    awards_start: int
    awards_end: int
    count: int | None = None
    amount: Decimal | None = None


_OWN_PART = re.compile(
    r"(?:l'|le |la |les |en |d')?(?:auto[ -]?financ\w{1,6}|fonds (?:propres?|libres?|communaux)"
    r"|restes? (?:a (?:la )?(?:charge|commune|ville)|communal)|(?:a (?:la )?)?charge (?:communale|de la "
    r"(?:commune|ville))"
    r"|(?:participation|contribution|financement|budget|ressources?)s? (?:communa\w{1,3}|municipa\w{1,3}"
    r"|propres?|de la (?:commune|ville))"
    r"|(?:solde|emprunts?|prets?|fctva)(?![a-z])|part (?:communale|de la commune|de la ville|ville|communautaire)"
    r"|(?:commune|ville|mairie) (?:de |d'|du |des )"
    r"|(?:commune|ville|mairie|collectivite|communaute de communes|budget communal)"
    r"\s?(?:\Z|\(auto|[-:–] ?auto))"
)


@dataclass(frozen=True, slots=True)
class Funder:
    """A funder of a part: an amount, a share in percent, or both, as written."""

    start: int
    end: int
    name: str
    amount: Mention | None
    percent: Decimal | None

    @property
    def own(self) -> bool:
        """Whether the part is what the body pays itself, or what remains: « Autofinancement », « Le solde »."""
        return _OWN_PART.match(fold_accents(self.name)) is not None


@dataclass(frozen=True, slots=True)
class FundingPlan:
    """A plan de financement: its rows, and the total written below them.

    ``requested``: not a plan, but a sentence that asks these funders for money, perhaps without saying how much.
    """

    start: int
    end: int
    funders: tuple[Funder, ...]
    total: Mention | None
    requested: bool = False
