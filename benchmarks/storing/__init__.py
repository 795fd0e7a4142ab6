"""What the benchmarks of the store and of the pages share. Acts are made by corpus/, which is not installed."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "corpus"))
