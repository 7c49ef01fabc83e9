"""The frame (外壳): what every command shares, so that a room only says what it does.

`nouns` turns functions into commands, `root` finds the noun, `perform` calls it, `failure` is the one error handler,
`usage` words what is off in a command line, `run` is one run of the program. Invariants: no sqlmodel, pydantic,
sqlalchemy or rich on the way to help, version, usage errors and completion; nothing the framework says in English
reaches a user.
"""
