"""A plain HTTP client of the stand-in booru, and a clock that stands still."""

from datetime import UTC, datetime

import requests

from booru_studio.demo.booru import StandInBooru

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


class Client:
    """Asks the stand-in over real HTTP, the way a well-behaved application does."""

    def __init__(self, booru: StandInBooru):
        self.booru = booru
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["User-Agent"] = "StandInTest/1 (tests)"

    def get(self, path, *, root="", headers=None, **query):
        url = (root or self.booru.danbooru_url) + path
        return self.session.get(
            url, params=query, headers=headers, timeout=20, allow_redirects=False
        )

    def search(self, tags, *, root="", **query):
        """Ask /posts.json; the numbers of the posts found, in order."""
        reply = self.get("/posts.json", root=root, tags=tags, limit=200, **query)
        assert reply.status_code == 200, reply.text
        return [post["id"] for post in reply.json()]

    def gelbooru(self, s="post", **query):
        keys = self.booru.keys
        return self.get(
            "/index.php",
            page="dapi",
            s=s,
            q="index",
            json="1",
            user_id=keys.gelbooru_user_id,
            api_key=keys.gelbooru_api_key,
            **query,
        )
