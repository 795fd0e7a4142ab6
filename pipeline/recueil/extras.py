"""Parts of Recueil that need packages of an extra (``pip install 'recueil[parquet]'``), and whether these are
installed.
"""

from __future__ import annotations

from importlib.util import find_spec

from recueil.errors import ExtraMissing
from recueil.translation import gettext as _

EXTRAS = {
    "parquet": ("pyarrow",),
    "charts": ("altair", "vl_convert"),
    "scdl": ("frictionless",),
    "postgres": ("psycopg",),
    "sso": ("authlib",),
    "s3": ("s3fs",),
    "mcp": ("mcp",),
    "dask": ("distributed", "prefect_dask"),
}
"""The modules that each extra installs, as ``pyproject.toml`` has them."""


def is_installed(extra: str) -> bool:
    """Return whether all packages of an extra are installed."""
    return all(find_spec(module) is not None for module in EXTRAS[extra])


def require(extra: str) -> None:
    """Raise ExtraMissing, which says how to install it, if a package of an extra is not installed."""
    if not is_installed(extra):
        lacking = ", ".join(module for module in EXTRAS[extra] if find_spec(module) is None)
        raise ExtraMissing(_("{names} is not installed.").format(names=lacking), f"{install_command(extra)}.")


def install_command(extra: str) -> str:
    """Return the command that installs an extra."""
    return f"pip install 'recueil[{extra}]'"
