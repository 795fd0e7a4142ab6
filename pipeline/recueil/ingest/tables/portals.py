"""Read the listings of open-data portals: a data set of udata (data.gouv.fr), records of Opendatasoft.

An address tells by what it answers: a data set of udata has resources, a page of Opendatasoft has results.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from recueil.errors import FileBroken, FileTooLarge
from recueil.ingest.tables.scdl import (
    ListedFile,
    is_table_of_acts,
    is_table_of_subventions,
    merge_files,
    read_files,
    record_files,
    web_address,
)
from recueil.readers.rows import Row, parse_json, read_records, read_rows
from recueil.settings import Limits
from recueil.translation import gettext as _
from recueil.values import StatedFacts

_TABLES = {"csv", "ods"}
_DOCUMENTS = {"pdf", "zip", "doc", "docx", "odt"}
_MOST_TABLES = 20
_PAGE = 100
# Opendatasoft answers no records behind these.
_MOST_RECORDS = 10_000

Fetch = Callable[[str], bytes]
"""Returns the content at an address of the web. Raises ReadError."""


@dataclass(frozen=True, slots=True)
class Listing:
    """Reads what an address lists; ``shown`` is the address as it may be shown."""

    path: Path
    shown: str
    limits: Limits
    fetch: Fetch

    def files(self, address: str, content: bytes) -> list[ListedFile]:
        """Return the files that the content of an address names: a table, or the answer of a portal.

        Raise ReadError, also if one of several tables cannot be read: its files would seem to be gone.
        """
        if content.lstrip()[:1] != b"{":
            return read_files(read_rows(self.path, content, self.limits), self.shown)
        answer = parse_json(self.path, content)
        if isinstance(answer, dict) and isinstance(answer.get("resources"), list):
            return merge_files(self._files_of_resources(answer["resources"]))
        if isinstance(answer, dict) and isinstance(answer.get("results"), list):
            return read_files(self._records(address, answer), self.shown)
        raise FileBroken(
            _("{shown}: neither resources nor results, as portals answer.").format(shown=self.shown),
            _("Correct the address."),
        )

    def _files_of_resources(self, resources: list[Any]) -> Iterator[ListedFile]:
        """Yield the files of a data set of udata: its documents, those that its tables of acts name, and those
        that the records of all its tables of subventions make.
        """
        tables = 0
        records: list[Row] = []
        for each in resources:
            address = web_address(str(each.get("url") or "")) if isinstance(each, dict) else None
            if address is None:
                continue
            suffix = str(each.get("format") or "").lower().strip(".")
            if suffix in _DOCUMENTS:
                title = " ".join(str(each.get("title") or "").split())[:1_000]
                yield ListedFile(address, (StatedFacts("link", title=title, address=self.shown),) if title else ())
            elif suffix in _TABLES:
                tables += 1
                if tables > _MOST_TABLES:
                    raise FileTooLarge(
                        _("{shown}: more than {most_tables} tables.").format(
                            shown=self.shown, most_tables=_MOST_TABLES
                        ),
                        _("Name one of them."),
                    )
                rows = read_rows(self.path, self.fetch(address), self.limits)
                if is_table_of_subventions(rows):
                    records += rows
                elif is_table_of_acts(rows):
                    yield from read_files(rows, self.shown)
        yield from record_files(records)

    def _records(self, address: str, first: dict[str, Any]) -> list[Row]:
        """Return the records of Opendatasoft, page by page."""
        total = first.get("total_count")
        if not isinstance(total, int) or isinstance(total, bool):
            raise FileBroken(
                _("{shown}: no total_count of the records.").format(shown=self.shown), _("Correct the address.")
            )
        if total > _MOST_RECORDS:
            advice = _("Name its export: …/exports/csv in place of …/records.")
            raise FileTooLarge(
                _("{shown}: {total} records, of which a portal lists {most_records}.").format(
                    shown=self.shown, total=total, most_records=_MOST_RECORDS
                ),
                advice,
            )
        records: list[Any] = list(first["results"])
        while len(records) < total:
            page = parse_json(self.path, self.fetch(_page_address(address, len(records))))
            found = page.get("results") if isinstance(page, dict) else None
            if not isinstance(found, list) or not found:
                raise FileBroken(
                    _("{shown}: {count} records came of {total}.").format(
                        shown=self.shown, count=len(records), total=total
                    ),
                    _("Try again."),
                )
            records += found
        return read_records(self.path, records)


def _page_address(address: str, offset: int) -> str:
    parts = urlsplit(address)
    query = {**dict(parse_qsl(parts.query)), "limit": str(_PAGE), "offset": str(offset)}
    return parts._replace(query=urlencode(query)).geturl()
