"""Find since when and until when each commune was one body, from the yearly versions of the npm package.

Until 1 January 2019 its history of communes tells days. Later, the communes of two following years are compared: a
code that goes, a new one, or another SIREN under the same code (a commune nouvelle) came between two 1 January.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

Rows = Sequence[Mapping[str, Any]]

# The first communes nouvelles were made on this day, by the law of 16 December 2010.
_FIRST_DAY = "2012-01-01"
_ABSORPTIONS = ("fusion simple", "fusion-association")
_MOVES = ("changement de chef lieu", "changement de département")


@dataclass(frozen=True, slots=True)
class Period:
    """A commune as long as it was one body, without merging into another, with its last name of that time.

    ``since`` is its first day and ``until`` the first day on which it was no more, in EDTF: a day, or the first
    and the last day that it may be (``2022-01-02/2023-01-01``); empty without one since 2012. ``successor`` is the
    code of the commune that it then became a part of. ``siren`` is that of a former commune of 2019 or later.
    """

    code: str
    name: str
    siren: str = ""
    since: str = ""
    until: str = ""
    successor: str = ""


PERIOD_COLUMNS = tuple(field.name for field in fields(Period))


@dataclass(frozen=True, slots=True)
class Vintage:
    """The communes of 1 January of a year: names and SIREN by code, and the commune that a former code is in."""

    year: int
    names: Mapping[str, str]
    sirens: Mapping[str, str]
    owners: Mapping[str, str]

    @classmethod
    def of(cls, year: int, communes: Rows, epci: Rows) -> Vintage:
        """Return the communes of a year: those that are members of EPCI, which all are but four islands."""
        members = {member["code"]: member for row in epci for member in row["membres"]}
        names = {row["code"]: row["nom"] for row in communes if row["type"] == "commune-actuelle"}
        owners = {code: row["code"] for row in communes for code in row.get("anciensCodes", ())}
        owners |= {row["code"]: row["chefLieu"] for row in communes if row["type"] == "commune-deleguee"}
        return cls(
            year,
            {code: names.get(code, member["nom"]) for code, member in members.items()},
            {code: member["siren"] for code, member in members.items()},
            owners,
        )


def find_periods(history: Rows, vintages: Sequence[Vintage]) -> list[Period]:
    """Return the periods that begin or end since 2012, by code and time; ``vintages`` begin with 2019."""
    ended, standing = _read_history(history)
    first = vintages[0]
    standing = {
        code: replace(standing.get(code, Period(code, name)), name=name, siren=first.sirens[code])
        for code, name in first.names.items()
    }
    for before, after in pairwise(vintages):
        between = f"{before.year}-01-02/{after.year}-01-01"
        moved = {siren: code for code, siren in after.sirens.items() if code not in before.sirens}
        for code in sorted(before.names.keys() | after.names.keys()):
            siren = before.sirens.get(code)
            if siren == after.sirens.get(code):
                continue
            if siren in moved:  # the same body under the code of another of its parts
                one = standing.pop(code)
                standing[moved[siren]] = replace(one, code=moved[siren])
                ended = [
                    replace(each, successor=moved[siren])
                    if (each.successor, each.until) == (code, one.since)
                    else each
                    for each in ended
                ]
            elif code in before.names:
                successor = code if code in after.names else _owner_of(code, vintages, after.year)
                name = before.names[code]
                ended.append(replace(standing.pop(code), name=name, until=between, successor=successor))
            if code in after.names and after.sirens[code] not in before.sirens.values():
                standing[code] = Period(code, after.names[code], after.sirens[code], since=between)
    last = vintages[-1]
    current = (replace(one, name=last.names[code], siren="") for code, one in standing.items() if one.since)
    return sorted([*ended, *current], key=lambda one: (one.code, one.until or "9999", one.name))


def _owner_of(code: str, vintages: Iterable[Vintage], year: int) -> str:
    """Return the commune of which a former one is a part, by the first later year whose tables tell."""
    return next(one.owners[code] for one in vintages if one.year >= year and one.owners.get(code) in one.names)


def _read_history(history: Rows) -> tuple[list[Period], dict[str, Period]]:
    """Return the periods of communes that ended since 2012, and by code those of the communes of 2019."""
    by_id = {row["id"]: row for row in history}
    of_code: defaultdict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in sorted(history, key=lambda row: str(row.get("dateDebut", ""))):
        if row["type"] == "COM":
            of_code[row["code"]].append(row)
    ended: list[Period] = []
    standing: dict[str, Period] = {}
    for code, rows in of_code.items():
        since: str | None = None
        for row in rows:
            if since is None:
                since = "" if row.get("raisonDebut") in _MOVES else _if_recent(row.get("dateDebut", ""))
            if "dateFin" not in row:
                standing[code] = Period(code, row["nom"], since=since)
            elif successor := _find_successor(row, by_id):
                if until := _if_recent(row["dateFin"]):
                    ended.append(Period(code, row["nom"], since=since, until=until, successor=successor))
                since = None
    return ended, standing


def _find_successor(row: Mapping[str, Any], by_id: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return the code of the commune into which one merged at the end of its record; None if it went on, with
    another name or other parts.

    A commune nouvelle that was dissolved left its code to the commune that it had been made of.
    """
    reason, code = row["raisonFin"], str(row["code"])
    if reason == "dé-fusion":
        return code if row.get("raisonDebut") == "commune nouvelle" else None
    made_a_part = by_id.get(row.get("successeur", ""), {}).get("pole")
    if made_a_part is None:
        return None
    whole = str(by_id[made_a_part]["code"])
    goes_on = reason in _ABSORPTIONS and whole == code
    return None if goes_on else whole


def _if_recent(day: str) -> str:
    return day if day >= _FIRST_DAY else ""
