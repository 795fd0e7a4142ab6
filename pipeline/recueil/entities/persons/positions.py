"""Find names by position: after a civility, in a list of members, under « Le Maire, », not after « rue ».

« Présents : A, B, C », « Mmes DAGOGNEL, JACQUIN », « ROCHEL Danièle donne pouvoir à M. PINTAT », « Le
Maire,⏎ … ».

Names written one below the other need no cue: « ADDEL Agnès⏎ALLIN Laurence⏎ARNAUDI Bastien ». A column is at least
three lines in succession that begin with a name in one order; most of their given names are known. Grades and
amounts may follow on the line, and one line may wrap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from recueil.entities.margins import split_margin
from recueil.entities.persons import context, name_grammar
from recueil.entities.persons.context import Gap
from recueil.entities.persons.name_grammar import Name, Rows, Trust, drop_street_name
from recueil.entities.persons.name_words import (
    ACT,
    BODY,
    CAPITALS,
    CIVILITIES,
    CIVILITY,
    GIVEN,
    GIVEN_CAPITALS,
    INITIALS,
    LIST,
    MIXED,
    NAMESAKE,
    PARTICLE,
    ROLE,
    STREET,
    NameLexicon,
    Word,
    find_marks_before_names,
    find_name_words,
    kind_string,
)
from recueil.values import Mention

_FEWEST_NAMES: Final = 3
_MOST_OTHER_LINES: Final = 1  # between two names of a column
_LEAST_KNOWN: Final = 0.6  # share of the names whose given name is known
_MOST_STREETS: Final = 0.2  # share of the names that begin as streets do: « VALLÉE Noémie »
_LINE_START: Final = re.compile(r"\n[\s\d.•*|()–-]{0,20}\Z")
_MAX_START: Final = 21
_MAX_SURNAME: Final = 4  # words
_FEWEST_SURNAMES: Final = 4
_MOST_LINES_APART: Final = 2
_SURNAME_LINE_END: Final = re.compile(r"\s?[,;.]?[^\S\n]{0,80}(?:\n|$)")
_SURNAME_ALONE_KINDS: Final = frozenset((CAPITALS, GIVEN_CAPITALS, PARTICLE))
_SURNAME_KINDS: Final = frozenset((CAPITALS, GIVEN_CAPITALS, PARTICLE, ACT, ROLE, NAMESAKE, STREET, BODY))


def find_column_names(words: Sequence[Word], line_starts: Iterable[int]) -> frozenset[int]:
    """Return the numbers of the words that begin a line of a column of names."""
    found: set[int] = set()
    for column in _find_columns(words, line_starts):
        known = sum(is_known for _, is_known in column)
        streets = sum(words[at].kind in (STREET, BODY) for at, _ in column)
        if (
            len(column) - streets >= _FEWEST_NAMES
            and known >= _LEAST_KNOWN * len(column)
            and streets <= _MOST_STREETS * len(column)
        ):
            found.update(at for at, _ in column)
    return frozenset(found)


def find_surname_lines(text: str, words: Sequence[Word], line_starts: Iterable[int]) -> frozenset[int]:
    """Return the numbers of the words that begin a line which is a surname in capitals; none unless four such
    lines follow one another: « AUDIBERT⏎DE BRIVAZAC⏎CHAUVIN⏎FERRACCI ».
    """
    runs: list[list[int]] = [[]]
    titled: set[int] = set()
    end = 0
    for at in line_starts:
        first = at + 1 if words[at].kind in (CIVILITY, CIVILITIES) else at
        last = _surname_end(words, first)
        alone = last > first and _SURNAME_LINE_END.match(text, words[last - 1].end)
        if not alone or text.count("\n", end, words[at].start) > _MOST_LINES_APART:
            runs.append([])
        if alone:
            runs[-1].append(first)
            end = words[last - 1].end
            if first > at:
                titled.add(first)
    if (
        len(titled) >= _FEWEST_SURNAMES
    ):  # « AUBRIGNY⏎LUZERAY⏎Monsieur ROUX⏎Madame CAPEL »: a column of towns, one of names
        runs = [[at for at in run if at in titled] for run in runs]
    if max(map(len, runs)) < _FEWEST_SURNAMES:
        return frozenset()
    return frozenset(at for run in runs if len(run) > 1 for at in run)


def _surname_end(words: Sequence[Word], first: int) -> int:
    """Return the end of the surname in capitals that begins at a word, or ``first`` if none does."""
    last = first
    while last < min(len(words), first + _MAX_SURNAME) and (
        words[last].kind in _SURNAME_ALONE_KINDS
        and words[last].written.isupper()
        and (last == first or words[last].joint == " ")
    ):
        last += 1
    return last if last > first and words[last - 1].kind != PARTICLE else first


def find_marked_names(text: str, words: Sequence[Word]) -> frozenset[int]:
    """Return the numbers of the words after the letters that mark who is present: « P   BARRAULT Sylvie »."""
    marks = find_marks_before_names(text)
    return frozenset(at for at in range(1, len(words)) if words[at - 1].start in marks) if marks else frozenset()


def _find_columns(words: Sequence[Word], line_starts: Iterable[int]) -> Iterator[list[tuple[int, bool]]]:
    """Yield the lines of each run: the number of the first word, and whether the given name is known."""
    column: list[tuple[int, bool]] = []
    order = ""
    others = 0
    for at in line_starts:
        read, is_known = _read_line(words, at)
        if read and (not column or read == order):
            column.append((at, is_known))
            order, others = read, 0
        elif column and others < _MOST_OTHER_LINES and not read:
            others += 1
        elif column:
            yield column
            column, order, others = ([(at, is_known)], read, 0) if read else ([], "", 0)
    yield column


def find_line_starts(text: str, words: Sequence[Word]) -> Iterator[int]:
    """Yield the numbers of the words that begin a line."""
    end = 0
    for at, word in enumerate(words):
        before = max(end, word.start - _MAX_START)
        if at == 0 or (text.find("\n", before, word.start) >= 0 and _LINE_START.search(text, before, word.start)):
            yield at
        end = word.end


def _read_line(words: Sequence[Word], at: int) -> tuple[str, bool]:
    """Return the order of the name that a line begins with, "" for none, and whether its given name is known."""
    first = words[at]
    if first.kind in (GIVEN, MIXED):
        last = at + 1
        while last < len(words) and words[last].joint == " " and words[last].kind in (GIVEN, PARTICLE):
            last += 1
        follows = last < len(words) and words[last].joint == " " and words[last].kind in (CAPITALS, GIVEN_CAPITALS)
        return ("given first", first.kind == GIVEN) if follows else ("", False)
    last = at
    while last < min(len(words), at + _MAX_SURNAME) and _is_of_surname(words[last], first=last == at):
        last += 1
    if last == at or last == len(words) or words[last].joint != " ":
        return "", False
    return ("surname first", words[last].kind == GIVEN) if words[last].kind in (GIVEN, MIXED) else ("", False)


def _is_of_surname(word: Word, *, first: bool) -> bool:
    return word.kind in _SURNAME_KINDS and word.written.isupper() and (first or word.joint == " ")


_RULES: Final = {
    Trust.NONE: "person.capitals",
    Trust.OFFICE: "person.office",
    Trust.LIST: "person.list",
    Trust.ITEM: "person.list",
    Trust.TITLE: "person.civility",
}
_MAX_MISSES: Final = 6  # words of acts allowed within a list: « en application de l’article … du Code Général »
_ARTICLES: Final = frozenset(("le", "la", "l'", "l’", "Ie", "Ia"))
_ABBREVIATED: Final = 4  # letters of « Mmes »
_NOT_OF_STREETS: Final = frozenset(("M.", "Mme", "Mlle"))
_OF: Final = re.compile(r"(?:d[eu]\s|d['’])$", re.IGNORECASE)
_LINE_END: Final = re.compile(r"[^\S\n]{0,80}(?:\n|$)")
# « AUBERTIN (Vaux-Dame), BAVEREL (Fresnay) », « ÉLISAR () »: the town of a delegate, in a list of surnames.
_TOWN_IN_BRACKETS: Final = re.compile(
    r"\s{0,3}\((?:\s{0,3}(?!(?:Pouv|Proc|Abs|Exc|Rempl|Suppl|Mandat|Repr|Donn))[A-ZÀ-Ý][a-zà-ÿ]"
    r"(?:(?! à )[\w'’ -]){1,40})?\s{0,3}\)"
)
_SURNAME_ALONE: Final = re.compile(r"(?P<surname>P{0,3}[CgM])P{0,2}")


@dataclass(frozen=True, slots=True)
class PositionScan:
    """Mentions found by position, the rows of words that need a closer look, and those that name a place unless a
    member of the act has this name: « budget annexe camping municipal Luc MARCHAL », in a list of rapporteurs.
    """

    mentions: list[Mention]
    undecided: list[Sequence[Word]]
    after_places: Sequence[Sequence[Word]] = ()


class _ScanState(NamedTuple):
    """State of the scan: what the words so far imply about the next ones."""

    trust: Trust = Trust.NONE
    street: str = ""  # kind of the street word before, if any
    surnames: bool = False  # inside « MM. A, B et C »
    named: bool = False  # the last word belonged to a name
    item: bool = False  # right after a separator of a list, the item before it a name
    misses: int = 0


def scan_by_position(text: str, vocabulary: NameLexicon) -> PositionScan:
    """Scan the capitalised words of a text once; the margin and the text beside it are scanned separately."""
    mentions: list[Mention] = []
    undecided: list[Sequence[Word]] = []
    after_places: list[Sequence[Word]] = []
    for view in split_margin(text):
        reader = _Scanner(view, vocabulary)
        reader.run()
        mentions += reader.mentions
        undecided += reader.undecided
        after_places += reader.after_places
    return PositionScan(
        sorted(mentions, key=lambda mention: mention.start),
        sorted(undecided, key=lambda row: row[0].start),
        after_places,
    )


class _Scanner:
    def __init__(self, text: str, vocabulary: NameLexicon) -> None:
        self.text = text
        self.vocabulary = vocabulary
        self.words = find_name_words(text, vocabulary)
        line_starts = list(find_line_starts(text, self.words))
        self.columns = find_column_names(self.words, line_starts) | find_marked_names(text, self.words)
        self.surname_lines = find_surname_lines(text, self.words, line_starts)
        self.rows = Rows(text, self.words, self.columns | self.surname_lines)
        self.place = _ScanState()
        self.civility: str | None = None
        self.titled = False
        self.after_street = False
        self.in_column = False
        self.bare = False  # the act lists its members by their surnames only
        self.mentions: list[Mention] = []
        self.undecided: list[Sequence[Word]] = []
        self.after_places: list[Sequence[Word]] = []

    def run(self) -> None:
        at = end = 0
        while at < len(self.words):
            word = self.words[at]
            if self.place.surnames and self.place.named and (town := self._town_behind_surname(at, end)):
                end = town
                while at < len(self.words) and self.words[at].start < end:
                    at += 1
                continue
            if not word.joint:
                self._carry_over_gap(end, word.start)
            trust = Trust.LIST if self.place.surnames or at in self.columns else self.place.trust
            last = self.rows.end(at, titled=self.titled, trust=trust)
            if last > at:
                self._row(at, last)
            else:
                last = at + 1
                self._update_state(word)
            end = self.words[last - 1].end
            at = last

    def _town_behind_surname(self, at: int, end: int) -> int:
        """Return the end of the town in brackets behind a surname in capitals, or 0."""
        town = _TOWN_IN_BRACKETS.match(self.text, end) if at and self.words[at - 1].written.isupper() else None
        return town.end() if town else 0

    def _carry_over_gap(self, end: int, start: int) -> None:
        """Carry the state over a gap, or reset it."""
        if start - end > context.MAX_GAP:
            self.place, self.titled = _ScanState(), False
            return
        place = self.place
        gap = Gap.of(self.text[end:start], self.vocabulary)
        trust = gap.trust(place.trust)
        street = "" if place.named and not gap.words else place.street  # « rues A et B », but « société A 3 B »
        self.titled = self.titled and place.surnames and gap.text.strip() == ":"
        self.place = _ScanState(
            trust,
            gap.street(street),
            surnames=place.surnames and gap.continues_surnames,
            item=(place.named and (gap.separates or (place.surnames and gap.leads_to_holder)))
            or (trust == Trust.LIST and gap.opens),
            misses=place.misses,
        )

    def _update_state(self, word: Word) -> None:
        """Update the state for a word that is not part of a name."""
        trust = self.place.trust
        self.titled = word.kind in (CIVILITY, CIVILITIES)
        # « rue M. DUPONT », but « PARC⏎Monsieur DUPONT expose »
        of_street = self.after_street and word.joint == " " and len(word.written) <= _ABBREVIATED
        self.after_street = word.kind == STREET
        self.civility = self.vocabulary.civility(word.written).title if self.titled else None
        # « le port Mme DUPONT » names two things, « la rue du Docteur DUPONT » one
        apart = self.place.named or (self.civility in _NOT_OF_STREETS and not of_street)
        street = "" if apart else self.place.street
        if word.kind == CIVILITY:
            self.place = self.place._replace(street=street, surnames=False)
        elif word.kind == CIVILITIES:
            self.place = self.place._replace(trust=max(trust, Trust.OFFICE), street="", surnames=True)
        elif word.kind == LIST:
            self.place = _ScanState(Trust.LIST)
        elif word.kind == ROLE:
            self.place = _ScanState(
                max(trust, Trust.OFFICE), self.place.street if self.place.street == "place" else ""
            )
        elif street == "place" and word.joint == " " and self.vocabulary.qualifies_place(word.written):
            self.place = self.place._replace(street=street)  # « Groupe Scolaire Jean MACÉ »
        else:
            self._count_miss({STREET: "place", BODY: "organisation"}.get(word.kind, ""))

    def _count_miss(self, street: str = "") -> None:
        misses = self.place.misses + 1
        lost = self.place.trust < Trust.LIST or misses > _MAX_MISSES
        self.place = _ScanState(Trust.NONE if lost else self.place.trust, street, misses=misses)

    def _row(self, first: int, last: int) -> None:
        """Parse the names of a row, as far as its position allows."""
        titled, self.titled = self.titled, False
        self.in_column = first in self.columns
        row = self.rows.row(first, last)
        if titled and row[0].written in _ARTICLES:  # « Monsieur le Percepteur »
            self.place = _ScanState(max(self.place.trust, Trust.OFFICE))
            return
        if self.in_column:
            self.place = self.place._replace(street="", surnames=False)
        elif not titled and context.is_given_as_name(self.text, row[0].start):
            self._count_miss()
            return
        if self.place.street == "place" or (self.place.street and not titled):
            named, row = row, drop_street_name(row, self.vocabulary)
            if not row:
                self.after_places.append(named)
                listed = self.place.trust if self.place.trust >= Trust.LIST else Trust.NONE
                is_named = self.words[last - 1].kind != PARTICLE
                self.place = _ScanState(listed, self.place.street, named=is_named)
                return
            self.place = _ScanState()
        self._names(row, Trust.TITLE if titled or self._surname(first, last) else self._trust(first, last), titled)

    def _trust(self, first: int, last: int) -> Trust:
        start, end = self.words[first].start, self.words[last - 1].end
        if self.in_column or (self.place.trust == Trust.LIST and self.place.item):
            return Trust.ITEM
        if self.place.trust < Trust.LIST and context.follows_office(self.text, start, self.vocabulary):
            return Trust.ITEM if _LINE_END.match(self.text, end) else Trust.OFFICE
        if self.place.trust > Trust.NONE:
            return self.place.trust
        is_listed = context.precedes_office(self.text, end, self.vocabulary) or context.is_numbered_item(
            self.text, start, end
        )
        return Trust.OFFICE if is_listed else Trust.NONE

    def _surname(self, first: int, last: int) -> bool:
        """Return whether the row is one of several bare surnames.

        « MM. PINTAT, CAPEL », « Présents : PINTAT, CAPEL, LABEURD ».
        """
        if self.place.surnames and self.place.item:
            return last - first <= 4
        if self.place.trust == Trust.LIST and first in self.surname_lines:
            self.place = self.place._replace(surnames=True)
            self.bare = True
            return True
        if self.place.trust == Trust.LIST and self.rows.series(first, 1 if self.bare and self.place.item else 3):
            self.place = self.place._replace(surnames=True)
            self.bare = True
            return True
        return False

    def _names(self, row: Sequence[Word], trust: Trust, titled: bool) -> None:
        found = name_grammar.parse_names(row, trust)
        self._note(row, found)
        for name in found:
            self._mention(row, name, trust, titled)
        if not found:
            alone = _SURNAME_ALONE.fullmatch(kind_string(row))
            if alone and (self._in_brackets(row) or (trust > Trust.NONE and self._in_capitals(row))):
                self.undecided.append(row[: alone.end("surname")])
            if kind_string(row) != INITIALS:  # « DUPONT J. : P »: present
                self._count_miss()
            return
        place = self.place
        # « M. DARDIN, DELGENS et FONTAL », met under « Absents : »
        surnames = place.surnames or (titled and place.trust == Trust.LIST and found[0].given is None)
        self.place = _ScanState(
            max(place.trust, Trust.OFFICE), surnames=surnames, named=found[-1].last == len(row)
        )

    def _in_brackets(self, row: Sequence[Word]) -> bool:
        """Return whether the row is in brackets, as who abstained: « (MARCHAL », « VERDIN) »."""
        before, after = self.text[row[0].start - 1 : row[0].start], self.text[row[-1].end : row[-1].end + 1]
        return before == "(" or after == ")"

    def _in_capitals(self, row: Sequence[Word]) -> bool:
        """Return whether the row is a name in capitals.

        « Le Président, MARCHAL »; not the town in « le maire de MARCHAL ».
        """
        return MIXED not in kind_string(row) and not _OF.search(self.text, max(0, row[0].start - 4), row[0].start)

    def _mention(self, row: Sequence[Word], name: Name, trust: Trust, titled: bool) -> None:
        led = titled and name.first == 0
        person = name.person(self.civility if led else None)
        signed = trust == Trust.ITEM and self.place.trust < Trust.LIST and not self.in_column
        rule = _RULES[Trust.OFFICE if signed else trust]
        self.mentions.append(Mention(row[name.first].start, row[name.last - 1].end, person, rule))

    def _note(self, row: Sequence[Word], found: Sequence[Name]) -> None:
        """Keep the spans that are not part of a name but could be one."""
        bounds = [0, *(bound for name in found for bound in (name.first, name.last)), len(row)]
        for first, last in zip(bounds[::2], bounds[1::2], strict=True):
            if last - first >= 2 and sum(word.kind != PARTICLE for word in row[first:last]) >= 2:
                self.undecided.append(row[first:last])
