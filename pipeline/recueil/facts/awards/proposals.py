"""Find awards in the points of an agenda whose proposal the council adopts, whatever words propose it.

« L'association Mémoire vive classera ce fonds. Elle recevra 900 €. Vote : unanimité », « La société X est
préférée pour 17 930 €. Adopté », « Mme Y en offre 18 600 €. Le conseil accepte ». A point runs from its heading to
the next; it counts if an adoption follows the sum there, or its own sentence decides. Of offers that are compared,
only the one that the point says is chosen counts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from recueil.facts.awards import phrases
from recueil.facts.awards.clauses import AwardMatch, asks_for_money, recalls_decision
from recueil.facts.awards.funders import FUNDER
from recueil.facts.awards.grids import FUNDERS, NO_BODY
from recueil.facts.awards.recipients import (
    TRADES,
    RecipientName,
    classify_recipient,
    clean_name,
    parse_common_name,
    parse_name,
)
from recueil.text import fold_accents
from recueil.values import Amount, Mention
from recueil.values.mention import mentions_between, start_of

_ROLES = (None, "subvention", "marche", "prix-vente", "cotisation", "indemnite", "cout-total")
_LONGEST_POINT, _LONGEST_TITLE, _LONGEST_SENTENCE = 4000, 160, 400
_ADOPTED_REACH, _ANTECEDENT_REACH, _NAME_REACH, _LONGEST_LINK = 900, 500, 190, 130
_LINE_HEADING = (
    r"[ \t\u00a0]{0,20}(?:"
    r"(?:[IVX]{1,5}|[0-9]{1,2}(?:[.-][0-9]{1,2})?)[ \t]?(?:[.)°/:–—-][ \t]?){1,4}(?=[^\W\d_])"
    r"|(?:[Nn][°º]\s?)?(?:[A-Z]{1,3}[.-]?)?[0-9]{4}[-/. ][0-9]{1,3}[^\n€]{0,110}(?=\n)"
    r"|(?<!:\n)(?<!: \n)(?![0-9]{5}\s)(?=[^\n]{0,60}[A-ZÀ-Ý]{4})(?![^\n]{0,90}\s(?:SARL|SAS|EURL"
    r"|SA)\s)[^\na-zà-ÿ€]{10,120}(?:\n|\Z)"
    r"|(?:Objet|OBJET|Point|POINT|D[ée]lib[ée]ration|D[ÉE]LIB[ÉE]RATION|Question|QUESTION|Rapport"
    r"|RAPPORT)\s?(?:n|N|:|[0-9])"
    r"|(?!(?:L[ea]s?|L['’]|M\.|Mm?e|Mrs?|MM|Monsieur|Madame|Apr[èe]s|Sont|Est|Il|Elle|Vu|Consid|D[ée]cid"
    r"|D[ÉE]CID|Vote|Pour|Mieux|Sur|[ÉE]taient)(?![a-zà-ÿ]))"
    r"[A-ZÀ-Ý][^\n:€.;,]{4,60}\s?:[ \t]{0,6}(?=\n))"
)
_FIRST_HEADING = re.compile(_LINE_HEADING)  # at the start of the text
_HEADING = re.compile(
    rf"\n{_LINE_HEADING}"
    r"|\s[0-9]{1,2}\s?(?:[.°-]{1,2}[ ]{1,3}|\)[ ]{0,3})(?=[A-ZÀ-Ý][^\n€]{4,110}\s?[:.]\s)"
)
_ADOPTED = re.compile(
    r"unanim|(?<![a-z])(?:adopt(?:ee?s?|ent)|approuvee?s?(?=\s?\.)|(?:approuv|valid|accept|enterin|autoris)e(?:nt)?|suit\s"
    r"|votee?s?(?:\s(?:ces|cette|la|les|l'))?"
    r"|decident?|donne(?:nt)? (?:son|leur|un) (?:accord|avis favorable)|accord(?!\s?[ -]cadre)(?=\s(?:du|de"
    r"|des|a|par|unanime)"
    r"|\s?[.,])|retient|retiennent|est favorable|majorite)(?![a-z])"
    r"|(?<![0-9])(?!0\s)[0-9]{1,3}\s(?:voix\s)?pour(?![a-z])"
    r"|(?<![a-z])pour\s?:?\s?(?!0)[0-9]"
)
_REJECTED = re.compile(
    r"(?<![a-z])(?:rejet|refus|ajourn|repouss|report(?!age|er sur)|retir|defavorable|sursis|surseoir|ne (?:pas"
    r"|donne pas|souhaite pas"
    r"|retient pas)|n'est pas|ne sont pas|sans suite|non (?:adopt|retenu))"
)
_DECISIVE = re.compile(
    r"(?<![a-z])(?:decid\w{1,3}|accept\w{1,3}|approuv\w{1,3}|accord(?:e|ent|er)|attribue(?:nt|r)?|alloue(?:nt"
    r"|r)?|octroie(?:nt)?"
    r"|vot(?:e|ent|er)|retien(?:t|nent)|retenir|fixent?|(?:est|sont) (?:accord|attribu|allou|vers|octroy"
    r"|retenu|cede|vendu|confie|adopt)\w{0,4})(?![a-z])"
)
_SENTENCE = re.compile(
    r"(?<![A-Z])(?<!\bM)(?<!\bMe)[.;!?]\s|\n\s{0,60}\n|\n[ \t]{0,60}[-–—•▪➢*►]\s|\n(?=[A-ZÀ-Ý])"
)
_OTHER_SUM = re.compile(
    r"(?<![a-z])(?:demand\w{1,5}|sollicit\w{0,5}|estim\w{1,6}|evalu\w{1,4}|couts?|coute\w{0,4}|budget\w{0,5}"
    r"|enveloppe|totale?s?|totaux"
    r"|credits?|loyers?|tarifs?|cartes?|billets?|repas|entrees?|dont|plafond\w{0,3}|limite|maximum|minimum"
    r"|seuil|promi[st]\w{0,2}|rest(?!aur)\w{1,5}"
    r"|recettes?|(?<!lui )(?<!leur )rembours\w{2,8}|franchise|penalites?|capital|quotient|inscri\w{1,5}"
    r"|prevu\w{0,2}|prevoit|ouvert\w{0,2}|emprunt\w{0,4}|prets?"
    r"|etat|region|departement|detr|dsil|feder|caf|drac|fctva|charge de|contre|avait|avaient|en 20[0-9]{2}"
    r"|l'an (?:passe|dernier)"
    r"|initial\w{0,2}|port(?:e|ee|er|ant) de|ramene\w{0,2} de|recu\w{0,2}|percu\w{0,2}|encaiss\w{1,4}"
    r"|depenses?|financ\w{1,7}|caution|salaire|traitement"
    r"|benefices?|deficit|excedent|amendes?|taxes?|impots?|dette|annuites?|pese|deja|provision|devis (?:recus"
    r"|suivants)|chacun\w?)(?![a-z])"
)
_OTHER_AFTER = re.compile(
    r"\$?\s{0,3}(?:h\.?t\.?|ttc)?\s?\(?(?:par|l[ea] (?:m|colis|repas|tonne|metre|piece|kilo|litre|stere|jour"
    r"|mois|place|carte)|l'(?:hectare|are|heure|unite|an)|/|(?:ont ete |etaient |sont |est )?(?:demand"
    r"|sollicit|inscri|prevu|estim|recu|percu)|de (?:budget|credits?"
    r"|travaux|loyer)|a la charge|restent|du (?:departement|conseil|fonds)|de (?:l'etat|la region|la caf)"
    r"|a (?:la region|l'etat|la caf))(?![a-z])"
)
_NOT_AWARDS = re.compile(
    r"(?<![a-z])(?:plans? de financement|tarifs?|loyers?|baux?|bail|budgets?(?! annexe)"
    r"|decisions? modificatives?|comptes? (?:de gestion|administratifs?)"
    r"|affectation|virements?|emprunts?|garanties?|taxes?|redevances?|admissions? en non|amortissements?"
    r"|indemnites? (?:de fonction|des? (?:elus|maire|adjoints))"
    r"|ordre du jour|regie|demandes? de (?:subventions? )?(?:a l'etat|au departement|detr|dsil)|detr"
    r"|dsil)(?![a-z])"
)
_SALE = re.compile(
    r"(?<![a-z])(?:vent(?:e|es)|vend(?:re|u|ue|ent)?|cession|ced(?:e|er|ee|es)|acqu\w{3,9}|ach(?:at|ete|eter"
    r"|etent))(?![a-z])"
)
_BUYS = re.compile(r"(?<![a-z])(?:acqu\w{3,9}|ach(?:at|ete|eter))(?![a-z])")
_PROPERTY = re.compile(
    r"(?<![a-z])(?:parcelles?|terrains?|lotissements?|m2|m²|delaisse|maison|immeuble|batiment|vigne|bois"
    r"|hectares?|ares|chemin|vehicule"
    r"|camion|tracteur|coupe|presbytere|local|grange|cadastre\w{0,2}|tondeuse|fourgon)(?![a-z])"
)
_CONTRACT = re.compile(
    r"(?<![a-z])(?:lots?|marches?|offres?|devis|entreprises?|bureaux? d'etudes?|consultation|prestataires?"
    r"|cabinet|fournisseurs?"
    r"|maitrise d'oeuvre|achats?|travaux|spectacle|artisans?|contrat|convention"
    r"|assurera|realisera|fournira|livrera|executera|accepte d(?:e |'(?=[a-z]{2,14}(?:er|ir|re) )))(?![a-z]{4})"
)
_GIFT = re.compile(
    r"(?<![a-z])(?:(?P<fonds>fonds de concours)|(?P<aide>aides?|secours|bourses?|primes?|recompenser?)"
    r"|(?P<cotisation>cotisations?|adhesions?|adherer)"
    r"|(?P<indemnite>indemnit\w{1,4}|gardiennage|dedommag\w{1,6})|(?P<participation>participations?"
    r"|contributions?)"
    r"|(?P<subvention>subventions?|dons?|avances?|acomptes?|soutien|associations?)"
    r"|(?P<versement>(?:re)?vers(?:er|e|es|ee|ees)|donner?|recev\w{1,7}|percev\w{1,7}|recoi\w{1,3}|regler|attribu\w{1,5}"
    r"|accord(?:e|er|ee|ees)"
    r"|allou\w{1,5}|octro\w{1,6}))(?![a-z])"
)
# What leads from the name to its sum, by kind.
_BARE_LINK = re.compile(r"[\s:,–—(=|._…+-]{1,60}(?:(?:la somme|un montant) de\s)?")
_RANKED = re.compile(r"\s?\([^()€]{1,30}(?:,|:|–|-)\s")  # « Mme X (1er prix, 80 €) »
_GETS = re.compile(
    r"(?<![a-z])(?:recevr\w{1,5}|recoi\w{1,4}|percevr\w{1,5}|percoi\w{1,4}|toucher\w{1,5}|obtien\w{1,4}"
    r"|se (?:verrai\w{1,3}|voit|voient|verra) (?:attribuer"
    r"|accorder|allouer|verser)|beneficie\w{0,5}|aurai\w{1,3}|auront|aura)(?![a-z])"
)
_OF_SUM = re.compile(
    r"(?:(?:,|une?|la|de|d'une?|d'un|somme|indemnite|subvention|aide|bourse|prime|participation|exceptionnelle"
    r"|annuelle|complementaire|montant|a hauteur)(?:\s{1,3}|(?<='))){1,8}"
)
_PRICED = re.compile(
    r"(?<![a-z])(?:pour|au prix(?: \w{3,9})? de|moyennant|a hauteur de|d'un montant (?:\w{3,9} )?de"
    r"|pour un montant (?:\w{3,9} )?de|offr\w{1,4}|propos\w{1,4}"
    r"|s'eleve\w{0,2} a|l'emporte|est la (?:moins|mieux)[ -]disante|(?:est|sont) (?:retenue?|preferee?"
    r"|choisie?)s?|soit)(?![a-z])"
)
_NAME_START = re.compile(
    r"(?:\A|(?<![a-z])(?=(?:m\.|mme|mlle|monsieur|madame|mademoiselle|messieurs)\s)|(?<![a-z])(?:enfin|ensuite"
    r"|puis|ainsi|retient|retenir|choisit|choisir|propose|preferer?)\s{1,3}|[\n;:,.(•*▪➢–—-]\s{0,6}"
    r"|(?<![a-z'])(?:a|au|aux|de|du|des|par|que|et|avec|pour)\s{1,3}|(?<![a-z])(?:l'|d')|(?<![a-z])(?:la|le"
    r"|les)\s{1,3})(?=[^\W\d_«\"])"
)
_TO = re.compile(
    r"(?:\s{0,3}(?:h\.?t\.?|ttc))?(?:\s{0,3}\([^()]{2,60}\))?\s{1,3}(?:(?:de|d'|en"
    r"|a travers|via)\s?[a-z' ]{3,40}?\s)?"
    r"(?:(?:iraient|iront|ira|irait|est|sont|seront|sera|serait)\s(?:(?:vers|attribu|accord|allou|vot|octroy)ee?s?\s)?"
    r"|(?:vers|attribu|accord|allou|vot|octroy)ee?s?\s)?(?P<to>a|au|aux|a l'|(?P<loose>pour)|en faveur d(?:e"
    r"|u)|au profit d(?:e|u|es))(?:\s{1,3}|(?<='))(?:l'|l\s|la |le |les )?"
)
_PRONOUN = re.compile(
    r"(?<![a-z])(?:lui\s{1,3}(?:vers|attribu|accord|allou|octroy|rembours|vend|ced|regl|donn|rachet|achet"
    r"|pay)\w{1,4}|leur\s{1,3}(?:vendre|ceder|racheter)"
    r"|(?:elle|il|elles|ils|celle-ci|celui-ci)\s{1,3}(?:(?:recev|percev|recoi|percoi|touch|accept)\w{1,6}"
    r"|en\s(?:offr|propos|donn)\w{1,4}))(?![a-z])"
)
_DEFINITE = re.compile(
    r"(?:l'|la |le )?(?P<noun>association|amicale|club|comite|college|lycee|ecole|cooperative|societe"
    r"|entreprise|compagnie|federation|syndicat|foyer|harmonie|fondation)(?![a-z])"
    r"(?=\s{0,3}[.,;)\n]|\s(?:est|sont|pour|sera|au|en|dans|par|a)(?![a-z]))"
)
# Those who report, propose or ask a question are not paid for it.
SPEAKS = re.compile(
    r"\s{0,3}(?:,?\s?(?:adjointe?|maire|conseill\w{3,5}|rapporteu\w{1,2}|vice-president\w?|president\w?"
    r"|delegue\w{0,2}|deleguee)|(?:rapport|expos|indiqu|precis|present|rappel|expliqu"
    r"|fait|donn|remerci|inform|demand|propose (?:au|de|que|d')|soumet|repond|sort|quitt|s'absti|ne prend"
    r"|se retir|trouv|juge|lit|annonc|estim)\w{0,5}(?![a-z]))"
)
_OF_SENTENCE = re.compile(
    r"\s(?:et|ou|sur la base|actuellement|complète|présente|ainsi)\s?[a-zà-ÿ]{0,14}(?:ée?s?|te|ement)?\Z|(?:^"
    r"|\s)De\s[a-z]+er\Z|[|_]"
)
_SPEAKER = re.compile(r"\s{0,3}:\s{1,3}[A-ZÀ-Ý]")
_SAYS = re.compile(
    r"(?<![a-z])(?:presente|expose|rapporte|propose|promi[st]|pese|informe|rappelle|demande"
    r"|conseil d'administration)(?![a-z])"
)
_NO_NAME = re.compile(
    r"(?:Celui|Celle(?:-ci)?|Ceux|Aussi|Membres|Y_|Estimation|ASSOCIATIONS|Associations|CAO(?![\w])|Choix"
    r"|Fonds de concours|Subventions?|Avenants?|Devis|Lots?|[Cc]ommission)(?![a-z])|(?:Et|Mais|Ils?|Elles?"
    r"|Notre|Votre|Le [Cc]onseil|Oui|Non|Pourquoi|Cet?(?:te)?|Ces)\s|Conseil\s"
)
_COMMON_NAME = re.compile(
    r"(?:l'|la |le |les )?(?P<name>(?:association|amicale|club|comite|chorale|foyer|station|syndicat|harmonie"
    r"|fanfare|cercle|cooperative|college|lycee"
    r"|troupe|compagnie|union|famille|bibliotheque|creche|ecole|aines|pompiers|paroisse|ludotheque|batterie"
    r"|societe de)s?"
    r"(?:\s(?:(?:de la|de l'|de|du|des|d'|et|la|en|a)\s?)?(?!pour|est|sont|recev|percev|au|dans|par"
    r"|qui)[a-z0-9'-]{3,20}){1,5}?)"
    r"(?=\s{0,3}[.,;:)\n(]|\s{1,3}(?:est|sont|pour|recev\w+|percev\w+|au|afin|dont|qui|dans|[–—-])(?![a-z])"
    r"|\s{0,3}\Z)"
)
_CHOOSES = re.compile(
    r"(?<![a-z])(?:retien\w{0,4}|reten\w{1,3}|choisi\w{0,3}|propos\w{1,4}|prefer\w{1,3}|attribu\w{1,4}"
    r"|vend\w{1,3}|ced\w{1,3}|opt\w{1,4}|confi\w{1,3}|accept\w{1,3})(?![a-z])"
)
_IS_CHOSEN = re.compile(
    r"[^.;€:]{0,30}?\s(?:est|a ete|sont)\s(?:donc |ainsi )?(?:retenu|choisi|prefer|accept|classee? premi"
    r"|la (?:mieux|moins)|le (?:mieux|moins))"
)
_BEST = re.compile(r"(?:moins|mieux)[ -](?:disant|cher|elev)\w{0,4}|plus (?:avantageuse?|basse?)|mieux classee?")
_LOT = re.compile(r"(?<![a-z])lots?\s{0,3}(?:n\s?[°ºo]\s?)?(?P<number>[0-9]{1,2})(?![0-9])")
_LONG_WORD, _KIND_REACH, _DECIDED_REACH = 4, 260, 500
_CHAIN = re.compile(
    r"(?:\s{0,3}(?:h\.?t\.?|ttc))?(?:[ \t\u00a0]{1,30}|\s{1,3}a\s{1,3}|[^.;€\n]{0,60}?[,(=\s]\s{0,3}(?:soit"
    r"|=)\s{1,3}(?:un total de\s|la somme de\s)?)"
)
_RECALLED = re.compile(
    r"(?<![a-z])(?:lors du conseil|bilans?|sur la base|versees? en 20[0-9]{2}|par deliberations?|(?:avait|a"
    r"|ont|avaient) (?:deja )?(?:ete )?(?:approuv"
    r"|attribu|vot|accord|decid|vers|vend|ced|acquis|paye|regl)\w{0,3}"
    r"|pour memoire|rappel\w{1,4})(?![a-z])"
)
# « Elle avait reçu 500 €. Il est donc proposé d'attribuer une subvention complémentaire de »: what is given now
_PROPOSES_GIFT = re.compile(
    r"(?<![a-z])(?:il est|il sera) (?:donc |ainsi )?propose [^.;€]{0,60}?"
    r"(?:d'attribuer|d'accorder|d'allouer|d'octroyer|de verser)(?![a-z])"
)
_ACCOUNTS = re.compile(
    r"(?<![a-z])(?:plans? de financement|financement|recettes|depenses|decision modificative"
    r"|credits de paiement|autorisations? de programme|sections? d"
    r"|tarifs?|loyers?|quotient|heures|comptes? administratifs?|investissement|mensuel\w{0,2}|reste a charge"
    r"|phase [0-9]|redevances?|frais de fonctionnement)(?![a-z])|\|"
)
_ACCOUNTS_REACH, _RECALL_REACH = 260, 160
# « solliciter une subvention au titre de la DETR pour les travaux suivants :⏎- rue Haute : 9 000 €⏎- »
_ASKED_LIST = re.compile(
    r"(?P<announced>(?:sollicit|demand)\w{1,4}\s[^.;:€]{0,60}?(?:subvention|aide)[^:€]{0,160}:)[ \t]{0,4}\n"
    r"(?:[ \t]{0,9}[-–•*][^\n]{0,120}\n){0,8}[ \t]{0,9}(?:[-–•*]\s{0,3})?\Z"
)
_LONGEST_ASKED_LIST = 900
_BY = re.compile(
    r"(?<![a-z])(?:(?:par|dons? de|(?:participation|contribution|prise en charge) (?:du|de))\s"
    r"(?:l'|la |le |les )?|frais (?:(?:de |d'|du )(?:la |l')?)?)"
    r"(?:(?:m\.|mme|monsieur|madame)\s{1,3})?\Z"
)
_OF = re.compile(r"(?<![a-z])(?:de|du|des|de la)\s\Z")
_BRACKET_REACH = 160
_PRICED_KINDS = ("marche", "cession", "acquisition", "avenant")
# « Mieux-disants : », above one firm for each lot
_RETAINED = re.compile(
    r"(?<![a-z])(?:(?:mieux|moins)[ -]disants|attributaires|(?:entreprises|offres) retenues)(?![a-z])"
)
_ANNOUNCED = re.compile(r"(?<![a-z])(?:subventions?|associations?|aides? aux)(?![a-z])")
_CAPITALS = re.compile(r"(?:[A-ZÀ-Ý0-9&'’.-]{2,}\s?){1,6}\Z")
_SHORT_POINT, _BESIDE, _CHOICE_REACH = 1500, 120, 90
_ADDS = re.compile(r"avenant[^.;€]{0,60}(?:s'eleve a|est de|d'un montant (?:\w{3,9} )?de)\s{0,3}\Z")
# « il est proposé de solliciter une subvention »: the price is that of a project
_FUNDED = re.compile(r"(?<![a-z])(?:sollicit\w{1,4}|demander)\s[^.;€]{0,60}?(?:subvention|aide|financement)")
_OFFERS = re.compile(r"(?<![a-z])(?:devis|offres)(?![a-z])")
_PAYS = re.compile(
    r"(?<![a-z])(?:s'engage|apporte|participe|contribue|finance|prend en charge|nous verse|versee? a la)"
)
_PART = re.compile(r"\s{0,3}\(\s?(?:dont|dans|y compris)[^()]{2,60}\)")
_GIVEN = re.compile(
    r"(?<![a-z])(?:vers|attribu|accord|allou|octroy|donn|vot|regl|reconduir)\w{1,3}\s[^.;€]{0,60}?(?:de|d'|:"
    r"|la somme de|l'indemnite|soit)?\s{0,3}\Z"
)
_TITLE = re.compile(
    r"(?<![a-z])(?:subventions?|aides?|participations?|fonds de concours|indemnisations?|indemnites?"
    r"|adhesions?|cotisations?|dons?|avances?|secours|bourses?)"
    r"(?:\s(?:exceptionnelles?|communales?|annuelles?|de [a-z]{5,20}))?\s{1,3}(?:(?:a|au|aux|pour|de|du"
    r"|en faveur d[eu]|[:–—-])(?:\s{1,3}|(?<=')))?(?:l'|la |le |les )?"
)


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the agenda: its span in the text, and where its heading ends."""

    start: int
    body: int
    end: int


