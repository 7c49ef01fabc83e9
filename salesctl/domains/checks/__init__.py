"""Spot checks and checklists (抽查 核查 检查表): one room for every comparison of what was said with what is true.

Words: draw 抽样, seed 种子, check 核查, verdict 结论, point 检查项. A draw takes a share of the records of a noun and
records its seed, so that anyone can draw the same sample again; each record drawn is a check without a verdict until
somebody gives one. A check may also be made on its own. The verdict is about someone's work, so its owner is whose
work it is and who checked is who recorded it. Nobody checks their own work.

Kept: B4.8.3 (outings verified by sample or all), B4.5.1 (work logs spot-checked), B1.7 (checklists).
"""
