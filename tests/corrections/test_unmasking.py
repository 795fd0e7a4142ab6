"""A correction that would let readers see a masked name is for admins, whatever it corrects, and is noted."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.filing import FillOnce
from tests.handles import handle_of
from tests.private_act import HELPED, MAYOR, TEXT, UID, act, document, fill, hides

from recueil.corrections import Addition, Attribution, Change, Rejection, Replacement
from recueil.corrections.listing import CorrectionFilter
from recueil.errors import CorrectionForbidden
from recueil.privacy.redaction.redactor import mask_all
from recueil.readers.document import Document, Page
from recueil.store.store import Store
from recueil.values import Act, Entity, Facts, Identity, Organisation, Person, Place, Reference
from recueil.values.person import PrivacyClass

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
EMMA = Attribution("emma", WHEN)
ONCE = "La commune recrute Mme Léa BRISEBOIS comme agent, et M. Paul RUFFIN reste."
LEA = Person("Léa", "BRISEBOIS", "Mme", "brisebois lea", "private")
LOOKED_FOR = "Mme Léa BRISEBOIS"


def _once(standing: PrivacyClass = "private") -> tuple[Document, Act]:
    """An act that names somebody in one place."""
    doc = replace(document(ONCE.encode()), text=ONCE, pages=(Page(1, 0, len(ONCE)),))
    start = ONCE.index("Léa BRISEBOIS")
    lea = Entity(start, start + 13, ONCE[start : start + 13], 1, replace(LEA, standing=standing), "test")
    return doc, Act(0, len(ONCE), Facts(Identity("decree", title="Recrutement")), (lea,))


def _span(words: str, text: str = ONCE) -> tuple[int, int]:
    start = text.index(words)
    return start, start + len(words)


def _named(words: str, standing: PrivacyClass | None = None) -> Person:
    return replace(Person.parse(words), standing=standing)


_LEA = (*_span("Léa BRISEBOIS"), "person")
UNMASKING: dict[str, Change] = {
    "public": Replacement(*_LEA, replace(LEA, key=None, standing="public")),
    "another name": Replacement(*_LEA, _named("INCONNU, Inconnu", "public")),
    "another kind": Replacement(*_LEA, Reference("loi", "2013-595")),
    "no person": Rejection(*_LEA),
}
MASKED: dict[str, Change] = {
    "a civility": Replacement(*_LEA, replace(LEA, key=None, civility="Mlle")),
    "another name": Replacement(*_LEA, _named("BRISEBOIS, Léo", "private")),
    "another person": Addition(*_span("Paul RUFFIN"), _named("RUFFIN, Paul", "public")),
    "one more to mask": Addition(*_span("agent"), _named("AGENT", "private")),
}


def _noted(store: Store) -> list[tuple[str, str, str | None, object]]:
    return [(one.who, one.action, one.subject, one.details) for one in reversed(store.audit.page())]


@pytest.fixture
def once(store: Store, fill_once: FillOnce) -> str:
    doc, found = _once()
    fill_once(lambda: fill(store, "file:///b.txt", doc, found))
    return handle_of(doc.sha256)


@pytest.mark.parametrize("way", UNMASKING)
def test_what_shows_a_masked_name_is_refused(store: Store, once: str, way: str) -> None:
    before = store.act(once)
    with pytest.raises(CorrectionForbidden) as caught:
        store.correct(once, UNMASKING[way], EMMA)
    assert caught.value.message == "This correction would show the name of a private person."
    assert store.act(once) == before
    assert "BRISEBOIS" not in before.text
    assert store.unredacted.corrections() == []
    assert _noted(store) == []


@pytest.mark.parametrize("way", UNMASKING)
def test_what_shows_a_masked_name_is_noted_of_an_admin(store: Store, once: str, way: str) -> None:
    store.correct(once, UNMASKING[way], Attribution("anne", WHEN), may_unmask=True)
    assert store.act(once).text == ONCE
    assert _noted(store) == [
        ("anne", "correction.make", "correction:1", {"act": once}),
        ("anne", "unmasked", "correction:1", {"act": once}),
    ]
    assert store.check(WHEN) == []


@pytest.mark.parametrize("way", MASKED)
def test_what_leaves_a_masked_name_masked_is_an_editors(store: Store, once: str, way: str) -> None:
    hidden = store.act(once).text
    made = store.correct(once, MASKED[way], EMMA)
    assert "BRISEBOIS" not in f"{made}{store.act(once)}{store.corrections()}"
    assert [a for a, b in zip(hidden, store.act(once).text, strict=True) if a == "█" != b] == []
    assert _noted(store) == [("emma", "correction.make", "correction:1", {"act": once})]
    assert store.check(WHEN) == []


def test_whether_a_guess_of_a_masked_name_is_right_is_not_told(store: Store, once: str) -> None:
    for guess in (replace(LEA, key=None), _named("BRISEBOIS, Zoé", "private")):
        made = store.correct(once, Replacement(*_LEA, guess), EMMA)
        store.withdraw(made.id, EMMA)
    assert [one.action for one in store.corrections()] == ["change", "change"]


def test_a_mention_that_only_its_name_masks_is_not_added_as_a_public_person(store: Store) -> None:
    fill(store)
    start = TEXT.index("Quinquelet")
    with pytest.raises(CorrectionForbidden):
        store.correct(UID, Addition(start, start + 10, _named("QUINQUELET", "public")), EMMA)
    store.correct(UID, Addition(start, start + 10, _named("QUINQUELET", "private")), EMMA)


def test_a_public_namesake_that_would_show_a_masked_name_is_not_added(store: Store) -> None:
    fill(store)
    start = TEXT.index("loyer")
    with pytest.raises(CorrectionForbidden):
        store.correct(UID, Addition(start, start + 5, _named("QUINQUELET", "public")), EMMA)


def test_of_several_mentions_one_may_be_no_person_as_long_as_its_words_stay_masked(store: Store) -> None:
    fill(store)
    first, *others = [one for one in act().entities if one.value == HELPED]
    store.correct(UID, Rejection(first.start, first.end, "person"), EMMA)
    assert hides(store.act(UID).text)
    assert len(others) == 2


def test_withdrawing_what_masks_is_for_admins(store: Store) -> None:
    held, found = _once("public")
    fill(store, "file:///b.txt", held, found)
    uid = handle_of(held.sha256)
    made = store.correct(uid, Replacement(*_LEA, replace(LEA, key=None)), EMMA)
    assert "BRISEBOIS" not in f"{made}{store.act(uid)}"
    with pytest.raises(CorrectionForbidden):
        store.withdraw(made.id, EMMA)
    assert store.correction(made.id).state == "standing"
    store.withdraw(made.id, Attribution("anne", WHEN), may_unmask=True)
    assert store.act(uid).text == ONCE
    assert _noted(store)[1:] == [
        ("anne", "correction.withdraw", "correction:1", {}),
        ("anne", "unmasked", "correction:1", {}),
    ]


def test_a_correction_that_made_a_name_public_names_nobody_once_it_is_withdrawn(store: Store, once: str) -> None:
    anne = Attribution("anne", WHEN)
    made = store.correct(once, UNMASKING["public"], anne, may_unmask=True)
    assert "BRISEBOIS" in str(made)
    store.withdraw(made.id, EMMA)
    corrections = store.corrections(CorrectionFilter(once))
    assert [(one.anchor.text, one.state) for one in corrections] == [("███ █████████", "withdrawn")]
    assert "BRISEBOIS" not in str(corrections)
    assert "BRISEBOIS" in str(store.unredacted.corrections())


def test_the_words_around_a_correction_that_no_act_says_any_more_are_masked(store: Store, once: str) -> None:
    start, end = _span("agent")
    store.correct(once, Addition(start, end, Reference("loi", "2013-595")), EMMA)
    text = "Rien de tout cela."
    doc = replace(document(text.encode()), text=text, pages=(Page(1, 0, len(text)),))
    fill(store, "file:///b.txt", doc, Act(0, len(text), Facts(Identity("decree")), ()))
    (orphan,) = store.orphans()
    assert orphan.anchor.text == "agent"
    assert "BRISEBOIS" not in str(orphan)


@pytest.mark.parametrize("name", [Organisation("Amicale BRISEBOIS"), Place("villa Brisebois", "35284")])
def test_a_name_that_no_act_says_any_more_is_masked(store: Store, once: str, name: Organisation | Place) -> None:
    start, end = _span("agent")
    store.correct(once, Addition(start, end, name), EMMA)
    text = "Rien de tout cela."
    doc = replace(document(text.encode()), text=text, pages=(Page(1, 0, len(text)),))
    fill(store, "file:///b.txt", doc, Act(0, len(text), Facts(Identity("decree")), ()))
    (orphan,) = store.orphans()
    assert (orphan.anchor.text, orphan.value) == ("█████", type(name)(mask_all(name.name)))
    assert store.unredacted.corrections()[0].value == name


def _second(text: str, start: int, person: Person) -> tuple[Act, Act]:
    words = person.family
    at = text.index(words, start)
    mention = Entity(at, at + len(words), words, 1, replace(person, given=None), "test")
    return (
        Act(0, start, Facts(Identity("decree", title="Premier")), ()),
        Act(start, len(text), Facts(Identity("decree", title="Second")), (mention,)),
    )


def test_what_an_act_masks_in_the_whole_document_is_shown_by_admins_alone(store: Store) -> None:
    """The first act names nobody of itself; the second hides whom the first says, too."""
    text = "Article 1 : BRISEBOIS est citée.\nArticle 2 : secours à BRISEBOIS."
    start = text.index("Article 2")
    doc = replace(document(text.encode()), text=text, pages=(Page(1, 0, len(text)),))
    run = _filing(store, doc)
    run(_second(text, start, LEA))
    (uid, other) = [f"{handle_of(doc.sha256)}{suffix}" for suffix in ("", "-2")]
    assert "BRISEBOIS" not in store.act(uid).document.text
    mention = store.unredacted.act(other).act.entities[0]
    with pytest.raises(CorrectionForbidden):
        store.correct(other, Rejection(mention.start, mention.end, "person"), EMMA)
    assert store.check(WHEN) == []


def _filing(store: Store, doc: Document) -> Callable[[tuple[Act, ...]], None]:
    from recueil.store.ledger.runs import Owner, RunStart
    from recueil.store.ledger.work import FoundFile

    def file(acts: tuple[Act, ...]) -> None:
        run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, WHEN)
        numbers = store.ledger.enqueue([FoundFile("file:///c.txt", doc.sha256)], "1", WHEN)
        (claim,) = store.ledger.claim(run, numbers, lambda owner: False, WHEN)
        store.ledger.complete(claim, doc, list(acts), WHEN)
        store.ledger.end(run, "completed", "", WHEN)

    return file


def test_the_mayor_stays_whom_an_editor_corrects(store: Store) -> None:
    fill(store)
    mayor = next(one for one in act().entities if one.value == MAYOR)
    said = Replacement(mayor.start, mayor.end, "person", Person("Ode", "FARGUES", standing="public"))
    assert store.correct(UID, said, EMMA).value == Person("Ode", "FARGUES", None, None, "public")
