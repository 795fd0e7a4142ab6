"""Judge whether a link leads to an act: by its own name, the words of its link, and the page that has it.

Storage folders say nothing (``/wp-content/uploads/2024/03/``), and one address in six has no word of an act
(``1106_001.pdf``). So on a page of acts more is taken than elsewhere; but there too something must speak for
it: the object of an act (« subvention »), a number or a date as acts are filed by, or a name without any words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote, urlsplit

from recueil.ingest.crawl.addresses import MOST_CHARACTERS, key_of
from recueil.text import fold_accents
from recueil.translation import gettext as _


def _compile(*alternatives: str) -> re.Pattern[str]:
    """Compile patterns of plain words, in which ‹ and › are the sides of a word: no letter stands there."""
    return re.compile("|".join(alternatives).replace("‹", "(?<![a-z])").replace("›", "(?![a-z])"))


_ACT = _compile(
    r"deliber|‹delibs?(?![a-z]{3})|‹(?:dcm|dcc|dcp|dbc|dcb|del|dlb|dl|delbu|de(?=\d))›",
    r"‹d ?\d{2,4} \d{2,4}|(?<!\d)20\d\d ?(?:d|dl|del|dcm|dcc) ?\d{1,4}",
    r"proc[a-z]{0,2}s.{0,3}verba|‹(?:pv|pvs|pvcm|pvcc)›|cpte rendu|‹(?:cr|crs|crcm|crcc|crdcm)›",
    r"comptes?.{0,3}rendus?(?!.{0,3}(?:d.{0,3}activite|annuel))",
    r"‹(?:cp|crs?|cc|ct|bc|cd|cm|ca|bp|cs) ?(?:\d{1,2} )?(?:\d{4}|\d{6,8})›",
    r"‹(?:cm|cc|bc|cp) (?:du )?\d{1,2}›",
    r"arretes?›|‹(?:arr|ara|ampm|arp)›|‹(?:ap|ar|arr|at|ag) ?(?:n ?|n° ?)?\d|‹decisions?›|‹dec ?\d",
    r"recueil.{0,5}(?:des )?actes|‹raa›|recueil \d|actes?.{0,3}(?:adm|regl)|publicite des actes",
    r"(?<!\d)99 (?:de|ar|au|cc|bf)›|actetampon|tampon|‹tdt›|‹s2low›",
    r"registre.{0,8}(?:delib|arret|actes)|ordre.{0,3}du.{0,3}jour|‹odj›|convocation|releve.{0,3}de.{0,3}dec",
)
"""What acts are called, in addresses and links."""
_COUNCIL = _compile(
    r"conseil(?!s›)|seance|municipal|communautaire|commission permanente|comite syndical|‹bureau›|‹cm›",
    r"publications? legales?|affichages? legal|actes|‹budgets?›|‹dob›|‹rob›|‹zaen?r›|‹plui?›",
)
"""What often stands on acts, but on other things as well."""
_OTHER = _compile(
    # periodicals and what is handed out
    r"‹menus?›|bulletin(?!.{0,3}officiel)|magazine|‹mag›|gazette|‹journal›|newsletter|info ?lettre|‹lettre›",
    r"‹flash›",
    r"‹echos?›|‹infos?.{0,14}(?:n ?)?\d{1,3}›|affiche(?:s|tte)?›|flyers?|‹tracts?›|depliant|brochure",
    r"plaquette",
    r"‹guides?›|livret|catalogue|annuaire|memento|‹memo›|‹faq›|‹photos?›|‹logos?›|‹album›|diaporama",
    r"bannieres?›|edito",
    r"invitation|communique|revue de presse|dossier.{0,4}presse|‹voeux›|petites annonces|chiffres cles",
    r"bibliographie",
    # forms and services
    r"formulaire|cerfa|fiches?.{0,4}(?:inscription|sanitaire|poste|famille|navette|de renseignement|horaire)",
    r"dossier.{0,4}(?:inscription|de candidature|unique)|bon de commande|inscription|adhesion|attestation",
    r"questionnaire",
    r"autorisation parentale|mode.{0,3}emploi|tutoriel|‹tuto›|consignes?|‹tarifs?›|‹horaires?›|planning",
    r"calendrier",
    r"agenda(?!.?(?:20?30|21)›)|offre.{0,3}emploi|recrut|‹cv›",
    r"‹listes?.{0,8}(?:fournitures|medecins?|assistantes)",
    r"‹listes?.{0,8}(?:associations|medicaments|courses|livres|electeurs|electorales)|allergenes?",
    r"fournitures",
    r"telealerte",
    r"tri (?:selectif|des dechets)|collecte.{0,15}(?:20\d\d|dechets|ordures)|compost|‹nap›|‹laep›",
    r"accueil enfants",
    r"reglement.{0,12}(?:cantine|mediatheque|bibliotheque|creche|garderie|piscine|concours|restaura)",
    r"nuancier",
    r"organigramme|trombinoscope|charte graphique|mentions legales|rgpd|politique de confid|‹cgu›|dicrim",
    r"‹sirenes?›",
    r"‹analyses?.{0,6}eau|qualite.{0,6}eau|‹aides?.{0,4}renovation|frelon|moustique|‹webcam",
    # outings and places
    r"‹expos?(?:itions?)?›|‹concerts?›|spectacle|festival|‹loto›|brocante|vide grenier|tournoi|‹trail›",
    r"randonnee|‹rando›",
    r"circuits?›|parcours (?:de )?(?:sante|decouverte|sport|patrim|vtt|pedestre|permanent)|balade|sentier",
    r"‹fetes?›",
    r"marche (?:de noel|nocturne|gourmand)|don du sang|kermesse|carnaval|halloween|‹noel›|atelier|‹stages?›",
    r"‹jeux›|quiz",
    r"feux?.{0,3}artifice|telethon|semaine bleue|octobre rose|‹bal›|‹contes?›|coloriage|vacances",
    r"‹cine(?:ma)?›|recettes? de",
    r"concours.{0,3}(?:photo|de dessin|des maisons)",
    r"programm(?:e|ation).{0,12}(?:cultur|saison|cine|anim|vacance|fete)",
    r"programm(?:e|ation).{0,12}(?:mediath|festi|ete›|hiver|printemps|automne|noel|jeunes|loisir|toussaint"
    r"|activit)",
    r"programm(?:e|ation).{0,12}(?:centre|senior|patrimoine|carnaval|theatre|evenement)|port de plaisance",
    r"campings?›",
    r"‹plan.{0,3}(?:de (?:la )?(?:ville|bourg|commune|centre)|ville|acces|de situation|d acces|touristique"
    r"|bus|velo)",
    r"carte.{0,3}(?:touris|de voeux|velo|des (?:sentiers|commerces|circuits|communes)|postale)|touris",
    r"hebergement",
    r"restaurants?›|‹commerces?›.{0,10}artisans|presentation du territoire|jardins? familiaux",
    r"‹visites?›|‹blason",
    r"pedibus|covoiturage|‹navette›|‹velos?›|‹bus›|‹taxis?›",
)
"""What documents are called that are no acts."""
_OBJECT = _compile(
    # what an assembly decides on
    r"subventions? |subvention(?:nement)?›|conventions?|avenants?›|approbation|approuv|adoption›",
    r"adopte|attributions?›",
    r"creations? (?:de |d )?(?:\d+ )?(?:postes?|emplois?|d emplois?|zones?)|suppressions? ",
    r"tableau des effectifs|‹effectifs›",
    r"‹vente›|‹ventes? de|cession|acquisition|alienation|echange de|‹achat d|parcelles?›|foncier",
    r"servitude|‹bail›|‹baux›",
    r"affectation d|‹emprunts?›|garantie d|‹votes? d|‹taux d|fiscalite|fixation",
    r"compte (?:administratif|de gestion|financier)",
    r"comptes (?:administratifs|de gestion)|‹c ?fu›|‹dm ?\d|decisions? modificative|modificatif",
    r"modification|revision",
    r"amortissement|non valeur|indemnites?›|‹rifseep›|remboursement|fonds de concours|‹detr›|‹dsil›",
    r"fonds vert|financement",
    r"adhesions? aux? (?:compet|group|syndicat|service|cnas|s[a-z]{3,9}›)",
    r"adhesions? a (?:la |l |un )?(?:compet|agence|etablissement|epf|charte)",
    r"groupements? (?:de )?commande|transferts? de|statuts›|statutaire|competences?›|designation",
    r"nomination|‹elections? d",
    r"representants?›|delegations?›|delegues?›",
    r"marches? (?:publics?|de (?:travaux|services|fournitures)|n°? ?\d)",
    r"‹motions?›|‹voeu›|deliberant|denomination|declassement|desaffectation|classement|alignement",
    r"cloture d|mise a disposition",
    r"accord cadre|protocole|partenariat|contrat (?:de|d|local)|contrats? |‹dsp›|concession d|‹cao›",
    r"‹seml?›|‹sivu|syndicat",
    r"tarification|redevance|participation (?:financiere|au|aux)|prise en charge|‹plan de financement",
    r"debats?›|orientations?›",
    r"definition d|identification d|autorisation|projet d|etude d|mise en (?:oeuvre|demeure|place)",
    r"lancement|arret d|modalites d",
    r"concertation|validation|actualisation|schema directeur|demande d(?:e|u)?›|‹avis›|bilan d",
    # what an authority orders
    r"circulation|stationnement interdit|interdiction|reglementation|reglementant|debit de boisson",
    r"echafaudage|occupation du domaine",
    r"permission de voirie|travaux d|peril›|enquete publique|utilite publique|‹dup›|permis d",
    r"‹(?:pc|pa|dp|cu|dia) ?\d{5,}",
    # what is annexed
    r"annexes?›|pieces?›|‹pj›|tomes?›|rapports?›|‹rpqs›|note (?:explicative )?de synthese|diagnostic",
    r"evaluation|fiches? actions?",
    r"reglements? (?:de |du |d )?(?:service|assain|eau|spanc|plu|ecrit|litteral|zone|modif|avap|spr|depart)",
    r"reglements? (?:local |d |interieur du )?(?:regional|aides?|conseil|voirie|publicite|finan|budg|attrib)",
    r"‹(?:zone|u[a-z]{1,2}›|zac›|padd›|scot›|plh›|pcaet›|ppri?›|crte›|opah|avap›|spr›|rlpi?›|sage›|oap›)",
    r"‹(?:spanc|ort|psmv|icpe)›|reglements? approuv",
    r"zonage|plan (?:local|climat|d actions?|de prevention|de sauvegarde|de gestion)",
    r"programme (?:d )?actions?|etat initial",
    # how it is marked once it is in force
    r"‹signee?s?›|tamponn|visee?›|‹vise s›|executoire|‹publiee?s?›|docsigne|‹prefecture›|‹pref›|‹vdef›",
)
"""Objects of acts, their annexes, and the marks of what is signed and sent: on a page of acts they are enough."""
_MONTHS = (
    "janv(?:ier)?|fevr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?|oct(?:obre)?"
    "|nov(?:embre)?|dec(?:embre)?"
)
_FILED = _compile(
    r"^n?°? ?\d{1,3}(?: ?[a-z]{1,3})?(?: \d{1,3}[a-z]?){0,6} (?!\d|(?:" + _MONTHS + r")›)[a-z]",
    r"^(?:n°? ?)?(?:19|20)\d\d ?[a-z]{0,3} ?(?!(?:19|20)\d\d›)\d{1,4}",
    r"^[a-z]{1,3}\d{2,}|^[a-z]{1,2} \d{2,4} \d|^\d{5,}|^\d{1,3} \d{1,3}(?: \d{1,4})?",
    r"(?<!\d)\d{1,2} (?:\d\d|" + _MONTHS + r") ?20\d\d›",
    r"(?<!\d)20\d\d[01]\d[0-3]\d(?!\d)|(?<!\d)[0-3]\d[01]\d20\d\d(?!\d)",
    r"n ?° ?(?:20)?\d\d \d{1,4}›",
)
"""Numbers and dates that names begin with where acts are filed by them; a whole date anywhere."""
_CODE = re.compile(
    r"(?=[a-z0-9]{0,40}\d)(?=[a-z0-9]{0,40}[a-z])[a-z0-9]{10,}|(?:[a-z]{1,5}\d{1,5}){2,40}[a-z]{0,5}"
)
"""What a scanner or a storage gives for a name."""
_WORDLESS = re.compile(
    r"\d{1,14}|[a-z]{1,2}|pdf|docx?|odt|zip|scan|img|image|copie|version|web|site|internet|compress(?:e|ed)|ocr"
    r"|definiti(?:f|ve)|def|final|finale|complet|telecharge[rz]?|telechargement|consulte[rz]?|lire|voir|ouvrir"
    r"|afficher|clique[rz]|ici|fichiers?|documents?|savoir|plus|format|taille|nouvelle|fenetre|partie|bis|ter|n°"
    r"|acte|annee|trimestre|semestre|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|les|sans|titre"
    rf"|{_MONTHS}"
)
_PAGE_OF_ACTS = _compile(
    r"deliber|proce?s.{0,3}verba|comptes?.{0,3}rendus?|arretes?›|recueils?.{0,5}(?:des )?actes|‹raa›",
    r"actes?.{0,3}(?:adm|regl)|actes (?:officiels|publics)|publicite des actes|publications? legales?",
    r"affichages? legal",
    r"conseils?.{0,3}(?:munic|commun|depart|region|syndic|metropol|d.?administration)|seances?›|decisions?›",
    r"commission permanente|comite syndical",
)
_PAGE = re.compile(f"{_PAGE_OF_ACTS.pattern}|{_COUNCIL.pattern}|conseils")
_YEAR = re.compile(r"(?:annee )?(?:19|20)\d\d(?: (?:19|20)?\d\d)?")
_SERVED = re.compile(r"\b(?:pdf|docx?|odt|rtf|zip)$|^(?:cms )?(?:view|show)(?:file|pdf)(?: php| jsp)?")
"""What an address says of how it is served."""
_NOTHING = re.compile(r"[^a-z0-9°]+")


def speaks_of_acts(*words: str) -> bool:
    """Return whether the title, heading or address of a page says that it lists acts."""
    return any(_PAGE_OF_ACTS.search(_plain(each)) for each in words)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a link is followed or fetched, and ``why``, in words for an operator."""

    taken: bool
    why: str