@dataclass(frozen=True, slots=True)
class _Sum:
    """An amount of a point: where the first of those that make it up begins, its own words, and its sentence.

    ``following``: where the next amount begins.
    """

    amount: Mention
    anchor: int
    own: int
    start: int
    following: int


@dataclass(frozen=True, slots=True)
class _Found:
    what: str
    name: RecipientName
    amount: Mention
    decided: bool  # by its own sentence
    dative: bool  # « 3 000 € au festival X »: who gets it, whatever his kind


def find_in_proposals(
    text: str,
    plain: str,
    amounts: Sequence[Mention],
    organisations: Sequence[Mention],
    persons: Sequence[Mention],
    known: Sequence[AwardMatch],
) -> tuple[list[AwardMatch], frozenset[int]]:
    """Return the awards of the points that are adopted, and the offsets of amounts that another firm offered.

    ``known``: the awards of other rules, whose amounts are left alone, but for those of offers not chosen.
    """
    by_amount = {award.amount.start: award for award in known}
    if all(amount.start in by_amount for amount in amounts):
        return [], frozenset()
    names = sorted([*organisations, *persons], key=start_of)
    awards: list[AwardMatch] = []
    rivals: set[int] = set()
    for point, own in find_points(text, amounts):
        if all(amount.start in by_amount for amount in own) or _NOT_AWARDS.search(plain, point.start, point.body):
            continue
        found = list(_read_sums(text, plain, point, own, names, by_amount))
        chosen = list(_choose(plain, point, found, own, names))
        stated = [by_amount[amount.start] for amount in own if amount.start in by_amount]
        others = [
            award
            for award in stated
            if award.what == "marche"
            and _lot_number(plain, point, min(award.name.start, award.amount.start)) is None
        ]
        if any(_is_stated_choice(plain, point, award) for award in others):
            chosen = [each for each in chosen if each.what != "marche"]
        for each in chosen:
            first, last = min(each.name.start, each.amount.start), max(each.name.end, each.amount.end)
            awards.append(AwardMatch(first, last, each.what, each.name, each.amount))
        firms = [each for each in chosen if each.what == "marche" and _is_chosen(plain, point, each.name)]
        rivals |= {
            award.amount.start for award in others if any(_is_rival(plain, point, award, firm) for firm in firms)
        }
    return awards, frozenset(rivals)


