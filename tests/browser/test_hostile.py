"""An act that attacks its reader is shown as the words it is, on every page that shows an act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests import filing
from tests.browser.axe import serious
from tests.export.making import record
from tests.handles import handle_of
from tests.hostile import texts
from tests.hostile.acts import hostile

from recueil.corrections import Addition, Attribution, Rejection
from recueil.query import parse
from recueil.store.store import Store
from recueil.values import Person

pytestmark = pytest.mark.slow

# SQLite keeps NUL; a browser would not show it.
WORDS = '<script>alert(1)</script> "><img src=x onerror=alert(1)> \u202eesrever\u2066 NUL\x00 &amp; {{ 7*7 }}'
SHOWN = '<script>alert(1)</script> "><img src=x onerror=alert(1)> \ufffdesrever\ufffd NUL\ufffd &amp; {{ 7*7 }}'


ATTACK = "%3Cscript%3Ealert(1)%3C/script%3E%22%3E%3Cimg src=x onerror=alert(1)%3E"
PAGES = (
    "/",
    "/?q=alert",
    "/?q=ecole+nature:deliberation",
    f"/?q={ATTACK}",
    f"/?q=monant:{ATTACK}",
    f"/?q=commune:%22{ATTACK}%22",
    "/recherche/champs?q=alert",
    "/actes/{uid}",
    "/actes/{uid}?sans=person&e=2",
    "/actes/{uid}/valeurs/1",
    "/actes/{uid}/valeurs/2",
    "/actes/{uid}/pages/1",
    "/actes/{uid}/ajouter?debut=0&fin=8",
    "/actes/{uid}/ajouter?mots=alert",
    "/montants",
    "/montants?q=alert",
    "/controles",
    "/qualite",
    "/corrections",
    "/corrections/1",
    "/corrections/2",
    "/personnes",
    f"/personnes?nom={ATTACK}",
    "/personnes/{person}",
    "/beneficiaires",
    f"/beneficiaires?nom={ATTACK}",
    f"/beneficiaires/{ATTACK}",
    f"/beneficiaires/propositions?commune={ATTACK}",
    f"/presences?commune={ATTACK}",
    f"/manquants?commune={ATTACK}",
    f"/recoupements?commune={ATTACK}",
    "/alertes",
    "/alertes/1",
    f"/connexion?suite={ATTACK}",
    "/compte",
    "/administration",
    "/administration/journal",
    f"/{ATTACK}",
    f"/actes/{ATTACK}",
    f"/actes/{{uid}}/valeurs/{ATTACK}",
    f"/personnes/{ATTACK}",
    f"/alertes/{ATTACK}",
    f"/corrections?auteur={ATTACK}&page={ATTACK}",
)
DESCRIBED = {
    "/", "/actes/{uid}", "/actes/{uid}/valeurs/1", "/actes/{uid}/pages/1", "/montants", "/controles", "/corrections/1",
    "/personnes/{person}", "/alertes/1", "/administration/journal",
}  # fmt: skip
"""Pages whose words for assistive technology come from acts and from what people type: one of each template."""


@pytest.fixture
def besieged(serve: Callable[[Store], str], store: Store) -> tuple[str, dict[str, str]]:
    """The address of the pages of a store all of whose words are hostile; an act, and somebody it names."""
    words = WORDS.replace("\x00", "")
    document, act = hostile(words)
    who, *others = act.entities
    named = replace(who, value=Person(None, words, standing="public"))
    record(store, f"file:///{words}.txt", document, replace(act, entities=(named, *others)))
    for case in texts.cases():
        name = case.name.decode()
        if name.startswith(("formula", "language", "chars")) and isinstance(case.content, bytes):
            filing.file(store, case.content.decode(), title=case.content.decode().partition("\n")[0])
    uid, when = handle_of(document.sha256), filing.WHEN
    # What people type must print: the rest is refused.
    typed = "".join(filter(str.isprintable, words))
    signed = Attribution(typed, when, typed)
    store.correct(uid, Rejection(act.entities[1].start, act.entities[1].end, "amount"), signed)
    at = document.text.index("€") + 2
    store.correct(uid, Addition(at, at + 8, Person(None, words, standing="public")), signed)
    store.withdraw(1, signed)
    store.alerts.add(typed, parse("alert"), typed, when)
    filing.file(store, f"alert {words}", title=words)
    store.alerts.find_new_hits(when)
    store.audit.note(when, words, "login", words, address=words)
    [person, *_], _ = store.people.find("script", None, 9, None)
    return serve(store), {"uid": uid, "person": person.id}


def test_no_page_does_what_an_act_says(
    besieged: tuple[str, dict[str, str]], reader: Callable[..., Any], tmp_path: Path
) -> None:
    address, names = besieged
    page = reader(address)
    elsewhere: list[str] = []
    broken: list[str] = []
    page.on("request", lambda asked: None if asked.url.startswith(address) else elsewhere.append(asked.url))
    page.on("response", lambda answer: broken.append(answer.url) if answer.status >= 500 else None)
    page.on(
        "console",
        lambda line: broken.append(line.text) if line.type == "error" and "status of 4" not in line.text else None,
    )
    for place in PAGES:
        answer = page.goto(place.format(**names) if "{" in place else place)
        assert (place, answer.status < 500) == (place, True)
        assert (
            page.evaluate(
                "document.querySelectorAll('main script, main img:not([src^=\"/\"]), iframe, object, embed, base, [onerror], [onload]').length"
            )
            == 0
        )
        assert (
            page.evaluate(
                "[...document.links].filter(link => !link.href.startsWith(location.origin)).map(link => link.href)"
            )
            == []
        )
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280
        if place in DESCRIBED:
            assert (place, serious(page)) == (place, [])
    assert (elsewhere, broken) == ([], [])


@pytest.fixture
def attacked(serve: Callable[[Store], str], store: Store) -> tuple[str, str]:
    """The address of the pages, and the uid of the act."""
    uid = filing.file(store, f"piège {WORDS} fin {'a' * 5_000_000}", title=WORDS)
    return serve(store), uid


def test_hostile_words_are_shown_as_words(attacked: tuple[str, str], reader: Callable[..., Any]) -> None:
    address, uid = attacked
    page = reader(address)
    for place in ("/", "/?q=piege", "/?q=titre:script", f"/actes/{uid}", f"/actes/{uid}/pages/1"):
        assert page.goto(place).status == 200
        assert SHOWN in page.locator("main").inner_text()
        assert page.evaluate("document.querySelectorAll('main script, main img[onerror]').length") == 0
        assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_hostile_query_is_shown_as_words(
    serve: Callable[[Store], str], store: Store, reader: Callable[..., Any]
) -> None:
    page = reader(serve(store))
    page.goto("/?" + "q=%3Cscript%3Ealert(1)%3C/script%3E:%22%3E%3Cimg+src=x+onerror=alert(1)%3E")
    assert page.locator("#q").input_value() == '<script>alert(1)</script>:"><img src=x onerror=alert(1)>'
    assert page.evaluate("document.querySelectorAll('main script, main img').length") == 0
