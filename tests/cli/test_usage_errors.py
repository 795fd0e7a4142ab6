"""Wrong command lines are answered in one language, and every command has `-h`."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from tests.commands import run

from recueil.cli.app import app, prints_help
from recueil.cli.usage_errors import LIBRARY_PHRASES

# The command line, and what is wrong with it in English and in French.
WRONG = [
    ("serach", "No such command 'serach'. Is it search, extract, user?", "La commande « serach » n'existe pas. Serait-ce search, extract, user ?"),
    ("corrections nosuch", "No such command 'nosuch'.", "La commande « nosuch » n'existe pas."),
    ("-z", "There is no option -z.", "L'option -z n'existe pas."),
    ("search --nosuch x", "There is no option --nosuch.", "L'option --nosuch n'existe pas."),
    ("search --limti 3 x", "There is no option --limti. Is it --limit?", "L'option --limti n'existe pas. Serait-ce --limit ?"),
    ("search --limit", "The option --limit requires a value.", "L'option --limit demande une valeur."),
    ("search --limit ten x", "--limit: 'ten' is not a whole number.", "--limit : 'ten' n'est pas un nombre entier."),
    ("search --limit 1.5 x", "--limit: '1.5' is not a whole number.", "--limit : '1.5' n'est pas un nombre entier."),
    ("search --limit 0 x", "--limit: 0 is less than 1.", "--limit : 0 est inférieur à 1."),
    ("search --limit 99999 x", "--limit: 99999 is more than 1000.", "--limit : 99999 est supérieur à 1000."),
    ("search --format xml x", "--format: 'xml' is none of table, csv, csv-fr, json.", "--format : 'xml' n'est pas l'une des réponses : table, csv, csv-fr, json."),
    ("show", "The argument act is missing.", "Il manque l'argument act."),
    ("show a b c", "There are too many arguments: b c.", "Il y a trop d'arguments : b c."),
    ("corrections add", "The argument ACT is missing.", "Il manque l'argument ACT."),
    ("corrections add a", "The argument kind is missing. It is one of date, period, amount, percentage, budget, person, reference, organisation, place.", "Il manque l'argument kind. C'est l'un de date, period, amount, percentage, budget, person, reference, organisation, place."),
    ("corrections award a x", "number: 'x' is not a whole number.", "number : 'x' n'est pas un nombre entier."),
    ("corrections award a 0", "number: 0 is less than 1.", "number : 0 est inférieur à 1."),
    ("corrections vote a 1 --reject=yes", "The option --reject takes no value.", "L'option --reject ne prend pas de valeur."),
    ("corrections list --state bad", "--state: 'bad' is none of standing, orphaned, withdrawn.", "--state : 'bad' n'est pas l'une des réponses : standing, orphaned, withdrawn."),
    ("corrections presence a b c", "status: 'c' is none of present, represented, excused, absent, none.", "status : 'c' n'est pas l'une des réponses : present, represented, excused, absent, none."),
    ("user add", "The argument NAME is missing.", "Il manque l'argument NAME."),
    ("user role anne chief", "ROLE: 'chief' is none of reader, editor, admin.", "ROLE : 'chief' n'est pas l'une des réponses : reader, editor, admin."),
    ("audit --since", "The option --since requires a value.", "L'option --since demande une valeur."),
    ("serve --port http", "--port: 'http' is not a whole number.", "--port : 'http' n'est pas un nombre entier."),
    ("serve --port 99999", "--port: 99999 is more than 65535.", "--port : 99999 est supérieur à 65535."),
    ("extract", "The argument PATH… is missing.", "Il manque l'argument PATH…."),
    ("evaluate a --folds 1", "--folds: 1 is less than 2.", "--folds : 1 est inférieur à 2."),
    ("evaluate a --scores nowhere.csv", "--scores: There is no file nowhere.csv.", "--scores : Il n'y a pas de fichier nowhere.csv."),
    ("failures --reason missing release 1", "No such command 'release'.", "La commande « release » n'existe pas."),
    ("store copy", "The argument SRC is missing.", "Il manque l'argument SRC."),
    (
        "similar --since hier a",
        "--since: 'hier' is not a day: write for example 2025-03-01.",
        "--since : 'hier' n'est pas un jour : écrivez par exemple 2025-03-01.",
    ),
    ("alerts remove one", "ALERT: 'one' is not a whole number.", "ALERT : 'one' n'est pas un nombre entier."),
    ("backup a b", "There are too many arguments: b.", "Il y a trop d'arguments : b."),
    ("doctor extra", "There are too many arguments: extra.", "Il y a trop d'arguments : extra."),
]  # fmt: skip
_RUN = """
import contextlib, io, shlex, sys
from recueil.cli.app import main
for line in sys.stdin.read().splitlines():
    sys.argv = ["recueil", *shlex.split(line)]
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.suppress(SystemExit):
        main()
    sys.stdout.write(said.getvalue() + "\\0")
