"""An app that others may reach: its login, in a browser and from a script."""

import gradio_client
import pytest
import requests

from tests.e2e.running import RunningApp

LOGIN = ("anna", "correct horse")


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    data = tmp_path_factory.mktemp("shared")
    options = ("--demo", "--host", "0.0.0.0", "--auth", ":".join(LOGIN), "--port", "0")
    with RunningApp(*options, "--data", str(data)) as app:
        app.url = app.url.replace("0.0.0.0", "127.0.0.1")
        yield app


def test_a_script_logs_in_as_with_any_gradio_app(shared):
    studio = gradio_client.Client(shared.url, auth=LOGIN, verbose=False)
    prompts = studio.predict(template="{red} hat", api_name="/expand")["prompts"]
    studio.close()

    assert prompts == ["red hat"]


@pytest.mark.parametrize("auth", [None, ("anna", "wrong")])
def test_a_script_without_the_login_is_told_so(shared, auth):
    with pytest.raises(Exception, match=r"(?i)log ?in|credentials"):
        gradio_client.Client(shared.url, auth=auth, verbose=False)


def test_a_foreign_page_can_neither_ask_nor_read_the_answer(shared):
    headers = {"Origin": "https://evil.test", "Host": "192.168.1.5:7861"}
    for method, path in (("GET", "config"), ("POST", "gradio_api/upload"), ("OPTIONS", "config")):
        answer = requests.request(
            method, f"{shared.url}/{path}", headers=headers, auth=LOGIN, timeout=10
        )
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.browser
def test_a_person_logs_in_once_and_the_page_works(shared, browser):
    with browser.new_context() as context:
        page, troubles = context.new_page(), []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(shared.url)
        page.fill("[name=username]", LOGIN[0])
        page.fill("[name=password]", "wrong")
        page.click("button")
        page.get_by_role("alert").filter(has_text="wrong").wait_for()
        page.fill("[name=username]", LOGIN[0])
        page.fill("[name=password]", LOGIN[1])
        page.keyboard.press("Enter")
        page.wait_for_selector("#webui-state .bs-dot.bs-good")
        page.wait_for_selector("#tabs button[role=tab]")
        page.reload()
        page.wait_for_selector("#prompt textarea")
        assert troubles == []
