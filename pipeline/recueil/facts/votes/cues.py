"""Cues of a vote other than counts, their outcome, and citations of other votes, which are not cues.

« à l'unanimité », « à la majorité », « Le Conseil adopte. », « prend acte », « la délibération est
ajournée ». Opinions of commissions, earlier votes that are only cited (« rappelle que … approuvé à
l'unanimité ») and the rules of voting are excluded.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from recueil.values.vote import Outcome, Vote

CueForm = Literal["clause", "stamp", "count", "formula", "noted", "agreed", "fate"]
"""Kinds of cue: a clause of the dispositif, a separate stamp, counts, « Le Conseil adopte. », « prend acte »,
« Accord du conseil. », or an item that was not put to the vote.
"""

_ASSEMBLY = r"(?:conseil|assemblee|comite|bureau|commission\s+permanente|elus|membres|delegues)"
_BODY = rf"\b(?:le|l'|la|les)\s*{_ASSEMBLY}(?:\s(?!adopt|approuv|prend|prennent|donne|rejet)[a-z']{{2,20}}){{0,2}}"

# « à Funanimité », « l'unamité », « UNANIMIÏE », « UNANIM?TE »: scanners. The prefix is literal, so that a long
# text is searched fast.
_UNANIMITY = re.compile(r"una(?:nimi?t\w{0,3}|nim(?:[?!|fl1j]t|ii)e\b|ninit\w{0,3}|mite\b|nime(?:s|ment)?\b)")
# « Le vote est unanime », « donne un accord unanime », « approuve unanimement »: of a decision, not of a feeling.
# After a comma, « est » or who decides, a verb must follow.
_UNANIMOUS_DECISION = re.compile(
    r"\b(?:accord|votes?|votent|approbation|adoption|avis\s(?:tres\s)?favorable|approuv\w{1,4}|adopt\w{1,4}|accept\w{1,4}"
    r"|valid\w{1,4}|retenu\w{0,2}|decid\w{1,4}|vote\w{0,2})\s(?:est\s|sont\s)?$"
    rf"|(?P<verb_follows>,|\b(?:sont|est|{_ASSEMBLY}(?:\s(?:municipal|communautaire|syndical|presents))?))\s$"
)
_AGREED_AFTER = re.compile(
    r",\s(?:adopt|approuv|decid|vot|accept|autoris|valid|donn|allou|accord|attribu|fix|reti|emet|refus|rejet|renonc)"
    r"|\s(?:d'accord|favorables?)\b|\s(?:adopt|approuv|decid|accept|vot|valid|autoris|donn)"
)
_ARTICLE = re.compile(r"(?<!\w)(?:l'\s?|\w)$")
_MAJORITY = re.compile(r"majorite(?<!\wmajorite)(?P<whole>\b)?")
_BY_MAJORITY = re.compile(r"(?:\ba\s+la|\b(?:adopte|approuve|vote)e?s?(?:\s+par\s+la|\s?:(?:\s+a\s+la)?)?)\s+$")
_COUNTED_MAJORITY = re.compile(r"\s{0,2}(?:[(:]\s?\d|pour\s\d)")
# A quorum, or a majority that the law requires: « réuni à la majorité de ses membres en exercice ».
_RULE_OF_MAJORITY = re.compile(
    r"\s+(?:de\s+ses\s+membres|des\s+(?:membres|conseillers)\s+en\s+exercice|municipale|qualifiee|requise|des\s+deux"
    r"|relative|simple\s+requise)|\s+absolue(?!\s+(?:des\s+[a-z ]{3,40})?\(?\s?\d{1,3}\s+(?:voix|votes?)\s+pour"
    r"|\s?[,(:]\s?(?:\d{1,3}|une?|deux|trois)\s(?:abst|(?:voix\s)?contre))"
)
# « à l'unanimité des 9 votants », « à l'unanimité des 23 membres présents et représentés »
_EVERYONE = re.compile(
    r"\s{1,3}d(?:es|e\s(?:ses|nos))\s{1,3}(?P<count>[0-9]{1,3})\s{1,3}(?:votants|voix|suffrages|membres\s(?:presents|votants)|presents|votes)\b"
)
# « à l'unanimité moins une voix », « à l'unanimité des présents, moins 2 contre »
_BUT_SOME = re.compile(
    r"(?:\sdes\s[a-z ]{3,40})?\s?,?\s{1,3}moins\s{1,3}(?:\d{1,3}|une?|deux|trois|quatre|cinq|six)\s{1,3}"
    r"(?:(?:voix|votes?)\b|contre\b|oppos)"
)
# « l'animation a fait l'unanimité ».
_PLEASES = re.compile(r"\bf(?:ait|ont|aire|aisai(?:t|ent))\s+(?:l'\s?|\w)?$")
_ADOPTION_STEMS = r"(?:adopt|approuv|vot|valid|accept|accord|adoption|approbation|ratifi|enterin)\w{0,3}"
# « Le Conseil vote : Pour Contre Abstention UNANIMITE »
_AFTER_COUNT_LABEL = re.compile(r"\b(?:pour|contre|abstentions?)\s{0,3}:?\s{0,3}(?:a\s+)?$")
_STAMPED = re.compile(
    rf"(?P<word>\b{_ADOPTION_STEMS})\s*(?:par\s+[a-z' ]{{2,30}})?[:,→\uf0e0-]?\s*(?:(?:a|par)\s+)?(?:l'?\s?)?$"
)
# « A l'unanimité (pour : 6 contre : 0 abstentions : 0) » below the dispositif
_IN_LINE_ALONE = re.compile(r"(?:\A|\n)[^\S\n]{0,20}(?:a\s{1,3})?\Z")
_COUNTS_FOLLOW = re.compile(r"\s{0,3}\(\s?pour\s{0,2}:")
# « à l'unanimité ou à la majorité absolue »: a rule of voting
_OR_MAJORITY = re.compile(r"\s{1,3}(?:ou|sinon|et,? a defaut,?)\s{1,3}a\s{1,3}la\s{1,3}majorite")
_RULES = re.compile(
    r"\b(?:peu(?:t|vent)|doi(?:t|vent)|sauf|si|pourr\w+|dev(?:r\w+|ai(?:t|ent)|ons|ez)|a\s+defaut|en\s+l'absence|regle|condition|lorsque?|"
    r"sont\s+prises?|est\s+prise|statue|sera|seront|invite\w*|souhait(?!ant)\w*"
    r"|propos(?!ition)\w+|(?<!sur )(?<!sur la )(?<!cette )(?<!ces )propositions?"
    r"(?![^.;:]{0,45}\s(?:est|sont)\s|\s(?:adopt|approuv|accept|valid)ee?s?\b))"
    r"\b[^.;:]{0,50}$"
)
# « après en avoir délibéré, – PROPOSE à l'unanimité la liste »: the assembly does, to another authority.
_ASSEMBLY_PROPOSES = re.compile(
    rf"\b(?:delibere|{_ASSEMBLY}(?:\s(?:municipal|communautaire|syndical|d'administration))?)\W{{1,9}}propose(?:nt)?\s{{1,3}}"
    r"(?:a\s{1,3})?(?:l'\s?)?$"
)
_STOP = r"\s{0,3}(?=[.;\n]|$)"
_BY = r"\s+par\s+(?:le|l'|la|les)\s*[a-z]{4,12}(?:\s[a-z]{4,15})?"
# « Délibération n° 12 – Tarifs – APPROUVÉE Délibération n° 13 »: the next row of a list.
_NEXT_ROW = r"\s{1,3}(?:(?:deliberation|decision|dcm|rapport)s?\s(?:n|valant)|[0-9]{4}[-_/. ][0-9])"
# « Adopté, M. Picq ne prenant pas part au vote. », « Adoptée, Mme Picq votant contre. », « Adopté moins
# 2 abstentions. », « Adopté, sauf par M. Picq qui s'abstient. »
_WITHOUT = (
    r",\s(?:mm?\.|mmes?\b|monsieur|madame)\s(?:[^.;\n]|(?<=\sm)\.|(?<=\smm)\.){3,80}\s(?:ne\s(?:pren|particip)|votant\scontre|s'abstenant|s'etant\sabst|ayant\svote\scontre)"
    r"|\s\((?:mm?\.|mmes?\b|monsieur|madame)\s[^()\n]{2,80}\b(?:contre|s'abst\w+|abst\w*)\s?\)"
    r"|\s?,?\s{1,3}moins\s(?:\d|une?\b|deux|trois|quatre)"
    r"|\s?,?\s{1,3}(?:sauf|hormis|excepte|a\sl'exception)\s(?:[^.;:\n]|(?<=\sm)\.|(?<=\smm)\.){3,80}\b(?:s'abst|contre\b)"
)
# « Adopté (4 abstentions) », « Adopté – 2 abstentions », « adopté, un contre (Mme Roux), une abstention »
_COUNTED = (
    r"\s\((?=(?:\d{1,3}|une?|deux|trois|quatre)\s)"
    r"|(?:,|\s[–-])\s(?=(?:\d{1,3}|une?|deux|trois|quatre)\s(?:voix\s)?(?:contre|abst))"
)
# « approuvé sans réserve. »
_UNCHANGED = (
    r"(?:,?\s{1,3}sans\s(?:(?:aucune\s)?oppositions?(?:\sni\sabstentions?)?|(?:aucune\s)?abstentions?\sni\soppositions?"
    r"|voix\scontre|reserves?|observations?|modifications?|remarques?|discussion|debat))?"
)
# « adopté. »: the stems are literal, so that a long text is searched fast.
_CONCLUDING_VERBS = tuple(
    re.compile(
        rf"(?P<stem>{stem})(?P<agreed>e?s?)(?={_UNCHANGED}{_STOP}|\s{{1,3}}(?:pour|fait)\s|\s+par\s|{_NEXT_ROW}|{_WITHOUT}|{_COUNTED})"
    )
    for stem in ("adopte", "approuve", "valide", "vote", "rejete", "repousse")
)
# Before and after the verb: « Le Conseil adopte. », « est adopté par le Conseil. », « ADOPTÉ. » alone.
_ASSEMBLY_BEFORE = re.compile(rf"{_BODY}\s+$")
_ENDS_EXTRACT = re.compile(rf"\s{{0,3}}(?=[.;\n]|$|pour\s+(?:extrait|copie)|fait\s)|(?={_WITHOUT})")
_IS_BEFORE = re.compile(
    r"\s(?:est|sont|a\s+ete|ont\s+ete)\s+(?:lue?s?\s+et\s+|mise?s?\s+(?:aux\s+voix|au\s+vote)\s+et\s+)?$"
)
_ENDS_BY = re.compile(rf"(?:{_BY})?{_UNCHANGED}(?:{_STOP}|{_WITHOUT})")
_OPENS_LINE = re.compile(
    r"(?:^|[.;:?!\n→>|\uf0e0]|\b(?:opposition|abstention|observation|remarque)s?,)\s{0,20}(?:[-–•*]\s{0,3})?$"
)
_ENDS_LINE = re.compile(rf"{_UNCHANGED}{_STOP}|{_WITHOUT}|{_COUNTED}")
_AFTER_DASH = re.compile(r"[–—-]\s{0,3}$")
_ENDS_ROW = re.compile(rf"{_STOP}|{_NEXT_ROW}")
_LISTED_ACT = re.compile(
    r"(?<![a-z])(?:deliberation|dcm|del)s?[\s.]{0,3}n|(?<![0-9])[0-9]{4}[-_/.][0-9]{1,2}[-_/.0-9]{0,8}\s"
)
_LONGEST_ROW = 320
_ADOPTS, _REJECTS = ("adopte", "approuve", "valide"), ("rejete", "repousse")
_STAMPS = ("adopte", "approuve", "rejete")
_STATED_ITEM = re.compile(
    r"\b(?:proces[- ]verbal|pv|compte[- ]rendu|deliberation|motion|voeu|amendement|proposition|point|rapport"
    r"|conclusion|resolution|budget|comptes?\sadministratif|compte\sde\sgestion)s?\b"
    r"[^.;:\n?]{0,120}$"
)
# « Accord du conseil. », « Accord unanime (12 voix). », « OK pour tout le monde. » of village minutes.
_AGREEMENT = (
    re.compile(
        r"accord\s(?:(?P<unanimous>unanime(?:\sdu\s(?:conseil|comite|bureau))?|de\s(?:tous(?:\sles\s(?:membres|elus|conseillers|delegues))?|l'ensemble\s(?:des\s(?:membres|elus|conseillers|delegues)|du\s(?:conseil|comite|bureau)|de\sl'assemblee))(?:\spresents)?)|(?:du|de\sl')\s?(?:conseil|bureau|comite|assemblee)"
        r"(?:\s(?:municipal|communautaire|syndical))?)(?=\s{0,3}(?:[.;(\n]|$|pour\s))"
    ),
    re.compile(
        r"(?P<unanimous>(?:tous\sles\s(?:elus|membres|conseillers|delegues)(?:\spresents)?\ssont|tout\sle\s(?:conseil|monde)\sest)"
        r"\s(?:d'accord|favorables?))(?=\s{0,3}(?:[.;(\n]|$|pour\s|avec\s))"
    ),
    re.compile(r"ok\spour\s(?P<unanimous>tout\sle\smonde)(?=\s{0,3}(?:[.;(\n]|$))"),
)
# « La motion est votée par tous les membres présents »
_BY_EVERYONE = re.compile(
    r"(?<![a-z])(?:adopt|approuv|accept|valid|vot)ee?s?\spar\s(?:tous(?:\sles\s(?:membres|conseillers|elus|delegues))?"
    r"|l'ensemble\s(?:des\s(?:membres|conseillers|elus|delegues)|du\s(?:conseil|comite|bureau)|de\sl'assemblee))(?:\s(?:presents?|et|ou|representes?)){0,3}(?=\s{0,3}(?:[.;(\n]|$))"
)
# « Tous les membres présents votent pour », « L'ensemble du conseil approuve », « Tous les délégués l'approuvent »
_EVERYONE_DECIDES = re.compile(
    r"(?:tous(?<!\wtous)\sles\s(?:membres|conseillers|elus|delegues|administrateurs)|l'ensemble\s(?:des\s(?:membres|conseillers|elus"
    r"|delegues|administrateurs)|du\s(?:conseil|comite|bureau)|de\sl'assemblee))(?:\s(?:du\s(?:conseil|comite|bureau)|municipal|syndical"
    r"|communautaire|d'administration|presents?|et|ou|representes?)){0,4},?\s(?:(?:votent|vote)\s(?:pour|favorablement|en\sfaveur)\b"
    r"|(?:l[ea']\s?|les\s)?(?:approuv|adopt|accept|valid)e(?:nt)?\b|donnent?\s(?:leur|son)\saccord\b"
    r"|(?:sont|est|etant)\s(?:favorables?|d'accord|pour)\b|se\sprononce(?:nt)?\s(?:pour|favorablement|en\sfaveur)\b)"
    r"|tous\spour(?<=[.:;\n]\stous\spour)(?=\s{0,3}(?:[.;\n]|$))"
)
_BUT_ONE = re.compile(r"[^.;:\n]{0,60}\b(?:sauf|hormis|excepte|a\sl'exception|moins)\b")
# « Deux abstentions, tous les autres pour. », « un contre, les autres votent pour »
_OTHERS = re.compile(
    r"les\sautres(?:\s(?:elus|membres|conseillers|delegues))?(?:\s(?:du\sconseil|presents))?(?:\s(?:sont|votent|votant|ayant\svote|etant))?\s(?:pour|favorables)"
    r"(?=\s{0,3}(?:[.;,)\n]|$))"
)
_ACT = re.compile(r"acte\b")
_NOTES = re.compile(r"\b(?:(?:prends?|prennent|donne(?:nt)?|dont)\s+|prise?\s+d')$")
# The first verb of the dispositif, not « DÉCIDE … ; PREND ACTE que … ».
_NOTED_BY = re.compile(rf"\b(?:{_ASSEMBLY}|conseillers|expose|connaissance|delibere)\b|[|](?=\s{{0,3}}$)")
_IS_NOTED = re.compile(r"il\sest(?:\sdonc)?\spris\s$")  # « Il est pris acte du rapport. »
_NOTED_ALONE = re.compile(r"(?:dont\s+|prise?\s+d')acte\s{0,3}(?:[.;|\n]|$|20[0-9]{2}[-/]|[0-9]{1,4}/20[0-9]{2})")
_GIVEN = re.compile(r"\b(?:il\s+)?en\s+est\s+$")  # « Il en est donné acte. »
_ENDS_SENTENCE = re.compile(r"(?:[.;)\n€|]|[a-z]{2})\s{1,3}$")
_LONGEST_BODY, _LONGEST_VERB = 120, 40
_SENTENCE_BREAK = re.compile(r"[.;?](?!\d)")
_UNVOTED: tuple[tuple[Outcome, re.Pattern[str]], ...] = (
    (
        "withdrawn",
        re.compile(
            r"retire(?<!\wretire)e?s?"
            r"(?=\s{0,9}(?:[.;,)\n](?!\.)|$|de\s+l'ordre\s+du\s+jour(?!\s?\.{3})|de\s+la\s+seance|par\s))"
        ),
    ),
    ("postponed", re.compile(r"ajourne(?<!\wajourne)e?s?\b(?:\s+et\s+reportee?s?\b)?")),
    (
        "postponed",
        re.compile(r"reporte(?<!\wreporte)e?s?(?=\s+(?:a\s+(?:la|une?)\s|au\s+prochain|lors\s+d|ulterieur))"),
    ),
)
_UNVOTED_ITEM = re.compile(
    r"\b(?:deliberation|point|dossier|rapport|question|affaire|sujet|motion|voeu|amendement)s?\b"
    r"(?:[^.;:?]{0,150}\s(?:est|sont|a\s+ete|ont\s+ete)(?:\s+(?:donc|ainsi|finalement))?"
    r"|[^.;:?\w]{0,3}(?:n\W?\s?\d{1,4})?)\s{1,9}$"
)
# A stamp at the start of its line or sentence, or about « la délibération », « le point ».
_BARE = re.compile(
    r"(?:^|[\n.;:|!?)→\uf0e0]|\b(?:deliberation|point|proposition|dossier|rapport)\s+(?:est\s+|a\s+ete\s+)?)\s{0,9}$"
)
_HYPOTHETICAL = re.compile(r"\b(?:propos|demand|souhait|peut|doit|devrait|pourr|si|s'il)\w*\b")


@dataclass(frozen=True, slots=True)
class VoteCue:
    """One textual cue of a vote.

    ``bare``: a stamp that names no item and so belongs to the preceding text; ``weak``: counts only beside
    other cues; ``section``: how many headings in capitals stand above.
    """

    form: CueForm
    vote: Vote
    bare: bool = False
    weak: bool = False
    section: int = 0

    @property
    def start(self) -> int:
        return self.vote.start

    @property
    def end(self) -> int:
        return self.vote.end


def find_cues(text: str, folded: str) -> Iterator[VoteCue]:
    """Yield all cues except counts, in no order."""
    agreed = sorted(_agreement_cues(folded), key=lambda cue: cue.end)
    ends = [cue.end for cue in agreed]
    yield from agreed
    for cue in chain(_majority_cues(text, folded), _everyone_cues(text, folded)):
        at = bisect_left(ends, cue.end)  # « Accord unanime » is one cue
        if at == len(agreed) or cue.end <= agreed[at].start:
            yield cue
    for pattern in _CONCLUDING_VERBS:
        for word in pattern.finditer(folded):
            cues = (
                _body_decides_cue(folded, word),
                _passive_cue(text, folded, word),
                _standalone_cue(folded, word) or _row_cue(text, folded, word),
            )
            yield from filter(None, cues)
    for match in _OTHERS.finditer(folded):
        yield VoteCue("count", Vote(*match.span(), outcome="adopted", unanimous=False))
    yield from _noted_cues(text, folded)
    yield from _unvoted_cues(text, folded)


def _majority_cues(text: str, folded: str) -> Iterator[VoteCue]:
    """Yield « à l'unanimité » and « à la majorité »."""
    for match in _UNANIMITY.finditer(folded):
        if match[0].startswith("unanime") and not _is_unanimous_decision(folded, match):
            continue
        yield from _majority_cues_at(text, folded, *match.span(), unanimous=True)
    for match in _MAJORITY.finditer(folded):
        by = _BY_MAJORITY.search(folded, max(0, match.start() - 30), match.start())
        whole = by is not None and match["whole"] is not None
        if (whole or _COUNTED_MAJORITY.match(folded, match.end())) and not _RULE_OF_MAJORITY.match(
            folded, match.end()
        ):
            yield from _majority_cues_at(
                text, folded, by.start() if by else match.start(), match.end(), unanimous=False
            )


