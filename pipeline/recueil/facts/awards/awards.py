"""Extract the awards of an act: recipient, amount, purpose, budget line and year.

« attribue une subvention de 1 500 € au Tennis club pour son tournoi, article 65748 », a table of associations, «
retient la SARL X pour 900 € HT », « contracte auprès de la Banque Y un emprunt de », « cède à M. Z au prix de ».
An amount whose beneficiary the act does not name gives no award. A decision that the mayor or president took by
delegation, and that the council only takes note of, is marked as reported.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from recueil.entities.numbers import parse_grouped
from recueil.entities.patterns import regex_at_word_start
from recueil.facts.awards.avenants import find_avenants
from recueil.facts.awards.clauses import AwardMatch
from recueil.facts.awards.fields import find_in_fields
from recueil.facts.awards.frames import find_in_frames
from recueil.facts.awards.further_sums import find_further_sums
from recueil.facts.awards.grids import find_in_grids
from recueil.facts.awards.items import find_in_items
from recueil.facts.awards.list_rows import ListRows
from recueil.facts.awards.listings import find_in_listings
from recueil.facts.awards.only_parties import find_for_only_parties, is_new_total
from recueil.facts.awards.phrases import TO_HIM
from recueil.facts.awards.predictions import find_predicted, may_award
from recueil.facts.awards.proposals import find_in_proposals
from recueil.facts.awards.recipients import RecipientName, classify_recipient, find_identifiers
from recueil.facts.awards.sentences import find_antecedents, find_chosen_offers, find_in_sentences
from recueil.facts.awards.series import find_in_series
from recueil.facts.awards.tables import find_in_tables
from recueil.facts.awards.vat import VAT_FACTORS, differ_by_vat
from recueil.facts.awards.wrapped_rows import find_in_wrapped_rows
from recueil.text import fold_accents, merge_spans, overlaps
from recueil.values import Amount, BudgetLine, Mention
from recueil.values.award import Award, PredictedName, Recipient
from recueil.values.mention import mentions_between, start_of
from recueil.values.table import Table

_HEAD = 2500
_TAXED_FIGURE = re.compile(
    r"(?P<whole>[0-9](?<![\w.,/-].)(?<![0-9] .)(?:[0-9]{0,2}(?:[ .\u00a0\u202f][0-9]{3}){1,3}"
    r"|[0-9]{2,6}))(?:[.,](?P<cents>[0-9]{2}))?"
    r"\s?(?P<tax>HT|TTC|H\.T(?=\.)|T\.T\.C(?=\.))(?!\w)"
)
_LONGEST_AMOUNT = 40
_OWN_DECISIONS = ("decision", "arrete")
_BODY = re.compile(r"(?:communes?|villes?|mairie)\s(?:de |d'|du |des )(?P<name>.{2,40})")
_COMMUNE = re.compile(r"\A(?:commune|ville|mairie)\s(?:de la |de |d'|du |des )")
# « COMMUNE DE MONTCLAIR » on a line of its own, « le conseil municipal de la commune de », « maire de ».
_ISSUING_COMMUNE = re.compile(
    r"(?:(?:\A|(?<!\Wa la)\n)[ \t]{0,120}(?:commune|ville|mairie)|conseil municipal(?: de la (?:commune|ville))?"
    r"|(?<![a-z])maire)\s(?:de |d'|du |des )"
)
_LISTED_WITH_FIGURE = re.compile(r"[^\n]{0,80}[0-9]\s?(?:€|euros)")  # a row: « Commune de Montclair : 8 500 € »
_IDENTIFIER_REACH = 70
_SUBVENTION = re.compile(
    "ubvention|UBVENTION|[Aa]ide|AIDE|oncours|ONCOURS|[Ll]ot|LOT|arch[ée]|ARCH|[0-9] ?(?:HT|TTC)"
    "|(?:erse|ttribue|ccorde|lloue|ctroie)r? [0-9]"
)  # its table may hold bare figures only
_HEADINGS = re.compile(
    r"associations? 20[0-9]{2}\Z|(?:subventions?|montants?)\s(?:20[0-9]{2}|ht|ttc|vot|attrib|accord|demand)"
    r"|nom de l'association|€"
)
# « BASE VARIANTE PRESTATION ADRESSE »: headings of a table, on one line.
_ONLY_HEADINGS = re.compile(
    r"(?:(?:n[°o]|lots?|offres?|bases?|variantes?|options?|prestations?|adresses?|montants?|prix|retenue?s?|entreprises?"
    r"|supplementaires?|attributaires?|titulaires?|designations?|intitules?|ht|ttc|total|de|et|[-–/])(?:\s|\Z)){2,12}\Z"
)
# Headings and verbs that no name begins with: « EXPOSÉ DES MOTIFS Mesdames », « II. d'accorder un prêt ».
_NO_NAME = re.compile(
    r"(?:(?:[ivx]{1,5}|[0-9]{1,2}|[a-z])[.)°]\s?)?(?:d'|de\s)[a-z]{3,14}(?:er|ir|re)\s(?:un|le|la|les|l'|d|a|au)"
    r"|(?:le )?conseil (?:delibere|decide|emet|approuve|adopte|vote)|expose des motifs|mesdames"
    r"|divers(?:es)?\s|dossiers?\s(?:n\s?[°o]\s?)?[0-9]|(?:reste|solde|credits?|reserve|provision)\sa\s"
    r"|messieurs,? |(?:rapport|projet) de deliberation|informations?\s"
    r"|questions? diverses?|indemnites?\s|direction (?:de|du|des|generale)|(?:entreprises|impots) (?:de|du|des)\s"
    r"|(?:cet?|cette|ces|ledit|ladite|celui|celle|ils?|elles?|on)\s|montants? de (?:la|l'|cette)"
    r"|(?:courrier|lettre)s? d|(?:envoye|recu) en prefecture"
    r"|(?:mises? a )?disposition\Z|.{0,80}(?<![a-z])conseil d'administration(?![a-z])"
    r"|[^()]{3,40}\((?:ht|ttc)\)\Z|associations? (?:de |d')[a-z]{3,14}(?:er|ir|re)\Z"
    r"|(?:lycee|college|ecole|mairie|gymnase|stade|region|departement|prefecture)\Z"
    r"|(?:couts?|recettes?|depenses?|autofinancement)(?:\Z|\s(?:de (?:la |l')?|d'|du |des )"
    r"(?:travaux|operation|projet))"
    r"|(?:sa|leur|notre|votre)\scharge(?![a-z])"
    r"|[^()]{3,60}\ssur la base\Z|(?:deduction|pacte|contrat de (?:ruralite|plan|territoire))(?![a-z])"
)
# « pour OPTISIG, le logiciel de localisation »: what is bought, not who sells it.
_THING = re.compile(
    r"\s?[,(]\s?(?:l'|le |la |un |une )(?:logiciel|progiciel|application|plateforme|outil|module|materiel|appareil"
    r"|vehicule|systeme)(?![a-z])"
)
# « La commune de Brey réclame », « Mme X propose, pour 2018 : »: the words of a sentence, and who speaks
_REPORTS = re.compile(r"\s(?:reclame|presente|promi[st]|pese|propose|a promis)\Z|\A(?:choix d|estimation d)")
_CIVILITY = re.compile(r"(?:m\.?|mme|mlle|monsieur|madame)\s")
_PROPOSES = re.compile(
    r"\s{1,3}(?:(?:propose|presente|expose|rapporte|indique|rappelle|precise|soumet"
    r"|informe),?\s(?!de (?:vendre|ceder|l'ach|l'acq|racheter))"
    r"|,\s(?:adjointe?|rapporteu\w{1,2})(?![a-z]))"
)
# « statuer sur les demandes de remise gracieuse, dans la limite de 60 000 € »: what an official may decide.
_POWER_LIMIT = re.compile(
    r"(?<![a-z])(?:contentieux|gracieux|gracieuses?|admission|degrevement|delais? de paiement)(?![a-z])"
    r"[^€]{0,200}(?:dans|jusqu'a) la limite d[^€0-9]{1,20}\Z"
)
# « un minimum de 5 000 € HT et un maximum de 40 000 € HT »: the most is what is decided.
_MINIMUM = re.compile(r"(?<![a-z])min(?:i\w{0,3})?(?![a-z])[^.;€]{0,40}\Z")
_MAXIMUM = re.compile(r"\s?(?:h\.?t\.?|ttc)?[^.;€]{0,40}(?<![a-z])max(?:i\w{0,3})?(?![a-z])")
# « 6,50 €⏎par journée-enfant »: the limit or the sum that follows is decided.
_RATE = re.compile(
    r"(?:\s{0,3}(?:h\.?t\.?|ttc))?\s{0,80}(?:par|/)\s{0,3}(?:jour(?:nee)?s?|enfants?|eleves?|habitants?|hab"
    r"|heures?|repas"
    r"|personnes?|famille|foyer|nuitee?s?|m2|m²|km|licencies?|adherents?|agent|semaine|participants?)(?![a-z])"
    r"|\s{1,3}(?:l'une?|l'unite|(?:la )?piece)(?![a-z])"
)
# « fait passer la compensation de 148 300 € à 156 750 € »: the first is what it was.
_RAISES_FROM = re.compile(
    r"(?<![a-z])(?:pass|port|ramen|relev|augment|redui|modif)\w{1,6}\s[^.;€]{0,90}?de\s{1,3}\Z"
)
_RAISED_TO = re.compile(r"\s?(?:ht|ttc)?\s{1,3}a\s{1,3}[0-9]")
# « cotisation initiale de 300 € portée à 310 € »
_RAISED_LATER = re.compile(r"\s?(?:ht|ttc)?,?\s{1,3}(?:portee?|ramenee?|augmentee?|passee?)\s{1,3}a\s{1,3}[0-9]")
# « représentée par Mme X »: she is not who is paid.
_REPRESENTS = re.compile(
    r"represente\w{0,3}\s{1,3}(?:legalement\s{1,3})?par\s{1,20}(?:(?:m\.|mme|mlle|monsieur|madame)\s{1,20}){0,2}\Z"
)
# « un titre de 4 000 € »: the council receives it.
_INCOME = re.compile(r"(?<![a-z])titres? (?:de recettes? )?(?:de|d'un montant de)\s{1,3}\Z")
# « emprunt … dont la première échéance annuelle du 29 avril de 11 563 € »
_INSTALMENT = re.compile(r"(?<![a-z])(?:echeances?|annuites?|mensualites?)(?![a-z])[^.;€]{0,80}\Z")
# « 118⏎930,00 € » in a paragraph: the amount lost its thousands at the end of a line.
_TAIL = re.compile(r"[0-9]{3}(?![0-9.]|[ \u00a0\u202f][0-9])")
_BROKEN = re.compile(r"[^\n]{24,80}[^\n0-9][0-9]{1,3}\s{0,3}\n[ \t]{0,60}\Z")
_JUSTIFIED = re.compile(r"[a-z]\s{1,3}[0-9]{1,3}[ ]{2}\Z")  # « de  2  456  € » in a justified line
# « 8 000 Frs soit 1 219,59 euros »: the francs were decided.
_IN_EUROS = re.compile(r"[0-9ol]\s?(?:frs?|francs?)\s{0,3}[,(]?\s{0,3}soit\s{1,3}\Z")
# « La subvention n'est pas de 1 600 € mais 1 500 € »
_DENIED = re.compile(r"n'est pas (?:de |d'un montant de )?\Z")
_BUT = re.compile(r"(?:\s?(?:ht|ttc))?,?\s{1,3}mais (?:bien )?(?:de |d'un montant de )?")
# « décide de ne plus adhérer à X (cotisation de 62 €) »
_REFUSED = re.compile(
    r"(?<![a-z])(?:de ne (?:plus|pas)|ne (?:renouvel|recondui|vers|souhait|particip|donn|accord|attribu"
    r"|retien)\w{1,6}"
    r" (?:plus|pas)|renonc\w{1,3} a)(?![a-z])[^.;€]{0,160}\Z"
)
# « (200 € par exemple). Cette idée n'est pas retenue »
_IDEA_REFUSED = re.compile(
    r"[^€]{0,60}?\.\s{1,3}(?:cette|la) (?:idee|suggestion|proposition|demande|requete) (?:n'est pas|est "
    r"(?:rejet|refus"
    r"|repouss|ecart))"
)
# « L'offre de la société X (12 400 €) n'est pas retenue »
_NOT_CHOSEN = re.compile(
    r"(?:[^.;€\n]|\n(?!\s{0,9}(?:l[ae]s?\s|l'|[-–•*]))){0,90}?(?<![a-z])(?:(?:n'est|ne sont|n'a"
    r"|n'ont) pas (?:ete )?(?:retenu|accept|attribu|accord|approuv)"
    r"|(?:est|sont|a ete) (?:rejet|ecart|refus|ajourn)e)"
)
# « 900 € (1 200 € demandés) »
_ASKED = re.compile(r"\s{0,3}(?:demandee?s?|sollicitee?s?)\s{0,3}\)")
# « soit un total de 1 900 € », below a list
_TOTAL = re.compile(r"(?<![a-z])soit (?:un|au) total (?:general )?(?:de)?\s{0,3}:?\s{0,3}\Z")
_RATED = re.compile(r"(?:€|euros?)\s?(?:par|/)\s?[^.;€]{2,40}\Z")  # « 50 € par élève, soit au total 150 € »
# « pour maintenir un montant de subvention « nette » de 800 € », « Déduction des subventions : Pacte X : 9 000 € »
_NO_GIFT = re.compile(
    r"(?<![a-z])(?:(?:pour|afin de) maintenir (?:un|le) montant"
    r"|deduction (?:faite )?(?:de la|des|du|d'une) (?:subvention|aide|participation)s?)(?![a-z])[^.;€]{0,60}\Z"
)
# « (assiette éligible : 500 000 € HT) », « 25 350 € de travaux »: what the aid is computed from.
_BASIS = re.compile(
    r"(?<![a-z])(?:assiette|(?:depenses?|base|montant)(?: totale?s?)? (?:subventionnables?|eligibles?"
    r"|retenue?s?)|(?:sur|d')\s?une (?:depense|base)(?= (?:totale |globale )?de)|cout (?:total|global"
    r"|previsionnel|estimatif)|budget (?:previsionnel|total|global))(?![a-z])[^.;€()]{0,40}\Z"
)
_COSTS = re.compile(
    r"(?<![a-z])(?:pour|d'|a) (?:un |le |son )?couts? (?:de|estime a|evalue a|previsionnel de)\s{1,3}\Z"
)
# « pour une scie d'un coût de 62 000 € HT, une subvention de 12 400 € »
_COST_BEFORE = re.compile(r"(?:(?:d'un|au|pour un)\scout\s(?:total\s)?(?:de|estime a|evalue a)\s{1,3}|\()\Z")
_AID_AFTER = re.compile(
    r"\s?(?:ht|ttc)?\s?\)?,?\s{1,3}(?:[^;€.\n]{0,60}?\s)?(?:une|la|d'une|l')\s?(?:subvention|aide"
    r"|participation|prime|avance)"
    r"(?![a-z])[^;€.\n]{0,60}?\s(?:de|a)\s{1,3}[0-9]"
)
# « De 90 000 à 5 185 999,99 € HT »: a bracket of contracts
_BRACKET_FROM = re.compile(
    r"(?:\A|\n)[ \t]{0,40}(?:marches?\s)?(?:compris\s)?(?:de"
    r"|entre)\s[0-9][0-9 .,\u00a0]{2,16}(?:\s?€)?(?:\s?ht)?\s(?:a|et)\s\Z"
)
# « SOGETRA, 14 rue de l'Industrie à Gray »: where the firm is.
_SEATED = re.compile(
    r"[0-9,\s](?:rue|avenue|boulevard|place|route|chemin|allee|impasse|quai|za|zi|zae)\s[^,;€\n]{2,50}\sa\s{1,3}\Z"
)
_GIFTS = ("subvention", "aide", "fonds de concours", "participation")
# « 150 € à l'Amicale et 60 € à chacune des coopératives »: the name before has another sum.
_TO_OTHERS = re.compile(r"\s{1,3}(?:a|pour) (?:chacune? d(?:e|u|es)|chaque|tou(?:s|tes) les)(?![a-z])")
_OF_WORKS = re.compile(
    r"\s?(?:ht|ttc)?\s(?:de travaux|de depenses?|d'investissements? (?:eligible|prevu)|de devis)(?![a-z])"
)
# « 62 000 € (60 000 € en 2020) »
_REMARK = re.compile(r"\((?:contre|pour memoire|rappel|soit)?[^()€]{0,20}\Z")
_REMARKED_YEAR = re.compile(r"\s(?:en|pour|l'an(?:nee)?)\s(?:20[0-9]{2}|dernier|passee?|precedente?)\s?\)")
# « le tribunal a condamné la Ville à verser 214 000 € », « la Ville a acquis de la société X, moyennant 310
# 000 € »:
# another decided, or the council did so before.
_NOT_DECIDED_HERE = re.compile(
    r"(?<![a-z])(?:condamn(?:e|ee|ant|er|ation)s?(?![a-z])|(?:a|avait|ont|avaient|ayant) (?:(?:deja"
    r"|egalement|ainsi) )?"
    r"(?:fait l'acquisition|acquis|achet|rachet|vendu|cede|notifie (?:le [^.;€]{4,20} )?l'attribution))"
    r"[^.;€]{0,300}\Z"
)
_COMPARED = 100  # as many of a price as are looked at: a list of a thousand equal gifts repeats none
_WORD = re.compile(r"[a-z0-9]{2,}")
_LONG_WORD = 4
_BLANK_LINE = re.compile(r"\n[ \t]{0,60}\n")
_FORM = re.compile(
    r"(?<![a-z])(?:societes?|entreprises?|groupement|cabinet|bureau d'etudes?|agence|ateliers?|etablissements?|ets"
    r"|garage|menuiserie|maconnerie|marbrerie|s\.?a\.?r\.?l\.?|s\.?a\.?s\.?u?|eurl|scop|sa"
    r"|la|le|les|l'|de|du|des|d')(?:\s|(?<='))"
)


def extract_awards(
    text: str,
    amounts: Sequence[Mention],
    lines: Sequence[Mention],
    periods: Sequence[Mention],
    persons: Sequence[Mention],
    kind: str | None = None,
    organisations: Sequence[Mention] = (),
    tables: Sequence[Table] = (),
    body: str | None = None,
    beneficiaries: Sequence[PredictedName] = (),
) -> tuple[Award, ...]:
    """Return the awards of an act in reading order, one for each beneficiary and amount.

    ``kind`` of the act: only minutes and délibérations report decisions of another. ``tables``: those of its
    document. ``body`` that issued it awards nothing to itself. ``beneficiaries`` are those that a trained model
    predicts; they fill what the rules leave open.
    """
    if not amounts and not _SUBVENTION.search(text):
        return ()
    plain = restore_elisions(fold_accents(text))
    amounts = sorted([*amounts, *_find_taxed_figures(text, amounts)], key=start_of)
    figures = [*_find_bracketed_figures(text, plain, amounts), *_find_given_figures(plain, amounts)]
    amounts = [each for each in sorted([*amounts, *figures], key=start_of) if not _is_basis(plain, each)]
    fields = list(find_in_fields(text, plain, amounts, ()))
    records = merge_spans([(found.start, found.end) for found in fields])
    rows = [
        found
        for found in find_in_tables(text, plain, amounts, tables)
        if not overlaps(records, found.start, found.end)
    ]
    wrapped = list(find_in_wrapped_rows(text, plain, amounts, tables))
    wrapped_tables = merge_spans([(start, end) for start, end, _ in wrapped])
    rows = [found for found in rows if not overlaps(wrapped_tables, found.start, found.end)]
    laid_out = find_in_grids(text, plain, amounts, [(found.start, found.end) for found in rows])
    grids = [found for found in laid_out if not overlaps(wrapped_tables, found.start, found.end)]
    grids += (found for *_, of_table in wrapped for found in of_table)
    columns = merge_spans([(found.start, found.end) for found in grids])
    rows = [found for found in rows if not overlaps(columns, found.start, found.end)] + grids
    by_row = merge_spans([*_find_rows_of_several(text, rows, amounts), *wrapped_tables])
    taken = {found.amount.start for found in (*rows, *fields)}
    avenants, recalled = find_avenants(text, plain, amounts)
    stated = list(find_in_sentences(text, plain, amounts, taken))
    stated += (found for found in avenants if found.amount.start not in taken)
    stated = [found for found in stated if not _is_seat(plain, found)]
    taken |= {found.amount.start for found in stated}
    chosen = list(find_chosen_offers(text, plain, amounts, taken))
    stated = [found for found in stated if not overlaps(by_row, found.amount.start, found.amount.end)]
    known = [(found.start, found.end) for found in (*rows, *fields, *chosen, *stated)]
    stated += (
        found
        for found in find_in_items(text, plain, amounts, organisations, known)
        if not TO_HIM.match(plain, found.amount.end)
    )
    taken |= {found.amount.start for found in (*stated, *chosen)}
    stated += fields
    framed = list(find_in_frames(text, plain, amounts, taken))
    taken |= {found.amount.start for found in framed}
    stated += framed
    stated += find_antecedents(text, plain, amounts, organisations, taken)
    named = sorted([*organisations, *persons], key=start_of)
    series = [
        found
        for found in find_in_series(text, plain, amounts, named, [*rows, *chosen, *stated])
        if not overlaps(by_row, found.amount.start, found.amount.end)
    ]
    renamed = {found.amount.start for found in series}
    in_grid = merge_spans([*_find_columns(text, grids, amounts, ()), *wrapped_tables])
    stated += [
        found
        for found in find_in_listings(text, plain, amounts, organisations, [*rows, *chosen, *stated, *series])
        if not overlaps(in_grid, found.amount.start, found.amount.end)
    ]
    stated += find_further_sums(text, plain, amounts, [*rows, *chosen, *stated, *series])
    others = [found for found in (*rows, *chosen, *stated) if found.amount.start not in renamed]
    named_ones = [found for found in (*others, *series) if _is_name(plain, found, body)]
    proposed, rivals = find_in_proposals(text, plain, amounts, organisations, persons, named_ones)
    rivals |= recalled
    named_ones = [found for found in named_ones if not is_new_total(plain, found)]
    list_rows = ListRows(text, plain, amounts)
    listed = [
        found
        for found in list_rows.find_unread([*named_ones, *proposed])
        if _is_name(plain, found, body) and not overlaps(in_grid, found.amount.start, found.amount.end)
    ]
    renamed = {found.amount.start for found in listed}
    named_ones = [found for found in named_ones if found.amount.start not in renamed] + listed
    proposed = [found for found in proposed if found.amount.start not in renamed]
    by_others = [*named_ones, *proposed]
    proposed += find_for_only_parties(text, plain, amounts, organisations, persons, by_others, body)
    by_column = merge_spans([*_find_columns(text, rows, amounts, tables), *wrapped_tables])
    proposed = [found for found in proposed if not overlaps(by_column, found.amount.start, found.amount.end)]
    every = (
        _with_corrected_sum(plain, found, amounts)
        for found in (*named_ones, *proposed)
        if found.amount.start not in rivals
    )
    decided = [found for found in every if _is_decided_sum(text, plain, found.amount)]
    decided = _drop_sums_of_others(plain, _drop_amended(plain, decided))
    by_rules = [*named_ones, *proposed]

    def is_left_to_model(found: AwardMatch) -> bool:
        at, end = found.amount.start, found.amount.end
        open_to_it = at not in rivals and not overlaps(by_column, at, end)
        return open_to_it and _is_decided_sum(text, plain, found.amount)

    predicted = find_predicted(text, plain, amounts, lines, by_rules, beneficiaries) if may_award(kind) else ()
    decided += filter(is_left_to_model, predicted)
    decided += list(filter(is_left_to_model, list_rows.find_predicted(decided)))
    decided = [found for found in decided if not _is_of_others(plain, found)]
    kept = [found for found in _deduplicate(decided) if _is_name(plain, found, body)]
    context = AwardContext(text, lines, periods, kept)
    reports = find_reports(plain) if kind not in _OWN_DECISIONS else []
    awards = (_build_award(text, found, context, persons, reports) for found in kept)
    return tuple(sorted(awards, key=lambda award: (award.beneficiary_start, award.start)))


_LOST_APOSTROPHE = re.compile(r" (?=[aeiouyh])(?:(?<=[ldnsc] )(?<![\w'.-]..)|(?<=qu )(?<![\w'.-]...))")
_FEWEST_LOST = 4


def restore_elisions(plain: str) -> str:
    """Return a folded text with the apostrophes that a converter made blanks: « l association », « s eleve a ».

    A text that has more apostrophes than such blanks stays as it is; offsets stay valid.
    """
    lost = [match.start() for match in _LOST_APOSTROPHE.finditer(plain)]
    if len(lost) < _FEWEST_LOST or plain.count("'") >= len(lost):
        return plain
    letters = list(plain)
    for at in lost:
        letters[at] = "'"
    return "".join(letters)


def _find_columns(
    text: str, rows: Sequence[AwardMatch], amounts: Sequence[Mention], tables: Sequence[Table]
) -> Iterator[tuple[int, int]]:
    """Yield the spans of tables whose columns say what is awarded: other sums are asked for, or of another year.

    These are the tables of the document with any of the ``rows``, and those in the text, up to the next blank
    line, that have several sums in a line.
    """
    for table in tables:
        if any(table.start <= found.amount.start < table.end for found in rows):
            yield table.start, table.end
    by_table: dict[int, list[AwardMatch]] = defaultdict(list)
    for found in rows:
        if found.table is not None:
            by_table[found.table].append(found)
    for of_table in by_table.values():
        start, last = min(found.start for found in of_table), max(found.end for found in of_table)
        blank = _BLANK_LINE.search(text, last)
        end = blank.start() if blank else len(text)
        within = mentions_between(amounts, start, end)
        if any("\n" not in text[one.end : other.start] for one, other in pairwise(within)):
            yield start, end


def _find_rows_of_several(
    text: str, rows: Sequence[AwardMatch], amounts: Sequence[Mention]
) -> Iterator[tuple[int, int]]:
    """Yield the rows of tables that have several sums in a line, of which the table says which one is awarded."""
    by_table: dict[int, list[AwardMatch]] = defaultdict(list)
    for found in rows:
        if found.table is not None:
            by_table[found.table].append(found)
    for of_table in by_table.values():
        lines = [(text.rfind("\n", 0, found.start) + 1, found.end) for found in of_table]
        starts = {start for start, _ in lines}
        has_several = any(len(mentions_between(amounts, *line)) != 1 for line in lines)
        if len(starts) == len(lines) > 1 and has_several:
            yield min(starts), max(end for _, end in lines)


_ANNOUNCED_IN_EUROS = re.compile(
    r"(?<![a-z])(?:en euros|euros suivants|subventions? \(?€\)?)(?![a-z])[^.;€]{0,60}:"
)
_IN_BRACKETS = re.compile(
    r"(?<=\w)\s?\((?P<figure>[0-9]{1,3}(?:[ .\u00a0\u202f]?[0-9]{3}){0,2}(?:,[0-9]{2})?)\)"
    r"(?=\s{0,2}[,;.\n]|\set\s|\Z)"
)
_FEWEST_BRACKETED, _LONGEST_BRACKETED = 3, 2000


def _find_bracketed_figures(text: str, plain: str, amounts: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the figures of « Ont été retenues, en euros : Judo Club (150), Rando Vert (220) »."""
    for announced in _ANNOUNCED_IN_EUROS.finditer(plain):
        stop = text.find("\n\n", announced.end(), announced.end() + _LONGEST_BRACKETED)
        stop = stop if stop >= 0 else min(len(text), announced.end() + _LONGEST_BRACKETED)
        bracketed = list(_IN_BRACKETS.finditer(text, announced.end(), stop))
        if len(bracketed) < _FEWEST_BRACKETED or mentions_between(amounts, announced.end(), bracketed[-1].end()):
            continue
        for match in bracketed:
            value = Amount(parse_grouped(match["figure"]))
            yield Mention(*match.span("figure"), value, "award-figure")


