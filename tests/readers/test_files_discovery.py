"""Which files a path means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from recueil.errors import FileMissing
from recueil.readers.files import DiscoveredFile, discover_files, discover_paths


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.txt", "a/c.pdf", "a/.cache/x.txt", ".hidden", "a/b/d.txt"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return tmp_path


def test_folders_are_walked_and_files_come_once_in_order(tree: Path) -> None:
    found = discover_paths([tree / "b.txt", tree, tree / "a" / "c.pdf"])
    assert found == [tree / "b.txt", tree / "a/c.pdf", tree / "a/b/d.txt"]


def test_files_are_named_as_the_user_names_them_and_come_once(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    found = discover_paths([Path("a/b"), Path("b.txt"), tree / "b.txt"])
    assert [str(path) for path in found] == ["a/b/d.txt", "b.txt"]


def test_a_path_that_does_not_exist_stops_everything(tree: Path) -> None:
    with pytest.raises(FileMissing, match=r"absent: no such file or folder\. Check the path; nothing was done"):
        discover_paths([tree / "b.txt", tree / "absent"])


def test_a_pattern_means_what_it_matches_and_opens_nothing_else(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert discover_paths([tree / "*.txt"]) == [tree / "b.txt"]
    assert discover_paths([tree / "**" / "*.txt"]) == [tree / "b.txt", tree / "a/b/d.txt"]
    assert discover_paths([tree / "[a]"]) == [tree / "a/c.pdf", tree / "a/b/d.txt"]
    monkeypatch.chdir(tree)
    assert [str(path) for path in discover_paths([Path("*/*.pdf")])] == ["a/c.pdf"]


def test_a_pattern_that_matches_nothing_is_no_mistake_but_its_folder_is_there(tree: Path) -> None:
    assert discover_paths([tree / "*.odt"]) == []
    with pytest.raises(FileMissing, match=r"absent/\*: no such file or folder"):
        discover_paths([tree / "absent" / "*"])


def test_links_to_folders_are_not_followed(tree: Path) -> None:
    (tree / "a" / "loop").symlink_to(tree / "a")
    (tree / "a" / "dangling").symlink_to(tree / "nowhere")
    assert discover_paths([tree / "a"]) == [tree / "a/c.pdf", tree / "a/dangling", tree / "a/b/d.txt"]


@pytest.fixture
def outside(tree: Path) -> Path:
    """A folder beside a source, in which there are links to it, to itself and to what is above both."""
    folder = tree / "outside"
    (folder / "deep").mkdir(parents=True)
    (folder / "x.txt").touch()
    (folder / "deep" / "y.txt").touch()
    (folder / "back").symlink_to(tree / "a")
    (folder / "deep" / "up").symlink_to(folder)
    (tree / "a" / "b" / "out").symlink_to(folder)
    (tree / "a" / "b" / "again").symlink_to(folder / "deep")
    (tree / "a" / "b" / "inside").symlink_to(tree / "a")
    (tree / "a" / "b" / "f.txt").symlink_to(folder / "x.txt")
    return folder


def test_a_link_out_of_the_folder_comes_as_itself_with_the_folder_that_it_leaves(
    tree: Path, outside: Path
) -> None:
    names = ["c.pdf", "b/d.txt", "b/f.txt", "b/again", "b/out"]
    assert discover_files([tree / "a"]) == [DiscoveredFile(tree / "a" / name, tree / "a") for name in names]
    assert discover_files([tree / "a" / "*" / "*.txt"]) == [
        DiscoveredFile(tree / "a/b" / name, tree / "a") for name in ("d.txt", "f.txt")
    ]


def test_links_are_followed_where_they_are_to_be_and_no_folder_twice(tree: Path, outside: Path) -> None:
    names = ["c.pdf", "b/d.txt", "b/f.txt", "b/again/y.txt", "b/out/x.txt"]
    assert discover_files([tree / "a"], follow_links=True) == [DiscoveredFile(tree / "a" / name) for name in names]


def test_a_link_to_a_folder_above_ends(tree: Path) -> None:
    (tree / "a" / "b" / "up").symlink_to(tree)
    found = discover_files([tree / "a"], follow_links=True)
    assert [str(file.path.relative_to(tree / "a")) for file in found] == ["c.pdf", "b/d.txt", "b/up/b.txt"]


def test_the_folder_named_may_be_a_link_and_so_may_a_file(tree: Path) -> None:
    (tree / "source").symlink_to(tree / "a")
    (tree / "file").symlink_to(tree / "b.txt")
    assert discover_files([tree / "source", tree / "file"]) == [
        DiscoveredFile(tree / "source/c.pdf", tree / "a"),
        DiscoveredFile(tree / "source/b/d.txt", tree / "a"),
        DiscoveredFile(tree / "file"),
    ]


def test_a_folder_that_cannot_be_opened_comes_as_itself(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def closed(folder: str) -> object:
        if Path(folder) == tree / "a" / "b":
            raise PermissionError(13, "Permission denied", folder)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", closed)
    assert discover_paths([tree]) == [tree / "b.txt", tree / "a/c.pdf", tree / "a/b"]
