"""Sorting tags that come without categories, with few look-ups."""

from booru_studio.boorus.capabilities import TagInfo
from booru_studio.domain.posts import Post, PostId, PostTags, Rating, TagCategory
from booru_studio.domain.tag_facts import TagFact
from booru_studio.errors import BooruUnreachableError
from booru_studio.services.steps import Steps
from booru_studio.services.uncategorized import sort_posts

KIND = TagCategory.CHARACTER


class Site(TagInfo):
    """Knows some characters, and keeps what it was asked."""

    def __init__(self, *characters, remembered=(), down=False):
        self.characters, self.remembered, self.down = characters, remembered, down
        self.batches = []

    def tags(self, names):
        self.batches.append(list(names))
        if self.down:
            raise BooruUnreachableError(site="Gelbooru", reason="it answered 502")
        return {name: TagFact(name, KIND, 5) for name in names if name in self.characters}

    def remembered_categories(self, names):
        return {name: KIND for name in names if name in self.remembered}


def posts(*tags_of_each):
    return [
        Post(PostId("gelbooru", n), "", Rating.GENERAL, 8, 8, PostTags(general=tuple(tags.split())),
             uploader=f"u{n % 3}")
        for n, tags in enumerate(tags_of_each, start=1)
    ]  # fmt: skip


def nothing(_names):
    return {}


def test_names_that_could_trend_are_asked_for_and_sorted():
    site = Site("mira_(tales)")
    many = posts(*["mira_(tales) 1girl hat"] * 4, "seldom")
    found, note = sort_posts(many, site, nothing, Steps())
    assert [post.tags.character for post in found] == [("mira_(tales)",)] * 4 + [()]
    assert found[0].tags.general == ("1girl", "hat")
    (batch,) = site.batches
    assert batch[0] == "mira_(tales)"
    assert "seldom" not in batch
    assert note == ""


def test_known_names_cost_nothing():
    site = Site(remembered=("mira",))
    table = {"tom": KIND, "1girl": TagCategory.GENERAL}
    found, _ = sort_posts(
        posts(*["mira tom 1girl"] * 4), site,
        lambda names: {name: table[name] for name in names if name in table}, Steps(),
    )  # fmt: skip
    assert found[0].tags.character == ("mira", "tom")
    assert site.batches == []


def test_thousands_of_unknown_names_cost_two_look_ups():
    site = Site()
    many = " ".join(f"zyx{n}qwv" for n in range(3000))
    steps = Steps()
    sort_posts(posts(*[many] * 5), site, nothing, steps)
    assert len(site.batches) == steps.begun == 2
    assert max(map(len, site.batches)) <= 100


def test_a_look_up_that_fails_is_a_note():
    found, note = sort_posts(posts(*["mira_(tales)"] * 4), Site(down=True), nothing, Steps())
    assert found[0].tags.general == ("mira_(tales)",)
    assert "Gelbooru does not answer" in note


def test_a_site_without_look_ups_leaves_names_as_they_are():
    found, _ = sort_posts(posts(*["mira"] * 4), object(), nothing, Steps())
    assert found[0].tags.general == ("mira",)
