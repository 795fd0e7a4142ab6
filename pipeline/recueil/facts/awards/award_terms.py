"""The words with which acts buy, borrow, guarantee, sell and join, and where they name whom; of folded text."""

from __future__ import annotations

import re

from recueil.facts.awards.award_grammar import alternatives, named_alternatives

# Companies.
# « Charge Mme X de réaliser ce chantier », not « charge Monsieur le Maire de ».
_CHARGES = r"charger?(?=\s(?:le cabinet|la societe|l'entreprise|le bureau|(?:madame|monsieur|m\.|mme)\s(?!l)))"
AWARDS = re.compile(
    alternatives(
        *(r"delegu\w{0,3}", _CHARGES, r"retien\w{0,4}"),
        *(r"reten\w{0,3}", r"attribu\w{0,5}", "confi(?:e|er|ee|es|ent)", r"accept\w{0,5}", r"approuv\w{0,5}"),
        *(r"valid\w{0,6}", r"notifi\w{0,6}", r"sign\w{0,6}", r"conclu\w{0,4}", "conclure", r"command\w{0,5}"),
        *(r"choi(?:x|s\w{0,6})", "pass(?:er|e) (?:un|une|le|la|l')", "arrete", r"enterin\w{0,4}", r"decid\w{0,5}"),
        *(r"autoris\w{0,5}", r"adopt\w{0,5}", "passation", "marche passe"),
    )
    + "(?![a-z])"
)
# « Décisions prises sur délégation : le marché a été attribué à »: reporting the decision records it.
WAS_AWARDED = re.compile(r"(?:a|ont) ete attribue")
RETAINS = re.compile(
    alternatives(
        r"retien\w{0,4}", r"reten\w{1,3}", r"attribu\w{0,5}", r"choisi\w{0,3}", r"confi\w{0,3}", r"delegu\w{0,3}"
    )
    + "(?![a-z])"
)
_FORMS = (
    *("entreprises?", "societes?", "cabinet", "bureau d'etudes?", "groupement", "sarl", r"s\.a\.r\.l\.?", "sasu?"),
    *(r"s\.a\.s\.?", "eurl", "sa", "scop", "ets", "etablissements?", "agence", "menuiserie", "marbrerie"),
    *("maconnerie", "garage", "earl", "atelier"),
)
# « devis modificatif de », not « devis validé par ».
_OFFER_ADJECTIVES = (
    r"(?:\s{1,3}(?!de |du |par |valid|approuv|accept|examin|analys|demand|sollicit)[a-z]{5,14}){0,3}"
)
_OFFERED_BY = rf",?(?: de prix)?{_OFFER_ADJECTIVES}\s{{1,40}}(?:de|du|d'|par)(?:\s{{1,40}}|(?<='))"
_HOLDER_AFTER = r"[^€.;]{0,140}?\s(?:a|au|avec|aupres d[eu])\s{1,40}"
_GIVEN_COMPANY = r"\s{1,40}(?:au?\s{1,40})?"
OF_COMPANY = re.compile(
    named_alternatives(
        form=(rf"l(?:'|a |e |es )(?:{'|'.join(_FORMS)})(?![a-z])", *(f"{form}(?![a-z])" for form in _FORMS)),
        other=(
            *(offer + _OFFERED_BY for offer in ("devis", "offre", "proposition", "candidature", "prestation")),
            r"lot\s{0,2}(?:n[°ºo]\s?)?[0-9]{1,2}(?![0-9])\s{0,3}[:–—-][^€;:–—]{3,100}(?:\s[–—-]{1,2}|:)\s{1,10}",
            *(
                deal + _HOLDER_AFTER
                for deal in ("marche", "contrat", "convention", "lot", "travaux", "mission", "etude")
            ),
            *(deal + _HOLDER_AFTER for deal in ("commande", "prestation", "avenant", "accord-cadre")),
            f"maitrise d'(?:ouvrage|oeuvre|œuvre){_HOLDER_AFTER}",
            *(verb + _GIVEN_COMPANY for verb in (r"retien\w{0,4}", "retenir", r"confi\w{0,3}", r"attribu\w{0,5}")),
            *(r"et (?:a\s|au\s)", r"a savoir,?\s{1,40}", rf"{_CHARGES}\s"),
            r"avenant\s(?:n[°ºo]\s?)?[0-9]{1,2}\s(?:de|avec)\s{1,40}",
        ),
    )
)
PRICED = re.compile(
    r"(?<![a-z])(?:pour (?:un|le|son|la|une)?\s{0,3}(?:montant|prix|somme|devis|cout|offre)|d'un (?:montant"
    r"|montantde|prix|cout)|(?:au|le|les|du) (?:montant|prix)|pour (?:des|les) montants?|s'elev\w{1,4}"
    r"|moyennant|montant|pour une (?:somme|depense)"
    r"|a hauteur de|pour)(?![a-z])|(?:devis|offre) (?:a |de |d')|[:–-]\s{0,20}\Z|\bde\s{0,20}\Z|\sa\s{0,20}\Z"
)
NOT_AWARDED = re.compile(
    r"(?<![a-z])(?:estim\w{0,5}|avait|rappel\w{0,4}|consult(?!ant)\w{0,6}"
    r"|ont (?:repondu|remis|propose)|n'est pas|ne repond|penalites?|capital|sinistre|exced\w{0,4}|delegation"
    r"|limite|unitaire|estimation)(?![a-z])"
)
COMPARES_OFFERS = re.compile(r"(?<![a-z])(?:moins|mieux)[ -]disant")
LETS = re.compile(
    alternatives(
        *("loyers?", "bail", "baux", "loue[erz]?", "redevances?", "tarifs?"),
        "location d(?:e|u) (?:la |l')?(?:local|logement|salle|terrain|appartement|maison|parcelle)",
    )
    + "(?![a-z])"
)
CONVENTION = re.compile(
    alternatives(r"signe\w{0,2}", r"approuv\w{0,3}", r"accept\w{0,3}", r"conclu\w{0,3}")
    + r"\s(?:la|une|cette) convention"
)
AVENANT = re.compile(alternatives("avenants?", "plus[ -]values?", "moins[ -]values?") + "(?![a-z])")
# « approuve l'avenant au marché attribué à l'entreprise X,⏎- arrête le montant du présent avenant à »
THIS_CONTRACT = re.compile(
    r"(?<![a-z])(?:montant|prix) (?:du|de) (?:present |ce |cet |l')(?:avenant|marche|contrat|lot)?"
)
# « Titulaire du marché : Société X – Montant : 34 500 € HT »
HOLDER = re.compile(
    alternatives(
        *("titulaire", "attributaire", "cocontractant", "prestataire", "fournisseur"),
        *("entreprise retenue", "societe retenue"),
    )
    + r"[^:\n€]{0,30}:\s{1,10}"
)
HOLDER_AMOUNT = re.compile(r"(?<![a-z])(?:montant|prix)[^:\n€]{0,40}:[\s$]{0,10}\Z")
HOLDER_ENDS = re.compile(r"\s{0,3}(?:\n|[-–,;|(]|\Z)")
# « … pour 3 400 € HT. Le conseil, à l'unanimité, accepte ce devis »
_THE_OFFER = r"\w{0,5}\s(?:[a-z]{4,12}\s)?(?:ce|cette|le|la|l')\s?(?:devis|offre|proposition)"
OFFER_ACCEPTED = re.compile(
    alternatives(
        *(verb + _THE_OFFER for verb in ("accept", "approuv", "valid", "retien", "reten", "enterin")),
        *("est (?:accept|retenu|approuv|valid)", "a ete (?:accept|retenu|approuv|valid)"),
        *("sont (?:accept|retenu|approuv|valid)", "ont ete (?:accept|retenu|approuv|valid)"),
    )
)
# « Accepte les devis présentés pour les montants énoncés ci-dessus »: all of them.
ALL_OFFERS_ACCEPTED = re.compile(
    alternatives("accept", "approuv", "valid", "retien", "enterin")
    + r"\w{0,5}\sles\s(?:devis|offres|propositions)[^€.;]{0,80}(?:presente|enonce|ci-dessus|tels)"
)
OFFER = re.compile(alternatives("devis", "offre", "proposition") + "(?![a-z])")
# The contracts that follow were concluded by the mayor, by delegation of the council.
DELEGATED_DECISIONS = re.compile(
    r"decisions? (?:prises?|n|du (?:maire|president))|(?:par|sur) delegation"
    r"|delegations? (?:de signature|du conseil)|rendu des? (?:decisions|delegation)"
)
BY_FIRM = re.compile(r"\s(?:par|avec|chez|aupres d[eu])\s{1,20}")
FIRM_AFTER = re.compile(
    r"\$?(?:\s{0,3}(?:ht|ttc))?,?(?:\s{1,3}soit\s[0-9][0-9 .,]{0,14}\s?(?:€|euros?)?\s?(?:ttc|ht)?)?"
    r"[^.;€\n]{0,60}?\s(?:a|au|avec|aupres de|par)\s{1,20}"
    r"(?=(?:l'|la |le )?(?:entreprise|societe|cabinet|bureau|groupement|sarl|sas|eurl|scea)(?![a-z]))"
)
# Banks.
LOANS = re.compile(
    alternatives("emprunt(?:s|er?)?", "prets?", "lignes? de tresorerie", "credit relais") + "(?![a-z])"
)
BORROWS = re.compile(
    alternatives(
        *(r"contract\w{0,5}", r"souscri\w{0,4}", r"realis\w{0,4}", r"recour\w{0,4}", "emprunt(?:er|e)"),
        *(
            r"decid\w{0,5}",
            r"autoris\w{0,5}",
            r"retien\w{0,4}",
            "retenir",
            r"accept\w{0,5}",
            r"conclu\w{0,4}",
            "signer",
        ),
    )
    + "(?![a-z])"
)
BANK = re.compile(
    r"(?<![a-z])(?:banque (?:postale|populaire|des territoires|de |europeenne|cic|kolb|courtois|tarneaud)"
    r"|(?:la )?banque\s|caisse (?:d'epargne|des depots|regionale|francaise|locale)|credit (?:agricole|mutuel"
    r"|cooperatif|foncier|lyonnais|local)"
    r"|societe generale|agence france locale|dexia|bnp|cdc|lcl|arkea|la nef|sfil)"
)
GUARANTEED_BORROWER = re.compile(
    r"(?<![a-z])(?:(?:souscri(?:ts?|re)|contracte[es]{0,2}|contracter|sollicitee?s?|demandee?s?|realises?|presentee?s?)"
    r"(?: [^.;€]{0,60}?)??\spar\s{1,40}"
    r"|garantie (?:d'emprunts? |communale |de la (?:ville|commune) |a hauteur de [0-9]{1,3} ?% )?"
    r"(?:a|au|en faveur de|au profit de|au benefice de)\s{1,40})"
)
BORROWER = re.compile(
    r"(?<![a-z])(?:emprunteur\s{0,3}(?::|[ \t]{2})\s{0,80}|garanties? d'emprunts?\s{1,3}[:–-]\s{1,3}(?!ville"
    r"|commune))"
)
GUARANTEES = re.compile(
    r"garanties? d'emprunt|garantie de la (?:ville|commune)|(?:accorde|apporte)\w? sa garantie|garantie communale"
)
# Sales and purchases.
SELLS = re.compile(
    alternatives(
        "ced(?:er|e|ent|ee?)", "cession(?<!contrat de cession)", "vend(?:re|u|ue)", "vente", "alien(?:er|ation)"
    )
    + "(?![a-z])"
)
BUYS = re.compile(
    alternatives(
        *(f"{word}(?![a-z])" for word in ("acquerir", "acquisition", "acquiert", "achat", "acheter?", "rachat")),
        *("racheter(?![a-z])", "preempter(?<!pas preempter)(?<!renonce a preempter)(?<!renoncer a preempter)"),
        r"retrocession[^€.;]{0,200}\sappartenant\s",
    )
)
BUYER = re.compile(
    alternatives(r"ced\w{0,3}", "cession", "vendre", "vendue?s?", "vente", r"alien\w{0,5}")
    + r"[^€.;]{0,220}?(?<!de gre)\s(?:a|au|aux|au profit d(?:e|u|')|au benefice d(?:e|u|')|avec)"
    r"(?:\s{1,40}|(?<='))"
)
_PARTY = (
    r"(?=(?:l'|la |le |les )?(?:m\.|mm|mr|mme|monsieur|madame|messieurs|sci|sarl|societe|sas|consorts|epoux"
    r"|indivision|entreprise|association|eurl|gaec|earl|syndicat|departement|region|commune de))"
)
SELLER = re.compile(
    rf"(?<![a-z])(?:(?:acquerir|acheter|achat|acquisition)(?:\s[^€.;]{{0,160}}?(?:a|au|aux|de)\s{{1,40}}{_PARTY}"
    r"|,?\s(?:a|au)\s{1,40}))"
    r"|(?<![a-z])(?:appartenant|propriete d(?:e|u|es)|proprietes d(?:e|u|es)|appartenant en indivision"
    r"|aupres d(?:e|u|es|')|vendus? par|cedee?s? par|a l'encontre d)(?:\s{1,3}(?:a|au|aux))?(?:\s{1,40}|(?<='))"
)
BUYER_AFTER = re.compile(
    r"(?:\s{0,3}\(?(?:ht|ttc|nets?)(?: vendeur)?\)?)?(?:\s{0,3}le m.{1,2})?[^.;€]{0,40}?\s?,?\s(?:a|au|aux"
    rf"|au profit d(?:e|u))\s{{1,40}}{_PARTY}"
)
PRICE_WORDS = re.compile(
    alternatives("prix", "montant", "somme", "moyennant", "pour", "euro symbolique", "l'euro") + "(?![a-z])"
)
# Dues.
DUES = re.compile(
    alternatives("adhesions?", "cotisations?", "participation", "contribution", "depenses?") + "(?![a-z])"
)
JOINS = re.compile(
    alternatives("adhesions?", "adherer", "adhere", "cotisations?")
    + r"(?![a-z])[^€.;]{0,90}?\s(?:a|au|aux|aupres d(?:e|u))\s{1,40}"
)
