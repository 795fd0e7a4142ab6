"""Extract the requests for money: whom the body asks, and how much.

« sollicite une subvention de 12 000 € auprès du Département », « au titre de la DETR ». A funder is one of a
closed list (État, Région, agencies, European funds, syndicats), one of its schemes (DETR, fonds vert), or, where
none of them is named, who is asked « auprès de ». « l'État au titre de la DETR » is one funder; « la DETR et le
fonds vert » are two. A request that an association addresses to the commune is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from recueil.facts.awards.funders import FUNDER, FUNDER_WORDS, OWNERS, funder_keys, is_scheme, key_of
from recueil.text import PrefilteredPattern, fold_accents
from recueil.values import Amount, Mention, Percentage
from recueil.values.award import Funder, FundingPlan
from recueil.values.mention import mentions_between

_ASKS = PrefilteredPattern(
    r"(?<![a-z])(?:sollicit\w{1,4}|(?P<noun>demandes?(?=\s{1,3}(?:de|d'|aupres)|,?\s{1,3}(?:l'une\s)?au titre))"
    r"|demand(?:e|er|era|eront|ent|ons|ant)(?!\s(?:si|s'il|que|qu'|a ce que|pourquoi|comment|quand|combien))"
    r"|(?P<participle>demandees?|attendue?s?|escomptees?|sollicitees?"
    r"|(?<=€ )(?:demande|sollicite)s?(?=\s(?:a|au|aux|aupres)\s))"
    r"|(?P<possible>eligibles?(?<!depenses eligibles)(?<!depense eligible)(?<!montant eligible)(?<!cout eligible)"
    r"(?<!travaux eligibles)(?=\s?:|\s(?:a|au|aux)\s)"
    r"|(?:financ|subventionn)ables?(?=\s(?:par|a|au))|susceptibles? (?:de |d')(?:beneficier|obtenir)"
    r"|(?:peut|pourrait) (?:pretendre|beneficier|faire l'objet"
    r"|(?P<obtained>etre (?:obtenue|accordee|attribuee|mobilisee))))"
    r"|(?:depos(?:e|er|ent|ons)|etabli(?:r|t))\s{1,3}(?:"
    r"(?:une|la|les|des|un|le|ce)\s)?(?:dossiers?|demandes?)"
    r"|(?P<applies>candidater|(?:presenter|inscrire)\s{1,3}(?:(?:une?|la|le|l'|ce|cette|sa)\s?)"
    r"(?:dossier|projet|candidature|operation)))(?![a-z])",
    *("sollicit", "demand", "attendu", "escomptee", "eligible", "susceptible", "peut ", "pourrait ", "depos"),
    *("financable", "subventionnable", "etabli", "candidater", "presenter", "inscrire"),
)
# « valide la demande de subvention auprès du », « une demande sera déposée »; a title asks for nothing by itself.
_MAKES = re.compile(
    r"(?<![a-z])(?:valid|approuv|autoris|depos|present|adress|formul|effectu|etabli|faire|fait|decid|transm|propos|engag|lanc)\w{0,6}(?![a-z])"
)
_MADE = re.compile(
    r"(?<![a-z])(?:sera|seront|est|sont|ont ete|a ete|peut etre) (?:deposee?|faite?|adressee?"
    r"|presentee?|formulee?)s?(?![a-z])"
)
_MAKES_REACH = 110
# A title asks for money where a decision follows; an agenda decides nothing.
_DECIDED = re.compile(r"(?<![a-z])(?:unanim|approuv|adopt|decid|autoris|valid|sollicit|accept|vote\s?:)")
_AGENDA = re.compile(r"ordre du jour|convocation|compte rendu des (?:decisions|delegations)|decisions? du maire")
_DECIDED_REACH, _AGENDA_REACH = 1500, 2500
_LONGEST_BRACKET = 90
_NEXT_SENTENCE, _BEFORE_REACH, _AFTER_REACH = 320, 220, 500
_ASKED_AFTER = re.compile(
    r"(?<![a-z])(?:sollicit|demande(?:r|nt)? (?:ces|les|cette|la) "
    r"|charge [^.;€]{0,30}?(?:des|de la|de ces) demandes?(?![a-z])"
    r"|(?:depos|present|transm|adress|effectu)\w{1,5} (?:les?|la|une?|ces?|cette) (?:demande|dossier)s?(?![a-z]))"
)
_BLANK = re.compile(r"\n\s{0,60}\n|[;]\s")
_LEAD_TO_FUNDER = re.compile(
    r"(?<![a-z])(?:(?:au titre|aupres|dans le cadre|appels? a (?:projets?|manifestation d'interet)(?: lance)?)"
    r" (?:du |de la |de l'|des |de |par (?:l'|la |le ))|(?:co)?financee?s? par "
    r"(?:l'|la |le )?)"
    r"|\n\s{0,20}(?:[a-z0-9]{1,2}[).°]|[-*•–➢])?\s{0,3}(?=[^:\n]{3,60}\s?:)"
    r"|(?:que|,)\s(?:la |le |l')"
    r"(?=[^.;€]{6,90}?\s(?:attribue|accorde|octroie|subventionne|soutient|finance)(?![a-z]))"
)
_AID = re.compile(
    r"(?<![a-z])(?:subventions?|aides?|concours financiers?|concours|participations?|soutiens? financiers?|soutien"
    r"|financements?|cofinancements?|co-financements?|fonds|dotations?|credits|detr|dsil"
    r"|accompagnement financier)(?![a-z])"
)
_AID_REACH = 90
_NOUN_REACH = 60
_REACH = 420
# Where the request ends: the next sentence or the next verb of the dispositif.
_STOP = r"[.;](?=\s)(?<!\sart\.)(?<!\.[a-z]\.)(?<!\sm\.)(?<!\smm\.)"  # not « F.I.P.D. pour », « M. le Préfet »
_END = re.compile(
    _STOP + r"|\n\s{0,60}(?:\n|[-•*>–➢]\s|\d{1,2}[°)]|[a-z]\)\s)"
    r"|\s[-–•➢]\s(?=[a-z' ]{0,12}(?:autoris|dit|precis|charg|approuv|donn|s'engag|inscri|mandat))"
    r"|(?<![a-z])(?:autorise|donne pouvoir|charge|dit que|s'engage|apres en avoir"
    r"|le conseil(?! (?:departemental|regional|general)(?![a-z]))|considerant|vu l|adopte|inscrit)(?![a-z])"
    r"|[,;\n]\s{0,40}(?=sollicit)"
)
_SENTENCE_END = re.compile(r"[a-z0-9»)]\.\s(?<!\.[a-z]\.\s)(?<!\sm\.\s)(?<!\smm\.\s)")
_LIST_END = re.compile(_STOP + r"(?!;?\s{0,4}[-•*–➢])|\n\s{0,60}\n")
_CITED = re.compile(
    r"(?<![a-z])(?:vu (?:la|les|le|l')\s?(?:possibilite de\s)?|avai(?:t|ent)\s|rappel\w{1,4}\s[^.;]{0,80}"
    r"|par (?:une |sa )?(?:deliberation|courrier)\s[^.;]{0,90}"
    r"|(?:sa|leur|leurs|ses|de ces|aux)\s)\Z"
)
# Who asks the body, or asks for itself: « L'école de musique sollicite de la commune une subvention ».
_OTHER_ASKS = re.compile(
    r"(?:\A|[:;\n–-]\s{0,3}|,\s|que\s|qu')(?:l'|le |la |les |un |une |d'|cette |certaines? )?"
    r"(?:associations?|amicale|clubs?|comite des|ecole|college|lycee"
    r"|cooperative|foyer|union|societe|compagnie|entreprise|famille|harmonie|paroisse|ligue|collectif"
    r"|prevention routiere|office de tourisme"
    r"|croix[- ]rouge|sapeurs|parents d'eleves|ehpad)(?![a-z])"
    r"(?:(?!(?:et|,)\s(?:que )?(?:la|notre) (?:commune|ville|communaute)"
    r"|conseil|maire(?![a-z])|president|bureau|comite syndical|decid|autoris|propos|convient)[^.;]){0,110}\Z"
)
# « la demande de subvention de la MJC auprès de la CAF »
_BY_ANOTHER = re.compile(
    r"\s(?:de |d['’])(?:subvention|aide|financement)\s(?:d[eu]s?\s|de la\s|de l['’]|d['’])"
    r"(?!(?i:commune|ville|mairie|communaut[ée]|syndicat|m[ée]tropole|agglo|[ée]tat|d[ée]partement|r[ée]gion|conseil"
    r"|investissement|fonctionnement|[ée]quipement))(?:[A-ZÀ-Ý][\w’'-]{1,30}|association\s)"
    r"[^,.;:€]{0,60}?\s(?:aupr[èe]s|[àa] la|[àa] l|au)(?![a-z])"
)
# « demande à l'État de maintenir la dotation », not « de Loir-et-Cher »
_OTHER_WISH = re.compile(
    r"(?<![a-z])(?:de |d')(?:bien vouloir |lui |leur |nous ){0,3}(?!accord|attribu|octroy|financ"
    r"|subvention|particip|allou|verser|apport"
    r"|soutenir|aider|beneficier|bien|lui|leur|nous)(?P<verb>[a-z]{2,20}(?:er|ir|endre|ettre|aire))(?![a-z-])"
)
_REFUSED = re.compile(
    r"(?<![a-z])(?:avis|accord|autorisation|derogation|precisions?|report|obtenue?s?|emanant"
    r"|(?:presente|adresse|formule)e?s? par)(?![a-z])"
)

# Words that follow a name and are no part of it: « RÉGION BRETAGNE DANS LE », « Région Bretagne. Adopté »
_NO_PART = (
    r"(?!(?i:dans|pour|aux?|afin|sur|par|avec|est|sont|une?|qui|que|cette|ces?|il|elle|le|les|vu|dit|apr[èe]s"
    r"|consid[ée]rant|monsieur|madame|mm?e|adopt\w{1,3}|autoris\w{1,3}|approuv\w{1,3}|charge|d[ée]cid\w{1,3}"
    r"|vot[ée]\w{0,2}|unanimit[ée])(?![\w’'-]))"
)
# « sollicite le versement de la subvention de 12 000 € accordée par le Département en 2020 »
_GRANTED = re.compile(
    r"(?<![a-z])(?:la|les) (?:subvention|aide)s?(?![a-z])[^.;:]{0,60}?\s(?<!etre )"
    r"(?:accord|attribu|notifi|octroy)ees?\s(?:par|en|le)(?![a-z])"
)
_AFTER_NAME = re.compile(
    rf"(?:(?:[ \u00a0]|\s(?:de la|de l['’]|de|du|des|d['’]|en)\s?){_NO_PART}[A-ZÀ-Ý][\w’'-]{{1,30}}"
    r"(?:(?:[ -](?:et |de |du |la |les )?|\s?[-–‑]|[-–‑]\s|\s[-–]\s(?=[A-ZÀ-Ý][a-zà-ÿ]{1,20}-[A-ZÀ-Ý]))"
    rf"{_NO_PART}[A-ZÀ-Ý][\w’'‑-]{{1,30}}){{0,3}})"
    r"|\s20[0-9]{2}(?![0-9])"
)
_OPEN_BRACKET = re.compile(r"\s{0,2}\([^()€]{0,30}")  # « l'État (DRAC », « l'État (DETR et DSIL »
_ADDRESSEE = re.compile(
    r"(?i:aupr[eè]s)\s(?:du|de la|de l['’]|des|de|d['’])\s?"
    r"([A-ZÀ-Ý][\w’'.-]{1,30}(?:\s(?:(?:de la|de l['’]|d[eu]s?|et|des|la|le|les|pour|mixte|intercommunal"
    r"|national|r[ée]gional)\s){0,2}[A-ZÀ-Ý][\w’'.-]{0,30}){0,5})"
)
# « sollicite du SDIS de l'Oise une aide de 3 000 € »
_ASKED_BODY = re.compile(
    r"\s(?:du|de la|de l['’]|des|[àa] la|[àa] l['’]|au|aux)\s?"
    r"([A-ZÀ-Ý][\w’'.-]{1,30}(?:\s(?:(?:de la|de l['’]|d[eu]s?|et|des|la|le)\s?){0,2}[A-ZÀ-Ý][\w’'.-]{0,30}){0,4})"
    r"\s(?:une?|l['’]|la)\s?(?:subvention|aide|participation|concours|soutien)"
)
_UNKNOWN_SCHEME = re.compile(r"(?i:au titre)\s(?:du|de la|de l['’]|des)\s?([A-Z](?:\.?[A-Z]){2,9})(?![\w.])")
# « sollicite une subvention de la COVADO »
_OF_ACRONYM = re.compile(
    r"(?i:\s{1,9}une\s{1,9}(?:subvention|aide)(?:\s{1,9}(?:financi[eè]re|exceptionnelle))?\s{1,9}(?:de\s{1,9}la|du|de\s{1,9}l['’]))\s{0,9}([A-Z]{4,10})(?![\w.])"
)
# Whom no funding is asked from: the body itself, its own members, banks.
_OWN_NAME = re.compile(
    r"(?i:communes?|villes?|mairie|conseil|banques?|cr[ée]dit|caisse d['’][ée]pargne|assembl[ée]e|m\.|mme"
    r"|monsieur|madame|messieurs|entreprises?"
    r"|soci[ée]t[ée]s?|bp|budget|services?|ccas|c\.c\.a\.s)(?![\w])"
)
# « l'État au titre de la DETR », « l'État (DSIL) », « l'Europe dans le cadre du FEDER »
_OF_SCHEME = re.compile(
    r"[\s,(:–-]{1,4}(?:(?:au titre|dans le cadre)[^,.;:€0-9]{0,80}?|par (?:le biais|l'intermediaire)|via"
    r"|a travers|pour|programme)?\s?(?:de la|de l'|du|des|de|le|la|les)?\s?"
    r"(?:dotation\s|fonds\s|programme\s|dispositif\s|(?:repartition du )?produit des\s)?[«\"]?\s?"
)
_ASKED_FROM = re.compile(
    r"(?:aupres|services|part|titre|cadre|fonds|biais|via|programme|(?<![a-z])(?:a|au|aux|de|du|des|et|ou|par|l'|d'|le|la|les)|[,(:/«\"-])\s{0,3}"
    r"(?:d[eu]s?\s|de (?:la\s|l')|l'|la\s|le\s|les\s|[«\"(]\s?)?\Z"
)
_UP_TO = re.compile(r"\s(?:a (?:la )?(?:hauteur|concurrence) de|pour(?: un montant de| la somme de)?)\s")
_SUBJECT = re.compile(r"[^.;:€\n]{0,40}\s(?:sera|seront|est|sont)\s(?:egalement |aussi )?")
_PASSIVE_REACH = 90
_COST = re.compile(
    r"(?<![a-z])(?:couts?|montant (?:total|global|des travaux|de l'operation|du projet|hors taxes?"
    r"|ht)|arretee?s? a|estim\w{1,6}|depenses?|devis"
    r"|travaux(?: d'un montant)?|s'elev\w{1,4}|base|total|enveloppe|sur|autofinancement|auto-financement"
    r"|part (?:communale|restante|de la commune|de la ville)|solde|restes?|fonds propres|emprunts?"
    r"|plafon\w{1,6})(?![a-z])[^€]{0,40}\Z"
)


# « sollicite en outre la Région pour 9 000 € », « solliciter l'État au titre du FIPD pour 9 000 € »
_FUNDER_ASKED = re.compile(
    r"(?:,?\s(?:en outre|egalement|aussi|(?:a|de) nouveau|a l'unanimite),?)?"
    r"(?:\s?:\s{0,4}[-*•–➢>]?)?\s?(?:aupres de\s)?(?:l'|la |le |les "
    r"|m\. le |monsieur le |madame la |(?:le |la |l')(?:[a-z]{3,20}\s){1,3}(?:du |de la |de l'))?"
    r"(?=" + FUNDER_WORDS + r")(?=[^.;]{2,80}?\s(?:au titre|dans le cadre)\s(?:d[eu]s?\s|de (?:la\s|l'))"
    r"|.{2,120}?\s(?:pour|a (?:la )?(?:hauteur|concurrence) de|d'un montant de|au taux de)\s(?:un montant de "
    r"|la somme de )?[0-9])",
    re.DOTALL,
)
# « il est demandé 9 000 € à la Région »
_SUM_ASKED = re.compile(
    r"(?=(?:\s(?:donc|ainsi|egalement|en outre))?\s(?:la somme de |un montant de )?[0-9]{1,3}(?:[ "
    r".\u00a0]?[0-9]{3}){0,3}(?:,[0-9]{1,2})?\s?(?:€"
    r"|euros?|%)(?:\s(?:ht|ttc))?"
    r"\s(?:a|au|aux|aupres|au titre)\s)"
)
# « solliciter les partenaires aux taux suivants : Agence de l'eau 60 % (6 000 €), Région 10 % (1 000 €) »
_PARTNERS_ASKED = re.compile(r"\s(?:les |des )?(?:partenaires|financeurs|organismes)[^.;:€]{0,60}:\s")
# « demande à la Région 40 %, soit 9 000 € »
_SHARE_ASKED = re.compile(
    r"(?=\s(?:a|au|aux)\s(?:l'|la |le |les )?[^.;:€]{2,70}?\s[0-9]{1,3}(?:,[0-9]{1,2})?\s?%,?\s(?:soit\s[0-9]|\())"
)
# « un devis de 14 210 € HT soit 17 052 € TTC »
_WITH_TAX = re.compile(r"(?:€|euros?)\s?(?:ht|h\.t\.?)?\s?[,(]{0,2}\s?(?:soit|ou)\s{0,3}\Z")
_FOR = re.compile(
    r"\)?,?\s?(?:pour|a (?:la )?hauteur de|d'un montant de|de|:|\(|(?:d')?une (?:subvention|aide|participation)\s"
    r"(?:de|d'un montant de))\s?(?:un montant de\s|la somme de\s)?"
)
# « à hauteur de 40 % de 120 000 € HT », « 30 % d'une dépense de 80 000 € »: what the share is of
_RESTATES_SHARE = re.compile(r",?\s?soit\s{1,3}\Z")  # « 40 % de la DRAC, soit 9 456 €, 25 % du Département, soit »
_OF_SHARE = re.compile(
    r"[0-9]\s?%\s(?:de\s|d')(?:une?\s(?:depense|cout|total|base|assiette)(?![a-z])[^€%.;,]{0,40}\sde\s)?\Z"
)
# « à hauteur de 50 % du montant HT des travaux, soit 9 000 € »
# « une subvention aussi élevée que possible, estimée à 4 275 € »
_AID_ESTIMATED = re.compile(r"(?<![a-z])(?:subvention|aide|participation)[^€.;]{0,50}?estimee? a\s{1,3}\Z")
_SHARE_OF_COST = re.compile(r"[0-9]\s?%[^€%.;]{0,90}(?:,\s?soit|\(soit|:)\s{0,3}\Z")


@dataclass(frozen=True, slots=True)
class _Named:
    """A funder named in a request, and the keys that it is known by."""

    start: int
    end: int
    keys: frozenset[str]


def find_requests(
    text: str, plain: str, amounts: Sequence[Mention], percentages: Sequence[Mention]
) -> Iterator[FundingPlan]:
    """Yield the funders that each request asks, in reading order; they may repeat one another."""
    done = 0
    last: FundingPlan | None = None
    for ask in _ASKS.finditer(plain):
        if ask.start() < done:
            continue
        request = _passive(text, plain, ask, amounts, percentages)
        if request is None:
            bounds = _find_bounds(text, plain, ask)
            if bounds is None:
                continue
            start, end = bounds
            named = (
                list(_named_funders(text, plain, start, end))
                or list(_unknown_funders(text, ask.end(), end))
                or list(_funder_before(text, plain, ask))
            )
            if not named:
                if last and (whole := _with_sum_of(plain, last, ask, end, amounts)):
                    last = whole
                continue
            if ask["noun"] and (
                _REFUSED.search(plain, start, max(start, named[0].start))
                or _BY_ANOTHER.match(text, start, named[0].start)
            ):
                continue  # « la demande de participation émanant de la Fondation »
            if named[0].start > ask.start() and ask["noun"] and ":" in plain[start : named[0].start]:
                continue
            done = end
            funders = tuple(_with_figures(text, plain, start, end, named, amounts, percentages))
            first = min(ask.start(), *(funder.start for funder in funders))
            request = FundingPlan(first, max(funder.end for funder in funders), funders, None, requested=True)
        if last:
            yield last
        last = request
    if last:
        yield last


def _find_bounds(text: str, plain: str, ask: re.Match[str]) -> tuple[int, int] | None:
    """Return where the funders and figures of a request stand; None if a sentence asks for no money."""
    start = ask.end()
    aid = None
    if ask["applies"]:
        return _bounds_of_application(text, plain, ask)
    if ask["possible"]:
        return _bounds_of_possible(plain, ask)
    if ask["participle"] and plain.startswith("€ ", ask.start() - 2):
        return None if _is_cited(text, plain, ask, ask.end()) else _bounds_of_sum(plain, ask)
    if ask["participle"] or ask[0].endswith(("ees", "ee")):
        *_, aid = (None, *_AID.finditer(plain, max(0, ask.start() - _NOUN_REACH), ask.start()))
        aid = None if aid and _SENTENCE_END.search(plain, aid.end(), ask.start()) else aid
        start = aid.start() if aid else start
    if aid is None:
        aid = _AID.search(plain, start, start + _AID_REACH)
    if aid and _SENTENCE_END.search(plain, start, aid.start()):
        aid = None  # « demande un vote séparé. Les autres subventions … »
    if aid is None and ask[0].startswith("sollicit"):
        aid = (
            _FUNDER_ASKED.match(plain, ask.end())
            or _PARTNERS_ASKED.match(plain, ask.end())
            or _SUM_ASKED.match(plain, ask.end())
        )
    if aid is None and ask[0].startswith("demand"):
        aid = _SHARE_ASKED.match(plain, ask.end()) or _SUM_ASKED.match(plain, ask.end())
    if aid is None or _is_cited(text, plain, ask, aid.start()):
        return None
    since = (
        ask.end() if ":" in aid[0] or _LISTED.search(plain, ask.end(), aid.start()) else max(ask.end(), aid.end())
    )
    stop = _END.search(plain, since, since + _REACH)
    if stop and plain[since : stop.start()].rstrip().endswith(":"):
        stop = _LIST_END.search(plain, stop.end(), since + _REACH)  # « auprès :⏎- de l'État,⏎- du Département »
    end = stop.start() if stop else min(len(plain), since + _REACH)
    if _GRANTED.search(plain, ask.end(), end):
        return None
    if ask["noun"] and not _is_made(plain, ask, end):
        return None
    line = plain.find("\n", ask.end(), end)
    if ask["noun"] and line >= 0 and (text[ask.start() : line].isupper() or _is_title(text, ask.start(), line)):
        end = line
    return start, end


def _is_title(text: str, start: int, end: int) -> bool:
    """Return whether a line that begins with a request is a title: a sentence follows on a line of its own."""
    begins = text.rfind("\n", 0, start) + 1
    return start - begins < _LONGEST_TITLE_LEAD and _SENTENCE_FOLLOWS.match(text, end) is not None


_LONGEST_TITLE_LEAD = 24
_SENTENCE_FOLLOWS = re.compile(
    r"\s{1,9}(?:Monsieur|Madame|M\.|Mme|Le|La|L['’]|Les|Dans|Afin|Il|Suite|Apr[èe]s|Consid[ée]rant|Vu)\s?"
)


def _bounds_of_sum(plain: str, ask: re.Match[str]) -> tuple[int, int]:
    """Return the bounds of « 40 000 € demandés à l'Etat, 25 000 € à la CAF », which begin with the sum."""
    start = max(0, ask.start() - _SUM_REACH)
    start = max(start, *(plain.rfind(sign, start, ask.start()) + 1 for sign in ":;,\n("))
    stop = _END.search(plain, ask.end(), ask.end() + _REACH)
    return start, stop.start() if stop else min(len(plain), ask.end() + _REACH)


