"""One act, from its head to its signature: deliberation, minutes in several points, order, decision."""

from __future__ import annotations

from invented import dates, defects
from invented.blocks import Block, Flow, Lines, Title
from invented.clerk import Clerk
from invented.openings import body_title, opening, order_heading, stamp_date
from invented.phrases import say
from invented.roster import Attendance, attend
from invented.tables import TABLES
from invented.tagging import capitals, initial_capital
from invented.votes import SILENT, vote

_OF_COUNCILS = (
    "subsidy", "works", "tariffs", "staff", "land", "loan", "taxes", "results", "credits", "youth", "water",
    "partnership",
)  # fmt: skip
SUBJECTS = {
    "ccas": ("aid", "subsidy", "tariffs", "credits", "staff", "results"),
    "sdis": ("fire", "staff", "credits", "partnership", "works"),
    "prefecture": ("delegation", "traffic"),
    "agence": ("health", "health", "delegation"),
}
_ORDERS_OF_MAYORS = ("traffic", "appointment", "traffic")


def write(clerk: Clerk) -> list[Block]:
    match clerk.house.act:
        case "arrete":
            subject = clerk.dice.pick(SUBJECTS.get(clerk.house.body, _ORDERS_OF_MAYORS))
            return _order(clerk, subject, clerk.dice.pick(("ARRÊTÉ", "Arrêté")))
        case "decision":
            return _order(clerk, "contract", "DÉCISION")
        case "pv":
            return _minutes(clerk)
    return _deliberation(clerk)


def _deliberation(clerk: Clerk) -> list[Block]:
    attendance = defects.enrolled(clerk, attend(clerk))
    subject = clerk.dice.pick(SUBJECTS.get(clerk.house.body, _OF_COUNCILS))
    blocks = opening(clerk, attendance) + _titled(clerk, subject, clerk.dice.pick(("OBJET : ", "Objet : ", "")))
    if clerk.dice.chance(0.75):
        visas = [f"{visa} ;" for visa in say(clerk, "visa", clerk.dice.between(1, 5), "council", "*")]
        blocks += [Flow(visa) for visa in visas]
    blocks += _exposed(clerk, subject, clerk.dice.between(2, 6))
    blocks += [Flow(f"{reason} ;") for reason in say(clerk, "reason", clerk.dice.below(4), "council", "*")]
    return [*blocks, *_decided(clerk, subject, attendance), *_closed(clerk)]


def _titled(clerk: Clerk, subject: str, label: str) -> list[Block]:
    clerk.facts = {key: said for key, said in clerk.facts.items() if key.startswith("@")}
    title = say(clerk, "title", 1, subject)[0]
    return [Title(label + (capitals(title) if clerk.dice.chance(0.3) and "<PERSON" not in title else title))]


def _exposed(clerk: Clerk, subject: str, number: int) -> list[Block]:
    """Who reports, what is at stake, often a table, sometimes what others said."""
    blocks: list[Block] = []
    if clerk.dice.chance(0.6):
        verb = clerk.dice.pick(("expose", "rapporte", "présente le dossier", "rappelle ce qui suit"))
        blocks.append(Flow(f"{initial_capital(clerk.spoken_of(clerk.rapporteur))}, rapporteur, {verb} :"))
    sentences = say(clerk, "expose", number, subject)
    blocks += _paragraphs(clerk, sentences)
    if subject in TABLES and clerk.dice.chance(0.75):
        blocks += [TABLES[subject][clerk.dice.below(len(TABLES[subject]))](clerk)]
    blocks += [Flow(remark) for remark in say(clerk, "remark", clerk.dice.below(3), "council")]
    return blocks + defects.told(clerk)


def _paragraphs(clerk: Clerk, sentences: list[str]) -> list[Block]:
    """One to three sentences a paragraph."""
    blocks: list[Block] = []
    while sentences:
        together = clerk.dice.between(1, 3)
        blocks.append(Flow(" ".join(sentences[:together])))
        sentences = sentences[together:]
    return blocks


def _decided(clerk: Clerk, subject: str, attendance: Attendance) -> list[Block]:
    dice = clerk.dice
    planted = defects.vote(clerk, attendance.voters)
    if dice.chance(0.12) and not planted:
        return [Flow("Après en avoir délibéré :"), Flow(dice.pick(SILENT))]
    decisions = say(clerk, "decide", dice.between(2, 6), subject, "council")
    decided = f"Après en avoir délibéré, {clerk.body.the_assembly}, {planted or vote(clerk, attendance.voters)} :"
    form = dice.pick(("Article {} : ", "{}°) ", "- ", "- ", "• ", "", "Article {} - "))
    loud = dice.chance(0.5)
    said = [_decision(decision, form, number, loud=loud) for number, decision in enumerate(decisions, 1)]
    return [Flow(decided), *(Flow(words, "  ") for words in said)]


