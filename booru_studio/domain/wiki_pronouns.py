"""What a character's wiki page says of its gender, by pronouns and nouns."""

import re

from booru_studio.domain.characters import Gender

# DText, https://danbooru.donmai.us/wiki_pages/help:dtext
_LINK = re.compile(r"\[\[(?:[^\]|]*\|)?([^\]|]*)\|?\]\]|\"([^\"]*)\":\S+")
_MARKUP = re.compile(r"\[/?\w+(?:=[^\]]*)?\]|https?://\S+")
_HEADING = re.compile(r"^h[1-6](?:#\S+)?\.", re.MULTILINE | re.IGNORECASE)
_LEAD = 3000  # characters
_PRONOUNS = {
    Gender.GIRL: frozenset({"she", "her", "hers", "herself"}),
    Gender.BOY: frozenset({"he", "him", "his", "himself"}),
}
_GIRL_NOUNS = """
girl woman female lady princess queen daughter sister mother heroine empress duchess goddess
witch priestess actress maid waitress wife aunt grandmother
"""
_BOY_NOUNS = """
boy man male gentleman prince king son brother father hero emperor duke god wizard priest actor
butler waiter husband uncle grandfather
"""
_NOUNS = {
    Gender.GIRL: frozenset(_GIRL_NOUNS.split()),
    Gender.BOY: frozenset(_BOY_NOUNS.split()),
}


def gender_in_wiki(body: str) -> tuple[Gender | None, str]:
    """Read a character's gender off its wiki page, by the pronouns of its first section.

    Two to one decides; without pronouns the nouns (woman, prince ...) are counted alike.

    Returns:
        The gender, None where the page does not tell, and a sentence of evidence.
    """
    words = _words(body)
    for kind, by_gender in (("pronouns", _PRONOUNS), ("nouns", _NOUNS)):
        girl, boy = (sum(word in by_gender[side] for word in words)
                     for side in (Gender.GIRL, Gender.BOY))  # fmt: skip
        said = f"The wiki page's {kind}: {girl} female, {boy} male."
        if girl >= 2 * boy and girl:
            return Gender.GIRL, said
        if boy >= 2 * girl and boy:
            return Gender.BOY, said
        if girl or boy:
            return None, said
    return None, ""


def _words(body: str) -> list[str]:
    lead = next((part for part in _HEADING.split(body) if part.strip()), "")[:_LEAD]
    text = _LINK.sub(lambda match: match[1] or match[2] or "", lead)
    return re.findall(r"[a-z]+", _MARKUP.sub(" ", text).lower())
