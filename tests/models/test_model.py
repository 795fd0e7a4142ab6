"""fr_recueil.load() builds what config.cfg lists, and the recogniser works inside it."""

from __future__ import annotations

import tomllib
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import spacy
from spacy.language import Language as AnyLanguage
from thinc.api import Config

import fr_recueil
from recueil.entities.component import mentions, mentions_by_kind

if TYPE_CHECKING:
    from spacy.language import Language

SENTENCE = (
    "Le 3 mars 2021, Madame Élodie Vasseur a reçu 1 500 € (10 %) au chapitre 65 du budget 2021, "
    "selon l'article L. 2311-7 du CGCT."
)


def test_the_pipeline_is_that_of_the_config(nlp: Language, root: Path) -> None:
    config = Config().from_disk(root / "models/fr_recueil/config.cfg")
    assert nlp.component_names == config["nlp"]["pipeline"]
    assert nlp.disabled == config["nlp"]["disabled"]
    assert list(config["components"]) == config["nlp"]["pipeline"]
    assert nlp.batch_size == config["nlp"]["batch_size"]


def test_what_a_factory_does_without_config_is_what_the_config_says(nlp: Language, root: Path) -> None:
    config = Config().from_disk(root / "models/fr_recueil/config.cfg")
    for name, settings in config["components"].items():
        defaults = AnyLanguage.get_factory_meta(settings["factory"]).default_config or {}
        for parameter in defaults.keys() - {"recogniser"}:  # which is not in every pipeline
            assert defaults[parameter] == settings[parameter], (name, parameter)


def test_the_recogniser_is_a_pipe_that_does_not_run_over_the_text(nlp: Language) -> None:
    assert nlp.disabled == ["ner"]
    assert vars(nlp.get_pipe("recueil_persons"))["recogniser"] is nlp.get_pipe("ner")


@pytest.mark.slow
def test_a_pipeline_written_to_disk_is_read_back(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    doc = spacy.load(tmp_path)("Le devis de Luc Marchal est retenu. " + SENTENCE)
    assert [str(span._.value) for span in doc.ents if span.label_ == "person"] == [
        "Marchal, Luc",
        "Vasseur, Élodie",
    ]


def test_only_the_config_and_the_entry_point_name_the_pipeline(root: Path) -> None:
    naming = [file for file in (root / "pipeline").rglob("*.py") if "fr_recueil" in file.read_text("utf-8")]
    assert naming == []


def test_every_factory_is_an_entry_point() -> None:
    ours = ("recueil.", "fr_recueil.")
    names = {entry.name for entry in entry_points(group="spacy_factories") if entry.value.startswith(ours)}
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
    assert names == set(project["entry-points"]["spacy_factories"])
    for entry in entry_points(group="spacy_factories"):
        if entry.name in names:
            assert callable(entry.load())


def test_a_sentence_is_read_whole(nlp: Language) -> None:
    doc = nlp(SENTENCE)
    assert {kind: [str(mention.value) for mention in said] for kind, said in mentions_by_kind(doc).items()} == {
        "date": ["2021-03-03"],
        "period": ["2021"],
        "amount": ["1500.00 EUR"],
        "percentage": ["10"],
        "budget": ["chapitre 65"],
        "person": ["Vasseur, Élodie"],
        "reference": ["code #CGCT art. L2311-7"],
        "organisation": [],
        "place": [],
    }


def test_spans_hold_the_tokens_of_the_mentions(nlp: Language) -> None:
    doc = nlp(SENTENCE)
    assert [span.text for span in doc.spans["amount"]] == ["1 500 €"]
    assert [SENTENCE[mention.start : mention.end] for mention in mentions(doc, "amount")] == ["1 500 €"]


def test_pipe_and_call_agree(nlp: Language) -> None:
    texts = [SENTENCE, "", "Présents : Élodie VASSEUR, Marc LE GUEN.", SENTENCE]
    assert [mentions_by_kind(doc) for doc in nlp.pipe(texts, batch_size=2)] == [
        mentions_by_kind(nlp(text)) for text in texts
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "\x00", "€", "…" * 50])
def test_texts_that_say_nothing_give_nothing(nlp: Language, text: str) -> None:
    assert [mention for kind in mentions_by_kind(nlp(text)).values() for mention in kind] == []


def test_the_version_is_eight_digits() -> None:
    digest = fr_recueil.version()
    assert len(digest) == 8
    assert int(digest, 16) >= 0
