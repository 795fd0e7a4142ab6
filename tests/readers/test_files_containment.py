"""A file is held against the folder that it must lie in when it is opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from recueil.errors import LinkOutside, ReadError
from recueil.readers import files, reader
from recueil.settings import Limits

SECRET = "root:x:0:0"
ADVICE = "Put the file itself there, or say `follow_links = true` of the source in recueil.toml."


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    folder.mkdir()
    (tmp_path / "secret").write_text(SECRET)
    (tmp_path / "beside").mkdir()
    (tmp_path / "beside" / "secret").write_text(SECRET)
    return folder


def opened(path: Path, source: Path) -> str:
    return reader.read_bytes(path, Limits(), source).decode()


@pytest.mark.parametrize(
    "target", ["../secret", "../beside/secret", "../source/../secret", "away/secret", "nowhere"]
)
def test_a_link_that_leads_out_is_not_opened(source: Path, target: str) -> None:
    (source / "away").symlink_to("../beside")
    (source / "nowhere").symlink_to("../nowhere")
    link = source / "acte.txt"
    link.symlink_to(target)
    for read in (reader.read_bytes, reader.hash_file):
        with pytest.raises(LinkOutside) as caught:
            read(link, Limits(), source)
        assert str(caught.value) == f"{link}: not followed: a link leads out of the source. {ADVICE}"


def test_a_folder_beside_whose_name_begins_alike_is_outside(source: Path) -> None:
    beside = source.with_name("source-2")
    beside.mkdir()
    (beside / "x.txt").write_text(SECRET)
    (source / "x.txt").symlink_to(beside / "x.txt")
    with pytest.raises(LinkOutside):
        opened(source / "x.txt", source)


def test_links_inside_are_followed(source: Path) -> None:
    (source / "deep").mkdir()
    (source / "deep" / "acte.txt").write_text("acte")
    (source / "a").symlink_to("deep/acte.txt")
    (source / "b").symlink_to("deep")
    assert [opened(source / name, source) for name in ("a", "b/acte.txt")] == ["acte", "acte"]
    (source / "loop").symlink_to("loop")
    with pytest.raises(ReadError, match=r"loop: (cannot be opened|no such file)"):
        opened(source / "loop", source)


def swapped(monkeypatch: pytest.MonkeyPatch, swap: Callable[[], None]) -> None:
    """Let something happen between the first look at a path and its opening."""
    look = files.require_inside

    def looking(path: Path, within: Path | None) -> None:
        look(path, within)
        swap()

    monkeypatch.setattr(reader, "require_inside", looking)


@pytest.mark.parametrize("has_proc", [True, False])
def test_a_file_that_becomes_a_link_before_it_is_opened_is_not_read(
    source: Path, monkeypatch: pytest.MonkeyPatch, has_proc: bool
) -> None:
    file = source / "acte.txt"
    file.write_text("acte")
    if not has_proc:
        monkeypatch.setattr(files, "_OPEN_FILES", source / "none")
    assert opened(file, source) == "acte"

    def swap() -> None:
        file.unlink()
        file.symlink_to("../secret")

    swapped(monkeypatch, swap)
    with pytest.raises(LinkOutside):
        opened(file, source)


def test_a_folder_that_becomes_a_link_before_its_file_is_opened(
    source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source / "deep").mkdir()
    (source / "deep" / "secret").write_text("acte")

    def swap() -> None:
        (source / "deep").rename(source / "old")
        (source / "deep").symlink_to("../beside")

    swapped(monkeypatch, swap)
    with pytest.raises(LinkOutside):
        opened(source / "deep" / "secret", source)


def test_a_path_is_inside_by_its_folders_and_not_by_its_letters(source: Path) -> None:
    places = ("source/acte.txt", "source", "source-2/acte.txt", "acte.txt")
    inside = [files.is_inside(source.parent / place, files.resolve_links(source)) for place in places]
    assert inside == [True, True, False, False]