def _is_unanimous_decision(folded: str, word: re.Match[str]) -> bool:
    """Return whether « unanime », « unanimement » tell a decision: « Le conseil, unanime, alloue », « Le conseil
    unanime accepte ».
    """
    before = _UNANIMOUS_DECISION.search(folded, max(0, word.start() - 30), word.start())
    if before is None or folded.startswith(" contraire", word.end()):
        return False
    return before["verb_follows"] is None or _AGREED_AFTER.match(folded, word.end()) is not None


def _majority_cues_at(text: str, folded: str, start: int, end: int, *, unanimous: bool) -> Iterator[VoteCue]:
    cue = _majority_cue(folded, start, end, unanimous)
    # « Avis favorable de la commission Accord à l'unanimité »: a capital begins a sentence.
    if unanimous and _OR_MAJORITY.match(folded, end):
        return
    opens = cue.form == "stamp" and text[cue.start].isupper()
    before = _text_before(folded, start, 70)
    ruled = _RULES.search(before) and not _ASSEMBLY_PROPOSES.search(before)
    if opens or not (is_cited(text, folded, start) or ruled or _PLEASES.search(before)):
        yield cue


def _majority_cue(folded: str, start: int, end: int, unanimous: bool) -> VoteCue:
    article = _ARTICLE.search(folded, max(0, start - 3), start)
    clause_start = article.start() if article else start
    before = _text_before(folded, clause_start, 60)
    stamp = _STAMPED.search(before)
    start = clause_start - len(before) + stamp.start() if stamp else clause_start
    everyone = _EVERYONE.match(folded, end) if unanimous else None
    votes_for = int(everyone["count"]) if everyone else None
    unanimous = unanimous and _BUT_SOME.match(folded, end) is None
    vote = Vote(start, everyone.end() if everyone else end, unanimous=unanimous, votes_for=votes_for)
    if _AFTER_COUNT_LABEL.search(before):
        return VoteCue("count", vote)
    if not stamp and _COUNTS_FOLLOW.match(folded, end) and _IN_LINE_ALONE.search(before):
        return VoteCue("count", vote)
    bare = bool(stamp) and _BARE.search(_text_before(folded, start, 40)) is not None
    return VoteCue("stamp" if stamp else "clause", vote, bare)


