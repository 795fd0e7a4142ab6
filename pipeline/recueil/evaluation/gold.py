"""Read the acts to measure against (gold).

Either ``<body>-<date>-<title>.txt`` with inline tags, as in corpus/gold, and optionally beside it
``<body>-<date>-<title>.act.json`` with the facts of the whole act; or ``<id>.json`` with offsets, values
and the SHA-256 of ``../texts/<id>.txt``, which contains the act; or ``<id>.json`` without them, beside
``../texts/<id>.txt``, with what the act says as a whole (``act_annotation.py``).

In annotated texts, ``<AMOUNT 12.00 EUR>12 €</AMOUNT>``, a tag is a kind in capitals, a space and the canonical
text of the value. Tags do not nest. Anything else between angle brackets is text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Field, ValidationError

from recueil.errors import GoldError, ReadError
from recueil.evaluation.act_annotation import ActAnnotation
from recueil.evaluation.keys import MEASURED_KINDS, NAMED_KINDS, ActFacts, FactValues, comparison_key, fact_values
from recueil.readers.reader import read
from recueil.settings import Limits
from recueil.translation import gettext as _
from recueil.values import KINDS, Mention

_TAG = re.compile(rf"<({'|'.join(kind.upper() for kind in KINDS)}) ([^<>]+)>(.*?)</\1>", re.DOTALL)
_STRAY = re.compile(rf"</?(?:{'|'.join(kind.upper() for kind in KINDS)})\b[^<>]*>")


@dataclass(frozen=True, slots=True)
class Annotated:
    """A text without its tags, and the mentions in them (rule ``gold``)."""

    text: str
    mentions: tuple[Mention, ...]


def parse_tagged(tagged: str) -> Annotated:
    """Remove the tags from a text and parse them.

    Raises ValueError on a tag that is unclosed, nested or has an invalid value.
    """
    parts: list[str] = []
    mentions: list[Mention] = []
    length = after = 0
    for match in _TAG.finditer(tagged):
        kind, canonical, words = match.groups()
        parts += (tagged[after : match.start()], words)
        length += match.start() - after
        mentions.append(Mention(length, length + len(words), KINDS[kind.lower()].parse(canonical), "gold"))
        length += len(words)
        after = match.end()
    text = "".join([*parts, tagged[after:]])
    if stray := _STRAY.search(text):
        raise ValueError(_("tag out of place: {stray!r}").format(stray=stray[0]))
    return Annotated(text, tuple(mentions))


def render_tagged(text: str, mentions: Iterable[Mention]) -> str:
    """Insert mentions into their text as tags; they must be in reading order and not overlap."""
    parts: list[str] = []
    after = 0
    for mention in mentions:
        tag = mention.kind.upper()
        words = text[mention.start : mention.end]
        parts.append(f"{text[after : mention.start]}<{tag} {mention.value}>{words}</{tag}>")
        after = mention.end
    return "".join([*parts, text[after:]])


UNKNOWN_BODY = "unknown"
_KINDS = frozenset((*MEASURED_KINDS, *NAMED_KINDS))
FACTS_SUFFIX = ".act.json"
_BODY_AND_DATE = re.compile(r"(?P<body>.+?)-\d{4}(?:-|$)")


@dataclass(frozen=True, slots=True)
class GoldMention:
    """``text[start:end]`` should be found as this kind of value; if ``optional``, it is not scored."""

    start: int
    end: int
    kind: str
    key: str
    optional: bool = False

    def overlaps(self, start: int, end: int) -> bool:
        return self.start < end and start < self.end


@dataclass(frozen=True, slots=True)
class GoldAct:
    """An act, its issuing body, and the mentions an annotator marked.

    ``whole``: its facts, if annotated; ``annotation``: the same where the gold is of the act as a whole alone.
    """

    name: str
    body: str
    text: str
    mentions: tuple[GoldMention, ...]
    whole: FactValues | None = None
    annotation: ActAnnotation | None = None

    def is_optional_at(self, start: int, end: int) -> bool:
        """Return whether the annotator marked the place as optional."""
        return any(gold.optional and gold.overlaps(start, end) for gold in self.mentions)


class _Entity(BaseModel):
    kind: str
    start: int = Field(ge=0)
    end: int
    value: dict[str, object] | None = None
    optional: bool | None = None


class _Act(ActFacts):
    body: str | None = None


class _File(BaseModel):
    text_sha256: str
    entities: list[_Entity]
    act: _Act | None = None


def load(folder: Path) -> tuple[GoldAct, ...]:
    """Return every act of a gold folder, sorted by name.

    Raise GoldError naming the file that cannot be used, and why, or if the folder has no gold.
    """
    files = sorted(set(folder.glob("*.json")) - set(folder.glob(f"*{FACTS_SUFFIX}"))) or sorted(
        folder.glob("*.txt")
    )
    golds = tuple(_read_gold(path) for path in files)
    if not any(gold.mentions or gold.annotation for gold in golds):
        raise GoldError(
            _("{folder}: there is no gold in it.").format(folder=folder),
            _("Give a folder of acts with tags (.txt), or of .json files beside ../texts."),
        )
    return golds


def _read_gold(path: Path) -> GoldAct:
    try:
        return _from_json(path) if path.suffix == ".json" else _from_tags(path)
    except (OSError, ValueError) as error:
        raise GoldError(
            _("{path}: not readable as gold ({error}).").format(path=path, error=_error_text(error)),
            _("Correct it, or remove it."),
        ) from error


def _error_text(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]


def _from_tags(path: Path) -> GoldAct:
    tagged = parse_tagged(path.read_text("utf-8"))
    mentions = tuple(
        GoldMention(
            mention.start, mention.end, mention.kind, comparison_key(mention.kind, mention.value.as_json())
        )
        for mention in tagged.mentions
    )
    dated = _BODY_AND_DATE.match(path.stem)
    beside = path.with_suffix(FACTS_SUFFIX)
    whole = fact_values(ActFacts.model_validate_json(beside.read_bytes())) if beside.exists() else None
    return GoldAct(path.stem, dated["body"] if dated else path.stem, tagged.text, mentions, whole)


def _from_json(path: Path) -> GoldAct:
    if _is_annotation(path.read_bytes()):
        return _from_annotation(path)
    file = _File.model_validate_json(path.read_bytes())
    text = _read_text(path, file.text_sha256)
    measured = [entity for entity in file.entities if entity.kind in _KINDS or entity.optional]
    mentions = tuple(_gold_mention(entity, len(text)) for entity in measured)
    whole = fact_values(file.act) if file.act and file.act.kind else None
    return GoldAct(path.stem, (file.act and file.act.body) or UNKNOWN_BODY, text, mentions, whole)


def _is_annotation(content: bytes) -> bool:
    """Return whether a JSON gold is of the act as a whole: it says whether the roll is complete."""
    try:
        return "roll_complete" in json.loads(content)
    except (ValueError, TypeError):
        return False


def _from_annotation(path: Path) -> GoldAct:
    annotation = ActAnnotation.model_validate_json(path.read_bytes())
    return GoldAct(path.stem, annotation.body or UNKNOWN_BODY, _read_text(path), (), annotation=annotation)


def _read_text(path: Path, sha256: str | None = None) -> str:
    """Return the text of a JSON gold, exactly as the extraction reads it.

    Raise GoldError if it cannot be read or its digest is not ``sha256``.
    """
    beside = path.parent.resolve().parent / "texts" / f"{path.stem}.txt"
    try:
        document = read(beside, Limits())
    except ReadError as error:
        raise GoldError(
            _("{path}: its text cannot be read. {message}").format(path=path, message=error.message),
            _("Put the text there, or remove this gold."),
        ) from error
    if sha256 is not None and document.sha256 != sha256:
        raise GoldError(
            _("{path}: its text is not the one that was marked ({beside} has another SHA-256).").format(
                path=path, beside=beside
            ),
            _("Put the marked text back, or mark the act again."),
        )
    return document.text


def _gold_mention(entity: _Entity, length: int) -> GoldMention:
    """Return the entity as gold; an optional one without a value (``ignore``) is only a region.

    Raise ValueError if it lies outside the text.
    """
    if not entity.start <= entity.end <= length:
        raise ValueError(
            _("{kind} {start}-{end} lies outside the {length} characters").format(
                kind=entity.kind, start=entity.start, end=entity.end, length=length
            )
        )
    region = bool(entity.optional) and not entity.value
    value = "" if region or entity.kind not in _KINDS else comparison_key(entity.kind, entity.value or {})
    return GoldMention(entity.start, entity.end, entity.kind, value, bool(entity.optional))
