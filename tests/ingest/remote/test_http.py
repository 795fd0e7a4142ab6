"""Sites that list files, and what hostile or broken ones do."""

from __future__ import annotations

import gzip
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.ingest.remote.site import (
    Answer,
    Handler,
    Site,
    contents,
    file,
    page,
    problems,
    redirect,
    serving,
    status,
)

from recueil.errors import FileTooLarge, SettingsError, SourceUnreachable
from recueil.ingest.remote import http

if TYPE_CHECKING:
    from tests.ingest.remote.conftest import Mirror

ACTS = {"/actes/a.txt": "premier acte", "/actes/2024/b.txt": "second acte"}


@pytest.fixture
def acts(site: Site) -> Site:
    """Two acts, one in a folder of its own, and a page that is none."""
    site.answers |= {path: file(text) for path, text in ACTS.items()}
    site.answers["/actes/"] = page("a.txt", "2024/", "plan.html", "/ailleurs/c.txt", "https://example.org/d.txt")
    site.answers["/actes/2024/"] = page("b.txt", f"{site.url}/actes/a.txt")
    site.answers["/actes/plan.html"] = file("plan du site")
    return site


def test_all_below_a_page_is_fetched(acts: Site, mirrored: Mirror) -> None:
    found = mirrored(f"{acts.url}/actes/")
    assert contents(found) == {"2024/b.txt": "second acte", "a.txt": "premier acte", "plan.html": "plan du site"}
    assert (found.problem, found.problems, found.fetched, found.unchanged, found.removed) == (None, {}, 3, 0, 0)
    assert found.folder.name.startswith("127.0.0.1-")


def test_a_pattern_says_what_is_fetched_and_which_folders_are_opened(acts: Site, mirrored: Mirror) -> None:
    assert contents(mirrored(f"{acts.url}/actes/*.txt")) == {"a.txt": "premier acte"}
    assert acts.paths() == ["/actes/", "/actes/a.txt"]
    assert contents(mirrored(f"{acts.url}/actes/**/*.txt")) == {
        "2024/b.txt": "second acte",
        "a.txt": "premier acte",
    }
    assert contents(mirrored(f"{acts.url}/actes/20[0-9][0-9]")) == {"2024/b.txt": "second acte"}


def test_one_file_may_be_named(acts: Site, mirrored: Mirror) -> None:
    assert contents(mirrored(f"{acts.url}/actes/a.txt")) == {"a.txt": "premier acte"}


def test_what_is_unchanged_is_asked_for_by_its_tag_and_not_sent_again(acts: Site, mirrored: Mirror) -> None:
    mirrored(f"{acts.url}/actes/*.txt")
    acts.asked.clear()
    found = mirrored(f"{acts.url}/actes/*.txt")
    assert (found.fetched, found.unchanged, contents(found)) == (0, 1, {"a.txt": "premier acte"})
    assert "If-None-Match" in acts.asked[1][1]


def test_a_server_that_knows_no_conditions_is_believed_on_its_tag(site: Site, mirrored: Mirror) -> None:
    def untaught(handler: Handler) -> None:
        handler.reply(200, b"premier acte", {"ETag": '"1"'})

    site.answers["/a.txt"] = untaught
    mirrored(f"{site.url}/a.txt")
    assert mirrored(f"{site.url}/a.txt").unchanged == 1


def test_an_answer_may_be_compressed_and_its_tag_be_nonsense(site: Site, mirrored: Mirror) -> None:
    headers = {"ETag": "\xe9", "Content-Encoding": "gzip"}
    site.answers["/a.txt"] = lambda handler: handler.reply(200, gzip.compress(b"premier acte"), headers)
    assert contents(mirrored(f"{site.url}/a.txt")) == {"a.txt": "premier acte"}
    assert mirrored(f"{site.url}/a.txt").unchanged == 1


def test_a_bomb_in_an_answer_is_not_kept(site: Site, mirrored: Mirror) -> None:
    headers = {"Content-Encoding": "gzip"}
    site.answers["/a.txt"] = lambda handler: handler.reply(200, gzip.compress(bytes(10_000)), headers)
    assert problems(mirrored(f"{site.url}/a.txt")) == {
        "a.txt": ("too-large", f"{site.url}/a.txt: larger than 1000 bytes.")
    }


