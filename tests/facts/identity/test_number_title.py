"""What the head of an act says of the act."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.evaluation import gold
from recueil.facts.identity import number_title
from recueil.facts.identity.kind import classify_act


@each_row(
    ("head", "kind"),
    [
        ("EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL\nSéance du 3 mars 2021", "deliberation"),
        ("Extrait du registre des \ndélibérations du Conseil\nn° 2014 / 193", "deliberation"),
        ("Direction des sports Extrait du registre des   Convoqué le lundi 3 mars, le Conseil", "deliberation"),
        ("SYNDICAT DU VAL Délibération 2020-18\nCOMITÉ SYNDICAL du mardi 8 décembre 2020", "deliberation"),
        ("Convoqué le lundi 3 mars, le conseil s'est réuni\nObjet : Tarifs", "deliberation"),
        ("CONSEIL MUNICIPAL Présents (3) : A. PICQ\nTAXE DE SÉJOUR\nAprès en avoir délibéré", "deliberation"),
        # the convocation of the séance, bound with its délibération
        ("J'ai l'honneur de vous inviter\nCOMMUNE DE X\nEXTRAIT DU REGISTRE DES DELIBERATIONS", "deliberation"),
        # its object is the minutes of the séance before
        ("Extrait du registre des délibérations\nOBJET : APPROBATION DU PROCÈS VERBAL DU 3 MARS", "deliberation"),
        ("Procès-verbal du conseil municipal\nDélibération n° 1", "pv"),
        ("COMMUNE DE VAUXCLAIR\nCOMPTE RENDU DE LA SÉANCE DU 4 MAI 2010", "pv"),
        ("COMMUNE DE VAUXCLAIR 2 rue Haute 99100 VAUXCLAIR Procès-verbal de la session du conseil", "pv"),
        ("EXTRAIT DU REGISTRE DES DELIBERATIONS PROCES – VERBAL DU CONSEIL MUNICIPAL", "pv"),
        ("CR du conseil municipal 9 avril 2021\nPrésents : Yves, Jacques", "pv"),
        ("LISTE DES DÉLIBÉRATIONS EXAMINÉES LE 3 OCTOBRE 2022", "pv"),
        ("DELIBERATIONS EXAMINEES\nEN SEANCE DU CONSEIL MUNICIPAL\nLundi 7 juillet 2025", "pv"),
        ("Conseil municipal du 4 juin 2021\nPrésents : Yves, Jacques\nOrdre du jour\n1. Subventions", "pv"),
        ("Présents : Mrs PICQ, RUFFIN\n1/ ECOLE\nle conseil vote\n2/ VOIRIE\nrien\n3/ DIVERS", "pv"),
        ("# Délibération n° 20240708-01\n…\n# Délibération n° 20240708-02\n…\n# Délibération n° 20240708-03", "pv"),
        # headed as an extract, but the séance is opened and the last minutes are approved
        ("Extrait du registre des délibérations\nLe maire ouvre la séance. Le procès-verbal du 3 mars est approuvé.", "pv"),
        # pages from the middle of minutes, their head missing
        ("Le président ouvre la séance. Le procès-verbal de la séance du 4 mai est adopté.", "pv"),
        ("à cet effet.\nAprès en avoir délibéré, le conseil autorise.\n" * 3, "pv"),
        # its object is the minutes of its own séance
        ("Rapporteur : Léa PICQ Objet : compte-rendu de la séance du 3 mai 2017 L'an deux mille dix-sept, le trois mai", "pv"),
        ("Extrait du Registre des Délibérations Séance du 3 mai 2019 OBJET : PROCES VERBAL DE REUNION Présents : Yves", "pv"),
        ("Extrait du registre des délibérations\nObjet : compte rendu de la réunion du 3 mai 2019\nLe conseil, convoqué", "deliberation"),
        ("RECUEIL DES ACTES ADMINISTRATIFS n° 12\nArrêté n° 4", "recueil"),
        # a report that the assembly adopts
        ("SDIS 52\nRéunion du 3 mai 2021\nRapport du Président\nObjet : Aide\nAdopté à l'unanimité.\nPour extrait conforme", "deliberation"),
        ("Département de la Vèze\nRapport du Président sur l'égalité\n1. Le contexte", "annexe"),
        # the running head of its pages
        ("388 Recueil des Actes Administratifs\nARRETE DU 29 MARS 2019\nLe président, VU le code, ARRETE", "arrete"),
        ("Place du Beffroi\nARTICLE 1: celles du présent arrêté s'appliquent. ARTICLE 2: La place est réservée.", "arrete"),
        ("RECUEIL DES ACTES\nADMINISTRATIFS SPÉCIAL\nN°99-2018-018", "recueil"),
        ("ARRÊTÉ n° 2023-17 portant réglementation du stationnement", "arrete"),
        ("Le Maire Artrêté N° 2018_03193_VDM\nVu le code", "arrete"),
        ("LE MAIRE DE VAUXCLAIR,\nVu le code général,\nARRÊTE\nArticle 1", "arrete"),
        ("# LE RECTEUR DE L'ACADÉMIE DE VERTMONT, CHANCELIER\n## VU Le Code\n## ARRETE\nARTICLE 1", "arrete"),
        ("DÉCISION N° 2022-04 du maire", "decision"),
        ("DECISION DG/SAF/2025-02\nPortant délégation de signature", "decision"),
        ("Publié le ID : 099-219900017-20220428-D12-DE Décision délibérée de dispense d'évaluation", "decision"),
        ("Décisionn°2017/21 du pôle T portant délégation", "decision"),
        ("REPUBLIQUE FRANCAISE DECISION DU MAIRE PRISE LE 2 MARS 2023", "decision"),
        ("La Présidente,\nVu le code général,\nDÉCIDE\nArticle 1", "decision"),
        ("Cher collègue, j'ai l'honneur de vous convoquer à la séance du conseil municipal", "autre"),
        ("CONSEIL MUNICIPAL DU 14 MAI 2021 ORDRE DU JOUR 1. Relevé des décisions du maire 2. Tarifs", "autre"),
        ("Annexe n° 1\nALERTE RENFORCÉE\nMesures de limitation", "annexe"),
        ("Reçu en préfecture le 3 mai 2022 ID : 099-219900017-20220428-D12-DE annexe 4 Tarifs", "annexe"),
        ("Rapport d'activité de l'année 2022", "annexe"),
        ("RAPPORT D'ORIENTATIONS BUDGÉTAIRES 2024\nSéance du 9 mars 2024", "annexe"),
        ("Budget primitif 2024 Conseil municipal du 9 mars 2024", "annexe"),
        ("VILLE DE LOURMES Règlement intérieur de la piscine Article 1 Les baigneurs", "annexe"),
        ("CONVENTION DE MISE À DISPOSITION\nENTRE : la commune de Lourmes, autorisée par délibération n° 12", "annexe"),
        ("ANNEXE À LA DÉLIBÉRATION N° 2023-12\nTarifs de la cantine", "annexe"),
        ("Modification n° 2 du plan – notice de présentation\n1. Le site", "annexe"),
        ("Reçu en préfecture le 3 mai 2022 ID : 099-219900017-20220428-D12-DE Le bourg en images", "annexe"),
        ("Délibération du 3 mars 2021 Le conseil, après en avoir délibéré", "deliberation"),
        ("PROCÈS-VERBAL DES DÉLIBÉRATIONS\nPrésents : Mme PICQ\nOBJET : Tarifs", "deliberation"),
        ("EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS" + "\nAprès en avoir délibéré, le conseil adopte." * 3, "pv"),
        ("PROCÈS-VERBAL DE SYNTHÈSE des observations du public", "autre"),
        # a cover that bears the délibération, and a text that cites an arrêté far below its head
        ("Délibération du conseil municipal du 3 mai 2021\nRÈGLEMENT DE VOIRIE\n" + "Il est interdit de creuser. " * 100, "annexe"),
        ("ORIENTATIONS D'AMÉNAGEMENT " + "Les arbres seront plantés. " * 50 + "ARRÊTÉ PRÉFECTORAL du 3 mai", "annexe"),
        # what the act is about, not what it is
        ("Budget primitif 2024\nEXTRAIT DU REGISTRE DES DÉLIBÉRATIONS", "deliberation"),
        ("Présents : Mme PICQ\nBUDGET PRIMITIF\nLe conseil, après en avoir délibéré, vote", "deliberation"),
        ("Règlement du marché\nLe Maire de Lourmes,\nVu le code général,\nARRÊTE\nArticle 1", "arrete"),
        ("AVENANT modifiant l'arrêté du 3 mai 2021\nL'inspectrice d'académie,\nArrête :\nArticle 1er", "arrete"),
        ("Le compte administratif est arrêté à la somme de", "autre"),
        ("COMMUNE DE X PLAN LOCAL D'URBANISME Vu pour être annexé à la délibération du Conseil municipal", "annexe"),
        ("GUIDE DU LOGEMENT édition 2023", "autre"),
        ("DOSSIER DE PRESSE Conseil communautaire du 6 mai 2021 Budget primitif", "autre"),
        # the report of an inquiry bears the arrêté that opened it
        ("Commissaire enquêtrice\nCONCLUSIONS ET AVIS\nARRETE N° U2023-300 DU 26/09/2023", "autre"),
        ("", "autre"),
        # the registers of the acts of one person
        ("COMMUNE DE X EXTRAIT DU REGISTRE DES ARRÊTÉS DU MAIRE N° 2023-045 Objet : Circulation", "arrete"),
        ("VILLE DE X\nEXTRAIT DU REGISTRE DES DÉCISIONS DU MAIRE\nOBJET : Contrat", "decision"),
        ("Direction des douanes\nDÉCIDE\nArticle 1. La fermeture du débit sis rue Haute", "decision"),
        ("Le conseil municipal décide\nArticle 1 : le tarif est de 3 €", "deliberation"),
        # no heading, no formula: an assembly that decides, or an outcome below the day on which it sat
        ("X-LE-HAUT - CM du 19/09/2022\nDons\nLe conseil, à l'unanimité, décide de faire un don de 250 €.", "deliberation"),
        ("Conseil municipal – 22 juin 2022\nSubventions\nJudo Club 400 €\nLes aides ci-dessus sont adoptées.", "deliberation"),
        ("X – Conseil municipal du lundi 16 octobre 2023\nSubvention au Judo Club : 90 €.\nAccord du conseil.", "deliberation"),
        ("Séance du 29 septembre 2022\nVoie verte – plan de financement modifié\nLe Conseil approuve le plan.", "deliberation"),
        ("Communiqué\nLe conseil municipal du 3 mai 2023 approuve le projet. Venez nombreux !", "autre"),
        ("Flash info\nRetour sur le conseil municipal du 3 mai 2023\nLe conseil vote les subventions.", "autre"),
        ("Horaires de la mairie\nLe conseil municipal se réunit le lundi.", "autre"),
        ("MAIRIE DE X N° 2018/34 DÉLIBÉRATION Date de la convocation : 21/06/2018 Le conseil s'est réuni.", "deliberation"),
        ("Le conseil s'est réuni. Les convocations et l'ordre du jour et les notes ont été transmis. Tarifs", "deliberation"),
        ("RECUEIL DE DOCUMENTATION GÉNÉRALE\nET DES ACTES ADMINISTRATIFS\nArrêté n° 12 du 24 février 2016", "recueil"),
        ("Compte rendu affiché le 17 mars 2023\nEXTRAIT DU REGISTRE DES DÉLIBÉRATIONS", "deliberation"),
        ("J'ai l'honneur de vous inviter à la séance\nProcès-verbal du 7 février 2023\nTarifs", "autre"),
        # items with an object each, and one object that page headers repeat
        ("Convoqué, le conseil s'est réuni. Objet : Tarifs Le prix. Objet : École Le toit. Objet : Voirie Le devis", "pv"),
        ("Convoqué, le conseil s'est réuni. " + "Objet : Tarifs de la cantine scolaire ⏎ le prix du repas ⏎" * 3, "deliberation"),
        # a document in parts, and a letter
        ("GESTION DES EAUX\nPRÉAMBULE\n" + "Les eaux de pluie sont retenues. " * 20, "annexe"),
        ("Madame, Monsieur,\nPréambule\n" + "Les eaux de pluie sont retenues. " * 20, "autre"),
        ("LIGNES DIRECTRICES DE GESTION 2021-2026", "annexe"),
        ("LES CHEMINS DU VAL " + "Le sentier longe la rivière. " * 150, "annexe"),
        # lines that have run together: a title of any words above its visas, and the first point of minutes
        ("PRÉFET DU VAL Bureau des eaux N° 12-PC Arrêté imposant un suivi à la société Mille Vu le code de l'eau, Vu la loi, Vu l'avis", "arrete"),
        ("Objet d'un plan de prévention. Nous, Maire de Lourmes, ARRETE COMPLEMENTAIRE Vu : le code, Vu : la loi, Vu : l'avis", "arrete"),
        ("Le préfet du Val " + "Vu l‘article L. 511-1 du code (Annexe 1), " * 4 + "Considérant que le mur", "arrete"),
        ("LE CONSEIL DÉPARTEMENTAL, " + "Vu la loi du 2 mars, " * 4, "deliberation"),
        ("Le conseil s'est réuni. Secrétaire : Mme PICQ 1. TRAVAUX EGLISE Le maire rappelle le projet", "pv"),
        ("Séance du 26 juin 2018 DELIBERATIONS L'an deux mille dix-huit, le conseil s'est réuni", "pv"),
        ("Le conseil s'est réuni. Le PV de la séance du 9 mai est approuvé. Délibération n° 2024-1 Tarifs", "pv"),
        ("Le conseil s'est réuni. Le compte rendu de mai a été lu et approuvé. Objet : Tarifs. Objet : École", "pv"),
        ("Le conseil s'est réuni en mairie. " + "Le maire rappelle les travaux. " * 200, "pv"),
        ("Le conseil s'est réuni en mairie. " + "Le maire rappelle le projet. " * 210 + "Pour extrait conforme", "deliberation"),
        ("COMMUNAUTÉ DU VAL Délibération D-2024-058 Conseil du 4 avril 2024 Le conseil s'est réuni", "deliberation"),
        ("PRÉFECTURE DU VAL Sommaire du RAA du 15 janvier 2016 Arrêté du 4 janvier 2016 relatif à la pêche", "recueil"),
        ("-1- PROJET DE DELIBERATION SÉANCE DU 27 FÉVRIER 2023 Le président lit. Après en avoir délibéré, le conseil adopte", "autre"),
        ("TARIFS Le maire expose. Après en avoir délibéré, le conseil, à l'unanimité, approuve les tarifs.", "deliberation"),
        # other names, and what a sitting prints where nobody « s'est réuni »
        ("LYCÉE DU VAL\nACTE DU CONSEIL D'ADMINISTRATION\nRéuni le : 13/12/2021\nObjet : Budget", "deliberation"),
        ("COMMUNE DE X\nObjet de la délibération : tarifs\nLe conseil fixe le tarif à 3 €.", "deliberation"),
        ("VILLE DE X\nSous la présidence de Mme PICQ, le conseil municipal, à l'unanimité, approuve la vente.", "deliberation"),
        ("CR Conseil municipal du 19/09/2023\nVoirie : le devis est retenu.", "pv"),
        ("Registre des procès-verbaux du conseil\nSéance du 14 mars 2023\nTarifs : unanimité.", "pv"),
        ("OFFICE DES EAUX\nDÉCISION DE PRÉEMPTION N° 2023-18\nVu le code, décide d'acquérir la parcelle.", "decision"),
        ("DÉCISION MODIFICATIVE N° 1\nChapitre 011 : 300 €", "annexe"),
        ("Le président,\nVu la loi,\nDécide\nd'acquérir le bien sis rue Haute", "decision"),
        ("Le Conseil, Vu la loi,\nAprès en avoir débattu et délibéré,\n- adopte le schéma départemental", "deliberation"),
        # the middle of minutes, the titles of annexes in sight: what was decided, and who spoke
        ("Budget annexe de l'eau 2024\n" + "Le point est adopté à l'unanimité. " + "Le maire expose le suivant. " * 8 + "Le point est adopté à l'unanimité. " + "Le maire expose le suivant. " * 8 + "Adopté par 12 voix pour et 2 abstentions.", "pv"),
        ("Budget annexe de l'eau 2024\nLe vote est acquis à l'unanimité ou par scrutin public.", "annexe"),
        ("le stationnement de la rue.\n" + ("M. PICQ demande où sont les plans. " + "Les plans sont en mairie. " * 8) * 5, "pv"),
        ("le stationnement de la rue.\n" + ("M. PICQ demande où sont les plans. " + "Les plans sont en mairie. " * 8) * 4, "autre"),
        # the contents of a recueil without its cover
        ("Arrêté du 3 mai (2 pages) Page 3\nArrêté du 4 mai (1 page) Page 5\nDécision (12 pages) Page 6", "recueil"),
        # an act that names itself; any act is a decision that can be contested
        ("ARTICLE 2 : Le stationnement est interdit. ARTICLE 3 : Le présent arrêté sera affiché.", "arrete"),
        ("Article 4 : La présente décision prend effet le 3 mai.", "decision"),
        ("La présente décision peut être contestée dans le délai de deux mois.", "autre"),
        # minutes that are the object of a délibération, and those that head the register of délibérations
        ("Délibération du Conseil Municipal Séance du 31 mars N°1/Compte rendu Procès-verbal de la séance du 3 février", "deliberation"),
        ("Délibération du Conseil Municipal Objet : Procès-verbal de la séance du 3 février Le conseil s'est réuni", "deliberation"),
        ("Délibération du Bureau n° 4 – Compte-rendu de la réunion du 3 février. Le bureau s'est réuni", "deliberation"),
        ("REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL\nPROCÈS-VERBAL DE LA SÉANCE DU 3 FÉVRIER\nLe conseil s'est réuni", "pv"),
        # minutes in full, with their contents in front
        (
            "CONSEIL MUNICIPAL 28 JANVIER 2020 SOMMAIRE Approbation du compte rendu de la séance précédente ........ 2 "
            "01 - BUDGET PRIMITIF 2020 ........ 3 Vote du budget ........ 21",
            "pv",
        ),
        (
            "Conseil communautaire du 3 mai\nTable des matières\nApprobation des procès-verbaux ...... 2\nTarifs 2023 ...... 3\n"
            "Convention avec l'office ...... 8",
            "pv",
        ),
        (
            "Comité syndical\nSOMMAIRE\nAdoption du PV du 3 mai .......... 4\nBudget annexe ........ 5\nRèglement de service ....... 9",
            "pv",
        ),
        (
            "CONSEIL MUNICIPAL du 28 janvier NOTE DE SYNTHÈSE SOMMAIRE Approbation du compte rendu ........ 2 "
            "BUDGET PRIMITIF 2020 ........ 3 Tarifs ........ 21",
            "annexe",
        ),
        (
            "CONSEIL MUNICIPAL – BUDGET PRIMITIF 2020 – SOMMAIRE Section de fonctionnement ........ 2 Section d'investissement ........ 3 "
            "Annexes ........ 21",
            "annexe",
        ),
        # the contents at the very top, without pages
        ("CONSEIL MUNICIPAL 12 MAI 2018\nSOMMAIRE\nI – Approbation du procès-verbal du 3 avril Convention avec l'office", "pv"),
        ("Verbatim du Conseil d'administration du 4 juin 2018 Membres présents : Anne PICQ", "pv"),
        # the first point of a séance, where lines have run together
        ("le conseil s'est réuni. Présents : Anne PICQ. 1. Nomination d'un secrétaire de séance Paul RUFFIN est désigné", "pv"),
        ("Les élus se sont réunis. Présents : Anne PICQ. Question n° 1 - Approbation du compte-rendu du 3 mai", "pv"),
        ("Le conseil s'est réuni\nAdoption du dernier procès-verbal : à l'unanimité\nN° 2020/11\nTARIFS\nAdopté", "pv"),
        ("Séance du 3 mai 2018. Mme le maire déclare la séance ouverte. Le compte rendu n'appelle pas d'observation.", "pv"),
        ("Les élus, légalement convoqués, se sont réunis. Le compte rendu est lu, approuvé. Après en avoir délibéré", "pv"),
        ("Les élus se sont réunis.\nLe PV du 3 mars : adopté.\nLe conseil, après en avoir délibéré, vote", "pv"),
        # headed as an extract, but with an agenda, or points below the last minutes
        ("EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS Le conseil s'est réuni ORDRE DU JOUR - Forêt - Tarifs - Indemnité", "pv"),
        (
            "EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS\nLe conseil s'est réuni.\nApprobation à l'unanimité du compte-rendu du 3 mai.\n"
            "1. Statuts\nAccepté par 6 voix pour.\n2. Bail\nAccord à l'unanimité.",
            "pv",
        ),
        # délibérations of one series
        ("Réunion du conseil du 3 mai 2018\nDélibération 2018-05-01 Tarifs : vote\nDélibération 2018-05-02 Bail : vote", "pv"),
        ("Conseil municipal du 3 mai 2018\nDélibération 4/2018\nTARIFS\nAdopté\nDélibération 5/2018\nBAIL\nAdopté", "pv"),
        ("CONSEIL MUNICIPAL DU 3 MAI 2018\nDÉLIBÉRATIONS\nN° 18-05-11 : TARIFS\nVOTE : 9 pour\nN° 18-05-12 : BAIL\nVOTE : 9 pour", "pv"),
        ("CONSEIL MUNICIPAL DU 3 MAI 2018\nDélibération n° 18-05-11\nVu la délibération n° 18-02-04\nLe conseil adopte", "deliberation"),
        ("Délibération adoptée lors de la séance du Conseil syndical du 8 mars 2022\nNuméro : CS-2022-011\nObjet : Tarifs", "deliberation"),
        ("Madame, J'ai l'honneur de vous faire connaître qu'une nouvelle assemblée du conseil communautaire aura lieu le 14 mai", "autre"),
        # points that each have an outcome, a series of numbers, the approval of the last minutes, a « relevé »
        ("Conseil municipal du 3 mai 2018\nLe conseil s'est réuni.\n1. Halle\nSix plis. Unanimité.\n2. Pré\n5 voix pour.", "pv"),
        ("Le conseil, convoqué, s'est réuni et décide\n1. d'approuver le bail\n2. de signer l'acte\nà l'unanimité.", "deliberation"),
        ("SÉANCE DU 3 MAI 2018 Le conseil municipal, convoqué\n2018-05-1 : BAIL\nAccepté.\n2018-05-2 : PRÉ\nVendu.", "pv"),
        ("Conseil d'Administration\nsous la présidence de Mme X. Compte-rendu du 8 mai 2018 : accepté. Tarifs Le prix reste.", "pv"),
        ("Le comité a siégé sous la présidence de Mme X. Le compte-rendu de la dernière séance étant signé, il passe à la garderie.", "pv"),
        ("COMMUNE DE X RELEVÉ DE LA SÉANCE DU CONSEIL MUNICIPAL DU 3 MAI 2018\nTarifs", "pv"),
        ("Relevé du\nConseil d'Administration\nDu 3 mai 2018\nTarifs", "pv"),
        # the commission's report, and an object without a colon
        ("EXTRAIT DU REGISTRE DES DELIBERATIONS\nCOMPTE RENDU DE LA COMMISSION ET CHOIX DES ENTREPRISES\nTravaux", "deliberation"),
        ("DELIBERATIONS DU CONSEIL DU 3 MAI 2018\nLe maire ouvre la séance. Le maire ouvre la séance.\nOBJET DE LA DELIBERATION\nBail", "deliberation"),
        # a record of decisions, two objects below an agenda, and a series of numbers before words in capitals
        ("REGISTRE DES DÉLIBÉRATIONS DU CONSEIL COMMUNAUTAIRE OBJET : RELEVE DE DECISIONS L'an deux mille dix", "pv"),
        ("DÉLIBÉRATIONS DU COMITÉ Objet : Relevé des conclusions\nLe comité s'est réuni", "pv"),
        (
            "CONSEIL MUNICIPAL DU 3 MAI 2018\nLe conseil s'est réuni.\nORDRE DU JOUR\n1) Budget 2) Bail\n"
            "OBJET : DELIBERATION 20180501 : BUDGET\n9 POUR, 2 ABSTENTIONS\nOBJET : DELIBERATION 20180502 : BAIL\nà l'unanimité.",
            "pv",
        ),
        ("EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS\nL'ordre du jour est épuisé.\nObjet : Bail\nà l'unanimité, 9 voix", "deliberation"),
        ("Assemblée du 3 mai 2018\nConseils communautaires\n2018-091 BUDGET Taux\n2018-092 VOIRIE Programme", "pv"),
        # an invitation is no announcement in « sur invitation de »
        (
            "CONSEIL COMMUNAUTAIRE DU 3 MAI 2018\nSur invitation de Mme Picq, le plan est exposé. Le Conseil donne son accord."
            + "\nPiscine\nLe prix de l'entrée est exposé à tous, ainsi que les travaux qui restent à faire dans les deux bassins, dont le "
            "carrelage.\nLe Conseil approuve ce prix." * 2,
            "pv",
        ),
    ],
)  # fmt: skip
def test_kind(head: str, kind: str) -> None:
    assert classify_act(head) == kind


@each_row(
    ("head", "number"),
    [
        ("Montclair\nn° 2014 / 193\nSéance publique", "2014/193"),
        ("   Montclair\n   n° 2014 / 193            Anne PICQ, Paul RUFFIN", "2014/193"),
        ("DÉLIBÉRATION N° DE2024-112", "DE2024-112"),
        ("ARRÊTÉ MUNICIPAL n° 23.017", "23.017"),
        ("Commission permanente du 3 mai 2022\nRapport n° 12 - Aide aux clubs", "12"),
        ("Le Maire Artrêté N° 2018_03193_VDM SDI 11/130", "2018_03193_VDM"),
        ("Arrêté N° 2020 01833 VDM\nSDI 17/119", "202001833VDM"),
        ("DÉLIBÉRATION N° 202 5-02\nTarifs", "2025-02"),
        ("VILLE DE LOURMES – Délibération 17/06/58\nRÉGIME INDEMNITAIRE", "17/06/58"),
        ("Rapport n° CA 2018-41\nContributions", "CA2018-41"),
        ("Arrêté préfectoral n°DDTM-SEF-2020-0071\nréglementant", "DDTM-SEF-2020-0071"),
        ("DEPARTEMENT DE LA VEZE DEL-2023-007 VILLE DE LOURMES\nDélibération du conseil", "DEL-2023-007"),
        ("DECISION MUNICIPALE\nN° DM/2020/037\nObjet : Contrat", "DM/2020/037"),
        # the part that stands apart, and what a hand wrote and nobody recognised
        ("Arrêté du Maire N°2012/A 202 annule et remplace", "2012/A202"),
        ("ARRÊTÉ PRÉFECTORAL N° 2025 [CHU\nportant convocation", None),
        ("ARRÊTÉ PRÉFECTORAL N° 2025\nportant convocation", "2025"),
        # cited, then its own
        ("Vu la délibération n° 2012-4 du conseil\nDÉLIBÉRATION N° 2014-19", "2014-19"),
        ("Vu la loi n° 2015-991 du 7 août 2015", None),
        ("en application de la loi\nn° 2015-991\n", None),
        ("Par décision municipale n° PC 94078 22 00041, un permis", None),
        ("Vu la délibération n° 2021-32 du 9 décembre 2021 donnant délégation", None),
        ("Délibération ID : 099-219900017-20230207-DELBU2023_12-DE", None),
        ("Délibération 2021-2022 : année scolaire", None),
        ("Objet : Budget principal – Décision modificative n°5", None),
        ("ID : 099-219900017-20230207-DEL2023_12-DE", None),
        ("Vu la DEL2023-12 du conseil", None),
        ("", None),
    ],
)
def test_number(head: str, number: str | None) -> None:
    assert number_title.find_number(head, "deliberation") == number


@pytest.mark.parametrize(
    ("head", "number"), [("Rapport n° 2018-41\nContributions", "2018-41"), ("Avis\nARRÊTÉ N° U2023-300", None)]
)
def test_number_of_what_is_no_act(head: str, number: str | None) -> None:
    assert number_title.find_number(head, "autre") == number


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            "DISPOSITIONS APPLICABLES DANS LA ZONE UD La zone UD correspond",
            "DISPOSITIONS APPLICABLES DANS LA ZONE UD",
        ),
        ("VILLE DE LOURMES\nRÈGLEMENT DE LA\nPISCINE\n\nArticle 1 Les baigneurs", "RÈGLEMENT DE LA PISCINE"),
        (
            "RÉGIE DES EAUX Règlement du service des eaux usées Maison de l'eau",
            "Règlement du service des eaux usées",
        ),
        (
            "COMMUNE DE LOURMES\n\n   Plan Local d'Urbanisme\n   Le Projet d'Aménagement\n\nPréambule",
            "Plan Local d'Urbanisme Le Projet d'Aménagement",
        ),
        ("BAIL D'OCCUPATION 1 – Le preneur", "BAIL D'OCCUPATION"),
        ("Rapport d'activité 2022 1 2 ÉDITO", "Rapport d'activité 2022"),
        (
            "Plan Local d'Urbanisme Intercommunal Plan Local Approuvé le 3 mai",
            "Plan Local d'Urbanisme Intercommunal",
        ),
        ("1 Budget Primitif 2020 Conseil municipal du 22 janvier", "Budget Primitif 2020"),
        ("ANNEXE À LA DÉLIBÉRATION N° 2023-12\nCarte", None),
        ("Le bourg en images", None),
    ],
)
def test_title_of_an_annex(head: str, title: str | None) -> None:
    assert number_title.find_title(head, "annexe") == title


@pytest.mark.parametrize(
    ("cover", "title"),
    [
        (
            "RECUEIL DES ACTES\nADMINISTRATIFS SPÉCIAL\n(NOMINATIFS)\nN°99-2025-147\nPUBLIÉ LE 25 AVRIL 2025",
            "RECUEIL DES ACTES ADMINISTRATIFS SPÉCIAL (NOMINATIFS) N°99-2025-147",
        ),
        (
            "RECUEIL DES ACTES\n            ADMINISTRATIFS SPÉCIAL\n            (NOMINATIFS)\n            N°070 DU 7/5/2025",
            "RECUEIL DES ACTES ADMINISTRATIFS SPÉCIAL (NOMINATIFS) N°070",
        ),
        ("Recueil des actes administratifs n° 12 du 3 mai 2024", "Recueil des actes administratifs n° 12"),
        ("Recueil des actes administratifs\nSommaire\nArrêté n° 12", None),
    ],
)
def test_title_of_a_recueil_is_on_its_cover(cover: str, title: str | None) -> None:
    assert number_title.find_title(cover, "recueil") == title


def test_the_heading_of_a_receipt_is_its_title() -> None:
    head = "Service Vert\n99-2025-03-03-00007\n189-2025-DEC-NOU-PICQ\nRécépissé de déclaration\nd'un organisme\nVu le code"
    assert number_title.find_title(head, "autre") == "Récépissé de déclaration d'un organisme"


@pytest.mark.parametrize("kind", ["pv", "recueil"])
def test_the_minutes_of_a_seance_have_no_number_nor_object_of_their_own(kind: str) -> None:
    head = "DÉLIBÉRATION N° DE2024-112\nObjet : Vente de la parcelle AB 12\n"
    assert (number_title.find_number(head, kind), number_title.find_title(head, kind)) == (None, None)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Objet : Vente de la parcelle AB 12\n\nVu le code", "Vente de la parcelle AB 12"),
        ("OBJET: Tarifs de la cantine Vu le code général des", "Tarifs de la cantine"),
        ("OBJET : N° 2020-02-03/2 – RÉNOVATION DE L'ÉCOLE\n\nVu", "RÉNOVATION DE L'ÉCOLE"),
        (
            "Absents :\nLéa PICQ.\n \n\nConvention avec le collège pour\nle gymnase\n\n\nMonsieur le Maire rapporte :",
            "Convention avec le collège pour le gymnase",
        ),
        # no blank line between the last member and the object
        (
            "Absents :\n<PERSON PICQ, Léa>Léa PICQ</PERSON>\nConvention avec le collège\n(gymnase)\n"
            "Monsieur le Maire, Paul RUFFIN, rapporte :",
            "Convention avec le collège (gymnase)",
        ),
        ("DÉLIBÉRATION N° 2023-12 : Tarifs de la cantine\nNombre de conseillers", "Tarifs de la cantine"),
        ("DÉLIBÉRATION N° 2023-12 : Emprunt\nLe conseil décide", "Emprunt"),
        ("DÉLIBÉRATION N° 2023-12 : Séance\ndu 3 mai", None),
        ("Objet : Tarifs de la cantine I\n\nVu", "Tarifs de la cantine"),
        ("Objet de la délibération : Tarifs de la cantine\n\nVu", "Tarifs de la cantine"),
        (
            "Votants : 9\n\nObjet de la délibération\nTarifs de la cantine\n\n   SÉANCE DU 3 MAI",
            "Tarifs de la cantine",
        ),
        # what stands between the roll and the exposition
        (
            "Le conseil s'est réuni\nPrésents : <PERSON PICQ, Léa>Léa PICQ</PERSON>\nSecrétaire : Mme PICQ\n"
            "134-16 : Taxe foncière – exonération\ndes terrains agricoles\nLe Maire expose les dispositions",
            "Taxe foncière – exonération des terrains agricoles",
        ),
        (
            "Le conseil s'est réuni\nPrésents : 3\nConvocation envoyée le 11 mai 2018\nTABLEAU DES EFFECTIFS\nConsidérant",
            "TABLEAU DES EFFECTIFS",
        ),
        (
            "Présents : 3\nSecrétaire de séance : M. PICQ,\nDélibération n° 2021-60\nApprobation du plan local\nVu le code",
            "Approbation du plan local",
        ),
        (
            "Présents : M. RUFFIN Quorum atteint – Conseillers en exercice : 14 Économie sociale – Conventions 2017"
            " Mme PICQ, vice-présidente, expose : dans le cadre",
            "Économie sociale – Conventions 2017",
        ),
        (
            "Extrait du registre N° 240301.1 - DÉBAT D'ORIENTATIONS 2024 - SERVICES D'EAU Nombre de conseillers : 9",
            "DÉBAT D'ORIENTATIONS 2024 - SERVICES D'EAU",
        ),
        (
            "Délibération D-2024-058 Conseil du 4 avril 2024\nAides aux propriétaires :\nattribution\nPrésents (7) : Léa",
            "Aides aux propriétaires : attribution",
        ),
        # below the number, though a sentence further down has somebody present something
        (
            "DÉLIBÉRATION N° D2026-19\nFINANCES – Affectation du résultat\n\nÉtaient présents (2) : Léa PICQ, Paul RUFFIN.\n\n"
            "La réunion s'ouvre à 20 h : M. Paul\nRUFFIN est élu. Mme PICQ présente les comptes.",
            "FINANCES – Affectation du résultat",
        ),
        # the heading of the séance and its days are no title
        (
            "Délibération 2020-18\n\nCOMITÉ SYNDICAL\ndu mardi 8 décembre 2020\n\nDate de convocation : 1er décembre 2020\n\n"
            "Le comité s'est réuni, présents : Mme Léa PICQ.\n\nEMPRUNT – RÉSERVOIR DU TERTRE\n\nLa présidente expose que",
            "EMPRUNT – RÉSERVOIR DU TERTRE",
        ),
        (
            "Délibération n° 21-04-12/03\n\nPrésident : Paul RUFFIN    Secrétaire de séance : Léa PICQ\nPrésents : MM. RUFFIN,\n"
            "PICQ.\nDate de convocation : 6 avril 2021\n\nFiscalité – Vote des taux\n\nVu le code général",
            "Fiscalité – Vote des taux",
        ),
        (
            "Délibération n° C 2016-12-15/27 – Convocation : 9 décembre 2016 – Présidence de M. PICQ. Présents : M. PICQ."
            " Secrétaire : <PERSON RUFFIN>Mme RUFFIN</PERSON>. TRANSPORTS URBAINS – TARIFS 2017 Mme RUFFIN, vice-présidente, rapporte : Par contrat",
            "TRANSPORTS URBAINS – TARIFS 2017",
        ),
        (
            "Délibération n° 01-02 du 26 janvier 2023 LOURMES - PARKING DU VAL - CONVENTION La commission permanente,",
            "LOURMES - PARKING DU VAL - CONVENTION",
        ),
        (
            "SÉANCE DU 29 MARS 2022 DEL2022_031 ATTRIBUTION DES SUBVENTIONS 2022 L'an deux mille",
            "ATTRIBUTION DES SUBVENTIONS 2022",
        ),
        ("DEL2022_031 VILLE DE VERTMONT CONSEIL MUNICIPAL L'an deux mille", None),
        ("Présents : 9 Votants 11 Madame le Maire expose : la Ville soutient chaque année", None),
        ("Présents : 9 M. PICQ est secrétaire de séance Membre de la communauté du Val Vu le code", None),
        ("Le présent arrêté peut faire l'objet :\n- d'un recours gracieux", None),
        ("Vu le code général\nConsidérant", None),
    ],
)
def test_title(head: str, title: str | None) -> None:
    act = gold.parse_tagged(head)
    assert number_title.find_title(act.text, "deliberation", act.mentions) == title


@each_row(
    ("head", "title"),
    [
        (
            "ARRÊTÉ N° 12\nportant réglementation de la circulation rue Haute\n\nLe Maire,\nVu le code",
            "portant réglementation de la circulation rue Haute",
        ),
        ("Arrêté du 3 mai 2022 fixant le nombre de sièges Le préfet Vu le code", "fixant le nombre de sièges"),
        # an abbreviation ends no title
        (
            "Arrêté portant délégation de signature à M. Paul RUFFIN, directeur\nLe préfet",
            "portant délégation de signature à M. Paul RUFFIN, directeur",
        ),
        (
            "ARRÊTÉ N° 3 portant application de l'article L. 511-1 du code. Il est dit",
            "portant application de l'article L. 511-1 du code",
        ),
        (
            "Arrêté portant décision :\n\nProjet de stockage au Pré-Long\n\nVu le code",
            "portant décision : Projet de stockage au Pré-Long",
        ),
        (
            "99-2024-12-30 - Arrêté préfectoral du 30 décembre\n2024 relatif à la pêche\n      17\n",
            "relatif à la pêche",
        ),
        ("ARRÊTÉ du 15 mai portant nomination\nLa ministre du travail\nVu le code", "portant nomination"),
        (
            "Arrêté portant ouverture d'une course\nArrêté du 3 mai 2021 portant ouverture\n",
            "portant ouverture d'une course",
        ),
        # the lines between the number and the author
        (
            "Arrêté N° 2020-12\nMAINLEVÉE DE PÉRIL - 9 RUE HAUTE\n\nNous, Maire de Vertmont,",
            "MAINLEVÉE DE PÉRIL - 9 RUE HAUTE",
        ),
        (
            "ARRÊTÉ MUNICIPAL N° 7\nRèglement du marché\nde Noël\nLe Maire de Vertmont,\nVu",
            "Règlement du marché de Noël",
        ),
        ("Arrêté n° 7\nRèglement du marché\nde Noël\nLe Maire de Vertmont,\nVu", "Règlement du marché de Noël"),
        # a number in pieces, as converters leave it
        (
            "Arrêté\n préfectoral\n N°\n 51/2021/16\n\n fixant des prescriptions\n\n VU le code",
            "fixant des prescriptions",
        ),
        (
            "Arrêté\n préfectoral\n N°\n 51/2021/16\n\n Société Ruffin actualisant les prescriptions\n\n VU le code",
            "Société Ruffin actualisant les prescriptions",
        ),
        # what it amends stands below an empty line
        (
            "ARRÊTÉ N° 12 modifiant l'\n\n arrêté du 3 mai\n\n VU le code",
            "modifiant l' arrêté du 3 mai",
        ),
        (
            "ARRÊTÉ DE MISE EN DEMEURE à l'encontre de Ruffin concernant son dépôt\n\nVu le code",
            "ARRÊTÉ DE MISE EN DEMEURE à l'encontre de Ruffin concernant son dépôt",
        ),
        ("ARRÊTÉ N° 12\nLe Maire,\nVu le code", None),
        ("ARRÊTÉ N° 12\nDirection de la voirie – www.vertmont.fr\nLe Maire,\nVu le code", None),
        ("DÉCISION N° 12\nà l'issue d'un examen, en application de l'article 3\nLa préfète,", None),
        # what the heading says, or another verb; not the title of an arrêté that a visa cites
        (
            "A-2018-07\n______\n         ARRÊTÉ DE NOMINATION\nde Madame Léa PICQ\n______\nLe Président,\nVu",
            "ARRÊTÉ DE NOMINATION de Madame Léa PICQ",
        ),
        (
            "Décision de l'Autorité sur le projet\n« dépôt du Val »\nDécision n° 2023-4\nLa préfète,\nVu",
            "Décision de l'Autorité sur le projet « dépôt du Val »",
        ),
        (
            "ARRÊTÉ TEMPORAIRE\nN° A-24-01\nportant fermeture de la RD 9\nLE PRÉSIDENT,",
            "portant fermeture de la RD 9",
        ),
        ("ARRÊTÉ DE MISE EN DEMEURE\nSociété Ruffin\nLe Préfet,\nVu", "ARRÊTÉ DE MISE EN DEMEURE Société Ruffin"),
        ("Arrêté du 6 mai 2015\nimposant des prescriptions\nLe préfet,\nVu", "imposant des prescriptions"),
        ("ARRÊTÉ N° 12\nLe Maire,\nVu l'arrêté du 3 mai portant délégation\nARRÊTE", None),
        ("Affiché le\n\nARRÊTÉ N° 2\nréglementant le marché\n\nLe Maire,\nVu la loi", "réglementant le marché"),
        # in a collection of the State: above the visas, else as the collection lists it, never the name of a file
        (
            "Service Vert - 99-2025-03-03-00007 - Arrêté agrément 5\nARRÊTÉ N° 4 portant agrément\nLe Préfet,\nVu",
            "portant agrément",
        ),
        (
            "Service Vert\n99-2025-03-03-00007\nAgrément\nService Vert - 99-2025-03-03-00007 - Agrément 5\n",
            "Agrément",
        ),
        (
            "Service Vert\n99-2025-03-03-00007\narrêté portant agrément de\nM. Ruffin\n"
            "arrêté portant agrément de M. Ruffin\n"
            "Service Vert - 99-2025-03-03-00007 - arrêté portant agrément de M. Ruffin\n\n5\n",
            "arrêté portant agrément de M. Ruffin",
        ),
        (
            "Service Vert\n99-2025-03-03-00007\nArrêté de tirs (Canis lupus)\npour l'année 2026\n"
            "Service Vert - 99-2025-03-03-00007 - Arrêté de tirs (Canis lupus)\n\n5\n",
            "Arrêté de tirs (Canis lupus) pour l'année 2026",
        ),
        (
            "Service Vert\n99-2025-03-03-00007\n20250303_PREF99_arrêté de composition\n"
            "Service Vert - 99-2025-03-03-00007 - 20250303_PREF99_arrêté de composition\n\n5\n",
            "arrêté de composition",
        ),
        (
            "Prison - 99-2025-03-03-00007 - Décision portant délégation de signature pour les recours 5\nDÉCISION\n"
            "portant délégation de signature\n\nLe chef,\nVu",
            "portant délégation de signature pour les recours",
        ),
        (
            "Service Vert - 99-2025-03-03-00007 - Arrêté n° 25-OP-17\nautorisant des caméras 17\nPRÉFET\nARRÊTÉ n° 25-OP-17\n"
            "autorisant des caméras\nService Vert - 99-2025-03-03-00007 - Arrêté n° 25-OP-17\nautorisant des caméras 18\nVu",
            "autorisant des caméras",
        ),
        (
            "Arrêté n° 17R2 du 5 mai 2017\n---ooo---\n\nautorisant deux courses\n\nLe préfet,\nVu",
            "autorisant deux courses",
        ),
        (
            "Arrêté N° 7\nPORTANT INTERDICTION D'OCCUPER LES IMMEUBLES, 42 RUE \n\n \n\nHAUTE 99000 VERTMONT\n\nNous, Maire,\nVu",
            "PORTANT INTERDICTION D'OCCUPER LES IMMEUBLES, 42 RUE HAUTE 99000 VERTMONT",
        ),
        (
            "ARRÊTÉ PORTANT CONSTITUTION DU COLLÈGE DE SANTÉ PUBLIQUE\n\nLE DIRECTEUR\nVu",
            "PORTANT CONSTITUTION DU COLLÈGE DE SANTÉ PUBLIQUE",
        ),
        (
            "Service Vert\n99-2025-03-03-00007\n20250303 arrêté signé DDT\n\nArrêté portant délégation de signature\n\n"
            "Service Vert - 99-2025-03-03-00007 - 20250303 arrêté signé DDT\n\n5\n",
            "Arrêté portant délégation de signature",
        ),
        (
            "Service Vert\n99-2025-03-03-00007\nRetrait des communes de Saint\nLourmes et de Vertmont\n\n"
            "Service Vert - 99-2025-03-03-00007 - Retrait des communes de Saint\nLourmes et de Vertmont\n",
            "Retrait des communes de Saint Lourmes et de Vertmont",
        ),
        (
            "Service Vert 99-2025-03-03-00007 Arrêté de tirs Service Vert - 99-2025-03-03-00007 - Arrêté de     tirs\nLe Préfet,",
            "Arrêté de tirs",
        ),
        ("Service - 99-2025-03-03-00007 - Microsoft Word - avenant.docx 5\n", None),
    ],
)
def test_title_of_an_arrete(head: str, title: str | None) -> None:
    assert number_title.find_title(head, "arrete") == title


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        (" Convention avec l'école,", "Convention avec l'école"),
        ("\x01 « Achat d'un local", "Achat d'un local"),
        ("“\" Achat d'un local", "Achat d'un local"),
        ("« Les Mille Voix » : achat d'un local", "« Les Mille Voix » : achat d'un local"),
        ("Achat d'un local Unanimité 20250707-02 Avenant", "Achat d'un local"),
        ("Note de présentation 1. PRÉAMBULE", "Note de présentation"),
        ("RÈGLEMENT DES AIDES PREAMBULE", "RÈGLEMENT DES AIDES"),
        ("Convocation du conseil Notre référence : SG/12", "Convocation du conseil"),
        # sentences, numbers, points and letterheads that run in
        (
            "FIXATION DU NOMBRE D'ADJOINTS Le nombre d'adjoints ne doit pas excéder",
            "FIXATION DU NOMBRE D'ADJOINTS",
        ),
        ("Avis des communes Léa PICQ Je vous informe que", "Avis des communes"),
        ("Désignations au centre social (CCAS) En raison de la démission", "Désignations au centre social (CCAS)"),
        ("ADHÉSION AU CAUE Convention de partenariat", "ADHÉSION AU CAUE Convention de partenariat"),
        ("Adhésion au syndicat DCM 23.1.49 | A", "Adhésion au syndicat"),
        ("Retrait du SYDER Le SYDER est un syndicat", "Retrait du SYDER"),
        ("Création d'une crèche La commune exprime un besoin", "Création d'une crèche"),
        ("Subvention à l'association Les amis du moulin", "Subvention à l'association Les amis du moulin"),
        ("Vote des taux . js à la majorité", "Vote des taux . js"),
        ("• Désignation du secrétaire • Tarifs", None),
        ("Rapport du service d'eau | Prise d'acte 56/2022 | Compte", "Rapport du service d'eau"),
        ("COMPTE DE GESTION - LOURMES | VERTMONT", "COMPTE DE GESTION - LOURMES | VERTMONT"),
        ("Rapport annuel Dont acte 2023-084 Effectifs", "Rapport annuel"),
        ("fixant la liste du comité Annule et remplace l'arrêté du 5 juin", "fixant la liste du comité"),
        ("TARIFS DU CAMPING - ANNULE ET REMPLACE", "TARIFS DU CAMPING - ANNULE ET REMPLACE"),
        ("Forêt – Charte – Délibération 18-05-B07 Léa PICQ présente les actions", "Forêt – Charte"),
        ("Création d'une maison d'assistants - DE_2025_008", "Création d'une maison d'assistants"),
        ("Acquisition de la parcelle C 408 (délibération 2023-36)", "Acquisition de la parcelle C 408"),
        ("2009/041 RÉFECTION DU PONT", "RÉFECTION DU PONT"),
        ("2023-2024 : tarifs du camping", "2023-2024 : tarifs du camping"),
        ("25-001-Ordre du jour", "Ordre du jour"),
        ("Nom de l'impasse RETIRÉ DE L'ORDRE DU JOUR Liste affichée", "Nom de l'impasse"),
        ("315- 2025-DEC-NOU PICQ du 06052025", None),
        ("CONVENTION D'OBJECTIFS 2023-2025 ENTRE", "CONVENTION D'OBJECTIFS 2023-2025"),
        ("113-2025-DecisionRenonciation D10 PICQ Léa", None),
        (
            "modifiant l'arrêté du 9 mai 2003 autorisant l'usine",
            "modifiant l'arrêté du 9 mai 2003 autorisant l'usine",
        ),
        ("Points d'information Fin de séance 20h40", "Points d'information"),
        ("I. 1. : Vote du compte administratif", "Vote du compte administratif"),
        ("OBJET Travaux de voirie", "Travaux de voirie"),
        ("Délibération N° DEL — 2023 — 007 : Avis sur le dossier", "Avis sur le dossier"),
        ("DÉCISIONS DU MAIRE Aucune décision prise", "DÉCISIONS DU MAIRE"),
        ("Le procès-verbal du 9 mai est", None),
        ("Désignation d'un délégué du Grand Est", "Désignation d'un délégué du Grand Est"),
        ("M. le Maire procède à la vérification du quorum", None),
        ("APPROBATION DES MINUTES 2- VOLET SOCIAL", "APPROBATION DES MINUTES"),
        ("TERRAIN CADASTRÉ D N° 72- COMMUNE DE LOURMES", "TERRAIN CADASTRÉ D N° 72- COMMUNE DE LOURMES"),
        ("portant habilitation PREFET DU VAL Liberté Egalité", "portant habilitation"),
        ("en date du 3 mai 2021 portant délégation", "portant délégation"),
        ("20170519_DREAL_arrete_vehicules", None),
        ("Nomenclature ACTES : 7.5", None),
        ("7 AOUT 2012", None),
        ("Notre référence : SG/12", None),
        ("12-3", None),
        (None, None),
        ("SUBVENTIONS AUX ASSOCIATIONS Arrivée de M. BERTIN à 19 h 20.", "SUBVENTIONS AUX ASSOCIATIONS"),
        ("Taxe d'aménagement : 10 votes pour. 2 abstentions", "Taxe d'aménagement"),
        ("Rénovation de l'école 765 000,00 € 64 000,00 €", "Rénovation de l'école"),
        ("Cadeaux d'une valeur inférieure à 69 € TTC", "Cadeaux d'une valeur inférieure à 69 € TTC"),
        ("Questions diverses A/ Adressage", "Questions diverses"),
        ("Questions diverses 1 / Adressage", "Questions diverses"),
        ("Recensement de la voirie : L'État demande de mesurer", "Recensement de la voirie"),
        ("relatif aux tours de la société Ruffin REF", "relatif aux tours de la société Ruffin"),
    ],
)
def test_what_runs_into_a_title(printed: str | None, title: str | None) -> None:
    assert number_title.tidy_title(printed) == title


@pytest.mark.parametrize(
    ("before", "piece"),
    [
        ("", "DÉLIBÉRATION "),
        ("", "n° 2014 / 1"),
        ("Présents :\n", " \n"),
        ("", "arrêté aa aa aa "),
        ("Objet : ", "a"),
        ("", "Arrêté n° 1\nRèglement du marché\n"),
        ("ARRÊTÉ portant ", "règlement M. "),
        ("", "1. 2. 3. \n"),
        ("", "annexe plan local approbation "),
        ("", "PLAN LOCAL "),
        ("", "Règlement du service d'eau et de la "),
        ("", "Reçu en préfecture le 3/5/2022 ID : 099-219900017-20220428-D12-DE "),
        ("Arrêté ", "n° 12 du "),
        ("Arrêté ", "préfectoral n°  \n"),
        ("Plan Local d'Urbanisme\n", "La Notice\n"),
        ("Objet : ", "vente à Mme "),
        ("Présents : 3\n", "La Mme aa aa aa "),
        ("Présents : 3\n", "secrétaire : 3 mai "),
        ("ARRÊTÉ DE ", "mise en\n"),
        ("", "Arrêté imposant "),
        ("Arrêté ", "Vu la loi "),
        ("Le conseil s'est réuni. ", "1. AB CD "),
        ("Le conseil s'est réuni. ", "deliberations "),
        ("Le conseil s'est réuni. ", "le PV est "),
        ("", "à l'unanimité "),
        ("", "Monsieur le Maire PICQ "),
        ("", "adopte le prix "),
    ],
)
def test_a_hostile_text_takes_time_in_proportion(before: str, piece: str, size: int) -> None:
    def work(text: str) -> None:
        kind = classify_act(text)
        number_title.find_number(text, "deliberation")
        number_title.find_title(text, kind)
        number_title.find_title(text, "arrete")

    assert_grows_linearly(work, repeated(piece, before), size)
