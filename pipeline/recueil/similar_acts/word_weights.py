"""Count the weights of common words in published acts, for the vectors of similar acts.

python -m recueil.similar_acts.word_weights FOLDER… > pipeline/recueil/similar_acts/word_weights.csv

The folders hold texts. A word weighs 16 times the natural logarithm of how rarely an act of a body has it, each
body counting the same. Words of fewer than three bodies are left out, and those of fewer than one act in 66: they
weigh as much as words that are not in the table.
"""

from __future__ import annotations

import csv
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from recueil.bodies.filing import NOT_FILED
from recueil.errors import ExtractionFailed
from recueil.installed_pipeline import load_pipeline
from recueil.pipeline import extract_acts
from recueil.readers.reader import parse_document, sha256_of
from recueil.settings import Limits
from recueil.store.acts.rows import act_to_row, entity_to_row
from recueil.store.index.build import build_index_rows

_FEWEST_BODIES = 3
_FEWEST_ACTS = 3
_HEAVIEST = 67


def count_weights(acts: Iterable[tuple[str, frozenset[str]]]) -> list[tuple[str, int]]:
    """Return the weights of words in their order, from the body and the words of each act."""
    by_body: Mapping[str, list[frozenset[str]]] = defaultdict(list)
    for body, words in acts:
        by_body[body].append(words)
    shares: Counter[str] = Counter()
    bodies: Counter[str] = Counter()
    counted = [each for each in by_body.values() if len(each) >= _FEWEST_ACTS]
    for each in counted:
        for word, count in Counter(word for words in each for word in words).items():
            shares[word] += count / len(each)  # type: ignore[assignment]  # a share is no whole number
            bodies[word] += 1
    weights = ((word, round(16 * math.log(len(counted) / share))) for word, share in shares.items())
    common = ((word, weight) for word, weight in weights if weight <= _HEAVIEST)
    return sorted((word, weight) for word, weight in common if bodies[word] >= _FEWEST_BODIES)


def iter_words(folders: Sequence[Path]) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the body of each act of the texts, and the words that its vector is made of."""
    nlp = load_pipeline()
    for path in sorted(file for folder in folders for file in folder.rglob("*.txt")):
        content = path.read_bytes()
        document = parse_document(path, content, sha256_of(content), Limits())
        [extracted] = extract_acts(nlp, [document])
        if isinstance(extracted, ExtractionFailed):
            raise extracted
        for act in extracted.apart:
            record = act_to_row(act, 0, "", 0, 1, NOT_FILED.columns, "")
            found = [entity_to_row(entity, 0, n, "") for n, entity in enumerate(act.entities, start=1)]
            chosen = build_index_rows(record, act.facts, act.findings, found, document.text).content
            if act.facts.identity.body:
                yield act.facts.identity.body, frozenset(chosen.title) | {word.key for word in chosen.words}


if __name__ == "__main__":
    table = csv.writer(sys.stdout, lineterminator="\n")
    table.writerows([("word", "weight"), *count_weights(iter_words([Path(each) for each in sys.argv[1:]]))])
