"""What shows that an assembly voted, beside the counts, and what came out of it.

« à l'unanimité », « à la majorité », « Le Conseil adopte. », « prend acte », « la délibération est ajournée ».
Opinions of commissions, earlier votes that are only cited and the rules of voting are none of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from recueil.values.vote import Outcome, Vote

Form = Literal["clause", "stamp", "count", "formula", "noted", "fate"]
"""Where it is said: within the sentence of the dispositif, as a stamp of its own, by counts, « Le Conseil
adopte. », « prend acte », or an item that was not put to the vote."""

_ASSEMBLY = r"(?:conseil|assemblee|comite|bureau|commission\s+permanente|elus|membres)"
_BODY = rf"\b(?:le|l'|la|les)\s*{_ASSEMBLY}(?:\s(?!adopt|approuv|prend|prennent|donne|rejet)[a-z']{{2,20}}){{0,2}}"

# « à Funanimité », « l'unamité »: scanners. The prefix is literal, so that a long text is searched fast.
_UNANIMITY = re.compile(r"una(?:nimi?t\w{0,3}|nimement(?=,?\s(?:adopt|approuv|decid|vot|accept))|mite\b)")
_ARTICLE = re.compile(r"(?<!\w)(?:l'\s?|\w)$")
_MAJORITY = re.compile(
    r"\ba\s+la\s+majorite\b|\bmajorite(?=\s{0,2}(?:[(:]\s?\d|pour\s\d))"
    r"|\b(?:adopte|approuve|vote)e?s?\s+(?:par\s+la\s+)?majorite\b"
)
# Who makes a quorum, whom the law asks to be elected: « réuni à la majorité de ses membres en exercice ».
_RULE_OF_MAJORITY = re.compile(
    r"\s+(?:de\s+ses\s+membres|des\s+(?:membres|conseillers)\s+en\s+exercice|municipale|qualifiee|requise|des\s+deux"
    r"|relative|simple\s+requise)|\s+absolue(?!\s+(?:des\s+[a-z ]{3,40})?\(?\s?\d{1,3}\s+(?:voix|votes?)\s+pour)"
)
_STATED = r"(?:adopt|approuv|vot|valid|accept|accord|adoption|approbation|ratifi|enterin)\w{0,3}"
# « Le Conseil vote : Pour Contre Abstention UNANIMITE »
_TABLED = re.compile(r"\b(?:pour|contre|abstentions?)\s{0,3}:?\s{0,3}(?:a\s+)?$")
_STAMPED = re.compile(
    rf"(?P<word>\b{_STATED})\s*(?:par\s+[a-z' ]{{2,30}})?[:,→\uf0e0-]?\s*(?:(?:a|par)\s+)?(?:l'?\s?)?$"
)
# What tells that a vote belongs to others or to another day, within the sentence before it.
_CITED = re.compile(
    r"\b(?:par|suivant|dans\s+(?:sa|une)|selon)\s+(?:une\s+|la\s+|sa\s+)?(?:deliberations?|decision)\b"
    r"|\bdeja\b|\bavai(?:t|ent)\b"
    r"|\bpour\s+(?:memoire|rappel)\b|\blors\s+d[eu]\s|\brappel(?:le|ant)\s+qu|\bvotre\s+approbation"
    r"|\b(?:commission|comite\s+(?:technique|social)|c\.?[ts]\.?p?\b|cst|jury|cap|commissaires?)\b"
    r"[^.;]{0,120}\b(?:avis|emis|rendu|prononce|propos|favorable)"
    r"|\bavis\s+(?:favorable|defavorable|unanime)[^.;]{0,60}\bcommissions?\b"
    r"|\bfavorable\b[^.;]{0,80}\bcommissions?\b"
)
_SUBJECT = re.compile(
    r"\b(?:L[Ee]s?\s+|L['’]\s?)"
    r"(?:[Cc]onseil|CONSEIL|[Aa]ssembl|ASSEMBL|[Bb]ureau|BUREAU|[Cc]omit[ée]\s+[Ss]yndical|[Mm]embres|MEMBRES)"
)
_OPENS_CITATION = re.compile(r"\s*(?:[-–•*>]\s*)?(?:vu|considerant|attendu|visas?)\b")
_RULES = re.compile(
    r"\b(?:peu(?:t|vent)|doi(?:t|vent)|sauf|si|pourr\w+|dev\w+|a\s+defaut|en\s+l'absence|regle|condition|lorsque?|"
    r"sont\s+prises?|est\s+prise|statue|sera|seront|invite\w*|souhait\w*|propos\w+)\b[^.;:]{0,50}$"
)
_SENTENCE = re.compile(
    r"[.;!?](?=\s)|\n\s{0,40}\n|\n(?=\s{0,40}(?:vu|considerant|[-–•*>])\s)|:\s{0,40}\n"
    r"|\ben\s+avoir\s+delibere\b|\bsur\s+(?:le\s+)?(?:rapport|proposition)\s+d"
)
_SENTENCE_BACK = 320

# The word that decides, after « à l'unanimité » or before it.
_DECIDES = re.compile(
    r"\b(?:(?P<rejected>n'(?:adopt|approuv|accept)\w{1,4}\s+pas|rejet(?:te|tent|e|ee|es|ees)\b"
    r"|repouss\w{1,3}\b|refus(?:e|ent)\b"
    r"|n'est\s+pas\s+(?:adopt|approuv)\w+|avis\s+defavorable|se\s+prononce(?:nt)?\s+(?:donc\s+)?contre)"
    r"|(?P<noted>(?:prend|prends|prennent|donne|donnent)\s+acte|dont\s+acte)"
    r"|(?P<adopted>(?:adopt|approuv|accept|decid|autoris|vot|valid|attribu|desig|donn|emet|fix|charg|dit|decl|retien|"
    r"arret|accord|elit|nomm|confi|instaur|cre|modif|suppr|enteri|ratif|habilit|solli|cede|acqui|constat|declar|"
    r"dem|prononc|maint|abrog|appliqu|renouvel|conced|engag|inscri|affect|aliene|adher|se\s+prononc|rend)[a-z]{0,6}))\b"
)
_VERB_WITHIN = 420
# « PREND ACTE du rapport ; FIXE la redevance » decides something.
_DECIDES_TOO = re.compile(
    r"[;\n]\W{0,12}(?:\d\W{0,3})?(?:decide|approuve|fixe|adopte|vote|accepte|attribue|autorise)\b"
)

_FORMULA = re.compile(rf"{_BODY}\s+(?:adopte|approuve)\s{{0,3}}(?=[.;\n]|$|pour\s+(?:extrait|copie)|fait\s)")
# « ADOPTÉ. » that is a sentence or a line of its own.
_STAMP_ALONE = re.compile(
    r"(?:^|[.;:\n→>|\uf0e0])\s{0,20}"
    r"(?:(?P<adopted>adoptee?s?|approuvee?s?)|(?P<rejected>rejetee?s?))\s{0,3}(?=[.;\n]|$)"
)
_STATED_PLAIN = re.compile(
    r"\s(?:est|sont|a\s+ete|ont\s+ete)\s+"
    r"(?:(?P<adopted>adoptee?s?|approuvee?s?|validee?s?)|(?P<rejected>rejetee?s?|repoussee?s?))"
    r"(?:\s+par\s+(?:le|l'|la|les)\s*[a-z]{4,12}(?:\s[a-z]{4,15})?)?\s{0,3}(?=[.;\n]|$)"
)
_STATED_OF = re.compile(
    r"\b(?:proces[- ]verbal|pv|compte[- ]rendu|deliberation|motion|voeu|amendement|proposition|point)s?\b"
    r"[^.;:\n?]{0,120}$"
)
_NOTES = re.compile(r"\b(?:prends?|prennent|donnent?)\s+acte\b|\bdont\s+acte\b")
# The first verb of the dispositif, not « DÉCIDE … ; PREND ACTE que … ».
_NOTED_BY = re.compile(rf"\b(?:{_ASSEMBLY}|expose|connaissance|delibere)\b|[|](?=\s{{0,3}}$)")
_HALT = re.compile(r"[.;?](?!\d)")
_FATE = re.compile(
    r"\b(?:(?P<withdrawn>retiree?s?"
    r"(?=\s{0,9}(?:[.;,)\n](?!\.)|$|de\s+l'ordre\s+du\s+jour(?!\s?\.{3})|de\s+la\s+seance|par\s)))"
    r"|(?P<postponed>ajournee?s?\b(?:\s+et\s+reportee?s?\b)?"
    r"|reportee?s?(?=\s+(?:a\s+(?:la|une?)\s|au\s+prochain|lors\s+d|ulterieur))))"
)
_FATE_OF = re.compile(
    r"\b(?:deliberation|point|dossier|rapport|question|affaire|sujet|motion|voeu|amendement)s?\b"
    r"(?:[^.;:?]{0,70}\s(?:est|sont|a\s+ete|ont\s+ete)(?:\s+(?:donc|ainsi|finalement))?"
    r"|[^.;:?\w]{0,3}(?:n\W?\s?\d{1,4})?)\s{1,9}$"
)
# A stamp that begins its line or sentence, or speaks of « la délibération », « le point ».
_BARE = re.compile(
    r"(?:^|[\n.;:|!?)→\uf0e0]|\b(?:deliberation|point|proposition|dossier|rapport)\s+(?:est\s+|a\s+ete\s+)?)\s{0,9}$"
)
_NOT_SO = re.compile(r"\b(?:propos|demand|souhait|peut|doit|devrait|pourr|si|s'il)\w*\b")


@dataclass(frozen=True, slots=True)
class Sign:
    """One place that says a vote. A ``bare`` stamp names no item of its own: it belongs to what stands before."""

    form: Form
    vote: Vote
    bare: bool = False
    weak: bool = False

    @property
    def start(self) -> int:
        return self.vote.start

    @property
    def end(self) -> int:
        return self.vote.end


def signs(text: str, folded: str) -> Iterator[Sign]:
    """Every sign but the counts, in no order."""
    yield from _shares(text, folded)
    for match in _FORMULA.finditer(folded):
        yield Sign("formula", Vote(match.start(), match.end(), outcome="adopted"))
    for match in _STATED_PLAIN.finditer(folded):
        if _STATED_OF.search(_before(folded, match.start(), 150)) and not cited(text, folded, match.start()):
            outcome: Outcome = "adopted" if match["adopted"] else "rejected"
            yield Sign("formula", Vote(match.start(), match.end(), outcome=outcome))
    for match in _STAMP_ALONE.finditer(folded):
        at = match.start(match.lastgroup or 0)
        yield Sign("formula", Vote(at, match.end(), outcome="adopted" if match["adopted"] else "rejected"))
    for match in _NOTES.finditer(folded):
        before = _before(folded, match.start(), 260)
        openings = [opening.start() for opening in _NOTED_BY.finditer(before)]
        between = before[openings[-1] :] if openings else "."
        if not _HALT.search(between) and not _DECIDES.search(between) and not cited(text, folded, match.start()):
            yield Sign("noted", Vote(match.start(), match.end(), outcome="noted"))
    for match in _FATE.finditer(folded):
        subject = _FATE_OF.search(_before(folded, match.start(), 120))
        if subject and not _NOT_SO.search(subject[0]) and not cited(text, folded, match.start()):
            fate: Outcome = "withdrawn" if match["withdrawn"] else "postponed"
            yield Sign("fate", Vote(match.start(), match.end(), outcome=fate))


def _shares(text: str, folded: str) -> Iterator[Sign]:
    """« à l'unanimité » and « à la majorité »."""
    for pattern, unanimous in ((_UNANIMITY, True), (_MAJORITY, False)):
        for match in pattern.finditer(folded):
            if not unanimous and _RULE_OF_MAJORITY.match(folded, match.end()):
                continue
            sign = _share(folded, match, unanimous)
            # « Avis favorable de la commission Accord à l'unanimité »: a capital begins a sentence.
            opens = sign.form == "stamp" and text[sign.start].isupper()
            if opens or not (
                cited(text, folded, match.start()) or _RULES.search(_before(folded, match.start(), 70))
            ):
                yield sign


