"""Record what each component gives for the golden texts: ``python -m tests.golden``.

Refuses where a component gives something else than is recorded of its number: raise the number first.
"""

from __future__ import annotations

import json
import sys

from tests.golden.components import RECORD, digests, extracted

import fr_recueil
from fr_recueil.version import COMPONENTS


def main() -> int:
    found = digests(*extracted(fr_recueil.load()))
    before = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    for name, number in COMPONENTS.items():
        known = before.get(name)
        if known and known["number"] == number and known["files"] != found[name]:
            print(f"{name} gives something else than before: raise its number in models/fr_recueil/version.py.")
            return 1
    record = {name: {"number": number, "files": found[name]} for name, number in COMPONENTS.items()}
    RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", "utf-8")
    print(f"{RECORD.name}: {sum(map(len, found.values()))} digests.")
    return 0


sys.exit(main())
