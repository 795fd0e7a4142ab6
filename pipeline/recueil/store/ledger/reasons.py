"""Failure reasons: the codes of ``recueil.errors``, stored in the ledger, by which commands filter."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from recueil import errors
from recueil.errors import ActRefused, ReadError, ReasonUnknown
from recueil.translation import gettext as _

REASONS: dict[str, type[ReadError | ActRefused]] = {
    kind.reason: kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, ReadError | ActRefused) and kind is not ReadError
}


def require_reasons(words: Iterable[str]) -> None:
    """Raise ReasonUnknown for a code that is not a failure reason; the message suggests one that is."""
    for word in words:
        if word not in REASONS:
            near = get_close_matches(word, REASONS, 1)
            suggestion = _(": did you mean {near}?").format(near=near[0]) if near else "."
            raise ReasonUnknown(
                _("{word!r} is not a reason for which files fail{suggestion}").format(
                    word=word, suggestion=suggestion
                ),
                _("The reasons are {reasons}.").format(reasons=", ".join(REASONS)),
            )
