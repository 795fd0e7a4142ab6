"""Find the parts of an act (header, visas, considérants, exposé, dispositif by article, vote, signature,
annexes) from the phrases that open them: « Vu », « Considérant », « Le Maire expose », « DÉCIDE », « Fait
à ».

Parts follow each other without overlap; stamps lie over them, once per page. Text that no phrase assigns to
a part belongs to none.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from recueil.facts.segmentation.act_headings import title_end
from recueil.text import PrefilteredPattern, fold_accents, merge_matches
from recueil.values.act import Part, Section


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


def _find_section_cues(text: str) -> list[SectionCue]:
    """Return the phrases that may open a part, in text order; of two that overlap, the first."""
    folded = fold_accents(text)
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


_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_LABELS = {roman: at for at, roman in enumerate(_ROMANS, 1)} | {"premier": 1, "unique": 1}
# Words of the head of an act or a séance, which the exposé of a délibération does not contain.
_HEAD_PATTERN = re.compile(
    r"[Pp]r[ée]sents?\b|PR[ÉE]SENTS?\b|[Cc]onvocation|CONVOCATION|[Cc]onvoqué|[Aa]bsents?\b|ABSENTS?\b|REGISTRE|R[ÉE]PUBLIQUE"
    r"|[Ss]éance|S[ÉE]ANCE|[Ss]ecrétaire\s{1,3}de|ARR[ÊE]T|[Aa]rrêté|D[ÉE]CISION|[Pp]réf[eè]t|PR[ÉE]F|[Nn]ous,|DIRECTION|Direction"
    r"|(?:LE|Le)\s{1,3}(?:MAIRE|Maire|PR[ÉE]SIDENT|Président|RECTEUR|DIRECT)"
)
_ROLL = re.compile(
    r"[Pp]r[ée]sents?\s{0,3}:|PR[ÉE]SENTS?\b|(?:[ÉEée]taient|sont)\s{1,4}présents|[Cc]onvocation|[Cc]onvoqué|REGISTRE"
    r"|[Ll]['’]\s?[Aa][Nn]\s{1,4}[Dd][Ee][Uu][Xx]\s{1,4}[Mm][Ii][Ll]|[Ss]ecrétaire\s{1,3}de\s{1,3}[Ss]éance"
)
_PRESENT = PrefilteredPattern(
    r"[Pp]r[ée]sents?\s{0,3}:|PR[ÉE]SENTS?\b|(?:[ÉEée]taient|[Ss]ont)\s{1,4}présents|[Pp]résents?\s{1,3}(?:M\.|Mme)",
    *("present", "etaient", "sont"),
)
_VOTE_WORDS = re.compile(
    r"unanimit|UNANIMIT|\b(?:voix|votes?|[0-9]{1,3})\s{1,4}(?:pour|contre)\b|délibéré\b|décide\b|adopté"
)
# « Délibération n°20190211-01 », « 20221205 1 », « 3. »: the number that a title follows.
_NUMBER = re.compile(
    r"[\s#*>•-]{0,20}(?:[^\W\d_]{3,14}\s{1,3})?(?:[nN]\s?[°ºo²]\s{0,3})?[A-Z_]{0,6}[0-9IVX][\w./–—-]{0,24}(?:\s[0-9]{1,3}(?![0-9]))?"
    r"[\s.:)°–—-]{1,30}"
)
# A stamp continues as long as these words follow each other.
_STAMP = re.compile(
    r"\s{0,40}(?:(?i:envoyée?\s{1,4}en\s{1,4}préfecture|reçue?\s{1,4}(?:en\s{1,4}préfecture|au\s{1,4}contrôle\s{1,4}de\s{1,4}légalité)"
    r"|accusé\s{1,4}de\s{1,4}réception\s{1,4}en\s{1,4}préfecture|accusé\s{1,4}de\s{1,4}réception\s{1,4}[-–—]\s{1,4}ministère\s{1,4}de\s{1,4}l['’]intérieur"
    r"|acte\s{1,4}certifié\s{1,4}exécutoire|accusé\s{1,4}certifié\s{1,4}exécutoire|envoi\s{1,4}préfecture|réception\s{1,4}(?:en|par\s{1,4}le)\s{1,4}préf(?:ecture|et)"
    r"|(?:date\s{1,4}de\s{1,4})?(?:télé)?transmission|date\s{1,4}de\s{1,4}réception(?:\s{1,4}(?:de\s{1,4}l['’]ar|en\s{1,4}préfecture|préfecture))?"
    r"|affichée?|publiée?|publication|identifiant(?:\s{1,4}unique)?(?:\s{1,4}de\s{1,4}(?:télétransmission|l['’]acte))?|id)\b(?:\s{1,4}le\b)?"
    r"|[0-9]{3}\s?[-–—.]\s?[0-9]{9}\s?[-–—.]\s?[0-9]{8}\s?[-–—.]\s?[\w./–—-]{1,30}(?:\s[\w./–—-]{1,12}){0,2}?[-–—](?:DE|AR|AI|CC|BF|AU)(?:-[0-9]-[0-9])?\b"
    r"|[0-3]?[0-9][/.-][01]?[0-9][/.-](?:20)?[0-9]{2}\b|[0-3]?[0-9]\s[a-zéû]{3,9}\s20[0-9]{2}\b|:|/|»|\|)"
)
_LINES_OF_VOTE = re.compile(r"(?:[^\n]{1,300}\n){1,12}?(?=[^\S\n]{0,200}\n)|[^\n]{1,700}?(?:[.;](?=\s)|\Z|\n)")
# Rubber and scanners leave a few letters between its words: « Affiché le S²LO ID : … ».
_STAMP_AGAIN = re.compile(
    r"\s{1,10}(?:\S{1,7}\s{1,10}){1,3}?(?:(?:[Rr]eçue?|[Ee]nvoyée?)\sen\spréfecture|[Aa]ffichée?\sle|[Pp]ubliée?\sle|ID\s{0,2}:)"
)
_LONGEST_VOTE = 700
_SHORTEST_EXPOSE = 120
# « DÉCIDE Article 1 : » in one line; the longest text that only lists who sat.
_SAME_LINE, _LONGEST_ROLL = 20, 8000
_LAST_WORDS = 300
_OBJECT = re.compile(r"O(?:BJET|bjet)\s{0,3}:")
_LINE_END = re.compile(r"[^\S\n]{0,200}\n")
_BEFORE_ARTICLE = re.compile(r"[\s:]{0,20}(?:Art|ART)")
# Parts after which only an annex, or the head of another act, may come.
_CLOSED: tuple[Part, ...] = ("signature", "annex")


def extract_sections(text: str) -> tuple[Section, ...]:
    """Split one act into its parts, with its stamps, in text order."""
    marks = list(_find_section_cues(text))
    stamps = _find_stamps(text, [mark for mark in marks if mark.what == "stamp"])
    reader = _SectionBuilder(text)
    for mark in marks:
        if mark.what != "stamp":
            reader.read(mark)
    return tuple(sorted([*reader.sections(), *stamps], key=lambda section: (section.start, section.end)))


def _find_stamps(text: str, marks: Sequence[SectionCue]) -> list[Section]:
    stamps: list[Section] = []
    reached = 0
    for mark in marks:
        if mark.start < reached:
            continue
        reached = mark.start
        while word := _STAMP.match(text, reached) or _STAMP_AGAIN.match(text, reached):
            reached = word.end()
        reached = max(reached, mark.end)
        stamps.append(Section("stamp", mark.start, reached))
    return stamps


class _SectionBuilder:
    """State machine: takes the section cues in text order and records where each part opens."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._opened: list[tuple[int, Part | None, str | None]] = [(0, "header", None)]
        self._article = 0
        self._proposed: int | None = None

    @property
    def _part(self) -> Part | None:
        return self._opened[-1][1]

    def read(self, mark: SectionCue) -> None:
        """Open the part that the cue announces, if it may follow the part that is open."""
        _HANDLERS[mark.what](self, mark)

    def _open(self, start: int, part: Part | None, label: str | None = None) -> None:
        if part != "dispositif":
            self._article = 0
        self._proposed = None
        if self._part is None and start <= self._opened[-1][0]:
            self._opened.pop()
        if (part, label) != self._opened[-1][1:]:
            self._opened.append((start, part, label))

    def visas(self, mark: SectionCue) -> None:
        if self._part not in _CLOSED and (mark.opens or self._part in ("header", "expose")):
            self._open(mark.start, "visas")

    def considerants(self, mark: SectionCue) -> None:
        if (
            self._part not in _CLOSED
            and not self._article
            and (mark.opens or self._part in ("header", "expose", "visas"))
        ):
            self._open(mark.start, "considerants")

    def expose(self, mark: SectionCue) -> None:
        if self._part == "header" or (mark.opens and not self._article and self._part not in _CLOSED):
            self._open(mark.start, "expose")

    def dispositif(self, mark: SectionCue) -> None:
        if self._part not in _CLOSED and not self._article:
            self._open(mark.start, "dispositif")

    def orders(self, mark: SectionCue) -> None:
        if self._part != "header" or _BEFORE_ARTICLE.match(self._text, mark.end):  # not the « ARRÊTÉ » of the head
            self.dispositif(mark)

    def verb(self, mark: SectionCue) -> None:
        if (
            mark.opens
            and self._text[mark.start : mark.end].isupper()
            and self._part in ("expose", "visas", "considerants")
        ):
            self._open(mark.start, "dispositif")

    def article(self, mark: SectionCue) -> None:
        number = _parse_label(mark.label or "")
        begins = mark.opens or mark.start - self._opened[-1][0] < _SAME_LINE
        first = number == 1 and begins and self._part in ("dispositif", "visas", "considerants")
        labelled = mark.opens or self._text[mark.end - 1] in ":-–—"
        if first or (self._article and labelled and number - self._article in (1, 2)):
            self._open(mark.start, "dispositif", mark.label)
            self._article = number

    def proposal(self, mark: SectionCue) -> None:
        if self._part in ("expose", "considerants", "visas") and self._proposed is None:
            self._proposed = mark.start

    def _open_at_proposal(self) -> None:
        """Open the dispositif at the proposal: « Il est proposé au conseil … Le Conseil adopte. »."""
        if self._proposed is not None:
            self._open(self._proposed, "dispositif")

    def vote(self, mark: SectionCue) -> None:
        self._open_at_proposal()
        if mark.opens and self._part not in ("header", "vote", None, *_CLOSED):
            self._open(mark.start, "vote")
            lines = _LINES_OF_VOTE.match(self._text, mark.start)
            end = max(lines.end() if lines else 0, mark.end)
            self._opened.append((min(end, mark.start + _LONGEST_VOTE), None, None))

    def signature(self, mark: SectionCue) -> None:
        self._open_at_proposal()
        if self._part not in ("header", *_CLOSED):
            self._open(mark.start, "signature")

    def signs(self, mark: SectionCue) -> None:
        ends = len(self._text) - mark.end < _LAST_WORDS and self._part in ("expose", "considerants", "visas")
        if mark.opens and (ends or self._part in ("dispositif", "vote", None)):
            self._open(mark.start, "signature")

    def annex(self, mark: SectionCue) -> None:
        capitals = self._text[mark.start : mark.start + 6].isupper()
        if mark.opens and (self._part in _CLOSED or (capitals and self._part in ("dispositif", "vote", None))):
            self._open(mark.start, "annex")

    def head(self, mark: SectionCue) -> None:
        if mark.opens and self._part in ("vote", "signature", None):
            self._open(mark.start, "header")

    def object(self, mark: SectionCue) -> None:
        if mark.opens and not self._article and self._part in ("dispositif", "vote", "signature", None):
            self._open(mark.start, "header")

    def sections(self) -> list[Section]:
        """Return the opened parts, each up to the next.

        Without any cue return nothing, except one header for a short text that only lists who sat.
        """
        if len(self._opened) == 1:
            roll = (
                len(self._text) <= _LONGEST_ROLL
                and _PRESENT.search(fold_accents(self._text), self._text)
                and not _VOTE_WORDS.search(self._text)
            )
            return [Section("header", 0, len(self._text))] if roll else []
        ends = [start for start, _, _ in self._opened[1:]] + [len(self._text)]
        return [
            section
            for (start, part, label), end in zip(self._opened, ends, strict=True)
            if part and start < end
            for section in self._divide(Section(part, start, end, label))
        ]

    def _divide(self, section: Section) -> list[Section]:
        """Split off the exposé: in a procès-verbal the header of a délibération is its title alone."""
        words = self._text[section.start : section.end]
        if section.part != "header":
            return [section]
        object_, number = _OBJECT.search(words), _NUMBER.match(words)
        if not object_ and (_ROLL if number else _HEAD_PATTERN).search(words):
            return [section]
        end = title_end(words, object_.start() if object_ else number.end() if number else 0)
        if line := _LINE_END.match(words, end):
            end = line.end()
        if len(words[end:].strip()) < _SHORTEST_EXPOSE or _ROLL.search(words, end):
            return [section]
        return [
            Section("header", section.start, section.start + end),
            Section("expose", section.start + end, section.end),
        ]


_HANDLERS: dict[str, Callable[[_SectionBuilder, SectionCue], None]] = {
    "visas": _SectionBuilder.visas,
    "considerants": _SectionBuilder.considerants,
    "expose": _SectionBuilder.expose,
    "dispositif": _SectionBuilder.dispositif,
    "orders": _SectionBuilder.orders,
    "verb": _SectionBuilder.verb,
    "article": _SectionBuilder.article,
    "proposal": _SectionBuilder.proposal,
    "vote": _SectionBuilder.vote,
    "signature": _SectionBuilder.signature,
    "signs": _SectionBuilder.signs,
    "annex": _SectionBuilder.annex,
    "head": _SectionBuilder.head,
    "object": _SectionBuilder.object,
}


def _parse_label(label: str) -> int:
    digits = re.match(r"[0-9]+", label)
    return int(digits[0]) if digits else _LABELS.get(label.lower(), 0)
