"""Pronouns and nouns of wiki pages."""

import pytest

from booru_studio.domain.wiki_pronouns import gender_in_wiki


@pytest.mark.parametrize(
    ("body", "gender"),
    [
        ("She keeps the lighthouse of [[Harbor Tales]] with her cat.", "girl"),
        ("He keeps the lighthouse, his home.", "boy"),
        ("She met him once. Her boat is blue; she built it herself.", "girl"),
        ("She and he sail. Her boat, his oars.", None),
        ("The princess of [[Clockwork Orchard]].", "girl"),
        ("A baker and father of two.", "boy"),
        ("They are a lantern that speaks.", None),
        ("", None),
        ("A lamp.\n\nh4. Friends\n\nShe likes the lamp.", None),  # the first section alone counts
        ("h4. About\n\nHe sails.", "boy"),
        ("[[she-wolf (band)|a band]] plays for him.", "boy"),  # the link's own words are not read
        ('"her page":https://example.org/she says: he is a captain.', None),
        ("[b]He[/b] sails. https://example.org/she/her", "boy"),
    ],
)
def test_the_first_section_tells(body, gender):
    assert gender_in_wiki(body)[0] == gender


def test_what_was_counted_is_said():
    assert gender_in_wiki("She has her boat.")[1] == "The wiki page's pronouns: 2 female, 0 male."
