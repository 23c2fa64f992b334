"""Questions drafted from documents by rules, for a person to correct."""
