"""Read the award that the sentence of an amount makes: a gift, a contract, a loan, a guarantee, a sale or dues.

« attribue une subvention de 500 € au Tennis club », « participe aux frais de », « retient la SARL X pour », «
emprunte à la Banque Y », « cède à M. Z ». Money asked for (« sollicite une aide de »), received or refused is
not a gift. Of a contract or a membership, another sentence may state the price: « signer avec la société X …
Article 2 : Le montant s'élève à »; it counts if one firm only is named between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from recueil.facts.awards import phrases
from recueil.facts.awards.phrases import alternatives
from recueil.facts.awards.recipients import RecipientName, classify_recipient, parse_common_name, parse_name
from recueil.text import fold_accents
from recueil.values import Amount, Mention
from recueil.values.award import Recipient

Decision = tuple[str, RecipientName]
"""The kind of decision of a sentence, and the recipient."""

_JUST_BEFORE = 14
_AFTER_AMOUNT = 45


@dataclass(frozen=True, slots=True)
class AwardMatch:
    """A recipient of an amount, the kind of decision (``what``), and the span that states it."""

    start: int
    end: int
    what: str
    name: RecipientName
    amount: Mention
    table: int | None = None

    @property
    def value(self) -> Amount:
        """Return the value of the amount; zero if the mention is not an amount."""
        return self.amount.value if isinstance(self.amount.value, Amount) else Amount(Decimal())

    @property
    def is_sure(self) -> bool:
        """Return whether a rule found it, no model."""
        return self.amount.certainty is None


@dataclass(frozen=True, slots=True)
class Clause:
    """The sentence of an amount, from ``start`` to ``stop``; ``own`` is the end of the amount before it, if
    later.
    """

    text: str
    plain: str
    start: int
    own: int
    amount: Mention
    stop: int

    @property
    def sentence(self) -> str:
        return self.plain[self.start : self.amount.start]

    def has(self, *words: str) -> bool:
        return any(self.plain.find(word, self.start, self.amount.start) >= 0 for word in words)

    def contains(self, pattern: re.Pattern[str]) -> bool:
        return pattern.search(self.plain, self.start, self.amount.start) is not None

    def all(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        return list(pattern.finditer(self.plain, self.start, self.amount.start))

    def matches_just_after(self, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        return list(pattern.finditer(self.plain, self.amount.end, self.amount.end + _AFTER_AMOUNT))

    def last_name(self, pattern: re.Pattern[str], start: int) -> RecipientName | None:
        """Return the last name before the amount at a place that the pattern announces, or None."""
        found = None
        at = start
        while match := pattern.search(self.plain, at, self.amount.start):
            name = self._parse_named(match, self.amount.start)
            found = name or found
            at = max(match.end(), match.start() + 1)
        return found

    def next_name(self, pattern: re.Pattern[str]) -> RecipientName | None:
        """Return the name right after the amount, or None."""
        match = pattern.match(self.plain, self.amount.end, min(self.stop + 60, len(self.plain)))
        if match is None:
            return None
        named = self._parse_named(match, self.stop)
        is_loose = match.re.groupindex.get("loose") and match["loose"] is not None
        return named or (None if is_loose else parse_common_name(self.text, match.end(), self.stop))

    def _parse_named(self, match: re.Match[str], limit: int) -> RecipientName | None:
        groups = match.re.groupindex
        start = match.start() if "form" in groups and match["form"] is not None else match.end()
        name = parse_name(self.text, start, limit)
        loose = "loose" in groups and match["loose"] is not None
        return None if name and loose and self.kind(name) is None else name

    def kind(self, name: RecipientName) -> Recipient | None:
        """Return the kind that the name states, else that of the words just before it."""
        return classify_recipient(name.words, self.text[max(0, name.start - _JUST_BEFORE) : name.start])


def asks_for_money(words: str) -> bool:
    """Return whether the last verb of the words asks for money, receives it or refuses it."""
    *_, stance = (None, *phrases.STANCE.finditer(words))
    return stance is not None and stance["asks"] is not None


def recalls_decision(words: str) -> bool:
    """Return whether the words recall an earlier decision."""
    *_, past = (None, *phrases.PAST_DECISION.finditer(words))
    return past is not None and phrases.DECIDES.search(words, past.end()) is None


def recipient_after(text: str, plain: str, start: int, stop: int) -> RecipientName | None:
    """Return the name that follows an amount: « 2 500 € au Centre communal d'action sociale », or None."""
    stop = min(stop, len(text))
    match = phrases.RECIPIENT_AFTER.match(plain, start, stop) or phrases.AMOUNT_LEADER.match(plain, start, stop)
    return parse_name(text, match.end(), stop) if match else None


