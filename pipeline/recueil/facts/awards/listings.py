"""Find awards in names and sums that follow each other without a layout: run together, in brackets, sum first.

« Le conseil vote:Comité des fêtes:1 000€Judo Club:200€ », « 500 € au Club nautique, dont 200 € pour la régate,
300 € aux Filets bleus », « 150 € pour chacune des associations suivantes : A, B, C ». The words before, or the
decision below, say what is given. Rows are read where they follow one order, and a third of their names say that
they are bodies.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from recueil.facts.awards import phrases
from recueil.facts.awards.clauses import AwardMatch, asks_for_money, recalls_decision
from recueil.facts.awards.grids import FUNDERS, NO_BODY, decision_kind
from recueil.facts.awards.recipients import RecipientName, classify_recipient, parse_name
from recueil.facts.awards.tables import clean_cell
from recueil.values import Amount, Mention
from recueil.values.mention import mentions_between

_LONGEST_GAP, _LONGEST_NAME, _MOST_WORDS, _LEAD = 170, 90, 10, 420
_SURE_ROWS = 3
_TIMES, _EQUALS = re.compile(r"[x×*]\s?\Z"), re.compile(r"\s?(?:=|soit)")
_LETTERS = re.compile(r"[a-z]{2}")
_TOTAL = re.compile(r"(?<![a-z])(?:sous[ -]?)?tota(?:l|ux|le)(?![a-z])|(?<![a-z])soit\s(?:au total|un total)")
# What ends the words of the row before: its tax, its remark, its vote.
_AFTER_ROW = re.compile(
    r"(?:\s{0,3}(?:ht|ttc|net)(?![a-z])|\s?\([^()€]{0,60}\)|[\s.,;/|–—-]{1,6}|et\s(?=[a-z'« ]{0,30})"
    r"|(?:vote|pour|contre)\s?:?\s?[0-9]{1,3}(?![0-9]))"
    r"{1,5}"
)
# What leads from a name to its sum: « : », « ....... », « (2 élèves) », « , la somme de », « = », « subvention
# de ».
_TO_SUM = re.compile(
    r"(?:[\s:=–—/|,(._…-]|(?<![a-z])(?:pour|soit|de|d'|une?|la|le|a|hauteur|somme|montant|recevra|recoit|est|proposee|accordee|votee)(?![a-z])|\([^()€]{1,60}\)"
    r"|[0-9]{1,5}(?:\s[a-z]{3,14}){0,2}\s?[x×*]\s?[0-9]{1,4}(?:,[0-9]{2})?\s?(?:€|euros)"
    r"|(?<![a-z])(?:subvention|aide|participation|cotisation|contribution)(?:\s(?:de|d')?\s?(?:fonctionnement|exceptionnelle|annuelle"
    r"|communale))?(?![a-z])){1,14}\Z"
)
_BOUNDARY = re.compile(
    r"[aà] savoir,?\s(?:de\s)?|[;\n•▪➢✓*:]|(?<![A-Z])(?<!\bM)\.\s|\s[–—-]\s|,\s(?:et\s)?(?=[A-ZÀ-Ý«])"
    r"|\set\s(?=(?:à |au |aux )?(?:l['’]|la |le |les )?[A-ZÀ-Ý])"
)
_PROJECT = re.compile(r"\s{0,3}«[^»«\n]{3,80}»\s{0,3}\Z")
_PROPER = re.compile(
    r"(?!(?:Sur|Dans|Pour|Par|Avec|Sous|Vu|Soit|Selon|Il|Elle|Le Conseil|Compte|Section"
    r"|Budget)\b)(?:[ld]['’])?[A-ZÀ-Ý«0-9]"
)
_SENTENCE_WORDS = re.compile(
    r"(?<![a-z])(?:est|sont|sera|seront|ete|produit|percoit|represente|coute|decide|demande|propose|indique"
    r"|precise|qui|que|dont|pour un"
    r"|s'eleve|prix|tarif"
    r"|unanimite|conseil municipal|acquisitions?|travaux|amenagements?|terrains?|materiels?|budget"
    r"|article|compte|chapitre)(?![a-z])"
)
# « 500 € au Club nautique », at the start of an item.
_SUM_FIRST = re.compile(
    r"(?:\s{0,3}(?:ht|ttc))?\s{0,3}(?:[:–—-]\s{1,3}|(?:a|au|aux|pour|en faveur d(?:e|u|es)|au (?:profit"
    r"|benefice) d(?:e|u|es))"
    r"(?:\s{1,3}|(?<='))|(?<=€)\s(?=l'|la |le |les ))"
)
_BARE_NAME = re.compile(
    r"(?:l['’]|la\s|le\s|les\s)?(?P<name>[A-ZÀ-Ý][^,;.\n(:€]{2,80}?)(?=[,;.\n(:]|\s(?:pour|dont|afin|destin|au\stitre|en\svue|et)\b|\Z)"
)
_ITEM_START = re.compile(
    r"(?:\A|[\n;:•▪➢✓*,.]|(?<![a-z])(?:et|de|d'|(?:attribu|accord|allou|octroy|vers|donn)er))[\s–—-]{0,6}(?:et\s|de\s)?"
    r"(?:(?:une?|la|l')\s?(?:subvention|acompte|avance|aide|participation|dotation|somme)(?![a-z])[^.;:€\n]{0,70}?\sde\s)?\Z"
)
_BULLET = re.compile(r"\n\s{0,3}[-–—•*]\s{1,3}[^.;:€\n]{0,90}\Z")
# « a- "Jumelages" : 5 200 € : », above the rows that make it up
_SUBTOTAL = re.compile(r"\s{0,3}(?:,[^€:\n]{0,80})?:\s{0,3}\n")
_PART_OF = re.compile(r"(?<![a-z])dont[\s:]{1,3}\Z")
# « 150 € pour chacune des associations suivantes : », « 350 € : »; « … A, B et C 60 € chacune »
_TO_EACH = re.compile(
    r"(?:[^.;:€\n]{0,160}?,\s(?:attribu|vers|allou|accord|octroy)ee?s?)?\s{0,3}(?:a|pour|par)\s{1,3}(?:chacune?|chaque|l'ensemble)(?:\sd(?:es|e|'))?[^.;:€]{0,60}:\s{0,6}"
    r"|\s{0,3}(?:aux?|pour les)\s(?:associations|clubs|organismes|structures|ecoles"
    r"|communes)\s(?:suivante?s|ci-apres|ci-dessous)\s?:\s{0,6}"
)
_ITEM_LEAD = re.compile(r"\s{0,3}(?:(?:à|au|aux|et|de)\s)?")
_EACH = re.compile(r"\s{0,3}(?:(?:pour|a)\s)?(?:chacune?|par association|par structure)(?![a-z])")
_SAME_SUM = re.compile(r"\s{0,3}[:–—-]\s{1,3}(?=[^\n;.€]{3,90},)")
_LIST_END = re.compile(
    r"(?<!\n)[;.](?!\s{0,3}[-–•])|\n(?!\s{0,3}[-–•.]\s)|(?=[0-9][0-9 .]{0,9}(?:,[0-9]{2})?\s?€)|\Z"
)
_LIST_START = re.compile(
    r"[.;:\n€]|(?<![a-z])(?:euros?|de verser|d'attribuer|accorder|allouer|attribue|accorde|alloue|verse)(?![a-z])"
)
_ITEM = re.compile(r"\s{0,3}(?:,|;|\n\s{0,3}[-–•]|(?<![a-z])et(?![a-z]))\s{0,3}(?:(?:à|au|aux)\s)?")
_LINE_ITEM = re.compile(
    r"(?:\A|[,;]?\s{0,3}\n)\s{0,3}(?P<bullet>[-–•.])\s{1,3}(?:(?:à|au|aux)\s)?(?:l['’]|la\s|le\s|les\s)?"
)
_REFUSED = re.compile(
    r"(?<![a-z])(?:bilans?|(?:versee|attribuee|accordee)s? en 20[0-9]{2}|rappels?|tarifs?|recettes?"
    r"|financement|financeurs?|estimations?|redevances?|loyers?|quotients?|regies?|devis|offres?"
    r"|consultees?|taxes?|emprunts?|dettes?|creances|non[- ]valeur|indemnites? (?:de fonction|des elus)"
    r"|traitement|sinistres?"
    r"|demandes? (?:de subventions? )?(?:recues?|refusees?|suivantes)|refus\w{0,4}|ne (?:pas|sont pas"
    r"|donne))(?![a-z])"
)
_INCOME = re.compile(
    r"(?<![a-z])(?:subventions?|aides?|dotations?)\s(?:recues?|percues?|obtenues?|d(?:e l'etat"
    r"|u departement|e la region))"
)
# « Subventions aux associations », « les écoles : »: what follows are names, also unknown ones.
_ANNOUNCED = re.compile(
    r"(?<![a-z])(?:associations?|organismes|structures|clubs|beneficiaires|cooperatives|subventions"
    r"|(?:chaque|les|aux) communes?|repart\w{2,6} (?:comme suit |ainsi )?(?:du |de la |des |la |le |les |l')?"
    r"(?:dotations?|produit des amendes|subventions|aides|enveloppe))(?![a-z])"
)
# « propose d'accorder 45 000 € à Brey, 30 000 € à Vaudrey et … »
_GIVEN_AT_ONCE = re.compile(r"(?<![a-z])(?:attribu|accord|allou|octroy|vers|donn)er(?: la somme de)?\s{1,3}\Z")
_DECIDES = re.compile(
    r"(?<![a-z])(?:attribu|accord(?!s?[ -]cadre)|allou|octro|(?:re)?vers(?:e|er)(?![a-z])|vot(?:e|er)(?![a-z])"
    r"|repart|decide|reconduit|maintient"
    r"|fix|arret|propos|retenu|donne(?![a-z])|approuv|valid)\w{0,6}"
)
_GIFT = re.compile(
    r"(?<![a-z])(?P<what>subvention|aide|participation|contribution|cotisation|adhesion|don|secours"
    r"|bourse|dotation|article 657)s?(?![a-z])"
)
_COMPENSATES = re.compile(r"(?<![a-z])(?:indemnis|dedommag)")
_RECALL = re.compile(r"(?:pour )?rappels?(?![a-z])")
_OWN_NAMES = ("participation", "cotisation")
_CREDITS = re.compile(
    r"(?<![a-z])(?:plans? de financement|financeurs?|decision modificative|virements?"
    r"|comptes? administratifs?|credits? ouverts"
    r"|emprunts?|adjoints?|vacations?|mensuel\w{0,3}|marches?|lots?|tarifs?|loyers?|locations?|cautions?|gratuit\w{0,4})(?![a-z])"
)
_TARIFF = re.compile(r"(?<![a-z])(?:locations?|cautions?|gratuit\w{0,4}|tarifs?)(?![a-z])")
_OUTCOME = re.compile(
    r"unanim|(?<![a-z])(?:adopt|approuv|accept|valid|attribu|accorde|alloue|decide|donne son accord)"
    r"|[0-9]\s(?:voix|pour)(?![a-z])"
    r"|pour\s?:\s?[0-9]"
)
_OUTCOME_REACH, _HEADING_REACH = 900, 260


@dataclass(frozen=True, slots=True)
class _Row:
    start: int
    end: int
    name: RecipientName
    amount: Mention


def find_in_listings(
    text: str,
    plain: str,
    amounts: Sequence[Mention],
    organisations: Sequence[Mention],
    known: Sequence[AwardMatch],
) -> Iterator[AwardMatch]:
    """Yield the awards of the listings of a text whose amounts have none yet."""
    taken = {found.amount.start for found in known}
    usable = [amount for amount in amounts if _is_sum(amount) and not _is_factor(plain, amount)]
    shared = list(_shared_sums(text, plain, usable, taken))
    opening = [rows for rows in _find_sums_opening_lines(text, plain, usable) if taken.isdisjoint(_starts(rows))]
    ordered = {start for rows in opening for start in _starts(rows)}
    runs = _runs(text, plain, usable, organisations, taken | ordered)
    for rows in chain(shared, opening, runs):
        if _RECALL.match(plain, rows[0].name.start):  # « Rappel de 2023, on a donné 3 110 € : », and to whom
            taken |= {row.amount.start for row in rows}
        elif what := _kind(plain, rows, organisations):
            for row in rows:
                if row.amount.start not in taken:
                    yield AwardMatch(row.start, row.end, what, row.name, row.amount)
            taken |= {row.amount.start for row in rows}


def _starts(rows: Sequence[_Row]) -> set[int]:
    return {row.amount.start for row in rows}


def _find_sums_opening_lines(text: str, plain: str, amounts: Sequence[Mention]) -> Iterator[list[_Row]]:
    """Yield the rows of lines that each open with their sum: « 1 500 € Union sportive⏎800 € Comité des fêtes »."""
    rows: list[_Row] = []
    for amount in amounts:
        line = text.rfind("\n", 0, amount.start) + 1
        end = text.find("\n", amount.end)
        end = end if end >= 0 else len(text)
        follows = rows and not text[rows[-1].end : line].strip("\n ;,.")
        name = None
        if not _NOT_BULLET.search(text, line, amount.start) and not mentions_between(amounts, amount.end, end):
            leads = _AFTER_SUM.match(plain, amount.end, end)
            name = _read_name(text, plain, leads.end(), end) if leads else None
        if rows and (name is None or not follows):
            if len(rows) > 1:
                yield rows
            rows = []
        if name is not None:
            rows.append(_Row(amount.start, end, name, amount))
    if len(rows) > 1:
        yield rows


_NOT_BULLET = re.compile(r"[^\s•▪➢✓*–—-]")
_AFTER_SUM = re.compile(r"[\s:.–—|-]{1,20}(?!(?:a|au|aux|pour|en|de|par|le|du)\s)")


def _is_sum(amount: Mention) -> bool:
    value = amount.value
    return (
        isinstance(value, Amount)
        and value.per is None
        and value.amount > 1
        and value.role not in ("tarif", "seuil")
    )


def _is_factor(plain: str, amount: Mention) -> bool:
    """Return whether an amount is a rate that a number multiplies: « 112 élèves x 12 € = 1 344 € »."""
    return (
        _TIMES.search(plain, max(0, amount.start - 4), amount.start) is not None
        and _EQUALS.match(plain, amount.end) is not None
    )


def _runs(
    text: str, plain: str, amounts: Sequence[Mention], organisations: Sequence[Mention], taken: Collection[int]
) -> Iterator[list[_Row]]:
    """Yield the rows that follow each other in one order: the name before its sum, or after it."""
    for read in (_name_before, _name_after):
        rows: list[_Row] = []
        before = 0
        for at, amount in enumerate(amounts):
            following = amounts[at + 1] if at + 1 < len(amounts) else None
            if following and _restates(plain, amount.end, following.start):
                continue  # « quatre cents euros (400 €) » is one sum, which its figures end
            restated = at > 0 and _restates(plain, amounts[at - 1].end, amount.start)
            limit = following.start if following else min(len(plain), amount.end + _LONGEST_GAP)
            begins = amounts[at - 1].start if restated else amount.start
            row = read(text, plain, before, begins, amount, limit) if amount.start not in taken else None
            gap = plain[before:begins] if rows else ""
            if read is _name_after and row is None and _SUBTOTAL.match(plain, amount.end):
                before = amount.end
                continue
            bulleted = _BULLET.search(plain, max(before, begins - 110), begins) is not None
            parted = "\n\n" in gap and not (read is _name_after and bulleted)
            ended = len(gap) > _LONGEST_GAP or parted or _TOTAL.search(gap) is not None
            part = _PART_OF.search(plain, max(0, begins - 12), begins) is not None
            if rows and (ended or (row is None and not part)):
                if len(rows) > 1:
                    yield rows
                rows = []
            if row is not None and not part and not _TOTAL.search(plain, max(before, begins - 40), begins):
                rows.append(row)
            before = amount.end
        if len(rows) > 1:
            yield rows


def _restates(plain: str, start: int, end: int) -> bool:
    """Return whether the words between two amounts say that they are one sum; below a list they say its total."""
    return "\n\n" not in plain[start:end] and phrases.RESTATES.fullmatch(plain, start, end) is not None


def _name_before(text: str, plain: str, before: int, begins: int, amount: Mention, _: int) -> _Row | None:
    start = max(before, begins - _LONGEST_GAP)
    if start == before and (after := _AFTER_ROW.match(plain, start, begins)):
        start = after.end()
    lead = _TO_SUM.search(plain, max(start, begins - 110), begins)
    stop = lead.start() if lead else begins
    *earlier, boundary = (None, *_BOUNDARY.finditer(text, start, stop))
    if (
        boundary and earlier and _PROJECT.match(text, boundary.end(), stop)
    ):  # « Compagnie X : « Portraits » : 900 € »
        opened, stop = earlier[-1], boundary.start()
        name = _read_name(text, plain, opened.end() if opened else start, stop)
    else:
        name = _read_name(text, plain, boundary.end() if boundary else start, stop)
    return _Row(name.start, amount.end, name, amount) if name else None


def _name_after(text: str, plain: str, before: int, begins: int, amount: Mention, limit: int) -> _Row | None:
    if not _ITEM_START.search(plain, max(before, begins - 110), begins):
        return None
    leads = _SUM_FIRST.match(plain, amount.end, limit)
    if leads is None:
        return None
    name = parse_name(text, leads.end(), limit)
    if name is None and (bare := _BARE_NAME.match(text, leads.end(), limit)):  # « au Club nautique »
        name = clean_cell(text, bare.start("name"), bare.end("name"))
    if name is None or not _is_name(plain, name):
        return None
    return _Row(amount.start, name.end, name, amount)


def _read_name(text: str, plain: str, start: int, stop: int) -> RecipientName | None:
    """Return the name that fills a stretch of the text, but for the article or the preposition before it."""
    if stop - start > _LONGEST_NAME + 20 or not _LETTERS.search(plain, start, stop):
        return None
    name = clean_cell(text, start, stop)
    return name if name and _is_name(plain, name) else None


def _is_name(plain: str, name: RecipientName) -> bool:
    return (
        (_PROPER.match(name.words) is not None or classify_recipient(name.words) is not None)
        and len(name.words) <= _LONGEST_NAME
        and not any(sign in name.words for sign in "|$")
        and len(name.words.split()) <= _MOST_WORDS
        and _SENTENCE_WORDS.search(plain, name.start, name.end) is None
        and NO_BODY.match(plain, name.start) is None
        and FUNDERS.match(plain, name.start) is None
    )


def _shared_sums(
    text: str, plain: str, amounts: Sequence[Mention], taken: Collection[int]
) -> Iterator[list[_Row]]:
    """Yield the rows of lists whose names share one sum."""
    for at, amount in enumerate(amounts):
        if amount.start in taken:
            continue
        to_each = _TO_EACH.match(plain, amount.end) or (
            _SAME_SUM.match(plain, amount.end)
            if _ITEM_START.search(plain, max(0, amount.start - 12), amount.start)
            else None
        )
        if to_each:
            end = _LIST_END.search(plain, to_each.end(), min(len(plain), to_each.end() + 600))
            names = _names(text, plain, to_each.end(), end.start() if end else to_each.end())
        elif _EACH.match(plain, amount.end):
            start = max(amounts[at - 1].end if at else 0, amount.start - 300)
            *_rest, opening = (None, *_LIST_START.finditer(plain, start, amount.start - 1))
            lead = _TO_SUM.search(plain, max(start, amount.start - 60), amount.start)
            names = _names(
                text, plain, opening.end() if opening else start, lead.start() if lead else amount.start
            )
        else:
            continue
        if len(names) > 1:
            yield [_Row(min(name.start, amount.start), max(name.end, amount.end), name, amount) for name in names]


def _names(text: str, plain: str, start: int, end: int) -> list[RecipientName]:
    """Return the names of a list in a sentence; none if one of its items is no name."""
    names = []
    for item in _split(text, start, end):
        lead = _ITEM_LEAD.match(text, *item)
        name = _read_name(text, plain, lead.end() if lead else item[0], item[1])
        if name is None:
            return []
        names.append(name)
    return names


def _split(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    first = _LINE_ITEM.search(text, start, end)
    for link in (_LINE_ITEM if first else _ITEM).finditer(text, start, end):
        if first and link["bullet"] != first["bullet"]:
            end = link.start()  # « . Passerelles,⏎- une subvention de »: the next item of the list around it
            break
        if link.start() > at:
            yield at, link.start()
        at = link.end()
    if end > at:
        yield at, end


def _kind(plain: str, rows: Sequence[_Row], organisations: Sequence[Mention]) -> str:
    """Return what the rows decide, or empty: little says that they are bodies, or the words before refuse it."""
    start, end = min(row.start for row in rows), max(row.end for row in rows)
    bodies = sum(
        classify_recipient(row.name.words) is not None
        or any(
            other.start <= row.name.start + 3
            for other in mentions_between(organisations, row.name.start - 3, row.name.end)
        )
        for row in rows
    )
    first = min(row.name.start for row in rows)
    heading = plain[max(0, start - _HEADING_REACH) : first]
    own = plain[start:first]  # « 60 € pour chacune des associations suivantes : »
    heading = own if _ANNOUNCED.search(own) else heading[1 + max(heading.rfind("€"), heading.rfind(". ")) :]
    announced = _ANNOUNCED.search(heading) is not None or _GIVEN_AT_ONCE.search(plain, max(0, start - 60), start)
    if not bodies and not announced:
        return ""
    if not announced and (bodies * 3 < len(rows) or (len(rows) < _SURE_ROWS and bodies < len(rows))):
        return ""
    before = plain[max(0, start - _LEAD) : start]
    sentence = before[1 + max(before.rfind(stop) for stop in (". ", ".\n", "\n\n", "; ")) :]
    *_rest, verb = (None, *_DECIDES.finditer(sentence))
    sentence = sentence[verb.start() :] if verb else sentence
    if (
        _REFUSED.search(sentence)
        or _INCOME.search(before[-200:])
        or _TARIFF.search(before[-160:])
        or recalls_decision(sentence)
        or asks_for_money(sentence)
        or before.count("(") > before.count(")")
    ):
        return ""
    what = decision_kind(plain, start, start, end)
    if what == "marche":
        return ""  # offers may be compared
    if what or _CREDITS.search(before):
        return what
    *_rest, gift = (None, *_GIFT.finditer(before))
    associations = sum(classify_recipient(row.name.words) in ("association", "public body") for row in rows)
    decided = verb is not None or _OUTCOME.search(plain, end, end + _OUTCOME_REACH) is not None
    compensates = _COMPENSATES.search(sentence) is not None
    unsaid = gift is None and not announced and not compensates
    if not decided or (unsaid and (verb is None or associations * 2 < len(rows))):
        return ""
    if compensates:
        return "indemnite"
    return {"contribution": "participation", "adhesion": "cotisation", "aide": "aide"}.get(
        gift["what"] if gift else "", gift["what"] if gift and gift["what"] in _OWN_NAMES else "subvention"
    )
