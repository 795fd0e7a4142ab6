"""Write corpus/actes from corpus/gold: the same acts without their tags, for a newcomer to ingest.

python corpus/strip.py
"""

from __future__ import annotations

from pathlib import Path

from recueil.evaluation.gold import parse_tagged

CORPUS = Path(__file__).parent


def main() -> None:
    """Every act of gold, and nothing else, stands in actes afterwards."""
    actes = CORPUS / "actes"
    actes.mkdir(exist_ok=True)
    for left_over in actes.glob("*.txt"):
        left_over.unlink()
    for gold in sorted((CORPUS / "gold").glob("*.txt")):
        text = parse_tagged(gold.read_text("utf-8")).text
        (actes / gold.name).write_text(text, "utf-8", newline="\n")


if __name__ == "__main__":
    main()