_SUM_REACH = 40


def _bounds_of_possible(plain: str, ask: re.Match[str]) -> tuple[int, int] | None:
    """Return the bounds of the aids that a project may have, where the act then asks for them."""
    stop = _END.search(plain, ask.end(), ask.end() + _REACH)
    if stop and plain[ask.end() : stop.start()].rstrip().endswith(":"):
        stop = _LIST_END.search(plain, stop.end(), ask.end() + _REACH)
    end = stop.start() if stop else min(len(plain), ask.end() + _REACH)
    asked = _ASKED_AFTER.search(plain, ask.end(), end + _AFTER_REACH)
    start = ask.end()
    if ask["obtained"]:  # « Une subvention de la DRAC de 960 € peut être obtenue »
        start = max(0, ask.start() - _PASSIVE_REACH)
        *_, aid = (None, *_AID.finditer(plain, start, start + _PASSIVE_REACH))
        stops = [each.end() for each in _SENTENCE_END.finditer(plain, start, ask.start())]
        start = max([start, *stops])
        if aid is None or aid.start() < start:
            return None
    return (start, min(end, asked.start())) if asked else None


def _bounds_of_application(text: str, plain: str, ask: re.Match[str]) -> tuple[int, int] | None:
    """Return the bounds of « candidater à l'AMI de la Région pour une aide de 9 000 € »: a sentence that names an
    aid, and whom the project is presented to.
    """
    stop = _END.search(plain, ask.end(), ask.end() + _REACH)
    end = stop.start() if stop else min(len(plain), ask.end() + _REACH)
    if _is_cited(text, plain, ask, ask.end()) or not _AID.search(plain, ask.end(), end):
        return None
    return (ask.end(), end) if _APPLIES_TO.search(plain, ask.end(), end) else None