def find_points(text: str, amounts: Sequence[Mention]) -> Iterator[tuple[Point, list[Mention]]]:
    """Yield the points of the agenda that have amounts, with these."""
    opening = _FIRST_HEADING.match(text)
    starts = sorted({match.start() for match in _HEADING.finditer(text, opening.end() if opening else 0)} | {0})
    by_point: dict[int, list[Mention]] = {}
    for amount in amounts:
        by_point.setdefault(starts[bisect_right(starts, amount.start) - 1], []).append(amount)
    for start, own in by_point.items():
        at = bisect_right(starts, start)
        end = min(starts[at] if at < len(starts) else len(text), start + _LONGEST_POINT)
        yield _read_point(text, start, end), own


def _is_stated_choice(plain: str, point: Point, award: AwardMatch) -> bool:
    """Return whether an award of other rules is the offer that the words before its name or elsewhere choose."""
    start = max(point.start, award.name.start - _CHOICE_REACH)
    return _DECISIVE.search(plain, start, award.name.start) is not None or _is_chosen(plain, point, award.name)


def _is_rival(plain: str, point: Point, award: AwardMatch, firm: _Found) -> bool:
    """Return whether an award is a price beside that of the firm that the point chooses."""
    return (
        abs(award.amount.start - firm.amount.start) < _BESIDE
        and award.value != firm.amount.value
        and _key(award.name) != _key(firm.name)
        and not _is_chosen(plain, point, award.name)
    )


