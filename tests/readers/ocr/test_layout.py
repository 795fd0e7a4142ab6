"""Words with their places → rows in reading order."""

from __future__ import annotations

from itertools import count

import pytest
from tests.growth import assert_grows_linearly

from recueil.readers.ocr.layout import OcrWord, arrange_words

LETTER, HEIGHT = 20, 30


def line(number: int, x: int, y: int, text: str, confidence: int = 95) -> list[OcrWord]:
    """A line of text whose letters are 20 wide, 30 high, with 20 between words."""
    words = []
    for word in text.split():
        right = x + LETTER * len(word)
        words.append(OcrWord(word, number, x, y, right, y + HEIGHT, confidence))
        x = right + LETTER
    return words


def page(*lines: tuple[int, int, str]) -> list[OcrWord]:
    numbers = count()
    return [word for x, y, text in lines for word in line(next(numbers), x, y, text)]


def read(words: list[OcrWord], uprights: list[tuple[int, int, int]] | None = None) -> list[str]:
    rows = arrange_words(words, uprights or [])
    return ["   ".join(" ".join(word.text for word in cell) for cell in row) for row in rows]


LEFT = ["Extrait du registre des", "délibérations du Conseil", "municipal de la Ville"]
RIGHT = [
    "Convoqué le vendredi 16 mai 2014 par son maire,",
    "le conseil municipal de la ville s'est réuni ce jour",
    "en mairie à dix-huit heures sous la présidence de",
    "Monsieur le Maire, et a pris la délibération suivante",
]

LAYOUTS: dict[str, tuple[list[tuple[int, int, str]], list[str]]] = {
    "nothing": ([], []),
    "lines in any order": ([(0, 50, "deux"), (0, 100, "trois"), (0, 0, "un")], ["un", "deux", "trois"]),
    "blocks": (
        [(0, 0, "Présents"), (0, 50, "Anne Aubert"), (0, 100, "Luc Barral"), (0, 220, "Absents")],
        ["Présents", "Anne Aubert", "Luc Barral", "", "Absents"],
    ),
    "a margin beside the text, its lines not level": (
        [(0, 20 + 55 * i, text) for i, text in enumerate(LEFT)]
        + [(700, 45 * i, text) for i, text in enumerate(RIGHT)]
        + [(0, 400, "Vu le code général des collectivités territoriales, le conseil municipal décide :")],
        [
            *LEFT,
            "",
            *RIGHT,
            "",
            "Vu le code général des collectivités territoriales, le conseil municipal décide :",
        ],
    ),
    "two columns, their lines level": (
        [(x, 50 * i, text) for x in (0, 1200) for i, text in enumerate(RIGHT)],
        [*RIGHT, "", *RIGHT],
    ),
    "a table of figures": (
        [
            *((0, 50 * i, f"Association des amis du quartier {i}") for i in range(4)),
            *((1000, 50 * i, f"{i} 500,00 €") for i in range(4)),
            *((1400, 50 * i, f"{i} 000,00 €") for i in range(4)),
        ],
        [f"Association des amis du quartier {i}   {i} 500,00 €   {i} 000,00 €" for i in range(4)],
    ),
    "what goes on beneath one column": (
        [(x, 50 * i, text) for x in (0, 1200) for i, text in enumerate(RIGHT)] + [(1200, 200, "pour la suite.")],
        [*RIGHT, "", *RIGHT, "pour la suite."],
    ),
}


@pytest.mark.parametrize(("lines", "rows"), LAYOUTS.values(), ids=LAYOUTS)
def test_rows_come_in_reading_order(lines: list[tuple[int, int, str]], rows: list[str]) -> None:
    assert read(page(*lines)) == rows


def test_a_wide_gap_parts_cells() -> None:
    assert read(line(1, 0, 0, "Envoi Préfecture :") + line(1, 500, 0, "26/05/2014")) == [
        "Envoi Préfecture :   26/05/2014"
    ]


def test_a_stamp_beside_the_text_comes_first() -> None:
    stamp = ["Envoyé en préfecture le 12/12/2022", "Reçu en préfecture le 12/12/2022", "Affiché le"]
    text = ["Séance publique", "du jeudi 8 décembre 2022", "à vingt heures"]
    lines = [(0, 50 * i, words) for i, words in enumerate(text)] + [
        (900, 50 * i, words) for i, words in enumerate(stamp)
    ]
    assert read(page(*lines)) == [*stamp, "", *text]


def test_an_upright_rule_parts_cells_however_near() -> None:
    assert read(line(1, 0, 0, "AUBERT Anne"), [(130, -10, 40)]) == ["AUBERT   Anne"]
    assert read(line(1, 0, 0, "AUBERT Anne"), [(130, 100, 140)]) == ["AUBERT Anne"]


RULED = [(x, top, top + 190) for top in (0, 200) for x in (0, 300, 700)]
NAMES = [(10, 80, "AUBERT"), (10, 280, "BARRAL")]


def test_the_lines_of_a_cell_are_joined_in_a_ruled_row() -> None:
    addresses = [(310, 20 + 50 * i, word) for i, word in enumerate(["3 rue", "du Port", "Vauxclair"])]
    assert read(page(*NAMES, *addresses, (310, 280, "9 quai Sud")), RULED) == [
        "AUBERT   3 rue du Port Vauxclair",
        "BARRAL   9 quai Sud",
    ]


def test_rows_without_rules_between_them_are_not_joined() -> None:
    names = [(10, 20 + 50 * i, name) for i, name in enumerate(["AUBERT", "BARRAL", "CASTEL"])]
    figures = [(310, 20 + 50 * i, f"{i} €") for i in range(3)]
    assert read(page(*names, *figures), RULED) == ["AUBERT   0 €", "BARRAL   1 €", "CASTEL   2 €"]


@pytest.mark.parametrize(
    ("text", "confidence", "kept"),
    [
        ("—", 30, False),
        ("—", 92, True),
        ("LE", 33, False),
        ("4", 37, True),
        ("7 .", 5, False),
        ("Total", 0, True),
        ("06-18-65-01-35", 0, True),
    ],
)
def test_what_is_made_of_pictures_and_rules_is_no_text(text: str, confidence: int, kept: bool) -> None:
    assert read(line(1, 0, 0, text, confidence)) == ([text] if kept else [])


def test_a_word_that_runs_up_the_page_needs_trust() -> None:
    assert read([OcrWord("SE££<<", 1, 0, 0, 30, 400, 20), *line(2, 100, 100, "M. Luc Barral")]) == [
        "M. Luc Barral"
    ]


def columns(rows: int) -> list[OcrWord]:
    left = [word for number in range(rows) for word in line(number, 0, 50 * number, "oui non")]
    return left + [word for number in range(rows) for word in line(rows + number, 900, 50 * number, "un deux")]


def test_a_page_of_many_words_takes_time_in_proportion(size: int) -> None:
    assert len(read(columns(400))) == 400
    assert_grows_linearly(read, columns, size // 40)