def _body_decides_cue(folded: str, word: re.Match[str]) -> VoteCue | None:
    """Return the cue of « Le Conseil adopte. », or None."""
    if word["agreed"] or word["stem"] not in _ADOPTS:
        return None
    subject = _ASSEMBLY_BEFORE.search(folded, max(0, word.start() - _LONGEST_BODY), word.start())
    stop = _ENDS_EXTRACT.match(folded, word.end()) if subject else None
    return VoteCue("formula", Vote(subject.start(), stop.end(), outcome="adopted")) if subject and stop else None


def _passive_cue(text: str, folded: str, word: re.Match[str]) -> VoteCue | None:
    """Return the cue of « Le procès-verbal est approuvé. », or None."""
    verb = _IS_BEFORE.search(folded, max(0, word.start() - _LONGEST_VERB), word.start())
    stop = _ENDS_BY.match(folded, word.end()) if verb else None
    if not verb or not stop or not _STATED_ITEM.search(_text_before(folded, verb.start(), 150)):
        return None
    if word["stem"] == "vote" and "ete" in verb[0].split():  # « le budget du syndicat qui a été voté »
        return None
    vote = Vote(verb.start(), stop.end(), outcome=_stem_outcome(word))
    return None if is_cited(text, folded, verb.start()) else VoteCue("formula", vote)


