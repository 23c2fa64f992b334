"""Amendments: what each orders, where that stands in the agreement, and the agreement as it reads since."""
