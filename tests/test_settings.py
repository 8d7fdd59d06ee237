"""What the owner set: option over variable over default, and bad use in one sentence."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from booru_studio.domain.posts import Rating
from booru_studio.errors import UsageError
from booru_studio.http import Secret, is_loopback
from booru_studio.settings import (
    HOME,
    Login,
    Settings,
    check_port,
    read_settings,
)

ROOT = Path(__file__).resolve().parent.parent
LOGIN = ["--auth", "ada:rope"]


def bad_use(*arguments: str, **environment: str) -> str:
    with pytest.raises(UsageError) as caught:
        read_settings(arguments, environment)
    sentence = str(caught.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    return sentence


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


# Option over variable over default


def test_the_defaults_are_those_of_the_readme() -> None:
    settings = read_settings([], {})

    assert (settings.host, settings.port) == ("127.0.0.1", 7861)
    assert settings.webui_urls == ("http://127.0.0.1:7860",)
    assert (settings.data, settings.wildcards) == (ROOT / "data", ROOT / "wildcards")
    assert settings.loras == ROOT / "loras.yaml"
    assert settings.ratings == {Rating.GENERAL}
    assert not any((settings.share, settings.mcp, settings.demo, settings.on_space))
    assert settings == Settings()
    assert HOME == ROOT


@pytest.mark.parametrize(
    ("option", "field", "given", "variable", "by_option", "by_variable", "default"),
    [
        ("--host", "host", "127.0.0.2", "127.0.0.3", "127.0.0.2", "127.0.0.3", "127.0.0.1"),
        ("--port", "port", "8000", "9000", 8000, 9000, 7861),
        ("--webui", "webui_urls", "http://a:1", "http://b:2 https://c/sd",
         ("http://a:1",), ("http://b:2", "https://c/sd"), ("http://127.0.0.1:7860",)),
        ("--webui-auth", "webui_login", "ada:one", "bea:t:w",
         Login("ada", Secret("one")), Login("bea", Secret("t:w")), None),
        ("--auth", "login", "ada:one", "bea:two",
         Login("ada", Secret("one")), Login("bea", Secret("two")), None),
        ("--data", "data", "/a/data", "/b/data", Path("/a/data"), Path("/b/data"), ROOT / "data"),
        ("--wildcards", "wildcards", "/a/w", "/b/w", Path("/a/w"), Path("/b/w"),
         ROOT / "wildcards"),
        ("--loras", "loras", "/a/l.yaml", "/b/l.yaml", Path("/a/l.yaml"), Path("/b/l.yaml"),
         ROOT / "loras.yaml"),
    ],
)  # fmt: skip
def test_the_option_wins_over_the_variable_over_the_default(
    option: str, field: str, given: str, variable: str, by_option: Any, by_variable: Any,
    default: Any,
) -> None:  # fmt: skip
    environment = {f"BOORU_STUDIO_{option[2:].replace('-', '_').upper()}": f" {variable} "}

    assert getattr(read_settings([option, given], environment), field) == by_option
    assert getattr(read_settings([f"{option}={given}"], {}), field) == by_option
    assert getattr(read_settings([], environment), field) == by_variable
    assert getattr(read_settings([], dict.fromkeys(environment, "")), field) == default
    assert getattr(read_settings([], {}), field) == default


@pytest.mark.parametrize("name", ["share", "mcp", "demo"])
@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", True), ("true", True), ("YES", True), ("on", True), ("", False), ("0", False),
     ("False", False), ("no", False), ("off", False)],
)  # fmt: skip
def test_a_switch_is_on_by_option_or_variable(name: str, text: str, expected: bool) -> None:
    environment = {f"BOORU_STUDIO_{name.upper()}": text}

    assert getattr(read_settings(LOGIN, environment), name) is expected
    assert getattr(read_settings([*LOGIN, f"--{name}"], environment), name) is True


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("DANBOORU_LOGIN", " ada ", "danbooru_login", "ada"),
        ("DANBOORU_API_KEY", "key-1", "danbooru_key", Secret("key-1")),
        ("GELBOORU_USER_ID", "42", "gelbooru_user", "42"),
        ("GELBOORU_API_KEY", "key-2", "gelbooru_key", Secret("key-2")),
        ("BOORU_STUDIO_DANBOORU_URL", "http://127.0.0.1:9/", "danbooru_url", "http://127.0.0.1:9"),
        ("BOORU_STUDIO_GELBOORU_URL", "https://g.example", "gelbooru_url", "https://g.example"),
        ("BOORU_STUDIO_DEMO_STEP_MS", "0", "demo_step_ms", 0),
        ("BOORU_STUDIO_RATINGS", "general, Sensitive", "ratings",
         {Rating.GENERAL, Rating.SENSITIVE}),
        ("BOORU_STUDIO_RATINGS", "", "ratings", {Rating.GENERAL}),
        ("BOORU_STUDIO_INTERROGATOR", " wd-swinv2-tagger-v3 ", "interrogator",
         "wd-swinv2-tagger-v3"),
        ("BOORU_STUDIO_MODELS", str(ROOT / "tests"), "models", ROOT / "tests"),
        ("BOORU_STUDIO_MODELS", "", "models", None),
        ("HF_TOKEN", " hf_one\n", "hf_token", Secret("hf_one")),
        ("BOORU_STUDIO_HF_SPACE", "ada/my-tagger.2", "hf_space", "ada/my-tagger.2"),
        ("BOORU_STUDIO_HF_SPACE", "https://ada-tagger.hf.space/", "hf_space",
         "https://ada-tagger.hf.space"),
        ("BOORU_STUDIO_HF_SPACE", "http://127.0.0.1:7870", "hf_space", "http://127.0.0.1:7870"),
        ("BOORU_STUDIO_HF_ENDPOINT", "https://x.example/tag", "hf_endpoint",
         "https://x.example/tag"),
        ("SYSTEM", "spaces", "on_space", True),
        ("SYSTEM", "other", "on_space", False),
    ],
)  # fmt: skip
def test_a_variable_without_an_option_is_read(
    variable: str, text: str, field: str, value: Any
) -> None:
    assert getattr(read_settings([], {variable: text}), field) == value


def test_a_webui_may_be_asked_for_by_its_agent_scheduler() -> None:
    url = "agent+http://127.0.0.1:7860/"
    assert read_settings(["--webui", url], {}).webui_urls == ("agent+http://127.0.0.1:7860",)
    assert "agent+http://" in bad_use("--webui", "agent+ftp://a")
    assert "--webui-auth" in bad_use("--webui", "agent+http://ada:SECRET@host")
    assert "agent+" not in bad_use(BOORU_STUDIO_DANBOORU_URL="agent+http://a")


def test_several_webuis_are_kept_in_order_and_once() -> None:
    urls = ["http://b:1/", "http://a:1", "http://b:1"]
    arguments = [word for url in urls for word in ("--webui", url)]

    assert read_settings(arguments, {}).webui_urls == ("http://b:1", "http://a:1")


def test_the_demo_keeps_a_folder_of_its_own() -> None:
    assert read_settings(["--demo"], {}).data == ROOT / "data" / "demo"
    assert read_settings(["--demo", "--data", "/a"], {}).data == Path("/a")


def test_folders_are_absolute_and_know_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ada")

    assert read_settings(["--data", "~/d"], {}).data == Path("/home/ada/d")
    assert read_settings(["--data", "d"], {}).data == Path.cwd() / "d"


# Secrets


def test_no_secret_shows_in_the_settings() -> None:
    environment = {
        "DANBOORU_API_KEY": "SECRET-1", "GELBOORU_API_KEY": "SECRET-2",
        "BOORU_STUDIO_AUTH": "ada:SECRET-3", "BOORU_STUDIO_WEBUI_AUTH": "bea:SECRET-4",
        "HF_TOKEN": "SECRET-5",
    }  # fmt: skip
    settings = read_settings([], environment)

    assert "SECRET" not in f"{settings!r} {settings} {settings.login} {settings.danbooru_key}"
    assert settings.gelbooru_key.value == "SECRET-2"


@pytest.mark.parametrize("option", ["--auth", "--webui-auth"])
@pytest.mark.parametrize("text", ["SECRET", ":SECRET", "SECRET:"])
def test_half_a_login_is_refused_without_showing_it(option: str, text: str) -> None:
    told = bad_use(f"{option}={text}")

    assert told == f"{option} wants USER:PASSWORD."


def test_a_login_in_an_address_is_refused_without_showing_it() -> None:
    told = bad_use("--webui", "http://ada:SECRET@host:7860")

    assert "SECRET" not in told
    assert "--webui-auth" in told


@pytest.mark.parametrize("token", ["hf_SECRET x", "hf_SECRET\nhost: x", "hf_SÉCRET"])
def test_a_token_that_is_none_is_refused_without_showing_it(token: str) -> None:
    assert bad_use(HF_TOKEN=token).startswith("HF_TOKEN holds a character that no token has")


# Bad use


@pytest.mark.parametrize(
    "url",
    ["", "127.0.0.1:7860", "ftp://host", "http://", "http:///x", "http://host:x", "http://host:0",
     "http://host:99999", "http://[::1", "http://a b", "http://a\rb", "http://host/?q=1",
     "http://host/?", "http://host/#x", "file:///etc/hosts", "javascript:x"],
)  # fmt: skip
def test_a_malformed_address_is_refused(url: str) -> None:
    assert bad_use("--webui", url).startswith("--webui is no address")
    if url:
        told = bad_use(BOORU_STUDIO_DANBOORU_URL=url)
        assert told.startswith("BOORU_STUDIO_DANBOORU_URL is no address")


def test_a_login_in_a_boorus_address_is_not_sent_to_the_webuis_option() -> None:
    assert "--webui-auth" not in bad_use(BOORU_STUDIO_GELBOORU_URL="http://a:b@host")


@pytest.mark.parametrize("url", ["http://[::1]:7860", "https://host/sd/", "HTTP://Host"])
def test_an_unusual_address_is_fine(url: str) -> None:
    assert read_settings(["--webui", url], {}).webui_urls == (url.rstrip("/"),)


@pytest.mark.parametrize("text", ["abc", "-1", "65536", "7861.0", "٧٨٦١", "1e3", "9" * 5000])
def test_a_port_is_a_number_of_a_port(text: str) -> None:
    assert bad_use(f"--port={text}").endswith("give a number from 0 to 65535.")
    assert bad_use(BOORU_STUDIO_PORT=text).startswith("BOORU_STUDIO_PORT is ")


@pytest.mark.parametrize(
    ("variable", "text", "told"),
    [
        ("BOORU_STUDIO_DEMO_STEP_MS", "fast", "BOORU_STUDIO_DEMO_STEP_MS is “fast”"),
        ("BOORU_STUDIO_MCP", "perhaps", "BOORU_STUDIO_MCP is “perhaps”: give 1 or 0."),
        ("BOORU_STUDIO_RATINGS", "mild", "BOORU_STUDIO_RATINGS is “mild”: give words of "),
        ("BOORU_STUDIO_AUTH", "ada", "BOORU_STUDIO_AUTH wants USER:PASSWORD."),
        ("BOORU_STUDIO_INTERROGATOR", "two words", "BOORU_STUDIO_INTERROGATOR is “two words”"),
        ("BOORU_STUDIO_MODELS", "/nowhere/at-all", "BOORU_STUDIO_MODELS /nowhere/at-all is no "),
        ("BOORU_STUDIO_HF_SPACE", "no-owner", "BOORU_STUDIO_HF_SPACE is “no-owner”: give owner/"),
        ("BOORU_STUDIO_HF_SPACE", "a/../b", "BOORU_STUDIO_HF_SPACE is “a/../b”: give owner/name"),
        ("BOORU_STUDIO_HF_SPACE", "http://s.example", "BOORU_STUDIO_HF_SPACE would send pictures"),
        ("BOORU_STUDIO_HF_SPACE", "https://s.example/?a=1", "BOORU_STUDIO_HF_SPACE is no address"),
        ("BOORU_STUDIO_HF_ENDPOINT", "http://e.example", "BOORU_STUDIO_HF_ENDPOINT would send"),
        ("BOORU_STUDIO_HF_ENDPOINT", "e.example", "BOORU_STUDIO_HF_ENDPOINT is no address"),
    ],
)
def test_a_wrong_variable_is_named(variable: str, text: str, told: str) -> None:
    assert bad_use(**{variable: text}).startswith(told)


@pytest.mark.parametrize("arguments", [["--prot", "1"], ["--port"], ["stray"], ["--por", "1"]])
def test_an_unknown_option_points_to_the_help(arguments: list[str]) -> None:
    assert bad_use(*arguments).endswith("see --help.")


def test_a_public_link_needs_a_login() -> None:
    assert "--auth USER:PASSWORD" in bad_use("--share")
    assert read_settings(["--share", *LOGIN], {}).share


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.5", "studio.example", "1.2.3"])
def test_a_host_beyond_this_machine_needs_a_login(host: str) -> None:
    assert host in bad_use("--host", host)
    assert not read_settings(["--host", host, *LOGIN], {}).is_loopback


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "LOCALHOST", "::1"])
def test_a_loopback_host_needs_none(host: str) -> None:
    assert read_settings(["--host", host], {}).is_loopback
    assert is_loopback(host)


@pytest.mark.parametrize("option", ["--data", "--wildcards"])
def test_a_file_is_no_folder(option: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()

    assert bad_use(option, str(file)) == f"{option} {file} is no folder: name a folder."


def test_on_a_space_the_platform_is_in_charge() -> None:
    space = {"SYSTEM": "spaces"}

    assert read_settings(["--host", "0.0.0.0", "--share"], space).on_space
    check_port(read_settings(["--host", "studio.invalid"], space))


# The port


def test_a_taken_port_is_told(taken_port: int) -> None:
    with pytest.raises(UsageError, match=rf"Port {taken_port} on 127.0.0.1 .*--port\.$"):
        check_port(Settings(port=taken_port))


def test_a_free_port_is_fine_and_left_free(taken_port: int) -> None:
    check_port(Settings(port=0))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]

    check_port(Settings(port=port))
    check_port(Settings(port=port))


@pytest.mark.parametrize("host", ["203.0.113.7", "2001:db8::7", "a..b"])
def test_a_host_that_is_none_of_this_machine_is_told(host: str) -> None:
    with pytest.raises(UsageError, match="cannot be used"):
        check_port(Settings(host=host, port=7861))


# The whole program


def run_app(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept: Mapping[str, str] = {
        name: value for name, value in os.environ.items() if not name.startswith("BOORU_STUDIO_")
    }
    return subprocess.run(  # noqa: S603
        [sys.executable, "app.py", *arguments],
        cwd=ROOT, env={**kept, **environment}, capture_output=True, text=True, timeout=60,
        encoding="utf-8", check=False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        (["--port", "abc"], {}, "--port is “abc”"),
        (["--webui", "nowhere"], {}, "--webui is no address"),
        (["--share"], {}, "--share makes a public link"),
        ([], {"BOORU_STUDIO_HOST": "0.0.0.0"}, "--host 0.0.0.0 is open to others"),
        (["--prot"], {}, "Unrecognized arguments: --prot"),
    ],
)
def test_bad_use_ends_with_code_2_and_one_sentence(
    arguments: list[str], environment: dict[str, str], told: str
) -> None:
    ended = run_app(*arguments, **environment, PYTHONIOENCODING="utf-8")

    assert ended.returncode == 2
    assert ended.stderr.startswith(told)
    assert ended.stderr.count("\n") == 1
    assert ended.stdout == ""


def test_a_taken_port_ends_with_code_2(taken_port: int) -> None:
    ended = run_app("--port", str(taken_port))

    assert ended.returncode == 2
    assert ended.stderr.startswith(f"Port {taken_port} on 127.0.0.1 cannot be used")


def test_version_and_help_end_well() -> None:
    assert run_app("--version").stdout.startswith("Booru Studio ")
    helped = run_app("--help")
    assert helped.returncode == 0
    assert "--webui-auth" in helped.stdout
