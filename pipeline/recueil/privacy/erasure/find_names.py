"""Find, in texts and file names, persons of whom only hashes are known.

Every sequence of as many words as a form has is hashed and looked up. A file name that names such a
person is replaced by a keyed hash; the file is found again by hashing the names in its folder.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import NamedTuple
from urllib.parse import quote, unquote, unquote_to_bytes

from recueil.privacy.erasure import name_hashes
from recueil.privacy.erasure.name_hashes import Digest, FormKind, NameForm, NameWords, make_digest, words_of
from recueil.text import fold
from recueil.values import Organisation, Person, Place, Value
from recueil.values.act_fact import ActNumber, ActTitle, AwardFact, Ballot, FindingFact, Presence
from recueil.values.codec import parts_of

_LETTERS = r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*"
_TOKEN = re.compile(_LETTERS)
# A break inside a word: « EXEM-⏎PLE », or a soft hyphen.
_WORD_BREAK = re.compile(r"(?:[-‐]|\u00ad)[^\S\n]*\n\s*|\u00ad")
# Separators between the words of one name; the dot is for « marie.exemple@ ».
_GAP = re.compile(r"[\s\u00ad\u200b'’‘`´_+‐‑-]{1,200}|\.")
_NAME_SEPARATOR = re.compile(r"\s{0,40}[,|(]\s{0,40}")
_HYPHENS = "-‐‑"
_CIVILITIES = frozenset(
    {"m", "mr", "mme", "mmes", "mm", "mlle", "monsieur", "madame", "mademoiselle", "maitre", "me"}
)


class Span(NamedTuple):
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The characters ``span`` of a text name the person of a suppression (given by number)."""

    suppression: int
    span: Span


@dataclass(frozen=True, slots=True)
class OtherNames:
    """Full names of other persons and bodies, of which a family name may be a part.

    A match inside one of ``persons`` is dropped; inside one of ``bodies``, unless a civility precedes it: «
    M. Loubin ».
    """

    persons: Collection[NameWords] = ()
    bodies: Collection[NameWords] = ()


