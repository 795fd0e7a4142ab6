"""The text of RTF: its control words, its character encodings, and a text stream with tables."""

from __future__ import annotations

# Groups without text of the document. A group that begins with \* is left out unless it is in OPENED.
IGNORED_GROUPS = frozenset(
    {
        "annotation", "atnauthor", "atnid", "atnref", "atrfend", "atrfstart", "background", "bkmkend", "bkmkstart",
        "colortbl", "datafield", "datastore", "do", "fldinst", "fldtype", "filetbl", "ftncn", "ftnsep", "ftnsepc",
        "generator", "info", "list", "listtable", "listoverridetable", "nonesttables", "nonshppict", "objclass",
        "objdata", "pict", "pn", "private", "revtbl", "rxe", "shprslt", "sp", "stylesheet", "tc", "template",
        "themedata", "txe", "userprops", "xe", "xmlnstbl", "aftncn", "aftnsep", "aftnsepc",
    }
)  # fmt: skip
STARRED_GROUPS = frozenset({"footnote", "nesttableprops", "shpinst"})
HEADERS = frozenset({"header", "headerl", "headerr", "headerf"})
FOOTERS = frozenset({"footer", "footerl", "footerr", "footerf"})

CHARACTERS = {
    "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”",
    "emspace": " ", "enspace": " ", "qmspace": " ",
}  # fmt: skip
SYMBOLS = {"~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\"}

# The character sets of fonts. Symbol fonts (2) have none: their bullets are as in cp1252.
CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
    254: "cp437", 255: "cp850",
}  # fmt: skip
ENCODINGS = {"ansi": "cp1252", "mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
