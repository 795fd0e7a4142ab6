"""Write the generated parts of the documentation: ``python -m tests.reference``.

A part stands between ``<!-- NAME -->`` and ``<!-- end -->``: a command in docs/cli.md (``recueil alerts add``), a table of
settings in docs/settings.md or docs/operating.md, the scores in README.md. The rest of these files is written by hand.
"""

from __future__ import annotations

import csv
import re
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from recueil.cli.app import app
from recueil.settings import Body, Settings, SingleSignOn, Source
from recueil.store_address import PREFIX

ROOT = Path(__file__).parent.parent
FILES = ("README.md", "docs/cli.md", "docs/operating.md", "docs/settings.md")
_PART = re.compile(r"(?<=^<!-- )(?!end )([^>\n]+)( -->\n).*?(?=^<!-- end -->$)", re.DOTALL | re.MULTILINE)
_SCORES = ROOT / "models" / "fr_recueil" / "scores.csv"


def regenerate(text: str) -> str:
    """Return a document with its generated parts as they are now. Raise KeyError for a part of an unknown name."""
    parts = dict(generated_parts())
    return _PART.sub(lambda part: f"{part[1]}{part[2]}\n{parts[part[1]]}\n", text)


def part_names(text: str) -> list[str]:
    """List the generated parts of a document."""
    return [part[1] for part in _PART.finditer(text)]


def generated_parts() -> Iterator[tuple[str, str]]:
    """Generate the name and the text of every part."""
    for name, command in commands(typer.main.get_command(app), "recueil"):
        yield name, _describe_command(name, command)
    yield "settings", _settings_table(Settings)
    yield "fields of a source", _fields_table(Source)
    yield "fields of a body", _fields_table(Body)
    yield "fields of a provider", _fields_table(SingleSignOn)
    yield "scores", _scores_table()


def commands(group: Any, prefix: str) -> Iterator[tuple[str, Any]]:
    """Walk the commands and groups below a group, each with its full name, in the order of the help."""
    for name, command in group.commands.items():
        yield f"{prefix} {name}", command
        if hasattr(command, "commands"):
            yield from commands(command, f"{prefix} {name}")


def _describe_command(name: str, command: Any) -> str:
    """Return the usage of a command, its help, and its arguments and options with their defaults."""
    context = command.make_context(name, [], resilient_parsing=True)
    options = [parameter for parameter in command.params if parameter.param_type_name == "option"]
    arguments = [parameter for parameter in command.params if parameter not in options]
    usage = [name, *["[OPTIONS]"][: len(options)], *map(_argument_usage, arguments)]
    if hasattr(command, "commands"):
        usage.append("[COMMAND]" if command.invoke_without_command else "COMMAND")
    parts = [
        f"```\n{' '.join(usage)}\n```",
        " ".join(command.help.split()),
        "\n".join(
            _describe_parameter(*parameter.get_help_record(context)) for parameter in [*arguments, *options]
        ),
    ]
    return "\n\n".join(filter(None, parts)) + "\n"


def _argument_usage(argument: Any) -> str:
    name: str = argument.metavar or argument.name.upper()
    return name if argument.required or name.startswith("[") else f"[{name}]"


def _describe_parameter(name: str, help: str) -> str:
    """Return an item of a list. ``name`` has its type behind it, ``help`` its default and bounds."""
    text, _, notes = help.partition("  [")
    return f"- `{name}`: {text}" + (f" [{notes}" if notes else "")


def _settings_table(model: type[BaseModel]) -> str:
    rows = [
        f"| `{PREFIX}{name}` | {_format_default(field)} | {field.description} |".replace("|  |", "| |")
        for name, field in _walk_settings(model)
    ]
    return "\n".join(["| setting | default | meaning |", "|---|---|---|", *rows, ""])


def _walk_settings(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Walk the settings and, after them, those of the groups, by the names of their environment variables."""
    groups = []
    for name, field in model.model_fields.items():
        if isinstance(field.default, BaseModel):
            groups.append((name, type(field.default)))
        else:
            yield f"{prefix}{name.upper()}", field
    for name, group in groups:
        yield from _walk_settings(group, f"{prefix}{name.upper()}__")


def _format_default(field: FieldInfo) -> str:
    """Return a default as the environment takes it; nothing where a setting is empty by default."""
    match field.default:
        case bool(default):
            return f"`{str(default).lower()}`"
        case (int() | float() | str() | Path()) as default:
            return f"`{default}`"
        case _:
            return ""


def _fields_table(model: type[BaseModel]) -> str:
    rows = [
        f"| `{name}` | {_format_default(field)} | {field.description} |".replace("|  |", "| |")
        for name, field in model.model_fields.items()
    ]
    return "\n".join(["| field | default | meaning |", "|---|---|---|", *rows, ""])


def _scores_table() -> str:
    """Return the scores as two lists; what has the same scores stands together."""
    with _SCORES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    unseen = _listed_scores([(row["kind"], row["unseen"]) for row in rows if row["unseen"]])
    known = _listed_scores([(row["kind"], f"{row['sample']}, {row['real']}") for row in rows if row["sample"]])
    items = (
        f"- 22 acts of 17 bodies that no rule was written on: {unseen}.",
        f"- 71 sample acts, and 42 real acts, that the rules were written with: {known}.",
    )
    return "\n".join([*(textwrap.fill(item, 115, subsequent_indent="  ") for item in items), ""])


def _listed_scores(scores: Sequence[tuple[str, str]]) -> str:
    groups: dict[str, list[str]] = {}
    for kind, score in scores:
        groups.setdefault(score, []).append(f"`{kind}`")
    return "; ".join(f"{', '.join(kinds)} {score}" for score, kinds in groups.items())


if __name__ == "__main__":
    for name in FILES:
        path = ROOT / name
        path.write_text(regenerate(path.read_text("utf-8")), "utf-8")
