"""Finds the installed package that provides the spaCy pipeline, by the entry points ``recueil.pipeline``, and its
scores.

An entry point names an import package with a function ``load``, which returns the pipeline, and optionally a table
``scores.csv``. Recueil ships one; a package installed beside it takes its place.
"""

from __future__ import annotations

import csv
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from importlib.resources import files
from typing import TYPE_CHECKING, cast

from recueil.compilation.methods import reuse_compiled_methods
from recueil.compilation.patterns import reuse_compiled_patterns
from recueil.errors import PipelineMissing
from recueil.translation import gettext as _

if TYPE_CHECKING:
    from spacy.language import Language


GROUP = "recueil.pipeline"
_YOUNG_OBJECTS = 20_000


@cache
def pipeline_package() -> str:
    """Return the name of the package that provides the pipeline. Raises PipelineMissing for none or several.

    Cached: to read the entry points of all that is installed takes 15 milliseconds.
    """
    provided = {entry.value: entry.dist.name if entry.dist else "" for entry in entry_points(group=GROUP)}
    packages = sorted(name for name, owner in provided.items() if owner != "recueil") or sorted(provided)
    if not packages:
        raise PipelineMissing(
            _("no installed package has an entry point {group}.").format(group=GROUP), _("Install Recueil again.")
        )
    if len(packages) > 1:
        raise PipelineMissing(
            _("{count} installed packages have an entry point {group}: {packages}.").format(
                count=len(packages), group=GROUP, packages=", ".join(packages)
            ),
            _("Uninstall all but one."),
        )
    return packages[0]


def load_pipeline() -> Language:
    """Load the installed pipeline. Takes some seconds: keep the result."""
    return cast("Language", import_module(pipeline_package()).load())


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Look for no cyclic garbage while loading, nor later among what was loaded, and later seldom.

    Imports, gazetteers and patterns are a million objects that stay: to look through them over and over takes an
    eighth of a start. To look at what an act makes every 700 objects takes a twentieth of its extraction.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(_YOUNG_OBJECTS)
        if was_enabled:
            gc.enable()


@contextmanager
def accelerate_loading() -> Iterator[None]:
    """Import and load what the pipeline needs without looking for garbage, with what former processes compiled."""
    with without_garbage_collection(), reuse_compiled_patterns(), reuse_compiled_methods():
        yield


@dataclass(frozen=True, slots=True)
class Score:
    """F1 of a kind, with exact values; None where it was not measured.

    ``sample`` and ``real`` are of acts that the rules were written with, those of the project and real ones;
    ``unseen`` is of acts of bodies that neither the rules nor the weights come from.
    """

    kind: str
    sample: Decimal | None
    real: Decimal | None
    unseen: Decimal | None


@cache
def load_scores() -> tuple[Score, ...]:
    """Load the scores last measured, without the pipeline; ``SOURCES.md`` beside them says on what, and when.

    Empty where the package of the pipeline has no ``scores.csv``.
    """
    table = files(pipeline_package()) / "scores.csv"
    if not table.is_file():
        return ()
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    columns = ("sample", "real", "unseen")
    return tuple(
        Score(row["kind"], *(Decimal(row[name]) if row[name] else None for name in columns)) for row in rows
    )
