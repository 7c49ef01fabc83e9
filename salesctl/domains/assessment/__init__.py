"""Scorecards (考核 评分): people scored by the scheme of the rule book.

Words: scheme 考核方案, part 部分 (results 业绩, duties 职责, attendance 考勤), metric 指标, weight 权重, target 目标,
cap 封顶, scorecard 考核表, score 得分.

Invariants: a scorecard is computed from metrics and never typed; it remembers the version of the rule book and the day
it was computed by; computed again, the old one is void and the new one says what changed. Each line lists the rows
behind its figure. Kept: A2.4.1, B4.16 (duties and results), C7.1 (indicators), C7.2 (the month in the first ten days).
"""
