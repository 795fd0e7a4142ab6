"""Build an act's index rows from its row, its facts and its entities: the ``search_*`` rows, words and
tokens.

Nothing here uses the database. The budget chapter of an amount or an award is set only if the act
links it to exactly one chapter; nothing else is deduced. An award belongs to the chapter of its own
budget line or, without one, to the only chapter that the act names. An amount belongs to the
chapter on its line of text, if that line has no other chapter and no other amount.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from recueil.beneficiaries.ids import identify
from recueil.persons.ids import Spelling, person_body
from recueil.privacy.erasure.masking import ERASED, MASK
from recueil.privacy.redaction.private_persons import (
    NO_WORDS,
    Masks,
    NamedPerson,
    has_family_name,
    make_redactor,
    private_keys,
)
from recueil.privacy.redaction.redactor import Redactor
from recueil.similar_acts.content import Content, read_content
from recueil.store.acts.handles import of_day
from recueil.store.acts.rows import Record, day_columns
from recueil.store.engine.statements import Columns
from recueil.store.index.amount_bands import MOST_TOKENS, band_of, near_axis, words_near
from recueil.store.index.person_status import NAME_ONLY, NAMED, PRIVATE, PersonRole, person_roles
from recueil.store.index.terms import (
    ACCOUNT,
    BENEFICIARY,
    BODY,
    CHAPTER,
    DEPARTMENT,
    FINDING,
    FUNCTION,
    INFORMATION,
    MASKED_PREFIX,
    NATURE,
    NUMBER,
    OPERATION,
    ORGANISATION,
    PARTIAL,
    PLACE,
    PROMINENT,
    PUBLIC_BODIES,
    RECIPIENT,
    REFERENCE,
    SIREN,
    STATUS,
    SUBJECT,
    TITLE,
    VOTE,
    WHOLE_BODY,
    WHOLE_ORGANISATION,
    WHOLE_PLACE,
    index_token,
    mask_keys,
    masked_key,
    name_key,
    name_words,
    normalise_term,
)
from recueil.text import Word, content_words, fold_words, pad_with_spaces
from recueil.values import (
    Amount,
    Award,
    BudgetLine,
    Date,
    Facts,
    Finding,
    Mention,
    Organisation,
    Percentage,
    Period,
    Person,
    Place,
    Reference,
    Vote,
)
from recueil.values.body import body_key
from recueil.values.person import person_name
from recueil.values.stated import RECORD

EntityRow = Mapping[str, Any]

CHAPTER_LEVEL = "chapitre"
# Roles of unit prices and limits: not money that a chapter pays or receives.
_NOT_SUM_ROLES = ("tarif", "seuil")


def named_chapters(found: Iterable[EntityRow]) -> frozenset[str]:
    """Return the terms of the chapters among entities."""
    return frozenset(normalise_term(entity["code"]) for entity in found if entity["level"] == CHAPTER_LEVEL)


# « inscrits au chapitre 65, article 65748 »: words between them, but no end of a sentence.
_SAME_IMPUTATION = re.compile(r"(?:(?![.;]\s)[^€]){0,60}")


def award_chapter(award: Award, found: Iterable[EntityRow], text: str) -> str | None:
    """Return the chapter of an award: its line, the one beside its line, or the only one that the act names."""
    chapters = [entity for entity in found if entity["level"] == CHAPTER_LEVEL]
    named = named_chapters(chapters)
    line = award.line
    if line and isinstance(line.value, BudgetLine) and line.value.level == CHAPTER_LEVEL:
        return normalise_term(line.value.code) if normalise_term(line.value.code) in named else None
    if line:
        beside = (entity for entity in chapters if _is_beside(text, line, entity))
        named = named_chapters(beside) or named
    return next(iter(named)) if len(named) == 1 else None


def _is_beside(text: str, line: Mention, chapter: EntityRow) -> bool:
    end, start = min(line.end, chapter["end"]), max(line.start, chapter["start"])
    return _SAME_IMPUTATION.fullmatch(text, end, start) is not None


_ACCOUNT_LEVELS = ("article", "compte", "nature")


def amount_accounts(found: Iterable[EntityRow], text: str) -> dict[int, str]:
    """Return the accounts of amounts in euros, by entity number: those that stand alone on a line with one."""
    linked: dict[int, str] = {}
    for line in _lines(found, text):
        accounts = {entity["code"] for entity in line if entity["level"] in _ACCOUNT_LEVELS}
        amounts = [entity for entity in line if entity["kind"] == Amount.kind]
        sure = not any(entity["doubtful"] for entity in line)
        if len(accounts) == len(amounts) == 1 and sure and _is_a_sum(amounts[0]):
            linked[amounts[0]["n"]] = normalise_term(*accounts)
    return linked


def amount_chapters(found: Iterable[EntityRow], text: str) -> dict[int, str]:
    """Return the chapters of amounts in euros, by entity number.

    A line that the act repeats, with the same codes and the same amount, counts once.
    """
    linked: dict[tuple[object, ...], tuple[int, str]] = {}
    for line in _lines(found, text):
        chapters = named_chapters(line)
        amounts = [entity for entity in line if entity["kind"] == Amount.kind]
        sure = not any(entity["doubtful"] for entity in line)
        if len(chapters) == len(amounts) == 1 and sure and _is_a_sum(amounts[0]):
            codes = sorted({entity["code"] for entity in line if entity["code"]})
            linked.setdefault((amounts[0]["amount"], *codes), (amounts[0]["n"], *chapters))
    return dict(linked.values())


def _lines(found: Iterable[EntityRow], text: str) -> Iterator[list[EntityRow]]:
    """Yield the amounts and the budget lines of each line of the text."""
    breaks = [match.start() for match in re.finditer(r"\n", text)]
    lines: dict[int, list[EntityRow]] = defaultdict(list)
    for entity in found:
        if entity["kind"] in (Amount.kind, BudgetLine.kind):
            lines[bisect_right(breaks, entity["start"])].append(entity)
    yield from lines.values()


def _is_a_sum(amount: EntityRow) -> bool:
    """Return whether an amount is money that a chapter pays or receives."""
    return amount["currency"] == "EUR" and amount["per"] is None and amount["role"] not in _NOT_SUM_ROLES


# Acts call the same account article, compte or nature (reference.md §3.6).
_AXIS_BY_LEVEL = {
    "chapitre": CHAPTER,
    "article": ACCOUNT,
    "compte": ACCOUNT,
    "nature": ACCOUNT,
    "fonction": FUNCTION,
    "sous-fonction": FUNCTION,
    "rubrique": FUNCTION,
    "opération": OPERATION,
}
# An act is about the words in its title, and those used at least this often and with this share of all words.
_MIN_OCCURRENCES = 3
_MIN_SHARE = 0.01


class PersonStatus(NamedTuple):
    """A person in an act with one status, and the number of the first entity that shows it; 0 for none.

    ``other`` is the proxy holder. ``certainty`` is that of the model that says so, None if the rules do.
    """

    name: str
    status: str
    n: int
    other: str | None = None
    certainty: Decimal | None = None
    doubtful: bool = False


WordRange = tuple[int, int]


@dataclass(slots=True)
class IndexRows:
    """The index rows of one act, per search table.

    ``words`` are the keys in order, ``tokens`` the index tokens, ``forms`` the folded words with their
    keys. ``places`` maps an entity's number to the index of its first key, and the index after its
    last. ``columns`` are the rows of tables, by their names, that are not given one by one.
    """

    uid: str = ""
    person_body: str = ""
    act: Record = field(default_factory=dict)
    amounts: list[Record] = field(default_factory=list)
    percentages: list[Record] = field(default_factory=list)
    certainties: list[Record] = field(default_factory=list)
    dates: list[Record] = field(default_factory=list)
    terms: list[Record] = field(default_factory=list)
    persons: list[PersonStatus] = field(default_factory=list)
    votes: list[Record] = field(default_factory=list)
    awards: list[Record] = field(default_factory=list)
    findings: list[Record] = field(default_factory=list)
    vectors: list[Record] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    forms: dict[str, str] = field(default_factory=dict)
    places: dict[int, WordRange] = field(default_factory=dict)
    columns: dict[str, Columns] = field(default_factory=dict)
    content: Content = field(default_factory=Content)

    def spelling(self, name: str) -> Spelling:
        """Return the identity of a name in this act."""
        return Spelling(self.person_body, name)

    @property
    def names(self) -> set[Spelling]:
        """The names of the act's persons."""
        named = {person.name for person in self.persons} | {person.other for person in self.persons}
        return {self.spelling(name) for name in named if name}


