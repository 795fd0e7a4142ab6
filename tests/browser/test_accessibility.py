"""axe-core finds nothing serious on any page, in light and in dark, on a screen and on a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.beneficiaries.awarding import file_award
from tests.browser.axe import serious
from tests.browser.conftest import reading, running
from tests.browser.published import publish
from tests.dossiers.gathering import file_town
from tests.filing import WHEN, file, make_act
from tests.web.people import application

from recueil.dossiers.records import ActTarget, PersonTarget, Target, ValueTarget
from recueil.store.open import open_store
from recueil.store.store import Store
from recueil.values.body import body_key

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.slow

ACT, PERSON, BODY, BENEFICIARY, DOSSIER = "{act}", "{person}", "{body}", "{beneficiary}", "{dossier}"
PAGES = [
    "/",
    "/?q=subvention+chapitre:65",
    "/?q=monant:3",
    f"/actes/{ACT}",
    f"/actes/{ACT}/valeurs/1",
    f"/actes/{ACT}/pages/1?e=1",
    f"/actes/{ACT}/semblables",
    "/montants",
    "/comparaison",
    "/organismes",
    f"/organismes/{BODY}",
    "/controles",
    "/qualite",
    f"/actes/{ACT}/ajouter",
    f"/actes/{ACT}/faits/titre",
    f"/actes/{ACT}/faits/presences",
    f"/actes/{ACT}/faits/attribution",
    f"/actes/{ACT}/faits/vote",
    f"/actes/{ACT}/faits/vote/1",
    "/corrections",
    "/personnes",
    "/personnes?nom=vasseur",
    f"/personnes/{PERSON}",
    "/beneficiaires",
    "/beneficiaires?nom=voix",
    f"/beneficiaires/{BENEFICIARY}",
    f"/beneficiaires/propositions?commune={BODY}",
    "/presences",
    f"/presences?commune={BODY}",
    "/manquants",
    f"/manquants?commune={BODY}",
    f"/recoupements?commune={BODY}",
    "/alertes",
    "/dossiers",
    f"/dossiers/{DOSSIER}",
    f"/dossiers/ajouter?acte={ACT}&valeur=1",
    "/requetes",
    "/style",
    "/connexion",
    "/compte",
    "/administration",
    "/administration/journal",
    "/nowhere",
]
STATUSES = {"/?q=monant:3": 400, "/nowhere": 404}
LOOKS = ((1280, "light"), (375, "dark"))


@pytest.fixture(scope="module")
def served(
    tmp_path_factory: pytest.TempPathFactory, bring: Callable[[str, Path], None]
) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of the pages of what a town published; its act, and somebody it names."""
    folder = tmp_path_factory.mktemp("valbrune")
    publish(folder / "2024-03-14.pdf")
    url = f"sqlite:///{tmp_path_factory.mktemp('served')}/recueil.db"
    bring(url, folder)
    with open_store(url) as store, running(application(store, when=None)) as address:
        [act] = store.search(None).hits
        [person], _ = store.people.find("vasseur", None, 1, None)
        file_award(store, make_act, "Les Milles Voix", "700", "2025-03-14", str(act.body))
        stored = store.act(act.uid)
        file(store, stored.document.text, title=stored.act.title)
        assert store.similar(act.uid)
        assert store.beneficiaries.propose(WHEN) == 1
        [beneficiary], _ = store.beneficiaries.find(None, "mille voix")
        dossier = gather(store, act.uid, person.id)
        yield (
            address,
            {
                ACT: act.uid,
                PERSON: person.id,
                BODY: str(body_key(act.body)),
                BENEFICIARY: beneficiary.id,
                DOSSIER: str(dossier),
            },
        )


def gather(store: Store, act: str, person: str) -> int:
    """Gather one of each kind in a dossier, with acts that cite each other."""
    dossier = store.dossiers.create("Subventions", "local", WHEN, note="À relire", tags=["2024", "voix"])
    uids = file_town(store)
    cited: list[Target] = [ActTarget(uids["9"]), ActTarget(uids["12"])]
    for target in (ActTarget(act), ValueTarget(act, 1), PersonTarget(person), *cited):
        store.dossiers.add(dossier, "local", target, WHEN, note="vu", query="voix")
    return dossier


@pytest.fixture(scope="module")
def looks(chromium: Browser, served: tuple[str, dict[str, str]]) -> Iterator[list[tuple[Page, int]]]:
    """A page for each look, with its width, in which one place is opened after the other."""
    with reading(chromium) as opening:
        yield [(opening(served[0], width=width, scheme=scheme), width) for width, scheme in LOOKS]


@pytest.mark.parametrize("place", PAGES)
def test_axe_finds_nothing_serious(
    served: tuple[str, dict[str, str]], looks: list[tuple[Page, int]], place: str
) -> None:
    _, names = served
    there = reduce(lambda known, name: known.replace(name, names[name]), names, place)
    for page, width in looks:
        answer = page.goto(there)
        assert answer is not None
        assert answer.status == STATUSES.get(place, 200)
        assert serious(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