def _read_point(text: str, start: int, end: int) -> Point:
    opened = start + 1 if text[start : start + 1].isspace() else start
    line = text.find("\n", opened, min(end, opened + _LONGEST_TITLE))
    colon = text.find(":", opened + 6, min(end, opened + _LONGEST_TITLE))
    ends = [at for at in (line, colon) if at >= 0]
    return Point(start, min(ends) if ends else min(end, opened + _LONGEST_TITLE), end)


def _read_sums(
    text: str,
    plain: str,
    point: Point,
    amounts: Sequence[Mention],
    names: Sequence[Mention],
    taken: Collection[int],
) -> Iterator[_Found]:
    anchor, before, used = point.start, point.start, set[int]()
    for at, amount in enumerate(amounts):
        following = _next_start(plain, point, amounts, at)
        gap = plain[before : amount.start]
        if at and phrases.RESTATES.fullmatch(gap):
            before = amount.end
            continue  # « 100 € HT soit 120 € TTC »: the first
        if not (at and _CHAIN.fullmatch(gap)):  # else « 25 € par élève, soit 325 € » or two columns: one sum
            anchor, previous = amount.start, before
        before = amount.end
        value = amount.value
        if amount.end > point.end or amount.start in taken or not isinstance(value, Amount):
            continue
        if (
            value.per not in (None, "an")
            or value.amount <= 1
            or value.role not in _ROLES
            or _OTHER_AFTER.match(plain, amount.end)
        ):
            continue
        if at + 1 < len(amounts) and _is_followed(plain, amount.end, amounts[at + 1].start):
            continue  # the last sum of a row is the one that is decided
        start = _sentence_start(text, point, anchor)
        if not _is_adopted(text, plain, point, start, amount):
            continue
        own = max(start, previous)
        sentence = plain[start:anchor]
        receives = _GETS.search(sentence) or _PRONOUN.search(sentence)  # « Elle recevra 900 € »
        if (asks_for_money(sentence) and not receives) or recalls_decision(sentence):
            continue
        asked = _ASKED_LIST.search(plain, max(point.start, start - _LONGEST_ASKED_LIST), start)
        if asked and FUNDER.search(plain, asked.start(), asked.end("announced")):
            continue  # what an aid is asked for
        reach = start if _PROPOSES_GIFT.search(sentence) else min(start, anchor - _RECALL_REACH)
        if _RECALLED.search(plain, max(point.start, reach), anchor):
            continue
        if _ACCOUNTS.search(plain, _since_vote(plain, max(point.start, anchor - _ACCOUNTS_REACH), start), anchor):
            continue
        if what := _kind(plain, point, start, amount, following):
            sum_ = _Sum(amount, anchor, own, start, following)
            name = _recipient(text, plain, point, sum_, names, what)
            if name and name.start not in used and not _is_other(plain, name, sum_):
                used.add(name.start)
                decided = _DECISIVE.search(plain, start, max(start, name.start)) is not None
                to = _TO.match(plain, amount.end, min(following, amount.end + 160))
                dative = to is not None and to["loose"] is None and name.start == to.end()
                yield _Found(what, name, amount, decided, dative and what not in _PRICED_KINDS)


