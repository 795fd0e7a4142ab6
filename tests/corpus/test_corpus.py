"""The sample corpus: its gold reads, its plain acts are the gold's text, its values are plausible."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path

import pytest

from recueil.evaluation.gold import Annotated, parse_tagged, render_tagged
from recueil.evaluation.keys import ActFacts, comparison_key
from recueil.values import Date

CORPUS = Path(__file__).parents[2] / "corpus"
sys.path.insert(0, str(CORPUS))
doubts: Callable[[Annotated], Iterable[str]] = importlib.import_module("plausible").doubts

GOLD = sorted((CORPUS / "gold").glob("*.txt"))
every_act = pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.stem)

IMPLAUSIBLE = [
    "<DATE 2014-09-26 seance>jeudi 26 septembre 2014</DATE>",
    "<DATE 2014-09-26 seance !weekday>vendredi 26 septembre 2014</DATE>",
    "<DATE 2021-04-31 publication>31/04/2021</DATE>",
    "<DATE 2021-04-30 publication !impossible>30/04/2021</DATE>",
    "<DATE 2021-04-30 arrival>30/04/2021</DATE>",
    "<PERIOD 2015/2014>années 2015 à 2014</PERIOD>",
    "<PERIOD 2015>exercice 2014</PERIOD>",
    "<AMOUNT 12.00 EUR>- 12 €</AMOUNT>",
    "<AMOUNT 12.00 EUR>12</AMOUNT>",
    "<AMOUNT 12.00 EUR>12 € TTC</AMOUNT>",
    "<AMOUNT 12.00 EUR>12 francs</AMOUNT>",
    "<AMOUNT 12.00 EUR>12 € </AMOUNT>",
    "<PERCENTAGE 12>12 points</PERCENTAGE>",
    "<BUDGET chapitre 65>chapitre 66</BUDGET>",
    "<BUDGET chapter 65>chapitre 65</BUDGET>",
    "<PERSON VERNIOLLES, Robin>M. Robin VERNIOLLES</PERSON>",
]


def read(gold: Path) -> Annotated:
    return parse_tagged(gold.read_text("utf-8"))


@every_act
def test_writing_the_mentions_back_gives_the_gold(gold: Path) -> None:
    act = read(gold)
    assert act.mentions
    assert render_tagged(act.text, act.mentions) == gold.read_text("utf-8")


@every_act
def test_the_plain_act_is_the_text_of_its_gold(gold: Path) -> None:
    assert (CORPUS / "actes" / gold.name).read_text("utf-8") == read(gold).text


@every_act
def test_what_the_act_says_as_a_whole_names_persons_it_names(gold: Path) -> None:
    act = ActFacts.model_validate_json(gold.with_suffix(".act.json").read_bytes())
    who = [act.president, act.secretary, *act.present, *act.absent, *chain.from_iterable(act.proxies)]
    named = {
        comparison_key(said.kind, said.value.as_json()) for said in read(gold).mentions if said.kind == "person"
    }
    assert {name for name in filter(None, who) if comparison_key("person", {"family": name}) not in named} == set()


@every_act
def test_every_value_is_plausible_for_its_words(gold: Path) -> None:
    assert list(doubts(read(gold))) == []


@pytest.mark.parametrize("tagged", IMPLAUSIBLE)
def test_a_value_that_its_words_do_not_bear_out_is_doubted(tagged: str) -> None:
    assert len(list(doubts(parse_tagged(tagged)))) == 1


@every_act
def test_an_act_is_named_after_its_body_and_its_day(gold: Path) -> None:
    named = re.fullmatch(r"[a-z0-9-]+?-(\d{4}-\d\d-\d\d)-[a-z0-9-]+", gold.stem)
    assert named
    days = {str(m.value.when) for m in read(gold).mentions if isinstance(m.value, Date)}
    assert named[1] in days


@every_act
def test_the_readme_tells_what_an_act_exercises(gold: Path) -> None:
    named = re.match(r"[a-z0-9-]+?-\d{4}(?=-\d\d-\d\d-)", gold.stem)
    assert named
    assert f"\n| `{named[0]}…` |" in (CORPUS / "README.md").read_text("utf-8")


def test_there_are_enough_acts_and_each_has_its_own_id() -> None:
    assert len(GOLD) >= 64
    assert len({gold.stem.casefold() for gold in GOLD}) == len(GOLD)
    assert sorted(path.name for path in (CORPUS / "actes").iterdir()) == [gold.name for gold in GOLD]


def test_no_two_acts_share_a_transmission_identifier() -> None:
    identifier = re.compile(r"\b\d{3}-\d{9}-\d{8}-\w+-[A-Z]{2}\b")
    found = [printed for gold in GOLD for printed in set(identifier.findall(read(gold).text))]
    assert len(found) == len(set(found))
