"""``python -m recueil``."""

from recueil.cli.app import main

main()
