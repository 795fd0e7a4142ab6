"""The words with which acts give, buy, borrow, guarantee and sell; patterns of folded text save ``SENTENCE``."""

from __future__ import annotations

import re

SENTENCE = re.compile(
    r"[.;!?\nAa ](?:(?<=[.;!?])(?<!\WM.)(?<!MM.)(?<!Mme.)(?<!\Wart.)(?<!Mr.)\s{1,60}(?=\W{0,3}[A-ZÀ-Ý0-9])"
    r"|(?<=\n)\s{0,200}\n"
    r"|(?<=\n)[ \t]{0,60}(?:[-•*>➢✓▪■◦‑–—]|[YÿŸv][”\"’*]?_)\s|(?<=A)PR[ÈE]S EN AVOIR D[ÉE]LIB[ÉE]R[ÉE]"
    r"|(?<=[Aa])pr[èe]s en avoir d[ée]lib[ée]r[ée]|(?<= )[-–•>➢✓▪■]\s{1,4}(?=[A-ZÀ-Ý*]{4}))"
)
# What a sentence must speak of to award anything: one look at the whole text saves most amounts a closer one.
TOPIC = re.compile(
    r"[abcdeflnoprsv](?<![a-z].)(?:(?<=o)ctro|(?<=s)(?:ubvention|ecours|outien|ign)|(?<=f)onds de concours"
    r"|(?<=p)(?:articipation|ret(?![a-z])|rets(?![a-z])|ass)|(?<=c)(?:ontribution|onfi|onclu|ommand|hois|ed|ession"
    r"|redit relais|otis)|(?<=a)(?:ide|vance|llo[cu]|ccord|ttribu|ccept|pprouv|rrete|utoris|dopt|lien|cqui?e?r?"
    r"|chat|chet|dhe)|(?<=b)ourse|(?<=d)(?:otation|on|ecid)|(?<=r)(?:etien|eten|achat|achet)|(?<=v)(?:alid|end|ente)"
    r"|(?<=n)otifi|(?<=e)(?:nterin|mprunt)|(?<=l)ignes? de tresorerie)"
)
RESTATES = re.compile(
    r"(?:\s{0,3}(?:h\.?t\.?|ttc|net))?\s{0,4},?\s{0,3}(?:(?:soit|ou)\s{1,3}(?:un (?:montant"
    r"|total) (?:total )?de )?|[(/]\s{0,3}(?:soit\s)?)"
)
_GIVES = (
    r"(?<![a-z])(?:attribu\w{0,5}|accord\w{0,5}|octro\w{0,6}|allou\w{0,5}|vers(?:er|e|ent|era|ement|ant|ons)"
    r"|donn(?:er|e|ent)"
    r"|accept\w{0,5}|approuv\w{0,5}|decid\w{0,5}|vot(?:e|er|ent|ons)|propos\w{0,5}|autoris\w{0,5}|allocation"
    r"|reconduct\w{0,5}|reconduire"
    r"|adopt\w{0,5}|valid\w{0,6}|confirm\w{0,5}|renouvel\w{0,8}|s'engage|mandate\w{0,2}|consent\w{0,4})(?![a-z])"
)
_ASKS = (
    r"(?<![a-z])(?:sollicit\w{0,6}|demand\w{0,6}|obt(?:en|ien|in)\w{0,5}|perc[eou]\w{0,8}|recettes?|rec(?:oi|u"
    r"|ev)\w{0,6}|notifi\w{0,6}"
    r"|benefici(?:e|er|ent|era|ant|ait)|pretendre|escompt\w{0,5}|esper\w{0,5}|depose\w{0,3}|encaiss\w{0,5}"
    r"|attendue?s?|refus\w{0,5}|rejet\w{0,5}"
    r"|n'accord\w{0,5}|plafonn\w{0,5}|rembours\w{0,6}|restitu\w{0,5})(?![a-z])"
)
STANCE = re.compile(rf"(?P<gives>{_GIVES})|(?P<asks>{_ASKS})")
RECALLS = re.compile(
    r"(?<![a-z])(?:par (?:sa |une )?deliberations?|vu (?:la|le|les|l')|rappel(?:le|ant|ons|ent|er)?(?![a-z])"
    r"|pour memoire|pour information|avai(?:t|ent)|auront? ete"
    r"|l'an (?:dernier|passe)|l'annee (?:derniere|precedente)|precedemment|en 20[0-9]{2},? (?:le|la|il|elle"
    r"|nous|on)"
    r"|a (?:deja )?(?:attribue|verse|accorde|octroye)|a ete (?:attribue|verse|accorde)\w?|(?:a|avait|ont"
    r"|avons) approuve l'attribution|si (?:le|la|les|l'|un|une))(?![a-z])"
)
DECIDES = re.compile(r"(?<![a-z])(?:(?:est|et) propose|decide(?![a-z])|apres en avoir)")
_GIFT = (
    r"(?:(?P<subvention>subventions?)|(?P<fonds>fonds de concours)|(?P<participation>participations?"
    r"|contributions?|soutiens?)"
    r"|(?P<aide>aides?|secours|bourses?|dotations?|dons?|avances?|allocations?|gratifications?|indemnisations?))"
)
GIFTS = re.compile(rf"(?<![a-z]){_GIFT}(?![a-z])")
GIFT_NAMES = {"fonds": "fonds de concours"}
_TO = (
    r"(?:a|au|aux|en faveur d(?:e|u|es|')|au (?:profit|benefice) d(?:e|u|es|')|a destination d(?:e|u|es|')"
    r"|(?P<loose>pour))"
)
_ADJECTIVES = r"(?:\s(?:d'|de\s|du\s)?[a-z0-9'-]{3,22}){0,4}?"
GIVEN_TO = re.compile(
    rf"(?:{_GIVES}|(?<![a-z])(?:subventions?|fonds de concours|participations?|contributions?|aides?|secours"
    rf"|bourses?|dotations?|dons?)(?![a-z]){_ADJECTIVES})"
    rf"(?:\s?,[^,€.;]{{3,70}},)?\s{{1,40}}{_TO}(?:\s{{1,60}}|(?<='))"
)
AFTER = re.compile(
    r"\$?(?:\s{0,3}\(?(?:ht|ttc|nets?)(?![a-z])\)?)?(?:\s{0,3}\([^()€]{1,90}\))?(?:\s{1,3}(?:de|au titre de la"
    r"|a titre de) subventions?(?:\s[a-z]{4,20})?)?"
    rf"(?:\s?,?\s{{1,3}}(?:au titre|pour l'(?:annee|exercice)|dans le cadre|(?:sera |est )?(?:allou|accord"
    rf"|attribu|vers|octroy)ee?s?|par an|en 20[0-9]{{2}})[^.;:€,]{{0,80}}?,?)?"
    rf"\s{{0,3}},?\s{{1,60}}{_TO}(?:\s{{1,60}}|(?<='))"
)
# Companies.
AWARDS = re.compile(
    r"(?<![a-z])(?:retien\w{0,4}|reten\w{0,3}|attribu\w{0,5}|confi(?:e|er|ee|es|ent)|accept\w{0,5}"
    r"|approuv\w{0,5}|valid\w{0,6}|notifi\w{0,6}|sign\w{0,6}"
    r"|conclu\w{0,4}|conclure|command\w{0,5}|chois\w{0,6}|arrete|enterin\w{0,4}|decid\w{0,5}|autoris\w{0,5}"
    r"|adopt\w{0,5}|passation|marche passe)(?![a-z])"
)
_FORM = (
    r"(?:entreprises?|societes?|cabinet|bureau d'etudes?|groupement|sarl|s\.a\.r\.l\.?|sasu?|s\.a\.s\.?|eurl"
    r"|sa|scop|ets|etablissements?|agence|menuiserie|marbrerie|maconnerie|garage|earl|atelier)"
)
OF_COMPANY = re.compile(
    rf"(?<![a-z])(?:(?P<form>(?:l'|la |le |les )?{_FORM})(?![a-z])"
    r"|(?:devis|offre|proposition|candidature|prestation)(?: (?:de prix|financiere|presentee?|etablie?|etabli"
    r"|propose|proposee|transmis|suivante?|complementaire|estimatif)){0,3}\s{1,40}(?:de|du|d'|par)(?:\s{1,40}"
    r"|(?<='))"
    r"|lot\s{0,2}(?:n[°ºo]\s?)?[0-9]{1,2}(?![0-9])\s{0,3}[:–—-][^€;:–—]{3,100}(?:\s[–—-]{1,2}|:)\s{1,10}"
    r"|(?:marche|contrat|lot|travaux|mission|etude|commande|prestation|avenant"
    r"|accord-cadre)[^€.;]{0,140}?\s(?:a|au|avec|aupres d[eu])\s{1,40}"
    r"|(?:retien\w{0,4}|retenir|confi\w{0,3}|attribu\w{0,5})\s{1,40}(?:a\s|au\s)?|et (?:a\s|au\s))"
)
PRICED = re.compile(
    r"(?<![a-z])(?:pour (?:un|le|son|la|une)?\s{0,3}(?:montant|prix|somme|devis|cout|offre)|d'un (?:montant"
    r"|prix|cout)|(?:au|le|les|du) (?:montant|prix)|pour (?:des|les) montants?|s'elev\w{1,4}|moyennant|montant"
    r"|pour une (?:somme|depense)"
    r"|a hauteur de|pour)(?![a-z])|(?:devis|offre) (?:a |de |d')|[:–-]\s{0,20}\Z|\bde\s{0,20}\Z|\sa\s{0,20}\Z"
)
UNDECIDED = re.compile(
    r"(?<![a-z])(?:estim\w{0,5}|moins[ -]disant|mieux[ -]disant|avait|rappel\w{0,4}|consult\w{0,6}"
    r"|ont (?:repondu|remis|propose)|n'est pas|ne repond|penalites?|capital|sinistre|exced\w{0,4}|delegation"
    r"|limite|unitaire|estimation)(?![a-z])"
)
LETS = re.compile(
    r"(?<![a-z])(?:loyers?|bail|baux|loue[erz]?|location d(?:e|u) (?:la |l')?(?:local|logement|salle|terrain"
    r"|appartement|maison|parcelle)|redevances?)(?![a-z])"
)
AVENANT = re.compile(r"(?<![a-z])(?:avenants?|(?:plus|moins)[ -]values?)(?![a-z])")
THIS_CONTRACT = re.compile(
    r"(?<![a-z])(?:montant|prix) (?:du|de) (?:present |ce |cet |l')(?:avenant|marche|contrat|lot)?"
)
# Banks.
LOANS = re.compile(r"(?<![a-z])(?:emprunts?|prets?|lignes? de tresorerie|credit relais)(?![a-z])")
BORROWS = re.compile(
    r"(?<![a-z])(?:contract\w{0,5}|souscri\w{0,4}|realis\w{0,4}|recour\w{0,4}|emprunt(?:er|e)|decid\w{0,5}"
    r"|autoris\w{0,5}|retien\w{0,4}|retenir|accept\w{0,5}|conclu\w{0,4}|signer)(?![a-z])"
)
BANK = re.compile(
    r"(?<![a-z])(?:banque (?:postale|populaire|des territoires|de |europeenne|cic|kolb|courtois|tarneaud)"
    r"|(?:la )?banque\s|caisse (?:d'epargne|des depots|regionale|francaise|locale)|credit (?:agricole|mutuel"
    r"|cooperatif|foncier|lyonnais|local)"
    r"|societe generale|agence france locale|dexia|bnp|cdc|lcl|arkea|la nef|sfil)"
)
GUARANTEED = re.compile(
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
    r"garanties? d'emprunt|garantie de la (?:ville|commune)|(?:accorde|apporte)\w? sa garantie"
    r"|garantie communale"
)
# Sales and purchases.
SELLS = re.compile(r"(?<![a-z])(?:ced(?:er|e|ent|ee?)|cession|vend(?:re|u|ue)|vente|alien(?:er|ation))(?![a-z])")
BUYS = re.compile(r"(?<![a-z])(?:acquerir|acquisition|acquiert|achat|acheter|achete|rachat|racheter)(?![a-z])")
BUYER = re.compile(
    r"(?<![a-z])(?:(?:ced\w{0,3}|cession|vendre|vente|alien\w{0,5})[^€.;]{0,220}?)\s(?:a|au|aux"
    r"|au profit d(?:e|u|')|au benefice d(?:e|u|')|avec)(?:\s{1,40}|(?<='))"
)
SELLER = re.compile(
    r"(?<![a-z])(?:appartenant|propriete d(?:e|u|es)|proprietes d(?:e|u|es)|appartenant en indivision"
    r"|aupres d(?:e|u|es|')|vendus? par|cedee?s? par|a l'encontre d)(?:\s{1,3}(?:a|au|aux))?(?:\s{1,40}|(?<='))"
)
BUYER_AFTER = re.compile(
    r"(?:\s{0,3}\(?(?:ht|ttc|nets?)(?: vendeur)?\)?)?(?:\s{0,3}le m.{1,2})?[^.;€]{0,40}?\s?,?\s(?:a|au|aux"
    r"|au profit d(?:e|u))\s{1,40}(?=(?:l'|la |le |les )?(?:m\.|mm|mr|mme|monsieur|madame|messieurs|sci|sarl"
    r"|societe|sas|consorts|epoux|entreprise|association|eurl|gaec|earl|syndicat|departement|region|commune de))"
)
PAID = re.compile(r"(?<![a-z])(?:prix|montant|somme|moyennant|pour|euro symbolique|l'euro)(?![a-z])")
JOINS = re.compile(
    r"(?<![a-z])(?:adhesions?|adherer|adhere|cotisations?)(?![a-z])[^€.;]{0,90}?\s(?:a|au|aux|aupres d(?:e"
    r"|u))\s{1,40}"
)
THE_GIFT = re.compile(rf"(?:{_GIVES})\s(?:une|la|cette)\s(?:[a-z]{{4,20}}\s)?subvention[^€;.]{{0,60}}\Z")
HEADING = re.compile(rf"(?<![a-z])subventions?{_ADJECTIVES}\s{_TO}(?:\s{{1,40}}|(?<='))")
BROKEN = re.compile(
    r"(?<![a-z])(?:budget (?:previsionnel|global|total)|cout (?:total|global)|total de|dont|travaux (?:de"
    r"|d'un))(?![a-z])"
)
