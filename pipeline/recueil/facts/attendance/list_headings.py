"""Recognise the headings of attendance lists, the gaps between their names and the marks behind names.

Headings: « Étaient présents : », « Absents excusés ayant donné pouvoir : », « PROCURATION(S) : », « Absents
ayant voté par procuration en application de l'article L 2121-20 du Code Général des Collectivités
Territoriales : ». Gaps: « , », « , 1er adjoint, M. », « (Lanvern) », « (excusé), », « à partir de la
délibération n° 249, »; but « Secrétaire de séance : » and « est nommée » end a list. Marks: « M. X
(excusé) », « Mme Y, absente », « Z : présente », « V : P ».

``plain`` is the text as ``fold_accents`` returns it: small letters, every offset
kept.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

CIVILITY: Final = (
    r"(?:(?:monsieur|madame|mademoiselle|messieurs|mesdames|maitre|docteur|mmes?|mm|mrs?|ms|mmc|mrnes?|melles?|mlles?"
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
    r"|(?:sont|ont\s{1,9}ete)\s{1,9}(?:elu|nomme|designe|proclame)e?s|en\s{1,9}presence|presidence|presidee?\s{0,9}(?::|par)"
    r"|article|n°|consultative|charge\w{0,2}\s{1,9}de)(?![\w-])"
    r"|\n\s{0,40}(?:auditeu|observat|intervenan|temoin|scrutat|assesseu|journalist|greffi)\w{0,6}\s{0,9}:"
)
# « Absents : A⏎Président : M. B », « Le Maire Anne C »: who presides, below those who are away.
_CHAIR: Final = re.compile(
    r"(?:(?:\n|(?<!m)(?<!mme)(?<!mr)\.\s)\s{0,40}(?:l[ea]\s{1,3})?(?:presidente?|maire)(?:\s{1,3}de\s{1,3}(?:la\s{1,3})?seance)?"
    r"(?:\s{0,3}:|,?[^\S\n]{1,3})|\s(?:presidente?|maire)(?:\s{1,3}de\s{1,3}(?:la\s{1,3})?seance)?\s{0,3}:)"
    rf"\s{{0,3}}(?:{CIVILITY}\s{{0,9}})?$"
)
_SECRETARY: Final = re.compile(r"(?<!\w)secretaires?\b")
# « , secretaire », the office of the name before, but not « , secretaire de seance : », the label of the next
_SECRETARY_OF_ONE: Final = r"secretaire\b(?!(?:\s{1,3}de\s{1,3}(?:la\s{1,3})?seance)?\s{0,3}:)"
_OWN_OFFICE: Final = re.compile(rf"\s{{0,9}}[,(–-]\s{{0,9}}{_SECRETARY_OF_ONE}")
_SPEAKS: Final = re.compile(
    r"\s{0,9}(?:[,(][^,()]{0,60}[,)]\s{0,9}|,\s{1,9})?(?:ayant\s{1,5}ete\s{1,5}(?:designe|nomme|elu|choisi)|a\s{1,5}(?:ete|fait|dit|propose|rappele|presente"
    r"|ouvert|declare|procede|constate|remercie|accueilli|salue|leve|expose|indique|precise|souhaite|pris(?!\s{1,5}part))"
    r"|(?:est|sont|sera|ont ete|fut)\s{1,9}(?!absent|excus|represent|arriv|present|parti)"
    r"|s'(?:est|etonne|interroge)|rappelle|expose|rapporte|presente\s{1,5}(?:l[ea]|un)|ouvre"
    r"|preside(?!\s{0,9}:|\s{1,9}par\b)"
    r"|propose|demande|informe"
    r"|precise|indique|explique|remercie|souhaite|declare|donne\s{1,5}lecture|procede|fait"
    r"|soumet|constate|prend|cede|vote\s{1,9}pour|represente\s{1,9}(?:m|mr|mme|monsieur|madame)"
    r"|accueille|annonce|intervient|repond|assure|remplit|se\s{1,5}propose)\b"
    rf"|\s{{0,9}},\s{{0,9}}{_SECRETARY_OF_ONE}"
    # « Mme X, membre du collège 2 a été désignée »
    r"|\s{0,3},\s{1,3}(?:membre|deleguee?|conseill(?:er|ere)|adjointe?|vice-presidente?|titulaire)\b[^,;:.()]{0,60}?"
    r"\s(?:a\s{1,3}ete|est)\s{1,3}(?:nomme|designe|elu|choisi)e?\b"
)
# « Mme X, trésorière, est excusée », « M. Y, principal du collège »: whoever comes to advise is no member.
_NO_MEMBER: Final = re.compile(
    r"\s{0,9}[,(–-]?\s{0,9}(?:l[ea]\s{1,3})?(?:tresori(?:er|ere)(?!\s{1,3}adjoint)|(?:agent\s{1,3})?comptable|percept(?:eur|rice)"
    r"|payeu(?:r|se)|receveu(?:r|se)|sous-prefete?|direct(?:eur|rice)|principale?\s{1,3}d[ue]|proviseure?|technicien"
    r"|d\.?g\.?[as]\.?(?!\w)|architecte|secretaire\s{1,3}(?:general|de\s{1,3}mairie|administrati)"
    r"|conseill(?:er|ere)\s{1,3}aux\s{1,3}decideurs|charge\w?\s{1,3}de\s{1,3}mission|attache\w?\s{1,3}territorial)"
    r"|\s{0,3}[,(–-]\s{0,3}(?:l[ea]\s{1,3})?(?:responsable|chef)s?\s{1,3}(?:general|adjoint|administrati|financi|technique"
    r"|d(?:u|es?)\s{1,3}(?:la\s{1,3})?(?:services?|finances|projet|communication|ressources|urbanisme|travaux|marches|achats))"
)
_SEVERAL_ARE: Final = re.compile(
    r"\s{0,9}(?:[,(][^,()]{0,60}[,)]\s{0,9}|,\s{1,9})?(?:sont|ont\s{1,9}ete)\s{1,9}(?!absent|excus|represent|arriv|present|parti)[a-z]"
)
_ARRIVES: Final = re.compile(r"\s{0,3}[,(–-]\s{0,3}(?:est\s{1,3})?arriv")
# « Excusé : A⏎Mme B est arrivée au deuxième point »
_MOVES: Final = re.compile(
    r"\s{0,3},?\s{1,3}(?:(?:est|sont)\s{1,3}(?:arrive|sorti|parti|entre)e?s?|arriv(?:e|ent|ait)|rejoi(?:nt|gnent)|a\s{1,3}(?:rejoint|quitte)"
    r"|quitt(?:e|ent|ait)|s'absente|sort|entre|part)\b"
)
_NEXT_SENTENCE: Final = re.compile(rf"(?:[.!?)]\s{{1,9}}|(?<![,;])\n\s{{0,40}}){CIVILITY}?\s{{0,9}}\Z")
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
_WITH_A_VOTE: Final = re.compile(r"\b(?:avec|ayant|a)\s{1,3}voix\s{1,3}deliberatives?\b")
# « A⏎qui a donné⏎B⏎qui a donné », whose « pouvoir à X » stands in the next column
_GAVE_IN_COLUMNS: Final = re.compile(r"\n\s{0,9}(?:qui\s{1,3})?(?:a|ayant)\s{1,3}donne\s{0,9}(?=\n)")
# « Patrick PICQ, représentant du personnel », « - Mme RUFFIN, Déléguée de Brey - »: a member's office.
_OFFICE_OF_ONE: Final = re.compile(
    r"[,(–-]\s{0,3}(?:representante?s?|adjointe?s?|conseill(?:er|ere)|deleguee?s?|vice-presidente?s?|membres?|presidente?s?"
    r"|maires?|depute|senat(?:eur|rice))\s{1,3}(?:(?!\b(?:representee?s?|pouvoirs?|procurations?|supplee?|remplacee?|absente?s?"
    r"|excusee?s?|presente?s?|par|secretaires?|seance)\b)(?:[^,;:()\n]|\n(?=(?:d[eu]s?|la|les?|et|aux?)\s|d'))){2,90}"
    r"(?=[,;\n]|\s[–-]\s)"
)
_UNKNOWN_WORD: Final = re.compile(
    rf"(?<![\w'])(?!(?:{CIVILITY}|et|ou|de|du|des|d'|la|le|les|l'|a|au|aux|en|par|pour|puis|dont|er|eme|ere|nd"
    r"|conseill\w{1,4}|municipa\w{1,3}|communautaires?|metropolitain\w{0,2}|departementa\w{1,3}|regiona\w{1,2}"
    r"|syndica\w{1,2}|delegue\w{0,2}|titulaires?|suppleant\w{0,2}|adjoint\w{0,2}|maires?|presidente?s?"
    r"|vice-presidente?s?|premi\w{1,4}|deuxieme|troisieme|quatrieme|cinquieme|sixieme|communes?|ville|membre\w?"
    r"|titre|college|epci|ees|es|eres?|rices?"
    r"|presente?|absent\w{0,2}|excuse\w{0,2}|elue?s?|referente?|bureau|h|heures?|groupe"
    r"|quartier)(?![\w]))[a-z]{2,}"
)
_BLANK_LINE: Final = re.compile(r"\n[^\S\n]{0,200}\n")
# « LES HERBIERS : », above the delegates of a town; « (Titulaire) Commune de BREY : Commune d'AULNOY : »
_TOWN: Final = re.compile(
    r"[\s.,;–-]{0,9}(?:\([^()]{1,40}\))?[\s.,;–-]{0,20}(?P<place>[^\W\d_][^:;,.()\d]{2,60}?(?:\s{0,9}:\s{1,9}[^\W\d_][^:;,.()\d]{2,60}?){0,2})"
    r"\s{0,9}:\s{0,40}(?:[Mm]\w{0,10}\.?\s{0,9})?$"
)
# « Alban DOREL de Corlay sur Lorne ; M. X », « Anne PICQ pour La Marche, »: the town that a delegate is of.
_OF_A_TOWN: Final = re.compile(
    r"[\s,–-]{1,4}(?:d(?:e|u|es)\s|d['’]|pour\s)(?P<place>[^\W\d_][^,;:.()\n]{1,45}?)(?=\s{0,3}(?:[;,\n]|\.\s))"
)
# « , Cédric De SAINT- JOUAN, »: a name that was not recognised
_UNRECOGNISED_NAME: Final = re.compile(
    r"\s{0,9}(?:[,;–-]\s{0,9}|\n\s{0,80}(?=(?:M|Mr|Mme|Mlle)[. ]))(?:(?:M|Mr|Mme|Mlle)\b\.?\s{0,9})?"
    r"(?P<place>[^\W\d_][^,;:()\n]{2,45})(?:\s{0,9}[,;]|\s{1,3}[–-]\s|\s{0,9}\n)"
    r"\s{0,40}(?:et\s{1,9})?(?:[Mm]\w{0,10}\.?\s{0,9})?$"
)
# « ⏎CHAUMERY SUR VERTE⏎M. A », a town between its delegates
_LINE_IN_CAPITALS: Final = re.compile(r"(?<=\n)[^\S\n]{0,20}[A-ZÀ-Ý][A-ZÀ-Ý'’/. -]{2,45}(?=\n)")
# « ⏎Membres élus représentant les personnels⏎ », « ⏎Personnalités qualifiées⏎ »: a college heads its members.
_LINE_OF_COLLEGE: Final = re.compile(
    r"\n[^\S\n]{0,40}(?:membres|representants?|college|personnalites|delegues|collectivites)\b"
    r"(?:(?!\b(?:presente?s?|absente?s?|excusee?s?|representee?s?|invite\w{0,2}|supplee?\w{0,2}|consultati\w{2})\b)[^\n:.;\d]){2,70}(?=\n)"
)
# « Membres représentés : A. Membres de droit : - B »
_LABEL_OF_OTHERS: Final = re.compile(
    r"(?:[.;]\s{1,9}|\n\s{0,40})(?P<place>[^\W\d_][^:.;()\n]{3,50}?)\s{0,3}:\s{0,9}[•*–-]?\s{0,9}"
    r"(?:(?:M|Mr|Mme|Mlle|MM|Mmes)\b\.?\s{0,9})?\Z"
)
# « Absents : A⏎COMMUNAUTÉ DE BREY⏎Titulaires : B »
_NEXT_BODY: Final = re.compile(r"\n[^\n:]{8,90}\n\s{0,40}(?:delegues\s)?(?:titulaires|suppleants)\s{0,3}:")
# « Absents : A, Membres suppléants remplaçant un titulaire : B »
_SITTING_SUPPLEANTS: Final = re.compile(
    r"\bsuppleante?s?\s{1,3}(?:remplac|representant|siegeant|votant)[^:;.]{0,80}:"
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


def _ends_list(gap: str) -> bool:
    """Return whether the words cannot occur inside a list of members."""
    if _LIST_STOP.search(gap):
        return True
    return _SECRETARY.search(gap) is not None and not _OWN_OFFICE.match(gap)


def _count_unknown_words(gap: str) -> int:
    """Count the words that are neither articles nor offices."""
    return len(_UNKNOWN_WORD.findall(gap))


def continues_list(text: str, plain: str, start: int, end: int) -> bool:
    """Return whether the text between two names keeps them in one list."""
    if end - start > _LONGEST_RAW_GAP:
        return False
    town = _OF_A_TOWN.match(text, start, end)
    begin = town.end() if town and _is_proper_name(town) else start
    gap = plain[begin:end]
    if "\n" in gap:
        gap = _blank_towns_in_capitals(text[begin:end], gap)
    if "(" in gap:
        gap = _BRACKETS.sub(" ", gap)
    if "   " in gap or "\t" in gap:
        gap = _MARGIN.sub("\n", _MARGIN_COUNT.sub(" ", gap))
    if ")" in gap and (closed := _BRACKET_TAIL.match(gap)):
        gap = gap[closed.end() :]
    gap = _WITH_A_VOTE.sub(" ", gap)
    gap = _OFFICE_OF_ONE.sub("", _MARK_OF_A_TOWN.sub("", _QUALIFIER.sub(" ", _GAVE_IN_COLUMNS.sub(" ", gap))))
    if len(gap.replace(".", "")) > _LONGEST_GAP or _ends_list(gap):
        return False
    if _is_proper_name(_TOWN.match(text, start, end)) or _is_proper_name(
        _UNRECOGNISED_NAME.match(text, start, end)
    ):
        return True
    return _count_unknown_words(gap) <= (0 if _BLANK_LINE.search(gap) else 1 if "\n" in gap else 2)


def _blank_towns_in_capitals(written: str, gap: str) -> str:
    """Return a folded gap with blanks in place of its lines in capitals that neither end a list nor head one."""
    for line in _LINE_IN_CAPITALS.finditer(written):
        folded = gap[line.start() : line.end()]
        if not _ends_list(folded) and not _STATUS_WORD.search(folded):
            gap = gap[: line.start()] + " " * len(folded) + gap[line.end() :]
    return gap


def is_apart(plain: str, start: int, end: int) -> bool:
    """Return whether a blank line stands between two names."""
    return _BLANK_LINE.search(plain, start, end) is not None


def names_the_chair(plain: str, start: int, end: int) -> bool:
    """Return whether a line of its own between two names says that the second presides."""
    return _CHAIR.search(plain, max(start, end - _LONGEST_GAP), end) is not None


def labels_others(text: str, plain: str, start: int, end: int) -> bool:
    """Return whether a label opens names of another kind: « Membres de droit : », « Suppléants remplaçant un
    titulaire : », those of the next body; a town does not.
    """
    if plain.find("titulaire", start, end) >= 0 and _NEXT_BODY.search(plain, start, end):
        return True
    if plain.find("suppleant", start, end) >= 0 and _SITTING_SUPPLEANTS.search(plain, start, end):
        return True
    found = _LABEL_OF_OTHERS.search(text, max(start, end - _LONGEST_GAP), end)
    return (
        found is not None
        and not _is_proper_name(found)
        and _count_unknown_words(plain[slice(*found.span("place"))]) > 0
    )


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


def is_no_member(plain: str, end: int) -> bool:
    """Return whether a name has an office that no member of the body has: « trésorier », « directrice »."""
    return _NO_MEMBER.match(plain, end) is not None


def arrives(plain: str, end: int) -> bool:
    """Return whether a name is marked as of who came later: « A (arrivée à 19h20) »."""
    return _ARRIVES.match(plain, end) is not None


def opens_sentence_of_several(plain: str, end: int) -> bool:
    """Return whether a name is the last of several subjects: « Mme X et M. Y sont désignés secrétaires »."""
    return _SEVERAL_ARE.match(plain, end) is not None


_NEXT_PARAGRAPH: Final = re.compile(rf"[.!?][^\S\n]{{0,20}}\n\s{{0,40}}(?:{CIVILITY}\s{{0,9}})?\Z")
# Behind a name that begins a paragraph: any other word is the verb of a sentence, « Mme X relève que ».
_LISTED_ON: Final = re.compile(
    r"\s{1,9}(?:absent|excus|represent|present|pouvoir|procuration|mandat|donn|a\b|au\b|ayant|avec|jusqu|arriv|part|depart|maire|adjoint"
    r"|conseill|president|vice|deleg|suppl|titulaire|membre|remplac|par\b|pour\b|sauf|puis|depuis|dont|en\b|qui\b|non\b|sans|et\b"
    r"|ou\b|de\b|du\b|des\b|d'|l[ea]s?\b|l'|secretaire|tresor|questeur|rapporteu|doyen|epouse|nee?\b|est\b|etai|sera|premi|elue?\b)"
)
_WORD_BEHIND: Final = re.compile(r"\s{1,3}[a-z]{3,}")


def is_subject(text: str, plain: str, start: int, name: tuple[int, int]) -> bool:
    """Return whether a name that begins a paragraph below another is followed by a verb: « Mme X relève que »."""
    begin, end = name
    if not _NEXT_PARAGRAPH.search(plain, start, begin) or not _WORD_BEHIND.match(text, end):
        return False
    return _LISTED_ON.match(plain, end) is None


def tells_movement(plain: str, start: int, end: int, after: int) -> bool:
    """Return whether a sentence says of a name that it comes or goes: « Excusé : A⏎Mme B est arrivée à 19h »."""
    return _MOVES.match(plain, after) is not None and begins_sentence(plain, start, end)


def begins_sentence(plain: str, start: int, end: int) -> bool:
    """Return whether a sentence ends between two names: « Absents : A, B. Mme C et M. D »."""
    return _NEXT_SENTENCE.search(plain, start, end) is not None


class AttendanceStatus(Enum):
    """The kind of list that a member stands in.

    ``MEMBERS``: a list of the body not labelled present; ``NONE``: names without a heading.
    """

    PRESENT = "present"
    REPRESENTED = "represented"
    EXCUSED = "excused"
    ABSENT = "absent"
    MEMBERS = "members"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ListHeading:
    """``plain[start:end]`` opens a list.

    ``paired``: givers and holders of pouvoirs in two columns. ``mixed``: members who gave a pouvoir and
    others. ``also``: « Étaient également présents », usually guests. ``college``: members of a part of the
    body. ``replaced``: members for whom a suppléant sits.
    """

    start: int
    end: int
    status: AttendanceStatus
    paired: bool = False
    mixed: bool = False
    also: bool = False
    college: bool = False
    replaced: bool = False


_ENDING: Final = r"(?:e|s|[(.·•/-]{1,2}[es]\)?){0,4}"  # « absent(e)s », « présent.e.s »
# « Absents-excusés : », « Absente – excusée », « Absents-non-excusés »
_AFTER_HYPHEN: Final = (
    r"(?:(?<=absent-)|(?<=absents-)|(?<=absente-)|(?<=absentes-)|(?<=[se]\)-))(?=(?:non-)?(?:excuse|represente))"
)
_STATUS_WORD: Final = re.compile(
    rf"(?:(?<![\w-])|{_AFTER_HYPHEN})(?:(?P<missing>n'(?:etai(?:en)?t|est|sont|ont|assistai(?:en)?t)\s{{1,3}}pas\s{{1,3}}(?:presents?{_ENDING}|assiste|a)(?![\w-])"
    rf"|non[\s-]{{1,3}}presents?{_ENDING})|(?P<present>presents?{_ENDING}|participants?"
    r"|assist(?:aient|ent|ant)\s{1,3}a\s{1,3}(?:la|cette)\s{1,3}(?:seance|reunion))"
    rf"|(?P<absent>absents?{_ENDING}|pas\s{{1,3}}(?:donne|remis)\s{{1,3}}(?:de\s{{1,3}})?(?:pouvoir|procuration)s?)"
    rf"|(?P<excused>(?:non\s{{1,3}})?exc?cuse{_ENDING})|(?P<power>(?:non\s{{1,3}})?represente{_ENDING}"
    r"|(?:sans\s{1,3})?(?:delegations?\s{1,3}de\s{1,3}vote|procuration|pouvoir|pourvoir)(?:s|\(s\))?"
    r"|delegue\s{1,3}leurs?\s{1,3}droits?\s{1,3}de\s{1,3}vote|mandants?|mandataires?)"
    # « Étaient suppléés : », « Absents remplacés par leur suppléant : »
    r"|(?:(?<=etaient\s)|(?<=etait\s)|(?<=titulaires\s)|(?<=titulaire\s)|(?<=absents\s)|(?<=excuses\s)|(?<=delegues\s)|(?<=\n))"
    rf"(?P<replaced>(?:supplee|remplace){_ENDING})(?=[^:;.\n]{{0,60}}:))(?!\w|-(?!(?:non-)?(?:excuse|represente)))"
)
# Status words contain a stem; characters that may precede it: « délégué leur droit| de vote ».
_LONGEST_LEAD: Final = 20
_STATUS_STEMS: Final = (
    *("present", "participant", "assist", "absent", "cuse"),
    *("procuration", "pouvoir", "pourvoir", "manda", " de vote", "supplee", "remplace"),
)
_SHORTEST: Final = min(map(len, _STATUS_STEMS))
_JOINS: Final = re.compile(r"(?!\s{0,20}\n\s{0,20}\n)[^:;.\d]{0,60}")
_PAIRED: Final = re.compile(
    r"(?:mandants?|(?:excuse|represente)e?s)\b.{0,60}mandataires?"
    r"|(?:donn\w{1,4}|pouvoirs?|procurations?|vote)\s{1,9}a\s{0,9}:",
    re.DOTALL,
)
_GIVES_IN_BRACKETS: Final = re.compile(r"\(\s?(?:procuration|pouvoir|mandat)\s{1,3}(?:donne\s{1,3})?(?:a|au)\s")
_MARKED_WITHIN: Final = 1500
_MIXED: Final = re.compile(r"/|\bou\b|\(\s?(?:pouvoir|procuration)")

# What a heading may say between its last status word and the first name.
_LEAD_IN: Final = re.compile(
    rf"(?:[\s:.,;*|•·➢✓()\[\]–—-]|\d{{1,3}}(?![\w/])|{CIVILITY}|\b(?:les?|la|des?|l['’]|et|ou|a|en|son|leur|nom|de"
    r"|l'ouverture|voter|vote|ecrits?|donnes?|formant|majorite|membres?|elus?|conseill\w{1,4}|municipa\w{1,3}"
    r"|communautaires?|metropolitains?|departementa\w{1,3}|regiona\w{1,2}|syndica\w{1,2}|delegu\w{1,3}"
    r"|titulaires?|suppleante?s?|adjointe?s?|maires?|presidente?s?|vice-presidente?s?|suivante?s?|bureau"
    r"|comite|conseil|tous|mesdames|messieurs|exercice|noms?|prenoms?|recue?s|qui|ont|avaient|ayant|sont|etaient"
    r"|sous|presidence|respectivement|seance|avec|voix|dont|(?:par\s{1,9})?visioconference"
    r"|distance|presentiel|deliberative|titre|departement|communes?|epci|[a-z]{1,2})\b){0,60}"
)
# « Présents :⏎ASLANNES M. PICQ », « Sont présents : Groupe Union pour demain Mme PICQ »
_LABEL_OF_FIRST: Final = re.compile(
    r"[:\n]\s{0,40}(?:(?P<group>(?:Groupe|GROUPE|Liste|LISTE|Collège|COLLÈGE|COLLEGE)\s[^:;.]{1,80}?)|(?P<place>[^\W\d_][^:;.,()\d]{1,45}?))"
    r"(?=\s{1,40}(?:M|MM|Mr|Mrs|Mme|Mmes|Mlle|Monsieur|Madame|Messieurs|Mesdames)\b\.?\s{0,9}\Z)"
)
_CHAIRED: Final = re.compile(r"\bpresidence\b")
_COLON: Final = re.compile(
    rf":(?:\s{{1,3}}[a-z]{{1,2}}\b)?[\s*|•·–—-]{{0,80}}"
    rf"(?:{CIVILITY}[\s:]{{0,10}}(?:et\s{{1,5}}{CIVILITY}[\s:]{{0,10}})?)?$"
)
_BY_LAW: Final = re.compile(
    r"\b(?:en\s{1,9}application|conformement|au\s{1,9}titre|en\s{1,9}vertu)\b[^:]{0,180}(?=:)"
)
# « Étaient présents à la séance du 22 avril 2024 du conseil communautaire : »
_AT_SEANCE: Final = re.compile(
    r"\ba\s{1,9}(?:la|cette|l'ouverture\s{1,9}de\s{1,9}la)\s{1,9}(?:seance|reunion|assemblee)\b[^:;]{0,120}(?=:)"
)
# « Étaient présents (indiquer les nom et prénom d'un conseiller) : », « Présents (la liste se déroule)⏎ »
_REMARK: Final = re.compile(
    r"\([^()]{1,100}\)(?=\s{0,3}:|[^\S\n]{0,9}\n)|\(\s?(?:indiquer|cocher|rayer|preciser|inscrire|noms?\b|par\s{1,9}ordre)[^()]{0,100}\)"
)
# « Absents remplacés par leur suppléant ayant droit de vote : »
_BY_SUPPLEANT: Final = re.compile(r"\bpar\s{1,3}(?:son|sa|leurs?|un|une)\s{1,3}suppleant[^:;.\n]{0,60}(?=:)")
# Another sentence; a label longer than that of a town, « Délégués présents :⏎Châteloup : »
_SENTENCE: Final = re.compile(r"[.;!?]\s{1,9}\w|:[^:]{60,}:|:[^:]*:[^:]*:")
_LONGEST_TAIL: Final = 260
_MAX_UNKNOWN_WORDS: Final = 3  # words that a heading may add

_NOT_BEFORE: Final = re.compile(
    r"(?:\b(?:unanimite|majorite|votes?|voix(?!\s{1,9}deliberative)|suffrages?|nombre|nbre|egalement|aussi|personnel"
    r"|services?|invite\w{0,2}"
    r"|presse|public|techniciens?|agents?|jour|quorum)\b[^.:;\n]{0,40}|\d\s?\+\s?\d{1,3}\s{1,3}|\b(?:un|au|du|le|la|ce"
    r"|tout|tous|son)\s{1,9})\Z"
)
_OF_MEMBERS: Final = re.compile(r"\b(?:des|aux|les|par les)\s{1,9}(?:\w{2,20}\s{1,9}){0,2}$")
_HEADING_STARTS: Final = re.compile(
    r"(?:\b(?:etai(?:en)?ts?|etaiens?|sont|furent)\s{1,9}|(?:^|\n)\s{0,120}(?:[a-z]{2,15}\s{1,3}){0,3}"
    r"|[.;:]\s{1,40})$"
)
# « M. KEMPF Titulaires excusés M. MANSION », where lines ran together
_BY_CATEGORY: Final = re.compile(
    r"(?<!\w)(?:Membres|Conseillers|Conseillères|Délégués|Titulaires?|Suppléants?|Élus|Elus|Administrateurs|Adjoints)"
    r"(?:\s(?:municipaux|communautaires|titulaires|suppléants|syndicaux|élus))?\s{1,3}"
    r"(?:(?:ayant|qui\s{1,3}(?:ont|a))\s{1,3}donné\s{1,3})?\Z"
)
# « Ont donné pouvoir – Suppléants A à B », a sentence of its own
_GAVE: Final = re.compile(r"(?:^|[.;\n])\s{0,40}(?:ont|a)\s{1,3}donne\s{1,3}\Z")
# « Étaient excusés : Bonnecombe (Mme A) ; Cernille (M. B) »: the first town of a list by towns
_FIRST_TOWN: Final = re.compile(
    rf"(?<=:)[\s;*•–-]{{0,40}}(?P<place>[^\W\d_][^:;()\n]{{1,40}}?)[\s*]{{0,3}}\((?:{CIVILITY}\s{{0,3}})?\Z",
    re.IGNORECASE,
)
# « … le personnel Étaient représentés A », where lines ran together
_OPENS_IN_CAPITAL: Final = re.compile(r"\b[EÉ](?:tai(?:en)?t|TAI(?:EN)?T)s?\s{1,9}\Z")
_COLON_NEEDED: Final = re.compile(r"presente?$|participants?$|assistant|pouvoir$|procuration$|delegation\w?\s")
_LOOK_BACK: Final = 80  # characters that tell what a word of status belongs to

_MEMBERS: Final = re.compile(
    r"\b(?:mesdames\s{1,9}(?:et\s{1,9})?,?\s{0,9}messieurs(?:\s{1,9}les)?|les)\s{1,9}"
    r"(?:membres|conseillere?s|delegues|elus)[^.:;\n]{0,60}:\s{0,40}$"
)
# « se sont réunis les membres du conseil : Mesdames A, B »
_HAVE_MET: Final = re.compile(
    r"\b(?:se\s{1,9}sont|etaient)\s{1,9}(?:reunis|assembles)\s{1,9}(?:[^.:;,\s]{1,20}\s{1,9}){0,4}les\s{1,9}(?:membres|conseillers|delegues)"
    rf"[^.:;]{{0,60}}:\s{{0,40}}(?:{CIVILITY}\s{{0,9}})?$"
)
_COLLEGE: Final = re.compile(
    rf"(?:^|[\n.;])\s{{0,40}}college\s{{1,3}}(?:de|des|du|d')[^:;.\n]{{2,80}}?(?:\s{{0,3}}:|\s{{1,3}}[–-]|\n)"
    rf"[\s–•*-]{{0,40}}(?:{CIVILITY}\s{{0,9}})?$"
)
_ALSO: Final = re.compile(r"\b(?:etaient|sont)\s{1,9}(?:egalement|aussi)\s{1,9}$")
# « Étaient présents tous les conseillers en exercice, à l'exception de : »
_ALL_PRESENT_EXCEPT: Final = re.compile(
    r"\b(?:(?:(?:etaient|sont)\s{1,9}presente?s|presente?s\s{0,9}:)\s{1,9}tou(?:te)?s\b[^.;:]{0,80}"
    r"|tou(?:te)?s\s{1,9}les\s{1,9}[^.;:]{0,60}\b(?:etaient|sont)\s{1,9}presente?s\b[^.;:]{0,20})"
    r"\b(?:a\s{1,9}l'exception|sauf|hormis|excepte)\b(?:\s{1,9}d(?:e|u|es)\b|\s{1,9}d')?"
    rf"[\s:*•–-]{{0,40}}(?:{CIVILITY}\s{{0,9}})?$"
)
_HEADING_BELOW: Final = re.compile(r"[\s.]{0,80}(?:etaient\s{1,9})?presents\s{0,9}:\s{0,80}")


# « ÉTAIENT PRÉSENTS :          ÉTAIENT EXCUSÉS : », two columns whose lines are read as one.
_HEADS_ANOTHER_COLUMN: Final = re.compile(
    r"(?<!non )\bpresente?s\s{0,3}:[^\S\n]{1,80}"
    r"(?:(?:etai(?:en)?t|sont)\s{1,9}|membres\s{1,9}|conseillers\s{1,9})?\Z"
)
# « Présents : 11 Procuration(s) : 3 1. A 2. B »: counts, of which the second heads no list
_IS_HEADCOUNT: Final = re.compile(r"\bpresente?s?\s{0,3}:\s{0,3}\d{1,3}[\s,;–-]{1,9}\Z")
_COUNT_FOLLOWS: Final = re.compile(r"\s{0,3}:\s{0,3}\d{1,3}(?!\d)\s")
# « Houlbec : absent⏎Hautot : M. Vincent POYER »: of a town, whose delegate is not named.
_MARK_OF_A_TOWN: Final = re.compile(
    r"(?:\n|(?<=\n))[^\S\n]{0,40}[^\W\d_][^\n:;,]{2,40}\s:\s{0,3}(?:absente?|excusee?|absente?\s{1,3}excusee?)[.;]?[^\S\n]{0,9}(?=\n)"
)
# « 6. Jean PICQ : excusé⏎7. Anne RUFFIN », « M. PICQ : absent Mme RUFFIN : présente »: a mark of the name before.
_MARK_OF_ONE: Final = re.compile(
    r"\s{0,3}[:,(–-]\s{0,3}(?:est\s{1,3})?(?:absente?|excusee?|absente?\s{1,3}excusee?)\)?[.,;]?[^\S\n]{0,9}\n"
    rf"|\s{{0,3}}:\s{{0,3}}(?:absente?|excusee?|absente?\s{{1,3}}excusee?)[.,;]?\s{{1,3}}(?={CIVILITY}\s)"
)
# « Jean PICQ Absent Anne RUFFIN Absente⏎ », signatures in columns: of the name before it, and no heading.
_SIGNED_ABSENT: Final = re.compile(
    r"[^\S\n]{1,60}(?:absente?|excusee?)\.?[^\S\n]{0,60}"
    r"(?:\n|(?=[^\n]{3,60}[^\S\n](?:absente?|excusee?)\.?[^\S\n]{0,60}(?:\n|\Z)))"
)


def find_heading(text: str, plain: str, start: int, end: int) -> ListHeading | None:
    """Return the heading between two names that opens the list of the second, or None."""
    if end - start < _SHORTEST:
        return None
    stems = [place for stem in _STATUS_STEMS if (place := plain.find(stem, start, end)) >= 0]
    if not stems:
        return None
    if plain.find("tou", start, end) >= 0 and (excepted := _ALL_PRESENT_EXCEPT.search(plain, start, end)):
        return ListHeading(excepted.start(), end, AttendanceStatus.ABSENT)
    if marked := _MARK_OF_ONE.match(plain, start) or _SIGNED_ABSENT.match(plain, start):
        start = marked.end()
    if town := _MARK_OF_A_TOWN.search(plain, start, end):
        start = town.end()
    words = _last_cluster(plain, max(start, min(stems) - _LONGEST_LEAD), end)
    status = _combined_status(words)
    if status is None and _is_either(plain, words, end):
        status = AttendanceStatus.PRESENT
    if words and text[slice(*words[-1].span())] == "excuse":  # « M. X excuse Mme Y »
        return None
    if status is None or end - words[-1].end() > _LONGEST_TAIL:
        return None
    first, last = words[0].start(), words[-1].end()
    if _IS_HEADCOUNT.search(plain, max(start, first - _LOOK_BACK), first) and _COUNT_FOLLOWS.match(plain, last):
        return None
    if _HEADS_ANOTHER_COLUMN.search(plain, start, first):
        return None
    before = plain[max(0, first - _LOOK_BACK) : first]
    also = status is AttendanceStatus.PRESENT and _ALSO.search(before) is not None
    opened = _OPENS_IN_CAPITAL.search(text, max(0, first - _LOOK_BACK), first)
    if (_NOT_BEFORE.search(before) and not (also or opened)) or not _opens_list(text, plain, words, end):
        return None
    paired = _PAIRED.search(plain, first, end) is not None
    surely = words[0][0].startswith("represent") and all(word["power"] for word in words)
    mixed = status is AttendanceStatus.REPRESENTED and not surely and _MIXED.search(plain, first, last) is not None
    replaced = status is AttendanceStatus.EXCUSED and any(word["replaced"] for word in words)
    return ListHeading(first, end, status, paired, mixed, also, replaced=replaced)


def find_members_heading(plain: str, start: int, end: int) -> ListHeading | None:
    """Return the heading « Mesdames et Messieurs les Conseillers municipaux : » or « Collège des communes
    – », or None.
    """
    start = max(start, end - 2 * _LOOK_BACK)
    if plain.find("college", start, end) >= 0 and (college := _COLLEGE.search(plain, start, end)):
        return ListHeading(college.start(), end, AttendanceStatus.MEMBERS, college=True)
    found = _MEMBERS.search(plain, start, end) if plain[start:end].rstrip().endswith(":") else None
    if found is None and plain.find("les ", start, end) >= 0:
        found = _HAVE_MET.search(plain, start, end)
    return ListHeading(found.start(), end, AttendanceStatus.MEMBERS) if found else None


def is_heading_below(plain: str, start: int, end: int) -> bool:
    """Return whether the gap is a « Présents : » that a PDF reader placed below its list, just before the
    next heading.
    """
    return _HEADING_BELOW.fullmatch(plain, start, end) is not None


def _last_cluster(plain: str, start: int, end: int) -> list[re.Match[str]]:
    """Return the last group of status words before a name: « Absents excusés ayant donné procuration »."""
    cluster: list[re.Match[str]] = []
    for word in _STATUS_WORD.finditer(plain, start, end):
        if cluster and not _JOINS.fullmatch(plain, cluster[-1].end(), word.start()):
            cluster = []
        cluster.append(word)
    return cluster


def _combined_status(words: Sequence[re.Match[str]]) -> AttendanceStatus | None:
    """Return the status that the words name; None for headings of mixed lists: « présents ou représentés »."""
    kinds = {word.lastgroup for word in words if word["missing"] or not word[0].startswith(("sans", "non"))}
    if "present" in kinds:
        return AttendanceStatus.PRESENT if kinds == {"present"} else None
    if "power" in kinds:
        return AttendanceStatus.REPRESENTED
    if "replaced" in kinds:
        return AttendanceStatus.EXCUSED
    return AttendanceStatus.EXCUSED if "excused" in kinds else AttendanceStatus.ABSENT if kinds else None


def _is_either(plain: str, words: Sequence[re.Match[str]], end: int) -> bool:
    """Return whether « Membres présents ou représentés » heads a list that marks who is represented: « Mme X
    (procuration à M. Y) ».
    """
    if {word.lastgroup for word in words} != {"present", "power"}:
        return False
    return _GIVES_IN_BRACKETS.search(plain, end, end + _MARKED_WITHIN) is not None


def _opens_list(text: str, plain: str, words: Sequence[re.Match[str]], end: int) -> bool:
    """Return whether status words head a list rather than belong to a sentence: « des membres présents »."""
    start = words[0].start()
    before = plain[max(0, start - _LOOK_BACK) : start]
    after = words[-1].end()
    town = _FIRST_TOWN.search(text, after, end)
    tail = plain[after : town.start() if town and _is_proper_name(town) else end]
    label = _LABEL_OF_FIRST.search(text, after, end)
    if label and (label["group"] or _is_proper_name(label)):
        tail = tail[: label.start() + 1 - after] + " " + plain[label.end() : end]
    for phrase in (_BY_LAW, _AT_SEANCE, _REMARK, _BY_SUPPLEANT, _LINE_OF_COLLEGE):
        tail = phrase.sub(" ", tail)
    if _CHAIRED.search(tail) and words[-1].lastgroup != "present":
        return False
    led_in = _LEAD_IN.fullmatch(tail) is not None
    categorised = (
        _BY_CATEGORY.search(text[max(0, start - _LOOK_BACK) : start]) is not None
        or _GAVE.search(before) is not None
    )
    begins = (
        text[start].isupper()
        or (
            words[-1]["power"] is not None and text[words[-1].start()].isupper()
        )  # « Membres excusés Mandataires »
        or _HEADING_STARTS.search(before) is not None
        or categorised
    )
    if _COLON.search(tail) and not _SENTENCE.search(tail) and not _ends_list(tail):
        return led_in or (begins and _count_unknown_words(tail) <= _MAX_UNKNOWN_WORDS)
    if (len(words) == 1 and _COLON_NEEDED.match(words[0][0]) and not categorised) or _OF_MEMBERS.search(before):
        return False
    return led_in and (begins or ":" in tail or "\n" in tail)


_MARK: Final = re.compile(
    r"(?P<open>\s{0,3}(?:(?P<colon>:)|[,(–-])\s{0,3}|\s{0,40}\|\s{0,9}|(?P<column>[^\S\n]{3,60})|\s{1,2})(?:etait\s{1,3}"
    r"|est\s{1,3})?(?:(?P<present>presente?)"
    r"|(?P<excused>(?:absente?(?:\s{1,3}(?:et\s{1,3})?|-))?exc(?:usee?|\.))|(?P<absent>absente?)"
    r"|(?P<represented>representee?|pouvoir|procuration))"
    r"(?!\w)(?!\s{0,3}:|\s{1,3}(?:et\s{1,3}|ou\s{1,3}|non\s{1,3})?excuse\w{0,3}\s{0,3}:)(?!\s{1,9}(?:a(?!\s{1,9}partir)|au|de|du|des|par|les?|la|une?|ce\w{0,3}|s(?:on|a|es)|donn\w{0,4})\b)"
    r"(?(colon)|(?!\s{1,9}(?:l'|m\.|mme\b)))"
)
# « Patrick PICQ, 2e adjoint : excusé »: the office before the mark.
_OFFICE_BETWEEN: Final = re.compile(
    r"\s{0,3}[,(–-]\s{0,3}(?:(?:\d{1,2}\s?(?:ere?|e|eme|nde?)|premi(?:er|ere)|[a-z]{4,10}ieme|l[ea])\s{1,3})?"
    r"(?:adjointe?|maire|conseill(?:er|ere)|vice-presidente?|presidente?|deleguee?|titulaire|membre)"
    r"(?:[^\S\n]{1,3}[a-z'’-]{1,20}){0,5}?\)?(?=\s{0,3}[:,(–-]\s{0,3}(?:absent|excus))"
)
_CELL_ENDS: Final = re.compile(r"[^\S\n]{0,200}(?:\n|$)|[^\S\n]{3}|\s{0,3}[,|]")
# The holder is named only by office.
_TO_THE_CHAIR: Final = re.compile(
    r"[\s,(:–-]{1,9}(?:absente?,?\s{1,9}|excusee?,?\s{1,9}){0,2}(?:(?:qui\s{1,9})?(?:a|ayant|avait)\s{1,9})?"
    r"(?:donn\w{1,3}\s{1,9})?(?:son\s{1,9})?(?:pouvoir|pourvoir"
    r"|procuration)\s{1,9}(?:a\s{1,9}(?:m\.?|mme\.?|monsieur"
    r"|madame)\s{1,9}l[ea]\s{1,9}|au\s{1,9}|a\s{1,9}la\s{1,9})(?P<office>maire"
    r"|president)e?\b(?!.{0,60}?\bpour\s{1,9}(?!voter))"
)
_HELD_OFFICE: Final = {
    "maire": re.compile(
        r"\s{0,3}[,(–-]?\s{1,3}(?:l[ea]\s{1,3})?maire\b(?!-|\s{1,3}(?:adjoint|delegue|honoraire|sortant))"
    ),
    "president": re.compile(
        r"\s{0,3}[,(–-]?\s{1,3}(?:l[ea]\s{1,3})?presidente?\b(?!-|\s{1,3}(?:honoraire|sortant|d'honneur))"
    ),
}
# « Anne PICQ ⏎ Était absent et a donné pouvoir : »
_HEADS_THE_NEXT: Final = re.compile(r"[^\n:]{0,80}:")
_FEMININE: Final = r"(?:e|\(e\))?"
_STATUS_PATTERNS: Final = (
    (AttendanceStatus.PRESENT, re.compile(rf"p|pres|present{_FEMININE}|signe")),
    (
        AttendanceStatus.EXCUSED,
        re.compile(rf"(?:a(?:bs(?:ent{_FEMININE})?)?[. /]{{0,2}}(?:et )?)?e(?:xc?|xcuse{_FEMININE})?"),
    ),
    (AttendanceStatus.ABSENT, re.compile(rf"a|abs|absent{_FEMININE}|ni")),
    (AttendanceStatus.REPRESENTED, re.compile(rf"r|repr?|represente{_FEMININE}|pouv|pouvoir|proc|procuration")),
)
_LETTER: Final = re.compile(
    r"(?:\s{1,3}:\s{0,3}|:\s{1,3}|\s{0,3}\(\s{0,3})(?P<letter>[a-z]{1,4})\.?(?=\s{0,3}[|,;\n)]|\s{0,3}$)"
)
# A roll call also marks members excused or represented; votes too have « P » and « A ».
_ROLL_CALL: Final = re.compile(
    r"(?:\s:|:\s)\s{0,3}(?:E|E[Xx][Cc]?|R|R[Ee][Pp][Rr]?)\.?\s{0,3}[|,;\n]|\(P\)[^()]{3,60}\([AEPR][,)]"
)


def parse_status(cell: str) -> AttendanceStatus | None:
    """Parse a status cell of a table: « P », « Repr. », « absent excusé », folded. Return None if it is not
    one.
    """
    written = cell.strip(" \t.")
    return next((status for status, pattern in _STATUS_PATTERNS if pattern.fullmatch(written)), None)


def find_mark(text: str, plain: str, end: int) -> AttendanceStatus | None:
    """Return the status marked behind a name that ends at ``end``, or None.

    « Absente : » after a name is the heading of the next list.
    """
    if _TO_THE_CHAIR.match(plain, end):
        return AttendanceStatus.REPRESENTED
    office = _OFFICE_BETWEEN.match(plain, end)
    mark = _MARK.match(plain, office.end() if office else end)
    if mark is None or mark.lastgroup is None:
        return _letter_mark(text, plain, end)
    if mark["column"]:
        return AttendanceStatus(mark.lastgroup) if _CELL_ENDS.match(plain, mark.end()) else None
    if mark["open"].isspace() and text[mark.end("open")].isupper():
        return None
    if "\n" in mark["open"] and _HEADS_THE_NEXT.match(plain, mark.end()):
        return None
    return AttendanceStatus(mark.lastgroup)


def find_chair_holding(behind: str) -> str | None:
    """Return « maire » or « president » if folded words behind a name give a pouvoir to that office, or None."""
    found = _TO_THE_CHAIR.match(behind)
    return found["office"] if found else None


def has_office(behind: str, office: str) -> bool:
    """Return whether the folded words behind a name say that this member is the « maire » or « president »."""
    return _HELD_OFFICE[office].match(behind) is not None


def _letter_mark(text: str, plain: str, end: int) -> AttendanceStatus | None:
    """Return the status of a letter after a name: « BESSADE J. : P | », « Jean BESSADE (P), »."""
    letter = _LETTER.match(plain, end) if {":", "("} & set(plain[end : end + 4]) else None
    if letter is None or not text[letter.start("letter")].isupper() or not _is_roll_call(text):
        return None
    return parse_status(letter["letter"])


@lru_cache(maxsize=1)  # asked of every name with a letter
def _is_roll_call(text: str) -> bool:
    return _ROLL_CALL.search(text) is not None
