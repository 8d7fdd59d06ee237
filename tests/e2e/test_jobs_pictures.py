import io
import json
import zipfile

import pytest
from PIL import Image

pytestmark = [pytest.mark.browser, pytest.mark.long]


def test_twelve_chosen_pictures_become_children(desk):
    ids = [*desk.done("twelve tiles", count=6, batch_size=2)]
    desk.page.fill("#jobs-search input", "twelve tiles")
    desk.page.locator(".bs-batch", has_text="6 done").wait_for()
    desk.page.click("[data-do=toggle-flat]")
    for job in ids:
        for at in (0, 1):
            desk.row(job).locator(".bs-pick").nth(at).check()
    desk.page.locator("#jobs-tray", has_text="12 pictures").wait_for()
    desk.button("Upscale…", "#jobs-tray").click()
    assert "keeps every detail" in desk.page.inner_text("#upscale-dialog")
    desk.button("Queue 12", "#upscale-dialog").click()
    desk.says("Queued 12 pictures")

    desk.until(lambda: all(len(desk.do("job_details", job_id=job)["children"]) == 2 for job in ids))
    child = desk.do("job_details", job_id=ids[0])["children"][0]
    desk.until(lambda: desk.job(child["id"])["state"] == "done")
    (image,) = desk.job(child["id"])["images"]
    assert (image["width"], image["height"]) == (256, 256)
    assert len(desk.job(ids[0])["images"]) == 2


@pytest.mark.parametrize(
    ("method", "field", "value"),
    [("hires", "enable_hr", True), ("img2img", "width", 256)],
)
def test_other_ways_to_enlarge(desk, method, field, value):
    (job,) = desk.done("a small summerhouse", seed=5)
    desk.press_on(job, "u")
    desk.page.locator(f"#upscale-dialog [value={method}]").check()
    desk.button("Queue 1", "#upscale-dialog").click()
    desk.says("Queued 1 picture")
    (child,) = desk.do("job_details", job_id=job)["children"]
    request = desk.job(child["id"])["request"]

    assert (request[field], request["seed"]) == (value, 5)
    assert int(desk.row(child["id"]).evaluate("row => row.style.getPropertyValue('--depth')")) == 1


def test_variations_are_a_grid_with_the_same_seeds(desk):
    (job,) = desk.done("a varied veranda", seed=9)
    desk.press_on(job, "v")
    dialog = desk.page.locator("#variations-dialog")
    dialog.locator("[name=seeds]").fill("2")
    dialog.locator("[name=cfgs]").fill("4, 6.5, 9")
    desk.button("Queue 6", "#variations-dialog").click()
    desk.says("Queued 6 variations.")
    children = [desk.job(child["id"]) for child in desk.do("job_details", job_id=job)["children"]]

    assert len({child["batch"] for child in children}) == 1
    assert sorted(child["request"]["cfg_scale"] for child in children) == [4, 4, 6.5, 6.5, 9, 9]
    assert len({child["request"]["seed"] for child in children} - {9}) == 2


def test_a_picture_is_deleted_and_put_back(desk):
    (job,) = desk.done("a picture that comes back", batch_size=2)
    desk.row(job).locator(".bs-pick").first.check()
    desk.button("Delete", "#jobs-tray").click()
    desk.says("Moved 1 picture to the trash.")
    assert len(desk.job(job)["images"]) == 1
    desk.button("Undo", "#jobs-message").click()
    desk.says("Put back 1 picture.")

    assert len(desk.job(job)["images"]) == 2


def test_a_job_goes_to_the_trash_and_is_restored_from_its_list(desk):
    (job,) = desk.done("a job for the trash")
    desk.press_on(job, "Delete")
    desk.says("to the trash")
    desk.page.locator(f".bs-job[data-job='{job}']").wait_for(state="detached")
    desk.part("files")
    desk.button("Put back", "#jobs-files").first.click()
    desk.says("Put back 1 picture.")
    desk.part("jobs")

    assert desk.row(job, "done").locator(".bs-thumb img").count() == 1