_VOTE_REACH = 420
_HEADING_REACH = 600
_LIST_REACH = 1200
_RECIPIENT_KINDS = ("association", "public body")
_GIFT_ROLES = (None, "subvention", "cout-total", "indemnite", "cotisation", "pret")


def read_gift(clause: Clause, value: Amount) -> Decision | None:
    """Return the kind of gift and the recipient, or None."""
    if value.per or not _may_be_gift(clause, value):
        return None
    if compensated := _compensated_person(clause):
        return "indemnite", compensated
    if benefiting := _benefiting_recipient(clause) or _proposed_recipient(clause):
        return "subvention", benefiting
    if labelled := _labelled_recipient(clause) or _title_subject(clause):
        return "subvention", labelled
    nouns = clause.all(phrases.GIFTS) or clause.matches_just_after(phrases.GIFTS)[:1]
    granted = clause.contains(phrases.GRANTS) or bool(clause.matches_just_after(phrases.PAID_AFTER))
    if not (nouns or value.role or granted):
        return None
    *_, verb = (None, *clause.all(phrases.STANCE))
    if verb is not None and verb["asks"] is not None:
        return None
    noun = _gift_noun(nouns, verb)
    if value.role == "pret" and not (noun and noun[0].startswith("avance")):
        return None
    noun_end = noun.end() if noun and noun.end() <= clause.amount.start else clause.start
    if phrases.OTHER_AMOUNT.search(clause.plain, noun_end, clause.amount.start):
        return None
    name = _find_recipient(clause, verb is not None) if noun or value.role else _granted_recipient(clause)
    bare = "versement" if clause.contains(phrases.PAYS) and not value.role else "subvention"  # « accorde 500 € à »
    group = str(noun.lastgroup) if noun else bare
    return (phrases.GIFT_NAMES.get(group, group), name) if name else None


def _may_be_gift(clause: Clause, value: Amount) -> bool:
    if value.role == "seuil":
        return phrases.CAPPED_GIFT.search(clause.plain, clause.own, clause.amount.start) is not None
    if value.role == "marche":
        return clause.contains(phrases.GIFTS) and not clause.contains(phrases.CONTRACTS)
    return value.role in _GIFT_ROLES


def _benefiting_recipient(clause: Clause) -> RecipientName | None:
    """Find the subject of « l'association X se voit attribuer une subvention de 500 € »."""
    benefits = phrases.BENEFITS.search(clause.plain, clause.own, clause.amount.start)
    if benefits is None or not phrases.GIFTS.search(clause.plain, benefits.end("verb"), clause.amount.start):
        return None
    for subject in phrases.SUBJECT_START.finditer(clause.plain, clause.own, benefits.start()):
        name = parse_name(clause.text, subject.end(), benefits.start())
        sure = benefits["verb"].startswith(("se ", "s'est"))
        if name and name.end >= benefits.start() and (sure or clause.kind(name) is not None):
            return name
    return None


def _compensated_person(clause: Clause) -> RecipientName | None:
    """Find the person in « indemniser les exploitants : Monsieur X, de la somme de 100 €, Monsieur Y, de la
    somme de ».
    """
    *_, person = (None, *phrases.PERSON_START.finditer(clause.plain, clause.own, clause.amount.start))
    name = parse_name(clause.text, person.start(), clause.amount.start) if person else None
    if name is None or not phrases.OF_SUM.fullmatch(clause.plain, name.end, clause.amount.start):
        return None
    compensates = phrases.COMPENSATES.search(clause.plain, max(0, clause.start - _HEADING_REACH), name.start)
    return name if compensates else None


def _proposed_recipient(clause: Clause) -> RecipientName | None:
    """Find the name in « Cyclo club (demande 300 €) : proposition d'attribution 230 € », a line under
    « Subventions ».
    """
    start = max(0, clause.amount.start - _VOTE_REACH)
    line = clause.text.rfind("\n", start, clause.amount.start) + 1
    if line == 0 or clause.plain.rfind("subvention", max(0, line - _LIST_REACH), line) < 0:
        return None
    words = clause.text[line : clause.amount.start].lstrip(" \t-•*>")
    name = parse_name(clause.text, clause.amount.start - len(words), clause.amount.start)
    proposed = name and phrases.PROPOSED.match(clause.plain, name.end, clause.amount.start)
    return name if proposed else None


