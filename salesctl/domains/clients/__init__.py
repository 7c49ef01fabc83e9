"""Client files, contacts and dealings (客户档案 联系人 往来).

Words: client 客户, kind 类型, trade 行业, region 区域, source 来源, level 分级, tax id 税号, needs 需求,
contact 联系人, log 往来, channel 方式, next step 下一步, look-alike 疑似重复, stale 久未联系.

Invariants: one file per client (C5.1), so look-alikes are shown before one is added; a log is a fact and never
lies in the future; a log with a new next step closes the old one; every client has an owner, and a client without
a level counts as the level with the longest time between contacts (A1.4, C5.2). Clients come from leads, fairs, web
and referrals (C3.1, D1.1): `source`.
"""
