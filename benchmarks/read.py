"""Pages per CPU-second of the PDF reader beside pdftotext, same files, same run.

    python benchmarks/read.py [FOLDER…] [--rounds 3]

FOLDERs hold PDFs; by default the real acts kept beside the checkout, without them 40 PDFs made with reportlab,
always the same. Files without a text layer are left out: neither has anything to do there. Both read each file,
pdftotext as a process per file, as it is used, and the reader in one process, as it is used; what the reader gives
is the text and the place of every word, what pdftotext gives is the text. Then the ratio of the medians.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from recueil.errors import ReadError
from recueil.readers.document import PageContent
from recueil.readers.pdf import text_layer
from recueil.readers.pdf.page import PdfPage
from recueil.settings import Limits

ROOT = Path(__file__).parent.parent
REAL = ROOT.parent / "shared" / "acts"
MADE_FILES, MADE_PAGES = 40, 5
WORDS_OF_A_PAGE = 40


def readable(paths: Iterable[Path]) -> dict[Path, int]:
    """The files that have a text layer, with their number of pages."""
    pages: dict[Path, int] = {}
    for path in paths:
        try:
            leaves = text_layer.read(path, path.read_bytes(), Limits(), read_leaf)
        except ReadError:
            continue
        if any(len(leaf.words) >= WORDS_OF_A_PAGE for leaf in leaves):
            pages[path] = len(leaves)
    return pages


def read_leaf(page: PdfPage) -> PageContent:
    """Of a page that is an image, what its text layer says: pdftotext does no OCR either."""
    return page.leaf


def ours(paths: Iterable[Path]) -> float:
    """CPU seconds of the reader."""
    start = time.process_time()
    for path in paths:
        text_layer.read(path, path.read_bytes(), Limits(), read_leaf)
    return time.process_time() - start


def theirs(paths: Iterable[Path]) -> float:
    """CPU seconds of pdftotext."""
    start = children_seconds()
    for path in paths:
        subprocess.run(["pdftotext", str(path), "-"], check=True, capture_output=True)  # noqa: S607
    return children_seconds() - start


def children_seconds() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def make_files(folder: Path) -> Path:
    """The folder, with PDFs of an act's shape in it: prose, a table of amounts, a footer."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfgen.canvas import Canvas

    prose = "Le conseil municipal, après en avoir délibéré, décide d'attribuer les subventions qui suivent,"
    for number in range(MADE_FILES):
        canvas = Canvas(str(folder / f"acte_{number:02}.pdf"), pagesize=A4, invariant=True)
        for page in range(MADE_PAGES):
            for line in range(28):
                canvas.drawString(50, 790 - 14 * line, f"{line} {prose}")
            for row in range(20):
                for x, cell in ((50, f"Association n° {row}"), (300, "6574"), (420, f"{row + 1} 500,00 €")):
                    canvas.drawString(x, 380 - 14 * row, cell)
            canvas.drawCentredString(300, 30, f"{page + 1}/{MADE_PAGES}")
            canvas.showPage()
        canvas.save()
    return folder


def compare(folders: list[Path], rounds: int) -> None:
    pages = readable(sorted(path for folder in folders for path in folder.rglob("*.pdf")))
    if not pages:
        sys.exit("no PDF with a text layer in " + ", ".join(map(str, folders)))
    spent: dict[str, list[float]] = {"recueil": [], "pdftotext": []}
    for _ in range(rounds):
        spent["recueil"].append(ours(pages))
        spent["pdftotext"].append(theirs(pages))
    medians = {name: statistics.median(taken) for name, taken in spent.items()}
    print(f"{len(pages)} files, {sum(pages.values())} pages (median of {rounds})")
    for name, taken in medians.items():
        print(f"{name:<12}{sum(pages.values()) / taken:>8,.0f} pages per CPU-second")
    print(f"{'ratio':<12}{medians['pdftotext'] / medians['recueil']:>8.2f} ×")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*", metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        compare(args.folders or ([REAL] if REAL.exists() else [make_files(Path(scratch))]), args.rounds)


if __name__ == "__main__":
    main()