def _standalone_cue(folded: str, word: re.Match[str]) -> VoteCue | None:
    """Return the cue of « ADOPTÉ. » as a sentence or a line of its own, or None."""
    if word["stem"] not in _STAMPS or not _OPENS_LINE.search(folded, max(0, word.start() - 21), word.start()):
        return None
    stop = _ENDS_LINE.match(folded, word.end())
    return VoteCue("formula", Vote(word.start(), stop.end(), outcome=_stem_outcome(word))) if stop else None


def _row_cue(text: str, folded: str, word: re.Match[str]) -> VoteCue | None:
    """Return the cue of « – APPROUVÉE » at the end of a row of a list of délibérations, or None."""
    set_off = text[word.start() : word.end()].isupper() or _AFTER_DASH.search(
        folded, word.start() - 4, word.start()
    )
    if word["stem"] not in _STAMPS or not set_off or not _ENDS_ROW.match(folded, word.end()):
        return None
    listed = _LISTED_ACT.search(folded, max(0, word.start() - _LONGEST_ROW), word.start())
    vote = Vote(word.start(), word.end(), outcome=_stem_outcome(word))
    return VoteCue("formula", vote) if listed else None


def _agreement_cues(folded: str) -> Iterator[VoteCue]:
    """Yield « Accord du conseil. » at the start of a sentence."""
    for match in chain.from_iterable(pattern.finditer(folded) for pattern in _AGREEMENT):
        if _OPENS_LINE.search(folded, max(0, match.start() - 21), match.start()):
            everyone = match["unanimous"] is not None
            vote = Vote(*match.span(), outcome="adopted", unanimous=everyone or None)
            yield VoteCue("agreed", vote)


