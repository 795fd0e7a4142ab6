"""Build the tables of communes, départements and régions from the npm package of administrative divisions.

npm pack @etalab/decoupage-administratif@6.0.0 && tar xzf etalab-decoupage-administratif-6.0.0.tgz
python -m fr_recueil.training.communes package/data
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

GAZETTEERS = Path(__file__).parent.parent / "gazetteers"
_KINDS = {
    "commune-actuelle": "commune",
    "commune-deleguee": "déléguée",
    "commune-associee": "associée",
    "arrondissement-municipal": "arrondissement",
}


def build_communes(data: Path) -> bytes:
    """Return the compressed table of communes, past ones that are now parts of others included."""
    communes: list[dict[str, Any]] = json.loads((data / "communes.json").read_text("utf-8"))
    rows = sorted(
        (
            row["code"],
            row["nom"],
            _KINDS[row["type"]],
            row["departement"],
            str(row.get("population", "")),
            " ".join(sorted(row.get("codesPostaux", ()))),
        )
        for row in communes
    )
    header = ("code", "name", "kind", "departement", "population", "postal_codes")
    return gzip.compress(_as_csv(header, rows).encode(), compresslevel=9, mtime=0)


def build_territories(data: Path) -> str:
    """Return the table of départements and régions; overseas régions are départements of the same name."""
    rows = [
        (kind, row["code"], row["nom"])
        for kind in ("departement", "region")
        for row in json.loads((data / f"{kind}s.json").read_text("utf-8"))
        if row["zone"] != "com" or kind == "departement"
    ]
    return _as_csv(("kind", "code", "name"), sorted(rows))


def _as_csv(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows([header, *rows])
    return written.getvalue()


if __name__ == "__main__":
    (GAZETTEERS / "communes.csv.gz").write_bytes(build_communes(Path(sys.argv[1])))
    (GAZETTEERS / "territories.csv").write_text(build_territories(Path(sys.argv[1])), "utf-8")