class NameFinder:
    """Finder of the persons of suppressions, each given by number with the forms of the name."""

    def __init__(self, suppressions: Mapping[int, Sequence[NameForm]], key: bytes) -> None:
        self.key = key
        self._digest: Digest = make_digest(key)
        self._forms: dict[tuple[FormKind, str], set[int]] = {}
        self._lengths: dict[FormKind, set[int]] = {"named": set(), "inverted": set(), "family": set()}
        for number, forms in suppressions.items():
            for form in forms:
                self._forms.setdefault((form.kind, form.digest), set()).add(number)
                self._lengths.setdefault(form.kind, set()).add(form.words)

    def full(self, text: str, *, slug: bool = False) -> list[NameMatch]:
        """Return the matches of a person's given and family name, in either order.

        In a ``slug``, a URL or a file name, hyphens may join the name to the words around it.
        """
        return [hit for row in _token_rows(text) for hit in self._full_names_in(text, row, slug)]

    def _full_names_in(self, text: str, row: Sequence[_Token], slug: bool) -> Iterator[NameMatch]:
        for kind in ("named", "inverted"):
            for length in self._lengths[kind]:
                for at in range(len(row) - length + 1):
                    some = row[at : at + length]
                    numbers = self._suppressions_of(kind, tuple(token.word for token in some))
                    if numbers and _is_contiguous(text, row, at, length, inverted=kind == "inverted", slug=slug):
                        span = Span(some[0].start, some[-1].end)
                        yield from (NameMatch(number, span) for number in numbers)

    def families(self, text: str, among: Collection[int], others: OtherNames) -> list[NameMatch]:
        """Return the matches of a family name alone, capitalised, of the suppressions ``among``."""
        return [hit for row in _token_rows(text) for hit in self._family_names_in(text, row, among, others)]

    def _family_names_in(
        self, text: str, row: Sequence[_Token], among: Collection[int], others: OtherNames
    ) -> Iterator[NameMatch]:
        in_bodies = _indices_of_names(row, others.bodies)
        taken = _indices_of_names(row, others.persons)
        taken |= {at for at in in_bodies if at == 0 or row[at - 1].word not in _CIVILITIES}
        for length in self._lengths["family"]:
            for at in range(len(row) - length + 1):
                some = row[at : at + length]
                numbers = self._suppressions_of("family", tuple(token.word for token in some)) & set(among)
                is_name = any(text[token.start].isupper() for token in some) and at not in taken
                if numbers and is_name and _is_contiguous(text, row, at, length, inverted=False, slug=False):
                    span = Span(some[0].start, some[-1].end)
                    yield from (NameMatch(number, span) for number in numbers)

    def _suppressions_of(self, kind: FormKind, words: NameWords) -> set[int]:
        return self._forms.get((kind, self._digest(words)), set())

    def person(self, person: Person) -> set[int]:
        """Return the suppressions whose name the person has, in full or with initials."""
        given, family = words_of(person.given or ""), words_of(person.family)
        if not given or not family:
            return set()
        found = self._suppressions_of("named", given + family) | self._suppressions_of("inverted", family + given)
        if all(len(word) <= 2 for word in given):
            found |= self._suppressions_of("initials", ("".join(given), *family))
        return found

    def value(self, value: Value | None) -> set[int]:
        """Return the suppressions whose person a value is, or names in full in an organisation, place or fact."""
        match value:
            case Person():
                return self.person(value)
            case Organisation(name) | Place(name):
                return {hit.suppression for hit in self.full(name)}
            case ActTitle() | ActNumber() | AwardFact() | Ballot() | Presence() | FindingFact():
                named = {number for part in parts_of(value) for number in self.value(part)}
                texts = (part for part in parts_of(value) if isinstance(part, str))
                return named | {hit.suppression for text in texts for hit in self.full(text)}
        return set()

    def is_name(self, words: NameWords) -> bool:
        """Return whether the words are a full name and nothing else."""
        return bool(self._suppressions_of("named", words) | self._suppressions_of("inverted", words))

    def family(self, person: Person) -> set[int]:
        """Return the suppressions whose family name the person has; none if the person has a given name."""
        return set() if words_of(person.given or "") else self._suppressions_of("family", words_of(person.family))


def full_names(persons: Iterable[Person]) -> set[NameWords]:
    """Return the full names of persons, in both orders."""
    found: set[NameWords] = set()
    for person in persons:
        given, family = words_of(person.given or ""), words_of(person.family)
        if given and family:
            found |= {given + family, family + given}
    return found


def is_civility(word: str) -> bool:
    return word in _CIVILITIES


def _token_rows(text: str) -> Iterator[list[_Token]]:
    """Yield the words of a text; then again with words rejoined that a line end or a soft hyphen breaks."""
    row = [_Token(match.start(), match.end(), fold(match[0])) for match in _TOKEN.finditer(text)]
    yield row
    whole: list[_Token] = []
    for token in row:
        last = whole[-1] if whole else None
        if last is not None and _WORD_BREAK.fullmatch(text, last.end, token.start):
            whole[-1] = _Token(last.start, token.end, last.word + token.word)
        else:
            whole.append(token)
    if len(whole) < len(row):
        yield whole


def _is_contiguous(text: str, row: Sequence[_Token], at: int, length: int, *, inverted: bool, slug: bool) -> bool:
    """Return whether the words are contiguous, and no hyphen makes them part of a longer name."""
    last = at + length - 1
    separated = 0
    for one, other in zip(row[at:last], row[at + 1 : last + 1], strict=True):
        if not _GAP.fullmatch(text, one.end, other.start):
            separated += 1
            if not inverted or separated > 1 or not _NAME_SEPARATOR.fullmatch(text, one.end, other.start):
                return False
    if separated and _is_between_names(text, row, at, last):
        return False
    return slug or not (_has_hyphen_before(text, row, at) or _has_hyphen_after(text, row, last))


