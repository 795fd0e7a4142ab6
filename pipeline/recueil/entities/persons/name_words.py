"""Tokenize a text into its capitalised words, each with the part it may play in a name.

« M. de LATRESNE » is a civility, a particle and a word in capitals; « Cédric De SAINT-⏎LOUP » a given name,
a particle and one compound word in capitals, without its line break.

Word lists, the CSV tables of a gazetteer, tell names from words that only look like names.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Final, NamedTuple

from recueil.entities.patterns import regex_of_spaced_letters
from recueil.text import fold_hyphenated


@dataclass(frozen=True, slots=True)
class Civility:
    """A written form: « Mmes » is ``Civility("Mme", plural=True)``.

    « MM. » may include women, so it has no title.
    """

    title: str | None
    plural: bool


@dataclass(frozen=True, slots=True, eq=False)
class NameLexicon:
    """Tables by folded word; civilities by their written form. Compares by identity, since it is a cache key."""

    civilities: Mapping[str, Civility]
    given: frozenset[str]
    streets: Mapping[str, str]
    acts: Mapping[str, str]
    links: Mapping[str, frozenset[str]]

    @classmethod
    def read(cls, folder: Traversable) -> NameLexicon:
        links = list(_read_rows(folder / "link_words.csv"))
        return cls(
            civilities={
                row["written"]: Civility(row["civility"] or None, row["plural"] == "yes")
                for row in _read_rows(folder / "civilities.csv")
            },
            given=frozenset(fold_hyphenated(row["name"]) for row in _read_rows(folder / "given_names.csv")),
            streets={fold_hyphenated(row["word"]): row["kind"] for row in _read_rows(folder / "street_words.csv")},
            acts={fold_hyphenated(row["word"]): row["kind"] for row in _read_rows(folder / "act_words.csv")},
            links={
                inside: frozenset(fold_hyphenated(row["word"]) for row in links if row["inside"] == inside)
                for inside in ("list", "name", "street")
            },
        )

    def civility(self, written: str) -> Civility:
        """Look up a civility in any case: « MADAME », « madame »."""
        close = written.replace(" ", "")
        return self.civilities.get(close) or self.civilities.get(close.capitalize(), Civility(None, plural=False))

    def of_act(self, folded: str) -> str:
        """Return the kind of a word of acts, or "".

        « role » for « maires », « list » for « présents », « other » for « délibération ».
        """
        singular = folded if folded in self.given else folded.removesuffix("s")  # « Luis » is not « lui »
        return self.acts.get(folded) or self.acts.get(singular, "")

    def street_word_kind(self, folded: str) -> str:
        """Return the kind of a street word, or "".

        « place » for « gymnases », « organisation » for « société ».
        """
        return self.streets.get(folded) or self.streets.get(folded.removesuffix("s"), "")

    def is_particle(self, written: str) -> bool:
        """Return whether a word is a particle of names: « DE », « Le »."""
        return fold_hyphenated(written) in self.links["name"]

    def qualifies_place(self, written: str) -> bool:
        """Return whether a word may stand between a place and its name: « Salle Polyvalente Léo FERRÉ »."""
        return fold_hyphenated(written) in self.links["street"]


def _read_rows(table: Traversable) -> Iterator[dict[str, str]]:
    return csv.DictReader(table.read_text("utf-8").splitlines())


@cache
def load_lexicon(package: str) -> NameLexicon:
    """Load the gazetteer of a package; cached."""
    return NameLexicon.read(files(package) / "gazetteers")


# Kinds of word, one letter each, so that a pattern can match a row of words as a string.
CIVILITY: Final = "V"  # Monsieur
CIVILITIES: Final = "W"  # Messieurs
GIVEN: Final = "G"  # Jean, a known given name
GIVEN_CAPITALS: Final = "g"  # JEAN
MIXED: Final = "M"  # Dupont
CAPITALS: Final = "C"  # DUPONT
INITIALS: Final = "I"  # J.-P.
PARTICLE: Final = "P"  # de, DE, La, St
ROLE: Final = "R"  # Maire
LIST: Final = "L"  # Présents
ACT: Final = "O"  # Délibération
STREET: Final = "S"  # Rue
BODY: Final = "B"  # Association
NAMESAKE: Final = "N"  # Urbain: a word of acts, a given name before a surname
_OTHER: Final = "x"  # J’ai, II, Ville-aux-Dames
NAME_KINDS: Final = frozenset("GgMCIP")

_UPPER: Final = "A-ZÀ-ÖØ-ÞĀ-Ž"
_SPACE = r"[ \u00a0\u202f\u2009\t]"
_NEW_LINE = rf"\r?\n{_SPACE}{{0,120}}"
_BLANK = rf"(?:{_SPACE}{{1,3}}|{_SPACE}{{0,3}}{_NEW_LINE})"
_LETTER = r"[^\W\d_]"
_HYPHEN = "[-‐‑]"
# « DUPONT-ABSENT »: tables flattened by their publisher glue the attendance to the name.
_JOINED = rf"{_HYPHEN}(?:{_SPACE}{{0,3}}{_NEW_LINE}(?=[{_UPPER}]))?(?!ABSENT|EXCUS|PROCURATION|POUVOIR)"
# « REYNAL-Georges ROUVAL » are two persons: after capitals, a capitalised word begins another name.
_CAPITALS_BEFORE = rf"(?<=[{_UPPER}][{_UPPER}])"
_COMPOUND = rf"(?:{_CAPITALS_BEFORE}{_JOINED}(?![{_UPPER}][a-zà-ÿ]{{2}})|(?<![{_UPPER}][{_UPPER}]){_JOINED}|['’])"

# « Mrs », « Ms » stand for Messieurs; « Mmc », « Mrne » are how OCR reads Mme.
_CIVILITY = (
    r"(?:[Mm]onsieur|MONSIEUR|[Mm]adame|MADAME|[Mm]ademoiselle|MADEMOISELLE|[Mm]essieurs|MESSIEURS|[Mm]esdames"
    rf"|MESDAMES|[Mm]esdemoiselles|(?<!sans )[Mm]aîtres?|MAÎTRE(?=\s{{1,9}}[{_UPPER}])|[Dd]octeurs?|DOCTEUR"
    r"|[Pp]rofesseur)(?![\w-])"
    rf"|(?:[Cc]ommandant|[Cc]apitaine|[Ll]ieutenant|[Cc]olonel|[Aa]djudant|[Aa]bbé)(?={_BLANK}[{_UPPER}]{_LETTER})"
    # « HERAIL M. – », « CAZOTTES M.A., »: initials
    rf"|(?!M\.(?:-?[{_UPPER}]\.)?(?:[ \t]?[,;:|)(–]|[ \t]-[ \t]))"
    r"(?:M(?:mes?|MES?|dme|mcs?|rnes?|lles?|LLES?|elles?)|Mr?s|Mr|MRS|M[MR]?|Dr|DR|Pr|Me)"
    rf"(?:\.(?!-[{_UPPER}]\.)|(?={_SPACE}{{0,3}}:)|(?={_BLANK}(?:[{_UPPER}]|d[eu'’]|et{_SPACE})))"
    rf"|M{_SPACE}\.(?=[{_UPPER}])|mmes?\.?(?={_BLANK}[{_UPPER}])"
)
_INITIALS = (
    rf"[{_UPPER}][a-zA-Z]?\.(?:-?[{_UPPER}][a-zA-Z]?\.){{0,3}}"
    rf"|[{_UPPER}]{_SPACE}\.(?=[{_UPPER}])|[{_UPPER}]-[{_UPPER}](?!\w)(?:\.(?={_BLANK}[{_UPPER}]))?"
)
_WORD = rf"[{_UPPER}]{_LETTER}*(?:{_COMPOUND}{_LETTER}+){{0,5}}(?!\w)"
# « la M.J.C. », « la M.A. de Vertbourg »: initials after an article are those of an institution.
_ACRONYM = rf"(?<=\b[Ll]a\s)[{_UPPER}]\.(?:[{_UPPER}]\.){{0,4}}[{_UPPER}]\b\.?"
_TOKEN = re.compile(
    rf"(?<![\w@])(?:(?P<acronym>{_ACRONYM})|(?P<civility>{_CIVILITY})|(?P<initials>{_INITIALS})|{_WORD})"
)
# How a token begins; the engine skips to these letters.
_TOKEN_START = re.compile(
    rf"[{_UPPER}acdlmp](?<![\w@].)(?:(?<=[{_UPPER}])|(?<=m)(?:onsieur|adame|ademoiselle|essieurs|esdames"
    r"|esdemoiselles|aître|me)|(?<=d)octeur|(?<=p)rofesseur|(?<=c)(?:ommandant|apitaine|olonel)|(?<=l)ieutenant"
    r"|(?<=a)(?:djudant|bbé))"
)
_LINE_END = re.compile(rf"({_HYPHEN}){_SPACE}{{0,3}}{_NEW_LINE}")

_LOWER_PARTICLE = (
    "de la|de l['’]|de|du|des|d['’]|della|dell['’]|del|dos|das|da|do|di|van den|van der|van|von|der|den|le|la"
    "|y|e|dit"
)
_JOINT = re.compile(
    rf"(?:{_SPACE}{{0,3}}(?:{_NEW_LINE})?)(?:(?P<particle>{_LOWER_PARTICLE})(?:(?<=['’])|{_BLANK}))?"
)
_DU = frozenset(("DU", "DÛ", "Dû"))  # a surname after « Le »
_MAX_JOINT = 250  # longer than any joint
_WIDE = re.compile(rf"{_SPACE}{{4,24}}")  # a justified line, or another column
_LOOSE_HYPHEN = re.compile(rf"-{_SPACE}{{1,2}}")  # a line-end hyphen in a text flattened to one line
_SPACED_HYPHEN = re.compile(rf"{_SPACE}-")  # a PDF sets « Jean -Pierre »
# « procès - verbal », « vice - présidente »: the text of this PDF sets hyphens apart.
_HYPHENS_APART = (
    *(
        "procès - verb",
        "proces - verb",
        "compte - rendu",
        "vice - prés",
        "vice - pres",
        "ci - dessus",
        "ci - après",
    ),
    *("ci - joint", "est - à - dire"),
)
_HYPHEN_APART = re.compile(rf"{_SPACE}-{_SPACE}")
# « A B S E N T S  E X C U S É S », the letters of a heading set apart
_SPACED_LETTERS = re.compile(regex_of_spaced_letters(f"[{_UPPER}]"))
_HEADS_LIST = re.compile(r"PR[ÉE]SENT|ABSENT|EXCUS[ÉE]|POUVOIR|PROCURATION|REPR[ÉE]SENT[ÉE]")
_LOST_APOSTROPHE = frozenset("ODL")  # « Brigitte O NEILL »
_ACCENTED = frozenset("ÂÇÈÉÊËÎÏÔÜ")
_HYPHEN_KINDS = frozenset(("CC", "Cg", "gC", "gg", "GG"))
_BLANK_LINES = re.compile(r"\s{2,60}")  # « MESDAMES », a blank line or a page, « MAZIL, SEIL »
_AFTER_BLANK_LINES = frozenset("CgG")
_WIDE_GAP_KINDS = frozenset(("GC", "Gg", "CG", "gG", "GM"))

_GIVEN_INITIALS = re.compile(r"[JMP][B-DF-HJ-NP-TV-Z]$")  # MC MUSSET
# The rest of a given name, and whether a surname in capitals follows; a surname in capitals before it.
_REST_OF_GIVEN = re.compile(
    rf"[ \u00a0](?P<rest>[a-zà-ÿ]{{1,10}})(?![\w'’-])(?P<surname>\s{{1,3}}[{_UPPER}]{{2}})?"
)
_SURNAME_BEFORE = re.compile(rf"[{_UPPER}]{{2}}[ \u00a0]{{1,2}}\Z")
_LITTLE_WORDS = frozenset("a à y la le les de du des mon ma sa son ne en et au aux ou un une".split())  # noqa: SIM905
_GLUED = re.compile(
    rf"(?P<given>[{_UPPER}][a-zà-ÿ]{{2,15}}(?:-[{_UPPER}][a-zà-ÿ]{{2,15}})?)(?P<family>[{_UPPER}][{_UPPER}'’-]{{2,30}})"
)
_RAN_INTO_FOOTER = re.compile(rf"(?P<family>[{_UPPER}'’-]{{3,30}})[{_UPPER}][a-zà-ÿ]{{1,30}}")
_OF_FOOTERS = frozenset((ACT, ROLE, STREET, BODY))
_REPEATED = re.compile(rf"([{_UPPER}][a-zà-ÿ]{{2,20}})\1")  # « SignéSigné »
_NO_NAME = re.compile(
    r"[IVX]{2,5}$"  # a Roman number
    r"|(?i:m(?:me|lle|onsieur|adame)s?|mesdames|messieurs)$"  # at the end of a page, its name on the next
    r"|N['’](?:A|ONT|AYANT|AVAIT|EST|ETAIT|ÉTAIT)$"  # « N'A PAS PRIS PART AU VOTE »
    r"|(?i:[bcdfghj-np-tvwxz]{2,}$)"  # TTC: no surname is without a vowel
    r"|.*-(?:sur|sous|les|lès|lez|en|aux|au|près|devant|et|le|la|du)-"  # Azay-sur-Cher
    r"|.*-(?:SUR|SOUS|LES|LÈS|LEZ|EN|AUX|PRÈS)-"  # AZAY-SUR-CHER
    r"|.*-(?:LE-(?:PETIT|GRAND|VIEUX|NEUF|HAUT|BAS|SEC|COMTE|ROI|DUC|CH[ÂA]T\w{1,5})"
    r"|LA-(?:GRANDE|PETITE|VILLE|NEUVE|HAUTE|BASSE|VIEILLE|FOR[ÊE]T|MONTAGNE|VALL[ÉE]E|RIVI[ÈE]RE))$"
)
# « Accompagnement », « Qualification », « RESPONSABILITE »
_ABSTRACT_NOUN = re.compile(r"(?:\w[aeiou]|\w\w[cp])tions?$|\w\wssions?$|\w{4}ements?$|\w\wbilites?$")
_COMPOUND_OFFICE = re.compile(r"(?:sous|vice|co|non|ex|inter|multi|mi)-")  # Sous-commission
# « P   BARRAULT Sylvie », « | E  FORGERON Bernard »: who is present, before a name that begins a line or cell.
_MARK_BEFORE_NAME = re.compile(
    rf"(?:\A|(?<=\n)|(?<=[|;]))[^\S\n]{{0,60}}(?P<mark>P|A|E|R|PR|EX|AE|ABS|EXC)[^\S\n]{{1,9}}(?=[{_UPPER}]{_LETTER})"
)
_MARK_P = re.compile(rf"P[^\S\n]{{1,9}}[{_UPPER}]")
_FEWEST_MARKS = 4
_KIND_BY_STREET_WORD = {"place": STREET, "organisation": BODY}
_CAMEL = re.compile(rf"(?<=[a-zà-ÿ])(?=[{_UPPER}])|[-'’]")


class Word(NamedTuple):
    """``text[start:end]``. ``joint`` is the separator before it: a space, a line break, or "" for others."""

    start: int
    end: int
    written: str
    kind: str
    joint: str = ""


def kind_string(row: Sequence[Word]) -> str:
    """Return the kinds of a row as a string, one letter per word, for patterns to match."""
    return "".join([word.kind for word in row])


def find_name_words(text: str, vocabulary: NameLexicon) -> list[Word]:
    """Find every capitalised word, civility and initial of the text; lower-case particles only between them."""
    found: list[Word] = []
    marks = find_marks_before_names(text)
    apart = _sets_hyphens_apart(text)
    spaced = _spaced_letters(text)
    for match in _find_tokens(text):
        for word in _words_of(match, vocabulary):
            if word.start in spaced:
                word = word._replace(kind=spaced[word.start])
            elif word.start in marks:
                word = word._replace(kind=_OTHER)
            elif word.written in _DU and found and found[-1].written in ("LE", "Le"):  # « LE DU Katell »
                word = word._replace(kind=MIXED if word.written == "Dû" else CAPITALS)
            if found and word.start - found[-1].end <= _MAX_JOINT:
                _append_word(found, text, word, apart=apart)
            else:
                found.append(word)
    return found


def _sets_hyphens_apart(text: str) -> bool:
    """Return whether the text of a PDF sets hyphens apart, as words that always have one show."""
    if " - " not in text:
        return False
    small = text.lower()
    return any(word in small for word in _HYPHENS_APART)


def _spaced_letters(text: str) -> dict[int, str]:
    """Return the kind of each letter of the headings whose letters are set apart, by its place."""
    return {
        at: LIST if _HEADS_LIST.search(run[0].replace(" ", "")) else _OTHER
        for run in _SPACED_LETTERS.finditer(text)
        for at in range(run.start(), run.end())
    }


def _find_tokens(text: str) -> Iterator[re.Match[str]]:
    """Yield the tokens, looked for only where one may begin, which takes less time than at each place."""
    reached = 0
    for start in _TOKEN_START.finditer(text):
        if start.start() >= reached and (match := _TOKEN.match(text, start.start())):
            reached = match.end()
            yield match


@lru_cache(maxsize=2)
def find_marks_before_names(text: str) -> dict[int, str]:
    """Return the letters that mark who is present before each name of a roll, by their places; empty if there is
    no such roll: a few lines or cells begin with them, and « P » is not the only one.
    """
    if not _MARK_P.search(text):
        return {}
    marks = {match.start("mark"): match["mark"] for match in _MARK_BEFORE_NAME.finditer(text)}
    several = len(marks) >= _FEWEST_MARKS and "P" in marks.values() and len(set(marks.values())) > 1
    return marks if several else {}


def _words_of(match: re.Match[str], vocabulary: NameLexicon) -> Sequence[Word]:
    """Return the word of a token; two of « SolèneVERDIN », only the surname of « VERDINDirection »."""
    if match[0] == "ET":  # « DUPONT ET MARTIN »
        return ()
    token = written = match[0]
    if match.lastgroup == "initials":
        written = token.replace(" ", "")
    elif "\n" in token:
        written = _LINE_END.sub(r"\1", token)
    kind = _classify_token(match, written, vocabulary)
    if len(token) == 1 and match.string[match.end() : match.end() + 1] == "/":  # « VERTIGNOLLES S/ VERTE »
        kind = _OTHER
    in_small_letters = token[1:].islower()
    if in_small_letters and kind != CIVILITY and (end := _end_of_parted_given(match, vocabulary)):
        return (Word(match.start(), end, token + match.string[match.end() + 1 : end], GIVEN),)
    if in_small_letters or token.isupper():
        return (Word(match.start(), match.end(), written, kind),)
    if footer := _RAN_INTO_FOOTER.fullmatch(token):
        end = footer.end("family")
        kind_after = _classify_word(token[end:], vocabulary)
        if kind_after == PARTICLE or (len(token) - end > 3 and kind_after in _OF_FOOTERS):
            family = footer["family"]
            return (Word(match.start(), match.start() + end, family, _classify_word(family, vocabulary)),)
    glued = _GLUED.fullmatch(token) if kind in (MIXED, CAPITALS, GIVEN, GIVEN_CAPITALS) else None
    if glued is None or _classify_word(glued["given"], vocabulary) not in (GIVEN, MIXED):
        return (Word(match.start(), match.end(), written, kind),)
    middle = match.start() + glued.end("given")
    family = Word(middle, match.end(), glued["family"], _classify_word(glued["family"], vocabulary), " ")
    return Word(match.start(), middle, glued["given"], _classify_word(glued["given"], vocabulary)), family


def _end_of_parted_given(match: re.Match[str], vocabulary: NameLexicon) -> int:
    """Return the end of a given name that the text of a PDF parts, or 0: « Sand ra VERDIN »."""
    rest = _REST_OF_GIVEN.match(match.string, match.end())
    if rest is None or fold_hyphenated(match[0] + rest["rest"]) not in vocabulary.given:
        return 0
    little = rest["rest"] in _LITTLE_WORDS
    if fold_hyphenated(match[0]) in vocabulary.given:  # « Sara h VERDIN », but « Paul a DIT »
        fits = bool(rest["surname"]) and len(rest["rest"]) == 1 and not little
    elif rest["surname"]:
        fits = not little or len(match[0]) > 3
    else:
        before = _SURNAME_BEFORE.search(match.string, max(0, match.start() - 4), match.start())
        fits = before is not None and not little
    return rest.end("rest") if fits else 0


def _append_word(found: list[Word], text: str, word: Word, *, apart: bool) -> None:
    """Append a word with the separator between it and the one before; ``apart``: the text sets hyphens apart."""
    last = found[-1]
    if _joins_accented_letter(text, last, word):
        found[-1] = last._replace(end=word.end, written=last.written + word.written)
    elif gap := _JOINT.fullmatch(text, last.end, word.start):
        joint = "\n" if "\n" in gap[0] else " "
        if word.kind == CAPITALS and _is_lost_particle(found) and joint == " ":
            found[-1] = last._replace(kind=PARTICLE)
        if particle := gap["particle"]:
            found.append(Word(*gap.span("particle"), particle, PARTICLE, joint))
        found.append(Word(word.start, word.end, word.written, word.kind, joint))
    elif _joins_over_hyphen(text, found, word) or (
        apart and last.kind + word.kind in _HYPHEN_KINDS and _HYPHEN_APART.fullmatch(text, last.end, word.start)
    ):
        found[-1] = last._replace(end=word.end, written=f"{last.written}-{word.written}")
    elif last.kind in (CIVILITY, CIVILITIES) and _BLANK_LINES.fullmatch(text, last.end, word.start):
        found.append(word._replace(joint="\n") if word.kind in _AFTER_BLANK_LINES else word)
    elif _joins_over_wide_gap(found, word) and _WIDE.fullmatch(text, last.end, word.start):
        found.append(word._replace(joint=" "))
    else:
        found.append(word)


def _is_lost_particle(found: Sequence[Word]) -> bool:
    """Return whether the last word is a letter that lost its apostrophe: « Brigitte O NEILL »."""
    if len(found) < 2 or found[-1].written not in _LOST_APOSTROPHE:
        return False
    return found[-2].kind in (GIVEN, GIVEN_CAPITALS) and found[-1].joint == " "


def _joins_accented_letter(text: str, last: Word, word: Word) -> bool:
    """Return whether a single accented capital ends the surname before it: a PDF sets « Luc PERR É »."""
    beside = word.start - last.end == 1 and text[last.end] in " \u00a0"
    return beside and last.kind in (CAPITALS, GIVEN_CAPITALS) and word.written in _ACCENTED


def _joins_over_hyphen(text: str, found: list[Word], word: Word) -> bool:
    """Return whether a hyphen with a space on one side makes one word of two.

    « Jean -Pierre » does, and « -TITRY » behind a full name or « Mme VERDIN »; « DUPONT -MARTIN » in a list may be
    two persons.
    """
    last = found[-1]
    if last.kind + word.kind in _HYPHEN_KINDS and _LOOSE_HYPHEN.fullmatch(text, last.end, word.start):
        return True
    follows_given = len(found) > 1 and bool(last.joint) and found[-2].kind in (GIVEN, INITIALS, CIVILITY)
    fits = last.kind == word.kind == GIVEN or (last.kind == word.kind == CAPITALS and follows_given)
    return fits and _SPACED_HYPHEN.fullmatch(text, last.end, word.start) is not None


def _joins_over_wide_gap(found: list[Word], word: Word) -> bool:
    """Return whether a wide gap joins a word: « Monsieur    Ludovic    BAECHELEN », not « Laval    Ludovic »."""
    last = found[-1]
    if last.kind in (CIVILITY, CIVILITIES):
        return word.kind in "GMCg"
    titled = len(found) > 1 and found[-2].kind in (CIVILITY, CIVILITIES)
    alone = last.joint != " " and word.kind != MIXED
    return last.kind + word.kind in _WIDE_GAP_KINDS and (titled or alone)


def _classify_token(match: re.Match[str], written: str, vocabulary: NameLexicon) -> str:
    if match.lastgroup == "acronym":
        return BODY
    if match.lastgroup == "civility":
        return CIVILITIES if vocabulary.civility(written).plural else CIVILITY
    if match.lastgroup == "initials":  # « S.A.R.L. »
        return BODY if vocabulary.street_word_kind(fold_hyphenated(written.replace(".", ""))) else INITIALS
    return _classify_word(written, vocabulary)


@lru_cache(maxsize=1 << 15)
def _classify_word(written: str, vocabulary: NameLexicon) -> str:
    """Classify a capitalised word by the part it may play in a name."""
    folded = fold_hyphenated(written)
    if (
        len(written) == 1
    ):  # X marks who is there; « Rapporteur : F JARRIN »; but « L AN DEUX MILLE », whose apostrophe is lost
        return _OTHER if written in "AÀÉLNOQXY" else INITIALS
    if _GIVEN_INITIALS.match(written) and not vocabulary.of_act(folded):
        return INITIALS
    if vocabulary.is_particle(written):
        return PARTICLE
    if _NO_NAME.match(written):
        return _OTHER
    if _is_elided(written):
        return _KIND_BY_STREET_WORD.get(vocabulary.street_word_kind(folded[2:]), _OTHER)
    if repeated := _REPEATED.fullmatch(written):
        return _classify_word(repeated[1], vocabulary)
    if place := vocabulary.street_word_kind(folded):
        return _KIND_BY_STREET_WORD[place]
    if act := vocabulary.of_act(folded):
        return {"role": ROLE, "list": LIST, "given": NAMESAKE}.get(act, ACT)
    if _COMPOUND_OFFICE.match(folded):
        return ACT
    if "-" in folded and all(vocabulary.of_act(part) == "role" for part in folded.split("-")):  # Député-Maire
        return ROLE
    if _ABSTRACT_NOUN.search(folded) and folded not in vocabulary.given:
        return ACT
    return _classify_name(written, folded, vocabulary.given)


def _is_elided(written: str) -> bool:
    """Return whether the word starts with an elided article or pronoun: « J’ai », « L’académie ».

    « O’Brien » and « L’HOSTIS » are names.
    """
    return len(written) > 2 and written[1] in "'’" and written[2].islower()


# « Saint-Pierre », « Pont-Marie », « Fort-Louis » are places.
_BEFORE_A_SAINT: Final = frozenset(
    "saint sainte st ste notre mont port pont bourg ville fort val hotel croix roche porte bois mas".split()  # noqa: SIM905
)


def _classify_name(written: str, folded: str, given: frozenset[str]) -> str:
    # « Jean-Claude » is known by « Jean », and so is « JeanClaude », whose hyphen was at a line end
    compound = _CAMEL.search(written)
    known = folded in given or (compound is not None and fold_hyphenated(written[: compound.start()]) in given)
    if _is_in_capitals(written):
        return GIVEN_CAPITALS if known else CAPITALS
    first, hyphen, last = folded.rpartition("-")
    if hyphen and last in given and first not in _BEFORE_A_SAINT:  # « Don-Pierre », « Ange-Toussaint »
        return GIVEN
    return GIVEN if known else MIXED


def _is_in_capitals(written: str) -> bool:
    """Return whether a word is in capitals; « BALLORé » too: keyboards give a small é under Caps Lock."""
    upper = sum(letter.isupper() for letter in written)
    return upper >= 2 and upper * 10 >= 6 * sum(letter.isalpha() for letter in written)