def _find_recipient(clause: Clause, gives: bool) -> RecipientName | None:
    """Return the recipient named after the amount, before it if the verb gives, or in the heading of what
    is voted.
    """
    name = (
        clause.next_name(phrases.RECIPIENT_AFTER)
        or clause.next_name(phrases.GIVEN_LATER)
        or _cost_sharing_body(clause)
    )
    if name is None and gives:
        name = (
            clause.last_name(phrases.GIFT_RECIPIENT, clause.own)
            or _second_recipient(clause)
            or _antecedent_recipient(clause)
        )
        name = name or _heading_recipient(clause)
    return name or _titled_recipient(clause)


def _labelled_recipient(clause: Clause) -> RecipientName | None:
    """Find the name in « Judo Club : subvention de 80 €. Adopté à l'unanimité », where a vote follows."""
    label = phrases.LABELLED.search(clause.plain, clause.own, clause.amount.start)
    if label is None:
        start = max(0, clause.amount.start - _HEADED_REACH)
        label = phrases.HEADED_LINE.search(clause.plain, start, clause.amount.start)
    if label is None:
        return None
    votes = clause.plain[clause.amount.end : clause.amount.end + _LABELLED_REACH]
    before = votes.find("€")
    voted = phrases.VOTE_FOLLOWS.search(votes[: before if before >= 0 else len(votes)])
    return parse_name(clause.text, label.start("name"), label.end("name")) if voted else None


def _title_subject(clause: Clause) -> RecipientName | None:
    """Find the name in « Association Le Fil (ALF) - Convention et attribution d'une subvention de », a title."""
    title = phrases.TITLED.search(clause.plain, clause.own, clause.amount.start)
    name = parse_name(clause.text, title.start("name"), title.end("name")) if title else None
    return name if name and clause.kind(name) == "association" else None


_LABELLED_REACH, _HEADED_REACH = 120, 220
_LISTED_END = re.compile(r"\s{0,3}(?:[;.]|,\s|\n|et\s[0-9])")
_PROPER = re.compile(r"(?:[A-ZÀ-Ý][\w'’-]{2,30}\s){1,3}[\w'’-]{3,30}")
_GRANTS_SUM = re.compile(r"(?<![a-z])(?:attribuer?|accorder?|allouer?|octroyer?)\s{1,3}(?:la somme de\s{1,3})?\Z")
_OF_SEVERAL_WORDS = re.compile(r"[A-ZÀ-Ý][^.;:€]{1,60}?\s[\w'’-]{3}")


def _granted_recipient(clause: Clause) -> RecipientName | None:
    """Find the recipient in « accorde au Judo club 600 €, à la Pétanque 200 € », « attribue 2 500 € au CCAS
    et 150 € à l'Amicale ».
    """
    first = clause.last_name(phrases.GIFT_RECIPIENT, clause.start)
    if first and phrases.NEXT_ITEM.search(clause.plain, first.end, clause.amount.start):
        first = None  # « aux associations ci-après : – 300 € à l'Amicale »
    if first and "€" not in clause.plain[clause.start : first.start]:
        name = clause.last_name(phrases.GIFT_RECIPIENT, clause.own) or _second_recipient(clause)
    else:
        # « 2 750 € sont alloués à la Radio du Campus », « décide d'attribuer 900 € au Stade Morvandais »
        if phrases.PAID_AFTER.match(clause.plain, clause.amount.end) or clause.contains(_GRANTS_SUM):
            paid_to = recipient_after(clause.text, clause.plain, clause.amount.end, clause.stop)
            if paid_to and _OF_SEVERAL_WORDS.match(paid_to.words):
                return paid_to
        name = clause.next_name(phrases.RECIPIENT_AFTER) or clause.next_name(phrases.GIVEN_LATER)
    if name is None:
        return None
    kind = clause.kind(name)
    if kind is None and "€" in clause.sentence and name == _second_recipient(clause):
        return name  # « … 50 000 € et à l'École de musique un acompte de 22 750 € »
    if kind is None and name.words.isupper() and name.words.isalpha() and "€" in clause.sentence:
        # « verse 250 € à l'association X et 100 € à l'AFSEP »
        return name
    if kind is None and _LISTED_END.match(clause.plain, name.end) and _PROPER.match(name.words):
        return name if "€" in clause.sentence else None
    if kind is None and clause.contains(phrases.COUNCIL_PAYS):
        return name
    paid = kind in ("person", "company") and clause.contains(phrases.PAYS)
    return name if kind in _RECIPIENT_KINDS or paid else None


