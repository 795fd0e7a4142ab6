"""Training of the roles in the roll: the same examples give the same bytes, and the roles of rolls are learned."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from tests.facts.naming import read

from fr_recueil.training.roll import SETTINGS, train_model
from fr_recueil.training.roll_examples import (
    RollExample,
    align_roles,
    annotated_examples,
    generated_examples,
    vary,
)
from recueil.entities.roll.component import EncodedText
from recueil.entities.roll.features import describe_names
from recueil.values.attendance import ROLL_LABELS, RollLabel

CORPUS = Path(__file__).parents[2] / "corpus"
ROLL = (
    "Sous la présidence de {A. ROUX}. Présents : {A. ROUX}, {B. CAPEL}, {C. VERDIN}, {D. MOREL}. "
    "Absents : {E. PICQ} (pouvoir à {B. CAPEL}), {F. BRAIL}. Secrétaire : {C. VERDIN}. "
    f"{'Le conseil examine le compte de la commune. ' * 8}M. {{D. MOREL}} rapporte."
)
GOLD = {
    "present": ["A. ROUX", "B. CAPEL", "C. VERDIN", "D. MOREL"],
    "represented": [{"name": "E. PICQ", "by": "B. CAPEL"}],
    "absent": ["F. BRAIL"],
    "president": "A. ROUX",
    "secretary": "C. VERDIN",
}
LABELS: list[RollLabel] = [
    "president",
    "present",
    "present",
    "present",
    "present",
    "represented",
    "holder",
    "absent",
    "secretary",
    "none",
]


@pytest.fixture(scope="module")
def examples() -> list[RollExample]:
    return list(generated_examples(CORPUS, 5, 45))


def test_names_of_an_annotated_act_are_aligned_with_their_mentions() -> None:
    assert align_roles(*read(ROLL), GOLD) == LABELS


def test_annotated_acts_are_read_from_their_folder(tmp_path: Path) -> None:
    text, persons = read(ROLL)
    for name, content in {
        "texts/a.txt": text,
        "gold/a.json": json.dumps(GOLD | {"roll_complete": True, "body": "Orgeva"}),
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    found = list(annotated_examples(tmp_path, lambda _: persons))
    assert found == [RollExample(text, persons, LABELS, "Orgeva")]


def test_a_varied_act_keeps_its_names_and_their_roles() -> None:
    text, persons = read(ROLL)
    example = RollExample(text, persons, LABELS)
    varied = [vary(example, Random(seed)) for seed in range(20)]
    assert len({each.text for each in varied}) > 10
    for each in varied:
        written = [each.text[mention.start : mention.end] for mention in each.persons]
        assert written == [str(mention.value) for mention in each.persons]
        assert len(each.labels) == len(each.persons)


def test_generated_acts_have_every_role(examples: list[RollExample]) -> None:
    assert {label for example in examples for label in example.labels} == set(ROLL_LABELS)


@pytest.mark.slow
def test_training_twice_gives_the_same_bytes_and_learns_the_roles(
    examples: list[RollExample], tmp_path: Path
) -> None:
    settings = replace(SETTINGS, epochs=2, averaged=1, batch=1)
    model = train_model(examples[:30], settings)
    for name, trained in (("one", model), ("other", train_model(examples[:30], settings))):
        trained.to_disk(tmp_path / name)
    assert (tmp_path / "one/weights.npz").read_bytes() == (tmp_path / "other/weights.npz").read_bytes()
    right = names = 0
    for example in examples[30:]:
        encoded = EncodedText.of(describe_names(example.text, example.persons))
        best = model.probabilities(encoded).argmax(axis=1)
        right += sum(ROLL_LABELS[at] == label for at, label in zip(best, example.labels, strict=True))
        names += len(example.labels)
    assert right > 0.7 * names
