"""Import and export for every room (导入导出): a room says how a row is read and written, all else is here.

Phase 1, without a lock: the file is opened, its headings matched, each row parsed into a spool, people asked. Phase 2:
one transaction and one entry; known rows are looked up in batches, unchanged ones skipped, new ones inserted, changed
ones updated. Repeating an import changes nothing and writes no entry.

Words: import 导入, export 导出, row 行, identity 行的身份 (by what a row is known again), rejected row 退回行.
"""

from salesctl.importing.driver import run
from salesctl.importing.known import known_rows
from salesctl.importing.leaving import export
from salesctl.importing.offer import Change, Importer, Incoming, Known, Values, read_day

__all__ = ["Change", "Importer", "Incoming", "Known", "Values", "export", "known_rows", "read_day", "run"]
