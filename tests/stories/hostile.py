"""Two hundred strings that have broken programs: for every field that takes text."""

from __future__ import annotations

import re
import unicodedata

MARKUP = (
    "[/x]", "[bold]", "a[/x]b", "[red]r[/red]", "[link=file:///etc/passwd]x[/link]", "[[bold]]", "\\[bold]", "[/]",
    "[@click=app.bell]x[/]", ":smiley:", "[not bold]", "[#ff0000]", "[on red]", "[bold", "bold]", "[]", "[blink]x",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<b>b</b>", "&lt;b&gt;", "&#x202e;", "<!-- x -->",
    "</td></tr></table>", "**bold**", "__init__", "`code`", "~~x~~", "# head", "> quote", "| a | b |", "a|b",
    "[text](javascript:alert(1))", "![x](http://x.invalid/a.png)", "http://x.invalid/?a=1&b=2", "www.x.invalid",
    "---", "| --- | --- |", "$x^2$", "1. one", "- [ ] @赵磊 周三", "\\", "\\\\", "a\\|b", "~", "^",
)  # fmt: skip
ESCAPES = (
    "\x1b[31mred\x1b[0m", "\x1b[2J\x1b[H", "\x1b]0;title\x07", "\x1b]8;;http://x.invalid\x1b\\x\x1b]8;;\x1b\\",
    "\x1b]52;c;cm0gLXJm\x07", "\x1bP+q544e\x1b\\", "\x1b[6n", "\x1b[?1049h", "\x1bc", "\x1b", "\x9b31mx", "\x90x\x9c",
    "\x9d0;x\x9c", "\x07", "\x08\x08\x08", "a\rb", "\x0b", "\x0c", "\x0e", "\x0f", "\x7f", "\x00", "a\x00b", "\x01",
    "\x02", "\x03", "\x04", "\x05", "\x06", "\x10", "\x11", "\x13", "\x14", "\x15", "\x16", "\x17", "\x18", "\x19",
    "\x1a", "\x1c", "\x1d", "\x1e", "\x1f", "\x80", "\x84", "\x85", "\x8d", "\x8e", "\x8f", "\x99", "\x9a", "\x9f",
    "\r\n", "x\r",
)  # fmt: skip
SURROGATES = ("\ud800", "a\udfffb", "\udc80", "\udcff\udcfe", "\ud83d", "\ude00\ud83d")
BIDI = (
    "\u202ax", "\u202bx", "\u202cx", "\u202dx", "\u202egnp.exe", "\u2066x", "\u2067x", "\u2068x", "\u2069x", "a\u061cb",
    "a\u200eb", "a\u200fb", "\u202e\u2066x\u2069\u202c", "שלום", "مرحبا 123 (abc)", "a\u202eb\u202cc",
)  # fmt: skip
INVISIBLE = (
    "a\u200bb", "\u200b", "a\u200cb", "a\u200db", "a\u2060b", "\ufeffbom", "a\ufeff", "a\u00adb", "a\u180eb",
    "a\u2028b", "a\u2029b", "\u3164", "\uffa0x", "\u115fx", "\u1160x", "a\u2800b", "\ufff9a\ufffab\ufffb",
    "\U000e0041\U000e007f", "a\u2061b", "a\u206ab", "\u00a0x\u00a0", "\u3000x\u3000", "\u200b=1+1", "x\ufffdy",
    "\ufffe", "\uffff", "\U0010ffff", "\ue000",
)  # fmt: skip
FORMULAS = (
    '=HYPERLINK("http://x.invalid","x")', "+cmd|' /C calc'!A0", "-1+1", "@SUM(1+1)", "=1+1", "＝1+1", "＋1", "－1",
    "＠x", "\t=1+1", " =1+1", "'=1+1", "''=1+1", "=cmd|'/C calc'!A1", "-2+3+cmd|' /C calc'!A0", "=", "+", "-", "@", "'",
    "\t",
    "%0a=1", "=IMPORTXML(A1,\"//a\")", "+86 138", "-5", "=\"a\"&\"b\"", "\n=1+1", "@", ";=1+1", ",=1+1", '"=1+1"',
)  # fmt: skip
LINES = (
    "a\nb", "\n\n", "a\tb", "\t\t", "a\n\n\nb", "a\nC-2026-0001 void.", "x\n{\"error\": 1}", " lead", "trail ", " ",
    "a  b",
)  # fmt: skip
WRITING = (
    "👩‍👩‍👧‍👦", "👍🏽", "🇨🇳🇪🇺", "❤\ufe0f", "1\ufe0f\u20e3", "🏴\U000e0067\U000e0062\U000e007f", "e\u0301", "é",
    "Z\u0335\u0321\u0322\u0327\u0328\u0341\u0340\u0316\u0317", "x" + "\u0301" * 40, "x" + "\u0489" * 9, "\u0301",
    "ｆｕｌｌ", "ＡＢＣ１２３", "ﬁ", "ŁÓDŹ", "Æther", "İstanbul", "ı", "ß", "ﷺ", "𝒜𝓁𝒾", "𠮷野家", "龘䨻", "が",
    "か\u3099",
    "각", "\u1100\u1161\u11a8", "ไทย", "हिन्दी", "Ǆ", "…", "√ ○ △ × █ ─", "①", "㍻", "\U0001f469\u200d",
)  # fmt: skip
QUOTES = (
    '"', "''", '""', '"a"', "'a'", "a'b", 'a"b', "“x”", "「x」", "`", "a,b", "a;b", "a；b", "a\\;b", "，", "a=b", "--",
    "--yes", "--help", "-n", "-rf", "$HOME", "$(id)", "`id`", "!!", "%PATH%", "*", "?", "~root", "a\\nb", "\\u0000",
    "\\x1b[31m", "%00", "%n", "%s", "%s%s%s%n", "%(name)s", "{0}", "{x}", "{", "}", "{}", "{{x}}", "{0.__class__}",
    "{n!r:>{width}}", "${jndi:ldap://x.invalid/a}", "#{7*7}", "{{7*7}}", "<%= 7*7 %>",
)  # fmt: skip
PATHS = (
    "../../etc/passwd", "/etc/passwd", "C:\\Windows\\System32", "file:///etc/passwd", ".", "..", "./", "a/b",
    "/dev/null",
    "con", "nul", "a" * 255, "~/.ssh/id_rsa", "\\\\host\\share", "x.csv", "ledger.db",
)  # fmt: skip
QUERIES = (
    "'; DROP TABLE client; --", "' OR 1=1 --", '" OR ""="', "%", "_", "%%", "\\%", "x' AND sleep(5) --", "NULL", "null",
    "None", "true", "False", "NaN", "inf", "-inf", "1e999", "0x10", "1_000", "٣", "１２３", "0", "-0", "9" * 40,
    "1.5e3",
    '{"a": 1}', "[1, 2]", '{"number": "C-2026-0001"}', '"\\ud800"', "[[table]]", 'x = "y"', "# comment", "T-2026-0001",
    "C-2026-0001", "c1", "1001", "01:1", "SELECT 1", "NOT", "*", "name:x", "NEAR(a b)", '"a" OR "b"', "^a",
)  # fmt: skip
LONG = ("x" * 10_000, "汉" * 5_000, "a " * 4_000 + "end", "\n".join(["line"] * 300), "[b]" * 2_000)

STRINGS = tuple(
    dict.fromkeys(
        (
            *MARKUP,
            *ESCAPES,
            *SURROGATES,
            *BIDI,
            *INVISIBLE,
            *FORMULAS,
            *LINES,
            *WRITING,
            *QUOTES,
            *PATHS,
            *QUERIES,
            *LONG,
        )
    )
)
_NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
REFUSED = tuple(text for text in STRINGS if _NEVER.search(text))
"""What no field keeps: characters that break terminals, or that an engine can't store."""
KEPT = tuple(text for text in STRINGS if not _NEVER.search(text))
"""What is text, however odd: kept exactly, shown harmless."""


def kept(text: str) -> str:
    """Return a text as it is kept: in NFC, without its edges."""
    return unicodedata.normalize("NFC", text).strip()


# What may stand nowhere in an output that people read: it acts on the terminal, hides, or turns text around.
ACTS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# What may stand in no file: the rest is for the one who opens it to see exactly.
ACTS_IN_A_FILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
FORMULA = re.compile("[\\s\ufeff\u200b]*[=+\\-@＝＋－＠]|[\t\r\n]")
COLOUR = re.compile("\x1b\\[[0-9;]*m")
