"""Documents times questions: each question put to each document, a table of pinned answers."""

from pincite.review.cells import Answer, Reviewed
from pincite.review.run import Plan, Review, planned, review, still_open

__all__ = ["Answer", "Plan", "Review", "Reviewed", "planned", "review", "still_open"]
