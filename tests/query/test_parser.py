"""The query language: what each form means, and what a mistake is told."""

from __future__ import annotations

import csv
import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.query.strategies import without_places
from tests.tables import each_row

from recueil import query
from recueil.checks.rules import RULES
from recueil.cross_checks.schema import RULES as CROSS_RULES
from recueil.errors import QueryError
from recueil.query import (
    ANYTHING,
    And,
    Criterion,
    Exactly,
    Filter,
    Near,
    Node,
    Not,
    Or,
    Prefix,
    Proximity,
    Range,
    Span,
    Words,
    parse,
)
from recueil.query.parser import MAX_LENGTH, format_query
from recueil.query.vocabulary import CHECKS

MATIERES = Path(__file__).parents[3] / "shared" / "domain" / "ctes_matieres.csv"

FORMS: list[tuple[str, Node]] = [
    ("école", Words("école", 0, 5)),
    ('"conseil municipal"', Words("conseil municipal", 0, 19)),
    ("«conseil municipal»", Words("conseil municipal", 0, 19)),
    ("“conseil”", Words("conseil", 0, 9)),
    ("a b", And((Words("a", 0, 1), Words("b", 2, 3)), 0, 3)),
    ("a -b", And((Words("a", 0, 1), Not(Words("b", 3, 4), 2, 4)), 0, 4)),
    ("mont-blanc", Words("mont-blanc", 0, 10)),
    ("a OU b", Or((Words("a", 0, 1), Words("b", 5, 6)), 0, 6)),
    ("a ou b", And((Words("a", 0, 1), Words("ou", 2, 4), Words("b", 5, 6)), 0, 6)),
    ("OUI", Words("OUI", 0, 3)),
    # OU joins its two neighbours, as in spoken French: the subsidy, and a school or a nursery.
    (
        "subvention école OU crèche",
        And((Words("subvention", 0, 10), Or((Words("école", 11, 16), Words("crèche", 20, 26)), 11, 26)), 0, 26),
    ),
    (
        "(a b) OU c",
        Or((And((Words("a", 1, 2), Words("b", 3, 4)), 1, 4), Words("c", 9, 10)), 1, 10),
    ),
    ("a -(b OU c)", And((Words("a", 0, 1), Not(Or((Words("b", 4, 5), Words("c", 9, 10)), 4, 10), 2, 10)), 0, 10)),
    ("chapitre:65", Filter("chapitre", "65", 0, 11)),
    ("-a", And((Not(Words("a", 1, 2), 0, 2),), 0, 2)),
    ("-a -chapitre:65", And((Not(Words("a", 1, 2), 0, 2), Not(Filter("chapitre", "65", 4, 15), 3, 15)), 0, 15)),
    # What follows each @ is of one value: one of each kind, in any order.
    ("montant:*@65", Filter("montant", ANYTHING, 0, 12, line="65")),
    ("montant:*@65@subvention", Filter("montant", ANYTHING, 0, 23, "subvention", line="65")),
    ("beneficiaire:@associations", Filter("beneficiaire", ANYTHING, 0, 26, recipient="association")),
    (
        "beneficiaire:harmonie@entreprise@65748@marché",
        Filter("beneficiaire", "harmonie", 0, 45, "marche", recipient="company", line="65748"),
    ),
    ("personne:abert@corps", Filter("personne", "abert", 0, 20, "body")),
    ("Séance:2014", Filter("seance", Span(datetime.date(2014, 1, 1), datetime.date(2014, 12, 31)), 0, 11)),
    ('personne:"jeanne lef*"', Filter("personne", "jeanne lef*", 0, 22)),
    ("nature:délibération", Filter("nature", "délibération", 0, 19)),
    ('"a" "b"', And((Words("a", 0, 3), Words("b", 4, 7)), 0, 7)),
    ("12:30", Words("12:30", 0, 5)),
    ("ecol*", Prefix("ecol", 0, 5)),
    ("Écol*", Prefix("Écol", 0, 5)),
    ("e\u0301col*", Prefix("e\u0301col", 0, 6)),
    ("OU*", Prefix("OU", 0, 3)),
    ("a -ecol*", And((Words("a", 0, 1), Not(Prefix("ecol", 3, 8), 2, 8)), 0, 8)),
    ('"association sportive"~5', Proximity("association sportive", 5, 0, 24)),
    ("«a b» ~5", And((Words("a b", 0, 5), Words("~5", 6, 8)), 0, 8)),
    ('"aide à l’école de la ville"~0', Proximity("aide à l’école de la ville", 0, 0, 30)),
    # PRES joins a field and what follows, before OU and « - » see either.
    ("chapitre:65 PRES subvention", Near(Filter("chapitre", "65", 0, 11), Words("subvention", 17, 27), 10, 0, 27)),
    ('chapitre:65 PRÈS/5 "a b"', Near(Filter("chapitre", "65", 0, 11), Words("a b", 19, 24), 5, 0, 24)),
    (
        "a -chapitre:65 PRES/50 b",
        And(
            (Words("a", 0, 1), Not(Near(Filter("chapitre", "65", 3, 14), Words("b", 23, 24), 50, 3, 24), 2, 24)),
            0,
            24,
        ),
    ),
    (
        "chapitre:65 PRES a OU b",
        Or((Near(Filter("chapitre", "65", 0, 11), Words("a", 17, 18), 10, 0, 18), Words("b", 22, 23)), 0, 23),
    ),
    ("pres", Words("pres", 0, 4)),
    ("PRESSE", Words("PRESSE", 0, 6)),
    ('"PRES" "OU" "ET"', And((Words("PRES", 0, 6), Words("OU", 7, 11), Words("ET", 12, 16)), 0, 16)),
    ("or et", And((Words("or", 0, 2), Words("et", 3, 5)), 0, 5)),
    # what follows @, folded
    ("chapitre:65@dispositif", Filter("chapitre", "65", 0, 22, "dispositif")),
    ("chapitre:65@Entête", Filter("chapitre", "65", 0, 18, "header")),
    ("montant:*@prix-vente", Filter("montant", ANYTHING, 0, 20, "prixvente")),
    ("montant:*@part-financeur", Filter("montant", ANYTHING, 0, 24, "partfinanceur")),
    ("date:*@naissance", Filter("date", ANYTHING, 0, 16, "birth")),
    ('date:*@"effect-start"', Filter("date", ANYTHING, 0, 21, "effectstart")),
    ("pourcentage:*@TVA", Filter("pourcentage", ANYTHING, 0, 17, "tva")),
    ('personne:"jeanne lef*"@absente', Filter("personne", "jeanne lef*", 0, 30, "absent")),
    ('titre:"a@b"', Filter("titre", "a@b", 0, 11)),
    ('montant:">10 000"@marche', Filter("montant", Range(Decimal(10000), None, strict=True), 0, 24, "marche")),
]

