"""Columns of teams and people, declared once."""

from __future__ import annotations

from salesctl.domains.org.vocab import ROLES
from salesctl.render.sheet import Field

TEAM = (
    Field("id", "id", "Id", doc="Row key of the team."),
    Field(
        "code",
        "text",
        "Code",
        ("团队代码", "部门编号"),
        doc="Code that scopes of rules name.",
        importable=True,
        sortable=True,
    ),
    Field(
        "name",
        "name",
        "Name",
        ("团队", "部门", "小组", "团队名称", "部门名称"),
        doc="Name of the team.",
        importable=True,
        required=True,
        sortable=True,
    ),
    Field("lead", "name", "Lead", ("负责人", "组长"), doc="Name of the person who leads it.", importable=True),
    Field("parent", "name", "Belongs to", ("上级团队", "上级部门"), doc="Name of the team above.", importable=True),
    Field("people", "int", "People", doc="Number of people in it now.", sortable=True),
)

PERSON = (
    Field("id", "id", "Id", doc="Row key of the person."),
    Field(
        "code",
        "text",
        "Code",
        ("工号", "员工编号", "员工工号", "employee id", "employee number"),
        doc="The person's code, unique.",
        importable=True,
        required=True,
        sortable=True,
    ),
    Field(
        "name",
        "name",
        "Name",
        ("姓名", "员工姓名", "full name"),
        doc="Full name.",
        personal=True,
        importable=True,
        required=True,
        sortable=True,
    ),
    Field(
        "team",
        "name",
        "Team",
        ("团队", "部门", "小组", "department"),
        doc="Name of the team.",
        importable=True,
        filterable=True,
        sortable=True,
    ),
    Field(
        "roles",
        "list",
        "Roles",
        ("角色",),
        context="role",
        codes=ROLES,
        doc="Role codes, the main one first.",
        importable=True,
        filterable=True,
    ),
    Field(
        "post",
        "text",
        "Post",
        ("职位", "岗位", "职务", "job title", "title"),
        doc="Job title.",
        importable=True,
        table=False,
    ),
    Field(
        "superior",
        "name",
        "Superior",
        ("上级", "直属上级", "主管", "reports to", "manager"),
        doc="Code of the direct superior.",
        importable=True,
    ),
    Field(
        "joined", "date", "Joined", ("入职日期", "hire date"), doc="First day of work.", importable=True, sortable=True
    ),
    Field("left", "date", "Left", ("离职日期",), doc="Last day of work.", importable=True, table=False),
    Field(
        "login",
        "text",
        "Login",
        ("登录名", "系统用户"),
        doc="Operating system user that is this person.",
        importable=True,
        table=False,
    ),
    Field(
        "phone",
        "phone",
        "Phone",
        ("手机", "手机号", "电话", "phone number"),
        doc="Phone number.",
        personal=True,
        importable=True,
    ),
    Field(
        "email",
        "email",
        "Email",
        ("邮箱", "电子邮件", "email address"),
        doc="E-mail address.",
        personal=True,
        importable=True,
        table=False,
    ),
)