def test_a_size_alone_proves_nothing(site: Site, mirrored: Mirror) -> None:
    site.answers["/a.txt"] = file("montant : 100", tagged=False)
    mirrored(f"{site.url}/a.txt")
    site.answers["/a.txt"] = file("montant : 900", tagged=False)
    found = mirrored(f"{site.url}/a.txt")
    assert (found.fetched, contents(found)) == (1, {"a.txt": "montant : 900"})


def test_a_changed_file_is_fetched_and_one_that_is_gone_is_removed(acts: Site, mirrored: Mirror) -> None:
    mirrored(f"{acts.url}/actes/**/*.txt")
    acts.answers["/actes/a.txt"] = file("acte corrigé")
    acts.answers["/actes/"] = page("a.txt")
    found = mirrored(f"{acts.url}/actes/**/*.txt")
    assert (contents(found), found.fetched, found.removed) == ({"a.txt": "acte corrigé"}, 1, 1)
    assert not (found.folder / "2024").exists()


def test_a_copy_that_somebody_spoilt_is_fetched_again(acts: Site, mirrored: Mirror) -> None:
    found = mirrored(f"{acts.url}/actes/a.txt")
    (found.folder / "a.txt").write_text("")
    assert contents(mirrored(f"{acts.url}/actes/a.txt")) == {"a.txt": "premier acte"}


def silent(handler: Handler) -> None:
    """Says nothing until the other end hangs up."""
    handler.rfile.read(1)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (status(404), "the server answers 404"),
        (status(500), "the server answers 500"),
        (file("no html"), "a page without links, which lists nothing"),
        (
            lambda handler: handler.reply(200, b"{}", {"Content-Type": "application/json"}),
            "no page, and so no list",
        ),
        (page(), "it lists nothing at all"),
        (lambda handler: handler.wfile.write(b"\x00\xff garbage\r\n\r\n"), ""),
        (silent, "no answer in time"),
        (redirect("file:///etc/passwd"), "it redirects to file:, which is refused"),
        (redirect("gopher://127.0.0.1/"), "it redirects to gopher:, which is refused"),
        (redirect("/actes/"), "it redirects without end"),
        (redirect("http://localhost:1/"), "it redirects to localhost, in a private network, which is refused"),
        (redirect("http://169.254.169.254/latest/"), "in a private network, which is refused"),
        (redirect("http://[::ffff:10.0.0.1]/"), "in a private network, which is refused"),
        (redirect("http://[half/"), ""),
        (redirect("/"), "it redirects to another folder"),
    ],
)
def test_a_list_that_fails_removes_nothing(acts: Site, mirrored: Mirror, answer: Answer, why: str) -> None:
    before = contents(mirrored(f"{acts.url}/actes/"))
    acts.answers |= {"/": page("accueil.html", "actes/"), "/actes/": answer}
    found = mirrored(f"{acts.url}/actes/", silence=0.5, listing=1)
    assert isinstance(found.problem, SourceUnreachable)
    assert found.problem.message.startswith(f"{acts.url}/actes/: ")
    assert why in found.problem.message
    assert (contents(found), found.removed) == (before, 0)


def test_a_list_may_be_a_page_within_its_folder(acts: Site, mirrored: Mirror) -> None:
    before = contents(mirrored(f"{acts.url}/actes/"))
    acts.answers["/actes/liste/1.html"] = page("../a.txt", "../2024/", "../plan.html")
    acts.answers["/actes/"] = redirect("/actes/liste/1.html")
    found = mirrored(f"{acts.url}/actes/")
    assert (found.problem, found.unchanged, contents(found)) == (None, 3, before)


def test_a_folder_that_cannot_be_listed_leaves_all_as_it_is(acts: Site, mirrored: Mirror) -> None:
    before = contents(mirrored(f"{acts.url}/actes/"))
    acts.answers["/actes/2024/"] = status(503)
    found = mirrored(f"{acts.url}/actes/")
    assert found.problem is not None
    assert found.problem.message == f"{acts.url}/actes/2024/: the server answers 503."
    assert contents(found) == before


