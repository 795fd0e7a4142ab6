"""Find awards by the frame of their sentence: a word that pays, and the places of its beneficiary and its sum.

« La contribution au Syndicat X s'élève à 3 210 € », « fixe à 12 450 € la participation de la commune au SIVOM »,
« rembourser à Mme Y la somme de », « Acceptation du devis Z de 7 540 € », « garantie à hauteur de 50 % à la SA X …
au titre de l'emprunt de ». The sentence decides, or a vote follows it. The beneficiary is the first after the word
that a preposition of this word leads to; a sum that something else leads to (an estimate, a rent, a share of
others) is none, nor is one that another body pays.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from recueil.facts.awards import phrases
from recueil.facts.awards.clauses import AwardMatch, Clause, Decision, is_delegated, recalls_decision
from recueil.facts.awards.phrases import alternatives
from recueil.facts.awards.recipients import RecipientName, parse_name
from recueil.facts.awards.sentences import SentenceFinder
from recueil.text import fold_accents
from recueil.values import Amount, Mention

_ROLES = (None, "subvention", "marche", "prix-vente", "pret", "cotisation", "cout-total", "indemnite", "seuil")
_IN_FAVOUR = r"en faveur d(?:e|u|es)?|au (?:profit|benefice) d(?:e|u|es)?"
_TO = f"{_IN_FAVOUR}|a|au|aux"


@dataclass(frozen=True, slots=True)
class _Frame:
    """Words that pay, and the prepositions that lead to who is paid.

    ``named``: only a name that says its kind, or stands in capitals, is a beneficiary. ``bare``: a name in
    capitals may follow at once. ``direct``: a person may, « indemniser M. X ». ``reach``: characters between the
    words and the preposition. ``adjacent``: the sum may follow the name without a word between.
    """

    what: str
    words: re.Pattern[str]
    leads: re.Pattern[str]
    named: bool = False
    bare: bool = False
    reach: int = 190
    adjacent: bool = False
    direct: bool = False


def _leads(prepositions: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{prepositions})(?:\s{{1,20}}|(?<='))")


# « une convention entre la ville de Brey et l'association X »
_BETWEEN_PARTIES = (
    r"entre\s{1,3}(?:l'|la |le |les )?(?:ville|commune|mairie|collectivite|communaute|metropole|agglomeration"
    r"|syndicat|departement|region|etat|ccas)(?![a-z])[^€.;:]{0,90}?\set"
)

# « 37 jardinières seront garnies par les Serres du Val pour un total de 703 € »
_WILL_BE_DONE = (
    r"ser(?:a|ont) (?:realise|effectue|execute|assure|fourni|livre|garni|pose|installe|anime|peint|repare|nettoye"
    r"|entretenu|remplace|organise|construit)e?s?"
)
_FRAMES = (
    _Frame(
        "subvention",
        re.compile(r"(?<![a-z])conventions?(?![a-z])[^€.;]{0,60}?\sd'objectifs(?: et de moyens)?(?![a-z])"),
        _leads(rf"avec|{_BETWEEN_PARTIES}"),
        named=True,
        adjacent=True,
    ),
    _Frame(
        "garantie",
        re.compile(r"(?<![a-z])(?:garantie|garantir|cautionnement)(?![a-z])(?! de bonne| decennale| a premiere)"),
        _leads(rf"{_TO}|par"),
        named=True,
    ),
    _Frame(
        "remise gracieuse",
        re.compile(r"(?<![a-z])remises? (?:gracieuses?|de dettes?)(?![a-z])"),
        _leads(_TO),
    ),
    _Frame(
        "fonds de concours",
        re.compile(r"(?<![a-z])fonds de concours(?![a-z])"),
        _leads(_TO),
    ),
    _Frame(
        "subvention",
        re.compile(
            r"(?<![a-z])(?:subventions?|forfait (?:communal|d'externat)|soutien financier|dons?(?= (?:de|a|au)\b)"
            r"|bourses?|secours(?= (?:de|a|au|d'un)))(?![a-z])"
        ),
        _leads(rf"{_TO}|pour"),
        named=True,
    ),
    _Frame(
        "aide",
        re.compile(
            r"(?<![a-z])dotations?(?: (?:globale|annuelle|complementaire))?(?: de (?:financement"
            r"|fonctionnement))?(?![a-z])"
        ),
        _leads(rf"{_TO}|d(?:e|u)|d'"),
        named=True,
    ),
    _Frame(
        "",
        re.compile(r"(?<![a-z])(?:attribu|accord(?!s?[ -]cadre)|allou|octro|vers|revers)\w{1,5}(?![a-z])"),
        _leads(_TO),
        named=True,
    ),
    _Frame("aide", re.compile(r"(?<![a-z])aides?(?: financieres?)?(?![a-z])"), _leads(_TO), named=True),
    _Frame(
        "participation",
        re.compile(r"(?<![a-z])(?:participations?|contributions?|quotes?-parts?)(?![a-z])"),
        _leads(rf"{_TO}|pour|envers|aupres d(?:e|u|es)?"),
        named=True,
    ),
    _Frame(
        "aide",
        re.compile(
            r"(?<![a-z])(?:aid(?:er|e(?! [adf]))|soutenir|financ(?:er|e)|subventionn(?:er|e)"
            r"|parrain(?:er|e)|recompens(?:er|e))(?![a-z])"
        ),
        _leads(r"l'|la|le|les"),
        named=True,
        reach=14,
    ),
    _Frame(
        "indemnite",
        re.compile(r"(?<![a-z])(?:indemnis(?:er|e)|dedommag(?:er|e))(?![a-z])"),
        _leads(r"l'|la|le|les|a|de"),
        named=True,
        reach=14,
        direct=True,
    ),
    _Frame(
        "participation",
        re.compile(r"(?<![a-z])(?:particip(?:er|e|ation)|contribu(?:er|e|tion)) au financement(?![a-z])"),
        _leads(r"de|du|d'"),
        reach=6,
    ),
    _Frame(
        "participation",
        re.compile(
            r"(?<![a-z])apport(?:er|e|ent) (?:son|sa|un|une) (?:concours|soutien|aide"
            r"|contribution)(?: financi(?:er|ere))?"
        ),
        _leads(_TO),
        named=True,
    ),
    _Frame(
        "participation",
        re.compile(
            r"(?<![a-z])(?:particip(?:er|e|ent)|contribu(?:er|e)|concourir|abond(?:er|e)|partenariat|parrainage)(?![a-z])"
        ),
        _leads(r"a|au|aux|de|du|d'|avec"),
        named=True,
        reach=60,
    ),
    _Frame(
        "participation",
        re.compile(
            r"(?<![a-z])(?:augmentation d[eu] capital|prise de participation|parts sociales|actions)(?![a-z])"
        ),
        _leads(r"de|du|d'|dans|au capital d(?:e|u)"),
        named=True,
        reach=24,
    ),
    _Frame(
        "cotisation",
        re.compile(r"(?<![a-z])(?:cotisations?|adhesions?|adherer|adhere)(?![a-z])"),
        _leads(r"a|au|aux|aupres d(?:e|u|es)?"),
    ),
    _Frame(
        "indemnite",
        re.compile(r"(?<![a-z])(?:indemnites?|primes?|gratifications?)(?![a-z])"),
        _leads(rf"{_TO}|pour"),
        named=True,
    ),
    _Frame(
        "cession",
        re.compile(
            r"(?<![a-z])(?:ced(?:er|e|ent|ee?s?)|cession(?<!contrat de cession)(?! d(?:u|es|e) droits?)"
            r"|vend(?:re|u|ues?|ent)?|ventes?"
            r"|alien(?:er|ation))(?![a-z])"
        ),
        _leads(rf"(?:{_IN_FAVOUR}|a(?! titre| l'amiable| l'euro| hauteur)|au(?! prix| tarif)|aux)"),
        named=True,
    ),
    _Frame(
        "acquisition",
        re.compile(r"(?<![a-z])(?:acquerir|acquereur|acquisition|acquiert)(?![a-z])"),
        _leads(
            r"a(?! l'amiable| l'euro| titre)|au(?! prix)|aux|aupres d(?:e|u|es)?|appartenant a|de(?=\s(?:m|mme"
            r"|monsieur|madame|la soc|la sci|la sarl)\b\.?)|des(?=\s(?:consorts|epoux)\s)"
        ),
        named=True,
    ),
    _Frame(
        "marche",
        re.compile(r"(?<![a-z])(?:devis|offres?|propositions?(?! d[e'])|factures?|honoraires)(?![a-z])"),
        _leads(r"(?:etablie?s?|presentee?s?|proposee?s?|remise?s?|faite?s?) par|de|du|d'"),
        named=True,
        bare=True,
        reach=26,
    ),
    _Frame(
        "marche",
        re.compile(
            r"(?<![a-z])(?:contrats?|conventions?|marches?|commande(?:s|es|ee|ees)?|missions?|prestations?|assurances?"
            r"|transports?|fai(?:re|t) appel|recour(?:ir|s)|confi(?:er|e|ee|es|ent)|souscri\w{1,4}|attribu\w{1,5}"
            r"|retenir|retien\w{1,3}|retenue?s?|conclu(?:re|e?s?)|sign(?:er|e)|maitrise d'(?:œ|oe)uvre)(?![a-z])"
        ),
        _leads(
            rf"{_BETWEEN_PARTIES}|avec|a|au|aux|aupres d(?:e|u|es)?|chez"
            r"|(?<!charge )(?<!realises )par(?=\s(?:l'|la |le )?(?:entreprise|societe|cabinet|sarl|sasu?|eurl)\s)"
        ),
        named=True,
    ),
    _Frame(
        "marche",
        re.compile(r"(?<![a-z])(?:prononcee?s?|choix)(?![a-z])"),
        _leads("en faveur d(?:e|u|es)?|sur(?= l'(?:offre|entreprise))"),
        named=True,
    ),
    _Frame("marche", re.compile(rf"(?<![a-z]){_WILL_BE_DONE}(?![a-z])"), _leads("par"), named=True, reach=4),
    _Frame(
        "marche",
        re.compile(r"(?<![a-z])(?:achats?|acheter?)(?![a-z])"),
        _leads(r"a|au|aux|aupres d(?:e|u|es)?|chez"),
        named=True,
        adjacent=True,
    ),
    _Frame(
        "versement",
        re.compile(
            r"(?<![a-z])(?:revers(?:er|e|ement)|rembours(?:er|e|ement)|restitu(?:er|e|tion)|regl(?:er|e|ement)"
            r"|pa(?:yer|ye|ie|iement|yement)|mandat(?:er|e|ement))(?![a-z])"
        ),
        _leads(_TO),
    ),
    _Frame(
        "versement",
        re.compile(r"(?<![a-z])(?:prise?|prend|prendre|prennent) en charge(?![a-z])"),
        _leads(r"de|du|des|d'|pour"),
        named=True,
    ),
)
# What stands between the beneficiary and its sum: « s'élève à », « d'un montant annuel de », « : », « ( ».
_TO_SUM = re.compile(
    r"(?:s'elev\w{1,5}(?: [a-z]{4,12}){0,2} a|[–-] cout :|(?:est|sera|sont)(?: [a-z]{4,12}){0,2}(?: de| a)"
    r"|montants?(?: [a-z]{4,14}){0,3}(?: de| :)|montant maximum|un total de"
    r"|(?:la|une|de) somme (?:[a-z]{5,16} )?de|hauteur de|prix(?: [a-z]{4,12})? (?:de|a)"
    r"|moyennant(?: [a-z' ]{3,40})?"
    r"|(?:prime|cotisation|participation|subvention|contribution|redevance|indemnite|aide|honoraires?|cout|emprunt"
    r"|prets?|forfait)(?: [a-z0-9']{2,14}){0,6} (?:de|a|:)|soit|pour|[:(–-]|\bde|\ba|d')"
    r"\s{0,3}(?:[$+]\s{0,2})?\Z"
)
_BETWEEN = 190
# « pour un montant minimum annuel de 5 000 € HT et maximum de 40 000 € HT »: the most is what is decided.
_MAXIMUM = re.compile(
    r"(?<![a-z])(?:montants? |un )?mini\w{0,3}(?![a-z])[^€.;]{0,40}€\s?(?:h\.?t\.?"
    r"|ttc)?[^€.;]{0,40}(?<![a-z])maxi\w{0,3}(?![a-z])[^€.;]{0,40}\Z"
)
_OTHER_SUM = re.compile(
    r"(?<![a-z])(?:couts?(?! s'elev| est| annuel|\s?:\s{0,3}\Z)|estim(?:e|ee|es|ees|ation|ations)"
    r"|budget\w{0,2}|depenses?"
    r"|totale? de|recettes?|capital|tarifs?|loyers?"
    r"|redevances?|dont|reste|demand\w{1,4}|sollicit\w{0,4}|au lieu|contre|encours|valeur|plafon\w{1,4}"
    r"|seuils?|limite"
    r"|deduction|initial\w{0,2}|initialement|avait|avaient|enveloppe|excedent|deficit|credits?|chapitre|article|subventionnable"
    r"|franchise|penalites?|caution|avant|annulee?|minimum|chacune?|sur un|sur la base|rapporte|solde"
    r"|assiette|inferieure?s?"
    r"|superieure?s?|exced\w{2,5})(?![a-z])"
)
_DECIDES = re.compile(
    alternatives(
        *(rf"{verb}\w{{0,6}}" for verb in ("decid", "approuv", "accept", "autoris", "attribu", "allou", "octroy")),
        *(
            rf"{verb}\w{{0,6}}"
            for verb in ("valid", "retien", "reten", "confi", "fix", "adopt", "accord(?!s?[ -]cadre)")
        ),
        *("vot(?:e|er|ent)", "donne un avis favorable", r"enterin\w{1,3}", r"consent\w{0,3}", "prend en charge"),
        *(
            "charge",
            "arrete",
            "donne son accord",
            r"s'engag\w{1,3}",
            r"renouvel\w{0,8}",
            "concede",
            "vend",
            "cede",
        ),
        *(
            "est attribue\\w{0,2}",
            "acceptation",
            "approbation",
            "attribution",
            "dit que",
            "emet",
            "conclu\\w{0,4}",
        ),
        *(
            "est souscrite?",
            "paie",
            "verse",
            "rembourse",
            "reverse",
            "affecter",
            "consacrer",
            "commande",
            "mandate",
            "garantit",
            "loue a",
            _WILL_BE_DONE,
            "signature",
        ),
    )
    + "(?![a-z])"
)
# « Le conseil, à l'unanimité, accepte ce devis », after the sentence.
_DECIDED_AFTER = re.compile(
    r"unanim|(?<![a-z])(?:donne(?:nt)? (?:son|leur) accord|accorde?(?![a-z])|adopt|approuv|accept|valid"
    r"|autoris|decid|retien|reten|emet un avis favorable|avis favorable|accord du conseil)"
    r"\w{0,5}|[0-9]\s(?:voix\s)?pour(?![a-z])|(?:conseil|comite|bureau)(?:\s[a-z]{6,16})?\sattribue(?![a-z])"
)
_AFTER = 330
# « décide à l'unanimité :⏎– d'apporter son concours à »: an item of a list is decided by what introduces it.
_INTRODUCES = re.compile(
    r"(?<![a-z])(?:decide(?:nt)?|approuve(?:nt)?|accepte(?:nt)?|arrete(?:nt)?)(?![a-z])[^.;:€]{0,120}:"
    r"(?:(?!\n\s{0,40}\n|[a-z]\.\s)[\s\S]){0,600}?[\n;,]\s{0,20}[-–—•*]?\s?\Z"
)
_INTRODUCED = 760
# « Décision n° 2023-12 : contrat avec », an item of the decisions that the mayor took.
_NUMBERED = re.compile(
    r"(?<![a-z])(?:decisions?|dm|dp|dec)\.?\s?(?:n\s?[°o]\s?)?(?:20)?[0-9]{2,4}\s?[-/_. ]\s?[0-9]{1,4}(?![0-9])"
)
_REPAYS = ("rembours", "restitu")
# « Le Département versera à la commune », « une aide de la Région »: another pays.
_OTHERS_PAY = re.compile(
    r"(?<![a-z])(?:departement|region|etat|caf|agence|conseil (?:departemental|regional|general)|prefecture|europe"
    r"|communaute|metropole|agglomeration|syndicat|assurance|assureur)(?![a-z])[^.;€]{0,60}?\s"
    r"(?:versera|verse|accorde|attribue|apporte(?:ra)?|octroie|alloue|reverse|rembourse|prend en charge"
    r"|participe)(?:ra)?(?![a-z])"
)
_REFUSES = re.compile(
    r"(?<![a-z])(?:refus\w{0,4}|rejet\w{1,3}|ne (?:souhaite|peut|donne) pas|n'accept\w{1,4}|defavorable"
    r"|ajourn\w{1,4})"
)
_COMPARED = re.compile(r"(?<![a-z])(?:devis|offres?|entreprises?|societes?|propositions?)(?![a-z])")
_VISA = re.compile(r"(?:\A|[\s,;–-])(?:vu|considerant)\s")
# « fixe à 12 450 € la participation de la commune au SIVOM »
_SETS = re.compile(
    alternatives(
        *(r"fix\w{1,4}", r"arret\w{1,3}", "port(?:e|er)", r"revers\w{1,5}", r"rembours\w{1,6}", r"restitu\w{1,5}"),
        *(
            r"regl\w{1,5}",
            "payer",
            "paie",
            "paiement",
            r"mandat\w{1,5}",
            "remises? gracieuses?",
            "dons?",
            "verser?",
        ),
        *("apport(?:er|e|ant)", "affect(?:er|e)", "consacr(?:er|e)", r"cheques?[ -]cadeaux?"),
        *(r"cartes?[ -]cadeaux?", "bons? d'achat"),
    )
    + "(?![a-z])"
)
_GAP_WORD = (
    r"l[ae]s?|l'\w{3,12}|du|des?|d'\w{3,12}|sa|une?|montant|somme|participation|contribution|subvention|cotisation"
    r"|indemnite|aide|dotation|forfait|communale?|commune|ville|communaute|annuelle?|exceptionnelle?"
    r"|travers|sous|forme|fonds|concours|d'un|versee?s?|allouee?s?|accordee?s?|attribuee?s?|due?s?|titre"
    r"|est|sera|offerte?s?|remise?s?|au (?:benefice|profit)"
    r"|fonctionnement|conseil|gardiennage|equilibre|sur|a verser|a payer|20[0-9]{2}"
)
_SUM_FIRST = re.compile(
    rf"(?:\s?\(?(?:ht|ttc|nets?)(?![a-z])\)?)?,?(?:\s{{1,3}}(?:{_GAP_WORD})(?![a-z])){{0,12}}?\s{{1,3}}(?:{_TO})"
    r"(?:\s{1,3}|(?<='))"
)
_NOUN_AFTER = re.compile(r"(?<![a-z])(participation|contribution|subvention|cotisation|indemnite|aide|dotation)")
# « SUBVENTIONS AUX ASSOCIATIONS À CARACTÈRE SOCIAL »
_NOT_PAYEE = re.compile(r"(?:caractere|vocation|but|dominante)\s")
_NOT_BODY = re.compile(
    r"(?:(?:l[ae]s?|l'|d[eu]s?|un|une)\s?)?(?:budget|compte|chapitre|article|titre|prix|travers|sein|cours"
    r"|debut|nom|vu|fur|regard|plus(?! (?:petit|grand|beau|belle)s?(?![a-z]))|moins"
    r"|total|present\w?|projet|mois|taux|lieu|terme|long|niveau|bord|sujet|bureau|conseil"
    r"|associations?(?: ci| suiv| local| de la commune)?\s{0,2}\Z"
    r"|notaire|geometre|lotissement|parcelle|maire|mairie|tribunal|commission|service"
    r"|service des? domaines?|domaines|plu|cgct|tva|rue|avenue|route"
    r"|place|chemin|lot|lots|section|salle|cimetiere|ecole(?! de musique| priv|s? s[t.a])|stade|gymnase"
    r"|construction|amenagement|communes?\Z)(?![a-z])"
)


def find_in_frames(
    text: str, plain: str, amounts: Sequence[Mention], taken: Collection[int]
) -> Iterator[AwardMatch]:
    """Yield the awards that sentences state by their frame; ``taken``: offsets of amounts that have an award."""
    sentences = SentenceFinder(text, plain)
    before = 0
    for amount in amounts:
        value = amount.value
        if (
            amount.start not in taken
            and isinstance(value, Amount)
            and value.role in _ROLES
            and value.amount > 1
            and value.per in (None, "an")
            and not phrases.RESTATES.fullmatch(plain, before, amount.start)
            and not phrases.PER_AREA.match(plain, amount.end)
            and (clause := sentences.around(amount, before)) is not None
            and (found := _read(clause)) is not None
        ):
            what, name = found
            yield AwardMatch(min(name.start, amount.start), max(name.end, amount.end), what, name, amount)
        before = amount.end


def _read(clause: Clause) -> Decision | None:
    sentence = clause.sentence
    if (
        recalls_decision(sentence)
        or _asks_for_money(sentence)
        or _OTHERS_PAY.search(sentence)
        or (_VISA.match(sentence) and not phrases.DECIDES.search(sentence))
        or _REFUSES.search(clause.plain, clause.start, clause.amount.end + _AFTER)
        or phrases.LETS.search(sentence)
        or not _is_decided(clause)
    ):
        return None
    return _read_sum_last(clause) or _read_sum_first(clause)


def _asks_for_money(sentence: str) -> bool:
    """Return whether the last verb asks for money or receives it; to repay is to pay."""
    *_, stance = (None, *phrases.STANCE.finditer(sentence))
    return stance is not None and stance["asks"] is not None and not stance["asks"].startswith(_REPAYS)


def _is_decided(clause: Clause) -> bool:
    """Return whether the sentence decides, the words do that introduce its list, or a vote follows before another
    sum.
    """
    if _DECIDES.search(clause.sentence) or _NUMBERED.search(clause.sentence) or is_delegated(clause):
        return True
    if _INTRODUCES.search(clause.plain, max(0, clause.start - _INTRODUCED), clause.start):
        return True
    after = _DECIDED_AFTER.search(clause.plain, clause.amount.end, clause.amount.end + _AFTER)
    return after is not None and clause.plain.count("€", clause.amount.end, after.start()) < 2


def _read_sum_last(clause: Clause) -> Decision | None:
    """Return the beneficiary that stands between the words that pay and the sum, or None."""
    if _MAXIMUM.search(clause.plain, clause.start, clause.amount.start):
        clause = replace(clause, own=clause.start)
    for frame in _FRAMES:
        for words in frame.words.finditer(clause.plain, clause.own, clause.amount.start):
            name = _first_name(clause, frame, words.end())
            if name is None or not _leads_to_sum(clause, name, adjacent=frame.adjacent):
                continue
            if frame.what == "garantie" and "pret" not in clause.sentence and "emprunt" not in clause.sentence:
                continue
            if frame.what == "marche" and (phrases.LOANS.search(clause.sentence) or not _is_chosen(clause)):
                continue
            if frame.what in ("marche", "cession") and phrases.NOT_AWARDED.search(
                clause.sentence.replace("estimatif", "")
            ):
                continue
            if kind := _kind(clause, frame, name):
                return kind, name
    return None


def _kind(clause: Clause, frame: _Frame, name: RecipientName) -> str:
    """Return the kind of decision, empty if none; « attribue à l'association X une subvention » is no contract."""
    gift = phrases.GIFTS.search(clause.plain, name.end, clause.amount.start)
    if frame.what == "aide" and gift and gift.lastgroup == "subvention":
        return "subvention"  # « aider la Fondation X sous la forme d'une subvention de 160 € »
    if frame.what not in ("", "marche"):
        return frame.what
    if gift:
        group = str(gift.lastgroup)
        return phrases.GIFT_NAMES.get(group, group)
    if not frame.what:
        return ""
    return "avenant" if clause.contains(phrases.AVENANT) else "marche"


