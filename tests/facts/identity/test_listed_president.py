"""The member whom the list of a séance calls its president."""

from __future__ import annotations

import pytest
from tests.tables import each_row

from recueil.evaluation import gold
from recueil.facts.identity.officers import find_listed_maire, find_listed_president

PICQ = "<PERSON PICQ, Anne>Anne PICQ</PERSON>"
RUFFIN = "<PERSON RUFFIN, Paul>Paul RUFFIN</PERSON>"


def president(tagged: str, body: str | None = None) -> str | None:
    """The full name of the president, all persons of the tagged text being present; « ⏎ » is a line break."""
    act = gold.parse_tagged(tagged.replace("⏎", "\n"))
    mention = find_listed_president(act.text, body, act.mentions)
    return mention.full_name if mention else None


@each_row(
    ("tagged", "body"),
    [
        (f"Sont présents : {PICQ}, présidente ; {RUFFIN}, vice-président", None),
        (f"  {PICQ}            Présidente⏎  {RUFFIN}         1er vice-président", None),
        (f"{PICQ} : P, présidente | {RUFFIN} : P", None),
        (f"Présents : {RUFFIN}, vice-président, Mme {PICQ} (Présidente), M.", None),
        (f"– {PICQ}, présidente du PETR ; – {RUFFIN} ;", "PETR de la Brenne"),
        (f"{PICQ}, Présidente de la Communauté de communes, {RUFFIN}", "Communauté de communes du Val"),
        (f"{PICQ}, présidente de séance, {RUFFIN}", None),
        (f"{PICQ}, Présidente du conseil d'administration, {RUFFIN}", None),
        (f"{PICQ}⏎Présidente⏎{RUFFIN}⏎Membre", None),
        # the next name of the list begins with a particle
        (f"{PICQ}      Présidente⏎De LISLE Régine      membre", None),
        (f"{PICQ}, présidente, {RUFFIN}, puis {PICQ}, présidente", None),
        (f"Présents : la Présidente, Mme {PICQ} ; le Vice-Président, M. {RUFFIN}", None),
    ],
)
def test_president(tagged: str, body: str | None) -> None:
    assert president(tagged, body) == "Anne PICQ"


@each_row(
    "tagged",
    [
        f"Présents : {PICQ}, maire, {RUFFIN}, adjoint",
        f"Présents : {PICQ}, vice-présidente, {RUFFIN}",
        f"Présents : {PICQ}, présidente de la commission des finances, {RUFFIN}",
        f"Présents : {PICQ},          présidente⏎         de la commission culture, {RUFFIN}",
        f"Présents : {PICQ}, Présidente du groupe majoritaire, {RUFFIN}",
        f"Présents : {PICQ}, présidente déléguée, {RUFFIN}",
        f"Présents : {PICQ}, présidente de la Communauté de communes du Lac, {RUFFIN}",
        f"Présents : {PICQ}, {RUFFIN} Présidente : Mme LOUP",
        # two boards together
        f"Présents : {PICQ}, présidente, {RUFFIN}, président",
        # a column of names, then the column of their offices
        f"{RUFFIN}⏎Madame {PICQ}⏎Président⏎1ère Vice-présidente⏎Membre",
    ],
)
def test_no_president(tagged: str) -> None:
    assert president(tagged, "Syndicat des eaux de la Brenne") is None


def maire(tagged: str) -> str | None:
    """The full name of the maire listed among the persons of the tagged text, all of them present."""
    act = gold.parse_tagged(tagged.replace("⏎", "\n"))
    mention = find_listed_maire(act.text, act.mentions)
    return mention.full_name if mention else None


@pytest.mark.parametrize(
    "tagged",
    [
        f"Le conseil municipal s'est réuni. Présents : {PICQ}, maire, {RUFFIN}, adjoint",
        f"CONSEIL MUNICIPAL⏎PRÉSENTS⏎{PICQ}, Maire⏎{RUFFIN}⏎adjoint au maire",
        f"Le conseil municipal s'est réuni. Présents : Mme le Maire, {PICQ}, {RUFFIN}",
        f"Le conseil municipal s'est réuni. Maire : Mme {PICQ} Adjoints : {RUFFIN}",
    ],
)
def test_the_maire_presides_over_the_conseil_municipal(tagged: str) -> None:
    assert maire(tagged) == "Anne PICQ"


@pytest.mark.parametrize(
    "tagged",
    [
        f"Le conseil communautaire s'est réuni. Présents : {PICQ}, maire, {RUFFIN}",
        f"Le conseil municipal s'est réuni. Présents : {PICQ}, maire déléguée, {RUFFIN}, maire-adjoint",
        f"Le conseil municipal s'est réuni. Présents : {PICQ}, maire de Lourmes, {RUFFIN}",
        f"Le conseil municipal vote le compte administratif. Présents : {PICQ}, maire, {RUFFIN}",
        f"Le conseil municipal s'est réuni. Présents : {PICQ}, maire, {RUFFIN}, maire",
    ],
)
def test_another_may_preside(tagged: str) -> None:
    assert maire(tagged) is None
