"""Who decides something on a page, when, and why: for decisions that may be undone."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Form

from recueil.corrections import Attribution
from recueil.web.authentication import Editor
from recueil.web.dependencies import ClockDep

Typed = Annotated[str, Form(max_length=20_000)]
"""A field of a form."""


def _sign(user: Editor, clock: ClockDep, motif: Typed = "") -> Attribution:
    return Attribution(user.name, clock(), " ".join(motif.split()))


AttributionDep = Annotated[Attribution, Depends(_sign)]
