"""Rules from files: CSV, JSON, and users and groups as SCIM has them."""

from pincite.access.importing.plan import Plan, planned
from pincite.access.importing.reading import changes_in
from pincite.access.importing.requested import Exactly, Fault, Gone, RequestedChange, Stand
from pincite.access.importing.workspace_json import FORMAT, LISTS

__all__ = ["FORMAT", "LISTS", "Exactly", "Fault", "Gone", "Plan", "RequestedChange", "Stand", "changes_in", "planned"]
