"""What the pages and the API show names no private person; admins who ask for it see it, and it is noted."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from PIL import Image
from tests.handles import handle_of
from tests.page_images.pdf_pages import pdf
from tests.private_act import HELPED, MAYOR, SHOWN, TEXT, UID, fill, hides
from tests.web.people import NAMES, WHEN, Open

from recueil.accounts.schema import Role
from recueil.query import parse
from recueil.readers import reader
from recueil.readers.document import Word, Words
from recueil.settings import Limits
from recueil.store.store import Store
from recueil.values import Act, Entity, Facts, Identity

pytestmark = pytest.mark.usefixtures("cheap_hashes")
ACT = f"/actes/{UID}"
NAMING = (
    "/?q=secours+conseil",
    "/?q=secours+conseil&format=json",
    "/recherche/export.csv?q=secours+conseil",
    "/recherche/export.json?q=secours+conseil",
    ACT,
    f"{ACT}?format=json",
    f"{ACT}/pages/1",
    f"{ACT}/valeurs/2",
    "/personnes/fargues-odile@vornoy",
    "/api/v1/acts?q=secours+conseil",
    f"/api/v1/acts/{UID}",
    f"/api/v1/acts/{UID}/text",
    "/api/v1/entities",
    "/api/v1/exports/jsonl",
    "/api/v1/exports/csv?table=persons",
    "/api/v1/exports/csv?table=attendance",
)
"""Where the mayor is named, and the one who is helped."""
TELLING = (
    f"{ACT}/valeurs/1",
    "/controles",
    "/api/v1/findings",
    "/api/v1/exports/csv?table=acts",
    "/api/v1/exports/csv?table=awards",
    "/api/v1/exports/csv?table=findings",
    "/api/v1/persons/fargues-odile@vornoy/acts",
)
"""Where only the one who is helped is."""
SILENT = (
    "/montants",
    "/personnes",
    "/presences?commune=vornoy",
    "/api/v1/persons",
    "/api/v1/figures/beneficiaries",
    "/qualite",
    "/corrections",
)


@pytest.fixture
def admin(team: Store, browser: Open) -> TestClient:
    fill(team)
    return browser("admin")


def noted(store: Store) -> list[tuple[str, str | None, object]]:
    found = (entry for entry in store.audit.page() if entry.action == "unmasked")
    return [(entry.who, entry.subject, entry.details) for entry in found]


def asking(address: str) -> str:
    return f"{address}{'&' if '?' in address else '?'}unmasked=1"


def test_nobody_sees_a_private_name_unasked(team: Store, admin: TestClient) -> None:
    for address in (*NAMING, *TELLING, *SILENT):
        answer = admin.get(address)
        shown = SHOWN in answer.text or address not in NAMING
        assert (address, answer.status_code, hides(answer.text), shown) == (address, 200, True, True)
    assert noted(team) == []


def test_an_admin_sees_it_who_asks_and_it_is_noted(team: Store, admin: TestClient) -> None:
    for count, address in enumerate((*NAMING, *TELLING), start=1):
        answer = admin.get(asking(address))
        assert (address, answer.status_code, hides(answer.text)) == (address, 200, False)
        who, subject, details = noted(team)[0]
        assert (len(noted(team)), who, hides(details)) == (count, NAMES["admin"], True)
        assert subject == (UID if f"/{UID}" in address else None)


@pytest.mark.parametrize("role", ["reader", "editor"])
def test_nobody_else_does(team: Store, browser: Open, role: Role) -> None:
    fill(team)
    client = browser(role)
    for address in (*NAMING, *TELLING, *SILENT):
        answer = client.get(asking(address))
        assert (address, answer.status_code, hides(answer.text)) == (address, 403, True)
    assert noted(team) == []


def test_whoever_is_not_logged_in_is_told_nothing_more(team: Store, browser: Open) -> None:
    fill(team)
    assert browser().get(asking(ACT)).status_code in (303, 403)
    assert noted(team) == []


def test_a_private_person_has_no_page(team: Store, admin: TestClient) -> None:
    address = "/personnes/quinquelet-zelie@vornoy"
    assert admin.get(address).status_code == 404
    assert admin.get(asking(address)).status_code == 200
    assert admin.get("/api/v1/persons/quinquelet-zelie@vornoy").status_code == 404
    assert [entry[2] for entry in noted(team)] == [{"route": "/personnes/{person}"}]


def test_a_search_by_a_private_name_finds_nothing(admin: TestClient) -> None:
    assert admin.get("/api/v1/acts?q=personne:quinquelet").json()["items"] == []
    found = admin.get(asking("/api/v1/acts?q=personne:quinquelet")).json()["items"]
    assert [hit["uid"] for hit in found] == [UID]


def test_a_feed_names_nobody(team: Store, browser: Open) -> None:
    saved = team.alerts.add("aides", parse("secours"), None, WHEN)
    fill(team)
    team.alerts.find_new_hits(WHEN)
    answer = browser().get(f"/alertes/{saved.alert.id}/flux.atom?cle={saved.key}")
    assert answer.status_code == 200
    assert hides(answer.text)
    assert "Secours à Mme ██████████" in answer.text


def test_the_original_is_for_admins_who_ask(team: Store, browser: Open, tmp_path: Path) -> None:
    file = tmp_path / "acte.txt"
    file.write_text(TEXT, "utf-8")
    fill(team, file.as_uri())
    remi, anne = browser("reader"), browser("admin")
    assert remi.get(f"{ACT}/original").status_code == 403
    refused = anne.get(f"{ACT}/original")
    assert refused.status_code == 403
    assert "nomme des personnes privées" in refused.text
    assert remi.get(asking(f"{ACT}/original")).status_code == 403
    assert anne.get(asking(f"{ACT}/original")).content == TEXT.encode()
    assert noted(team) == [(NAMES["admin"], UID, {"route": "/actes/{uid}/original"})]
    assert "L'original nomme des personnes privées." in remi.get(ACT).text
    assert [f'"{ACT}/original?unmasked=1"' in anne.get(page).text for page in (ACT, asking(ACT))] == [True, True]


def test_names_are_black_on_the_picture_of_a_page(team: Store, browser: Open, tmp_path: Path) -> None:
    file = tmp_path / "acte.pdf"
    file.write_bytes(pdf(("Aide versée à Zélie QUINQUELET, par Odile FARGUES.",)))
    read = reader.read(file, Limits())
    entities = []
    for value in (HELPED, MAYOR):
        start = read.text.index(value.full_name)
        entities.append(Entity(start, start + len(value.full_name), value.full_name, 1, value, "test"))
    fill(team, file.as_uri(), read, Act(0, len(read.text), Facts(Identity("deliberation")), tuple(entities)))
    address = f"/actes/{handle_of(read.sha256)}/pages/1.png"
    masked, whole = browser("reader").get(address), browser("admin").get(asking(address))
    assert (masked.status_code, whole.status_code) == (200, 200)
    assert masked.headers["etag"] != whole.headers["etag"]
    helped, mayor = (read.pages[0].words.between(one.start, one.end) for one in entities)
    assert [_darkness(answer.content, helped) for answer in (masked, whole)] == [100, pytest.approx(25, abs=20)]
    assert _darkness(masked.content, mayor) == _darkness(whole.content, mayor) < 50


def _darkness(png: bytes, words: list[Word]) -> int:
    """How much of the boxes of words is black, in percent."""
    picture = Image.open(io.BytesIO(png)).convert("L")
    scale = picture.width / 5950
    boxes = (picture.crop((w.x0 * scale, w.y0 * scale, w.x1 * scale, w.y1 * scale)) for w in words)
    pixels = [pixel for box in boxes for pixel in box.tobytes()]
    return 100 * sum(pixel < 128 for pixel in pixels) // len(pixels)


def test_a_page_on_which_a_name_has_no_place_is_not_shown(team: Store, browser: Open, tmp_path: Path) -> None:
    file = tmp_path / "acte.pdf"
    file.write_bytes(pdf(("Aide versée à Zélie QUINQUELET, par Odile FARGUES.",)))
    read = reader.read(file, Limits())
    page = replace(read.pages[0], words=Words())
    start = read.text.index("Zélie")
    helped = Entity(start, start + 16, read.text[start : start + 16], 1, HELPED, "test")
    act = Act(0, len(read.text), Facts(Identity("deliberation")), (helped,))
    fill(team, file.as_uri(), replace(read, pages=(page,)), act)
    address = f"/actes/{handle_of(read.sha256)}/pages/1"
    client = browser("reader")
    assert client.get(f"{address}.png").status_code == 403
    assert "la place n'est pas connue" in client.get(address).text
