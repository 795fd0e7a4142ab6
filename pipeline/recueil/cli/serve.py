"""``recueil serve``: serve the pages and the API."""

from __future__ import annotations

from typing import Annotated

import typer

from recueil.cli.arguments import StoreOption, app
from recueil.settings import load_settings


@app.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port to listen on.")] = 8000,
    store: StoreOption = None,
) -> None:
    """Serve the pages and the API, until interrupted."""
    from recueil.store.open import open_store
    from recueil.web import server

    settings = load_settings(store=store)
    with open_store(settings.store) as opened:
        server.serve(opened, settings, host, port)
