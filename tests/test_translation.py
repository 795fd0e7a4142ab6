"""The catalogue has the French of every message, and the language of a process is that of its environment."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from string import Formatter

import pytest
import typer
from babel.messages.pofile import read_po
from tests import catalogue

from recueil import translation
from recueil.errors import PdfBroken
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.store import Store

ENTRIES = [message for message in read_po(io.BytesIO(catalogue.PO.read_bytes())) if message.id]
# A space before these signs, or inside quotation marks, that is not a no-break space; shell commands are as typed.
_BREAKING = re.compile(r" [;:?!](?=\s|$)|« | »")


def forms() -> Iterator[tuple[str, str]]:
    """Each English form of a message with its French one."""
    for entry in ENTRIES:
        match entry.id, entry.string:
            case (singular, plural), (one, many):
                yield from ((singular, one), (plural, many))
            case str(english), str(french):
                yield english, french


def names(message: str) -> set[str]:
    """The values that a message takes; the number of a plural may be left out of its singular."""
    return {name for _, name, _, _ in Formatter().parse(message) if name is not None} - {"number"}


@pytest.mark.slow
def test_the_catalogue_is_that_of_the_code() -> None:
    assert catalogue.PO.read_bytes() == catalogue.to_po(catalogue.current()), "python -m tests.catalogue"


def test_the_compiled_catalogue_is_that_of_the_text() -> None:
    text = catalogue.PO.read_bytes()
    assert catalogue.MO.read_bytes() == catalogue.to_mo(read_po(io.BytesIO(text))), "python -m tests.catalogue"


def test_messages_are_found_within_f_strings(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text(
        """f"{_('a')} {ngettext('{number} b', '{number} bs', 2)}" + translation.gettext("c") + _(d)""", "utf-8"
    )
    assert sorted(catalogue.messages_of(module), key=str) == [("{number} b", "{number} bs"), "a", "c"]


def test_every_message_has_its_french() -> None:
    assert [english for english, french in forms() if not french] == []


def test_the_french_of_a_message_takes_its_values() -> None:
    assert [english for english, french in forms() if names(english) != names(french)] == []


def test_french_signs_keep_to_their_word() -> None:
    assert [french for _, french in forms() if _BREAKING.search(french)] == []


def test_messages_of_typer_are_its_messages() -> None:
    folder = Path(typer.__file__).parent
    code = "".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    assert [message for message in catalogue.TYPER_MESSAGES if f'_("{message}")' not in code] == []


@pytest.mark.parametrize(
    ("variables", "language"),
    [
        ({}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "frr_DE.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_BE@euro"}, "fr"),
        ({"LC_MESSAGES": "fr_FR", "LC_ALL": "C"}, "en"),
        ({"LC_ALL": "fr_FR.UTF-8", "RECUEIL_LANG": "en"}, "en"),
        ({"LC_ALL": "C", "RECUEIL_LANG": "fr"}, "fr"),
        ({"RECUEIL_LANG": "", "LANG": "fr_CA.UTF-8"}, "fr"),
    ],
)
def test_the_language_is_that_of_the_first_variable(
    monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], language: str
) -> None:
    for name in ("RECUEIL_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert translation._choose_language() == language


def run_in(language: str, *arguments: str, folder: Path) -> str:
    """All that a command prints in a locale, in a process of its own."""
    variables = {name: value for name, value in os.environ.items() if name != "RECUEIL_LANG"}
    variables |= {"LC_ALL": language, "PYTHONUTF8": "1", "COLUMNS": "80"}
    ended = subprocess.run(
        [sys.executable, "-m", "recueil", *arguments],
        cwd=folder,
        env=variables,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return ended.stdout.decode().replace("\u00a0", " ")


@pytest.mark.slow
def test_a_command_answers_in_the_language_of_the_locale(tmp_path: Path) -> None:
    missing = (
        "recueil: There is no store at recueil.db. Ingest documents first, or give the address of the store.\n",
        "recueil: Il n'y a pas de base à recueil.db. "
        "Lisez d'abord des documents (`recueil ingest`), ou donnez l'adresse de la base.\n",
    )
    mistake = (
        "recueil: 'abc' is not a number: write for example montant:>10000\n  montant:abc\n  ^^^^^^^^^^^\n",
        "recueil: 'abc' n'est pas un nombre : écrivez par exemple montant:>10000\n  montant:abc\n  ^^^^^^^^^^^\n",
    )
    printed = [
        (run_in(language, "status", folder=tmp_path), run_in(language, "search", "montant:abc", folder=tmp_path))
        for language in ("C", "fr_FR.UTF-8")
    ]
    assert printed == list(zip(missing, mistake, strict=True))


def test_codes_of_the_store_are_printed_in_the_language_of_the_locale(store: Store, path: Path) -> None:
    when = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    ledger = store.ledger
    run = ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, when)
    (number,) = ledger.enqueue([FoundFile("a.pdf", "a" * 64)], "1", when)
    (claim,) = ledger.claim(run, [number], lambda owner: False, when)
    ledger.fail(claim, PdfBroken("a.pdf : coupé."), when)
    ledger.end(run, "failed", "", when)
    lines = run_in("fr_FR.UTF-8", "status", "--store", f"sqlite:///{path}", folder=path.parent).splitlines()
    told = [" ".join(line.split()) for line in lines]
    assert (told[3], told[6]) == (
        "registre en quarantaine : 1",
        "dernier traitement ingest, 2026-03-29T01:00:00+00:00, échec",
    )


def test_help_is_in_the_language_of_the_locale(tmp_path: Path) -> None:
    help_of_status = run_in("fr_FR.UTF-8", "status", "-h", folder=tmp_path)
    words = " ".join(re.sub(r"[│╭╮╰╯─]", " ", help_of_status).split())
    assert words == (
        "Usage: recueil status [OPTIONS] Afficher le contenu de la base, les traitements en cours, et les échecs avec "
        "leurs raisons. Options --follow <bool> Suivre le traitement en cours jusqu'à sa fin. --store <str> Adresse de "
        "la base (par défaut : RECUEIL_STORE). --help -h <bool> Afficher cette aide et sortir."
    )
