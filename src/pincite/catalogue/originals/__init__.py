"""Original files of formats with pages: a cited page can be drawn also after its file has changed or gone."""
