"""SCDL table schemas: names, types and constraints of the columns as published, and the national matières
of @CTES.

Matières are of levels 1 and 2, named as SCDL wants: no comma, no bracket, no slash. Codes and names are
those that the préfectures send (``RetourClassification`` of 19 April 2017); accents are ours.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def matiere_names() -> dict[str, str]:
    """Return the names by code: « finances locales/divers » for ``7.10``, never ``7.1``."""
    with files(__package__).joinpath("matieres.csv").open(encoding="utf-8") as file:
        titles = {row["code"]: row["name"] for row in csv.DictReader(file)}
    return {code: f"{titles[code.partition('.')[0]]}/{title}" for code, title in titles.items() if "." in code}


def national_levels(subject: str) -> str:
    """Return the two national levels of a matière; further levels are set by each préfecture."""
    return ".".join(subject.split(".")[:2])
