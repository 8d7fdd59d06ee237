"""What somebody who means harm would send, by kind; `CANARY` stands for a server that counts."""

import io
import json
import struct
import zlib

from PIL import Image

CANARY = "http://canary.invalid"

ABOVE = (
    "../jobs.json",
    "..%2fjobs.json",
    "%2e%2e/jobs.json",
    "..%252fjobs.json",
    "....//jobs.json",
    "images/../jobs.json",
    "images/../../app.py",
    "images/%2e%2e%2f%2e%2e%2fapp.py",
    "/etc/passwd",
    "//etc/passwd",
    "%2fetc%2fpasswd",
    "file:///etc/passwd",
    "images//etc/passwd",
    "..\\jobs.json",
    "..%5cjobs.json",
    "images\\..\\..\\jobs.json",
    "C:/Windows/win.ini",
    "C:%5cWindows%5cwin.ini",
    "\\\\evil.test\\share\\x.png",
    "images/2026-01-01/x.png/../../jobs.json",
    "images/x.png%00.json",
    "images/%00",
    "images/2026-01-01/nul.png",
    "images/aux",
    "jobs.json",
    "jobs.json.journal",
    "defaults.json",
    "history/1.json",
    "cache/gradio/x",
    "visitors/x/jobs.json",
    "inputs/../jobs.json",
    "trash/../jobs.json",
    "images/" + "a/" * 3000,
    "images/" + "x" * 5000 + ".png",
    "images/.",
    "images/~/x.png",
    "images/\u202egnp.x",
)

ELSEWHERE = (
    f"{CANARY}/posts/1",
    f"{CANARY}/index.php?page=post&s=view&id=1",
    f"{CANARY}@danbooru.donmai.us/posts/1",
    f"https://danbooru.donmai.us@{CANARY[7:]}/posts/1",
    f"https://danbooru.donmai.us.{CANARY[7:]}/posts/1",
    f"https://{CANARY[7:]}/https://danbooru.donmai.us/posts/1",
    f"https://danbooru.donmai.us%2f@{CANARY[7:]}/posts/1",
    f"{CANARY}\\@danbooru.donmai.us/posts/1",
    f"https://danbooru.donmai.us\\.{CANARY[7:]}/posts/1",
    "http://127.0.0.1:1/posts/1",
    "http://[::1]:1/posts/1",
    "http://169.254.169.254/latest/meta-data",
    "http://2130706433/posts/1",
    "http://0x7f000001/posts/1",
    "http://localhost:1/posts/1",
    "gopher://danbooru.donmai.us/posts/1",
    "file:///danbooru.donmai.us/posts/1",
    "javascript:alert(1)//danbooru.donmai.us/posts/1",
    "ftp://danbooru.donmai.us/posts/1",
    "https://danbooru.donmai.us:99999/posts/1",
    "https://danbooru.donmai.us/posts/1\r\nHost: evil.test",
    "danbooru:1\n2",
    "danbooru:-1",
    "danbooru:1e9",
    "danbooru:99999999999999999999",
    "evil:1",
    "danbooru:１",
    "danbooru:../1",
    "danbooru:1?x=1#y",
)

FILES = (
    "/etc/passwd",
    "app.py",
    "{data}/jobs.json",
    "{data}/defaults.json",
    "../../etc/passwd",
    f"{CANARY}/x.png",
    "http://169.254.169.254/x",
    "file:///etc/passwd",
    "{uploads}/../../jobs.json",
    "{uploads}",
    "{uploads}/",
    "{uploads}/../gradio",
    "\x00",
    "/dev/zero",
    "/dev/stdin",
    "/proc/self/environ",
    "{uploads}/" + "x" * 5000,
    "CON",
    "",
)

MARKUP = (
    "<script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    '"><svg onload=window.pwned=1>',
    "javascript:window.pwned=1",
    "${window.pwned=1}",
    "{{constructor.constructor('window.pwned=1')()}}",
    "<iframe srcdoc='<script>parent.pwned=1</script>'>",
    "<a href='javascript:pwned=1'>x</a>",
    "'-window.pwned=1-'",
    "</textarea><script>window.pwned=1</script>",
    "<style>*{display:none}</style>",
    "<base href=//evil.test/>",
    "<meta http-equiv=refresh content='0;url=//evil.test'>",
    "<form action=//evil.test><button>x",
    "<details open ontoggle=window.pwned=1>",
    "&lt;script&gt;pwned=1",
    "<math><mi xlink:href=javascript:pwned=1>",
    "`;window.pwned=1;//",
    "<!--<script>window.pwned=1//-->",
    "\u202e<script>\u202c",
    "%3Cscript%3Ewindow.pwned=1%3C/script%3E",
    "]]><script>window.pwned=1</script>",
)

LINES = (
    "a\nINFO root: all is well",
    "a\r\nERROR x: gone",
    "a\x1b[2Jb",
    "a\x1b]0;title\x07b",
    "a\x00b",
    "a\u2028INFO root: b",
    "a\u2029b",
    "a\x85INFO root: b",
    "a\x0bb\x0cINFO root: c",
    "a\u202eoot OFNI",
    "a\x08\x08\x08b",
    "\ufeffINFO root: b",
    "a\x9b31mb",
    "a\u2066b\u2069",
    "%s %d %n",
    "{0.__class__}",
)

