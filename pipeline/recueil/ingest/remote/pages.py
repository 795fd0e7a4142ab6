"""Download files, and list folders, by HTTP.

fsspec's HTTP file system is not used: it reports every error as a missing file, reads listings of any
length, and follows redirects to any machine. Redirects may lead to the public web, never into a
private network. Login and error pages that come with status 200 are recognised.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

_HEADING = re.compile(r"<(title|h1)\b[^<>]{0,500}>(.{0,500}?)</\1\s*>", re.I | re.S)
_TAG = re.compile(r"<[^<>]{0,500}>")
_PASSWORD = re.compile(r"""<input\b[^<>]{0,1000}?\stype\s*=\s*["']?password\b""", re.I)
_SEPARATOR = re.compile(r"\s*[|–—·:»«>]\s*|\s+-\s+")
_MAX_SHOWN = 80
# Beyond so many characters there is no title, and a password field is not the page's purpose.
_HEAD = 262_144

_PLACE = r"(?:l')?(?:espace|compte|portail|extranet|intranet|site)\b.{0,60}"
_LOGIN = re.compile(
    rf"(?:page de )?connexion(?: (?:requise|a|au|aux|a votre|a mon) ?(?:{_PLACE})?)?"
    r"|(?:veuillez vous |vous devez vous |se )(?:connecter|identifier|authentifier)(?: .{0,60})?"
    r"|(?:connectez|identifiez|authentifiez)[- ]vous(?: .{0,60})?"
    r"|(?:identification|authentification)(?: requise)?"
    r"|log ?in|log ?on|sign ?in|(?:authentication|login) required"
    r"|acces (?:reserve|restreint)(?: .{0,60})?|mot de passe(?: oublie)?|session expiree"
)
_ERROR = re.compile(
    r"(?:erreur|error|http)(?: http)? ?[45]\d\d\b.{0,80}"
    r"|(?:40[0134]|410|50[0234])(?: (?:erreur|error|not found|forbidden|unauthorized|bad request|gone|bad gateway"
    r"|internal server error|service (?:temporarily )?unavailable|gateway time-?out|introuvable|page .{0,60}"
    r"|acces .{0,60}))?"
    r"|.{0,40}\b(?:page|document|fichier|ressource|contenu|adresse|file|resource)\b.{0,40}"
    r"\b(?:introuvable|non trouvee?|inexistante?|indisponible|n'existe (?:pas|plus)|not found)\b.{0,20}"
    r"|introuvable|not found|forbidden|unauthorized|access denied|acces (?:refuse|interdit)(?: .{0,60})?"
    r"|(?:site )?(?:en )?maintenance(?: en cours)?|bad gateway|internal server error"
    r"|service (?:temporairement )?indisponible|service (?:temporarily )?unavailable"
    r"|just a moment(?:\.\.\.|…)?|attention required!?"
)


def describe_refusal(page: str) -> str | None:
    """Describe a page whose title or first heading is that of a login or an error; None for any other.

    A whole part of the title must match: an act may be about a connexion, or 404 dwellings.
    """
    for heading in _headings(page):
        for part in _SEPARATOR.split(_fold(heading)):
            if _LOGIN.fullmatch(part.strip(" .!")):
                return f"a login page ({_make_printable(heading)!r})"
            if _ERROR.fullmatch(part.strip(" .!")):
                return f"an error page ({_make_printable(heading)!r})"
    return None


def asks_for_password(page: str) -> bool:
    """Return whether the page has a password field: as a login page, or beside anything else."""
    return _PASSWORD.search(page, 0, _HEAD) is not None


def _headings(page: str) -> Iterator[str]:
    for found in _HEADING.finditer(page, 0, _HEAD):
        yield " ".join(html.unescape(_TAG.sub(" ", found[2])).split())


def _fold(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words.lower().replace("’", "'"))
    return "".join(char for char in plain if not unicodedata.combining(char))


def _make_printable(words: str) -> str:
    return "".join(filter(str.isprintable, words))[:_MAX_SHOWN]
