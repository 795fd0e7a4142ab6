"""What came out of a vote, by the words beside it: « N'adopte pas », « PREND ACTE », « Fixe les tarifs »."""

from __future__ import annotations

import re

from recueil.facts.votes.vote_sentence import sentence_before
from recueil.values.vote import Outcome

# The deciding verb, after « à l'unanimité » or before it.
DECIDES = re.compile(
    r"\b(?:(?P<rejected>n'(?:adopt|approuv|accept)\w{1,4}\s+pas|rejet(?:te|tent|e|ee|es|ees)\b"
    r"|repouss\w{1,3}\b|refus(?:e|ent)\b"
    r"|n'est\s+pas\s+(?:adopt|approuv)\w+|avis\s+defavorable|se\s+prononce(?:nt)?\s+(?:donc\s+)?contre)"
    r"|(?P<noted>(?:prend|prends|prennent|donne|donnent)\s+acte|dont\s+acte)"
    r"|(?P<adopted>(?:adopt|approuv|accept|decid|autoris|vot|valid|attribu|desig|donn|emet|fix|charg|dit|decl|retien|"
    r"arret|accord|elit|nomm|confi|instaur|cre|modif|suppr|enteri|ratif|habilit|solli|cede|acqui|constat|declar|"
    r"dem|prononc|maint|abrog|appliqu|renouvel|conced|engag|inscri|affect|aliene|adher|se\s+prononc|rend)[a-z]{0,6}))\b"
)
_VERB_WITHIN, _VERB_BEFORE, _NEAR_BEFORE = 420, 70, 130
_ADOPTS_IN = re.compile(r"\b(?<!n')(?:adopt|approuv|accept|valid|ratifi)e(?:e?s?|nt)\b(?!\s+pas\b)")
_ADOPTED_BY = re.compile(
    r"\b(?<!n')(?:adopt|approuv|accept|valid|ratifi)ee?s?\W{0,3}(?:a\s+la\s+majorite\W{0,3})?(?:par|avec)?\W{0,3}$"
)
_SENTENCE_STOP = re.compile(r"[.;!?](?=\s)|\n\s{0,40}\n")
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
    near = sentence_before(folded, start, _NEAR_BEFORE)[-_VERB_BEFORE:]
    for match in DECIDES.finditer(near):
        if match["rejected"] or match["noted"]:
            return "rejected" if match["rejected"] else "noted"
    first = DECIDES.search(folded, end, min(until, end + _VERB_WITHIN))
    if first is None:
        return None
    if first["noted"]:
        also = _ALSO_DECIDES.search(folded, first.end(), min(until, first.end() + _VERB_WITHIN))
        return "adopted" if also else "noted"
    return "rejected" if first["rejected"] else "adopted"


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
