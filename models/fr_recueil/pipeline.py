"""Builds the spaCy pipeline described by config.cfg."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.language import Language


def load(config: Mapping[str, Any] | None = None) -> Language:
    """Load the pipeline of config.cfg. Takes a second or two: keep the result.

    The entities are in ``doc.ents``, those that overlap as well in ``doc.spans[kind]``, and ``span._.value`` is
    the exact value of each. ``config`` overrides values of config.cfg, by their dotted name or nested, like that
    of ``spacy.load``: ``{"components.recueil_persons.window_margin": 200}``.

    The trained recogniser ``ner`` is a disabled pipe: a pipe that is enabled reads every token, and would take
    most of the time. The component of persons gets it by its name and shows it only the passages where a name is
    possible; its weights and the vectors are loaded with the first of them.
    """
    from spacy.util import dict_to_dot
    from thinc.api import Config

    import fr_recueil.recogniser  # noqa: F401 - registers its factory
    from fr_recueil.french import French

    overrides = dict_to_dot(dict(config or {}), for_overrides=True)
    plan = Config().from_str((files("fr_recueil") / "config.cfg").read_text("utf-8"), overrides=overrides)
    settings = dict(plan["nlp"])
    names, disabled = settings.pop("pipeline"), settings.pop("disabled")
    nlp = French.from_config({"nlp": {"lang": French.lang, "pipeline": [], **settings}})
    for name in names:
        parameters = dict(plan["components"][name])
        nlp.add_pipe(parameters.pop("factory"), name=name, config=parameters)
    nlp.select_pipes(disable=disabled)
    nlp.max_length = 10**9  # the reader bounds the length; windows bound the memory
    return nlp
