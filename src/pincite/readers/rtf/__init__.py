"""RTF: which of its words a person does not see, so that its converter keeps that."""
