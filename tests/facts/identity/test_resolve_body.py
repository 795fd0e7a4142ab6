"""Whose act it is: from its number, or from its name with what tells it from its namesakes; never guessed."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.facts.assemble import DocumentFacts, resolve_bodies
from recueil.facts.identity.referential import Referential, load_referential
from recueil.facts.identity.resolve_body import PrintedNumber, kind_of_name, resolve_body
from recueil.values import Facts, Identity, PartialDate
from recueil.values.body import BodyResolution

NORTH, SOUTH = "929939411", "219740115"
OLD_NORTH = "219300662"
NOTHING = PrintedNumber()


@pytest.fixture(scope="module")
def referential() -> Referential:
    return load_referential("fr_recueil")


def resolve(
    text: str,
    name: str | None,
    referential: Referential,
    printed: PrintedNumber = NOTHING,
    when: str | None = None,
) -> tuple[str, str | None, str | None]:
    found = resolve_body(text, name, printed, referential, PartialDate.parse(when) if when else None)
    assert found is not None
    return found.label, found.siren, found.reason


@each_row(
    ("head", "label", "siren", "reason"),
    [
        ("DÉPARTEMENT DE LA SEINE-SAINT-DENIS\nVILLE DE SAINT-DENIS\n", "Saint-Denis (93)", NORTH, "departement"),
        ("Département : La Réunion\nCommune de Saint-Denis\n", "Saint-Denis (974)", SOUTH, "departement"),
        ("Mairie de Saint-Denis, 97400 Saint-Denis\n", "Saint-Denis (974)", SOUTH, "postal_code"),
        ("Mairie, 93205 SAINT-DENIS CEDEX\n", "Saint-Denis (93)", NORTH, "postal_code"),
        ("Ville de Saint-Denis (93)\n", "Saint-Denis (93)", NORTH, "departement"),
        ("Ville de Saint-Denis\nReçu en préfecture de La Réunion\n", "Saint-Denis (974)", SOUTH, "prefecture"),
        ("VILLE DE SAINT-DENIS\nArrondissement de Bobigny\n", "Saint-Denis", None, None),
        ("VILLE DE SAINT-DENIS\n", "Saint-Denis", None, None),
    ],
)
def test_a_name_of_several_communes(
    head: str, label: str, siren: str | None, reason: str | None, referential: Referential
) -> None:
    found = resolve(head, "Saint-Denis", referential)
    # an arrondissement leaves the commune of the département, if it has one alone
    if "Bobigny" in head:
        assert found in {("Saint-Denis (93)", NORTH, "place"), (label, siren, reason)}
    else:
        assert found == (label, siren, reason)


def test_an_ambiguous_name_has_its_candidates(referential: Referential) -> None:
    found = resolve_body("VILLE DE SAINT-DENIS\n", "Saint-Denis", NOTHING, referential)
    assert found is not None
    assert found.is_ambiguous
    assert {NORTH, SOUTH} <= set(found.candidates)
    assert (found.label, found.siren, found.reason) == ("Saint-Denis", None, None)


def test_the_département_of_the_identifier_tells(referential: Referential) -> None:
    printed = PrintedNumber(None, "974")
    assert resolve("Saint-Denis\n", "Saint-Denis", referential, printed) == (
        "Saint-Denis (974)",
        SOUTH,
        "departement",
    )


@each_row(
    ("text", "label"),
    [
        ("COMMUNE DE VERNOY\n", "Vernoy (89)"),
        ("Mairie du Vernoy\n", "Le Vernoy (25)"),
        ("Vernoy\n", None),
    ],
)
def test_the_word_before_a_name_hides_its_article(text: str, label: str | None, referential: Referential) -> None:
    found = resolve_body(text, "Vernoy", NOTHING, referential)
    assert found is not None
    assert found.label == (label or "Vernoy")
    assert found.candidates == (() if label else ("212506083", "218904423"))


def test_a_name_that_all_namesakes_contradict_is_of_none(referential: Referential) -> None:
    found = resolve("DÉPARTEMENT DE LA MARNE\nVILLE DE MONTPELLIER\n", "Montpellier", referential)
    assert found == ("Montpellier (51)", None, None)


def test_the_number_comes_before_the_name(referential: Referential) -> None:
    text = "Commune de Montpellier\nID : 093-929939411-20250102-1-DE\n"
    printed = PrintedNumber(NORTH, "093", in_identifier=True)
    found = resolve_body(text, "Montpellier", printed, referential)
    assert found is not None
    assert (found.label, found.reason) == ("Saint-Denis (93)", "ctes")
    assert [text[each.start : each.end] for each in found.evidence] == [NORTH]


@each_row(
    ("head", "name", "printed", "label", "candidates"),
    [
        ("VILLE DE MONTPELLIER\n", "Montpellier", NORTH, f"Montpellier ({NORTH})", (NORTH, "213401722")),
        ("97400 Saint-Denis\n", "Saint-Denis", NORTH, f"Saint-Denis (974) ({NORTH})", (NORTH, SOUTH)),
        ("CCAS de Montpellier\n", "CCAS de Montpellier", "213401722", "CCAS de Montpellier (213401722)", ("213401722",)),
        ("VILLE DE MONTPELLIER\n", "Montpellier", "263400012", "Montpellier (263400012)", ("263400012", "213401722")),
    ],
)  # fmt: skip
def test_a_number_of_the_letterhead_that_contradicts_its_name_does_not_win(
    head: str, name: str, printed: str, label: str, candidates: tuple[str, ...], referential: Referential
) -> None:
    found = resolve_body(f"{head}SIRET {printed}\n", name, PrintedNumber(printed), referential)
    assert found is not None
    assert (found.label, found.siren, found.reason, found.candidates) == (label, None, "contradiction", candidates)


@each_row(
    ("name", "printed", "label"),
    [
        ("Saint-Denis", NORTH, "Saint-Denis (93)"),
        ("Pierrefitte-sur-Seine", NORTH, "Saint-Denis (93)"),
        ("Lourmes-le-Lac", "213401722", "Montpellier"),
        ("Saint-Denis", "219300662", "Saint-Denis (93, jusqu'en 2024)"),
        ("CC des Trois Moulins", "244100798", "Communauté de communes du Grand Chambord"),
    ],
)
def test_a_number_of_the_letterhead_that_its_name_may_have_wins(
    name: str, printed: str, label: str, referential: Referential
) -> None:
    text = f"{name}\n93200 Saint-Denis\nSIRET {printed}\n"
    found = resolve_body(text, name, PrintedNumber(printed), referential)
    assert found is not None
    assert (found.label, found.reason) == (label, "siret")


@each_row(
    ("name", "departement"),
    [
        ("Direction départementale des finances publiques du Var", "83"),
        ("Direction départementale des territoires de l'Allier", "03"),
        ("Groupement de gendarmerie des Alpes Maritimes", "06"),
        ("Préfecture de la région Bretagne", None),
        ("Centre hospitalier de la Loire", "51"),
    ],
)
def test_a_service_of_the_state_is_of_the_département_in_its_name(
    name: str, departement: str | None, referential: Referential
) -> None:
    found = resolve_body(f"Département de la Marne\n{name}\n", name, NOTHING, referential)
    assert found is not None
    assert (found.siren, found.departement) == (None, departement)


def test_a_commune_may_be_called_like_an_agency(referential: Referential) -> None:
    found = [resolve_body(text, "Ars", NOTHING, referential) for text in ("ARS\n", "Commune d'Ars (23)\n")]
    assert [each and (each.label, each.kind) for each in found] == [("Ars", "agency"), ("Ars (23)", "commune")]


@each_row(
    ("when", "label", "siren"),
    [
        (None, "Saint-Denis (93, jusqu'en 2024)", OLD_NORTH),
        ("2023-05-11", "Saint-Denis (93, jusqu'en 2024)", OLD_NORTH),
        ("2024-06", "Saint-Denis (93, jusqu'en 2024)", OLD_NORTH),
        ("2025-02-01", "Saint-Denis (93)", NORTH),
    ],
)
def test_a_number_of_a_commune_before_its_merger_is_that_of_the_one_that_there_was(
    when: str | None, label: str, siren: str, referential: Referential
) -> None:
    """A platform may print the old number for some time after the merger."""
    printed = PrintedNumber(OLD_NORTH, "093", in_identifier=True)
    assert resolve("VILLE DE SAINT-DENIS\n", "Saint-Denis", referential, printed, when) == (label, siren, "ctes")


@each_row(
    ("head", "name", "when", "label", "siren", "reason"),
    [
        # merged on 1 January 2019 under the name of one of them
        ("MAIRIE\n", "Avranches", "2018-12-31", "Avranches (jusqu'en 2018)", None, "date"),
        ("MAIRIE\n", "Avranches", "2019-01-01", "Avranches", "200083640", "unique_name"),
        ("MAIRIE\n", "Avranches", "2018", "Avranches (jusqu'en 2018)", None, "date"),
        ("MAIRIE\n", "Avranches", None, "Avranches", "200083640", "unique_name"),
        ("MAIRIE\n", "Avranches", "2019-02-31", "Avranches", "200083640", "unique_name"),
        ("MAIRIE\n", "Ville d'Avranches", "2011-03-02", "Avranches (jusqu'en 2018)", None, "date"),
        # a part of Audierne since 2016
        ("MAIRIE\n", "Esquibien", "2015-12-31", "Esquibien (jusqu'en 2015)", None, "date"),
        ("MAIRIE\n", "Esquibien", "2016-01-01", "Audierne", "200054724", "part"),
        ("MAIRIE\n", "Esquibien", None, "Esquibien", None, None),
        # absorbed without a commune déléguée
        ("MAIRIE\n", "Crimolois", "2018-05-04", "Crimolois (jusqu'en 2019)", "212102131", "date"),
        ("MAIRIE\n", "Crimolois", "2021-05-04", "Neuilly-Crimolois", "200088029", "part"),
        # a part of a commune nouvelle that was dissolved, and a commune again
        ("MAIRIE\n", "Troarn", "2016-05-04", "Troarn (jusqu'en 2016)", None, "date"),
        ("MAIRIE\n", "Troarn", "2018-05-04", "Saline (jusqu'en 2019)", "200065043", "part"),
        ("MAIRIE\n", "Troarn", "2021-05-04", "Troarn", "211407127", "unique_name"),
        # a part of two communes nouvelles, one after the other
        ("MAIRIE\n", "Angoville-au-Plain", "2016-05-04", "Carentan les Marais (jusqu'en 2016)", None, "part"),
        ("MAIRIE\n", "Angoville-au-Plain", "2018-05-04", "Carentan les Marais (jusqu'en 2018)", None, "part"),
        ("MAIRIE\n", "Angoville-au-Plain", "2020-05-04", "Carentan-les-Marais", "200085579", "part"),
        # a part since before the table begins
        ("MAIRIE\n", "Cordieux", "2012-05-04", "Montluel", "210102620", "part"),
        ("MAIRIE\n", "Cordieux", "2011-05-04", "Cordieux", None, None),
        # namesakes of the time of the act
        ("93200 Saint-Denis\n", "Saint-Denis", "2019-03-04", "Saint-Denis (93, jusqu'en 2024)", OLD_NORTH, "date"),
        ("97400 Saint-Denis\n", "Saint-Denis", "2019-03-04", "Saint-Denis (974)", SOUTH, "postal_code"),
        ("CCAS\n", "CCAS d'Avranches", "2018-03-04", "CCAS d'Avranches (jusqu'en 2018)", None, None),
        ("CCAS\n", "CCAS d'Avranches", "2020-03-04", "CCAS d'Avranches", None, None),
    ],
)  # fmt: skip
def test_a_name_is_that_of_the_commune_of_its_time(
    head: str,
    name: str,
    when: str | None,
    label: str,
    siren: str | None,
    reason: str | None,
    referential: Referential,
) -> None:
    assert resolve(f"{head}{name}\n", name, referential, when=when) == (label, siren, reason)


@each_row(
    ("name", "when", "candidates"),
    [
        ("Crimolois", "2019-06-01", ("212102131", "200088029")),
        ("Crimolois", "2019", ("212102131", "200088029")),
        ("Mamirolle", "2024-06-01", ("934280017", "212503643")),
        ("Pierrefitte-sur-Seine", "2024-06-01", ("219300597", "929939411")),
    ],
)
def test_an_act_of_the_year_in_which_communes_merged_on_some_day_is_ambiguous(
    name: str, when: str, candidates: tuple[str, ...], referential: Referential
) -> None:
    found = resolve_body(f"{name}\n", name, NOTHING, referential, PartialDate.parse(when))
    assert found is not None
    assert (found.label, found.siren, found.candidates) == (name, None, candidates)


def test_a_year_in_which_communes_merged_leaves_those_without_a_number_unknown(referential: Referential) -> None:
    """Chemillé-Melay merged on 15 December 2015: its SIREN is not known, so that it is no candidate."""
    found = resolve_body("Chemillé-Melay\n", "Chemillé-Melay", NOTHING, referential, PartialDate.parse("2015"))
    assert found is not None
    assert (found.label, found.siren, found.candidates) == ("Chemillé-Melay", None, ("200053593",))


def test_an_old_number_that_the_tables_lack_is_that_of_the_commune_before_the_merger(
    referential: Referential,
) -> None:
    printed = PrintedNumber("215000252", "050", in_identifier=True)
    found = [
        resolve("Avranches\n", "Avranches", referential, printed, when) for when in ("2017-02-03", "2020-02-03")
    ]
    assert found == [
        ("Avranches (jusqu'en 2018)", "215000252", "ctes"),
        ("Avranches", "200083640", "ctes"),
    ]


def test_a_body_that_the_referential_lacks_keeps_its_name_and_its_number(referential: Referential) -> None:
    printed = PrintedNumber("256300013", "063", in_identifier=True)
    name = "Syndicat intercommunal du Plateau d'Ourle"
    assert resolve(name, name, referential, printed) == (name, "256300013", "ctes")


def test_a_ccas_named_like_its_commune_is_not_the_commune(referential: Referential) -> None:
    printed = PrintedNumber("263400012", "034", in_identifier=True)
    found = resolve("Montpellier\n", "Montpellier", referential, printed)
    assert found == ("Montpellier (263400012)", "263400012", "ctes")


@each_row(
    ("name", "label", "siren"),
    [
        ("Communauté de communes du Grand Chambord", "Communauté de communes du Grand Chambord", "244100798"),
        ("Bordeaux Métropole", "Bordeaux Métropole", "243300316"),
        ("Laval Agglomération", "Laval Agglomération", "200083392"),
        ("Laval Nord Agglomération", "Laval Nord Agglomération", None),
        ("Laval", "Laval", "215301300"),
        ("Département de la Seine-Saint-Denis", "Département de la Seine-Saint-Denis", "229300082"),
        ("Préfecture de la Seine-Saint-Denis", "Préfecture de la Seine-Saint-Denis", None),
        ("CCAS de Montpellier", "CCAS de Montpellier", None),
        ("Marseille 1er Arrondissement", "Marseille", "211300553"),
        ("Pierrefitte-sur-Seine", "Pierrefitte-sur-Seine", None),
        ("Lourmes-le-Lac", "Lourmes-le-Lac", None),
    ],
)
def test_the_kind_of_a_name_counts(name: str, label: str, siren: str | None, referential: Referential) -> None:
    found = resolve_body(f"{name}\n", name, NOTHING, referential)
    assert found is not None
    assert (found.label, found.siren) == (label, siren)


def test_a_ccas_is_told_from_that_of_the_namesake(referential: Referential) -> None:
    text = "CCAS de Saint-Denis\n97400 Saint-Denis\n"
    assert resolve(text, "CCAS de Saint-Denis", referential) == ("CCAS de Saint-Denis (974)", None, None)


def test_an_epci_of_two_départements_with_namesakes(referential: Referential) -> None:
    name = "Communauté de communes des Quatre Rivières"
    found = [
        resolve_body(f"{head}{name}\n", name, NOTHING, referential)
        for head in ("", "Département de la Haute-Savoie\n")
    ]
    assert [each and (each.label, each.siren, len(each.candidates)) for each in found] == [
        (name, None, 2),
        (f"{name} (74)", "247400666", 0),
    ]


def test_the_name_of_a_source_may_begin_with_ville(referential: Referential) -> None:
    found = resolve("97400 Saint-Denis\n", "Ville de Saint-Denis", referential)
    assert found == ("Saint-Denis (974)", SOUTH, "postal_code")


def test_an_act_that_names_nobody_has_no_body(referential: Referential) -> None:
    assert resolve_body("Séance du 14 mars 2023\n", None, NOTHING, referential) is None


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Syndicat mixte du Val", "syndicate"),
        ("SIVOM du Val", "syndicate"),
        ("CC du Val", "cc"),
        ("Simandre", None),
        ("Caissargues", None),
        ("Centrès", None),
    ],
)
def test_the_first_words_of_a_name_state_its_kind(name: str, kind: str | None) -> None:
    assert kind_of_name(name) == kind


@each_row(
    "piece",
    [
        "département de la ",
        "93200 saint-denis ",
        "arrondissement ",
        "communauté de communes a b c ",
        "préfecture d",
        "saint-denis ( ",
        "saint-denis (seine ",
        "département : 9",
        "code insee n° 9",
        "st-denis agglo - \n",
        "(93) ( -",
    ],
)
def test_hostile_texts_take_time_in_proportion(piece: str, referential: Referential) -> None:
    def work(text: str) -> BodyResolution | None:
        return resolve_body(text, "Saint-Denis", NOTHING, referential)

    assert_grows_linearly(work, repeated(piece))


@each_row(("siren", "expected"), [("931304075", "931304075"), ("980000004", None)])
def test_a_number_of_a_new_commune_counts_and_that_of_a_firm_does_not(
    siren: str, expected: str | None, referential: Referential
) -> None:
    text = f"Imprimerie du Lac\nSIREN : {siren}\nExtrait du registre des délibérations\n"
    divided = DocumentFacts(Facts(Identity("deliberation")))
    whole = resolve_bodies(divided, text, referential).whole.identity
    assert (whole.siren, whole.resolution and whole.resolution.siren) == (expected, expected)