# « … adopte ces tarifs par 24 voix pour et 3 contre. »: what follows is about something else.
_VOTED = re.compile(
    r"[0-9]{1,3} (?:voix )?(?:pour|contre)[^.;€\n]{0,40}[.\n]|unanimite\s?[.\n]|\n[ "
    r"\t\u00a0]{0,20}\n"
)


def _since_vote(plain: str, start: int, end: int) -> int:
    """Return where the last vote or paragraph before a sentence ends, at least ``start``."""
    *_, vote = (None, *_VOTED.finditer(plain, start, end))
    return vote.end() if vote else start


def _is_followed(plain: str, end: int, start: int) -> bool:
    """Return whether the next amount is of the same row, and is no other form of the same sum."""
    return not phrases.RESTATES.fullmatch(plain, end, start) and _CHAIN.fullmatch(plain, end, start) is not None


def _next_start(plain: str, point: Point, amounts: Sequence[Mention], at: int) -> int:
    """Return where the next amount begins, but for a part in brackets: « 2 600 € (dont 900 €) au club »."""
    amount = amounts[at]
    part = _PART.match(plain, amount.end)
    end = part.end() if part else amount.end
    return next((other.start for other in amounts[at + 1 :] if other.start >= end), point.end)


def _is_other(plain: str, name: RecipientName, found: _Sum) -> bool:
    """Return whether words before a sum say that it is asked, estimated, or another's."""
    words = plain[found.own : found.anchor]
    opened = plain[max(0, name.start - _BRACKET_REACH) : name.start]
    if opened.count("(") > opened.count(")") and not _is_only_in_bracket(plain, name, found):
        return True  # a remark: « sur la base de la subvention 2023 (CCAS : 480 000 € ; MJC : 154 000 €) »
    if name.start > found.amount.start or name.end <= found.own:
        return _OTHER_SUM.search(words) is not None
    return _OTHER_SUM.search(plain, name.end, found.anchor) is not None or words.rstrip().endswith(("x", "×"))


