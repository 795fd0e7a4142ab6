"""Mask erased persons in a document and in the values read from it; every column of the store that could name a
person.

In texts each letter of a name becomes a mask, so that all offsets stay valid; a value becomes « personne
effacée ».
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal, TypeVar

from recueil.privacy.erasure.find_names import NameFinder, NameMatch, OtherNames, Span, full_names, is_civility
from recueil.privacy.erasure.name_hashes import words_of
from recueil.text import join_lines
from recueil.values import Act, Entity, Identity, Mention, Organisation, Person, Place, Value
from recueil.values.codec import map_parts, parts_of

T = TypeVar("T")
V = TypeVar("V")

MASK = "█"
ERASED = "personne effacée"
_ERASED_PERSON = Person(None, ERASED, standing="public")


def mask_spans(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """Return the text, of the same length, with every non-blank character of the spans masked.

    Spans may exceed the text.
    """
    letters: list[str] | None = None
    for start, end in spans:
        start, end = max(start, 0), min(end, len(text))
        if start < end:
            letters = letters or list(text)
            letters[start:end] = [letter if letter.isspace() else MASK for letter in letters[start:end]]
    return text if letters is None else "".join(letters)


class Eraser:
    """The mentions to erase from one document: persons named in full, and all else there that means them."""

    def __init__(
        self, finder: NameFinder, text: str, acts: Sequence[Act], corrected: Iterable[Value | None] = ()
    ) -> None:
        """``corrected`` are the values of the document's corrections, also of those withdrawn."""
        self._finder = finder
        self._spans = {Span(act.start, act.end) for act in acts}
        named = [mention for act in acts for mention in _iter_mentions(act)]
        mentions = [mention for mention in named if isinstance(mention.value, Person)]
        full = finder.full(text)
        # What an analyst typed may name somebody whom the text does not.
        typed = [
            NameMatch(number, Span(mention.start, mention.end))
            for mention in named
            if isinstance(mention.value, Organisation | Place) and not _is_hit(full, mention.start, mention.end)
            for number in finder.value(mention.value)
        ]
        # It has no place in the text: what an analyst typed is erased wherever it is.
        stated = {number for value in corrected for number in finder.value(value)}
        typed += [NameMatch(number, Span(0, 0)) for number in sorted(stated - {hit.suppression for hit in full})]
        meant = [(mention, finder.person(mention.value)) for mention in mentions]
        self._keys = {mention.value.key: who for mention, who in meant if who and mention.value.key}
        self._among = {hit.suppression for hit in (*full, *typed)} | {number for _, who in meant for number in who}
        strangers = (mention.value for mention, who in meant if not who and mention.value.key not in self._keys)
        bodies = {words_of(act.facts.identity.body or "") for act in acts} - {()}
        self._others = OtherNames(full_names(strangers), bodies)
        alone = finder.families(text, self._among, self._others) if self._among else []
        spoken = [
            NameMatch(number, Span(mention.start, mention.end))
            for mention in mentions
            for number in self._suppressions_of(mention.value)
        ]
        self.hits = _merge_overlapping([*full, *typed, *spoken, *alone])
        self.text = mask_spans(text, [hit.span for hit in self.hits])

    @property
    def mentions(self) -> Counter[int]:
        """Return the number of mentions by suppression."""
        return Counter(hit.suppression for hit in self.hits)

    def _suppressions_of(self, person: Person) -> set[int]:
        who = self._finder.person(person) | self._keys.get(person.key or "", set())
        return who or (self._finder.family(person) & self._among)

    @property
    def acts(self) -> int:
        """Return how many acts name an erased person; versions of the same act count once."""
        return sum(1 for span in self._spans if any(span.start <= hit.span.start < span.end for hit in self.hits))

    def suppressions_in(self, act: Act) -> Counter[int]:
        """Return the suppressions with mentions in an act, 1 each."""
        within = (hit for hit in self.hits if act.start <= hit.span.start < act.end)
        return Counter({hit.suppression: 1 for hit in within})

    def names_somebody(self, start: int, end: int) -> bool:
        """Return whether an erased name is among some characters."""
        return _is_hit(self.hits, start, end)

    def of(self, thing: T) -> T:
        """Return an act, or any part of it, without the erased persons."""
        erased: T = self._of(thing)
        return erased

    def _of(self, thing: Any) -> Any:
        match thing:
            case str():
                return self.words(thing)
            case Person():
                return _ERASED_PERSON if self._suppressions_of(thing) else thing
            case Organisation() | Place():
                name = self.words(thing.name)
                full_name = thing.full_name if isinstance(thing, Organisation) else None
                is_whole = name == thing.name and (full_name is None or self.words(full_name) == full_name)
                return thing if is_whole else type(thing)(name)
            case Identity():
                return map_parts(thing, self._of, keep=("body",))  # which may have a person's name
            case Entity():
                value = self._of(self.at(thing.start, thing.end, thing.value))
                erased = map_parts(thing, self._of, keep=("text", "value"))
                return replace(erased, text=self.text[thing.start : thing.end], value=value)
            case Mention():
                erased = map_parts(thing, self._of, keep=("value",))
                value = self._of(self.at(thing.start, thing.end, thing.value))
                return erased if value is thing.value else replace(erased, value=value)
        return map_parts(thing, self._of)

    def at(self, start: int, end: int, value: V) -> V | Person:
        """Return the value of some characters, if an erased name is among them: a person is the erased person,
        the name of an organisation or a place has the letters that are left.
        """
        if not _is_hit(self.hits, start, end):
            return value
        if isinstance(value, Organisation | Place):
            left = join_lines(self.text[start:end])
            return type(value)(left if words_of(left) else ERASED)
        return _ERASED_PERSON if isinstance(value, Person) else value

    def words(self, words: str) -> str:
        """Return words quoted by an act's values, masked; ERASED if they are only a name."""
        return mask_matches(words, self._find(words))

    def mask(self, words: str) -> str:
        """Return words of a text, masked, of the same length."""
        return mask_spans(words, [hit.span for hit in self._find(words)])

    def _find(self, words: str) -> list[NameMatch]:
        hits = self._finder.full(words)
        return hits + (self._finder.families(words, self._among, self._others) if self._among else [])