def _gift_noun(nouns: list[re.Match[str]], verb: re.Match[str] | None) -> re.Match[str] | None:
    """Return the noun of the gift; in « verser une indemnité … pour ses conseils et son soutien » it is not
    soutien.
    """
    after = [noun for noun in nouns if verb is None or noun.start() > verb.start()]
    strong = [noun for noun in after if noun.lastgroup not in phrases.WEAK_NOUNS]
    return next(iter(strong + after[::-1] + nouns[::-1]), None)


def _cost_sharing_body(clause: Clause) -> RecipientName | None:
    """Find the body whose costs are shared: « participer à hauteur de 6 000 € aux frais de fonctionnement
    du SIAC ».
    """
    shares = phrases.SHARES.match(clause.plain, clause.amount.end, clause.stop)
    ofs = list(phrases.COST_OWNER.finditer(clause.plain, shares.end(), clause.stop)) if shares else []
    # « du Raid des Vallées porté par l'association X »
    ofs.sort(key=lambda of: not of[0].rstrip().endswith("par"))
    name = next(filter(None, (parse_name(clause.text, of.end(), clause.stop) for of in ofs)), None)
    if name or shares:
        return name
    shared = phrases.SHARES_BEFORE.search(clause.plain, clause.own, clause.amount.start)
    owners = phrases.COST_OWNER.finditer(clause.plain, shared.end(), clause.amount.start) if shared else ()
    names = filter(None, (parse_name(clause.text, of.end(), clause.amount.start) for of in owners))
    return next((name for name in names if clause.kind(name) in _RECIPIENT_KINDS), None)


def _second_recipient(clause: Clause) -> RecipientName | None:
    """Find the recipient in « … 1 200 € et à l'Amicale laïque une subvention de 800 € »."""
    also = phrases.ALSO_TO.match(clause.plain, clause.own, clause.amount.start)
    name = parse_name(clause.text, also.end(), clause.amount.start) if also else None
    if name and phrases.NEXT_ITEM.fullmatch(clause.plain, name.end, clause.amount.start):
        return None  # « 300 € à l'Amicale – 250 € à la Pétanque »: it is that of the amount before
    return name


def _titled_recipient(clause: Clause) -> RecipientName | None:
    """Find the recipient in « Subvention au Tennis Club : 500 € » if a vote follows."""
    name = clause.last_name(phrases.HEADING, clause.own) or clause.last_name(phrases.BARE_HEADING, clause.own)
    if name is None or not phrases.HEADING_TO_AMOUNT.match(clause.plain, name.end, clause.amount.start):
        return None
    voted = phrases.VOTE_FOLLOWS.search(clause.plain, clause.amount.end, clause.amount.end + _VOTE_REACH)
    return name if voted else None


def _antecedent_recipient(clause: Clause) -> RecipientName | None:
    """Find the recipient in « la demande de l'association X, décide de lui attribuer » or « la convention
    avec l'association X ».
    """
    if clause.contains(phrases.GIVES_TO_LUI):
        return clause.last_name(phrases.THE_ASSOCIATION, clause.start)
    name = clause.last_name(phrases.CONVENTION_PARTNER, clause.own)
    return name if name and clause.kind(name) in ("association", "person") else None


def _heading_recipient(clause: Clause) -> RecipientName | None:
    """Find the recipient in the heading: « Subvention au Souvenir français … accorder une subvention de »."""
    start = max(0, clause.start - _HEADING_REACH)
    if not clause.contains(phrases.THIS_SUBVENTION):
        return None
    start = max(start, clause.plain.rfind("€", start, clause.start) + 1)
    headings = (
        (heading, heading.re is phrases.HEADING and heading["loose"] is None)
        for pattern in (phrases.HEADING, phrases.REQUEST_HEADING)
        for heading in pattern.finditer(clause.plain, start, clause.start)
    )
    names = [(parse_name(clause.text, heading.end(), clause.start), sure) for heading, sure in headings]
    named = {name.words.lower(): name for name, sure in names if name and (sure or _is_recipient(clause, name))}
    return next(iter(named.values())) if len(named) == 1 else None


