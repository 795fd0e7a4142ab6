"""Make the vector of an act: a signed random projection of the weighted words that say what it decides.

Each word has a fixed direction, decided by its hash, and a weight: a word that most acts use weighs little. The
same content has the same vector in every store and on every machine; two words are alike if they have the same
key, or stand for the same concept in ``synonyms.csv``. A change of anything here or there needs a migration,
after which every vector is made anew.
"""

from __future__ import annotations

import csv
import hashlib
import math
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from recueil.similar_acts.content import Content
from recueil.text import index_key

DIMENSIONS = 256
"""Bytes of a vector: each is a signed integer."""
NORM = 512
"""The length of every vector, but for rounding: a product of two, over its square, is their cosine."""
# Sixteenths of 1 + ln n, for a word that occurs n times.
_REPEATED = (0, 16, 27, 34, 38, 42, 45, 47, 49)
# What a word of the title has more.
_TITLE = 48
# Words of a long text: the heaviest.
_MOST_WORDS = 2_000

Vector = npt.NDArray[np.int8]
Matrix = npt.NDArray[np.int8]


def make_vector(content: Content) -> bytes | None:
    """Return the vector of a content; None if it has no words."""
    weights = weigh(content)
    if not weights:
        return None
    if len(weights) > _MOST_WORDS:
        weights = dict(sorted(weights.items(), key=lambda each: (-each[1], each[0]))[:_MOST_WORDS])
    bits = np.unpackbits(np.frombuffer(b"".join(map(_signs, weights)), np.uint8)).reshape(len(weights), DIMENSIONS)
    # Floats are faster, and exact: all sums are of integers, and below 2**53.
    weighed = np.fromiter(weights.values(), np.float64, len(weights)) @ bits.astype(np.float64)
    total = 2 * weighed - sum(weights.values())
    length = math.sqrt(float(total @ total))
    if not length:
        return None
    vector: Vector = np.rint(total * (NORM / length)).clip(-127, 127).astype(np.int8)
    return vector.tobytes()


def weigh(content: Content) -> dict[str, int]:
    """Return the weight of each word of a content, by key, and of each concept that a word stands for.

    A concept weighs as much as the heaviest of its words, beside that word.
    """
    known = _word_weights()
    times = Counter(word.key for word in content.words)
    often = {word: _REPEATED[min(count, len(_REPEATED) - 1)] for word, count in times.items()}
    for word in content.title:
        often[word] = _REPEATED[min(times[word], len(_REPEATED) - 1)] + _TITLE
    weights = {word: weight * known.get(word, _RARE) for word, weight in often.items()}
    concepts: dict[str, int] = {}
    for word, concept in _concepts().items():
        if word in weights:
            concepts[concept] = max(concepts.get(concept, 0), weights[word])
    return weights | concepts


def words_of(key: str) -> tuple[str, ...]:
    """Return the keys of the words that a key of ``weigh`` stands for: itself, or the words of a concept."""
    return _words_of_concepts().get(key) or (key,)


@lru_cache(maxsize=1 << 14)
def _signs(word: str) -> bytes:
    return hashlib.blake2b(word.encode(), digest_size=DIMENSIONS // 8, person=b"recueil").digest()


# The weight of a word that is not in the table.
_RARE = 80


@cache
def _word_weights() -> dict[str, int]:
    """Return the weights of common words: 16 times the logarithm of how rarely an act of a body has them."""
    with files(__package__).joinpath("word_weights.csv").open(encoding="utf-8") as file:
        return {row["word"]: int(row["weight"]) for row in csv.DictReader(file)}


@cache
def _concepts() -> dict[str, str]:
    """Return the concepts that words stand for, by the keys of the words; no word has the key of a concept."""
    with files(__package__).joinpath("synonyms.csv").open(encoding="utf-8") as file:
        return {index_key(row["word"]): f"={row['concept']}" for row in csv.DictReader(file)}


@cache
def _words_of_concepts() -> dict[str, tuple[str, ...]]:
    words: dict[str, tuple[str, ...]] = {}
    for word, concept in _concepts().items():
        words[concept] = (*words.get(concept, ()), word)
    return words


def to_matrix(vectors: Sequence[bytes]) -> Matrix:
    """Return vectors as the rows of a matrix."""
    return np.frombuffer(b"".join(vectors), np.int8).reshape(len(vectors), DIMENSIONS)


def multiply(matrix: Matrix, vector: Vector) -> npt.NDArray[np.int32]:
    """Return the exact product of each row of a matrix with a vector.

    Products are of floats, which are faster than integers: no sum exceeds 2**24, up to which they are exact.
    """
    products = np.empty(len(matrix), np.int32)
    asked = vector.astype(np.float32)
    for at in range(0, len(matrix), _ROWS_AT_ONCE):
        products[at : at + _ROWS_AT_ONCE] = matrix[at : at + _ROWS_AT_ONCE].astype(np.float32) @ asked
    return products


# A megabyte of floats: they stay in the cache of a core, and one core multiplies them. OpenBLAS shares twice as
# many among threads, which takes twenty times as long.
_ROWS_AT_ONCE = 1024


def to_percent(product: int) -> int:
    """Return the cosine of two vectors in percent, from their product."""
    return max(0, min(100, (product * 200 + NORM * NORM) // (2 * NORM * NORM)))
