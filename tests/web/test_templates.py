"""Every template lies where its pages find it, in the folder of its feature or of the web."""

from __future__ import annotations

import re
from pathlib import Path

import recueil
from recueil.web.pages.templating import _environment

PACKAGE = Path(recueil.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("*/templates/*.html"))
_RENDERED = re.compile(r'\brender(?:\(\s*request,|_file\()\s*"([^"]+)"')
_NAMED = re.compile(r'{%-? *(?:extends|include|from|import) "([^"]+)"')


def test_every_template_is_found_by_a_name_of_its_own() -> None:
    names = [template.name for template in TEMPLATES]
    assert sorted(set(names)) == sorted(names)
    assert _environment.list_templates() == sorted(names)
    for name in names:
        _environment.get_template(name)


def test_every_template_is_used_and_every_one_used_is_there() -> None:
    rendered = {name for path in PACKAGE.rglob("*.py") for name in _RENDERED.findall(path.read_text("utf-8"))}
    named = {name for path in TEMPLATES for name in _NAMED.findall(path.read_text("utf-8"))}
    assert rendered | named == {path.name for path in TEMPLATES}


def test_what_one_feature_uses_alone_lies_in_its_folder() -> None:
    users: dict[str, set[str]] = {path.name: set() for path in TEMPLATES}
    for path in PACKAGE.rglob("*.py"):
        for name in _RENDERED.findall(path.read_text("utf-8")):
            users[name].add(path.relative_to(PACKAGE).parts[0])
    for _ in TEMPLATES:  # as deep as they name each other
        for path in TEMPLATES:
            for name in _NAMED.findall(path.read_text("utf-8")):
                users[name] |= users[path.name]
    place = {path.name: path.relative_to(PACKAGE).parts[0] for path in TEMPLATES}
    assert place == {name: next(iter(of)) if len(of) == 1 else "web" for name, of in users.items()}
