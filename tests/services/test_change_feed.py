"""What changed since somebody last asked."""

from booru_studio.services.change_feed import ChangeFeed


def feed_of(*jobs, remembered=100):
    feed = ChangeFeed(remembered)
    for job in jobs:
        feed.note(job)
    return feed


def test_each_changed_job_is_told_once_and_the_latest_last():
    feed = feed_of("a", "b", "a")

    assert (feed.changed(0), feed.changed(2), feed.changed(3)) == (["b", "a"], ["a"], [])


def test_a_removed_job_is_told_of_as_such_and_not_as_changed():
    feed = feed_of("a", "b")
    feed.note("a", is_removed=True)

    assert (feed.changed(0), feed.removed(0), feed.removed(3)) == (["b"], ["a"], [])


def test_progress_is_told_from_what_is_stored():
    feed = feed_of("a", "b")
    feed.note("a", is_progress=True)

    assert feed.is_only_progress("a", 2)
    assert not feed.is_only_progress("a", 0)
    assert feed.changed(2) == ["a"]


def test_so_many_changes_are_remembered_and_who_missed_more_is_told():
    feed = feed_of(*"abcdef", remembered=3)

    assert feed.changed(3) == ["d", "e", "f"]
    assert (feed.covers(3), feed.covers(2)) == (True, False)