def _share(folded: str, match: re.Match[str], unanimous: bool) -> Sign:
    article = _ARTICLE.search(folded, max(0, match.start() - 3), match.start())
    said = article.start() if article else match.start()
    before = _before(folded, said, 60)
    stamp = _STAMPED.search(before)
    start = said - len(before) + stamp.start() if stamp else said
    vote = Vote(start, match.end(), unanimous=unanimous)
    if _TABLED.search(before):
        return Sign("count", vote)
    bare = bool(stamp) and _BARE.search(_before(folded, start, 40)) is not None
    return Sign("stamp" if stamp else "clause", vote, bare)


def outcome_of(folded: str, start: int, end: int, until: int) -> Outcome | None:
    """What the words just before, else the first verb after, say of the vote at ``start`` to ``end``."""
    near = _sentence(folded, start)[-70:]
    for match in _DECIDES.finditer(near):
        if match["rejected"] or match["noted"]:
            return "rejected" if match["rejected"] else "noted"
    first = _DECIDES.search(folded, end, min(until, end + _VERB_WITHIN))
    if first is None:
        return None
    if first["noted"]:
        also = _DECIDES_TOO.search(folded, first.end(), min(until, first.end() + _VERB_WITHIN))
        return "adopted" if also else "noted"
    return "rejected" if first["rejected"] else "adopted"


def cited(text: str, folded: str, at: int) -> bool:
    """Whether the vote at ``at`` is told of another assembly or of an earlier séance."""
    sentence = _sentence(folded, at)
    # Flattened visas end where a capital opens: « Vu l'avis de la commission Le Conseil, à l'unanimité ».
    subjects = [match.start() for match in _SUBJECT.finditer(text, at - len(sentence), at)]
    if subjects:
        sentence = folded[subjects[-1] : at]
    return _OPENS_CITATION.match(sentence) is not None or _CITED.search(sentence) is not None


def _sentence(folded: str, at: int) -> str:
    """The sentence up to ``at``."""
    before = _before(folded, at, _SENTENCE_BACK)
    ends = [match.end() for match in _SENTENCE.finditer(before)]
    return before[ends[-1] :] if ends else before


def _before(folded: str, at: int, length: int) -> str:
    return folded[max(0, at - length) : at]