# What est: says beside persons, as the same query without it.
PERSONS = [
    ("personne:a est:absente", "personne:a@absent"),
    ("est:absent personne:a budget", "personne:a@absent budget"),
    ("personne:a est:absent est:excuse", "personne:a@absent personne:a@excuse"),
    ("personne:a personne:b est:absent", "personne:a@absent personne:b@absent"),
    (
        "personne:a personne:b est:pour est:president",
        "personne:a@pour personne:a@president personne:b@pour personne:b@president",
    ),
    ("personne:a OU personne:b est:absent", "personne:a@absent OU personne:b@absent"),
    ("personne:a est:absent OU est:excuse", "personne:a personne:a@absent OU personne:a@excuse"),
    (
        "personne:a personne:b est:pour OU est:contre",
        "personne:a personne:b (personne:a@pour personne:b@pour) OU (personne:a@contre personne:b@contre)",
    ),
    ("personne:a est:absent OU budget", "personne:a personne:a@absent OU budget"),
    ("personne:a -est:absent", "personne:a -personne:a@absent"),
    ("personne:a -(est:absent OU est:excuse)", "personne:a -(personne:a@absent OU personne:a@excuse)"),
    ("personne:a personne:b -est:absent", "personne:a personne:b -(personne:a@absent OU personne:b@absent)"),
    ("personne:a est:pour -est:absent", "personne:a@pour -personne:a@absent"),
    ("personne:a PRES maire est:absent", "personne:a PRES maire personne:a@absent"),
    ("personne:* est:absent", "personne:*@absent"),
    ("budget OU (personne:a est:absent)", "budget OU personne:a@absent"),
    ("budget -(personne:a est:absent)", "budget -personne:a@absent"),
    ("(personne:a est:absent) personne:b est:pour", "personne:a@absent personne:b@pour"),
]
# What est: says of anyone.
ANYONE = [
    "est:absent",
    "est:absent est:pour",
    "personne:a OU est:absent",
    "personne:a est:*",
    "personne:a@pour est:absent",
    "personne:a (budget est:absent)",
    "-personne:a est:absent",
    "est:absent personne:a OU budget",
]