_CAPITALS = re.compile(r"\s{1,3}(?=(?:[A-ZÀ-Ý&][A-ZÀ-Ý0-9&'’.-]{2,30})\s)")


def _first_name(clause: Clause, frame: _Frame, start: int) -> RecipientName | None:
    if frame.bare and (at := _CAPITALS.match(clause.text, start, clause.amount.start)):
        return parse_name(clause.text, at.end(), clause.amount.start)
    if frame.direct and (at := phrases.PERSON_NEXT.match(clause.plain, start, clause.amount.start)):
        return parse_name(clause.text, at.end(), clause.amount.start)
    for lead in frame.leads.finditer(clause.plain, start, clause.amount.start):
        between = clause.plain[start : lead.start()]
        if len(between) > frame.reach or (frame.bare and " par " in between):
            return None  # « devis validé par la Fédération de pêche »
        if _NOT_BODY.match(clause.plain, lead.end()):
            continue
        name = parse_name(clause.text, lead.end(), clause.amount.start)
        if (
            name
            and (not frame.named or _names_payee(clause, name))
            and not (frame.what in ("", "marche", "subvention") and _pays_council(clause, name))
            and not phrases.BANK.match(clause.plain, name.start)
        ):
            return name
    return None


_PUBLIC_FUNDER = re.compile(
    r"(?:caf|etat|region|departement|conseil (?:departemental|regional|general)|prefecture|ademe|drac|ars|anah|msa"
    r"|caisses? d'allocations|agence de l'eau|agence nationale)(?![a-z])"
)
_OF_CONVENTION = re.compile(r"(?<![a-z])conventions?(?![a-z])[^€.;]{0,160}\Z")


