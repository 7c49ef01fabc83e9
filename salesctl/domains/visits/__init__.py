"""Going out and coming back (外出 出访单): slips handed to the lead, and what came of them.

Words: outing 出访单, stop 站, destination 目的地, person visited 受访人, reach 联系方式, purpose 事由, result 结果,
planned 计划, back 返回, spot check 抽查.

Invariants: one slip has one or more stops; at most one slip of a person is open, and at most one of its stops; a
planned slip holds nobody until it is started; times never lie in the future and never run backwards within a slip; what
is entered afterwards is marked as such. Kept: B4.8.3 (destination, person visited, how to reach them; handed to the
lead; verified by sample or all), A1.4 (a visit is a dealing with the client).
"""
