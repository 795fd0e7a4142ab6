"""Digests of what each component of the pipeline gives for the golden texts: the sample acts, and files made of some."""

from __future__ import annotations

import hashlib
import html
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import astuple
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from reportlab.pdfgen.canvas import Canvas
from tests.readers import making

from fr_recueil.version import COMPONENTS
from recueil.errors import ExtractionFailed
from recueil.export.act_object import act_object
from recueil.facts.awards import predicted_funders, predictions
from recueil.pipeline import extract_acts
from recueil.readers.document import Document
from recueil.readers.ocr.layout import OcrWord, arrange_words
from recueil.readers.reader import parse_document, sha256_of
from recueil.settings import Limits
from recueil.values import Act

if TYPE_CHECKING:
    from spacy.language import Language

ROOT = Path(__file__).parents[2]
ACTS = sorted((ROOT / "corpus" / "actes").glob("*.txt"))
MADE_OF = ACTS[::9]
"""Those that are also read as files of every other kind."""
RECORD = Path(__file__).parent / "digests.json"

Digests = dict[str, dict[str, str]]
"""Per component and golden file, the digest of what the component gives for it."""

_ENTITIES = {
    "date": "dates",
    "period": "periods",
    "amount": "amounts",
    "percentage": "percentages",
    "budget": "budget",
    "person": "persons",
    "reference": "references",
    "organisation": "organisations",
    "place": "places",
}
_FACTS = {
    "attendance": ("present", "absent", "represented", "excused", "proxies", "movements", "counts"),
    "votes": ("votes",),
    "awards": ("awards",),
    "funding": ("funding",),
    "designations": ("designations",),
    "sections": ("sections",),
    "checks": ("findings", "partial"),
}
_CELLS = re.compile(r" {3,}")


def extracted(nlp: Language) -> tuple[list[Document], list[Act]]:
    """The sample acts, as they are read and as they are extracted."""
    documents = [_read(path.name, path.read_bytes()) for path in ACTS]
    acts = []
    for act in extract_acts(nlp, documents):
        if isinstance(act, ExtractionFailed):
            raise act
        acts.append(act)
    return documents, acts


def digests(documents: Iterable[Document], acts: Iterable[Act]) -> Digests:
    """The digests per component of ``COMPONENTS``, of the sample acts and of files made of some of them."""
    found: Digests = {name: {} for name in COMPONENTS}
    for path, document, act in zip(ACTS, documents, acts, strict=True):
        found["reading/text"][path.name] = _digest(_read_as(document))
        for component, value in _values(act):
            found[component][path.name] = _digest(value)
    for path in MADE_OF:
        lines = path.read_text("utf-8").splitlines()
        for component, ending, make in _FORMATS:
            name = f"{path.stem}.{ending}"
            found[component][name] = _digest(_read_as(_read(name, make(lines))))
        found["reading/ocr"][path.name] = _digest(
            [[[w.text for w in cell] for cell in row] for row in _seen(lines)]
        )
    return found


def _read(name: str, content: bytes) -> Document:
    return parse_document(Path(name), content, sha256_of(content), Limits())


def _read_as(document: Document) -> object:
    words = [astuple(word) for page in document.pages for word in page.words.between(0, page.end - page.start)]
    pages = [(page.number, page.start, page.end, page.width, page.height) for page in document.pages]
    return document.media, document.text, pages, words


def _values(act: Act) -> Iterator[tuple[str, object]]:
    by_kind: dict[str, list[object]] = {kind: [] for kind in _ENTITIES}
    for entity in act.entities:
        by_kind[entity.kind].append((entity.start, entity.end, entity.value.as_json(), entity.rule))
    for kind, values in by_kind.items():
        yield _ENTITIES[kind], values
    objects = [act_object(each) for each in (act, *act.parts)]
    predicted = [each.pop("predictions") for each in objects]
    for component, rule in (("beneficiaries", predictions.MODEL_RULE), ("funders", predicted_funders.MODEL_RULE)):
        yield component, [[one for one in ones if one["rule"] == rule] for ones in predicted]
        predicted = [[one for one in ones if one["rule"] != rule] for ones in predicted]
    for each, ones in zip(objects, predicted, strict=True):
        each["predictions"] = ones
    # What a source states is no component's.
    known = {"stated", *(name for names in _FACTS.values() for name in names)}
    for component, names in _FACTS.items():
        yield component, [{name: each[name] for name in names} for each in objects]
    yield "identity", [{name: value for name, value in each.items() if name not in known} for each in objects]
    yield "segmentation", [(part.start, part.end) for part in act.parts]


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:8]


def _html(lines: list[str]) -> bytes:
    blocks = []
    for line in lines:
        cells = _CELLS.split(html.escape(line.strip()))
        row = "".join(f"<td>{cell}</td>" for cell in cells)
        blocks.append(f"<p>{cells[0]}</p>" if len(cells) == 1 else f"<table><tr>{row}</tr></table>")
    return f"<!doctype html><meta charset=utf-8><title>Acte</title><body>{''.join(blocks)}".encode()


def _docx(lines: list[str]) -> bytes:
    rows = [_CELLS.split(escape(line.strip())) for line in lines]
    blocks = (making.p(row[0]) if len(row) == 1 else f"<w:tbl>{making.row(*row)}</w:tbl>" for row in rows)
    return making.docx("".join(blocks))


def _odt(lines: list[str]) -> bytes:
    rows = [_CELLS.split(escape(line.strip())) for line in lines]
    blocks = (
        making.t(row[0])
        if len(row) == 1
        else f"<table:table><table:table-row>{making.cells(*row)}</table:table-row></table:table>"
        for row in rows
    )
    return making.odt("".join(blocks))


def _rtf(lines: list[str]) -> bytes:
    def encoded(text: str) -> str:
        return "".join(c if " " <= c < "\x7f" and c not in "\\{}" else f"\\u{ord(c)}?" for c in text)

    return ("{\\rtf1\\ansi " + "\\par ".join(map(encoded, lines)) + "}").encode()


def _pdf(lines: list[str]) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(842, 842), invariant=True)
    for top in range(0, len(lines), 50):
        canvas.setFont("Courier", 9)
        for at, line in enumerate(lines[top : top + 50]):
            canvas.drawString(40, 800 - 14 * at, line.replace("\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"))
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _zip(lines: list[str]) -> bytes:
    return making.packed({"1.txt": "\n".join(lines), "2.html": _html(lines)})


_FORMATS: tuple[tuple[str, str, Callable[[list[str]], bytes]], ...] = (
    ("reading/html", "html", _html),
    ("reading/office", "docx", _docx),
    ("reading/office", "odt", _odt),
    ("reading/office", "rtf", _rtf),
    ("reading/pdf", "pdf", _pdf),
    ("reading/archive", "zip", _zip),
)


def _seen(lines: list[str]) -> list[Any]:
    """Arrange the words of the lines as if OCR had seen each letter 20 pixels wide."""
    words = [
        OcrWord(match[0], number, 20 * match.start(), 50 * number, 20 * match.end(), 50 * number + 30, 95)
        for number, line in enumerate(lines)
        for match in re.finditer(r"\S+", line)
    ]
    return list(arrange_words(words))
