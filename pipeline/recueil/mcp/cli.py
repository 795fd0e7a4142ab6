"""`recueil mcp`: let an assistant on this machine read the store."""

from __future__ import annotations

import asyncio

from recueil import extras
from recueil.cli.arguments import StoreOption, app


@app.command()
def mcp(store: StoreOption = None) -> None:
    """Answer an assistant by the Model Context Protocol, on standard input and output, as a reader."""
    from recueil.settings import load_settings
    from recueil.store.open import open_store

    extras.require("mcp")
    from recueil.mcp import server

    settings = load_settings(store=store)
    with open_store(settings.store) as opened:
        asyncio.run(server.serve(opened, settings))
