"""The acts made for the store: the same for the same seed, whole, with the skew and the frequencies of a country."""

from __future__ import annotations

import datetime
import importlib
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import pytest
from tests.handles import handle_of

from recueil.readers.document import Document
from recueil.store.ledger.runs import Owner, RunStart
from recueil.store.ledger.work import FoundFile
from recueil.store.store import Store
from recueil.text import index_keys
from recueil.values import Act, Amount, BudgetLine, Mention, Person

sys.path.insert(0, str(Path(__file__).parents[2] / "corpus"))
Acts = Callable[[int, int], Iterator[tuple[Document, Act]]]
acts: Acts = importlib.import_module("invented.stored").acts

NOW = datetime.datetime(2025, 3, 1, 2, tzinfo=datetime.UTC)
Made = list[tuple[Document, Act]]


@pytest.fixture(scope="module")
def made() -> Made:
    return list(acts(600, 1))


def test_a_seed_gives_the_same_acts_however_many(made: Made) -> None:
    assert list(acts(20, 1)) == made[:20]
    assert list(acts(20, 2)) != made[:20]


def test_no_two_are_the_same(made: Made) -> None:
    assert len({document.sha256 for document, _ in made}) == len(made)


def test_every_entity_stands_where_it_says(made: Made) -> None:
    for document, act in made:
        assert [document.text[entity.start : entity.end] for entity in act.entities] == [
            entity.text for entity in act.entities
        ]
        assert [document.page_at(entity.start) for entity in act.entities] == [
            entity.page for entity in act.entities
        ]
        assert [entity.start for entity in act.entities] == sorted(entity.start for entity in act.entities)


def test_what_an_act_says_as_a_whole_is_among_its_entities(made: Made) -> None:
    for _, act in made:
        read = {(entity.start, entity.end, entity.value) for entity in act.entities}
        said = {(mention.start, mention.end, mention.value) for mention in mentions(act)}
        assert said - read == set()


def mentions(act: Act) -> Iterator[Mention]:
    facts = act.facts
    held, identity = facts.attendance, facts.identity
    yield from (*held.present, *held.represented, *held.excused, *held.absent)
    for proxy in held.proxies:
        yield from filter(None, (proxy.giver, proxy.holder))
    for award in facts.awards:
        yield from filter(None, (award.amount, award.line))
    for vote in facts.votes:
        yield from vote.names_against
    yield from filter(None, (identity.president, identity.secretary, identity.rapporteur, identity.signatory))


def test_votes_and_members_add_up(made: Made) -> None:
    for _, act in made:
        counts = act.facts.attendance.counts
        assert counts.in_office is None or counts.in_office == sum(
            number or 0 for number in (counts.present, counts.proxies, counts.absent)
        )
        for vote in act.facts.votes:
            said = (vote.votes_for, vote.against, vote.abstentions)
            assert said == (None, None, None) or sum(number or 0 for number in said) == counts.voting


def test_words_and_chapters_are_as_frequent_as_they_are_said_to_be(made: Made) -> None:
    words = set(index_keys("subvention association"))
    together = sum(words <= set(index_keys(document.text)) for document, _ in made)
    chapters = Counter(chapter for _, act in made for chapter in chapters_of(act))
    assert 0.25 < together / len(made) < 0.31
    assert 0.09 < chapters["65"] / len(made) < 0.125
    assert 0 < chapters["922"] / len(made) < 0.008


def chapters_of(act: Act) -> set[str]:
    lines = (entity.value for entity in act.entities if isinstance(entity.value, BudgetLine))
    return {line.code for line in lines if line.level == "chapitre"}


def test_texts_and_entities_are_as_many_as_those_of_real_acts(made: Made) -> None:
    found = [entity.value for _, act in made for entity in act.entities]
    assert 3_000 < sum(len(document.text) for document, _ in made) / len(made) < 3_600
    assert 18 < len(found) / len(made) < 22
    assert 6 < sum(isinstance(value, Person) for value in found) / len(made) < 8
    assert 3 < sum(isinstance(value, Amount) for value in found) / len(made) < 4.5


def test_few_bodies_publish_much(made: Made) -> None:
    bodies = Counter(act.facts.identity.body for _, act in made)
    (_, most), *_ = bodies.most_common(1)
    assert most > 20
    assert sum(1 for number in bodies.values() if number == 1) > 60


def test_the_store_takes_them_and_gives_them_back(store: Store) -> None:
    made = list(islice(acts(50, 3), 50))
    with store:
        ledger = store.ledger
        run = ledger.begin(RunStart("ingest", Owner("here", 1), "v1"), {"text": "1"}, NOW)
        found = [FoundFile(f"file:///{document.sha256}", document.sha256) for document, _ in made]
        claims = ledger.claim(run, ledger.enqueue(found, "v1", NOW), lambda _: False, NOW)
        for claim, (document, act) in zip(claims, made, strict=True):
            ledger.complete(claim, document, [act], NOW)
        ledger.end(run, "completed", "", NOW)
        assert store.check(NOW) == []
        kept = [store.unredacted.act(handle_of(document.sha256)) for document, _ in made]
        assert [(one.document, one.act) for one in kept] == made