def _is_only_in_bracket(plain: str, name: RecipientName, found: _Sum) -> bool:
    """Return whether a bracket holds a name and its sum, and nothing else: « un spectacle (Cie X, 780 €) »."""
    return (
        _OPENS_BRACKET.search(plain, max(0, name.start - 6), name.start) is not None
        and _IN_BRACKET.fullmatch(plain, name.end, found.amount.start) is not None
        and _CLOSES_BRACKET.match(plain, found.amount.end, found.amount.end + 6) is not None
    )


_OPENS_BRACKET = re.compile(r"\(\s?(?:l'|la |le |les )?\Z")
_IN_BRACKET = re.compile(r"\s?[,:–-]\s")
_CLOSES_BRACKET = re.compile(r"\s?(?:ht|ttc)?\s?\)")


def _sentence_start(text: str, point: Point, anchor: int) -> int:
    *_, stop = (None, *_SENTENCE.finditer(text, max(point.start, anchor - _LONGEST_SENTENCE), anchor))
    return stop.end() if stop else max(point.start, anchor - _LONGEST_SENTENCE)


def _is_adopted(text: str, plain: str, point: Point, start: int, amount: Mention) -> bool:
    """Return whether the sentence of an amount decides, or an adoption follows in its point, and no refusal."""
    stop = _SENTENCE.search(text, amount.end, min(point.end, amount.end + _LONGEST_SENTENCE))
    end = stop.start() if stop else min(point.end, amount.end + _LONGEST_SENTENCE)
    if _REJECTED.search(plain, start, end):
        return False
    if _DECISIVE.search(plain, start, amount.start):
        return True
    outcome = _ADOPTED.search(plain, amount.end, min(point.end, amount.end + _ADOPTED_REACH))
    if outcome is None:
        return False
    refused = _REJECTED.search(plain, max(amount.end, outcome.start() - 30), min(point.end, outcome.end() + 40))
    return refused is None


