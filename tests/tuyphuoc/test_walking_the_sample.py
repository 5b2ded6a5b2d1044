"""Every kind of page that can be reached by links opens on the sample, for each of its accounts, and stays small."""

import html
import re
from collections import Counter, deque
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.urls import Resolver404, resolve

from communes.models import User

pytestmark = pytest.mark.looks
LINK = re.compile(r'\shref="([^"#][^"]*)"')
OF_A_KIND = 3  # pages opened of each kind: the sample's own rows differ from one another
MOST_BYTES = 60 * 1024  # of a page without its static files, as it leaves the server before compression
NOT_OURS = ("/static/", "/quan-tri/", "/dang-xuat/")


def walk(client, start: str):
    """(address, answer) of each page that links lead to, at most OF_A_KIND of each name."""
    waiting, known, opened = deque([start]), {start}, Counter()
    while waiting:
        address = waiting.popleft()
        name = resolve(urlsplit(address).path).view_name
        if opened[name] >= OF_A_KIND:
            continue
        opened[name] += 1
        answer = client.get(address, follow=True)
        yield address, answer
        if "html" not in answer.headers.get("Content-Type", ""):
            continue
        for link in LINK.findall(answer.content.decode()):
            found = urldefrag(urljoin(address, html.unescape(link))).url
            if found in known or urlsplit(found).netloc or found.startswith(NOT_OURS):
                continue
            known.add(found)
            try:
                resolve(urlsplit(found).path)
            except Resolver404:
                yield found, None
            else:
                waiting.append(found)


@pytest.mark.parametrize("username", ["tuphap", "xa.phuocson", "quansat"])
def test_every_kind_of_page_opens(sample, db, client, username):
    client.force_login(User.objects.get(username=username))
    wrong, heavy, opened = {}, {}, 0
    for address, answer in walk(client, "/"):
        opened += 1
        if answer is None or answer.status_code != 200:
            wrong[address] = answer and answer.status_code
        elif "html" in answer.headers["Content-Type"] and len(answer.content) > MOST_BYTES:
            heavy[address] = len(answer.content)
    assert wrong == {}
    assert heavy == {}
    assert opened > 60
