"""Original files of formats with pages, so that a cited page can be drawn after its file has changed or gone."""
