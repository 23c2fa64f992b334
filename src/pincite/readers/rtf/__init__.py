"""RTF: marks the words that a person does not see, so that the converter keeps them hidden."""
