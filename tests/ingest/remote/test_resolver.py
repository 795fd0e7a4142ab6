"""Copies of the mirror, fetched again by a machine that does not have them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.ingest.remote.site import Site, file, page, serving, status

from recueil.errors import FileMissing, SourceUnreachable
from recueil.ingest.remote.mirror import MirrorOrigins, Origin, RemoteFileResolver, sync_mirror
from recueil.ingest.tables.sync import sync_table
from recueil.readers.reader import sha256_of
from recueil.settings import Limits, Settings, Source
from recueil.store.acts.handles import Fingerprints
from recueil.store.ledger.work import Claim, Work

CONTENT = "Le conseil accorde 1 500,00 €."
SHA = sha256_of(CONTENT.encode())
KNOWN = Fingerprints(b"a secret", is_keyed=False)


@pytest.fixture
def site() -> Iterator[Site]:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("2024/acte 1.txt", CONTENT)
    with serving() as site:
        site.answers |= {
            "/actes/": page("acte%201.txt?v=2"),
            "/actes/acte%201.txt?v=2": file(CONTENT),
            "/actes.zip": lambda handler: handler.reply(200, archive.getvalue()),
        }
        yield site


def work(path: Path) -> Work:
    told = dict.fromkeys(("body", "reason", "message", "started", "finished", "next_attempt", "run"))
    of = {"id": 7, "source": path.absolute().as_uri(), "sha256": SHA, "pipeline_version": "1"}
    return Work(**of, **told, state="pending", attempts=0, held=False)  # type: ignore[arg-type]


def claim(path: Path) -> Claim:
    return Claim(7, 1, path.absolute().as_uri(), SHA, "1", "run", 1, datetime.now(UTC))


def mirrored(source: Source, folder: Path) -> Path:
    """The one copy of a source."""
    place = sync_mirror(source, folder, Limits()).folder
    (copy,) = (path for path in place.rglob("*.txt"))
    return copy


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("{site}/actes/*.txt", "{site}/actes/acte%201.txt?v=2"),
        ("zip://**/*.txt::{site}/actes.zip", "2024/acte 1.txt"),
    ],
)
def test_a_copy_is_fetched_from_where_it_came(site: Site, tmp_path: Path, url: str, address: str) -> None:
    source = Source(url=url.format(site=site.url))
    copy = mirrored(source, tmp_path)
    origins = MirrorOrigins([Source(path=tmp_path), source], tmp_path).of(
        [work(copy), work(tmp_path / "autre.txt")]
    )
    assert origins == {7: Origin(source.url or "", address.format(site=site.url))}
    with RemoteFileResolver(origins, Settings(), KNOWN) as resolver:
        assert resolver.resolve(claim(copy)) == copy
        copy.unlink()
        fetched = resolver.resolve(claim(copy))
        assert (fetched.read_text(), fetched.suffix, resolver.resolve(claim(copy))) == (CONTENT, ".txt", fetched)
    assert not fetched.exists()


@pytest.mark.parametrize("is_remote", [True, False])
def test_the_file_of_a_row_of_a_table_is_fetched_and_records_need_the_mirror(
    site: Site, tmp_path: Path, is_remote: bool
) -> None:
    rows = f"DELIB_ID,DELIB_URL\n1,{site.url}/actes/acte%201.txt?v=2\n"
    site.answers["/t.csv"] = file(rows)
    local = tmp_path / "t.csv"
    local.write_text(rows)
    source, mirror = Source(table=f"{site.url}/t.csv" if is_remote else str(local)), tmp_path / "mirror"
    (copy,) = sync_table(source, mirror, Limits()).stated
    origins = {7: Origin(source.table or "", f"{site.url}/actes/acte%201.txt?v=2")}
    assert not is_remote or MirrorOrigins([source], mirror).of([work(copy)]) == origins
    copy.unlink(missing_ok=True)
    settings = Settings(sources=(source,), mirror=mirror)
    with RemoteFileResolver(origins, settings, KNOWN) as resolver:
        if is_remote:
            assert resolver.resolve(claim(copy)).read_text() == CONTENT
        else:  # a stranger's address in a private network
            with pytest.raises(SourceUnreachable):
                resolver.resolve(claim(copy))
    with RemoteFileResolver({}, settings, KNOWN) as resolver, pytest.raises(FileMissing, match="RECUEIL_MIRROR"):
        resolver.resolve(claim(mirror / "t" / "subventions-2024.csv"))


def test_a_copy_that_is_something_else_here_is_fetched(site: Site, tmp_path: Path) -> None:
    source = Source(url=f"{site.url}/actes/*.txt")
    copy = mirrored(source, tmp_path)
    copy.write_text("Autre chose.")
    with RemoteFileResolver(MirrorOrigins([source], tmp_path).of([work(copy)]), Settings(), KNOWN) as resolver:
        assert resolver.resolve(claim(copy)).read_text() == CONTENT


def test_a_mirror_that_does_not_know_addresses_yet_learns_them(site: Site, tmp_path: Path) -> None:
    source = Source(url=f"{site.url}/actes/*.txt")
    copy = mirrored(source, tmp_path)
    notes = copy.parent / ".notes"
    known = notes.read_text()
    notes.write_text(known.replace(f"{site.url}/actes/acte%201.txt?v=2", ""))
    assert MirrorOrigins([source], tmp_path).of([work(copy)]) == {}
    assert mirrored(source, tmp_path) == copy
    assert set(MirrorOrigins([source], tmp_path).of([work(copy)])) == {7}


def test_what_cannot_be_had_is_a_failure_of_its_own(site: Site, tmp_path: Path) -> None:
    source = Source(url=f"{site.url}/actes/*.txt")
    gone = mirrored(source, tmp_path)
    origins = MirrorOrigins([source], tmp_path).of([work(gone)])
    gone.unlink()
    site.answers["/actes/acte%201.txt?v=2"] = status(404)
    with (
        RemoteFileResolver(origins, Settings(), KNOWN) as resolver,
        pytest.raises(SourceUnreachable, match="the server answers 404"),
    ):
        resolver.resolve(claim(gone))
    with (
        RemoteFileResolver({}, Settings(), KNOWN) as resolver,
        pytest.raises(FileMissing, match="not on this worker's machine"),
    ):
        resolver.resolve(claim(gone))
    unknown = {7: replace(origins[7], url="inconnu://hôte/actes")}
    with (
        RemoteFileResolver(unknown, Settings(), KNOWN) as resolver,
        pytest.raises(SourceUnreachable, match="not a known kind of URL"),
    ):
        resolver.resolve(claim(gone))
