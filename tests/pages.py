"""What a reader sees of a page."""

import html
import re

# Where the screen begins a new line or a new cell; other tags stand inside a word or sentence.
_APART = re.compile(
    r"</?(?:a|br|button|caption|dd|div|dl|dt|h[1-6]|label|legend|li|main|nav|ol|option|p|section|select|small|summary|"
    r"table|t[bdhr]|tbody|tfoot|thead|ul)\b[^>]*>"
)
_TAG = re.compile(r"<[^>]*>")


def text_of(response) -> str:
    """The words of a page on one line."""
    page = _APART.sub(" ", response.content.decode())
    return " ".join(html.unescape(_TAG.sub("", page)).split())