def _pays_council(clause: Clause, name: RecipientName) -> bool:
    """Return whether a name is that of a funder with whom a convention is made: it pays."""
    return (
        _PUBLIC_FUNDER.match(clause.plain, name.start) is not None
        and _OF_CONVENTION.search(clause.plain, clause.start, name.start) is not None
    )


def _names_payee(clause: Clause, name: RecipientName) -> bool:
    """Return whether a name says what it is, or is a proper one in capitals."""
    if _NOT_PAYEE.match(fold_accents(name.words)):
        return False
    words = name.words.split()
    proper = sum(word[0].isupper() for word in words)
    return clause.kind(name) is not None or proper > 1 or (words[0].isupper() and len(words[0]) > 2)


def _leads_to_sum(clause: Clause, name: RecipientName, *, adjacent: bool) -> bool:
    gap = _MAXIMUM.sub("montant de ", clause.plain[name.end : clause.amount.start])
    if adjacent and not gap.strip(" ,\n"):
        return True
    if len(gap) > _BETWEEN or _OTHER_SUM.search(gap):
        return False
    if "€" in gap and not gap.rstrip().endswith("soit"):
        return False
    return _TO_SUM.search(gap) is not None


def _is_chosen(clause: Clause) -> bool:
    """Return whether no other price of another firm stands near: offers are compared before one is chosen."""
    start = max(0, clause.start - 260)
    above = clause.plain[start : clause.start]
    compared = "€" in above and _COMPARED.search(above) is not None
    return not compared or phrases.RETAINS.search(clause.sentence) is not None or is_delegated(clause)


def _read_sum_first(clause: Clause) -> Decision | None:
    """Return the beneficiary in « fixe à 12 450 € la participation de la commune au SIVOM », or None."""
    *_, sets = (None, *_SETS.finditer(clause.plain, clause.own, clause.amount.start))
    if sets is None or _OTHER_SUM.search(clause.plain, sets.end(), clause.amount.start):
        return None
    match = _SUM_FIRST.match(clause.plain, clause.amount.end, min(len(clause.plain), clause.stop))
    if match is None or _NOT_BODY.match(clause.plain, match.end()):
        return None
    name = parse_name(clause.text, match.end(), clause.stop)
    if name is None or not _names_payee(clause, name):
        return None
    if sets[0].startswith("remise"):
        return "remise gracieuse", name
    noun = _NOUN_AFTER.search(clause.plain, clause.amount.end, match.end()) or _NOUN_AFTER.search(
        clause.plain, sets.end(), clause.amount.start
    )
    word = noun[1] if noun else ""
    return {"contribution": "participation", "dotation": "subvention", "": "versement"}.get(word, word), name
