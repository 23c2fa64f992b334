"""A witness: a second party that signs the heads of records, each only when it saw the record grow from the one before.

Whoever has the workspace, its key and the second place can write another history. A witness that others run has signed
the first one and signs no other. What it signed shows its holder that a record was cut or rewritten. The protocol is
C2SP tlog-witness (https://c2sp.org/tlog-witness), the signature a C2SP cosignature (https://c2sp.org/tlog-cosignature).
"""
