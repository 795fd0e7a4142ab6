from recueil.similar_acts.word_weights import count_weights


def test_a_word_weighs_by_how_rarely_an_act_of_a_body_has_it() -> None:
    """« école » is in each act, « digue » in one of three, « quai » of two bodies alone; Brec has two acts only."""
    acts = [
        (body, frozenset(words))
        for body in ("Arvel", "Corme", "Dorne")
        for words in (["école", "digue"], ["école"], ["école"] if body == "Arvel" else ["école", "quai"])
    ]
    acts += [("Brec", frozenset(["digue"]))] * 2
    assert count_weights(acts) == [("digue", 18), ("école", 0)]
