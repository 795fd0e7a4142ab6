"""The command line of Recueil: the entry point, and the modules whose commands it gathers."""

from __future__ import annotations

import io
import os
import sys
from importlib import import_module

from recueil.cli import terminal
from recueil.cli.arguments import app
from recueil.errors import RecueilError

__all__ = ["app", "main"]

# Each adds its commands to ``app`` when it is imported: the help lists them in this order.
for _module in (
    "recueil.alerts.cli",
    "recueil.cli.ingest",
    "recueil.ingest.cli",
    "recueil.corrections.cli",
    "recueil.cli.search",
    "recueil.privacy.cli",
    "recueil.cli.admin",
    "recueil.cli.doctor",
    "recueil.persons.cli",
    "recueil.bodies.cli",
    "recueil.accounts.cli",
):
    import_module(_module)


def main() -> None:
    """Run a command; turn every error that a user can act on into one message and a non-zero status."""
    # One thread of linear algebra: a second one costs more than it brings on matrices of this size.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _replace_unencodable()
    try:
        app(prog_name="recueil")
    except RecueilError as error:
        terminal.print_error(error)
        sys.exit(error.status)


def _replace_unencodable() -> None:
    """Print what the encoding lacks, such as « € » in Latin-1, as « ? » on a terminal; in pipes and files, where
    nothing may be lost, as an escape.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace" if stream.isatty() else "backslashreplace")
