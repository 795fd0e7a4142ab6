"""Recognise pouvoirs (proxies), giver → holder, by the words between two names.

« A donne pouvoir à B », « A (délégation de vote à B) », « A représenté par B », « B (pouvoir de A) »,
« Pouvoir donné à B par A », and « A à B » under « Pouvoirs : ». « Donne pouvoir à Monsieur le Maire pour
signer » is not one.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import Final

from recueil.facts.attendance.list_headings import CIVILITY
from recueil.values import Mention


class ProxyTie(Enum):
    """The relation of a name to the one before it."""

    GIVES = "gives"  # A donne pouvoir à B
    HOLDS = "holds"  # B (pouvoir de A)
    REPRESENTED = "represented"  # A représenté par B
    APART = "apart"  # C. Pouvoir de A [à B]: the first name is of another sentence
    LISTED = "listed"  # A à B, a proxy under « Pouvoirs : » alone
    REPLACES = "replaces"  # A, suppléant de B: no pouvoir, and B is not there
    REPLACED = "replaced"  # A représenté par B, son suppléant: no pouvoir; nor is one that its act calls void


_PROXY_WORD: Final = (
    r"(?:(?:pou?r?voirr?s?|procurations?|proc\.?|pouv\.?|pvr\.?|mandats?)(?:\(s\))?"
    r"|delegations?\s{1,9}de\s{1,9}(?:votes?|pouvoirs?|voix))"
)
_CIVILITIES: Final = rf"(?:{CIVILITY},?\s{{0,9}}){{0,2}}"
_FOR: Final = r"en\s{1,9}faveur\s{1,9}d[eu]|au\s{1,9}(?:profit|benefice)\s{1,9}d[eu]"
_TO: Final = rf"\s{{1,20}}(?:a|au|aux|{_FOR})\s{{1,20}}{_CIVILITIES}"
_OF: Final = rf"\s{{0,9}}:?\s{{0,9}}(?:de|d'|du|par)\s{{0,9}}{_CIVILITIES}"
_EDGE: Final = r"(?:^|[\s,;:.()\[\]–—|*-])"
_GIVES: Final = re.compile(
    rf"{_EDGE}{_PROXY_WORD}(?:\s{{1,9}}(?:donnee?s?|ecrite?s?|remise?|transmise?|confiee?|est|pour|de|en|son|sa|leur|nom|voter|vote|place"
    rf"|le|la|les|lieu|et|ete|representer|a ete|respectivement)){{0,9}}\s{{0,9}}:?{_TO}$"
    rf"|\(\s{{0,3}}{_PROXY_WORD}\s{{0,3}}:?\s{{1,9}}{_CIVILITIES}$"  # « (pouvoir M. X) », the « à » lost
    rf"|,\s{{0,3}}(?:pouvoir|procuration)\s{{1,9}}{_CIVILITIES}$"
    rf"|\bdonn\w{{1,4}}\s{{1,9}}{_PROXY_WORD}[^\S\n]{{1,9}}{_CIVILITIES}$"
    rf"|\bdelegu\w{{1,3}}\s{{1,9}}(?:son|leur)\s{{1,9}}(?:droit\s{{1,9}}de\s{{1,9}})?vote{_TO}$"
    rf"|(?:\bpour\s{{1,9}}|[,(]\s{{0,9}}|^\s{{1,9}})mandataire\s{{0,9}}:?\s{{1,9}}{_CIVILITIES}$"
)
# « A a donné à B pouvoir de voter »
_GIVES_TO_FIRST: Final = re.compile(rf"\bdonn\w{{1,4}}\s{{1,9}}a\s{{1,9}}{_CIVILITIES}$")
_PROXY_AFTER_NAME: Final = re.compile(rf"\s{{1,9}}(?:son\s|sa\s|tout\s)?\s{{0,9}}{_PROXY_WORD}\b")
_OFFICE: Final = r"(?:l[ea]\s{1,9})?(?:maire|presidente?)"
# « A (pouvoir à M. le Maire, B) », but not « A donne pouvoir à M. le Maire, C »
_GIVES_THE_CHAIR: Final = re.compile(
    rf"\([^()]{{0,40}}{_PROXY_WORD}(?:\s{{1,9}}donnee?s?)?\s{{1,20}}(?:a|au)\s{{1,20}}{_CIVILITIES}{_OFFICE},?\s{{1,9}}{_CIVILITIES}$"
)
_CLOSING_BRACKET: Final = re.compile(r"\s{0,3}\)")
_OPENING_BRACKET: Final = re.compile(rf"\s{{0,3}}\(\s{{0,3}}{_CIVILITIES}")
_HOLDS: Final = re.compile(
    rf"^[^.;\n]{{0,60}}?{_EDGE}(?:{_PROXY_WORD}|mandataires?)(?:\s{{1,9}}(?:donnee?s?|ecrite?s?|recue?s?)){{0,2}}{_OF}$"
    rf"|^[^.;\n]{{0,20}}?\b(?:a|ayant|avec|une)\s{{1,9}}{_PROXY_WORD}\s{{1,9}}pour\s{{1,9}}{_CIVILITIES}$"
    # « A, ayant procuration B »
    rf"|^[^.;]{{0,60}}?\bayant\s{{1,9}}(?:recu\s{{1,9}})?{_PROXY_WORD}\s{{1,9}}{_CIVILITIES}$"
)
_REPRESENTED: Final = re.compile(
    rf"{_EDGE}(?:represente(?:e?s?|\(e\)s?)|rep(?:r|res)?\.)\s{{1,9}}(?:par\s{{1,9}}(?:procuration|pouvoir)\s{{1,9}})?"
    rf"par\s{{1,9}}{_CIVILITIES}$"
)
_LISTED: Final = re.compile(
    # in brackets also behind an abbreviation or a slip: « (p. à M. B) », « (pocuration à B) »
    r"[\s,:–—._…*|→>=-]{0,240}(?:\([^()]{0,60}\)\s{0,9}|\((?:\s{0,3}[a-z]{1,14}\.?\s{1,3}(?=a\s))?)?"
    rf"(?:(?<!\w)(?:a|par|pour|en\s{{1,9}}faveur\s{{1,9}}d[eu]|donn\w{{1,4}}\s{{1,9}}a)\s{{1,20}}|[=-]{{0,2}}[→>]\s{{0,20}}){_CIVILITIES}"
)
_REPLACES: Final = re.compile(
    r"\b(?:suppleante?|suppleance|remplac\w{1,7}|substitu\w{1,6}|en\s{1,9}remplacement)\s{1,9}"
    rf"(?:de\s{{1,9}}|d'|du\s{{1,9}}|(?<=remplace\s)|(?<=remplacant\s)){_CIVILITIES}$"
)
_BY_SUPPLEANT: Final = re.compile(
    rf"\bpar\s{{1,9}}s(?:on|a)\s{{1,9}}suppleante?[^.;:()]{{0,20}}?{_CIVILITIES}$"
    r"|^(?:\s{0,9}\([^()]{0,60}\))?[\s,(:–-]{0,9}(?:(?:absente?|excusee?|empechee?),?\s{1,9}){0,2}(?:est\s{1,9})?(?:remplace|supplee)(?:e|\(e\))?"
    rf"\s{{1,9}}par\s{{1,9}}{_CIVILITIES}$"
)
_SUPPLEANT: Final = re.compile(r"\s{0,9}[,(]?\s{0,9}s(?:on|a)\s{1,9}suppleante?\b")
_ANOTHER: Final = re.compile(rf"\s{{0,20}}(?:,|et|&|,?\s{{1,9}}et\s{{1,9}}de|de)\s{{1,20}}{_CIVILITIES}")
_AND: Final = re.compile(rf"\s{{1,20}}(?:et|&)\s{{1,20}}{_CIVILITIES}")
_TOGETHER: Final = re.compile(r"\b(?:donnent|(?:ont|avaient)\s{1,9}(?:donne|remis|confie))\b")
# « donne pouvoir à M. X, maire, pour signer »: to sign, not to vote.
_TO_SIGN: Final = re.compile(
    r"[\s,]{0,9}(?:[^.;:\d]{0,80}?[\s,])?(?:pour|de|d'|afin\s{1,9}de|a\s{1,9}l'effet\s{1,9}de)\s{0,9}"
    r"(?:signer|accomplir|effectuer|engager|mener|entreprendre|prendre|realiser|toute?s?"
    r"|mettre|l'execution|representer\s+la)"
)
# « : ce pouvoir ne peut être pris en compte », its holder being absent
_VOID: Final = re.compile(
    r"[\s,:;(–-]{0,9}(?:ce|cette|ledit|ladite)\s{1,9}(?:pouvoir|procuration)\s{1,9}n(?:e\s|')"
)
_AFTER_TO: Final = re.compile(rf"(?<!\w)a\s{{1,20}}{_CIVILITIES}$")
_AFTER_BY: Final = re.compile(rf"(?<!\w)par\s{{1,3}}{_CIVILITIES}$")
_CUE: Final = re.compile(r"pouv|pourv|pvr|proc|mandat|deleg(?:at|ue\s)|rep|suppl|rempl|subst")
# « ⏎Pouvoir donné par A », « . Délégation de vote de A »
_NEW_PROXY_SENTENCE: Final = re.compile(
    r"^[^\n.;]{0,60}(?:\n|[.;][^\S\n]{0,20}\n?)[^\S\n]{0,80}(?:[*•–-]\s{0,9})?"
    r"(?:pouvoirs?|procurations?|delegations?\s{1,9}de\s{1,9}(?:votes?|pouvoirs?|voix))"
    rf"(?:\s{{1,9}}(?:est|a|ont|ete|donnee?s?|remise?s?|ecrite?s?)){{0,4}}\s{{1,9}}(?:de\s|par\s|d')\s{{0,9}}{_CIVILITIES}$"
)
# « (procuration à B jusqu'au point 6, puis à C pour le reste de la séance) »
_THEN_TO: Final = re.compile(
    rf"[^();\n]{{0,80}}\b(?:puis|ensuite)\s{{1,9}}(?:{_PROXY_WORD}\s{{1,9}})?(?:a|au|aux)\s{{1,20}}{_CIVILITIES}"
)
_MARKED: Final = re.compile(rf"\s{{0,3}}:\s{{0,3}}(?:(?:absente?|excusee?),?\s{{1,3}})?{_PROXY_WORD}\s")
_COLON: Final = re.compile(rf"\s{{0,9}}:\s{{0,9}}{_CIVILITIES}")
_BY_A: Final = re.compile(rf"\s{{0,9}},?\s{{1,9}}par\s{{1,9}}{_CIVILITIES}")
# « A (2e adjoint), qui donne procuration à lrène B », whose holder was not recognised
_GIVES_SOMEBODY: Final = re.compile(
    rf"\s{{0,3}}\(\s{{0,3}}{_PROXY_WORD}(?:\s{{1,3}}donnee?)?{_TO}|"
    rf"\s{{0,3}},?\s{{0,9}}(?:\([^()\n]{{0,60}}\)\s{{0,3}},?\s{{0,9}})?(?:qui\s{{1,9}})?(?:(?:a|ayant|avait)\s{{1,9}})?donn(?:e|ant)\s{{1,9}}"
    rf"(?:son\s{{1,9}})?{_PROXY_WORD}{_TO}"
)
_TIES: Final = (
    (ProxyTie.REPLACED, _BY_SUPPLEANT),
    (ProxyTie.REPLACES, _REPLACES),
    (ProxyTie.GIVES, _GIVES),
    (ProxyTie.REPRESENTED, _REPRESENTED),
    (ProxyTie.HOLDS, _HOLDS),
)
# « A. Le conseil donne pouvoir à B », « A⏎Vente à la société X, représentée par B »: A is not the giver
_ANOTHER_SUBJECT: Final = re.compile(
    r"[.;!?]\s{1,9}\S|\b(?:conseil|assemblee|comite|commission|bureau|societe|sarl|sas|sci|association|decide"
    r"|autorise|objet|vu|unanimite|majorite|syndicat|cabinet|entreprise|commune|ville)\b"
)
# « A, membre du comité, pouvoir à B »: the body is that of his office.
_OWN_BODY: Final = re.compile(
    r"\b(?:membre|maire|presidente?|elue?|deleguee?|representante?|adjointe?|conseill(?:er|ere))\s{1,3}"
    r"(?:d[ue]\s{1,3}(?:l[a']\s{0,3})?|a\s{1,3}la\s{1,3}|au\s{1,3})(?:conseil|assemblee|comite|commission|bureau|syndicat|commune|ville)\b"
)
# « Isabelle PICQ ABSENT AYANT DONNÉ PROCURATION M. Paul RUFFIN »: the heading of the next list.
_HEADS_GIVERS: Final = re.compile(
    r"(?:\A\s{1,20}|\n\s{0,20})(?:(?:etai(?:en)?t|membres?|elue?s?|conseill\w{1,4})\s{1,9}){0,2}(?:(?:absent|excuse|represente)\w{0,4}"
    r"(?:\s{1,9}(?:et\s{1,9})?excuse\w{0,4})?|titulaires?|deleguee?s?|membres?)\s{1,9}(?:et\s{1,9})?(?:ayant|qui\s{1,9}(?:a|ont))\s{1,9}donn\w{1,4}"
    rf"\s{{1,9}}{_PROXY_WORD}\s{{0,9}}:?\s{{1,9}}{_CIVILITIES}\Z"
)
_FOR_A_WHILE: Final = re.compile(r"\b(?:depart|quitt\w{1,3}|partie?|jusqu|arriv\w{1,3}|en son absence)\b")
# « (pouvoir à B à compter du point 79) »
_FROM_AN_ITEM: Final = re.compile(
    r"[\s,(]{1,9}(?:[^\s();\n]{1,20}\s{1,3}){0,6}?(?:(?:a\s{1,9}(?:compter|partir)|jusqu|sauf|hormis|en\s{1,9}debut|en\s{1,9}fin)\b"
    r"|pour\s{1,9}(?:l[ea]s?\s|l')[^();\n]{0,20}\b(?:point|motion|delib|dossier|question|rapport))"
)
_FARTHEST: Final = 130
_LONGEST: Final = 300


def find_tie(plain: str, start: int, end: int, after: int) -> ProxyTie | None:
    """Return the relation between two names, from the words between them and after the second, or None."""
    if end - start > _LONGEST:
        return None
    gap = plain[start:end]
    if _SUPPLEANT.match(plain, after) and (_REPRESENTED.search(gap) or _LISTED.fullmatch(gap)):
        return ProxyTie.REPLACED
    if "donn" in gap and _PROXY_AFTER_NAME.match(plain, after) and _GIVES_TO_FIRST.search(gap):
        return _unless_void(ProxyTie.GIVES, plain, after)
    if _HEADS_GIVERS.search(gap):
        return None
    if not _CUE.search(gap):
        return ProxyTie.LISTED if _LISTED.fullmatch(gap) else None
    for kind, pattern in _TIES:
        if (match := pattern.search(gap)) and _belongs_to_first(gap[: match.start()]):
            return _unless_void(kind, plain, after)
    if _CLOSING_BRACKET.match(plain, after) and _GIVES_THE_CHAIR.search(gap):
        return _unless_void(ProxyTie.GIVES, plain, after)
    return ProxyTie.APART if _NEW_PROXY_SENTENCE.search(gap) else None


def gives(plain: str, end: int) -> bool:
    """Return whether a name gives a pouvoir by the words behind it, whoever holds it."""
    return _GIVES_SOMEBODY.match(plain, end) is not None and _TO_SIGN.search(plain, end, end + _LONGEST) is None


def find_holder_in_brackets(plain: str, start: int, end: int, after: int) -> ProxyTie | None:
    """Return the relation of B to A in « A (B) », under a heading that calls the members represented; or None."""
    bracketed = _OPENING_BRACKET.fullmatch(plain, start, end) and _CLOSING_BRACKET.match(plain, after)
    return ProxyTie.LISTED if bracketed else None


def _belongs_to_first(before: str) -> bool:
    """Return whether the pouvoir is still the first name's, also in « A (départ à 17h ; avait donné »."""
    if len(before) > _FARTHEST:
        return False
    return before.rfind("(") > before.rfind(")") or _ANOTHER_SUBJECT.search(_OWN_BODY.sub(" ", before)) is None


