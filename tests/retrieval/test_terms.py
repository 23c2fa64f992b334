"""Content words: one stem for a word that is spelt in two ways."""

import pytest

from pincite.retrieval.terms import content_words, one_spelling


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("licence", "license"),
        ("sublicences", "sublicenses"),
        ("practised", "practiced"),
        ("practising", "practicing"),
        ("licencing", "licensing"),
        ("catalogues", "catalogs"),
        ("catalogued", "cataloged"),
        ("cataloguing", "cataloging"),
        ("judgement", "judgment"),
        ("acknowledgement", "acknowledgment"),
        ("unauthorised", "unauthorized"),
        ("organisations", "organizations"),
        ("analyse", "analyze"),
        ("favourable", "favorable"),
        ("instalments", "installments"),
        ("fulfil", "fulfill"),
        ("wilfully", "willfully"),
        ("cancelled", "canceled"),
        ("cancellation", "cancelation"),
        ("cheque", "check"),
        ("programmes", "programs"),
        ("centre", "center"),
        ("defence", "defense"),
    ],
)
def test_a_word_of_two_spellings_has_one_stem(british: str, american: str) -> None:
    assert content_words(british) == content_words(american)


@pytest.mark.parametrize(
    "word",
    [
        "tonnes",
        "exercise",
        "premises",
        "franchise",
        "promise",
        "advise",
        "revise",
        "hour",
        "four",
        "tour",
        "presence",
        "notice",
        "audience",
        "payment",
        "settlement",
        "controlled",
        "installed",
        "parliament",
        "specialist",
        "materials",
        "formalist",
        "where",
        "there",
        "agreement",
    ],
)
def test_words_that_only_look_so_stay(word: str) -> None:
    assert one_spelling(word) == word
