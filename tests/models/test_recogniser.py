"""The recogniser is loaded when the first window is shown to it, also in a memory zone."""

from __future__ import annotations

import subprocess
import sys

import pytest

NAMED = "Le devis de Luc Marchal est retenu par la commune."
SCRIPT = """
import sys
import fr_recueil

nlp = fr_recueil.load()
recogniser = nlp.get_pipe("ner")
print(len(nlp.vocab.vectors), [span.text for span in nlp("La séance est levée à 20 heures.").ents])
print(len(nlp.vocab.vectors), list(recogniser.pipe([], batch_size=4)))
for zone in range(3):
    with nlp.memory_zone():
        persons = [span.text for span in nlp(sys.argv[1]).ents if span.label_ == "person"]
        shown = recogniser(nlp.make_doc(f"{zone}x. {sys.argv[1]} Il vit à Lille."))
        print(len(nlp.vocab.vectors), persons, [(span.text, span.label_) for span in shown.ents])
"""
SHOWN = "20000 ['Luc Marchal'] [('Luc Marchal', 'PER'), ('Lille', 'LOC')]\n"


@pytest.mark.slow
def test_it_is_loaded_with_its_vectors_when_a_window_is_shown_to_it() -> None:
    """In a process of its own, because what outlives its memory zone ends the process."""
    ran = subprocess.run([sys.executable, "-c", SCRIPT, NAMED], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout) == (0, "0 []\n0 []\n" + SHOWN * 3), ran.stderr