def _is_recipient(clause: Clause, name: RecipientName) -> bool:
    """Return whether a name is of a known kind or begins with an acronym: « l'ASC Vertmont »."""
    acronym = name.words.split()[0]
    return clause.kind(name) is not None or (acronym.isupper() and acronym.isalpha() and len(acronym) > 2)


_LOOK_BACK = 420
_OFFERS_REACH = 900
_DELEGATION_REACH = 2500
_NEAR = 20
_DEFINITION_REACH = 5000
_LINE = 120
_LABEL_REACH = 60
_LONGEST_HOLDER = 60


def read_contract(clause: Clause, value: Amount) -> Decision | None:
    if value.per not in (None, "an") or value.role not in (None, "marche", "cout-total"):
        return None
    if value.role == "cout-total" and not (clause.contains(phrases.RETAINS) or _mentions_offer(clause)):
        return None
    if holder := _contract_holder(clause):
        return "marche", holder
    if not (
        clause.contains(phrases.AWARDS)
        or _is_offer_accepted(clause)
        or is_delegated(clause)
        or _is_avenant_voted(clause)
    ):
        return None
    if clause.contains(phrases.LETS) or _mentions_loan(clause) or clause.matches_just_after(phrases.LETS):
        return None
    if bracketed := _bracketed_firm(clause):
        return "avenant" if clause.contains(phrases.AVENANT) else "marche", bracketed
    name = clause.last_name(phrases.OF_COMPANY, clause.own)
    if name is None and phrases.THIS_CONTRACT.search(clause.plain, clause.own, clause.amount.start):
        name = clause.last_name(phrases.OF_COMPANY, max(0, clause.start - _LOOK_BACK))
    if name is None and is_delegated(clause):
        name = clause.last_name(phrases.BY_FIRM, clause.own) or _labelled_firm(clause)
    if name is None:
        name = clause.next_name(phrases.FIRM_AFTER)
        return ("avenant" if clause.contains(phrases.AVENANT) else "marche", name) if name else None
    between = clause.plain[name.end : clause.amount.start]
    if not phrases.PRICED.search(between) or phrases.NOT_AWARDED.search(between) or phrases.GIFTS.search(between):
        return None
    if phrases.COMPARES_OFFERS.search(between) and not clause.contains(phrases.RETAINS):
        return None
    if clause.contains(phrases.AVENANT):
        return "avenant", name
    return "convention" if clause.contains(phrases.CONVENTION) else "marche", name


def _is_avenant_voted(clause: Clause) -> bool:
    """Return whether a vote follows the sum of an avenant at once: « … : + 2 318 € HT. Accepté à l'unanimité »."""
    after = clause.plain[clause.amount.end : clause.amount.end + _VOTED_AT_ONCE]
    return clause.contains(phrases.AVENANT) and phrases.VOTE_FOLLOWS.search(after) is not None


_VOTED_AT_ONCE = 40


def _bracketed_firm(clause: Clause) -> RecipientName | None:
    """Find the firm in « 4 058 € HT, soit 4 870 € TTC (lot 2, entreprise X) et 1 850 € (Atelier Y) »."""
    opening = phrases.BRACKETED_FIRM.match(clause.plain, clause.amount.end)
    name = parse_name(clause.text, opening.end(), opening.end() + _LONGEST_HOLDER) if opening else None
    if opening is None or name is None or not clause.plain.startswith(")", name.end):
        return None
    words = name.words.split()
    named = len(words) > 1 and any(word.isupper() and len(word) > _SHORT_WORD for word in words)
    return name if opening["firm"] or named or clause.kind(name) == "company" else None


def _labelled_firm(clause: Clause) -> RecipientName | None:
    """Find the firm in « Mobilier urbain : SEDIMOB, pour un montant de 12 318 € », a decision by delegation."""
    label = phrases.LABELLED_FIRM.search(clause.plain, clause.own, clause.amount.start)
    name = parse_name(clause.text, label.start("name"), label.end("name")) if label else None
    if name is None:
        return None
    capitals = any(word.isupper() and len(word) > _SHORT_WORD for word in name.words.split())
    return name if capitals or clause.kind(name) == "company" else None


