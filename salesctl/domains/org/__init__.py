"""Teams, people, roles, rights (团队 人员 角色 权限)."""
