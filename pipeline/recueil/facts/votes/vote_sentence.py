"""Cues of a vote other than counts, their outcome, and citations of other votes, which are not cues.

« à l'unanimité », « à la majorité », « Le Conseil adopte. », « prend acte », « la délibération est
ajournée ». Opinions of commissions, earlier votes that are only cited (« rappelle que … approuvé à
l'unanimité ») and the rules of voting are excluded.
"""

from __future__ import annotations

import re

# Words in the sentence before a vote that assign it to another body or another day.
_CITATION = re.compile(
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
_SENTENCE_STARTS = re.compile(
    r"[.;!?](?=\s)|\n\s{0,40}\n|\n(?=\s{0,40}(?:vu|considerant|[-–•*>])\s)|:\s{0,40}\n"
    r"|en(?<!\wen)\s+avoir\s+delibere\b|sur(?<!\wsur)\s+(?:le\s+)?(?:rapport|proposition)\s+d"
)
_SENTENCE_BACK = 320


def is_cited(text: str, folded: str, at: int) -> bool:
    """Return whether the vote at ``at`` is a citation: of another assembly or of an earlier séance."""
    said = sentence_before(folded, at)
    # Visas flattened to one line end at a capital: « Vu l'avis de la commission Le Conseil, à l'unanimité ».
    subjects = [match.start() for match in _SUBJECT.finditer(text, at - len(said), at)]
    if subjects:
        said = folded[subjects[-1] : at]
    return _OPENS_CITATION.match(said) is not None or _CITATION.search(said) is not None


def sentence_before(folded: str, at: int, reach: int = _SENTENCE_BACK) -> str:
    """Return the sentence before ``at``, at most ``reach`` characters of it."""
    said = text_before(folded, at, reach)
    ends = [match.end() for match in _SENTENCE_STARTS.finditer(said)]
    return said[ends[-1] :] if ends else said


def text_before(folded: str, at: int, length: int) -> str:
    """Return the ``length`` characters before ``at``, fewer at the start of the text."""
    return folded[max(0, at - length) : at]
