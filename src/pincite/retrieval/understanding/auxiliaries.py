"""The verbs with which a question begins, or that stand behind its question word: alternatives of a pattern."""

MODALS = "can|could|may|might|must|shall|should|will|would"
DO = "do|does|did"
BE = "is|are|was|were"
AUXILIARIES = f"{MODALS}|{DO}|{BE}|has|have|had"
