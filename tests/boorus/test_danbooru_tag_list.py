"""Danbooru's list of tags, by replies of the documented shape."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from booru_studio.boorus import danbooru_tag_list
from booru_studio.boorus.danbooru import Danbooru
from booru_studio.boorus.danbooru_tag_list import DanbooruTagList
from booru_studio.domain.posts import TagCategory
from booru_studio.errors import BooruTimeoutError
from booru_studio.storage.tag_table_download import TagDownload
from booru_studio.storage.tag_table_rows import TagRow, read_tag_csv
from tests.boorus.replays import access, quick_session

ANYTHING = re.compile(r".*")


@pytest.fixture
def tag_list(monkeypatch):
    monkeypatch.setattr(danbooru_tag_list, "PAGE", 2)
    return DanbooruTagList(Danbooru(access(), quick_session()))


def tag(number, name, **more):
    return {"id": number, "name": name, "post_count": 100, "category": 0, **more}


def queries(net):
    return [parse_qs(urlsplit(call.request.url).query) for call in net.calls]


def test_pages_go_down_by_the_numbers_of_the_tags(net, tag_list):
    net.add("GET", ANYTHING, json=[tag(9, "tower"), tag(7, "lamp")])
    net.add("GET", ANYTHING, json=[tag(3, "sea")])
    pages = list(tag_list.pages(""))

    assert [row.name for page in pages for row in page.rows] == ["tower", "lamp", "sea"]
    assert [page.cursor for page in pages] == ["7", ""]
    assert [query.get("page") for query in queries(net)] == [None, ["b7"]]


def test_it_goes_on_where_it_was_stopped(net, tag_list):
    net.add("GET", ANYTHING, json=[tag(3, "sea")])
    list(tag_list.pages("7"))

    assert queries(net)[0]["page"] == ["b7"]


def test_aliases_that_are_no_more_and_deprecated_tags_are_left_out(net, tag_list):
    aliases = [{"antecedent_name": "ocean", "status": "active"},
               {"antecedent_name": "pond", "status": "deleted"}]  # fmt: skip
    net.add("GET", ANYTHING, json=[tag(4, "sea", category=5, consequent_aliases=aliases)])
    net.add("GET", ANYTHING, json=[tag(2, "old", is_deprecated=True)])

    (page,) = tag_list.pages("")
    assert page.rows == (TagRow("sea", TagCategory.META, 100, ("ocean",)),)
    (page,) = tag_list.pages("")
    assert page.rows == ()


def test_a_site_that_gives_the_same_page_for_ever_comes_to_an_end(net, tag_list):
    net.add("GET", ANYTHING, json=[tag(9, "tower"), tag(7, "lamp")])

    assert len(list(tag_list.pages("7"))) == 1


def test_what_was_fetched_before_a_failure_is_kept(net, tag_list, tmp_path):
    download = TagDownload(tmp_path)
    net.add("GET", ANYTHING, json=[tag(9, "tower"), tag(7, "lamp")])
    net.add("GET", ANYTHING, status=500, json={"error": "ActiveRecord::QueryCanceled"})
    with pytest.raises(BooruTimeoutError):
        download.fetch(tag_list)
    net.reset()
    net.add("GET", ANYTHING, json=[tag(3, "sea")])
    assert download.fetch(tag_list) == 3

    assert {row.name for row in read_tag_csv(download.path)} == {"tower", "lamp", "sea"}
