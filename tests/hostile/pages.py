"""Hostile HTML files."""

from __future__ import annotations

from collections.abc import Iterator

from tests.hostile.cases import CANARY, Case, Fate, Read, Refused, act, case

LAUGHS = "<!DOCTYPE html [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;'>]>"

BODIES: dict[str, tuple[str, Fate | str]] = {
    "script": ("<script>alert(1)</script><p onclick='alert(1)'>{act}</p>", "{act}\n"),
    "script-open": ("<p>{act}</p><script>document.write('x')", "{act}\n"),
    "refresh": ("<meta http-equiv=refresh content='0;url={to}/refresh'><p>{act}</p>", "{act}\n"),
    "frames": ("<iframe src='{to}/frame'>cadre</iframe><frame src='{to}/f'><p>{act}</p>", "{act}\n"),
    "pictures": ("<img src='{to}/i.png' onerror='alert(1)' alt='x'><p>{act}</p>", "{act}\n"),
    "styles": ("<link rel=stylesheet href='{to}/c.css'><style>@import '{to}/d.css'</style><p>{act}</p>", "{act}\n"),
    "base": ("<base href='{to}/'><p><a href='x'>{act}</a></p>", "{act}\n"),
    "data": ("<a href='data:text/html,<script>alert(1)</script>'>{act}</a><a href='javascript:alert(1)'> ici</a>", "{act} ici\n"),
    "object": ("<object data='{to}/o'>x</object><embed src='{to}/e'><p>{act}</p>", "{act}\n"),
    "form": ("<form action='{to}/form'><input name=a value=b><p>{act}</p></form>", "{act}\n"),
    "svg": ("<svg onload='alert(1)'><text>dessin</text></svg><p>{act}</p>", "{act}\n"),
    "entities": ("<p>&lt;script&gt;alert(1)&lt;/script&gt; {act} &#0;&#x110000;&nothing;</p>", Read("<script>alert(1)</script> {act}", part=True)),
    "hidden": ("<p style='display:none'>caché</p><p hidden>caché</p><p>{act}</p>", "{act}\n"),
    "nul": ("<p>{act}\0</p>", Read("{act}", part=True)),
    "comment-open": ("<p>{act}</p><!-- jamais fermé <p>après</p>", Read("{act}", part=True)),
    "attributes": ("<p " + "a='b' " * 20_000 + ">{act}</p>", "{act}\n"),
    "attribute-long": ("<p title='" + "a" * 1_000_000 + "'>{act}</p>", "{act}\n"),
    "span": ("<table><tr><td colspan=2000000000 rowspan=2000000000>{act}</td></tr></table>", Read("{act}", part=True)),
    "list": ("<ol start=-99999999999999999999><li value=99999999999999999999 type=I>{act}</ol>", Read("{act}", part=True)),
    "cells": ("<table>" + "<tr><td>a<td>b" * 5_000 + "</table><p>{act}</p>", Read("{act}", part=True)),
    "tags-unclosed": ("<b><i><u>" * 300 + "{act}", Read("{act}", part=True)),
    "misnested": ("<table><p><td></table></p></b><tr>{act}", Read("{act}", part=True)),
}  # fmt: skip


def _filled(words: str, name: str) -> str:
    return words.replace("{act}", act(f"html {name}")).replace("{to}", CANARY)


def cases() -> Iterator[Case]:
    for name, (body, fate) in BODIES.items():
        filled = fate
        if isinstance(fate, str):
            filled = _filled(fate, name)
        elif isinstance(fate, Read):
            filled = Read(_filled(fate.text, name), fate.part)
        yield case(f"{name}.html", f"<html><body>{_filled(body, name)}", filled)
    yield case(
        "entities-own.html",
        f"{LAUGHS}<html><p>&b; {act('html à entités')}</p>",
        Read(act("html à entités"), part=True),
    )
    outside = "<!DOCTYPE html [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    yield case(
        "entities-outside.html",
        f"{outside}<html><p>&x; {act('html externe')}</p>",
        Read(act("html externe"), part=True),
    )
    yield case("deep.html", "<html>" + "<div>" * 100_000 + act("html profond"), Refused("broken"))
    yield case(
        "declared-utf-7.html",
        f"<html><meta charset=utf-7><p>+ADw-script+AD4- {act('html utf-7')}",
        Read("html utf-7", part=True),
    )
    yield case(
        "declared-nothing.html",
        f"<html><meta charset=nothing><p>{act('html sans jeu')}",
        f"{act('html sans jeu')}\n",
    )
    yield case(
        "declared-codec.html",
        f"<html><meta charset=zlib_codec><p>{act('html compressé')}",
        f"{act('html compressé')}\n",
    )
    yield case(
        "declared-idna.html", f"<html><meta charset=punycode><p>{act('html puny')}", Read("html puny", part=True)
    )
    yield case("utf-16.html", f"<html><p>{act('html large')}".encode("utf-16"), f"{act('html large')}\n")
    yield case(
        "mixed.html", b"<html><p>\xe9\xc3\xa9\xff " + act("html mixte").encode(), Read("html mixte", part=True)
    )
    yield case("only-script.html", "<html><script>alert(1)</script>", Refused("empty"))
    yield case(
        "xml.html",
        f"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM '{CANARY}/x'>]><a>&x;</a>",
        Refused("format"),
    )
    yield case(
        "svg.svg", "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", Refused("format")
    )