_APPLIES_TO = re.compile(
    r"(?<![a-z])(?:(?:a|au|aux|aupres d(?:e|u)|au titre d(?:e|u)|dans le cadre d(?:e|u))\s(?:la\s|l')?)"
    r"(?:(?:ami|appel a (?:projets|manifestation d'interet)|programme|dispositif)\s[^.;€]{0,60}?)??"
    rf"(?={FUNDER_WORDS})"
)
_LISTED = re.compile(r":\s{0,4}\n\s{0,20}[-•*–➢]")


def _with_sum_of(
    plain: str, request: FundingPlan, ask: re.Match[str], end: int, amounts: Sequence[Mention]
) -> FundingPlan | None:
    """Return a request of one funder with the sum that the next sentence asks, which names none.

    « solliciter une subvention auprès du Département. Il propose de solliciter une aide de 45 000 € »
    """
    sums = [each for each in mentions_between(amounts, ask.end(), end) if _is_asked(plain, ask.end(), each)]
    near = ask.start() - request.end <= _NEXT_SENTENCE and "\n\n" not in plain[request.end : ask.start()]
    if len(sums) != 1 or len(request.funders) != 1 or not near or not ask[0].startswith("sollicit"):
        return None
    (funder,) = request.funders
    return None if funder.amount else replace(request, funders=(replace(funder, amount=sums[0]),))


