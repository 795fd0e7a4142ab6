"""A backup restored beside a server: refused while it serves, and shown when it is started again."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from recueil.store import open_store
from recueil.store.backup import backup

pytestmark = pytest.mark.slow


@contextmanager
def serving(store: Path) -> Iterator[str]:
    """A server of its own process, and its address; stopped in the end as an operator stops it."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    command = [sys.executable, "-m", "recueil", "serve", "--port", str(port), "--store", f"sqlite:///{store}"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == f"Recueil answers at http://127.0.0.1:{port}/ (Ctrl-C ends it).\n"
        yield f"http://127.0.0.1:{port}"
        server.send_signal(signal.SIGINT)
        _, err = server.communicate()
    assert (server.returncode, err) == (130, "")


def restore(store: Path, file: Path) -> tuple[int, str, str]:
    command = [sys.executable, "-m", "recueil", "restore", str(file), "--replace", "--store", f"sqlite:///{store}"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout, ended.stderr


def acts(address: str) -> int:
    """What the API says; the page of the search is read too."""
    page = httpx.get(address)
    assert page.status_code == 200
    number: int = httpx.get(f"{address}/api/v1/status").json()["acts"]
    return number


@pytest.mark.parametrize("is_asked", [True, False])
def test_a_backup_is_restored_once_the_server_is_stopped(
    corpus_store: str, untouched: Path, tmp_path: Path, *, is_asked: bool
) -> None:
    store, whole = tmp_path / "recueil.db", tmp_path / "whole.db"
    backup(corpus_store, store)
    backup(corpus_store, whole)
    empty = tmp_path / "empty.db"
    backup(f"sqlite:///{untouched}", empty)
    with open_store(corpus_store) as opened:
        number = opened.status().acts
    with serving(store) as address:
        if is_asked:
            assert acts(address) == number
        refused = f"recueil: {store} is in use. Stop what uses it, the schedule too, then try again.\n"
        assert restore(store, empty) == (1, "", refused)
        assert acts(address) == number
    kept = f"{store}.before-restore"
    said = f"The store is what it was in {empty}. What it held before is in {kept}.\n"
    assert restore(store, empty) == (0, said, "")
    with serving(store) as address:
        assert acts(address) == 0
    assert restore(store, whole) == (0, f"The store is what it was in {whole}.\n", "")
    with serving(store) as address:
        assert acts(address) == number
    for file in (store, Path(kept)):
        with open_store(f"sqlite:///{file}") as opened:
            assert opened.status().acts == number
