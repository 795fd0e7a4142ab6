"""Tell by the headings of a table which column of amounts is decided: « Voté 2022 », not « Demandé 2022 »."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recueil.values import Mention

# What was asked, spent, estimated or given before, and figures that are no sums.
_NOT_DECIDED = re.compile(
    r"demand|sollicit|(?<!subvention )vers[ee]|realis|cout|budget|devis|travaux|depense|estim|rappel|initial|%"
    r"|taux|surface|quotite|n-1|base subv|assiette|ancien|reste|recette|note|rang|classement|effectif|nombre"
    r"|adherent|habitant|code|siret|compte|minimum|production|logement|article"
    r"|montant (?:de l'operation|du projet)|subventionnable|eligible|plafond|duree|precedent"
    r"|concentration|distance|longueur|superficie|volume|tonnage"
    r"|(?<![a-z])autres (?:subventions|aides|financements|participations)"
    r"|(?<![a-z])(?:nature|objet|type|[mk]g|k?m[23²³]?|ha|heures?)(?![a-z])"
)
_DECIDED = (
    re.compile("repor"),
    re.compile("vot|attribu|accord|allou|octroy|decision|decide|retenu|arrete|garanti|subvention versee"),
    re.compile("propos|maximum"),
    re.compile(
        "fonds de|prime|aide|subvention|bourse|secours|participation|cotisation|contribution|avenant|avance"
        "|acompte|dotation"
    ),
    re.compile(r"tota|montant|prix|(?<![a-z])(?:ht|ttc)(?![a-z])|somme|(?<![a-z])en euros|€|offre"),
    re.compile(r"20[0-9]{2}|forfait"),
    re.compile(r"(?:part )?(?:ville|commune|communale|cc[a-z]{0,4})\Z"),
)
_ADDED = r"(?<![a-z])(?:options?|pse|prestations? supplementaires?)(?![a-z])"
_OF_PARTS = re.compile(rf"{_ADDED}|(?<![a-z])variantes?(?![a-z])")
"""What a bid adds to its base, of which the total is decided."""
_ADDED_PART = re.compile(_ADDED)
YEARS = re.compile(r"20[0-9]{2}")


def decided_column(headings: Sequence[str]) -> int | None:
    """Return the index of the heading of the decided amounts; None if the headings do not tell.

    ``headings`` are folded, and those of the columns of amounts. A year before the latest of all was decided then.
    """
    years = [max(YEARS.findall(heading), default="") for heading in headings]
    latest = max(years, default="")
    possible = [
        at for at, heading in enumerate(headings) if years[at] in ("", latest) and not _NOT_DECIDED.search(heading)
    ]
    if any(map(_OF_PARTS.search, headings)):
        totals = [at for at in possible if "total" in headings[at]]
        whole = [at for at in possible if not _ADDED_PART.search(headings[at])]
        possible = totals if len(totals) == 1 else whole or possible
    for words in _DECIDED:
        if matching := [at for at in possible if words.search(headings[at])]:
            return max(matching, key=lambda at: (years[at], -at))
    return possible[0] if len(headings) == 1 and possible else None


_KINDS_OF_GIFT = re.compile(
    r"\A(?:(?:subventions?|aides?)\s)?(?:de |d'|en )?(?:(?P<running>fonctionnement|ordinaires?|annuelles?)"
    r"|(?P<special>exceptionnel(?:le)?s?|(?:aux? )?projets?|manifestations?))"
    r"(?:\s20[0-9]{2})?(?:\s?\(?€\)?)?\Z"
)


def decided_columns(headings: Sequence[str]) -> Sequence[int]:
    """Return the indices of all columns of decided amounts: one, or « Fonctionnement » and « Exceptionnelle »."""
    kinds = [_KINDS_OF_GIFT.match(heading.strip()) for heading in headings]
    if len(kinds) > 1 and all(kinds) and any(kind["running"] for kind in kinds if kind):
        return range(len(headings))
    at = decided_column(headings)
    return [] if at is None else [at]


_YEAR_AFTER = re.compile(r"\s{0,3}[(/]?(?:en|pour)?\s{0,3}(?P<year>20[0-9]{2})(?![0-9])")
_YEARS = re.compile(_YEAR_AFTER.pattern + r"\)?\s{0,3}[,;/(–:-]?\s{0,3}(?:(?:contre|et|puis|au lieu de)\s{1,3})?")


def is_later_year(plain: str, start: int, amount: Mention) -> bool | None:
    """Return whether an amount is that of a later year than the one that ends at ``start``.

    « 500 € en 2022, 600 € en 2023 »; None if they are not two of a row.
    """
    before, after = _YEARS.fullmatch(plain, start, amount.start), _YEAR_AFTER.match(plain, amount.end)
    return after["year"] > before["year"] if before and after else None
