"""``python -m recueil_flows.server_process PORT``: serves Prefect's API to one command, without pages or services.

`prefect server start` does the same, but imports all of Prefect's command line first, which takes seconds.
"""

from __future__ import annotations

import sys

import uvicorn
from prefect.server.api.server import create_app


def main() -> None:
    """Serve until terminated."""
    app = create_app(final=True, webserver_only=True)
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="critical")


if __name__ == "__main__":
    main()