def _kind(plain: str, point: Point, start: int, amount: Mention, following: int) -> str:
    """Return what the sentence of an amount decides, else the heading, or empty."""
    after = min(following, amount.end + 90, point.end)
    near = max(point.start, start - _KIND_REACH)
    for first, last in ((start, after), (point.start, point.body), (near, amount.start)):
        if _SALE.search(plain, first, last) and _PROPERTY.search(plain, point.start, point.end):
            wishes = _PRONOUN.search(plain, start, amount.start) or first != start
            return "acquisition" if _BUYS.search(plain, first, last) and not wishes else "cession"
        gift = _GIFT.search(plain, first, last)
        if phrases.AVENANT.search(plain, first, last):
            return "avenant"
        if _CONTRACT.search(plain, first, last) and (
            gift is None or gift.lastgroup in ("versement", "participation")
        ):
            return "marche"
        if (
            gift
            and gift.lastgroup != "cotisation"
            and _OFFERS.search(plain, max(point.start, start - 200), amount.start)
        ):
            return "marche"
        if gift:
            return {"fonds": "fonds de concours"}.get(str(gift.lastgroup), str(gift.lastgroup))
    return ""


def _recipient(
    text: str, plain: str, point: Point, found: _Sum, names: Sequence[Mention], what: str
) -> RecipientName | None:
    sold = what in ("cession", "acquisition", "marche", "avenant")
    amount = found.amount
    if not sold and phrases.TO_HIM.match(plain, amount.end):
        return _antecedent(text, plain, point, found.start, names, "")
    if to := _TO.match(plain, amount.end, min(found.following, amount.end + 160)):
        limit = min(found.following, to.end() + _NAME_REACH)
        if definite := _DEFINITE.match(plain, to.end(), limit):
            return _antecedent(text, plain, point, found.start, names, definite["noun"])
        name = parse_payee(text, plain, to.end(), limit)
        if name is None and to["loose"] is None and not sold:
            name = parse_common_name(text, to.end(), limit)
            name = name if name and _is_payee(plain, name) else None
        if name and (to["loose"] is None or is_known(plain, name, names)):
            return name
        if not sold and to["loose"] is None:
            return None
    if name := _name_before(text, plain, found, names, sold=sold):
        return name
    if what == "avenant" and _ADDS.search(plain, found.start, found.anchor):
        return _antecedent(text, plain, point, found.start, names, "")
    if _PRONOUN.search(plain, found.start, found.anchor):
        return _antecedent(text, plain, point, found.start, names, "") or _parse_title(text, plain, point)
    if not sold and (
        _DECISIVE.search(plain, found.start, found.anchor) or _GIVEN.search(plain, found.own, found.anchor)
    ):
        return _parse_title(text, plain, point)
    return None


def _parse_title(text: str, plain: str, point: Point) -> RecipientName | None:
    """Return the name in the heading: « Fonds de concours à la commune de X », « Adhésion au CAUE »."""
    for title in _TITLE.finditer(plain, point.start, point.body):
        if name := parse_payee(text, plain, title.end(), point.body):
            return name
    return None


def _name_before(
    text: str, plain: str, found_sum: _Sum, names: Sequence[Mention], *, sold: bool
) -> RecipientName | None:
    """Return the name that leads to an amount: of a known kind rather than the nearest."""
    end = found_sum.anchor
    start = max(found_sum.own, end - _NAME_REACH)
    places = {match.end() for match in _NAME_START.finditer(plain, start, end)} | {start}
    places |= {mention.start for mention in mentions_between(names, start, end)}
    found: list[RecipientName] = []
    for place in sorted(places):
        name = parse_payee(text, plain, place, end)
        if name is None or (found and name.start < found[-1].end):
            continue
        if _BY.search(plain, max(0, name.start - 24), name.start):
            continue  # it pays
        link = plain[name.end : end]
        if _PAYS.search(link):
            continue
        if len(link) <= _LONGEST_LINK and not set(".;€") & set(link.strip("._…")) and _leads(link, sold=sold):
            found.append(name)
    known = [name for name in found if classify_recipient(name.words, plain[max(0, name.start - 12) : name.start])]
    return next(reversed(known or found), None)


def parse_payee(text: str, plain: str, start: int, limit: int) -> RecipientName | None:
    """Parse the name at an offset, or the common name of a body that its commune knows: « l'école de cirque »."""
    name = parse_name(text, start, limit)
    if name is None and (common := _COMMON_NAME.match(plain, start, limit)):
        name = clean_name(text, *common.span("name"))
    return name if name and _is_payee(plain, name) else None


def _leads(link: str, *, sold: bool) -> bool:
    if _BARE_LINK.fullmatch(link) or _RANKED.fullmatch(link):
        return True
    if sold:
        return _PRICED.search(link) is not None
    gets = _GETS.search(link)
    return gets is not None or _OF_SUM.fullmatch(link.strip() + " ") is not None