def _passive(
    text: str, plain: str, ask: re.Match[str], amounts: Sequence[Mention], percentages: Sequence[Mention]
) -> FundingPlan | None:
    """Return the request in « L'agence de l'eau Loire-Bretagne sera sollicitée à hauteur de 146 196 € (30 %) »."""
    end = min(len(plain), ask.end() + _PASSIVE_REACH)
    if not plain.startswith("sollicit", ask.start()) or not _UP_TO.match(plain, ask.end(), end):
        return None
    start = max(0, ask.start() - _PASSIVE_REACH)
    *_, funder = (None, *FUNDER.finditer(plain, start, ask.start()))
    if funder is None or not _SUBJECT.fullmatch(plain, funder.end(), ask.start()):
        return None
    stop = _END.search(plain, ask.end(), end)
    after = _AFTER_NAME.match(text, funder.end(), ask.start())
    name = _Named(funder.start(), after.end() if after else funder.end(), frozenset())
    figures = _with_figures(text, plain, ask.end(), stop.start() if stop else end, [name], amounts, percentages)
    return FundingPlan(funder.start(), ask.end(), tuple(figures), None, requested=True)


def _is_made(plain: str, ask: re.Match[str], end: int) -> bool:
    """Return whether a decision makes the request or follows its title."""
    before = plain[max(0, ask.start() - _MAKES_REACH) : ask.start()]
    sentence = before[max(before.rfind(". "), before.rfind(".\n"), before.rfind("\n\n")) + 1 :]
    if _MAKES.search(sentence) or _MADE.search(plain, ask.end(), end):
        return True
    listed = _AGENDA.search(plain, max(0, ask.start() - _AGENDA_REACH), ask.start())
    return not listed and _DECIDED.search(plain, end, end + _DECIDED_REACH) is not None