def _everyone_cues(text: str, folded: str) -> Iterator[VoteCue]:
    """Yield « est voté par tous les membres présents »."""
    for match in _EVERYONE_DECIDES.finditer(folded):
        if not _RULES.search(_text_before(folded, match.start(), 70)) and not is_cited(
            text, folded, match.start()
        ):
            unanimous = _BUT_ONE.match(folded, match.end()) is None
            yield VoteCue("clause", Vote(*match.span(), outcome="adopted", unanimous=unanimous))
    for match in _BY_EVERYONE.finditer(folded):
        sentence = _sentence_before(folded, match.start())
        if "unanim" not in sentence and not is_cited(text, folded, match.start()):
            yield VoteCue("agreed", Vote(*match.span(), outcome="adopted", unanimous=True))


def _stem_outcome(word: re.Match[str]) -> Outcome:
    return "rejected" if word["stem"] in _REJECTS else "adopted"


def _noted_cues(text: str, folded: str) -> Iterator[VoteCue]:
    """Yield « prend acte » where it is the first verb of the dispositif."""
    for word in _ACT.finditer(folded):
        match = _NOTES.search(folded, max(0, word.start() - 20), word.start())
        passive = _IS_NOTED.search(folded, max(0, word.start() - 24), word.start())
        if passive and _OPENS_LINE.search(folded, max(0, passive.start() - 21), passive.start()):
            yield VoteCue("noted", Vote(passive.start(), word.end(), outcome="noted"))
        if match is None:
            continue
        if _GIVEN.search(folded, max(0, match.start() - 14), match.start()) and _ENDS_LINE.match(
            folded, word.end()
        ):
            yield VoteCue("noted", Vote(match.start(), word.end(), outcome="noted"))
            continue
        if _NOTED_ALONE.match(folded, match.start()) and _ENDS_SENTENCE.search(
            folded, match.start() - 4, match.start()
        ):
            yield VoteCue("noted", Vote(match.start(), word.end(), outcome="noted"))
            continue
        if match[0].startswith("prise"):
            continue
        before = _text_before(folded, match.start(), 260)
        openings = [opening.start() for opening in _NOTED_BY.finditer(before)]
        between = before[openings[-1] :] if openings else "."
        if (
            not _SENTENCE_BREAK.search(between)
            and not _DECIDES.search(between)
            and not is_cited(text, folded, match.start())
        ):
            yield VoteCue("noted", Vote(match.start(), word.end(), outcome="noted"))


