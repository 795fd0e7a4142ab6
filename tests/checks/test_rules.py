"""The rules together: identifiers, acts without defect, defects planted, hostile texts."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated

from recueil.checks.chart import load_chart
from recueil.checks.rules import RULES, run_rules, select_rules
from recueil.entities.component import mentions_by_kind
from recueil.evaluation import gold
from recueil.facts.assemble import assemble_facts
from recueil.settings import OptionalCheck
from recueil.values import KINDS
from recueil.values.act import Facts
from recueil.values.finding import Finding
from recueil.values.mention import Mention

if TYPE_CHECKING:
    from spacy.language import Language

    from recueil.readers.document import Document
    from recueil.values import Act

CORPUS = Path(__file__).parents[2] / "corpus"
sys.path.insert(0, str(CORPUS))
generator = importlib.import_module("generator")
defects = importlib.import_module("invented.defects")

ACTS = sorted((CORPUS / "actes").glob("*.txt"))
# The one act of the corpus in which a member is present and absent at once, on purpose.
DELIBERATE = {"montavril-2014-09-26-classes-patrimoine": {"present-et-absent"}}


class Generated(Protocol):
    name: str
    planted: str | None

    @property
    def text(self) -> str: ...


Entities = Mapping[str, Sequence[Mention]]
FactsOf = Callable[[str, Entities], Facts]


def silent(text: str, entities: Entities) -> Facts:
    return Facts()


def checked(nlp: Language, text: str, structure: FactsOf) -> tuple[Finding, ...]:
    entities = mentions_by_kind(nlp(text))
    return run_rules(text, structure(text, entities), entities, load_chart("fr_recueil"))


def errors_without_and_with_structure(text: str, entities: Entities) -> tuple[set[str], set[str]]:
    without, with_structure = (
        errors(run_rules(text, structure(text, entities), entities, load_chart("fr_recueil")))
        for structure in (silent, assemble_facts)
    )
    return without, with_structure


def errors(said: tuple[Finding, ...]) -> set[str]:
    return {finding.check for finding in said if finding.severity == "error"}


def test_every_rule_has_an_identifier_of_its_own_and_a_basis() -> None:
    identifiers = [rule.id for rule in RULES]
    assert len(set(identifiers)) == len(identifiers)
    assert all(re.fullmatch(r"[a-z]+(?:-[a-z]+)+|quorum|votants", identifier) for identifier in identifiers)
    assert all(rule.basis for rule in RULES)


def test_checks_that_are_off_by_default_are_those_of_the_settings() -> None:
    off = {rule.id for rule in RULES if not rule.on}
    assert off == set(get_args(OptionalCheck))
    assert {rule.id for rule in select_rules()} == {rule.id for rule in RULES} - off
    assert select_rules(off) == RULES


def test_every_check_is_planted_or_tested_by_hand() -> None:
    assert set(defects.KINDS.values()) | {"vote-noms", "date-identifiant", "effectif-legal"} == {
        rule.id for rule in RULES
    }


OF_MENTIONS = sorted(set(defects.KINDS) - defects.OF_THE_ROLL - defects.OF_PLANS)
OF_STRUCTURE = sorted(defects.OF_THE_ROLL | defects.OF_PLANS)


def planted(kind: str) -> Iterator[Generated]:
    acts: Iterator[Generated] = generator.generate_planted(kind, 1, 3)
    return acts


@pytest.mark.parametrize(
    ("kind", "structure"),
    [*((kind, silent) for kind in OF_MENTIONS), *((kind, assemble_facts) for kind in OF_STRUCTURE)],
    ids=[*OF_MENTIONS, *OF_STRUCTURE],
)
def test_a_planted_defect_is_found(nlp: Language, kind: str, structure: FactsOf) -> None:
    missed = [act.name for act in planted(kind) if not _found(act, checked(nlp, act.text, structure))]
    assert missed == []


def _found(act: Generated, said: tuple[Finding, ...]) -> bool:
    return any(finding.check == act.planted and finding.severity != "information" for finding in said)


def test_planted_acts_are_the_same_each_time_and_hold_no_tag() -> None:
    first, again = ([(act.name, act.text) for act in planted("votes")] for _ in range(2))
    assert first == again
    assert not any("<" in text for _, text in first)


def test_an_act_of_the_corpus_has_no_error(sample_acts: tuple[list[Document], list[Act]]) -> None:
    found = {
        path.stem: errors_without_and_with_structure(document.text, mentions_of(act))
        for path, document, act in zip(ACTS, *sample_acts, strict=True)
    }
    assert found == {name: (set(), DELIBERATE.get(name, set())) for name in found}


def mentions_of(act: Act) -> Entities:
    """The mentions by kind that the pipeline found in an act."""
    found = [Mention(entity.start, entity.end, entity.value, entity.rule) for entity in act.entities]
    return {kind: [mention for mention in found if mention.kind == kind] for kind in KINDS}


def test_generated_acts_have_no_error(nlp: Language) -> None:
    acts: list[Generated] = list(generator.generate(7, 21))
    found = {
        act.name: errors_without_and_with_structure(act.text, mentions_by_kind(nlp(act.text))) for act in acts
    }
    assert found == {act.name: (set(), set()) for act in acts}


HOSTILE = [
    "1 x ",
    "2 837 x <AMOUNT 1.50 EUR>1,50 €</AMOUNT> = ",
    "section de fonctionnement s'équilibre dépenses recettes ",
    "TOTAL\n",
    "votants : 12 puis ",
    "virement de crédits - <AMOUNT 5.00 EUR>5 €</AMOUNT> + <AMOUNT 5.00 EUR>5 €</AMOUNT> ",
    "1",
    "([{",
]


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    assert_grows_linearly(
        lambda act: run_rules(act.text, Facts(), by_kind(act), load_chart("fr_recueil")),
        lambda size: gold.parse_tagged(repeated(piece)(size)),
        size,
    )


def by_kind(act: gold.Annotated) -> Entities:
    return {kind: [mention for mention in act.mentions if mention.kind == kind] for kind in KINDS}


PIECES = ("12 x ", "<AMOUNT 3.50 EUR>3,50 €</AMOUNT>", " = ", "<AMOUNT 42.00 EUR HT>42 € HT</AMOUNT>", " soit ", "<AMOUNT 9.00 EUR TTC>9 € TTC</AMOUNT>", "\nTOTAL ", "<BUDGET chapitre 65>chapitre 65</BUDGET>", ", ", "<BUDGET article 2188>article 2188</BUDGET>", " de la section d'investissement ", "<DATE 2021-04-31 !impossible>31/04/2021</DATE>", "<PERCENTAGE 40 @financement>40 %</PERCENTAGE>", " reste à charge ")  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_findings_lie_in_the_text(pieces: list[str]) -> None:
    act = gold.parse_tagged("".join(pieces))
    for finding in run_rules(act.text, Facts(), by_kind(act), load_chart("fr_recueil")):
        assert finding.spans
        assert all(0 <= start < end <= len(act.text) for start, end in finding.spans)
