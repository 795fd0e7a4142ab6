"""Find the award of a decision that names one party and decides one sum, wherever both stand.

« OBJET : Avenant n° 2 … notifié à l'entreprise X … d'où une plus-value de 9 428 € HT … APPROUVE l'avenant »,
« Maître d'ouvrage : commune de Y », « les consorts Z … le prix convenu est de 7 416 € … se prononce
favorablement ». A point that another rule reads is left alone. Words beside the party have to say that it
contracts, sells or is helped, or the title names it; the sum is neither that of the works, an offer, an earlier
decision nor a rate. A price with and without VAT is one sum, and so is a sum with the instalments that make it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import pairwise
from operator import itemgetter
from typing import Final

from recueil.facts.awards import phrases
from recueil.facts.awards.clauses import AwardMatch, asks_for_money, recalls_decision
from recueil.facts.awards.funders import FUNDER
from recueil.facts.awards.phrases import alternatives
from recueil.facts.awards.proposals import SPEAKS, Point, find_points, is_known, parse_payee
from recueil.facts.awards.recipients import RecipientName, classify_recipient, clean_name, parse_name
from recueil.facts.awards.vat import differ_by_vat
from recueil.text import fold_accents
from recueil.values import Amount, Mention
from recueil.values.mention import mentions_between, start_of

_ROLES: Final = (None, "subvention", "marche", "prix-vente", "cotisation", "indemnite", "cout-total")
_LONGEST_TITLE, _TITLE_REACH, _LEAD, _BESIDE, _LONGEST_SENTENCE = 260, 30, 90, 110, 420
_SHORT_WORD: Final = 3

# What a heading is about that makes its sums no awards.
_OTHER_TOPIC: Final = re.compile(
    alternatives(
        *("tarifs?", "loyers?", "baux", "bail", "plans? de financement", "budgets?", "decisions? modificatives?"),
        *(
            "comptes? (?:de gestion|administratifs?|financier)",
            "affectation",
            "virements?",
            "emprunts?",
            "garanties?",
        ),
        *(
            "taxes?",
            "redevances?",
            "admissions? en non",
            "amortissements?",
            "ordre du jour",
            "regie",
            "detr",
            "dsil",
        ),
        *("demandes? de (?:subventions?|financements?|fonds de concours|aides?)", "indemnites? de fonction"),
        *("provisions?", "autorisations? de programme", "rapport d'activite", "locations?", "mise a disposition"),
        *(
            "utilisation",
            "prets?",
            "lignes? de tresorerie",
            "clect",
            "attributions? de compensation",
            "creances?",
            "dette",
        ),
    )
    + "(?![a-z])"
)
_REJECTED: Final = re.compile(
    r"(?<![a-z])(?:rejet|refus|ajourn|repouss|retir|defavorable|sursi|ne (?:pas|donne pas|souhaite pas"
    r"|retient pas)"
    r"|n'est pas|sans suite|infructueu|resili|annul|abrog)"
)
_DECIDED: Final = re.compile(
    r"(?<![a-z])(?:decid(?:e|ent|ons)|arret(?:e|ons|ent)(?=[\s:])|approuv(?:e|ent|er)|accept(?:e|ent)|adopt(?:e|ee|ent)"
    r"|valid(?:e|ent)|autoris(?:e|ent)|enterin(?:e|ent)|se prononce favorablement|donne son accord|retient"
    r"|unanim\w{2,4}"
    r"|avis favorable|commandes? passees?|(?:est|sont) (?:confie|attribue|retenu|accorde|verse|alloue"
    r"|commande)e?s?)(?![a-z])"
)
# What leads to a sum that is paid.
_TO_SUM: Final = re.compile(
    alternatives(
        *("montants?", "sommes?", "prix", "depenses?", "participations?", "contributions?", "subventions?"),
        *("concours", "honoraires", "cotisations?", "plus-values?", "moyennant", "indemnites?", "cachet"),
        *(
            "pour",
            "total de",
            "remunerations?",
            "forfaits?",
            "aides?",
            "versements?",
            "vers(?:er|e|era)",
            "a hauteur",
            "forfaitairement",
        ),
        *("fixee?s?", "arretee?s?", "primes?", "prestations?", "redoit", "avances?"),
    )
    + r"(?![a-z])[^.;€]{0,80}\Z"
    # « Le prix est de 18 € le m², soit 7 416 € »
    + r"|(?<![a-z])(?:prix|montant|somme|depense|participation|contribution|cotisation"
    r"|prime)(?![a-z])[^.;]{0,120}?\ssoit\s"
    r"(?:la somme de |un total de )?\Z"
)
_FUNDERS: Final = ("etat", "region", "departement", "detr", "dsil", "feder", "caf", "drac", "fctva", "ademe")
# What is no sum of this decision.
_OTHER_SUM: Final = re.compile(
    alternatives(
        *(r"estim\w{1,6}", r"evalu\w{1,4}", r"budget\w{0,5}", "enveloppe", "credits?", "tarifs?", "loyers?"),
        *(
            r"plafond\w{0,3}",
            r"plafonn\w{1,3}",
            "seuils?",
            "limite",
            "minimum",
            "maximum",
            "recettes?",
            r"inscri\w{1,5}",
        ),
        *(
            r"prevu\w{0,2}",
            r"financ(?!ier de)\w{1,7}",
            r"emprunt\w{0,4}",
            r"rest(?!aur)\w{1,5}",
            r"subventionnables?",
            "base",
        ),
        *(rf"{funder}(?=\s?[:=–-]|\s\()" for funder in _FUNDERS),
        "solde",
        *(
            r"initial\w{0,6}",
            "contre",
            "avait",
            "avaient",
            r"recu\w{0,2}",
            r"percu\w{0,2}",
            "caution",
            r"penalites?",
        ),
        *(r"port(?:e|ant|er|ee)(?: (?:ainsi|donc|le|la|son|a))", "nouveau montant", r"ramen\w{1,4}", "franchise"),
        *(
            "couts?",
            "travaux",
            "investissements?",
            "operation",
            "frais",
            r"augment\w{1,5}",
            "hors",
            "valeur",
            "capital",
            "domaines?",
            r"assiette",
            "projet",
        ),
        *(
            "offres? (?:de|d')",
            r"precedent\w{0,3}",
            "en 20[0-9]{2}",
            "dont",
            "chaque(?! annee)",
            "acompte",
            "taxes?",
            "amende",
            "chacun",
        ),
    )
    + r"(?![a-z])[^.;€]{0,90}\Z"
)
_OTHER_AFTER: Final = re.compile(
    r"\$?\s{0,3}(?:h\.?t\.?|ttc)?\s?\(?(?:par|l[ea] (?:m|colis|repas|tonne|metre|piece|kilo|litre|stere"
    r"|jour|mois|place"
    r"|carte)|l'(?:hectare|are|heure|unite)|/|mensuel|(?:ont ete |etaient |sont |est )?(?:demand|sollicit"
    r"|inscri|prevu"
    r"|estim|recu|percu)|de (?:budget|credits?|travaux|loyer|plus)|a la charge|au lieu)(?![a-z])"
)
_VISA: Final = re.compile(r"(?:\A|\n)[ \t]{0,20}[-–•]?\s?vu\s[^€\n]{0,400}(?:€[^€\n]{0,200}){0,6}\Z")
# Words that say what a party does: before its name, or after it.
_CONTRACTS: Final = re.compile(
    alternatives(
        *("devis", "offres?", "propositions?", "marches?", "contrats?", "lots?", "avenants?", r"confi\w{1,3}"),
        *(r"attribu\w{1,6}", r"conclu\w{0,4}", r"sign\w{1,5}", r"notifi\w{1,3}", "titulaires?", r"command\w{1,3}"),
        *(
            r"prestat\w{1,6}",
            r"reten\w{1,3}",
            "retient",
            r"choisi\w{0,3}",
            "missions?",
            r"fourni\w{0,6}",
            "attributaires?",
        ),
        *("cocontractant", "chez", "avec", r"mandat\w{0,4}", r"design\w{1,4}", "groupement"),
    )
    + r"(?![a-z])(?:(?!\n\s{0,9}\n)[^.;€]){0,45}\Z"
)
_HELPED: Final = re.compile(
    alternatives(
        *("conventions? avec", "beneficiaires?", "au profit", "en faveur", r"soutien\w{0,3}", "soutenir"),
        *("maitre d'ouvrage", "demandes? de"),
        *(
            f"{verb}e?s? par"
            for verb in ("porte", "organise", "propose", "presente", "depose", "sollicite", "formule")
        ),
        *(
            r"accompagn\w{1,4}",
            "partenariat avec",
            r"reclam\w{1,3}",
            "adhesion",
            "adherer",
            "porteur",
            "demandeur",
        ),
    )
    + r"(?![a-z])[^.;€\n]{0,25}\Z"
)
_SELLS: Final = re.compile(
    alternatives(
        *(
            "appartenant",
            "appartient",
            "propriete",
            "proprietaires?",
            "aupres",
            "vendeurs?",
            "acquereurs?",
            r"vend\w{0,3}",
        ),
        *(r"ced\w{1,3}", "cession", "aliener"),
    )
    + r"(?![a-z])[^.;€\n]{0,30}\Z"
)
_SELLER_AFTER: Final = re.compile(
    r",?\s(?:(?:est|sont|a|ont|qui|se|s')\s?(?:[a-z]{2,12}\s){0,3}?)?(?:pret|dispos|accept|vend|ced|consent|propriet"
    r"|dessais|port(?:e|ent) acq|candidat|(?:souhait|desir|propos)\w{1,4} (?:d'|de )?(?:acqu|achet|vend|ced))"
)
_NO_PARTY: Final = re.compile(
    r"(?:l[ae]s? |l')?(?:etablissement public|epf|president"
    r"|tresori|direct(?:eur|rice)|secretaire|maire|delegue|tribunal|cour "
    r"|tresor|tresorerie|prefect|sous-prefect|direction|service|code|cgct|ministere"
    r"|commission|conseil|comite (?:syndical|social|technique)|domaines|notaire|etude|office notarial"
    r"|centre de gestion|cdg|subventions? |attributions? |demandes? |conventions? |avenants? |acquisitions? "
    r"|cessions? |approbation |travaux "
    r"|communaute (?:de communes|d'agglomeration|urbaine)\Z|commune\Z|ville\Z|metropole\Z|departement"
    r"|region|etat|caf\Z"
    r"|syndicat\Z|bureau\Z|assemblee|journal|boamp|bulletin|chambre regionale|cao\Z|mapa\Z|republique"
    r"|europe|union europ"
    r"|france domaine|agence regionale|rectorat|inspection|ddt|dreal|anah|ademe|insee|banque|caisse d|credit )"
)
_FURTHER: Final = ("cession", "acquisition")


def find_for_only_parties(
    text: str,
    plain: str,
    amounts: Sequence[Mention],
    organisations: Sequence[Mention],
    persons: Sequence[Mention],
    known: Sequence[AwardMatch],
    body: str | None,
) -> Iterator[AwardMatch]:
    """Yield the awards of points with one party and one sum; ``known`` are those of other rules."""
    taken = {award.amount.start for award in known}
    names = sorted([*organisations, *persons], key=start_of)
    given = set[int]()
    for point, own in _find_parts(text, amounts):
        if any(amount.start in taken | given for amount in own) or not _may_decide(plain, point, own):
            continue
        title = _title_end(text, point)
        if _OTHER_TOPIC.search(plain, point.start, title):
            continue
        sums = [amount for amount in own if _is_decided_sum(text, plain, point, amount)]
        amount = _one_sum(sums)
        if amount is None:
            continue
        what = _kind(plain, point, title, amount)
        name = _only_party(text, plain, point, title, names, persons, what, body) if what else None
        if name:
            given.add(amount.start)
            start, end = min(name.start, amount.start), max(name.end, amount.end)
            yield AwardMatch(start, end, what, name, amount)


_NEW_TOTAL: Final = re.compile(
    r"(?<![a-z])(?:port(?:e|ant|er|ee)|ramen\w{1,4}|pass\w{1,4})\s[^.;€]{0,70}?(?<![a-z])a\s{0,3}"
    r"(?:la somme de |un montant de )?\Z"
)
_ADDED: Final = re.compile(r"(?<![a-z])(?:plus|moins)-values?(?![a-z])[^.;€]{0,60}?[0-9]")
_ADDED_REACH: Final = 600


def is_new_total(plain: str, award: AwardMatch) -> bool:
    """Return whether a sum is what a contract costs with an avenant whose own sum stands above."""
    at = award.amount.start
    sentence = max(plain.rfind(". ", 0, at), plain.rfind("\n", 0, at), at - _LONGEST_SENTENCE, 0)
    if (
        award.what == "avenant"
        and not _AVENANT.search(plain, sentence, at)
        and _ADDED.search(plain, at, at + _ADDED_REACH)
    ):
        return True  # what the contract was concluded for
    return (
        award.what in ("avenant", "marche")
        and _NEW_TOTAL.search(plain, max(0, at - _LEAD), at) is not None
        and _ADDED.search(plain, max(0, at - _ADDED_REACH), at) is not None
    )


_PARAGRAPH: Final = re.compile(r"\n[ \t]{0,20}[*•➢►✓▪-][ \t]{1,4}(?=[A-ZÀ-Ý])|\n[ \t\u00a0]{0,40}(?=\n)")


def _find_parts(text: str, amounts: Sequence[Mention]) -> Iterator[tuple[Point, Sequence[Mention]]]:
    """Yield the points that have amounts, and of one with several their paragraphs as well."""
    for point, own in find_points(text, amounts):
        yield point, own
        if len(own) < 2:
            continue
        starts = {match.start() for match in _PARAGRAPH.finditer(text, point.start, point.end)}
        for start, end in pairwise([*sorted(starts | {point.start}), point.end]):
            within = mentions_between(own, start, end)
            if within and end - start < _LONGEST_PARAGRAPH:
                yield Point(start, start, end), within


_LONGEST_PARAGRAPH: Final = 700


def _may_decide(plain: str, point: Point, amounts: Sequence[Mention]) -> bool:
    """Return whether the point decides, and nothing in it is rejected or undone."""
    return (
        len(amounts) <= _MOST_SUMS
        and _FUNDED.search(plain, point.start, point.end) is None
        and _REJECTED.search(plain, point.start, point.end) is None
        and _DECIDED.search(plain, point.start, point.end) is not None
    )


_MOST_SUMS: Final = 8
_LEAST: Final = 20  # euros: less is what one agent, pupil or entry costs
# Works that others are asked to pay for: their price is that of a project.
_FUNDED: Final = re.compile(
    r"(?<![a-z])(?:(?:sollicit|demand)\w{0,4}\s[^.;€]{0,60}?(?:subvention|aide|financement|participation)"
    r"|plan de financement)"
)


def _title_end(text: str, point: Point) -> int:
    """Return where the title ends: the first line with words, and those in capitals below it."""
    at = point.start
    while at < point.end and text[at].isspace():
        at += 1
    if number := _NUMBER_LINE.match(text, at, point.end):
        at = number.end()
    end = text.find("\n", at, at + _LONGEST_TITLE)
    if end < 0:
        return at
    while end - at < _LONGEST_TITLE:
        following = text.find("\n", end + 1, end + _LONGEST_TITLE)
        line = text[end + 1 : following] if following > 0 else ""
        if end - at > _TITLE_REACH and not (line.isupper() and len(line) > _TITLE_REACH // 2):
            return end
        if following < 0 or not line.strip() or line.rstrip()[-1] in ".;,:":
            return end
        end = following
    return end


# « Délibération n° 20220228-03 », a title that names no subject
_NUMBER_LINE: Final = re.compile(
    r"[# ]{0,4}(?:(?i:d[ée]lib[ée]ration|d[ée]cision|rapport|question|point"
    r"|acte)\s?)?(?:[nN][°ºo]?\s?)?[0-9][0-9A-Z/_. -]{0,24}\n\s{0,80}"
)


def _is_decided_sum(text: str, plain: str, point: Point, amount: Mention) -> bool:
    value = amount.value
    if (
        not isinstance(value, Amount)
        or value.per not in (None, "an")
        or value.amount < _LEAST
        or value.role not in _ROLES
        or amount.end > point.end
    ):
        return False
    start = _sentence_start(plain, point, amount)
    previous = plain.rfind("€", start, amount.start) + 1
    own = plain[max(start, previous) : amount.start]
    if _OTHER_AFTER.match(plain, amount.end) or _OTHER_SUM.search(own):
        return False
    if _VISA.search(plain, max(0, start - 4), amount.start):
        return False
    sentence = plain[start : amount.start]
    return (
        _TO_SUM.search(sentence) is not None
        and (not asks_for_money(sentence) or _REPAID.search(sentence) is not None)
        and not recalls_decision(sentence)
        and not phrases.PER_AREA.match(plain, amount.end)
    )


# « Remboursement de frais … a réglé sur ses deniers »
_REPAID: Final = re.compile(r"(?<![a-z])(?:a|ont) (?:regle|paye|avance|achete|acquitte)(?![a-z])[^.;€]{0,200}\Z")


def _sentence_start(plain: str, point: Point, amount: Mention) -> int:
    start = max(point.start, amount.start - _LONGEST_SENTENCE)
    *_, stop = (None, *_SENTENCE.finditer(plain, start, amount.start))
    return stop.end() if stop else start


_SENTENCE: Final = re.compile(
    r"(?<!\bm)(?<!\bmm)(?<!\bmme)(?<!art)[.;!?]\s|\n\s{0,60}\n|\n[ "
    r"\t]{0,20}(?=[-–—•▪➢*►]\s|vu |consid|article|art\.)"
)


def _one_sum(sums: Sequence[Mention]) -> Mention | None:
    """Return the only sum: a price with VAT counts once, and a sum with its instalments is the sum."""
    kept: list[tuple[Mention, Decimal]] = []
    for amount in sums:
        value = amount.value.amount if isinstance(amount.value, Amount) else Decimal()
        if not any(value == other or differ_by_vat(value, other) for _, other in kept):
            kept.append((amount, value))
    if len(kept) > 1:
        largest = max(kept, key=itemgetter(1))
        parts = sum((value for amount, value in kept if amount is not largest[0]), Decimal())
        kept = [largest] if parts == largest[1] and len(kept) > 2 else kept
    return kept[0][0] if len(kept) == 1 else None


_AVENANT: Final = re.compile(r"(?<![a-z])(?:avenants?|plus-values?)(?![a-z])")
_SALE: Final = re.compile(
    r"(?<![a-z])(?:(?P<buys>acqu(?:isition|erir|iert)|achats?|achet(?:er|e)|preempt\w{1,4}|preempter)"
    r"|(?P<sells>cessions?|ced(?:er|e)|ventes?|vend(?:re|ue?)?|alien\w{1,5}))(?![a-z])"
)
_PROPERTY: Final = re.compile(
    r"(?<![a-z])(?:parcelles?|terrains?|m2|m²|delaisse|maison|immeuble|batiment|hectares?|chemin|cadastre\w{0,2}|grange"
    r"|local|vehicule|tracteur|bois)(?![a-z])"
)
_GIFT: Final = re.compile(
    r"(?<![a-z])(?:(?P<fonds>fonds? de concours)|(?P<subvention>subventions?)|(?P<aide>aides?|secours|bourses?)"
    r"|(?P<cotisation>cotisations?|adhesions?|adherer)|(?P<participation>participations?|contributions?)"
    r"|(?P<remboursement>remboursements?|rembourser))(?![a-z])"
)
_MARKET: Final = re.compile(
    r"(?<![a-z])(?:marches?|contrats?|devis|prestations?|honoraires|mission|maitrise d'oeuvre|fournitures?|travaux"
    r"|maintenance|spectacle|assurances?|commande|(?:accepte|propose|s'engage) (?:d'|de |a )(?:en |y |les? "
    r"|la )?[a-z]{1,13}(?:er|ir|re)"
    r"|entreprises?|societe|avocats?|consultation|commande publique)(?![a-z])"
)


def _kind(plain: str, point: Point, title: int, amount: Mention) -> str:
    """Return what the title decides, else the sentence of the sum, or empty."""
    start = _sentence_start(plain, point, amount)
    for first, last in ((point.start, title), (start, min(point.end, amount.end + _BESIDE))):
        if _AVENANT.search(plain, first, last):
            return "avenant"
        *_, sale = (None, *_SALE.finditer(plain, first, last if first == point.start else amount.start))
        if sale and _PROPERTY.search(plain, point.start, point.end):
            return "acquisition" if sale["buys"] else "cession"
        if gift := _GIFT.search(plain, first, last):
            return {"fonds": "fonds de concours"}.get(str(gift.lastgroup), str(gift.lastgroup))
        if _MARKET.search(plain, first, last):
            return "marche"
    return ""


def _only_party(
    text: str,
    plain: str,
    point: Point,
    title: int,
    names: Sequence[Mention],
    persons: Sequence[Mention],
    what: str,
    body: str | None,
) -> RecipientName | None:
    """Return the only name of the point that contracts, sells or is helped, or that its title says."""
    own = _words(body or "")
    groups: list[tuple[set[str], RecipientName, int]] = []
    bodies = list[set[str]]()
    places = {match.end() for match in _NAME_START.finditer(plain, point.start, point.end)}
    places |= {mention.start for mention in mentions_between(names, point.start, point.end)}
    last = -1
    for place in sorted(places):
        parse = _parse_payer if what == "remboursement" else parse_payee
        name = parse(text, plain, place, point.end) if place >= last else None
        if name and (label := _NEXT_LABEL.search(text, name.start, min(point.end, name.end + 40))):
            name = clean_name(text, name.start, min(name.end, label.start()))
        if name and (verb := _VERB.search(text, name.start, name.end)):
            name = clean_name(text, name.start, verb.start())
        if name and (clause := _AFTER_ACRONYM.match(text, name.start, name.end)):
            name = clean_name(text, name.start, clause.end("acronym"))
        if name is None or _NO_PARTY.match(fold_accents(name.words)) or _TWO.search(name.words):
            continue
        takes_part = _takes_part(plain, point, name, what)
        around = plain[max(0, name.start - 12) : name.start]
        kind = classify_recipient(name.words, around)
        if kind is None and any(
            one.start < name.end for one in mentions_between(persons, name.start - 3, name.end)
        ):
            kind = "person"
        capitals = takes_part and what in ("marche", "avenant") and _CAPITALS.fullmatch(name.words)
        if not is_known(plain, name, names) and not capitals:
            continue
        words = _words(name.words)
        if not words or words <= own or (own and own <= words and what != "marche"):
            continue
        last = name.end
        speaks = what != "remboursement" and SPEAKS.match(plain, name.end)
        if kind == "person" and (not takes_part or speaks or not (what in _OF_PERSONS or _GETS_IT.search(around))):
            continue
        if kind == "public body" and what in _FURTHER:
            continue
        if what == "fonds de concours" and not _MEMBER.search(f"{around}{fold_accents(name.words)}"):
            continue  # « convention avec la communauté X relative au versement d'un fonds de concours »: it pays
        if what not in _OF_PERSONS and FUNDER.match(plain, name.start):
            continue
        if (
            kind == "public body"
            and what == "marche"
            and not _PARTNER.search(plain, max(0, name.start - 70), name.start)
        ):
            continue
        if kind in ("association", "company") and not any(words <= other or other <= words for other in bodies):
            bodies.append(words)
        sure = 2 if takes_part else int(name.end <= title and kind is not None)
        same = next((at for at, (others, _, _) in enumerate(groups) if words <= others or others <= words), None)
        if same is None:
            groups.append((words, name, sure))
        else:
            others, first, before = groups[same]
            groups[same] = (
                words | others,
                first if len(first.words) >= len(name.words) else name,
                max(before, sure),
            )
    most = max((sure for _, _, sure in groups), default=0)
    certain = [name for _, name, sure in groups if sure == most > 0]
    sold = what in ("cession", "acquisition", "remboursement")
    return certain[0] if len(certain) == 1 and len(groups) <= _MOST_NAMED and (sold or len(bodies) < 2) else None


_MOST_NAMED: Final = 3
_OF_PERSONS: Final = ("marche", "avenant", "cession", "acquisition", "remboursement")
_GETS_IT: Final = re.compile(r"(?<![a-z])(?:a|au profit de|en faveur de)\s{0,2}\Z")
_MEMBER: Final = re.compile(r"(?<![a-z])(?:communes?|villes?|syndicat|sivom|sivu)(?![a-z])")
_PARTNER: Final = re.compile(
    r"(?<![a-z])(?:conventions?|contrats?|conclu\w{0,4}|sign\w{1,4}|confi\w{1,3})(?![a-z])[^.;€]{0,40}\s(?:avec|a|au|entre)\s"
    r"(?:l'|la |le )?\Z"
)
_AFTER_ACRONYM: Final = re.compile(
    r"(?P<acronym>[A-ZÀ-Ý]{3,12})\s(?!d[eu]s?\s|et\s)[a-zà-ÿ]{3,14}(?=\s"
    r"|\Z)"
)  # « la SAFER vise »
_TWO: Final = re.compile(r"\set\s(?:les?|la|l['’])")
_NEXT_LABEL: Final = re.compile(
    r"\n[ \t]{0,20}[A-ZÀ-Ý][^\n:]{2,36}\s?:"
)  # « commune de X⏎Dépense subventionnable : »
_VERB: Final = re.compile(r"\s(?:est|sont|sera|seront|a|ont|avait|avaient)(?=\s|\Z)")
_CAPITALS: Final = re.compile(r"[A-ZÀ-Ý]{3}[A-ZÀ-Ý&'’.-]{1,}(?:\s[A-ZÀ-Ý0-9&'’.-]{1,}){0,5}")
_NAME_START: Final = re.compile(
    r"(?:(?<![a-z])(?=(?:m\.|mme|mlle|monsieur|madame|messieurs|consorts|epoux|indivision)\s)|[\n;:,(•*–—-]\s{0,6}"
    r"|(?<![a-z'])(?:a|au|aux|de|du|des|par|que|et|avec|pour|chez)\s{1,3}|(?<![a-z])(?:l'|d')|(?<![a-z])(?:la|le|les)\s{1,3}"
    r"|[.]\s{1,3}(?:l'|la |le |les )?)(?=[^\W\d_«\"])"
)


def _parse_payer(text: str, _plain: str, start: int, limit: int) -> RecipientName | None:
    """Parse the name of who paid for the body, whatever office he holds: « M. X, adjoint, a réglé »."""
    return parse_name(text, start, limit)


def _takes_part(plain: str, point: Point, name: RecipientName, what: str) -> bool:
    """Return whether words beside a name say that it contracts, sells or is helped."""
    before = plain[max(point.start, name.start - _BESIDE) : name.start]
    if what in _FURTHER:
        return _SELLS.search(before) is not None or _SELLER_AFTER.match(plain, name.end) is not None
    if what == "remboursement":
        return _HAS_PAID.match(plain, name.end) is not None
    if what in ("marche", "avenant"):
        return _CONTRACTS.search(before) is not None or _WILL_WORK.match(plain, name.end) is not None
    return _HELPED.search(before) is not None or _CLAIMS.match(plain, name.end) is not None


_WILL_WORK: Final = re.compile(
    r",?\s(?:[^.;€,]{0,40},\s)?(?:accepte|propose|s'engage|effectuera|realisera|fournira|livrera"
    r"|assurera)\s(?:d'|de |a |l)"
    r"|,?\s(?:est|a ete|sont) (?:donc |jugee? )?(?:(?:la|le) )?(?:plus|mieux|moins|retenu|choisi|prefer"
    r"|design|attributaire)"
)
_CLAIMS: Final = re.compile(r",?\s(?:qui )?(?:nous )?(?:a )?(?:reclam|factur)\w{1,4}(?![a-z])")
_HAS_PAID: Final = re.compile(r",?\s(?:[^.;€,]{0,40},\s)?(?:a|ont)\s(?:du\s)?(?:regl|pay|avanc|achet|acquitt)")


def _words(name: str) -> set[str]:
    return {word for word in re.findall(r"[a-z0-9]+", fold_accents(name)) if len(word) >= _SHORT_WORD} - _SMALL


_SMALL: Final = {
    "les",
    "des",
    "aux",
    "sur",
    "commune",
    "ville",
    "societe",
    "association",
    "entreprise",
    "sarl",
    "sas",
}
