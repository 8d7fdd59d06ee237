"""Read the fields of a site's reply, which may be missing or of another type than documented."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime

Fields = Mapping[str, object]


def text(fields: Fields, name: str) -> str:
    """Return a text field; "" where it is missing or no text. Numbers become their digits."""
    value = fields.get(name)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    # A lone surrogate (“\ud800” in the JSON) could not be written to any file later.
    return value.encode(errors="replace").decode() if isinstance(value, str) else ""


def integer(fields: Fields, name: str) -> int:
    """Return a whole number, also where the site sends it as text; 0 where there is none."""
    value = fields.get(name)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str) and re.fullmatch(r"-?\d{1,18}", value, re.ASCII):
        return int(value)
    return 0


def flag(fields: Fields, name: str) -> bool:
    """Return a yes or no; Gelbooru sends “false” as text, other sites 0 and 1."""
    return str(fields.get(name) or "").lower() not in ("", "false", "0")


def web_address(fields: Fields, name: str) -> str:
    """Return an http(s) address; "" where the field holds anything else."""
    address = text(fields, name)
    return address if address.startswith(("https://", "http://")) else ""


def extension(address: str) -> str:
    """Return the file extension of an address in lower case, without the dot."""
    return address.partition("?")[0].rpartition("/")[2].rpartition(".")[2].lower()


def moment(iso: str) -> datetime | None:
    """Read an ISO 8601 time as UTC; None where it is none. One without a zone counts as UTC."""
    try:
        time = datetime.fromisoformat(iso)
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
