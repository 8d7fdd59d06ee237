"""One line in the log for each thing that happened, whatever text of others is in it."""

import logging
import unicodedata
from types import TracebackType

ExcInfo = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)
# Line and paragraph separators, controls, and what turns the direction of writing.
_UNSEEN = ("Cc", "Cf", "Zl", "Zp")


class LogLines(logging.Formatter):
    """Writes control characters as escapes, so that no text can pretend to be a line of ours."""

    def format(self, record: logging.LogRecord) -> str:
        """Write a record; a traceback that another formatter has written is not taken over."""
        kept, record.exc_text = record.exc_text, None
        try:
            return super().format(record)
        finally:
            record.exc_text = kept

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        """Write the message as one line."""
        record.message = escaped(record.message)
        return super().formatMessage(record)

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  logging's name
        """Indent each line of a traceback, which no line of ours is."""
        lines = super().formatException(ei).splitlines()
        return "\n".join(f"  | {escaped(line)}" for line in lines)


def escaped(text: str) -> str:
    """Return text with every character that cannot be seen as an escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        letter.encode("unicode_escape").decode("ascii")
        if unicodedata.category(letter) in _UNSEEN
        else letter
        for letter in text
    )