def _unvoted_cues(text: str, folded: str) -> Iterator[VoteCue]:
    """Yield « Le point est retiré », « La délibération est ajournée »: items not put to the vote."""
    for fate, pattern in _UNVOTED:
        for match in pattern.finditer(folded):
            subject = _UNVOTED_ITEM.search(_text_before(folded, match.start(), 220))
            if subject and not _HYPOTHETICAL.search(subject[0]) and not is_cited(text, folded, match.start()):
                yield VoteCue("fate", Vote(match.start(), match.end(), outcome=fate))


# The deciding verb, after « à l'unanimité » or before it.
_DECIDES = re.compile(
    r"\b(?:(?P<rejected>n'(?:adopt|approuv|accept)\w{1,4}\s+pas|rejet(?:te|tent|e|ee|es|ees)\b"
    r"|repouss\w{1,3}\b|refus(?:e|ent|ee?s?)?\b(?!\sde\s(?:vot|prend))|ne\s(?:donne(?:nt)?|souhaite(?:nt)?)\spas\s(?:donner\s)?(?:de\s|une\s)?suite"
    r"|n['\s]est\s+pas\s+(?:adopt|approuv)\w+|avis\s+defavorable|se\s+prononce(?:nt)?\s+(?:donc\s+)?contre)"
    r"|(?P<noted>(?:prend|prends|prennent|donne|donnent)\s+acte|dont\s+acte)"
    r"|(?P<adopted>(?:adopt|approuv|accept|decid|autoris|vot|valid|attribu|desig|donn|emet|fix|charg|dit|decl|retien|"
    r"arret|accord|elit|nomm|confi|instaur|cre|modif|suppr|enteri|ratif|habilit|solli|cede|acqui|constat|declar|"
    r"dem|prononc|maint|abrog|appliqu|renouvel|conced|engag|inscri|affect|aliene|adher|se\s+prononc|rend)[a-z]{0,6}))\b"
)
_VERB_WITHIN, _VERB_BEFORE, _NEAR_BEFORE, _ADOPTED_NEAR = 420, 70, 130, 40
ASSEMBLY_DECIDES = re.compile(
    rf"{_BODY}\b[^.;:]{{0,120}}?(?<!n')\b(?:adopt|approuv|accept|decid|autoris|valid|attribu|fix|vot)e(?:nt)?\b(?!\s+pas\b)"
    rf"|{_BODY}\b[^.;:]{{0,120}}?\b(?:retien(?:t|nent)|don(?:ne|nent)|emet(?:tent)?)\b"
)
_ADOPTS_IN = re.compile(r"\b(?<!n')(?:adopt|approuv|accept|valid|ratifi)e(?:e?s?|nt)\b(?!\s+pas\b)")
_ADOPTED_BY = re.compile(
    r"\b(?<!n')(?:(?:adopt|approuv|accept|valid|ratifi)ee?s?|accord)\W{0,3}(?:a\s+la\s+majorite\W{0,3})?(?:par|avec|moins)?\W{0,3}$"
)
_SENTENCE_STOP = re.compile(r"[.;!?](?=\s)|\n\s{0,40}\n")
# A refusal below is that of another vote: « Vote : 9 pour. ⏎⏎ CHEMIN ⏎ … le conseil refuse ».
# « … retient le devis (9 voix, 1 abstention). ⏎ École : le conseil refuse »
_PARAGRAPH_STOP = re.compile(r"\.\s{0,3}\n\s{0,40}\n")
_NEAR_VERB = 80
# « PREND ACTE du rapport ; FIXE la redevance » decides something.
_ALSO_DECIDES = re.compile(
    r"[;\n]\W{0,12}(?:\d\W{0,3})?(?:decide|approuve|fixe|adopte|vote|accepte|attribue|autorise)\b"
)