def _is_between_names(text: str, row: Sequence[_Token], at: int, last: int) -> bool:
    """Return whether the comma separates two names, not the parts of one: « Paul EXEMPLE, Marie DURAND »."""
    before = row[at - 1] if at else None
    after = row[last + 1] if last + 1 < len(row) else None
    is_named = before is not None and text[before.start].isupper() and not is_civility(before.word)
    follows = after is not None and text[after.start].isupper() and _is_gap(text, row[last].end, after.start)
    return bool(follows or (is_named and before and _is_gap(text, before.end, row[at].start)))


def _is_gap(text: str, start: int, end: int) -> bool:
    return bool(_GAP.fullmatch(text, start, end)) and "\n" not in text[start:end]


def _has_hyphen_before(text: str, row: Sequence[_Token], at: int) -> bool:
    return at > 0 and row[at].start - row[at - 1].end == 1 and text[row[at].start - 1] in _HYPHENS


def _has_hyphen_after(text: str, row: Sequence[_Token], last: int) -> bool:
    return last + 1 < len(row) and row[last + 1].start - row[last].end == 1 and text[row[last].end] in _HYPHENS


def _indices_of_names(row: Sequence[_Token], others: Collection[NameWords]) -> set[int]:
    """Return the indices of the words of a row that are part of one of the other names."""
    starts: dict[str, list[NameWords]] = {}
    for words in others:
        starts.setdefault(words[0], []).append(words)
    taken: set[int] = set()
    for at, token in enumerate(row):
        for words in starts.get(token.word, ()):
            if tuple(each.word for each in row[at : at + len(words)]) == words:
                taken.update(range(at, at + len(words)))
    return taken


_HIDDEN_PREFIX = "personne-effacee-"
_HIDDEN_PART = re.compile(rf"{_HIDDEN_PREFIX}([0-9a-f]{{24}})(?:\.[A-Za-z0-9]{{1,5}})?")
_EXTENSION = re.compile(r"\.[A-Za-z0-9]{1,5}")


def hide_names(uri: str, finder: NameFinder) -> str:
    """Replace by a hash each part of an address that names one of the finder's persons; folders stay."""
    parts = uri.split("/")
    return "/".join(
        _hash_part(part, finder.key) if finder.full(unquote(part), slug=True) else part for part in parts
    )


def _hash_part(part: str, key: bytes) -> str:
    ending = PurePosixPath(unquote(part)).suffix
    kept = ending if _EXTENSION.fullmatch(ending) else ""
    return quote(f"{_HIDDEN_PREFIX}{_file_name_digest(unquote_to_bytes(part), key)}{kept}")


def _file_name_digest(name: bytes, key: bytes) -> str:
    return hmac.new(key, name, hashlib.sha256).hexdigest()[:24]


def find_hidden_file(path: Path) -> Path:
    """Return the existing file that a path with hashed parts stands for; the path itself if it is gone."""
    at = Path(path.anchor)
    for part in path.parts[1:] if path.anchor else path.parts:
        at = _find_by_digest(at, part) or at / part
    return at


def is_hidden(path: PurePath) -> bool:
    """Return whether a part of the path is such a hash."""
    return any(_HIDDEN_PART.fullmatch(part) for part in path.parts)


def _find_by_digest(folder: Path, part: str) -> Path | None:
    hidden = _HIDDEN_PART.fullmatch(part)
    key = name_hashes.load_key() if hidden else None
    if hidden is None or key is None:
        return None
    try:
        names = sorted(os.fsencode(file.name) for file in folder.iterdir())
    except OSError:
        return None
    same = (name for name in names if hmac.compare_digest(_file_name_digest(name, key), hidden[1]))
    return next((folder / os.fsdecode(name) for name in same), None)
