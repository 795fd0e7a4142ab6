"""PDFs for tests."""

from __future__ import annotations

import io

from reportlab.pdfgen.canvas import Canvas

LINES = ("Le conseil accorde 12 euros.", "Présents : Luc RÉ, Ana LO et ceux qui les ont entendus.")


def pdf(*pages: tuple[str, ...]) -> bytes:
    """A file of A4 pages with these lines, beside a black square of 100 points."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True, pagesize=(595, 842))
    for lines in pages:
        canvas.rect(400, 100, 100, 100, fill=1)
        for number, line in enumerate(lines):
            canvas.drawString(70, 700 - 20 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