def _antecedent(
    text: str, plain: str, point: Point, before: int, names: Sequence[Mention], noun: str
) -> RecipientName | None:
    """Return the last name before a sentence in its point; ``noun``: the common name that it has to open with."""
    start = max(point.start, before - _ANTECEDENT_REACH)
    places = {match.end() for match in _NAME_START.finditer(plain, start, before)}
    places |= {mention.start for mention in mentions_between(names, start, before)}
    found: list[RecipientName] = []
    for place in sorted(places):
        name = parse_payee(text, plain, place, before)
        if name is None or (found and name.start < found[-1].end):
            continue
        words = fold_accents(name.words)
        around = plain[max(0, name.start - 12) : name.start]
        speaks = classify_recipient(name.words) == "person" and _SPEAKER.match(text, name.end)
        if not speaks and is_known(plain, name, names) and (not noun or words.startswith(noun) or noun in around):
            found.append(name)
    return found[-1] if found else None


def _is_trade(words: str) -> bool:
    return all(
        word in TRADES or word in ("de", "d", "et", "du", "des", "l") for word in re.findall(r"[a-zœ]+", words)
    )


def is_known(plain: str, name: RecipientName, names: Sequence[Mention]) -> bool:
    """Return whether a name is of a known kind, or that of a person or an organisation."""
    return (
        classify_recipient(name.words, plain[max(0, name.start - 12) : name.start]) is not None
        or _COMMON_NAME.match(plain, name.start, name.end) is not None
        or any(mention.start <= name.start + 3 for mention in mentions_between(names, name.start, name.end))
    )


def _is_payee(plain: str, name: RecipientName) -> bool:
    words = fold_accents(name.words)
    return (
        _NO_NAME.match(name.words) is None
        and _OF_SENTENCE.search(name.words) is None
        and not _is_trade(words)
        and _SAYS.search(words) is None
        and FUNDERS.match(plain, name.start) is None
        and NO_BODY.match(plain, name.start) is None
        and phrases.BANK.match(words) is None
        and not words.startswith(
            ("conseil", "commission", "maire", "domaines", "france domaine", "assemblee", "maitre ", "unanimite")
        )
        and SPEAKS.match(plain, name.end) is None
        and _LOT.match(words) is None
    )


def _choose(
    plain: str, point: Point, found: Sequence[_Found], amounts: Sequence[Mention], names: Sequence[Mention]
) -> Iterator[_Found]:
    """Yield the awards of a point; of the prices of several firms or buyers, those that the point chooses.

    A gift to a name of no known kind needs gifts beside it whose names are known; where two thirds of sums are no
    gifts, its own sentence has to decide one.
    """
    known = [each.dative or is_known(plain, each.name, names) for each in found]
    gifts = [at for at, each in enumerate(found) if each.what not in _PRICED_KINDS]
    trusted = sum(known[at] for at in gifts) * 2 >= len(gifts) or _ANNOUNCED.search(plain, point.start, point.body)
    if 1 < 3 * len(gifts) < len(amounts):
        gifts = [at for at in gifts if found[at].decided]
    rows = [at for at in gifts if not _OF.search(plain, max(0, found[at].name.start - 8), found[at].name.start)]
    yield from (found[at] for at in gifts if known[at] or (trusted and at in rows and len(gifts) > 1))
    priced = [
        each
        for at, each in enumerate(found)
        if each.what in _PRICED_KINDS
        and (known[at] or _CAPITALS.match(each.name.words) or _is_chosen(plain, point, each.name))
    ]
    numbers = [_lot_number(plain, point, min(each.name.start, each.amount.start)) for each in priced]
    if priced and None not in numbers and len(set(numbers)) == len(numbers):
        yield from priced
        return
    if len(priced) > 1 and _RETAINED.search(plain, point.start, priced[0].name.start):
        yield from priced
        return
    chosen = [each for each in priced if each.decided or _is_chosen(plain, point, each.name)]
    prices = [amount for amount in amounts if _is_price(plain, amount)]
    if (
        not chosen
        and len(prices) > 1
        and len(priced) == len(prices)
        and _BEST.search(plain, point.start, point.end)
    ):
        chosen = [min(priced, key=_value)]
    if not chosen and len(prices) == 1 and point.end - point.start < _SHORT_POINT:
        chosen = [each for each in priced if not _FUNDED.search(plain, each.amount.end, point.end)]
    yield from chosen


def _is_price(plain: str, amount: Mention) -> bool:
    value = amount.value
    start = max(0, amount.start - 50)
    if _OTHER_SUM.search(plain, max(start, plain.rfind(". ", start, amount.start)), amount.start):
        return False
    restated = phrases.RESTATES.search(plain, max(0, amount.start - 14), amount.start) is not None
    return isinstance(value, Amount) and value.per is None and value.amount > 1 and not restated


def _value(found: _Found) -> float:
    return float(found.amount.value.amount) if isinstance(found.amount.value, Amount) else 0.0


def _lot_number(plain: str, point: Point, first: int) -> str | None:
    *_, lot = (None, *_LOT.finditer(plain, max(point.start, first - 110), first))
    return lot["number"] if lot else None


def _key(name: RecipientName) -> str:
    words = fold_accents(name.words).split()
    return max(words, key=len) if words else ""


def _is_chosen(plain: str, point: Point, name: RecipientName) -> bool:
    """Return whether words of choosing lead to the name of an offer, or follow another mention of it."""
    key = _key(name)
    if len(key) < _LONG_WORD:
        return False
    at = point.start
    while (at := plain.find(key, at, point.end)) >= 0:
        own = name.start <= at < name.end
        near = plain[max(point.start, at - 90) : at]
        *_, choice = (None, *_CHOOSES.finditer(near))
        if choice and not own and not set(".;€") & set(near[choice.end() :]):
            return True
        at += len(key)
        if not own and _IS_CHOSEN.match(plain, at, min(point.end, at + 70)):
            return True
    return False
