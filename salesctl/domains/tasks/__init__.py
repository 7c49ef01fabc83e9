"""Tasks and next steps (任务 下一步): what someone has to do by a day, for a client or not.

A next step is a task of a client: a new one completes its owner's old one. A task is its owner's; who gave it to
someone else may still mend, finish or withdraw it. Kept: A1.7 (own time and tasks), B3.6 (tasks given are done, and on
time).
"""
