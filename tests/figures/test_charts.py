"""Charts: one measure in each, whose bars are links to the acts that they count."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from recueil.figures import charts
from recueil.figures.amounts import Beneficiary
from recueil.figures.charts import Bar, Chart

SVG = "{http://www.w3.org/2000/svg}"


def links(drawn: str) -> dict[str, str]:
    """The links of a chart, by the names that they are read by."""
    found = etree.fromstring(drawn).iter(f"{SVG}a")
    return {str(link.get("aria-label")): str(link.get("href")) for link in found}


def test_a_bar_is_a_link_to_its_search() -> None:
    bars = (
        Bar("chapitre 65", Decimal("12500.50"), query='chapitre:65 commune:"=a & b"'),
        Bar("rouge\x1b[31m", 3000, query="chapitre:011"),
        Bar("vide", 0, query="chapitre:21"),
    )
    drawn = charts.draw_svg(Chart("Euros", "Le tableau suit.", bars, "", "Euros", lying=True))
    assert links(drawn) == {
        "chapitre 65 : 12\u202f500,50": "/?q=chapitre%3A65+commune%3A%22%3Da+%26+b%22",
        "rouge\ufffd[31m : 3\u202f000": "/?q=chapitre%3A011",
    }
    assert etree.fromstring(drawn).get("role") == "group"


def test_a_chart_without_links_is_an_image() -> None:
    drawn = charts.draw_svg(Chart("Actes", "", (Bar("2023", 4),), "Année", "Actes"))
    assert (links(drawn), etree.fromstring(drawn).get("role")) == ({}, "img")


def test_an_axis_of_counts_has_no_fractions() -> None:
    drawn = charts.draw_svg(Chart("Actes", "", (Bar("quorum", 1), Bar("calendrier", 1)), "", "Actes", lying=True))
    words = ["".join(map(str, text.itertext())) for text in etree.fromstring(drawn).iter(f"{SVG}text")]
    assert [word for word in words if word] == ["0", "1", "Actes", "quorum", "calendrier"]


def test_a_guarantee_is_not_beside_subsidies() -> None:
    found = [
        Beneficiary("Logis du Lac", "garantie", "q:1", 1, 1, Decimal(900_000)),
        Beneficiary("Harmonie", "subvention", "q:2", 1, 1, Decimal(1_200)),
    ]
    assert list(links(charts.beneficiaries_chart(found)).values()) == ["/?q=q%3A2"]
    assert list(links(charts.beneficiaries_chart(found[:1])).values()) == ["/?q=q%3A1"]