def _is_cited(text: str, plain: str, ask: re.Match[str], aid: int) -> bool:
    before = plain[max(0, ask.start() - 110) : ask.start()]
    sentence = before[max(before.rfind(". "), before.rfind(".\n"), before.rfind("\n\n")) + 1 :].lstrip()
    wishes = (text[slice(*wish.span("verb"))] for wish in _OTHER_WISH.finditer(plain, ask.end(), aid))
    if _OTHER_ASKS.search(sentence) or not all(verb.istitle() for verb in wishes):
        return True
    return _CITED.search(sentence) is not None or _REFUSED.search(plain, ask.end(), aid) is not None


def _named_funders(text: str, plain: str, start: int, end: int) -> Iterator[_Named]:
    """Yield the funders between two offsets; a funder and the scheme after it, or in brackets, are one."""
    current: _Named | None = None
    for match in FUNDER.finditer(plain, start, end):
        if current and match.start() < current.end:
            continue
        inside = current is not None and _is_in_brackets_of(plain, current, match.start())
        preceded = _ASKED_FROM.search(plain, max(start, match.start() - 40), match.start())
        if not inside and not preceded and not is_scheme(match) and not _is_asked_directly(plain, start, match):
            continue
        key = key_of(match)
        after = _AFTER_NAME.match(text, match.end(), end)
        if match[0] == "ans" and not text[match.start() : match.end()].isupper():
            continue  # « d'ici 3 ans »
        if after and (
            (is_scheme(match) and not after[0].strip().isdigit())
            or FUNDER.search(plain, match.end() + 1, after.end())
        ):
            after = None
        stop = after.end() if after else match.end()
        keys = frozenset({key, OWNERS.get(key) or key})
        if current and (inside or _is_scheme_of(plain, current, match) or _is_owner_of(plain, current, match)):
            current = _Named(current.start, stop, current.keys | keys)
            continue
        if current:
            yield current
        current = _Named(match.start(), stop, keys)
    if current:
        yield current


