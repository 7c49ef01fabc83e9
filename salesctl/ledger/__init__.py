"""The ledger (台账): one journal of hash-chained entries, and the tables it can prove.

Words: entry 条目 (one command = one transaction), change 变更 (one row's before and after), leaf 叶 (what is hashed
of a change), book 账册 (the device that writes), head 账首 (one hash over all books), note 旁注 (an entry without
changes), blob 附件. Invariants: each row is the `after` of its highest change; an entry never changes once committed;
rows are never deleted.
This package knows no room and no rule book.
"""
