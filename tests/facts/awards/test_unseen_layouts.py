"""Awards in the layouts and the wording of bodies that the rules had not seen; names are invented."""

from __future__ import annotations

from tests.facts.awards.test_awards import brief, read
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

# The text, and each beneficiary with its amount.
AWARDS: list[tuple[str, dict[str, str]]] = [
    # the sum first, under subtotals, with blank lines between
    ("Les demandes de subventions pourraient être satisfaites de la manière suivante :\n\na- \"Jumelages\" : 3.150 € :\n\n- 3.150 € au comité Granvel-Ulm, au titre de "
     "2004.\n\nb- \"Colloques\" : 2.100 € :\n\n- 1.200 € à l’association Toile et Clavier, pour sa nuit,\n\n- 900 € à la Société des Antiquaires du Val, à titre "
     "exceptionnel.\n\nLe conseil adopte.",
     {"comité Granvel-Ulm": "3150", "Toile et Clavier": "1200", "Société des Antiquaires du Val": "900"}),
    ("Il est proposé d'accorder une avance :\n\n- un acompte sur subvention de 42.000 € pour l’association Bresles Jeunesse,\n\n- une avance de 6.000 € à valoir sur "
     "la subvention 2016 de la Compagnie du Bac.\n\nAdopté.",
     {"Bresles Jeunesse": "42000", "Compagnie du Bac": "6000"}),
    ("Il est proposé d'attribuer :\n- une subvention de 4.420 € pour le financement de deux postes, attribuée à l'association Le Relais des Coteaux,\n"
     "- une subvention de 15.000 €, attribuée au centre social Pablo-Neruda, pour son fonctionnement.",
     {"Le Relais des Coteaux": "4420", "centre social Pablo-Neruda": "15000"}),
    # one sum for each name of a list, whose bullets are not those of the list around it
    ("Il vous est proposé :\n\n- une subvention de 2.210 € pour un poste, attribuée à chacune des associations suivantes :\n\n. Hautes Rives Handball,\n\n"
     ". Terre et Marée,\n\n- une subvention de 800 €, attribuée à l'association Passerelles.",
     {"Hautes Rives Handball": "2210", "Terre et Marée": "2210", "Passerelles": "800"}),
    ("Propose d'accorder 45 000 € à Brétigny-le-Sec, 30 000 € à Marcousson et 12 500 € à Vaudrey. Adopté à l'unanimité.",
     {"Brétigny-le-Sec": "45000", "Marcousson": "30000", "Vaudrey": "12500"}),
    ("Il est décidé de reverser à chaque commune 15 % du produit, soit :\nChassiers : 8 427 €\nVillegats : 6 320 €\nVote : unanimité",
     {"Chassiers": "8427", "Villegats": "6320"}),
    # a row without an award before one that has its own
    ("Nom de l’association Montant attribué en 2018 COMITE D'ANIMATION Non demandée TENNIS DE TABLE 470 € UNC 150 € AMICALE DES ANCIENS Ajournée ACCA 95 € "
     "TOTAL 715 €. Adopté à l'unanimité.",
     {"TENNIS DE TABLE": "470", "UNC": "150", "ACCA": "95"}),
    # the project between the name and the sum
    ("Il est proposé de financer les actions suivantes :\nCentre Social du Bois : « Ateliers du mercredi » : 4 500 €\nCompagnie Hors Piste : « Portraits » : 7 000 €\n"
     "Les subventions ci-dessus sont allouées.",
     {"Centre Social du Bois": "4500", "Compagnie Hors Piste": "7000"}),
    # titles
    ("2018/517 - Association Logement et Dignité (ALD) - Approbation d’une convention et attribution d’une subvention d’un montant de 18 000 euros",
     {"Association Logement et Dignité (ALD)": "18000"}),
    ("- Demande de subvention :\nAmicale laïque : 250 € pour le feu de la Saint-Jean.\nAccord unanime.", {"Amicale laïque": "250"}),
    # who asked is who receives
    ("La CSF sollicite 300 € pour Noël. Le Conseil, par 9 voix pour et 3 abstentions, lui accorde 200 €.", {"CSF": "200"}),
    ("L'association Les Petits Loups demande une aide. Le Conseil décide de lui verser 15 € par enfant de la commune, soit 330 € pour 22 enfants.",
     {"Les Petits Loups": "330"}),
    ("Le centre social « La Toupie » sollicite 6 500 € pour ses jeunes. Le Conseil propose de limiter l'aide à 5 000 €.\nVote : pour 28, contre 2",
     {"centre social La Toupie": "5000"}),
    ("Le Conseil accorde à la SARL Fournil des Halles, à Chassiers, une aide de 4 000 € pour son four, et à M. Kévin BRUNET, maréchal-ferrant, une aide de 1 200 €.",
     {"SARL Fournil des Halles": "4000", "M. Kévin BRUNET": "1200"}),
    ("La participation de la commune est fixée à 5 160 € et sera versée au SIEG. Accord unanime.", {"SIEG": "5160"}),
    ("Le Conseil décide d'indemniser M. Karim SAIDI à hauteur de 684,32 €.", {"M. Karim SAIDI": "684.32"}),
    # persons whose names begin with an article are no office
    ("Le Conseil DECIDE d’acquérir ce fonds auprès de Mme LE BORGNIC au prix de 24 500 €.", {"Mme LE BORGNIC": "24500"}),
    # sales in two sentences
    ("La commune souhaite acquérir la parcelle ZB 112, appartenant à l’indivision ROUSSELIN.\n\nLe prix demandé est de 6.200,00€.\n\nLe conseil municipal "
     "décide d'acquérir cette parcelle.",
     {"indivision ROUSSELIN": "6200.00"}),
    ("M. et Mme BAUDOUX ont demandé à acheter la portion du chemin. Le conseil décide de la leur céder au prix de 2 € le m², soit 360 €.",
     {"M. et Mme BAUDOUX": "360"}),
    ("Vu la demande de Mme Sandrine VIDAL, Le Conseil décide de lui vendre le lot n° 6 au prix de 61 800 €.", {"Mme Sandrine VIDAL": "61800"}),
    # loans and guarantees
    ("Le Bureau :\n- accorde sa garantie à AIGUES HABITAT pour le remboursement de la somme de 1 260 000 € représentant 100 % de l'emprunt,",
     {"AIGUES HABITAT": "1260000"}),
    ("2. SALLE : EMPRUNT\nQuatre banques ont répondu. Le Conseil retient la proposition du Crédit Agricole Centre : 400 000 € sur 20 ans.",
     {"Crédit Agricole Centre": "400000"}),
    # contracts
    ("La mission est confiée au bureau de contrôle VERISOC pour 780 € HT par an.", {"bureau de contrôle VERISOC": "780"}),
    ("Décisions du Maire : Contrat de cession avec la Compagnie des Ormes pour le spectacle du 20 décembre – Coût : 2.400 €", {"Compagnie des Ormes": "2400"}),
    ("Des décisions ont été prises par délégation :\n1) École : le marché a été attribué à l'entreprise CERS pour un montant de 87 640 € HT.\n"
     "2) Mobilier urbain : SEDIMOB, pour un montant de 12 318 € HT.",
     {"CERS": "87640", "SEDIMOB": "12318"}),
    ("Le Maire donne lecture des contrats signés par délégation : contrat de maintenance intervenu entre la commune et la société ELEVATEC. Le montant annuel "
     "s’élève à la somme de 842 € TTC.",
     {"ELEVATEC": "842"}),
    # a converter made blanks of the apostrophes
    ("Le conseil, à l unanimité, retient l offre de l entreprise JARDINS DU LYON, dont le montant s élève à 1 320,00 HT, et charge le maire de l exécution d office.",
     {"JARDINS DU LYON": "1320.00"}),
    # numbered items, arrêtés, avenants that a vote follows
    ("Le Conseil d'administration attribue :\n1°) à la Banque Alimentaire du Val une participation de 1 450 €,\n2°) à l'épicerie « Le Panier » une participation de "
     "2 000 €,\n3°) aux Blouses Roses une participation de 150 €.\nAdopté.",
     {"Banque Alimentaire du Val": "1450", "épicerie Le Panier": "2000", "Blouses Roses": "150"}),
    ("Vu la demande présentée par l'association « Les Passeurs »,\nARRETE\nArticle 1er : Une subvention de 3 400 € est attribuée à l'association « Les Passeurs ».",
     {"Les Passeurs": "3400"}),
    ("L'architecte propose l'avenant n° 1 de l'entreprise GRELLIER (lot couverture) : + 2 318,60 € HT. Accepté à l'unanimité.", {"GRELLIER": "2318.60"}),
    ("Le comité attribue le marché à l'entreprise la mieux classée, SADE, pour 118 450 € HT.", {"SADE": "118450"}),
    ("La coupe n° 7 est adjugée à la scierie Tournier pour 18 640 €.", {"scierie Tournier": "18640"}),
    ("42 colis commandés à la Maison Roux à 23,50 € l'un, soit 987 €. Accord du conseil.", {"Maison Roux": "987"}),
    ("Le conseil décide d'indemniser les propriétaires : M. Gérard ROUX 212 €, Mme Lucie FAVRE 96 €, GAEC des Chaumes 540 €.",
     {"M. Gérard ROUX": "212", "Mme Lucie FAVRE": "96", "GAEC des Chaumes": "540"}),
    ("Subventions 2014 : Radio Campus – Matériel : demandé 4 200 €, accordé 2 500 €.", {"Radio Campus": "2500"}),
]  # fmt: skip
NO_AWARDS = [
    "Par acte du 4 mars 2009, la Ville a acquis de la société FILATURES BOISSEL le terrain moyennant le prix de 310 000 €. Sa cession est à l'étude.",
    "Le tribunal a condamné la Ville à verser à la société Couvertures du Bocage 214 880 €. Le conseil décide de faire appel.",
    "Il est décidé de reverser l'IFER. Le parc éolien produit 126 400 € et le parc solaire rapporte 12 000 €. Le conseil en prend acte.",
    "Le conseil accorde les aides suivantes :\nDossier 118 : 150 € (énergie)\nDossier 121 : 80 € (alimentation)\nAdopté.",
    "ATTRIBUTION DE SUBVENTIONS D'UN MONTANT GLOBAL DE 96 000 EUROS A DES STRUCTURES DE CREATION. AVIS FAVORABLE A L'UNANIMITE",
]


@each_row(("text", "awards"), AWARDS)
def test_awards(text: str, awards: dict[str, str]) -> None:
    assert {award.beneficiary: brief(award)[2] for award in read(text)} == awards


@each_row("text", NO_AWARDS)
def test_no_awards(text: str) -> None:
    assert read(text) == ()


def test_a_long_text_without_apostrophes_takes_time_in_proportion() -> None:
    assert_grows_linearly(read, repeated("l association X a 300 € d aide, ", "Subventions : le conseil vote "))
