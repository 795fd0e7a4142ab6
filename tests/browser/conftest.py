"""Pages as a reader has them: served, in Debian's Chromium, with and without JavaScript, wide and narrow."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from fastapi import FastAPI
from tests.web.people import application

from recueil.store.store import Store

# To import it takes a second, which those wait for as well who run no browser.
if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

# The tests run as root where nothing else is, and there Chromium has no sandbox; nothing here is on the network.
OPTIONS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


# Playwright has an event loop of its own, beside which tests of other folders can run none: it ends with this package.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if program is None:
        pytest.skip("Chromium cannot be had here: apt install chromium")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(OPTIONS))
        yield chromium
        chromium.close()


Opening = Callable[..., "Page"]


@contextmanager
def reading(chromium: Browser) -> Iterator[Opening]:
    """Makes a page in a browser of its own: ``js``, ``width`` in pixels, ``scheme`` light or dark.

    What goes wrong in its console, and every dialogue, fails the test when the block ends.
    """
    wrong: list[str] = []
    with ExitStack() as ending:

        def opening(address: str, *, js: bool = True, width: int = 1280, scheme: Any = "light") -> Page:
            context = chromium.new_context(
                base_url=address,
                java_script_enabled=js,
                viewport={"width": width, "height": 900},
                color_scheme=scheme,
                locale="fr-FR",
            )
            ending.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(60_000)
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("dialog", lambda dialog: _dismissed(dialog, wrong))
            page.on("console", lambda said: wrong.append(said.text) if "Content Security" in said.text else None)
            return page

        yield opening
    assert wrong == []


@pytest.fixture
def reader(chromium: Browser) -> Iterator[Opening]:
    """Makes pages that are closed with the test."""
    with reading(chromium) as opening:
        yield opening


def _dismissed(dialog: Dialog, wrong: list[str]) -> None:
    wrong.append(dialog.message)
    dialog.dismiss()


@contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The address of an application while it is served."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=2))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def serve() -> Iterator[Callable[[Store], str]]:
    """Serves a store, until the test ends; gives the address."""
    with ExitStack() as ending:
        yield lambda store: ending.enter_context(running(application(store, when=None)))
