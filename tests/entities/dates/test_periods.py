"""Years and spans of years as acts write them, and the numbers that look like years."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.entities.dates.component import Dates
from recueil.entities.dates.matches import find_in_letters
from recueil.entities.dates.periods import Periods
from recueil.evaluation import gold
from recueil.values import Mention

YEARS = [
    "les crédits de l'<PERIOD 2023>exercice 2023</PERIOD>",
    "au <PERIOD 2014>budget 2014</PERIOD> au chapitre 922",
    "le <PERIOD 2015>Budget  Primitif  principal  2015</PERIOD>",
    "le <PERIOD 2022>budget « Principal » 2022</PERIOD>",
    "le <PERIOD 2014>compte de gestion 2014</PERIOD>",
    "le compte de\n<PERIOD 2013>résultat 2013</PERIOD>",
    "pour l’<PERIOD 2019>année 2019</PERIOD>",
    "la cotisation s'élève, pour l'<PERIOD 2023>année 2023</PERIOD> à 1000 €",
    "le <PERIOD 2020>BP 2020</PERIOD> et la <PERIOD 2021>DETR 2021</PERIOD>",
    "<PERIOD 2022>En 2022</PERIOD>, l'activité",
    "<PERIOD 1989>depuis 1989</PERIOD>",
    "<PERIOD 2020>début 2020</PERIOD>, <PERIOD 2019>fin 2019</PERIOD>, <PERIOD 2021>mi-2021</PERIOD>",
    "dés la <PERIOD 2014>rentrée 2014</PERIOD>",
    "la loi de finances <PERIOD 2023>pour 2023</PERIOD> n°2022-1726",
    "la loi de finances <PERIOD 2023>2023</PERIOD>",
    "les associations de <PERIOD 2019>2019</PERIOD> existent encore",
    "la DETR (<PERIOD 2020>2020</PERIOD> et <PERIOD 2021>2021</PERIOD>)",
    "les <PERIOD 2015>années 2015</PERIOD>, <PERIOD 2016>2016</PERIOD> et <PERIOD 2017>2017</PERIOD>",
    "Bulletin municipal <PERIOD 2023>2023</PERIOD>. Un devis",
    "à l'<PERIOD 2050>horizon 2050</PERIOD>",
    "l'église, édifiée <PERIOD 1882>en 1882</PERIOD>",
    "le vote de l'état 1259 <PERIOD 2021>2021</PERIOD> : 15 voix",
    "la redevance R2 <PERIOD 2020>2020</PERIOD> a rapporté",
    "Rapport d'activité <PERIOD 2022>2022</PERIOD> 1 2 Avant-propos",
    "l'exposition Vertmont-Provence <PERIOD 2013>2013</PERIOD>",
    "<PERIOD 2021>En 2021</PERIOD>, 57 annonceurs",
    "<PERIOD 2022>exercices 2022</PERIOD> et suivants",
]

SPANS = [
    "vingt ans ( <PERIOD 2022/2041>2022  – 2041</PERIOD> ), pour la <PERIOD 1995/2010>période 1995 -\n 2010</PERIOD>",
    "l’<PERIOD 2014/2015>année scolaire 2014-2015</PERIOD>, 109 classes",
    "la <PERIOD 2023/2024>rentrée scolaire 2023/24</PERIOD>",
    "passé de 53 K€ <PERIOD 2016>en 2016</PERIOD> à 252 K€",
    "les <PERIOD 2018/2019>exercices 2018-2019</PERIOD>",
    "les <PERIOD 2025/2030>années 2025 à 2030</PERIOD>",
    "de <PERIOD 2018/2020>2018 à 2020</PERIOD>",
    "<PERIOD 2006/2014>entre 2006 et 2014</PERIOD>",
    "la <PERIOD 2018/2020>période 2018 - 2020</PERIOD>",
    "le PLH <PERIOD 2022/2028>2022-2028</PERIOD>",
    "le projet <PERIOD 2021/2024>2021/2024</PERIOD>",
    "les <PERIOD 2015/2017>exercices 2015-2016-2017</PERIOD>",
    "au <PERIOD 2019-04/2019-06>deuxième trimestre de l'année 2019</PERIOD>",
    "du <PERIOD 2018-10/2018-12>4ème trimestre\n          2018</PERIOD>",
    "la période de <PERIOD 2017-03/2017-08>mars à août 2017</PERIOD>",
    "les loyers de <PERIOD 2020-11/2020-12>novembre et décembre 2020</PERIOD>",
    "depuis les <PERIOD 1980/1989>années 1980</PERIOD>",
    "le <PERIOD 2026-01/2026-03>premier trimestre 2026</PERIOD>",
    "courant <PERIOD 2022-07/2022-12>2 nd semestre 2022</PERIOD>",
    "au <PERIOD 2017-10/2017-12>dernier\ntrimestre 2017</PERIOD>",
    "au <PERIOD 2023-01/2023-03>T1 2023</PERIOD>",
]

RANGES = [
    "<PERIOD 2023-07-01/2023-07-15>du 1er au 15 juillet 2023</PERIOD>",
    "<PERIOD 2022-09-01/2022-09-30>du 1er au 30 septembre 2022</PERIOD> inclus",
    "se tiendra <PERIOD 2014-05-16/2014-05-24>du 16 au 24 mai 2014</PERIOD> au Zénith",
    "<PERIOD 2020-08-04/2020-08-17>du 4 au 17\naoût 2020</PERIOD>",
    "<PERIOD 2023-04-17/2023-04-21>du lundi 17 au vendredi 21 avril 2023</PERIOD>",
    "stage <PERIOD 2008-09-15/2008-09-19>15-19 septembre 2008</PERIOD>",
]

NOT_PERIODS = [
    "entre le magasin 1000 et le magasin 2000, bâtiment 2010",
    # in a date, in two dates
    "le 12 mars 2023",
    "du lundi 23 novembre 2015 au mardi 8 décembre 2015 inclus",
    "du 8 au 26 juillet",
    "du 30 au 31 février 2023",
    # numbers of acts and of laws
    "n° 2013-595",
    "la loi n°2015-991",
    "le décret 2016-360",
    "N° 2023 1 1",
    "Comité syndical n° 2 / 2022",
    "DÉCISION 2022-1753",
    "1650 électeurs",
    "de mars 2023 à septembre 2024",
    "maj 07 10 2019",
    "n° 2014 / 193",
    "$n^{\\circ}$ 2020-105",
    "la délibération 2014/121",
    "la délibération 2022-DL-121",
    "DB2024_001",
    "Délibération n°07/2020",
    "2021 06 04 Étude",
    "2019-12 VOTE",
    "DEL – 2023 – 001",
    "034-213401722-20140522-0000072213-DE",
    "ID:—013—211300553—20190725—2019—02591—AR",
    "association loi de 1901",
    "le site Natura 2000",
    # amounts, quantities, populations
    "2000 €",
    "Cette année 2000 € de budget",
    "de 2000 à 2500 euros",
    "de 2000 à 2 500 euros",
    "1920 186,86 euros",
    "la commune compte 2017 habitants",
    "plus de 2000 habitants",
    "2000 m² de terrain",
    "439 2015 ordinateurs",
    # accounts, operations, parcels, houses, telephones, files
    "opération 2018006, article 21318",
    "à l'opération 2019",
    "article 2031",
    "articles 2031 et 2051",
    "Concessions 2051 18 288,36 €",
    "au compte 2031",
    "la parcelle A 1909",
    "parcelle n°2081",
    "Garage Vertmont, 1980 route de Nice",
    "rue du 8 mai 1945",
    "02 98 20 23 20",
    "rapport_2023.pdf",
    "budget 2023.pdf",
]


def _find(text: str) -> list[Mention]:
    return list(Periods().find(text, {"date": list(Dates().find(text, {}))}))


@each_row("sentence", [*YEARS, *SPANS, *RANGES])
def test_periods_are_read(sentence: str) -> None:
    text = gold.parse_tagged(sentence).text
    assert gold.render_tagged(text, _find(text)) == sentence


@each_row("sentence", NOT_PERIODS)
def test_lookalikes_are_not_periods(sentence: str) -> None:
    assert gold.render_tagged(sentence, _find(sentence)) == sentence


def test_a_year_far_after_the_act_needs_a_word_that_says_so() -> None:
    text = "Séance du 12 mars 2014. Frais d'études 2031 ; à l'horizon 2031"
    assert [text[mention.start : mention.end] for mention in _find(text)] == ["horizon 2031"]


def test_periods_leave_the_dates_alone() -> None:
    text = "Budget 2023 voté le 12 mars 2023 pour 2023"
    assert [text[mention.start : mention.end] for mention in _find(text)] == ["Budget 2023", "pour 2023"]


AWKWARD = [
    *"0123456789 /.-,:;°\"'’€(\n",
    "2023",
    "2022-",
    "en ",
    "exercice ",
    "du 1er au ",
    "mars ",
    "à ",
    "et ",
    "T1 ",
]


@given(st.lists(st.sampled_from(AWKWARD), max_size=60).map("".join))
def test_any_text_gives_ordered_periods_inside_it(text: str) -> None:
    found = _find(text)
    ends = [0, *(mention.end for mention in found)]
    assert all(end <= mention.start < mention.end for end, mention in zip(ends, found, strict=False))
    assert ends[-1] <= len(text)


PIECES = [
    "1", " ", "2023 ", "2023-", "2022-2023 ", "2023, ", "mars ", "budget ", "du 1er au 2 mars ", "T1 ", "n° ", "\n ",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    def find(text: str) -> None:
        find_in_letters.cache_clear()
        _find(text)

    assert_grows_linearly(find, repeated(piece), size)
