"""Exchange (导入导出): files become rows of text under fields, and sheets become files. It knows no room and no ledger.

A file is opened (`reading`), its headings are matched with a noun's fields (`mapping`), each row is read by the noun's
own reader (`loading`) into a spool without a lock (`spool`), bad rows are told or set apart (`rejects`), and the noun's
service writes the rest. `writing` is the way out.

Words: heading 表头 (what a column is called in the file), column 列, row 行, rejected row 退回行, spool 暂存.

Invariants: a file is read as it is or refused with its line, never guessed at in silence; the same list gives the same
rows from every format and encoding; memory stays flat for CSV and JSON; nothing of a file is run or believed.
"""