_SHORT_WORD = 3


def _mentions_loan(clause: Clause) -> bool:
    return clause.has("emprunt", "pret", "tresorerie", "credit") and clause.contains(phrases.LOANS)


def _mentions_offer(clause: Clause) -> bool:
    return clause.has("devis", "offre", "propos") and clause.contains(phrases.OFFER)


def _contract_holder(clause: Clause) -> RecipientName | None:
    """Find the firm in « Titulaire du marché : Société X – Montant : 34 500 € HT »."""
    colon = clause.plain.rfind(":", clause.own, clause.amount.start)
    if colon < 0 or not phrases.HOLDER_AMOUNT.search(
        clause.plain, max(clause.own, colon - _LABEL_REACH), clause.amount.start
    ):
        return None
    name = clause.last_name(phrases.HOLDER, max(0, clause.start - _LOOK_BACK))
    clear = name is not None and name.end - name.start < _LONGEST_HOLDER and not name.words[-1].isdigit()
    return name if name and clear and phrases.HOLDER_ENDS.match(clause.plain, name.end) else None


def _is_offer_accepted(clause: Clause) -> bool:
    """Return whether a later sentence accepts the offer, with no other offer between."""
    if not _mentions_offer(clause):
        return False
    if phrases.ALL_OFFERS_ACCEPTED.search(clause.plain, clause.amount.end, clause.amount.end + _OFFERS_REACH):
        return True
    accepted = phrases.OFFER_ACCEPTED.search(clause.plain, clause.amount.end, clause.amount.end + _LOOK_BACK)
    if accepted is None:
        return False
    between = clause.plain[clause.amount.end : accepted.start()]
    return between.count("€") < 2 and not phrases.OFFER.search(between)


def is_delegated(clause: Clause) -> bool:
    """Return whether a heading above announces decisions by delegation, and the council has not decided
    since.
    """
    plain, end = clause.plain, clause.amount.start
    start = max(0, clause.start - _DELEGATION_REACH)
    *_, council = (None, *phrases.COUNCIL.finditer(plain, start, clause.start))
    start = council.start() if council else start
    return any(
        (at := plain.rfind(word, start, end)) >= 0
        and phrases.DELEGATED_DECISIONS.search(plain, max(start, at - _NEAR), min(end, at + 3 * _NEAR))
        for word in ("decision", "delegation")
    )


def read_loan(clause: Clause, value: Amount) -> Decision | None:
    borrows = (_mentions_loan(clause) or _is_headed_loan(clause)) and clause.contains(phrases.BORROWS)
    roles = (None, "pret", "marche", "credit", "seuil")  # « un emprunt d'un montant maximum de »
    if value.role not in roles or not borrows:
        return None
    if phrases.GUARANTEES.search(clause.plain, max(0, clause.start - _DEFINITION_REACH), clause.amount.start):
        return None  # another borrows
    after = phrases.BANK.search(clause.plain, clause.amount.end, clause.stop)
    bank = after or phrases.BANK.search(clause.plain, clause.own, clause.amount.start)
    name = bank and parse_name(clause.text, bank.start(), clause.stop)
    return ("emprunt", name) if name else None


def _is_headed_loan(clause: Clause) -> bool:
    """Return whether a sum has the term or the rate of a loan, and the words above speak of one.

    « EMPRUNT … retient la proposition du Crédit X : 400 000 € sur 20 ans ».
    """
    start = max(0, clause.start - _HEADING_REACH)
    return (
        phrases.LOAN_TERMS.match(clause.plain, clause.amount.end) is not None
        and phrases.LOANS.search(clause.plain, start, clause.start) is not None
    )


def read_guarantee(clause: Clause, value: Amount) -> Decision | None:
    if value.role not in (None, "pret") or "garanti" not in clause.sentence:
        return None
    if not _mentions_loan(clause) and not phrases.LOANS.search(clause.plain, clause.amount.end, clause.stop):
        return None
    after = phrases.GUARANTEED_BORROWER.search(clause.plain, clause.amount.end, clause.stop)
    name = parse_name(clause.text, after.end(), clause.stop) if after else None
    name = name or clause.last_name(phrases.GUARANTEED_BORROWER, clause.start) or _find_borrower(clause)
    if name is None or phrases.BANK.match(fold_accents(name.words)):
        return None
    return "garantie", name


