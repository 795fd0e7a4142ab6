"""The heads of acts: stamps, letterheads, the sentence of convocation, the sheet, the margin beside the list."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from invented import dates
from invented.blocks import Beside, Block, Flow, Lines, Title
from invented.clerk import Clerk, of_place
from invented.dates import hour
from invented.roster import Attendance, counts, roster
from invented.tagging import capitals, initial_capital
from invented.vocabulary import column

Opening = Callable[[Clerk, Attendance], list[Block]]


def body_title(clerk: Clerk) -> str:
    """« Communauté de communes de la Vèze », the same in the whole act."""
    return clerk.fact("@body", lambda: clerk.body.title.format(
        commune=clerk.commune,
        of_commune=of_place(clerk.commune),
        river=f"de la {clerk.dice.pick(column('places', 'part', 'kind', 'river'))}",
        department=clerk.department,
        region=clerk.dice.pick(column("places", "part", "kind", "region")),
    ))  # fmt: skip


def session(clerk: Clerk) -> str:
    if clerk.dice.chance(0.02):
        return dates.wrong_weekday(clerk.day, "seance")
    return clerk.date(clerk.day, "seance", clerk.house.session)


def convened(clerk: Clerk) -> str:
    form = clerk.dice.pick((clerk.house.session, "long", "slashes"))
    return clerk.date(clerk.convocation, "convocation", form)


def stamp_date(clerk: Clerk, role: str, low: int, high: int) -> str:
    if clerk.dice.chance(0.02):
        return dates.impossible(clerk.day.year, role, clerk.house.stamp, clerk.dice)
    return clerk.date(clerk.after(low, high), role, clerk.house.stamp)


def _counter(clerk: Clerk, low: int, high: int) -> tuple[str, str]:
    """When an act was sent to the prefecture, and received: no earlier."""
    days = clerk.dice.between(low, high)
    return stamp_date(clerk, "transmission", days, days), stamp_date(clerk, "reception", days, days + 2)


def stamps(clerk: Clerk) -> Lines:
    """What the prefecture's counter prints; a line may be blank."""
    dice = clerk.dice
    sent, received = _counter(clerk, *((-9, -4) if clerk.plant == "order" else (1, 7)))
    shown = stamp_date(clerk, "publication", 1, 9)
    posted = dice.pick((f"Affiché le {shown}", f"Publié le {shown}", "Affiché le", "Publié le"))
    printed = _identifier(clerk)
    ministry = "Accusé de réception – Ministère de l'Intérieur"
    forms = (
        (f"Envoyé en préfecture le {sent}", f"Reçu en préfecture le {received}", posted, f"ID : {printed}"),
        ("Accusé de réception en préfecture", printed, f"Date de télétransmission : {sent}",
         f"Date de réception préfecture : {received}"),
        (f"Reçu au Contrôle de légalité le {received}",),
        (ministry, printed, "Acte certifié exécutoire", f"Envoi Préfecture : {sent}",
         f"Réception Préfecture : {received}"),
    )  # fmt: skip
    return Lines(dice.pick(forms[:2] if clerk.plant == "order" else forms), right=True)


def _identifier(clerk: Clerk) -> str:
    number = f"{clerk.dice.pick(('DEL', 'D', ''))}{clerk.day.year}_{clerk.dice.between(1, 190):03d}"
    nature = {"arrete": "AR", "decision": "AU"}.get(clerk.house.act, "DE")
    return f"099-{clerk.dice.between(200_000_000, 269_999_999)}-{clerk.day:%Y%m%d}-{number}-{nature}"


_PLACES = ("en Mairie", "à la salle des fêtes", "Salle des Délibérations", "au lieu habituel de ses séances")


def sentence(clerk: Clerk) -> str:
    """Who met, when, where and under whom; the date of the séance leads the sentence or ends it."""
    body, dice = clerk.body, clerk.dice
    chair = (
        f"{clerk.the_chair}, {clerk.name(clerk.chair, role='president')}"
        if dice.chance(0.6)
        else clerk.titled(clerk.chair, role="president")
    )
    opening, under = dates.opening(clerk.day, dice), f"sous la présidence de {chair}"
    met = f"s'est {'réunie' if body.article == 'la' else 'réuni'} {dice.pick(_PLACES)}"
    called = f"convoqué le {convened(clerk)}"
    forms = (
        f"{opening} à {hour(dice)}, {body.the_assembly} {met}, {under}.",
        f"{opening}, {body.the_assembly}, régulièrement {called}, {met} {under}.",
        f"Le {session(clerk)} à {hour(dice)}, {body.the_assembly} {met}, sur convocation du {convened(clerk)}.",
        f"{initial_capital(called)}, {body.the_assembly} {met} le {session(clerk)} à {hour(dice)}, {under}.",
    )
    return forms[-1] if clerk.house.header == "convened" and dice.chance(0.7) else dice.pick(forms)


def _convened(clerk: Clerk, attendance: Attendance) -> list[Block]:
    return [Flow(sentence(clerk)), *roster(clerk, attendance)]


