"""The national matières of @CTES, levels 1 and 2, under the names that SCDL wants: no comma, no bracket, no slash.

Codes and names are those that the préfectures send (``RetourClassification`` of 19 April 2017); accents are ours.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files


@cache
def names() -> dict[str, str]:
    """« finances locales/divers » by code: ``7.10``, never ``7.1``."""
    with files(__package__).joinpath("matieres.csv").open(encoding="utf-8") as file:
        titles = {row["code"]: row["name"] for row in csv.DictReader(file)}
    return {code: f"{titles[code.partition('.')[0]]}/{title}" for code, title in titles.items() if "." in code}


def second_level(subject: str) -> str:
    """The two national levels of a matière: what follows them, each préfecture sets."""
    return ".".join(subject.split(".")[:2])
