"""The rule book (制度): what the department has decided, as data.

One TOML file, one table per rule (`[[attendance.shift]]`). Every rule has an `id`, the `clause` of the regulation it
comes from, a `scope` (范围: for whom), an `owner` (归口: who answers for it) and a day `since` which it holds
(生效日), and may have a last day `until` (截止日). The fields of a section are a frozen dataclass in the `rules.py`
of its room.

Which text of a rule holds for day D, seen from version v of the book:

- The last of the versions up to v in which the rule's `since` is D or earlier. So a new text with a later `since`
  leaves the days before it to the old text, and a new text with the old `since` judges those days anew.
- A rule that a version leaves out ends the day that version was applied: earlier days keep it, later days don't. Were
  its last text to hold for ever, nothing could be taken out of the book. `until` ends a rule on a chosen day instead,
  and the day after it nothing older comes back.
- Of the rules in force, the most specific scope that fits the person wins: person, role, outlet, team (the nearest
  first), company. Two roles: the one that stands first for the person. Equally specific rules of different versions
  (a rule was given another id): the newer version wins. Equally specific within one version is a tie, an error of
  `rules check`.

`load` reads the file, `check` validates it, `rules` answers questions, `diff` compares two books, `sections` finds
the dataclasses in the rooms, `default` is the book salesctl ships. Nothing here knows the ledger: it stores versions
and hands them in.
"""
