"""DATA ONLY: the map of the command line. Noun -> (where it is, English help, panel, the Chinese words that mean it).

Wording: imperative, one line, ends with a full stop; English help and panel are gettext keys. A noun stands here once
all of it works. `module` may name an attribute (`module:noun`); else it is `app`.
"""

from __future__ import annotations

from typing import NamedTuple

from salesctl.locale import N_


class Door(NamedTuple):
    """One noun of the command line. `single`: it has no verbs.

    `warm`: a server may do its verbs, but for those that say otherwise where they are declared.
    """

    noun: str
    module: str
    help: str
    panel: str
    words: tuple[str, ...] = ()
    single: bool = False
    warm: bool = False


CORE = N_("Core")
MY_DAY = N_("My day")
SELLING = N_("Selling")
TEAM = N_("Team")
BOOK = N_("Rules and ledger")

DOORS: tuple[Door, ...] = (
    Door(
        "checkin",
        "salesctl.domains.attendance.cli",
        N_("Check in and out; see attendance."),
        CORE,
        ("打卡", "考勤", "签到", "上班", "下班", "签退"),
        warm=True,
    ),
    Door(
        "report",
        "salesctl.domains.reports.cli",
        N_("Write, read and sum up reports."),
        CORE,
        ("日报", "周报", "月报", "汇报", "汇总"),
        warm=True,
    ),
    Door(
        "client",
        "salesctl.domains.clients.cli",
        N_("Keep client files and contacts."),
        CORE,
        ("客户", "客户档案", "往来"),
        warm=True,
    ),
    Door(
        "visit",
        "salesctl.domains.visits.cli",
        N_("Go out, come back, get checked."),
        CORE,
        ("外出", "拜访", "出访", "出访单", "外访", "抽查"),
        warm=True,
    ),
    Door(
        "assess",
        "salesctl.domains.assessment.cli",
        N_("Score people by the scheme."),
        CORE,
        ("考核", "评分", "绩效"),
        warm=True,
    ),
    Door(
        "archive",
        "salesctl.domains.archive.cli",
        N_("File papers and find them again."),
        CORE,
        ("归档", "档案", "检索"),
        warm=True,
    ),
    Door(
        "today",
        "salesctl.commands.today",
        N_("See what is due, late and new."),
        MY_DAY,
        ("今天", "今日", "待办"),
        single=True,
        warm=True,
    ),
    Door(
        "task",
        "salesctl.domains.tasks.cli",
        N_("Keep tasks and next steps."),
        MY_DAY,
        ("任务", "下一步"),
        warm=True,
    ),
    Door(
        "order",
        "salesctl.domains.deals.cli:order",
        N_("Keep orders and their items."),
        SELLING,
        ("订单", "下单"),
        warm=True,
    ),
    Door(
        "payment",
        "salesctl.domains.deals.cli:payment",
        N_("Record money received."),
        SELLING,
        ("回款", "到账", "收款"),
        warm=True,
    ),
    Door(
        "team",
        "salesctl.domains.org.cli:team",
        N_("Keep teams and who leads them."),
        TEAM,
        ("团队", "小组", "部门"),
        warm=True,
    ),
    Door(
        "person",
        "salesctl.domains.org.cli:person",
        N_("Keep people and their roles."),
        TEAM,
        ("人员", "员工", "人事"),
        warm=True,
    ),
    Door("rules", "salesctl.rulebook.cli", N_("Read and change the rule book."), BOOK, ("制度", "规则")),
    Door(
        "calendar",
        "salesctl.domains.calendar.cli",
        N_("See working days."),
        BOOK,
        ("日历", "工作日历", "节假日"),
        warm=True,
    ),
    Door("month", "salesctl.commands.month", N_("Close a month by its checklist."), BOOK, ("月结", "结账", "关账")),
    Door("job", "salesctl.commands.job", N_("Run what cron runs."), BOOK, ("定时任务", "定时")),
    Door("ledger", "salesctl.commands.ledger", N_("History, proof, backup."), BOOK, ("台账", "历史", "校验", "备份")),
    Door(
        "demo",
        "salesctl.commands.demo",
        N_("Try everything on a made-up team."),
        BOOK,
        ("演示", "试用", "样例"),
        single=True,
    ),
    Door("init", "salesctl.commands.init", N_("Start a ledger."), BOOK, ("建账", "初始化"), single=True),
    Door(
        "config",
        "salesctl.commands.config",
        N_("Show settings and where each comes from."),
        BOOK,
        ("配置", "设置"),
        single=True,
    ),
    Door(
        "doctor",
        "salesctl.commands.doctor",
        N_("Inspect this installation and its ledger."),
        BOOK,
        ("体检", "诊断"),
        single=True,
    ),
    Door("undo", "salesctl.commands.undo", N_("Take back my last entry."), BOOK, ("撤销", "撤回"), single=True),
    Door("help", "salesctl.commands.help", N_("Learn by role or by command."), BOOK, ("帮助",), single=True),
    Door(
        "completion",
        "salesctl.commands.completion",
        N_("Print the shell's completion script."),
        BOOK,
        ("补全",),
        single=True,
    ),
)

CONFIDENTIAL = frozenset({"archive", "client", "person"})
"""Nouns whose lists leave a note in the journal when they leave for a file."""

VERB_WORDS: dict[str, tuple[str, ...]] = {
    "add": ("新增", "添加", "增加"),
    "write": ("写",),
    "submit": ("提交", "交"),
    "review": ("批阅", "审阅"),
    "list": ("列出", "列表", "清单"),
    "show": ("查看", "看", "显示"),
    "edit": ("修改", "编辑"),
    "void": ("作废", "删除"),
    "log": ("记一笔", "记录", "记"),
    "start": ("开始",),
    "done": ("完成", "办完"),
    "missing": ("缺", "缺卡", "未交"),
    "check": ("核查", "抽查", "检查"),
    "print": ("打印",),
    "import": ("导入",),
    "export": ("导出",),
    "in": ("上班", "签到"),
    "out": ("下班", "签退"),
    "status": ("状态",),
    "board": ("看板",),
    "sheet": ("考勤表",),
    "back": ("返回", "回来"),
    "hand": ("转交",),
    "match": ("认领",),
    "diff": ("比较", "对比"),
    "apply": ("执行", "生效"),
    "verify": ("校验",),
    "backup": ("备份",),
    "history": ("历史",),
    "close": ("结账", "关账"),
    "reopen": ("重开",),
    "run": ("执行一次", "跑"),
}


def door(noun: str) -> Door | None:
    """Return the door of a noun, or None."""
    return next((d for d in DOORS if d.noun == noun), None)


def by_word(word: str) -> Door | None:
    """Return the noun a Chinese word means, or None."""
    return next((d for d in DOORS if word in d.words), None)
