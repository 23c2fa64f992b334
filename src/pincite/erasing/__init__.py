"""Erases documents for good."""

from pincite.erasing.choosing import Chosen, choose
from pincite.erasing.walk import Erased, erase

__all__ = ["Chosen", "Erased", "choose", "erase"]
