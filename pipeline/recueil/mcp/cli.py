"""`recueil mcp`: let an assistant on this machine read the store."""

from __future__ import annotations

import asyncio

from recueil.cli.arguments import StoreOption, app
from recueil.errors import SettingsError
from recueil.settings import load_settings
from recueil.translation import gettext as _


@app.command()
def mcp(store: StoreOption = None) -> None:
    """Answer an assistant by the Model Context Protocol, on standard input and output, as a reader."""
    from recueil.store.open import open_store

    try:
        from recueil.mcp import server
    except ModuleNotFoundError as error:
        if error.name != "mcp":
            raise
        raise SettingsError(
            _("The package mcp is not installed."), _("pip install 'recueil[{extra}]'").format(extra="mcp")
        ) from error

    settings = load_settings(store=store)
    with open_store(settings.store) as opened:
        asyncio.run(server.serve(opened, settings))
