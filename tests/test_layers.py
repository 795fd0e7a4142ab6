"""Imports point one way: values ← entities ← facts ← checks ← pipeline ← store ← features ← {cli, web}."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

# What a layer may import at the top of a module, besides itself and what lies outside the project.
ALLOWED = {
    "pipeline/recueil/values": {"recueil.text"},
    "pipeline/recueil/readers": {"recueil.errors", "recueil.settings", "recueil.translation", "recueil.values"},
    "pipeline/recueil/entities": {"recueil.text", "recueil.values"},
    "pipeline/recueil/facts": {"recueil.entities", "recueil.text", "recueil.values"},
    "pipeline/recueil/checks": {
        "recueil.entities",
        "recueil.facts",
        "recueil.text",
        "recueil.values",
    },
    "pipeline/recueil/query": {
        "recueil.entities",
        "recueil.errors",
        "recueil.text",
        "recueil.translation",
        "recueil.values",
    },
    "models/fr_recueil": set(),
    # Training runs in a checkout, never where the pipeline is loaded.
    "models/fr_recueil/training": {
        "recueil.entities",
        "recueil.evaluation",
        "recueil.facts",
        "recueil.text",
        "recueil.values",
        "fr_recueil",
    },
}
# What never appears in a layer, not even inside a function.
FORBIDDEN = {
    "pipeline/recueil/values": {"spacy", "sqlalchemy", "prefect"},
    "pipeline/recueil/readers": {"spacy", "sqlalchemy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/entities": {"sqlalchemy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/facts": {"spacy", "sqlalchemy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/checks": {"spacy", "sqlalchemy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/query": {"spacy", "sqlalchemy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/store": {"spacy", "prefect", "fastapi", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/web": {"spacy", "sqlalchemy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/figures": {"spacy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/corrections": {"spacy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/persons": {"spacy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/beneficiaries": {"spacy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/accounts": {"spacy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/alerts": {"spacy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/dossiers": {"spacy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/batches": {"spacy", "sqlalchemy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/mcp": {"spacy", "sqlalchemy", "prefect", "fr_recueil", "recueil_flows"},
    "models/fr_recueil": {"sqlalchemy", "prefect", "recueil_flows"},
    "flows/recueil_flows": {"re", "sqlalchemy"},
}
OURS = ("recueil", "fr_recueil", "recueil_flows")


@cache
def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text("utf-8"))


def imported(module: Path, *, top_only: bool) -> Iterator[str]:
    tree = tree_of(module)
    for node in tree.body if top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            submodules = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from submodules if node.module == "recueil" else [node.module]


def within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def own_modules(root: Path, layer: str) -> Iterator[Path]:
    """The modules of a layer, without those of a layer inside it."""
    inner = [root / other for other in ALLOWED if other.startswith(f"{layer}/")]
    for module in (root / layer).rglob("*.py"):
        if not any(module.is_relative_to(folder) for folder in inner):
            yield module


@pytest.mark.parametrize("layer", ALLOWED)
def test_a_layer_imports_only_what_lies_below(root: Path, layer: str) -> None:
    own = ".".join(Path(layer).parts[1:])
    outward = {
        f"{module.relative_to(root)} imports {name}"
        for module in own_modules(root, layer)
        for name in imported(module, top_only=True)
        if name.split(".")[0] in OURS and not within(name, ALLOWED[layer] | {own})
    }
    assert outward == set()


@pytest.mark.parametrize("layer", FORBIDDEN)
def test_a_layer_never_imports_what_is_not_its_business(root: Path, layer: str) -> None:
    found = {
        f"{module.relative_to(root)} imports {name}"
        for module in (root / layer).rglob("*.py")
        for name in imported(module, top_only=False)
        if within(name, FORBIDDEN[layer])
    }
    assert found == set()


def test_only_the_engine_and_the_copies_of_its_file_know_a_database(root: Path) -> None:
    """What differs between databases is asked of ``dialect_of``; the file of an SQLite store is copied as a file."""
    knowing = {
        str(module.relative_to(root / "pipeline/recueil"))
        for module in (root / "pipeline/recueil").rglob("*.py")
        if "migrations" not in module.parts
        for name in imported_names(module)
        if name in ("recueil.store.engine.sqlite", "recueil.store.engine.postgres", "sqlite3", "psycopg")
    }
    assert {
        name for name in knowing if not name.startswith(("store/engine/", "store/admin/", "store/open"))
    } == set()


def modules(root: Path) -> dict[str, Path]:
    """Every module by its dotted name."""
    named = {}
    for source in ("pipeline", "models", "flows"):
        for file in (root / source).rglob("*.py"):
            parts = file.relative_to(root / source).with_suffix("").parts
            named[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = file
    return named


def test_no_module_imports_itself_by_way_of_others(root: Path) -> None:
    """Imports inside functions and for types count as well."""
    files = modules(root)
    graph = {name: {other for other in imported_names(file) if other in files} for name, file in files.items()}
    for name, file in files.items():
        for node in ast.walk(tree_of(file)):
            if isinstance(node, ast.ImportFrom) and node.module in files:
                symbols = [alias for alias in node.names if f"{node.module}.{alias.name}" not in files]
                graph[name] |= {node.module} if symbols else set()
    while leaves := {name for name, others in graph.items() if not others & graph.keys()}:
        graph = {name: others for name, others in graph.items() if name not in leaves}
    assert {name: others & graph.keys() for name, others in graph.items()} == {}


def imported_names(module: Path) -> Iterator[str]:
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_only_settings_and_the_choice_of_language_read_the_environment(root: Path) -> None:
    readers = {
        str(module.relative_to(root))
        for folder in ("pipeline", "models", "flows")
        for module in (root / folder).rglob("*.py")
        if "environ.get" in module.read_text("utf-8") or "getenv" in module.read_text("utf-8")
    }
    assert readers == {"pipeline/recueil/translation.py", "pipeline/recueil/store_address.py"}
