"""The parts of an act: header, visas, considérants, exposé, dispositif by article, vote, signature, annexes.

They follow each other and do not overlap; stamps lie over them, once per page. What no mark tells of is in none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from recueil.facts.marks import SectionCue, find_section_cues
from recueil.facts.segmentation.act_headings import title_end
from recueil.folding import fold_keeping_offsets
from recueil.phrases import PrefilteredPattern
from recueil.values.section import Part, Section

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
    marks = list(find_section_cues(text))
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

    def _decided(self) -> None:
        """Open the dispositif at the proposal: « Il est proposé au conseil … Le Conseil adopte. »."""
        if self._proposed is not None:
            self._open(self._proposed, "dispositif")

    def vote(self, mark: SectionCue) -> None:
        self._decided()
        if mark.opens and self._part not in ("header", "vote", None, *_CLOSED):
            self._open(mark.start, "vote")
            lines = _LINES_OF_VOTE.match(self._text, mark.start)
            end = max(lines.end() if lines else 0, mark.end)
            self._opened.append((min(end, mark.start + _LONGEST_VOTE), None, None))

    def signature(self, mark: SectionCue) -> None:
        self._decided()
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
                and _PRESENT.search(fold_keeping_offsets(self._text), self._text)
                and not _VOTE_WORDS.search(self._text)
            )
            return [Section("header", 0, len(self._text))] if roll else []
        ends = [start for start, _, _ in self._opened[1:]] + [len(self._text)]
        return [
            section
            for (start, part, label), end in zip(self._opened, ends, strict=True)
            if part and start < end
            for section in self._divided(Section(part, start, end, label))
        ]

    def _divided(self, section: Section) -> list[Section]:
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