NUMBERS = [
    ("montant:4255,50", Range(Decimal("4255.50"), Decimal("4255.50"))),
    ("montant:4255.5", Range(Decimal("4255.5"), Decimal("4255.5"))),
    ("montant:>10000", Range(Decimal(10000), None, strict=True)),
    ("montant:>=10000", Range(Decimal(10000), None)),
    ("montant:<10000", Range(None, Decimal(10000), strict=True)),
    ("montant:<=10000", Range(None, Decimal(10000))),
    ("montant:≥10000", Range(Decimal(10000), None)),
    ("montant:1000..5000", Range(Decimal(1000), Decimal(5000))),
    ("montant:1000..", Range(Decimal(1000), None)),
    ("montant:..5000", Range(None, Decimal(5000))),
    ("montant:-50..0", Range(Decimal(-50), Decimal(0))),
    ('montant:">10 000"', Range(Decimal(10000), None, strict=True)),
    ('montant:>"10 000 €"', Range(Decimal(10000), None, strict=True)),
    ("montant:10k..1,5M", Range(Decimal(10000), Decimal(1500000))),
    ("montant:>1000..<5000", Range(Decimal(1000), Decimal(5000), strict=True)),
    ('montant:"> 1 000 .. < 5 000 €"', Range(Decimal(1000), Decimal(5000), strict=True)),
    ("montant:>-5..<0", Range(Decimal(-5), Decimal(0), strict=True)),
    ("attribue:1,5k", Range(Decimal(1500), Decimal(1500))),
    ("pour:25", Range(Decimal(25), Decimal(25))),
    ("contre:>0", Range(Decimal(0), None, strict=True)),
    ("abstention:1..3", Range(Decimal(1), Decimal(3))),
    ("pourcentage:0,365", Range(Decimal("0.365"), Decimal("0.365"))),
    ("confiance:<80", Range(None, Decimal(80), strict=True)),
    ('confiance:"50 %".."79 %"', Range(Decimal(50), Decimal(79))),
    ("confiance:>=100%", Range(Decimal(100), None)),
    ("pourcentage:49%", Range(Decimal(49), Decimal(49))),
]

DAYS = [
    ("date:2023-02", Span(datetime.date(2023, 2, 1), datetime.date(2023, 2, 28))),
    ("date:2023-01..2023-06", Span(datetime.date(2023, 1, 1), datetime.date(2023, 6, 30))),
    ("date:2023-05-01", Span(datetime.date(2023, 5, 1), datetime.date(2023, 5, 1))),
    ("date:>2023-05-01", Span(datetime.date(2023, 5, 2), None)),
    ("date:>2023", Span(datetime.date(2024, 1, 1), None)),
    ("date:>=2023", Span(datetime.date(2023, 1, 1), None)),
    ("date:<2023", Span(None, datetime.date(2022, 12, 31))),
    ("date:>2023-01..<2023-03-02", Span(datetime.date(2023, 2, 1), datetime.date(2023, 3, 1))),
    ("periode:<=2023-02", Span(None, datetime.date(2023, 2, 28))),
    ("seance:2014..", Span(datetime.date(2014, 1, 1), None)),
]