def is_temporary(plain: str, start: int, end: int, after: int) -> bool:
    """Return whether a present member gives a pouvoir only for a time of absence, before the holder or after."""
    return bool(_FOR_A_WHILE.search(plain, start, end) or _FROM_AN_ITEM.match(plain, after))


def _unless_void(kind: ProxyTie, plain: str, after: int) -> ProxyTie | None:
    """Return the relation, unless the words after the holder void it."""
    if kind is ProxyTie.GIVES and _TO_SIGN.match(plain, after):
        return None
    return ProxyTie.REPLACED if kind is ProxyTie.GIVES and _VOID.match(plain, after) else kind


def joins_holders(plain: str, start: int, end: int) -> bool:
    """Return whether « et » joins two holders."""
    return _AND.fullmatch(plain, start, end) is not None


def passes_on(plain: str, start: int, end: int) -> bool:
    """Return whether a pouvoir passes from one holder to another: « jusqu'au point 6, puis à C »."""
    return _THEN_TO.fullmatch(plain, start, end) is not None


def is_marked(plain: str, end: int, tie: ProxyTie) -> bool:
    """Return whether a pouvoir is the mark of its giver in a roll call: « Mme A : pouvoir à M. B »."""
    return tie is ProxyTie.GIVES and _MARKED.match(plain, end) is not None


