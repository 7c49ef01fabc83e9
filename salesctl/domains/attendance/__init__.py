"""Attendance (考勤): raw punches, and the day judged from them by the rule of that day.

Words: punch 打卡, in 上班卡, out 下班卡, shift 班次, late 迟到, early 早退, absent 旷工, claimed 补录, missing 缺卡,
board 看板, sheet 考勤表.

Invariants: a punch is never changed, only added or voided; a day's result is never stored, it is judged anew from its
punches, the calendar and the rules of that day (so a rule with an earlier `since`, or a punch imported late, counts
without a second mechanism); nobody punches in the future; what a person says long after the fact is marked claimed
wherever it shows; days of which the calendar knows nothing are neither worked nor missed. Clauses: A1.1, A2.3.1, B4.8,
B4.8.1, B4.8.2.
"""