# « Il est proposé de verser 5 200 au Judo Club », where a converter lost the sign of the euro
_GIVEN_FIGURE = re.compile(
    r"(?<![a-z])(?:(?:vers|attribu|allou|accord|octroy|propos)(?:er?|ent|ee?)|(?:subvention|aide|somme)s?"
    r"(?: exceptionnelle| annuelle| de fonctionnement)? de)\s"
    r"(?P<figure>(?!(?:19|20)[0-9]{2}(?![0-9]))(?:[0-9]{1,3}(?:[ .\u00a0\u202f][0-9]{3}){1,2}"
    r"|[1-9][0-9]{2,3}))"
    r"(?=\s(?:au|a l|a la|pour l)[\s'])"
)
_AND_FIGURE = re.compile(
    r"\set\s(?P<figure>[0-9]{1,3}(?:[ .\u00a0\u202f][0-9]{3}){1,2}|[1-9][0-9]{2})(?=\s(?:au|a l|a la|pour l)[\s'])"
)
_AND_REACH = 90


def _find_given_figures(plain: str, amounts: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the figures that a verb of giving leads to and a beneficiary follows, in a text without « € »."""
    if any("€" in plain[amount.start : amount.end] for amount in amounts):
        return
    for given in _GIVEN_FIGURE.finditer(plain):
        both = given, _AND_FIGURE.search(plain, given.end(), given.end() + _AND_REACH)
        for match in filter(None, both):
            if not mentions_between(amounts, match.start("figure") - _LONGEST_AMOUNT, match.end("figure")):
                value = Amount(parse_grouped(match["figure"]), role="subvention")
                yield Mention(*match.span("figure"), value, "award-figure")


def _find_taxed_figures(text: str, amounts: Sequence[Mention]) -> Iterator[Mention]:
    """Yield sums that HT or TTC marks without a euro sign: « pour un montant de 6.376,25 HT »."""
    for match in _TAXED_FIGURE.finditer(text):
        near = mentions_between(amounts, match.start() - _LONGEST_AMOUNT, match.end())
        if not near or near[-1].end <= match.start():
            whole = re.sub(r"[ .\u00a0\u202f]", "", match["whole"])
            value = Amount(
                Decimal(f"{whole}.{match['cents'] or '00'}"), tax=match["tax"].replace(".", ""), role="marche"
            )
            yield Mention(match.start(), match.end(), value, "award-figure")


def _build_award(
    text: str,
    found: AwardMatch,
    context: AwardContext,
    persons: Sequence[Mention],
    reports: Sequence[tuple[int, int]],
) -> Award:
    name = found.name
    beside = found.end if found.amount.start > name.start else _line_end(text, name.end)
    siret, rna = find_identifiers(text, name.start, beside)
    return Award(
        start=found.start,
        end=found.end,
        what=found.what,
        beneficiary=name.words,
        beneficiary_start=name.start,
        amount=found.amount,
        recipient=_classify(text, found, persons),
        purpose=context.purpose(found),
        line=context.line(found),
        period=context.period(found),
        siret=siret,
        rna=rna,
        reported=is_reported(reports, found.start),
    )


def _line_end(text: str, at: int) -> int:
    line = text.find("\n", at, at + _IDENTIFIER_REACH)
    return line if line >= 0 else min(len(text), at + _IDENTIFIER_REACH)


def _classify(text: str, found: AwardMatch, persons: Sequence[Mention]) -> Recipient | None:
    """Return the kind that the words state; a name that is a person's and not clearly a firm's is a person."""
    name = found.name
    before = " ".join(text[max(0, name.start - 60) : name.start].split())
    if kind := classify_recipient(name.words, f"{before[-14:]} "):
        return kind
    return "person" if any(person.start <= name.start and name.end <= person.end for person in persons) else None


def _is_name(plain: str, found: AwardMatch, body: str | None) -> bool:
    """Return whether an award names a recipient: not the headings of a table, nor the commune itself."""
    words = found.name.words
    folded = fold_accents(words)
    if body and found.table is None and _is_body(folded, fold_accents(body)):
        return False
    if _REPRESENTS.search(plain, max(0, found.name.start - 60), found.name.start):
        return False
    if _THING.match(plain, found.name.end):
        return False
    if _REPORTS.search(folded) or (_CIVILITY.match(folded) and _PROPOSES.match(plain, found.name.end)):
        return False
    if _HEADINGS.search(folded) or _ONLY_HEADINGS.match(folded) or _NO_NAME.match(folded):
        return False
    return _OF_COMMUNES.match(fold_accents(body or "")) is not None or not _is_own(plain, found.name)


_ACRONYMS_OF_BODIES = frozenset(
    ["petr", "sivom", "sivu", "sivos", "smictom", "sictom", "ccas", "cias", "sdis", "ept", "cu", "cc", "ca"]
)
_OF_COMMUNES = re.compile(r"(?:prefecture|departement|region|communaute|metropole|syndicat)(?![a-z])")
_KIND_OF_BODY = frozenset(
    [
        "cc",
        "com",
        "communaute",
        "communes",
        "commune",
        "agglomeration",
        "ca",
        "urbaine",
        "cu",
        "metropole",
        "syndicat",
        "mixte",
        "ville",
        "mairie",
    ]
)


def _is_body(name: str, body: str) -> bool:
    """Return whether a name is that of a body, with or without its kind, in words or as « CC »."""
    if _without_kind(name) == _without_kind(body):
        return True
    if name in _ACRONYMS_OF_BODIES and name in body.split():
        return True
    own, words = (
        {word for word in _WORD.findall(each) if word not in _KIND_OF_BODY and word not in _OF}
        for each in (body, name)
    )
    return bool(own) and own == words and name.split()[0] in _KIND_OF_BODY


def _is_seat(plain: str, found: AwardMatch) -> bool:
    """Return whether a name is the town of an address: « 14 rue de l'Industrie à Gray »."""
    return _SEATED.search(plain, max(0, found.name.start - 80), found.name.start) is not None


def _without_kind(body: str) -> str:
    """Return the name of a body, of a commune without « commune de »."""
    return _COMMUNE.sub("", body).replace("-", " ")


def _is_decided_sum(text: str, plain: str, amount: Mention) -> bool:
    """Return whether an amount is whole, not a rate, and not given by an earlier act."""
    if _RATE.match(plain, amount.end) or _RAISED_LATER.match(plain, amount.end) or is_earlier_gift(plain, amount):
        return False
    if _RAISED_TO.match(plain, amount.end) and _RAISES_FROM.search(
        plain, max(0, amount.start - 120), amount.start
    ):
        return False
    if _JUSTIFIED.search(plain, max(0, amount.start - 12), amount.start) and _TAIL.match(text, amount.start):
        return False
    if _MINIMUM.search(plain, max(0, amount.start - 60), amount.start) and _MAXIMUM.match(plain, amount.end):
        return False
    if _INCOME.search(plain, max(0, amount.start - 50), amount.start):
        return False
    if _DENIED.search(plain, max(0, amount.start - 40), amount.start):
        return False
    if (total := _TOTAL.search(plain, max(0, amount.start - 40), amount.start)) and not _RATED.search(
        plain, max(0, total.start() - 80), total.start()
    ):
        return False
    if _NO_GIFT.search(plain, max(0, amount.start - 120), amount.start):
        return False
    if _INSTALMENT.search(plain, max(0, amount.start - 100), amount.start):
        return False
    if _IN_EUROS.search(plain, max(0, amount.start - 30), amount.start):
        return False
    if _NOT_CHOSEN.match(plain, amount.end) or _is_basis(plain, amount) or _ASKED.match(plain, amount.end):
        return False
    if _REFUSED.search(plain, max(0, amount.start - 200), amount.start) or _IDEA_REFUSED.match(plain, amount.end):
        return False
    if _POWER_LIMIT.search(plain, max(0, amount.start - 260), amount.start):
        return False
    if _NOT_DECIDED_HERE.search(plain, max(0, amount.start - 320), amount.start):
        return False
    return not (_TAIL.match(text, amount.start) and _BROKEN.search(text, max(0, amount.start - 80), amount.start))


def _with_corrected_sum(plain: str, found: AwardMatch, amounts: Sequence[Mention]) -> AwardMatch:
    """Return an award of the sum that replaces a denied one: « n'est pas de 450 € mais de 540 € »."""
    if not _DENIED.search(plain, max(0, found.amount.start - _LONGEST_AMOUNT), found.amount.start):
        return found
    after = mentions_between(amounts, found.amount.end, found.amount.end + _LONGEST_AMOUNT)
    if not after or not _BUT.fullmatch(plain, found.amount.end, after[0].start):
        return found
    return replace(found, amount=after[0], end=max(found.end, after[0].end))


def _is_basis(plain: str, amount: Mention) -> bool:
    """Return whether an amount is what an aid is computed from, or in brackets that of an earlier year."""
    if _COST_BEFORE.search(plain, max(0, amount.start - 40), amount.start) and _AID_AFTER.match(plain, amount.end):
        return True
    if _BRACKET_FROM.search(plain, max(0, amount.start - 80), amount.start):
        return True
    if _OF_WORKS.match(plain, amount.end) or _BASIS.search(plain, max(0, amount.start - 90), amount.start):
        return True
    return (
        _REMARKED_YEAR.match(plain, amount.end) is not None
        and _REMARK.search(plain, max(0, amount.start - 40), amount.start) is not None
    )


def _is_of_others(plain: str, found: AwardMatch) -> bool:
    """Return whether a sum is what works cost that a gift helps, or that of others than the name before it."""
    amount = found.amount
    if found.what in _GIFTS and _COSTS.search(plain, max(0, amount.start - 60), amount.start):
        return True
    return found.name.end <= amount.start and _TO_OTHERS.match(plain, amount.end) is not None


def _is_own(plain: str, name: RecipientName) -> bool:
    """Return whether the recipient is the commune itself, named at the head: it does not award to itself."""
    body = _BODY.match(fold_accents(name.words))
    if body is None:
        return False
    return any(
        plain.startswith(body["name"], itself.end())
        and not itself.end() > name.start >= itself.start()
        and not _LISTED_WITH_FIGURE.match(plain, itself.end())
        for itself in _ISSUING_COMMUNE.finditer(plain, 0, _HEAD)
    )


def _deduplicate(found: Iterable[AwardMatch]) -> list[AwardMatch]:
    """Return each award once: an exposé's proposal and the dispositif's decision are one award, as decided.

    A row of a table, which its total counts, stays unless what follows says more of the name.
    """
    kept: list[tuple[AwardMatch, set[str]]] = []
    by_euros: dict[int, list[int]] = defaultdict(list)
    for award in found:
        words = set(_WORD.findall(fold_accents(award.name.words)))
        alike = (at for euros in _possible_euros(award.value.amount) for at in by_euros[euros][-_COMPARED:])
        same = next((at for at in alike if _is_same_award(award, words, *kept[at])), None)
        if same is None:
            by_euros[int(award.value.amount)].append(len(kept))
            kept.append((award, words))
        elif (
            award.is_sure
            and (award.what, award.value.amount) == (kept[same][0].what, kept[same][0].value.amount)
            and (kept[same][0].table is None or words >= kept[same][1])
        ):
            kept[same] = award, words
    return [award for award, _ in kept]


# « propose 1 500 € à l'association X … la proposition est amendée … X : 1 000 € »
_AMENDS = re.compile(regex_at_word_start("amende[er]?|amendement|ramenee?|abaissee?|reduite?") + "(?![a-z])")
_AMENDED_REACH = 1500


def _drop_amended(plain: str, found: Sequence[AwardMatch]) -> list[AwardMatch]:
    """Return the awards without what was proposed before the same beneficiary was given another amount."""
    if not _AMENDS.search(plain):
        return list(found)
    later: dict[tuple[str, str], AwardMatch] = {}
    kept = []
    for award in sorted(found, key=lambda award: -award.start):
        key = award.what, fold_accents(award.name.words)
        after = later.setdefault(key, award)
        near = after is not award and after.start - award.end < _AMENDED_REACH
        if not (near and award.table is None and _AMENDS.search(plain, award.end, after.start)):
            kept.append(award)
    return kept[::-1]


# « 400 € à la Batucada, 250 € à la chorale »: « Batucada » has its sum.
_GIVEN_TO = re.compile(
    r"(?:\s?(?:ht|ttc))?\s{1,3}(?:a|au|aux|pour|en faveur d(?:e|u|es)|au (?:profit|benefice) d(?:e|u"
    r"|es))(?:\s{1,3}|(?<='))"
    r"(?:(?:l[ae]|les)\s|l'|l'association\s|« ?){0,3}"
)


_OTHER_CLAUSE = re.compile(
    r"\n|[,;]\s{1,3}(?:et\s)?(?:prend|accord|vers|attribu|allou|octroi|refus|rembours|fix|decid|approuv"
    r"|ajourn)[a-z]{0,3}\s"
)


def _drop_sums_of_others(plain: str, found: Sequence[AwardMatch]) -> list[AwardMatch]:
    """Return the awards without those of a name that has its own sum before it, and got the next one too."""
    given = {award.name.start for award in found if _GIVEN_TO.fullmatch(plain, award.amount.end, award.name.start)}
    return [
        award
        for award in found
        if award.name.start not in given
        or award.amount.start < award.name.start
        or not (
            _GIVEN_TO.match(plain, award.amount.end)
            or _OTHER_CLAUSE.search(plain, award.name.end, award.amount.start)
        )
    ]


def _possible_euros(amount: Decimal) -> Iterator[int]:
    """Yield the whole euros that the same price may have, with or without VAT."""
    for rate in (Decimal(1), *VAT_FACTORS):
        for euros in {int(amount * rate), int(amount / rate)}:
            yield from {euros - 1, euros, euros + 1} if rate > 1 else {euros}


def _is_same_award(one: AwardMatch, words: set[str], other: AwardMatch, others: set[str]) -> bool:
    if one.table is not None and one.table == other.table:
        return False
    if one.value.amount != other.value.amount and not _is_same_price(one.value, other.value):
        return False
    return (
        words <= others
        or others <= words
        or _is_same_firm(one, other)
        or _is_acronym(one.name.words, other.name.words)
        or _is_acronym(other.name.words, one.name.words)
    )


_ACRONYM = re.compile(r"(?P<letters>[A-Z]{3,8})(?![\w'’])(?P<rest>[^€]{0,90})")
_OF = frozenset(("de", "du", "des", "la", "le", "les", "et", "en", "l", "d"))


def _is_acronym(short: str, long: str) -> bool:
    """Return whether a name begins with the initials of another: « ABCD de Brey », « Association Bibliothèque et
    Centre de Documentation de Brey ».
    """
    acronym = _ACRONYM.match(short)
    if acronym is None:
        return False
    words = [word for word in re.findall(r"[a-z0-9]+", fold_accents(long)) if word not in _OF]
    rest = [word for word in re.findall(r"[a-z0-9]+", fold_accents(acronym["rest"])) if word not in _OF]
    letters = acronym["letters"].lower()
    return "".join(word[0] for word in words).startswith(letters) and set(rest) <= set(words[len(letters) :])


def _is_same_firm(one: AwardMatch, other: AwardMatch) -> bool:
    """Return whether two names are of one firm: « PIGEON TP de Vertmont », « la société PIGEON TP »."""
    if not {one.what, other.what} <= {"marche", "avenant"}:
        return False
    first, second = (_FORM.sub("", fold_accents(award.name.words)).split() for award in (one, other))
    return bool(first) and bool(second) and first[0] == second[0] and len(first[0]) >= _LONG_WORD


def _is_same_price(one: Amount, other: Amount) -> bool:
    """Return whether the two amounts are a price without and with VAT."""
    tax_stated = not {one.tax, other.tax}.isdisjoint(("HT", "TTC"))
    return tax_stated and differ_by_vat(one.amount, other.amount)


_LINE_REACH, _LINE_ABOVE = 700, 400
# « inscrits à l'article 65748, sont répartis comme suit : » and the headings of the table.
_SHARES_OUT = re.compile(
    r"[^.;:€]{0,120}?(?:r[ée]part|attribu|comme suit|suivant|ci-(?:apr[èe]s|dessous))[^.;:€]{0,60}:[^.;€]{0,200}"
)
_ONE_SENTENCE = 420
_PERIOD_BEFORE, _PERIOD_AFTER, _PERIOD_ABOVE = 120, 90, 300

_NEXT_ACT = re.compile(
    r"(?:d[ée]lib[ée]ration|D[ÉE]LIB[ÉE]RATION|Rapport|RAPPORT|OBJET|Objet)\s?(?:n[°ºo]|N[°º]|:)"
    r"|^\s{0,20}20[0-9]{2}[- ][0-9]{2}[- ][0-9]{1,2}\s",
    re.MULTILINE,
)
_LEVELS = ("compte", "article", "nature", "imputation", "fonction", "chapitre")
_SENTENCE_STOP = re.compile(r"[.;]\s|\n\s{0,60}\n|\n\s{0,60}[-•*>]\s")
# Words after « pour » that are not a purpose: « pour un montant de », « pour l'année 2022 », « pour signer ».
_NOT_PURPOSE = (
    r"(?!(?:un|une|le|la|son|sa|les?|des?|ce|cette) (?:montants?|prix|devis|offres?|somme|dur[ée]e|total|co[ûu]t"
    r"|dossier|affaire|motifs?)|l['’](?:ann[ée]e|exercice|euro|ex[ée]cution)|l[ea] \w+ 20\d\d|\d|ex[ée]cution"
    r"|(?:la )?mise en place de cette|signer|accomplir|la pr[ée]sente)"
)
_PURPOSE = re.compile(
    r"(?<!\w)(?:pour|afin d(?:e|['’])|en vue d(?:e|['’])|destin[ée]{1,2}s? [àa]|relati(?:f|ve)s? [àa]u?x?"
    rf"|dans le cadre d(?:e|u|es|['’])|concernant)\s{{1,30}}(?!\s)(?P<words>{_NOT_PURPOSE}[^.;:€_\n>*]{{4,160}}"
    r"(?:\n(?!\s{0,20}(?:\n|[-•*>]|\S{1,3}_))[^.;:€_\n>*]{2,120})?)"
)
_NEXT_VERB = re.compile(
    r"\s\W{0,3}(?:Autorise|AUTORISE|Charge|CHARGE|Dit que|DIT|Pr[ée]cise|PR[ÉE]CISE|S['’]engage|d['’]un montant"
    r"|pour un montant)(?!\w)"
)
# « inscrits au budget 2024 », « délibération du … 2021 »: not the year of the award.
_OTHER_YEAR = re.compile(r"(?:budget|bp|primitif|principal|délibération|en date)\s{1,3}(?:de\s)?\Z", re.IGNORECASE)


class AwardContext:
    """The budget lines and periods of a text, to be queried for each of its awards."""

    def __init__(
        self, text: str, lines: Sequence[Mention], periods: Sequence[Mention], found: Sequence[AwardMatch]
    ) -> None:
        self._text, self._lines, self._periods = text, lines, periods
        self._tables: dict[int, tuple[int, int]] = {}
        for award in found:
            if award.table is not None:
                start, end = self._tables.get(award.table, (award.start, award.end))
                self._tables[award.table] = min(start, award.start), max(end, award.end)

    def purpose(self, found: AwardMatch) -> str | None:
        """Return the purpose that the same sentence states, or None."""
        if found.table is not None or found.end - found.start > _ONE_SENTENCE:
            return None
        stop = _SENTENCE_STOP.search(self._text, found.end, found.end + 300)
        end = stop.start() if stop else min(len(self._text), found.end + 300)
        match = _PURPOSE.search(self._text, found.start, end)
        if match is None:
            return None
        words = " ".join(_NEXT_VERB.split(match["words"])[0].split())
        return words.removesuffix(" et").rstrip(" ,-") or None

    def line(self, found: AwardMatch) -> Mention | None:
        """Return the imputation in the sentence above the table, or the first after the award or its table; its
        account rather than its chapter, or None.
        """
        start, end = self._span(found)
        if found.table is not None and (above := self._lines_above(start)):
            return min(above, key=_level_rank)
        first = bisect_left(self._lines, found.start, key=start_of)
        after = [line for line in self._lines[first : first + 40] if found.start <= line.start < end + _LINE_REACH]
        outside = [line for line in after if found.table is None or line.start >= end]
        if not outside or _NEXT_ACT.search(self._text, end, outside[0].start):
            return None
        return min((line for line in outside if line.start < outside[0].end + 60), key=_level_rank)

    def _lines_above(self, start: int) -> list[Mention]:
        """Return the imputations that the sentence before a table names, if its credits are to be shared out."""
        lines = mentions_between(self._lines, start - _LINE_ABOVE, start)
        if not lines or not _SHARES_OUT.fullmatch(self._text, lines[-1].end, start):
            return []
        return [line for line in lines if not _SENTENCE_STOP.search(self._text, line.end, lines[-1].start)]

    def period(self, found: AwardMatch) -> Mention | None:
        """Return the year or season of the award, from its sentence or the one that announces its table; or
        None.
        """
        start, end = self._span(found)
        in_table = found.table is not None
        left = start - (_PERIOD_ABOVE if in_table else _PERIOD_BEFORE)
        right = start if in_table else end + _PERIOD_AFTER
        near = mentions_between(self._periods, left, right)
        return next((period for period in near if not self._elsewhere(period, start, end, in_table)), None)

    def _elsewhere(self, period: Mention, start: int, end: int, in_table: bool) -> bool:
        between = _SENTENCE_STOP.search(self._text, min(end, period.end), max(start, period.start))
        other = _OTHER_YEAR.search(self._text, max(0, period.start - 30), period.start)
        return other is not None or (between is not None and not in_table)

    def _span(self, found: AwardMatch) -> tuple[int, int]:
        return (found.start, found.end) if found.table is None else self._tables[found.table]


def _level_rank(line: Mention) -> int:
    level = line.value.level if isinstance(line.value, BudgetLine) else ""
    return _LEVELS.index(level) if level in _LEVELS else len(_LEVELS)


# Each begins with a literal, so that a long text is searched fast.
_OPENING = re.compile(
    r"decisions?(?<!\wdecisions)(?<!\wdecision)(?:\s(?:municipales?|intercommunales?))?\s(?:prises?\s(?:par"
    r"|en|dans|au|depuis|sur)|(?:ont|a) ete prises?\s"
    r"|du (?:maire|president)(?=[\s:]{1,4}(?:n\s?[°o]|[0-9]{4}|prises?|:|en (?:application|vertu)))"
    r"|n\s?[°o]\s?[0-9]{2,4}[-/_. ]?[0-9]{0,4}\s?(?:du\s[^.;]{5,30})?[:–-])"
    r"|delegation(?<!\wdelegation)s?\s(?:du|au|consentie|donnee|accordee"
    r"|de)\s[^.;€]{0,60}?(?:compte rendu|rend compte|informe|decisions)"
    r"|decisions,? (?:(?:et )?[a-z]{3,14},? ){0,4}signee?s? par\s"
    r"|donne lecture\s[^.;€:]{0,60}(?:delegation|signe|decisions? prise)"
    r"|rend(?<!\wrend)u?\scompte\s[^.;€]{0,60}?decisions"
    r"|a(?<=en a)pplication de l'article l\.?\s?(?:2122-2[23]|5211-(?:9|10)|3221-11|4231-8)"
    r"|v(?<=en v)ertu de l'article l\.?\s?(?:2122-2[23]|5211-(?:9|10)|3221-11|4231-8)"
    r"|informations? sur\s?:?[\s-]{0,4}attribution des marches"
)
_CLOSING = re.compile(
    r"(?<![a-z])(?<!par )(?:le|l')\s?(?:conseil|assemblee|comite|bureau)[^.;€]{0,60}?(?:prend acte|decide"
    r"|approuve|adopte|autorise|vote|apres|attribue|accorde|alloue|octroie)"
    r"|\n\s{0,20}(?:[a-z0-9]{1,3}\s?[–.)-]\s{1,3})?deliberations?\s{0,9}\n"
    r"|(?<![a-z])(?:apres en avoir|deliberation\s(?:n|[0-9])|objet\s?:|questions diverses"
    r"|rapporteur)|\ba l'unanimite"
)
_LONGEST = 6000


def find_reports(plain: str) -> list[tuple[int, int]]:
    """Return the spans of reported decisions in a folded text, in order."""
    spans: list[tuple[int, int]] = []
    for opening in _OPENING.finditer(plain):
        if spans and opening.start() < spans[-1][1]:
            continue
        closing = _CLOSING.search(plain, opening.end(), opening.end() + _LONGEST)
        spans.append((opening.start(), closing.start() if closing else min(len(plain), opening.end() + _LONGEST)))
    return spans


def is_reported(reports: Sequence[tuple[int, int]], offset: int) -> bool:
    """Return whether an offset lies in one of the spans of ``find_reports``."""
    at = bisect_right(reports, offset, key=lambda span: span[0]) - 1
    return at >= 0 and offset < reports[at][1]


# « la subvention de 22 000 € attribuée par délibération du »: an earlier gift, extended or repeated.
_GIVEN_EARLIER = re.compile(
    r"\s?\)?\s(?:a|ont) (?:deja )?ete (?:integralement )?(?:vers|encaiss)ee?s?(?![a-z])|"
    r"\$?,?\s{1,4}(?:ayant|avait|a deja|fut) (?:deja )?(?:ete )?"
    r"(?:vers|attribu|accord|allou|octroy|vot)ee?s?(?![a-z])"
    r"|\$?(?:\s{0,3}(?:ht|ttc))?,?\s{1,4}(?:attribu|accord|allou|octroy|vot)ee?s?\s"
    r"(?:(?!approuv|decid|unanim)[^.;€]){0,80}?par\s{1,4}(?:la |une |sa )?"
    r"(?:deliberation|decision|arrete)(?![a-z])"
)
# « annuler la subvention de », « une prorogation du délai de validité de la subvention de »
_UNDOES = re.compile(
    r"(?<![a-z])(?:annul(?:er|e|ee|ation)|abrog(?:er|e|ation)|retirer|prorog(?:er|e"
    r"|ation))(?![a-z])[^.;€]{0,120}\Z"
)
_GIVES = re.compile(r"(?<![a-z])(?:attribuer|accorder|allouer|octroyer|verser)(?![a-z])")
_UNDONE_REACH, _EARLIER_REACH = 140, 130


def is_earlier_gift(plain: str, amount: Mention) -> bool:
    """Return whether an amount was given by an earlier act, which this one recalls, extends or annuls."""
    if _GIVEN_EARLIER.match(plain, amount.end, amount.end + _EARLIER_REACH):
        return True
    undone = _UNDOES.search(plain, max(0, amount.start - _UNDONE_REACH), amount.start)
    return undone is not None and _GIVES.search(plain, undone.start(), amount.start) is None