def _is_in_brackets_of(plain: str, funder: _Named, at: int) -> bool:
    if _OPEN_BRACKET.fullmatch(plain, funder.end, at):
        return True
    name = plain[funder.start : at]
    return "(" in plain[funder.start : funder.end] and ")" not in name and len(name) < _LONGEST_BRACKET


def _is_asked_directly(plain: str, start: int, match: re.Match[str]) -> bool:
    """Return whether the verb is all that stands before a funder."""
    return not plain[start : match.start()].strip()


def _is_scheme_of(plain: str, funder: _Named, match: re.Match[str]) -> bool:
    owned = is_scheme(match) and len(funder.keys) == 1 and OWNERS[key_of(match)] in ("", *funder.keys)
    return owned and _OF_SCHEME.fullmatch(plain, funder.end, match.start()) is not None


def _is_owner_of(plain: str, scheme: _Named, match: re.Match[str]) -> bool:
    """Return whether FUNDER found whose a scheme is: « la DETR de l'État »."""
    owner = not is_scheme(match) and len(scheme.keys) > 1 and key_of(match) in scheme.keys
    return owner and _OF_OWNER.fullmatch(plain, scheme.end, match.start()) is not None


_OF_OWNER = re.compile(r"\s(?:du |de (?:la |l'))")


