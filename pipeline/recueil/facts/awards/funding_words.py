"""Extract the plans de financement of an act: funders, amounts, shares, and the total below.

« Plan de financement : Département 49 %, Région 35 %, Commune 16 % », « DETR 75 000,00 € 30 % », and tables
with expenses on the left and funders on the right. A row is a funder if it names one (« État », « fonds
propres ») or gives an amount with its share; an expense alone is not.
"""

from __future__ import annotations

import re

# Literals come first, so that a long text is searched fast; lookbehinds test the text before them.
PLAN_OPENINGS = (
    re.compile(
        r"financ(?:ement(?:(?<=plan de financement)|(?<=plans de financement)"
        r"|(?<=plan previsionnel de financement)|(?<=modalites de financement))"
        r"|ier(?<=montage financier)"
        r"|(?<![a-z]financ)(?:eurs?(?![a-z])|ement (?:previsionnel|de (?:l'|cette )operation|du projet)"
        r"|ee?s? comme suit))"
    ),
    re.compile(r"recettes previsionnelles(?<![a-z]recettes previsionnelles)"),
)
PLAN_END = re.compile(
    r"[acdilmnsv](?<![a-z].)(?:(?<=a)pres en avoir|(?<=l)e (?:conseil|bureau|comite)(?: (?:municipal"
    r"|communautaire|syndical|d'administration))?,? (?:apres|a l'|ainsi|decide|approuve|municipal)"
    r"|(?<=m)onsieur le maire (?:invite|propose|demande)|(?<=m)adame le maire|(?<=a)utorise"
    r"|(?<=s)ollicite(?![a-z])|(?<=a)tteste|(?<=a)pprouve(?![a-z])|(?<=i)l est propose|(?<=i)nvite(?![a-z])"
    r"|(?<=c)harge (?:monsieur|madame|le|la)|(?<=d)emande a |(?<=d)it que|(?<=s)'engage"
    r"|(?<=n)ombre de conseillers|(?<=v)ote(?![a-z])|(?<=d)eliberation n)"
)
FUNDER_NAME = re.compile(
    r"[abcdefilmprsu](?<![a-z.].)(?<!l'.)(?:(?<=e)tat(?! des)|(?<=d)\.?e\.?t\.?r(?![a-z])|(?<=d)sil|(?<=d)sipl"
    r"|(?<=d)sid(?![a-z])|(?<=d)geta|(?<=f)nadt|(?<=f)ipd|(?<=r)egions?(?![a-z])"
    r"|(?<=d)epartements?(?![a-z])|(?<=c)onseil (?:regional|departemental|general)|(?<=f)eder|(?<=f)eader"
    r"|(?<=f)se(?![a-z])|(?<=l)eader|(?<=e)urope(?![a-z])|(?<=u)nion europeenne"
    r"|(?<=a)deme|(?<=a)gence (?:de l'eau|nationale|regionale|d)|(?<=d)rac(?![a-z])|(?<=c)nds"
    r"|(?<=c)nc(?![a-z])|(?<=c)\.?a\.?f(?![a-z])|(?<=m)sa(?![a-z])|(?<=a)nct|(?<=a)nah|(?<=a)nru"
    r"|(?<=b)anque des territoires|(?<=f)onds? (?:propres?|verts?|de concours|de soutien|europeens?|d'aide"
    r"|departemental|regional|libres?|friche|barnier|propre)|(?<=r)estes? a charge|(?<=a)uto[ -]?financement"
    r"|(?<=p)art (?:communale|commune|de la commune|ville|communautaire)|(?<=p)articipation"
    r"|(?<=c)ontrat (?:de ruralite|territorial|region|departement)|(?<=p)acte|(?<=s)yndicat d"
    r"|(?<=s)d[ei] ?[0-9]{2}"
    r"|(?<=c)d ?[0-9]{2}|(?<=c)ommunes?(?![a-z])|(?<=c)ommunaute (?:de communes|d'agglo|urbaine)"
    r"|(?<=m)etropole|(?<=v)ille(?![a-z])|(?<=e)mprunts?|(?<=p)ret(?![a-z])|(?<=s)ubventions?|(?<=m)ecen\w{1,4}"
    r"|(?<=f)ondation|(?<=s)ouscription|(?<=d)ons?(?![a-z])|(?<=f)ctva|(?<=p)refecture|(?<=r)ectorat|(?<=c)cas"
    r"|(?<=a)ssociation|(?<=c)artes? d'achat|(?<=c)ertificats? d'economies?|(?<=c)ee(?![a-z])"
    r"|(?<=d)otation|(?<=s)olde)"
)
TOTAL_LABEL = re.compile(
    r"(?<![a-z])(?:sous[ -]{0,2})?tota(?:l|ux)(?![a-z])|(?<![a-z])(?:cout|montant) (?:total|global)"
)
SUBTOTAL_LABEL = re.compile(r"sous[ -]?tot")
# Text that joins an amount and its share: « (20 %) : 31 000 € HT », « 45 % , soit 20 250€ ».
FIGURE_JOIN = re.compile(
    r"(?:[\s|():,;=$*/–—-]|soit|h\.?t\.?|ttc|€|\(?d?'?un montant de|a hauteur de|arrondi a|pour|du (?:montant"
    r"|cout)(?: total| ht)?){0,16}"
)
CELL_BREAK = re.compile(
    r"[ \t\u00a0]{2,200}|[|;•>✓●▪\n]|(?<=[\s,;])(?:et|puis)\s|,\s(?!\w{0,12}\s?,)|\s[-–*+°e]{1,2}_{0,2}\s|\.\s"
    r"|:\s{0,3}(?=\w.{0,40}:)"
)
LEADING_SIGNS = " \t\n\r\u00a0:,;=|($*.…–—+°_-"
TRAILING_WORDS = re.compile(
    r"(?<![^\W\d_])(?:soit|(?:à|a) (?:la )?hauteur de|pour|d['’]un montant de|de|[àa]|un montant|montant"
    r"|sollicit[ée]e?|demand[ée]e?|estim[ée]e?)\Z"
)
LEADING_WORDS = re.compile(
    r"(?:[\s:,;=|()*.…–—+°_-]|et\s|e\s|(?:la|le|les|du|de|de la|par|soit)\s|(?:de\s)?l['’]\s?|d['’]\s?){1,10}"
)
# Figures of another column, not part of a name: « ADEME 75: 797 », but « DETR 2024 ».
NAME_CUT = re.compile(
    r"\s{0,3}:\s|\s(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{1,3}(?:[ .,:-]?[0-9]){2,12}|\s{0,3}(?i:sous[ -]?total)"
)
# Expenses, not funders.
NOT_FUNDER = re.compile(
    r"\A(?:\W{0,4}[a-z]?\W{0,4}\Z|(?:travaux|etudes? |achats?|acquisitions?|maitrise d|honoraires|fournitures"
    r"|depenses?|sous[ -]tota"
    r"|ressources|recettes|montant|taux|l[ae]\Z)|(?:subventions?|participations?|dotations?|prets?"
    r"|partenaires?)(?: publiques)?\Z"
    r"|subventions?[^a-z].{0,20}(?:travaux|etude))|(?<![a-z])(?:par|est|sont|qui|que|sera|ont)(?![a-z])"
)
LINK_AT_END = re.compile(r"(?:(?<!\w)(?:la|le|les|de|du|des|au|aux|et|d['’]|l['’])|[-–—/(])\s{0,60}\Z")
SEPARATED = re.compile(r"[ \t\u00a0]{4}|[|;:.]\s|\n[ \t]{0,120}\n")
BARE_FIGURE = re.compile(
    r"(?<![\w.,])[0-9]{1,3}(?:[ .\u00a0][0-9]{3}){0,3}[ ]?[.,][0-9]{2}(?![\w%€]|[.,][0-9]|\s?[%€])"
)
