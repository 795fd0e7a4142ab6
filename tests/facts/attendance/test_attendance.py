"""Who sat, who did not, and through whom: the names stand in braces, as the extractor would find them."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.facts.naming import names, read
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.facts.attendance.attendance import extract_attendance
from recueil.values import Mention, Person
from recueil.values.attendance import Attendance

TABLE_OF_ABSENT = (
    "Présents : {ROUX}, {CAPEL}, {VERDIN}⏎Étaient absents : voir page suivante.⏎⏎"
    "                 Ni pouvoir⏎"
    "   Absents                         Suppléant       Pouvoir donné à…⏎"
    "                 ni suppléant⏎⏎"
    "   {MOREL}            X⏎⏎"
    "   {PETIT}                         {BLANC}⏎⏎"
    "   {LENOIR}                                         {CAPEL}⏎⏎"
    "   {BRUN}                                          {ROUX}⏎⏎"
    "Secrétaire de séance : {VERDIN}"
)

LISTS = [
    # headings of two words with a hyphen
    ("Présents : {ROUX}, {CAPEL}⏎Absents-excusés : {MOREL} - {PETIT}⏎Secrétaire : {ROUX}", "ROUX, CAPEL", "", "MOREL, PETIT", ""),
    ("Présents : {ROUX}, {CAPEL}⏎Absent(s)-excusé(s) : {MOREL}⏎", "ROUX, CAPEL", "", "MOREL", ""),
    ("Présents : {ROUX}, {CAPEL}⏎Absente-non-excusée : {MOREL}⏎", "ROUX, CAPEL", "", "", "MOREL"),
    ("Présents : {ROUX}, {CAPEL}⏎Absents-représentés : {MOREL} par {ROUX}, {PETIT} par {CAPEL}⏎", "ROUX, CAPEL", "MOREL, PETIT", "", ""),
    ("Présents : {ROUX}, {CAPEL}⏎{MOREL}, absent-excusé⏎", "ROUX, CAPEL", "", "MOREL", ""),
    # signatures in columns, below the act
    (
        "Présents : {ROUX}, {CAPEL}⏎Excusés : {MOREL}, {PETIT}⏎Secrétaire : {ROUX}⏎Le conseil approuve.⏎"
        "{ROUX} {MOREL} Absent⏎{CAPEL}",
        "ROUX, CAPEL", "", "MOREL, PETIT", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL}⏎Excusés : {MOREL}, {PETIT}⏎Secrétaire : {ROUX}⏎Le conseil approuve.⏎"
        "{ROUX}⏎{MOREL} Absent {PETIT} Absent⏎{CAPEL}",
        "ROUX, CAPEL", "", "MOREL, PETIT", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL}⏎Excusée : {MOREL}⏎Secrétaire : {ROUX}⏎Le conseil approuve.⏎{MOREL} excusée⏎{CAPEL}⏎{ROUX}",
        "ROUX, CAPEL", "", "MOREL", "",
    ),
    # tables of those who are away alone
    (TABLE_OF_ABSENT, "ROUX, CAPEL, VERDIN", "LENOIR, BRUN", "", "MOREL, PETIT"),
    (
        "Présents : {ROUX}, {CAPEL}⏎⏎Absents excusés     Pouvoir à⏎{MOREL}              {ROUX}⏎{PETIT}              {CAPEL}⏎{BLANC}⏎"
        "Secrétaire de séance : {ROUX}",
        "ROUX, CAPEL", "MOREL, PETIT", "BLANC", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL}⏎⏎| Absents | Excusé | Procuration à |⏎| {MOREL} | X | |⏎| {PETIT} | | {CAPEL} |⏎⏎Le quorum est atteint.",
        "ROUX, CAPEL", "PETIT", "", "MOREL",
    ),
    # « présents ou représentés », where the mark tells who is
    (
        "Collège A - Membres présents ou représentés⏎Mme {ROUX}, M. {CAPEL} (procuration à Mme {ROUX}), M. {MOREL}⏎⏎Membre absent⏎⏎M. {PETIT}",
        "ROUX, MOREL",
        "CAPEL",
        "",
        "PETIT",
    ),
    ("Présents ou représentés : M. {ROUX}, Mme {CAPEL} (pouvoir donné à M. {ROUX}), {MOREL}", "ROUX, MOREL", "CAPEL", "", ""),
    # how many of a count were cast by proxy
    ("Présents : {ROUX}, {CAPEL}⏎Accord : 3 pour (2 + 1 procuration : {CAPEL} et {MOREL})", "ROUX, CAPEL", "", "", ""),
    # who comes or goes is said below those who are away
    ("Présents : {ROUX}, {CAPEL}⏎Excusé : {MOREL}⏎Mme {CAPEL} est arrivée au deuxième point.", "ROUX, CAPEL", "", "MOREL", ""),
    ("Présents : {ROUX}, {CAPEL}. Absents : {MOREL}, {PETIT}. M. {ROUX} quitte la séance", "ROUX, CAPEL", "", "", "MOREL, PETIT"),
    ("Présents : {ROUX}, {CAPEL}⏎Absente : {MOREL}⏎{CAPEL}, sort de la salle", "ROUX, CAPEL", "", "", "MOREL"),
    ("Présents : {ROUX}, {CAPEL} (arrivée à 19h20)⏎Excusés : {MOREL}, {CAPEL} (arrivée⏎à 19h20)", "ROUX, CAPEL", "", "MOREL", ""),
    # employees who are away
    (
        "Présents : {ROUX}, {CAPEL}⏎Absents : {MOREL} (Brey) Mme {PETIT}, directrice générale des services, M. {BLANC}, "
        "responsable des finances, assistent",
        "ROUX, CAPEL", "", "", "MOREL",
    ),
    ("Présents : {ROUX}, {CAPEL}⏎Excusés : {MOREL}, {PETIT} (DGS)", "ROUX, CAPEL", "", "MOREL", ""),
    ("Présents : {ROUX}, {CAPEL}⏎Excusés : M. {PETIT}, Trésorier⏎{MOREL}, maire de Brey", "ROUX, CAPEL", "", "MOREL", ""),
    # labels below those who are away
    (
        "Présents : {ROUX}, {CAPEL}. Membres représentés : {MOREL} a donné pouvoir à {CAPEL}. Membres de droit : - {PETIT}, agent comptable",
        "ROUX, CAPEL", "MOREL", "", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL} Absents excusés : {MOREL}, Membres suppléants remplaçants un membre titulaire Membres suppléants : {PETIT}",
        "ROUX, CAPEL", "", "MOREL", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL}⏎Absents : {MOREL}⏎COMMUNAUTÉ DE COMMUNES DE BREY⏎Titulaires : {PETIT}, {BLANC}⏎",
        "ROUX, CAPEL", "", "", "MOREL",
    ),
    # those for whom a suppléant sits
    ("Présents : {ROUX}, {CAPEL}. Étaient suppléés : {MOREL} par {PETIT}, {BLANC} par {VERDIN}.", "ROUX, CAPEL, PETIT, VERDIN", "", "MOREL, BLANC", ""),
    (
        "Présents : {ROUX}, {CAPEL}⏎Absents remplacés par leur suppléant ayant droit de vote :⏎{MOREL} remplacée par {CAPEL}⏎"
        "Pouvoirs :⏎{PETIT} à {ROUX}",
        "ROUX, CAPEL", "PETIT", "MOREL", "",
    ),
    ("Présents : {ROUX}, {CAPEL}⏎Titulaires suppléés : {MOREL}⏎Absents : {PETIT}", "ROUX, CAPEL", "", "MOREL", "PETIT"),
    ("Présents : {ROUX}, {CAPEL}⏎Excusés : {MOREL} (Brey), remplacée par {CAPEL}, {PETIT}", "ROUX, CAPEL", "", "MOREL, PETIT", ""),
    # who was not there
    ("Assistaient à la séance : {ROUX}, {CAPEL}⏎N'assistaient pas à la séance : {MOREL}", "ROUX, CAPEL", "", "", "MOREL"),
    ("Présents : {ROUX}, {CAPEL}⏎N'étaient pas présents : {MOREL}, {PETIT}", "ROUX, CAPEL", "", "", "MOREL, PETIT"),
    ("Présents : {ROUX}, {CAPEL}⏎Membres non présents : {MOREL}", "ROUX, CAPEL", "", "", "MOREL"),
    # rows that ran together, each with its mark behind
    (
        "Nom Prénom Statut Procuration {ROUX} Présente {CAPEL} Présent {MOREL} Absent {VERDIN} Absente Procuration Mme {ROUX} {PETIT} Absent",
        "ROUX, CAPEL", "VERDIN", "", "MOREL, PETIT",
    ),
    ("{ROUX} Présent M. {CAPEL} Excusé Mme {VERDIN} Présente {MOREL} Absent, pouvoir au maire", "ROUX, VERDIN", "MOREL", "CAPEL", ""),
    ("{ROUX} Présent⏎{CAPEL} Absente excusée⏎{VERDIN} Présente⏎{MOREL} Présent", "ROUX, VERDIN, MOREL", "", "CAPEL", ""),
    # crosses: nobody is absent for want of one
    (
        "NOM Collège Présent(e)⏎{ROUX} Brey X⏎{CAPEL} Brey X⏎{VERDIN} Aulnoy⏎{MOREL} Aulnoy X⏎{PETIT} Corlay X {BLANC}⏎{LEDOUX} Corlay X",
        "ROUX, CAPEL, MOREL, LEDOUX", "", "", "",
    ),
    # towns, groups and remarks before the first name, towns that are no names
    ("Présents :⏎{ASLANNES} M. {ROUX} et Mme {CAPEL} ; {CORLAY} M. {VERDIN}⏎Excusée : {BREY} Mme {MOREL}", "ROUX, CAPEL, VERDIN", "", "MOREL", ""),
    ("Étaient présents⏎Artigny M. {ROUX}, M. {CAPEL} ; Bougy Mme {VERDIN}⏎Absent : {MOREL}", "ROUX, CAPEL, VERDIN", "", "", "MOREL"),
    (
        "Sont présents : Groupe Union pour un nouvel élan M. {ROUX}, Mme {CAPEL}. Absents excusés : Liste Demain ensemble Mme {MOREL}",
        "ROUX, CAPEL", "", "MOREL", "",
    ),
    ("Présents ayant voix délibérative (la liste se déroule par un clic)⏎⏎{ROUX} (Brey), {CAPEL}⏎Absent : {MOREL}", "ROUX, CAPEL", "", "", "MOREL"),
    (
        "Présents : Commune de BREY : Messieurs {ROUX}, {CAPEL}. (Titulaires) Commune d'AULNOY : Commune de CORLAY : Madame {VERDIN}. "
        "(Suppléante)⏎Excusé : {MOREL}",
        "ROUX, CAPEL, VERDIN", "", "MOREL", "",
    ),
    # offices of delegates, between dashes and over lines
    (
        "MEMBRES PRÉSENTS⏎⏎- M. {ROUX}, Président du Parc naturel des Causses - Mme {CAPEL}, Déléguée du Département de l'Ain - M. {VERDIN}, Délégué "
        "de la Communauté de communes La Granval⏎⏎EXCUSÉS⏎⏎- M. {MOREL}, Maire de Brey",
        "ROUX, CAPEL, VERDIN", "", "MOREL", "",
    ),
    (
        "Membres présents :⏎M. {ROUX}, Vice-Président du Parc naturel,⏎Sénateur, Maire de Brey, Président de la Communauté de communes⏎"
        "du Brey⏎Mme {CAPEL}, Maire⏎adjointe de Brey⏎Membre excusé :⏎M. {MOREL}",
        "ROUX, CAPEL", "", "MOREL", "",
    ),
    (
        "Étaient présents les conseillers suivants (indiquer les nom et prénom d'un conseiller par case) :⏎{ROUX}⏎{CAPEL}",
        "ROUX, CAPEL", "", "", "",
    ),
    # headings: a séance with its day, who gave no pouvoir, in capitals without a colon, below the last name
    (
        "Étaient présents à la séance du 22 avril 2024 du conseil de la Côte :⏎Aulnoy : M. {ROUX}, Mme {CAPEL}⏎"
        "Excusée : {MOREL}",
        "ROUX, CAPEL", "", "MOREL", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL}. Ont donné pouvoir : {MOREL} à {ROUX}. N'a pas donné pouvoir : {PETIT}.",
        "ROUX, CAPEL", "MOREL", "", "PETIT",
    ),
    (
        "PRÉSENTS M. {ROUX} M. {CAPEL} Mme {VERDIN} ABSENT AYANT DONNÉ PROCURATION M. {MOREL} (mandataire : M. {ROUX})",
        "ROUX, CAPEL, VERDIN", "MOREL", "", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL}⏎Était absente et a donné pouvoir : {MOREL} à {ROUX}",
        "ROUX, CAPEL", "MOREL", "", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL} Était absente et a donné pouvoir : {MOREL} à {ROUX}",
        "ROUX, CAPEL", "MOREL", "", "",
    ),
    # who presides, below those who are away
    (
        "Présents : {ROUX}, {CAPEL}⏎Absents : {MOREL}⏎Président : M. {ROUX}⏎Secrétaire : {CAPEL}",
        "ROUX, CAPEL", "", "", "MOREL",
    ),
    (
        "Présents : {ROUX}, {CAPEL} Absents : {MOREL} Présidente : Mme {ROUX} Secrétaire : {CAPEL}",
        "ROUX, CAPEL", "", "", "MOREL",
    ),
    ("Présents : {ROUX}, {CAPEL}⏎Excusé : {MOREL}⏎Le Maire {ROUX}", "ROUX, CAPEL", "", "MOREL", ""),
    ("Présents : {ROUX}, {CAPEL}⏎Absents : {PETIT}, {MOREL}⏎Présidé par M. {ROUX}", "ROUX, CAPEL", "", "", "PETIT, MOREL"),
    # officials who are no members, and guests under another « assistaient »
    (
        "Présents : {ROUX}, {CAPEL}⏎Excusés : {MOREL}, {PETIT}.⏎⏎Madame {VERDIN} Trésorière est excusée",
        "ROUX, CAPEL", "", "MOREL, PETIT", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL} Absents : M. {MOREL}, membre du comité, pouvoir à M. {ROUX} ; Mme {PETIT}, membre du comité ;"
        " M. {VERDIN}, principal du collège",
        "ROUX, CAPEL", "MOREL", "", "PETIT",
    ),
    (
        "Présents : {ROUX}, {CAPEL}. Absente : {PETIT}. Assistaient à la séance : M. {MOREL} Directeur Mme {VERDIN} Comptable",
        "ROUX, CAPEL", "", "", "PETIT",
    ),
    (
        "Présents : {ROUX}, {CAPEL}. Absents : {MOREL}, {PETIT}. Mme {CAPEL}, membre du collège 2 a été désignée secrétaire.",
        "ROUX, CAPEL", "", "", "MOREL, PETIT",
    ),
    (
        "Présents : {ROUX}, {CAPEL}. Excusés : {MOREL}, représenté par son suppléant, M. {CAPEL} ; {PETIT} qui donne pouvoir à"
        " {ROUX}",
        "ROUX, CAPEL", "PETIT", "MOREL", "",
    ),
    ("Présents : {ROUX}, {CAPEL}⏎Excusé : {MOREL} (pouvoir transmis à Mme {CAPEL}, élue de la commune de Prays)", "ROUX, CAPEL",
     "MOREL", "", ""),
    # a secretary below the list, pouvoirs received later, givers and holders in columns, a slip of the pen, bare counts
    (
        "Présents : {ROUX}, {CAPEL}⏎Absents excusés : M. {MOREL}, Mme {VERDIN} (pouvoir donné à M. {CAPEL}), M. {PETIT},⏎⏎"
        "Secrétaire de séance : Mme {ROUX}",
        "ROUX, CAPEL", "VERDIN", "MOREL, PETIT", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL} Excusés ou absents : Mme {MOREL} M. {PETIT} L'appel étant fait, Mme le Maire lit les procurations reçues :"
        " M. {PETIT} à M. {CAPEL} Mme {ROUX} est désignée",
        "ROUX, CAPEL", "PETIT", "MOREL", "",
    ),
    (
        "PRÉSENTS : {ROUX}, {CAPEL} EXCUSÉS : {MOREL}, {PETIT}, ayant donné pouvoir respectivement à {CAPEL}, {ROUX}, SECRÉTAIRE : {ROUX}",
        "ROUX, CAPEL", "MOREL, PETIT", "", "",
    ),
    (
        "PRÉSENTS : {ROUX}, {CAPEL}⏎ABSENTS EXCUSÉS :⏎Mme {MOREL}⏎qui a donné⏎M. {PETIT}⏎qui a donné⏎pouvoir⏎pouvoir⏎à⏎à⏎M. {CAPEL}⏎M. {ROUX}"
        "⏎Lesquels membres forment la majorité",
        "ROUX, CAPEL", "MOREL, PETIT", "", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL}⏎Absents excusés : M. {MOREL}(pouvoirr à M. {ROUX})-Mme {PETIT} (pouvoir à M. {CAPEL}).",
        "ROUX, CAPEL", "MOREL, PETIT", "", "",
    ),
    (
        "Présents : 2 Procuration(s) : 1 1. {ROUX}, Maire 2. {CAPEL} 1. {MOREL} proc. à {ROUX} Absent(s) excusé(s) : 1 1. {PETIT}",
        "", "", "", "",
    ),
    # abbreviations, names that are not read, towns in capitals, voices, columns, a heading behind « le personnel »
    (
        "Présents : {ROUX}, {CAPEL}⏎Excusés : M. {MOREL} (p. à M. {ROUX}), Adjoint au Maire MM. {PETIT} (p. à Mme {CAPEL}), {VERDIN}",
        "ROUX, CAPEL", "MOREL, PETIT", "VERDIN", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL}⏎Excusés : {MOREL} (pouvoir à A Fabav) {PETIT} (pouvoir à {CAPEL}) {VERDIN}",
        "ROUX, CAPEL", "MOREL, PETIT", "VERDIN", "",
    ),
    (
        "Étaient présents :⏎AUBRIGNY⏎M. {ROUX}⏎BOISSELLE SUR VERTE⏎LUZERAY⏎Mme {CAPEL}⏎NEUVILLERS SUR⏎VERTE⏎M. {DOREL}⏎SECRÉTAIRE⏎{ROUX}",
        "ROUX, CAPEL, DOREL", "", "", "",
    ),
    (
        "Étaient présents : Membres titulaires : {ROUX}, {CAPEL}. Membres suppléants avec voix délibérative : {MOREL}. Absents : {PETIT}.",
        "ROUX, CAPEL, MOREL", "", "", "PETIT",
    ),
    (
        "Étaient représentées⏎⏎Mme {MOREL} Mme {PETIT}⏎⏎Était absente⏎⏎Mme {VERDIN}⏎⏎Par M. {ROUX} Par Mme {CAPEL}⏎Étaient présents⏎M. {ROUX}"
        " Mme {CAPEL}",
        "ROUX, CAPEL", "MOREL, PETIT", "", "VERDIN",
    ),
    (
        "Étaient présents : {ROUX}, {CAPEL} représentant le personnel Étaient représentés (pouvoirs) {MOREL}, {PETIT} personnalité qualifiée"
        " Étaient excusés {VERDIN}",
        "ROUX, CAPEL", "MOREL, PETIT", "VERDIN", "",
    ),
    (
        "PRÉSENTS M. {ROUX}, délégué de Bois M. {CAPEL}, délégué de Rozolles ()⏎⏎ABSENTS EXCUSÉS ayant donné pouvoir M. {MOREL}, délégué de Pont, pouvoir"
        " à M. {ROUX}⏎⏎ABSENTS M. {PETIT}",
        "ROUX, CAPEL", "MOREL", "", "PETIT",
    ),
    # letters at the ends of the lines of a sheet that members sign
    (
        "Feuille d'émargement⏎Nom Prénom Fonction Site⏎{ROUX} PR BRE P⏎{CAPEL} MCF QUI A⏎{MOREL} MCF BRE PROCURATION {VERDIN}⏎{PETIT} MCF MOR P"
        "⏎{VERDIN} PR QUI P",
        "ROUX, PETIT, VERDIN", "MOREL", "", "CAPEL",
    ),
    # letters set apart, counts of a column beside the list, a mark before the next heading
    (
        "PRÉSENTS⏎⏎{ROUX}, {CAPEL}.⏎⏎A B S E N T S A Y A N T D O N N É P O U V O I R⏎⏎{MOREL} (Pouvoir à {ROUX}),⏎{PETIT} (Pouvoir à"
        " {CAPEL}).⏎⏎ABSENTS EXCUSÉS⏎⏎{VERDIN}",
        "ROUX, CAPEL", "MOREL, PETIT", "VERDIN", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL}, {DOREL}⏎⏎Absents ayant donné procuration : Nbre de conseillers en exercice : 19 Présents : 12 {MOREL} à"
        " {ROUX} Procurations : 4 {PETIT} à {CAPEL} Suffrages exprimés : 16 {VERDIN} à {DOREL} Absents : 7⏎⏎Absent excusé : {PICQ}",
        "ROUX, CAPEL, DOREL", "MOREL, PETIT, VERDIN", "PICQ", "",
    ),
    (
        "Présents : Mme {ROUX}, Mme {CAPEL}, Absent excusé : Mr {MOREL} ayant donné pouvoir à Mme {ROUX} Absent : Mr {PETIT}",
        "ROUX, CAPEL", "MOREL", "", "PETIT",
    ),
    # a pouvoir to a name that is not read, « mandataire » without a comma, who speaks in the next paragraph
    (
        "Présents : {ROUX}, {CAPEL}⏎Absents excusés⏎{PETIT}⏎{MOREL} (2e adjointe), qui donne procuration à Viviane lmbert.",
        "ROUX, CAPEL", "MOREL", "PETIT", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL}⏎Étaient absents représentés :⏎M. {MOREL} mandataire Mme {ROUX}⏎Mme {PETIT} mandataire M. {CAPEL}",
        "ROUX, CAPEL", "MOREL, PETIT", "", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL}⏎Excusés : {MOREL}, {PETIT}.⏎⏎Madame {VERDIN} relève une erreur.",
        "ROUX, CAPEL", "", "MOREL, PETIT", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL}⏎Excusés : {MOREL}.⏎Madame {PETIT} absente pour raison médicale",
        "ROUX, CAPEL", "", "MOREL", "PETIT",
    ),
    # a list of all members, those away struck out: the text has no strokes
    (
        "Nombre de membres présents : 2⏎Présents : {ROUX}, {CAPEL}, {MOREL}, {PETIT}⏎Absents : {MOREL} excusé avec procuration à {ROUX}, {PETIT}",
        "ROUX, CAPEL", "MOREL", "", "PETIT",
    ),
    # offices of several words
    (
        "Présents :⏎{ROUX}, adjointe aux affaires scolaires et à la jeunesse⏎{CAPEL}, représentant les familles des résidents⏎"
        "{VERDIN}, représentante du personnel⏎Absent : {MOREL}",
        "ROUX, CAPEL, VERDIN", "", "", "MOREL",
    ),
    # the end of a page
    (
        "Présents : {ROUX}, {CAPEL}⏎Conseil du 12 mai – délibérations   Page 2 sur 5⏎\x0c⏎Registre des délibérations⏎{VERDIN}⏎"
        "Absent : {MOREL}",
        "ROUX, CAPEL, VERDIN", "", "", "MOREL",
    ),
    (
        "Mairie de Bray – séance du 12 mai⏎Présents : {ROUX}, {CAPEL}⏎Mairie de Bray – séance du 12 mai⏎{VERDIN}⏎"
        "Absent : {MOREL}",
        "ROUX, CAPEL, VERDIN", "", "", "MOREL",
    ),
    # the title of a page between names of one long line, printed elsewhere too
    (
        "Commune de Brey Conseil municipal du 3 mai 2023 " + "Exposé des motifs de la séance. " * 14
        + "Présents : {ROUX}, {CAPEL}, Mme {VERDIN}, 2 Commune de Brey Conseil municipal du 3 mai 2023 M. {PETIT}, {LEDOUX} "
        "Absent : {MOREL}",
        "ROUX, CAPEL, VERDIN, PETIT, LEDOUX", "", "", "MOREL",
    ),
    (
        "Syndicat des eaux du Val – Comité syndical du 4 juin – Procès-verbal " + "Exposé des motifs de la séance. " * 14
        + "Présents : {ROUX}, {CAPEL} Syndicat des eaux du Val – Comité syndical du 4 juin – Procès-verbal {VERDIN}, {PETIT} "
        "Excusé : {MOREL}",
        "ROUX, CAPEL, VERDIN, PETIT", "", "MOREL", "",
    ),
    (
        "Le conseil municipal de Brey a tenu sa séance ordinaire. " + "Exposé des motifs de la séance. " * 14
        + "Présents : {ROUX}, {CAPEL}. Le conseil municipal de Brey a tenu sa séance ordinaire. {VERDIN}, secrétaire",
        "ROUX, CAPEL", "", "", "",
    ),
    # the towns of delegates, behind the last of each
    (
        "Présents : Mme {ROUX}, M. {CAPEL} de Corlay sur Lorne ; M. {VERDIN}, Mme {PETIT} de La Marche-le-Haut, M. {LEDOUX} "
        "pour Saint Just sur Ance. Absent : {MOREL}",
        "ROUX, CAPEL, VERDIN, PETIT, LEDOUX", "", "", "MOREL",
    ),
    (
        "Présents : {ROUX} de Corlay, {CAPEL} d'Aulnoy les Bains ; {VERDIN} des Essarts du Val⏎Excusés : {MOREL} de Corlay sur Lorne, "
        "{PETIT}",
        "ROUX, CAPEL, VERDIN", "", "MOREL, PETIT", "",
    ),
    ("Présents : {ROUX}, {CAPEL} de la société des eaux du bassin ; {VERDIN} expose", "ROUX, CAPEL", "", "", ""),
    # who assists is present, by classes of members
    (
        "Assistaient à la réunion sous la présidence de Mme {ROUX}, Présidente de la Métropole Mmes et MM. les Vice-présidents-es : "
        "{CAPEL} (a donné procuration à {VERDIN} à compter de la première motion), {PETIT}. Mmes et MM. les Conseillers-es : {VERDIN}, "
        "{LEDOUX} (a donné procuration à {ROUX} pour la dernière motion). Étaient absents-es et excusés-es : {MOREL} (a donné procuration à {PETIT})",
        "ROUX, CAPEL, PETIT, VERDIN, LEDOUX", "MOREL", "", "",
    ),
    (
        "Assistaient à la séance : MM. {ROUX}, {CAPEL}, {VERDIN}⏎Absente : {MOREL}",
        "ROUX, CAPEL, VERDIN", "", "", "MOREL",
    ),
    # a pouvoir for some items leaves a member present; one that passes on has two holders
    (
        "Présents : {ROUX} (pouvoir à {CAPEL} à partir du point 12), {CAPEL}, {VERDIN} (procuration à {ROUX} jusqu'au point 3 inclus)",
        "ROUX, CAPEL, VERDIN", "", "", "",
    ),
    (
        "Présents : {ROUX}, {CAPEL}, {VERDIN}⏎Excusés : {MOREL} (a donné pouvoir à {ROUX} jusqu'au point 6 inclus, puis à {CAPEL} pour "
        "le reste de la séance), {PETIT} (pouvoir à {CAPEL} puis pouvoir à {VERDIN})",
        "ROUX, CAPEL, VERDIN", "MOREL, PETIT", "", "",
    ),
    # a sentence of two subjects below a list
    (
        "Présents : {ROUX}, {CAPEL}. Absents : M. {MOREL}, M. {PETIT}. Mme {CAPEL} et M. {ROUX} sont désignés comme secrétaires",
        "ROUX, CAPEL", "", "", "MOREL, PETIT",
    ),
    (
        "Présents : {ROUX}, {CAPEL}⏎Absent : {MOREL}⏎{CAPEL}, {ROUX} et {VERDIN} ont été désignés assesseurs",
        "ROUX, CAPEL", "", "", "MOREL",
    ),
    (
        "Présents : {ROUX}, {CAPEL}⏎Excusés : {MOREL} (pouvoir à {ROUX}) Mme {CAPEL} et M. {VERDIN} sont élus secrétaires",
        "ROUX, CAPEL", "MOREL", "", "",
    ),
    ("Présents : {ROUX}, {CAPEL}. Mme {MOREL} et M. {PETIT} sont absents", "ROUX, CAPEL, MOREL, PETIT", "", "", ""),
    # categories before a heading without a colon, where lines ran together
    (
        "Titulaires présents M. {ROUX} M. {CAPEL} Suppléants présents Mme {VERDIN} Titulaires excusés M. {MOREL} "
        "Titulaire ayant donné pouvoir Mme {PETIT} à M. {ROUX}",
        "ROUX, CAPEL, VERDIN", "PETIT", "MOREL", "",
    ),
    (
        "Membres présents - M. {ROUX}, maire - Mme {CAPEL}, conseillère départementale Membres excusés - M. {MOREL}, personnalité "
        "qualifiée Assistaient en outre à la réunion - M. {PETIT}, directeur",
        "ROUX, CAPEL", "", "MOREL", "",
    ),
    (
        "Délégués présents : Bouzey : Mme {ROUX}, M. {CAPEL} Délégués excusés : Girancourt-la-Côte : Mme {MOREL} "
        "Pouvoirs : Darnieulle : M. {PETIT} à Mme {ROUX}",
        "ROUX, CAPEL", "PETIT", "MOREL", "",
    ),
    ("Présents : {ROUX}, {CAPEL}. Adopté à l'unanimité des Membres présents M. {MOREL} remercie", "ROUX, CAPEL", "", "", ""),
    # a sentence about who is away below the absent
    ("Présents : {ROUX}, {CAPEL} Absent : M. {MOREL} Mme {CAPEL} a ouvert la séance", "ROUX, CAPEL", "", "", "MOREL"),
    ("Présents : {ROUX}, {CAPEL} Excusés : M. {MOREL} Le Président {ROUX} a déclaré la séance ouverte", "ROUX, CAPEL", "", "MOREL", ""),
    # a roll call in one line
    (
        "Mme {ROUX} : présente M. {CAPEL} : présent Mme {VERDIN} : pouvoir à M. {CAPEL} M. {MOREL} : absent Mme {PETIT} : présente "
        "M. {LEDOUX} : excusé, pouvoir à Mme {PETIT} Mme {BLANC} : présente",
        "ROUX, CAPEL, PETIT, BLANC", "VERDIN, LEDOUX", "", "MOREL",
    ),
    (
        "Appel nominal : M. {ROUX} : présent Mme {CAPEL} : excusée M. {VERDIN} : présent Mme {PETIT} : absente M. {BLANC} : présent",
        "ROUX, VERDIN, BLANC", "", "CAPEL", "PETIT",
    ),
    # « voix » of who may vote, and of a vote
    (
        "Membres avec voix délibérative présents : {ROUX}, président, {CAPEL}⏎Membres avec voix délibérative excusés : {MOREL}⏎"
        "Membres avec voix consultative : {PETIT}, directrice",
        "ROUX, CAPEL", "", "MOREL", "",
    ),
    # who has met
    (
        "se sont réunis les membres du conseil municipal : Mesdames {ROUX}, {CAPEL} ; Messieurs {VERDIN}, sous la présidence de M. "
        "{VERDIN}, Maire.⏎Excusés : Messieurs {MOREL}, {PETIT}",
        "ROUX, CAPEL, VERDIN", "", "MOREL, PETIT", "",
    ),
    (
        "Le 3 mai se sont assemblés en mairie les conseillers suivants : M. {ROUX}, Mme {CAPEL}⏎Absente : {MOREL}",
        "ROUX, CAPEL", "", "", "MOREL",
    ),
    # a surname that OCR broke with « : » is no roll call
    ("Présents : {ROUX}, {CAPEL}:R, {VERDIN}⏎Absent : {MOREL}", "ROUX, CAPEL, VERDIN", "", "", "MOREL"),
    # a sentence below a list
    (
        "Présents : {ROUX}, {CAPEL}⏎Absents : {MOREL}⏎Le maire, M. {ROUX}, préside la séance.",
        "ROUX, CAPEL", "", "", "MOREL",
    ),
    (
        "Présents : {ROUX}, {CAPEL} (arrivé à 18h25, a pris part au vote n° 2)⏎Absent : {MOREL}",
        "ROUX, CAPEL", "", "", "MOREL",
    ),
    # the headings of two columns: whose names are whose cannot be told
    (
        "ÉTAIENT PRÉSENTS : ÉTAIT EXCUSÉE : M. {ROUX} Mme {MOREL} M. {CAPEL}",
        "", "", "", "",
    ),
    # counts in a column beside the pouvoirs
    (
        "Présents : {ROUX}, {CAPEL}, {VERDIN}⏎Excusés ont donné pouvoir :⏎{MOREL} à {ROUX}⏎Élus en exercice : 29⏎"
        "{PETIT} à {CAPEL}⏎Élus présents : 17⏎{LEDOUX} à {VERDIN}⏎Absents : 9⏎Secrétaire : {ROUX}",
        "ROUX, CAPEL, VERDIN", "MOREL, PETIT, LEDOUX", "", "",
    ),
    # one such count heads a list that is cut
    ("Présents : 12⏎{ROUX}, {CAPEL}, {VERDIN}", "ROUX, CAPEL, VERDIN", "", "", ""),
    # letters in brackets, and « non » in a column
    (
        "Appel : {ROUX} (P), {CAPEL} (P), {VERDIN} (P), {MOREL} (E, pouvoir {ROUX}), {PETIT} (A)",
        "ROUX, CAPEL, VERDIN", "MOREL", "", "PETIT",
    ),
    (
        "| Titulaire | Présent | Pouvoir donné à |⏎| {ROUX} | oui | |⏎| {CAPEL} | non | {ROUX} |⏎| {VERDIN} | oui | |⏎"
        "| {MOREL} | non | |",
        "ROUX, VERDIN", "CAPEL", "", "MOREL",
    ),
    # who is away is marked, and a count confirms the others
    (
        "Présents : 3⏎1. {ROUX}, Maire⏎2. {CAPEL} : excusé⏎3. {VERDIN}⏎4. {MOREL} : absente⏎5. {PETIT}",
        "ROUX, VERDIN, PETIT", "", "CAPEL", "MOREL",
    ),
    # a letter before each name
    (
        "P   {ROUX}⏎A   {CAPEL}⏎P   {VERDIN}⏎E   {MOREL}⏎PR  {PETIT} → {ROUX}⏎P   {LEDOUX}",
        "ROUX, VERDIN, LEDOUX", "PETIT", "MOREL", "CAPEL",
    ),
    # a vote, where nobody is marked as away
    ("P   {ROUX}⏎P   {CAPEL}⏎P   {VERDIN}⏎P   {MOREL}", "", "", "", ""),
    # a cross or a word at the end of each line
    (
        "Noms⏎Communes⏎Présent⏎Absent⏎⏎{ROUX} FONTVERGNE T X⏎{CAPEL} HOUDAN T Absente⏎{VERDIN} HOUDAN S X⏎"
        "{MOREL} FONTVERGNE T Procuration à {ROUX}⏎{PETIT} HOUDAN T Absent excusé⏎{LEDOUX} HOUDAN T X",
        "ROUX, VERDIN, LEDOUX", "MOREL", "PETIT", "CAPEL",
    ),
    # columns read one after the other
    (
        "{ROUX}⏎{CAPEL}⏎{VERDIN}⏎{MOREL}⏎⏎Houdan⏎Houdan⏎Fontvergne⏎Fontvergne⏎⏎"
        "Présente⏎Excusé - pouvoir à {ROUX}⏎Absente⏎Présent⏎",
        "ROUX, MOREL", "CAPEL", "", "VERDIN",
    ),
    # one mark fewer than names: whose it is cannot be told
    ("{ROUX}⏎{CAPEL}⏎{VERDIN}⏎{MOREL}⏎⏎Présente⏎Absente⏎Présent⏎", "", "", "", ""),
    # a town whose delegate is absent
    (
        "Étaient présents :⏎Houdan : M. {ROUX}⏎Houlbec : absent⏎Hautot : M. {CAPEL}, Mme {VERDIN}⏎Excusés : {MOREL}",
        "ROUX, CAPEL, VERDIN", "", "MOREL", "",
    ),
    # givers, then holders
    (
        "Présents : {ROUX}, {CAPEL}, {VERDIN}. Ont donné pouvoir : {MOREL}, {PETIT} respectivement à : {ROUX}, {CAPEL}."
        " Absents : {LEDOUX}",
        "ROUX, CAPEL, VERDIN", "MOREL, PETIT", "", "LEDOUX",
    ),
    (
        "Présents : {ROUX}, {CAPEL} Membres excusés Mandataires {MOREL} {ROUX} {PETIT} {CAPEL} M. {ROUX} ayant été"
        " désigné secrétaire",
        "ROUX, CAPEL", "MOREL, PETIT", "", "",
    ),
    # the office before the mark
    (
        "Présents : 3⏎1. {ROUX}, Maire⏎2. {CAPEL}, 2e adjoint : excusé, procuration à M. {ROUX}⏎3. {VERDIN}⏎"
        "4. {MOREL} : absente⏎5. {PETIT}",
        "ROUX, VERDIN, PETIT", "CAPEL", "", "MOREL",
    ),
    # present, represented, excused, absent
    ("Présents : {A. ROUX}, {B. CAPEL} et Mme {C. VERDIN}.", "A. ROUX, B. CAPEL, C. VERDIN", "", "", ""),
    ("Étaient présents :⏎M. {ROUX} Maire⏎Mme {CAPEL}, 1ère adjointe⏎{VERDIN}", "ROUX, CAPEL, VERDIN", "", "", ""),
    ("PRESENTS : 25 {P. ROUX} – {Y. CAPEL} – M. {VERDIN}", "P. ROUX, Y. CAPEL, VERDIN", "", "", ""),
    ("18 membres du Bureau étaient présents : Mme {ROUX}, M. {CAPEL}", "ROUX, CAPEL", "", "", ""),
    ("Conseillers présents : Mesdames et Messieurs {ROUX}, {CAPEL}", "ROUX, CAPEL", "", "", ""),
    ("Étaient présents : Mme {ROUX}, M. {CAPEL} Étaient absents : M. {VERDIN}", "ROUX, CAPEL", "", "", "VERDIN"),
    ("Présents : {ROUX}, {CAPEL} Absente excusée : {VERDIN}", "ROUX, CAPEL", "", "VERDIN", ""),
    ("Présents : {ROUX}, {CAPEL} ABSENT(S)/EXCUSÉ(S) : {VERDIN}, {LEDOUX}", "ROUX, CAPEL", "", "VERDIN, LEDOUX", ""),
    ("Présents : {ROUX}, {CAPEL}⏎Absent(e)s excusé(e)s : {VERDIN}", "ROUX, CAPEL", "", "VERDIN", ""),
    (
        "Présents : {ROUX}, {CAPEL}⏎Absents ayant voté par procuration en application de l'article L 2121-20 du Code⏎"
        "Général des Collectivités Territoriales :⏎{VERDIN}, {LEDOUX}.⏎Absents :⏎{MOREL}",
        "ROUX, CAPEL", "VERDIN, LEDOUX", "", "MOREL",
    ),
    ("Présents : {ROUX}, {CAPEL} ABSENTS NON REPRÉSENTÉS : {VERDIN}", "ROUX, CAPEL", "", "", "VERDIN"),
    ("Présents : {ROUX}, {CAPEL} Représentés : {VERDIN} Excusés : {VERDIN}, {MOREL}", "ROUX, CAPEL", "VERDIN", "MOREL", ""),
    ("Présents : {ROUX}, {CAPEL} Absents excusés sans pouvoir : {VERDIN}", "ROUX, CAPEL", "", "VERDIN", ""),
    # counts between the lists are no list
    (
        "Présents : {ROUX}, {CAPEL} En exercice : 21 Présents : 18 Votants : 21 Excusés : {VERDIN}",
        "ROUX, CAPEL", "", "VERDIN", "",
    ),
    # what ends a list
    (
        "Présents : {ROUX}, {CAPEL}. Absents : {VERDIN} Secrétaire de séance : {ROUX} Ordre du jour : {MOREL}",
        "ROUX, CAPEL", "", "", "VERDIN",
    ),
    ("Présents : {ROUX}, {CAPEL}. Absents : {VERDIN}. Madame {MOREL} est nommée secrétaire", "ROUX, CAPEL", "", "", "VERDIN"),
    (
        "Présents : {ROUX}, {CAPEL}⏎Absents :⏎{VERDIN}⏎⏎Vente du terrain de la gare⏎⏎Monsieur le Maire, {LEDOUX}, rapporte",
        "ROUX, CAPEL", "", "", "VERDIN",
    ),
    ("Présents : {ROUX}, {CAPEL}⏎Assistaient également : M. {MOREL}, agent", "ROUX, CAPEL", "", "", ""),
    # marks behind a name
    ("Présents : {ROUX}, {CAPEL} (excusée), {VERDIN}, absent, {MOREL}", "ROUX, MOREL", "", "CAPEL", "VERDIN"),
    ("{ROUX} : présent {CAPEL} : présente {VERDIN} : absent {MOREL} : présent", "ROUX, CAPEL, MOREL", "", "", "VERDIN"),
    ("Présents : {ROUX}, {CAPEL} (arrivée à 18h36), {VERDIN}", "ROUX, CAPEL, VERDIN", "", "", ""),
    (
        "Présents : {ROUX}, {CAPEL} à partir de la délibération n° B-249, {VERDIN}",
        "ROUX, CAPEL, VERDIN", "", "", "",
    ),
    # towns above their delegates
    ("Délégués présents :⏎LES HERBETTES : {ROUX}, {CAPEL}⏎Mouchart-le-Haut : {VERDIN}", "ROUX, CAPEL, VERDIN", "", "", ""),
    # a name that the extractor could not read
    ("Présents : {ROUX}, Cédric De SAINT- LOUP, {CAPEL}⏎Absents : {VERDIN}", "ROUX, CAPEL", "", "", "VERDIN"),
    # a suppléant sits, whom he replaces does not
    ("Présents : {ROUX}, {CAPEL} (suppléant de {VERDIN}), {MOREL}", "ROUX, CAPEL, MOREL", "", "", ""),
    ("Présents : {ROUX}, {CAPEL} (ayant la suppléance de {VERDIN}), {MOREL}", "ROUX, CAPEL, MOREL", "", "", ""),
    # the body's members, where no word calls them present
    (
        "Mesdames et Messieurs les Conseillers Municipaux : {ROUX}, {CAPEL}, {VERDIN}. Absents excusés : {MOREL}",
        "ROUX, CAPEL, VERDIN", "", "MOREL", "",
    ),
    (
        "sous la présidence de M. {A} LES HERBETTES : {ROUX} – {CAPEL} – {VERDIN} – {LEDOUX} – {MOREL} – {PETIT} – "
        "{GIRARD} – {BLANC} Nombre de conseillers votants : 9 Absent : {TARDY}",
        "A, ROUX, CAPEL, VERDIN, LEDOUX, MOREL, PETIT, GIRARD, BLANC", "", "", "TARDY",
    ),
    # a reader of PDFs puts the heading below its list
    (
        "n° 2014 / 183⏎⏎{ROUX}, {CAPEL},⏎{VERDIN}, {LEDOUX}.⏎⏎Présents :⏎⏎Absents :⏎{MOREL}",
        "ROUX, CAPEL, VERDIN, LEDOUX", "", "", "MOREL",
    ),
    # a margin beside the list
    (
        "                                Présents :⏎"
        "                                {ROUX}, {CAPEL},⏎"
        "   Objet : convocation          {VERDIN}, {LEDOUX},⏎"
        "                                {MOREL}⏎"
        "                                Absents :⏎"
        "                                {PETIT}⏎",
        "ROUX, CAPEL, VERDIN, LEDOUX, MOREL", "", "", "PETIT",
    ),
    (
        "Présents : {ROUX}, {CAPEL} (départ à 17h55 avant le dossier 3 ; en son absence, avait donné pouvoir à {ROUX}), {MOREL}",
        "ROUX, CAPEL, MOREL", "", "", "",
    ),
    # the same member twice, once a list
    ("Présents : {ROUX}, {CAPEL}, {ROUX}⏎Absents : {ROUX}", "ROUX, CAPEL", "", "", "ROUX"),
    # another séance further on
    (
        "Présents : {ROUX}, {CAPEL}⏎Absents : {VERDIN}⏎" + "Le compte rendu est approuvé. " * 10
        + "⏎Commission des travaux⏎Présents : {VERDIN}, {MOREL}",
        "ROUX, CAPEL", "", "", "VERDIN",
    ),
    # tables of Markdown
    (
        "| Nom | Présent | Pouvoir à |⏎| :-- | :-: | :-- |⏎| {ROUX} | X |  |⏎| {CAPEL} |  | M. {ROUX} |⏎| {VERDIN} | X |  |",
        "ROUX, VERDIN", "CAPEL", "", "",
    ),
    (
        "| {ROUX}    | Présent   |    |⏎| {CAPEL}   | Excusé   | pouvoir à {ROUX} |⏎| {VERDIN}  | Absente   |    |",
        "ROUX", "CAPEL", "", "VERDIN",
    ),
    (
        "| Nom | Présence |⏎|---|---|⏎| {ROUX} | Présent |⏎| {CAPEL} | Présente |⏎| {MOREL} | Absent excusé |⏎| {VERDIN} | Absente |",
        "ROUX, CAPEL", "", "MOREL", "VERDIN",
    ),
    (
        "Nom | Présent | Pouvoir⏎{ROUX} | X | {MOREL}⏎{CAPEL} | X |⏎{MOREL} |  | {ROUX}",
        "ROUX, CAPEL", "MOREL", "", "",
    ),
    ("| Nom | Présent | Pour | Contre |⏎| {ROUX} | X | X |  |⏎| {CAPEL} | X |  | X |⏎| {MOREL} |  |  |  |", "ROUX, CAPEL", "", "", ""),
    (
        "| Présents | Absents |⏎| {ROUX} | {MOREL} (pouvoir à {ROUX}) |⏎| {CAPEL} | {VERDIN} |",
        "ROUX, CAPEL", "MOREL", "", "VERDIN",
    ),
    (
        "| Nom | Présent(e) | Absent(e) | A donné pouvoir à |⏎| {ROUX} | x |  |  |⏎| {CAPEL} | x |  |  |⏎| {MOREL} |  | x | {ROUX} |",
        "ROUX, CAPEL", "MOREL", "", "",
    ),
    ("| N° | Conseiller | Émargement |⏎|---|---|---|⏎| 1 | {ROUX} | signé |⏎| 2 | {CAPEL} | absent |", "ROUX", "", "", "CAPEL"),
    (
        "| Nom | P | A | E |⏎| {ROUX} | X |  |  |⏎| {CAPEL} | X |  |  |⏎| {MOREL} |  |  | X |⏎| {VERDIN} |  | X |  |",
        "ROUX, CAPEL", "", "MOREL", "VERDIN",
    ),
    # tables set in columns: without its braces a name takes two characters less
    (
        "N°   Nom et prénom          Présent    Représenté par      Vote⏎"
        "1    {ROUX Anne}            P                              Pour⏎"
        "2    {CAPEL Léa}            Repr.      {ROUX Anne}         Contre⏎"
        "3    {MOREL Guy}            NI         –                   –⏎"
        "4    {VERDIN Luc}           P                              Abst.⏎⏎"
        "P : présent – Repr. : représenté. M. {LEDOUX} rapporte",
        "ROUX Anne, VERDIN Luc", "CAPEL Léa", "", "MOREL Guy",
    ),
    (
        "Titulaire              Émargement     Suppléant              Émargement⏎"
        "{ROUX}                   P              {LEDOUX}                 –⏎"
        "{CAPEL}                  E              {PETIT}                  P⏎"
        "{MOREL}                  E              {GIRARD}                 E⏎",
        "ROUX, PETIT", "", "CAPEL, MOREL, GIRARD", "",
    ),
    (
        "Commune                Titulaires présents                Excusés – Pouvoirs⏎"
        "Lanvern                {ROUX}                             {MOREL} → {ROUX}⏎"
        "Arzal-le-Haut          {CAPEL}⏎"
        "                       {PETIT}⏎⏎"
        "Villorgent                                                {VERDIN} (excusé)⏎⏎"
        "La séance est ouverte sous la présidence de M. {ROUX}, et M. {LEDOUX} est désigné secrétaire",
        "ROUX, CAPEL, PETIT", "MOREL", "VERDIN", "",
    ),
    (
        "PRESENTS :                ABSENTS :⏎{ROUX}                    {MOREL}⏎{CAPEL}                   {VERDIN}",
        "ROUX, CAPEL", "", "", "MOREL, VERDIN",
    ),
    (
        "{ROUX}            Présent⏎{CAPEL}           Présente⏎{MOREL}           Absent excusé⏎{VERDIN}          Absent, pouvoir à {ROUX}",
        "ROUX, CAPEL", "VERDIN", "MOREL", "",
    ),
    # a call of names by letter
    (
        "{ROUX} : P | {CAPEL} : P | {MOREL} : E, pouvoir à {ROUX} |⏎{VERDIN} : A | {LEDOUX} : P, président",
        "ROUX, CAPEL, LEDOUX", "MOREL", "", "VERDIN",
    ),
    ("{ROUX} : P ; {CAPEL} : P ; {MOREL} : Exc. ; {VERDIN} : P", "ROUX, CAPEL, VERDIN", "", "MOREL", ""),
    # colleges, with no « Présents : »
    (
        "Collège des communes⏎– {ROUX} ;⏎– {CAPEL}.⏎Collège de la CC des Abers⏎– {MOREL} ; {LEDOUX}⏎Absents : {VERDIN}, {PETIT}",
        "ROUX, CAPEL, MOREL, LEDOUX", "", "", "VERDIN, PETIT",
    ),
    ("Présents : {ROUX}, {CAPEL}⏎Absents : {VERDIN}⏎Sont élus :⏎Collège des communes : {MOREL}, {LEDOUX}", "ROUX, CAPEL", "", "", "VERDIN"),
    # guests, unless the act counts them
    ("Présents : {ROUX}, {CAPEL}⏎Étaient également présents : {MOREL}, directeur, {VERDIN}", "ROUX, CAPEL", "", "", ""),
    (
        "Présents : 4⏎| Nom | Présent |⏎| {ROUX} | X |⏎| {CAPEL} | X |⏎⏎Étaient également présents : {MOREL}, {VERDIN}⏎Absents : {PETIT}",
        "ROUX, CAPEL, MOREL, VERDIN", "", "", "PETIT",
    ),
    # all but some
    (
        "Étaient présents tous les conseillers en exercice, à l’exception de :⏎M. {ROUX} a donné procuration à {CAPEL}⏎M. {PETIT}⏎Secrétaire : {CAPEL}",
        "", "ROUX", "", "PETIT",
    ),
    ("Tous les membres étaient présents, sauf M. {ROUX}, excusé, et Mme {MOREL}.", "", "", "ROUX", "MOREL"),
    # the last name of a list, not who was named
    ("Présents : {ROUX}, {CAPEL}⏎Excusés : {VERDIN}, {LEDOUX}⏎A été nommée secrétaire : {ROUX}", "ROUX, CAPEL", "", "VERDIN, LEDOUX", ""),
    ("Présents : {ROUX}, {CAPEL} Excusés : {VERDIN}, {LEDOUX} A été élu secrétaire de séance : {ROUX}", "ROUX, CAPEL", "", "VERDIN, LEDOUX", ""),
    ("Présents : {ROUX}, {CAPEL}⏎Excusés : {VERDIN}⏎{LEDOUX} a été nommée secrétaire. M. {ROUX} expose", "ROUX, CAPEL", "", "VERDIN", ""),
    ("Présents : {ROUX}, {CAPEL}⏎Excusés : {VERDIN}⏎{LEDOUX}⏎a été nommée secrétaire.⏎M. {ROUX} expose", "ROUX, CAPEL", "", "VERDIN", ""),
    # who holds a pouvoir is not excused
    ("Présents : {ROUX}, {CAPEL}⏎Excusés : {VERDIN}, {LEDOUX}⏎{ROUX} a reçu pouvoir de {VERDIN}", "ROUX, CAPEL", "VERDIN", "LEDOUX", ""),
    ("Présents : {ROUX}, {CAPEL}⏎Excusés : {VERDIN}, {LEDOUX}⏎M. {ROUX} représente M. {VERDIN}", "ROUX, CAPEL", "", "VERDIN, LEDOUX", ""),
    ("Présents : {ROUX}, {CAPEL}⏎Pouvoirs : {VERDIN} à {LEDOUX}⏎Absents : {LEDOUX}, {PETIT}", "ROUX, CAPEL", "VERDIN", "", "LEDOUX, PETIT"),
    # a suppléant sits, whom he replaces does not
    ("Présents : {ROUX} (remplacé par M. {CAPEL}), {MOREL}", "CAPEL, MOREL", "", "ROUX", ""),
    ("Présents : {ROUX}, {MOREL}⏎Excusés : {VERDIN} (remplacé(e) par {CAPEL}), {LEDOUX}, suppléé par {PETIT}", "ROUX, MOREL", "", "VERDIN, LEDOUX", ""),
    ("Présents : {ROUX}, {CAPEL}. {CAPEL} quitte ses fonctions et sera remplacée par {VERDIN}", "ROUX, CAPEL", "", "", ""),
    # a pouvoir that is void leaves its giver where he is listed
    (
        "Présents : {ROUX}, {CAPEL}⏎Pouvoirs : {Guy VERDIN} ayant donné procuration à {PETIT} : ce pouvoir ne peut être compté.⏎Excusés : {VERDIN}, {PETIT}",
        "ROUX, CAPEL", "", "VERDIN, PETIT", "",
    ),
    # other labels below a list
    ("Présents : {ROUX}, {CAPEL}⏎Absents : {VERDIN}⏎Auditeurs : {LEDOUX}", "ROUX, CAPEL", "", "", "VERDIN"),
    ("Présents : {ROUX}, {CAPEL}⏎Absents : {VERDIN}⏎En présence de : {LEDOUX}, directeur", "ROUX, CAPEL", "", "", "VERDIN"),
    ("Présents : {ROUX}, {CAPEL}, {VERDIN}⏎{VERDIN} présente les dossiers", "ROUX, CAPEL, VERDIN", "", "", ""),
]  # fmt: skip

NOBODY = [
    "Adopté à l'unanimité des membres présents. Monsieur {ROUX} remercie Mme {CAPEL}",
    "la société représentée par M. {ROUX}, et M. {CAPEL}",
    "Vote : à la majorité des membres présents : pour M. {ROUX}, Mme {CAPEL}",
    "Le conseil désigne les membres de la commission : Mesdames {ROUX}, {CAPEL}",
    "Donne pouvoir à Monsieur le Maire, {ROUX}, pour signer tout acte avec {CAPEL}",
    "vous trouverez ci-joint un bon pour pouvoir. Je vous prie d'agréer. Signé par : {ROUX} {CAPEL}",
    "Monsieur {ROUX} excuse Mme {CAPEL}, qui ne peut venir",
    "Présents : 18 Votants : 21 Absents : 3. Monsieur {ROUX} ouvre la séance, Mme {CAPEL} lit le procès-verbal",
    "Ont donné procuration : Néant. Le Maire {ROUX} ouvre la séance, M. {CAPEL} est secrétaire",
    "{ROUX} : P | {CAPEL} : P | {MOREL} : A | {VERDIN} : P |",
    "{ROUX} : P, {CAPEL} : C, {MOREL} : A, {VERDIN} : P",
    "| Nom | P | C | A |⏎| {ROUX} | X |  |  |⏎| {CAPEL} |  | X |  |⏎| {MOREL} |  |  | X |",
    "| Nom | Pour | Contre |⏎| {ROUX} | X |  |⏎| {CAPEL} |  | X |⏎Membres présents",
    "Présents : 12          Votants : 14⏎{ROUX}                 {CAPEL}⏎{MOREL}                {VERDIN}",
    "Sont élus : Collège des communes : {ROUX}, {CAPEL}⏎Collège des intercommunalités : {MOREL}, {LEDOUX}",
    "Tous les membres présents, à l'exception de M. {ROUX} et Mme {MOREL}, votent pour",
    "Nombre de conseillers en exercice Présents Procurations Votants 27 20 3 23 sous la présidence de {ROUX} et {CAPEL}",
]

PROXIES = [
    (TABLE_OF_ABSENT, "LENOIR > CAPEL, BRUN > ROUX"),
    (
        "Présents : {ROUX}, {CAPEL}, {VERDIN}. Représentés : {MOREL} {PETIT} {BLANC} pouvoir à {CAPEL} pouvoir à {ROUX} pouvoir à {VERDIN} Absents : /",
        "MOREL > CAPEL, PETIT > ROUX, BLANC > VERDIN",
    ),
    ("Absents excusés : {MOREL}⏎{PETIT}⏎procuration à {CAPEL}⏎procuration à {ROUX}", "MOREL > CAPEL, PETIT > ROUX"),
    # in turn
    (
        "Présents : tous les membres sauf⏎Excusés : {ROUX}, {CAPEL} et {VERDIN} qui avaient respectivement donné procuration à {MOREL}, {PETIT} "
        "et {BLANC}. Et {LEDOUX}",
        "ROUX > MOREL, CAPEL > PETIT, VERDIN > BLANC",
    ),
    ("Excusés : Mme {ROUX} et M. {CAPEL} ont donné respectivement pouvoir à {MOREL} et {PETIT}", "ROUX > MOREL, CAPEL > PETIT"),
    ("Excusés : {ROUX}, {CAPEL}, {VERDIN} ayant respectivement donné pouvoir à {MOREL} et {PETIT}", "ROUX > ?, CAPEL > ?, VERDIN > ?"),
    ("Présents : {ROUX} (Brey), ayant procuration {MOREL}⏎{CAPEL}, ayant reçu pouvoir Mme {PETIT}", "MOREL > ROUX, PETIT > CAPEL"),
    # columns of givers and holders, read one after the other
    (
        "PRÉSENTS⏎{ROUX}⏎{CAPEL}⏎{VERDIN}⏎REPRÉSENTÉS⏎{MOREL}⏎{PETIT}⏎{BLANC}⏎⏎PAR⏎{CAPEL}⏎{ROUX}⏎{VERDIN}",
        "MOREL > CAPEL, PETIT > ROUX, BLANC > VERDIN",
    ),
    ("Présents : {ROUX}, {CAPEL} Excusés : {MOREL} (Lourmes, pouvoir {ROUX})", "MOREL > ROUX"),
    # every pouvoir, giver > holder
    ("Absents : {ROUX} a donné pouvoir à M. {CAPEL}, {VERDIN} donne pourvoir à monsieur {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Excusés : {ROUX} donne pouvoir pour voter en son nom à {CAPEL}, {VERDIN}", "ROUX > CAPEL"),
    ("Excusés : {ROUX} (pouvoir à Mme {CAPEL}), {VERDIN} (Procuration à {MOREL})", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Excusés : {ROUX} – (ayant donné pouvoir à {CAPEL}) {VERDIN} (pouvoir donné à {MOREL})", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Mme {ROUX} : pouvoir à Mme {CAPEL}⏎Absents : {ROUX}, {VERDIN}", "ROUX > CAPEL"),
    ("Absents représentés : {ROUX} représentée par {CAPEL}, {VERDIN} par Mme {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Excusés représentés : 2 {P. ROUX} représenté par M, {CAPEL} – {VERDIN} représentée par {MOREL}.", "P. ROUX > CAPEL, VERDIN > MOREL"),
    ("PROCURATION(S) : {ROUX} à {CAPEL}, {VERDIN} à {MOREL}.", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Pouvoirs : {ROUX} ............................ à {CAPEL} {VERDIN} ............................ à {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Pouvoirs :⏎-   Monsieur {ROUX} à Madame {CAPEL}⏎-   Pouvoir de Mme {VERDIN} à M. {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("A donné pouvoir: M. {ROUX} à M. {CAPEL} Mme {VERDIN} à Mmc {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Excusés ayant donné procuration : M. {ROUX} à Mme {CAPEL} à Mme {VERDIN} à M. {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Etaient excusés et avaient donné pouvoir de voter en leur nom : {ROUX} à {CAPEL}, {VERDIN} à {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Absents ayant donné pouvoir : {ROUX} (pouvoir {CAPEL}), {VERDIN} → {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    # the holder first
    ("Présents : {CAPEL} (pouvoir de {ROUX}), {VERDIN}", "ROUX > CAPEL"),
    ("Présents : {CAPEL}, qui a reçu pouvoir de {ROUX} et de {MOREL} ; {VERDIN}", "ROUX > CAPEL, MOREL > CAPEL"),
    # two givers
    ("Absents : Mme {ROUX} et M. {VERDIN} donnent pouvoir à M. {CAPEL}, {MOREL}", "ROUX > CAPEL, VERDIN > CAPEL"),
    ("Ont donné pouvoir : Mme {ROUX} et M. {VERDIN} à M. {CAPEL} ; {MOREL} à {PETIT}", "ROUX > CAPEL, VERDIN > CAPEL, MOREL > PETIT"),
    # two columns, read across or down
    ("Mandants⏎Mandataires :⏎{ROUX}    {CAPEL}⏎{VERDIN}    {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Absents ayant donné procuration : Mme {ROUX} Mme {VERDIN} Azay Reugny à {CAPEL} à {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("| Mandant | Mandataire |⏎| {ROUX} | {CAPEL} |⏎| {VERDIN} | {MOREL} |", "ROUX > CAPEL, VERDIN > MOREL"),
    # a call of names
    ("{ROUX} : présent {CAPEL} : présente {VERDIN} : absente, représentée par {ROUX} {MOREL} : présent", "VERDIN > ROUX"),
    # a vote delegated
    ("Excusés ayant donné délégation de vote : {ROUX} à {CAPEL}, {VERDIN} à Mme {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Ont délégué leur droit de vote : {ROUX} à {CAPEL} ; {VERDIN} à {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Excusés : {ROUX} (délégation de vote à {CAPEL}), {VERDIN} (a délégué son vote à {MOREL})", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Excusés : {ROUX} (délégation de pouvoir à Mme {CAPEL}), {VERDIN}, procuration à {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    # other words for it
    ("Excusés : {ROUX}, ayant pour mandataire {CAPEL}, {VERDIN} (mandataire : {MOREL})", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Mandants : {ROUX}, mandataire {CAPEL} ; {VERDIN}, mandataire {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Excusés : {ROUX} donne pouvoir en faveur de {CAPEL}, {VERDIN} (pvr {MOREL})", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Pouvoirs : {ROUX} en faveur de {CAPEL}, {VERDIN} pour M. {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Excusés : {ROUX} représentée par procuration par {CAPEL}, {VERDIN} représenté(e) par {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Excusés : {ROUX} (=> {CAPEL}), {VERDIN} ayant donné pouvoir {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("Excusés : {ROUX} (pouvoir à M. le Maire, {CAPEL}), {VERDIN}", "ROUX > CAPEL"),
    ("Absents : {VERDIN}, {ROUX} qui a donné à {CAPEL} pouvoir de voter en son nom", "ROUX > CAPEL"),
    # in a sentence of its own
    ("Excusés : {VERDIN}, {ROUX}, {MOREL}⏎Pouvoir donné à {CAPEL} par {ROUX}", "ROUX > CAPEL"),
    ("Excusés : {VERDIN}, {ROUX}, {MOREL}⏎Procuration a été donnée par {ROUX} à {CAPEL}", "ROUX > CAPEL"),
    ("Excusés : {VERDIN}, {ROUX}, {MOREL}. Délégation de vote de {ROUX} à {CAPEL}", "ROUX > CAPEL"),
    ("Excusés : {VERDIN}, {ROUX}, {MOREL}⏎Mandataire de {ROUX} : {CAPEL}", "ROUX > CAPEL"),
    ("Excusés : {VERDIN}, {ROUX}⏎{CAPEL} a procuration pour {ROUX}", "ROUX > CAPEL"),
    # two holders
    ("Excusés : {ROUX} et {VERDIN} ont donné pouvoir respectivement à {CAPEL} et {MOREL}, {PETIT}", "ROUX > CAPEL, VERDIN > MOREL"),
    # in columns
    ("Présents : {CAPEL}, {MOREL}⏎Absents représentés⏎{ROUX}    {CAPEL}⏎{VERDIN}    {MOREL}", "ROUX > CAPEL, VERDIN > MOREL"),
    ("| Nom | Présent | Pouvoirs |⏎| {CAPEL} | X |  |⏎| {MOREL} | X | {ROUX} à {CAPEL} |", "ROUX > CAPEL"),
    ("| Nom | Présent | Pouvoir de |⏎| {CAPEL} | X | {ROUX} |⏎| {MOREL} | X |  |", "ROUX > CAPEL"),
    # no holder named
    ("Absents ayant donné procuration : {ROUX}, {VERDIN}.", "ROUX > ?, VERDIN > ?"),
    ("Excusés : {ROUX} donne pouvoir à M. le Maire, {VERDIN} donne pouvoir à {MOREL}, {PETIT}", "ROUX > ?, VERDIN > MOREL"),
    # a member who leaves
    ("Présents : {ROUX}, {CAPEL} (départ à 17h55 ; en son absence, avait donné pouvoir à {ROUX}), {MOREL}", "CAPEL > ROUX"),
    ("Présents : {ROUX}, {CAPEL}⏎Le conseil délibère.⏎M. {ROUX} quitte la séance et donne pouvoir à {CAPEL}", "ROUX > CAPEL"),
    ("Présents : {ROUX}, {CAPEL}⏎Le conseil délibère.⏎{ROUX}, absent à ce point, a donné pouvoir à {CAPEL}", "ROUX > CAPEL"),
]  # fmt: skip

NO_PROXIES = [
    # to sign, not to vote
    "Présents : {ROUX}, {CAPEL}. Le conseil, sur proposition de {ROUX}, donne pouvoir à M. {CAPEL}, maire, pour signer",
    "Présents : {ROUX}, {CAPEL}⏎DONNE pouvoir à Monsieur le Maire ou son représentant de signer",
    "Présents : {ROUX}, {CAPEL}⏎Le conseil donne pouvoir à M. {VERDIN}",
    "Présents : {ROUX}, {CAPEL}⏎Vente à la société Sicale, représentée par M. {VERDIN}",
    "Absents : {ROUX}, {CAPEL}. Convention avec l'école, représentée par M. {VERDIN}",
    # a suppléant sits in his own right
    "Représentés : {ROUX} par {CAPEL}, son suppléant⏎{VERDIN} par {MOREL}, sa suppléante",
    "Excusés : {ROUX}, représenté par sa suppléante Madame {CAPEL}, {VERDIN}",
    "Présents : {ROUX}, {CAPEL}. Le conseil donne délégation de pouvoir à M. {VERDIN} pour signer",
    "Absents : {ROUX}, {CAPEL}.⏎⏎1. Succession⏎Procuration de {VERDIN} à {MOREL}, notaire",
    "Absents : {ROUX}, {CAPEL}⏎Pouvoir est donné à M. {VERDIN}, maire, pour signer",
    "Excusés : {ROUX} a donné pouvoir à M. le Maire⏎Mme {CAPEL}",
    "| Nom | Présent | Pouvoir à |⏎| {ROUX} | X | {CAPEL} |⏎| {CAPEL} | X |  |",
    # void: its holder is absent
    "Excusés : {ROUX} ayant donné procuration à M. {CAPEL} : ce pouvoir ne peut être pris en compte, {VERDIN}",
    # holders in another column that fit no giver
    "pouvoir : M. {ROUX}, Brahim à M. {CAPEL} à Mme {VERDIN} à M. {MOREL}",
]

MOVES = [
    ("ARRIVEE DE Mme {ROUX} A 19H13", [("ROUX", "arrives", time(19, 13), None)]),
    ("Arrivée de Monsieur {ROUX} qui prend part aux délibérations ci-après", [("ROUX", "arrives", None, None)]),
    ("Mme {ROUX} (arrive à l'affaire n° 5)", [("ROUX", "arrives", None, "5")]),
    ("{ROUX} (arrivée au point n°5-a)", [("ROUX", "arrives", None, "5-a")]),
    ("{ROUX} à partir de la délibération n° B-D2022-249, {CAPEL}", [("ROUX", "arrives", None, "B-D2022-249")]),
    ("M.{ROUX} quitte la séance à 21 h 49 avec le pouvoir donné par Mme {CAPEL}", [("ROUX", "leaves", time(21, 49), None)]),
    ("Madame {ROUX} quitte la salle.", [("ROUX", "leaves", None, None)]),
    ("M. {ROUX} (départ à 17h après l’étude du dossier), {CAPEL}", [("ROUX", "leaves", time(17, 0), None)]),
    (
        "Départ de {ROUX} et {CAPEL} à 20H50.",
        [("ROUX", "leaves", time(20, 50), None), ("CAPEL", "leaves", time(20, 50), None)],
    ),
    ("{ROUX} (jusqu’à 19 heures 05)", [("ROUX", "leaves", time(19, 5), None)]),
    ("{ROUX} (à compter de la délibération n°3), {CAPEL}", [("ROUX", "arrives", None, "3")]),
    # listed absent, it is the other way
    ("Absents : {ROUX} (jusqu'à la délibération n° 2), {MOREL}", [("ROUX", "arrives", None, "2")]),
    ("Absente : {CAPEL} (à partir de la délibération n°19)", [("CAPEL", "leaves", None, "19")]),
    ("Excusés : {ROUX} (à partir de 19 h 05), {CAPEL}", [("ROUX", "leaves", time(19, 5), None)]),
    ("Excusés : {ROUX} (arrivée à 19h05), {CAPEL}", [("ROUX", "arrives", time(19, 5), None)]),
    ("(Arrivée de M. {ROUX} à 19h30) (Arrivée de M. {ROUX} à 19h30)", [("ROUX", "arrives", time(19, 30), None)]),
]  # fmt: skip

NO_MOVES = [
    "M. {ROUX} part du principe que le contrat arrive à échéance",
    "{ROUX} arrivé à échéance",
    "le départ de la course, dit {ROUX}",
    "## Mme {ROUX}⏎⏎Jusqu'à quand seront fermées les toilettes du square ?",
    "M. {ROUX}, à partir de ces éléments, propose un calendrier",
    "{ROUX}⏎Arrivés en cours de séance : {LEDOUX}",
    "Excusés : {CAPEL} (pouvoir à {ROUX} jusqu'à 19h05)",
]


def proxies(attendance: Attendance) -> str:
    return ", ".join(
        f"{pair.giver.value} > {pair.holder.value if pair.holder else '?'}" for pair in attendance.proxies
    )


@each_row(("sentence", "present", "represented", "excused", "absent"), LISTS)
def test_each_member_stands_in_his_list(
    sentence: str, present: str, represented: str, excused: str, absent: str
) -> None:
    found = extract_attendance(*read(sentence))
    lists = (found.present, found.represented, found.excused, found.absent)
    assert tuple(map(names, lists)) == (present, represented, excused, absent)


@pytest.mark.parametrize(
    ("column", "present"),
    [
        ("{BREY}⏎{CORLAY}⏎{AULNOY}", "PICQ, Anne, ROUX, Jean, MOREL, Luc"),
        ("{ROULIN}⏎{CAPEL}", "ROULIN, CAPEL, PICQ, Anne, ROUX, Jean, MOREL, Luc"),
        ("{BREY}⏎{CORLAY}⏎{AULNOY}⏎et", "BREY, CORLAY, AULNOY, PICQ, Anne, ROUX, Jean, MOREL, Luc"),
        (
            "{BREY}⏎{CORLAY}⏎{AULNOY}⏎{VERTMONT}",
            "BREY, CORLAY, AULNOY, VERTMONT, PICQ, Anne, ROUX, Jean, MOREL, Luc",
        ),
    ],
)
def test_a_column_of_towns_above_as_many_full_names_is_not_present(column: str, present: str) -> None:
    text, named = read(
        f"Étaient présents :⏎{column}⏎{{Anne PICQ}}⏎{{Jean ROUX}}⏎{{Luc MOREL}}⏎Excusé : {{PETIT}}⏎"
    )
    persons = []
    for name in named:
        given, _, family = str(name.value).rpartition(" ")
        persons.append(replace(name, value=Person(given or None, family, key=family)))
    assert names(extract_attendance(text, persons).present) == present


def test_a_column_of_surnames_that_the_act_gives_to_somebody_is_present() -> None:
    text, named = read(
        "Étaient présents :⏎{BREY}⏎{CAPEL}⏎{AULNOY}⏎{Anne PICQ}⏎{Jean ROUX}⏎{Luc MOREL}⏎Excusé : {PETIT}⏎⏎{Léa BREY} et "
        "{Paul CAPEL} exposent.⏎"
    )
    persons = []
    for name in named:
        given, _, family = str(name.value).rpartition(" ")
        persons.append(replace(name, value=Person(given or None, family, key=family)))
    assert (
        names(extract_attendance(text, persons).present)
        == "BREY, CAPEL, AULNOY, PICQ, Anne, ROUX, Jean, MOREL, Luc"
    )


@each_row("sentence", NOBODY)
def test_words_of_attendance_in_a_sentence_list_nobody(sentence: str) -> None:
    found = extract_attendance(*read(sentence))
    assert (found.present, found.represented, found.excused, found.absent, found.proxies) == ((), (), (), (), ())


@each_row(("sentence", "expected"), PROXIES)
def test_a_pouvoir_has_a_giver_and_a_holder(sentence: str, expected: str) -> None:
    found = extract_attendance(*read(sentence))
    assert proxies(found) == expected


@pytest.mark.parametrize(
    ("given", "behind", "holders"),
    [
        ("Anne", " (pouvoir donné à Anne)", ["Anne ROUX"]),
        ("Jean-Pierre", " (procuration à Jean-Pierre), excusé", ["Jean-Pierre ROUX"]),
        ("Léa", " (pouvoir à LEA)", ["Léa ROUX"]),
        ("Luc", " (pouvoir à Luc)", [None]),  # two of those present are called so
        ("Anne", " (pas de pouvoir)", []),
    ],
)
def test_a_pouvoir_may_name_its_holder_by_the_given_name(
    given: str, behind: str, holders: list[str | None]
) -> None:
    text, named = read(f"Présents : {{ROUX}}, {{CAPEL}}⏎Excusés : {{MOREL}}{behind}⏎")
    persons = [
        replace(name, value=Person(who, str(name.value), key=str(name.value)))
        for name, who in zip(named, (given, "Luc", "Marc"), strict=True)
    ]
    found = extract_attendance(text, persons)
    assert [pair.holder and pair.holder.full_name for pair in found.proxies] == holders


@each_row("sentence", NO_PROXIES)
def test_no_pouvoir_to_vote(sentence: str) -> None:
    assert [pair for pair in extract_attendance(*read(sentence)).proxies if pair.holder] == []


def test_a_giver_is_no_longer_excused_nor_absent() -> None:
    found = extract_attendance(*read("Excusés : {ROUX}, {CAPEL}, {VERDIN}⏎Pouvoirs : {ROUX} à {MOREL}"))
    assert (names(found.represented), names(found.excused)) == ("ROUX", "CAPEL, VERDIN")


@pytest.mark.parametrize(
    ("counts", "absent"),
    [
        ("", ""),
        ("Nombre d'absents : 2. ", ""),
        ("Nombre d'absents : 3. ", "ROUX, CAPEL, VERDIN"),
        ("Membres en exercice : 5. ", "ROUX, CAPEL, VERDIN"),
    ],
)
def test_names_that_run_on_are_absent_only_if_a_count_says_so(counts: str, absent: str) -> None:
    sentence = f"{counts}Présents : {{MOREL}}, {{PETIT}}. Absents : {{ROUX}} {{CAPEL}} {{VERDIN}}"
    assert names(extract_attendance(*read(sentence)).absent) == absent


def test_a_suppleant_represents_without_a_pouvoir_where_others_give_one() -> None:
    text = (
        "Absents donnant procuration : {ROUX} (donne procuration à {CAPEL}) "
        "Absents excusés : {VERDIN} (représenté par {MOREL}), {PETIT}"
    )
    found = extract_attendance(*read(text))
    assert (proxies(found), names(found.excused)) == ("ROUX > CAPEL", "VERDIN, PETIT")


@each_row(("sentence", "moves"), MOVES)
def test_comings_and_goings(sentence: str, moves: list[tuple[str, str, time | None, str | None]]) -> None:
    found = extract_attendance(*read("Présents : {ROUX}, {CAPEL}⏎Le conseil délibère.⏎⏎" + sentence))
    assert [(str(move.who.value), move.way, move.time, move.item) for move in found.movements] == moves


@pytest.mark.parametrize("sentence", NO_MOVES)
def test_nobody_comes_or_goes(sentence: str) -> None:
    assert (
        extract_attendance(*read("Présents : {ROUX}, {CAPEL}⏎Le conseil délibère.⏎⏎" + sentence)).movements == ()
    )


def listed(separator: str, many: int) -> tuple[str, list[Mention]]:
    return read("Présents : " + separator.join(f"{{N{number}}}" for number in range(many)))


@pytest.mark.parametrize(
    "separator",
    [
        ", ",
        " à ",
        " (pouvoir à ",
        "\nAbsents : ",
        " " * 200,
        "." * 300,
        "| ",
        " : P | ",
        "\nPouvoir de ",
        "\n",
        "\nP  ",
        " X\n",
        " absent\n",
        "\nPrésents : 9 ",
    ],
)
def test_a_long_list_takes_time_in_proportion(separator: str, size: int) -> None:
    assert_grows_linearly(
        lambda given: extract_attendance(*given), lambda many: listed(separator, many), size // 100
    )


@pytest.mark.parametrize(
    "piece", ["Présents : absents : pouvoirs ", "| présent   émargement ", "| Nom | Présent |\n"]
)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    _, named = listed(", ", size // 10)
    assert_grows_linearly(lambda text: extract_attendance(text, named), repeated(piece), size)


@given(
    st.lists(
        st.sampled_from(
            ["Présents : ", "Absents : ", ", ", " à ", "{ROUX}", "{CAPEL}", " (pouvoir de ", "⏎", "5 "]
        )
    )
)
def test_a_member_stands_once_in_a_list(parts: list[str]) -> None:
    text, named = read("".join(parts))
    found = extract_attendance(text, named)
    for mentions in (found.present, (*found.represented, *found.excused, *found.absent)):
        assert set(mentions) <= set(named)
        assert len({str(mention.value) for mention in mentions}) == len(mentions)
