"""Other kinds of URLs: file systems of fsspec, archives, and drivers that are not there."""

from __future__ import annotations

import io
import sys
import threading
import zipfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import fsspec  # type: ignore[import-untyped]
import pytest
from fsspec.implementations.memory import MemoryFileSystem  # type: ignore[import-untyped]
from tests.ingest.remote.site import Site, contents, problems

from recueil.errors import FileTooLarge, MirrorError, SettingsError, SourceUnreachable
from recueil.ingest.remote import file_systems
from recueil.ingest.remote.mirror import check_url
from recueil.settings import Source

if TYPE_CHECKING:
    from tests.ingest.remote.conftest import Mirror


@pytest.fixture
def memory() -> Iterator[MemoryFileSystem]:
    """Files in memory, which are this test's alone."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    files.pseudo_dirs[:] = [""]
    yield files
    files.store.clear()


def packed(members: Mapping[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in members.items():
            opened.writestr(name, text)
    return buffer.getvalue()


# In memory, as in any store of objects


def test_a_folder_of_objects(memory: MemoryFileSystem, mirrored: Mirror) -> None:
    memory.pipe({"/actes/a.txt": b"premier acte", "/actes/2024/b.txt": b"second acte", "/autres/c.txt": b"non"})
    found = mirrored("memory://actes")
    assert contents(found) == {"2024/b.txt": "second acte", "a.txt": "premier acte"}
    assert (mirrored("memory://actes/").fetched, mirrored("memory://actes").unchanged) == (2, 2)


def test_a_pattern_of_objects(memory: MemoryFileSystem, mirrored: Mirror) -> None:
    memory.pipe(
        {"/actes/2023/a.txt": b"a", "/actes/2024/b.txt": b"b", "/actes/2024/.c.txt": b"", "/actes/d.pdf": b""}
    )
    assert list(contents(mirrored("memory://actes/**/*.txt"))) == ["2023/a.txt", "2024/b.txt"]
    assert list(contents(mirrored("memory://actes/*/b?txt"))) == ["2024/b.txt"]
    assert list(contents(mirrored("memory://actes/2024/b.txt"))) == ["b.txt"]


def test_an_object_that_changes_or_goes(memory: MemoryFileSystem, mirrored: Mirror) -> None:
    memory.pipe({"/actes/a.txt": b"100", "/actes/b.txt": b"b"})
    mirrored("memory://actes")
    memory.pipe("/actes/a.txt", b"900")
    memory.rm("/actes/b.txt")
    found = mirrored("memory://actes")
    assert (contents(found), found.fetched, found.removed) == ({"a.txt": "900"}, 1, 1)


def test_a_file_in_the_place_of_a_folder_and_back(memory: MemoryFileSystem, mirrored: Mirror) -> None:
    memory.pipe("/actes/a/b.txt", b"b")
    mirrored("memory://actes")
    memory.rm("/actes/a", recursive=True)
    memory.pipe("/actes/a", b"a")
    assert contents(mirrored("memory://actes")) == {"a": "a"}


def test_what_is_empty_or_not_there_is_not_taken_for_gone(memory: MemoryFileSystem, mirrored: Mirror) -> None:
    memory.pipe("/actes/a.txt", b"a")
    mirrored("memory://actes")
    memory.rm("/actes/a.txt")
    memory.mkdir("/actes", exist_ok=True) if not memory.exists("/actes") else None
    found = mirrored("memory://actes")
    assert found.problem is not None
    assert found.problem.message == "memory://actes: it lists nothing at all."
    memory.store.clear()
    memory.pseudo_dirs[:] = [""]
    found = mirrored("memory://actes")
    assert found.problem is not None
    assert found.problem.message == "memory://actes: not found."
    assert contents(found) == {"a.txt": "a"}


# On this machine


def test_a_folder_of_this_machine_as_a_url(tmp_path: Path, mirrored: Mirror) -> None:
    actes = tmp_path / "actes"
    actes.mkdir()
    (actes / "a.txt").write_text("a")
    (actes / "rond").symlink_to(actes)
    (tmp_path / "secret.txt").write_text("root:x:0:0")
    (actes / "lien.txt").symlink_to("../secret.txt")
    assert contents(mirrored(actes.as_uri())) == {"a.txt": "a"}
    assert mirrored(f"{actes.as_uri()}/*.txt").fetched == 1


# Drivers that fail, lie or hang


class Broken(MemoryFileSystem):  # type: ignore[misc]
    """A driver that does what a test wants, and tells its keys when it fails."""

    protocol = "broken"
    does: Any = None
    cachable = False

    def ls(self, path: str, detail: bool = True, **options: Any) -> Any:
        return self.does()

    def info(self, path: str, **options: Any) -> Any:
        return {"name": path, "type": "directory"}


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> type[Broken]:
    fsspec.register_implementation("broken", Broken, clobber=True)
    return Broken


def test_what_a_driver_says_is_told_without_keys(
    broken: type[Broken], mirrored: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> None:
        raise RuntimeError("cle-42 refused\x1b[2J\nby https://moi:cle-43@host/x?sig=44 " + "!" * 1_000)

    monkeypatch.setattr(broken, "does", staticmethod(fails))
    found = mirrored("broken://actes", options={"deep": {"key": ["cle-42"]}, "on": True})
    assert isinstance(found.problem, SourceUnreachable)
    assert found.problem.__cause__ is None
    assert found.problem.message[:50] == "broken://actes: … refused[2J by … !!!!!!!!!!!!!!!!"
    assert len(found.problem.message) < 300


def test_a_driver_that_hangs_is_left_to_itself(
    broken: type[Broken], mirrored: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    ends, ended = threading.Event(), threading.Event()

    def hangs() -> None:
        ends.wait()
        ended.set()

    monkeypatch.setattr(broken, "does", staticmethod(hangs))
    found = mirrored("broken://actes", listing=0.2)
    assert found.problem is not None
    assert (found.problem.message, ended.is_set()) == ("broken://actes: no answer in time.", False)
    ends.set()


@pytest.mark.parametrize(
    ("size", "why"), [(3, "1 bytes came, and 3 were promised"), (9_999, "larger than 1000 bytes")]
)
def test_a_driver_that_lies_about_sizes(
    memory: MemoryFileSystem,
    broken: type[Broken],
    mirrored: Mirror,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    why: str,
) -> None:
    memory.pipe("/actes/a.txt", b"a")
    listed = [{"name": "/actes/a.txt", "type": "file", "size": size}]
    monkeypatch.setattr(broken, "does", staticmethod(lambda: listed))
    monkeypatch.setattr(broken, "open", lambda self, path, mode: memory.open(path, mode))
    ((_, message),) = problems(mirrored("broken://actes")).values()
    assert message == f"broken://actes: {why}."


def test_a_driver_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(SettingsError) as caught:
        check_url(Source(url="s3://actes/2024/*.pdf"))
    assert str(caught.value) == "s3:// needs a driver that is not installed. pip install 'recueil[s3]'."


def test_a_kind_of_url_that_nobody_knows() -> None:
    with pytest.raises(SettingsError) as caught:
        check_url(Source(url="pigeon://actes"))
    assert str(caught.value) == "pigeon:// is not a known kind of URL. Correct the URL."


# Archives

ZIP = "zip://**/*.txt::{url}/actes.zip"


def at(site: Site, content: bytes, tag: str) -> str:
    """An archive on a site, and the URL of the texts in it."""
    site.answers["/actes.zip"] = lambda handler: handler.reply(200, content, {"ETag": tag})
    return ZIP.format(url=site.url)


def test_files_in_an_archive_on_a_site(site: Site, mirrored: Mirror) -> None:
    url = at(site, packed({"a.txt": "a", "2024/b.txt": "b", "c.pdf": "c"}), "1")
    assert contents(mirrored(url)) == {"2024/b.txt": "b", "a.txt": "a"}
    assert mirrored(url).unchanged == 2
    at(site, packed({"a.txt": "A", "c.pdf": "c"}), "2")
    found = mirrored(url)
    assert (contents(found), found.fetched, found.removed) == ({"a.txt": "A"}, 1, 1)


def test_a_folder_and_a_file_in_an_archive(memory: MemoryFileSystem, mirrored: Mirror) -> None:
    memory.pipe("/x.zip", packed({"a.txt": "a", "2024/b.txt": "b", "2024/": ""}))
    assert contents(mirrored("zip://2024::memory://x.zip")) == {"b.txt": "b"}
    assert contents(mirrored("zip://2024/b.txt::memory://x.zip")) == {"b.txt": "b"}
    assert contents(mirrored("zip://::memory://x.zip")) == {"2024/b.txt": "b", "a.txt": "a"}
    missing = mirrored("zip://absent::memory://x.zip").problem
    assert missing is not None
    assert missing.message == "zip://absent::memory://x.zip: not found."


def test_an_archive_in_an_archive(memory: MemoryFileSystem, mirrored: Mirror) -> None:
    inner = packed({"a.txt": "a"})
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as opened:
        opened.writestr("in/x.zip", inner)
    memory.pipe("/y.zip", buffer.getvalue())
    assert contents(mirrored("zip://*::zip://in/x.zip::memory://y.zip")) == {"a.txt": "a"}


def test_an_archive_that_cannot_be_had_leaves_all_as_it_is(site: Site, mirrored: Mirror) -> None:
    url = at(site, packed({"a.txt": "a"}), "1")
    mirrored(url)
    at(site, b"PK\x03\x04 no archive", "2")
    found = mirrored(url)
    assert found.problem is not None
    assert found.problem.message == f"{url}: File is not a zip file."
    del site.answers["/actes.zip"]
    found = mirrored(url)
    assert found.problem is not None
    assert found.problem.message == f"{site.url}/actes.zip: the server answers 404."
    assert contents(found) == {"a.txt": "a"}


def test_names_in_an_archive_stay_below_its_folder(
    memory: MemoryFileSystem, mirrored: Mirror, tmp_path: Path
) -> None:
    names = [
        "../../x.txt",
        "/abs.txt",
        "a//b.txt",
        "C:\\y.txt",
        "l\u202eatxt.txt",
        "é" * 300 + ".txt",
        "d/" * 20 + "z.txt",
    ]
    memory.pipe("/x.zip", packed({name: name for name in names}))
    found = mirrored("zip://**::memory://x.zip", file_bytes=100_000)
    assert sorted(contents(found).values()) == sorted(names)
    assert list(contents(found))[:3] == ["%2E./%2E./x.txt", "C:%5Cy.txt", "a/b.txt"]
    assert [path.name for path in tmp_path.iterdir()] == ["mirror"]


def test_a_bomb_in_an_archive_is_not_unpacked(memory: MemoryFileSystem, mirrored: Mirror) -> None:
    memory.pipe("/x.zip", packed({"a.txt": "a", "bombe\x1b[2J.txt": "0" * 100_000}))
    found = mirrored("zip://**::memory://x.zip")
    assert contents(found) == {"a.txt": "a"}
    assert problems(found) == {
        "bombe%1B[2J.txt": ("too-large", "zip://**::memory://x.zip, bombe%1B[2J.txt: larger than 1000 bytes.")
    }


def test_an_archive_of_too_many_files_is_not_listed(
    memory: MemoryFileSystem, mirrored: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_systems, "_MAX_MEMBERS", 5)
    memory.pipe("/x.zip", packed({f"{number}.txt": "" for number in range(6)}))
    found = mirrored("zip://**::memory://x.zip")
    assert isinstance(found.problem, FileTooLarge)
    assert found.problem.message == "zip://**::memory://x.zip: an archive of more than 5 files."


def test_an_archive_of_folders_without_end_is_not_listed(memory: MemoryFileSystem, mirrored: Mirror) -> None:
    memory.pipe("/x.zip", packed({"d/" * 1_000 + "a.txt": ""}))
    found = mirrored("zip://**::memory://x.zip", file_bytes=10_000)
    assert isinstance(found.problem, FileTooLarge)
    assert found.problem.message == "zip://**::memory://x.zip: folders more than 100 deep."


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("zip://a.zip", "only zip:// is joined to another URL by ::"),
        ("tar://**::https://host/a.tar", "only zip:// is joined to another URL by ::"),
        ("zip://**::https://host/*.zip", "one archive is named, no pattern of archives"),
    ],
)
def test_chains_that_lead_nowhere(url: str, why: str) -> None:
    with pytest.raises(SettingsError, match=why):
        check_url(Source(url=url))


# The mirror itself


def test_what_a_killed_run_left_is_tidied_away(memory: MemoryFileSystem, mirrored: Mirror, tmp_path: Path) -> None:
    memory.pipe({"/actes/a.txt": b"a", "/actes/b.txt": b"b"})
    folder = mirrored("memory://actes").folder
    (folder / ".incoming").write_text("half")
    with (folder / ".notes").open("a") as notes:
        notes.write('\n{"name": "b.txt", "ma')
    found = mirrored("memory://actes")
    assert (found.unchanged, (folder / ".incoming").exists()) == (2, False)


def test_a_mirror_that_cannot_be_written(memory: MemoryFileSystem, mirrored: Mirror, tmp_path: Path) -> None:
    memory.pipe("/actes/a.txt", b"a")
    (tmp_path / "mirror").write_text("a file")
    with pytest.raises(MirrorError, match=r"mirror/actes-\w+: cannot be written \(Not a directory\)"):
        mirrored("memory://actes")


def test_two_runs_do_not_mirror_one_source_at_once(memory: MemoryFileSystem, mirrored: Mirror) -> None:
    memory.pipe({f"/actes/{number}.txt": b"acte" for number in range(20)})
    with ThreadPoolExecutor(4) as runs:
        found = list(runs.map(lambda _: mirrored("memory://actes"), range(4)))
    assert sorted((each.fetched, each.unchanged) for each in found) == [(0, 20), (0, 20), (0, 20), (20, 0)]
