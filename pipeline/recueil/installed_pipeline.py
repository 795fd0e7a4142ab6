"""Finds the installed package that provides the spaCy pipeline, by the entry points ``recueil.pipeline``.

An entry point names an import package with a function ``load``, which returns the pipeline, and optionally a table
``scores.csv``. Recueil ships one; a package installed beside it takes its place.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, cast

from recueil.errors import PipelineMissing

if TYPE_CHECKING:
    from spacy.language import Language

GROUP = "recueil.pipeline"


def pipeline_package() -> str:
    """Return the name of the package that provides the pipeline. Raises PipelineMissing for none or several."""
    provided = {entry.value: entry.dist.name if entry.dist else "" for entry in entry_points(group=GROUP)}
    packages = sorted(name for name, owner in provided.items() if owner != "recueil") or sorted(provided)
    if not packages:
        raise PipelineMissing(f"no installed package has an entry point {GROUP}.", "Install Recueil again.")
    if len(packages) > 1:
        raise PipelineMissing(
            f"{len(packages)} installed packages have an entry point {GROUP}: {', '.join(packages)}.",
            "Uninstall all but one.",
        )
    return packages[0]


def load_pipeline() -> Language:
    """Load the installed pipeline. Takes some seconds: keep the result."""
    return cast("Language", import_module(pipeline_package()).load())
