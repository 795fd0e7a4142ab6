"""Regexes for the phrases with which acts give, buy, borrow, guarantee, sell and join, and for where these
phrases name the recipient. All match folded text, except ``SENTENCE``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import chain

from recueil.entities.patterns import regex_at_word_start


def alternatives(*words: str) -> str:
    """Build a regex of alternatives at the start of a word, grouped by first letter, which ``re`` matches
    fast.
    """
    return regex_at_word_start("|".join(words))


def named_alternatives(**groups: tuple[str, ...]) -> str:
    """Build the same regex with named groups; the group that matches tells which list the word is from."""
    named = "|".join(f"(?P<{name}>{_group_by_letter(words)})" for name, words in groups.items())
    return f"(?<![a-z])(?={_group_by_letter(chain.from_iterable(groups.values()))})(?:{named})"


def _group_by_letter(words: Iterable[str]) -> str:
    tails: dict[str, list[str]] = {}
    for word in words:
        tails.setdefault(word[0], []).append(word[1:])
    return "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in tails.items())


# Between two sentences: full stops, blank lines, bullets, « Après en avoir délibéré ». Begins with what is rare.
SENTENCE = re.compile(
    r"[.;!?\npP•>➢✓▪■–-](?:(?<=[.;!?])(?<!\WM.)(?<!MM.)(?<!Mme.)(?<!\Wart.)(?<!Mr.)\s{1,60}(?=\W{0,3}[A-ZÀ-Ý0-9])"
    # A blank line ends a sentence, but not between « pour » and « un montant de ».
    r"|(?<=\n)(?:(?<![a-zà-ÿ,]\n)\s{0,200}\n|(?<=[a-zà-ÿ,]\n)\s{0,200}\n(?![ \t]{0,60}[a-zà-ÿ])"
    r"|[ \t]{0,60}(?:[-•*>➢✓▪■◦‑–—]|[YÿŸv][”\"’*]?_)\s)"
    r"|(?<=AP)R[ÈE]S EN AVOIR D[ÉE]LIB[ÉE]R[ÉE]|(?<=[Aa]p)r[èe]s en avoir d[ée]lib[ée]r[ée]"
    r"|(?<= [-–•>➢✓▪■])\s{1,4}(?=[A-ZÀ-Ý*]{4}))"
)
# A sentence awards something only if it contains one of these words.
TOPIC = re.compile(
    alternatives(
        *(
            "octro",
            "subvention",
            "secours",
            "soutien",
            "sign",
            "fonds de concours",
            "participation",
            "prets?(?![a-z])",
        ),
        *("pass", "contribution", "contrat", "conven", "confi", "conclu", "command", "choi[sx]", "ced", "cession"),
        *(
            "credit relais",
            "cotis",
            "aide",
            "avance",
            "allo[cu]",
            "accord",
            "attribu",
            "accept",
            "approuv",
            "arrete",
        ),
        *("autoris", "adopt", "alien", "acqu", "achat", "achet", "adhe", "bourse", "dotation", "don", "decid"),
        *(
            "devis",
            "adjug",
            "retien",
            "reten",
            "rachat",
            "rachet",
            "valid",
            "vend",
            "vente",
            "notifi",
            "titulaire",
            "enterin",
        ),
        *("emprunt", "lignes? de tresorerie", "indemn", "dedommag", "entreprise", "societe"),
        *("fourniture", "installation", "remplacement", "maintenance", "vers(?:er|ement|ee?(?![a-z]))", "souscri"),
        *("montant", "cout", "depense", "regler", "payer", "revers", "rembours", "paiement", "remise", "facture"),
        *(
            "affect(?:er|e)(?![a-z])",
            "apport(?:er|e)(?![a-z])",
            "offert",
            "honoraires",
            "concours",
            "particip(?:er|e)(?![a-z])",
        ),
        *("fixer?(?![a-z])", "garanti", "pris[e]? en charge", "prend(?:re)? en charge"),
    )
)
RESTATES = re.compile(
    r"(?:\s{0,3}(?:h\.?t\.?|ttc|net))?\s{0,4},?\s{0,3}(?:(?:soit|ou)\s{1,3}(?:un (?:montant"
    r"|total) (?:total )?de )?|[(/]\s{0,3}(?:soit\s)?)"
)
# « 650 € par élève, soit 15 600 € », « 10 € HT le m², soit 1 230 € »: the total is given to the same.
RATED = re.compile(
    r"(?:\s{0,3}(?:ht|ttc))?\s{0,3}(?:par|/|x|le m|l[ae] metre|l'are|l'hectare|l'unite|l'une?"
    r"|(?:la )?piece)\s?[^€.;]{0,40}?[,)]?"
    r"\s{1,4}soit\s[^€.;]{0,60}"
)

_GIVING_VERBS = (
    *(r"attribu\w{0,5}", r"accord\w{0,5}", r"octro\w{0,6}", r"allou\w{0,5}", "vers(?:er|e|ent|era|ement|ant|ons)"),
    *(
        "donn(?:er|e|ent)",
        "fai(?:re|t) (?:un )?don",
        r"accept\w{0,5}",
        r"approuv\w{0,5}",
        r"decid\w{0,5}",
        "vot(?:e|er|ent|ons)",
        r"propos\w{0,5}",
        r"individualis\w{1,3}",
    ),
    *(r"autoris\w{0,5}", "allocation", r"reconduct\w{0,5}", "reconduire", r"adopt\w{0,5}", r"valid\w{0,6}"),
    *(
        r"confirm\w{0,5}",
        r"renouvel\w{0,8}",
        "s'engage",
        r"arrete(?:nt)?(?=\s{0,3}:?\s{0,3}(?:\n"
        r"|article))",
        r"mandate\w{0,2}",
        r"consent\w{0,4}",
        "fixer?",
    ),
)
_ASKING_VERBS = (
    *(r"sollicit\w{0,6}", r"demand(?!eur)\w{0,6}", r"obt(?:en|ien|in)\w{0,5}", r"perc[eou]\w{0,8}", "recettes?"),
    *(r"rec(?:oi|u|ev(?!eur))\w{0,6}", r"notifi\w{0,6}", "benefici(?:e|er|ent|era|ant|ait)", "pretendre"),
    *(r"escompt\w{0,5}", r"esper\w{0,5}", r"depose\w{0,3}", r"encaiss\w{0,5}", "attendue?s?", r"refus\w{0,5}"),
    *(r"rejet\w{0,5}", r"n'accord\w{0,5}", r"plafonn\w{0,5}", r"rembours(?!able)\w{0,6}", r"restitu\w{0,5}"),
)
STANCE = re.compile(named_alternatives(gives=_GIVING_VERBS, asks=_ASKING_VERBS) + "(?![a-z])")
PAST_DECISION = re.compile(
    alternatives(
        *("par (?:sa |une )?deliberations?", "vu (?:la|le|les|l')", "rappel(?:le|ant|ons|ent|er)?(?![a-z])"),
        *("pour memoire", "pour information", "avai(?:t|ent)", "auront? ete", "l'an (?:dernier|passe)"),
        *("l'annee (?:derniere|precedente)", "precedemment", "en 20[0-9]{2},? (?:il|elle|nous|on)(?![a-z])"),
        *("en 20[0-9]{2}, (?:le|la)", "en 20[0-9]{2} (?:le conseil|la commune|la ville)"),
        *("a (?:deja )?(?:attribue|verse|accorde|octroye)", r"a ete (?:attribue|verse|accorde)\w?"),
        *("attribuee?s? et notifiee?s?", "attribuee?s? le [0-9]", "notifiee?s? le [0-9]{1,2} [a-z]"),
        *("a(?:vait|vons)? approuve l'attribution", "ont approuve l'attribution", "si (?:le|la|les|l'|un|une)"),
        "considerant (?:le|les) (?:marches?|contrats?|lots?|accords?-cadres?) (?:conclu|sign|pass|notifi|attribu)"
        r"(?:e|ee)?s?",
    ).replace(" ", r"\s{1,3}")
    + "(?![a-z])"
)
DECIDES = re.compile(
    r"(?<![a-z])(?:(?:est|et) propose|sont proposee?s|(?:il|elle|maire|president) propose(?![a-z])"
    r"|(?:convient|y a lieu) d(?:e |')(?:fix|vers|attribu|accord|allou|vot|octroy)er"
    r"|decide(?![a-z])|apres en avoir|arrete(?:nt)?\s{0,3}:?\s{0,3}(?:\n|article\s)"
    r"|,\s{1,3}le conseil(?:\s[a-z']{5,20})?,?\s{1,3}(?:accord|attribu|allou|octro)[a-z]{1,4}"
    r"|\n\s{0,9}(?:approuve|attribue|accorde|alloue|vote|fixe|octroie)(?![a-z]))"
)

_SUBVENTIONS = ("subventions?",)
_FONDS = ("fonds de concours",)
_PARTICIPATIONS = ("participations?", "contributions?", "soutiens?", "forfait communal", "particip(?:er?|era)")
_AIDES = (
    *("aides?", "secours", "bourses?", "dotations?", "dons?", "avances?", "allocations?", "gratifications?"),
    "indemnisations?",
)
_INDEMNITES = ("indemnites?", "primes?", "indemniser?")
GIFTS = re.compile(
    named_alternatives(
        subvention=_SUBVENTIONS,
        fonds=_FONDS,
        participation=_PARTICIPATIONS,
        indemnite=_INDEMNITES,
        remise=("remises? gracieuses?",),
        aide=_AIDES,
    )
    + "(?![a-z])"
)
# Nouns that also occur in names: « à l'association d'aide », « pour son soutien ».
WEAK_NOUNS = frozenset(("participation", "aide"))
GIFT_NAMES = {"fonds": "fonds de concours", "remise": "remise gracieuse"}

_RECIPIENT_PREPOSITION = (
    r"(?:en faveur d(?:e|u|es|')|au (?:profit|benefice) d(?:e|u|es|')|a destination d(?:e|u|es|')"
    r"|sur le compte d(?:e|u|es|')|a|au|aux|(?P<loose>pour))"
)
_ADJECTIVES = r"(?:\s(?:d'|de\s|du\s)?[a-z0-9'-]{3,22}){0,4}?"
_GIFT_NOUNS = (*_SUBVENTIONS, *_FONDS, *_PARTICIPATIONS[:2], *_AIDES[:7], *_INDEMNITES, "remises?")
_NUMBER = r"(?:[0-9]{1,2}|[a-z])\s?[°).]{1,3}"  # « attribue : 1°) à l'Amicale »
GIFT_RECIPIENT = re.compile(
    alternatives(
        *(f"{word}(?![a-z])" for word in _GIVING_VERBS), *(f"{word}(?![a-z]){_ADJECTIVES}" for word in _GIFT_NOUNS)
    )
    + rf"(?:\s?,[^,€.;]{{3,70}},"
    rf"|\s?:\s{{1,20}}{_NUMBER})?\s{{0,40}}(?<=\s){_RECIPIENT_PREPOSITION}(?:\s{{1,60}}|(?<='))"
)
RECIPIENT_AFTER = re.compile(
    r"\$?(?:\s{0,3}\(?(?:ht|ttc|nets?)(?![a-z])\)?)?(?:\s{0,3}\([^()€]{1,90}\))?"
    r"(?:\s{1,3}sur (?:la|le|sa) (?:subvention|participation|montant)[^.;:€,]{0,40}?)?(?:\s{1,3}(?:de"
    r"|au titre de la|a titre de) subventions?(?:\s[a-z]{4,20})?)?"
    r"(?:\s{1,3}(?:la|le montant de la) (?:subvention|participation)"
    r"(?:\s(?:de\s|d')?[a-z]{4,20}){0,3})?"
    r"(?:\s{1,3}et (?:de\s|d')?(?:en\s)?vers(?:er|e) (?:cette somme|ce montant|celle-ci))?"
    r"(?:\s{1,3}(?:a travers|via|par le biais d'|sous (?:la )?forme d')\s?(?:un\s)?fonds de concours)?"
    rf"(?:\s?,?\s{{1,3}}(?:au titre|pour l'(?:annee|exercice)|dans le cadre"
    rf"|(?:ser(?:a|ont) |est |sont )?(?:allou|accord|attribu|vers|octroy)ee?s?|imputee? (?:sur|a)|par an"
    rf"|en 20[0-9]{{2}})[^.;:€,]{{0,80}}?,?){{0,2}}"
    r"(?:\s?,\s(?:egal|correspondant|representant|soit)[^.;:€]{3,70},\s(?:sera|est)\s(?:allou|accord|attribu"
    r"|vers|octroy)ee?s?)?"
    rf"\s{{0,3}},?\s{{1,60}}{_RECIPIENT_PREPOSITION}(?:\s{{1,60}}|(?<='))"
)
# « une subvention de 900 € pour le financement d'un poste, attribuée au centre social X », « une avance de 900 € à
# valoir sur la subvention 2016 de la Compagnie X »
GIVEN_LATER = re.compile(
    r"\$?[^.;:€\n]{3,160}?,\s(?:attribu|vers|allou|accord|octroy|destin)ee?s?\s(?:a|au|aux)(?:\s{1,40}|(?<='))"
    r"|\$?,?\sa valoir sur (?:la |sa |le )(?:subvention|participation)[^.;:€,\n]{0,40}?\s(?:de|du|d'|a|au"
    r"|aux|pour)"
    r"(?:\s{1,40}|(?<='))"
    # « fixée à 5 160 € et sera versée au SIEG », « soit 75 €, à verser au collège X »
    r"|\$?(?:\s{0,3}(?:ht|ttc))?,?\s{1,3}(?:(?:qui|et|laquelle)\s)?(?:(?:sera|seront|est|sont)\s|a\s)?"
    r"(?:re)?(?:vers|pay|mandat)(?:ee?s?|er)\s(?:directement\s)?(?:a|au|aux)(?:\s{1,40}|(?<='))"
)
# « participer à hauteur de 6 000 € aux frais de fonctionnement du SIAC »
SHARES = re.compile(
    r"\$?,?\s{1,40}(?:aux|a la|a l'|au) ?(?:frais|travaux|depenses?|charges?|couts?|financement|voyages?|sejours?"
    r"|projets?|sorties?|classes?|organisation|realisation|edition|tenue|renovation|restauration|construction)\s"
)
# « participer au financement du voyage scolaire du collège X pour un montant de »
SHARES_BEFORE = re.compile(
    alternatives("particip(?:er|e|era)") + r"(?:\sfinancierement)?\s(?:aux|a la|a l'|au) ?"
    r"(?:frais|travaux|depenses?|charges?|couts?|financement|voyages?|sejours?|sorties?|classes?)\s"
)
COST_OWNER = re.compile(
    r"(?<![a-z])(?:du|des|de la|de|de l'|d'|(?:organise|porte|mene)e?s? par)(?:\s{1,40}|(?<='))"
)
# « indemniser les exploitants : Monsieur X, de la somme de 100 €, Monsieur Y, de la somme de »
PERSON_START = re.compile(alternatives(r"monsieur\s", r"madame\s", r"m\.\s", r"mme\s", r"mr\s"))
PERSON_NEXT = re.compile(
    r"\s{1,3}(?=(?:monsieur|madame|m\.|mm\.|mme|mmes|mr|mlle|les (?:epoux|consorts))\s)(?:les\s)?"
)
OF_SUM = re.compile(r"\s?,?\s(?:de|d'|pour)\s?(?:la somme|une somme|un montant) de\s{0,5}\Z")
COMPENSATES = re.compile(
    alternatives(r"indemnis\w{1,3}", r"dedommag\w{1,3}", r"gratifi\w{1,3}", r"recompens\w{1,3}")
)
# « Cyclo club (demande 300 €) : proposition d'attribution 230 € », a line under « Subventions »
PROPOSED = re.compile(
    r"\s?(?:\(demande[^()\n]{0,40}\))?\s{0,3}[:–-]\s{0,3}(?:propos|attribu|accord|vote)[^€\n]{0,70}\Z"
)
# « attribuer à X une subvention de 1 200 € et à Y une subvention de 800 € »
ALSO_TO = re.compile(
    r"(?:\s(?:pour|afin|en vue)\s[^.;€:]{3,90}?)?[\s$,;]{0,5}(?:[0-9]{1,2}\s?[°).]{1,3}\s{0,3})?(?:(?:et"
    r"|ainsi que|puis)\s{1,3})?(?:a|au"
    r"|aux)(?:\s{1,40}|(?<='))"
)
NEXT_ITEM = re.compile(r"\s{0,3}[:,;]?\s{0,3}[-–—•*>]\s{1,3}(?:[0-9]{1,2}[.)]\s)?")  # a bullet before an amount
# « accorde au Judo club 600 € », « versement de la somme de 300 € au profit de M. X » name no subvention.
GRANTS = re.compile(
    alternatives(
        *(r"accord\w{1,5}", r"attribu\w{1,5}", r"allou\w{1,5}", r"octro\w{1,5}", "vers(?:er|ement|e)"),
        "donner(?! (?:pouvoir|suite|lecture|acte|mandat|delegation))",
        *("mandater", "regler", "payer"),
    )
    + "(?![a-z])"
)
# « Le conseil accepte de verser 500 € à l'Outil en main »
COUNCIL_PAYS = re.compile(
    r"(?<![a-z])(?:decide(?:nt)?|accepte(?:nt)?|approuve(?:nt)?|valide(?:nt)?)\s(?:de\s|d')(?:lui\s)?"
    r"(?:verser|attribuer|allouer|accorder|octroyer|donner)\s[^€.;]{0,60}\Z"
)
PAYS = re.compile(alternatives("vers(?:er|ement|e)", "donner", "mandater", "regler", "payer") + "(?![a-z])")
# « une somme de 150 € sera versée à la coopérative scolaire »
PAID_AFTER = re.compile(
    r"\$?,?\s{1,4}(?:qui |et |laquelle )?(?:ser(?:a|ont) |est |sont )?(?:allou|accord|attribu|vers|octroy)ee?s?"
    r"(?![a-z])"
)
# « Une aide de 4 000 € lui est allouée »: to whom the sentence before names
TO_HIM = re.compile(r"\$?\s{1,3}(?:lui|leur) (?:est|sera|a ete) (?:vers|attribu|accord|allou|octroy)e")
# « une subvention d'un montant maximum de 10 000 € »: a limit is what is decided.
CAPPED_GIFT = re.compile(
    r"(?:subvention|aide|fonds de concours)[^.;€]{0,60}(?:maxim|plafonn)\w{1,4}[^.;€]{0,20}\Z"
)
# « l'association X se voit attribuer une subvention de 500 € », « bénéficiera d'une subvention de 500 € »
BENEFITS = re.compile(
    r"\s{1,3}(?P<verb>(?:se (?:voit|verra)|s'est vue?) (?:attribuer|allouer|accorder|octroyer|verser)"
    r"|recevra|recoit"
    r"|percevra|beneficiera|(?:sera|seront|est|sont) (?:dedommage|indemnise|rembourse"
    r"|recompense)e?s?),?\s[^.;€]{0,90}\Z"
)
SUBJECT_START = re.compile(
    r"(?<![a-z'])(?=(?:l'|la |le |les |mm?e? |m\.|monsieur |madame )[a-z])|(?:[,.;:–-]\s|\n)\s{0,20}(?=[a-z])"
)
# A firm is paid, not helped.
CONTRACTS = re.compile(
    alternatives("marches?", "lots?", "devis", "offres?", "avenants?", "prestations?") + "(?![a-z])"
)
# « Judo Club : subvention de 80 €. Adopté à l'unanimité »
LABELLED = re.compile(
    r"(?:(?<=[.;\n])|\A)\s{0,20}(?:[-–•*]\s)?(?!demande|subvention|objet|attribution|vote)(?P<name>[^:;.€\n]{3,90}?)\s{0,3}[:–-]\s{0,3}"
    r"(?:une )?(?:subvention|aide)(?:\s[a-z]{5,16})?\s(?:de|:)\s{0,3}\Z"
)
# « Association Le Fil (ALF) - Approbation d'une convention et attribution d'une subvention d'un montant de »,
# a title
TITLED = re.compile(
    r"(?:(?<=[.;\n])|\A)\s{0,20}(?:[0-9][0-9/._-]{0,14}\s{1,3}(?:[-–:]\s{1,3})?)?(?P<name>[a-z][^:;.€\n]{3,90}?)\s[-–]\s"
    r"[^€;\n]{0,200}?(?<![a-z])(?:attribution|versement|octroi|renouvellement|allocation)\s[^€;\n]{0,60}?"
    r"(?:subvention|participation|aide|dotation)s?(?![a-z])[^€;\n]{0,60}\Z"
)
# « Demande de subvention :⏎Amicale laïque : 250 € … Accord unanime »
HEADED_LINE = re.compile(
    r"subventions?(?![a-z])[^.;€\n:]{0,60}:?\s{0,3}\n\s{0,20}(?:[-–•*]\s)?(?P<name>[^:;.€\n]{3,90}?)\s{0,3}[:–-]\s{0,3}\Z"
)
# « Subvention au Tennis Club : 500 €. Adopté à l'unanimité »
HEADING = re.compile(
    alternatives(rf"subventions?{_ADJECTIVES}") + rf"\s{_RECIPIENT_PREPOSITION}(?:\s{{1,40}}|(?<='))"
)
# « Demande de subvention de l'association X »: who asks is who receives, if the council then grants « une
# subvention ».
REQUEST_HEADING = re.compile(
    alternatives(rf"subventions?{_ADJECTIVES}")
    + r"\s(?:(?:presentee|formulee|emanant|sollicitee|deposee|demandee)\s)?(?:de|du|par)(?:\s{1,40}|(?<='))"
    r"(?=(?:l'|la |le )?(?:association|amicale|comite|club|cooperative|union|federation|societe"
    r"|foyer|ecole|college))"
)
# « Subvention Association X : 500 € », « Subvention – Comité des fêtes : 500 € »
BARE_HEADING = re.compile(
    alternatives(rf"subventions?{_ADJECTIVES}")
    + r"\s{1,3}(?:[–-]\s)?(?=(?:l')?(?:association|amicale|comite|club|cooperative|union|foyer"
    r"|sou des|harmonie)\s)"
)
HEADING_TO_AMOUNT = re.compile(r"[\s:–-]{1,8}(?:(?:d'un montant )?de\s)?\Z")
VOTE_FOLLOWS = re.compile(
    r"[aupn0-9](?<![a-z].)(?:(?<=a)(?:dopt|pprouv|ccord)|(?<=u)nanim|(?<=[0-9])\s(?:voix|votes?|pour)"
    r"|(?<=p)our\s{0,2}:?\s{0,2}[0-9])"
)
THIS_SUBVENTION = re.compile(
    alternatives(*(f"{word}(?![a-z])" for word in _GIVING_VERBS))
    + r"\s(?:(?:une|la|cette)\s(?:[a-z]{4,20}\s)?subvention[^€;.]{0,60}|(?:de verser|le versement de)"
    r"(?: la somme de)?\s{0,3})\Z"
)
# « la convention avec l'association X et le versement d'une participation de »: the partner may be the payer.
CONVENTION_PARTNER = re.compile(alternatives(r"convention[^€.;]{0,90}?\savec\s{1,40}"))
# « la demande de l'association X, décide de lui attribuer »
GIVES_TO_LUI = re.compile(alternatives("lui (?:attribu|vers|accord|octroy|allou)"))
THE_ASSOCIATION = re.compile(r"(?<![a-z])(?:de|par|que)\s{1,20}(?=(?:l')?association\s)")
# « 500 € : Comité des fêtes », in a list that gives the amounts first.
AMOUNT_LEADER = re.compile(r"\$?\s{0,5}(?:[:–—-]|\.{3,60}|pour)\s{1,6}")
OTHER_AMOUNT = re.compile(
    alternatives(
        "budget (?:previsionnel|global|total)", "cout (?:total|global)", "total de", "dont", "travaux (?:de|d'un)"
    )
    + "(?![a-z])"
)


# Companies.
# « Charge Mme X de réaliser ce chantier », not « charge Monsieur le Maire de ».
_CHARGES = r"charger?(?=\s(?:le cabinet|la societe|l'entreprise|le bureau|(?:madame|monsieur|m\.|mme)\s(?!l)))"
AWARDS = re.compile(
    alternatives(
        *(r"delegu\w{0,3}", _CHARGES, r"retien\w{0,4}"),
        *(r"reten\w{0,3}", r"attribu\w{0,5}", "confi(?:e|er|ee|es|ent)", r"accept\w{0,5}", r"approuv\w{0,5}"),
        *(r"valid\w{0,6}", r"notifi\w{0,6}", r"sign\w{0,6}", r"conclu\w{0,4}", "conclure", r"command\w{0,5}"),
        *(r"choi(?:x|s\w{0,6})", "pass(?:er|e) (?:un|une|le|la|l')", "arrete", r"enterin\w{0,4}", r"decid\w{0,5}"),
        *(
            r"autoris\w{0,5}",
            r"adopt\w{0,5}",
            r"souscri\w{1,4}",
            "passation",
            "marche passe",
            "opt(?:e|er|ent) pour",
        ),
    )
    + "(?![a-z])"
)
# « Décisions prises sur délégation : le marché a été attribué à »: reporting the decision records it.
WAS_AWARDED = re.compile(r"(?:a|ont) ete attribue")
RETAINS = re.compile(
    alternatives(
        *(
            r"retien\w{0,4}",
            r"reten\w{1,3}",
            r"attribu\w{0,5}",
            r"choisi\w{0,3}",
            r"confi\w{0,3}",
            r"delegu\w{0,3}",
        ),
        "opt(?:e|er|ent) pour",
    )
    + "(?![a-z])"
)
_FORMS = (
    *("entreprises?", "societes?", "cabinet", "bureau d'etudes?", "groupement", "sarl", r"s\.a\.r\.l\.?", "sasu?"),
    *(
        r"s\.a\.s\.?",
        "eurl",
        "sa",
        "scop",
        "ets",
        "etablissements?(?<!des etablissements)(?<!aux etablissements)",
        "agence",
        "menuiserie",
        "marbrerie",
    ),
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
            *(
                verb + f" cel(?:ui|le){_OFFERED_BY}"
                for verb in ("pour", r"retien\w{1,3}", "retenir", r"choisi\w{0,3}", "et")
            ),
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
    r"|moyennant|montant|pour une (?:somme|depense)|[,(]\s{0,20}\Z"
    r"|a hauteur de|pour)(?![a-z])|(?:devis|offre) (?:a |de |d')|[:–-]\s{0,3}\+?\s{0,20}\Z|\bde\s{0,20}\Z"
    r"|\sa\s{0,20}\Z"
)
NOT_AWARDED = re.compile(
    r"(?<![a-z])(?:estim\w{0,5}|avait|rappel\w{0,4}|consult(?!ant)\w{0,6}"
    r"|ont (?:repondu|remis|propose)|n'est pas|ne repond|penalites?|capital|sinistre|exced\w{0,4}|delegation"
    r"|limite|unitaire|estimation|montant initial)(?![a-z])"
)
COMPARES_OFFERS = re.compile(r"(?<![a-z])(?:moins|mieux)[ -]disant")
LETS = re.compile(
    alternatives(
        *("loyers?", "bail", "baux(?! et (?:conventions|contrats))", "loue[erz]?", "redevances?", "tarifs?"),
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
        *("titulaires?", "attributaires?", "co-?contractants?", "prestataires?", "fournisseurs?"),
        *("entreprises? retenues?", "societes? retenues?", "candidats? retenus?"),
    )
    + r"[^:\n€]{0,30}:\s{1,10}"
)
HOLDER_AMOUNT = re.compile(r"(?<![a-z])(?:montant|prix)[^:\n€]{0,40}:[\s$]{0,10}\Z")
HOLDER_ENDS = re.compile(
    r"\s{0,3}(?:\n|[-–,;|(]|\Z)|\s{1,3}(?:duree|date|montants?|prix|objet|lieu|adresse|siret)[/a-z({ )}]{0,20}:"
)
# « … pour 3 400 € HT. Le conseil, à l'unanimité, accepte ce devis »
_THE_OFFER = r"\w{0,5}\s(?:[a-z]{4,12}\s)?(?:(?:ce|cette|le|la|l')\s?(?:devis|offre|proposition)|ce contrat)"
OFFER_ACCEPTED = re.compile(
    alternatives(
        *(verb + _THE_OFFER for verb in ("accept", "approuv", "valid", "retien", "reten", "enterin")),
        *("est (?:accept|retenu|approuv|valid|prefere)", "a ete (?:accept|retenu|approuv|valid)"),
        *("sont (?:accept|retenu|approuv|valid)", "ont ete (?:accept|retenu|approuv|valid)"),
        *("accord (?:unanime|du conseil|a l'unanimite)", "avis favorable (?:unanime|du conseil|a l'unanimite)"),
    )
)
# « Accepte les devis présentés pour les montants énoncés ci-dessus »: all of them.
ALL_OFFERS_ACCEPTED = re.compile(
    alternatives("accept", "approuv", "valid", "retien", "enterin")
    + r"\w{0,5}\sles\s(?:devis|offres|propositions)[^€.;]{0,80}(?:presente|enonce|ci-dessus|tels)"
)
OFFER = re.compile(alternatives("devis", "offre", "proposition", "propose un contrat") + "(?![a-z])")
# The contracts that follow were concluded by the mayor, by delegation of the council.
DELEGATED_DECISIONS = re.compile(
    r"decisions?(?:,? (?!n|du|de)[a-z]{2,14}){0,5} (?:(?:ont ete |a ete )?prises?|signee?s? par|n"
    r"|du (?:maire|president))"
    r"|(?:par|sur) delegation"
    r"|delegations? (?:de signature|du conseil)|rendu des? (?:decisions|delegation)"
)
COUNCIL = re.compile(r"le conseil(?<!par le conseil)(?<!par mle conseil)(?! (?:departemental|regional|general))")
LABELLED_FIRM = re.compile(
    r"[a-z0-9)»]\s?:\s{1,3}(?P<name>[^:;€\n]{3,70}?),?\s(?:pour (?:un|le) montant|montant|d'un montant"
    r"|au prix)[^€;:\n]{0,40}:?\s{0,3}\Z"
)
BY_FIRM = re.compile(r"\s(?:par|avec|chez|aupres d[eu])\s{1,20}")
# « 4 058 € HT, soit 4 870 € TTC (lot 2, entreprise X) »
BRACKETED_FIRM = re.compile(
    r"(?:\s{0,3}(?:ht|ttc))?,?(?:\s{1,3}soit\s[0-9][0-9 .,]{0,14}\s?(?:€|euros?)?\s?(?:ttc|ht)?)?"
    r"\s{0,3}\(\s?(?:[^(),€]{1,40},\s{1,3})?(?:l'|la |le )?(?P<firm>entreprise|societe)?\s{0,3}(?=[^\W\d_])"
)
FIRM_AFTER = re.compile(
    r"\$?(?:\s{0,3}(?:ht|ttc))?,?(?:\s{1,3}soit\s[0-9][0-9 .,]{0,14}\s?(?:€|euros?)?\s?(?:ttc|ht)?)?"
    r"[^.;€\n]{0,60}?\s(?:a|au|avec|aupres de|par)\s{1,20}"
    r"(?=(?:l'|la |le )?(?:entreprise|societe|cabinet|bureau|groupement|sarl|sas|eurl|scea)(?![a-z]))"
)
# Banks.
LOANS = re.compile(
    alternatives("emprunt(?:s|er?)?", "prets?", "lignes? de tresorerie", "credit relais") + "(?![a-z])"
)
LOAN_TERMS = re.compile(
    r"[^.;€]{0,60}?(?<![a-z])(?:sur (?:une duree de )?[0-9]{1,2} ans|(?:au )?taux|duree)(?![a-z])"
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
    r"(?<![a-z])(?:(?:souscri(?:ts?|re)|contracte[es]{0,2}|contracter|sollicitee?s?|demandee?s?|realises?"
    r"|presentee?s?)"
    r"(?: [^.;€]{0,60}?)??\spar\s{1,40}"
    r"|garantie (?:d'emprunts? |communale |de la (?:ville|commune) |a hauteur de [0-9]{1,3} ?% )?"
    r"(?:a|au|en faveur de|au profit de|au benefice de)\s{1,40}"
    r"|que\s{1,3}(?=(?:l'|la |le )?[^.;€]{3,70}\s(?:se propose|envisage|souhaite|doit|va|contracte"
    r"|a contracte)\s))"
)
BORROWER = re.compile(
    r"(?<![a-z])(?:emprunteur\s{0,3}(?::|[ \t]{2})\s{0,80}|garanties? d'emprunts?\s{1,3}[:–-]\s{1,3}(?!ville"
    r"|commune))"
)
# « contrat de prêt signé entre : X, ci-après l'emprunteur, et la Caisse des dépôts »
CONTRACT_BORROWER = re.compile(
    r"(?<![a-z])entre\s?:?\s{1,3}(?P<name>[^€;:]{3,90}?),?\s\(?ci[- ]apres[ ,](?:denommee? "
    r"|designee? )?[«\"]?\s?l'emprunteur"
)
GUARANTEES = re.compile(
    r"garanties? d'emprunt|garantie de la (?:ville|commune)|(?:accorde|apporte)\w? sa garantie|garantie communale"
)
# Sales and purchases.
SELLS = re.compile(
    alternatives(
        "ced(?:er|e|ent|ee?)",
        "cession(?<!contrat de cession)",
        "vend(?:re|u|ue)?",
        "vente",
        "alien(?:er|ation)",
        "adjug(?:er|e|ee)s?",
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
    alternatives(
        *(r"ced\w{0,3}", "cession", "vend(?:re)?", "vendue?s?", "vente", r"alien\w{0,5}", r"adjug\w{1,3}")
    )
    + r"[^€.;]{0,220}?(?<!de gre)\s(?:au (?:profit|benefice) d(?:e|u|es|')|a|au|aux|avec)"
    r"(?:\s{1,40}|(?<='))"
)
# « céder un terrain à Montclair au profit de M. X »: the place is no buyer.
NAMED_BUYER = re.compile(
    alternatives(
        r"ced\w{0,3}", "cession", "vend(?:re)?", "vendue?s?", r"vente(?<!mandat de vente)", r"alien\w{0,5}"
    )
    + r"[^€.;]{0,220}?\sau (?:profit|benefice) d(?:e|u|es|')(?:\s{1,40}|(?<='))"
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
# « un emprunt de 30 000 € auprès de la banque X »: a lender, not a seller
LENT_BY = re.compile(r"(?<![a-z])(?:emprunts?|prets?)(?![a-z])[^.;]{0,60}\Z")
# « les consorts X acceptent de céder à la commune »
SELLS_TO_COUNCIL = re.compile(
    r"\s{1,40}(?:accept|propos|consent|souhait|s'engag|desir)\w{0,5}\s(?:de |a |pour )?(?:ceder|vendre)\s"
    r"[^.;€]{0,80}?(?<![a-z])a la (?:commune|ville|collectivite|communaute|metropole)(?![a-z])"
)
PARTY_START = re.compile(rf"(?<![a-z']){_PARTY}")
PER_AREA = re.compile(
    r"\$?\s{0,3}(?:h\.?t\.?\s{0,3})?(?:le|du|par|/)\s{0,2}(?:m(?![a-z])|metres?|are|hectare|ha(?![a-z]))"
)
BUYER_AFTER = re.compile(
    r"(?:\s{0,3}\(?(?:ht|ttc|nets?)(?: vendeur)?\)?)?(?:\s{0,3}le m.{1,2})?[^.;€]{0,40}?\s?,?\s(?:a|au|aux"
    rf"|au profit d(?:e|u))\s{{1,40}}{_PARTY}"
)
PRICE_OF_SALE = re.compile(
    r"(?:\s?(?:ht|ttc))?\s(?:le|son) prix de (?:vente|cession)(?![a-z])"
)  # « Fixe à 900 € le »
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

# « Ensemble : 1 200 € » is a total, « Ensemble vocal » is not.
WHOLE = r"ensemble(?! (?:vocal|instrumental|musical|folklorique|orchestral))"
