"""Tell what a council publishes to inform from its acts: menus, bulletins, posters, forms, guides, offers of jobs,
rules of contests, accounts of associations, election leaflets.

A website links them beside its acts. Each sort is known by several of its own phrases together, and nothing is one
in which somebody orders, decides, delegates or convenes: rather a bulletin is taken for an act than an act for a
bulletin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from recueil.text import fold_accents

_READ = 40_000
_HEAD = 700

_DAYS = tuple(rf"\b{day}\b" for day in ("lundi", "mardi", "mercredi", "jeudi", "vendredi"))
_DISHES = tuple(
    rf"\b(?:{dish})\b"
    for dish in (
        "potage|soupe|veloute",
        "carottes?|salades?|betteraves?|crudites?",
        "poissons?|colin|merlu",
        "poulet|dinde|volaille",
        "boeuf|b.uf|veau",
        "porc|jambon|saucisses?",
        "omelette|oeufs?|.ufs?",
        "riz|semoule|ble|lentilles|boulgour",
        "pates|coquillettes|lasagnes|gratin",
        "puree|frites|pommes? de terre",
        "haricots?|petits pois|epinards|brocolis?|courgettes?",
        "fromages?|camembert|emmental|brie",
        "yaourts?|petit[- ]suisse|laitage",
        "compotes?",
        "fruits?|pommes?|bananes?|oranges?|poires?",
        "gateaux?|tartes?|flan|mousse|creme dessert",
        "vegetarien|allergenes?|bio",
    )
)
_BLANK = r"[._…]{4,}|(?:\.\s){4,}"


@dataclass(frozen=True, slots=True)
class _Sort:
    """A sort of document: what names it in its ``head``, and the phrases of which it has at ``least`` so many."""

    head: str
    phrases: tuple[str, ...]
    least: int
    longest: int = 10**9


_SORTS = (
    _Sort(r"\bmenus?\b|restaurant scolaire|\bcantine\b|restauration scolaire", (*_DAYS, *_DISHES), 7),
    _Sort(
        r"\b(?:bulletin|journal|magazine|mag|gazette|revue|lettre)\b(?:.{0,40}\b(?:municipal|communal"
        r"|intercommunal"
        r"|information|infos?|municipales?|agglo|ville|village|n\s?°)| d[eu]\b)|\bflash[ -]info|\bnewsletter"
        r"|\binfos? (?:municipales?|mairie)|\bn\s?°\s?\d{1,3}\b.{0,60}\b(?:janvier|fevrier|mars|avril"
        r"|mai|juin|juillet"
        r"|aout|septembre|octobre|novembre|decembre|printemps|ete|automne|hiver)\b",
        (
            r"direct(?:eur|rice)s? de (?:la )?publication",
            r"depot legal",
            r"\bissn\b",
            r"(?:comite|conseil|equipe) de redaction|\bredaction\s?:|redact(?:eur|rice)s? en chef",
            r"\bimprim(?:e|erie|eur)\b|\bimpression\b",
            r"\btirage\b|\bexemplaires\b",
            r"mise en page|\bmaquette\b|conception (?:graphique|et)",
            r"voie publique",
            r"\bedito(?:rial)?\b",
            r"\ble mot d[eu]",
            r"\bsommaire\b|dans ce numero",
            r"etat[ -]civil",
            r"(?:credits?|photos?) (?:photos?|:)",
            r"\bagenda\b",
            r"vie associative|\bassociations\b",
            r"chers (?:ami|habitant|concitoyen|administre)|cheres ",
            r"\bfete\b|\bfestivites\b|\bmarche de noel\b",
        ),
        4,
    ),
    _Sort(
        r"\b(?:concert|spectacle|loto|bal|brocante|vide[- ]grenier|exposition|festival|fete|soiree"
        r"|atelier|ateliers|tournoi"
        r"|randonnee|balade|conference|cinema|theatre|marche (?:de|gourmand|nocturne)|carnaval"
        r"|kermesse|forum|portes ouvertes"
        r"|stage|animations?|repas|don du sang|reunion publique|programme)\b",
        (
            r"\b\d{1,2}\s?h(?:\s?\d\d)?\b|\b\d{1,2}:\d\d\b",
            r"entree (?:libre|gratuite|payante|:)|\bgratuit\b|participation libre",
            r"\bbuvette\b|restauration sur place|\bcrepes\b",
            r"\bre?servations?\b|\bbilletterie\b|\bbillets?\b",
            r"\binscriptions?\b",
            r"tout public|\bfamilial|des \d{1,2} ans|a partir de \d{1,2} ans",
            r"places? limitees?|nombre de places",
            r"\brenseignements?\b|\binfos?\s?:",
            r"venez|rendez[- ]vous|ouvert a tous",
            r"salle (?:des fetes|polyvalente|communale)|mediatheque|bibliotheque|foyer rural",
            r"organise\w{0,3} par\b",
            r"\btombola\b|\bsono\b|\bstands?\b|\bdj\b|\borchestre\b|feu d'artifice",
        ),
        4,
        6_000,
    ),
    _Sort(
        r"\bformulaire\b|\b(?:fiche|bulletin|dossier|demande) d(?:e |')(?:pre-?\s?)?(?:inscription"
        r"|renseignements?|adhesion|reservation|location"
        r"|candidature|liaison|participation|subvention)|fiche sanitaire|\bcerfa\b"
        r"|autorisation parentale|coupon[- ]reponse|questionnaire",
        (
            rf"\bnoms?\b.{{0,40}}?(?:{_BLANK})",
            rf"prenoms?\b.{{0,40}}?(?:{_BLANK})",
            rf"adresse\b.{{0,40}}?(?:{_BLANK})",
            rf"(?:tel|telephone|portable)\b.{{0,20}}?(?:{_BLANK})",
            rf"(?:courriel|mail|date de naissance)\b.{{0,20}}?(?:{_BLANK})",
            rf"je soussigne|fait a ?:? ?(?:{_BLANK})",
            r"a (?:retourner|remettre|deposer|renvoyer|completer|remplir)\b",
            r"pieces? (?:a (?:fournir|joindre)|justificatives?)|justificatif",
            r"\bcoche[rz]\b|[□☐❑]",
            r"signature (?:du|des|de) (?:demandeur|parents?|responsable|representant)|date et signature",
            r"\bdeclarant\b|\bdemandeur\b|responsable legal|representant(?:e|\(e\))? legal",
            r"code postal|date de naissance|ne\(e\) le",
            r"\boui\b.{0,12}\bnon\b",
        ),
        3,
    ),
    _Sort(
        r"\bguide (?:d[eu]|des|pratique|a)\b|\bplaquette\b|\blivret d|\bdepliant\b|mode d'emploi"
        r"|\bannuaire\b|numeros utiles"
        r"|carte (?:touristique|des sentiers)|bienvenue|consignes de tri"
        r"|calendrier de (?:la )?collecte|\btopoguide\b",
        (
            r"\bwww\.|https?://",
            r"@\w{2,40}\.(?:fr|com|org|eu)",
            r"\btel(?:ephone)?\b|(?:0\d[ .]){1}\d\d[ .]\d\d",
            r"\bhoraires?\b|\bouvert(?:e|ure)?\b",
            r"\bpermanences?\b",
            r"credits? photos?",
            r"\bcomment\b|\bpourquoi\b|\bou (?:trouver|jeter|s'adresser)",
            r"rendez[- ]vous",
            r"\bcontacts?\b|contactez",
            r"\bedition 20|conception|voie publique",
            r"\bgratuit|\btarifs?\b",
            r"\bvotre\b|\bvous\b",
            r"\bdechets?\b|\bpoubelles?\b|\bbacs?\b",
            r"\bcommerces?\b|\bartisans?\b|\bhebergements?\b|\brestaurants?\b",
            r"\bpublicite\b|\bannonceurs?\b",
        ),
        5,
    ),
    _Sort(
        r"\brecrut|offre d'emploi|poste a pourvoir|emploi saisonnier|jobs? d'ete",
        (
            r"\bprofil\b|competences requises",
            r"\bcandidatures?\b|lettre de motivation",
            r"\bc\.?v\.?\b|curriculum",
            r"\bcdd\b|\bcdi\b|temps (?:complet|plein|partiel|non complet)",
            r"remuneration|regime indemnitaire|salaire",
            r"\bmissions?\b",
            r"date limite|a pourvoir",
            r"permis b\b|\bdiplomes?\b|\bexperience\b|\bbafa\b",
            r"\bvous (?:etes|encadre|aure|avez|habite)|pourquoi pas vous|\bh ?/ ?f\b|\(trice\)",
            r"renseign|www\.|@\w{2,40}\.",
            r"formation assuree|indemnites? horaires?|\b35 ?h\b",
        ),
        4,
        12_000,
    ),
    _Sort(
        r"\b(?:concours|tombola|jeu[- ]concours|appel a idees|course (?:nature|pedestre|cycliste)|trail"
        r"|challenge)\b",
        (
            r"\breglement\b",
            r"\bjury\b",
            r"\blots?\b|\bprix\b|\brecompense|bons? d'achat|panier garni",
            r"\blaureats?\b|\bgagnants?\b|\bvainqueurs?\b|tirage au sort",
            r"\bparticipants?\b|\bconcurrents?\b|\bcoureurs?\b|ouvert a tous",
            r"\binscriptions?\b|\bbulletin\b",
            r"photographies|droit a l'image|\bcliches?\b|\bphotos?\b",
            r"\bcategories?\b|\bcriteres\b",
            r"organise|organisation :",
            r"certificat medical|ravitaillement|\bdepart\b",
        ),
        5,
        12_000,
    ),
    _Sort(
        r"\b(?:compte de resultat|bilan financier|rapport financier|situation de tresorerie"
        r"|budget d(?:e la|u|e l') ?(?:kermesse|tournoi|fete|saison|festival|loto))\b",
        (
            r"\bcotisations?\b",
            r"\badherents?\b|\blicences?\b|\bbenevoles?\b",
            r"\bbuvette\b|\btombola\b|\bloto\b|\bkermesse\b|\btournoi\b|\bmanifestations?\b|\bconcerts?\b",
            r"\bsubventions? (?:de la |du )?(?:commune|mairie|municipale|departement|conseil)",
            r"\btresori(?:er|ere)\b|verificateurs? aux comptes",
            r"\bdons\b|\bsponsors?\b|\bmecenat\b",
            r"\bassurances?\b|\bsacem\b|\baffiliation\b",
            r"\blivret\b|en caisse|\bbanque\b|compte courant",
            r"\bassociation\b|\bcomite des fetes\b|\bfoyer rural\b|\bclub\b|\bamicale\b|\bamis d",
        ),
        5,
        8_000,
    ),
    _Sort(
        r"\brandonnee\b|\bsentier\b|\bbalade\b|\bcircuit\b",
        (
            r"\b\d{1,2}(?:,\d)? ?km\b",
            r"\bduree\b",
            r"\bdenivele\b",
            r"\bbalisage\b|\bbalise",
            r"\bdepart\b|\bparking\b",
            r"\bdifficulte\b|\bfacile\b|\bniveau\b",
            r"a voir|point de vue|tenez|respectez|prendre a (?:gauche|droite)",
        ),
        4,
        8_000,
    ),
    _Sort(
        r"\btri\b|\btrier\b|\bencombrants\b|\bcompost(?:age|eur)?\b",
        (
            r"\bbacs?\b|\bcolonnes?\b|\bsacs?\b",
            r"\bemballages?\b|\bcartons?\b",
            r"\bverre\b|\bbocaux\b|\bbouteilles\b",
            r"\bepluchures\b|\btontes\b|dechets verts",
            r"ordures menageres|\brestes\b",
            r"\bgravats\b|\bpneus\b|\bliterie\b|\belectromenager\b|\bferraille\b",
            r"\bvotre|\bvous\b|\bsortir la veille|la veille au soir|en vrac",
            r"numero vert|n ?° vert|renseignements|www\.",
            r"sont (?:acceptes|refuses)|ne pas|pas dans",
        ),
        4,
        8_000,
    ),
    _Sort(
        r"\belections? (?:municipales?|departementales?|regionales?|legislatives?|cantonales?)\b"
        r"|\bliste conduite par\b",
        (
            r"\bliste conduite\b|\bnotre (?:liste|equipe|programme)|\bmon equipe\b",
            r"\bvotez\b|faites voter|votre (?:voix|confiance|soutien)",
            r"\bcheres? |\bchers? ",
            r"\bnous voulons\b|nous proposons|nos (?:priorites|propositions|engagements)|[✔✓]",
            r"reunion publique|rencontrons",
        ),
        3,
        12_000,
    ),
    # Short announcements of any sort.
    _Sort(
        "",
        (
            r"\b(?:de |a |des )?\d{1,2} ?h(?: ?\d\d)?\b|\b\d{1,2}:\d\d\b",
            r"\bvenez\b|rendez[- ]vous|ouvert (?:a tous|au public|tous les jours)|\brassemblement\b|soyez",
            r"entree libre|\bgratuit|\boffert\b|participation libre",
            r"\binscri(?:ptions?|vez|re)\b|\breservations?\b|sur place",
            r"\brenseignements?\b|\bcontacts?\b|\binfos?\b|tel ?[.:]|\b0\d(?: \d\d){4}\b|0 8\d\d|www\."
            r"|@\w{2,40}\.",
            r"\bvos\b|\bvotre\b|\bpensez a|n'oubliez pas|apportez|\bmerci de\b|gardez|signez|adherez|partagez"
            r"|prevoir",
            r"voie publique|imprime par nos soins",
            r"\bbuvette\b|\bcrepes?\b|\blots?\b|vin chaud|pique-nique|aperitif|vin d'honneur|gouter",
            r"places? (?:limitees?|par)|a partir de \d{1,2} ans|tout public|des \d{1,2} ans|en cas de pluie",
            r"salle (?:des fetes|polyvalente|communale|des associations)|mediatheque|foyer|chapelle|\bstade\b"
            r"|\bhalle\b|boulodrome|place du|caserne|\becoles?\b",
            r"\bexposition\b|\bvernissage\b|\bconcert\b|\bcinema\b|\bbal\b|\bloto\b|feu d'artifice|\btournoi\b"
            r"|\bforum\b|\bmarche (?:de|nocturne)|\binitiation\b|don du sang|\bceremonie\b|\bfete",
            r"[!?] ",
        ),
        5,
        1_500,
    ),
    _Sort(
        r"(?:communique|dossier) de presse|revue de presse",
        (
            r"contacts? (?:presse|:)|attachee? de presse|service (?:presse|communication)",
            r"\bwww\.|@\w{2,40}\.(?:fr|com|org|eu)|\btel\b",
        ),
        2,
    ),
)
_HEADS = tuple(re.compile(sort.head) for sort in _SORTS)
_PHRASES = tuple(tuple(map(re.compile, sort.phrases)) for sort in _SORTS)

# What only acts have, and what belongs to one: then it is hidden from nobody.
_ACT = re.compile(
    r"(?:^|\n)[^\S\n]{0,20}[-–•*]?[^\S\n]{0,5}(?:vu|considerant)\s{1,3}(?:l[ae]s?\b|l'|que|qu')"
    r"|apres\s{1,4}(?:en\s{1,4}avoir\s{1,4})?deliber"
    r"|\bdelegations?\s{1,3}(?:automatique\s{1,3})?de\s{1,3}(?:signature|pouvoir)"
    r"|\b\d\d[0-9ab]?-20\d\d-\d\d-\d\d-\d{3,5}\b|\b[0-9][0-9ab][0-9]\s?-\s?[0-9]{9}\s?-\s?(?:19|20)[0-9]{6}"
    r"|\barticle\s{1,3}(?:1\s?er|premier|unique)\b|\bconvocation\b|\bordre\s{1,3}du\s{1,3}jour\b"
    r"|\bexecutoire\b"
    r"|recueil\s{1,3}(?:special\s{1,3})?des\s{1,3}actes|\bprefete?\s{1,3}d[eu]\b[^.\n]{0,80}\barret"
    r"|accuse\s{1,3}de\s{1,3}reception|fait\s{1,3}et\s{1,3}deliber|recours\s{1,3}(?:gracieux|contentieux)"
)


def is_information(text: str) -> bool:
    """Return whether a document that is no act by its heading and formulas is one that only informs."""
    lines = fold_accents(text[:_READ])
    if _ACT.search(lines):
        return False
    words = " ".join(lines.split())
    return any(
        len(text) <= sort.longest
        and head.search(words, 0, _HEAD)
        and sum(phrase.search(words) is not None for phrase in phrases) >= sort.least
        for sort, head, phrases in zip(_SORTS, _HEADS, _PHRASES, strict=True)
    )
