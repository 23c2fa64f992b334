"""What is found in a document's text: clauses, references, facts, sentences, and what changed between versions."""
