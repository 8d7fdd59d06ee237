"""The least a client of a WebUI can do: send one request after the other, and take the answers.

    python -m tests.services.bare_loop URL < requests.json
"""

import json
import sys

import requests


def main():
    bodies = json.load(sys.stdin)
    with requests.Session() as session:
        for body in bodies:
            session.post(sys.argv[1], json=body, timeout=600).raise_for_status()


if __name__ == "__main__":
    main()
