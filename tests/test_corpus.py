"""The sample corpus: its gold reads, its plain acts are the gold's text, its values are plausible."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from recueil import annotated
from recueil.values import Amount, BudgetLine, Date, Mention, Percentage, Period, Person

CORPUS = Path(__file__).parent.parent / "corpus"
GOLD = sorted((CORPUS / "gold").glob("*.txt"))
ROLES = {
    None, "seance", "convocation", "signature", "transmission", "reception", "publication", "notification",
    "effect-start", "effect-end", "deadline", "legal", "earlier-act", "birth",
}  # fmt: skip
LEVELS = {
    "chapitre", "article", "compte", "nature", "fonction", "sous-fonction", "rubrique", "opération", "programme",
    "imputation", "ligne",
}  # fmt: skip
DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONEY = re.compile(r"€|euros?|EUR|francs?|F\b", re.IGNORECASE)

every_act = pytest.mark.parametrize("gold", GOLD, ids=lambda path: path.stem)


def read(gold: Path) -> annotated.Annotated:
    return annotated.read(gold.read_text("utf-8"))


def words(text: str) -> list[str]:
    """The words of a name as its value writes them: broken lines joined, hyphens kept."""
    return re.sub(r"-\s*\n\s*", "-", text).replace(",", "").split()


def check_date(when: Date, said: str) -> None:
    assert when.role in ROLES
    assert when.issue in {None, "impossible", "weekday", "inferred"}
    assert 1789 <= when.when.year <= 2040
    assert when.when.exists == (when.issue != "impossible")
    named = [day for day in DAYS if re.search(rf"\b{day}\b", said.lower())]
    if named and when.issue != "impossible":
        assert (DAYS[when.when.first_day().weekday()] in named) == (when.issue != "weekday")


def check_period(span: Period, said: str) -> None:
    assert span.start.first_day() <= span.end.last_day()
    assert str(span.start.year) in said or str(span.end.year) in said


def check_amount(amount: Amount, said: str) -> None:
    assert MONEY.search(said)
    assert (amount.amount < 0) == said.startswith(("-", "−", "–"))
    assert (amount.currency == "FRF") == bool(re.search(r"francs?|F\b", said))
    assert amount.tax or not re.search(r"TTC|H\.?T\b|hors taxes", said)


def check_percentage(percentage: Percentage, said: str) -> None:
    assert -100 <= percentage.percent <= 100
    assert said.endswith(("%", "pour cent"))


def check_budget(line: BudgetLine, said: str) -> None:
    assert line.level in LEVELS
    assert said.upper().endswith(line.code.lstrip("0"))


def check_person(person: Person, said: str) -> None:
    assert sorted(words(person.full_name.replace(".", ". "))) == sorted(words(said.replace(".", ". ")))


def check(mention: Mention, said: str) -> None:
    assert said
    assert said == said.strip()
    match mention.value:
        case Date() as when:
            check_date(when, said)
        case Period() as span:
            check_period(span, said)
        case Amount() as amount:
            check_amount(amount, said)
        case Percentage() as percentage:
            check_percentage(percentage, said)
        case BudgetLine() as line:
            check_budget(line, said)
        case Person() as person:
            check_person(person, said)
        case other:
            raise AssertionError(f"no check for a {other.kind}")


@every_act
def test_writing_the_mentions_back_gives_the_gold(gold: Path) -> None:
    act = read(gold)
    assert act.mentions
    assert annotated.write(act.text, act.mentions) == gold.read_text("utf-8")


@every_act
def test_the_plain_act_is_the_text_of_its_gold(gold: Path) -> None:
    assert (CORPUS / "actes" / gold.name).read_text("utf-8") == read(gold).text


@every_act
def test_every_value_is_plausible_for_its_words(gold: Path) -> None:
    act = read(gold)
    for mention in act.mentions:
        check(mention, act.text[mention.start : mention.end])


@every_act
def test_an_act_is_named_after_its_body_and_its_day(gold: Path) -> None:
    named = re.fullmatch(r"[a-z0-9-]+?-(\d{4}-\d\d-\d\d)-[a-z0-9-]+", gold.stem)
    assert named
    days = {str(m.value.when) for m in read(gold).mentions if isinstance(m.value, Date)}
    assert named[1] in days


def test_there_are_enough_acts_and_each_has_its_own_id() -> None:
    assert len(GOLD) >= 24
    assert len({gold.stem.casefold() for gold in GOLD}) == len(GOLD)
    assert sorted(path.name for path in (CORPUS / "actes").iterdir()) == [gold.name for gold in GOLD]


def test_no_two_acts_share_a_transmission_identifier() -> None:
    identifier = re.compile(r"\b\d{3}-\d{9}-\d{8}-\w+-[A-Z]{2}\b")
    found = [printed for gold in GOLD for printed in set(identifier.findall(read(gold).text))]
    assert len(found) == len(set(found))
