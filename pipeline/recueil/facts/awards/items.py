"""Find awards in the items of a list or under numbered headings, each opened by who gets the money.

« – Générations Vertmont : 180 € – Comice agricole : 0,50 € par habitant, soit 161,50 € », « Lot 1 – Gros œuvre –
Entreprise X : marché initial 900 € ; avenant n° 2 : + 38 € », « 1. Relais Actif. … d'allouer une subvention de
20 000 €, contre 22 500 € en 2016 ». Of several amounts the one that a word of deciding leads to counts; amounts
that were asked, estimated or paid before do not.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from recueil.facts.awards.clauses import AwardMatch
from recueil.facts.awards.columns import is_later_year
from recueil.facts.awards.grids import FUNDERS, NO_BODY, decision_kind
from recueil.facts.awards.recipients import RecipientName, classify_recipient, parse_name
from recueil.facts.awards.tables import clean_cell
from recueil.text import merge_spans
from recueil.values import Amount, Mention
from recueil.values.mention import mentions_between

_LONGEST_ITEM = 800
_LONGEST_LOT = 120  # the number and trade of a lot before its firm
_OPENING = re.compile(
    r"(?<=\s)(?:(?:(?<=\n)[ \t\u00a0]{0,60})?(?:[-–—•▪➢✓*·>►◦][ \t\u00a0]{1,8}|[0-9]{1,2}[.)°][ \t\u00a0]{1,4}"
    r"|(?=(?:Lot|LOT)\s(?:n[°º]\s?)?[0-9]{1,2}\s|Mission\s[A-Z]{2,5}\s[–-]\s))(?=[^\s\d])"
    r"|(?<=\n)[ \t]{0,20}(?=[A-ZÀ-Ý«][^\n:;]{2,70}\s?:\s{1,4}[0-9]))|;\s{1,60}(?=[A-ZÀ-Ý«lL])"
    r"|(?:[Pp]ropos|[Ss]uivant|[Aa]ttribu|[Ll]ots|[Ss]ubventions)[^.;:€]{0,60}:\s{1,8}(?=[A-ZÀ-Ý«])|[:.]\s(?=Lot\s[0-9])"
)
_END = re.compile(
    r"\n\s{0,80}\n|(?<![a-z])(?:apres en avoir|le conseil|l'assemblee|ceci expose"
    r"|le comite syndical)(?![a-z])|\n\s{0,40}total"
)
_SEGMENT = re.compile(r"\s[–—-]{1,2}\s|\s{0,2}[:;]\s|,\s|\s\(|(?<!\bM)(?<!\bMM)\.\s|\n")
_LOT = re.compile(r"(?:lot|tranche|mission)s?(?![a-z])")
_TO_FIRM = re.compile(
    r"\s(?:a|au|avec|par)\s(?:l'|la |le )?(?=(?:entreprise|societe|groupement|cabinet|sarl|sasu?|sa"
    r"|eurl|scop|ets|etablissements?)\s)"
    r"|(?:attribuee?|confiee?)\s(?:a|au)\s(?:l'|la |le )?"
)
_HEADING_END = re.compile(r"\s(?=(?:L['’]|Cet?(?:te)? |Il |Elle |La |Le |Les )[a-zà-ÿ])")
_NAMED_AS = re.compile(
    r"\s(?:l'|cette |la )(?:association|structure|ressourcerie|societe|compagnie|entreprise|cooperative)(?![a-z])"
)
_PROPER = re.compile(r"(?:[LD]['’])?[A-ZÀ-Ý]")
# « Opérations d'isolation », « Contributions en nature », « Conditions » name nobody.
_WORK = re.compile(
    r"(?!Association|F[ée]d[ée]ration|Fondation|Union|Mission|D[ée]partement|[ÉE]tablissement|Groupement)[A-ZÀ-Ý][a-zà-ÿ]{2,20}(?:ions?|ments?|ages?|tés?|tures?|èmes?)(?:\Z|\s(?:de|du|des|en|à|pour)\s|\sd['’])"
)
_MOST_PROPER_WORDS, _MOST_WORDS = 7, 11
_LEAD, _BRACKET_REACH = 70, 200
_REFUSED = re.compile(
    r"(?<![a-z])(?:demand\w{1,4}|sollicit\w{0,4}|assiette|initial\w{0,2}|couts?|nouveau montant"
    r"|port(?:e|ant|er)[^€;.]{0,24}? a"
    r"|ramen\w{0,2}|contre|dont|budget\w{0,3}|eligibles?|depenses?|devis|capital|estim\w{0,5}"
    r"|moins[ -]value|rejet\w{1,3}"
    r"|en 20[0-9]{2}|verse en|par (?:eleve|habitant|an|enfant)|tva|economie|ancien|pour memoire|total"
    r"|tarif|caution|loyer|montant max\w{0,4}|taux"
    r"|(?:subvention|aide|dotation)s? (?:de l'etat|de la region|du departement|de la caf|de l'agence)"
    r"|rest(?:e|ent|erait|ant)|recettes?|investissement total|chiffre d'affaires|excedent|deficit"
    r"|reserves?)(?![a-z])"
)
_RECEIVED = re.compile(
    r"(?<![a-z])(?:recettes?|(?:subvention|aide|dotation)s?\s{1,3}(?:d[eu]\s{1,3}(?:la\s{1,3}|l')?(?:etat|region"
    r"|departement|caf|agence)|detr|dsil))(?![a-z])"
)
_DECIDED = re.compile(
    r"(?<![a-z])(?:attribu\w{1,5}|accord\w{1,5}|allou\w{1,5}|octro\w{1,6}|propos\w{1,5}|retenir|retenue?|vot\w{1,4}|vers(?:er|ement)"
    r"|avenant n\S{0,3} ?[0-9]{1,2}|plus[ -]value|subventions?|aides?|participation|soutenir"
    r"|a hauteur|montant retenu"
    r"|fonds de concours|pour un montant|pour(?=\s{0,3}\Z)|moyennant|maximum annuel(?: de)?)(?![a-z])"
)
_BARE_LEAD = re.compile(r"[^a-z0-9]{0,12}(?:\([^()]{0,40}\)[^a-z0-9]{0,6})?")
# « Bois-le-Haut, toiture de la mairie, 9 500 € ; »
_AFTER_PURPOSE = re.compile(r",\s{1,3}\Z")
_ITEM_END = re.compile(r"\s{0,2}(?:ht|ttc)?\s{0,2}(?:[;.]|\n|\Z)")
_JOINED = re.compile(r"[^.;€]{0,60}?\bet (?:de |d')\s?")
_RATED = re.compile(r"[^.;€]{0,50}?(?:soit|=)\s{0,3}")
_SHARE_OF = re.compile(r"[0-9]\s?%\s(?:de|d'|du|sur)[^()€]{0,30}\Z")  # « (20 % de 9 000 € de travaux) »
_AMOUNT_BEFORE = re.compile(r"[0-9]\s?[x×*]\s?\Z")
_MOST_BEFORE_NAME = 3


def find_in_items(
    text: str,
    plain: str,
    amounts: Sequence[Mention],
    organisations: Sequence[Mention],
    taken: Sequence[tuple[int, int]],
) -> Iterator[AwardMatch]:
    """Yield the awards of the items of the lists of a text.

    ``taken``: the spans of awards that are known already; their amounts are left alone.
    """
    if not amounts:
        return
    taken = merge_spans(taken)
    granted = list(_asked_and_granted(text, plain, amounts, taken))
    yield from granted
    taken = merge_spans([*taken, *((found.start, found.end) for found in granted)])
    if all(_covers(taken, amount.start) for amount in amounts):
        return
    starts = [match.end() for match in _OPENING.finditer(text)]
    items = [item for item in _items(plain, amounts, starts, taken) if item[2]]
    first_of = {start: mentions_between(amounts, start, end)[0].start for start, end, _ in items}
    kinds = [decision_kind(plain, max(0, start - 1), start, end, own=True) for start, end, _ in items]
    listed = Counter(kinds)
    for (start, _, own), kind in zip(items, kinds, strict=True):
        if not kind or _covers(taken, first_of[start]):
            continue  # the rows of a table: what is left is their total
        name = _find_name(text, plain, start, first_of[start], organisations, listed=listed[kind] > 1)
        decided = _decided_amounts(plain, start, own, name) if name else []
        if name is None or not decided or (kind != "marche" and FUNDERS.match(plain, name.start)):
            continue
        if kind == "marche" and not _LOT.match(plain, start) and not any(avenant for _, avenant in decided):
            continue  # offers may be compared
        for amount, avenant in decided:
            what = "avenant" if avenant else kind
            yield AwardMatch(min(name.start, amount.start), max(name.end, amount.end), what, name, amount)


# « Mission locale du Val demande 21 000 € proposition 19 800 € », rows that say what each amount is.
_ASKS = re.compile(r"[\s(,:|–—-]{1,6}(?:montant )?(?:demand|sollicit)\w{0,3}\s{0,3}[:|]?\s{0,3}\Z")
_GRANTED = re.compile(
    r"[\s),;:|–—-]{1,8}(?:montant )?(?:propos|accord|attribu|allou|octroy|vot|decision)\w{0,5}\s{0,3}[:|]?\s{0,3}"
)
# « Radio Campus – Matériel : demandé »
_DASH = re.compile(r"\s[–—-]\s")
_ROW_START = re.compile(r"[:.;\n]\s")
_LONGEST_ROW_NAME, _GIFT_REACH = 110, 1500
_GIFT = re.compile(r"(?<![a-z])(?:subventions?|aides? (?:aux|a des))(?![a-z])")


def _asked_and_granted(
    text: str, plain: str, amounts: Sequence[Mention], taken: Sequence[tuple[int, int]]
) -> Iterator[AwardMatch]:
    before = 0
    for asked, granted in pairwise(amounts):
        start = max(before, asked.start - _LONGEST_ROW_NAME)
        if not _GRANTED.fullmatch(plain, asked.end, granted.start) or _covers(taken, granted.start):
            before = asked.end
            continue
        asks = _ASKS.search(plain, start, asked.start)
        *_, opening = (None, *_ROW_START.finditer(plain, start, asks.start())) if asks else (None,)
        begin = opening.end() if opening else start
        dash = _DASH.search(text, begin + 3, asks.start()) if asks else None
        name = clean_cell(text, begin, dash.start() if dash else asks.start()) if asks else None
        value, before = granted.value, granted.end
        gift = name and _GIFT.search(plain, max(0, name.start - _GIFT_REACH), name.start)
        if name and gift and isinstance(value, Amount) and value.amount > 0 and value.per is None:
            yield AwardMatch(name.start, granted.end, "subvention", name, granted)


def _items(
    plain: str, amounts: Sequence[Mention], starts: Sequence[int], taken: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, list[Mention]]]:
    """Yield where each item begins and ends, and its amounts without an award."""
    after_lot = -1
    for at, start in enumerate(starts):
        limit = min(start + _LONGEST_ITEM, starts[at + 1] if at + 1 < len(starts) else len(plain))
        if at == after_lot:
            start = starts[at - 1]  # « Lot 1 : Gros œuvre – Entreprise X – 900 € » is one item
        elif (
            _LOT.match(plain, start)
            and limit < start + _LONGEST_LOT
            and not mentions_between(amounts, start, limit)
        ):
            after_lot = at + 1 if "\n" not in plain[start:limit] else -1
        near = max(0, start - _BRACKET_REACH)
        if plain.count("(", near, start) > plain.count(")", near, start):
            continue  # a remark: « sur la base de la subvention 2023 (CCAS : 480 000 € ; MJC : 154 000 €) »
        closing = _END.search(plain, start, limit)
        end = closing.start() if closing else limit
        yield (
            start,
            end,
            [amount for amount in mentions_between(amounts, start, end) if not _covers(taken, amount.start)],
        )


def _covers(spans: Sequence[tuple[int, int]], offset: int) -> bool:
    """Return whether an offset lies in one of sorted spans that do not overlap."""
    at = bisect_right(spans, offset, key=lambda span: span[0]) - 1
    return at >= 0 and offset < spans[at][1]


def _find_name(
    text: str, plain: str, start: int, end: int, organisations: Sequence[Mention], *, listed: bool
) -> RecipientName | None:
    """Return the name that opens an item, after the lot and its trade."""
    lot = _LOT.match(plain, start, end)
    at = start
    for count in range(_MOST_BEFORE_NAME if lot else 1):
        firm = _TO_FIRM.search(plain, start, end) if lot and not count else None
        if firm and (name := parse_name(text, firm.end(), end)):
            return name
        stop = _SEGMENT.search(text, at + 1, end)
        segment_end = stop.start() if stop else end
        if not lot or count:
            heading = _HEADING_END.search(text, at + 1, segment_end)
            name = clean_cell(text, at, heading.start() if heading else segment_end)
            if name and not NO_BODY.match(plain, name.start) and len(name.words.split()) <= _MOST_WORDS:
                proper = not lot and (
                    _NAMED_AS.match(plain, name.end) or (listed and _is_proper(text, name, segment_end))
                )
                if proper or _is_recipient(text, name, organisations, is_lot=lot is not None):
                    return name
        if stop is None:
            return None
        at = stop.end()
    return None


def _is_proper(text: str, name: RecipientName, end: int) -> bool:
    """Return whether the words of a list's item are a name that a colon, a comma or a dash ends."""
    words = name.words.split()
    return (
        _PROPER.match(name.words) is not None
        and _WORK.match(name.words) is None
        and len(words) <= _MOST_PROPER_WORDS
        and not any(letter.isdigit() for letter in name.words)
        and text[name.end : end + 3].strip()[:1] in (":", ",", "–", "-", "(", "»")
    )


