"""Training of the beneficiaries: what an annotated act teaches, and that the same acts give the same bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fr_recueil.training.nearby_names import BENEFICIARIES, SETTINGS, AmountExample
from recueil.entities.amounts.component import Amounts
from recueil.entities.nearby_names.features import ActFeatures
from recueil.values import Mention

NAMES = ("Cercle nautique", "Amicale laïque", "Judo Club", "Les Mollets d'acier", "Pétanque", "Le Relais")


def read(text: str) -> dict[str, Sequence[Mention]]:
    return {"amount": list(Amounts().find(text, {}))}


def invent(names: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """Return an act that gives something to each name, and then asks for money; and its gold."""
    rows = [(name, 100 + 17 * at) for at, name in enumerate(names)]
    text = "Le conseil décide d'attribuer les subventions suivantes :\n"
    text += "".join(f"- {name} : {euros} €\n" for name, euros in rows)
    text += "Il sollicite du Département une aide de 9 000 €."
    return text, {"awards": [{"beneficiary": name, "amount": f"{euros}.00"} for name, euros in rows]}


def examples(names: Sequence[str] = NAMES) -> list[AmountExample]:
    text, gold = invent(names)
    return list(BENEFICIARIES.describe_act(text, read(text), gold, "Orgeva"))


def test_the_candidates_that_name_the_beneficiary_are_right() -> None:
    assert [bool(example.right.any()) for example in examples()] == [True] * len(NAMES) + [False]


def test_an_optional_award_and_one_without_a_candidate_teach_nothing() -> None:
    text, gold = invent(NAMES)
    gold["awards"][0]["optional"] = True
    gold["awards"][1]["beneficiary"] = "Nulle part ailleurs"
    assert len(list(BENEFICIARIES.describe_act(text, read(text), gold, ""))) == len(NAMES) - 1


@pytest.mark.parametrize(("uncertain", "count"), [([], 7), (["awards: one is illegible"], 0)])
def test_annotated_acts_are_read_from_their_folder(tmp_path: Path, uncertain: list[str], count: int) -> None:
    text, gold = invent(NAMES)
    gold |= {"body": "Orgeva", "uncertain": uncertain}
    for name, content in {"texts/a.txt": text, "gold/a.json": json.dumps(gold)}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    found = list(BENEFICIARIES.annotated_examples(tmp_path, read))
    assert [example.body for example in found] == ["Orgeva"] * count
    assert [example.body for example in BENEFICIARIES.annotated_examples(tmp_path, read, invented=True)] == [
        ""
    ] * count


def test_amounts_annotated_by_offsets_are_read_from_the_texts(tmp_path: Path) -> None:
    text, _ = invent(NAMES)
    path = tmp_path / "orgeva__1.txt"
    path.write_text(text, "utf-8")
    first, second, third, _, fifth, *_ = (mention.start for mention in read(text)["amount"])
    name, other = text.index(NAMES[0]), text.index(NAMES[4])
    digest = sha256(path.read_bytes()).hexdigest()
    windows = [
        {
            "sha256": digest,
            "amounts": [first, third + 1],
            "awards": [[first, first + 1, name, name + len(NAMES[0])]],
            "reported": [],
            "unclear": [[second, second + 1]],
        },
        {
            "sha256": digest,
            "amounts": [fifth, fifth + 1],
            "awards": [],
            "reported": [[fifth, fifth + 1, other, other + len(NAMES[4])]],
            "unclear": [],
        },
    ]
    (tmp_path / "awards.jsonl").write_text("".join(json.dumps(line) + "\n" for line in windows), "utf-8")
    found = list(BENEFICIARIES.text_examples(tmp_path, read, BENEFICIARIES.read_kept(tmp_path / "awards.jsonl")))
    assert [(example.body, bool(example.right.any())) for example in found] == [
        ("orgeva", True),
        ("orgeva", False),
        ("orgeva", True),
    ]


def test_the_annotations_of_the_package_lie_in_order() -> None:
    for windows in BENEFICIARIES.read_kept().values():
        for kept in windows:
            assert kept.first < kept.last
            assert all(kept.first <= amount < kept.last for amount in (*kept.names, *kept.unclear))


def test_training_twice_gives_the_same_bytes_and_learns_the_beneficiaries(tmp_path: Path) -> None:
    acts = [NAMES[at:] + NAMES[:at] for at in range(4)]
    learned = [example for names in acts for example in examples(names)]
    settings = replace(SETTINGS, epochs=6, averaged=2)
    model = BENEFICIARIES.fit(learned, settings)
    for name, trained in (("one", model), ("other", BENEFICIARIES.fit(learned, settings))):
        trained.to_disk(tmp_path / name)
    assert (tmp_path / "one/weights.npz").read_bytes() == (tmp_path / "other/weights.npz").read_bytes()
    assert (tmp_path / "one/meta.json").read_bytes() == (tmp_path / "other/meta.json").read_bytes()
    text, gold = invent(("Boule d'or", "Chorale du Lac"))
    sums = {award["beneficiary"]: award["amount"] for award in gold["awards"]}
    best = {
        text[one.candidate.start : one.candidate.end]: f"{one.amount.value.as_json()['amount']}"
        for one in model.predict(ActFeatures(text, read(text)["amount"]), read(text))
        if one.probability > 0.5
    }
    assert best == sums
    assert np.abs(model.pairs).max() <= 127
