"""The file an act was read from: downloaded, drawn page by page, and never another one."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from tests.export.making import record
from tests.filing import WHEN
from tests.handles import handle_of
from tests.page_images.pdf_pages import LINES, pdf
from tests.web.people import ADDRESS, application
from tests.web.reading import faults, parse_page, select, strings_at, texts_at

from recueil.corrections import Attribution
from recueil.privacy.erasure.name_hashes import forms_of, parse_name
from recueil.readers.document import Document, Words
from recueil.readers.reader import read
from recueil.settings import Limits
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values import Act, Amount, Entity, Facts, Identity, Person

Asking = Callable[[Store], TestClient]
NAME = 'délibération "n° 1"; <b>.pdf'


def act_of(document: Document) -> Act:
    """An amount, and a name that goes over the end of the first page."""
    text = document.text
    amount, name = text.index("12 euros"), text.index("entendus")
    entities = (
        Entity(amount, amount + 8, "12 euros", 1, Amount(Amount.parse("12.00 EUR").amount), "figures"),
        Entity(name, len(text) - 40, text[name:-40], 1, Person("Luc", "RÉ", standing="public"), "list"),
    )
    return Act(0, len(text), Facts(Identity("deliberation", title="Aide")), entities)


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of two pages."""
    path = tmp_path_factory.mktemp("originals") / NAME
    path.write_bytes(pdf(LINES, LINES))
    return path


@pytest.fixture(scope="module")
def document(original: Path) -> Document:
    return read(original, Limits())


@pytest.fixture(scope="module")
def uid(document: Document) -> str:
    return handle_of(document.sha256)