def judge_document(
    address: str, text: str = "", heading: str = "", near: str = "", *, is_page_of_acts: bool = False
) -> Verdict:
    """Judge whether a document may be an act: by its own name, the words of its link, then by what stands around.

    Words of an act win over those of anything else: a bulletin may print the minutes.
    """
    own = [_plain(_name_of(address)), _plain(text)]
    if found := _first(_ACT, own):
        return Verdict(True, f"« {found} »")
    if found := _first(_OTHER, own):
        return Verdict(False, f"« {found} »")
    if found := _first(_COUNCIL, own):
        return Verdict(True, f"« {found} »")
    above = [_plain(heading)]
    if found := _first(_ACT, [*above, _plain(near), *_folders_of(address)]):
        return Verdict(True, _("« {found} » beside it").format(found=found))
    if found := _first(_OTHER, [*above, *_folders_of(address)]):
        return Verdict(False, _("« {found} » beside it").format(found=found))
    if is_page_of_acts and (why := _why_on_page_of_acts(*own)):
        return Verdict(True, _("{why}, on a page of acts").format(why=why))
    return Verdict(False, _("nothing says that it is an act"))


def _why_on_page_of_acts(name: str, text: str) -> str | None:
    """Return what speaks for a document on a page of acts; None where its words say something else."""
    name = _SERVED.sub(" ", name).strip()
    if found := _first(_OBJECT, (name, text)):
        return f"« {found} »"
    if found := _first(_FILED, (name, text[:40])):
        return f"« {found} »"
    if found := _first(_CODE, [*name.split()]):
        return f"« {found} »"
    return _("a name without words") if _is_wordless(name) and _is_wordless(text) else None


