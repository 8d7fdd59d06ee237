"""The live check, played against the stand-in sites."""

from datetime import UTC, datetime

import pytest

from booru_studio.boorus.base import BooruAccess
from booru_studio.boorus.danbooru import Danbooru
from booru_studio.boorus.gelbooru import Gelbooru
from booru_studio.boorus.smoke import Smoke, from_environment, main
from booru_studio.demo.booru import StandInBooru
from booru_studio.http import Secret
from tests.boorus.replays import quick_session


@pytest.fixture
def site():
    with StandInBooru(now=lambda: datetime(2026, 3, 14, 12, tzinfo=UTC)) as site:
        yield site


def smoke(site, *, key=True, seconds=(0.0, 1.0)):
    keys = site.keys
    user, secret = (keys.gelbooru_user_id, keys.gelbooru_api_key) if key else ("", "")
    times = iter(seconds)
    return Smoke(
        Danbooru(BooruAccess(site.safebooru_url), quick_session()),
        Gelbooru(BooruAccess(site.gelbooru_url, user, Secret(secret)), quick_session()),
        now=lambda: datetime(2026, 3, 14, 12, tzinfo=UTC),
        clock=lambda: next(times),
    )


def test_it_needs_ten_requests_and_says_what_holds(site, capsys):
    assert main(smoke(site)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(site.calls) == len(lines) == 10
    assert all(line.startswith("holds ") for line in lines)


def test_without_a_key_three_facts_are_not_checked(site, capsys):
    assert main(smoke(site, key=False)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.startswith("not checked") for line in lines] == [False] * 7 + [True] * 3
    assert len(site.calls) == 7


@pytest.mark.parametrize(
    ("path", "fault", "fact"),
    [
        ("/posts.json", "cloudflare", "Danbooru's safe host"),
        ("/related_tag.json", "timeout", "related_tag takes three"),
        ("/counts/posts.json", "timeout", "counts take three"),
        ("/explore/posts/searches.json", "html", "the searches"),
        ("/index.php", "denial", "Gelbooru completes tags without"),
    ],
)
def test_a_fact_that_does_not_hold_is_told(site, capsys, path, fault, fact):
    site.faults.next(path, fault)
    assert main(smoke(site)) == 1
    wrong = [line for line in capsys.readouterr().out.splitlines() if "DOES NOT HOLD" in line]
    assert len(wrong) == 1
    assert fact in wrong[0]


def test_a_slow_search_does_not_hold(site):
    findings = list(smoke(site, seconds=(0.0, 3.5)).run())
    assert [finding.fact for finding in findings if finding.holds is False] == [
        "characters of three days come within 3 s"
    ]


def test_a_site_that_cannot_be_reached_tells_nothing(site, capsys):
    check = smoke(site)
    site.stop_listening()
    assert main(check) == 1
    assert "DOES NOT HOLD" not in capsys.readouterr().out


def test_keys_come_from_the_apps_own_variables():
    found = from_environment({"GELBOORU_USER_ID": "5", "GELBOORU_API_KEY": "tea",
                              "BOORU_STUDIO_DANBOORU_URL": "http://127.0.0.1:9"})  # fmt: skip
    assert found.gelbooru.unavailable() == ""
    assert found.danbooru.root == "http://127.0.0.1:9"
    assert found.gelbooru.root == "https://gelbooru.com"
