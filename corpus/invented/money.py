"""Amounts and percentages as houses write them: « 1.254.000 € HT », « 553620.87 € », « 1€86 », « 49, 19 % »."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from invented.dice import Dice
from invented.spelling import spelt
from invented.tagging import tag
from recueil.values import Amount, Percentage


@dataclass(frozen=True, slots=True)
class Coin:
    """How a house writes money."""

    thousands: str = " "
    mark: str = ","
    currency: str = " €"
    cents_always: bool = False
    minus: str = "- "
    tax_gap: str = " "


COINS = {
    "classic": Coin(),
    "cents": Coin(cents_always=True),
    "tight": Coin(thousands="", currency="€", minus="-"),
    "close": Coin(currency="€", tax_gap="", cents_always=True, minus="-"),
    "plain": Coin(thousands=""),
    "dotted": Coin(thousands=".", cents_always=True),
    "dotted-words": Coin(thousands=".", currency=" euros"),
    "point": Coin(thousands="", mark=".", minus="-"),
    "spaced-point": Coin(mark="."),
    "fixed": Coin(thousands="\u00a0", currency="\u00a0€", tax_gap="\u00a0"),
    "thin": Coin(thousands="\u202f", currency="\u00a0€", minus="−\u202f"),
    "words": Coin(currency=" euros"),
    "Words": Coin(currency=" Euros", minus="– "),
    "code": Coin(currency=" EUR", cents_always=True),
    "slip": Coin(currency=" €uros"),
}
_TAXES = {"HT": ("HT", "HT", "HT", "H.T.", "hors taxes"), "TTC": ("TTC", "TTC", "T.T.C.")}
# What a price is counted in: the unit of the value, then the words; a slash makes them part of the mention.
UNITS = {
    "": (("an", "par an"), ("personne", "par personne"), ("habitant", "/hab"), ("groupe", "par groupe")),
    "child": (
        ("élève", "par élève"), ("enfant", "par enfant"), ("élève/an", "par élève et par an"), ("nuit", "la nuit"),
        ("jour", "par jour"), ("repas/enfant", "par repas et par enfant"), ("élève", "/élève"),
        ("enfant", "/enfant"),
    ),
    "staff": (
        ("agent/mois", "par agent et par mois"), ("mois/agent", "par mois et par agent"), ("agent", "par agent"),
        ("agent", "/agent"), ("mois", "par mois"),
    ),
    "place": (
        ("m²", "/m²"), ("ml", "/ml"), ("m²/jour", "/m²/jour"), ("jour", "/jour"), ("jour", "par jour"),
        ("an", "/an"), ("ml", "/ ml"),
    ),
    "water": (("m³", "/m3"), ("m³", "/ m3"), ("m³", "/m³")),
    "waste": (("tonne", "/tonne"), ("tonne", "par tonne"), ("levée", "la levée"), ("an", "/an")),
    "area": (("m²", "/m²"), ("m²", "/ m²"), ("ha", "/ha")),
    "km": (("km", "/km"), ("km", "par km")),
    "month": (("mois", "par mois"), ("mois", "/mois"), ("an", "par an"), ("an", "/an")),
    "people": (
        ("habitant", "/hab"), ("habitant", "par habitant"), ("an/habitant", "par an et par habitant"),
        ("habitant", "/habitant"),
    ),
}  # fmt: skip


def figure(number: Decimal, coin: Coin) -> str:
    """The digits of a number that is not negative."""
    whole, _, cents = format(number, "f").partition(".")
    cents = cents.ljust(2, "0") if cents.strip("0") or coin.cents_always else ""
    return f"{int(whole):,}".replace(",", coin.thousands) + (coin.mark + cents if cents else "")


def amount(number: Decimal, coin: Coin, dice: Dice, tax: str | None = None) -> str:
    sign = coin.minus if number < 0 else ""
    words = f"{sign}{figure(abs(number), coin)}{coin.currency}"
    mark = coin.tax_gap + dice.pick(_TAXES[tax]) if tax else ""
    if coin.tax_gap == "" and mark.startswith("hors"):
        mark = f" {mark}"
    return tag(Amount(number, tax=tax), words + mark)


def signed(number: Decimal, coin: Coin, dice: Dice) -> str:
    """As credits are written: « + 300,00 € », the plus outside the amount."""
    plus = dice.pick(("+", "+ ")) if number >= 0 else ""
    return plus + amount(number, coin, dice)


def scaled(number: Decimal, dice: Dice) -> str:
    """« 1,45 M€ », « 514 K€ », « 1,5 million d'euros »; the number is a multiple of a thousand."""
    millions, thousands = number / 1_000_000, number / 1000
    if number < 1_000_000:
        return tag(Amount(number), f"{_shortest(thousands)} {dice.pick(('k€', 'K€', 'k€'))}")
    written = _shortest(millions)
    noun = "million" if millions < 2 else "millions"
    return tag(Amount(number), dice.pick((f"{written} M€", f"{written}M€", f"{written} {noun} d'euros")))


def _shortest(number: Decimal) -> str:
    return format(number.normalize(), "f").replace(".", ",")


def in_words(euros: int, coin: Coin, dice: Dice) -> str:
    """« quatre-cent-trente mille euros (430 000,00 €) »: two mentions, in either order."""
    words = spelt(euros)
    words = dice.pick((words, words, words.replace(" ", "-")))
    joint = " d'" if words.endswith(("million", "millions")) else " "
    spoken = tag(Amount(Decimal(euros)), f"{words}{joint}{dice.pick(('euros', 'euros', 'Euros'))}")
    figures = amount(Decimal(euros), coin, dice)
    return dice.pick((f"{spoken} ({figures})", f"{figures} ({spoken})", spoken))


def odd(euros: int, cents: int) -> str:
    """« 1€86 »."""
    return tag(Amount(Decimal(euros * 100 + cents) / 100), f"{euros}€{cents:02d}")


def francs(number: int, dice: Dice) -> str:
    words = f"{number:,}".replace(",", dice.pick((" ", "."))) + dice.pick((" francs", " F"))
    return tag(Amount(Decimal(number), "FRF"), words)


def rate(number: Decimal, coin: Coin, dice: Dice, kind: str = "") -> str:
    """A price per unit: « 2,50 €/m² », « 0.047 € / m3 », « 1,50 euros par élève et par an »."""
    unit, said = dice.pick(UNITS[kind])
    if not said.startswith("/"):
        return f"{tag(Amount(number, per=unit), figure(number, coin) + coin.currency)} {said}"
    sign = coin.currency.replace(" euros", " €").replace(" Euros", " €")
    return tag(Amount(number, per=unit), figure(number, coin) + sign + said.replace("/ ", " / "))


def percentage(number: Decimal, dice: Dice, *, noisy: bool = False) -> str:
    mark = dice.pick((",", ",", ".", ", " if noisy else ","))
    figures = format(number, "f").replace(".", mark)
    sign = dice.pick((" %", " %", "%", "\u00a0%", " pour cent" if number == int(number) else " %"))
    return tag(Percentage(number), figures + sign)
