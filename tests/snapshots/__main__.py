"""Compare everything observable with what was recorded: ``python -m tests.snapshots [--record] [--quick] [--keep FOLDER]``.

Only digests are recorded in the repository. ``--keep`` also writes the items themselves to a folder, and shows, where
an item differs from the one that an earlier run kept there, the first lines that do.
"""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import sys
import tempfile
from itertools import islice
from pathlib import Path

from tests.snapshots.take import take

RECORD = Path(__file__).parent / "digests.json"
_LINES = 40


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.snapshots", description=__doc__)
    parser.add_argument("--record", action="store_true", help="write the digests in place of comparing them")
    parser.add_argument("--keep", type=Path, help="a folder for the items themselves")
    parser.add_argument("--quick", action="store_true", help="leave out the real acts beside this checkout")
    options = parser.parse_args()
    keep = options.keep and options.keep.absolute()
    known: dict[str, str] = json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    found: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, text in take(Path(folder).resolve(), real_acts=not options.quick):
            found[name] = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
            if keep:
                _keep(keep, name, text, show=not options.record and found[name] != known.get(name))
    if options.record:
        # What a quick run leaves out stays as it is recorded.
        found = {**(known if options.quick else {}), **found}
        RECORD.write_text(json.dumps(found, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8")
        print(f"recorded: {len(found)} items")
        return 0
    return _compare(known, found)


def _compare(known: dict[str, str], found: dict[str, str]) -> int:
    differing = [name for name in found if known.get(name) != found[name]]
    absent = [name for name in known if name not in found and not name.startswith(("postgresql ", "extract "))]
    if not differing and not absent:
        print(f"identical: {len(found)} items")
        return 0
    for name in differing:
        print(f"{'differs' if name in known else 'is new'}: {name}")
    for name in absent:
        print(f"is gone: {name}")
    return 1


def _keep(folder: Path, name: str, text: str, *, show: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / hashlib.sha256(name.encode()).hexdigest()[:16]
    before = file.read_text("utf-8", "surrogatepass") if file.exists() else None
    if show and before is not None and before != text:
        lines = difflib.unified_diff(
            before.splitlines(), text.splitlines(), f"before: {name}", "now", lineterm="", n=1
        )
        print("\n".join(line[:500] for line in islice(lines, _LINES)))
    if before is None or not show:
        file.write_text(text, "utf-8", "surrogatepass")


sys.exit(main())
