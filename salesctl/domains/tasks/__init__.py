"""Tasks and next steps (任务 下一步)."""
