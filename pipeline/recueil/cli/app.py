"""Entry point of the command line. Each command imports only what it uses."""

from __future__ import annotations

import os
import sys

# isort: off — the order in which the help lists the commands
# isort: on
from recueil.cli import format
from recueil.cli.base import app
from recueil.errors import RecueilError

__all__ = ["app", "main"]


def main() -> None:
    """Run the command line; print a RecueilError as one message and exit with its status."""
    # One thread of linear algebra: on matrices of this size a second one costs more than it gains.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app(prog_name="recueil")
    except RecueilError as error:
        format.print_error(error)
        sys.exit(error.status)
