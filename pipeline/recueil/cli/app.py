"""The command line of Recueil: the entry point, and the modules whose commands it gathers."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from typing import Any

import typer.main

from recueil.cli import terminal
from recueil.cli.arguments import app
from recueil.cli.usage_errors import UsageError, describe_usage_error
from recueil.errors import RecueilError
from recueil.translation import LANGUAGE, gettext, translate_libraries

__all__ = ["app", "main"]

# Each adds its commands to ``app`` when it is imported: the help lists them in this order.
for _module in (
    "recueil.alerts.cli",
    "recueil.cli.ingest",
    "recueil.ingest.cli",
    "recueil.corrections.cli",
    "recueil.cli.search",
    "recueil.similar_acts.cli",
    "recueil.privacy.cli",
    "recueil.cli.admin",
    "recueil.cli.doctor",
    "recueil.cross_checks.cli",
    "recueil.interests.cli",
    "recueil.persons.cli",
    "recueil.beneficiaries.cli",
    "recueil.bodies.cli",
    "recueil.dossiers.cli",
    "recueil.batches.cli",
    "recueil.accounts.cli",
    "recueil.mcp.cli",
):
    import_module(_module)


def main() -> None:
    """Run a command; turn every error that a user can act on into one message and a non-zero status."""
    # One thread of linear algebra: a second one costs more than it brings on matrices of this size.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _replace_unencodable()
    translate_libraries()
    try:
        command = typer.main.get_command(app)
        if LANGUAGE != "en" and prints_help(command, sys.argv[1:]):
            _translate_help(command)
        sys.exit(command(prog_name="recueil", standalone_mode=False) or 0)
    except UsageError as error:
        _print_usage_error(error)
        sys.exit(error.exit_code)
    except typer.Abort:
        terminal.err.print(gettext("Aborted."), style="bold red")
        sys.exit(1)
    except RecueilError as error:
        terminal.print_error(error)
        sys.exit(error.status)


def _print_usage_error(error: Any) -> None:
    from typer.rich_utils import rich_format_error  # takes time to import

    if type(error).__name__ != "NoArgsIsHelpError":  # which has printed the help
        error = UsageError(describe_usage_error(error), error.ctx)
    rich_format_error(error)


def help_texts(command: Any, name: str, parent: Any = None) -> Iterator[tuple[Any, str]]:
    """Yield each help text of a command, its options and its subcommands, a line per paragraph, and its owner."""
    context = command.make_context(name, [], parent=parent, resilient_parsing=True)
    for owner in (command, *command.params, command.get_help_option(context)):
        if owner.help:
            paragraphs = owner.help.split("\n\n")
            yield owner, "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    for other, subcommand in getattr(command, "commands", {}).items():
        yield from help_texts(subcommand, other, context)


def prints_help(command: Any, arguments: Sequence[str]) -> bool:
    """Return whether help is asked for, or only a group is named, which prints its help."""
    if not {"-h", "--help"}.isdisjoint(arguments):
        return True
    for argument in arguments:
        command = getattr(command, "commands", {}).get(argument)
    return bool(getattr(command, "commands", None))


def _translate_help(command: Any) -> None:
    for owner, text in help_texts(command, "recueil"):
        owner.help = gettext(text)


def _replace_unencodable() -> None:
    """Print what the encoding lacks, such as « € » in Latin-1, as « ? » on a terminal; in pipes and files, where
    nothing may be lost, as an escape.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace" if stream.isatty() else "backslashreplace")
