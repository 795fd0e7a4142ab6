"""Recognise the headings of attendance lists, the gaps between their names and the marks behind names.

Headings: « Étaient présents : », « Absents excusés ayant donné pouvoir : », « PROCURATION(S) : », « Absents
ayant voté par procuration en application de l'article L 2121-20 du Code Général des Collectivités
Territoriales : ». Gaps: « , », « , 1er adjoint, M. », « (Lanvern) », « (excusé), », « à partir de la
délibération n° 249, »; but « Secrétaire de séance : » and « est nommée » end a list. Marks: « M. X
(excusé) », « Mme Y, absente », « Z : présente », « V : P ».

``plain`` is the text as :func:`recueil.text.fold_accents` gives it: small letters, every offset
kept.
"""

from __future__ import annotations

import re
from typing import Final

CIVILITY: Final = (
    r"(?:(?:monsieur|madame|mademoiselle|messieurs|mesdames|maitre|docteur|mmes?|mm|mrs?|mmc|mrnes?|melles?|mlles?"
    r"|m|dr|me)\b\.?)"
)
_SEPARATOR: Final = re.compile(rf"[\s.,;–-]{{1,9}}(?:et\s{{1,9}})?(?:{CIVILITY}\s{{0,9}})?")

# Words that only occur after a list: about the séance, the act, or persons who are not members.
_LIST_STOP: Final = re.compile(
    r"\b(?:l'an|convo\w{3,10}|ordre du jour|objet|rapport\w{0,6}|vu|considerant\w?|approbation|adopt\w{1,6}"
    r"|votants?|fonctions?|demission\w{0,6}"
    r"|(?:pr[eo]ces|compte)[ -](?:verba\w{1,2}|rendu)|quorum|seances?|reunion|deliber\w{1,8}|decision\w?|exercice"
    r"|assist\w{1,6}|egalement|invite\w{0,2}|personnel|particip\w{1,8}|services?|arrivees?\s{1,9}(?:de|d')"
    r"|departs?\s{1,9}(?:de|d')|designation|date|nombre|effectif|le\s{1,5}conseil|publi\w{2,5}|affich\w{2,4}"
    r"|election|ouvre|directeur|directrice|dgs|dga|administra\w{3,6}|pour\s{0,5}:|contre\s{0,5}:|abstentions?"
    r"|(?:sont|ont\s{1,9}ete)\s{1,9}(?:elu|nomme|designe|proclame)e?s|en\s{1,9}presence|presidence"
    r"|article|n°|consultative|charge\w{0,2}\s{1,9}de)(?![\w-])"
    r"|\n\s{0,40}(?:auditeu|observat|intervenan|temoin|scrutat|assesseu|journalist|greffi)\w{0,6}\s{0,9}:"
)
_SECRETARY: Final = re.compile(r"(?<!\w)secretaires?\b")
_OWN_OFFICE: Final = re.compile(r"\s{0,9}[,(–-]\s{0,9}secretaire\b")
_SPEAKS: Final = re.compile(
    r"\s{0,9}(?:[,(][^,()]{0,60}[,)]\s{0,9}|,\s{1,9})?(?:a\s{1,5}(?:ete|fait|dit|propose|rappele|presente|pris)"
    r"|(?:est|sont|sera|ont ete|fut)\s{1,9}(?!absent|excus|represent|arriv|present|parti)"
    r"|s'(?:est|etonne|interroge)|rappelle|expose|rapporte|presente\s{1,5}(?:l[ea]|un)|ouvre"
    r"|propose|demande|informe"
    r"|precise|indique|explique|remercie|souhaite|declare|donne\s{1,5}lecture|procede|fait"
    r"|soumet|constate|prend|cede|vote\s{1,9}pour|represente\s{1,9}(?:m|mr|mme|monsieur|madame)"
    r"|accueille|annonce|intervient|repond|assure|remplit|se\s{1,5}propose)\b|\s{0,9},\s{0,9}secretaire\b"
)
# « Absents : A⏎Sont élus : »
_LABEL_BELOW: Final = re.compile(
    r"[^\S\n]{0,20}\n\s{0,40}(?:sont|ont\s{1,5}ete)\s{1,5}(?:elu|nomme|designe|proclame)e?s\b[^.;:]{0,60}:"
)
# « Excusés : A, B⏎A été nommée secrétaire : C »: the secretary is C.
_SECRETARY_LABEL: Final = re.compile(
    r"(?P<below>[^\S\n]{0,20}\n)?\s{0,40}(?:a\s{1,5}ete|est|fut)\s{1,5}(?:nomme|designe|elu|choisi)e?(?:\(e\)|\.e)?"
    r"(?:\s{1,5}(?:comme|pour|en\s{1,5}qualite\s{1,5}de|en\s{1,5}tant\s{1,5}que))?\s{1,5}secretaire"
    rf"(?:\s{{1,5}}de\s{{1,5}}(?:la\s{{1,5}})?seance)?\s{{0,5}}(?(below):?|:)\s{{0,9}}(?:{CIVILITY}\s{{0,9}})?"
)

