"""Find the parts of an act (header, visas, considérants, exposé, dispositif by article, vote, signature,
annexes) from the phrases that open them: « Vu », « Considérant », « Le Maire expose », « DÉCIDE », « Fait
à ».

Parts follow each other without overlap; stamps lie over them, once per page. Text that no phrase assigns to
a part belongs to none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from recueil.folding import fold_keeping_offsets
from recueil.phrases import PrefilteredPattern, merge_matches


class SectionCue(NamedTuple):
    """A phrase that may open a part.

    ``what``: the kind of phrase; ``opens``: it stands at the start of a line or a sentence; ``label``: an
    article's number.
    """

    start: int
    end: int
    what: str
    opens: bool
    label: str | None = None


_BODY = r"(?:conseil|comite|bureau|assemblee|commission|syndicat)"
_CHAIR = r"(?:maire|presidente?|rapporteu(?:r|re|se)|vice-presidente?|adjointe?)"
_TITLE = r"(?:monsieur|madame|messieurs|mesdames|mm?\.|mme|mr|melle)"
_SAYS = (
    r"(?:expose|rappelle|informe|indique|propose|explique|rapporte|precise|soumet|souligne|evoque|annonce"
    r"|rend compte"
    r"|fait part|fait savoir|fait lecture|donne lecture|donne connaissance|donne la parole|passe la parole"
    r"|(?<!la )presente(?! (?:deliberation|decision|convention|ordonnance)))\b"
)
_DELIBERATED = r"apres\s{1,4}en\s{1,4}avoir\s{1,4}(?:\w{3,15}\s)?delibere\b"
_VERBS = (
    "approuve|autorise|accepte|adopte|prend acte|emet|fixe|donne|designe|valide|decide|charge|constate|confirme"
)
_STAMPED = (
    r"envoyee?\s{1,4}en\s{1,4}prefecture|envoi\s{1,4}prefecture|recue?\s{1,4}en\s{1,4}prefecture"
    r"|recue?\s{1,4}au\s{1,4}controle\s{1,4}de\s{1,4}legalite|accuse\s{1,4}de\s{1,4}reception\s{1,4}en\s{1,4}prefecture"
    r"|accuse\s{1,4}de\s{1,4}reception\s{1,4}[-–—]\s{1,4}minist|ac(?:t|cus)e\s{1,4}certifie\s{1,4}executoire"
    r"|id\s{0,3}:\s{0,3}[0-9]{3}\s?[-–—]|identifiant\s{1,4}(?:unique|de\s{1,4}l['’]acte)"
    r"|date\s{1,4}de\s{1,4}(?:tele)?transmission\s{0,3}:"
)
# « Vu le code », « VU, l'avis », « Vu : »; never « Vu avec l'association », « Vu pour être annexé ».
_VU = (
    r"vue?s?\b\s{0,3}[,:]?\s{0,6}(?:l[ae]\b|l[‘’'´`]|les\b|l\s|[dcs]es?\b|cett?e?\b|sa\b|son\b|nos?\b|notre|ensemble|notamment|codes?\b|lois?\b"
    r"|decrets?|arretes?|avis|articles?|deliberations?|instructions?|circulaires?|ordonnances?|directives?|reglements?|budgets?|:|\()"
)
# First capitals, kind, and phrase (folded) that opens a part where the text has one of these capitals.
_CAPITALISED: tuple[tuple[str, str, str], ...] = (
    ("v", "visas", _VU),
    ("c", "considerants", r"considerant\b"),
    ("a", "considerants", r"attendu\b"),
    ("ml", "expose", rf"(?:{_TITLE}|le|la)\s{{1,4}}(?:l[ea]\s{{1,4}})?{_CHAIR}\b[^.;:]{{0,70}}?\s{_SAYS}"),
    ("m", "expose", rf"{_TITLE}\s{{1,4}}[^.;:\n]{{2,80}}?\s{_SAYS}"),
    ("re", "expose", r"rapporteu(?:r|re|rs|se)\s{0,3}:|expose des motifs|rapport de presentation"),
    ("a", "dispositif", _DELIBERATED),
    ("a", "dispositif", rf"apres\s{{1,4}}avoir\s{{1,4}}entendu[^.;:]{{0,120}}\s{_DELIBERATED}"),
    ("l", "vote", rf"l(?:e|a)\s{{1,4}}{_BODY}\s{{1,4}}(?:\w{{3,20}}\s{{1,4}})?adopte\s{{0,3}}(?:[.;]|$|\n)"),
    (
        "l",
        "dispositif",
        rf"l(?:e|a)\s{{1,4}}{_BODY}\b[^.;:]{{0,90}}?,?\s{{1,4}}(?:{_DELIBERATED}|(?:{_VERBS})\b|arrete\s{{0,3}}:)",
    ),
    ("l", "dispositif", rf"l['’]\s?assemblee\b[^.;:]{{0,90}}?,?\s{{1,4}}(?:{_DELIBERATED}|decide\b)"),
    ("e", "proposal", r"en\s{1,4}consequence,?\s{1,4}(?:il|je|nous)\b[^.;:]{0,60}(?:propos|demand)"),
    ("i", "proposal", r"il\s{1,4}(?:vous\s{1,4})?est\b[^.;:]{0,40}\s(?:propose|demande)\b"),
    ("ao", "dispositif", r"(?:a|ont)\s{1,4}ete\s{1,4}(?:elue?s?|designee?s?)\s{0,3}:"),
    (
        "ado",
        "orders",
        r"(?:arrete(?:nt)?|arretons|decide(?:nt)?|decidons|delibere|ordonne|a r r e t e|d e c i d e)\b"
        r"(?=\s{0,3}(?::|\n|,|article|[-–•>]|$))",
    ),
    # « Article 1er : », « Art. 3. », « Article 4 Le maire … »: the next characters show if it is a heading.
    (
        "a",
        "article",
        r"art(?:icle)?\b\.?\s{0,3}(?P<label>(?:1\s?(?:er|°|ier)|premier|unique|[0-9]{1,3}|[ivx]{1,5})(?![\w-]))"
        r"(?:\s{0,3}(?:[-–—:°)/]|\.(?![0-9]))|(?=\s{1,6}\S))",
    ),
    (
        "a",
        "vote",
        r"a(?:dopte|pprouve)e?s?\s{1,4}(?:a\s{1,3}l['’ ]?\s?unan|a\s{1,3}la\s{1,3}major|par\s{1,3}[0-9])",
    ),
    ("v", "vote", r"votes?\s{0,3}:|votee?s?\s{1,3}a\s{1,3}l['’]\s?unan"),
    ("pca", "vote", r"(?:pour|contre|abstentions?)\s{0,3}:\s{0,5}[0-9]"),
    (
        "f",
        "signature",
        r"fait\s{1,4}(?:et\s{1,4}(?:delibere|decide)|a\s{1,4}[a-z]|en\s{1,4}(?:mairie|seance)|le\s{1,3}[0-9])",
    ),
    ("s", "signature", r"signee?\s{1,4}(?:le\b|a\s{1,4}[a-z]|par\b)|signee?\s{0,3}:"),
    ("a", "signature", r"ainsi\s{1,4}(?:fait|delibere)"),
    (
        "pec",
        "signature",
        r"(?:pour\s{1,4})?(?:extrait|copie|expedition|ampliation)\s{1,4}(?:certifiee?\s{1,4})?conforme",
    ),
    (
        "p",
        "signs",
        r"pour\s{1,4}l[ea]\s{1,4}(?:maire|presidente?|prefete?|direct(?:eur|rice)|ministre)\b[^\n]{0,50}\bdelegation",
    ),
    (
        "pl",
        "signs",
        r"(?:pour\s)?l[ea]\s(?:maire|presidente?|prefete?|direct(?:eur|rice))\b(?:,[^\n]{0,45})?(?=\s{0,3}(?:\n|$))",
    ),
    ("a", "annex", r"annexes?\b(?=\s{0,3}(?:n[°o]\s?)?[0-9ivx]{0,4}\s{0,3}(?:[-–—:]|\n|$| (?:a|de|[0-9])))"),
    (
        "er",
        "head",
        r"extrait\s{1,5}du\s{1,5}(?:proces[ -]verbal\s{1,5}du\s{1,5})?registre|republique\s{1,5}francaise",
    ),
    ("l", "head", r"l['’]?\s?an\s{1,4}deux\s{1,4}mil"),
    ("o", "object", r"objet\s{0,3}:"),
    ("erdia", "stamp", _STAMPED),
    ("adfpcve", "verb", rf"(?:{_VERBS})\b"),
)
# The same inside a sentence: « le conseil municipal, après en avoir délibéré, décide : ».
_DISPOSITIF_INSIDE = PrefilteredPattern(
    rf"{_DELIBERATED}|decide(?:nt)?\s{{0,3}}:|arrete(?:nt)?\s{{0,2}}:?\s{{1,4}}(?=article\s)",
    *("apres", "decide", "arrete"),
)
_BODY_INSIDE = re.compile(rf"l[ea]\s{{1,4}}{_BODY}\s{{1,4}}(?:\w{{3,20}}\s{{1,4}})?(?:{_VERBS})\b")
# « 12 votes pour », « à l'unanimité » alone on a line.
_TALLY = re.compile(
    r"\n[\s>*-]{0,20}+"
    r"(?=[0-9]{1,3}\s(?:(?:votes?|voix)\s(?:pour|contre)|abstentions?)\b|a l['’]unanimite\s{0,3}\n)"
)
# Ends of sentences and bullets; bullets of office fonts are in the private use area (see below).
_SENTENCE_ENDS = frozenset(".;:!?»)>•➢-–—*|")


def _compile_by_letter() -> dict[str, Callable[[str, int], re.Match[str] | None]]:
    """Compile the phrases into one pattern for each first letter.

    The first alternative that matches wins; the name of its group is the kind of phrase.
    """
    phrases: dict[str, list[str]] = defaultdict(list)
    for number, (letters, what, phrase) in enumerate(_CAPITALISED):
        for letter in letters:
            phrases[letter].append(f"(?P<{what}_{number}>{phrase})")
    return {letter: re.compile("|".join(alternatives)).match for letter, alternatives in phrases.items()}


_BY_LETTER = _compile_by_letter()
# At the start of a word.
_CAPITAL = re.compile(rf"[{''.join(_BY_LETTER).upper()}À](?<![^\W_].)")


def find_section_cues(text: str) -> list[SectionCue]:
    """Return the phrases that may open a part, in text order; of two that overlap, the first."""
    folded = fold_keeping_offsets(text)
    phrases = merge_matches(_DISPOSITIF_INSIDE.finditer(folded), _BODY_INSIDE.finditer(folded))
    inside = (SectionCue(*match.span(), "dispositif", opens=False) for match in phrases)
    marks: list[SectionCue] = []
    tallies = (SectionCue(match.end(), match.end() + 1, "vote", opens=True) for match in _TALLY.finditer(folded))
    for mark in sorted([*_capitalised_cues(text, folded), *inside, *tallies], key=lambda mark: mark.start):
        if not marks or mark.start >= marks[-1].end:
            marks.append(mark)
    return marks


def _capitalised_cues(text: str, folded: str) -> Iterator[SectionCue]:
    for capital in _CAPITAL.finditer(text):
        start = capital.start()
        if match := _BY_LETTER[folded[start]](folded, start):
            what = str(match.lastgroup).partition("_")[0]
            label = "".join(text[slice(*match.span("label"))].split()) if what == "article" else None
            yield SectionCue(start, match.end(), what, _starts_sentence(text, start), label)


def _starts_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 60) : start]
    words = before.rstrip()
    return (
        not words
        or "\n" in before[len(words) :]
        or words[-1] in _SENTENCE_ENDS
        or "\ue000" <= words[-1] <= "\uf8ff"
    )