VALUES: list[tuple[str, Criterion]] = [
    ("fonction:020", "020"),
    ("operation:2015-03", "2015-03"),
    ('reference:"loi 2013-595"', "loi 2013-595"),
    ("reference:L2121-29", "L2121-29"),
    ('beneficiaire:"harm* munic*"', "harm* munic*"),
    ("numero:2014/123", "2014/123"),
    ('titre:"vie associative"', "vie associative"),
    ("commune:saint-jouan", "saint-jouan"),
    ("commune:=saint-jouan", Exactly("saint-jouan")),
    ('commune:"= Ville de Saint-Jouan"', Exactly("Ville de Saint-Jouan")),
    ('beneficiaire:"=Étoile 1922"', Exactly("Étoile 1922")),
    ("departement:34", "034"),
    ("departement:034", "034"),
    ("departement:2a", "02A"),
    ("departement:974", "974"),
    ("departement:Hérault", "Hérault"),
    ("region:53", "53"),
    ('region:"Pays de la Loire"', "Pays de la Loire"),
    ('epci:"243 400 017"', "243400017"),
    ('epci:"laval agglo"', "laval agglo"),
    ("population:>10000", Range(Decimal(10000), None, strict=True)),
    ("population:1000..3499", Range(Decimal(1000), Decimal(3499))),
    ('population:">10 000"', Range(Decimal(10000), None, strict=True)),
    ("siren:243400017", "243400017"),
    ('siren:"243 400 017"', "243400017"),
    ("matiere:7", "7"),
    ("matiere:7.1", "7.1"),
    ("matiere:7.10", "7.10"),
    ("vote:Unanimité", "unanimous"),
    ("vote:majorite", "majority"),
    ("vote:adoptées", "adopted"),
    ("vote:REJETE", "rejected"),
    ("vote:acté", "noted"),
    ("vote:retirés", "withdrawn"),
    ("vote:reportée", "postponed"),
    ("est:présents", "present"),
    ("est:représentée", "represented"),
    ("est:excusé", "excused"),
    ("est:absente", "absent"),
    ("est:pouvoir", "giver"),
    ("est:mandataire", "holder"),
    ("est:présidente", "president"),
    ("est:secrétaire", "secretary"),
    ("est:rapporteure", "rapporteur"),
    ("est:signataire", "signatory"),
    ("est:pour", "for"),
    ("est:contre", "against"),
    ("est:abstention", "abstaining"),
    ("vote:divisé", "majority"),
    ("controle:erreurs", "error"),
    ("controle:avertissement", "warning"),
    ("controle:information", "information"),
    ("controle:Unanimité-contre", "unanimite-contre"),
    ('controle:"ht ttc"', "ht-ttc"),
]

ALIASES = [
    ("organisme:fontvergne", "commune"),
    ("Collectivité:fontvergne", "commune"),
    ("compte:6574", "article"),
    ("objet:subvention", "titre"),
]

