"""A failure reason as a field of a request, which pydantic validates."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema

from recueil.errors import ReasonUnknown
from recueil.store.ledger.reasons import REASONS, require_reasons


def _validate_reason(word: str) -> str:
    """Validate a reason for pydantic, which expects a ValueError."""
    try:
        require_reasons([word])
    except ReasonUnknown as error:
        raise ValueError(str(error)) from error
    return word


ReasonCode = Annotated[
    str, AfterValidator(_validate_reason), WithJsonSchema({"type": "string", "enum": list(REASONS)})
]
"""A failure reason in a request; its JSON schema lists all of them."""