def follows_colon(plain: str, start: int, end: int) -> bool:
    """Return whether « : » stands between A and B in « Mandataire de A : B »."""
    return _COLON.fullmatch(plain, start, end) is not None


def is_given_by(plain: str, start: int, end: int) -> bool:
    """Return whether « par » follows the holder in « Pouvoir donné à B par A »."""
    return _BY_A.fullmatch(plain, start, end) is not None


def joins_names(plain: str, start: int, end: int) -> bool:
    """Return whether the gap joins two givers, or two members whose pouvoirs one person holds (« et »,
    « , », « & »).
    """
    return _ANOTHER.fullmatch(plain, start, end) is not None


def give_together(plain: str, first: Mention, second: Mention, end: int) -> bool:
    """Return whether two members give together: « A et B donnent pouvoir à C », « A et B à C » under
    « Pouvoirs : ».
    """
    if not _AND.fullmatch(plain, first.end, second.start):
        return False
    return bool(_TOGETHER.search(plain, second.end, end) or _LISTED.fullmatch(plain, second.end, end))


def follows_by(plain: str, start: int, end: int) -> bool:
    """Return whether « par » precedes a holder whose giver stands in another column: « Par M. X Par Mme Y »."""
    return _AFTER_BY.search(plain, start, end) is not None


def follows_to(plain: str, start: int, end: int) -> bool:
    """Return whether « à » precedes a holder whose giver stands in another column: « à Claude X »."""
    return _AFTER_TO.search(plain, start, end) is not None
