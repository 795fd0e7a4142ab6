"""Build the tables of public bodies and their territories from the npm package of administrative divisions.

for version in 0.7.0 0.8.0 1.1.1 2.3.1 3.1.1 4.1.0 5.3.0 6.0.0
do npm pack @etalab/decoupage-administratif@$version; done
python -m fr_recueil.training.communes FOLDER_WITH_THESE_ARCHIVES
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from fr_recueil.training.commune_periods import PERIOD_COLUMNS, Vintage, find_periods

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
# The versions with the communes of 1 January of each year; 0.8.0 has the members of EPCI of 2020, its
# other tables are of 2019.
_VERSIONS = {
    2019: "0.7.0", 2020: "0.8.0", 2021: "1.1.1", 2022: "2.3.1", 2023: "3.1.1", 2024: "4.1.0", 2025: "5.3.0",
    2026: "6.0.0",
}  # fmt: skip


def build_communes(archive: Path) -> bytes:
    """Return the compressed table of communes, past ones that are now parts of others included."""
    communes = _read(archive, "communes")
    groups = _epci_of_communes(archive)
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


def build_periods(archives: Path) -> bytes:
    """Return the compressed table of when communes that merged, or came of a merger, were bodies."""
    packages = {year: archive_of(archives, version) for year, version in _VERSIONS.items()}
    vintages = [
        Vintage.of(year, _read(package, "communes"), _read(package, "epci")) for year, package in packages.items()
    ]
    periods = find_periods(_read(packages[2020], "historique-communes"), vintages)
    rows = [[getattr(one, name) for name in PERIOD_COLUMNS] for one in periods]
    return gzip.compress(_as_csv(PERIOD_COLUMNS, rows).encode(), compresslevel=9, mtime=0)


def build_epci(archive: Path) -> str:
    """Return the table of EPCI and territories of Grand Paris; each is where most of its inhabitants are."""
    departements = {row["code"]: row["departement"] for row in _read(archive, "communes")}
    rows = sorted(
        (
            row["code"],
            row["nom"],
            _EPCI_KINDS[row["type"]],
            _most_peopled(departements, row["membres"]),
            str(row["populationMunicipale"]),
        )
        for row in (*_read(archive, "epci"), *_read(archive, "ept"))
    )
    return _as_csv(("siren", "name", "kind", "departement", "population"), rows)


def build_territories(archive: Path) -> str:
    """Return the table of départements and régions; overseas régions are départements of the same name."""
    rows = [
        (kind, row["code"], row["nom"], row.get("region", ""), _SIREN_IN_ACTS.get((kind, row["code"]), ""))
        for kind in ("departement", "region")
        for row in _read(archive, f"{kind}s")
        if row["zone"] != "com" or kind == "departement"
    ]
    return _as_csv(("kind", "code", "name", "region", "siren"), sorted(rows))


def _epci_of_communes(archive: Path) -> Mapping[str, list[str]]:
    """Return the SIREN of the EPCI of each commune, and in Grand Paris of its territory."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for row in (*_read(archive, "epci"), *_read(archive, "ept")):
        for member in row["membres"]:
            found[member["code"]].append(row["code"])
    return found


def _most_peopled(departements: Mapping[str, str], members: Iterable[Mapping[str, Any]]) -> str:
    people: Counter[str] = Counter()
    for member in members:
        people[departements[member["code"]]] += member["populationMunicipale"]
    return max(sorted(people), key=people.__getitem__)


def archive_of(archives: Path, version: str) -> Path:
    """Return the archive of a version of the package, as ``npm pack`` calls it."""
    return archives / f"etalab-decoupage-administratif-{version}.tgz"


def _read(archive: Path, table: str) -> list[dict[str, Any]]:
    with tarfile.open(archive) as opened:
        file = opened.extractfile(f"package/data/{table}.json")
        rows: list[dict[str, Any]] = json.load(file) if file else []
    return rows


def _as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([header, *rows])
    return written.getvalue()


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    package = archive_of(folder, _VERSIONS[max(_VERSIONS)])
    (GAZETTEERS / "commune_periods.csv.gz").write_bytes(build_periods(folder))
    (GAZETTEERS / "communes.csv.gz").write_bytes(build_communes(package))
    (GAZETTEERS / "epci.csv").write_text(build_epci(package), "utf-8")
    (GAZETTEERS / "territories.csv").write_text(build_territories(package), "utf-8")