def test_a_host_that_is_not_there(mirrored: Mirror) -> None:
    found = mirrored("http://127.0.0.1:1/actes/")
    assert found.problem is not None
    assert found.problem.message == "http://127.0.0.1:1/actes/: [Errno 111] Connection refused."


def dripping(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x" * 10_000)


@pytest.mark.parametrize(
    ("answer", "reason", "why"),
    [
        (status(404), "unreachable", "{url}: the server answers 404."),
        (status(403), "unreachable", "{url}: the server answers 403."),
        (dripping, "unreachable", "{what}: no answer in time."),
        (endless, "too-large", "{what}: larger than 1000 bytes."),
        (lambda handler: handler.reply(200, b"", {"Content-Length": "1001"}), "too-large", "{what}: larger than"),
        (lambda handler: handler.reply(200, b"half", {"Content-Length": "8"}), "unreachable", "{what}: "),
        (redirect("file:///etc/passwd"), "unreachable", "{url}: it redirects to file:, which is refused."),
    ],
)
def test_one_file_that_cannot_be_fetched_is_told_and_its_former_copy_stays(
    acts: Site, mirrored: Mirror, answer: Answer, reason: str, why: str
) -> None:
    before = contents(mirrored(f"{acts.url}/actes/"))
    acts.answers["/actes/a.txt"] = answer
    acts.answers["/actes/2024/b.txt"] = file("acte corrigé")
    found = mirrored(f"{acts.url}/actes/", file=1)
    assert contents(found) == before | {"2024/b.txt": "acte corrigé"}
    ((told, message),) = problems(found).values()
    what = f"{acts.url}/actes/, a.txt"
    assert (told, message[: len(why.format(url=f"{acts.url}/actes/a.txt", what=what))]) == (
        reason,
        why.format(url=f"{acts.url}/actes/a.txt", what=what),
    )
    assert not (found.folder / ".incoming").exists()


def test_a_list_without_end_is_not_read_to_it(site: Site, mirrored: Mirror) -> None:
    def answer(handler: Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while True:
            handler.wfile.write(b"<a href='x.txt'>" * 10_000)

    site.answers["/"] = answer
    found = mirrored(f"{site.url}/")
    assert isinstance(found.problem, FileTooLarge)
    assert found.problem.message == f"{site.url}/: a list of more than 10000000 bytes."


def test_folders_without_end_are_not_followed_to_it(site: Site, mirrored: Mirror) -> None:
    for depth in range(12):
        site.answers["/" + "d/" * depth] = page("d/", "a.txt")
    found = mirrored(f"{site.url}/", depth=5)
    assert isinstance(found.problem, FileTooLarge)
    assert found.problem.message == f"{site.url}/: more than 10000 folders, or 5 deep."


def test_files_without_end_are_not_all_listed(site: Site, mirrored: Mirror) -> None:
    site.answers["/"] = page(*(f"{number}.txt" for number in range(20)))
    found = mirrored(f"{site.url}/", files=10)
    assert isinstance(found.problem, FileTooLarge)
    assert (found.problem.message, contents(found)) == (f"{site.url}/: more than 10 files.", {})


def test_when_the_time_of_a_source_is_over_the_rest_waits(acts: Site, mirrored: Mirror) -> None:
    found = mirrored(f"{acts.url}/actes/**/*.txt", source=0)
    assert [message for _, message in problems(found).values()] == [
        f"{acts.url}/actes/**/*.txt, {name}: no time was left for it." for name in ("a.txt", "2024/b.txt")
    ]


def test_links_are_names_and_nothing_more(site: Site, mirrored: Mirror, tmp_path: Path) -> None:
    links = [
        "file:///etc/passwd",
        "javascript:alert(1)",
        "x%2f..%2f..%2fhaut.txt",
        "d%C3%A9lib%201.txt",
        "lire.php?id=1&amp;jeton=a",
        "lire.php?id=2",
        "sous/dossier/x.txt",
        "http://[half/",
        "a%00b%0A.txt",
        "#haut",
    ]
    site.answers["/"] = page(*links)
    for path in (
        "/x%2f..%2f..%2fhaut.txt",
        "/d%C3%A9lib%201.txt",
        "/lire.php?id=1&jeton=a",
        "/lire.php?id=2",
        "/sous/dossier/x.txt",
        "/a%00b%0A.txt",
    ):
        site.answers[path] = file(path)
    found = mirrored(f"{site.url}/")
    assert problems(found) == {}
    assert sorted(contents(found).values()) == sorted(path for path in site.answers if path != "/")
    assert [name for name in contents(found) if "php" not in name] == [
        "a%00b%0A.txt",
        "délib 1.txt",
        "sous/dossier/x.txt",
        "x%2F..%2F..%2Fhaut.txt",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["mirror"]


def test_addresses_are_the_same_however_they_are_written(site: Site, mirrored: Mirror) -> None:
    site.answers["/d%C3%A9libs/"] = page("été.txt", "/d%C3%A9libs/a%20b.txt", "/délibs/c.txt")
    for name in ("%C3%A9t%C3%A9", "a%20b", "c"):
        site.answers[f"/d%C3%A9libs/{name}.txt"] = file(name)
    site.answers["/"] = page("délibs/")
    expected = {"a b.txt": "a%20b", "c.txt": "c", "été.txt": "%C3%A9t%C3%A9"}
    assert contents(mirrored(f"{site.url}/délibs/")) == expected
    assert contents(mirrored(site.url)) == {f"délibs/{name}": text for name, text in expected.items()}


def test_keys_go_to_the_server_of_the_source_alone(
    site: Site, mirrored: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "_is_public", lambda address: True)
    monkeypatch.setattr(http, "_resolve_host", lambda host, port: ["127.0.0.1"])
    options = {"headers": {"X-Cle": "secret-42"}, "username": "moi", "password": "secret-43"}
    with serving() as other:
        elsewhere = other.url.replace("127.0.0.1", "statique.example.org")
        other.answers["/a.txt"] = file("premier acte")
        site.answers["/a.txt"] = redirect(f"{elsewhere}/a.txt")
        found = mirrored(f"{site.url}/a.txt", options=options)
        assert contents(found) == {"a.txt": "premier acte"}
        ((_, ours),) = site.asked
        ((_, theirs),) = other.asked
        assert (ours["X-Cle"], ours["Authorization"][:6]) == ("secret-42", "Basic ")
        assert not {"X-Cle", "Authorization"} & theirs.keys()
        assert theirs["Host"] == elsewhere.removeprefix("http://")


def test_what_follows_the_question_mark_is_not_told(site: Site, mirrored: Mirror) -> None:
    found = mirrored(f"{site.url}/a.txt?sig=secret-44")
    assert str(found.problem or problems(found)).count("secret") == 0
    assert "secret" not in str(found.folder)
    assert [message for _, message in problems(found).values()] == [f"{site.url}/a.txt?…: the server answers 404."]


def test_options_that_a_web_server_does_not_have(mirrored: Mirror) -> None:
    with pytest.raises(SettingsError) as caught:
        mirrored("https://example.org/", options={"cle": "secret-45"})
    assert str(caught.value) == (
        "The options of a web server are headers, username and password: cle is wrong. Correct it."
    )


# What comes in place of a file, or of a list, with status 200

PDF = "%PDF-1.4 premier acte"
LOGIN = """<!DOCTYPE html><html><head><title>Espace élus - Connexion</title></head><body><form action="/login">
<input name="id"><input type="password" name="cle"></form><a href="/">Accueil</a></body></html>"""
FORM = "<html><title>Ville de Saint-Aubrac</title><body><form><INPUT name=a TYPE=password></form>"
LOST = "<html><head><title>Saint-Aubrac | Page introuvable</title></head><body><h1>Oups</h1></body></html>"
WALL = "<html><head><title>Saint-Aubrac</title></head><body><div id=captcha></div>Un instant</body></html>"
ACT = (
    "<html><title>Connexion au réseau de chaleur - 404 logements</title><body><p>Le conseil décide.</body></html>"
)

REPLACED = [
    ("a.pdf", PDF, LOGIN, "a login page ('Espace élus - Connexion')"),
    ("a.pdf", PDF, LOST, "an error page ('Saint-Aubrac | Page introuvable')"),
    ("a.pdf", PDF, ACT, "a web page, where there was a document"),
    ("a", PDF, FORM, "a web page, where there was a document"),
    ("a.txt", "premier acte", ACT, "a web page, where there was a document"),
    ("a.pdf", PDF, '{"error": "unauthorized"}', "a text, where there was a document"),
    ("a.html", ACT, LOGIN, "a login page ('Espace élus - Connexion')"),
    ("a.html", ACT, FORM, "a page that asks for a password"),
    ("a.html", ACT, "<html><body><h1>\n <em>Erreur 404</em> </h1>", "an error page ('Erreur 404')"),
]


@pytest.mark.parametrize(("name", "old", "new", "what"), REPLACED)
def test_what_comes_in_place_of_a_file_is_no_new_version_of_it(
    site: Site, mirrored: Mirror, name: str, old: str, new: str, what: str
) -> None:
    url = f"{site.url}/{name}"
    site.answers[f"/{name}"] = file(old)
    mirrored(url)
    for tagged in (True, False):
        site.answers[f"/{name}"] = file(new, tagged=tagged)
        found = mirrored(url)
        assert problems(found) == {name: ("replaced", f"{url}: the server answers {what}.")}
        assert (contents(found), found.fetched, found.removed) == ({name: old}, 0, 0)
    site.answers[f"/{name}"] = file(f"{old} corrigé")
    assert contents(mirrored(url)) == {name: f"{old} corrigé"}


@pytest.mark.parametrize(
    ("name", "answer", "what"),
    [
        ("a.pdf", ACT, "a web page, where its name promises a document"),
        ("a.PDF", LOGIN, "a login page ('Espace élus - Connexion')"),
        ("a.html", LOST, "an error page ('Saint-Aubrac | Page introuvable')"),
        ("a", WALL, "a page that wants proof of a human visitor"),
        (
            "a.php",
            "<html><body><noscript>Please enable cookies.</noscript>",
            "a page that wants proof of a human visitor",
        ),
    ],
)
def test_what_is_no_act_is_none_on_the_first_night_either(
    site: Site, mirrored: Mirror, name: str, answer: str, what: str
) -> None:
    site.answers[f"/{name}"] = file(answer)
    found = mirrored(f"{site.url}/{name}")
    assert problems(found) == {name: ("replaced", f"{site.url}/{name}: the server answers {what}.")}
    assert contents(found) == {}


@pytest.mark.parametrize(
    ("name", "versions"),
    [
        ("a.html", [ACT, ACT.replace("décide", "retire")]),
        ("a.html", [FORM, f"{FORM}<p>Le conseil décide."]),
        ("a.html", [f"{WALL} {'Le conseil décide. ' * 40}", f"{WALL} {'Le conseil retire. ' * 40}"]),
        ("a.doc", [ACT, ACT.replace("décide", "retire"), "{\\rtf1 acte}"]),
        ("a.pdf", ["premier acte", "second acte", PDF, "{\\rtf1 acte}"]),
        ("a", [ACT, PDF]),
    ],
)
def test_acts_may_be_pages_and_change(site: Site, mirrored: Mirror, name: str, versions: list[str]) -> None:
    for version in versions:
        site.answers[f"/{name}"] = file(version)
        found = mirrored(f"{site.url}/{name}")
        assert (contents(found), found.problems) == ({name: version}, {})


def test_a_file_that_redirects_elsewhere_is_no_new_version(site: Site, mirrored: Mirror) -> None:
    url = f"{site.url}/actes/a.pdf"
    site.answers["/actes/a.pdf"] = file(PDF)
    mirrored(url)
    site.answers["/actes/a.pdf"] = redirect("/storage/b.pdf?jeton=secret-48")
    site.answers["/storage/b.pdf?jeton=secret-48"] = file("%PDF-1.4 autre acte")
    found = mirrored(url)
    what = f"another file: it redirects to {site.url}/storage/b.pdf, where it did not lead before"
    assert problems(found) == {"a.pdf": ("replaced", f"{url}: the server answers {what}.")}
    assert contents(found) == {"a.pdf": PDF}


def test_a_file_may_redirect_to_the_same_elsewhere(site: Site, mirrored: Mirror) -> None:
    url = f"{site.url}/actes/a.pdf"

    def night(location: str, content: str) -> dict[str, str]:
        site.answers |= {"/actes/a.pdf": redirect(location), location: file(content)}
        found = mirrored(url)
        assert found.problems == {}
        return contents(found)

    site.answers["/actes/a.pdf"] = file(PDF)
    mirrored(url)
    assert night("/storage/a.pdf", "%PDF-1.4 corrigé") == {"a.pdf": "%PDF-1.4 corrigé"}
    assert night("/ailleurs/7f3a", "%PDF-1.4 corrigé") == {"a.pdf": "%PDF-1.4 corrigé"}
    assert night("/nouveau/7f3a?v=2", "%PDF-1.4 encore") == {"a.pdf": "%PDF-1.4 encore"}
    assert night("/actes/a.pdf/", "%PDF-1.4 enfin") == {"a.pdf": "%PDF-1.4 enfin"}


@pytest.mark.parametrize(
    ("location", "content", "what"),
    [
        ("/login", FORM, "a page that asks for a password"),
        ("/", ACT, "another page: it redirects to {site}/"),
        ("/actes/", ACT, "another page: it redirects to {site}/actes/"),
    ],
)
def test_a_page_that_redirects_to_a_login_or_upwards_is_none(
    site: Site, mirrored: Mirror, location: str, content: str, what: str
) -> None:
    url = f"{site.url}/actes/a.html"
    site.answers |= {"/actes/a.html": redirect(location), location: file(content)}
    found = mirrored(url)
    message = f"{url}: the server answers {what.format(site=site.url)}."
    assert (problems(found), contents(found)) == ({"a.html": ("replaced", message)}, {})


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (LOGIN, "2024/: a login page ('Espace élus - Connexion'), and no list of files."),
        (
            f"{FORM}<a href='aide'>Mot de passe oublié</a>",
            "2024/: a page that asks for a password, and no list of files.",
        ),
        ("<a href='../'>Parent</a>", ": '2024' lists nothing, where it listed files before."),
    ],
)
def test_a_folder_that_becomes_another_page_keeps_its_files(
    acts: Site, mirrored: Mirror, answer: str, why: str
) -> None:
    before = contents(mirrored(f"{acts.url}/actes/"))
    acts.answers["/actes/2024/"] = lambda handler: handler.reply(200, answer.encode())
    found = mirrored(f"{acts.url}/actes/")
    assert found.problem is not None
    assert found.problem.message == f"{acts.url}/actes/{why}"
    assert (contents(found), found.removed) == (before, 0)


def test_a_folder_that_was_always_empty_is_no_failure(acts: Site, mirrored: Mirror) -> None:
    acts.answers["/actes/2024/"] = page()
    found = mirrored(f"{acts.url}/actes/")
    assert (found.problem, list(contents(found))) == (None, ["a.txt", "plan.html"])
    acts.answers["/actes/"] = page("a.txt")
    assert mirrored(f"{acts.url}/actes/").removed == 1


@pytest.mark.parametrize(
    ("url", "location", "there"),
    [
        ("https://a.example/x", "/y#z", "https://a.example/y"),
        ("https://a.example/x", "https://b.example/y", "https://b.example/y"),
        ("http://a.example/x", "https://a.example/x", "https://a.example/x"),
        ("http://a.example/x", "http://b.example/y", "http://b.example/y"),
    ],
)
def test_where_a_redirect_may_lead(url: str, location: str, there: str) -> None:
    assert http.resolve_redirect(url, location) == there


@pytest.mark.parametrize("location", ["http://a.example/x", "http://b.example/y", "ftp://a.example/x"])
def test_a_redirect_leads_to_nothing_less_safe(location: str) -> None:
    with pytest.raises(SourceUnreachable, match=r"it redirects to (http|ftp):, which is refused"):
        http.resolve_redirect("https://a.example/x", location)
