"""French is that of spaCy: its rules, its tokens and their attributes, though its longest expression is factored."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from itertools import chain
from types import ModuleType
from typing import TYPE_CHECKING, Any

import pytest
import spacy

from fr_recueil.french import French
from fr_recueil.training.french import RULES_FILE, factor, freeze

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.language import Language

# Where the rules of spaCy are imported for other tests as well.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("nlp")]
# What words are made of that the rules keep whole, and what comes close: other hyphens and apostrophes, letters that
# are alike without their case, and characters that end a word.
JOINTS = "-–—‐‑'’"
ODD = (*JOINTS, *"−‛.,/ aéÉzſKİß1\n", "l'", "de", "-la-", "-en-l'", "entr'", "saut", "ski", "œuvre", "Å", "ǅ")
STRINGS = 20_000


@pytest.fixture(scope="module")
def ours() -> Language:
    return French()


# To import spaCy's French compiles its expression, for which those processes do not wait that run none of these tests.
@pytest.fixture(scope="module")
def stock() -> Language:
    from spacy.lang.fr import French

    return French()


@pytest.fixture(scope="module")
def stock_rules() -> ModuleType:
    from spacy.lang.fr import tokenizer_exceptions

    return tokenizer_exceptions


def words_of(patterns: list[str]) -> list[str]:
    """The literal parts of patterns: « (?:anti|auto)s? » has « anti », « auto » and « s »."""
    cut = str.maketrans(dict.fromkeys("()[]{}|?:^$+*\\", " "))
    return sorted(set(chain.from_iterable(pattern[:40].translate(cut).split() for pattern in patterns)))


def test_the_rules_are_those_of_the_installed_spacy() -> None:
    assert json.loads(RULES_FILE.read_text("utf-8")) == freeze()


@pytest.mark.parametrize("rule", ["prefix_search", "suffix_search", "infix_finditer", "url_match"])
def test_a_rule_is_the_same(ours: Language, stock: Language, rule: str) -> None:
    patterns: list[Any] = [getattr(nlp.tokenizer, rule).__self__ for nlp in (ours, stock)]
    assert patterns[0] == patterns[1]


def test_the_exceptions_are_the_same(ours: Language, stock: Language) -> None:
    assert vars(ours.Defaults)["stop_words"] == stock.Defaults.stop_words
    tokenizers: list[Any] = [ours.tokenizer, stock.tokenizer]
    assert tokenizers[0].rules == tokenizers[1].rules


def test_the_factored_expression_matches_what_that_of_spacy_matches(
    ours: Language, stock_rules: ModuleType
) -> None:
    tokenizer: Any = ours.tokenizer
    parts = words_of(
        [
            *stock_rules._hyphen_prefix,
            *stock_rules._elision_prefix,
            *stock_rules._hyphen_combination,
            *stock_rules._regular_exp[:50],
        ]
    )
    chance = random.Random(1)
    matched = 0
    for _ in range(STRINGS):
        pieces = (chance.choice(parts if chance.random() < 0.4 else ODD) for _ in range(chance.randint(1, 5)))
        word = "".join(pieces)
        word = word.upper() if chance.random() < 0.3 else word
        expected = bool(stock_rules.TOKEN_MATCH(word))
        assert bool(tokenizer.token_match(word)) == expected, repr(word)
        matched += expected
    assert matched > STRINGS / 50


def test_each_alternative_of_spacy_is_in_the_factored_expression(ours: Language, stock_rules: ModuleType) -> None:
    """One word for each: its prefix, and what must follow."""
    tokenizer: Any = ours.tokenizer
    for prefix in words_of(stock_rules._hyphen_prefix):
        for word in (
            f"{prefix}-mot",
            f"{prefix}-Mot",
            f"{prefix}'mot",
            f"{prefix}-",
            f"{prefix}-mot-",
            f"{prefix}mot",
        ):
            assert bool(tokenizer.token_match(word)) == bool(stock_rules.TOKEN_MATCH(word)), word


def test_an_alternative_of_another_form_is_refused() -> None:
    with pytest.raises(ValueError, match="1 alternatives of another form, such as 'chou"):
        factor(["chou-fleur"])


def test_the_tokens_of_the_acts_and_their_attributes_are_those_of_spacy(
    ours: Language, stock: Language, root: Path
) -> None:
    words = "deux Dixième 3/4 3/4/5 +12 ±1,5 - / mil quatre-vingt-dix la alors aujourd'hui Saint-Lô l'entr'aide"
    texts = [words, *(path.read_text("utf-8") for path in sorted((root / "corpus" / "actes").glob("*.txt")))]
    for text in texts:
        assert _described(ours, text) == _described(stock, text), text[:60]


def _described(nlp: Language, text: str) -> list[tuple[object, ...]]:
    return [
        (token.text, token.idx, token.whitespace_, token.norm_, token.shape_, token.prefix_, token.suffix_, *flags)
        for token in nlp.make_doc(text)
        for flags in [(token.like_num, token.is_stop, token.is_upper, token.is_punct, token.like_url)]
    ]


def test_the_pipeline_does_not_import_the_french_of_spacy() -> None:
    script = "import sys, fr_recueil; fr_recueil.load(); print('spacy.lang.fr' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout == "False\n"


def test_the_french_of_spacy_stays_what_it_is(ours: Language, stock: Language) -> None:
    assert type(spacy.blank("fr")) is type(stock)