def _is_wordless(words: str) -> bool:
    return all(_WORDLESS.fullmatch(word) for word in words.split())


def judge_page(address: str, text: str, *, starts: Sequence[str] = ()) -> Verdict:
    """Judge whether a page may list acts: by its address, the words of its link, or where it lies."""
    name = _plain(
        unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2]) + " " + unquote(urlsplit(address).query)
    )
    for words in (name, _plain(text)):
        if found := _PAGE.search(words) or _ACT.search(words):
            return Verdict(True, f"« {found[0].strip()} »")
    for start in starts:
        folder = urlsplit(start).path.rstrip("/")
        if folder and key_of(address).startswith(f"{key_of(start).partition('?')[0]}/"):
            return Verdict(True, _("below {folder}/").format(folder=folder))
    if _YEAR.fullmatch(_plain(text)):
        return Verdict(True, "a year")
    return Verdict(False, _("no word of an act, and not below a start page"))


def _name_of(address: str) -> str:
    """Return the words of an address that are its own: the last part of its path, and its query."""
    parts = urlsplit(address)
    last = next((part for part in reversed(parts.path.split("/")) if part), "")
    query = " ".join(value for _, value in parse_qsl(parts.query))
    return f"{unquote(last)} {query}".replace("+", " ")


def _folders_of(address: str) -> list[str]:
    """Return the words of the folders of an address, without those of the storage, which say nothing."""
    return [_plain(unquote(part)) for part in urlsplit(address).path.split("/")[:-1] if part]


def _plain(words: str) -> str:
    composed = normalize("NFC", words[:MOST_CHARACTERS]).lower().replace("œ", "oe")
    return " ".join(filter(None, _NOTHING.split(fold_accents(composed))))


def _first(pattern: re.Pattern[str], texts: Iterable[str]) -> str | None:
    for text in texts:
        if found := pattern.search(text):
            return found[0].strip()
    return None
