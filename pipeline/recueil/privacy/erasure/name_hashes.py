"""Hash persons' names with a secret key, and load that key.

Each way to write a name (« Marie Exemple », « EXEMPLE Marie », « M. EXEMPLE ») is hashed with
HMAC-SHA256: someone who has the store without the key cannot try names. The key is in the settings, or
in a file beside them; never in the store.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from recueil.errors import ForgetError, ForgetKeyMissing
from recueil.text import fold_words
from recueil.translation import gettext as _

KEY_FILE = "forget.key"
_KEY_BYTES = 32


def load_key() -> bytes | None:
    """Return the key from the settings or from ``forget.key`` in the working folder; None if there is none.

    Raise ForgetKeyMissing if the file cannot be read.
    """
    from recueil.settings import load_settings  # pydantic, for which short commands would wait

    setting = load_settings().forget_key
    if setting is not None:
        return setting.get_secret_value().encode()
    try:
        return Path(KEY_FILE).read_bytes().strip() or None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ForgetKeyMissing(
            _("{key_file} cannot be read: {strerror}.").format(key_file=KEY_FILE, strerror=error.strerror),
            _("Let this user read it."),
        ) from error


def load_or_create_key() -> tuple[bytes, Path | None]:
    """Return the key, created if there is none yet, and the file created for it (None if the key existed).

    Raise ForgetKeyMissing if the file cannot be written.
    """
    key = load_key()
    if key is not None:
        return key, None
    new = secrets.token_hex(_KEY_BYTES).encode()
    try:
        handle = os.open(KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(new + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ForgetKeyMissing(
            _("{key_file} cannot be written: {strerror}.").format(key_file=KEY_FILE, strerror=error.strerror),
            _("Let this user write the working folder."),
        ) from error
    return new, Path(KEY_FILE).absolute()


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
        advice = _(
            "Give both, as --person 'Marie Exemple', or 'Marie-Anne DE EXEMPLE' where the family name has parts."
        )
        raise ForgetError(_("{written!r} is not a given and a family name.").format(written=written), advice)
    return name


def words_of(name: str) -> NameWords:
    """Return the folded words of a name, without those that contain digits."""
    return tuple(word for word in fold_words(name) if word.isalpha())


def make_digest(key: bytes) -> Digest:
    """Return a function that hashes words with a key, and caches the hashes."""
    made: dict[NameWords, str] = {}

    def digest(words: NameWords) -> str:
        value = made.get(words)
        if value is None:
            value = made[words] = hmac.digest(key, " ".join(words).encode(), "sha256").hex()
        return value

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


def _forms(name: NameWords, family: NameWords, digest: Digest) -> Sequence[NameForm]:
    words = len(name) + len(family)
    initials = "".join(word[0] for word in name)
    return [
        NameForm("named", words, digest(name + family)),
        NameForm("inverted", words, digest(family + name)),
        NameForm("family", len(family), digest(family)),
        *(
            NameForm("initials", 1 + len(family), digest((short, *family)))
            for short in dict.fromkeys((initials, initials[0]))
        ),
    ]
