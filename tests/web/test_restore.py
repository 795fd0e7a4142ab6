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
from tests.web.people import WHEN

from recueil.errors import StoreBusy
from recueil.store.admin.backup import backup, restore
from recueil.store.open import open_store

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


def acts(store: Path) -> int:
    with open_store(f"sqlite:///{store}") as opened:
        return opened.status().acts


def test_a_backup_is_restored_once_the_server_is_stopped(
    corpus_store: str, untouched: Path, tmp_path: Path
) -> None:
    store, whole, empty = (tmp_path / name for name in ("recueil.db", "whole.db", "empty.db"))
    backup(corpus_store, store)
    backup(corpus_store, whole)
    backup(f"sqlite:///{untouched}", empty)
    number, url, kept = acts(store), f"sqlite:///{store}", Path(f"{store}.before-restore")
    with serving(store) as address:
        # A server holds the store from its start, and when it has answered.
        for _ in range(2):
            with pytest.raises(StoreBusy, match="is in use"):
                restore(url, empty, WHEN, replace=True)
            assert httpx.get(address).status_code == 200
            assert httpx.get(f"{address}/api/v1/status").json()["acts"] == number
    assert restore(url, empty, WHEN, replace=True) == kept
    with serving(store) as address:
        assert httpx.get(f"{address}/api/v1/status").json()["acts"] == 0
    assert restore(url, whole, WHEN, replace=True) is None
    assert (acts(store), acts(kept)) == (number, number)