MISTAKES = [
    ("", "the query is empty: write a word or a field", 0, 1),
    ("   ", "the query is empty: write a word or a field", 0, 3),
    ("OU", "OU stands between two terms", 0, 2),
    ("a OU", "OU stands between two terms", 2, 4),
    ("OU a", "OU stands between two terms", 0, 2),
    ("a OU OU b", "OU stands between two terms", 5, 7),
    ("a (-b -c)", "this only excludes: say also, between these parentheses, what to look for", 3, 8),
    ("(-a)", "this only excludes: say also, between these parentheses, what to look for", 1, 3),
    ("attribue:1@65@64", "'64' is one too many after the @ of attribue: it takes one of each kind", 13, 16),
    ("a OU -b", "OU cannot offer an exclusion: put what to look for beside it", 5, 7),
    ("a --b", "a word, a phrase or a field is missing after this -", 2, 4),
    ("a -OU b", "a word, a phrase or a field is missing after this -", 2, 5),
    ('a "bc', "this quote is never closed", 2, 5),
    ('personne:"saurel', "this quote is never closed", 9, 16),
    ("(a", "this ( is never closed", 0, 1),
    ("a (", "this ( is never closed", 2, 3),
    ("a)", "this ) closes nothing", 1, 2),
    ("()", "a term is missing before this )", 1, 2),
    ("école montan:12", "unknown field 'montan': did you mean montant? docs/query.md lists the fields", 6, 13),
    (
        "Bénéficiare:a",
        "unknown field 'Bénéficiare': did you mean beneficiaire? docs/query.md lists the fields",
        0,
        12,
    ),
    ("http://a.fr", "unknown field 'http': docs/query.md lists the fields", 0, 5),
    # *
    ("a*b", "* only ends a word that stands alone, as in ecol*", 0, 3),
    ('"ecol*"', "* only ends a word that stands alone, as in ecol*", 0, 7),
    ("a*", "* ends one word of two letters or more, as in ecol*", 0, 2),
    ("*", "* ends one word of two letters or more, as in ecol*", 0, 1),
    ("ecol**", "* ends one word of two letters or more, as in ecol*", 0, 6),
    ("l'ecol*", "* ends one word of two letters or more, as in ecol*", 0, 7),
    ("65*", "* ends one word of two letters or more, as in ecol*", 0, 3),
    ("m²*", "* ends one word of two letters or more, as in ecol*", 0, 3),
    # ~
    (
        '"école danse"~',
        "'' is not a number from 0 to 50: write how many words may stand between, as in \"école danse\"~5",
        13,
        14,
    ),
    (
        '"école danse"~51',
        "'51' is not a number from 0 to 50: write how many words may stand between, as in \"école danse\"~5",
        13,
        16,
    ),
    (
        '"école danse"~x',
        "'x' is not a number from 0 to 50: write how many words may stand between, as in \"école danse\"~5",
        13,
        15,
    ),
    ('"école"~5', "~ asks for 2 to 5 words that differ, not counting le, de, et and the like", 0, 9),
    ('"la école"~5', "~ asks for 2 to 5 words that differ, not counting le, de, et and the like", 0, 12),
    ('"école écoles"~5', "~ asks for 2 to 5 words that differ, not counting le, de, et and the like", 0, 16),
    (
        '"un deux trois quatre cinq six sept"~5',
        "~ asks for 2 to 5 words that differ, not counting le, de, et and the like",
        0,
        38,
    ),
    # PRES
    ("PRES", "PRES stands between a field and a word: montant:>1000 PRES subvention", 0, 4),
    ("a PRES b", "PRES stands between a field and a word: montant:>1000 PRES subvention", 2, 6),
    ("(montant:1) PRES b", "PRES stands between a field and a word: montant:>1000 PRES subvention", 12, 16),
    ("montant:1 PRES", "a word or a phrase is missing after PRES", 10, 14),
    ("montant:1 PRES OU a", "a word or a phrase is missing after PRES", 10, 14),
    ("montant:1 PRES -a", "a word or a phrase is missing after PRES", 10, 14),
    ("montant:1 PRES ecol*", "a word or a phrase is missing after PRES", 10, 14),
    ('montant:1 PRES "a b"~3', "a word or a phrase is missing after PRES", 10, 14),
    ("montant:1 PRES article:6574", "a word or a phrase is missing after PRES", 10, 14),
    ("montant:1 PRES a PRES b", "PRES stands between a field and a word: montant:>1000 PRES subvention", 17, 21),
    ("montant:1 PRES/0 a", "'0' is not a number from 1 to 50: write how many words away, as in PRES/5", 14, 16),
    ("montant:1 PRES/51 a", "'51' is not a number from 1 to 50: write how many words away, as in PRES/5", 14, 17),
    ("montant:1 PRES/ a", "'' is not a number from 1 to 50: write how many words away, as in PRES/5", 14, 15),
    (
        "seance:2014 PRES a",
        "PRES may not follow seance; it follows montant, pourcentage, chapitre, article, fonction, opera"
        "tion, date, periode, reference, personne, organisation, lieu, confiance",
        12,
        16,
    ),
    # operators of other languages
    ("a ET b", 'ET is not an operator: leave it out, all terms must hold, or "ET" for the word itself', 2, 4),
    ("a AND b", 'AND is not an operator: leave it out, all terms must hold, or "AND" for the word itself', 2, 5),
    ("a OR b", 'OR is not an operator: write OU, or "OR" for the word itself', 2, 4),
    ("a NOT b", 'NOT is not an operator: write - before what to exclude, or "NOT" for the word itself', 2, 5),
    ("a SAUF b", 'SAUF is not an operator: write - before what to exclude, or "SAUF" for the word itself', 2, 6),
    (
        "montant:1 NEAR b",
        'NEAR is not an operator: write PRES, as in montant:>1000 PRES subvention, or "NEAR" for the word itself',
        10,
        14,
    ),
    (
        "montant:1 NEAR/3 b",
        'NEAR is not an operator: write PRES, as in montant:>1000 PRES subvention, or "NEAR" for the word itself',
        10,
        16,
    ),
    # @
    (
        "montant:1@",
        "'' after the @ of montant is not one of subvention, marche, loyer, tarif, pret, credit, indemnite,"
        " prix-vente, cotisation, cout-total, part-financeur, seuil, entete, visas, considerants, expose"
        ", dispositif, vote, signature, tampon, annexe, 65",
        9,
        10,
    ),
    (
        "montant:1@cadeau",
        "'cadeau' after the @ of montant is not one of subvention, marche, loyer, tarif, pret, credit, inde"
        "mnite, prix-vente, cotisation, cout-total, part-financeur, seuil, entete, visas, considerants, "
        "expose, dispositif, vote, signature, tampon, annexe, 65",
        9,
        16,
    ),
    (
        'montant:1@"marche@lot"',
        "'marche@lot' after the @ of montant is not one of subvention, marche, loyer, tarif, pret, credit, "
        "indemnite, prix-vente, cotisation, cout-total, part-financeur, seuil, entete, visas, consideran"
        "ts, expose, dispositif, vote, signature, tampon, annexe, 65",
        9,
        22,
    ),
    (
        "chapitre:65@subvention",
        "'subvention' after the @ of chapitre is not one of fonctionnement, investissement, entete, visas, "
        "considerants, expose, dispositif, vote, signature, tampon, annexe",
        11,
        22,
    ),
    (
        "personne:a@dispositif",
        "'dispositif' after the @ of personne is not one of present, represente, excuse, absent, pouvoir, m"
        "andataire, president, secretaire, rapporteur, signataire, pour, contre, abstention, corps",
        10,
        21,
    ),
    ("titre:a@b", "titre takes no @; in a value it goes between quotes", 7, 9),
    (
        "a vote:1@dispositif",
        "'1' is not one of unanimite, majorite, adopte, rejete, acte, retire, reporte: write for example vo"
        "te:unanimite",
        2,
        19,
    ),
    (
        "montant:>10 000@subvention",
        'a figure with spaces goes between quotes: montant:">10 000"@subvention',
        0,
        26,
    ),
    # values
    (
        "montant:>10..20",
        "a range has > and < before its ends, both or none: write for example montant:>10000",
        0,
        15,
    ),
    ("montant:>10..<10", "the range '>10..<10' starts after its end: write for example montant:>10000", 0, 16),
    (
        "date:>2023-01..<2023-02",
        'the range \'>2023-01..<2023-02\' starts after its end: write for example date:24/07/2014, date:"mars 2024", date:"le mois dernier"',
        0,
        23,
    ),
    (
        "date:>2999",
        'the range \'>2999\' starts after its end: write for example date:24/07/2014, date:"mars 2024", date:"le mois dernier"',
        0,
        10,
    ),
    ("contre:0,5", "'0,5' is not a count: write for example contre:1..3", 0, 10),
    ("confiance:<0,8", "'0,8' is not a whole number from 0 to 100: write for example confiance:<80", 0, 14),
    ("confiance:101", "'101' is not a whole number from 0 to 100: write for example confiance:<80", 0, 13),
    ("contre:-1", "'-1' is not a count: write for example contre:1..3", 0, 9),
    (
        "vote:unanimement",
        "'unanimement' is not one of unanimite, majorite, adopte, rejete, acte, retire, reporte: write for "
        "example vote:unanimite",
        0,
        16,
    ),
    (
        "est:malade",
        "'malade' is not one of present, represente, excuse, absent, pouvoir, mandataire, president, secret"
        "aire, rapporteur, signataire, pour, contre, abstention: write for example est:absent",
        0,
        10,
    ),
    (
        "controle:xyz",
        f"'xyz' is not one of erreur, avertissement, information, recoupement, {', '.join(CHECKS)}: write for"
        " example controle:erreur",
        0,
        12,
    ),
    ("titre:ecol*", '* only ends a name, as in personne:lef*: write for example titre:"vie associative"', 0, 11),
    ("commune:-", "'-' is no word, or too many: write for example commune:fontvergne", 0, 9),
    ("commune:=", "'=' is not a whole name: write for example commune:fontvergne", 0, 9),
    ("beneficiaire:=harm*", "'=harm*' is not a whole name: write for example beneficiaire:harmonie", 0, 19),
    ("departement:-", "'-' is no word, or too many: write for example departement:34", 0, 13),
    ("population:1,5", "'1,5' is not a number of inhabitants: write for example population:>10000", 0, 14),
    ("siren:24340001", "'24340001' is not the nine digits of a SIREN: write for example siren:243400017", 0, 14),
    (
        "matiere:7.11",
        "'7.11' is not in the list of @CTES, whose first level is 1 to 9: write for example matiere:7.5",
        0,
        12,
    ),
    (
        "matiere:0",
        "'0' is not in the list of @CTES, whose first level is 1 to 9: write for example matiere:7.5",
        0,
        9,
    ),
    (
        "matiere:7,5",
        "'7,5' is not in the list of @CTES, whose first level is 1 to 9: write for example matiere:7.5",
        0,
        11,
    ),
    (
        "matiere:7.5.1",
        "'7.5.1' is not in the list of @CTES, whose first level is 1 to 9: write for example matiere:7.5",
        0,
        13,
    ),
    ("montant:beaucoup", "'beaucoup' is not a number: write for example montant:>10000", 0, 16),
    (
        "école montant:>10 000 chapitre:65",
        'a figure with spaces goes between quotes: montant:">10 000"',
        6,
        21,
    ),
    ("montant: >3", "'' is not a number: write for example montant:>10000", 0, 8),
    ("montant:..", "a range needs an end: write for example montant:>10000", 0, 10),
    ("montant:5000..1000", "the range '5000..1000' starts after its end: write for example montant:>10000", 0, 18),
    # A point before three figures: ten, or ten thousand as the town hall's own tables write it.
    ("montant:>10.000", "'10.000' may be thousands or decimals: write for example montant:>10000", 0, 15),
    (
        "montant:999999999999k",
        "'999999999999k' is beyond a thousand billion: write for example montant:>10000",
        0,
        21,
    ),
    ("montant:0,1234567", "'0,1234567' is not a number: write for example montant:>10000", 0, 17),
    (
        "date:24/07/14",
        '\'24/07/14\' is not a date: write for example date:24/07/2014, date:"mars 2024", date:"le mois dernier"',
        0,
        13,
    ),
    (
        "date:2023-02-31",
        '\'2023-02-31\' is in no calendar: write for example date:24/07/2014, date:"mars 2024", date:"le mois dernier"',
        0,
        15,
    ),
    (
        "date:0001",
        '\'0001\' is not a year of acts: write for example date:24/07/2014, date:"mars 2024", date:"le mois dernier"',
        0,
        9,
    ),
    ("chapitre:neuf", "'neuf' is not a code: write for example chapitre:65", 0, 13),
    ("personne:-", "'-' is not a name: write for example personne:\"jeanne lef*\"", 0, 10),
    (
        'personne:"' + "a " * 13 + '"',
        "'a a a a a a a a a a a a a' is not a name: write for example personne:\"jeanne lef*\"",
        0,
        37,
    ),
    ("chapitre:" + "." * 99, f"'{'.' * 40}…' is not a code: write for example chapitre:65", 0, 108),
    ("a \udcff", "this is not a character: check the encoding", 2, 3),
]

