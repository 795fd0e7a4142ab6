"""Lists of firms that a sentence retains: « Retient les entreprises suivantes : SARL X pour un devis de … ».

Each row is what stands between two amounts. The firm opens it, or follows its lot and a label: « Lot n° 2 –
Peinture – COLOR'ART : », « Mission SPS : SOCOTEC pour un montant de ».
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from recueil.facts.awards.award_cells import name_before_address
from recueil.facts.awards.award_tables import ROWS_END
from recueil.facts.awards.recipient_kinds import classify_recipient
from recueil.facts.awards.structure_recipients import RecipientName, parse_name
from recueil.folding import fold_accents
from recueil.values import Mention

_LONGEST_ROW = 420
_ROW_REACH = 900
_OPENING_END = 60
_LIST_OPENING = re.compile(
    r"(?<![a-z])(?:(?:retien\w{0,3}|retenir|retenue?s?|attribu\w{0,5}|enterin\w{0,4}|accepter?|approuver?|valider?"
    r"|confier?|commander?|decide\w?)(?![a-z])[^.;:€]{0,200}?(?<![a-z])(?:(?P<firms>entreprises?|societes?"
    r"|prestataires?|candidats?|fournisseurs?|titulaires?)|devis|offres?|lots?|marches?|missions?|avenants?)(?![a-z])"
    r"|(?:retenir|attribuer?|retient)\s?(?=:\s{0,40}(?:-\s)?lots?\s)"
    r"|(?P<best>offre|entreprise|candidat|prestataire)(?![a-z])[^.;:€]{0,80}?avantageuse est)[^.;:€]{0,140}?:"
)
# Offers compared and not yet retained; property sold in lots.
_NOT_AWARD = re.compile(
    r"(?<![a-z])(?:recue?s?|remis|repondu|parvenir|parvenus?|transmis\w?|deposee?s?|consult\w{1,6}|criteres?"
    r"|estim\w{1,6}|propositions suivantes|vend\w{1,3}|ventes?|ced\w{1,3}|cessions?|lotissement|parcelles?)"
    r"(?![a-z])"
)
_AVENANT = re.compile(r"(?<![a-z])(?:avenants?|(?:plus|moins)[ -]values?)(?![a-z])")
_ROW_LEAD = re.compile(r"(?:\s{0,3}\(?(?:ht|ttc)(?![a-z])\)?)?[^\w«\"“]{0,60}(?:e\s{1,3})?")
_BULLET = re.compile(r"\n[ \t]{0,60}[-•>*✓▪■➢–—]\s")
_LOT = re.compile(r"lots?\s{0,2}(?:n[°ºo]\s?)?[0-9]{1,2}(?![0-9])")
_SEPARATOR = re.compile(r"(?:(?:(?<=[0-9])|\s)[–—-]{1,2}|\s{0,2}:)\s{1,10}")
_COLON = re.compile(r"\s{0,2}:\s{1,10}")
_PRICED = re.compile(
    r"(?:[\s,:–—=+$.…-]|\([^()€]{1,60}\)|(?:s'elev\w{1,4}|pour|d'un|au|un|le|son|montant|prix|devis|offre|total|de|a|la"
    r"|somme|base)(?![a-z])){0,30}"
)
# Trades: « Lot 2 – Peinture » names no firm.
_TRADES = frozenset({
    "maconnerie", "charpente", "charpentes", "couverture", "zinguerie", "plomberie", "electricite", "peinture",
    "peintures", "menuiserie", "menuiseries", "platrerie", "carrelage", "carrelages", "chauffage", "vrd",
    "terrassement", "terrassements", "serrurerie", "metallerie", "demolition", "etancheite", "cloisons", "cloison",
    "sols", "souples", "facade", "facades", "ventilation", "isolation", "gros", "oeuvre", "œuvre", "second", "lot",
    "doublage", "doublages", "faux", "plafonds", "bardage", "voirie", "reseaux", "espaces", "verts",
    "desamiantage", "mobilier", "signaletique", "interieures", "exterieures", "interieur", "exterieur", "bois",
    "cvc", "sanitaire", "sanitaires", "chape", "ravalement", "ascenseur", "travaux", "fourniture", "fournitures",
    "pose", "installation", "mission", "marche", "avenant", "option", "tranche", "ferme", "variante", "base",
    "montant",
})  # fmt: skip
_WORDS = re.compile(r"[^\W\d_]{3,}")
# « SOPCA Pose d'éviers dans les classes »: the work of the firm.
_FIRM_WORK = re.compile(r"\s[A-ZÀ-Ý][a-zà-ÿ]{2,20}\s(?=(?:d['’]|de |des |du |la |les )?[a-zà-ÿ])")


class FirmLists:
    """The lists of firms in a text, to be queried amount by amount in text order."""

    def __init__(self, text: str, plain: str) -> None:
        self._text, self._plain = text, plain
        self._opening: re.Match[str] | None = None

    def firm(self, before: int, amount: Mention) -> tuple[str, RecipientName] | None:
        """Return the decision and the firm of the row that ends with an amount, or None.

        ``before``: the end of the previous amount.
        """
        start = self._row_start(before, amount.start)
        if self._opening is None:
            return None
        name = next(self._names(start, amount.start, self._opening), None) or name_before_address(
            self._text, start, amount.start
        )
        avenant = _AVENANT.search(self._opening[0][-_OPENING_END:]) or _AVENANT.search(
            self._plain, start, amount.start
        )
        return ("avenant" if avenant else "marche", name) if name else None

    def _row_start(self, before: int, end: int) -> int:
        start = max(before, end - _ROW_REACH)
        colon = self._plain.rfind(":", start, end)
        *_, opening = (None, *_LIST_OPENING.finditer(self._plain, start, max(start, colon + 1)))
        if opening is not None:
            self._opening = None if _NOT_AWARD.search(opening[0]) else opening
            return opening.end()
        if self._opening and (end - before > _LONGEST_ROW or ROWS_END.search(self._plain, before, end)):
            self._opening = None
        return before

    def _names(self, start: int, end: int, opening: re.Match[str]) -> Iterator[RecipientName]:
        *_, bullet = (None, *_BULLET.finditer(self._plain, start, end))
        if leads := _ROW_LEAD.match(self._plain, bullet.start() if bullet else start, end):
            start = leads.end()
        lot = _LOT.match(self._plain, start, end) is not None
        separator = _SEPARATOR if lot else _COLON
        labels = [match.end() for match in separator.finditer(self._plain, start, end)]
        for at in (*labels[1:2], *labels[:1]) if lot else (start, *reversed(labels)):
            name = parse_name(self._text, at, end)
            if name is None or not self._is_firm(name, opening):
                continue
            if _PRICED.fullmatch(self._plain, name.end, end) or (
                opening["best"] and classify_recipient(name.words)
            ):
                yield name
            elif lot and at in labels[1:2]:
                yield self._without_work(name)

    def _is_firm(self, name: RecipientName, opening: re.Match[str]) -> bool:
        """Return whether a name is a firm's.

        A list of « entreprises suivantes » contains little else, other lists may name works.
        """
        tokens = [token for token in _WORDS.findall(name.words) if fold_accents(token) not in _TRADES]
        known = classify_recipient(name.words) in ("company", "person") or any(token.isupper() for token in tokens)
        told = opening["firms"] is not None and (len(tokens) > 1 or self._plain.startswith("pour", name.end + 1))
        return bool(tokens) and (known or told)

    def _without_work(self, name: RecipientName) -> RecipientName:
        work = _FIRM_WORK.search(self._text, name.start, name.end)
        return RecipientName(name.start, work.start(), self._text[name.start : work.start()]) if work else name
