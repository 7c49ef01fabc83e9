"""Attendance (考勤): raw punches, and the day judged from them by the rule of that day."""
