"""XML: statutes and bills with the outline that their markup states, any other file by its blocks and headings."""