def _is_hit(hits: Iterable[NameMatch], start: int, end: int) -> bool:
    """Return whether a match overlaps a range."""
    return any(hit.span.start < end and start < hit.span.end for hit in hits)


def mask_matches(words: str, hits: Sequence[NameMatch]) -> str:
    """Return words with the hits masked; ERASED if nothing but civilities is left."""
    if not hits:
        return words
    left = mask_spans(words, [hit.span for hit in hits])
    return left if any(not is_civility(word) for word in words_of(left)) else ERASED


def mask_strings(value: Any, of_all: NameFinder) -> Any:
    """Return a text, or a JSON value with all its texts, with full names masked."""
    match value:
        case str():
            return mask_matches(value, of_all.full(value, slug=True))
        case list():
            return [mask_strings(each, of_all) for each in value]
        case dict():
            return {mask_strings(name, of_all): mask_strings(each, of_all) for name, each in value.items()}
    return value


def _iter_mentions(thing: Any) -> Iterator[Any]:
    """Yield the mentions and entities of an act and its facts."""
    if isinstance(thing, Mention | Entity):
        yield thing
        return
    for part in parts_of(thing):
        yield from _iter_mentions(part)


def _merge_overlapping(hits: Iterable[NameMatch]) -> tuple[NameMatch, ...]:
    """Return hits in text order, overlapping hits of one suppression merged."""
    found: list[NameMatch] = []
    for hit in sorted(hits, key=lambda hit: (hit.suppression, hit.span)):
        last = found[-1] if found else None
        if last is not None and last.suppression == hit.suppression and hit.span.start < last.span.end:
            found[-1] = NameMatch(hit.suppression, Span(last.span.start, max(last.span.end, hit.span.end)))
        else:
            found.append(hit)
    return tuple(sorted(found, key=lambda hit: hit.span))


Treatment = Literal["document", "search", "swept", "decision", "address", "digest", "kept"]
"""What happens to a column.

``document``: rewritten with the document that names the person; ``search``: rebuilt from the acts; ``swept``: full
names are masked in any row; ``decision``: the row is deleted; ``address``: the name of a file is hashed;
``digest``: keyed, or removed, once somebody is erased; ``kept``: not a person of an act, but a number, a keyed
hash, a body, a member of the staff.
"""