def _find_borrower(clause: Clause) -> RecipientName | None:
    """Find the borrower that the act states once: « Emprunteur : OPH X », « Garantie d'emprunt – SA X »."""
    *_, named = (
        None,
        *phrases.BORROWER.finditer(clause.plain, max(0, clause.start - _DEFINITION_REACH), clause.start),
    )
    if named is None:
        start = max(0, clause.start - _DEFINITION_REACH)
        contract = phrases.CONTRACT_BORROWER.search(clause.plain, start, clause.amount.end + _DEFINITION_REACH)
        return parse_name(clause.text, *contract.span("name")) if contract else None
    line = clause.text.find("\n", named.end(), named.end() + _LINE)
    return parse_name(clause.text, named.end(), line if line > 0 else named.end() + _LINE)


def read_sale(clause: Clause, value: Amount) -> Decision | None:
    if value.per or clause.matches_just_after(phrases.PER_AREA):
        return None
    if value.role not in (None, "prix-vente") and not (value.role == "marche" and clause.has("moyennant")):
        return None  # « un véhicule cédé au garage X moyennant la somme de 100 € TTC »
    if phrases.PRICE_OF_SALE.match(clause.plain, clause.amount.end):
        buyer = clause.next_name(phrases.BUYER_AFTER)
        return ("cession", buyer) if buyer else None
    if not phrases.PRICE_WORDS.search(clause.plain, clause.own, clause.amount.start):
        return None
    if seller := _selling_party(clause):
        return "acquisition", seller
    *_, sold = (None, *phrases.SELLS.finditer(clause.plain, clause.own, clause.amount.start))
    *_, bought = (None, *phrases.BUYS.finditer(clause.plain, clause.start, clause.amount.start))
    if bought and not (sold and "€" in clause.plain[bought.end() : sold.start()]):
        name = clause.last_name(phrases.SELLER, clause.start) or _find_seller(clause)
        lent = name and phrases.LENT_BY.search(clause.plain, max(0, name.start - _LENDER_REACH), name.start)
        return ("acquisition", name) if name and not lent else None
    if not clause.contains(phrases.SELLS):
        return None
    name = (
        clause.last_name(phrases.NAMED_BUYER, clause.start)
        or clause.last_name(phrases.BUYER, clause.start)
        or clause.next_name(phrases.BUYER_AFTER)
    )
    between = clause.plain[name.end : clause.amount.start] if name else ""
    return (
        ("cession", name) if name and ("€" not in between or "soit" in between) else None
    )  # not of another price


_LENDER_REACH = 80


def _selling_party(clause: Clause) -> RecipientName | None:
    """Find the subject of « les consorts X acceptent de céder à la commune … au prix de »."""
    if not clause.contains(phrases.SELLS_TO_COUNCIL):
        return None
    starts = [match.end() for match in clause.all(phrases.PARTY_START)]
    names = filter(None, (parse_name(clause.text, at, clause.amount.start) for at in starts))
    return next(
        (name for name in names if phrases.SELLS_TO_COUNCIL.match(clause.plain, name.end, clause.amount.start)),
        None,
    )


def _find_seller(clause: Clause) -> RecipientName | None:
    """Find the seller in « l'acquisition moyennant l'euro symbolique de la parcelle appartenant à
    l'indivision X ».
    """
    seller = phrases.SELLER.search(clause.plain, clause.amount.end, clause.stop)
    return parse_name(clause.text, seller.end(), clause.stop) if seller else None


def read_membership(clause: Clause, value: Amount) -> Decision | None:
    if value.role not in (None, "cotisation") or value.per not in (None, "an"):
        return None
    name = clause.last_name(phrases.JOINS, clause.own)
    if name is None and phrases.DUES.search(clause.plain, clause.own, clause.amount.start):
        # « Décide d'adhérer à l'Association X.⏎> Charge le Maire de verser une participation de 100 € »
        name = clause.last_name(phrases.JOINS, max(0, clause.start - _LOOK_BACK))
    return ("cotisation", name) if name else None