def build_index_rows(
    act: Record,
    facts: Facts,
    findings: Iterable[Finding],
    found: list[Record],
    text: str,
    others: Iterable[Redactor] = (),
    known: tuple[ActPersons, Redactor] | None = None,
) -> IndexRows:
    """Build the index rows of an act from its row, its facts, its findings and its entities' rows.

    ``text`` is the text of the document, ``others`` are the redactors of the other acts in it: words
    that are redacted anywhere in the document are indexed in masked form, and only users who may see
    them can find them. ``known`` are the persons of the act and its redactor, where they have been read before.
    """
    persons, redactor = known or read_persons(facts, found)
    body = person_body(act["body"], act["body_candidates"] or (), act["uid"])
    rows = IndexRows(uid=act["uid"], person_body=body, act=_act_row(act, found))
    body = text[act["start"] : act["end"]]
    read = list(content_words(body))
    masks = Masks.of(redactor, others)
    masked = masks.places(body, act["start"])
    is_masked = masks.over(masked)
    rows.places = _word_ranges(act, found, read)
    rows.words = mask_keys(read, is_masked)
    rows.forms = dict(_lexicon_forms(read, rows.words))
    chapters, accounts = amount_chapters(found, text), amount_accounts(found, text)
    for entity in found:
        _add_value_row(rows, entity, chapters, accounts)
    rows.persons = list(persons.statuses)
    rows.certainties = list(_certainty_rows(act["docid"], facts, rows.persons, found))
    rows.votes = [_vote_row(act["docid"], n, vote) for n, vote in enumerate(facts.votes, start=1)]
    decided = [(n, award) for n, award in enumerate(facts.awards, start=1) if not award.reported]
    rows.awards = [_award_row(act["docid"], n, award, award_chapter(award, found, text)) for n, award in decided]
    _blank_private(rows.awards, persons)
    for award in rows.awards:
        if award["words"] != NO_WORDS:
            award["words"] = pad_with_spaces(list(masks.words(award["beneficiary"])))
            award["key"] = _beneficiary_key(award)
        if award["key"] is not None:
            award["beneficiary_id"] = identify(award["key"], rows.person_body, award["siret"], award["rna"])
    rows.findings = [_finding_row(act["docid"], n, finding) for n, finding in enumerate(findings, start=1)]
    terms = _TermRows(act["docid"])
    terms.add_act(act, facts, rows)
    terms.add_number(act["number"], masks)
    for number in (each.value for each in facts.statements if each.fact == "annexed_to"):
        terms.add_annexed_to(number, masks)
    terms.add_entities(found, masks, lambda start, end: is_masked(start - act["start"], end - act["start"]))
    rows.terms = list(terms.rows.values())
    rows.tokens = [*terms.tokens(), *_topic_tokens(act, rows, masks), *_near_amount_tokens(rows, found)]
    if act["kind"] != RECORD and not facts.identity.informative:
        rows.content = read_content(act, facts, found, read, masks, masked)
        rows.vectors = list(_vector_rows(act["docid"], rows.content))
    return rows


