# SPDX-License-Identifier: PostgreSQL
#
# What the adapters of this folder share: the lines that they print, the map from images to versions, a deadline for all that
# they ask. An adapter prints nothing until its list is complete; whatever goes wrong is one line on stderr and exit code 1:
# "unknown" (docs/evidence.md).
import argparse
import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

RUNNING, TEMPLATE, TERMINATING, UNREACHABLE = "running", "template", "terminating", "unreachable"
VERSION = re.compile(r"[vV]?[0-9]+(\.[0-9]+)*(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")


class Unknown(Exception):
    """The list is not complete, and says why."""


class Inventory:
    """The lines to be printed, and what may be asked until then."""

    def __init__(self, options):
        self._deadline = time.monotonic() + options.time_limit
        self._observed_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        self._map = read_map(options.map) if options.map else {}
        self._tags = options.tags
        self._lines = []

    def add(self, consumer, version, instance, state, detail=""):
        if version is not None and not VERSION.fullmatch(version):
            version, detail = None, f"{detail}; not a version: {version}".lstrip("; ")
        self._lines.append({"consumer": consumer, "version": version, "instance": instance,
                            "observed_at": self._observed_at, "state": state, "detail": detail})

    def add_image(self, consumer, image, instance, state, detail="", digest=None, version=None):
        """CONSUMER: whose it is if the map does not say; VERSION: what a label says. The map is asked first, then VERSION, then the tag."""
        name, tag, pinned = split_image(image)
        digest = digest or pinned
        detail = ", ".join(filter(None, [detail, image, digest if digest != pinned else None]))
        for key in (digest, image, name):
            if key in self._map:
                mapped, version = self._map[key]
                if mapped != "-":
                    self.add(mapped, None if version == "-" else version, instance, state, detail)
                return
        if version is None and self._tags and tag is not None and VERSION.fullmatch(tag):
            version = tag
        self.add(consumer, version, instance, state, detail)

    def left(self):
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise Unknown("the time limit is over")
        return left

    def run(self, *command):
        """The JSON that a command prints."""
        try:
            done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=self.left(), check=False)
        except subprocess.TimeoutExpired:
            raise Unknown(f"{command[0]}: no answer in time") from None
        except OSError as error:
            raise Unknown(f"{command[0]}: {error.strerror}") from None
        if done.returncode != 0:
            raise Unknown(f"{' '.join(command)}: exit code {done.returncode}: {done.stderr.strip()[:500]}")
        return parse(done.stdout, command[0])

    def get(self, url, headers=None):
        """The JSON behind a URL, and the headers of the answer."""
        body, answer = self.fetch(url, headers)
        return parse(body, url), answer

    def fetch(self, url, headers=None, limit=None):
        request = urllib.request.Request(url, headers={"Accept": "application/json", **(headers or {})})
        try:
            with urllib.request.urlopen(request, timeout=min(self.left(), limit or self.left())) as answer:
                return answer.read().decode("utf-8", "replace"), answer.headers
        except urllib.error.HTTPError as error:
            raise Unknown(f"{url}: {error.code} {error.reason}") from None
        except (urllib.error.URLError, socket.timeout, OSError, ValueError) as error:
            raise Unknown(f"{url}: {getattr(error, 'reason', error)}") from None

    def print(self):
        self.left()
        for line in self._lines:
            print(json.dumps(line, ensure_ascii=False))


def parse(text, source):
    try:
        return json.loads(text)
    except ValueError as error:
        raise Unknown(f"{source}: not JSON: {error}") from None


def read_map(path):
    """Lines "KEY CONSUMER VERSION"; KEY is a digest, an image with its tag, or an image without one."""
    found = {}
    try:
        with open(path, encoding="utf-8") as file:
            for number, line in enumerate(file, 1):
                words = line.split("#")[0].split()
                if words and len(words) != 3:
                    raise Unknown(f"{path}:{number}: expected: KEY CONSUMER VERSION")
                if words:
                    found[words[0]] = (words[1], words[2])
    except OSError as error:
        raise Unknown(f"{path}: {error.strerror}") from None
    return found


def split_image(image):
    """registry:5000/shop:1.4.0@sha256:… → name, tag, digest."""
    name, _, digest = image.partition("@")
    slash, colon = name.rfind("/"), name.rfind(":")
    name, tag = (name[:colon], name[colon + 1:]) if colon > slash else (name, None)
    return name, tag, digest or None


def parser(description):
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--time-limit", type=float, default=20, metavar="SECONDS", help="for all questions together (20)")
    made.add_argument("--map", metavar="FILE", help="lines KEY CONSUMER VERSION: what CI wrote when it built the images")
    made.add_argument("--tags", action="store_true", help="believe an image's tag where the map does not know it (tags can be moved)")
    return made


def main(description, add_arguments, collect):
    made = parser(description)
    add_arguments(made)
    options = made.parse_args()
    try:
        inventory = Inventory(options)
        collect(options, inventory)
        inventory.print()
        sys.stdout.flush()
    except Unknown as error:
        sys.exit(f"{os.path.basename(sys.argv[0])}: {error}")
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        sys.exit(f"{os.path.basename(sys.argv[0])}: an answer of an unexpected shape: {error!r}")
