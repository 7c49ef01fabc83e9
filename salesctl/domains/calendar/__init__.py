"""The working calendar (工作日历): which days are worked, free, or not yet known.

Layers lie over each other: the week of the rule book, the official holidays and make-up days (法定节假日 调休上班) of a
year once they are announced, the company's own days. A year without its official days is unknown and never guessed.
Kept: B4.8 (every day's attendance is judged by the day it is).
"""