def _unknown_funders(text: str, start: int, end: int) -> Iterator[_Named]:
    """Yield the funder that only its place shows: « auprès du Syndicat mixte du Val », « au titre du PSR »,
    « une subvention de la COVADO ».
    """
    asked = _ASKED_BODY.match(text, start, end)
    if asked and not _OWN_NAME.match(asked[1]):
        yield _Named(asked.start(1), asked.end(1), frozenset())
        return
    for pattern in (_ADDRESSEE, _UNKNOWN_SCHEME):
        if (match := pattern.search(text, start, end)) and not _OWN_NAME.match(match[1]):
            yield _Named(match.start(1), match.end(1), frozenset())
            return
    if (match := _OF_ACRONYM.match(text, start, end)) and not _OWN_NAME.match(match[1]):
        yield _Named(match.start(1), match.end(1), frozenset())


def _funder_before(text: str, plain: str, ask: re.Match[str]) -> Iterator[_Named]:
    """Yield the funder that the sentence names before it asks.

    « présenter le projet au titre du Fonds départemental et solliciter une subvention de 5 400 € »
    """
    since = max(0, ask.start() - _BEFORE_REACH)
    for stop in (*_SENTENCE_END.finditer(plain, since, ask.start()), *_BLANK.finditer(plain, since, ask.start())):
        since = max(since, stop.end())
    *_, lead = (None, *_LEAD_TO_FUNDER.finditer(plain, since, ask.start()))
    if lead and (match := FUNDER.match(plain, lead.end(), ask.start())):
        after = _AFTER_NAME.match(text, match.end(), ask.start())
        key = key_of(match)
        yield _Named(
            match.start(), after.end() if after else match.end(), frozenset({key, OWNERS.get(key) or key})
        )


def _with_figures(
    text: str,
    plain: str,
    start: int,
    end: int,
    named: Sequence[_Named],
    amounts: Sequence[Mention],
    percentages: Sequence[Mention],
) -> Iterator[Funder]:
    """Yield each funder with its amount and share.

    Sums stand before their funders if one stands before the first, otherwise after them. As many sums after all
    funders as there are funders, or before them all, are theirs in order.
    """
    sums = [mention for mention in mentions_between(amounts, start, end) if _is_asked(plain, start, mention)]
    shares = [
        mention for mention in mentions_between(percentages, start, end) if isinstance(mention.value, Percentage)
    ]
    first = min((each.start for each in (*sums, *shares)), default=end)
    restated = bool(sums) and _RESTATES_SHARE.search(plain, max(0, sums[0].start - 9), sums[0].start)
    owned = _pair_sums(plain, start, end, named, sums, before=first < named[0].start and not restated)
    shares_first = (
        bool(shares) and shares[0].start < named[0].start and not (sums and sums[0].start < shares[0].start)
    )
    for at, one in enumerate(named):
        left, right = one.end, named[at + 1].start if at + 1 < len(named) else end
        if shares_first:  # « 30 % au Conseil départemental, 20 % à la Région »
            left, right = named[at - 1].end if at else start, one.start
        rate = mentions_between(shares, left, right)
        share = rate[0].value.percent if len(rate) == 1 and isinstance(rate[0].value, Percentage) else None
        name = " ".join(text[one.start : one.end].split())
        name += ")" if name.count("(") > name.count(")") else ""
        yield Funder(one.start, one.end, name, owned[at], share)


