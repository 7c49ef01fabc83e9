"""Columns of clients, contacts and logs, declared once."""

from __future__ import annotations

from dataclasses import replace

from salesctl.domains.clients.vocab import CHANNELS, KINDS
from salesctl.render.sheet import Field

_NAMES = (
    "客户名称",
    "客户名",
    "客户",
    "公司",
    "公司名称",
    "单位",
    "单位名称",
    "企业名称",
    "店名",
    "门店名称",
    "Company",
    "Client",
    "Client name",
    "Business name",
    "CompanyName",
    "Company Name",
    "Associated Company",
    "Account Name",
    "Customer",
    "Customer Name",
    "Store Name",
    "Organization",
)
_OWNERS = (
    "负责人",
    "业务员",
    "销售员",
    "跟进人",
    "所属业务员",
    "客户经理",
    "Contact owner",
    "Company owner",
    "Account Owner",
    "Sales Person",
    "SalesPerson",
    "Salesperson",
)

CLIENT = (
    Field("id", "id", "Id", doc="Row key of the client."),
    Field("number", "number", "Number", ("客户编号",), doc="Number of the client, C-YYYY-NNNN.", sortable=True),
    Field(
        "name", "name", "Name", _NAMES, doc="Full name of the client.", importable=True, required=True, sortable=True
    ),
    Field(
        "short_name",
        "name",
        "Short name",
        ("简称", "客户简称"),
        doc="What people call it.",
        importable=True,
        table=False,
    ),
    Field(
        "kind",
        "code",
        "Kind",
        ("客户类型", "类型"),
        context="client.kind",
        codes=KINDS,
        doc="company, dealer, agency or person.",
        importable=True,
        filterable=True,
        table=False,
    ),
    Field(
        "level",
        "text",
        "Level",
        ("级别", "客户级别", "等级", "客户等级"),
        doc="Level by the rule book: A, B, C.",
        importable=True,
        filterable=True,
        sortable=True,
    ),
    Field(
        "trade",
        "text",
        "Trade",
        ("行业", "所属行业", "Industry", "Specialty"),
        doc="Line of business.",
        importable=True,
        filterable=True,
        table=False,
    ),
    Field(
        "region",
        "text",
        "Region",
        ("区域", "地区", "省份", "所属区域", "State", "StateProvinceName", "State/Region"),
        doc="Region.",
        importable=True,
        filterable=True,
    ),
    Field(
        "source",
        "text",
        "Source",
        ("来源", "客户来源", "Original Source", "Lead Source"),
        doc="How the client was found.",
        importable=True,
        filterable=True,
        table=False,
    ),
    Field(
        "tax_id",
        "text",
        "Tax id",
        ("税号", "纳税人识别号", "统一社会信用代码", "VAT", "Tax number"),
        doc="Tax number or unified social credit code.",
        importable=True,
        table=False,
    ),
    Field(
        "contact",
        "name",
        "Contact",
        ("联系人", "联系人姓名", "ContactName", "Contact Name", "Contact person"),
        doc="Name of the main contact.",
        personal=True,
        importable=True,
    ),
    Field(
        "title",
        "text",
        "Position",
        ("职务", "联系人职务", "ContactTitle", "Job Title"),
        doc="Position of the main contact.",
        personal=True,
        importable=True,
        table=False,
    ),
    Field(
        "phone",
        "phone",
        "Phone",
        (
            "联系电话",
            "电话",
            "手机",
            "手机号",
            "联系方式",
            "PhoneNumber",
            "Phone Number",
            "Mobile",
            "Mobile Phone Number",
        ),
        doc="Phone of the main contact as it was written; masked without personal.see.",
        personal=True,
        importable=True,
    ),
    Field(
        "email",
        "email",
        "Email",
        ("邮箱", "电子邮件", "电子邮箱", "EmailAddress", "Email Address"),
        doc="E-mail address of the main contact.",
        personal=True,
        importable=True,
        table=False,
    ),
    Field(
        "wechat",
        "text",
        "WeChat",
        ("微信", "微信号"),
        doc="WeChat of the main contact.",
        personal=True,
        importable=True,
        table=False,
    ),
    Field(
        "address",
        "text",
        "Address",
        ("地址", "联系地址", "公司地址", "AddressLine1", "Street Address"),
        doc="Address.",
        importable=True,
        table=False,
    ),
    Field("needs", "text", "Needs", ("需求", "客户需求"), doc="What the client needs.", importable=True, table=False),
    Field(
        "note", "text", "Note", ("备注", "说明", "Lead Status", "Notes"), doc="A remark.", importable=True, table=False
    ),
    Field(
        "owner",
        "name",
        "Owner",
        _OWNERS,
        doc="Name of the person who looks after the client.",
        importable=True,
        filterable=True,
        sortable=True,
    ),
    Field(
        "owner_code",
        "text",
        "Owner code",
        ("负责人工号", "业务员工号", "SalesPersonID"),
        doc="Code of that person.",
        importable=True,
        table=False,
    ),
    Field("team", "name", "Team", doc="Team of that person.", filterable=True, table=False),
    Field(
        "on_date",
        "date",
        "Added",
        ("建档日期", "创建日期", "创建时间", "Create Date", "Created"),
        doc="Day the file was opened.",
        importable=True,
        sortable=True,
        table=False,
    ),
    Field("last", "date", "Last contact", doc="Day of the last log.", sortable=True),
    Field("origin", "text", "Imported", doc="Import the client came by; null when typed in.", table=False),
)

