"""The archive (档案 归档): papers with a serial number that are found again.

Words: archive item 档案, class 类别, serial 流水号, secrecy level 密级, retention 保管期限, original 原件,
place 存放处, file cabinet 文件柜, link 关联, find 检索.

Invariants: one serial per class and year, without gaps; the bytes lie in the ledger under their hash, once however
often filed; an item may be an original alone, then `place` says where it lies; class gives level and retention unless
the person says otherwise; what is above someone's level is not listed, not found and not given. Kept: B4.25 (header,
serial, cabinet, who may see), B2.2 (catalogue, finding aids, queries), B2.3.3 (retention), B2.5.4 (levels).
"""
