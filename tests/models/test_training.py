"""The recipe of the taggers: exact, repeatable, and able to learn."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from fr_recueil.training.roll import CORPUS
from fr_recueil.training.sequence import Example, Settings, Table, label_words, train
from fr_recueil.training.taggers import ANNOTATIONS, NAMES, TABLE, WINDOWS, as_model, read_invented, read_offsets
from recueil.entities.tagger.model import SequenceModel


def make_examples() -> list[Example]:
    """Words of one feature each: 5 begins a name, 6 continues it, 7 is outside; 6 after 7 is outside as well."""
    rows = [[7, 5, 6, 7, 6, 7], [5, 6, 6, 7], [7, 7, 6, 5]]
    labels = [[0, 1, 2, 0, 0, 0], [1, 2, 2, 0], [0, 0, 0, 1]]
    return [
        Example(
            np.array(row, dtype=np.uint32)[:, None],
            np.zeros((len(row), 1), dtype=np.uint32),
            [],
            np.array(label, dtype=np.int8),
        )
        for row, label in zip(rows, labels, strict=True)
    ]


def train_tagger(settings: Settings) -> SequenceModel:
    return as_model(train(make_examples(), TABLE, settings), settings.bias)


def decode(model: SequenceModel, row: list[int]) -> list[tuple[int, int]]:
    return model.decode(model.emissions(np.array(row, dtype=np.uint32)[:, None]), [])


def test_a_model_learns_what_continues_a_name() -> None:
    model = train_tagger(Settings(epochs=30, averaged=5, dropout=0.0, rate=0.3))
    assert decode(model, [7, 6, 7, 5, 6, 6, 7]) == [(3, 6)]


def test_the_same_examples_give_the_same_weights() -> None:
    settings = Settings(epochs=3, averaged=2)
    assert train_tagger(settings).to_bytes() == train_tagger(settings).to_bytes()


def test_links_of_several_features_are_learned_in_batches_of_texts_of_unequal_length() -> None:
    """The label of an item repeats the one before where the link has the feature 1, and changes where it has 2."""
    labels = [[0, 0, 1, 1, 0], [1, 0, 0], [0, 1, 1]]
    texts = []
    for row in labels:
        features = np.full((len(row), 1), 8, dtype=np.uint32)
        features[0] = row[0]
        links = np.array([[0, 1 + (at > 0 and row[at] != row[at - 1])] for at in range(len(row))], dtype=np.uint32)
        texts.append(Example(features, links, [], np.array(row, dtype=np.int8)))
    table = Table(2, 16, 4)
    weights = train(texts, table, Settings(epochs=40, averaged=5, dropout=0.0, batch=2))
    repeats, changes = weights.links[1].reshape(2, 2), weights.links[2].reshape(2, 2)
    assert repeats.trace() > repeats[0, 1] + repeats[1, 0] + 1
    assert changes.trace() < changes[0, 1] + changes[1, 0] - 1


def test_words_are_labelled_by_the_spans_they_lie_in() -> None:
    assert label_words([(3, 9), (9, 12)], [0, 3, 6, 9], [2, 5, 8, 12]).tolist() == [0, 1, 2, 1]


def test_annotations_by_offsets_find_their_text_by_its_digest(tmp_path: Path) -> None:
    text = "À Valdoré, le SIVALOR\r\nde Valdoré."
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "renamed.txt").write_bytes(text.encode())
    line = {
        "sha256": sha256(text.encode()).hexdigest(),
        "organisations": [[14, 21]],
        "organisations_optional": [],
        "places": [[2, 9]],
        "places_optional": [[25, 32]],
    }
    annotations = tmp_path / "names.jsonl"
    annotations.write_text(f"{json.dumps(line)}\n", "utf-8")
    (act,) = read_offsets(annotations, [texts])
    assert [act.text[start:end] for spans in act.names["places"] for start, end in spans] == ["Valdoré", "Valdoré"]
    assert [act.text[start:end] for start, end in act.names["organisations"][0]] == ["SIVALOR"]
    (texts / "renamed.txt").write_text("another text", "utf-8")
    with pytest.raises(ValueError, match="the texts of 1 of 1 annotated acts are in none of the folders"):
        read_offsets(annotations, [texts])


def test_kept_annotations_have_offsets_within_what_is_annotated_and_no_text() -> None:
    files = (ANNOTATIONS, WINDOWS)
    lines = [json.loads(line) for file in files for line in file.read_text("utf-8").splitlines()]
    assert {frozenset(line) for line in lines} == {
        frozenset(("sha256", *NAMES, *(f"{name}_optional" for name in NAMES)))
    }
    spans = [span for line in lines for name, spans in line.items() if name != "sha256" for span in spans]
    assert all(0 <= start < end <= 3_500 for start, end in spans)
    assert len({line["sha256"] for line in lines}) == len(lines)


def test_invented_acts_are_of_no_body_and_their_names_stand_where_they_are_marked() -> None:
    acts = read_invented(CORPUS)
    golds = [json.loads(file.read_text("utf-8")) for file in sorted((CORPUS / "names" / "gold").glob("*.json"))]
    assert {act.body for act in acts} == {""}
    for act, gold in zip(acts, golds, strict=True):
        for part in NAMES:
            spans = sorted(span for spans in act.names[part] for span in spans)
            assert [act.text[start:end] for start, end in spans] == [item["text"] for item in gold[part]]


def test_a_corpus_without_invented_acts_has_none(tmp_path: Path) -> None:
    assert read_invented(tmp_path) == []