TOO_MUCH = [
    ("(" * 10_000, "the query is too long: no more can be read from here"),
    ("(" * 100, "parentheses more than 20 deep"),
    ("-(" * 100, "parentheses more than 20 deep"),
    ("a " * 5_000, "the query is too long: no more can be read from here"),
    ("a" * 10_001, "the query is longer than 10000 characters"),
    ("personne:a est:pour " * 50, "too many persons beside too many est:"),
]


@each_row(("text", "root"), FORMS)
def test_a_form_means(text: str, root: Node) -> None:
    assert parse(text) == query.Query(text, root)


@each_row(("text", "expected"), NUMBERS)
def test_numbers(text: str, expected: Range) -> None:
    assert parse(text).root == Filter(text.partition(":")[0], expected, 0, len(text))


@each_row(("text", "expected"), DAYS)
def test_days(text: str, expected: Span) -> None:
    assert parse(text).root == Filter(text.partition(":")[0], expected, 0, len(text))


@each_row(("text", "expected"), VALUES)
def test_values(text: str, expected: Criterion) -> None:
    assert parse(text).root == Filter(text.partition(":")[0], expected, 0, len(text))


@each_row("field", query.FIELDS)
def test_any_value_at_all(field: str) -> None:
    assert parse(f"{field}:*").root == Filter(field, ANYTHING, 0, len(field) + 2)