def find_outcome(folded: str, start: int, end: int, until: int) -> Outcome | None:
    """Return the outcome of the vote at ``start`` to ``end``, or None.

    From the words just before it, else from the first deciding verb after it, at most up to ``until``:
    « N'adopte pas », « PREND ACTE », « Fixe les tarifs ».
    """
    near = _sentence_before(folded, start, _NEAR_BEFORE)[-_VERB_BEFORE:]
    for match in _DECIDES.finditer(near):
        if match["rejected"] or match["noted"]:
            return "rejected" if match["rejected"] else "noted"
    if _ADOPTED_BY.search(folded, max(0, start - _ADOPTED_NEAR), start):
        return "adopted"  # whatever the next vote says below
    first = _DECIDES.search(folded, end, min(until, end + _VERB_WITHIN))
    if first is None or (first["rejected"] and _PARAGRAPH_STOP.search(folded, end, first.start())):
        return None
    if first["rejected"] and _DECIDES.search(near) and _SENTENCE_STOP.search(folded, end, first.start()):
        return None
    if first["noted"]:
        also = _ALSO_DECIDES.search(folded, first.end(), min(until, first.end() + _VERB_WITHIN))
        return "adopted" if also else "noted"
    return "rejected" if first["rejected"] else "adopted"


def decides_before(folded: str, at: int) -> bool:
    """Return whether the assembly decides before ``at``: « Le comité autorise la vente (2 contre) »."""
    return ASSEMBLY_DECIDES.search(_sentence_before(folded, at)) is not None


