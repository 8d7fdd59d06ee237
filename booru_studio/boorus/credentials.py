"""Keep API keys out of what is shown and logged, wherever a whole address would hold one."""

import logging
import re

# The loggers of urllib3 that write addresses with their query; the last two on retries.
_ADDRESS_LOGGERS = ("urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry",
                    "urllib3.poolmanager")  # fmt: skip
_IN_QUERY = re.compile(r"(?i)\b(api_key|user_id|login|password)(=|%3D)[^&\s'\"<>)]+")
_IN_HOST = re.compile(r"(?<=//)[^/\s@]+@")


def without_credentials(text: str) -> str:
    """Replace the values of keys, and the user and password before a host, by “…”."""
    return _IN_HOST.sub("…@", _IN_QUERY.sub(r"\1\2…", text))


class _NoCredentials(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        message = record.getMessage()
        cleaned = without_credentials(message)
        if cleaned != message:
            record.msg, record.args = cleaned, ()
        return True


_FILTER = _NoCredentials()


def hide_credentials_in_logs() -> None:
    """Clean what urllib3 logs, which writes whole addresses at debug and warning level."""
    for name in _ADDRESS_LOGGERS:
        logging.getLogger(name).addFilter(_FILTER)  # adding it again changes nothing