"""


def parts_of(said: str) -> tuple[list[str], str]:
    """The lines before the frame of an answer, and what the frame says."""
    plain = said.replace("\u00a0", " ")
    framed = " ".join(" ".join(line.strip("│").split()) for line in plain.splitlines() if line.startswith("│"))
    return [line for line in plain.splitlines() if line and line[0] not in "│╭╰"], framed


def test_wrong_command_lines_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    answers = {}
    for line, *_ in WRONG:
        status, out, err = run(capsys, *shlex.split(line))
        assert (status, out) == (2, ""), line
        answers[line] = parts_of(err)[1]
    assert answers == {line: english for line, english, _ in WRONG}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["C", "fr_FR.UTF-8"])
def test_wrong_command_lines_are_answered_in_one_language(tmp_path: Path, language: str) -> None:
    variables = {name: value for name, value in os.environ.items() if name != "RECUEIL_LANG"}
    variables |= {"LC_ALL": language, "PYTHONUTF8": "1", "COLUMNS": "80"}
    lines = "\n".join(line for line, *_ in WRONG)
    ended = subprocess.run(
        [sys.executable, "-c", _RUN],
        input=lines,
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    )
    answers = [parts_of(said) for said in ended.stdout.split("\0")[:-1]]
    is_french = language != "C"
    assert [framed for _, framed in answers] == [french if is_french else english for _, english, french in WRONG]
    starts = ("Usage: recueil", "Pour de l'aide : 'recueil" if is_french else "Try 'recueil")
    assert [line for before, _ in answers for line in before if not line.startswith(starts)] == []


def test_the_phrases_of_the_library_are_its_own() -> None:
    code = "".join(file.read_text("utf-8") for file in Path(typer.__file__).parent.rglob("*.py"))
    assert [phrase for phrase in LIBRARY_PHRASES if phrase not in code] == []


def test_every_command_has_the_short_option_of_help() -> None:
    def names(command: Any, name: str, parent: Any = None) -> Iterator[tuple[str, list[str]]]:
        context = command.make_context(name, [], parent=parent, resilient_parsing=True)
        yield context.command_path, context.help_option_names
        for sub, other in getattr(command, "commands", {}).items():
            yield from names(other, sub, context)

    found = dict(names(typer.main.get_command(app), "recueil"))
    assert {"recueil search", "recueil corrections add-vote"} < set(found)
    assert [name for name, options in found.items() if "-h" not in options] == []


def test_a_group_alone_prints_its_help_in_the_language_too() -> None:
    command = typer.main.get_command(app)
    lines = ["", "corrections", "corrections -h", "status --help", "status", "corrections add", "nosuch"]
    printing = [line for line in lines if prints_help(command, shlex.split(line))]
    assert printing == ["", "corrections", "corrections -h", "status --help"]


def test_help_is_not_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert [run(capsys, *words, "-h")[0] for words in ((), ("corrections",), ("corrections", "add-vote"))] == [
        0,
        0,
        0,
    ]