def _decision(decision: str, form: str, number: int, *, loud: bool) -> str:
    verb, _, rest = decision.partition(" ")
    verb = verb.upper() if loud else verb
    return f"{form.format(number)}{verb} {rest}{'.' if form.startswith('Article') else ' ;'}"


def _minutes(clerk: Clerk) -> list[Block]:
    attendance = attend(clerk)
    blocks = opening(clerk, attendance)
    subjects = clerk.dice.some(SUBJECTS.get(clerk.house.body, _OF_COUNCILS), clerk.dice.between(2, 6))
    label = clerk.dice.pick(("{} – ", "{}) ", "POINT {} – ", "{}. ", "Délibération n° {} : "))
    earlier = clerk.date(clerk.before(20, 70), "earlier-act")
    blocks.append(Flow(f"Le procès-verbal de la séance du {earlier} est approuvé à l'unanimité."))
    for number, subject in enumerate(subjects, 1):
        blocks += _titled(clerk, subject, label.format(number))
        blocks += _exposed(clerk, subject, clerk.dice.between(1, 4))
        blocks += _decided(clerk, subject, attendance)
    return [*blocks, *_next_time(clerk), *_closed(clerk)]


def _next_time(clerk: Clerk) -> list[Block]:
    coming = clerk.date(clerk.after(20, 60), None, "weekday")
    return [
        Flow(f"Prochaine séance : {coming}. {say(clerk, 'remark', 1, 'council')[0]}"),
        Flow(f"La séance est levée à {dates.hour(clerk.dice)}."),
    ]


def _order(clerk: Clerk, subject: str, word: str) -> list[Block]:
    dice = clerk.dice
    blocks = order_heading(clerk, say(clerk, "title", 1, subject)[0], word)
    blocks.append(Lines((f"{clerk.the_chair},",)))
    visas = say(clerk, "visa", dice.between(3, 6), subject, "*")
    vu = dice.pick(("Vu", "VU", "Vu"))
    blocks += [Flow(f"{visa.replace('Vu', vu, 1)} ;") for visa in visas]
    blocks += [Flow(f"{reason} ;") for reason in say(clerk, "reason", dice.between(1, 2), subject, "*")]
    blocks.append(Lines((dice.pick(("ARRÊTE :", "A R R Ê T E", "ARRETE")) if word != "DÉCISION" else "DÉCIDE :",)))
    articles = say(clerk, "article", dice.between(3, 6), subject)
    form = dice.pick(("Article {} : ", "ARTICLE {} – ", "Article {} - "))
    numbered = [form.format("1er" if at == 1 else at) + words for at, words in enumerate(articles, 1)]
    return [*blocks, *map(Flow, numbered), Flow(_REMEDIES), *_signed(clerk)]


_REMEDIES = (
    "Le présent acte peut faire l'objet d'un recours devant le tribunal administratif dans un délai de deux mois "
    "à compter de sa publication ou de sa notification."
)


def _closed(clerk: Clerk) -> list[Block]:
    dice = clerk.dice
    fixed = dice.pick(
        ("Fait et délibéré les jour, mois et an susdits.", "Pour extrait conforme,", "Pour copie conforme")
    )
    blocks: list[Block] = [Lines((fixed,))]
    if dice.chance(0.4):
        signed = clerk.date(clerk.after(0, 4), "signature", clerk.house.stamp)
        blocks = [Lines((f"{clerk.commune}, le {signed}",))]
    blocks += [_signature(clerk)]
    if dice.chance(0.5):
        verb = dice.pick(("Publiée le : ", "Affiché le ", "Publié le "))
        blocks.append(Lines((verb + stamp_date(clerk, "publication", 1, 6),)))
    return blocks


def _signed(clerk: Clerk) -> list[Block]:
    day = clerk.date(clerk.day, "signature", clerk.dice.pick((clerk.house.session, "long", "words")))
    made = clerk.dice.pick((f"Fait à {clerk.commune}, le {day}", f"À {clerk.commune}, le {day}"))
    notified = clerk.date(clerk.after(1, 9), "notification", clerk.house.stamp)
    last = clerk.dice.pick((f"Notifié le {notified}", "Notifié le :", body_title(clerk)))
    return [Lines((made,)), _signature(clerk), Lines((last,))]


def _signature(clerk: Clerk) -> Lines:
    naming = clerk.dice.pick(("given NAME", "Given Name", "I. NAME", "given NAME"))
    return Lines((clerk.the_chair + ",", clerk.name(clerk.chair, naming)), right=clerk.dice.chance(0.6))
