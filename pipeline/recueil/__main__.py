"""``python -m recueil``."""

from recueil.cli import main

main()
