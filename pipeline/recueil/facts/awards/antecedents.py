"""Find who gets an amount that is decided in one sentence where another sentence names the beneficiary.

« L'association X entreprend des travaux. … Le maire propose une subvention de 500 €. », « La SCI Y souhaite
acquérir 4 200 m². Prix : 9 € le m², soit 37 800 € », « cautionner l'emprunt à concurrence de 45 000 € ». The only
body that the section names before the amount counts; none if it names several, or only the council itself and
those who pay.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from recueil.facts.awards import phrases
from recueil.facts.awards.clauses import AwardMatch, asks_for_money, recalls_decision
from recueil.facts.awards.recipients import RecipientName, classify_recipient, clean_name, parse_name
from recueil.text import fold_accents
from recueil.values import Amount, Mention
from recueil.values.mention import mentions_between

_REACH, _LEAD, _AFTER = 900, 150, 1600
_ROLES = (None, "subvention", "marche", "prix-vente", "pret", "cotisation", "cout-total", "indemnite")
_GIFT = re.compile(
    r"(?<![a-z])(?:(?P<fonds>fonds de concours)|(?P<subvention>subventions?|acomptes?|soutenir"
    r"|soutiens?|contribue(?:ra)?)"
    r"|(?P<aide>aides?|secours|dotations?|bourses?)|(?P<participation>participations?|contributions?)"
    r"|(?:attribu|allou|accord|octroy|vers)er (?:la somme|une somme|un montant))(?![a-z])[^€.;:]{0,110}?"
    r"(?:\sde|\sd'un montant (?:\w{5,12} )?de|\sa hauteur de|\s(?:fixee?|plafonnee?|portee?"
    r"|arretee?)s? a|\sde la somme de"
    r"|pour un montant (?:\w{5,12} )?de|soit|est (?:de|la suivante :)|s'elev\w{1,3} a|:)\s{0,3}(?:la somme de )?\Z"
)
_PRICE = re.compile(
    r"(?<![a-z])(?:prix(?! (?:public|d'achat|unitaire))|moyennant|montant de (?:la|cette) (?:cession"
    r"|vente))(?![a-z])[^€.;]{0,60}?(?:\sde|:|a|est de|soit)\s{0,3}\Z"
)
_NO_PRICE = re.compile(
    r"(?<![a-z])(?:compromis|estim\w{1,5}|billets?|places?|entree|repas|tarifs?|concession)(?![a-z])"
)
_SALE = re.compile(
    r"(?<![a-z])(?P<buy>acquerir|acquisition|achat|preemp)|(?P<sell>ceder|cession|vente|vendre|alien)"
)
_WISHES_TO_BUY = re.compile(
    r"(?:souhait\w{1,5}|desir\w{1,5}|propos\w{1,4}|demand\w{1,5}|candidat\w{0,3}|offre\w{0,2})\s[^.;€]{0,60}?(?:acquerir|acheter|acquisition|achat)"
)
_GRANTS = re.compile(
    r"(?<![a-z])(?:accord|attribu|allou|octro|vers|vot|fix|decid|approuv|arret|renouvel|maint)\w{1,6}(?![a-z])"
)
_ASKED_AFTER = re.compile(r"[^.;€]{0,60}?\s(?:est|a ete|sont|serait) (?:demand|sollicit|recu|percu)")
_GUARANTEE = re.compile(
    r"(?<![a-z])(?:cautionn\w{1,6}|garanti\w{0,4})(?![a-z])[^.;€]{0,140}?(?:a hauteur de"
    r"|a concurrence de|pour un montant de"
    r"|d'un montant de|jusqu'a concurrence de)\s{0,3}\Z"
)
_REFUSED = re.compile(
    r"(?<![a-z])(?:demand\w{1,4}|sollicit\w{0,4}|couts?|estim\w{1,5}|contre|dont|budget"
    r"|en 20[0-9]{2},? |avait|rappel\w{1,4}|reste"
    r"|maximum par|par an et par|plafond|enveloppe|total\w?|global\w?|recettes?|rembours\w{1,6}"
    r"|recue?s?|percu\w?|etat|region|departement"
    r"|precedente?s?|anterieure?s?|pourrai\w{1,3}|serai\w{1,3}|dot\w{1,2}|complementaire|offre|devis|proportion\w{0,6})(?![a-z])"
)
_DECIDES = re.compile(
    r"unanim|(?<![a-z])(?:adopt|approuv|attribu|accord|allou|octroi|decid|accept|vot|arret|conven)\w{0,6}(?![a-z])|[0-9]\s(?:voix\s)?pour"
)
_SECTION = re.compile(
    r"(?:\n|\A)[ \t#*]{0,12}(?:deliberation|objet|rapport|question|point)\s?(?:n|:|\$|[0-9])|(?:\n"
    r"|\s)[0-9]{1,2}[.)°]\s{1,3}(?=[a-z])"
    r"|(?<![a-z])(?:deliberation n|unanimite|[0-9] (?:voix )?pour)|\s[a-z]\)\s"
)
_NAMED = re.compile(
    r"(?<![a-z])(?:l'|la |le |a l'|d'|avec |par )?(?=(?:association|amicale|comite|club|federation"
    r"|union|fondation|cooperative|societe"
    r"|sarl|sas|sci|eurl|scm|scop|entreprise|cabinet|conseil de fabrique|paroisse|office|syndicat|oph|sa d)\s)"
)
# « M. Dupin accepte de vendre », « parcelle appartenant aux consorts X », « Mme Y souhaite acquérir »
_PARTY = re.compile(
    r"(?<![a-z])(?:appartenant|propriete|aupres|consentie?|proposition|demande|offre)\s(?:a|de|d'|des|aux)?\s?"
    r"(?=(?:m\.|mm\.|mme|mr|monsieur|madame|messieurs|consorts|epoux)\s)"
    r"|(?<![a-z'])(?=(?:m\.|mm\.|mme|mr|monsieur|madame|messieurs|consorts|epoux)\s(?!le |la |l')[^.;€,]{3,50}\s"
    r"(?:accept|vend|ced|souhait|propos|desir|consent|propriet)\w{0,6}\s)"
)
# « l'association Foyer Saint-Marc entreprend des travaux »
_VERB = re.compile(
    r"\s(?:(?:entrepren|organis|demand|souhait|sollicit|propos|coop[ée]r|intervien|assur|port|pr[ée]sent|d[ée]velopp|m[èe]n|anim"
    r"|particip|pr[ée]voi|envisag|c[ée]l[èe]br|accueil|r[ée]alis|b[ée]n[ée]fici|œuvr|g[èe]r)[a-zà-ÿ]{1,6}"
    r"|est|sont|ont|a|avait|avaient|met|compte|et\s(?:l['’]|la\s|le\s)[a-zà-ÿ]{4,12})(?=\s|$)"
)
_NO_RECIPIENT = re.compile(
    r"(?:conseil(?! de fabrique)|commission|assemblee|mairie|prefectures?|sous-prefecture|tribunal"
    r"|tresor|bureau(?! d'etudes)"
    r"|ministere|demande|comite (?:syndical|de pilotage|social|technique)|service|etat|region"
    r"|departement|commune|ville|metropole|communaute"
    r"|banque|caisse|credit|detr|dsil|anah|europe|agence|domaines?|notaire|cgct|chambre regionale"
    r"|syndicat)(?![a-z])"
)


def find_antecedents(
    text: str,
    plain: str,
    amounts: Sequence[Mention],
    organisations: Sequence[Mention],
    taken: Collection[int],
) -> Iterator[AwardMatch]:
    """Yield the awards whose beneficiary an earlier sentence names.

    ``taken``: offsets of amounts that already have an award.
    """
    before = 0
    for amount in amounts:
        value, previous = amount.value, before
        before = amount.end
        if amount.start in taken or not isinstance(value, Amount) or value.per or value.amount <= 0:
            continue
        if value.role not in _ROLES:
            continue
        if phrases.PER_AREA.match(plain, amount.end):
            continue
        lead = plain[max(0, amount.start - _LEAD) : amount.start]
        lead = lead[_sentence_start(lead) :]
        what = _kind(plain, lead, previous, amount)
        if not what or not _DECIDES.search(plain, amount.end, amount.end + _AFTER):
            continue
        if phrases.RECIPIENT_AFTER.match(plain, amount.end, min(len(plain), amount.end + 120)):
            continue  # another beneficiary follows
        name = _only_name(text, plain, amount, organisations, sold=what in ("cession", "acquisition"))
        if name:
            yield AwardMatch(name.start, amount.end, what, name, amount)


def _sentence_start(lead: str) -> int:
    return 1 + max(lead.rfind(end) for end in (". ", ".\n", "; ", "\n\n"))


def _kind(plain: str, lead: str, previous: int, amount: Mention) -> str:
    """Return the kind of decision that the words before an amount state, or empty."""
    if recalls_decision(lead):
        return ""
    if _GUARANTEE.search(lead):
        return "garantie"
    if _PRICE.search(lead):
        if _NO_PRICE.search(lead):
            return ""
        start = max(0, amount.start - _REACH)
        *_, sale = (None, *_SALE.finditer(plain, start, amount.start))
        if sale is None:
            return ""
        bought = sale["buy"] and not _WISHES_TO_BUY.search(plain, start, amount.start)
        return "acquisition" if bought else "cession"
    own = lead[-max(0, amount.start - previous) :]
    gift = _GIFT.search(own)
    if gift is None or asks_for_money(lead) or _REFUSED.search(own) or _ASKED_AFTER.match(plain, amount.end):
        return ""
    if gift.lastgroup in ("aide", "participation") and not _GRANTS.search(lead):
        return ""  # it may be that of another
    return {"fonds": "fonds de concours"}.get(gift.lastgroup or "", gift.lastgroup or "subvention")


def _only_name(
    text: str, plain: str, amount: Mention, organisations: Sequence[Mention], *, sold: bool
) -> RecipientName | None:
    """Return the only recipient that the section names before an amount, or None."""
    start = max(0, amount.start - _REACH)
    *_, section = (None, *_SECTION.finditer(plain, start, amount.start))
    start = section.end() if section else start
    places = {match.end() for match in _NAMED.finditer(plain, start, amount.start)}
    places |= {mention.start for mention in mentions_between(organisations, start, amount.start)}
    if sold:
        places |= {match.end() for match in _PARTY.finditer(plain, start, amount.start)}
    names: list[RecipientName] = []
    for place in sorted(places):
        name = parse_name(text, place, amount.start)
        if name and (verb := _VERB.search(text, name.start + 2, name.end)):
            name = clean_name(text, name.start, verb.start())
        if name is None or (names and name.start < names[-1].end) or _NO_RECIPIENT.match(fold_accents(name.words)):
            continue
        if classify_recipient(name.words, plain[max(0, place - 14) : place + 14]) is None and not _is_mention(
            name, organisations
        ):
            continue
        if phrases.BANK.match(plain, name.start) or not any(letter.isupper() for letter in name.words):
            continue
        names.append(name)
    first = set(fold_accents(names[0].words).split()) if names else set()
    same = all(first <= (own := set(fold_accents(name.words).split())) or own <= first for name in names[1:])
    return names[0] if names and same else None


def _is_mention(name: RecipientName, organisations: Sequence[Mention]) -> bool:
    return any(name.start < other.end for other in mentions_between(organisations, name.start, name.end))
