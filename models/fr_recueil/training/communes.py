"""Build the tables of public bodies and their territories from the npm package of administrative divisions.

npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
python -m fr_recueil.training.communes package/data
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

GAZETTEERS = Path(__file__).parent.parent / "gazetteers"
_KINDS = {
    "commune-actuelle": "commune",
    "commune-deleguee": "déléguée",
    "commune-associee": "associée",
    "arrondissement-municipal": "arrondissement",
}
_EPCI_KINDS = {"CC": "cc", "CA": "ca", "CU": "cu", "METRO": "metropole", "MET69": "metropole", "EPT": "ept"}
# The package has no SIREN of départements and régions: those in @CTES identifiers of published acts.
_SIREN_IN_ACTS = {("departement", "93"): "229300082"}


def build_communes(data: Path) -> bytes:
    """Return the compressed table of communes, past ones that are now parts of others included."""
    communes = _read(data, "communes")
    groups = _epci_of_communes(data)
    rows = sorted(
        (
            row["code"],
            row["nom"],
            _KINDS[row["type"]],
            row["departement"],
            str(row.get("population", "")),
            " ".join(sorted(row.get("codesPostaux", ()))),
            row.get("siren", ""),
            " ".join(groups[row["code"]]) if row["type"] == "commune-actuelle" else "",
            row.get("chefLieu") or row.get("commune", ""),
        )
        for row in communes
    )
    header = (
        "code", "name", "kind", "departement", "population", "postal_codes", "siren", "epci", "current",
    )  # fmt: skip
    return gzip.compress(_as_csv(header, rows).encode(), compresslevel=9, mtime=0)


def build_epci(data: Path) -> str:
    """Return the table of EPCI and territories of Grand Paris; each is where most of its inhabitants are."""
    departements = {row["code"]: row["departement"] for row in _read(data, "communes")}
    rows = sorted(
        (
            row["code"],
            row["nom"],
            _EPCI_KINDS[row["type"]],
            _most_peopled(departements, row["membres"]),
            str(row["populationMunicipale"]),
        )
        for row in (*_read(data, "epci"), *_read(data, "ept"))
    )
    return _as_csv(("siren", "name", "kind", "departement", "population"), rows)


def build_territories(data: Path) -> str:
    """Return the table of départements and régions; overseas régions are départements of the same name."""
    rows = [
        (kind, row["code"], row["nom"], row.get("region", ""), _SIREN_IN_ACTS.get((kind, row["code"]), ""))
        for kind in ("departement", "region")
        for row in _read(data, f"{kind}s")
        if row["zone"] != "com" or kind == "departement"
    ]
    return _as_csv(("kind", "code", "name", "region", "siren"), sorted(rows))


def _epci_of_communes(data: Path) -> Mapping[str, list[str]]:
    """Return the SIREN of the EPCI of each commune, and in Grand Paris of its territory."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in (*_read(data, "epci"), *_read(data, "ept")):
        for member in row["membres"]:
            found[member["code"]].append(row["code"])
    return found


def _most_peopled(departements: Mapping[str, str], members: Iterable[Mapping[str, Any]]) -> str:
    people: Counter[str] = Counter()
    for member in members:
        people[departements[member["code"]]] += member["populationMunicipale"]
    return max(sorted(people), key=people.__getitem__)


def _read(data: Path, table: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads((data / f"{table}.json").read_text("utf-8"))
    return rows


def _as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([header, *rows])
    return written.getvalue()


if __name__ == "__main__":
    package = Path(sys.argv[1])
    (GAZETTEERS / "communes.csv.gz").write_bytes(build_communes(package))
    (GAZETTEERS / "epci.csv").write_text(build_epci(package), "utf-8")
    (GAZETTEERS / "territories.csv").write_text(build_territories(package), "utf-8")
