"""Public bodies: what the referential knows of one, and which one an act is of.

A body has one label, which no other body has: « Saint-Denis (93) » where several communes are called Saint-Denis,
« Montpellier » where one is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from recueil.text import fold_words

BodyKind = Literal[
    "commune", "cc", "ca", "cu", "metropole", "ept", "departement", "region",
    "prefecture", "syndicate", "board", "establishment", "agency",
]  # fmt: skip
"""``cc``, ``ca``, ``cu``, ``metropole`` and ``ept`` are the EPCI and the établissements publics territoriaux."""

EPCI_KINDS: tuple[BodyKind, ...] = ("cc", "ca", "cu", "metropole", "ept")

BodyReason = Literal[
    "ctes", "siret", "source_siren", "source_body", "insee", "postal_code", "departement", "place", "epci",
    "prefecture", "unique_name", "date", "part", "contradiction", "person",
]  # fmt: skip
"""How the body of an act is known.

By its number: printed in the @CTES identifier (``ctes``) or in the letterhead (``siret``), or of the source
(``source_siren``). By its name, that of the source (``source_body``) or of the letterhead: ``unique_name`` in
France, or with what tells it from its namesakes: its ``insee`` code, its postal code, its département, a ``place``
(arrondissement or canton), its EPCI, the préfecture. ``date``: of a commune that has merged since, the act is
older than that. ``part``: the act names what was then a part of the commune, a commune déléguée or an
arrondissement. ``person``: somebody decided. ``contradiction``, of an ambiguous one: the letterhead has the name
of one body and the number of another.
"""


@dataclass(frozen=True, slots=True)
class Body:
    """A public body of the referential. ``departement`` is where most of its inhabitants are: ``34``, ``974``.

    ``code`` is the INSEE code of a commune, a département or a région; ``epci`` are SIREN, in Grand Paris two.
    ``population`` is that of the publication named, None where there is none. ``last_year`` is that of the last
    day of a commune that has merged.
    """

    label: str
    kind: BodyKind
    name: str
    siren: str | None = None
    code: str | None = None
    departement: str | None = None
    region: str | None = None
    epci: tuple[str, ...] = ()
    population: int | None = None
    publication: str | None = None
    last_year: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """Characters ``start`` to ``end`` of the act, which show whose it is."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class BodyResolution:
    """Which body issued an act, and how that is known.

    A body is ambiguous where ``candidates`` has the SIREN of those it may be: then there is no ``siren``. A body
    that the referential does not know has its printed ``siren``, if any, and no ``reason`` without one.
    """

    label: str
    kind: BodyKind | None = None
    siren: str | None = None
    departement: str | None = None
    reason: BodyReason | None = None
    candidates: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @classmethod
    def of(cls, body: Body, reason: BodyReason | None, evidence: tuple[Evidence, ...] = ()) -> BodyResolution:
        """Return the resolution to a body of the referential."""
        return cls(body.label, body.kind, body.siren, body.departement, reason, evidence=evidence)

    @property
    def is_ambiguous(self) -> bool:
        return bool(self.candidates)


# « Ville de Saint-Loubin », « Mairie de SAINT LOUBIN » and « Saint-Loubin » are one; a département is no commune.
_GENERIC_WORDS = frozenset({"ville", "commune", "mairie"})
_HYPHENATED = re.compile(r"\W{0,9}\w{1,20}-\w")  # « Ville-la-Grand » is not « Grand »
LEADING_WORDS = frozenset({"de", "du", "des", "d", "la", "le", "les", "l"})


def body_key(name: str | None) -> str | None:
    """Return the same key for every spelling of a body's name; None without a name."""
    words = fold_words(name or "")
    if words and words[0] in _GENERIC_WORDS and not _HYPHENATED.match(name or ""):
        words = drop_leading_words(words[1:]) or words
    return "_".join(drop_leading_words(words)) or None


# « Saint-Denis (93) », « Vergné (17467) », « CCAS de Bras (269300315) », « Saint-Denis (93, jusqu'en 2024) »
_SUFFIX = re.compile(
    r" \((?P<code>[0-9]{2,3}|2[AB]|[0-9]{5}|2[AB][0-9]{3}|[0-9]{9})(?:, (?P<until>jusqu'en [0-9]{4}))?\)\Z"
)
_UNTIL = re.compile(r" \((?:\w{2,9}, )?jusqu'en [0-9]{4}\)\Z")


def label_of_former(name: str, code: str | None, last_year: int) -> str:
    """Return the label of a commune that has merged; ``code`` tells it from its namesakes.

    >>> label_of_former("Avranches", None, 2018), label_of_former("Saint-Denis", "93", 2024)
    ("Avranches (jusqu'en 2018)", "Saint-Denis (93, jusqu'en 2024)")
    """
    return f"{name} ({code + ', ' if code else ''}jusqu'en {last_year})"


def name_of_label(label: str) -> str:
    """Return the name in a label, without what tells it from its namesakes of the same time.

    >>> name_of_label("Saint-Denis (93)"), name_of_label("Saint-Denis (93, jusqu'en 2024)")
    ('Saint-Denis', "Saint-Denis (jusqu'en 2024)")
    """
    match = _SUFFIX.search(label)
    return label[: match.start()] + (f" ({match['until']})" if match["until"] else "") if match else label


def name_without_time(label: str) -> str:
    """Return the name in a label, which communes before and after a merger may share.

    >>> name_without_time("Saint-Denis (93, jusqu'en 2024)"), name_without_time("Saint-Denis (93)")
    ('Saint-Denis', 'Saint-Denis')
    """
    return name_of_label(_UNTIL.sub("", label))


def departement_of_label(label: str) -> str | None:
    """Return the code of the département in a label, None if it has none.

    >>> departement_of_label("Saint-Denis (93)"), departement_of_label("Montpellier")
    ('93', None)
    """
    match = _SUFFIX.search(label)
    return match["code"] if match and len(match["code"]) < 5 else None


def drop_leading_words(words: list[str]) -> list[str]:
    """Drop leading articles and prepositions."""
    first = next((n for n, word in enumerate(words) if word not in LEADING_WORDS), len(words))
    return words[first:]
