"""Reviews: each question is put to each document; the answers make a table, each with its pins."""

from pincite.review.cells import Answer, Reviewed
from pincite.review.run import Plan, Review, planned, review, still_open

__all__ = ["Answer", "Plan", "Review", "Reviewed", "planned", "review", "still_open"]