TEMPLATES = {
    "deep braces": "{" * 5000 + "a" + "}" * 5000,
    "open braces": "{" * 50_000,
    "many pieces": "{1000000000$$a|b}",
    "huge range": "{0-999999999999$$a|b|c}",
    "a forest": "{a|b}" * 20_000,
    "itself": "__itself__",
    "nested names": "__" * 20_000,
    "pattern of stars": "__" + "*" * 200 + "__",
    "above": "__../../../../etc/passwd__",
    "absolute": "__/etc/passwd__",
    "pattern that backtracks": "(" * 3000 + "a:1.1" + ")" * 3000,
    "weights": "(a:" + "9" * 5000 + ")",
    "loras": "<lora:" + "../" * 500 + "x:1>",
    "variables": "${a=${b}}${b=${a}}${a}",
    "zeros": "\x00" * 1000,
    "surrogate": "\ud800",
}

DEEP = "[" * 100_000 + "]" * 100_000
BODIES = {
    "deep JSON": DEEP.encode(),
    "deep in an argument": b'{"request": ' + DEEP.encode() + b"}",
    "a number of a million digits": b'{"limit": ' + b"9" * 1_000_000 + b"}",
    "no UTF-8": b'{"job_id": "\xff\xfe"}',
    "not a number": b'{"limit": NaN}',
    "infinity": b'{"limit": Infinity}',
    "a key of its own kind": b'{"__class__": 1, "self": 2}',
    "twice the same": b'{"job_id": "a", "job_id": "b"}',
    "a lone surrogate": b'{"job_id": "\\ud800"}',
    "a list": b"[1, 2]",
    "a text": b'"x"',
    "null": b"null",
    "nothing": b"",
    "half": b'{"job_id":',
    "two megabytes": b'{"job_id": "' + b"a" * 2**21 + b'"}',
}


def _png(width, height, chunks=b""):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + chunks + _chunk(b"IEND", b"")


def _chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _small(kind, **saved):
    out = io.BytesIO()
    Image.new("RGB", (16, 16), "green").save(out, kind, **saved)
    return out.getvalue()


_BOMB = zlib.compress(b"a" * 200_000_000, 9)  # 200 kB that become 200 MB
PICTURES = {
    "no picture": b"hello",
    "a page": b"<html><script>window.pwned=1</script></html>",
    "SVG": b'<svg xmlns="http://www.w3.org/2000/svg"><script>pwned=1</script></svg>',
    "SVG that fetches": f'<svg><image href="{CANARY}/x"/></svg>'.encode(),
    "a square of 60000": _png(60_000, 60_000),
    "a line of two billion": _png(2**31 - 1, 1),
    "no pixels": _png(0, 0),
    "its pixels a bomb": _png(30_000, 30_000, _chunk(b"IDAT", _BOMB)),
    "its text a bomb": _png(16, 16, _chunk(b"zTXt", b"parameters\x00\x00" + _BOMB)),
    "its profile a bomb": _png(16, 16, _chunk(b"iCCP", b"x\x00\x00" + _BOMB)),
    "cut off": _small("PNG")[:40],
    "a chunk longer than the file": b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 2**31 - 1) + b"IHDR",
    "PNG and a page": _small("PNG") + b"<script>window.pwned=1</script>",
    "GIF and a script": b"GIF89a/*" + b"\x00" * 20 + b"*/=1;window.pwned=1",
    "a zip": b"PK\x03\x04" + b"\x00" * 100,
    "a pickle": b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x04true\x85R.",
    "EPS": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n",
    "PDF": b"%PDF-1.4\n1 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj\n",
    "TIFF": b"II*\x00\x08\x00\x00\x00" + b"\xff" * 200,
    "nothing": b"",
}

QUEUE_FILES = {
    "no JSON": b"\x80\x04pickle",
    "deep": DEEP.encode(),
    "a million jobs": json.dumps({"jobs": [{}] * 100_000}).encode(),
    "jobs of texts": json.dumps({"jobs": ["x"] * 10}).encode(),
    "no list": json.dumps({"jobs": {"a": 1}}).encode(),
    "a path for a picture": json.dumps(
        {"jobs": [{"request": {"prompt": "a", "init_image": "/etc/passwd"}}]}
    ).encode(),
    "scripts of its own": json.dumps(
        {"jobs": [{"request": {"prompt": "a", "script_name": "custom code", "script_args": ["x"]}}]}
    ).encode(),
}

IMPORTS = {
    "YAML that grows": ("styles", b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]"),
    "a styles file that is a picture": ("styles", PICTURES["a square of 60000"]),
    "a million styles": ("styles", b"name,prompt,negative_prompt\n" + b"a,b,c\n" * 100_000),
    "a field of ten megabytes": ("styles", b'name,prompt\n"a","' + b"x" * 10_000_000 + b'"'),
    "an open quote": ("styles", b'name,prompt,negative_prompt\n"a'),
    "settings as a list": ("defaults", b"[]"),
    "deep settings": ("defaults", DEEP.encode()),
    "tags that are none": ("tags", b"\x00" * 1000),
    "a formula": ("tags", b"=cmd|' /C calc'!A0,0,1,\n"),
    "no such kind": ("../../jobs", b"x"),
    "a kind with a line": ("a\nb", b"x"),
}

VALUES = (
    None,
    True,
    -1,
    2**63,
    10**400,
    1e308,
    "",
    "x" * 200_000,
    [],
    [[]],
    {},
    {"a": {}},
    ["x"] * 20_000,
    {"path": "/etc/passwd"},
    {"__class__": "x"},
    "\x00",
    "${7*7}",
    "'; DROP TABLE jobs; --",
)
