"""Translate messages: French where the environment asks for it, else English, in which the code writes them.

The language is that of ``RECUEIL_LANG`` or else of the locale (``LC_ALL``, ``LC_MESSAGES``, ``LANG``); a process
keeps the one it starts with. The catalogue is ``locale/fr/LC_MESSAGES/recueil.po``; its compiled form is read with
the first message. A message has its values by name, for `str.format`. The pages are French in any language.
"""

from __future__ import annotations

import gettext as catalogues
import os
from decimal import Decimal
from functools import cache
from pathlib import Path

DOMAIN = "recueil"
LOCALES = Path(__file__).parent / "locale"
_VARIABLES = ("RECUEIL_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def _choose_language() -> str:
    """Return the language of the first variable that is set: ``fr`` or ``en``."""
    chosen = next(filter(None, (os.environ.get(name) for name in _VARIABLES)), "")
    return "fr" if chosen.lower().replace("-", "_").partition(".")[0].partition("_")[0] == "fr" else "en"


LANGUAGE = _choose_language()
"""The language of this process: ``fr`` or ``en``."""


@cache
def _catalogue(language: str) -> catalogues.NullTranslations:
    if language == "en":
        return catalogues.NullTranslations()
    return catalogues.translation(DOMAIN, LOCALES, [language])


def gettext(message: str, language: str = LANGUAGE) -> str:
    """Return a message in a language, that of this process by default."""
    return _catalogue(language).gettext(message) if message else ""


def ngettext(singular: str, plural: str, number: int) -> str:
    """Return the form of a message for a number; ``{number}`` in it is replaced by the number."""
    shown = str(number) if LANGUAGE == "en" else format_number(number)
    return _catalogue(LANGUAGE).ngettext(singular, plural, number).replace("{number}", shown)


def format_number(number: int | float | Decimal, decimals: int = 0) -> str:
    """Format a number as the language does, with its thousands apart: ``12,345.6``, « 12 345,6 »."""
    figures = f"{number:,.{decimals}f}"
    return figures if LANGUAGE == "en" else figures.replace(",", "\u00a0").replace(".", ",")


def translate_libraries() -> None:
    """Have Click and Typer, which ask the standard library's `gettext`, take their messages from the catalogue."""
    if LANGUAGE != "en":
        os.environ["LANGUAGE"] = LANGUAGE
        catalogues.bindtextdomain(DOMAIN, LOCALES)
        catalogues.textdomain(DOMAIN)
