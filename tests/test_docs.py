"""Documentation that can fail: every example of the README is run, every command, field and setting is listed."""

from __future__ import annotations

import contextlib
import io
import json
import re
import shlex
import shutil
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import BaseModel

from recueil.checks.rules import RULES
from recueil.cli.app import app, main
from recueil.export import jsonl
from recueil.export.act_object import act_object
from recueil.query import FIELDS
from recueil.readers.document import Document, MissingFile, Page
from recueil.settings import PREFIX, Limits, Settings, Source, Web
from recueil.values import Act, Facts

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
ACT = (ROOT / "docs" / "act.md").read_text("utf-8")
CONSOLE = re.findall(r"^```console\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
SHELL = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


def examples() -> Iterator[tuple[str, str]]:
    """Each command of the README and what it is said to print."""
    for block in CONSOLE:
        for example in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = example.partition("\n")
            yield command, output


EXAMPLES = list(examples())
RECUEIL = [(command, output) for command, output in EXAMPLES if command.startswith("recueil ")]
# Those that start Prefect; the others only ask, or extract.
INGESTING = [example for example in RECUEIL if example[0].startswith("recueil ingest ")]
ASKING = [example for example in RECUEIL if example not in INGESTING]


def printed(arguments: list[str]) -> str:
    """All that a command prints."""
    output = io.StringIO()
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(output),
        contextlib.suppress(SystemExit),
    ):
        patch.setattr(sys, "argv", arguments)
        patch.setattr(sys, "stderr", output)
        main()
    return "".join(line.rstrip() + "\n" for line in output.getvalue().splitlines())


@pytest.fixture
def folder(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder as the README leaves it: corpus/, and the files shown with cat."""
    shutil.copytree(root / "corpus" / "actes", tmp_path / "corpus" / "actes")
    for command, text in EXAMPLES:
        if command.startswith("cat "):
            (tmp_path / command.removeprefix("cat ")).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("command", "output"), ASKING, ids=[command for command, _ in ASKING])
def test_examples_print_what_the_readme_shows(
    monkeypatch: pytest.MonkeyPatch, corpus_store: str, command: str, output: str
) -> None:
    monkeypatch.setenv("RECUEIL_STORE", corpus_store)
    assert printed(shlex.split(command)) == output


@pytest.mark.slow
@pytest.mark.usefixtures("folder", "prefect_api")
def test_ingestion_prints_what_the_readme_shows() -> None:
    [(command, output)] = INGESTING
    assert printed(shlex.split(command)) == output


def test_python_examples_print_what_the_readme_shows() -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(code, "README.md", "exec"), {})
    assert output.getvalue().splitlines() == re.findall(r"^# Out: (.*)$", code, re.MULTILINE)


def test_every_command_is_documented() -> None:
    group = typer.main.get_command(app)
    documented = re.findall(r"^### `recueil (\w+)", README, re.MULTILINE)
    assert documented == list(group.commands)  # type: ignore[attr-defined]


def commands(group: Any) -> Iterator[Any]:
    """The commands of a group, and those of the groups in it."""
    for command in group.commands.values():
        yield command
        if hasattr(command, "commands"):
            yield from commands(command)


def test_every_option_is_documented() -> None:
    options = {
        option
        for command in commands(typer.main.get_command(app))
        for parameter in command.params
        for option in parameter.opts
        if option.startswith("--") and option not in ("--help", "--store", "--format")
    }
    assert {option for option in options if f"`{option}" not in README} == set()


def test_every_query_field_is_documented() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| `(\w+:.*?)` \|$", README, re.MULTILINE)
    assert rows == [(field.name, field.help, field.example) for field in FIELDS.values()]


def test_every_setting_is_documented_with_its_default() -> None:
    rows = re.findall(rf"^\| `{PREFIX}(\w+)` \| `(.*?)` \| (.*?) \|$", README, re.MULTILINE)
    grouped: dict[str, type[BaseModel]] = {"limits": Limits, "web": Web}
    settings = {name: field for name, field in Settings.model_fields.items() if name not in grouped}
    for group, model in grouped.items():
        settings |= {f"{group}__{name}": field for name, field in model.model_fields.items()}
    assert rows == [(name.upper(), str(field.default), field.description) for name, field in settings.items()]


def test_continuous_integration_runs_the_test_command_of_the_readme(root: Path) -> None:
    (tests,) = (command for command in SHELL if command.rstrip().endswith(".venv/bin/pytest"))
    assert tests in (root / ".ci" / "run").read_text("utf-8")


# docs/act.md


def table(title: str) -> list[str]:
    """The rows of the first table after a heading, without its head."""
    lines = ACT.partition(f"{title}\n")[2].splitlines()
    first = next(number for number, line in enumerate(lines) if line.startswith("|---"))
    return list(takewhile(lambda line: line.startswith("|"), lines[first + 1 :]))


def test_every_field_of_an_act_is_described() -> None:
    fields = [row.split("|")[1].strip(" `") for row in table("## `act`")]
    assert sorted(fields) == sorted(act_object(Act(0, 0, Facts(), ())))


def test_every_check_is_listed_with_its_basis() -> None:
    assert table("## The checks") == [f"| `{rule.id}` | {rule.basis} |" for rule in RULES]


def test_the_fields_of_a_file_are_described() -> None:
    missing = (MissingFile("b.txt", "empty", "b.txt: the file is empty."),)
    document = Document("", (Page(1, 0, 0),), "", 0, "application/zip", missing)
    act = Act(0, 0, Facts(), ())
    line = json.loads(jsonl.extraction_line("a.txt", document, replace(act, parts=(act,)), with_text=True))
    assert [row.split("|")[1].strip(" `") for row in table("# The act object")] == list(line)


# docs/operating.md


def test_every_field_of_a_source_is_documented_with_its_default() -> None:
    operating = (ROOT / "docs" / "operating.md").read_text("utf-8")
    rows = operating.partition("| of a source |")[2].partition("\n\n")[0].splitlines()[2:]
    shown = {"False": "`false`"}
    assert rows == [
        f"| `{name}` | {default} | {field.description} |".replace("|  |", "| |")
        for name, field in Source.model_fields.items()
        for default in [shown.get(str(field.default), "")]
    ]
