"""Remake the catalogue of messages: ``python -m tests.catalogue``.

It takes the messages from the code, keeps the French of those that are still there, lists those that have none, and
writes ``recueil.po`` and, compiled, ``recueil.mo``. Messages are the literals of ``_(…)`` and ``ngettext(…)``; the
entries of tables whose name ends with MESSAGES or COLUMNS; the headings in calls of ``new_table`` and the like; the
help of commands and options; the first lines of the errors of files; and what Typer prints.
"""

from __future__ import annotations

import ast
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import typer.main
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from recueil import errors
from recueil.cli.app import app, help_texts
from recueil.translation import DOMAIN, LOCALES

ROOT = Path(__file__).parents[1]
SOURCES = ("pipeline/recueil", "flows/recueil_flows", "models/fr_recueil")
PO = LOCALES / "fr" / "LC_MESSAGES" / f"{DOMAIN}.po"
MO = PO.with_suffix(".mo")
# In French already: the pages.
_FRENCH = ("web/i18n/", "pages.py", "figures/", "page_redaction.py")
# Where tables of messages and headings are; elsewhere columns are of files and databases.
_PRINTING = ("cli", "reports/render.py", "query/messages.py", "evaluation/summary.py")
_TABLES = ("MESSAGES", "MESSAGE", "COLUMNS")
_HEADING_CALLS = {"new_table", "print_rows", "_print_proxies", "_print_records", "_print_sums"}
# The messages of Typer, which asks `gettext` for them; others it has in English only.
TYPER_MESSAGES = (
    "(dynamic)",
    "Aborted!",
    "Aborted.",
    "Arguments",
    "Commands",
    "Error",
    "Missing command.",
    "No such command {name!r}.",
    "Options",
    "Try [blue]'{command_path} {help_option}'[/] for help.",
    "[default: {}]",
    "[required]",
    "default: {default}",
    "required",
)
_LEFT_OUT = ('"POT-', '"PO-', '"Report-', '"Last-', '"Language-Team', '"Project-', '"Generated-')
_HEADER = "# French of the messages of Recueil."

Message = str | tuple[str, str]


def messages() -> Iterator[tuple[Message, str]]:
    """Yield each message, with its plural if it has one, and where it is from; some more than once."""
    for source in SOURCES:
        for file in sorted((ROOT / source).rglob("*.py")):
            place = file.relative_to(ROOT).as_posix()
            if not any(part in place for part in _FRENCH):
                tables = _TABLES if any(part in place for part in _PRINTING) else ()
                yield from ((message, place) for message in messages_of(file, tables))
    yield from ((text, "--help") for _, text in help_texts(typer.main.get_command(app), "recueil"))
    for error in vars(errors).values():
        if isinstance(error, type) and issubclass(
            error, errors.ReadError | errors.ActRefused | errors.MirrorError
        ):
            yield error.summary(), "pipeline/recueil/errors.py"
    yield from ((message, "Typer") for message in TYPER_MESSAGES)


def messages_of(file: Path, tables: tuple[str, ...] = ()) -> Iterator[Message]:
    """Yield the messages of a module, those of ``tables`` and headings among them."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):  # which sees the calls in f-strings, unlike Babel
        match node:
            case ast.Call(
                func=ast.Name("_" | "gettext") | ast.Attribute(attr="gettext"),
                args=[ast.Constant(str(message)), *_],
            ):
                yield message
            case ast.Call(
                func=ast.Name("ngettext") | ast.Attribute(attr="ngettext"),
                args=[ast.Constant(str(one)), ast.Constant(str(many)), *_],
            ):
                yield one, many
            case ast.Assign(targets=[ast.Name(name)], value=value) if tables and name.upper().endswith(tables):
                yield from _literals(value)
            case ast.Call(func=ast.Name(name)) if name in _HEADING_CALLS:
                yield from (text for argument in node.args for text in _literals(argument))


def _literals(node: ast.expr) -> Iterator[str]:
    """Yield the strings of an expression: of a tuple its parts, of a dictionary its values."""
    match node:
        case ast.Constant(str(text)) if text.strip():
            yield text
        case ast.Tuple(parts) | ast.Dict(values=parts):
            for part in parts:
                yield from _literals(part)


def current() -> Catalog:
    """Return the catalogue of the messages of the code, with the French that is known of them."""
    known, made = read_po(io.BytesIO(PO.read_bytes())), Catalog("fr", DOMAIN)
    made.fuzzy = False
    made.header_comment, made.mime_headers = _HEADER, [("Plural-Forms", "nplurals=2; plural=(n > 1);")]
    plurals: dict[str, str] = {}
    places: dict[str, str] = {}
    for message, place in messages():
        singular = message if isinstance(message, str) else message[0]
        places[singular] = min(place, places.get(singular, place))
        # A message with a plural has it wherever it is.
        if isinstance(message, tuple):
            plurals[singular] = message[1]
    for singular, place in sorted(places.items(), key=lambda each: (each[1], each[0])):
        entry = known.get(singular)
        french = entry.string if entry is not None else ""
        if singular in plurals:
            made.add((singular, plurals[singular]), french if isinstance(french, tuple) else ("", ""))
        else:
            made.add(singular, french if isinstance(french, str) else "")
        made[singular].locations.append((place, 1))
    return made


def to_po(catalogue: Catalog) -> bytes:
    """Write a catalogue as text, without the date and the lines that would differ with each change of the code."""
    file = io.BytesIO()
    write_po(file, catalogue, width=115, omit_header=False, include_lineno=False)
    lines = file.getvalue().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(_LEFT_OUT)).encode()


def to_mo(catalogue: Catalog) -> bytes:
    """Compile a catalogue; its time is always the same, so that equal texts give equal bytes."""
    catalogue.creation_date = datetime(2000, 1, 1, tzinfo=UTC)
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


if __name__ == "__main__":
    made = current()
    text = to_po(made)
    PO.write_bytes(text)
    MO.write_bytes(to_mo(read_po(io.BytesIO(text))))
    for message in made:
        if message.id and not all(message.string if isinstance(message.string, tuple) else (message.string,)):
            print(f"Without French: {message.id!r}")
