"""Awards of tables in columns, of items of lists, and of two sentences; names are invented."""

from __future__ import annotations

import pytest
from tests.growth import assert_grows_linearly, repeated

from recueil.facts.awards.awards import extract_awards
from recueil.entities.amounts.component import find
from recueil.values import Amount
