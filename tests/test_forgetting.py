"""Somebody forgotten, the whole way: files in, forgotten, and looked for in everything that comes out."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.naming import named_in, named_in_files

from recueil import cli
from recueil.store import open_store

Bring = Callable[[str, Path], None]
SURNAME = ("Kermadec", "Tréguier")
ACT = """COMMUNE DE FONTVERGNE
Conseil municipal
Séance du jeudi 14 mars 2024.
Présents : Élodie VASSEUR, Zoé KERMADEC-
TRÉGUIER, Paul ASTIER. Absent : Marc LE GUEN (pouvoir à Mme KERMADEC-TRÉGUIER Zoé).
Secrétaire de séance : Mme Zoé  Kermadec-Tréguier

Objet : Indemnité de Mme Zoé KERMADEC-TRÉGUIER

Le maire expose que Mme KERMADEC-TRÉGUIER et Kermadec Treguier (Zoé) y ont droit, et que zoé kermadec-tréguier
(zoe.kermadec-treguier@exemple.fr) l'a demandé. Une indemnité de 300 euros est attribuée à Mme Z. KERMADEC-TRÉGUIER.
Mme Zoé KERMADEC-TRÉGUIERAU est d'accord.

Votes contre : Zoé KERMADEC-TRÉGUIER, Paul ASTIER. Adopté à la majorité.
"""
ELSEWHERE = ACT.replace("FONTVERGNE", "VERNOY").replace("14 mars", "15 mars")
