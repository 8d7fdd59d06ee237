"""Post links in every form a person pastes."""

import pytest

from booru_studio.boorus.danbooru import Danbooru
from booru_studio.boorus.gelbooru import Gelbooru
from booru_studio.boorus.links import parse_post_link
from booru_studio.errors import PostLinkError
from tests.boorus.replays import access

BOORUS = {"danbooru": Danbooru(access()), "gelbooru": Gelbooru(access())}
GELBOORU = "https://gelbooru.com/index.php?page=post&s=view&id=123"


@pytest.mark.parametrize(
    "text",
    [
        "https://danbooru.donmai.us/posts/123",
        "http://danbooru.donmai.us/posts/123/",
        "HTTPS://Danbooru.Donmai.us/posts/123",
        "https://danbooru.donmai.us/posts/123?q=cat+rating%3Ag",
        "https://danbooru.donmai.us/posts/123?q=id:99#comment-5",
        "https://danbooru.donmai.us/posts/123.json",
        "https://danbooru.donmai.us:443/posts/123/events",
        "https://danbooru.donmai.us/post/show/123",
        "https://danbooru.donmai.us/post/show/123/cat-window",
        "https://safebooru.donmai.us/posts/123",
        "https://hijiribe.donmai.us/posts/123",
        "https://donmai.moe/posts/123",
        "https://www.danbooru.donmai.us/posts/123",
        "danbooru.donmai.us/posts/123",
        "//danbooru.donmai.us/posts/123",
        "<https://danbooru.donmai.us/posts/123>",
        "“https://danbooru.donmai.us/posts/123”",
        "'danbooru.donmai.us/posts/123'",
        "(https://danbooru.donmai.us/posts/123).",
        "https://danbooru.donmai.us/posts/123, a nice one!",
        "look: https://danbooru.donmai.us/posts/123 and 5 more",
        "[a cat](https://danbooru.donmai.us/posts/123)",
        "  \n https://danbooru.donmai.us/posts/123 \t",
        "\ufeffhttps://danbooru.donmai.us/posts/123\u200b",
        "danbooru:123",
        "Danbooru: 123",
        "danbooru:123, please",
        "danbooru #123",
        "danbooru post 123",
        "danbooru 123",
        "id:123",
        "id=123",
        "ID: 123 (cat)",
        "post #123",
        "post 123",
        "#123",
        "#123.",
        "123",
        " 123 ",
        "00123",
        "<123>",
        "“123”",
    ],
)
def test_a_danbooru_post_is_found_in(text):
    assert str(parse_post_link(text, BOORUS)) == "danbooru:123"


@pytest.mark.parametrize(
    "text",
    [
        GELBOORU,
        GELBOORU + "&tags=cat+id%3A99",
        GELBOORU.replace("https://", ""),
        GELBOORU.replace("https://", "http://www."),
        GELBOORU.replace("index.php", ""),
        GELBOORU.replace("&", "&amp;"),
        GELBOORU + "#comments",
        GELBOORU + ", which is nice",
        f"<{GELBOORU}>",
        f"see {GELBOORU}.",
        "https://gelbooru.com/index.php?id=123&s=view&page=post",
        "https://gelbooru.com/index.php?page=dapi&s=post&q=index&json=1&id=123",
        "gelbooru:123",
        "Gelbooru #123",
        "gelbooru 123 !",
        "GELBOORU:#123",
    ],
)
def test_a_gelbooru_post_is_found_in(text):
    assert str(parse_post_link(text, BOORUS)) == "gelbooru:123"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "a cat",
        "2 cats",
        "1girl",
        "1.5",
        "1,234",
        "12 34",
        "0",
        "-5",
        "danbooru:0",
        "danbooru:-5",
        "danbooru:12x",
        "danbooru:1.5",
        "gelbooru:",
        "id:0",
        "2147483648",
        "9" * 400,
        "https://danbooru.donmai.us/posts/" + "9" * 5000,
        "１２３",  # noqa: RUF001
        "sankaku:123",
        "https://yande.re/post/show/123",
        "https://safebooru.org/index.php?page=post&s=view&id=123",
        "https://testbooru.donmai.us/posts/123",
        "https://danbooru.donmai.us.example.org/posts/123",
        "https://danbooru.donmai.us@example.org/posts/123",
        "https://example.org/?from=https://danbooru.donmai.us/posts/123",
        "https://example.org/danbooru:123",
        "https://example.org/ 123",
        "https://cdn.donmai.us/original/8d/81/8d819da4871c3ca39f428999df8220ce.jpg",
        "https://img4.gelbooru.com/images/da/56/123.png",
        "https://danbooru.donmai.us/posts",
        "https://danbooru.donmai.us/posts?tags=id%3A123",
        "https://danbooru.donmai.us/posts/-123",
        "https://danbooru.donmai.us/posts/0",
        "https://danbooru.donmai.us/pools/123",
        "https://gelbooru.com/index.php?page=post&s=list&tags=123",
        "https://gelbooru.com/index.php?page=account&s=profile&id=123",
        "https://gelbooru.com/posts/123",
        "ftp://danbooru.donmai.us/posts/123",
        "https://[::1/posts/123",
        "https://danbooru.donmai.us:port/posts/123",
    ],
)
def test_no_post_is_found_in(text):
    with pytest.raises(PostLinkError, match="no post of Danbooru or Gelbooru"):
        parse_post_link(text, BOORUS)


@pytest.mark.parametrize("root", ["http://127.0.0.1:8123", "http://127.0.0.1:8123/boorus/d/"])
@pytest.mark.parametrize("with_scheme", [True, False])
def test_links_of_a_configured_root_are_known(root, with_scheme):
    boorus = {"danbooru": Danbooru(access(url=root))}
    link = f"{root.rstrip('/')}/posts/123"
    text = link if with_scheme else link.removeprefix("http://")
    assert str(parse_post_link(text, boorus)) == "danbooru:123"


def test_two_sites_on_one_server_are_told_apart_by_their_paths():
    boorus = {
        "danbooru": Danbooru(access(url="http://localhost:8123/danbooru")),
        "gelbooru": Gelbooru(access(url="http://localhost:8123/gelbooru")),
    }
    link = "http://localhost:8123/gelbooru/index.php?page=post&s=view&id=123"
    assert str(parse_post_link(link, boorus)) == "gelbooru:123"


@pytest.mark.parametrize("link", ["http://127.0.0.1:9999/posts/123", "http://127.0.0.1/posts/123",
                                  "http://127.0.0.1:8123/other/posts/123"])  # fmt: skip
def test_another_port_or_folder_is_another_site(link):
    with pytest.raises(PostLinkError):
        parse_post_link(link, {"danbooru": Danbooru(access(url="http://127.0.0.1:8123/site"))})


def test_a_bare_number_needs_danbooru():
    with pytest.raises(PostLinkError):
        parse_post_link("123", {"gelbooru": BOORUS["gelbooru"]})


def test_the_error_shows_a_short_text_without_keys():
    link = "https://name:pass@example.org/?api_key=c0ffee&user_id=4711&q=" + "cat" * 100
    with pytest.raises(PostLinkError) as caught:
        parse_post_link(link, BOORUS)
    assert not any(secret in str(caught.value) for secret in ("c0ffee", "4711", "pass@"))
    assert len(str(caught.value)) < 250