def _vector_rows(docid: int, content: Content) -> Iterator[Record]:
    """Yield the row of the vector of what an act decides; none if it has no words."""
    from recueil.similar_acts.vector import make_vector  # NumPy, for which short commands would wait

    if vector := make_vector(content):
        yield {"docid": docid, "vector": vector, "digest": content.digest}


def _lexicon_forms(read: list[Word], found: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the folded words with their keys, both in masked form where the word is masked."""
    for word, key in zip(read, found, strict=True):
        if not word.form[0].isdigit():
            yield (word.form if key == word.key else masked_key(word.form)), key


def _word_ranges(act: Record, found: list[Record], read: list[Word]) -> dict[int, WordRange]:
    """Return the word positions of entities, by entity number."""
    starts = [word.start for word in read]
    places = {}
    for entity in found:
        at = bisect_left(starts, entity["start"] - act["start"])
        places[entity["n"]] = at, max(at, bisect_left(starts, entity["end"] - act["start"]))
    return places


def _act_row(act: Record, found: list[Record]) -> Record:
    """Build the row of ``search_acts``; ``largest`` is the largest amount in euros."""
    euros = [entity["amount"] for entity in found if entity["currency"] == "EUR" and not entity["doubtful"]]
    first = act["date_from"]
    return {
        "docid": act["docid"],
        "kind": act["kind"],
        "body": body_key(act["body"]),
        "year": first and first.year,
        "date_from": first,
        "date_to": act["date_to"],
        "largest": max(euros, default=None),
        "ambiguous": bool(act["body_candidates"]),
    }


def _add_value_row(rows: IndexRows, entity: Record, chapters: dict[int, str], accounts: dict[int, str]) -> None:
    """Add the search row of an amount, a percentage, a date or a period."""
    place = {"docid": entity["docid"], "n": entity["n"]}
    match entity["kind"]:
        case Amount.kind:
            line = {"chapter": chapters.get(entity["n"]), "account": accounts.get(entity["n"])}
            rows.amounts.append({**place, "value": entity["amount"], **line})
        case Percentage.kind:
            rows.percentages.append({**place, "value": entity["percent"]})
        case (Date.kind | Period.kind) as kind if entity["date_from"]:
            ends = {"date_from": entity["date_from"], "date_to": entity["date_to"]}
            rows.dates.append({**place, "kind": kind, **ends})


def _certainty_rows(
    docid: int, facts: Facts, persons: Iterable[PersonStatus], found: list[Record]
) -> Iterator[Record]:
    """Yield how sure a model is of each entity, of the roles of each person and of awarded amounts, in percent."""
    number = {entity["start"]: entity["n"] for entity in found if entity["kind"] == Amount.kind}
    amounts = (award.amount for award in facts.awards if award.amount)
    certainties = chain(
        ((entity["certainty"], entity["n"]) for entity in found),
        ((person.certainty, person.n) for person in persons),
        ((amount.certainty, number.get(amount.start, 0)) for amount in amounts),
    )
    for percent, n in sorted({(int(certainty * 100), n) for certainty, n in certainties if certainty is not None}):
        yield {"docid": docid, "value": percent, "n": n}


def _topic_tokens(act: Record, rows: IndexRows, masks: Masks) -> Iterator[str]:
    """Yield the tokens for words in the title, words frequent in the act, and words of beneficiaries."""
    title = dict.fromkeys(masks.keys(act["title"] or ""))
    often = max(_MIN_OCCURRENCES, _MIN_SHARE * len(rows.words))
    repeated = [word for word, times in Counter(rows.words).items() if times >= often]
    shown = dict.fromkeys(word for word in [*title, *repeated] if not word.startswith(MASKED_PREFIX))
    in_all = Counter(word.removeprefix(MASKED_PREFIX) for word in rows.words)
    unmasked = {word.removeprefix(MASKED_PREFIX) for word in title} | {
        w for w, times in in_all.items() if times >= often
    }
    named = {word: None for award in rows.awards for word in award["words"].split()}
    if title:
        yield index_token(TITLE)
    yield from (_word_token(TITLE, word) for word in title)
    yield from (index_token(PROMINENT, word) for word in shown)
    yield from (index_token(masked_key(PROMINENT), word) for word in sorted(unmasked - shown.keys()))
    if rows.awards:
        yield index_token(BENEFICIARY)
    yield from (_word_token(BENEFICIARY, word) for word in named)


def _near_amount_tokens(rows: IndexRows, found: list[Record]) -> Iterator[str]:
    """Yield the tokens for words near an amount, with its band unless they are too many."""
    near: dict[tuple[int, str], None] = {}
    for entity in found:
        if entity["kind"] == Amount.kind:
            band = band_of(entity["amount"])
            near.update(dict.fromkeys((band, word) for word in words_near(rows.words, *rows.places[entity["n"]])))
    if len(near) > MOST_TOKENS:
        yield from (_word_token(near_axis(), word) for word in dict.fromkeys(word for _, word in near))
    else:
        yield from (_word_token(near_axis(band), word) for band, word in near)


def _word_token(axis: str, word: str) -> str:
    """Build the token of a word on an axis, whether the word is masked or not."""
    if word.startswith(MASKED_PREFIX):
        return index_token(masked_key(axis), word.removeprefix(MASKED_PREFIX))
    return index_token(axis, word)


class _TermRows:
    """Builder of ``search_terms``: one row per value and entity."""

    def __init__(self, docid: int) -> None:
        self._docid = docid
        self._known_values: dict[tuple[str, str], None] = {}
        self.rows: dict[tuple[str, str, int], Record] = {}

    def add(self, axis: str, value: str | None, n: int = 0) -> None:
        """Add a value on an axis, once per entity."""
        spelling = normalise_term(value or "")
        if not spelling or (axis, spelling, n) in self.rows:
            return
        row = {"axis": axis, "value": spelling, "docid": self._docid, "n": n}
        self.rows[axis, spelling, n] = {**row, "first": (axis, spelling) not in self._known_values}
        self._known_values[axis, spelling] = None

    def add_act(self, act: Record, facts: Facts, rows: IndexRows) -> None:
        """Add the terms of the act's identity, its votes, its persons and its findings."""
        identity = facts.identity
        self.add(NATURE, act["kind"])
        self.add(NATURE, INFORMATION if identity.informative else None)
        self.add(DEPARTMENT, identity.department)
        self.add(SIREN, act["siren"])
        self.add(SIREN, None if act["body_candidates"] else identity.siren)
        self.add(WHOLE_BODY, body_key(act["body"]))
        for word in fold_words(act["body"] or ""):
            self.add(BODY, word)
        for subject in _subject_and_parents(identity.subject or ""):
            self.add(SUBJECT, subject)
        for vote in rows.votes:
            self.add(VOTE, vote["outcome"])
            if vote["unanimous"] is not None:
                self.add(VOTE, "unanimous" if vote["unanimous"] else "majority")
        for award in rows.awards:
            for recipient in _recipients(award):
                self.add(RECIPIENT, recipient)
        for person in rows.persons:
            self.add(STATUS, None if person.status in NAME_ONLY else person.status)
        for finding in rows.findings:
            self.add(FINDING, finding["rule"])
            self.add(FINDING, finding["severity"])
        for shortfall in facts.shortfalls:
            self.add(PARTIAL, "awards" if shortfall.what == "awarded" else shortfall.what)

    def add_number(self, number: str | None, masks: Masks) -> None:
        """Add the act's number, on the masked axis if it is redacted."""
        self.add(masked_key(NUMBER) if number and masks.hides(number) else NUMBER, number)

    def add_annexed_to(self, number: str, masks: Masks) -> None:
        """Add the act that an annex belongs to as a reference, on the masked axis if it is redacted."""
        self.add(masked_key(REFERENCE) if masks.hides(number) else REFERENCE, number)

    def add_entities(self, found: list[Record], masks: Masks, is_masked: Callable[[int, int], bool]) -> None:
        """Add the terms of budget lines, references, organisations and places."""
        named: set[tuple[object, ...]] = set()
        for entity in found:
            match entity["kind"]:
                case BudgetLine.kind if axis := _AXIS_BY_LEVEL.get(entity["level"]):
                    self.add(axis, entity["code"], entity["n"])
                case Reference.kind:
                    hides = is_masked(entity["start"], entity["end"])
                    for spelling in _reference_spellings(entity):
                        axis = masked_key(REFERENCE) if hides or masks.hides(spelling) else REFERENCE
                        self.add(axis, spelling, entity["n"])
                case Organisation.kind | Place.kind:
                    what = tuple(entity[name] for name in ("kind", "key", "code", "part"))
                    if what not in named and not _is_erased(entity["name"]):
                        names = filter(None, (entity["name"], entity["label"]))
                        hides = is_masked(entity["start"], entity["end"]) or any(map(masks.hides, names))
                        self._add_name(entity, masked=hides)
                        named |= set() if hides else {what}

    def _add_name(self, entity: Record, *, masked: bool) -> None:
        """Add the words and the key of an organisation or a place: once per name and part of the act.

        All of a name is masked if any of its words is.
        """
        named: Organisation | Place
        if entity["kind"] == Organisation.kind:
            named, of_words, of_key = (
                Organisation(entity["name"], entity["label"]),
                ORGANISATION,
                WHOLE_ORGANISATION,
            )
        else:
            named, of_words, of_key = Place(entity["name"], entity["code"]), PLACE, WHOLE_PLACE
        self.add(masked_key(of_key) if masked else of_key, name_key(named), entity["n"])
        for word in name_words(named):
            self.add(masked_key(of_words) if masked else of_words, word, entity["n"])

    def tokens(self) -> Iterator[str]:
        """Yield a token per axis and per value."""
        yield from (index_token(axis) for axis in dict.fromkeys(axis for axis, _ in self._known_values))
        yield from (index_token(*term) for term in self._known_values)


def _is_erased(name: str) -> bool:
    """Return whether part of a name was erased: what is left of it is not the name."""
    return name == ERASED or MASK in name


def _subject_and_parents(subject: str) -> Iterator[str]:
    """Yield a matière and its parents: « 7.10 » is in matière 7 too."""
    parts = [part for part in subject.split(".") if part]
    return (".".join(parts[: n + 1]) for n in range(len(parts)))


def _reference_spellings(reference: Record) -> Iterator[str]:
    """Yield all runs of a reference's parts, each as one term: « loi 2013-595 », « 2013-595 », « CGCT
    L2121-29 ».
    """
    parts = [part for part in (reference["type"], reference["number"], reference["article"]) if part]
    for first in range(len(parts)):
        for last in range(first, len(parts)):
            yield " ".join(parts[first : last + 1])


class ActPersons(NamedTuple):
    """The persons of an act: the rows of their entities, the keys of the private ones, and the status of each."""

    entities: list[Record]
    private: frozenset[str]
    statuses: tuple[PersonStatus, ...]

    @classmethod
    def of(cls, facts: Facts, found: list[Record]) -> ActPersons:
        """Read the persons of an act from its facts and its entities' rows."""
        roles = list(person_roles(facts))
        official = {role.who.person_key for role in roles if not role.doubtful}
        everybody = [entity for entity in found if entity["kind"] == Person.kind]
        private = _private_keys(everybody, official)
        entities = [entity for entity in everybody if entity["family"] != ERASED]
        private_of_them = private if len(entities) == len(everybody) else _private_keys(entities, official)
        return cls(everybody, private, tuple(_person_statuses(roles, entities, private_of_them)))


def _person_statuses(
    roles: list[PersonRole], entities: list[Record], private: frozenset[str]
) -> Iterator[PersonStatus]:
    """Yield each person named in the act once, and once per status, under their fullest name.

    Forgotten persons are skipped: ``entities`` lack them.
    """
    named: dict[tuple[str, str], PersonStatus] = {}
    for entity in entities:
        name = person_name(entity["given"], entity["family"])
        publicity = PRIVATE if _person_key(entity) in private else NAMED
        if (name, publicity) not in named:
            named[name, publicity] = PersonStatus(name, publicity, entity["n"])
    number = {entity["start"]: entity["n"] for entity in entities}
    full = _fullest_names(entities)
    hidden = {name for name, publicity in named if publicity == PRIVATE} - {
        name for name, publicity in named if publicity == NAMED
    }
    for role in sorted(roles, key=attrgetter("doubtful")):
        who, status, other = role.who, role.status, role.other
        name = _fullest_name(full, who)
        holder = _fullest_name(full, other) if other else None
        if name == ERASED or name in hidden:
            continue
        holder = None if holder == ERASED or holder in hidden else holder
        first = named.get((name, NAMED))
        n = number.get(who.start, first.n if first else 0)
        if (name, status) not in named:
            named[name, status] = PersonStatus(name, status, n, holder, role.certainty, role.doubtful)
    yield from named.values()


def _private_keys(entities: list[Record], official: set[str]) -> frozenset[str]:
    """Return the keys of persons who are private in the act; ``official`` are those of whom it says a role."""
    return private_keys(((_person_key(entity), entity["standing"]) for entity in entities), official)


def _person_key(entity: Record) -> str:
    """Return the key of a person's entity, or their name if it has none."""
    return entity["key"] or person_name(entity["given"], entity["family"]).casefold()


def _fullest_names(entities: list[Record]) -> dict[str, str]:
    """Return the longest name that the act gives each person, by person key."""
    names: dict[str, str] = {}
    for entity in entities:
        if key := entity["key"]:
            name = person_name(entity["given"], entity["family"])
            known = names.get(key, "")
            if (len(name), name) > (len(known), known):
                names[key] = name
    return names


def _fullest_name(full: dict[str, str], mention: Mention) -> str:
    """Return the fullest name of a mentioned person."""
    return full.get(mention.person_key, str(mention.value))


def _vote_row(docid: int, n: int, vote: Vote) -> Record:
    counts = ("votes_for", "against", "abstentions", "not_voting")
    columns = {name: getattr(vote, name) for name in ("outcome", "unanimous", *counts, "start", "end")}
    return {"docid": docid, "n": n, **columns}


def _award_row(docid: int, n: int, award: Award, chapter: str | None) -> Record:
    """Build the row of ``search_awards``."""
    amount = award.amount.value if award.amount else None
    line = award.line.value if award.line else None
    columns = ("what", "beneficiary", "recipient", "purpose", "siret", "rna", "start", "end")
    return {
        "docid": docid,
        "n": n,
        **{name: getattr(award, name) for name in columns},
        "words": pad_with_spaces(fold_words(award.beneficiary)),
        "amount": amount.amount if isinstance(amount, Amount) else None,
        "currency": amount.currency if isinstance(amount, Amount) else None,
        "level": line.level if isinstance(line, BudgetLine) else None,
        "code": line.code if isinstance(line, BudgetLine) else None,
        "chapter": chapter,
        "doubtful": award.doubtful,
        "key": None,
        "beneficiary_id": None,
        "recalls": str(award.recalls.value) if award.recalls else None,
        **_recalled_act(award),
    }


def _recalled_act(award: Award) -> Record:
    """Return how the award cites the act that made it: by the first docid of its day, or else by its number."""
    cited = award.recalls.value if award.recalls else None
    if not isinstance(cited, Reference):
        return {"recalled_docid": None, "recalled_number": None}
    ends = day_columns(cited.date, cited.date) if cited.date else {"date_from": None, "date_to": None}
    if ends["date_from"] is not None and ends["date_from"] == ends["date_to"]:
        return {"recalled_docid": of_day(ends["date_from"])[0], "recalled_number": None}
    return {"recalled_docid": None, "recalled_number": normalise_term(cited.number or "") or None}


def _recipients(award: Record) -> Iterator[str]:
    """Yield what the recipient of an award is, and which kind of public body, by its name."""
    if award["recipient"]:
        yield award["recipient"]
    if award["recipient"] == "public body":
        starts = PUBLIC_BODIES.items()
        yield from (kind for kind, begins in starts if (award["key"] or "").startswith(begins))


def _beneficiary_key(award: Record) -> str | None:
    """Return the key of a beneficiary; None if part of the name is masked or erased."""
    if f" {MASKED_PREFIX}" in award["words"] or _is_erased(award["beneficiary"]):
        return None
    return name_key(Organisation(award["beneficiary"])) or None


def read_persons(facts: Facts, found: list[Record]) -> tuple[ActPersons, Redactor]:
    """Read the persons of an act from its facts and its entities' rows; return them with its redactor."""
    persons = ActPersons.of(facts, found)
    return persons, act_redactor(facts, persons)


def act_redactor(facts: Facts, persons: ActPersons) -> Redactor:
    """Build the redactor for the private persons of an act."""
    awards: list[Record] = [
        {
            "recipient": award.recipient,
            "beneficiary": award.beneficiary,
            "words": pad_with_spaces(fold_words(award.beneficiary)),
        }
        for award in facts.awards
    ]
    _blank_private(awards, persons)
    awarded = [award["beneficiary"] for award in awards if award["words"] == NO_WORDS]
    named = [NamedPerson(*_named_person(entity)) for entity in persons.entities]
    official = {who.name for who in persons.statuses if who.status not in NAME_ONLY and not who.doubtful}
    return make_redactor(named, awarded, official)


_named_person = itemgetter(*NamedPerson._fields)


def _blank_private(awards: list[Record], persons: ActPersons) -> None:
    """Blank the words of private beneficiaries, so that no search or figure finds them by name."""
    named = [award for award in awards if award["recipient"] == "person"]
    if not named:
        return
    public = [fold_words(each["family"]) for each in persons.entities if _person_key(each) not in persons.private]
    for award in named:
        if not has_family_name(award["words"].split(), public):
            award["words"] = NO_WORDS


def _finding_row(docid: int, n: int, finding: Finding) -> Record:
    columns = {name: getattr(finding, name) for name in ("severity", "message", "basis", "expected", "found")}
    return {"docid": docid, "n": n, "rule": finding.check, **columns}
