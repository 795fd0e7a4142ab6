"""Know funders by their names: those who are asked to pay, and the schemes by which they do.

A funder is known by a key: « Conseil départemental » and « CD 49 » are one. A scheme is its owner's: the DETR is
the État's.
"""

from __future__ import annotations

import re

from recueil.entities.patterns import regex_at_word_start

_STATE = "etat"
_NAMES: tuple[tuple[str, str], ...] = (
    (
        _STATE,
        r"etat(?! des| civil| d'av| de (?:la|l')| du )|prefet(?:e)?(?: de (?:la )?region)?"
        r"|prefecture|sous-prefecture|sous-prefet(?![a-z])|ministeres?"
        r"(?: (?:de la |de l'|des |du )?[a-z]{4,20})?",
    ),
    ("region", r"regions?(?!al)|conseil regional|fonds regional"),
    ("departement", r"departements?(?!al)|conseil (?:departemental|general)|cd ?[0-9]{2}|fonds departemental"),
    ("caf", r"c\.?a\.?f(?![a-z])|caisses? d'allocations familiales"),
    ("msa", r"msa(?![a-z])|mutualite sociale agricole"),
    ("ademe", r"ademe|agence de l'environnement et de la maitrise de l'energie(?: \(ademe\))?"),
    ("eau", r"agences? de l'eau"),
    ("ans", r"agence nationale du sport|ans(?![a-z])|cnds"),
    ("drac", r"d\.?r\.?a\.?c(?![a-z])|direction regionale des affaires culturelles"),
    ("ars", r"ars(?![a-z])|agence regionale de sante"),
    ("anah", r"anah(?![a-z])|agence nationale de l'habitat"),
    ("anru", r"anru(?![a-z])|agence nationale (?:pour la|de) renovation urbaine"),
    ("europe", r"union europeenne|europe(?![a-z])|fonds? europeens?"),
    ("europe", r"gal(?![a-z])|groupes? d'action locale"),
    ("bdt", r"banque des territoires|caisse des depots"),
    (
        "energie",
        r"syndicats? (?:departemental )?(?:d'|des |de l')?(?:energies?|electrification|electricite)"
        r"|sde ?[0-9]{2}|sde[a-z]{1,3}(?![a-z])|sieg(?![a-z])|siem?l(?![a-z])|siel(?![a-z])|sigerly|sieds"
        r"|siea(?![a-z])|te ?[0-9]{2}(?![0-9])",
    ),
    ("epci", r"communautes? (?:de communes|d'agglomeration|urbaine)|metropole|agglomeration"),
    ("parc", r"parc naturel regional|pnr(?![a-z])|petr(?![a-z])"),
    (
        "fondation",
        r"fondations? (?:du patrimoine|de france|[a-z]{2,20})|mission (?:patrimoine|bern)|loto du patrimoine",
    ),
    ("ofb", r"office francais de la biodiversite|ofb(?![a-z])"),
    ("cnc", r"cnc(?![a-z])|centre national (?:du livre|de la musique|du cinema)"),
    ("carsat", r"carsat|cnsa(?![a-z])|onac\w{0,2}"),
    ("federation", r"federation francaise (?:de |d')[a-z]{3,20}|fafa(?![a-z])"),
    ("gip", r"gip(?![a-z])|groupements? d'interet public"),
    ("agriculture", r"draaf(?![a-z])"),
    ("education", r"education nationale|rectorat"),
    ("handicap", r"agefiph|fiphfp"),
    ("anct", r"anct(?![a-z])|agence nationale de la cohesion des territoires|cget(?![a-z])"),
)
# Schemes, with the funder whose they are.
_SCHEMES: tuple[tuple[str, str, str], ...] = (
    ("detr", _STATE, r"d\.?e\.?t\.?r(?![a-z])|dotation d'equipement des territoires ruraux"),
    (
        "dsil",
        _STATE,
        r"dsil(?![a-z])|dotation de soutien a l'investissement (?:public )?local|dsipl"
        r"|fonds de soutien a l'investissement (?:public )?local|fsil(?![a-z])",
    ),
    ("fonds vert", _STATE, r"fonds? verts?"),
    ("dsid", _STATE, r"dsid(?![a-z])"),
    ("dge", _STATE, r"d\.?g\.?e(?![a-z])|dotation globale d'equipement"),
    ("dpv", _STATE, r"dpv(?![a-z])|dotation politique de la ville"),
    ("fnadt", _STATE, r"fnadt|fonds national d'amenagement (?:et de developpement )?du territoire"),
    (
        "reserve",
        _STATE,
        r"reserves? (?:parlementaires?|ministerielles?)|subventions? parlementaires?"
        r"|enveloppes? parlementaires?|dotation d'action parlementaire",
    ),
    ("fipd", _STATE, r"f\.?i\.?p\.?d(?![a-z])|fonds interministeriel de prevention"),
    ("feder", "europe", r"feder(?![a-z])|fonds europeens? de developpement (?:economique et )?regional"),
    ("feader", "europe", r"feader|fonds europeens? agricoles? pour le developpement rural"),
    ("leader", "europe", r"leader(?![a-z])"),
    ("fse", "europe", r"fse(?![a-z])|fonds social europeen"),
    ("amendes", "departement", r"amendes de police"),
    (
        "contrat",
        "",
        r"contrats? (?:de ruralite|de territoires?|regional|departemental|territorial|d'amenagement|rural)",
    ),
)
OWNERS = {scheme: owner for scheme, owner, _ in _SCHEMES}
_KEYS = tuple(key for key, _ in _NAMES) + tuple(scheme for scheme, *_ in _SCHEMES)
FUNDER = re.compile(
    r"(?<![a-z0-9])(?:"
    + "|".join(
        f"(?P<k{at}>{words})"
        for at, words in enumerate([words for _, words in _NAMES] + [words for *_, words in _SCHEMES])
    )
    + ")"
)
FUNDER_WORDS = "(?:" + "|".join([words for _, words in _NAMES] + [words for *_, words in _SCHEMES]) + ")"
"""The same as part of a pattern, without telling which."""
ANY_FUNDER = re.compile(regex_at_word_start(FUNDER_WORDS[3:-1], "a-z0-9"))


def funder_keys(plain: str) -> frozenset[str]:
    """Return the keys of the funders that folded words name."""
    keys = {key_of(match) for match in FUNDER.finditer(plain)}
    return frozenset(keys | {owner for key in keys if (owner := OWNERS.get(key))})


def key_of(match: re.Match[str]) -> str:
    """Return the key of a funder that FUNDER found."""
    return _KEYS[int(str(match.lastgroup)[1:])]


def is_scheme(match: re.Match[str]) -> bool:
    """Return whether FUNDER found a scheme, which names no funder by itself."""
    return key_of(match) in OWNERS