@pytest.mark.parametrize(("text", "field"), ALIASES)
def test_a_field_has_other_names(text: str, field: str) -> None:
    name, _, value = text.partition(":")
    assert parse(text).root == Filter(field, value, 0, len(name) + 1 + len(value))


@each_row(("text", "same"), PERSONS)
def test_est_says_what_the_persons_beside_it_are(text: str, same: str) -> None:
    assert without_places(parse(text).root) == without_places(parse(same).root)


@pytest.mark.parametrize("text", ANYONE)
def test_est_says_it_of_anyone(text: str) -> None:
    assert format_query(parse(text).root) == text


def test_a_person_and_what_they_are_keep_their_places() -> None:
    assert parse("personne:a est:absent -est:pour").root == And(
        (
            Filter("personne", "a", 0, 10, "absent"),
            Not(Filter("personne", "a", 23, 31, "for"), 22, 31),
        ),
        0,
        31,
    )


def test_the_checks_are_those_there_are() -> None:
    assert sorted(CHECKS) == sorted([*(rule.id for rule in RULES), *CROSS_RULES])


@each_row("check", CHECKS)
def test_every_check_can_be_asked_for(check: str) -> None:
    assert parse(f"controle:{check}").root == Filter("controle", check, 0, 9 + len(check))


CODES = [*map(str, range(12)), *(f"{theme}.{number}" for theme in range(12) for number in range(15))]