def _stamped(clerk: Clerk, attendance: Attendance) -> list[Block]:
    dice, name = clerk.dice, body_title(clerk)
    number = f"N° {clerk.day.year}-{dice.between(1, 190):03d}"
    kind = dice.pick((f"DÉLIBÉRATION {clerk.body.of_assembly.upper()}", "EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS"))
    head = Lines((name.upper() if dice.chance(0.5) else name, kind, number))
    numbers = Lines((counts(clerk, attendance),))
    return [stamps(clerk), head, Flow(sentence(clerk)), numbers, *roster(clerk, attendance)]


def _register(clerk: Clerk, attendance: Attendance) -> list[Block]:
    kind = clerk.dice.pick(("EXTRAIT DU REGISTRE DES DÉLIBÉRATIONS", "DÉLIBÉRATION"))
    head = Lines(("RÉPUBLIQUE FRANÇAISE", f"DÉPARTEMENT {clerk.department.upper()}", body_title(clerk), kind))
    numbers = Lines((counts(clerk, attendance), f"Date de convocation : {convened(clerk)}"))
    held = Flow(f"Séance du {session(clerk)}")
    return [head, held, numbers, Flow(sentence(clerk)), *roster(clerk, attendance)]


def _sheet(clerk: Clerk, attendance: Attendance) -> list[Block]:
    number = f"Délibération n° {clerk.day:%Y-%m}-{clerk.dice.between(1, 30):02d}"
    shown = clerk.date(clerk.before(4, 9), "publication", clerk.house.stamp)
    days = (f"Séance du {session(clerk)}", f"Convocation du : {convened(clerk)}", f"Affichage du : {shown}")
    opening = Flow(f"{dates.opening(clerk.day, clerk.dice)} à {hour(clerk.dice)}")
    chair = f"sous la présidence de {clerk.titled(clerk.chair, role='president')}, {clerk.chair_title}"
    met = Flow(initial_capital(f"{clerk.body.the_assembly} s'est réuni {chair}"))
    numbers = Lines((counts(clerk, attendance),))
    return [Lines((body_title(clerk), number, *days)), opening, met, *roster(clerk, attendance), numbers]


def _letterhead(clerk: Clerk, attendance: Attendance) -> list[Block]:
    held = clerk.dice.pick(("Séance du", "Réunion du", "SÉANCE PUBLIQUE DU"))
    head = Lines((body_title(clerk), f"{clerk.body.assembly} – {held} {session(clerk)}"))
    return [head, Flow(sentence(clerk)), *roster(clerk, attendance)]


def _plain(clerk: Clerk, attendance: Attendance) -> list[Block]:
    kind = clerk.dice.pick(("COMPTE RENDU DE LA RÉUNION", "PROCÈS-VERBAL DE LA SÉANCE", "Compte rendu"))
    held = Flow(f"{kind} {clerk.body.of_assembly} du {session(clerk)} à {hour(clerk.dice)}")
    return [Lines((body_title(clerk),)), held, *roster(clerk, attendance)]


def _markdown(clerk: Clerk, attendance: Attendance) -> list[Block]:
    head = Lines((f"# {body_title(clerk).upper()}", "", f"## {session(clerk)}"))
    called = Lines((f"Date de convocation : {convened(clerk)}",))
    return [head, Flow(sentence(clerk)), called, *roster(clerk, attendance)]


def _columned(clerk: Clerk, attendance: Attendance) -> list[Block]:
    """The margin with stamp and number runs down beside the sentence."""
    sent, received = _counter(clerk, 2, 6)
    margin = (
        "Extrait du registre des", f"délibérations {clerk.body.of_assembly}", "", "Envoi Préfecture :", sent, "",
        "Réception Préfecture :", received, "", f"n° {clerk.day.year} / {clerk.dice.between(10, 400)}", "",
        "Direction des Finances", "Service Budget",
    )  # fmt: skip
    return [Lines((body_title(clerk),)), Beside(margin, sentence(clerk)), *roster(clerk, attendance)]


OPENINGS: Mapping[str, Opening] = {
    "convened": _convened,
    "stamped": _stamped,
    "register": _register,
    "sheet": _sheet,
    "letterhead": _letterhead,
    "plain": _plain,
    "markdown": _markdown,
    "columned": _columned,
}


def opening(clerk: Clerk, attendance: Attendance) -> list[Block]:
    return OPENINGS[clerk.house.header](clerk, attendance)


def order_heading(clerk: Clerk, title: str, word: str) -> list[Block]:
    """The head of an arrêté or a décision, with its date, and the stamp of some houses."""
    signed = clerk.date(clerk.day, "signature", clerk.house.session)
    number = f"n° {clerk.day.year}-{clerk.dice.between(1, 400):03d}"
    head = clerk.dice.pick((f"{word} {number} du {signed}", f"{word} {number}"))
    stamped = [stamps(clerk)] if clerk.house.header != "state" and clerk.dice.chance(0.5) else []
    name = body_title(clerk)
    return [
        *stamped,
        Lines((name.upper(),)),
        Title(capitals(head) if clerk.dice.chance(0.3) else head),
        Title(title),
    ]
