"""SCDL table schemas: names, types and constraints of the columns as published, and the national matières
of @CTES.

Matières are of levels 1 and 2, named as SCDL wants: no comma, no bracket, no slash. Codes and names are
those that the préfectures send (``RetourClassification`` of 19 April 2017); accents are ours.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def matiere_names() -> dict[str, str]:
    """Return the names by code: « finances locales/divers » for ``7.10``, never ``7.1``."""
    with files(__package__).joinpath("matieres.csv").open(encoding="utf-8") as file:
        titles = {row["code"]: row["name"] for row in csv.DictReader(file)}
    return {code: f"{titles[code.partition('.')[0]]}/{title}" for code, title in titles.items() if "." in code}


def national_levels(subject: str) -> str:
    """Return the two national levels of a matière; further levels are set by each préfecture."""
    return ".".join(subject.split(".")[:2])


@dataclass(frozen=True, slots=True)
class Field:
    """A column of Table Schema: ``constraints`` besides ``required``, ``more`` for its other properties."""

    name: str
    type: str = "string"
    required: bool = False
    constraints: tuple[tuple[str, Any], ...] = ()
    more: tuple[tuple[str, Any], ...] = ()

    def descriptor(self) -> dict[str, Any]:
        constraints = {"required": self.required, **dict(self.constraints)}
        return {"name": self.name, "type": self.type, "constraints": constraints, **dict(self.more)}


@dataclass(frozen=True, slots=True)
class TableSchema:
    """The columns of a file, in order."""

    name: str
    version: str
    fields: tuple[Field, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields if field.required)

    def descriptor(self) -> dict[str, Any]:
        """Return the schema as a Table Schema descriptor, for frictionless."""
        return {"name": self.name, "version": self.version, "fields": [each.descriptor() for each in self.fields]}


def _make_required(name: str, type_: str = "string", *more: tuple[str, Any], **constraints: object) -> Field:
    return Field(name, type_, True, tuple(constraints.items()), more)


def _optional(name: str, type_: str = "string", *more: tuple[str, Any], **constraints: object) -> Field:
    return Field(name, type_, False, tuple(constraints.items()), more)


_SIRET = r"^\d{14}$"
_DAY = r"[0-9]{4}\-[0-9]{2}\-[0-9]{2}"
IN_CASH, IN_KIND = "aide en numéraire", "aide en nature"
YES, NO = "oui", "non"

DELIBERATION_SCHEMA = TableSchema(
    "deliberations",
    "2.1.5",
    (
        _make_required("COLL_NOM"),
        _make_required("COLL_SIRET", pattern=_SIRET),
        _make_required("DELIB_ID"),
        _make_required("DELIB_DATE", "date"),
        _make_required("DELIB_MATIERE_CODE", pattern=r"^\d\.\d{1,2}$"),
        _make_required("DELIB_MATIERE_NOM"),
        _make_required("DELIB_OBJET"),
        _optional("BUDGET_ANNEE", pattern=r"^[0-9]{4}(\/[0-9]{4})?$"),
        _optional("BUDGET_NOM"),
        _optional("PREF_ID"),
        _optional("PREF_DATE", "date"),
        _optional("VOTE_EFFECTIF", "integer"),
        _optional("VOTE_REEL", "integer"),
        _optional("VOTE_POUR", "integer"),
        _optional("VOTE_CONTRE", "integer"),
        _optional("VOTE_ABSTENTION", "integer"),
        _optional("DELIB_URL", "string", ("format", "uri")),
    ),
)

SUBVENTION_SCHEMA = TableSchema(
    "subventions",
    "2.1.1",
    (
        _make_required("nomAttribuant"),
        _make_required("idAttribuant", pattern=_SIRET),
        _make_required("dateConvention", "date"),
        _optional("referenceDecision"),
        _make_required("nomBeneficiaire"),
        _optional("idBeneficiaire"),
        _optional("rnaBeneficiaire", pattern=r"^W\d{9}$"),
        _make_required("objet", maxLength=256),
        _make_required("montant", "number"),
        _make_required("nature", enum=[IN_CASH, IN_KIND, f"{IN_CASH};{IN_KIND}", f"{IN_KIND};{IN_CASH}"]),
        _make_required("conditionsVersement", maxLength=256),
        _make_required("datesPeriodeVersement", pattern=rf"^{_DAY}(\/{_DAY})?$"),
        _optional("idRAE", maxLength=5),
        _make_required("notificationUE", "boolean", ("trueValues", [YES]), ("falseValues", [NO])),
        _make_required("pourcentageSubvention", "number", minimum=0.01, maximum=1),
        _optional("dispositifAide"),
    ),
)
