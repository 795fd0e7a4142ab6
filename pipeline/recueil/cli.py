"""The command line: parses arguments and prints. Each command imports only what it uses."""

from __future__ import annotations

import os
import sys

from recueil import terminal
from recueil.commands import (
    alerting,
    bringing,
    correcting,
    finding,
    forgetting,
    operating,
    persons,
    serving,
    users,
)
from recueil.commands.base import app
from recueil.errors import RecueilError

__all__ = [
    "alerting",
    "app",
    "bringing",
    "correcting",
    "finding",
    "forgetting",
    "main",
    "operating",
    "persons",
    "serving",
    "users",
]


def main() -> None:
    """Run, and turn every error a user can act on into one message and a non-zero status."""
    # One thread of linear algebra: a second one costs more than it brings on matrices of this size.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app(prog_name="recueil")
    except RecueilError as error:
        terminal.error(error)
        sys.exit(error.status)
