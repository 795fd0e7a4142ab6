"""Awards of records, rows and short answers in layouts that bodies publish, and sums that are none; names are invented."""

from __future__ import annotations

from tests.facts.awards.test_awards import brief, read
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

# The text, and each beneficiary with its amount.
AWARDS: list[tuple[str, dict[str, str]]] = [
    # labels that others follow in the same cell
    ("Décisions du maire. OBJET : MAINTENANCE DU LOGICIEL | COCONTRACTANT : société GESTIOLOG DUREE/DATE : un an MONTANT(S) : 3 188,50 € TTC",
     {"société GESTIOLOG": "3188.50"}),
    # records whose object looks like a heading
    ("Affecte les aides suivantes :\nBénéficiaire : SCIC LA FILATURE\nObjet : un métier\nDépense éligible : 84 000,00 € HT\nMontant de l'aide : 21 000,00 €\n"
     "Bénéficiaire : Chambre de métiers de Brey\nObjet : un salon\nDépense éligible : 30 000,00 € TTC\nMontant de l'aide : 6 000,00 €",
     {"SCIC LA FILATURE": "21000.00", "Chambre de métiers de Brey": "6000.00"}),
    # what is asked, and the answer
    ("DEMANDES DE SUBVENTION\nADMR de l'Ornel : demande 350 €. Accord : 300 €\nClub photo : demande 300 €. Refus.",
     {"ADMR de l'Ornel": "300"}),
    ("Devis : Menuiserie Tessier pour les volets de l'école : 3 206 €, accepté. Élagage : A2 Paysage 1 450 €, accepté.",
     {"Menuiserie Tessier": "3206", "A2 Paysage": "1450"}),
    # sums that open lines
    ("Subventions 2012 votées à l'unanimité\n1 500 € Union sportive de Brey\n  800 € Comité des fêtes\n  350 € ACCA",
     {"Union sportive de Brey": "1500", "Comité des fêtes": "800", "ACCA": "350"}),
    # cells between slashes
    ("Le Bureau décide d'attribuer les fonds de concours ci-après :\nCommune / Opération / Coût HT / Autres subventions / Fonds de concours\n"
     "Vaunoy / Aire de jeux / 31 500 € / 9 450 € / 7 500 €\nBrey / Chemin / 22 080 € / 2 000 € / 9 200 €",
     {"Vaunoy": "7500", "Brey": "9200"}),
    # figures in brackets
    ("Subventions. Ont été retenues, en euros : Aéro-club (150), Amis du Moulin (1 220), FNACA (90). Vote : unanimité.",
     {"Aéro-club": "150", "Amis du Moulin": "1220", "FNACA": "90"}),
    # figures without a sign after a verb
    ("Il est proposé de verser 5 200 au Brey Handball et 3 100 au Cercle Paul Bert. Vote : 14 pour.",
     {"Brey Handball": "5200", "Cercle Paul Bert": "3100"}),
    # « l'association », « lui », « cet emprunt »: who is named before
    ("Le Conseil approuve la convention avec l'association Centre social Les Amarres, aux termes de laquelle l'association percevra 86 000 €.",
     {"Centre social Les Amarres": "86000"}),
    ("Courrier de l'Amicale des pompiers de Brey. Le Conseil lui attribue une subvention de 600 €.\n"
     "Lettre du Secours populaire : le Conseil décide de lui verser 100 €.",
     {"Amicale des pompiers de Brey": "600", "Secours populaire": "100"}),
    ("L'offre du Crédit Mutuel de Brey est la meilleure : 280 000 €. Le Conseil décide de contracter cet emprunt auprès du Crédit Mutuel de Brey.",
     {"Crédit Mutuel de Brey": "280000"}),
    # what the aid is computed from
    ("Accorde à la commune de Brey une subvention au taux de 40 % sur une dépense de 52 300 € HT, soit 20 920 €.",
     {"commune de Brey": "20920"}),
    ("Fonds de concours à la commune de Treillan\nLa commune de Treillan rénove sa salle pour un coût de 148 000 € HT. Le Conseil décide de verser à la commune "
     "de Treillan un fonds de concours de 30 000 €.",
     {"commune de Treillan": "30000"}),
    # a meeting that tells what it gave, and its vote
    ("Elle a attribué 3 600 € au Judo-Club de Brey. Vote : 12 pour, 1 abstention", {"Judo-Club de Brey": "3600"}),
    ("Deux devis ont été reçus. Le Maire propose la SARL Isol'Est pour 23 460 € HT.\n\nPour : 10 Contre : 0", {"SARL Isol'Est": "23460"}),
    ("À l'unanimité, il est versé 3 000 € à la station SNSM du Dossen.", {"station SNSM du Dossen": "3000"}),
    ("La benne est commandée à la société Carrosserie de l'Orb pour 118 900 € HT. Accord unanime.", {"Carrosserie de l'Orb": "118900"}),
    # a column of names, one of sums, and what they make
    ("Subventions 2014\nSecours populaire\nRestos du cœur\nÉpicerie sociale\n1 000 €\n900 €\n2 500 €\nSoit 4 400 €. Adopté à l'unanimité.",
     {"Secours populaire": "1000", "Restos du cœur": "900", "Épicerie sociale": "2500"}),
]  # fmt: skip
NOTHING = [
    "Le conseil décide d'affecter 5 000 € au budget Assainissement.",
    "Elle a attribué 3 600 € au Judo-Club de Brey en 2019. Le conseil en débat.",
    "Club photo : demande 300 €. Refus.",
    "Travaux. Ont été relevées, en mètres : Grande Rue (150), Chemin vert (220), Place (90).",
]


@each_row(("text", "expected"), AWARDS)
def test_reads_records_rows_and_answers(text: str, expected: dict[str, str]) -> None:
    assert {name: amount for _, name, amount, *_ in map(brief, read(text))} == expected


@each_row("text", NOTHING)
def test_reads_no_award(text: str) -> None:
    assert read(text) == ()


def test_gives_each_of_others_nothing_of_the_name_before() -> None:
    text = "Le conseil accorde 150 € aux Restos du cœur et 60 € à chacune des deux coopératives scolaires."
    assert [brief(award)[1:3] for award in read(text)] == [("Restos du cœur", "150")]


def test_time_grows_with_the_text() -> None:
    for row in (
        "Club : demande 350 €. Accord : ",
        "COCONTRACTANT : A DUREE : B ",
        "1 500 € Union\n",
        "en euros : A (150), B (220), ",
        "verser 5 200 au ",
        "Vaunoy / Aire / 31 500 € / 9 450 €\n",
        "Elle a attribué 900 € au Club. ",
    ):
        assert_grows_linearly(read, repeated(row))
