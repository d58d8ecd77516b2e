"""`attache/safe.py`, under the name that the ways out have always called it by."""

from attache.safe import escaped, markdown, one_line, plain, web_address

__all__ = ["escaped", "markdown", "one_line", "plain", "web_address"]
