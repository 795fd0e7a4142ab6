"""The generator: the same acts for the same seed on every machine, in many styles, with gold that reads and holds."""

from __future__ import annotations

import datetime
import importlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import pytest
from tests.tables import each_row

from recueil.evaluation.gold import Annotated, parse_tagged, render_tagged
from recueil.values import Amount, Date, Person

CORPUS = Path(__file__).parents[2] / "corpus"
sys.path.insert(0, str(CORPUS))


class Generated(Protocol):
    name: str
    tagged: str
    roles: tuple[str, ...]

    @property
    def text(self) -> str: ...


generate: Callable[[int, int], Iterator[Generated]] = importlib.import_module("generator").generate
generate_rolls: Callable[[int, int], Iterator[Generated]] = importlib.import_module("generator").generate_rolls
ROLLS: dict[str, object] = importlib.import_module("invented.rolls").ROLLS
doubts: Callable[[Annotated], Iterable[str]] = importlib.import_module("plausible").doubts

STYLES = 21
MARKED = {"date", "period", "amount", "percentage", "budget", "person"}
ACTS = tuple(generate(1, 4 * STYLES))
GOLD = tuple(parse_tagged(act.tagged) for act in ACTS)
every_act = each_row("act", ACTS)


def test_a_seed_always_gives_the_same_acts_whatever_their_number() -> None:
    assert [(act.name, act.tagged) for act in generate(1, 30)] == [(act.name, act.tagged) for act in ACTS[:30]]


def test_another_seed_gives_other_acts() -> None:
    others = tuple(generate(2, len(ACTS)))
    assert not {act.name for act in others} & {act.name for act in ACTS}
    assert not {act.tagged for act in others} & {act.tagged for act in ACTS}


@every_act
def test_the_gold_reads_and_writes_back(act: Generated) -> None:
    gold = parse_tagged(act.tagged)
    assert render_tagged(gold.text, gold.mentions) == act.tagged
    assert gold.text == act.text


@every_act
def test_every_value_is_plausible_for_its_words(act: Generated) -> None:
    assert list(doubts(parse_tagged(act.tagged))) == []


@every_act
def test_a_plain_act_has_no_trace_of_how_it_was_made(act: Generated) -> None:
    assert not re.search(r"[<>@]|\{[a-z_]{3,}(?: \w+)?\}", re.sub(r"\w+@\w+\.fr", "", act.text))
    assert act.text.strip() + "\n" == act.text


@every_act
def test_an_act_is_of_a_size_met_in_the_wild(act: Generated) -> None:
    assert 800 <= len(act.text.encode()) <= 12_000


def test_every_kind_occurs_within_fifty_acts() -> None:
    said = Counter(mention.kind for gold in GOLD[:50] for mention in gold.mentions)
    assert set(said) == MARKED
    assert min(said.values()) >= 100


def test_an_act_is_named_after_its_house_and_its_day() -> None:
    named = [re.fullmatch(r"([a-z0-9-]+?)-(\d{4}-\d\d-\d\d)-1-(\d{5})", act.name) for act in ACTS]
    houses = Counter(name[1] for name in named if name)
    assert len(houses) == STYLES >= 12
    assert set(houses.values()) == {4}
    for name, gold in zip(named, GOLD, strict=True):
        assert name
        days = {str(mention.value.when) for mention in gold.mentions if isinstance(mention.value, Date)}
        assert name[2] in days or "prefecture" in name[1] or "mairie" in name[1] or "agence" in name[1]


def test_days_lie_between_2008_and_2026_and_those_of_no_calendar_are_flagged() -> None:
    dates = [
        m.value for act in generate(3, 100) for m in parse_tagged(act.tagged).mentions if isinstance(m.value, Date)
    ]
    assert all(date.when.exists == (date.issue != "impossible") for date in dates)
    assert {None, "impossible", "weekday", "inferred"} == {date.issue for date in dates}
    held = [date.when.first_day() for date in dates if date.role == "seance"]
    assert datetime.date(2008, 1, 1) <= min(held) <= max(held) <= datetime.date(2026, 12, 31)


def test_a_financing_plan_adds_up() -> None:
    plans = [plan for gold in GOLD for plan in _plans(gold)]
    assert len(plans) >= 5
    for *shares, total in plans:
        assert sum(shares) == total


def _plans(gold: Annotated) -> Iterator[list[Decimal]]:
    """The amounts between « Financeur » and the words after « TOTAL », of plans set row by row."""
    for match in re.finditer(r"Financeur +Montant +Taux\n(?:.+\n)+?TOTAL.*", gold.text):
        rows = [m.value for m in gold.mentions if match.start() <= m.start < match.end()]
        yield [value.amount for value in rows if isinstance(value, Amount)]


def test_lists_hold_from_five_to_seventy_names() -> None:
    named = [len({m.value for m in gold.mentions if isinstance(m.value, Person)}) for gold in GOLD]
    assert min(named) <= 10
    assert max(named) >= 60


@pytest.mark.parametrize("hashing", [pytest.param("0", marks=pytest.mark.nightly), "1"])
def test_the_command_writes_the_same_bytes_whatever_the_hash_seed(hashing: str, tmp_path: Path) -> None:
    _run(tmp_path, "--number", str(STYLES), "--gold", PYTHONHASHSEED=hashing)
    written = {path.stem: path.read_bytes() for path in tmp_path.iterdir()}
    assert written == {act.name: act.tagged.encode() for act in ACTS[:STYLES]}


def test_the_command_writes_plain_acts(tmp_path: Path) -> None:
    _run(tmp_path, "--number", "3")
    assert {path.stem: path.read_text("utf-8") for path in tmp_path.iterdir()} == {
        a.name: a.text for a in ACTS[:3]
    }


def _run(folder: Path, *options: str, **environment: str) -> None:
    command = [sys.executable, str(CORPUS / "generator.py"), str(folder), "--seed", "1", *options]
    subprocess.run(command, check=True, env={**os.environ, **environment})


def test_rolls_are_set_in_many_layouts_with_the_role_of_each_name() -> None:
    assert len(ROLLS) >= 40
    said: Counter[str] = Counter()
    for act in generate_rolls(1, len(ROLLS)):
        gold = parse_tagged(act.tagged)
        assert len(act.roles) == sum(isinstance(mention.value, Person) for mention in gold.mentions)
        assert not re.search(r"</|<[A-Z]| @[a-z]", act.text)
        said.update(act.roles)
    assert set(said) == {"present", "represented", "absent", "holder", "president", "secretary", "none"}
    assert min(said.values()) >= 20


def test_the_rolls_of_a_seed_are_always_the_same() -> None:
    assert [act.tagged for act in generate_rolls(3, 5)] == [act.tagged for act in generate_rolls(3, 9)][:5]
