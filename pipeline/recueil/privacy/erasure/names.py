"""A person's name as hashes: « Marie Exemple », « EXEMPLE Marie » and « M. EXEMPLE », none of which tells it.

A hash is keyed (HMAC-SHA256): who has the store without the key cannot try names.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from recueil import analysis
from recueil.errors import ForgetError

FormKind = Literal["named", "inverted", "family", "initials"]
NameWords = tuple[str, ...]
Digest = Callable[[NameWords], str]

PARTICLES = frozenset({"de", "du", "des", "d", "la", "le", "les", "l"})


@dataclass(frozen=True, slots=True)
class FullName:
    """A person's name: the folded words of the given name and of the family name."""

    given: NameWords
    family: NameWords


@dataclass(frozen=True, slots=True)
class NameForm:
    """One way to write a name, as a hash, and the number of its words.

    ``named`` has the given name first, ``inverted`` the family name first, ``family`` the family name
    alone, ``initials`` the initials as one word before the family name.
    """

    kind: FormKind
    words: int
    digest: str


def parse_name(written: str) -> FullName:
    """Parse « Marie Exemple », « EXEMPLE Marie » or « Exemple, Marie ». Raise ForgetError if not a full name."""
    before, comma, after = written.partition(",")
    pieces = written.split()
    capitals = [piece for piece in pieces if piece.isupper() and len(piece) > 1]
    if comma:
        given, family = after, before
    elif 0 < len(capitals) < len(pieces):
        given, family = " ".join(piece for piece in pieces if piece not in capitals), " ".join(capitals)
    else:
        given, family = pieces[0] if pieces else "", " ".join(pieces[1:])
    name = FullName(words_of(given), words_of(family))
    if not name.given or not name.family:
        advice = (
            "Give both, as --person 'Marie Exemple', or 'Marie-Anne DE EXEMPLE' where the family name has parts."
        )
        raise ForgetError(f"{written!r} is no given and family name.", advice)
    return name


def words_of(name: str) -> NameWords:
    """Return the folded words of a name, without those that contain digits."""
    return tuple(word for word in analysis.fold_words(name) if word.isalpha())


def make_digest(key: bytes) -> Digest:
    """Return a function that hashes words with a key, and caches the hashes."""
    made: dict[NameWords, str] = {}

    def digest(words: NameWords) -> str:
        known = made.get(words)
        if known is None:
            known = made[words] = hmac.digest(key, " ".join(words).encode(), "sha256").hex()
        return known

    return digest


def compute_key_check(key: bytes) -> str:
    """Return a hash that shows, later, whether a key is the one that forms were hashed with."""
    return hmac.digest(key, b"recueil forget", "sha256").hex()


def forms_of(name: FullName, key: bytes) -> tuple[NameForm, ...]:
    """Return all forms in which acts write a name; a particle before the family name may be left out."""
    digest = make_digest(key)
    families = [name.family]
    while len(families[-1]) > 1 and families[-1][0] in PARTICLES:
        families.append(families[-1][1:])
    forms = [form for family in families for form in _forms(name.given, family, digest)]
    return tuple(dict.fromkeys(forms))


def _forms(given: NameWords, family: NameWords, digest: Digest) -> Sequence[NameForm]:
    words = len(given) + len(family)
    initials = "".join(word[0] for word in given)
    return [
        NameForm("named", words, digest(given + family)),
        NameForm("inverted", words, digest(family + given)),
        NameForm("family", len(family), digest(family)),
        *(
            NameForm("initials", 1 + len(family), digest((short, *family)))
            for short in dict.fromkeys((initials, initials[0]))
        ),
    ]
