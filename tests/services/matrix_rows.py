"""The rows of the fault matrix that are one spoiled answer to txt2img: fault, and how jobs end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from booru_studio.demo.faults import Fault
from tests.services.odd_webui import (
    Spoil,
    data_address,
    grid_and_maps,
    half_in_chunks,
    half_without_length,
    instead,
    other_checkpoint,
    repainted,
    reset_in_body,
    too_large,
    with_body,
)


class Outcome(Enum):
    """What becomes of a job whose reply is spoiled."""

    DONE = auto()  # at the first attempt, with a warning where there is something to say
    RETRIED = auto()  # sent again; failed after three attempts
    FAILED = auto()  # at once
    FAILED_AND_PAUSED = auto()  # at once, and nobody starts another
    WAITS = auto()  # queued, its attempt does not count
    QUEUED_AND_PAUSED = auto()  # queued, its attempt does not count, and nobody starts another


@dataclass(frozen=True)
class Row:
    """A row; `told` is in the job's error, or in its warnings where it is done."""

    number: int
    name: str
    spoil: Fault | Spoil
    outcome: Outcome
    told: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)  # of the fault
    request: Mapping[str, Any] = field(default_factory=dict)
    extension: str = "png"


OK, AGAIN, FAILED = Outcome.DONE, Outcome.RETRIED, Outcome.FAILED
WAITS, PAUSED = Outcome.WAITS, Outcome.QUEUED_AND_PAUSED
TWO = {"batch_size": 2}

ROWS = [
    Row(4, "reset before the work", Fault.RESET_BEFORE, AGAIN, "was lost after"),
    Row(5, "reset after the work", Fault.RESET_AFTER_WORK, AGAIN, "was lost after"),
    Row(6, "closed without a reply", Fault.CLOSE_WITHOUT_REPLY, AGAIN, "was lost after"),
    Row(7, "half a body with its length", Fault.HALF_BODY, AGAIN, "cut short"),
    Row(8, "reset in the body", reset_in_body, AGAIN, "was lost after"),
    Row(9, "half a body in chunks", half_in_chunks, AGAIN, "was lost after"),
    Row(10, "half a body without a length", half_without_length, AGAIN, "no JSON"),
    Row(11, "silence before the headers", Fault.HANG_BEFORE_HEADERS, AGAIN, "no longer knows",
        {"seconds": 1.5}),
    Row(12, "silence in the body", Fault.HANG_IN_BODY, AGAIN, "no longer knows", {"seconds": 60}),
    Row(13, "a body that drips in", Fault.SLOW_DRIP, OK, "", {"seconds": 0.3}),
    Row(13, "a body that drips for ever", Fault.SLOW_DRIP, AGAIN, "no longer knows",
        {"seconds": 60}),
    Row(14, "JSON cut off", Fault.TRUNCATED_JSON, AGAIN, "no JSON"),
    Row(15, "a page", Fault.HTML_200, AGAIN, "does not answer like an SD WebUI"),
    Row(16, "no HTTP", Fault.GARBAGE_STATUS, AGAIN, "was lost after"),
    Row(17, "no base64", Fault.BAD_BASE64, AGAIN, "picture 1 is no base64"),
    Row(18, "a PNG cut off", Fault.TRUNCATED_PNG, AGAIN, "picture 1 is damaged"),
    Row(19, "no image", Fault.NOT_AN_IMAGE, AGAIN, "no PNG, JPEG or WebP"),
    Row(20, "no images", Fault.NO_IMAGES, AGAIN, "sent no picture"),
    Row(21, "images null", Fault.IMAGES_NULL, AGAIN, "sent no picture"),
    Row(22, "out of memory", Fault.OOM, Outcome.FAILED_AND_PAUSED, "use a smaller size"),
    Row(23, "a field refused", Fault.VALIDATION_422, FAILED, "steps: value is not"),
    Row(24, "login wanted", Fault.UNAUTHORISED, PAUSED, "set --webui-auth"),
    Row(24, "sent to a login page", instead(302, Location="/login"), PAUSED, "set --webui-auth"),
    Row(25, "sampler not found", instead(404, '{"detail": "Sampler not found"}'), FAILED,
        "Sampler not found"),
    Row(26, "too many requests", instead(429, Retry_After="0.05"), WAITS, "asks us to wait"),
    Row(26, "busy", instead(503, Retry_After="0.05"), WAITS, "asks us to wait"),
    Row(26, "a proxy's 502", instead(502), AGAIN, "answered 502"),
    Row(26, "a proxy's 504", instead(504), AGAIN, "answered 504"),
    Row(27, "fewer pictures", Fault.FEWER_IMAGES, AGAIN, "1 of 2 pictures came", {}, TWO),
    Row(28, "a grid and a map besides", with_body(grid_and_maps), OK, "", {}, TWO),
    Row(29, "all black", repainted(), OK, "--no-half-vae"),
    Row(29, "another size", repainted((256, 64)), OK, "256 × 64 pixels large"),
    Row(30, "another seed", Fault.WRONG_SEED, OK, "used seed"),
    Row(30, "another checkpoint", with_body(other_checkpoint), OK, "used the checkpoint another",
        {}, {"checkpoint": "paintedAnimeXL"}),
    Row(31, "a data address", with_body(data_address), OK),
    Row(31, "a JPEG", repainted(kind="JPEG"), OK, "all black", extension="jpg"),
    Row(31, "a WebP", repainted(kind="WEBP"), OK, "all black", extension="webp"),
    Row(32, "a reply beyond the cap", too_large, AGAIN, "larger than 1 MB"),
]  # fmt: skip

STORE = "tests.storage.crash"
# Rows that other proofs go through more thoroughly: module, test.
ELSEWHERE = {
    39: ("tests.services.test_kills", "test_twenty_kills_lose_no_job_and_double_no_picture"),
    40: (f"{STORE}.test_machine", "test_no_order_of_work_and_harm_goes_wrong"),
    41: (f"{STORE}.test_explore", "test_the_store_is_right_in_every_state_a_crash_leaves"),
    44: (f"{STORE}.test_io_errors", "test_opening_on_a_failing_disk_opens_or_says_why"),
    47: ("tests.storage.test_journal_recovery",
         "test_an_edit_by_hand_is_taken_over_and_the_old_version_kept"),
    54: ("tests.services.test_scheduler",
         "test_an_entry_that_fails_stops_no_other_and_says_why"),
}  # fmt: skip
