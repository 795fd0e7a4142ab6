"""Writers that want the same work, at the same time, about the same persons on the same days."""

from __future__ import annotations

import datetime
import hashlib
import sys
from collections.abc import Iterator
from random import Random

from recueil.evaluation import gold
from recueil.readers.document import Document, Page
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import Claim, FoundFile
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act, Entity, Facts, Identity, PartialDate

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
SOURCES = 20
CONTENTS = 10
DAYS = ("2023-03-14", "2023-03-15", None)
NAMES = [f"Nom{n:02}" for n in range(12)]
BATCH = 5


def content_of(source: int, version: str) -> int:
    """Each content is that of two sources; with another version of the pipeline, of two others."""
    return source % CONTENTS if version == "1" else (source * 7 + 3) % CONTENTS


def persons_of(content: int, version: str) -> list[str]:
    """Whom an act names: a later pipeline finds half of them, and others."""
    chance = Random(f"{content} {version}")
    return sorted(chance.sample(NAMES[: 8 if version == "1" else 12], 5 if version == "1" else 3))


def acts_of(content: int, version: str) -> tuple[Document, list[Act]]:
    """A document of one page and two acts, the second with the persons, on one of few days."""
    tagged = ", ".join(
        f"<PERSON {name.upper()}, Anne>Anne {name.upper()}</PERSON>" for name in persons_of(content, version)
    )
    read = gold.parse_tagged(f"Acte {content}. Présents : {tagged}")
    text = read.text if version == "1" else read.text.ljust(400)
    entities = tuple(Entity(m.start, m.end, text[m.start : m.end], 1, m.value, m.rule) for m in read.mentions)
    day = DAYS[content % len(DAYS)]
    facts = Facts(Identity("deliberation", date=None if day is None else PartialDate.parse(day)))
    first, second = Act(0, 5, facts, ()), Act(0, len(text), facts, entities)
    return Document(text, (Page(1, 0, len(text)),), sha256_of(content), 1, "text/plain"), [first, second]


def sha256_of(content: int) -> str:
    return hashlib.sha256(str(content).encode()).hexdigest()


def work(store: Store, version: str, seed: int) -> int:
    """Take what there is to take, in an order of one's own, and do it; how much that was."""
    run = store.ledger.begin(RunStart("ingest", Owner("here", seed), version), {}, WHEN)
    found = [FoundFile(f"{n:03}.txt", sha256_of(content_of(n, version))) for n in range(SOURCES)]
    Random(seed).shuffle(found)
    done = 0
    for claim in claims(store, run, store.ledger.enqueue(found, version, WHEN)):
        do(store, claim)
        done += 1
    store.ledger.end(run, "completed", "", WHEN)
    return done


def claims(store: Store, run: str, numbers: list[int]) -> Iterator[Claim]:
    for start in range(0, len(numbers), BATCH):
        yield from store.ledger.claim(run, numbers[start : start + BATCH], lambda owner: False, WHEN)


def do(store: Store, claim: Claim) -> None:
    if not store.ledger.adopt(claim, WHEN):
        content = content_of(int(claim.source[:3]), claim.pipeline_version)
        document, acts = acts_of(content, claim.pipeline_version)
        store.ledger.complete(claim, document, acts, WHEN)


def main() -> None:
    """Say that all is ready, wait for a word, work, and say how much was done; again for each version."""
    url, seed, *versions = sys.argv[1:]
    with open_store(url) as store:
        for version in versions:
            print("ready", flush=True)
            sys.stdin.readline()
            print(work(store, version, int(seed)), flush=True)


if __name__ == "__main__":
    main()
