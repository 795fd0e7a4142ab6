"""Names of organisations: public bodies, associations, companies, establishments; and their SIREN (9 digits)
and SIRET (14 digits) numbers, whose last digit is a check digit (Luhn).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

from recueil.text import fold, fold_words
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
_COMPANY_FORMS = frozenset({
    "earl", "eurl", "gaec", "sa", "sarl", "sas", "sasu", "sci", "scop", "scp", "selarl", "snc",
})  # fmt: skip
_LEGAL_FORMS = _COMPANY_FORMS | {"association", "entreprise", "etablissements", "societe"}
# « l'association Les Mille Voix », « SARL Vasseur »: the form stands before a proper name, and is often left out.
_FORM = r"\W{0,3}[\w.]{2,16}\s{1,3}"
_BEFORE_PROPER_NAME = re.compile(
    rf"{_FORM}(?:[«\"“‘']|L['’]|(?:Les?|La|LES?|LA)\s|(?!D[EU]S?\s|D['’])[A-ZÀ-Þ0-9])"
)
# In capitals, only an article, a quotation mark or the form of a company tells.
_BEFORE_TITLE = re.compile(rf"{_FORM}(?:[«\"“‘']|L['’]|(?:LES?|LA)\s)")
_COMPANY = re.compile(
    rf"(?i:\W{{0,3}}(?:{'|'.join(sorted(_COMPANY_FORMS))})\s{{1,3}})(?!D[EU]S?\s|D['’])[A-ZÀ-Þ0-9«\"“]"
)
_ARTICLE = re.compile(r"^(?i:l['’]\s?|les?\s|la\s)")
_LEAST_DISTINCTIVE = 3  # letters of the only word that a legal form may leave
# « Communauté de communes du Val de Saulne (CCVS) »: the acronym is no word of the name.
_ACRONYM_AT_END = re.compile(r"\s{0,3}\(\s?(?P<acronym>[A-ZÀ-Þ][\w.&-]{1,14})\s?\)\s{0,3}$")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,8}")


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation as named: ``l'association Mille⏎Voix`` is ``Organisation("association Mille Voix")``.

    ``name`` is written as in the source, on one line, without the article before it. ``full_name`` is what an
    acronym stands for, where the act states it.
    """

    kind: ClassVar[str] = "organisation"
    name: str
    full_name: str | None = None

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
        name or at the end counts no more than its absence: « l'asso. Les Mille Voix » is « Les Mille Voix »,
        whereas « association des parents » keeps its first word. An acronym has the key of the name that the act
        states for it.

        >>> Organisation("asso. Les Mille Voix").key, Organisation("S.A.R.L. Vasseur").key
        ('mille voix', 'vasseur')
        >>> Organisation("Association des parents").key, Organisation("Ville de St-Aubin").key
        ('association parents', 'commune saint aubin')
        >>> Organisation("VASSEUR TRAVAUX SAS").key, Organisation("Syndicat mixte des eaux (SME)").key
        ('vasseur travaux', 'syndicat mixte eaux')
        """
        if self.full_name:
            return Organisation(self.full_name).key
        plain = _DOTTED.sub(lambda match: f"{match[0].replace('.', '')} ", self.name).strip()
        if (end := _ACRONYM_AT_END.search(plain)) and is_acronym_of(
            fold(end["acronym"]), fold_words(plain[: end.start()])
        ):
            plain = plain[: end.start()]
        all_words = fold_words(plain)
        words = [_SPELLINGS.get(word, word) for word in all_words if word not in _SMALL_WORDS] or all_words
        if words[-1:] and words[-1] in _COMPANY_FORMS and _is_distinctive(words[:-1]):
            words = words[:-1]
        first, *rest = words or [""]
        proper_name = _BEFORE_TITLE if len(rest) > 1 and plain.isupper() else _BEFORE_PROPER_NAME
        plain = _ARTICLE.sub("", plain)
        if first in _LEGAL_FORMS and rest and (proper_name.match(plain) or _COMPANY.match(plain)):
            return " ".join(rest)
        return " ".join([_HEADS.get(first, first) if rest else first, *rest])

    def as_json(self) -> Json:
        return {"name": self.name, "key": self.key}


def _is_distinctive(words: list[str]) -> bool:
    return len(words) > 1 or bool(words and len(words[0]) >= _LEAST_DISTINCTIVE and words[0] not in _LEGAL_FORMS)


def is_acronym_of(acronym: str, words: Sequence[str]) -> bool:
    """Return whether the letters of an acronym begin words of a name in order, its first word among them.

    Both are folded. Every word counts but the small ones; an acronym of two letters must have all of them.

    >>> is_acronym_of("ccvs", ["communaute", "de", "communes", "du", "val", "de", "saulne"])
    True
    >>> is_acronym_of("adem", ["comite", "des", "fetes"])
    False
    """
    initials = "".join(word[0] for word in words)
    large = "".join(word[0] for word in words if word not in _SMALL_WORDS)
    if len(acronym) < 2 or not acronym.isalpha() or acronym[0] != initials[:1]:
        return False
    if acronym == large:
        return True
    rest = iter(initials)
    in_order = all(letter in rest for letter in acronym)
    return in_order and len(acronym) > 2 and len(acronym) >= len(large) - 1


# La Poste has too many offices for Luhn: their digits sum to a multiple of five, except at its head office.
_LA_POSTE, _LA_POSTE_HEAD_OFFICE = "356000000", "35600000000048"
# Communes, départements, groupings, and bodies founded by these; régions, 23, belong to no département.
_LOCAL = frozenset({"21", "22", "24", "25", "26", "27"})


def luhn(digits: str) -> bool:
    """Return whether the check digit is valid; La Poste has a rule of its own."""
    if digits.startswith(_LA_POSTE) and len(digits) == 14 and digits != _LA_POSTE_HEAD_OFFICE:
        return sum(map(int, digits)) % 5 == 0
    doubled = (int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def is_siren(text: str) -> bool:
    """Return whether the text is nine digits with a valid check digit."""
    return len(text) == 9 and text.isascii() and text.isdecimal() and luhn(text)


def is_siret(text: str) -> bool:
    """Return whether the text is fourteen digits with a valid check digit.

    >>> is_siret("21860194600013"), is_siret("21860194600014")
    (True, False)
    """
    return len(text) == 14 and text.isascii() and text.isdigit() and luhn(text)


def department_of(siren: str | None) -> str | None:
    """Return the département in the SIREN of a local authority: 21 (commune) to 27, then the département.

    None where the number has none: those given since 2010 do not, and Corsica had one code for two.

    >>> department_of("213400172"), department_of("219740115"), department_of("200012344")
    ('034', '974', None)
    """
    if siren is None or siren[:2] not in _LOCAL:
        return None
    code = siren[2:5] if siren[2:4] == "97" else f"0{siren[2:4]}"
    return code if ("001" <= code <= "095" and code != "020") or "971" <= code <= "976" else None