def is_query(text: str) -> bool:
    try:
        parse(text)
    except QueryError:
        return False
    return True


@pytest.mark.skipif(not MATIERES.exists(), reason="the national list is not beside this checkout")
def test_every_matiere_of_the_national_list_can_be_asked_for_and_no_other() -> None:
    with MATIERES.open(encoding="utf-8") as lines:
        listed = {row["code"] for row in csv.DictReader(lines)}
    assert {code for code in CODES if is_query(f"matiere:{code}")} == listed


@each_row(("text", "message", "start", "end"), MISTAKES)
def test_a_mistake_is_told_with_its_place(text: str, message: str, start: int, end: int) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert (caught.value.message, caught.value.start, caught.value.end) == (message, start, end)


@pytest.mark.parametrize(("text", "message"), TOO_MUCH)
def test_too_much_is_refused(text: str, message: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert caught.value.message == message
    assert caught.value.end <= len(caught.value.query) <= MAX_LENGTH


@each_row("field", query.FIELDS.values())
def test_the_example_of_a_field_is_a_query(field: query.Field) -> None:
    root = parse(field.example).root
    assert isinstance(root, Filter)
    assert root.field == field.name


@given(st.text("a(-)\"«»“:OU .*>,0\0\n'é\udcff€chapitremontdsn", max_size=60) | st.text(max_size=40))
def test_any_text_is_a_query_or_a_query_error(text: str) -> None:
    try:
        root = parse(text).root
    except QueryError as error:
        place, length = (error.start, error.end), max(len(error.query), 1)
    else:
        place, length = (root.start, root.end), len(text)
    assert 0 <= place[0] < place[1] <= length
