"""A witness: a second party that signs the heads of records, each only when it saw the record grow from the one before.

Who has the workspace, its key and the second place can write another history. A witness that others run has signed the
first one: it signs no other, and what it signed shows a cut or rewritten record to whoever holds it. The protocol is
C2SP tlog-witness (https://c2sp.org/tlog-witness), the signature a C2SP cosignature (https://c2sp.org/tlog-cosignature).
"""