_REACH = 700
# « Le montant de la prestation s'élève à », « la dépense correspondante, d'un montant de »
_PRICE = re.compile(
    alternatives(
        "montant", "cout", "prix", "depense", "remuneration", "honoraires", "cachet", "cotisation", "adhesion"
    )
    + r"(?![a-z])[^.;€]{0,90}?(?:s'elev\w{1,4}[^.;€]{0,40}?\sa"
    r"|(?:est|sont) (?:de|arretee?s? a)|fixee?s?(?: au forfait| forfaitairement)? a"
    r"|d'un montant(?: [a-z]{5,12})? de"
    r"|a hauteur de|,\s{1,3}soit)\s{1,3}(?:la somme (?:[a-z]{5,10} )?de\s{1,3})?[:$]?\s{0,3}\Z"
)
_OTHER_PRICE = re.compile(
    r"(?<![a-z])(?:estim\w{1,5}|loyers?|redevances?|caution|depot de garantie|travaux|operation"
    r"|projet|subventions?|encaisse|budget|tarifs?"
    r"|previsionnel\w{0,2}|plafond|maxim\w{1,4}|recettes?|penalites?|capital)(?![a-z])"
)
_CONTRACT = re.compile(
    alternatives(
        *(
            r"sign\w{1,5}",
            r"conclu\w{0,4}",
            "conclure",
            r"confi(?:er|e|ee|es|ent)",
            r"accept\w{1,3}",
            r"attribu\w{1,4}",
            r"retien\w{0,4}",
        ),
        *("retenir", "retenue?", r"pass(?:er|e|ation)", r"souscri\w{1,4}", r"valid\w{1,4}", r"approuv\w{1,4}"),
    )
    + r"(?![a-z])[^.;€]{0,140}?\s(?:avec|a|au|aupres d[eu]|par|de|du|aux|entre la (?:commune|ville) et)\s{1,20}"
    r"(?=(?:l'|la |le |les )?(?:societes?|entreprises?|cabinet|bureau|groupement|organisme"
    r"|association|agence|sarl|sas|sasu|eurl|scop|sa|ets"
    r"|compagnie|fondation|institut|centre|theatre|orchestre|ensemble|groupe|maison|collectif|federation|office"
    r"|selarl|selas|scp|(?:m\.|mme|monsieur|madame|maitre)\s(?!l[ea]\s|l'))(?![a-z]))"
)
_JOINS = re.compile(
    alternatives("adhesion", "adherer", "adhere") + r"(?![a-z])[^.;€]{0,90}?\s(?:a|au|aux|aupres d[eu])\s{1,20}"
)
_ORGANISM = re.compile(r"(?:l['’]|la |le )?organisme\s(?=[A-ZÀ-Ý«])", re.IGNORECASE)
_CLOSED = re.compile(
    r"(?:\n|\A)[ \t#*]{0,12}(?:deliberation|objet|rapport)\s?(?:n|:|\$)|(?<![a-z])(?:deliberation n"
    r"|objet\s?:|occupation du domaine)"
)


def read_stated_price(clause: Clause, value: Amount) -> Decision | None:
    """Return the contract or the membership whose price a later sentence states, or None."""
    if value.per not in (None, "an") or value.role not in (None, "marche", "cout-total", "cotisation"):
        return None
    price = _PRICE.search(clause.plain, clause.start, clause.amount.start)
    if price is None or _OTHER_PRICE.search(clause.plain, price.start(), clause.amount.end + 20):
        return None
    start = max(0, clause.start - _REACH)
    start = max(start, clause.plain.rfind("€", start, price.start()) + 1)
    *_, closed = (None, *_CLOSED.finditer(clause.plain, start, price.start()))
    start = closed.end() if closed else start
    joined = {_key(name): name for name in _names(clause, _JOINS, start, price.start())}
    if len(joined) == 1:
        return "cotisation", next(iter(joined.values()))
    if phrases.LETS.search(clause.plain, start, clause.amount.end + 20):
        return None
    firms = {_key(name): name for name in _names(clause, _CONTRACT, start, price.start())}
    return ("marche", next(iter(firms.values()))) if len(firms) == 1 else None


def _names(clause: Clause, pattern: re.Pattern[str], start: int, stop: int) -> list[RecipientName]:
    found = []
    for match in pattern.finditer(clause.plain, start, stop):
        organism = _ORGANISM.match(clause.text, match.end(), stop)
        found.append(parse_name(clause.text, organism.end() if organism else match.end(), stop))
    return [name for name in found if name]


def _key(name: RecipientName) -> str:
    return fold_accents(name.words)
