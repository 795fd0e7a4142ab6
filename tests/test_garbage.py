"""What is loaded for good is not looked through for garbage."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import gc
from recueil.garbage import keep_all

with keep_all():
    print(gc.isenabled(), gc.get_freeze_count())
    kept = [[] for _ in range(1000)]
print(gc.isenabled(), gc.get_freeze_count() > 1000)
gc.disable()
with keep_all():
    pass
print(gc.isenabled())
"""


def test_what_is_loaded_is_kept_out_of_later_collections() -> None:
    """In a process of its own, whose garbage it concerns."""
    ran = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    assert ran.stdout == "False 0\nTrue True\nFalse\n"
