"""Warm start (热启动): a resident process per user that has the rooms imported and forks a child per command.

`client` asks it and costs no import beyond the standard library's C modules; `server` waits, checks who asks and with
which code, and forks; `child` becomes the asking process for one command; `side` is what the frame knows of all this.
Whatever is not exactly right is run cold. Linux and macOS; elsewhere it is never there.
"""
