"""The Gelbooru account: found in any form it is pasted, and named where it is missing."""

import re
from dataclasses import dataclass

from booru_studio.http import Secret

USER_VARIABLE = "GELBOORU_USER_ID"
KEY_VARIABLE = "GELBOORU_API_KEY"


@dataclass(frozen=True, slots=True)
class GelbooruKey:
    """A user's number and API key; `missing` names the variables to set, "" when complete."""

    user: Secret
    key: Secret
    missing: str

    def params(self) -> dict[str, str]:
        """Return the query parameters that log in; for the request alone, never to be kept."""
        return {"api_key": self.key.value, "user_id": self.user.value}


def read_key(user: str, key: str) -> GelbooruKey:
    """Read the account from what the two variables hold.

    The site shows `&api_key=...&user_id=...` in one piece
    (https://gelbooru.com/index.php?page=account&s=options); it may be pasted as either value.
    """
    both = f"{user}&{key}"
    found_user = re.search(r"user_id=(\d+)", both, re.ASCII)
    found_key = re.search(r"api_key=([^&\s\"']+)", both)
    number = found_user[1] if found_user else _bare(user)
    secret = found_key[1] if found_key else _bare(key)
    return GelbooruKey(Secret(number), Secret(secret), _missing(number, secret))


def _bare(value: str) -> str:
    cleaned = value.strip().strip("\"'")
    return "" if "=" in cleaned else cleaned


def _missing(number: str, secret: str) -> str:
    names = []
    if not number:
        names.append(USER_VARIABLE)
    elif not (number.isascii() and number.isdigit()):
        names.append(f"{USER_VARIABLE} (the account's number, not its name)")
    if not secret:
        names.append(KEY_VARIABLE)
    return " and ".join(names)
