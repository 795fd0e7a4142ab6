"""The pipeline is that of an installed package, by its entry point."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from recueil import installed_pipeline
from recueil.errors import PipelineMissing
from recueil.installed_pipeline import load_pipeline, load_scores, pipeline_package


@pytest.fixture(autouse=True)
def look_anew() -> Iterator[None]:
    """Forget which package was found, before a test and after it."""
    pipeline_package.cache_clear()
    yield
    pipeline_package.cache_clear()


def install(monkeypatch: pytest.MonkeyPatch, *provided: tuple[str, str]) -> None:
    """Let the entry points be these: of a distribution, its package."""
    entries = [SimpleNamespace(value=package, dist=SimpleNamespace(name=owner)) for owner, package in provided]
    monkeypatch.setattr(installed_pipeline, "entry_points", lambda group: entries)


@pytest.fixture
def another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An import package with a pipeline, and no scores."""
    (tmp_path / "another_pipeline").mkdir()
    (tmp_path / "another_pipeline" / "__init__.py").write_text("def load():\n    return 'nlp'\n")
    monkeypatch.syspath_prepend(tmp_path)
    load_scores.cache_clear()
    yield "another_pipeline"
    load_scores.cache_clear()


def test_recueil_brings_its_own() -> None:
    assert pipeline_package() == "fr_recueil"


def test_the_package_is_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, ("recueil", "fr_recueil"))
    assert pipeline_package() == "fr_recueil"
    install(monkeypatch)
    assert pipeline_package() == "fr_recueil"


def test_a_package_installed_beside_takes_its_place(monkeypatch: pytest.MonkeyPatch, another: str) -> None:
    install(monkeypatch, ("recueil", "fr_recueil"), ("other", another))
    assert load_pipeline() == "nlp"  # type: ignore[comparison-overlap]
    assert load_scores() == ()


def test_without_any_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch)
    with pytest.raises(PipelineMissing, match=r"no installed package has an entry point recueil\.pipeline"):
        pipeline_package()


def test_of_two_none_is_chosen(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, ("recueil", "fr_recueil"), ("one", "this"), ("two", "that"))
    with pytest.raises(PipelineMissing, match=r"2 installed packages .*: that, this\."):
        load_pipeline()


LOADING = """
import gc
from recueil.installed_pipeline import without_garbage_collection

with without_garbage_collection():
    print(gc.isenabled(), gc.get_freeze_count())
    kept = [[] for _ in range(1000)]
print(gc.isenabled(), gc.get_freeze_count() > 1000)
gc.disable()
with without_garbage_collection():
    pass
print(gc.isenabled())
"""


def test_what_is_loaded_is_kept_out_of_later_collections() -> None:
    """In a process of its own, whose garbage it concerns."""
    ran = subprocess.run([sys.executable, "-c", LOADING], capture_output=True, text=True, check=True)
    assert ran.stdout == "False 0\nTrue True\nFalse\n"
