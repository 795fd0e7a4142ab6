"""Read rows of the SCDL schemas: of délibérations, what each states of an act, and the address of its file; of
subventions, which have no document, the files that their records make.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from recueil.errors import FileBroken
from recueil.readers import subventions
from recueil.readers.rows import Row
from recueil.readers.subventions import read_day, read_siren
from recueil.text import fold_words
from recueil.translation import gettext as _
from recueil.values import StatedFacts

_ADDRESS = "DELIB_URL"
_FACTS = ("DELIB_ID", "DELIB_DATE", "DELIB_OBJET")
_VOTES = ("VOTE_POUR", "VOTE_CONTRE", "VOTE_ABSTENTION")
_COUNT = re.compile(r"[0-9]{1,4}")
_ANNEX = "ANNEXE"
_BETWEEN_ADDRESSES = re.compile(r"[\s;|]+|,(?=https?:)")
_SUBJECT = re.compile(r"[1-9]\.[0-9]{1,2}(?:\.[0-9]{1,3}){0,3}")
_LONGEST_ADDRESS = 2_000


@dataclass(frozen=True, slots=True)
class ListedFile:
    """The address of a file on the web, and what is stated of its acts.

    With ``content``, the file is made of records of the table, and its address is a name.
    """

    address: str
    stated: tuple[StatedFacts, ...]
    content: bytes | None = None


def is_table_of_acts(rows: Sequence[Row]) -> bool:
    """Return whether rows are those of délibérations with addresses."""
    columns = set().union(*(row.keys() for row in rows))
    return _ADDRESS in columns and not columns.isdisjoint(_FACTS)


def is_table_of_subventions(rows: Sequence[Row]) -> bool:
    """Return whether rows are records of subventions."""
    return subventions.is_table(set().union(*(row.keys() for row in rows)))


def record_files(rows: Sequence[Row]) -> Iterator[ListedFile]:
    """Yield the files that records of subventions make: one for each body and year."""
    for name, content in subventions.write_tables(rows).items():
        yield ListedFile(name, (), content)


def read_files(rows: Sequence[Row], table: str) -> list[ListedFile]:
    """Return the files that rows name, each once, in their order; rows without an address are left out.

    ``table`` is the address of the table, or its name. Records of subventions name no files: they make some. Raise
    FileBroken if the rows are of another schema.
    """
    if is_table_of_subventions(rows):
        return list(record_files(rows))
    if not is_table_of_acts(rows):
        message = _("{table}: no column {address} with an address beside {facts}.").format(
            table=table, address=_ADDRESS, facts=", ".join(_FACTS)
        )
        raise FileBroken(message, _("Name a table of SCDL délibérations, or of SCDL subventions."))
    stated: dict[str, list[StatedFacts]] = {}
    for row in rows:
        facts = _stated_facts(row, table)
        if (address := web_address(row.get(_ADDRESS, ""))) is not None:
            stated.setdefault(address, []).append(facts)
        annexed = replace(facts, kind="annexe", number=None, title=None, annexed_to=facts.number, votes=None)
        for annex in _annexes(row):
            stated.setdefault(annex, []).append(annexed)
    return [ListedFile(address, tuple(dict.fromkeys(facts))) for address, facts in stated.items()]


def merge_files(files: Iterable[ListedFile]) -> list[ListedFile]:
    """Return files each once, with all that is stated of them."""
    merged: dict[str, ListedFile] = {}
    for file in files:
        known = merged.get(file.address)
        stated = file.stated if known is None else tuple(dict.fromkeys((*known.stated, *file.stated)))
        merged[file.address] = ListedFile(file.address, stated, file.content)
    return list(merged.values())


def web_address(text: str) -> str | None:
    """Return an address of the web without its fragment; None if it is none, or has a user or a password."""
    if len(text) > _LONGEST_ADDRESS or not text.isprintable():
        return None
    try:
        parts = urlsplit(text.strip())
        if (
            parts.scheme.lower() not in ("http", "https")
            or not parts.hostname
            or "@" in parts.netloc
            or parts.port == 0
        ):
            return None
    except ValueError:
        return None
    return parts._replace(fragment="").geturl()


def _stated_facts(row: Row, table: str) -> StatedFacts:
    return StatedFacts(
        "table",
        kind="deliberation",
        number=_words(row, "DELIB_ID"),
        date=read_day(row.get("DELIB_DATE", "")),
        title=_words(row, "DELIB_OBJET"),
        body=_words(row, "COLL_NOM"),
        siren=read_siren(row.get("COLL_SIRET", "")),
        subject=_subject(row),
        votes=_votes(row),
        address=table,
    )


def _annexes(row: Row) -> Iterator[str]:
    """Yield the addresses of annexes, which stand in columns of no schema, several in one cell."""
    for column, cell in row.items():
        if _ANNEX in column:
            yield from filter(None, map(web_address, _BETWEEN_ADDRESSES.split(cell)))


def _votes(row: Row) -> str | None:
    """Return the votes for, against and abstentions; None unless those for are a number."""
    counts = [row.get(column, "") for column in _VOTES]
    if not _COUNT.fullmatch(counts[0]):
        return None
    return "-".join(str(int(count)) if _COUNT.fullmatch(count) else "?" for count in counts)


def _words(row: Row, column: str) -> str | None:
    return " ".join(row.get(column, "").split())[:1_000] or None


def _subject(row: Row) -> str | None:
    """Return the matière. A spreadsheet makes « 7.10 », divers, the number 7.1: its name tells the two apart."""
    code = row.get("DELIB_MATIERE_CODE", "").replace(",", ".")
    if not _SUBJECT.fullmatch(code):
        return None
    is_other = code == "7.1" and fold_words(row.get("DELIB_MATIERE_NOM", ""))[-1:] == ["divers"]
    return "7.10" if is_other else code