def test_old_pictures_go_as_far_as_was_shown_and_come_back(desk):
    desk.done("two old orchards", count=2)
    desk.part("files")
    desk.button("How long pictures are kept…", "#jobs-files").click()
    dialog = desk.page.locator("#retention-dialog")
    dialog.get_by_text("Nothing would go.").wait_for()
    dialog.locator("[name=keep_count]").fill("1")
    desk.page.locator("#retention-dialog button", has_text="to the trash").click()
    desk.says("to the trash.")

    assert desk.do("trash")["batches"][0]["why"].endswith("no more than 1 pictures are kept.")
    desk.button("Undo", "#jobs-message").click()
    desk.says("Put back")
    desk.do("apply_retention", values={}, job_ids=[])
    desk.part("jobs")


def test_chosen_pictures_come_as_one_zip(desk):
    (job,) = desk.done("three in a zip", batch_size=3)
    desk.choose(job)
    with desk.page.expect_download() as caught:
        desk.button("Zip", "#jobs-tray").click()

    with zipfile.ZipFile(io.BytesIO(caught.value.path().read_bytes())) as archive:
        assert archive.testzip() is None
        names = [image["file"].rpartition("/")[2] for image in desk.job(job)["images"]]
        assert archive.namelist() == names


def test_the_queue_goes_out_and_in_as_a_file(paused, tmp_path):
    paused.queue("an exported estuary", count=2)
    paused.part("files")
    with paused.page.expect_download() as caught:
        paused.button("Export the queue", "#jobs-files").click()
    file = tmp_path / "queue.json"
    caught.value.save_as(file)
    assert len(json.loads(file.read_text("utf-8"))["jobs"]) == 2
    paused.page.set_input_files("#jobs-chooser", file)
    paused.says("Queued 2 jobs.")

    assert len(paused.waiting()) == 4


def test_a_picture_with_infotext_becomes_a_job(desk, tmp_path):
    (job,) = desk.done("a borrowed balcony", seed=42)
    (image,) = desk.job(job)["images"]
    data = desk.page.request.get(desk.url + image["url"]).body()
    (tmp_path / "<b>odd.png").write_bytes(data)
    desk.part("files")
    desk.page.set_input_files("#jobs-chooser", tmp_path / "<b>odd.png")
    desk.says("Took over 1 picture")

    taken = desk.in_state("done")[0]
    assert taken["id"] != job
    assert (taken["prompt"], taken["request"]["seed"]) == ("a borrowed balcony", 42)
    desk.row(taken["id"]).get_by_role("button", name="Retry", exact=True).click()
    desk.says("Queued it again.")


def test_a_dropped_picture_becomes_a_job(desk):
    (job,) = desk.done("a dropped dormouse", seed=43)
    (image,) = desk.job(job)["images"]
    desk.page.evaluate(
        """async (url) => {
          const files = new DataTransfer();
          const blob = await (await fetch(url)).blob();
          files.items.add(new File([blob], "a.png", { type: "image/png" }));
          const options = { bubbles: true, cancelable: true, dataTransfer: files };
          document.querySelector("#jobs-list").dispatchEvent(new DragEvent("drop", options));
        }""",
        desk.url + image["url"],
    )
    desk.says("Took over 1 picture")

    assert desk.in_state("done")[0]["request"]["seed"] == 43
    assert desk.page.locator("dialog[open]").count() == 0


def test_a_picture_without_infotext_is_refused_by_its_name(desk, tmp_path):
    Image.new("RGB", (64, 64)).save(tmp_path / "<img src=x>.png")
    desk.part("files")
    desk.page.set_input_files("#jobs-chooser", tmp_path / "<img src=x>.png")

    desk.says("“<img src=x>.png” does not say what it was made with")


def test_a_picture_without_a_job_is_taken_over(desk, quick_app):
    (job,) = desk.done("an orphaned orchard")
    file = quick_app.data / desk.job(job)["images"][0]["file"]
    lonely = file.with_name("120000-5-lonely-0.png")
    lonely.write_bytes(file.read_bytes())
    desk.part("files")
    line = desk.page.locator("#jobs-files li", has_text=lonely.name)
    line.get_by_role("button", name="Make it a job").click()
    desk.says("Made 1 job")

    assert desk.in_state("done")[0]["images"][0]["file"].endswith(lonely.name)