_BRACKETS: Final = re.compile(r"\([^()]{0,240}\)")
_BRACKET_TAIL: Final = re.compile(r"[^()]{0,160}\)")
# « Joël X à partir de la délibération n° 249 », « jusqu'à son arrivée à 20h36 »
_QUALIFIER: Final = re.compile(
    r"\b(?:a\s{1,9}(?:partir|compter)\s{1,9}d|jusqu|sauf\b|hormis\b|a\s{1,9}l'exception"
    r"|arriv\w{1,3}(?!\s{1,9}d[e'])|parti\w?\b|quitte\w{0,2}\b(?!\s{1,9}s[ea]s?\b)|depart(?!\s{1,9}d[e'])"
    r"|absente?\s{1,9}(?:a|pour|de)\b|pour\s{1,9}l\w{1,2}\s{1,9}(?:point|q|delib|doss))"
    r"(?:[^,;:()\n]{0,60}?\d[\w./-]{0,20}|[^,;:()\n]{0,30})"
)
_UNKNOWN_WORD: Final = re.compile(
    rf"(?<![\w'])(?!(?:{CIVILITY}|et|ou|de|du|des|d'|la|le|les|l'|a|au|aux|en|par|pour|puis|dont|er|eme|ere|nd"
    r"|conseill\w{1,4}|municipa\w{1,3}|communautaires?|metropolitain\w{0,2}|departementa\w{1,3}|regiona\w{1,2}"
    r"|syndica\w{1,2}|delegue\w{0,2}|titulaires?|suppleant\w{0,2}|adjoint\w{0,2}|maires?|presidente?s?"
    r"|vice-presidente?s?|premi\w{1,4}|deuxieme|troisieme|quatrieme|cinquieme|sixieme|communes?|ville|membre\w?"
    r"|titre|college|epci"
    r"|presente?|absent\w{0,2}|excuse\w{0,2}|elue?s?|referente?|bureau|h|heures?|groupe"
    r"|quartier)(?![\w]))[a-z]{2,}"
)
_BLANK_LINE: Final = re.compile(r"\n[^\S\n]{0,200}\n")
# « LES HERBIERS : », above the delegates of a town
_TOWN: Final = re.compile(
    r"[\s.,;–-]{0,20}(?P<place>[^\W\d_][^:;,.()\d]{2,60}?)\s{0,9}:\s{0,40}(?:[Mm]\w{0,10}\.?\s{0,9})?$"
)
# « , Cédric De SAINT- JOUAN, »: a name that was not recognised
_UNRECOGNISED_NAME: Final = re.compile(
    r"\s{0,9}(?:[,;–-]\s{0,9}|\n\s{0,80}(?=(?:M|Mr|Mme|Mlle)[. ]))(?:(?:M|Mr|Mme|Mlle)\b\.?\s{0,9})?"
    r"(?P<place>[^\W\d_][^,;:()\n]{2,45})(?:\s{0,9}[,;]|\s{1,3}[–-]\s|\s{0,9}\n)"
    r"\s{0,40}(?:et\s{1,9})?(?:[Mm]\w{0,10}\.?\s{0,9})?$"
)
_LONG_WORD: Final = re.compile(r"(?<![\w-])[^\W\d_]{4,}")
_MARGIN_COUNT: Final = re.compile(
    r"(?:conseillers?\s{1,9})?(?:en exercice|presents?|pouvoirs?|procurations?|votants?|absents?)\s{0,3}:"
    r"\s{0,3}\d{1,3}(?=[ \t]{3})"
)
# Left of a name, in its line: « Transmis à la          Fabrice X », but not « Rapporteur :     Fabrice X »
_MARGIN: Final = re.compile(
    rf"\n(?![^\n]{{0,60}}(?:secretaire|rapporteu|preside))[ \t]{{0,20}}[^\s:][^\n:]{{0,40}}(?<=\S)[ \t]{{3,60}}"
    rf"(?=(?:{CIVILITY}\s{{0,9}})?$)"
)
_LONGEST_GAP: Final = 160
_LONGEST_RAW_GAP: Final = 400  # with what is in brackets


def is_separator(plain: str, start: int, end: int) -> bool:
    """Return whether the gap is a mere separator: « , », « – M. », « et Mme »."""
    return end - start < 24 and _SEPARATOR.fullmatch(plain, start, end) is not None


def ends_list(gap: str) -> bool:
    """Return whether the words cannot occur inside a list of members."""
    if _LIST_STOP.search(gap):
        return True
    return _SECRETARY.search(gap) is not None and not _OWN_OFFICE.match(gap)


def count_unknown_words(gap: str) -> int:
    """Count the words that are neither articles nor offices."""
    return len(_UNKNOWN_WORD.findall(gap))


def continues_list(text: str, plain: str, start: int, end: int) -> bool:
    """Return whether the text between two names keeps them in one list."""
    if end - start > _LONGEST_RAW_GAP:
        return False
    gap = plain[start:end]
    if "(" in gap:
        gap = _BRACKETS.sub(" ", gap)
    if "   " in gap or "\t" in gap:
        gap = _MARGIN.sub("\n", _MARGIN_COUNT.sub(" ", gap))
    if ")" in gap and (closed := _BRACKET_TAIL.match(gap)):
        gap = gap[closed.end() :]
    gap = _QUALIFIER.sub(" ", gap)
    if len(gap.replace(".", "")) > _LONGEST_GAP or ends_list(gap):
        return False
    if _is_proper_name(_TOWN.match(text, start, end)) or _is_proper_name(
        _UNRECOGNISED_NAME.match(text, start, end)
    ):
        return True
    return count_unknown_words(gap) <= (0 if _BLANK_LINE.search(gap) else 1 if "\n" in gap else 2)


def _is_proper_name(found: re.Match[str] | None) -> bool:
    """Return whether the match is a proper name: « Fontvergne-le-Haut », « SAINT- JOUAN »."""
    return found is not None and all(word[0].isupper() for word in _LONG_WORD.findall(found["place"]))


def opens_sentence(plain: str, end: int, following: int) -> bool:
    """Return whether a name is the subject of a sentence, which ends the list: « Madame Audrey X est nommée
    secrétaire de séance ».
    """
    if not _SPEAKS.match(plain, end):
        return False
    return not (_SECRETARY_LABEL.fullmatch(plain, end, following) or _LABEL_BELOW.match(plain, end))
