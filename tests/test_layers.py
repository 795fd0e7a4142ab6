"""Imports point one way: values ← extract ← structure ← checks ← acts ← store ← commands ← models ← flows."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

# What a layer may import at the top of a module, besides itself and what lies outside the project.
ALLOWED = {
    "pipeline/recueil/values": set(),
    "pipeline/recueil/extract": {"recueil.values"},
    "pipeline/recueil/structure": {"recueil.values", "recueil.extract"},
    "pipeline/recueil/checks": {"recueil.values", "recueil.extract", "recueil.structure"},
    "pipeline/recueil/corrections": {"recueil.errors", "recueil.values", "recueil.extract"},
    "pipeline/recueil/erasure": {"recueil.analysis", "recueil.errors", "recueil.settings", "recueil.values"},
    "pipeline/recueil/reading": {"recueil.errors", "recueil.settings"},
    "pipeline/recueil/remote": {
        "recueil.errors",
        "recueil.reading.encodings",
        "recueil.reading.globs",
        "recueil.reading.kinds",
    },
    "pipeline/recueil/store": {
        "recueil.analysis",
        "recueil.corrections",
        "recueil.erasure",
        "recueil.errors",
        "recueil.query",
        "recueil.reading.document",
        "recueil.reading.words",
        "recueil.values",
    },
    "pipeline/recueil/export": {
        "recueil.errors",
        "recueil.reading.document",
        "recueil.reading.words",
        "recueil.store",
        "recueil.values",
    },
    "pipeline/recueil/web": {
        "recueil.clock",
        "recueil.corrections",
        "recueil.drawing",
        "recueil.erasure",
        "recueil.errors",
        "recueil.export",
        "recueil.harmless",
        "recueil.installed",
        "recueil.links",
        "recueil.originals",
        "recueil.picture",
        "recueil.query",
        "recueil.reading",
        "recueil.reasons",
        "recueil.scratch",
        "recueil.settings",
        "recueil.store",
        "recueil.values",
    },
    "models/fr_recueil": set(),
}
# What never appears in a layer, not even inside a function.
FORBIDDEN = {
    "pipeline/recueil/values": {"spacy", "sqlalchemy", "prefect"},
    "pipeline/recueil/store": {"spacy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/web": {"spacy", "sqlalchemy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/corrections": {"spacy", "sqlalchemy", "prefect", "fr_recueil"},
    "pipeline/recueil/extract": {"sqlalchemy", "prefect", "fr_recueil", "recueil_flows"},
    "pipeline/recueil/reading": {"spacy", "sqlalchemy", "prefect", "fr_recueil", "recueil_flows"},
    "models/fr_recueil": {"sqlalchemy", "prefect", "recueil_flows"},
    "flows/recueil_flows": {"re", "sqlalchemy"},
}
OURS = ("recueil", "fr_recueil", "recueil_flows")


def imported(module: Path, *, top_only: bool) -> Iterator[str]:
    tree = ast.parse(module.read_text("utf-8"))
    for node in tree.body if top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            submodules = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from submodules if node.module == "recueil" else [node.module]


def within(name: str, packages: set[str]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("layer", ALLOWED)
def test_a_layer_imports_only_what_lies_below(root: Path, layer: str) -> None:
    own = ".".join(Path(layer).parts[1:])
    outward = {
        f"{module.relative_to(root)} imports {name}"
        for module in (root / layer).rglob("*.py")
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


def test_only_its_dialect_knows_a_database(root: Path) -> None:
    """What differs between databases is asked of ``dialect``; the file of an SQLite store is a matter of its own."""
    own = {"dialect.py", "opening.py", "backup.py", "files.py", "sqlite.py", "postgres.py"}
    knowing = {
        module.name
        for module in (root / "pipeline/recueil/store").glob("*.py")
        for name in imported_names(module)
        if name in ("recueil.store.sqlite", "recueil.store.postgres", "sqlite3", "psycopg")
    }
    assert knowing <= own


def imported_names(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_only_settings_reads_the_environment(root: Path) -> None:
    readers = {
        str(module.relative_to(root))
        for folder in ("pipeline", "models", "flows")
        for module in (root / folder).rglob("*.py")
        if "environ.get" in module.read_text("utf-8") or "getenv" in module.read_text("utf-8")
    }
    assert readers == set()
