"""The short form of the long run: nothing is left behind by ticks and clicks."""

import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

from tests.e2e.long_run import MOST, evening, grown  # noqa: E402

pytestmark = pytest.mark.browser
# Memory needs hours to tell anything; these grow with the first forgotten listener.
COUNTED = ("page: listeners", "app: threads", "app: open files")


@pytest.mark.long
def test_ticks_and_clicks_leave_nothing_behind(browser):
    begin, end = evening(browser, ticks=120, actions=72)

    assert not set(COUNTED) & set(grown(begin, end)), (begin, end)


def test_what_is_left_behind_is_found():
    begin = dict.fromkeys(MOST, 100.0)

    assert grown(begin, begin) == []
    assert grown(begin, {**begin, "page: listeners": 120.0}) == ["page: listeners"]
