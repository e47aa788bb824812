"""Answers that a person could type, and some would: each tries to end the text that it stands in, or to mean more."""

from __future__ import annotations

_PIECES = (
    "'", '"', "`", "\\", "\\'", '\\"', "\\\\", "$", "${HOME}", "$HOME", "{$a}", "${", "%HOME%", "%(a)s", "<?php",
    "<?=", "?>", "<%", "%>", "{{ 7 * 7 }}", "{% raw %}", "${7*7}", "#{7*7}", "<!--", "-->", "--", "]]>", "<![CDATA[",
    "&", "&amp;", "&lt;", "&#0;", "&#13;", "&nbsp", "<", ">", "</script>", "<script>", "</configuration>", "<b>", ";",
    "#", "//", "/*", "*/", ":", ": ", " #", "- ", "? ", "! ", "!!python/object:os.system", "&a", "*a", "|", ">-", "@",
    "=", "[", "]", "{", "}", "[]", "{}", ",", "~", "null", "true", "no", "on", "off", "yes", "none", "0x1F", "0o17",
    "017", "1_000", "1e5", "1.0", ".5", "-1", "+1", ".inf", ".nan", "2024-01-02", "12:30:45", "<<", "=cmd", "\\n",
    "\\x41", "\\u0041", "\\0", "ä", "é", "e\u0301", "ß", "İ", "\u65e5\u672c\u8a9e", "\u05e9\u05dc\u05d5\u05dd",
    "\u202e", "\u200b", "\u200d", "\ufeff", "\u00a0", "\u00ad",
    "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466", "\U0001f1e9\U0001f1ea", "\U0010fffd", "\ue000",
    "\ufffd", "phpinfo()", "${@phpinfo()}", "system('id')", "'); system('id'); ('", "'.system('id').'",
    '".system("id")."', '"; exit; "', "' + alert(1) + '", "' OR 1=1 --", "onload=alert(1)", '" onmouseover="alert(1)',
    "javascript:alert(1)", "../../etc/passwd", "/etc/passwd", "C:\\Users\\", "file:///etc/passwd", "a\tb", " leading",
    "trailing ", "  ", "",
)  # fmt: skip


def _hostile() -> tuple[str, ...]:
    """Return each piece alone, inside words, at either end, doubled, and beside each of the quotes."""
    found: dict[str, None] = {}
    for piece in _PIECES:
        for text in (
            piece,
            f"a{piece}b",
            f"{piece}b",
            f"a{piece}",
            piece * 2,
            f"'{piece}'",
            f'"{piece}"',
            f"\\{piece}",
        ):
            found[text] = None
    return tuple(found)


HOSTILE_ANSWERS = _hostile()
