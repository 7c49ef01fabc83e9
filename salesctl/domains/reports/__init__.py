"""Reports and summaries (日报 周报 月报 汇总): what a person says of a period, beside what the ledger says of it.

Words: report 汇报 (日报 周报 月报 季报 半年报 年报), done 完成, progress 进展, difficulties 困难, solutions 办法,
tomorrow 明天, plan 计划, evidence 凭据, on time 准时, late 迟交, missing 缺, review 批阅, returned 退回,
summary 汇总, exception 要过问.

Invariants: one report per person, kind and period; the computed lines are never stored and never edited; the five
parts are the person's words. What was planned for the next period is carried into it as done or not. A report is late
or missing by the rule and the working calendar of its period, judged anew at each look. Facts in, prose out: a summary
is one question to the metric registry, and every figure lists its rows. Kept: A1.2, A1.3, A2.2.4, B4.5.1, B4.6, D2.
"""
