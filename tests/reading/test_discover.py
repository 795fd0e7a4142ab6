"""Which files a path means."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from recueil.errors import FileMissing
from recueil.reading.discover import discover


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("b.txt", "a/c.pdf", "a/.cache/x.txt", ".hidden", "a/b/d.txt"):
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    return tmp_path


def test_folders_are_walked_and_files_come_once_in_order(tree: Path) -> None:
    found = discover([tree / "b.txt", tree, tree / "a" / "c.pdf"])
    assert found == [tree / "b.txt", tree / "a/c.pdf", tree / "a/b/d.txt"]


def test_files_are_named_as_the_user_names_them_and_come_once(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tree)
    found = discover([Path("a/b"), Path("b.txt"), tree / "b.txt"])
    assert [str(path) for path in found] == ["a/b/d.txt", "b.txt"]


def test_a_path_that_does_not_exist_stops_everything(tree: Path) -> None:
    with pytest.raises(FileMissing, match=r"absent: no such file or folder\. Check the path; nothing was done"):
        discover([tree / "b.txt", tree / "absent"])


def test_a_pattern_means_what_it_matches_and_opens_nothing_else(
    tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert discover([tree / "*.txt"]) == [tree / "b.txt"]
    assert discover([tree / "**" / "*.txt"]) == [tree / "b.txt", tree / "a/b/d.txt"]
    assert discover([tree / "[a]"]) == [tree / "a/c.pdf", tree / "a/b/d.txt"]
    monkeypatch.chdir(tree)
    assert [str(path) for path in discover([Path("*/*.pdf")])] == ["a/c.pdf"]


def test_a_pattern_that_matches_nothing_is_no_mistake_but_its_folder_is_there(tree: Path) -> None:
    assert discover([tree / "*.odt"]) == []
    with pytest.raises(FileMissing, match=r"absent/\*: no such file or folder"):
        discover([tree / "absent" / "*"])


def test_links_to_folders_are_not_followed(tree: Path) -> None:
    (tree / "a" / "loop").symlink_to(tree)
    (tree / "a" / "dangling").symlink_to(tree / "nowhere")
    assert discover([tree / "a"]) == [tree / "a/c.pdf", tree / "a/dangling", tree / "a/b/d.txt"]


def test_a_folder_that_cannot_be_opened_comes_as_itself(tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scandir = os.scandir

    def closed(folder: str) -> object:
        if Path(folder) == tree / "a" / "b":
            raise PermissionError(13, "Permission denied", folder)
        return scandir(folder)

    monkeypatch.setattr(os, "scandir", closed)
    assert discover([tree]) == [tree / "b.txt", tree / "a/c.pdf", tree / "a/b"]
