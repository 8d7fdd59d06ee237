"""Which tag list answers, and how it is built beside the work."""

import pytest

from booru_studio.domain.posts import Rating, TagCategory
from booru_studio.domain.safety import RatingPolicy
from booru_studio.errors import BooruUnreachableError
from booru_studio.services.autocomplete import Autocomplete
from booru_studio.services.autocomplete_tables import TagTables
from booru_studio.storage.tag_table_download import TagPage
from booru_studio.storage.tag_table_rows import TagRow

DEADLINE = 60  # seconds


class Site:
    """Two pages, or one and then no answer."""

    def __init__(self, *, breaks=False):
        self.breaks = breaks

    def pages(self, cursor):
        if not cursor:
            yield TagPage((TagRow("site_hat", TagCategory.GENERAL, 9),), "2")
        if self.breaks:
            raise BooruUnreachableError(site="Danbooru", reason="timeout")
        yield TagPage((TagRow("site_cap", TagCategory.GENERAL, 3),), "")


@pytest.fixture
def make(tmp_path):
    made = []

    def make(policy=None, source=None):
        made.append(TagTables(tmp_path, policy or RatingPolicy(), source))
        return made[-1]

    yield make
    for each in made:
        each.close()


def has(tables, name):
    with tables.table.look_up() as tags:
        return bool(tags.named([name]))


def test_the_list_that_comes_along_answers_at_once(make):
    tables = make()

    assert tables.state.source == "built-in"
    assert has(tables, "long_hair")


def test_the_users_own_list_takes_over_when_it_is_built(make, tmp_path):
    (tmp_path / "tags.csv").write_text("own_hat,0,5,\n")
    tables = make()

    tables.start()
    tables.wait(DEADLINE)

    assert (tables.state.source, tables.state.tags, tables.state.doing) == ("own", 1, "")
    assert has(tables, "own_hat")


def test_a_list_that_cannot_be_used_is_told_and_the_one_before_stays(make, tmp_path):
    (tmp_path / "tags.csv").write_text("nothing here\n")
    tables = make()

    tables.start()
    tables.wait(DEADLINE)

    assert "tags.csv" in tables.state.error
    assert has(tables, "long_hair")


def test_a_sites_list_is_fetched_on_from_where_it_broke_off(make):
    tables = make(source=Site(breaks=True))
    tables.fetch()
    tables.wait(DEADLINE)
    assert "does not answer" in tables.state.error
    assert tables.state.source == "built-in"

    again = make(source=Site())
    again.fetch()
    again.wait(DEADLINE)

    assert (again.state.source, again.state.error) == ("site", "")
    assert has(again, "site_hat")
    assert has(again, "long_hair")  # which the site's list lacks


def test_another_policy_has_another_table(make, tmp_path):
    (tmp_path / "tags.csv").write_text("lingerie,0,5,\nhat,0,4,\n")
    sizes = []

    for ratings in ({Rating.GENERAL}, {Rating.GENERAL, Rating.SENSITIVE}):
        tables = make(RatingPolicy(frozenset(ratings)))
        tables.start()
        tables.wait(DEADLINE)
        sizes.append(tables.state.tags)

    assert sizes == [1, 2]


def test_a_keystroke_during_the_change_of_tables_is_answered(make, tmp_path):
    (tmp_path / "tags.csv").write_text("own_hat,0,5,\n")
    tables = make()
    autocomplete = Autocomplete(tables, RatingPolicy())

    with tables.table.look_up() as tags:
        tables.start()
        tables.wait(DEADLINE)
        assert tags.named(["long_hair"])

    assert autocomplete.complete("own", 3).items[0].insert == "own hat"


def test_after_closing_nothing_is_begun(make, tmp_path):
    tables = make()
    tables.close()
    (tmp_path / "tags.csv").write_text("own_hat,0,5,\n")

    tables.start()
    tables.wait(DEADLINE)

    assert tables.state.source == "built-in"