def says_adopted(folded: str, start: int, end: int, until: int) -> bool:
    """Return whether the sentence itself says adopted, whatever the counts: « par 6 voix pour et 25 contre,
    adopte ».
    """
    stop = _SENTENCE_STOP.search(folded, end, until)
    until = min(until, end + _NEAR_VERB, stop.start() if stop else until)
    return (
        _ADOPTED_BY.search(folded, max(0, start - 40), start) is not None
        or _ADOPTS_IN.search(folded, start, until) is not None
    )


# Words in the sentence before a vote that assign it to another body or another day.
_CITATION = re.compile(
    r"\b(?:par|suivant|dans\s+(?:sa|une)|selon)\s+(?:une\s+|la\s+|sa\s+)?(?:deliberations?|decision)\b"
    r"|\bdeja\b|\bavai(?:t|ent)\b"
    r"|\bpour\s+(?:memoire|rappel)\b|\blors\s+d[eu]\s|\brappel(?:le|ant)\s+qu|\brappel\s+du\s+vote\b|\bvotre\s+approbation"
    r"|\b(?:commission|comite\s+(?:technique|social)|c\.?[ts]\.?p?\b|cst|jury|cap|commissaires?)\b"
    r"[^.;]{0,120}\b(?:avis|emis|rendu|prononce|propos|favorable)"
    r"|\b(?:conseil\sd'(?:ecole|administration\sdu\s\d)|comite\stechnique|departement|prefet|agence)\b[^.;]{0,80}\bs'est\sprononce"
    r"|\bavis\s+(?:favorable|defavorable|unanime)[^.;]{0,60}\bcommissions?\b"
    r"|\bfavorable\b[^.;]{0,80}\bcommissions?\b"
)
_SUBJECT = re.compile(
    r"\b(?:L[Ee]s?\s+|L['’]\s?)"
    r"(?:[Cc]onseil|CONSEIL|[Aa]ssembl|ASSEMBL|[Bb]ureau|BUREAU|[Mm]embres|MEMBRES|[Dd]irectoire|DIRECTOIRE"
    # « Le comité, à l'unanimité », not « le comité technique »
    r"|(?i:comit[ée])(?=\s{0,3},|\s+(?i:syndical|directeur|de\s+direction|d[ée]cide|apr[èe]s|[àa]\s+l['’])))"
    r"|\bL[Aa]\s+(?i:commission\s+permanente)"
)
_OPENS_CITATION = re.compile(r"\s*(?:[-–•*>]\s*)?(?:vu|considerant|attendu|visas?)\b")
# « CONSIDÉRANT qu'il n'appelle aucune remarque, décide à l'unanimité »: the main verb; not « , approuvé à ».
_CONSIDERS = re.compile(r"\s*(?:[-–•*>]\s*)?(?:considerant|attendu)\b")
_MAIN_VERB = re.compile(
    r",\s{1,3}(?:d[ée]cide|approuve|adopte|accepte|autorise)\s{0,3},?\s{1,3}(?:[àa]\s{1,3})?(?:l['’]\s?)?\Z"
)
_SENTENCE_STARTS = re.compile(
    r"[.;!?](?=\s)|\n\s{0,40}\n|\n(?=\s{0,40}(?:vu|considerant|[-–•*>])\s)|:\s{0,40}\n"
    r"|en(?<!\wen)\s+avoir\s+delibere\b|sur(?<!\wsur)\s+(?:le\s+)?(?:rapport|proposition)\s+d"
)
_SENTENCE_BACK = 320


def is_cited(text: str, folded: str, at: int) -> bool:
    """Return whether the vote at ``at`` is a citation: of another assembly or of an earlier séance."""
    sentence = _sentence_before(folded, at)
    # Visas flattened to one line end at a capital: « Vu l'avis de la commission Le Conseil, à l'unanimité ».
    subjects = [match.start() for match in _SUBJECT.finditer(text, at - len(sentence), at)]
    if subjects:
        sentence = folded[subjects[-1] : at]
    considered = _CONSIDERS.match(sentence) and _MAIN_VERB.search(text, max(0, at - 40), at)
    opens = _OPENS_CITATION.match(sentence) is not None and not considered
    return opens or _CITATION.search(sentence) is not None


def _sentence_before(folded: str, at: int, reach: int = _SENTENCE_BACK) -> str:
    """Return the sentence before ``at``, at most ``reach`` characters of it."""
    before = _text_before(folded, at, reach)
    ends = [match.end() for match in _SENTENCE_STARTS.finditer(before)]
    return before[ends[-1] :] if ends else before


def _text_before(folded: str, at: int, length: int) -> str:
    """Return the ``length`` characters before ``at``, fewer at the start of the text."""
    return folded[max(0, at - length) : at]
