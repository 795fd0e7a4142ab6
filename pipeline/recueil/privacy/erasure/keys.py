"""Hash persons' names with a secret key, and load that key.

Each way to write a name (« Marie Exemple », « EXEMPLE Marie », « M. EXEMPLE ») is hashed with
HMAC-SHA256: someone who has the store without the key cannot try names. The key is in the settings, or
in a file beside them; never in the store.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from recueil.errors import ForgetKeyMissing
from recueil.settings import load_settings

KEY_FILE = "forget.key"
_KEY_BYTES = 32


def load_key() -> bytes | None:
    """Return the key from the settings or from ``forget.key`` in the working folder; None if there is none.

    Raise ForgetKeyMissing if the file cannot be read.
    """
    given = load_settings().forget_key
    if given is not None:
        return given.get_secret_value().encode()
    try:
        return Path(KEY_FILE).read_bytes().strip() or None
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ForgetKeyMissing(
            f"{KEY_FILE} cannot be read: {error.strerror}.", "Let this user read it."
        ) from error


def load_or_create_key() -> tuple[bytes, Path | None]:
    """Return the key, created if there is none yet, and the file created for it (None if the key existed).

    Raise ForgetKeyMissing if the file cannot be written.
    """
    known = load_key()
    if known is not None:
        return known, None
    new = secrets.token_hex(_KEY_BYTES).encode()
    try:
        handle = os.open(KEY_FILE, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(new + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise ForgetKeyMissing(
            f"{KEY_FILE} cannot be written: {error.strerror}.", "Let this user write the working folder."
        ) from error
    return new, Path(KEY_FILE).absolute()
