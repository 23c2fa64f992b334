"""XML: statutes and bills by the outline in their markup; any other file by its blocks and headings."""
