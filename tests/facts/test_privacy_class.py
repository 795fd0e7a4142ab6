"""Who is in office in an act, and who is a private person: sentences with their lookalikes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.facts.naming import read
from tests.tables import each_row

from recueil.facts.privacy_class import classify_persons
from recueil.values import Attendance, Facts, Identity, Person, Proxy, Vote
from recueil.values.person import PrivacyClass

PUBLIC = (
    "Le Maire, {Anne PICQ}, signe la convention.",
    "Madame {PICQ}, maire de Fontvergne, signe la convention.",
    "M. {Paul RUFFIN}, 3ème adjoint au maire, présente le dossier.",
    "Mme {Anne PICQ}, adjointe déléguée à l'urbanisme, instruit la demande.",
    "l'adjoint au maire délégué aux finances, M. {Paul RUFFIN}",
    "Mme {Anne PICQ} (conseillère départementale) est associée au projet.",
    "le conseiller municipal {Paul RUFFIN}",
    "Monsieur le Préfet, {Paul RUFFIN}, a transmis ses observations.",
    "M. {Paul RUFFIN}, sous-préfet de Lodève",
    "le président du conseil départemental de l'Hérault, M. {Paul RUFFIN}",
    "Rapporteur : Mme {PICQ}",
    "Sur le rapport présenté au nom de la 2e commission par M. {RUFFIN} ;",
    "M. {RUFFIN}, directeur général des services, est entendu.",
    "Mme {PICQ}, directrice de l'école, assiste au conseil.",
    "M. {RUFFIN}, trésorier de la commune, a rendu son compte.",
    "Assistait également : M. {RUFFIN}",
    "Secrétaire de séance : Mme {PICQ}",
    "Sont désignés délégués titulaires : {Anne PICQ}",
    "M. {RUFFIN} rappelle que le budget est voté en mars.",
    "Mme {PICQ} prend la parole.",
    "M. {RUFFIN} quitte la séance à 20 h.",
    "Mme {PICQ} ne prend pas part au vote.",
    "Arrivée de Mme {PICQ} à 19 h 10.",
    "M. le Maire donne la parole à Mme {PICQ}",
    "Me {RUFFIN}, notaire à Lodève, dressera l'acte.",
    "Délégation permanente de signature est donnée à Mme {PICQ}, attachée, pour les bons de commande.",
    "la même délégation sera exercée par M. {Paul RUFFIN}, ingénieur",
    "Pour le préfet et par délégation, signé\n{Paul RUFFIN}",
    "Mme {PICQ}, responsable du service des finances, est entendue.",
    "désignant Mme {PICQ} en qualité de magistrate déléguée aux enquêtes",
    "M. {RUFFIN}, chef adjoint de la division du domaine",
    "Mme {PICQ} est désignée secrétaire.",
    "M. {RUFFIN} a été élu membre de la commission d'appel d'offres.",
    "représentée par Mme {PICQ}, agissant en qualité de présidente,",
)
PRIVATE = (
    "Une concession de trente ans est accordée à M. {Paul RUFFIN}.",
    "Le Maire informe M. {Paul RUFFIN} que sa concession est échue.",
    "Une aide de 300 € est attribuée à Mme {Anne PICQ}.",
    "Un secours de 150 € est accordé par le maire à Mme {Anne PICQ}.",
    "La parcelle AB 12 est cédée à M. {Paul RUFFIN} au prix de 12 000 €.",
    "L'acquisition de la parcelle appartenant à Mme {PICQ} est décidée.",
    "M. {RUFFIN}, propriétaire de la parcelle AC 7, accepte ce prix.",
    "Le bail du logement est consenti à Mme {Anne PICQ}.",
    "Mme {PICQ}, locataire du logement communal, quitte les lieux.",
    "Une bourse de 500 € est versée à {Léa PICQ}, étudiante.",
    "Le prix du jeune lecteur est remis à {Léa PICQ}.",
    "M. {Paul RUFFIN} est nommé adjoint technique territorial.",
    "M. {RUFFIN}, adjoint technique, est titularisé.",
    "Mme {PICQ}, adjointe administrative, est promue.",
    "Mme {PICQ}, conseillère principale d'éducation, est mutée.",
    "Mme {PICQ}, secrétaire de mairie, est placée en congé.",
    "Un blâme est infligé à M. {RUFFIN}, agent de maîtrise.",
    "L'indemnité due à Mme {PICQ}, victime de l'accident, est fixée à 900 €.",
    "La créance de M. {RUFFIN} est admise en non-valeur.",
    "M. {RUFFIN}, directeur de la société Lumen, demande un permis.",
    "M. {RUFFIN}, directeur de l'entreprise Lumen, vend son terrain.",
    "M. {RUFFIN} demande à acquérir la parcelle AB 12.",
    "Mme {PICQ} sollicite une place de crèche.",
    "Est nommée directrice : Mme {PICQ}",
    "Sont nommés conseillers : néant. Loge un chien : M. {RUFFIN}",
    "Le conseil donne délégation au maire pour vendre la parcelle à Mme {PICQ}.",
    "Le compromis a été signé par M. {RUFFIN}, acquéreur.",
    "M. {RUFFIN} est désigné lauréat du concours.",
    "M. {RUFFIN}, responsable de l'accident, est mis en demeure.",
    "Mme {PICQ} est élue salariée de l'année.",
    "Permis de construire déposé par Mme {PICQ}",
)


def classes_of(sentence: str, facts: Facts | None = None) -> list[str | None]:
    text, named = read(sentence)
    classed = classify_persons(text, named, [facts or Facts()])
    return [mention.value.standing for mention in classed if isinstance(mention.value, Person)]


@each_row("sentence", PUBLIC)
def test_whoever_is_in_office_is_public(sentence: str) -> None:
    assert classes_of(sentence) == ["public"]


@each_row("sentence", PRIVATE)
def test_whoever_is_not_is_private(sentence: str) -> None:
    assert classes_of(sentence) == ["private"]


@pytest.mark.parametrize(
    ("sentence", "standings"),
    [
        ("Assistaient : Mme {PICQ}, M. {RUFFIN} et Mme {LOMBARD}.", ["public"] * 3),
        ("Assistaient : Mme {PICQ}, directrice, et M. {RUFFIN}.", ["public"] * 2),
        ("COMMISSION DES FINANCES\n{PICQ Anne} – {RUFFIN Paul}\n", ["public"] * 2),
        ("La commission accorde un secours à {PICQ Anne}, {RUFFIN Paul}", ["private"] * 2),
        ("Le maire, Mme {PICQ}, vend la parcelle à M. {RUFFIN}.", ["public", "private"]),
        ("M. {RUFFIN} cède la parcelle ; M. {RUFFIN}, maire, s'abstient.", ["public", "public"]),
        ("Le logement de Mme {PICQ} et de M. {RUFFIN} est repris.", ["private", "private"]),
    ],
)
def test_of_several_each_has_one_standing(sentence: str, standings: list[str]) -> None:
    assert classes_of(sentence) == standings


def test_whom_the_facts_of_the_act_say_to_sit_vote_or_sign_is_public() -> None:
    text, named = read("{Anne PICQ} {Paul RUFFIN} {Léa LOMBARD} {Marc TISSOT} {Zoé AUBRAC}")
    anne, paul, lea, marc, _ = named
    facts = Facts(
        identity=Identity(signatory=anne),
        attendance=Attendance(present=(paul,), proxies=(Proxy(lea, None),)),
        votes=(Vote(0, 1, names_against=(marc,)),),
    )
    said = classify_persons(text, named, [facts])
    standings: list[PrivacyClass] = ["public", "public", "public", "public", "private"]
    assert [mention.value for mention in said] == [
        replace(mention.value, standing=standing)
        for mention, standing in zip(named, standings, strict=True)
        if isinstance(mention.value, Person)
    ]
