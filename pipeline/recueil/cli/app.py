"""The command line of Recueil: the entry point, and the table of the modules that have its commands."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, Final

import typer.main
from typer.core import TyperGroup

from recueil.cli import terminal
from recueil.cli.arguments import app
from recueil.cli.parameters import parse_directly
from recueil.cli.usage_errors import UsageError, describe_usage_error
from recueil.errors import RecueilError
from recueil.translation import LANGUAGE, gettext, translate_libraries

__all__ = ["app", "main"]

_INTERRUPTED: Final = 128 + signal.SIGINT
# The module that adds each command to ``app`` when it is imported, in the order of the help.
_MODULES: Final = {
    "ingest": "recueil.cli.ingest",
    "retry": "recueil.cli.ingest",
    "reprocess": "recueil.cli.ingest",
    "extract": "recueil.cli.search",
    "read": "recueil.cli.search",
    "search": "recueil.cli.search",
    "show": "recueil.cli.search",
    "export": "recueil.cli.search",
    "evaluate": "recueil.cli.search",
    "similar": "recueil.similar_acts.cli",
    "forget": "recueil.privacy.cli",
    "forgotten": "recueil.privacy.cli",
    "status": "recueil.cli.admin",
    "report": "recueil.cli.admin",
    "check": "recueil.cli.admin",
    "backup": "recueil.cli.admin",
    "restore": "recueil.cli.admin",
    "schedule": "recueil.cli.admin",
    "serve": "recueil.cli.admin",
    "doctor": "recueil.cli.doctor",
    "crosscheck": "recueil.cross_checks.cli",
    "queries": "recueil.batches.cli",
    "audit": "recueil.accounts.cli",
    "mcp": "recueil.mcp.cli",
    "alerts": "recueil.alerts.cli",
    "sources": "recueil.ingest.cli",
    "corrections": "recueil.corrections.cli",
    "failures": "recueil.cli.admin",
    "quarantine": "recueil.cli.admin",
    "store": "recueil.cli.admin",
    "originals": "recueil.cli.admin",
    "interests": "recueil.interests.cli",
    "persons": "recueil.persons.cli",
    "beneficiaries": "recueil.beneficiaries.cli",
    "reference": "recueil.beneficiaries.cli",
    "bodies": "recueil.bodies.cli",
    "dossiers": "recueil.dossiers.cli",
    "user": "recueil.accounts.cli",
    "token": "recueil.accounts.cli",
}


class Commands(Mapping[str, Any]):
    """The commands by name. Each is made when it is first looked up: its module may take long to import."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            import_module(_MODULES[name])
            self._made[name] = command = _make_command(name)
            for each in (command, *getattr(command, "commands", {}).values()):
                parse_directly(each)
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


def _make_command(name: str) -> Any:
    """Make the command or group that has been added to ``app`` by a name."""
    options: Any = {
        "pretty_exceptions_short": app.pretty_exceptions_short,
        "rich_markup_mode": app.rich_markup_mode,
    }
    for group in app.registered_groups:
        if group.name == name:
            return typer.main.get_group_from_info(group, suggest_commands=app.suggest_commands, **options)
    for command in app.registered_commands:
        if (command.name or getattr(command.callback, "__name__", "")) == name:
            return typer.main.get_command_from_info(command, **options)
    raise LookupError(f"{_MODULES[name]} adds no command {name}")


class LazyGroup(TyperGroup):
    """The group of all commands, which imports the module of a command when the command is asked for."""

    def __init__(self, *, commands: object = None, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands: Mapping[str, Any] = Commands()  # type: ignore[assignment]  # nothing adds to it


app.info.cls = LazyGroup


def main() -> None:
    """Run a command; turn every error that a user can act on into one message and a non-zero status."""
    # One thread of linear algebra: a second one costs more than it brings on matrices of this size.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    _replace_unencodable()
    translate_libraries()
    try:
        command = typer.main.get_command(app)
        parse_directly(command)
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
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    except RuntimeError as error:
        # So Python reports Ctrl-C while a class is made, as when a command imports what it needs.
        if not isinstance(error.__cause__, KeyboardInterrupt):
            raise
        sys.exit(_INTERRUPTED)


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
