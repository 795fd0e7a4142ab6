"""Several processes that write overlapping work at once: everything is there exactly once, and nothing else."""

from __future__ import annotations

import datetime
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from tests.store.ledger import contending
from tests.store.ledger.contending import CONTENTS, DAYS, SOURCES, content_of, persons_of, sha256_of

from recueil.store.open import open_store
from recueil.store.store import Store

Rows = Callable[[str], list[tuple[Any, ...]]]
WRITERS = 3
VERSIONS = ("1", "2")


@pytest.mark.nightly
def test_what_several_threads_write_at_once_is_there_once(
    store: Store, url: str, rows: Rows, when: datetime.datetime
) -> None:
    """Each has a store, and connections, of its own."""
    for version in VERSIONS:
        with ThreadPoolExecutor(WRITERS) as threads:
            done = threads.map(lambda seed, version=version: worked(url, version, seed), range(WRITERS))
        assert sum(done) == SOURCES
        check_version(store, rows, version)
    assert store.check(when) == []


def worked(url: str, version: str, seed: int) -> int:
    with open_store(url) as opened:
        return contending.work(opened, version, seed)


@pytest.mark.slow
@pytest.mark.both_databases
def test_what_several_processes_write_at_once_is_there_once(
    store: Store, url: str, rows: Rows, when: datetime.datetime
) -> None:
    with ExitStack() as ending:
        writers = [ending.enter_context(writing(url, seed)) for seed in range(WRITERS)]
        for version in VERSIONS:
            assert [said(writer) for writer in writers] == ["ready\n"] * WRITERS
            for writer in writers:
                go_on(writer)
            assert sum(int(said(writer)) for writer in writers) == SOURCES
            check_version(store, rows, version)
            assert store.check(when) == []


def writing(url: str, seed: int) -> subprocess.Popen[str]:
    command = [sys.executable, contending.__file__, url, str(seed), *VERSIONS]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def said(writer: subprocess.Popen[str]) -> str:
    assert writer.stdout is not None
    return writer.stdout.readline()


def go_on(writer: subprocess.Popen[str]) -> None:
    assert writer.stdin is not None
    writer.stdin.write("\n")
    writer.stdin.flush()


def check_version(store: Store, rows: Rows, version: str) -> None:
    """Each source is done once, and each content has its two acts, with whom this version finds in them."""
    states = Counter((work.pipeline_version, work.state) for work in store.ledger.active())
    assert states == {(version, "done"): SOURCES}
    held = {work.source: work.sha256 for work in store.ledger.active() if work.held}
    assert held == {f"{n:03}.txt": sha256_of(content_of(n, version)) for n in range(SOURCES)}
    runs = [run for run in store.ledger.runs() if run.pipeline_version == version]
    assert (len(runs), sum(run.done for run in runs), sum(run.failed for run in runs)) == (WRITERS, SOURCES, 0)
    assert rows("SELECT count(*) FROM documents") == [(CONTENTS,)]
    assert rows("SELECT count(*), count(DISTINCT docid) FROM acts") == [(2 * CONTENTS, 2 * CONTENTS)]
    assert len(rows("SELECT DISTINCT docid / 65536 FROM acts")) == len(DAYS)
    named = {person for content in range(CONTENTS) for person in persons_of(content, version)}
    assert sorted(name for (name,) in rows("SELECT name FROM persons")) == sorted(
        f"{name.upper()}, Anne" for name in named
    )
    mentions = sum(len(persons_of(content, version)) for content in range(CONTENTS))
    assert rows("SELECT count(*) FROM search_persons") == [(mentions,)]
