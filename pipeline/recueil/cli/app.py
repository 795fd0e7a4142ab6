"""The command line: parses arguments and prints. Each command imports only what it uses."""

from __future__ import annotations

import os
import sys

# isort: off — the order in which the help lists the commands
import recueil.alerts.alerting
import recueil.cli.ingest
import recueil.corrections.commands_correcting
import recueil.cli.search
import recueil.privacy.forgetting
import recueil.cli.admin
import recueil.persons.commands_persons
import recueil.cli.serve
import recueil.accounts.commands_users  # noqa: F401

# isort: on
from recueil.cli import format
from recueil.cli.base import app
from recueil.errors import RecueilError

__all__ = ["app", "main"]


def main() -> None:
    """Run, and turn every error a user can act on into one message and a non-zero status."""
    # One thread of linear algebra: a second one costs more than it brings on matrices of this size.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        app(prog_name="recueil")
    except RecueilError as error:
        format.error(error)
        sys.exit(error.status)
