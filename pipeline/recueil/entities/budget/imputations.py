"""Tell budget codes from other numbers by their context.

« article 6574 » is an account, « article 30 du décret » a law, « Article 1 : » the act's own; « chapitre
65 » is a chapter, « Chapitre 1 Etat des lieux » a heading; a town that « compte 2017 habitants » names no
account.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from recueil.entities.budget.nomenclature import Plan, fold_label
from recueil.entities.patterns import APOSTROPHE, SPACE

_LEVELS = {
    "chapitre": r"chapitres?|chap\b\.?|ch\.",
    "article": r"articles?|art\b\.?",
    "compte": r"comptes?|cptes?\b\.?|c/",
    "nature": r"natures?",
    "sous-fonction": r"sous-\s?fonctions?",
    "fonction": r"fonctions?|codes? fonctionnels?",
    "rubrique": r"rubriques?",
    "opération": r"op[ée]rations?|op[ée]\b\.?|op\b\.?",
    "programme": r"programmes?",
    "imputation": r"imputations?",
    "ligne": r"lignes?(?: de cr[ée]dits?| de subventions?)?",
}
_WORDS = {level: re.compile(words, re.IGNORECASE) for level, words in _LEVELS.items()}
_ANY = "|".join(_LEVELS.values()).split("|")
_INITIALS, _SECONDS = (
    "".join({case for words in _ANY for case in words[at] + words[at].upper()}) for at in (0, 1)
)
LABEL_BEGINNINGS = (
    *("chap", "ch.", "art", "compte", "cpte", "c/", "nature", "sous-", "fonction", "code", "rubrique", "op"),
    *("programme", "imputation", "ligne"),
)
"""How what ``LABEL`` matches begins, in small letters without accents."""
# The first two letters as classes, so that the engine skips to them; then the lookbehind, then the word.
# Scanners lose the apostrophe: « à limputation 2151 ».
LABEL = (
    rf"[{_INITIALS}](?=[{_SECONDS}])(?<![^\W\d_l].)(?<![^\W\d_]l.)"
    rf"(?i:{'|'.join(f'(?<={words[0]}){words[1:]}' for words in _ANY)})"
)
# « chapitre globalisé 012 », « nature comptable 2031 », « opération d'équipement n° 17 », …
_QUALIFIER = (
    rf"(?:(?:budg[ée]taires?|comptables?|globalis[ée]s?|d{APOSTROPHE}(?:ordre|[ée]quipement|investissement)"
    rf"|de{SPACE}(?:d[ée]penses?|recettes?)){SPACE}{{1,3}})?"
)
LINK = (
    rf"{SPACE}{{0,3}}(?i:{_QUALIFIER}(?:n{SPACE}?[°º]|num[ée]ro)?[:–-]?)"
    rf"{SPACE}{{0,3}}(?:\r?\n{SPACE}{{0,120}})?"
)

_OF_BUDGET = re.compile(
    r"(?i)budg|cr[ée]dit|d[ée]pense|recette|imput|inscri|\bsection|investissement|fonctionnement|exploitation"
    r"|€|euro|pr[ée]lev|virement|mandat[ée]e?|\btitres? (?:de recette|non |[ée]mis)|\bop[ée]rations? r[ée]elle"
    r"|\b(?:BP|BS|DM|D[IF]|R[IF])\b"
)
_OF_LAW = re.compile(
    rf"[,\s]{{0,3}}(?:(?:bis|ter|quater|quinquies|sexies|septies|[A-CE-QS-Z]\b(?!{APOSTROPHE}|\.))"
    rf"|(?:[a-z0-9à-ÿ°]{{1,12}}[,\s]{{1,2}}){{0,3}}?(?i:du|de la|de l{APOSTROPHE}|des|dudit)\s{{0,3}}"
    r"(?i:(?:m[êe]me |nouveau |pr[ée]sente? )?(?:code|d[ée]cret|lois?|ordonnance|arr[êe]t[ée]|cgi|cgct"
    r"|r[èe]glement|titre|livre|statuts|convention|cahier|ccag|directive|trait[ée]|contrat|bail|annexe|partie)))"
)
# « Chapitre 66 - Art.66111 », « article 6531 du chapitre 65 »
_THEN = re.compile(rf"[\s,;(–-]{{0,6}}(?:du |de la )?{LABEL}{LINK}[0-9]{{2}}")
# « les chapitres 20, 204 et 21 »: the chapters of no law have three digits.
_ENUMERATED = re.compile(r"(?:\s?,\s?[0-9]{2,3}){0,6}(?:\s?,|\set)\s?[0-9]{3}(?![0-9])")
_AFTER_LAW = re.compile(r"(?i)\b(?:code|cgi|cgct|loi|d[ée]cret|ordonnance)\b[^.;€]{0,50}\Z")
_VERB = re.compile(
    r"(?i)\b(?:qui|commune|ville|classe|[ée]cole|association|ils?|elles?|on|population|conseil|effectif)\s{1,3}\Z"
)
COUNTED = re.compile(
    rf"{SPACE}(?:habitants?|membres?|[ée]l[èe]ves?|agents?|logements?|maisons?|lots?|places?|conseillers?)\b"
)
_AUTHORISED = re.compile(r"(?i)autorisations? de\s{1,3}\Z")
_AT_WORK = re.compile(r"(?i)\b(?:en|d[ée]l[ée]gations? de)\s{1,3}\Z")
_SUB = re.compile(r"(?i)\bsous\s{1,3}\Z")
# « le parc compte 214 engins »: a verb after its subject; an account after « le », « au », « n° »…
_SUBJECT = re.compile(
    r"(?i)(?<![^\W\d_])(?!(?:[lcd]?es?|du|aux?|une?|sur|par|et|ou|[àa]|dans|vers|même|code)\s)[^\W\d_]{2,20}\s{1,3}\Z"
)
_OBJECTS = re.compile(rf"{SPACE}[a-zà-ÿ]")
_YEAR = re.compile(r"(?:19[5-9]|20[0-4])[0-9]")
_THOUSANDS = re.compile(rf"{SPACE}[0-9]{{3}}(?![0-9])")
_NAMED = re.compile(rf"\b[lLdD]{APOSTROPHE}\Z")
# « Opération 31 – Cimetière …… 22 000 € »
_PRICED = re.compile(rf"{SPACE}?[–—-]{SPACE}?[^\W\d_][^€\n0-9]{{3,70}}[0-9][0-9 .,]{{0,12}}{SPACE}?[kKM]?€")
_COUNTING = re.compile(rf"{SPACE}(?!(?:du|de|sur|au|pour|et|à|dite?)\b)[a-zà-ÿ]")
# « Les crédits sont inscrits à l'opération n° 24 »; « Opération n° 11 – Voirie », its accounts on the lines below.
_CREDITED = re.compile(r"(?i)(?:cr[ée]dit|imput|inscri|pr[ée]l[eè]v|budg)[^.;\n]{0,60}\Z")
_HEADS_LINE = re.compile(r"(?:\A|\n)[\s•*-]{0,10}\Z")
_ACCOUNTS_BELOW = re.compile(r"[^\n]{0,60}\n\s{0,20}[12][0-9]{2,6}(?:\s{1,3}[-–—]|\s{1,9}[^\W\d_])")


@dataclass(frozen=True, slots=True)
class CodeContext:
    """Context of a code: the words around it, and whether a budget line ends right before its label."""

    before: str
    after: str
    joined: bool
    numbered: bool = False  # « n° » stands before the code

    @property
    def is_budget(self) -> bool:
        if self.joined or _THEN.match(self.after):
            return True
        return bool(_OF_BUDGET.search(self.before) or _OF_BUDGET.search(self.after))

    @property
    def is_law(self) -> bool:
        return bool(_OF_LAW.match(self.after)) or (not self.joined and bool(_AFTER_LAW.search(self.before)))


def parse_level(label: str) -> str:
    """Return the level of a label: « ART. » is article, « Chap » chapitre."""
    return next(level for level, words in _WORDS.items() if words.fullmatch(label))


class CodeValidator:
    """Validates the codes of each level: :meth:`known`."""

    def __init__(self, nomenclatures: Plan) -> None:
        self.plan = nomenclatures
        self._validators: dict[str, Callable[[str, CodeContext], str | None]] = {
            "chapitre": self._chapter,
            "article": self._article,
            "compte": self._account,
            "nature": self._nature,
            "fonction": self._function,
            "sous-fonction": self._function,
            "rubrique": self._heading,
            "opération": self._operation,
            "programme": self._programme,
            "imputation": self._imputation,
            "ligne": self._line_of_credit,
        }

    def validate(self, level: str, written: str, place: CodeContext) -> str | None:
        """Return the code, or None where the context rules it out.

        Only a programme may begin with letters: « HP 515-004 ».
        """
        if COUNTED.match(place.after) or (level != "programme" and not written[0].isdigit()):
            return None
        return self._validators[level](written, place)

    def _chapter(self, written: str, place: CodeContext) -> str | None:
        code = self.plan.chapter(written) if len(written) > 1 else None
        title = fold_label(place.after[:40])[:1]
        sure = (
            len(written) > 2
            or place.is_budget
            or _ENUMERATED.match(place.after)
            or (code and (not title or self.plan.has_title(code, title)))
        )
        return code if sure and not place.is_law else None

    def _article(self, written: str, place: CodeContext) -> str | None:
        account = written.split("-")[0]
        titled = self.plan.has_title(account, fold_label(place.after[:40])[:1])
        evident = place.joined if len(account) < 3 else (len(account) > 4 or titled or place.is_budget)
        return written if evident and self.plan.account(account) and not place.is_law else None

    def _account(self, written: str, place: CodeContext) -> str | None:
        account = written.split("-")[0]
        known = len(account) > 1 and (self.plan.account(account) or self.plan.chapter(account))
        titled = self.plan.has_title(account, fold_label(place.after[:40])[:1])
        counts = not titled and _OBJECTS.match(place.after) and _SUBJECT.search(place.before)
        return written if known and not (counts or _VERB.search(place.before)) else None

    def _nature(self, written: str, place: CodeContext) -> str | None:
        long_enough = len(written) > 2 or place.joined
        return written if long_enough and self.plan.account(written.split("-")[0]) else None

    def _function(self, written: str, place: CodeContext) -> str | None:
        sure = len(written) > 2 or place.joined or _SUB.search(place.before)
        return written if sure and self.plan.function(written) and not _AT_WORK.search(place.before) else None

    def _heading(self, written: str, place: CodeContext) -> str | None:
        return self._function(written, place) if place.joined or _THEN.match(place.after) else None

    def _operation(self, written: str, place: CodeContext) -> str | None:
        """Accept any number, « 0008 », « 278 », « 2019001 »; no year, nor « opération 150 logements »."""
        listed = place.joined or _THEN.match(place.after) or (len(written) == 2 and _PRICED.match(place.after))
        if listed or (written[0] == "0" and len(written) > 2) or (place.numbered and self._is_credited(place)):
            return written
        counted = not _NAMED.search(place.before) and _COUNTING.match(place.after)
        short = len(written) < 3 or _YEAR.fullmatch(written)
        return None if short or counted or _THOUSANDS.match(place.after) else written

    def _is_credited(self, place: CodeContext) -> bool:
        """Return whether the credits of an operation are named before it, or its accounts are listed below it."""
        heads = _HEADS_LINE.search(place.before) and _ACCOUNTS_BELOW.match(place.after)
        return bool(heads or _CREDITED.search(place.before))

    def _programme(self, written: str, place: CodeContext) -> str | None:
        """Accept three digits (the State; « 0176 » too) or letters (a région).

        A local programme needs a budget line before it.
        """
        if written[0].isalpha():
            return "".join(written.split())
        of_state = len(written.removeprefix("0")) == 3
        sure = of_state or (place.joined and not _AUTHORISED.search(place.before))
        return written if sure and not _YEAR.fullmatch(written) else None

    def _imputation(self, written: str, place: CodeContext) -> str | None:
        first = re.split("[-_]", written)[0]
        return written if self.plan.account(first) or self.plan.chapter(first) else None

    def _line_of_credit(self, written: str, place: CodeContext) -> str | None:
        return written if len(written) > 2 and place.is_budget and not _YEAR.fullmatch(written) else None
