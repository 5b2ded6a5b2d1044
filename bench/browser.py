"""A logged-in person with one kept-alive connection. Only the standard library, so that the client costs little."""

import http.client
import json
import re
import time
import uuid
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlencode

PASSWORD = "tuyphuoc-2024"


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    body: bytes
    seconds: float
    location: str


class Browser:
    def __init__(self, port: int, username: str):
        self.port, self.cookies = port, {}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        fields = form_fields(self.get("/dang-nhap/").body.decode(), action="/dang-nhap/")
        answer = self.post("/dang-nhap/", fields | {"username": username, "password": PASSWORD})
        if answer.status != 302:
            raise SystemExit(f"{username} cannot log in: HTTP {answer.status}.")

    def get(self, path: str, **headers: str) -> Answer:
        return self._send("GET", path, None, headers)

    def post(self, path: str, fields: dict[str, str] | list[tuple[str, str]]) -> Answer:
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._send("POST", path, urlencode(fields), headers)

    def post_json(self, path: str, content: dict, token: str) -> Answer:
        headers = {"Content-Type": "application/json", "X-CSRFToken": token}
        return self._send("POST", path, json.dumps(content), headers)

    def post_file(self, path: str, fields: dict[str, str], name: str, file: Path) -> Answer:
        mark = uuid.uuid4().hex
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'
            for key, value in fields.items()
        ]
        parts.append(f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file.name}"\r\n\r\n')
        body = "".join(parts).encode() + file.read_bytes() + f"\r\n--{mark}--\r\n".encode()
        return self._send("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={mark}"})

    def _send(self, method, path, body, headers) -> Answer:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        started = time.perf_counter()
        try:
            self.connection.request(method, path, body, headers | {"Cookie": cookies})
            response = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # the server ends idle connections after seconds
            self.connection.close()
            started = time.perf_counter()
            self.connection.request(method, path, body, headers | {"Cookie": cookies})
            response = self.connection.getresponse()
        content = response.read()
        seconds = time.perf_counter() - started
        for name, value in response.getheaders():
            if name.lower() == "set-cookie":
                cookie, _, rest = value.partition("=")
                self.cookies[cookie] = rest.partition(";")[0]
        return Answer(response.status, content, seconds, response.getheader("Location") or "")


class _Form(HTMLParser):
    def __init__(self, action: str):
        super().__init__()
        self.action, self.is_inside, self.is_blank, self.fields = action, False, False, {}

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            self.is_inside = found.get("action") == self.action
        self.is_blank = self.is_blank or tag == "template"
        name, kind = found.get("name"), found.get("type", "text")
        if tag != "input" or not self.is_inside or self.is_blank or not name:
            return
        if kind not in ("radio", "checkbox") or "checked" in found:
            self.fields[name] = found.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self.is_inside = False
        if tag == "template":
            self.is_blank = False


def form_fields(html: str, *, action: str) -> dict[str, str]:
    """The inputs of the form with this action, as a browser would send them untouched."""
    form = _Form(action)
    form.feed(html)
    return form.fields


def shift_fields(html: str, number: int) -> dict[str, str]:
    """A filled-in shift form: one book of the page's commune, a new id, a count that differs from the last.

    Of an earlier day, so that the list of today's batches on the page stays as long as an ordinary one.
    """
    machine = re.search(r'name="workstation"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="workstation"', html)
    if not machine:
        raise SystemExit("The entry page offers no machine.")
    return form_fields(html, action="/nhap-lieu/") | {
        "id": str(uuid.uuid4()),
        "work_date": "29/02/2024",
        "shift": "2",
        "workstation": machine[1] or machine[2],
        "worked_by": "N.V.A",
        "line-0-programme": "population_db",
        "line-0-count": str(number % 40 + 1),
        "record": "1",
    }


def static_files(html: str) -> set[str]:
    return set(re.findall(r'(?:href|src)="(/static/[^"]+)"', html))
