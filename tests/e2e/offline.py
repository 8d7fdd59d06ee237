"""Run the app and use it, and print as JSON what worked: to be run where there is no network."""

import json
import sys
import tempfile
import urllib.request
from pathlib import Path

from tests.e2e.running import RunningApp, Script

WATCH = Path(__file__).parent / "watch"
SMALL = {"steps": 2, "width": 128, "height": 128}


def main(mode: str) -> None:
    """Use the app as `demo` or as `local`, and tell how often another machine was asked."""
    with tempfile.TemporaryDirectory() as folder:
        data, calls = Path(folder, "data"), Path(folder, "calls.txt")
        environment = {
            "PYTHONPATH": str(WATCH), "CALLS_OUT": str(calls), "BOORU_STUDIO_DEMO_STEP_MS": "3"
        }  # fmt: skip
        options = ["--demo"] if mode == "demo" else []
        app = RunningApp(*options, "--port", "0", "--data", str(data), environment=environment)
        with app, Script(app.url) as studio:
            told = {"page": _page(app.url), **{"demo": _demo, "local": _local}[mode](studio)}
        asked = calls.read_text("utf-8").splitlines() if calls.exists() else []
    sys.stdout.write(json.dumps({**told, "asked": asked}))


def _demo(studio):
    post = studio("posts", tags="1girl", limit=1)["posts"][0]
    draft = studio("recreate", post=post["url"])
    request = {**draft["request"], **SMALL}
    (job_id,) = studio("submit", request=request)["job_ids"]
    job = studio.until(job_id, "done", "failed")
    return {"state": job["state"], "pictures": len(job["images"])}


def _local(studio):
    webui = studio("webui")["backends"][0]
    (job_id,) = studio("submit", request={"prompt": "a lake", **SMALL})["job_ids"]
    lake = studio("expand", template="{a|b} lake", count=2)["prompts"]
    state = studio("job", job_id=job_id)["state"]
    return {"state": state, "reachable": webui["reachable"], "prompts": len(lake)}


def _page(url):
    """Open the page in a browser where one is found, else fetch it; give what it asked others."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return {"browser": False, "others": [], "size": len(urllib.request.urlopen(url).read())}
    from tests.e2e.chromium import launch_chromium

    others = []
    with sync_playwright() as playwright:
        browser = launch_chromium(playwright)
        page = browser.new_page()
        page.on(
            "request",
            lambda asked: None
            if asked.url.startswith((url, "data:", "blob:"))
            else others.append(asked.url),
        )
        page.goto(url)
        page.wait_for_selector("#prompt textarea")
        page.fill("#prompt textarea", "a lake")
        page.wait_for_timeout(500)  # a newcomer's setup opens by itself
        page.evaluate("document.querySelectorAll('dialog[open]').forEach((each) => each.close())")
        page.get_by_role("tab", name="Jobs", exact=True).click()
        page.wait_for_selector("#queue-pause")
        browser.close()
    return {"browser": True, "others": others}


if __name__ == "__main__":
    main(sys.argv[1])
