"""Rules from files: CSV, JSON, and users and groups as SCIM has them; and the rules as such a file."""

from pincite.access.importing.plan import Plan, planned
from pincite.access.importing.reading import wishes_of
from pincite.access.importing.wishes import Exactly, Fault, Gone, Stand, Wish
from pincite.access.importing.workspace_json import exported

__all__ = ["Exactly", "Fault", "Gone", "Plan", "Stand", "Wish", "exported", "planned", "wishes_of"]