@pytest.fixture(scope="module")
def shown(original: Path, document: Document, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """Who asks about its act."""
    with open_store(f"sqlite:///{tmp_path_factory.mktemp('drawn')}/recueil.db", create=True) as store:
        record(store, original.as_uri(), document, act_of(document))
        with TestClient(application(store), base_url=ADDRESS) as client:
            yield client


def test_the_original_is_downloaded_as_it_was_read(shown: TestClient, uid: str, original: Path) -> None:
    answer = shown.get(f"/actes/{uid}/original")
    assert (answer.status_code, answer.content) == (200, original.read_bytes())
    assert {name: answer.headers[name] for name in ("content-type", "content-disposition", "content-length")} == {
        "content-type": "application/octet-stream",
        "content-disposition": f"attachment; filename=\"{uid}\"; filename*=UTF-8''"
        "d%C3%A9lib%C3%A9ration%20%22n%C2%B0%201%22%3B%20%3Cb%3E.pdf",
        "content-length": str(original.stat().st_size),
    }
    assert answer.headers["content-security-policy"] == "sandbox"


def test_a_page_is_drawn(shown: TestClient, uid: str) -> None:
    answer = shown.get(f"/actes/{uid}/pages/1.png")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")
    picture = Image.open(io.BytesIO(answer.content))
    scale = picture.width / 595
    inside, outside = (round(450 * scale), round(692 * scale)), (round(450 * scale), round(600 * scale))
    assert (picture.getpixel(inside), picture.getpixel(outside)) == ((0, 0, 0), (255, 255, 255))
    again = shown.get(f"/actes/{uid}/pages/1.png", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_boxes_stand_on_the_words(shown: TestClient, uid: str) -> None:
    page = parse_page(shown.get(f"/actes/{uid}/pages/1?e=1").text)
    [sheet] = select(page, "//svg")
    assert sheet.get("viewbox") == "0 0 5950 8420"
    assert strings_at(sheet, "./image/@href") == [f"/actes/{uid}/pages/1.png"]
    boxes = select(sheet, "./a")
    assert [(box.get("class"), box.get("href"), texts_at(box, "./title")) for box in boxes] == [
        ("amount chosen", f"/actes/{uid}/pages/1?e=1#e-1", ["montant : 12,00 €"]),
        ("person", f"/actes/{uid}/pages/1?e=2#e-2", ["personne : Luc RÉ"]),
    ]
    # « 12 euros » is one line of 12 points at 700 points from the bottom.
    [rectangle] = select(boxes[0], "./rect")
    left, top, width, height = (int(str(rectangle.get(name))) for name in ("x", "y", "width", "height"))
    assert 1600 < left < 1800
    assert 1290 < top < 1420 < top + height < 1500
    assert 400 < width < 600
    assert faults(page) == []


def test_a_value_over_the_end_of_a_page_is_on_both(shown: TestClient, uid: str) -> None:
    pages = [parse_page(shown.get(f"/actes/{uid}/pages/{number}").text) for number in (1, 2)]
    assert [strings_at(page, "//svg/a/@aria-label") for page in pages] == [
        ["montant : 12,00\u00a0€", "personne : Luc RÉ"],
        ["personne : Luc RÉ"],
    ]


def test_boxes_are_told_to_programs(shown: TestClient, uid: str) -> None:
    answer = shown.get(f"/actes/{uid}/pages/1?format=json").json()
    assert {name: answer[name] for name in ("act", "page", "width", "height")} == {
        "act": uid,
        "page": 1,
        "width": 5950,
        "height": 8420,
    }
    assert [(box["number"], box["kind"], box["title"]) for box in answer["boxes"]] == [
        (1, "amount", "montant : 12,00\u00a0€"),
        (2, "person", "personne : Luc RÉ"),
    ]


def test_pages_lead_to_each_other(shown: TestClient, uid: str) -> None:
    first, last = (parse_page(shown.get(f"/actes/{uid}/pages/{number}").text) for number in (1, 2))
    assert strings_at(first, "//a[@rel]/@href") == [f"/actes/{uid}/pages/2"]
    assert strings_at(last, "//a[@rel]/@href") == [f"/actes/{uid}/pages/1"]


# Where there is no original any more


@pytest.fixture
def kept(store: Store, tmp_path: Path, document: Document, original: Path) -> Path:
    """A copy of the file, that the store knows."""
    path = tmp_path / "kept.pdf"
    path.write_bytes(original.read_bytes())
    record(store, path.as_uri(), document, act_of(document))
    return path


def remove(path: Path) -> None:
    path.unlink()


def change_a_byte(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-20] ^= 1
    path.write_bytes(content)


def grow(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\n")


def replace_by_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def replace_by_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


@pytest.mark.slow
@pytest.mark.parametrize("harm", [remove, change_a_byte, grow, replace_by_a_folder, replace_by_a_pipe])
def test_a_file_that_is_another_now_is_not_handed_out(
    store: Store, asking: Asking, kept: Path, uid: str, harm: Callable[[Path], None]
) -> None:
    harm(kept)
    client = asking(store)
    answer = client.get(f"/actes/{uid}/original")
    assert (answer.status_code, texts_at(parse_page(answer.text), "//h1")) == (410, ["Plus disponible"])
    assert client.get(f"/actes/{uid}/pages/1.png").status_code == 404


def test_the_page_says_that_the_original_is_gone(store: Store, asking: Asking, kept: Path, uid: str) -> None:
    kept.unlink()
    client = asking(store)
    page = parse_page(client.get(f"/actes/{uid}/pages/1").text)
    assert texts_at(page, "//section[@aria-labelledby='image']/p") == [
        "L'original n'est plus là, ou il a changé : cette page ne peut pas être montrée."
    ]
    assert select(page, "//svg") == []
    assert "L'original n'est plus là, ou il a changé." in texts_at(
        parse_page(client.get(f"/actes/{uid}").text), "//li"
    )


@pytest.mark.parametrize(
    "source",
    [
        "https://www.vornoy.example/actes/12.pdf",
        "s3://bucket/12.pdf",
        "{path}",
        "file://elsewhere{path}",
        "http:{path}",
        "file:///%00",
        "file:///",
    ],
)
def test_only_files_of_this_machine_are_opened(
    store: Store, asking: Asking, document: Document, original: Path, source: str
) -> None:
    record(store, source.replace("{path}", str(original)), document, act_of(document))
    assert asking(store).get(f"/actes/{handle_of(document.sha256)}/original").status_code == 410


def test_any_of_the_sources_will_do(
    store: Store, asking: Asking, document: Document, kept: Path, original: Path, uid: str
) -> None:
    record(store, original.as_uri(), document, act_of(document))
    kept.unlink()
    assert asking(store).get(f"/actes/{uid}/original").content == original.read_bytes()


def test_a_text_has_no_picture(client: TestClient) -> None:
    uid = client.get("/recherche/export.json?q=conseil").json()["hits"][0]["act"]
    page = parse_page(client.get(f"/actes/{uid}/pages/1").text)
    assert texts_at(page, "//section[@aria-labelledby='image']/p") == [
        "L'original n'a pas de pages à montrer (text/plain). Son texte, tel qu'il a été lu, est ici."
    ]
    assert client.get(f"/actes/{uid}/pages/1.png").status_code == 404
    assert client.get(f"/actes/{uid}/original").status_code == 200


@pytest.mark.slow
def test_of_an_act_from_which_somebody_is_gone_only_words_are_shown(
    store: Store, asking: Asking, original: Path, document: Document, uid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUEIL_FORGET_KEY", "a secret of the tests")
    record(store, original.as_uri(), document, act_of(document))
    reader = asking(store)
    before = reader.get(f"/actes/{uid}/pages/1.png")
    forms = forms_of(parse_name("Luc RÉ"), b"a secret of the tests")
    store.ledger.set_publisher([original.as_uri()], "Fontvergne")
    store.erasure.begin(
        store.erasure.body("Fontvergne"), forms, b"a secret of the tests", Attribution("ana", WHEN, "demande")
    )
    store.erasure.finish(datetime.now(UTC))
    after = reader.get(f"/actes/{uid}/pages/1.png", headers={"If-None-Match": before.headers["etag"]})
    assert (after.status_code, after.headers["content-type"]) == (200, "image/png")
    was, left = (Image.open(io.BytesIO(answer.content)).convert("L") for answer in (before, after))
    page, shown = document.pages[0], store.act(uid).document.text
    scale = left.width / (page.width or 1)
    for word in page.words:
        box = scaled(scale, word.x0, word.y0, word.x1, word.y1)
        if "█" in shown[word.start : word.end]:
            assert left.crop(box).getextrema() == (0, 0)
        else:
            assert left.crop(box).tobytes() == was.crop(box).tobytes()
    # The black square, which is no word, might be a stamp.
    square = scaled(scale, 4100, 6500, 4900, 7100)
    assert (was.crop(square).getextrema(), left.crop(square).getextrema()) == ((0, 0), (255, 255))
    answer = reader.get(f"/actes/{uid}/original")
    assert answer.status_code == 410
    assert "Une personne citée dans cet acte a été effacée" in answer.text
    assert "/original" not in reader.get(f"/actes/{uid}").text


def scaled(scale: float, x0: int, y0: int, x1: int, y1: int) -> tuple[int, int, int, int]:
    return round(x0 * scale), round(y0 * scale), round(x1 * scale), round(y1 * scale)


def test_a_page_is_not_drawn_where_the_place_of_somebody_is_not_known(
    store: Store, asking: Asking, original: Path, document: Document, uid: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RECUEIL_FORGET_KEY", "a secret of the tests")
    blind = replace(document, pages=tuple(replace(page, words=Words()) for page in document.pages))
    record(store, original.as_uri(), blind, act_of(document))
    store.ledger.set_publisher([original.as_uri()], "Fontvergne")
    forms = forms_of(parse_name("Luc RÉ"), b"a secret of the tests")
    target = store.erasure.body("Fontvergne")
    store.erasure.begin(target, forms, b"a secret of the tests", Attribution("ana", WHEN, "demande"))
    store.erasure.finish(datetime.now(UTC))
    answer = asking(store).get(f"/actes/{uid}/pages/1.png")
    assert answer.status_code == 404
    assert "sa place sur cette page n&#39;est pas connue" in answer.text
