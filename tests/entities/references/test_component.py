"""References as acts make them: codes and their articles, laws, decrees, arrêtés, earlier délibérations."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.growth import assert_grows_linearly, repeated
from tests.tables import each_row

from recueil.entities.dates.component import Dates
from recueil.entities.dates.matches import find_in_letters
from recueil.entities.references.component import References
from recueil.entities.references.named_laws import load_laws
from recueil.evaluation import gold
from recueil.values import Mention

# A code, and an article of it.
CODES = [
    "Vu l'<REFERENCE code #CGCT art. L2121-29>article L. 2121-29 du code général des collectivités territoriales</REFERENCE> ;",
    "<REFERENCE code #CGCT art. L2121-20>articles L 2121-20</REFERENCE>, <REFERENCE code #CGCT art. L2121-21>L.2121-21</REFERENCE> et <REFERENCE code #CGCT art. R2131-1>R. 2131-1 du CGCT</REFERENCE>",
    "en application de l'<REFERENCE code art. L2121-20>article L 2121-20</REFERENCE>, sans code",
    "Vu le <REFERENCE code #CU>Code de\n      l’Urbanisme</REFERENCE>, modifié",
    "le <REFERENCE code #CU>Code l’urbanisme</REFERENCE>, le <REFERENCE code #CCH>code la construction et de l'habitation</REFERENCE>",
    "Vu le <REFERENCE code #CCP>CODE DE LA COMMANDE PUBLIQUE</REFERENCE> ;",
    "le <REFERENCE code #CGCT>Code general des collectivite territoriales</REFERENCE> et le <REFERENCE code #CGCT>C.G.C.T</REFERENCE>.",
    "le <REFERENCE code #CGCT>code ge\u0301ne\u0301ral des collectivite\u0301s territoriales</REFERENCE>",
    "le <REFERENCE code #CGCT>code g\ufffdn\ufffdral des collectivit\ufffds territoriales</REFERENCE>",
    "l'<REFERENCE code #CGCT art. LO1112-1>article L.O. 1112-1 du CGCT</REFERENCE>",
    "l'<REFERENCE code #CU art. R*421-1>article R.* 421-1 du code de l'urbanisme</REFERENCE>",
    "selon l'<REFERENCE code #CGCT art. L2131-1>article L.2131.1 du CGCT</REFERENCE> et l'<REFERENCE code #CCH art. L521-3-2>article L. 521—3—2 du CCH</REFERENCE>",
    "l'<REFERENCE code #CU art. L153-38>article L .153-38 du CU</REFERENCE>, l'<REFERENCE code #CU art. R511-5>article R 511. 5 du CU</REFERENCE>",
    "l'<REFERENCE code #CPP art. 727-1>article 727 -1 du code de procédure pénale</REFERENCE>, <REFERENCE code #pénitentiaire art. L221-1>L221 -1 du code pénitentiaire</REFERENCE>",
    "l'<REFERENCE code #CU art. L123-1-5>article L123-1- 5-II-5° du Code de l’Urbanisme</REFERENCE>",
    "l'<REFERENCE code #travail art. R7232-4>article R.7232\u00ad4 du code du travail</REFERENCE>",
    "(<REFERENCE code #CGCT art. L1426-1>art. L.1426-\n1 du CGCT</REFERENCE>)",
    "la règle de l'<REFERENCE code #CGCT art. 2122-22>article 2122-22 du CGCT</REFERENCE>",
    "<REFERENCE code #CCH art. R111-19-10>R. 111-19-10-I-3° du Code de la construction et de l’habitation</REFERENCE>",
    "<REFERENCE code #CGCT art. L2212-1>articles L. 2212-1</REFERENCE> et <REFERENCE code #CGCT art. L2212-2>2212-2 (5°) du CGCT</REFERENCE>",
    "l'<REFERENCE code #CGFP art. L332-8>article L. 332-8 $2^{\\circ}$ du code général de la fonction publique</REFERENCE>",
    "l'<REFERENCE code #CGI art. 1636Bsexies>article 1636 B sexies du CGI</REFERENCE> et l'<REFERENCE code #CGI art. 1609noniesC>article 1609 nonies C du code général des impôts</REFERENCE>",
    "l'<REFERENCE code #civil art. 1382>article 1382 du code civil</REFERENCE>",
    "l'<REFERENCE code #CCP art. L2123-1>article L. 2123-1 du CCP</REFERENCE>",
    "l'<REFERENCE code #LPF art. L80>article L. 80 du livre des procédures fiscales</REFERENCE>",
]  # fmt: skip

# A code before its articles, or for several rows of them.
SHARED = [
    "le <REFERENCE code #CGCT>CGCT</REFERENCE>, notamment ses <REFERENCE code #CGCT art. L2311-1>articles L. 2311-1</REFERENCE> et suivants",
    "Vu le <REFERENCE code #CRPA>CRPA</REFERENCE> et notamment <REFERENCE code #CRPA art. L312-1>L. 312-1</REFERENCE> ;",
    "le <REFERENCE décret #88-976 | 1988-10-13>décret n° 88-976 du 13 octobre 1988</REFERENCE> relatif à certaines positions, notamment l'<REFERENCE décret #88-976 | 1988-10-13 art. 1>article 1°</REFERENCE>, et",
    "à l'<REFERENCE loi #86-33 | 1986-01-09 art. 2>article 2 (1°, 2° et 3°) de la loi n°86-33 du 9 janvier 1986</REFERENCE>",
    "l'<REFERENCE loi #82-213 | 1982-03-02 art. 97>article 97 de la loi 82/213 du 2 mars 1982</REFERENCE> et le <REFERENCE décret #82-979 | 1982-11-19>décret 82/979 du 19 novembre 1982</REFERENCE>",
    "le <REFERENCE code #CCP>CCP</REFERENCE>, notamment son <REFERENCE code #CCP art. R2123-1>article R. 2123-1</REFERENCE>",
    "Vu les <REFERENCE code #CCH art. L511-1>articles L 511-1</REFERENCE> et suivants ainsi que les <REFERENCE code #CCH art. L521-1>articles L 521-1</REFERENCE> à <REFERENCE code #CCH art. L521-4>L 521-4 du CCH</REFERENCE>",
    "que, par son <REFERENCE code #CGCT art. L2224-5>article L.2224-5</REFERENCE>, le <REFERENCE code #CGCT>CGCT</REFERENCE> impose",
    "l'<REFERENCE code #commerce art. L752-1>article L. 752-1 du code de commerce</REFERENCE> puis l'<REFERENCE code #commerce art. L752-15>article L. 752-15</REFERENCE> du même code",
    "l'<REFERENCE code #CU art. L240-1>article L. 240-1 du code de\n          l'urbanisme</REFERENCE> ; l'<REFERENCE code #CU art. L214-1>article L.214-1</REFERENCE>  du      même\n   code",
    "l'<REFERENCE code #commerce art. L752-1>article L. 752-1 du code de commerce</REFERENCE> et l'<REFERENCE code art. L600-1>article L. 600-1</REFERENCE> du présent code",
    "l'<REFERENCE code #civil art. 2374>article 2374 du code civil</REFERENCE> et les <REFERENCE code art. L541-1>articles L. 541-1</REFERENCE> et <REFERENCE code art. L541-6>L. 541-6</REFERENCE>",
    "<REFERENCE code #CSP>Code de la santé publique</REFERENCE> : <REFERENCE code #CSP art. L1331-1>L.1331-1</REFERENCE> <REFERENCE code #CU>Code de l'urbanisme</REFERENCE>",
    "<REFERENCE code #CGI>CGI</REFERENCE>, <REFERENCE code #CGI art. 1639Abis>article 1639 A bis</REFERENCE>",
    "Vu le <REFERENCE code #CSP>code de la santé publique</REFERENCE> ; Vu l'<REFERENCE code art. L123-3>article L. 123-3</REFERENCE>",
]  # fmt: skip

LAWS = [
    "la <REFERENCE loi #2015-991 | 2015-08-07>loi n° 2015-991 du 7 août 2015</REFERENCE> portant",
    "la <REFERENCE loi | 2013-07-09>loi du 9 juillet 2013</REFERENCE>, <REFERENCE loi | 1984-01-26>loi du 26/01/1984</REFERENCE>",
    "la <REFERENCE loi #82-213 | 1982-03-02>loi 82-213 du 2 mars 1982</REFERENCE>",
    "l'<REFERENCE loi #84-53 | 1984-01-26 art. 34>article 34 de la loi n° 84-53 du 26 janvier 1984</REFERENCE>",
    "les <REFERENCE loi #2000-321 | 2000-04-12 art. 9-1>articles 9-1</REFERENCE> et <REFERENCE loi #2000-321 | 2000-04-12 art. 10>10 de la loi n° 2000-321 du 12 avril 2000</REFERENCE>",
    "la <REFERENCE loi #84-53 | 1984-01-26>loi n° 84-53 du 26 janvier 1984</REFERENCE> portant dispositions statutaires, et notamment son <REFERENCE loi #84-53 | 1984-01-26 art. 34>article 34</REFERENCE>",
    "les <REFERENCE loi #82-213 | 1982-03-02>lois n° 82-213 du 2 mars 1982</REFERENCE> et <REFERENCE loi #83-8 | 1983-01-07>n° 83-8 du 7 janvier 1983</REFERENCE>",
    "la <REFERENCE loi #84-53 | 1984-01-26>loi n°84—53 modifiée du 26 janvier 1984</REFERENCE>, <REFERENCE loi #2014-365>loi 2014-365</REFERENCE>",
    "la <REFERENCE loi #84-53 | 1984-01-26>loi $n^{\\circ} 84-53$ du 26 janvier 1984</REFERENCE>",
    "la <REFERENCE loi #2015-991 | 2015-08-07>loi portant nouvelle organisation territoriale de la République n° 2015-991 du 7 août 2015</REFERENCE>",
    "la <REFERENCE loi #2013-1278 | 2013-12-29>loi de finances pour 2014 n° 2013-1278 du 29 décembre 2013</REFERENCE>",
    "la <REFERENCE loi | 2022-03-22>loi Untel du 22 mars 2022</REFERENCE>",
    "la <REFERENCE loi #571 | 1943-10-28>loi n° 571 du 28 octobre 1943</REFERENCE> modifiée",
    "le <REFERENCE décret #2016-360 | 2016-03-25>décret 2016-360 du 25 Mars 2016</REFERENCE>",
    "le <REFERENCE décret #2023-1096 | 2023-11-27>décret n° 2023-1096 du 27/11/23</REFERENCE>",
    "le <REFERENCE décret #86-552 | 1986-03-14>décret n°86.552 du\n14 mars 1986</REFERENCE>",
    "l'<REFERENCE décret #88-145 | 1988-02-15 art. 1>article premier du décret n° 88-145 du 15 février 1988</REFERENCE>",
    "le <REFERENCE décret | 2016-04-21>décret du Président de la République du 21 avril 2016</REFERENCE>",
    "l'<REFERENCE ordonnance #2005-1566 | 2005-12-15>ordonnance n°2005—1566 du 15 décembre 2005</REFERENCE>",
    "l'<REFERENCE ordonnance | 2020-05-13 art. 1>article 1° de l'ordonnance du 13 mai 2020</REFERENCE>",
    "la <REFERENCE directive #2014/24/UE>directive 2014/24/UE</REFERENCE>, la <REFERENCE directive #2009/72/CE>directive n°2009/72/CE</REFERENCE>",
    "la <REFERENCE directive #2011/92/UE | 2011-12-13>directive 2011/92/UE du Parlement européen et du Conseil du 13 décembre 2011</REFERENCE>",
    "le <REFERENCE règlement #1407/2013 | 2013-12-18>règlement (UE) n° 1407/2013 du 18 décembre 2013</REFERENCE>",
    "l'<REFERENCE règlement #2016/679 art. 28>article 28 du règlement (UE) 2016/679</REFERENCE>",
    "la <REFERENCE circulaire | 2002-10-11>circulaire ministérielle du 11 octobre 2002</REFERENCE>",
    "la <REFERENCE circulaire #NORY/INT/B/89/00017C | 1989-01-11>circulaire NORY/INT/B/89/00017C du 11 janvier 1989</REFERENCE>",
]  # fmt: skip

# A law of the table has its number and its day, whichever of name, number and day are written.
NAMED_LAWS = [
    "la <REFERENCE loi #2015-991 | 2015-08-07>loi NOTRe</REFERENCE> et la <REFERENCE loi #2015-991 | 2015-08-07>loi du 7 août 2015</REFERENCE>",
    "la <REFERENCE loi #2015-991 | 2015-08-07>loi n° 2015-991</REFERENCE>, LA <REFERENCE loi #2015-991 | 2015-08-07>LOI NOTRE DU 7 AOÛT 2015</REFERENCE>",
    "l'<REFERENCE loi #2015-991 | 2015-08-07 art. 64>article 64 de la loi NOTRe</REFERENCE>",
    "les <REFERENCE loi #2014-58 | 2014-01-27>lois MAPTAM</REFERENCE> et <REFERENCE loi #2015-991 | 2015-08-07>NOTRe</REFERENCE>",
    "la <REFERENCE loi #2021-1104 | 2021-08-22>loi dite « Climat et\n résilience »</REFERENCE>, une <REFERENCE loi #86-2 | 1986-01-03>loi littoral</REFERENCE>",
    "la <REFERENCE loi #2022-217 | 2022-02-21>loi 3DS du 21 février 2022</REFERENCE>, la <REFERENCE loi | 2022-02-21>loi du 21 février 2022</REFERENCE>",
    "les <REFERENCE loi #2016-1691 | 2016-12-09>loi Sapin 2</REFERENCE> et <REFERENCE loi #2021-1357 | 2021-10-18>loi EGALIM 2</REFERENCE>",
    "<REFERENCE loi #2019-1428 | 2019-12-24>loi d’orientation des mobilités (LOM) n° 2019-1428 du 24 décembre 2019</REFERENCE>",
    "surface <REFERENCE loi #96-1107 | 1996-12-18>loi Carrez</REFERENCE> établie par le géomètre en date du 12 juillet 2022",
    "la <REFERENCE loi #2014-58 | 2014-01-27>loi ALUR n° 2014-58</REFERENCE> a le numéro d'une autre",
]  # fmt: skip

ACTS = [
    "l'<REFERENCE arrêté #69-2016-03-14-003 | 2016-03-14>arrêté préfectoral n° 69-2016-03-14-003 du 14 mars 2016</REFERENCE>",
    "Vu l'<REFERENCE arrêté | 2013-10-11>arrêté du Premier ministre du 11 octobre 2013</REFERENCE>",
    "l'<REFERENCE arrêté | 2017-03-17>arrêté ministériel 17 mars 2017</REFERENCE>, l'<REFERENCE arrêté | 2019-01-07>arrêté du 7 janvier 2019</REFERENCE>",
    "les <REFERENCE arrêté | 2020-05-25>arrêtés municipaux en date du 25 mai 2020</REFERENCE>",
    "l’<REFERENCE arrêté #14/252/SG | 2014-04-14>arrêté de délégation de fonction consentie par le Maire n°14/252/SG du 14 avril 2014</REFERENCE>",
    "vu la <REFERENCE délibération #2025-02 | 2025-03-03>délibération n° 202 5-02 du 3 mars 2025</REFERENCE>",
    "l'<REFERENCE arrêté #2020 02975 VDM | 2020-05-04>arrêté de péril imminent n° 2020 02975 VDM signé en date du 4 mai 2020</REFERENCE>",
    "l'<REFERENCE arrêté #153 | 2013-06-26>arrêté du préfet de la région des Pays de la Mer n° 153 du 26 juin 2013</REFERENCE>",
    "l'<REFERENCE arrêté #INTA1416294A | 2014-07-21>arrêté NOR : INTA1416294A du 21 juillet 2014</REFERENCE>",
    "l'<REFERENCE arrêté | 2015-03-02 art. 5>article 5-II de l’arrêté du 02 mars 2015</REFERENCE>",
    "la <REFERENCE délibération #2020-05-28/12 | 2020-05-28>délibération n° 2020-05-28/12 du 28 mai 2020</REFERENCE>",
    "Vu la <REFERENCE délibération #2022-10-26/05>délibération n°2022-10-26 / 05</REFERENCE>",
    "par <REFERENCE délibération | 2014-04-04>délibération du 4 avril 2014</REFERENCE>, la <REFERENCE délibération #17 | 2019-03-12>délibération n°17 en date du 12 mars 2019</REFERENCE>",
    "l'<REFERENCE arrêté #3225 | 2023-12-21>arrêté DGPN\\DRHFS\\BCP n°3225 du 21 décembre 2023</REFERENCE>, l'<REFERENCE arrêté #DIPN/SSO/2024-03 | 2024-07-09>arrêté DIPN/SSO/2024-03 du 9 juillet 2024</REFERENCE>",
    "la <REFERENCE circulaire | 2002-02-04>circulaire DPPR/DE du 4 février 2002</REFERENCE>",
    "VU LA <REFERENCE délibération #16/2017 | 2017-03-12>DÉLIBÉRATION N° 16/2017 DU 12 MARS 2017</REFERENCE>",
    "la <REFERENCE délibération #C170/2016 | 2016-10-26>délibération du Conseil communautaire n° C170/2016 en date du 26 octobre 2016</REFERENCE>",
    "les <REFERENCE délibération | 2016-01-26>délibérations du 26 janvier 2016</REFERENCE> et du <REFERENCE délibération | 2018-04-09>9 avril 2018</REFERENCE>",
    "la <REFERENCE délibération #084/16 | 2016-10-25>délibération n° 084/16 du Conseil Communautaire du 25 octobre 2016</REFERENCE>",
    "la <REFERENCE délibération | 2024-05-21>délibération de la COMBRA du 21 mai 2024</REFERENCE>",
    "la <REFERENCE délibération #17 | 2020-05-28>délibération du 28 mai 2020 n° 17</REFERENCE> approuvant",
    "par <REFERENCE délibération | 2022-03-29>délibération du Conseil municipal de Vertmont-le-Lac en date 29 mars 2022</REFERENCE>",
    "la <REFERENCE délibération | 2020-05-28>délibération adoptée en conseil le 28 mai 2020</REFERENCE>",
]  # fmt: skip

LOOKALIKES = [
    # the act itself
    "DÉLIBÉRATION N° 2023-12 DU 12 MARS 2023",
    "Délibération n°20200217-01 Budget principal",
    "013-230126-2023_01_26_006-DE Délibération n° 01-02 du 26 janvier 2023",
    "EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS DU CONSEIL MUNICIPAL DU 3 MAI 2021",
    "Arrêté N° 2021_00774_VDM",
    "Après délibération du conseil du 3 mai 2020",
    "la présente délibération n° 12",
    "Article 1 : Les véhicules sont autorisés. Article 2 :",
    # nothing that could be looked up
    "la loi, la loi Untel, la loi notre commune et le décret ; un arrêté, la délibération, une association loi 1901",
    "la loi Sapin IV, la loi Grenelle, Mme Lois MONTAGNE, diagnostic loi Untel établi en date du 12 juillet 2022",
    "conformément à la loi, à compter du 1er janvier 2023",
    "la loi a été adoptée le 30 décembre 2022, un montant précisé par décret, - 1er janvier 2026",
    "la loi relative à la mobilité entrera en vigueur à compter du 1er janvier 2023",
    "le montant est arrêté à la somme de 51 372 €, arrêté au 31 décembre 2020",
    "l'ordonnance de Mme la Présidente du tribunal, la directive nitrates, le règlement intérieur du 3 mai 2020",
    # numbers and dates of other things
    "la délibération portant avenant n° 1 au marché n° 2019-12",
    "une délibération relative à la décision modificative n° 2",
    "l'arrêté portant interdiction de circuler du 3 mai 2020 au 5 mai 2020",
    "l'arrêté publié le 7 janvier 2019",
    "l'arrêté du préfet n° 53-2017-12-07 -004l en date du 7 décembre 2017",
    "l'arrêté DIDD/2014 n° 2014008-0003",
    "L'arrêté DIPN/SSO/202 5-02 publié",
    "34 de la délibération 05 à 40 – 33 à la délibération 41",
    # accounts, and codes of another kind
    "chapitre 65, article 6574, à l'article 2188 ; article 30 du décret",
    "Code postal 69440, code APE 8411Z, code barre, code fonctionnel 515",
    "notre CCP, un CMP, la CU, parcelles D 81 et A 3133, L 123 et R.2",
]  # fmt: skip


def found(text: str) -> list[Mention]:
    return list(References("fr_recueil").find(text, {"date": list(Dates().find(text, {}))}))


@each_row("sentence", [*CODES, *SHARED, *LAWS, *NAMED_LAWS, *ACTS])
def test_references_are_read(sentence: str) -> None:
    text = gold.parse_tagged(sentence).text
    assert gold.render_tagged(text, found(text)) == sentence


@each_row("sentence", LOOKALIKES)
def test_lookalikes_are_not_references(sentence: str) -> None:
    assert gold.render_tagged(sentence, found(sentence)) == sentence


def test_a_date_is_only_taken_from_the_dates_found() -> None:
    text = "la loi n° 2015-992 du 7 août 2014, la loi du 9 juillet 2013, la loi n° 2001-1 du 3 janvier 2001"
    found_alone = [str(mention.value) for mention in References("fr_recueil").find(text, {})]
    assert found_alone == ["loi #2015-992 | 2015-08-17", "loi #2001-1"]


def test_a_law_is_looked_up_by_what_readers_type() -> None:
    laws = load_laws("fr_recueil")
    typed = ("loi NOTRe", "notre", "Loi Égalim II", "loi engagement et proximité", "loi", "loi Untel")
    assert [law and law.number for law in map(laws.find_by_name, typed)] == [
        "2015-991", "2015-991", "2021-1357", "2019-1461", None, None,
    ]  # fmt: skip


def test_each_number_and_name_of_the_table_is_one_law() -> None:
    rows = list(csv.DictReader((files("fr_recueil") / "gazetteers" / "laws.csv").read_text("utf-8").splitlines()))
    laws = {(row["number"], row["date"], row["dated"]) for row in rows}
    names = [row["written"] for row in rows if row["written"]]
    assert len({number for number, _, _ in laws}) == len(laws)
    assert len(set(names)) == len(names)
    dated = [date for _, date, dated in laws if dated == "yes"]
    assert len(set(dated)) == len(dated)


AWKWARD = [
    *"0123456789 /.-,:;°'’$()\n—", "article ", "articles L. ", "L. 2121-29", "loi ", "lois n° ", "loi NOTRe ", "et ELAN ", "arrêté ", "Vu ",
    "délibération ", "du ", "de la ", "code civil", "CGCT", "CCP", "et ", "notamment ses ", "1er mars 2020", "İ", "ſ",
    "directive (UE) ", "règlement n° ", "Décret n° 2015-991", "du même code", "2014/24/UE",
]  # fmt: skip


@given(st.lists(st.sampled_from(AWKWARD), max_size=60).map("".join))
def test_any_text_gives_ordered_references_inside_it(text: str) -> None:
    end = 0
    for mention in found(text):
        assert end <= mention.start < mention.end <= len(text)
        assert type(mention.value).parse(str(mention.value)) == mention.value
        end = mention.end


PIECES = [
    "1", " ", "A", "loi NOTRe ", "lois ELAN et ", "loi « Climat et\n", "loi de ", "L", "2020 ", "1-", "n° ", "article L. 2121-29, ", "loi n° ", "loi ", "lois du 3 mai 2020 et du ",
    "arrêté de la ", "délibération du conseil ", "arrêté du maire ( ", "article 1 (5°) ", "code de ", "CGCT ", "CCP L. 2-1 ",
    "arrêté AB/CD/", "article 1 -1 ", "article 1°, ", "article 1 (1° et 2°) ", "décret notamment l'article 1 ",
    "articles L. 1 et ", "articles L. 1 ainsi que les ", "directive (UE) ", "article\n", "la délibération n° 2020-",
]  # fmt: skip


@pytest.mark.parametrize("piece", PIECES)
def test_a_hostile_text_takes_time_in_proportion(piece: str, size: int) -> None:
    def find(text: str) -> None:
        find_in_letters.cache_clear()
        found(text)

    assert_grows_linearly(find, repeated(piece), size)
