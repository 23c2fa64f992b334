"""The rules of access in tables, whatever engine keeps them: read, changed, recorded, and waiting for somebody."""
