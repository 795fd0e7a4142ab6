"""Check the documentation: run every example, and compare what is generated with what the program says now."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from tests import reference
from tests.examples import examples, printed
from tests.flows.conftest import InProcess

import fr_recueil
from recueil.checks.rules import RULES
from recueil.cli.app import app
from recueil.export import jsonl
from recueil.export.act_object import act_object
from recueil.readers.document import Document, MissingFile, Page
from recueil.settings import load_settings
from recueil.values import Act, Facts
from recueil_flows.process_context import use_pool

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
CLI = (ROOT / "docs" / "cli.md").read_text("utf-8")
SHELL = re.findall(r"^```sh\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
ACT = (ROOT / "docs" / "act.md").read_text("utf-8")
SETTINGS = (ROOT / "docs" / "settings.md").read_text("utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
CORRECTIONS = (ROOT / "docs" / "corrections.md").read_text("utf-8")


EXAMPLES = list(examples(README + CLI))
RECUEIL = [(command, output) for command, output in EXAMPLES if command.startswith("recueil ")]
# Those that start Prefect; the others only read, or extract.
INGESTING = [example for example in RECUEIL if example[0].startswith("recueil ingest ")]
READING = [example for example in RECUEIL if example not in INGESTING]


@pytest.fixture
def folder(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a working folder as in the README: corpus/, and the files shown with cat."""
    shutil.copytree(root / "corpus" / "actes", tmp_path / "corpus" / "actes")
    for command, text in EXAMPLES:
        if command.startswith("cat "):
            (tmp_path / command.removeprefix("cat ")).write_text(text)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def loaded(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """Examples that load the pipeline get the one that is loaded in this process."""
    load = fr_recueil.load
    monkeypatch.setattr(fr_recueil, "load", lambda **other: load(**other) if other else nlp)


@pytest.mark.usefixtures("folder", "loaded")
@pytest.mark.parametrize(("command", "output"), READING, ids=[command for command, _ in READING])
def test_examples_print_what_is_shown(
    monkeypatch: pytest.MonkeyPatch, corpus_store: str, command: str, output: str
) -> None:
    monkeypatch.setenv("RECUEIL_STORE", corpus_store)
    assert printed(shlex.split(command)) == output


@pytest.mark.slow
@pytest.mark.usefixtures("folder", "prefect_api")
def test_ingestion_prints_what_is_shown(nlp: Language) -> None:
    [(command, output)] = INGESTING
    with use_pool(InProcess(nlp)):
        assert printed(shlex.split(command)) == output


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("page", ["README.md", "docs/library.md"])
def test_python_examples_print_what_is_shown(page: str) -> None:
    """The blocks of a page are run one after the other."""
    blocks = re.findall(r"^```python\n(.*?)^```", (ROOT / page).read_text("utf-8"), re.DOTALL | re.MULTILINE)
    variables: dict[str, Any] = {}
    for code in blocks:
        output = io.StringIO()
        with contextlib.redirect_stdout(output):
            exec(compile(code, page, "exec"), variables)
        assert output.getvalue().splitlines() == re.findall(r"^# Out: (.*)$", code, re.MULTILINE)
    assert blocks


@pytest.mark.parametrize("name", reference.FILES)
def test_generated_parts_are_what_is_generated_now(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert text == reference.regenerate(text), "python -m tests.reference"


def test_every_command_and_group_is_documented_once() -> None:
    assert sorted(reference.part_names(CLI)) == sorted(
        name for name, _ in reference.commands(typer.main.get_command(app), "recueil")
    )


def test_every_command_has_its_heading() -> None:
    headings = re.findall(r"^### `recueil (\w+)`$", CLI, re.MULTILINE)
    assert sorted(headings) == sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


def test_the_other_generated_parts_are_where_they_belong() -> None:
    assert reference.part_names(README) == ["scores"]
    assert reference.part_names(SETTINGS) == ["settings", "fields of a body", "fields of a provider"]
    assert reference.part_names(OPERATING) == ["fields of a source"]


def test_the_example_of_settings_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"^```toml\n(.*?)^```", SETTINGS, re.DOTALL | re.MULTILINE)
    (tmp_path / "recueil.toml").write_text(example)
    monkeypatch.chdir(tmp_path)
    settings = load_settings()
    assert (len(settings.sources), len(settings.bodies), settings.limits.seconds) == (2, 1, 600)


def test_the_readme_is_short() -> None:
    assert len(README.splitlines()) <= 120


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


# docs/corrections.md


def test_the_python_example_of_corrections_runs(
    corpus_store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(corpus_store.removeprefix("sqlite:///"), tmp_path / "recueil.db")
    monkeypatch.chdir(tmp_path)
    (code,) = re.findall(r"^```python\n(.*?)^```", CORRECTIONS, re.DOTALL | re.MULTILINE)
    values: dict[str, Any] = {}
    exec(compile(code, "docs/corrections.md", "exec"), values)
    assert (str(values["correction"].value), values["latest"]) == ("4500.00 EUR @credit", [])


# docs/fr

GUIDES = sorted((ROOT / "docs" / "fr").glob("*.md"))


@pytest.mark.slow
@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_french_examples_print_what_is_shown(corpus_store: str, tmp_path: Path, root: Path, guide: Path) -> None:
    shown = list(examples(guide.read_text("utf-8")))
    store = tmp_path / "recueil.db"
    shutil.copyfile(corpus_store.removeprefix("sqlite:///"), store)
    for command, text in shown:
        if command.startswith("cat "):
            (tmp_path / command.removeprefix("cat ")).write_text(text)
    commands = [(command, output) for command, output in shown if command.startswith("recueil ")]
    ended = subprocess.run(
        [sys.executable, "-m", "tests.examples"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(root), "RECUEIL_LANG": "fr", "PYTHONUTF8": "1"},
        input=json.dumps([command for command, _ in commands]),
        capture_output=True,
        text=True,
        check=True,
    )
    printed_now = zip((command for command, _ in commands), json.loads(ended.stdout), strict=True)
    assert list(printed_now) == commands


def lines_of_shell(text: str) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [line.partition(" > ")[0] for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_the_other_commands_of_french_guides_are_understood(guide: Path) -> None:
    for line in lines_of_shell(guide.read_text("utf-8")):
        name, *words = shlex.split(line)
        command: Any = typer.main.get_command(app)
        context = command.make_context(name, [], resilient_parsing=True)
        while words and words[0] in getattr(command, "commands", {}):
            name, *words = words
            command = command.commands[name]
            if words and words[0] in getattr(command, "commands", {}):
                context = command.make_context(name, [], parent=context, resilient_parsing=True)
        command.make_context(name, words, parent=context)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_french_guides_are_short(guide: Path) -> None:
    assert len(guide.read_text("utf-8").splitlines()) <= 120