IMPORT = (
    *(replace(field, required=False) for field in CLIENT),
    Field("contact_2", "name", "Second contact", ("第二联系人",), doc="Name of a second contact.", importable=True),
    Field("title_2", "text", "Second position", ("第二联系人职务",), doc="Their position.", importable=True),
    Field("phone_2", "phone", "Second phone", ("第二联系人电话",), doc="Their phone.", importable=True),
    Field("email_2", "email", "Second email", ("第二联系人邮箱",), doc="Their e-mail address.", importable=True),
    Field(
        "first_name",
        "text",
        "First name",
        ("First Name", "FirstName", "名"),
        doc="Given name of the main contact.",
        importable=True,
    ),
    Field(
        "middle_name", "text", "Middle name", ("MiddleName",), doc="Middle name of the main contact.", importable=True
    ),
    Field(
        "last_name",
        "text",
        "Last name",
        ("Last Name", "LastName", "姓"),
        doc="Family name of the main contact.",
        importable=True,
    ),
    Field("address_2", "text", "Address line 2", ("AddressLine2",), doc="Second line of the address.", importable=True),
    Field("city", "text", "City", ("城市", "City"), doc="Town, joined to the address.", importable=True),
    Field(
        "postcode",
        "text",
        "Postcode",
        ("邮编", "邮政编码", "PostalCode", "Postal Code", "Zip"),
        doc="Postcode, joined to the address.",
        importable=True,
    ),
    Field(
        "country",
        "text",
        "Country",
        ("国家", "CountryRegionName", "Country/Region"),
        doc="Country, joined to the address; tells how phones are read.",
        importable=True,
    ),
)
"""Columns of files: those of CLIENT, and parts of a name or an address.

A row without a company's name is its contact's file.
"""

_OF_STALE = ("id", "number", "name", "level", "contact", "phone", "owner", "owner_code", "last")
STALE = (
    *(field for field in CLIENT if field.key in _OF_STALE),
    Field("contact_due", "date", "Contact due", doc="Last day on which a contact was in time.", table=False),
    Field("days_stale", "int", "Days over", doc="Days by which a contact is overdue.", sortable=True),
    Field("contact_days", "int", "Every", doc="Days between contacts by the rule of the level.", table=False),
    Field("rule", "text", "Rule", doc="Id of that rule.", table=False),
)

CONTACT = (
    Field("id", "id", "Id", doc="Row key of the contact."),
    Field("name", "name", "Name", doc="Name; null for the client's own phone and addresses.", personal=True),
    Field("title", "text", "Position", doc="Position.", personal=True),
    Field("phone", "phone", "Phone", doc="Phone as it was written.", personal=True),
    Field("email", "email", "Email", doc="E-mail address.", personal=True),
    Field("wechat", "text", "WeChat", doc="WeChat.", personal=True),
)

LOG = (
    Field("id", "id", "Id", doc="Row key of the log."),
    Field("client", "name", "Client", doc="Name of the client."),
    Field("number", "number", "Number", doc="Number of the client."),
    Field("on_date", "date", "Day", doc="Company's day of the contact."),
    Field("at", "instant", "At", doc="Instant of the contact; null where only the day is known."),
    Field("channel", "code", "Channel", context="client.channel", codes=CHANNELS, doc="How the contact was made."),
    Field("text", "text", "Text", doc="What was said."),
    Field("seen", "name", "With", doc="Who was met or spoken to.", personal=True),
    Field("by", "name", "By", doc="Name of the person who logged it."),
    Field("next", "text", "Next step", doc="The next step agreed."),
    Field("next_number", "number", "Task", doc="Number of the next step."),
    Field("next_due", "date", "Due", doc="Day of the next step."),
)

FILE = (
    *(f for f in CLIENT if f.key not in ("contact", "title", "phone", "email", "wechat", "owner_code")),
    Field("contacts_text", "text", "Contacts", doc="Contacts, a line each."),
    Field("next_text", "text", "Next steps", doc="Open next steps, a line each."),
    Field("timeline_text", "text", "Timeline", doc="What happened, newest first, a line each."),
)
"""The file of one client as people read it; JSON has CLIENT with `contacts`, `next_steps` and `timeline`."""
