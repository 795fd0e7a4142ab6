"""Dates as acts write them, with what they are for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.entities.dates.component import Dates
from recueil.entities.dates.matches import find_in_letters
from recueil.evaluation import gold

# In letters and figures.
WRITTEN = [
    "l'arrêté du <DATE 2023-12-21 legal>21 déce mbre  2023</DATE>, du <DATE 2024-09-24 legal>24 sept\nembre \n2024</DATE>",
    "Le marché du <DATE 2014-07-24>jeudi 24 juillet 2014</DATE> est conclu.",
    "Séance du <DATE 2023-02-27 seance>27. fevrier 2023</DATE>",
    "Lettre du <DATE 2015-06-01>Lundi 1er JUIN 2015</DATE>",
    "un bail du <DATE 2003-01-01>1 er   janvier  2003</DATE> et son avenant",
    "tarif au <DATE 2025-01-01 effect-start>ler janvier 2025</DATE> inchangé",
    "tarif au <DATE 2025-01-01 effect-start>Ier janvier 2025</DATE> inchangé",
    "tarif au <DATE 2022-01-01 effect-start>1° janvier 2022</DATE> inchangé",
    'tarif au <DATE 2025-07-01 effect-start>1" juillet 2025</DATE> inchangé',
    "tarif au <DATE 2018-12-01 effect-start>1% décembre 2018</DATE> inchangé",
    'tarif au <DATE 2020-04-01 effect-start>1°" avril 2020</DATE> inchangé',
    "tarif au <DATE 2020-04-01 effect-start>01 er avril 2020</DATE> inchangé",
    "tarif au <DATE 2024-07-01 effect-start>$1^{\\text {er }}$ juillet 2024</DATE> inchangé",
    "le camping est ouvert du <DATE 2023-04-01>er avril 2023</DATE>, gratuit",
    "courrier du <DATE 2023-02-23>23 FEV.2023</DATE> au syndicat",
    "courrier du <DATE 2023-02-23>23 févr. 2023</DATE> au syndicat",
    "courrier du <DATE 2023-08-03>3 Aout 2023</DATE> au syndicat",
    "courrier du <DATE 2023-02-03>3 fe\u0301vrier 2023</DATE> au syndicat",
    "courrier du<DATE 2020-02-10>10 février 2020</DATE> au syndicat",
    "courrier du <DATE 2016-09-05>5 septembre\n2016</DATE> au syndicat",
    "courrier du <DATE 2018-09-30>30\nseptembre 2018</DATE> au syndicat",
    "courrier du <DATE 2018-09-30>30 septembre 201 8</DATE> au syndicat",
    "LIVRÉ LE <DATE 2023-03-29>2 9 MARS 2023</DATE>",
    "Séance du <DATE 2023-02-27 seance>27. fevrier 2023</DATE>",
    "2. <DATE 2023-03>Mars 2023</DATE> : voirie",
    "Vertmont, <DATE 2016-08-24>2 4 AOÛT 2016</DATE>",
    "Vertmont le, <DATE 2020-03-31>3 1 MARS 2020</DATE>",
    "Le maire,\n\n <DATE 2019-07-12>1 2 JUIL. 2019</DATE> \n\nAna ROUX",
    "1 <DATE 2019-07-02>2 JUILLET 2019</DATE> Bail",
    "1 <DATE 2019-07-02>2 juillet 2019</DATE>",
    "Vertmont, le - <DATE 2024-09-05>5 SEP. 2024</DATE>",
    "Date de décision : <DATE 2021-11-22>22/11/2021</DATE>",
    "Délibération n° 2022-18 Le <DATE 2022-10-20 seance>vingt octobre deux mille vingt-deux</DATE> à dix-sept heures,"
    " les membres du conseil d'administration du centre se sont réunis",
    "le <DATE 2020-03-09>lundi neuf mars deux mille vingt</DATE> à dix-neuf heures trente",
    "le <DATE 2022-12-01>premier décembre deux mille vingt-deux</DATE>",
    "le <DATE 2019-05-21>vingt et un mai deux mil dix neuf</DATE>, la salle",
    "le <DATE 2017-09-25>vingt cinq septembre deux mil dix sep</DATE>, la salle",
    "le <DATE 2023-02-17>dix-sept février deux-mille-vingttrois</DATE>, la salle",
    "point 3 - <DATE 2014-05-24>24 mai 2014</DATE>",
    "un rapport remis en <DATE 2023-03>mars 2023</DATE>, puis complété",
    "les travaux d'<DATE 2021-10>Octobre 2021</DATE> (câblage)",
    "ouvrage achevé le <DATE 1838-06-30>30 juin 1838</DATE>",
]

# The opening formula, one date from « L'an » to the day.
OPENINGS = [
    "<DATE 2019-07-23 seance>L'an deux mil dix-neuf\nLe : 23 juillet</DATE>\nLe conseil s'est réuni",
    "<DATE 2014-05-12 seance>L'an Deux Mil quatorze, le 12 mai</DATE>",
    "<DATE 2022-10-18 seance>L'an deux mil Vingt-deux le 18 octobre</DATE> à 19 heures",
    "<DATE 2014-12-23 seance>L AN DEUX MILLE QUATORZE, LE VINGT TROIS DECEMBRE</DATE> à DIX HUIT HEURES TRENTE",
    "<DATE 2021-03-26 seance>L’an deux mille vingt et un, le vendredi vingt-six mars</DATE> à 19 h 30",
    "<DATE 2020-03-09 seance>L'an deux mil vingt, le neuf mars</DATE> à dix neuf heures trente",
    "<DATE 2019-12-18 seance>L’an deux mille dix-neuf\nLe dix-huit décembre</DATE> à dix-neuf heures trente",
    "<DATE 2014-07-24 seance>l'an deux mille quatorze et le vingt-quatre du mois de juillet</DATE>",
    "<DATE 2024-06-13 seance>L’an deux mille vingt-quatre, le 13 juin</DATE> à 19h00",
    "Le <DATE 2020-07-23 seance>vingt trois Juillet deux mille vingt</DATE> par convocation en date du "
    "<DATE 2020-07-09 convocation>09 Juillet 2020</DATE>, le Conseil municipal s'est réuni",
    "convoqués le <DATE 2020-03-02 convocation>deux mars deux mil vingt</DATE>, se sont réunis",
    "<DATE 2017-06-19 seance>L'an deux mil dix sep, le dix-neuf juin</DATE>",
    "<DATE 2023-01-13 seance>L’an 2023, le 13 du mois de janvier</DATE>, à 20 heures",
    "<DATE 2023-09-27 seance>L'an deux mille vingt-trois, le vingt-sept septembre deux mille vingt-trois</DATE>",
]

# In figures alone.
FIGURES = [
    "index du <DATE 2019-06-05>05.06.2019</DATE>",
    "emprunt du <DATE 2010-01-14>14-01-2010</DATE>",
    "facture du <DATE 2025-06-30>30/06/2025</DATE>",
    "Date de la convocation : <DATE 2013-03-28 convocation>28-03-13</DATE>",
    "Délibération affichée Ie <DATE 2013-03-28 publication>28-03-13</DATE>",
    "facture du <DATE 2023-02-02>02/ 02/2023</DATE>",
    "facture du <DATE 2018-06-11>11/06/201 8</DATE>",
    "| $<DATE 2022-08-17>17 / 08 / 2022</DATE>$ | Remplacement |",
    "facture du <DATE 2014-07-25>vendredi 25 07 2014</DATE> payée",
    "modification du <DATE 2019-01-07>07 01 2019</DATE> du bail",
    "courriers du <DATE 2017-05-15>15-05-17</DATE>",
    "visite du <DATE 2015-11-23>lundi 23 novembre 2015</DATE> au <DATE 2015-12-08>mardi 8 décembre 2015</DATE> inclus",
    "édité <DATE 2024-02-28>28.02.24</DATE>",
    "<DATE 2023-11-27>27/11/23</DATE>",
    "avis du <DATE 2023-03-12>2023-03-12</DATE>",
    "travaux du <DATE 2018-03-05>05/03/18</DATE> au <DATE 2018-04-06>06/04/18</DATE>",
]

# What the date is for.
ROLES = [
    "Convoqué le <DATE 2014-07-18 convocation>vendredi 18 juillet 2014</DATE>, le Conseil Municipal s’est réuni en "
    "mairie, Salle du Conseil, le <DATE 2014-07-24 seance>jeudi 24 juillet 2014</DATE> à 16h00",
    "SÉANCE DU <DATE 2022-12-09 seance>9 DECEMBRE 2022</DATE>",
    "Séance publique du\n<DATE 2014-05-22 seance>jeudi 22 mai 2014</DATE>",
    "CONSEIL MUNICIPAL <DATE 2022-12-20 seance>MARDI 20 DÉCEMBRE 2022</DATE>",
    "Date de convocation du Conseil Municipal : <DATE 2022-01-03 convocation>3 janvier 2022</DATE>",
    "sur la convocation qui leur a été adressée par le Président, conformément à l'article L2121-10, le "
    "<DATE 2024-02-13 convocation>13 février 2024</DATE>",
    "Convocation du <DATE 2022-06-14 convocation>14 Juin 2022</DATE> "
    "Le <DATE 2022-06-22 seance>vingt-deux Juin deux mille vingt-deux</DATE> à vingt heures, le Conseil s'est réuni",
    "Publiée le : <DATE 2014-07-25 publication>vendredi 25 07 2014</DATE>",
    "Affichée le <DATE 2023-02-23 publication>23 FEV.2023</DATE>",
    "Date de mise en ligne : <DATE 2022-12-22 publication>22/12/2022</DATE>",
    "Envoyé en préfecture le <DATE 2023-02-01 transmission>01/02/2023</DATE> "
    "Reçu en préfecture le <DATE 2023-02-02 reception>02/02/2023</DATE>",
    "Envoi Préfecture :\n<DATE 2014-05-26 transmission>26/05/2014</DATE>\n"
    "Réception en Préfecture : <DATE 2014-05-27 reception>27/05/2014</DATE>",
    "Reçu au Contrôle de légalité le <DATE 2020-08-13 reception>13 août 2020</DATE>",
    "Notifié le <DATE 2023-01-13 notification>13/01/2023</DATE>",
    "Fait à Vertmont, le <DATE 2023-01-02 signature>2 janvier 2023</DATE>",
    "de la préfecture.\n\nVertmont, le <DATE 2023-01-02 signature>2 janvier 2023</DATE>\n\nLe préfet",
    "Convocation dématérialisée du Conseil Municipal du <DATE 2021-06-25 convocation>25 juin 2021</DATE>",
    "Convocation à la séance du Conseil Municipal du <DATE 2023-06-26 seance>26 juin 2023</DATE>",
    # another body's meeting is no act
    "Vu l'avis du conseil municipal de Vertmont du <DATE 2015-09-03>03 septembre 2015</DATE>",
    "la commission voirie, en séance du <DATE 2019-11-22>22 novembre 2019</DATE>, propose",
    "les délégués désignés par le conseil départemental le <DATE 2019-09-20>20/09/19</DATE>",
    "Réunion du SIVOM, secrétaire de séance : Zoé Ravel <DATE 2019-09-20>20/09/2019</DATE>",
    "soutenu par l'Assemblée départementale le <DATE 2022-12-16>16 décembre 2022</DATE>",
    "Signé électroniquement le <DATE 2023-01-02 signature>02/01/2023</DATE>",
    "à compter du <DATE 2023-01-01 effect-start>1er janvier 2023</DATE>",
    "dès le <DATE 2023-01-01 effect-start>1er janvier 2023</DATE>",
    "valable jusqu'au <DATE 2025-06-30 effect-end>30/06/2025</DATE>",
    "au plus tard le <DATE 2025-10-31 deadline>31 octobre 2025</DATE>",
    "avant le <DATE 2020-12-26 deadline>26 décembre 2020</DATE> à 12 heures",
    "la loi du <DATE 2013-07-08 legal>8 juillet 2013</DATE> qui instaure",
    "la loi n° 2015-991 du <DATE 2015-08-07 legal>7 août 2015</DATE>",
    "le décret 2023-1096 du <DATE 2023-11-27 legal>27/11/23</DATE>",
    "le décret 2016-360 du <DATE 2016-03-25 legal>25 Mars 2016</DATE>",
    "la loi du <DATE 1984-01-26 legal>26/01/1984</DATE>",
    "l'arrêté n° 69-2016-03-14-003 du <DATE 2016-03-14 legal>14 mars 2016</DATE>",
    "les lois du <DATE 1982-03-02 legal>2 mars 1982</DATE> et du <DATE 1983-01-07 legal>7 janvier 1983</DATE>",
    "la délibération n°2022-018 du <DATE 2022-04-11 earlier-act>11 avril 2022</DATE>",
    "approbation du compte rendu de la séance du <DATE 2022-11-22 earlier-act>22 novembre 2022</DATE>",
    "le procès-verbal de la séance du <DATE 2021-06-03 earlier-act>3 juin 2021</DATE> a été adressé",
    "Mme Zoé Ravel, née le <DATE 1953-07-15 birth>15/07/1953</DATE>",
    # the act's heads and its minutes
    "Conseil du <DATE 2016-12-15 seance>15 décembre 2016</DATE> – Délibération n° 12",
    "Comité du <DATE 2015-06-30 seance>mardi 30 juin 2015</DATE>",
    "BUREAU MÉTROPOLITAIN DU <DATE 2025-10-02 seance>2 OCTOBRE 2025</DATE>",
    "PROCÈS-VERBAL DU <DATE 2025-10-02 seance>2 OCTOBRE 2025</DATE>",
    "Après lecture du procès-verbal du <DATE 2009-09-04 earlier-act>4 septembre 2009</DATE>",
    "s'est réuni en mairie, Salle des Délibérations, le <DATE 2014-09-26 seance>vendredi 26 septembre 2014</DATE>",
    "les conseillers proclamés élus à la suite des opérations de vote du <DATE 2014-03-23>23 mars 2014</DATE>",
    "ARRÊTÉ MUNICIPAL N° 2023-17 DU <DATE 2023-05-03 signature>3 MAI 2023</DATE>",
    "PRÉFET DU VAL\n\nArrêté préfectoral n° 99-2024-03-14-00003 du <DATE 2024-03-14 signature>14 mars 2024</DATE>",
    "Séance du <DATE 2023-01-26 seance>26 janvier 2023</DATE>. Délibération n° 01-02 du "
    "<DATE 2023-01-26 seance>26 janvier 2023</DATE>",
    # where it was signed
    "Fait à Vertmont,      Le <DATE 2021-07-05 signature>05/07/2021</DATE>",
    "Fait en double exemplaire, le <DATE 2021-07-05 signature>5 juillet 2021</DATE>",
    "Pour copie conforme, le <DATE 2021-07-05 signature>5 juillet 2021</DATE>",
    "Pour extrait conforme, à Vertmont, le <DATE 2021-07-05 signature>5 juillet 2021</DATE>",
    "sera notifié à l'intéressé.\n\nFait à Vertmont, le <DATE 2011-02-01 signature>1er février 2011</DATE>",
    "VERTMONT, le <DATE 2023-01-26 signature>26 JANVIER 2023</DATE> Le secrétaire de séance",
    "l'exécution du présent arrêté.\n\n   Vertmont, le <DATE 2022-08-30 signature>mardi 30 août 2022</DATE>\n",
    "Signé électroniquement par : Zoé Ravel Date : <DATE 2023-06-15 signature>15/06/2023</DATE>",
    "Procès-verbal dressé et clos le <DATE 2020-07-16 signature>16 juillet 2020</DATE>",
    "adressé à tous les conseillers le <DATE 2020-07-16>16 juillet 2020</DATE>",
    "l'appel à projets clos le <DATE 2020-07-16>16 juillet 2020</DATE>",
    # stamps and labels
    "EUROPÉENNE DE LA CULTUREEnvoyé en préfecture le <DATE 2019-03-21 transmission>21/03/2019</DATE>",
    "Certifié exécutoire : transmis le <DATE 2016-11-29 transmission>29 novembre 2016</DATE>",
    "Acte télétransmis le <DATE 2016-11-29 transmission>29/11/2016</DATE>",
    "exécutoire par transmission au représentant de l'État le <DATE 2020-11-13 transmission>13/11/2020</DATE>",
    "(cachet : SOUS-PRÉFECTURE – ARRIVÉE LE <DATE 2013-06-28 reception>28 JUIN 2013</DATE>)",
    "Vu l'offre de la société Ravel, reçue le <DATE 2021-03-28>28 mars 2021</DATE>",
    "la demande de permis déposée le <DATE 2017-04-19>19 avril 2017</DATE> en mairie",
    "Convocation et affichage : <DATE 2021-04-06 convocation>6 avril 2021</DATE>",
    "Affiché ou notifié le <DATE 2023-01-13 publication>13/01/23</DATE>",
    "Date de la convocation Date d'affichage <DATE 2020-02-04 convocation>04 février 2020</DATE> "
    "<DATE 2020-02-17 publication>17 février 2020</DATE>",
    "Notifié au titulaire du lot n° 1 le : <DATE 2018-05-22 notification>22/05/2018</DATE>",
    "l'avis de marché publié au Journal Officiel du <DATE 2020-12-15>15/12/2020</DATE>",
    "l'indice publié pour <DATE 2018-10>octobre 2018</DATE>",
    # what starts and what ends
    "Fixe le nouveau tarif au <DATE 2020-09-01 effect-start>1er septembre 2020</DATE>",
    "les tarifs applicables du <DATE 2017-02-01 effect-start>1er février 2017</DATE> au "
    "<DATE 2018-01-31 effect-end>31 janvier 2018</DATE>",
    "l'enquête publique se déroule du <DATE 2020-02-06>6 février 2020</DATE> au "
    "<DATE 2020-03-09>9 mars 2020</DATE>",
    "travaux autorisés par convention du <DATE 2018-03-05 effect-start>05/03/2018</DATE> au "
    "<DATE 2018-04-06 effect-end>06/04/2018</DATE> et du <DATE 2018-06-04 effect-start>04/06/2018</DATE> au "
    "<DATE 2018-06-08 effect-end>08/06/2018</DATE>",
    "dont la validité expire le <DATE 2019-07-08 effect-end>8 juillet 2019</DATE>",
    "ce contrat prendra fin le <DATE 2023-06-14 effect-end>14 juin 2023</DATE>",
    "le marché qui arrive à échéance le <DATE 2023-05-15 effect-end>15/05/2023</DATE>",
    "versée avant le <DATE 2015-10-15 deadline>15/10/2015</DATE> puis le <DATE 2016-02-15 deadline>15/02/2016</DATE>",
    # other acts
    "par contrat du <DATE 2013-06-24 earlier-act>24 juin 2013</DATE>, la Communauté",
    "le budget primitif voté le <DATE 2016-04-08 earlier-act>8 avril 2016</DATE>",
    "la convention signée avec la Métropole le <DATE 2017-12-20 earlier-act>20 décembre 2017</DATE>",
    "le conseil vote le <DATE 2017-12-20>20 décembre 2017</DATE>",
    "qui sera signée le <DATE 2017-12-20>20 décembre 2017</DATE>",
    "2025-13 du <DATE 2025-04-30 earlier-act>30 avril 2025</DATE> : contrat de maintenance",
    "l'arrêté municipal du <DATE 2019-07-19 earlier-act>19 juillet 2019</DATE>",
    "l'arrêté préfectoral du <DATE 2019-07-19 legal>19 juillet 2019</DATE>",
    "PRÉFECTURE DU VAL\nVu l'arrêté préfectoral du <DATE 2019-07-19 earlier-act>19 juillet 2019</DATE>",
    "le projet de plan arrêté le <DATE 2019-07-19>19 juillet 2019</DATE>",
    "le règlement (CE) n°1169/2011 du <DATE 2011-10-25 legal>25 octobre 2011</DATE>",
    "le règlement intérieur du <DATE 2019-07-01 earlier-act>1er juillet 2019</DATE> est abrogé",
    "l'arrêté inter-préfectoral des 14 et <DATE 1977-02-16 legal>16 février 1977</DATE>",
    "la Loin° 2022-217 du <DATE 2022-02-21 legal>21 février 2022</DATE>",
    "par délibération. Le rapport du <DATE 2022-02-21>21 février 2022</DATE>",
    # a letterhead above the title of the minutes
    "Brey, le <DATE 2023-02-08>8 février 2023</DATE> CONSEIL MUNICIPAL du <DATE 2023-02-07 seance>7 février 2023</DATE> "
    "PROCÈS-VERBAL Le Conseil Municipal, dûment convoqué, s’est réuni",
    "Brey, le <DATE 2023-02-08>8 février 2023</DATE> PROCÈS-VERBAL <DATE 2023-02-07 seance>L’an deux mille vingt-trois, le sept "
    "février</DATE>, le Conseil Municipal s’est réuni",
    "qui ne prendra ses fonctions que le <DATE 2023-09-01>1er septembre 2023</DATE>",
    "le compromis signé le <DATE 2021-05-07>07/05/2021</DATE>",
]

# What the text leaves out comes from the act itself.
RESOLVED = [
    "Séance du <DATE 2014-07-24 seance>24 juillet 2014</DATE>. Le <DATE 2023-03-12>12/03/23</DATE>",
    "Séance du <DATE 2014-07-24 seance>24 juillet 2014</DATE>. Le <DATE 1984-01-26>26/01/84</DATE>",
    "Séance du <DATE 2014-07-24 seance>24 juillet 2014</DATE>. Visite le <DATE 2014-03-09 !inferred>9 mars</DATE>.",
    "Séance du <DATE 2023-01-30 seance>30 janvier 2023</DATE>. "
    "Le <DATE 2022-12-19 !inferred>19 décembre</DATE> dernier",
    "Séance du <DATE 2023-12-11 seance>11 décembre 2023</DATE>. "
    "Le <DATE 2024-01-08 !inferred>8 janvier</DATE> prochain",
    "Séance du <DATE 2023-01-30 seance>30 janvier 2023</DATE>. "
    "Visite <DATE 2022-12-06 !inferred>mardi 6 décembre</DATE>",
    "les visites des <DATE 2019-07-29 !inferred>29 juillet</DATE> et <DATE 2019-11-12>12 novembre 2019</DATE>",
    "ouvert du <DATE 2019-12-16 !inferred>16 décembre</DATE> au <DATE 2020-02-15>15 février 2020</DATE>",
    # across the turn of the year
    "Séance du <DATE 2019-12-12 seance>12 décembre 2019</DATE>. Vœux le <DATE 2020-01-10 !inferred>10 janvier</DATE>",
    "Séance du <DATE 2018-01-18 seance>18 janvier 2018</DATE>. "
    "Rencontre le <DATE 2017-12-20 !inferred>20 décembre</DATE>",
    "Séance du <DATE 2018-01-18 seance>18 janvier 2018</DATE>. "
    "Inscription avant le <DATE 2018-12-20 deadline !inferred>20 décembre</DATE>",
    "Séance du <DATE 2022-12-15 seance>15 décembre 2022</DATE>, étudié lors du conseil municipal du "
    "<DATE 2023-01-12 !inferred>12 janvier</DATE>",
    "Séance du <DATE 2012-02-23 seance>23/02/12</DATE>. Prochain conseil le <DATE 2012-03-29 !inferred>29 mars</DATE>",
    "034-213401722-20140522-0000072213-DE Visite le <DATE 2014-03-09 !inferred>9 mars</DATE>.",
    "Séance du <DATE 2024-02-26 seance>26 février 2024</DATE>. Séance du <DATE 2024-01-30 earlier-act>30/01/24</DATE>",
]

# Kept as written, and flagged.
FLAGGED = [
    "facture du <DATE 2023-02-31 !impossible>31 février 2023</DATE>",
    "facture du <DATE 2023-02-29 !impossible>29/02/2023</DATE>",
    "facture du <DATE 2023-03-13 !weekday>mardi 13 mars 2023</DATE>",
]

NOT_DATES = [
    # identifiers and numbers of acts
    "034-213401722-20140522-0000072213-DE",
    "AR Prefecture 082-218200798-20230206-D13 2023 02 06-DE",
    "n° 69-2016-03-14-003",
    "2019-05-08 RETROCESSION D'UNE CONCESSION",
    "la délibération n°2022-10-26 / 05",
    "N° 2022-12-09/01 : Décision modificative",
    "n° 13-02-2023 - Approbation du plan",
    "DCM 23.1.64 à l'unanimité",
    "Délibération n°01/2020",
    "section 2.1.2, article 4.3.13",
    "Délibération 17/06/58 Régime indemnitaire",
    "les parcelles 40-41-42",
    # telephones, files, addresses
    "07.76.87.78.26",
    "02 98 70 08 47",
    "Tél. 04.05.06.07.08, Fax 03 04 05 06 07",
    "PV-12-03-2023.pdf",
    "compte rendu du 12 mars 2023.pdf",
    "www.vertmont.example/actes/12/03/2023",
    "8, rue du 8 mai 1945",
    "l'avenue du 18 juin",
    "la place du 11 Novembre 1918 à Vertmont",
    "salle du 19 mars 1962",
    # stamps left blank, or broken
    "Affiché le\nID : 029-200054724-20241016-DE2024_112-DE",
    "Publié le 29 FEV.273",
    # words that are not months, days that come back
    "M. Martin MARS, rue de Mai",
    "au maire de marseille",
    "Cinq Mars la Pile",
    "vingt sept juristes",
    "avant le 1er janvier de chaque année",
    "au 31 décembre de l'année suivante",
    "un rendez-vous le 9 mars",
    "du 23 au 27 mai dernier",
    "Du 8 au 26 juillet",
    # durations
    "trois mois à compter de la notification",
    "dans un délai de 2 mois à compter de la date de publication",
    "au lendemain d’un délai de 3 ans à compter de la publication de la loi 2014-366",
    # figures of another kind
    "12.05.23 €",
    "la somme de 1.254.000 €",
    "35/13/2023",
    "Présents 15 07 2014 votants",
    "17,75/35",
    "en 2023",
    "du 16 au 24 mai 2014",
    "de mars à août 2017",
]


@each_row("sentence", [*WRITTEN, *OPENINGS, *FIGURES, *ROLES, *RESOLVED, *FLAGGED])
def test_dates_are_read(sentence: str) -> None:
    text = gold.parse_tagged(sentence).text
    assert gold.render_tagged(text, Dates().find(text, {})) == sentence


@each_row("sentence", NOT_DATES)
def test_lookalikes_are_not_dates(sentence: str) -> None:
    assert gold.render_tagged(sentence, Dates().find(sentence, {})) == sentence


AWKWARD = [
    *"0123456789 /.-,:;°\"'’$€(\n\u00a0",
    "mars ",
    "1er ",
    "L'an ",
    "deux mil ",
    "le ",
    "séance du ",
    "lundi ",
    "ſamedi ",
    "İ",
    "2023",
]


@given(st.lists(st.sampled_from(AWKWARD), max_size=60).map("".join))
def test_any_text_gives_ordered_dates_inside_it(text: str) -> None:
    found = list(Dates().find(text, {}))
    ends = [0, *(mention.end for mention in found)]
    assert all(end <= mention.start < mention.end for end, mention in zip(ends, found, strict=False))
    assert ends[-1] <= len(text)


PIECES = [
    "1", " ", "A", "mars ", "1 a b 2023 ", "1 sept embre 2023 ", "123 456 ", "1/1/23 ", "12 mars 2023 ", "deux mil vingt ", "L'an deux mil ", "un    ",
    "\n ", "le ", "séance du ", "1 1 2023 ", "2023-01-01 ", "du 1er au 2 mars ", "1°\"' ", "janvier", "réuni, ", "Vu ", "la délibération ", "du 1 ",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    def find(text: str) -> None:
        find_in_letters.cache_clear()
        Dates().find(text, {})

    assert_grows_linearly(find, repeated(piece), size)
