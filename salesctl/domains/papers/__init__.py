"""Papers (附件): files attached to a record as its evidence.

The bytes lie in the ledger under their SHA-256, once however often attached, so that evidence travels and is proven
with the record. A paper keeps the bare name of the file, never the path it came from. The rule `papers.limit` says how
large one may be.
"""
