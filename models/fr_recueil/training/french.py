"""Freeze spaCy's rules for French into ``french.json``: ``python -m fr_recueil.training.french``.

``spacy.lang.fr`` decides which words with a hyphen or an apostrophe stay whole by one regular expression of 1.45
million characters, 266 alternatives of which each repeats the same classes of letters. It takes three seconds to
compile and is tried on every new word. ``factor`` writes it with each class once.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

RULES_FILE = Path(__file__).parents[1] / "french.json"


def factor(alternatives: Sequence[str]) -> str:
    """Return one regular expression that matches what one of spaCy's alternatives matches.

    All alternatives are anchored, and nobody asks which of them matched or where, so that they may be joined in
    any order. They end in one of four ways, or are words around a particle, « saut-de-ski »; each kind shares its
    classes of letters. All need a hyphen or an apostrophe: a word without one is refused at once.

    Raises ValueError for an alternative of another form.
    """
    from spacy.lang.char_classes import ALPHA, ALPHA_LOWER
    from spacy.lang.fr.punctuation import ELISION, HYPHENS

    word = f"[{HYPHENS}{ALPHA_LOWER}{ELISION}]*$"
    tails = (
        f"[{HYPHENS}][{ALPHA_LOWER}]{word}",
        f"[{ELISION}][{ALPHA_LOWER}]{word}",
        f"[{ALPHA_LOWER}]+$",
        f"[{ALPHA_LOWER}]*$",
    )
    head, end = f"^[{ALPHA}]+[{HYPHENS}]", f"[{HYPHENS}](?:l[{ELISION}])?[{ALPHA}]+$"
    left, groups = list(alternatives), []
    for tail in tails:
        ending = [one for one in left if one.startswith("^") and one.endswith(tail) and not one.startswith(head)]
        left = [one for one in left if one not in ending]
        groups.append(f"(?:{'|'.join(one[1 : -len(tail)] for one in ending)}){tail[:-1]}")
    if unknown := [one for one in left if not (one.startswith(head) and one.endswith(end))]:
        raise ValueError(f"{len(unknown)} alternatives of another form, such as {unknown[0][:60]!r}")
    groups.append(f"{head[1:]}(?:{'|'.join(one[len(head) : -len(end)] for one in left)}){end[:-1]}")
    joints = HYPHENS + ELISION
    return f"(?iu)^(?=[^{joints}]*[{joints}])(?:{'|'.join(groups)})$"


def freeze() -> dict[str, Any]:
    """Return the rules of ``spacy.lang.fr`` that ``fr_recueil.french`` needs, without those of all languages."""
    from spacy.lang.fr import FrenchDefaults, lex_attrs, tokenizer_exceptions
    from spacy.lang.punctuation import TOKENIZER_INFIXES, TOKENIZER_PREFIXES
    from spacy.lang.tokenizer_exceptions import BASE_EXCEPTIONS

    exceptions = {
        word: [{str(attribute): text for attribute, text in token.items()} for token in tokens]
        for word, tokens in FrenchDefaults.tokenizer_exceptions.items()
        if BASE_EXCEPTIONS.get(word) != tokens
    }
    return {
        "token": factor(tokenizer_exceptions._regular_exp),
        "prefixes": list(FrenchDefaults.prefixes[len(TOKENIZER_PREFIXES) :]),
        "suffixes": list(FrenchDefaults.suffixes),
        "infixes": list(FrenchDefaults.infixes[len(TOKENIZER_INFIXES) :]),
        "exceptions": exceptions,
        "stop_words": sorted(FrenchDefaults.stop_words),
        "numerals": sorted(lex_attrs._num_words | lex_attrs._ordinal_words),
    }


def main() -> None:
    """Write the rules of the installed spaCy into the package."""
    RULES_FILE.write_text(json.dumps(freeze(), ensure_ascii=False, indent=0) + "\n", "utf-8")


if __name__ == "__main__":
    main()
