"""Names of organisations: public bodies, associations, companies, establishments."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar, Self

from recueil.text import fold_words
from recueil.values.base import Json

_SMALL_WORDS = frozenset({"a", "au", "aux", "d", "de", "des", "du", "et", "l", "la", "le", "les"})
_SPELLINGS = {
    "ass": "association",
    "asso": "association",
    "assoc": "association",
    "dept": "departement",
    "dpt": "departement",
    "ets": "etablissements",
    "st": "saint",
    "ste": "sainte",
}
# « ville de Rennes » is the commune, « société Dupont » the company « Dupont ».
_HEADS = {"ville": "commune", "mairie": "commune"}
_LEGAL_FORMS = frozenset({
    "association", "entreprise", "etablissements", "eurl", "sa", "sarl", "sas", "sasu", "sci", "scop", "selarl",
    "snc", "societe",
})  # fmt: skip
# « l'association Les Mille Voix », « SARL Vasseur »: the form stands before a proper name, and is often left out.
_FORM = r"\W{0,3}[\w.]{2,16}\s{1,3}"
_BEFORE_PROPER_NAME = re.compile(
    rf"{_FORM}(?:[«\"“‘']|L['’]|(?:Les?|La|LES?|LA)\s|(?!D[EU]S?\s|D['’])[A-ZÀ-Þ0-9])"
)
# In capitals, only an article or a quotation mark tells.
_BEFORE_TITLE = re.compile(rf"{_FORM}(?:[«\"“‘']|L['’]|(?:LES?|LA)\s)")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,8}")


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as named: ``l'association Mille⏎Voix`` is ``Organisation("association Mille Voix")``.

    ``name`` is written as in the source, on one line, without the article before it.
    """

    kind: ClassVar[str] = "organisation"
    name: str

    def __str__(self) -> str:
        return self.name

    @classmethod
    def parse(cls, canonical: str) -> Self:
        """Parse the name of an organisation. Raises ValueError if it has no letter or digit."""
        name = " ".join(canonical.split())
        if not fold_words(name):
            raise ValueError(f"not the name of an organisation: {canonical!r}")
        return cls(name)

    @property
    def key(self) -> str:
        """A key shared by the spellings of one name: folded words without articles and prepositions.

        Abbreviations are written in full, « Ville de X » is « commune de X », and a legal form before a proper
        name counts no more than its absence: « l'asso. Les Mille Voix » is « Les Mille Voix », whereas
        « association des parents » keeps its first word.

        >>> Organisation("asso. Les Mille Voix").key, Organisation("S.A.R.L. Vasseur").key
        ('mille voix', 'vasseur')
        >>> Organisation("Association des parents").key, Organisation("Ville de St-Aubin").key
        ('association parents', 'commune saint aubin')
        """
        plain = _DOTTED.sub(lambda match: f"{match[0].replace('.', '')} ", self.name)
        all_words = fold_words(plain)
        words = [_SPELLINGS.get(word, word) for word in all_words if word not in _SMALL_WORDS] or all_words
        first, *rest = words or [""]
        proper_name = _BEFORE_TITLE if len(rest) > 1 and plain.isupper() else _BEFORE_PROPER_NAME
        if first in _LEGAL_FORMS and rest and proper_name.match(plain):
            return " ".join(rest)
        return " ".join([_HEADS.get(first, first) if rest else first, *rest])

    def as_json(self) -> Json:
        return {"name": self.name, "key": self.key}
