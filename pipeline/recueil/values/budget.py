"""Budget lines: chapters, accounts, functions and operations, as an imputation names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

from recueil.values.base import Json


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """``au chapitre 922`` is ``BudgetLine("chapitre", "922")``.

    ``level`` is the word for the kind of code (chapitre, article, compte, nature, fonction, opération, …),
    ``code`` the code as the nomenclature writes it (leading zero restored). ``nomenclature`` and ``label`` are
    None until known: the same 922 is education in M14 and grants received in M57. ``section`` is
    ``fonctionnement`` or ``investissement``, ``budget`` the budget of the line (``principal``, ``eau``), where
    the act states them.
    """

    kind: ClassVar[str] = "budget"
    level: str
    code: str
    nomenclature: str | None = None
    label: str | None = None
    section: str | None = None
    budget: str | None = None

    def __str__(self) -> str:
        line = f"{self.level} {self.code}"
        return f"{line} @{self.section}" if self.section else line

    @classmethod
    def parse(cls, canonical: str) -> Self:
        """Parse ``chapitre 922`` or ``chapitre 65 @fonctionnement``. Raises ValueError without a level."""
        line, _, section = canonical.partition(" @")
        level, _, code = line.rpartition(" ")
        if not level:
            raise ValueError(f"not a budget line of the form chapitre 922: {canonical!r}")
        return cls(level, code, section=section or None)

    def as_json(self) -> Json:
        return {
            "level": self.level,
            "code": self.code,
            "nomenclature": self.nomenclature,
            "label": self.label,
            "section": self.section,
            "budget": self.budget,
        }