def _is_recipient(text: str, name: RecipientName, organisations: Sequence[Mention], *, is_lot: bool) -> bool:
    if not is_lot and _WORK.match(name.words):
        return False
    if classify_recipient(name.words) is not None or "»" in text[name.start : name.end + 2]:
        return True
    if any(
        name.start < other.end and other.start < name.end
        for other in mentions_between(organisations, name.start - 80, name.end)
    ):
        return True
    words = name.words.split()
    return is_lot and any(word.isupper() and len(word) > 3 for word in words)


def _decided_amounts(
    plain: str, start: int, amounts: Sequence[Mention], name: RecipientName
) -> list[tuple[Mention, bool]]:
    """Return the amounts of an item that are decided, each with whether an avenant adds it."""
    decided: list[tuple[Mention, bool]] = []
    neutral: list[tuple[Mention, bool]] = []
    before, after_rate, after_base = name.end, False, False
    for amount, following in zip(amounts, [*amounts[1:], None], strict=True):
        value = amount.value
        if following and is_later_year(plain, amount.end, following):
            continue  # « 500 € en 2022, 600 € en 2023 »
        lead = plain[max(before, amount.start - _LEAD) : amount.start]
        rated = (after_rate or after_base) and _RATED.fullmatch(lead) is not None
        after_base = _SHARE_OF.search(lead) is not None
        after_rate = isinstance(value, Amount) and value.per is not None
        joined = bool(decided) and decided[-1][0].end == before and _JOINED.fullmatch(lead)
        before = amount.end
        if not isinstance(value, Amount) or value.amount <= 0 or value.per or _AMOUNT_BEFORE.search(lead):
            continue
        if _RECEIVED.search(lead):
            continue
        *_, refused = (None, *_REFUSED.finditer(lead))
        *_, cue = (None, *_DECIDED.finditer(lead))
        if cue and (refused is None or refused.start() < cue.start()):
            decided.append((amount, "avenant" in cue[0] or "value" in cue[0]))
        elif joined or rated:
            decided.append((amount, False))
        elif (
            refused is None
            and not _SHARE_OF.search(lead)
            and (
                _BARE_LEAD.fullmatch(lead)
                or plain.rfind(":", name.end, amount.start) >= 0
                or (_AFTER_PURPOSE.search(lead) and _ITEM_END.match(plain, amount.end))
            )
        ):
            neutral.append((amount, False))
    return decided or (neutral if len(neutral) == 1 else [])
