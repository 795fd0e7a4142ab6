"""Websites of invented bodies, in the shapes of the families of CMS that French bodies use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from tests.ingest.remote.site import Answer, Site, file

HOST = "www.verlane.example"


def pdf(words: str) -> Answer:
    return file(f"%PDF-1.4 {words}")


def html(title: str, body: str, head: str = "") -> Answer:
    return file(
        f"<!DOCTYPE html><html><head><title>{escape(title)} - Verlane</title>{head}</head><body><nav>"
        '<a href="/">Accueil</a> <a href="/agenda/2024-05/">Agenda</a> <a href="/contact/">Contact</a> '
        f'<a href="/connexion/">Connexion</a></nav><h1>{escape(title)}</h1>{body}</body></html>'
    )


def items(*links: tuple[str, str]) -> str:
    rows = (f'<li><a href="{escape(link)}">{escape(text)}</a></li>' for link, text in links)
    return f"<ul>{''.join(rows)}</ul>"


@dataclass
class Town:
    """A site: its answers by path, the page to start from, the paths of its acts, and of what is none."""

    start: str
    answers: dict[str, Answer]
    acts: dict[str, str]
    others: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = field(default=())

    def open_in(self, site: Site) -> None:
        site.answers |= self.answers | {path: pdf(words) for path, words in self.acts.items()}
        site.answers |= {path: pdf(f"autre {path}") for path in (*self.others, *self.forbidden)}


def wordpress() -> Town:
    """Three pages of a list, a sitemap, a feed, and a file that only the media list has."""
    acts = {f"/wp-content/uploads/2024/0{n}/DELIB-2024-0{n}.pdf": f"délibération {n}" for n in range(1, 7)}
    acts |= {
        "/wp-content/uploads/2023/11/1106_001.pdf": "numérisation",
        "/wp-content/uploads/2024/05/PV-CM-14-05-2024.pdf": "procès-verbal de mai",
    }
    names = list(acts)
    api = '<link rel="https://api.w.org/" href="/wp-json/">'
    feed = '<link rel="alternate" type="application/rss+xml" href="/feed/">'

    def listing(number: int, *links: str) -> Answer:
        pages = ["/deliberations/", "/deliberations/page/2/", "/deliberations/page/3/"]
        pager = items(*((page, str(n)) for n, page in enumerate(pages, 1) if n != number))
        rows = [(link, f"Texte n° {link[-6:-4]} du {number} mars 2024") for link in links]
        return html("Délibérations", items(*rows) + pager, api + feed if number == 1 else "")

    media = (
        '[{"source_url": "/wp-content/uploads/2024/05/PV-CM-14-05-2024.pdf", "title": {"rendered": "PV du CM"}},'
        ' {"source_url": "/wp-content/uploads/2024/05/menu-cantine-mai.pdf", "title": {"rendered": "Menu"}}]'
    )
    return Town(
        "/deliberations/",
        {
            "/robots.txt": file("User-agent: *\nDisallow: /wp-admin/\nSitemap: /wp-sitemap.xml\n"),
            "/deliberations/": listing(1, *names[:2], "/wp-content/uploads/2024/05/menu-cantine-mai.pdf"),
            "/deliberations/page/2/": listing(2, *names[2:4]),
            "/deliberations/page/3/": listing(3, *names[4:7]),
            "/wp-json/wp/v2/media?media_type=application&per_page=100&page=1&orderby=modified&order=desc": file(
                media
            ),
            "/feed/": file("<rss><channel></channel></rss>"),
        },
        acts,
        ("/wp-content/uploads/2024/05/menu-cantine-mai.pdf",),
    )


def typo3() -> Town:
    """Files below ``/fileadmin``, one of them linked after the end of the page."""
    acts = {f"/fileadmin/user_upload/actes/231{n}07-delib.pdf": f"délibération {n}" for n in range(4)}
    acts["/fileadmin/user_upload/Registre_2022.pdf"] = "registre"
    *within, after = acts
    body = (
        "<html><head><title>Actes administratifs</title></head><body><h1>Actes administratifs</h1>"
        + items(*((link, link[-14:-4]) for link in within))
        + f'</body></html><a href="{after}">Registre</a><a href="/fileadmin/depliant-tourisme.pdf">Dépliant</a>'
    )
    return Town(
        "/vie-municipale/actes-administratifs.html",
        {"/vie-municipale/actes-administratifs.html": file(body)},
        acts,
        ("/fileadmin/depliant-tourisme.pdf",),
    )


def drupal() -> Town:
    """A list of nodes with a pager by query; each node links its file."""
    acts = {f"/sites/default/files/2024-0{n}/CR%20CM%200{n}.pdf": f"compte rendu {n}" for n in range(1, 6)}
    nodes = {
        f"/conseil-municipal/seance-{n}": html(f"Séance du conseil municipal n° {n}", items((link, "Télécharger")))
        for n, link in enumerate(acts, 1)
    }
    rows = [(path, f"Séance {n}") for n, path in enumerate(nodes, 1)]
    return Town(
        "/conseil-municipal",
        {
            "/conseil-municipal": html("Conseil municipal", items(*rows[:3], ("?page=1", "Page suivante"))),
            "/conseil-municipal?page=1": html("Conseil municipal", items(*rows[3:], ("?page=0", "1"))),
            "/conseil-municipal?page=0": html("Conseil municipal", items(*rows[:3], ("?page=1", "2"))),
            **nodes,
        },
        acts,
    )


def spip() -> Town:
    """Rubrics and articles by query, and sessions in the addresses."""
    acts = {f"/IMG/pdf/pv_-_cm_du_0{n}-03-2024.pdf": f"procès-verbal {n}" for n in range(1, 6)}
    links = [(f"/{path[1:]}?PHPSESSID=ab{n}", f"PV du {n} mars") for n, path in enumerate(acts, 1)]
    return Town(
        "/spip.php?rubrique12",
        {
            "/spip.php?rubrique12": html(
                "Comptes rendus des conseils",
                items(("spip.php?article40", "Conseils de 2024"), ("?rubrique12&debut_articles=10", "10")),
            ),
            "/spip.php?article40": html("Conseils de 2024", items(*links[:3])),
            "/spip.php?rubrique12&debut_articles=10": html("Comptes rendus", items(*links[3:])),
        },
        acts,
    )


def joomla() -> Town:
    """Downloads without a suffix, by query."""
    base = "/index.php?option=com_phocadownload&view=category&"
    acts = {f"{base}download={n}:deliberation-du-{n}-juin": f"délibération {n}" for n in range(1, 6)}
    return Town(
        "/index.php?option=com_content&id=7:deliberations",
        {
            "/index.php?option=com_content&id=7:deliberations": html(
                "Les délibérations", items(*((path, "Télécharger") for path in acts))
            )
        },
        acts,
    )


def view_file() -> Town:
    """Everything is served by one program, as octets; a town map stands beside the acts."""
    acts = {f"/cms_viewFile.php?idtf=99{n}&path=delib-2024-{n}.pdf": f"délibération {n}" for n in range(1, 7)}
    other = "/cms_viewFile.php?idtf=12&path=plan-de-la-ville.pdf"
    return Town(
        "/conseil-communautaire/",
        {
            "/conseil-communautaire/": html(
                "Conseil communautaire", items(*((path, "PDF") for path in acts), (other, "Plan de la ville"))
            )
        },
        acts,
        (other,),
    )


def prefecture() -> Town:
    """A pace and a part that robots.txt forbids, an agenda without end."""
    acts = {f"/contenu/telechargement/801{n}/5{n}/file/RAA%20n{n}.pdf": f"recueil {n}" for n in range(1, 5)}
    secret = "/contenu/telechargement/9/9/file/RAA-prive.pdf"
    return Town(
        "/Publications/Recueil-des-actes-administratifs",
        {
            "/robots.txt": file("User-agent: *\nDisallow: /contenu/telechargement/9/\nCrawl-delay: 4\n"),
            "/Publications/Recueil-des-actes-administratifs": html(
                "Recueil des actes administratifs",
                items(("/Publications/Recueil-des-actes-administratifs/2024", "2024"), (secret, "RAA spécial")),
            ),
            "/Publications/Recueil-des-actes-administratifs/2024": html(
                "Recueil des actes administratifs 2024", items(*((path, "RAA") for path in acts))
            ),
        },
        acts,
        (),
        (secret,),
    )


FAMILIES: dict[str, Callable[[], Town]] = {
    "wordpress": wordpress,
    "typo3": typo3,
    "drupal": drupal,
    "spip": spip,
    "joomla": joomla,
    "view_file": view_file,
    "prefecture": prefecture,
}