COLUMNS: dict[str, dict[str, Treatment]] = {
    "fingerprinting": {"secret": "digest", "key_check": "kept"},
    "aliases": {"name": "digest"},
    "documents": {
        "sha256": "digest",
        "handle": "kept",
        "media": "kept",
        "text": "document",
        "missing": "swept",
        "enclosed": "swept",
    },
    "pages": {"words": "kept", "tables": "kept"},  # positions of words and of cells, without their text
    "sources": {"uri": "address", "body": "kept", "siren": "kept", "stated": "swept"},
    "versions": {"sha256": "digest", "text": "swept", "found": "swept"},
    "runs": {
        **dict.fromkeys(("run_id", "flow", "flow_run", "machine", "pipeline_version", "state"), "kept"),
        "message": "swept",
    },
    "pipelines": {"version": "kept", "parts": "kept"},
    "changes": {
        **dict.fromkeys(("run_id", "uid", "kind"), "kept"),
        "gained_example": "document",
        "lost_example": "document",
    },
    "ledger": {
        "sha256": "digest",
        **dict.fromkeys(("pipeline_version", "state", "reason", "run_id"), "kept"),
        "message": "swept",
    },
    "acts": {
        **dict.fromkeys(("uid", "kind", "date", "body", "pipeline_version"), "kept"),
        **dict.fromkeys(("siren", "body_reason", "body_candidates"), "kept"),
        **dict.fromkeys(("number", "title", "facts", "findings"), "document"),
    },
    "bodies": {
        **dict.fromkeys(("key", "label", "name", "name_key", "kind", "siren", "code"), "kept"),
        **dict.fromkeys(("departement", "region", "epci", "ept", "publication"), "kept"),
    },
    "body_assignments": {**dict.fromkeys(("key", "name", "siren", "made_by", "source"), "kept")},
    "corrections": {
        "sha256": "digest",
        "made_by": "kept",
        **dict.fromkeys(("text", "before", "after", "was", "value", "why"), "document"),
    },
    "withdrawals": {"made_by": "kept", "why": "swept"},
    "correction_places": {"missing": "kept"},
    "extractions": {"facts": "document", "entities": "document", "findings": "document"},
    "entities": {
        **dict.fromkeys(
            ("kind", "rule", "part", "pipeline_version", "edtf", "currency", "tax", "standing"), "kept"
        ),
        **dict.fromkeys(("text", "role", "issue", "per", "level", "code", "nomenclature", "label"), "document"),
        **dict.fromkeys(("given", "family", "civility", "section", "budget", "key"), "document"),
        **dict.fromkeys(("type", "number", "article", "name"), "document"),
    },
    "alerts": {
        **dict.fromkeys(("uuid", "owner", "key_hash", "teller"), "kept"),
        **dict.fromkeys(("name", "query", "problem"), "swept"),
    },
    "alert_hits": {"uid": "kept", "event": "kept"},
    "act_successors": {"uid": "kept", "successor": "kept"},
    "person_decisions": {
        **dict.fromkeys(("kind", "decided_by", "withdrawn_by"), "kept"),
        **dict.fromkeys(("person", "target"), "decision"),
        **dict.fromkeys(("before", "why", "withdrawn_why"), "swept"),
    },
    "person_acts": {"uid": "kept"},
    "beneficiary_decisions": {
        **dict.fromkeys(("kind", "decided_by", "withdrawn_by"), "kept"),
        **dict.fromkeys(("beneficiary", "target"), "decision"),
        **dict.fromkeys(("before", "why", "withdrawn_why"), "swept"),
    },
    "merged_beneficiaries": {"beneficiary": "decision", "head": "decision"},
    "beneficiary_proposals": {**dict.fromkeys(("beneficiary", "target"), "decision"), "basis": "kept"},
    "reference_organisations": {
        **dict.fromkeys(("number", "source", "siret", "rna", "code", "commune", "closed"), "kept"),
        **dict.fromkeys(("name", "acronym", "key"), "swept"),
    },
    "dossiers": {"owner": "kept", **dict.fromkeys(("title", "tags", "note"), "swept")},
    "dossier_items": {
        **dict.fromkeys(("kind", "uid", "value_kind"), "kept"),
        **dict.fromkeys(("value", "words", "query", "note"), "swept"),
        "person": "decision",
    },
    "interests": {"body": "kept", "label": "kept", **dict.fromkeys(("person", "organisation", "source"), "swept")},
    "cross_findings": {
        **dict.fromkeys(("body", "rule", "severity", "basis"), "kept"),
        **dict.fromkeys(("message", "expected", "found"), "swept"),
    },
    "cross_checked_bodies": {"body": "kept", "state": "kept"},
    "search_acts": {"kind": "kept", "body": "kept"},
    "search_amounts": {"chapter": "search", "account": "search"},
    "search_dates": {"kind": "kept"},
    "search_terms": {"axis": "kept", "value": "search"},
    "persons": {"body": "kept", "name": "search", "head": "search"},
    "person_words": {"word": "search"},
    "search_persons": {"status": "kept"},
    "search_votes": {"outcome": "kept"},
    "search_awards": {
        **dict.fromkeys(("what", "recipient", "currency", "siret", "rna"), "kept"),
        **dict.fromkeys(("beneficiary", "words", "purpose", "level", "code", "chapter"), "search"),
        **dict.fromkeys(("key", "recalled_number", "recalls", "beneficiary_id"), "search"),
    },
    "search_findings": {
        **dict.fromkeys(("rule", "severity"), "kept"),
        **dict.fromkeys(("message", "basis", "expected", "found"), "search"),
    },
    "search_vectors": {"vector": "search"},
    "lexicon": {"form": "search", "key": "search"},
    "users": {"name": "kept", "hash": "kept", "role": "kept"},
    "sessions": {"digest": "kept"},
    "identities": {"issuer": "kept", "subject": "kept"},
    "api_tokens": {"digest": "kept", "name": "kept", "role": "kept"},
    "login_attempts": {"digest": "kept"},
    "audit": {"who": "kept", "action": "kept", "subject": "swept", "details": "swept"},
    "suppressions": {
        **dict.fromkeys(("body", "body_key", "siren", "department"), "kept"),
        **dict.fromkeys(("forms", "key_check", "reason", "made_by", "state"), "kept"),
        "sources": "address",
    },
}


def swept_columns(table: str) -> tuple[str, ...]:
    """Return the columns of a table in which any row may name a person."""
    return tuple(name for name, way in COLUMNS.get(table, {}).items() if way == "swept")