def _pair_sums(
    plain: str, start: int, end: int, named: Sequence[_Named], sums: Sequence[Mention], *, before: bool
) -> list[Mention | None]:
    """Return the sum of each funder; ``before``: sums and shares stand before their funders."""
    if parted := _pair_by_aid(plain, start, end, named, sums):
        return parted
    together = all(each.start > named[-1].end for each in sums) or all(each.end < named[0].start for each in sums)
    if len(sums) == len(named) and together:
        return list(sums)
    paired: list[Mention | None] = []
    for at, one in enumerate(named):
        left = (named[at - 1].end if at else start) if before else one.end
        right = one.start if before else (named[at + 1].start if at + 1 < len(named) else end)
        own = mentions_between(sums, left, right)
        direct = bool(own) and _FOR.fullmatch(plain, one.end, own[0].start) is not None
        paired.append(own[0] if len(own) == 1 or direct else None)
    for at, one in enumerate(named):
        right = named[at + 1].start if at + 1 < len(named) else end
        rest = [each for each in mentions_between(sums, one.end, right) if each not in paired]
        if paired[at] is None and len(rest) == 1 and _FOR.fullmatch(plain, one.end, rest[0].start):
            paired[at] = rest[0]  # « 12 000 € au titre de la DETR et le Département pour 8 000 € »
    return paired


def _pair_by_aid(
    plain: str, start: int, end: int, named: Sequence[_Named], sums: Sequence[Mention]
) -> list[Mention | None]:
    """Return the sum of each funder where each stands with one sum behind the word for an aid of its own.

    « une subvention au titre du fonds de soutien de 166 000 €, d'une subvention de 83 000 € du Conseil régional »
    """
    aids = [match.start() for match in _AID_OF_ITS_OWN.finditer(plain, max(0, start - _NOUN_REACH), end)]
    paired: list[Mention | None] = []
    for one in named:
        first = max((aid for aid in aids if aid <= one.start), default=-1)
        last = min((aid for aid in aids if aid > one.start), default=end)
        own = mentions_between(sums, first, last)
        others = sum(first <= other.start < last for other in named)
        if first < 0 or len(own) != 1 or others != 1:
            return []
        paired.append(own[0])
    return paired if len(paired) > 1 else []


_AID_OF_ITS_OWN = re.compile(
    r"(?<![a-z])(?:d'une|une|d'un|un|la|de la) (?:subvention|aide|participation|concours|fonds de "
    r"concours)(?![a-z])"
)


def _is_asked(plain: str, start: int, amount: Mention) -> bool:
    """Return whether an amount is asked for: not the cost of the works, nor a rate."""
    value = amount.value
    asked = isinstance(value, Amount) and value.per is None and value.amount > 0
    if (
        isinstance(value, Amount)
        and value.tax == "TTC"
        and _WITH_TAX.search(plain, max(0, amount.start - 20), amount.start)
    ):
        return False
    if asked and (
        _SHARE_OF_COST.search(plain, max(start, amount.start - 120), amount.start)
        or _AID_ESTIMATED.search(plain, max(0, amount.start - 90), amount.start)
    ):
        return True
    if _OF_SHARE.search(plain, max(start, amount.start - 80), amount.start):
        return False
    return asked and _COST.search(plain, max(start, amount.start - 60), amount.start) is None


def merge_requests(plain: str, requests: Sequence[FundingPlan], plans: Sequence[FundingPlan]) -> list[FundingPlan]:
    """Return the requests without what they repeat of each other or of the plans."""
    known = [(_keys_of(plain, f), f.amount, -1, f) for plan in plans for f in plan.funders]
    for number, request in enumerate(requests):
        for funder in request.funders:
            keys = _keys_of(plain, funder)
            same = next((at for at, other in enumerate(known) if _is_same(keys, funder.amount, *other[:2])), None)
            if same is None:
                known.append((keys, funder.amount, number, funder))
            elif known[same][2] >= 0:
                other = (keys, funder.amount, number, funder)
                known[same] = max(known[same], other, key=lambda one: (one[1] is not None, len(one[0])))
    kept = {number: tuple(f for _, _, of, f in known if of == number) for number in range(len(requests))}
    return [replace(request, funders=kept[at]) for at, request in enumerate(requests) if kept[at]]


def _keys_of(plain: str, funder: Funder) -> frozenset[str]:
    """Return the keys of a funder; of one that no list knows, its name."""
    return funder_keys(plain[funder.start : funder.end]) or frozenset({fold_accents(funder.name)})


_Known = tuple[frozenset[str], Mention | None, int, Funder]


def _is_same(keys: frozenset[str], amount: Mention | None, others: frozenset[str], other: Mention | None) -> bool:
    agree = amount is None or other is None or _figure(amount) == _figure(other)
    return agree and bool(keys) and bool(others) and (keys <= others or others <= keys)


def _figure(mention: Mention) -> Decimal | None:
    return mention.value.amount if isinstance(mention.value, Amount) else None
