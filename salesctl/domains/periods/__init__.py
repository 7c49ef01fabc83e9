"""Closed periods (月结): what was settled stays as it was.

A closed period names a room (attendance, expenses, …) or all rooms, a team or everyone, and its days. No row dated in
it is written any more: not added, changed or voided; a correction is a new row in the open period that names what it
corrects. What stands for longer than a day (people, the calendar, tasks, client files) is not dated in this sense: a
room names such tables in `STANDING` of its `room.py`. Reopening needs its own right and a reason.
"""