def test_a_file_that_was_deleted_underneath_says_so(desk, quick_app):
    (job,) = desk.done("a file that goes away")
    row = desk.row(job)
    (quick_app.data / desk.job(job)["images"][0]["file"]).unlink()
    for thumbnail in (quick_app.data / "thumbnails").rglob("*.webp"):
        thumbnail.unlink()
    desk.page.evaluate(
        "document.querySelectorAll('.bs-jobs .bs-thumb img').forEach((image) =>"
        " { image.src = `${image.src}?anew`; })"
    )
    row.locator(".bs-thumb.bs-lost-file").wait_for()
    row.locator(".bs-thumb").click()

    desk.page.locator(".bs-viewer-lost:visible").wait_for()


def test_the_gallery_shows_days_and_opens_and_chooses(desk):
    (job,) = desk.done("pictures by day", batch_size=3)
    desk.page.fill("#jobs-search input", "pictures by day")
    desk.part("gallery")
    desk.page.wait_for_function("document.querySelectorAll('.bs-gallery-tile').length === 3")
    assert "3 pictures" in desk.page.inner_text(".bs-gallery-day")
    tiles = desk.page.locator(".bs-gallery-tile")
    tiles.nth(0).locator(".bs-pick").check()
    tiles.nth(2).locator(".bs-pick").click(modifiers=["Shift"])
    desk.page.locator("#jobs-tray", has_text="3 pictures").wait_for()
    tiles.nth(1).locator("button").click()

    desk.page.locator("#viewer[open]", has_text="2 of 3").wait_for()


def test_numbers_are_drawn(desk):
    desk.done("a counted cat")
    desk.queue("a failure to count", sampler_name="No such sampler")
    desk.until(lambda: desk.in_state("failed"))
    desk.part("numbers")

    desk.page.locator("#jobs-numbers svg rect.bs-plot-done").first.wait_for()
    desk.page.locator("#jobs-numbers li", has_text="128×128").wait_for()
    causes = desk.page.locator("#jobs-numbers section", has_text="Failures by cause")
    causes.locator("li").first.wait_for()


def test_a_schedule_is_added_edited_run_and_deleted(desk):
    desk.part("schedules")
    desk.button("Add a schedule…", "#jobs-schedules").first.click()
    dialog = desk.page.locator("#schedule-dialog")
    dialog.locator("[name=name]").fill("<i>Nightly</i> backup")
    dialog.locator("[name=action]").select_option("backup")
    dialog.get_by_role("button", name="Save").click()
    line = desk.page.locator(".bs-schedule", has_text="<i>Nightly</i> backup")
    assert "Next:" in line.inner_text()
    line.get_by_role("button", name="Run now").click()
    desk.until(lambda: "written" in desk.do("schedules")["schedules"][0]["last_result"])
    line.get_by_role("button", name="Edit").click()
    dialog.locator("[name=every]").fill("3")
    dialog.get_by_role("button", name="Save").click()
    desk.page.locator(".bs-schedule", has_text="every 3 days").wait_for()
    line.locator("input").uncheck()
    desk.page.locator(".bs-schedule", has_text="Not due").wait_for()
    for _ in range(2):
        line.locator("[data-do=delete-schedule]").click()

    desk.page.locator("#jobs-schedules", has_text="Nothing runs by the clock").wait_for()


def test_a_job_is_scheduled(desk):
    (job,) = desk.done("a {red|blue} recurring river")
    desk.row(job).locator(".bs-prompt").click()
    desk.button("Schedule…", ".bs-details").click()
    desk.button("Save", "#schedule-dialog").click()
    desk.says("Saved the schedule")
    (schedule,) = desk.do("schedules")["schedules"]

    assert schedule["args"]["request"]["template"] == "a {red|blue} recurring river"
    assert schedule["args"]["request"]["seed"] == -1
    desk.do("delete_schedule", schedule_id=schedule["id"])
