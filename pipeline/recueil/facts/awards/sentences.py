"""Find awards in sentences: « attribue … € à », and lists of firms that a sentence retains.

Lists: « Retient les entreprises suivantes : SARL X pour un devis de … »; each row is the text between two
amounts, and the firm opens it, or follows its lot and a label: « Lot n° 2 – Peinture – COLOR'ART : », « Mission
SPS : SOCOTEC pour un montant de ».

Several names: « attribue à X et à Y une subvention de 200 € chacun »; « deux devis : X : 2 340 € HT et Y : 2 800
€ HT. Le conseil retient le devis de X ». A beneficiary that another sentence names: « La SCI Y souhaite acquérir
4 200 m². Prix : 9 € le m², soit 37 800 € »; the only body that the section names before the amount counts, and
none if it names several, or only the council itself and those who pay.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from recueil.facts.awards import phrases
from recueil.facts.awards.clauses import (
    AwardMatch,
    Clause,
    Decision,
    asks_for_money,
    is_delegated,
    read_contract,
    read_gift,
    read_guarantee,
    read_loan,
    read_membership,
    read_sale,
    read_stated_price,
    recalls_decision,
)
from recueil.facts.awards.phrases import alternatives
from recueil.facts.awards.recipients import (
    TRADES,
    RecipientName,
    classify_recipient,
    clean_name,
    parse_name,
    skip_trade,
)
from recueil.facts.awards.tables import ROWS_END, name_before_address
from recueil.text import fold_accents
from recueil.values import Amount, Mention
from recueil.values.mention import mentions_between

_REACH = 520
_AHEAD = 260
_RESTATED = 60
_LONGEST_TOPIC = 24
_SENTENCE_MARKS = ".;!?\n"  # what ends a sentence and is of it
_EQUAL_GIFT_ROLES = (None, "subvention")
_AWARD_ROLES = ("subvention", "marche")
_IGNORED_ROLES = frozenset(("tarif", "loyer", "part-financeur"))


def find_in_sentences(
    text: str, plain: str, amounts: Sequence[Mention], taken: Collection[int]
) -> Iterator[AwardMatch]:
    """Yield the awards of the sentences of a text, by amount in text order.

    ``taken``: offsets of amounts that already have an award.
    """
    lists = FirmLists(text, plain)
    sentences = SentenceFinder(text, plain)
    before = 0
    for amount in amounts:
        value = amount.value
        if (
            isinstance(value, Amount)
            and value.amount > 0
            and value.role not in _IGNORED_ROLES
            and not _restates_amount(plain, before, amount.start)
        ):
            listed = lists.firm(before, amount) if value.role != "seuil" else None
            clause = sentences.around(amount, before) if amount.start not in taken else None
            equal = find_equal_gifts(clause) if clause and value.role in _EQUAL_GIFT_ROLES else []
            decided = (clause and not equal and _read_award(clause, value)) or listed
            found = [("subvention", name) for name in equal] or ([decided] if decided else [])
            if amount.start not in taken:
                for what, name in found:
                    yield AwardMatch(min(name.start, amount.start), max(name.end, amount.end), what, name, amount)
        before = amount.end


class SentenceFinder:
    """The sentences of a text, to be queried amount by amount in text order."""

    def __init__(self, text: str, plain: str) -> None:
        self._text, self._plain = text, plain
        self._start = self._scanned = self._stop = 0
        self._topics: list[int] = []
        self._searched = 0

    def around(self, amount: Mention, before: int) -> Clause | None:
        """Return the sentence of an amount if it contains a word of awards, otherwise None.

        ``before``: the end of the previous amount.
        """
        text = self._text
        scanned = max(self._scanned, amount.start - _REACH)
        *_, sentence = (None, *phrases.SENTENCE.finditer(text, scanned, amount.start))
        self._start = max(sentence.end() if sentence else self._start, amount.start - _REACH)
        self._scanned = amount.start
        if self._stop < amount.end:
            after = phrases.SENTENCE.search(text, amount.end, amount.end + _AHEAD)
            self._stop = (
                after.start() + (after[0][0] in _SENTENCE_MARKS) if after else min(amount.end + _AHEAD, len(text))
            )
        role = amount.value.role if isinstance(amount.value, Amount) else None
        if role not in _AWARD_ROLES and not self._speaks(self._start, self._stop):
            return None
        rated = phrases.RATED.fullmatch(self._plain, before, amount.start)
        own = self._start if rated else max(self._start, before)
        return Clause(text, self._plain, self._start, own, amount, self._stop)

    def _speaks(self, start: int, stop: int) -> bool:
        """Return whether such a word stands between two offsets; each character is searched once."""
        for topic in phrases.TOPIC.finditer(self._plain, max(self._searched, start, 0), stop + _LONGEST_TOPIC):
            if topic.start() < stop:
                self._topics.append(topic.start())
        self._searched = max(self._searched, stop)
        at = bisect_left(self._topics, start)
        return at < len(self._topics) and self._topics[at] < stop


def _read_award(clause: Clause, value: Amount) -> Decision | None:
    """Return the decision of the sentence on its amount and the recipient; None if it recalls another
    decision.
    """
    if recalls_decision(clause.sentence) and not (
        (phrases.WAS_AWARDED.search(clause.sentence) and is_delegated(clause)) or _is_voted_now(clause)
    ):
        return None
    decision = next(filter(None, (reader(clause, value) for reader in _CLAUSE_READERS)), None)
    return None if decision and decision[0] == "marche" and _is_trade(decision[1]) else decision


# « Elle a attribué 900 € au Judo Club. Vote : 12 pour »: minutes that tell what the meeting decided
_HAS_GIVEN = re.compile(
    r"(?<![a-z])(?:elle|il|commission permanente|conseil(?: [a-z]{5,16})?|bureau|assemblee|comite(?: syndical)?)"
    r",?\s(?:[a-z' ]{3,30},?\s)?a (?:attribue|accorde|alloue|octroye|vote)(?![a-z])[^.;:]{0,160}\Z"
)
_VOTED_NOW = re.compile(
    r"[^.;\n]{0,120}[.;]?\s{1,4}(?:\(?vote\s?:|adopte|(?:a l')?unanim|[0-9]{1,3} (?:voix )?pour(?![a-z])"
    r"|pour\s?:)"
)


def _is_voted_now(clause: Clause) -> bool:
    """Return whether a sentence in the past tells what this meeting gives, since its vote follows."""
    return (
        _HAS_GIVEN.search(clause.sentence) is not None
        and not re.search(r"20[0-9]{2}", clause.sentence)
        and _VOTED_NOW.match(clause.plain, clause.amount.end) is not None
    )


def _restates_amount(plain: str, before: int, start: int) -> bool:
    """Return whether an amount repeats the previous one: the second of « 100 € HT soit 120 € TTC »."""
    return start - before < _RESTATED and phrases.RESTATES.fullmatch(plain, before, start) is not None


_CLAUSE_READERS = (
    read_gift,
    read_guarantee,
    read_loan,
    read_sale,
    read_contract,
    read_membership,
    read_stated_price,
)


_LONGEST_ROW = 420
_ROW_REACH = 900
_OPENING_END = 60
_LIST_OPENING = re.compile(
    r"(?<![a-z])(?:(?:retien\w{0,3}|retenir|retenue?s?|attribu\w{0,5}|enterin\w{0,4}|accepter?|approuver?|valider?"
    r"|confier?|commander?|conclure|decide\w?)(?![a-z])[^.;:€]{0,200}?(?<![a-z])(?:(?P<firms>entreprises?|societes?"
    r"|prestataires?|candidats?|fournisseurs?|titulaires?|operateurs?)|devis|offres?|lots?|marches?|missions?|avenants?)(?![a-z])"
    r"|(?:retenir|attribuer?|retient)\s?(?=:\s{0,40}(?:-\s)?lots?\s)"
    r"|(?P<retained>entreprises?|societes?|prestataires?|candidats?|attributaires?|titulaires?)\s{1,3}(?:retenu|attributaire)\w{0,3}(?![a-z])"
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
_SEPARATOR = re.compile(r"(?:(?:(?<=[0-9])|\s)[–—-]{1,2}|\s{0,2}:|(?<=[0-9]),)\s{1,10}")
# « Lot n° 1 Viandes fraîches Établissements BOVARD »: a legal form, or capitals, after the trade.
_FIRM_AT_END = re.compile(
    r"(?<=[a-zà-ÿ)]\s)(?:(?:SARL|SASU?|EURL|SCOP|SNC|SA|ETS|Ets|[EÉ]tablissements|Entreprise|Soci[ée]t[ée]|Groupement)\s"
    r"[A-ZÀ-Ý][^€:;\n]{1,50}?|(?:[A-ZÀ-Ý][A-ZÀ-Ý0-9&'’.-]{1,30}\s{1,3}(?:&\s)?){0,4}[A-ZÀ-Ý][A-ZÀ-Ý0-9&'’.-]{2,30})\s{0,9}\Z"
)
_COLON = re.compile(r"\s{0,2}:\s{1,10}")
_PRICED = re.compile(
    r"(?:[\s,:–—=+$.…-]|\([^()€]{1,60}\)|(?:s'elev\w{1,4}|pour|d'un|au|un|le|son|montant|prix|devis|offre|total|de|a|la"
    r"|somme|base)(?![a-z])){0,30}"
)
_WORDS = re.compile(r"[^\W\d_]{3,}")


_TRADE_WORDS = re.compile(r"[^\W\d_]{2,}")


def _is_trade(name: RecipientName) -> bool:
    """Return whether a name is that of a lot only: « Maçonnerie »."""
    words = _TRADE_WORDS.findall(name.words)
    return all(fold_accents(word) in TRADES for word in words) and not name.words.isupper()


_LEGAL_FORM = re.compile(r"(?:SARL|SASU?|EURL|SCOP|SNC|SA|ETS|Ets|[EÉ]tablissements|Entreprise|Soci[ée]t[ée])")
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
        trade = skip_trade(self._text, start, end) if lot else None
        if trade is not None and (after_trade := parse_name(self._text, trade, end)):
            yield self._without_work(after_trade)
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
        firm = _FIRM_AT_END.search(self._text, start, end) if lot and not labels else None
        name = parse_name(self._text, firm.start(), end) if firm else None
        if name and self._is_firm(name, opening):
            yield name

    def _is_firm(self, name: RecipientName, opening: re.Match[str]) -> bool:
        """Return whether a name is a firm's.

        A list of « entreprises suivantes » contains little else, other lists may name works.
        """
        tokens = [token for token in _WORDS.findall(name.words) if fold_accents(token) not in TRADES]
        is_company = classify_recipient(name.words) in ("company", "person") or any(
            token.isupper() for token in tokens
        )
        announced = (opening["firms"] or opening["retained"]) is not None and (
            len(tokens) > 1 or self._plain.startswith("pour", name.end + 1)
        )
        return bool(tokens) and (is_company or announced)

    def _without_work(self, name: RecipientName) -> RecipientName:
        work = _FIRM_WORK.search(self._text, name.start, name.end)
        if work is None or _LEGAL_FORM.fullmatch(self._text, name.start, work.start()):
            return name  # « SARL Maçonnerie du Lac »
        return RecipientName(name.start, work.start(), self._text[name.start : work.start()])


_EACH = "chac"
_EACH_OF_LIST = re.compile(
    r"[^.;€:]{0,40}?\s(?:a|pour|de|a destination de)\s{1,3}(?:chacune?s?"
    r"|chaque)(?![a-z])[^.;€:]{0,70}?:\s{0,4}(?:[-•*]\s)?"
)
# « une aide de 500 € à Mme X et à M. Y »: what is for one of two persons is for the other.
_TO_TWO_PERSONS = re.compile(
    r"\sa\s(?=m\.|mme|mlle|monsieur|madame)([^.;,€\n0-9]{1,4}[^.;,€\n0-9]{2,50}?)\set\sa\s"
    r"((?:m\.|mme|mlle|monsieur|madame)[^.;,€\n0-9]{2,50}?)(?=[.;,\n]|\s[a-z]{0,12}\sa l'unanimite|\Z)"
)
# « Une subvention de 250 € est accordée aux associations suivantes : Judo Club – Tennis Club. »
_TO_NAMED = re.compile(
    r"\s(?:est|sera|soit) (?:attribu|accord|allou|octroy|vers)ee (?:aux|a) (?:associations|organismes|clubs"
    r"|structures|communes|beneficiaires|personnes)(?: suivante?s| ci-apres)?\s{0,3}:\s{0,4}(?:[-•*]\s)?"
    r"(?=[^.;€:]{4,300}[.;\n])"
)
_EACH_BEFORE = re.compile(r"[^.;€:]{0,24}?\s(?:a\s)?chacune?s?(?![a-z])")
_NEXT_NAME = re.compile(
    r"\s{0,3}(?:[,;•/]|\s[-–—]\s|(?<=\s)(?:et|ainsi que)(?=\s)){1,2}\s{0,3}(?:(?:a|au|aux|pour)\s{1,3})?(?=\S)"
)
_LAST_LINK = re.compile(r"\set\s{1,3}(?:(?:à|au|aux|pour)\s{1,3})?(?=(?:l['’]|la |le )?[\wÀ-Ý«\"])")
_MOST_NAMES = 30
_LIST_REACH = 900


def find_equal_gifts(clause: Clause) -> list[RecipientName]:
    """Return the names that each get the amount of a clause; empty unless it says so."""
    plain, amount = clause.plain, clause.amount
    near = plain.find(_EACH, clause.start, amount.end + 60)
    two_persons = _TO_TWO_PERSONS.match(plain, amount.end, amount.end + 160)
    named = _TO_NAMED.match(plain, amount.end, amount.end + 160 + _LIST_REACH)
    if (
        (near < 0 and not two_persons and not named)
        or recalls_decision(clause.sentence)
        or asks_for_money(clause.sentence)
    ):
        return []
    if not (clause.contains(phrases.GRANTS) or clause.contains(phrases.GIFTS)):
        return []
    if two_persons:
        both = (parse_name(clause.text, *two_persons.span(group)) for group in (1, 2))
        return [name for name in both if name]
    if listed := named or _EACH_OF_LIST.match(plain, amount.end, amount.end + 160):
        return list(split_names(clause.text, plain, listed.end(), min(len(plain), listed.end() + _LIST_REACH)))
    if not _EACH_BEFORE.match(plain, amount.end, amount.end + 40) and not 0 <= near < amount.start:
        return []
    for given in phrases.GIFT_RECIPIENT.finditer(plain, clause.own, amount.start):
        names = list(split_names(clause.text, plain, given.end(), amount.start))
        if len(names) > 1:
            return names
    return []


def split_names(text: str, plain: str, start: int, stop: int) -> Iterator[RecipientName]:
    """Yield the names of a list: « Judo Club, Rando Vert et Tennis Club » are three."""
    for _ in range(_MOST_NAMES):
        name = parse_name(text, start, stop)
        if name is None:
            return
        following = None
        if last := _LAST_LINK.search(text, name.start, name.end):
            first, second = parse_name(text, name.start, last.start()), parse_name(text, last.end(), stop)
            if first and second and first.end == last.start():
                name, following = first, last.end()
        yield name
        link = _NEXT_NAME.match(plain, name.end, stop) if following is None else None
        if following is None and link is None:
            return
        start = following if following is not None else (link.end() if link else stop)


_CHOICE = re.compile(
    alternatives(
        *(rf"{verb}\w{{0,5}}" for verb in ("retien", "reten", "choisi", "accept", "valid", "approuv", "opt")),
        *(
            "donne\\w? un avis favorable",
            r"se prononc\w{1,4} (?:pour|en faveur d[eu])",
            "s'est porte sur",
            "se port\\w{1,4} sur",
        ),
    )
    + r"\s(?:[^.;:€]{0,60}?\s)?(?:l'|la |le |les |ce |celui |celle |pour )?(?:devis|offre"
    r"|proposition|candidature|entreprise|societe|celui|celle|(?=(?:sarl|sasu?|eurl|ets|scop|ste)\s))"
    r"(?:\s(?:de|du|d'|presentee?|propose|etablie?|par|la|le|l'|societe|entreprise|cabinet)(?:\s|(?<='))){0,4}\s{0,3}"
)
# « retient à l'unanimité Menuiserie Vauclin », whose price stands above.
_CHOSEN = re.compile(
    alternatives(r"retien\w{1,3}", "retenir", r"choisi\w{1,3}", "opt(?:e|er|ent) pour")
    + r"(?:,?\s(?:a l'unanimite(?: des (?:membres )?(?:presents|votants))?"
    r"|par [0-9]{1,2} voix[^,.;]{0,30}|donc|ainsi),?)?"
    r"\s{1,3}(?:l'|la |le |les )?(?!devis|offre|proposition|candidature|entreprise|societe|celui"
    r"|celle)(?=[^\W\d_])"
)
# « L'offre de la SARL X est retenue », « celui de X est retenu »
_IS_CHOSEN = re.compile(
    alternatives("celui", "celle", "devis", "offre", "proposition", "candidature")
    + r"\s{1,3}(?:de|du|d'|presente\w? par|etabli\w? par)\s{0,3}(?:l'|la |le )?(?=[^.;:€]{3,60}?\s(?:est|a ete)\s"
    r"(?:donc |ainsi )?(?:retenu|accept|choisi|valide|approuv)e?(?![a-z]))"
)
# « décide de contracter cet emprunt auprès de la Banque Y », whose offer stands above
_BORROWS = re.compile(
    r"(?<![a-z])(?:contract|souscri|realis|conclu|sign)\w{1,5}\s(?:cet|ce|ledit|l'|le)\s?(?:emprunt|pret|credit)(?![a-z])"
    r"[^.;:€]{0,40}?\s(?:aupres d(?:e|u)|avec|a|au)\s{1,3}(?:l'|la |le )?(?=[^\W\d_])"
)
_OFFERS_BACK = 1600
_PRICE_GAP = 90
_NOT_PRICED = re.compile(r"[.;\n€]")
_PROPOSES = re.compile(r"(?<![a-z])propos\w{1,5}\s(?:de\s|donc de\s|ainsi de\s)?\Z")
_PROPOSAL_REACH, _ADOPTED_REACH = 30, 900
_UNTIL = re.compile(r"[.;]\s|\n\s{0,40}\n")


def find_chosen_offers(
    text: str, plain: str, amounts: Sequence[Mention], taken: Collection[int]
) -> Iterator[AwardMatch]:
    """Yield the offers whose firm a later sentence chooses without repeating its price."""
    if "devis" not in plain and "offre" not in plain and "proposition" not in plain:
        return
    choices = [match for pattern in (_CHOICE, _CHOSEN, _IS_CHOSEN, _BORROWS) for match in pattern.finditer(plain)]
    for choice in sorted(choices, key=re.Match.start):
        end = _UNTIL.search(plain, choice.end(), choice.end() + 160)
        stop = end.start() if end else min(len(plain), choice.end() + 160)
        name = parse_name(text, choice.end(), stop)
        if name is None or mentions_between(amounts, choice.start(), stop):
            continue  # nobody is named, or the sentence itself states the price
        borrows = choice.re is _BORROWS
        if (phrases.BANK.match(fold_accents(name.words)) is not None) is not borrows or not _is_decided(
            plain, choice.start(), stop
        ):
            continue
        price = _stated_price(plain, name, amounts, choice.start())
        if price is None or price.start in taken:
            continue
        if not phrases.WAS_AWARDED.search(plain, max(0, price.start - _LEAD), price.start):  # by an earlier act
            yield AwardMatch(price.start, name.end, "emprunt" if borrows else "marche", name, price)


def _is_decided(plain: str, start: int, stop: int) -> bool:
    """Return whether a choice is more than a proposal, or the assembly adopts it afterwards."""
    proposed = _PROPOSES.search(plain, max(0, start - _PROPOSAL_REACH), start)
    return proposed is None or phrases.VOTE_FOLLOWS.search(plain, stop, stop + _ADOPTED_REACH) is not None


def _stated_price(plain: str, name: RecipientName, amounts: Sequence[Mention], before: int) -> Mention | None:
    """Return the only price that follows the name of a firm before an offset, or None."""
    words = fold_accents(name.words)
    prices: list[Mention] = []
    at = max(0, before - _OFFERS_BACK)
    while (at := plain.find(words, at, before)) >= 0:
        at += len(words)
        following = mentions_between(amounts, at, min(before, at + _PRICE_GAP))
        if following and not _NOT_PRICED.search(plain, at, following[0].start):
            prices.append(following[0])
    values = {
        price.value.amount for price in prices if isinstance(price.value, Amount) and price.value.per is None
    }
    return prices[-1] if len(values) == 1 else None


_SECTION_REACH, _LEAD, _AFTER = 900, 150, 1600
_ROLES = (None, "subvention", "marche", "prix-vente", "pret", "cotisation", "cout-total", "indemnite")
_GIFT = re.compile(
    r"(?<![a-z])(?:(?P<fonds>fonds de concours)|(?P<subvention>subventions?|acomptes?|soutenir"
    r"|soutiens?|contribue(?:ra)?)"
    r"|(?P<aide>aides?|secours|dotations?|bourses?)|(?P<participation>participations?|contributions?)"
    r"|(?:attribu|allou|accord|octroy|octroi|vers)(?:er?|ent|era)\s{1,3}(?:la somme|une somme|un montant))"
    r"(?![a-z])[^€.;:]{0,110}?"
    r"(?:\sde|\sd'un montant (?:\w{5,12} )?de|\sa hauteur de|\s(?:fixee?|plafonnee?|portee?"
    r"|arretee?)s? a|\sde la somme de"
    r"|pour un montant (?:\w{5,12} )?de|soit|est (?:de|la suivante :)|s'elev\w{1,3} a|:)\s{0,3}(?:la somme de )?\Z"
)
# « décide de lui octroyer 400 € », « fixe le montant de la subvention à 4 000 € »
_GIFT_TO_HIM = re.compile(
    r"(?<![a-z])(?:(?:lui|leur) (?:attribu|allou|accord|octroy|octroi|vers)er?"
    r"(?:\s{1,3}[0-9][0-9 ,.]{0,9}\s?(?:€|euros?)\s?(?:par|/)[^.;€]{2,50}?,?\ssoit)?"
    r"|montant de la (?P<subvention>subvention)(?:\s[a-z' ]{3,40})?\sa"
    r"|(?:limit|ramen|plafonn)(?:er|e|ant) (?:cette |la |ladite |sa |son |l')(?:subvention|aide|participation)\sa"
    r"|(?<!decide de )port(?:er|e|ant) (?:cette|la|ladite|sa) (?:subvention|aide"
    r"|participation)(?:\s[a-z' ]{3,40})?\sa"
    r"|vers(?:er|e|era) a (?:l'|la |cette )(?:association|structure|compagnie) une (?:subvention"
    r"|aide)[^€.;:]{0,50}?\sde"
    r"|le conseil(?: municipal)?,?(?: [a-z' ]{3,30},?)? (?:attribue|alloue|accorde|octroie|vote|verse))\s{1,3}\Z"
)
# « la convention aux termes de laquelle l'association percevra 9 000 € »
_GIFT_TO_IT = re.compile(
    r"(?<![a-z])(?:l'|la |le |cette |cet |ladite |ledit )(?:association|societe|club|structure|compagnie|comite"
    r"|organisme|etablissement|federation|beneficiaire) (?:percevra|recevra|touchera"
    r"|se verra (?:attribuer|allouer|verser|accorder)"
    r"|beneficiera d(?:e|'une (?:subvention|aide|participation)[^€.;]{0,40}? de))"
    r"(?: (?:la somme|une (?:subvention|aide|participation)[^€.;]{0,40}?|un montant) de)?\s{1,3}\Z"
)
# « Demande de l'APE : une subvention de 350 € est accordée »
_IS_GRANTED = re.compile(
    r"\s(?:lui |leur )?(?:est|sera) (?:donc |ainsi )?(?:accord|attribu|allou|octroy|vers|vot)ee?(?![a-z])"
)
_PRICE = re.compile(
    r"(?<![a-z])(?:prix(?! (?:public|d'achat|unitaire))|moyennant|montant de (?:la|cette) (?:cession"
    r"|vente))(?![a-z])(?:[^.;€]{0,60}?(?:\sde|:|a|est de|soit)"
    r"|[^.;€]{0,40}?[0-9,]{1,9}\s?(?:€|euros?)\s?(?:ht |ttc )?(?:le|du|/|par)\s?(?:m|are|hect)"
    r"[^.;€]{0,16}soit)\s{0,3}\Z"
)
_NO_PRICE = re.compile(
    r"(?<![a-z])(?:compromis|estim\w{1,5}|billets?|places?|entree|repas|tarifs?"
    r"|concession)(?![a-z])"
)
_DECLARED = re.compile(r"intention d'aliener[^;€]{0,300}\Z")  # what another asks for it
_SALE = re.compile(
    r"(?<![a-z])(?P<buy>acquerir|acquisition|achat|acheter|preemp)|(?P<sell>ceder|(?<!suc)cession|vente|vendre|alien)"
)
_WISHES_TO_BUY = re.compile(
    r"(?:souhait\w{1,5}|desir\w{1,5}|propos\w{1,4}|demand\w{1,5}|candidat\w{0,3}|offre\w{0,2})\s[^.;€]{0,60}?(?:acquerir|acheter|acquisition|achat)"
)
# « la commune souhaite acquérir »
_COUNCIL_WISHES = re.compile(
    r"(?<![a-z])(?:commune|ville|mairie|municipalite|collectivite|communaute(?: de communes"
    r"| d'agglomeration)?|metropole"
    r"|cette derniere|conseil(?: municipal)?|syndicat|departement|region)\s{1,3}\Z"
)
_GRANTS = re.compile(
    r"(?<![a-z])(?:accord|attribu|allou|octro|vers|vot|fix|decid|approuv|arret|renouvel|maint)\w{1,6}(?![a-z])"
)
_ASKED_AFTER = re.compile(r"[^.;€]{0,60}?\s(?:est|a ete|sont|serait) (?:demand|sollicit|recu|percu)")
_GUARANTEE = re.compile(
    r"(?<![a-z])(?:cautionn\w{1,6}|garanti\w{0,4})(?![a-z])[^.;€]{0,140}?(?:a hauteur de"
    r"|a concurrence de|pour un montant de"
    r"|d'un montant de|jusqu'a concurrence de)\s{0,3}\Z"
)
_REFUSED = re.compile(
    r"(?<![a-z])(?:demand\w{1,4}|sollicit\w{0,4}|couts?|estim\w{1,5}|contre|dont|budget"
    r"|en 20[0-9]{2},? |avait|rappel\w{1,4}|reste"
    r"|maximum par|par an et par|plafond|enveloppe|total\w?|global\w?|recettes?|rembours\w{1,6}"
    r"|recue?s?|percu\w?|etat|region|departement|detr|dsil|ademe|feder|droit au?|objet d'un"
    r"|precedente?s?|anterieure?s?|pourrai\w{1,3}|serai\w{1,3}|dot\w{1,2}|complementaire|offre|devis|proportion\w{0,6})(?![a-z])"
)
_DECIDES = re.compile(
    r"unanim|(?<![a-z])(?:adopt|approuv|attribu|accord|allou|octroi|decid|accept|vot|arret|conven)\w{0,6}(?![a-z])|[0-9]\s(?:voix\s)?pour"
)
_SECTION = re.compile(
    r"(?:\n|\A)[ \t#*]{0,12}(?:deliberation|objet|rapport|question|point)\s?(?:n|:|\$|[0-9])|(?:\n"
    r"|\s)[0-9]{1,2}[.)°]\s{1,3}(?=[a-z])"
    r"|(?<![a-z])(?:deliberation n|unanimite(?=\s{0,3}(?:[.;]|\n\s{0,40}\n|\Z))|[0-9] (?:voix )?pour)|\s[a-z]\)\s"
)
_NAMED = re.compile(
    r"(?<![a-z])(?:l'|la |le |a l'|d'|avec |par )?(?=(?:association|amicale|comite|club|federation"
    r"|union|fondation|cooperative|societe|college|lycee|harmonie|chorale|foyer"
    r"|ecole de musique|mission locale|sou des"
    r"|sarl|sas|sci|eurl|scm|scop|entreprise|cabinet|conseil de fabrique|paroisse|office|syndicat|oph|sa d"
    r"|compagnie|troupe|theatre|orchestre|ensemble vocal|collectif|cercle|fanfare|ligue)\s)"
)
# « la demande de l'Harmonie », « Demande de subvention de l'APE »
_REQUEST = re.compile(
    r"(?<![a-z])(?:demandes?|courriers?|lettres?) "
    r"(?:(?:de|d')\s?(?:subventions?|aides?|participation)(?: [a-z]{5,14}){0,2} )?"
    r"(?:(?:presentee?|formulee|deposee) par|de|du|des)\s?(?:l'|la |le )?(?=\w)"
    r"|(?P<given>(?<![a-z])(?:attribue|accorde|alloue|octroye|verse)e?s?\s(?:a|au|aux)\s(?:l'|la |le "
    r"|les )?(?=\w))"
    r"|(?P<sure>(?:(?<![a-z])(?:l'|la |le |les )|(?:\A|(?<=[.\n:–-])\s{1,9})(?:l'|la |le |les )?)"
    r"(?=[^\W\d_][^.;:€,]{2,60}\s(?:sollicit|demand)\w{1,5}\s(?:une?|la|le|l'|[0-9]))"
    r"|(?<![a-z])objet\s{0,3}:\s{1,3}(?:demande de )?subventions?(?: exceptionnelle)?\s"
    r"(?:[–:-]\s|a |au |aux |pour |de |a l'|de l'|d')?(?:la |le )?)"
)
# « M. Dupin accepte de vendre », « parcelle appartenant aux consorts X », « Mme Y souhaite acquérir »
_PARTY = re.compile(
    r"(?<![a-z])(?:appartenant|appartient|propriete|aupres|consentie?|proposition|demande|offre)\s(?:a|de"
    r"|d'|des|aux)?\s?(?:l'|la )?"
    r"(?=(?:m\.|mm\.|mme|mr|monsieur|madame|messieurs|consorts|epoux|indivision|succession|hoirie|sci)\s)"
    r"|(?<![a-z'])(?=(?:m\.|mm\.|mme|mr|monsieur|madame|messieurs|consorts|epoux)\s(?!le |la |l')[^.;€,]{3,50}\s"
    r"(?:accept|vend|ced|souhait|propos|desir|consent|propriet|demand|sollicit)\w{0,6}\s)"
)
# « l'association Foyer Saint-Marc entreprend des travaux »
_VERB = re.compile(
    r"\s(?:(?:entrepren|organis|demand|souhait|sollicit|propos|coop[ée]r|intervien|assur|port|pr[ée]sent|d[ée]velopp|m[èe]n|anim"
    r"|particip|pr[ée]voi|envisag|c[ée]l[èe]br|accueil|r[ée]alis|b[ée]n[ée]fici|œuvr(?!es(?![a-z]))|g[èe]r)[a-zà-ÿ]{1,6}"
    r"|d['’](?:acqu|ach)[a-zà-ÿ]{2,8}|est|sont|ont|a|avait|avaient|met|compte|et\s(?:l['’]|la\s|le\s)[a-zà-ÿ]{4,12})(?=\s|$)"
)
# « L'association X a sollicité la commune », who asks is who receives.
_ASKS = re.compile(
    r"\s?[»\"”]?\)?,?\s(?:[^.;€»,]{0,50},\s)?(?:qui )?(?:a |avait |nous a |nous )?(?:sollicit|demand"
    r"|reclam)\w{1,5}[\s,]"
)
# « la commune d'Issorgues, qui réclame pour neuf élèves une participation de »
_CLAIMS = re.compile(r",?\s(?:qui )?(?:nous )?(?:a )?reclam\w{1,3}(?![a-z])")
_NO_RECIPIENT = re.compile(
    r"(?:conseil(?! de fabrique)|commission|assemblee|mairie|prefectures?|sous-prefecture|tribunal"
    r"|tresor|bureau(?! d'etudes)"
    r"|ministere|demande|comite (?:syndical|de pilotage|social|technique)|service|etat|region"
    r"|departement|commune|ville|metropole|communaute"
    r"|banque|caisse|credit|detr|dsil|anah|europe|agence|domaines?|notaire|cgct|chambre regionale"
    r"|syndicat)(?![a-z])"
)


_VISA = re.compile(r"(?:\A|[\n;.])\s{0,20}vu\s(?:(?!conseil\s[^.;€]{0,40}decide|apres en avoir)[^;€]){0,700}\Z")
_SETS = re.compile(
    r"(?<![a-z])(?:decide|fixe|arrete|approuve|accepte|autorise|consent|accorde|attribue|alloue|octroie|s'engage)(?![a-z])"
)


def find_antecedents(
    text: str,
    plain: str,
    amounts: Sequence[Mention],
    organisations: Sequence[Mention],
    taken: Collection[int],
) -> Iterator[AwardMatch]:
    """Yield the awards whose beneficiary an earlier sentence names.

    ``taken``: offsets of amounts that already have an award.
    """
    before = 0
    for amount in amounts:
        value, previous = amount.value, before
        before = amount.end
        if _TO_ANOTHER.search(plain, previous, amount.start):
            continue
        if amount.start in taken or not isinstance(value, Amount) or value.per or value.amount <= 0:
            continue
        if value.role not in _ROLES:
            continue
        if phrases.PER_AREA.match(plain, amount.end):
            continue
        lead = plain[max(0, amount.start - _LEAD) : amount.start]
        lead = lead[_sentence_start(lead) :]
        what = _kind(plain, lead, previous, amount)
        if not what and _SUM.search(lead) and _PAID_TO_HIM.match(plain, amount.end):
            what = "subvention"
        if not what or not (_SETS.search(lead) or _DECIDES.search(plain, amount.end, amount.end + _AFTER)):
            continue
        after = phrases.RECIPIENT_AFTER.match(plain, amount.end, min(len(plain), amount.end + 120))
        to_him = after is not None and _HIM.match(plain, after.end()) is not None
        if (
            after
            and not to_him
            and (after["loose"] is None or parse_name(text, after.end(), min(len(text), after.end() + 120)))
        ):
            continue  # another beneficiary follows; « pour l'achat d'instruments » names none
        if _VISA.search(plain, max(0, amount.start - _SECTION_REACH), amount.start):
            continue  # « Vu la déclaration d'intention d'aliéner … au prix de »: another act says so
        sold = what in ("cession", "acquisition")
        name = None if sold else _partner_after(text, plain, amount)
        name = name or _only_name(text, plain, amount, organisations, sold=sold)
        name = name or (None if sold else _party(text, plain, amount))
        if name:
            yield AwardMatch(name.start, amount.end, what, name, amount)


# « … et au cercle celtique une subvention de »: not that of the name before
_TO_ANOTHER = re.compile(
    r"(?:et|,|;)\s{1,3}(?:au|aux|a la|a l')\s?(?!unanimite|majorite)[a-z][^€.,;:]{2,60}\s(?:une |la |un )"
    r"(?:subvention|aide|participation|somme|montant)(?![a-z])[^€.;:]{0,40}\Z"
)
_TO_HIM = re.compile(r"(?<![a-z])(?:lui|leur) (?:attribu|allou|accord|octroy|octroi|vers|donn)")
# « la somme de 800 € sera versée à cette association »
_HIM = re.compile(
    r"(?:(?:l'|la )(?:unanimite|majorite)|(?:(?:cette|ladite|cet|ledit|ce)\s|l')(?:association|club|organisme"
    r"|structure|comite|societe|etablissement|compagnie)(?=\s{0,3}[,.;]|\s(?:sur|pour|apres|en|des|au|et|a)(?![a-z]))"
    r"|celle-ci|celui-ci|l'interessee?)(?![a-z])"
)
_SUM = re.compile(r"(?<![a-z])somme (?:\w{5,12} )?de\s{0,3}\Z")
_PAID_TO_HIM = re.compile(
    r"\s{1,3}(?:sera |est |soit )?(?:vers|attribu|allou|accord|octroy)ee?\s(?:a\s)?(?:" + _HIM.pattern + ")"
)
# « … à hauteur de 9 000 €. Le conseil approuve la convention à conclure avec l'association X »
_PARTNER = re.compile(
    r"(?<![a-z])conventions?(?:\s(?!avec)[^\s.;€]{1,20}){0,6}\savec\s{1,20}(?:l'|la |le |les )?(?=[^\W\d_«\"])"
)
_PARTNER_REACH = 330


def _partner_after(text: str, plain: str, amount: Mention) -> RecipientName | None:
    """Return the partner of the convention that the sentences after an amount approve, or None."""
    stop = min(len(plain), amount.end + _PARTNER_REACH)
    partner = _PARTNER.search(plain, amount.end, stop)
    if (
        partner is None
        or "€" in plain[amount.end : partner.end()]
        or _SECTION.search(plain, amount.end, partner.end())
    ):
        return None
    name = parse_name(text, partner.end(), stop)
    return None if name is None or _NO_RECIPIENT.match(fold_accents(name.words)) else name


def _sentence_start(lead: str) -> int:
    return 1 + max(lead.rfind(end) for end in (". ", ".\n", "; ", "\n\n"))


def _kind(plain: str, lead: str, previous: int, amount: Mention) -> str:
    """Return the kind of decision that the words before an amount state, or empty."""
    if recalls_decision(lead):
        return ""
    if _GUARANTEE.search(lead):
        return "garantie"
    if _PRICE.search(lead):
        start = max(0, amount.start - _SECTION_REACH)
        if _NO_PRICE.search(lead) or _DECLARED.search(plain, start, amount.start):
            return ""
        *_, sale = (None, *_SALE.finditer(plain, start, amount.start))
        if sale is None:
            return ""
        if phrases.SELLS_TO_COUNCIL.search(plain, start, amount.start):
            return "acquisition"
        wish = _WISHES_TO_BUY.search(plain, start, amount.start)
        bought = sale["buy"] and (wish is None or _COUNCIL_WISHES.search(plain, start, wish.start()) is not None)
        return "acquisition" if bought else "cession"
    rated = phrases.RATED.fullmatch(plain, previous, amount.start)
    own = lead if rated else lead[-max(0, amount.start - previous) :]
    gift = _GIFT_TO_IT.search(own)
    granted = gift is not None or _IS_GRANTED.match(plain, amount.end) is not None
    gift = gift or _GIFT.search(own) or _GIFT_TO_HIM.search(own)
    refused = not granted and (asks_for_money(lead) or _REFUSED.search(own) is not None)
    if gift is None or refused or _ASKED_AFTER.match(plain, amount.end):
        return ""
    if gift.lastgroup in ("aide", "participation") and not _GRANTS.search(lead):
        return ""  # it may be that of another
    return {"fonds": "fonds de concours"}.get(gift.lastgroup or "", gift.lastgroup or "subvention")


# « L'association est financée par la CAF à 40 % »: who pays gets nothing
_PAYER = re.compile(r"(?<![a-z])(?:finance|subventionne|soutenu)e?s?\spar\s(?:l'|la |le |les )?\Z")
_PAYER_REACH = 30


def _only_name(
    text: str, plain: str, amount: Mention, organisations: Sequence[Mention], *, sold: bool
) -> RecipientName | None:
    """Return the only recipient that the section names before an amount, or None."""
    start = max(0, amount.start - _SECTION_REACH)
    sentence = start + _sentence_start(plain[start : amount.start])
    sections = (
        section
        for section in _SECTION.finditer(plain, start, amount.start)
        if section.start() < sentence or not section[0].endswith("pour")  # « par 9 voix pour, lui accorde 200 € »
    )
    *_, section = (None, *sections)
    start = section.end() if section else start
    places = {match.end() for match in _NAMED.finditer(plain, start, amount.start)}
    requests = list(_REQUEST.finditer(plain, max(0, start - _HEADING_LEAD), amount.start))
    places |= {match.end() for match in requests}
    sure = {match.end() for match in requests if match["sure"] is not None or match["given"] is not None}
    places |= {mention.start for mention in mentions_between(organisations, start, amount.start)}
    if sold:
        places |= {match.end() for match in _PARTY.finditer(plain, start, amount.start)}
    names: list[RecipientName] = []
    for place in sorted(places):
        name = parse_name(text, place, amount.start)
        if name and (verb := _VERB.search(text, name.start + 2, name.end)):
            name = clean_name(text, name.start, verb.start())
        if name is None or (names and name.start < names[-1].end):
            continue
        if _NO_RECIPIENT.match(fold_accents(name.words)) and not _CLAIMS.match(plain, name.end):
            continue
        known = classify_recipient(name.words, plain[max(0, place - 14) : place + 14]) or _ACRONYM.match(
            name.words
        )
        if known is None and place not in sure and not mentions_between(organisations, name.start, name.end):
            continue
        if phrases.BANK.match(plain, name.start) or not any(letter.isupper() for letter in name.words):
            continue
        if _PAYER.search(plain, max(0, name.start - _PAYER_REACH), name.start):
            continue
        names.append(name)
    asking = [name for name in names if _ASKS.match(plain, name.end)]
    if _TO_HIM.search(plain, sentence, amount.start):
        line = text.rfind("\n", 0, amount.start) + 1
        asking = [name for name in names if name.start >= line] or asking
    names = asking[-1:] or names
    first = set(fold_accents(names[0].words).split()) if names else set()
    same = all(first <= (own := set(fold_accents(name.words).split())) or own <= first for name in names[1:])
    return names[0] if names and same else None


# « L'association « X », régie par la loi de 1901, représentée par sa présidente », a party of a convention
_PARTY_NOUN = re.compile(
    r"(?:[\n,;.]|(?<![a-z])et)\s{1,20}(?:l'|la |le )(?=(?:association|fondation|compagnie|federation|societe"
    r"|amicale"
    r"|club|comite|centre social|mission locale)\s)"
)
_IS_PARTY = re.compile(
    r"[^.;€]{0,160}?(?<![a-z])(?:regie par|representee? par|dont le siege|d'autre part|ci-apres|association loi)"
)
_TO_PARTY = re.compile(r"(?<![a-z])a (?:l'|la |cette )(?:association|structure|compagnie|fondation)\s(?:une|la)\s")
_PARTIES_REACH = 6000


def _party(text: str, plain: str, amount: Mention) -> RecipientName | None:
    """Return the only private party of a convention that gives « à l'association une subvention de », or None."""
    lead = plain[max(0, amount.start - _LEAD) : amount.start]
    if not _TO_PARTY.search(lead):
        return None
    names: dict[str, RecipientName] = {}
    for party in _PARTY_NOUN.finditer(plain, max(0, amount.start - _PARTIES_REACH), amount.start):
        name = parse_name(text, party.end(), amount.start)
        if name and _IS_PARTY.match(plain, name.end):
            names.setdefault(fold_accents(name.words), name)
    return next(iter(names.values())) if len(names) == 1 else None


_HEADING_LEAD = 12  # « OBJET : », where a section begins
_ACRONYM = re.compile(r"[A-ZÀ-Ý]{3,12}(?![\w'’])")
