"""No query of a reader tells an act with a masked word from the same act with another in its place."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text
from tests.figures.counting import count
from tests.filing import FillOnce
from tests.handles import handle_of
from tests.private_act import HELPED, TEXT, UID, act, document, fill

from recueil.corrections import Addition, Attribution, Rejection, Replacement
from recueil.figures.amounts import distribution
from recueil.privacy.redaction.private_persons import combine_redactors, load_redactors_of_acts
from recueil.privacy.redaction.redactor import BLOCK
from recueil.query import Query, parse
from recueil.readers.document import Document, Page
from recueil.store.index.write import document_redactors
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.search.facets import FACETS
from recueil.store.store import Store
from recueil.text import content_words, index_keys
from recueil.values import Act, Award, Entity, Facts, Identity, Mention, PartialDate, Person, Reference

WHEN = datetime.datetime(2025, 3, 1, 2, 0, tzinfo=datetime.UTC)
ANNE = Attribution("anne", WHEN)

REACHES: dict[str, Callable[[Store, Query], int]] = {
    "search": lambda store, query: len(store.search(query).hits),
    "total": lambda store, query: store.search(query).total or 0,
    "count": lambda store, query: store.count(query),
    "facets": lambda store, query: sum(one.acts for one in store.facets(query, FACETS)["nature"]),
    "exports": lambda store, query: sum(map(len, store.iter_docids(query))),
    "entities": lambda store, query: len(store.entities(query).things),
    "an alert": lambda store, query: _alerted(store, query),
    "figures": lambda store, query: sum(one.acts for one in count(store, distribution, query, "attribue")),
}
LETTERS = sorted({*"quinquelet", *"zelie", *"fargues"})
ASKED = ("{}*", "attribue:300 {}*", "commune:vornoy {}*", "secours ({}* OU rien)")


def _alerted(store: Store, query: Query) -> int:
    """How many acts answer an alert when it is saved."""
    saved = store.alerts.add("a", query, None, WHEN)
    store.alerts.remove(saved.alert.id)
    return saved.acts


def _spelt(asks: Callable[[str], int], most: int = 12) -> Iterator[str]:
    """What can be read of words of an act, letter by letter, by prefixes that begin with two given ones."""
    beginnings = ["qu", "ze", "fa"]
    while beginnings:
        start = beginnings.pop()
        longer = [start + letter for letter in LETTERS if asks(start + letter)]
        yield from longer
        beginnings += [one for one in longer if len(one) < most]


@pytest.mark.parametrize(
    ("reach", "asked"), [*((reach, "{}*") for reach in REACHES), *(("count", asked) for asked in ASKED[1:])]
)
def test_nobody_spells_a_masked_name_letter_by_letter(
    store: Store, fill_once: FillOnce, reach: str, asked: str
) -> None:
    fill_once(lambda: fill(store))
    spelt = {
        one for one in _spelt(lambda start: REACHES[reach](store, parse(asked.format(start)))) if len(one) > 5
    }
    assert spelt == {"fargue", "fargues"}


def test_those_who_may_see_masked_names_find_them_by_any_beginning(store: Store) -> None:
    fill(store)
    asks: Callable[[str], int] = lambda start: store.unredacted.count(parse(f"{start}*"))  # noqa: E731
    assert {"quinquelet", "fargues", "zelie"} <= set(_spelt(asks))


# Every masked word, against the same act with another name


NAMES = {
    "QUINQUELET": "VANDEWALLE",
    "Quinquelet": "Vandewalle",
    "quinquelet": "vandewalle",
    "Zélie": "Maude",
    "zelie": "maude",
}
FORMS = (
    "{w}",
    "{p}*",
    '"mme {w}"',
    '"{w} demande"',
    '"{w} loyer"~20',
    "montant:* PRES {w}",
    "reference:* PRES/50 {w}",
    "titre:{w}",
    "beneficiaire:{w}",
    "beneficiaire:{p}*",
    'beneficiaire:"=Amis de {w}"',
    'beneficiaire:"=Mme Zélie {w}"',
    "personne:{w}",
    "personne:{p}*",
    "personne:{w} est:present",
    "reference:{w}",
    'reference:"marché {w}"',
    "numero:{w}",
    "secours -{w}",
    "secours -titre:{w}",
    "commune:{w}",
)


def _rich() -> tuple[Document, Act]:
    """The act of ``tests.private_act``, whose number, reference and beneficiaries say the name as well."""
    words = f"{TEXT}\nMarché QUINQUELET attribué aux Amis de QUINQUELET."
    start = words.index("QUINQUELET", len(TEXT))
    found = act()
    reference = Reference("marché", "QUINQUELET")
    entity = Entity(start - 7, start + 10, words[start - 7 : start + 10], 1, reference, "test")
    at = words.index("Amis")
    amount = next(one for one in found.entities if one.kind == "amount")
    mention = Mention(amount.start, amount.end, amount.value, "test")
    award = Award(at, len(words) - 1, "subvention", "Amis de QUINQUELET", at, mention, "association")
    identity = replace(found.facts.identity, number="QUINQUELET 1")
    facts = replace(found.facts, identity=identity, awards=(*found.facts.awards, award))
    content = words.encode()
    doc = replace(document(content), text=words, pages=(Page(1, 0, len(words)),))
    return doc, replace(found, end=len(words), facts=facts, entities=(*found.entities, entity))


def _renamed(said: object) -> object:
    """The same with another name."""
    if isinstance(said, str):
        for name, other in NAMES.items():
            said = said.replace(name, other)
        return said
    if isinstance(said, tuple):
        return tuple(map(_renamed, said))
    if hasattr(said, "__dataclass_fields__"):
        parts = {each.name: getattr(said, each.name) for each in fields(said) if each.init}  # type: ignore[arg-type]
        return replace(said, **{name: _renamed(part) for name, part in parts.items()})  # type: ignore[type-var]
    return said


@pytest.fixture
def twins(store: Store, fill_once: FillOnce) -> tuple[str, str]:
    """Two acts, the same but for the names of the one who is helped."""
    doc, found = _rich()
    other_text = str(_renamed(doc.text))
    other = replace(document(other_text.encode()), text=other_text, pages=doc.pages)
    renamed = _renamed(found)
    assert isinstance(renamed, Act)

    def fill_both() -> None:
        fill(store, "file:///a.txt", doc, found)
        fill(store, "file:///b.txt", other, renamed)

    fill_once(fill_both)
    return handle_of(doc.sha256), handle_of(other.sha256)


def _queries(store: Store, uid: str) -> Iterator[str]:
    """Every form of a query by each word that is masked in an act, and by each of its beginnings."""
    shown, whole = store.act(uid), store.unredacted.act(uid)
    masked = {
        word.form
        for word in content_words(whole.document.text)
        if BLOCK in shown.document.text[word.start : word.end]
    }
    assert {"quinquelet", "zelie"} <= masked
    for word in sorted(masked):
        for form in FORMS:
            cuts = range(2, len(word) + 1) if "{p}" in form else [len(word)]
            yield from (form.format(w=word, p=word[:cut]) for cut in cuts)


@pytest.mark.both_databases
def test_no_query_of_a_reader_tells_an_act_from_its_twin(store: Store, twins: tuple[str, str]) -> None:
    told = []
    for asked in _queries(store, twins[0]):
        found = store.search(parse(asked))
        hits = {hit.uid: hit for hit in found.hits}
        same = {
            uid: (hit.score, hit.page, hit.start, [(len(s.text), s.hit) for s in hit.snippet])
            for uid, hit in hits.items()
        }
        if len({str(same.get(uid)) for uid in twins}) != 1:
            told.append(asked)
    assert told == []


@pytest.mark.both_databases
def test_those_who_may_see_the_name_find_it_by_each_of_the_forms(store: Store, twins: tuple[str, str]) -> None:
    asked = (
        "quinquelet",
        "quin*",
        '"mme zélie quinquelet demande"',
        '"quinquelet loyer"~20',
        "montant:* PRES quinquelet",
        "titre:quinquelet",
        "beneficiaire:quinquelet",
        "beneficiaire:quin*",
        'beneficiaire:"=Amis de Quinquelet"',
        "personne:quinquelet",
        "reference:quinquelet",
        'reference:"marché quinquelet"',
        'numero:"quinquelet 1"',
    )
    found = {query: [hit.uid for hit in store.unredacted.search(parse(query)).hits] for query in asked}
    assert found == {query: [twins[0]] for query in asked}
    assert [store.count(parse(query)) for query in asked] == [0] * len(asked)
    assert store.check(WHEN) == []


@pytest.mark.both_databases
def test_relevance_tells_nothing_of_a_masked_word(store: Store, twins: tuple[str, str]) -> None:
    """A word that readers find is no more prominent where a masked one is the same."""
    scores = [hit.score for hit in store.search(parse("secours OU quinquelet")).hits]
    assert scores == [1, 1]
    assert [hit.score for hit in store.unredacted.search(parse("secours OU quinquelet")).hits] == [2, 1]


@pytest.mark.both_databases
def test_a_passage_is_not_chosen_for_a_masked_word(store: Store) -> None:
    """Somebody private is called as what the act is about."""
    words = f"Le loyer est dû.\n{'Rien. ' * 100}\nMme LOYER demande."
    start = words.index("LOYER")
    loyer = Entity(start, start + 5, "LOYER", 1, Person(None, "LOYER", "Mme", "loyer", "private"), "test")
    doc = replace(document(words.encode()), text=words, pages=(Page(1, 0, len(words)),))
    fill(store, "file:///a.txt", doc, Act(0, len(words), Facts(Identity("decree")), (loyer,)))
    (hit,) = store.search(parse("loyer")).hits
    assert [segment.text for segment in hit.snippet if segment.hit] == ["loyer"]
    assert BLOCK not in "".join(segment.text for segment in hit.snippet)


# What masks changes


def test_words_are_searched_by_readers_as_soon_as_nothing_masks_them(store: Store) -> None:
    fill(store)
    public = replace(HELPED, key=None, standing="public")
    for one in [one for one in act().entities if one.value == HELPED]:
        store.correct(UID, Replacement(one.start, one.end, "person", public), ANNE, may_unmask=True)
    assert [store.count(parse(asked)) for asked in ("zelie", "ze*", "quinquelet")] == [1, 1, 1]
    for correction in store.corrections():
        store.withdraw(correction.id, ANNE)
    assert [store.count(parse(asked)) for asked in ("zelie", "ze*", "quinquelet")] == [0, 0, 0]
    assert store.check(WHEN) == []


def _two_acts() -> tuple[Document, tuple[Act, Act]]:
    """The second act is about somebody whom the first says, too, without naming a person."""
    words = "Article 1 : BRISEBOIS est citée, comme AUBIN.\nArticle 2 : secours à BRISEBOIS."
    start = words.index("Article 2")
    at = words.index("BRISEBOIS", start)
    lea = Person(None, "BRISEBOIS", None, "brisebois", "private")
    mention = Entity(at, at + 9, "BRISEBOIS", 1, lea, "test")
    doc = replace(document(words.encode()), text=words, pages=(Page(1, 0, len(words)),))
    first = Act(0, start, Facts(Identity("decree", title="Premier", date=PartialDate(2023, 3, 14))), ())
    return doc, (first, Act(start, len(words), Facts(Identity("decree", title="Second")), (mention,)))


@pytest.fixture
def two(store: Store) -> str:
    doc, acts = _two_acts()
    run = store.ledger.begin(RunStart("ingest", Owner("here", 1), "1"), {}, WHEN)
    numbers = store.ledger.enqueue([FoundFile("file:///c.txt", doc.sha256)], "1", WHEN)
    (claim,) = store.ledger.claim(run, numbers, lambda owner: False, WHEN)
    store.ledger.complete(claim, doc, list(acts), WHEN)
    return handle_of(doc.sha256)


def test_a_word_that_another_act_of_the_document_masks_is_none_that_readers_search(store: Store, two: str) -> None:
    assert BLOCK in store.act(two).document.text[: len("Article 1 : BRISEBOIS")]
    asked = [store.count(parse(word)) for word in ("brisebois", "bris*", "aubin", "article")]
    assert asked == [0, 0, 1, 2]
    assert store.unredacted.count(parse("bris*")) == 2
    assert store.check(WHEN) == []


@pytest.mark.both_databases
def test_a_correction_of_one_act_masks_words_of_the_others(store: Store, two: str) -> None:
    start = store.unredacted.act(two).document.text.index("secours")
    aubin = Person(None, "AUBIN", None, None, "private")
    made = store.correct(f"{two}-2", Addition(start, start + 7, aubin), ANNE)
    assert store.count(parse("aubin")) == 0
    assert store.check(WHEN) == []
    store.withdraw(made.id, ANNE, may_unmask=True)
    assert store.count(parse("aubin")) == 1
    mention = store.unredacted.act(f"{two}-2").act.entities[0]
    store.correct(f"{two}-2", Rejection(mention.start, mention.end, "person"), ANNE, may_unmask=True)
    assert store.count(parse("bris*")) == 2
    assert store.check(WHEN) == []


@pytest.mark.both_databases
def test_what_masks_is_the_same_in_what_is_searched_and_in_what_is_read(store: Store, two: str) -> None:
    fill(store)
    with store._engine.connect() as connection:
        ids = connection.execute(text("SELECT DISTINCT document_id FROM acts")).scalars().all()
        for document_id in ids:
            read = load_redactors_of_acts(connection, document_id)
            kept = document_redactors(connection, [document_id]).get(document_id, {})
            if kept:
                assert combine_redactors(read.values()) == combine_redactors(
                    redactor for redactor in kept.values() if not redactor.masks_nothing
                )


@pytest.mark.both_databases
def test_a_store_of_before_has_its_masked_words_masked_when_it_is_brought_up_to_date(
    store: Store, url: str, tmp_path: Path
) -> None:
    from recueil.store.engine import dialect_of
    from recueil.store.migrations import config
    from recueil.store.open import open_store

    fill(store)
    with store._engine.execution_options(writes=True).begin() as connection:
        command.downgrade(config(connection), "0016")
        plain = index_keys(TEXT)
        docid = connection.execute(text("SELECT docid FROM acts")).scalar_one()
        dialect_of(connection).remove_acts(connection, [docid])
        dialect_of(connection).index_acts(connection, [(docid, plain, [])])
        connection.execute(text("INSERT INTO lexicon(form, key) VALUES ('quinquelet', 'quinquelet')"))
    assert store.count(parse("quin*")) == 1
    store.close()
    with open_store(url, create=True) as opened:
        assert opened.count(parse("quin*")) == 0
        assert opened.unredacted.count(parse("quin*")) == 1
        assert opened.check(WHEN) == []
    with store._engine.connect() as connection:
        forms = connection.execute(text("SELECT form FROM lexicon WHERE form LIKE '%quin%'")).scalars().all()
    assert forms == ["_quinquelet"]
