"""Times on a clock: HH:MM on the clocks of a time zone, and the moments they mean.

Where clocks are changed, a time that does not occur is read with the offset before the change
(02:30 becomes 03:30), and a time that occurs twice means its first occurrence, as RFC 5545
section 3.3.5 (https://www.rfc-editor.org/rfc/rfc5545) has it. So each time of day comes exactly
once a day.
"""

import re
from datetime import UTC, date, datetime, time, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from booru_studio.domain.choices import nearest
from booru_studio.domain.json_fields import Fields, read_text, shown
from booru_studio.errors import InvalidInputError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def read_clock_time(fields: Fields, name: str) -> str:
    """Return a time of day as HH:MM; "" where none is given.

    Raises:
        InvalidInputError: it is none.
    """
    text = read_text(fields, name, most=1000).strip()
    found = _CLOCK.fullmatch(text)
    if text and (found is None or not text.isascii()):
        raise InvalidInputError(
            reason=f"{name} is {shown(text)}: give a time of day from 00:00 to 23:59."
        )
    return f"{int(found[1]):02}:{found[2]}" if found else ""


def read_zone_name(fields: Fields, name: str) -> str:
    """Return the name of a time zone; "" is this machine's own.

    Raises:
        InvalidInputError: no such zone.
    """
    text = read_text(fields, name, most=100).strip()
    try:
        zone(text)
    except (KeyError, ValueError, OSError):
        near = nearest(text, available_timezones())
        hint = f"did you mean {near}?" if near else "give a name such as Europe/Berlin, or none."
        raise InvalidInputError(reason=f"There is no time zone “{text}”: {hint}") from None
    return text


def zone(name: str) -> tzinfo | None:
    """Return a time zone by its IANA name; None, which stands for this machine's, for ""."""
    return ZoneInfo(name) if name else None


def moment_of(day: date, at: str, where: tzinfo | None) -> datetime:
    """Return the moment, in UTC, at which the clocks show HH:MM on a day."""
    wall = datetime.combine(day, time.fromisoformat(at), tzinfo=where)
    # Not `astimezone`, which reads a naive time that does not occur with the offset behind it.
    return datetime.fromtimestamp(wall.timestamp(), UTC)


def day_of(moment: datetime, where: tzinfo | None) -> date:
    """Return the date that the calendars show at a moment."""
    return moment.astimezone(where).date()
