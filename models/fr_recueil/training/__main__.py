"""Train the parts of the pipeline that learn from acts, and write their weights into the package.

python -m fr_recueil.training roll --annotated FOLDER … --texts FOLDER
python -m fr_recueil.training organisations --texts FOLDER … --annotated FOLDER …
python -m fr_recueil.training beneficiaries --texts FOLDER …
python -m fr_recueil.training funders --texts FOLDER …

The same inputs give the same weights, bit for bit.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from fr_recueil.training import nearby_names, roll, taggers


class Part(Protocol):
    """A part of the pipeline that is trained."""

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Declare the options of its command."""

    def train(self, options: argparse.Namespace) -> str:
        """Train, write the weights, and return a summary."""


PARTS: Mapping[str, Part] = {
    "roll": roll,
    "organisations": taggers.ORGANISATIONS,
    "places": taggers.PLACES,
    "beneficiaries": nearby_names.BENEFICIARIES,
    "funders": nearby_names.FUNDERS,
}

PACKAGE = Path(__file__).parents[1]


def main() -> None:
    """Train the part that the command names."""
    parser = argparse.ArgumentParser(
        prog="python -m fr_recueil.training", description=(__doc__ or "").split("\n")[0]
    )
    commands = parser.add_subparsers(dest="part", required=True, metavar="PART")
    for name, part in PARTS.items():
        command = commands.add_parser(name, help=(part.__doc__ or "").split("\n")[0])
        command.add_argument(
            "--output", type=Path, default=PACKAGE / "weights" / name, help="folder of the weights"
        )
        part.add_arguments(command)
    options = parser.parse_args()
    print(PARTS[options.part].train(options))


if __name__ == "__main__":
    main()
