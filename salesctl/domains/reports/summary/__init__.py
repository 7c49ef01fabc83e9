"""Summaries (汇总): a period of a team, a person, a channel or a product on one page.

Words: summary 汇总, exception 要过问, praise 做得好, last period 上期, rate 回款率, one-pager 一页纸. A summary is one
question to the metric registry; nothing of it is stored. What is unknown is `?`, never zero.
"""
