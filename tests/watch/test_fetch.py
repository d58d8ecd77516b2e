"""What is fetched, and what is not: every attack named in the issue, played by a server on this machine."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import zlib
from typing import Any

import httpcore
import pytest

from attache.errors import FetchError
from attache.intake.address import checked, is_public, look_up, safe_addresses
from attache.intake.fetch import Fetcher, Limits
from tests.watch.site import Reply, Site, article, resolve


def refused(fetcher: Fetcher, url: str) -> FetchError:
    began = time.monotonic()
    with pytest.raises(FetchError) as trouble:
        fetcher.get(url)
    assert time.monotonic() - began < 10
    return trouble.value


# ---------------------------------------------------------------------------------------------- what is fetched


def test_a_page_comes_with_what_its_server_says_of_it(site: Site, fetcher: Fetcher) -> None:
    site.put("/1", article("Envoys meet"), headers={"ETag": '"a1"', "Cache-Control": "public, max-age=600"})
    found = fetcher.get(f"{site.base}/1")
    assert found.content == article("Envoys meet")
    assert (found.mime, found.charset, found.etag, found.fresh) == ("text/html", "utf-8", '"a1"', 600)
    assert site.paths() == ["/robots.txt", "/1"]
    assert site.asked[1][1]["User-Agent"].startswith("attache/")


def test_what_has_not_changed_is_not_sent_again(site: Site, fetcher: Fetcher) -> None:
    def answer(request: Any) -> Reply:
        if request.headers.get("If-None-Match") == '"a1"':
            return Reply(b"", 304, {"ETag": '"a1"'})
        return Reply(article("Envoys meet"), headers={"ETag": '"a1"', "Last-Modified": "Fri, 14 Mar 2014 21:00:00 GMT"})

    site.pages["/1"] = answer
    first = fetcher.get(f"{site.base}/1")
    again = fetcher.get(f"{site.base}/1", etag=first.etag, modified=first.modified)
    assert first.content
    assert again.content is None
    assert site.asked[-1][1]["If-Modified-Since"] == "Fri, 14 Mar 2014 21:00:00 GMT"


@pytest.mark.parametrize("packed", ["gzip", "deflate", "raw deflate"])
def test_packed_answers_are_unpacked(site: Site, fetcher: Fetcher, packed: str) -> None:
    body = article("Envoys meet") * 20
    if packed == "gzip":
        site.put("/1", gzip.compress(body), headers={"Content-Encoding": "gzip"})
    else:
        pack = zlib.compressobj(wbits=zlib.MAX_WBITS if packed == "deflate" else -zlib.MAX_WBITS)
        site.put("/1", pack.compress(body) + pack.flush(), headers={"Content-Encoding": "deflate"})
    assert fetcher.get(f"{site.base}/1").content == body


def test_redirects_are_followed_and_a_lasting_one_is_told(site: Site, fetcher: Fetcher) -> None:
    site.put("/new", article("Envoys meet"))
    site.redirect("/moved", "/new", 301)
    site.redirect("/today", f"{site.base}/new", 302)
    assert (fetcher.get(f"{site.base}/moved").url, fetcher.get(f"{site.base}/moved").moved) == (
        f"{site.base}/new",
        True,
    )
    assert fetcher.get(f"{site.base}/today").moved is False


def test_no_cookie_is_kept(site: Site, fetcher: Fetcher) -> None:
    site.put("/1", article("Envoys meet"), headers={"Set-Cookie": "who=reader; Path=/"})
    fetcher.get(f"{site.base}/1")
    fetcher.get(f"{site.base}/1")
    assert "Cookie" not in site.asked[-1][1]


# ----------------------------------------------------------------------------------------- addresses inside


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True), ("2606:2800:21f:cb07::1", True), ("8.8.8.8", True),
        ("127.0.0.1", False), ("127.8.9.1", False), ("0.0.0.0", False), ("10.1.2.3", False), ("172.16.0.1", False),
        ("172.31.255.255", False), ("172.32.0.1", True), ("192.168.1.1", False), ("169.254.169.254", False),
        ("100.64.0.1", False), ("192.0.2.1", False), ("198.18.0.1", False), ("224.0.0.1", False),
        ("240.0.0.1", False), ("255.255.255.255", False),
        ("::1", False), ("::", False), ("fe80::1", False), ("fe80::1%eth0", False), ("fc00::1", False),
        ("fd12:3456::1", False), ("ff02::1", False), ("2001:db8::1", False),
        ("::ffff:127.0.0.1", False), ("::ffff:93.184.215.14", True), ("64:ff9b::7f00:1", False),
        ("64:ff9b::a00:1", False), ("2002:7f00:1::", False), ("2002:a00:1::1", False), ("::127.0.0.1", False),
        ("nonsense", False), ("", False),
    ],
)  # fmt: skip
def test_which_addresses_are_of_the_open_network(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "0"],
)
def test_no_way_of_writing_this_machine_is_fetched(site: Site, host: str) -> None:
    site.put("/secret", article("Inside"))
    with Fetcher(limits=Limits(seconds=2)) as fetcher:
        refused(fetcher, f"http://{host}:{site.port}/secret")
    assert site.asked == []


def test_a_redirect_into_the_house_is_not_followed(site: Site, fetcher: Fetcher) -> None:
    site.put("/secret", article("Inside"))
    for number, target in enumerate(
        [
            "http://127.0.0.1:{}/secret",
            "http://inside.example:{}/secret",
            "http://[::1]:{}/secret",
            "//127.0.0.1:{}/secret",
        ]
    ):
        site.redirect(f"/{number}", target.format(site.port))
        trouble = refused(fetcher, f"{site.base}/{number}")
        assert "not a public address" in trouble.reason
        assert "--allow-host" in trouble.reason
        assert trouble.refused
    assert "/secret" not in site.paths()


def test_a_redirect_of_robots_txt_into_the_house_is_not_followed(site: Site, fetcher: Fetcher) -> None:
    site.put("/1", article("Envoys meet"))
    site.redirect("/robots.txt", f"http://127.0.0.1:{site.port}/secret")
    refused(fetcher, f"{site.base}/1")
    assert site.paths() == ["/robots.txt"]


def test_a_name_that_means_another_address_the_second_time(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [["93.184.215.14"], ["127.0.0.1"]]
    connected = []

    def rebinding(host: str, port: int) -> list[str]:
        return answers.pop(0)

    def connect(self: object, host: str, *rest: Any, **more: Any) -> Any:
        connected.append(host)
        raise httpcore.ConnectError("no network here")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    with Fetcher(resolve=rebinding, keep_to_robots=False) as fetcher:
        assert "no connection" in refused(fetcher, "http://rebind.example/").reason
        assert "not a public address" in refused(fetcher, "http://rebind.example/").reason
    # The connection went to the address that was checked, not to whatever the name means by then.
    assert connected == ["93.184.215.14"]


def test_a_name_with_one_address_inside_is_not_trusted() -> None:
    with pytest.raises(FetchError, match="not a public address"):
        safe_addresses("both.example", 80, frozenset(), lambda host, port: ["93.184.215.14", "10.0.0.1"])


def test_a_host_named_by_a_person_is_fetched_and_only_its_port(site: Site) -> None:
    site.put("/1", article("Envoys meet"))
    with Fetcher(allow=["127.0.0.1"], resolve=resolve) as fetcher:
        assert fetcher.get(f"http://127.0.0.1:{site.port}/1").content
    with Fetcher(allow=["127.0.0.1:1"], resolve=resolve) as fetcher:
        refused(fetcher, f"http://127.0.0.1:{site.port}/1")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://wire.example/1", "gopher://wire.example/1", "data:text/html,x", "javascript:alert(1)",
        "http:///nothing", "http://", "https://user:secret@wire.example/", "http://wire.example:99999/",
        "http://[::1", "http://wire.example/\r\nX: y", "", "//wire.example/1", "http://wire example/",
    ],
)  # fmt: skip
def test_only_plain_http_addresses_are_asked_for(url: str) -> None:
    with pytest.raises(FetchError) as trouble:
        checked(url)
    assert trouble.value.refused


def test_a_redirect_to_another_scheme_is_not_followed(site: Site, fetcher: Fetcher) -> None:
    for target in ("file:///etc/passwd", "gopher://127.0.0.1:25/x", "javascript:1"):
        site.redirect("/1", target)
        assert "only http and https" in refused(fetcher, f"{site.base}/1").reason


def test_a_name_server_that_never_answers_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    never = threading.Event()
    monkeypatch.setattr("attache.intake.address.LOOKUP_SECONDS", 0.05)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *a, **k: [never.wait(5)][:0])
    with pytest.raises(FetchError, match="in time"):
        look_up("slow.example", 80)
    never.set()


# ----------------------------------------------------------------------------------------------------- limits


def test_redirects_that_go_round_or_on_for_ever(site: Site, fetcher: Fetcher) -> None:
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")
    assert "circle" in refused(fetcher, f"{site.base}/a").reason
    for number in range(30):
        site.redirect(f"/n{number}", f"/n{number + 1}")
    assert "over 5 redirects" in refused(fetcher, f"{site.base}/n0").reason
    assert len(site.asked) < 12


def test_a_page_without_end_is_left(site: Site, fetcher: Fetcher) -> None:
    def endless(request: Any) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        for _ in range(2000):
            request.wfile.write(b"<p>more</p>" * 1000)

    site.pages["/endless"] = endless
    assert "larger than" in refused(fetcher, f"{site.base}/endless").reason
    site.put("/large", b"x" * 10, headers={"Content-Length": "90000000000"})
    assert "larger than" in refused(fetcher, f"{site.base}/large").reason


def test_a_bomb_is_not_unpacked(site: Site, fetcher: Fetcher) -> None:
    bomb = gzip.compress(b"\0" * 5_000_000)
    site.put("/bomb", bomb, headers={"Content-Encoding": "gzip"})
    assert "unpacks to more than" in refused(fetcher, f"{site.base}/bomb").reason
    site.put("/twice", gzip.compress(bomb), headers={"Content-Encoding": "gzip, gzip"})
    assert "not asked for" in refused(fetcher, f"{site.base}/twice").reason
    site.put("/cut", gzip.compress(article("Envoys meet") * 50)[:-20], headers={"Content-Encoding": "gzip"})
    assert "cut short" in refused(fetcher, f"{site.base}/cut").reason
    site.put("/wrong", b"not packed at all", headers={"Content-Encoding": "gzip"})
    assert "cannot be understood" in refused(fetcher, f"{site.base}/wrong").reason


def test_a_server_that_sends_a_byte_a_moment_is_not_waited_for(site: Site) -> None:
    def drip(head: bytes) -> Any:
        def answer(request: Any) -> None:
            request.wfile.write(head)
            for _ in range(100):
                time.sleep(0.05)
                request.wfile.write(b"x")

        return answer

    site.pages["/body"] = drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
    site.pages["/head"] = drip(b"HTTP/1.1 200 OK\r\nX-Long: ")
    site.pages["/never"] = lambda request: time.sleep(1.5)
    limits = Limits(seconds=0.4)
    with Fetcher(allow=["wire.example"], limits=limits, resolve=resolve, keep_to_robots=False) as fetcher:
        for path in ("/body", "/head", "/never"):
            began = time.monotonic()
            refused(fetcher, site.base + path)
            assert time.monotonic() - began < 1.2


@pytest.mark.parametrize(
    "said",
    [
        b"", b"\x00" * 4000, b"HTTP/1.1 abc\r\n\r\n", b"200 OK\r\n\r\n<p>no protocol</p>",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nx", b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 9\r\n\r\nxxxxx",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\ncut", b"HTTP/1.1 301 Moved\r\nLocation: http://[::bad\r\n\r\n",
        b"HTTP/1.1 302 Found\r\nLocation: \xff\xfe\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 20_000,
    ],
)  # fmt: skip
def test_whatever_a_server_says_ends_as_one_clear_refusal(site: Site, said: bytes) -> None:
    def answer(request: Any) -> None:
        request.wfile.write(said)

    site.pages["/1"] = answer
    with Fetcher(allow=["wire.example"], limits=Limits(seconds=1), resolve=resolve, keep_to_robots=False) as fetcher:
        trouble = refused(fetcher, f"{site.base}/1")
    assert len(str(trouble)) < 600
    assert str(trouble).isprintable()


def test_what_is_no_page_is_left_alone(site: Site, fetcher: Fetcher) -> None:
    site.put("/film", b"x" * 100, mime="video/mp4")
    assert refused(fetcher, f"{site.base}/film").reason == "video/mp4, not a page"
    site.put("/gone", b"", status=410)
    assert refused(fetcher, f"{site.base}/gone").status == 410
    site.put("/busy", b"", status=429, headers={"Retry-After": "120"})
    assert refused(fetcher, f"{site.base}/busy").wait == 120
    site.put("/busy", b"", status=503, headers={"Retry-After": "99999999999999999999"})
    assert refused(fetcher, f"{site.base}/busy").wait == 86_400
    site.put("/busy", b"", status=503, headers={"Retry-After": "Fri, 99 Foo 9999"})
    assert refused(fetcher, f"{site.base}/busy").wait is None


# ----------------------------------------------------------------------------------------------------- robots


def test_robots_txt_is_kept_to(site: Site, fetcher: Fetcher) -> None:
    site.put("/robots.txt", b"User-agent: *\nDisallow: /private\nCrawl-delay: 7\n", mime="text/plain")
    site.put("/private/1", article("Inside"))
    site.put("/1", article("Envoys meet"))
    site.redirect("/in", "/private/1")
    assert fetcher.get(f"{site.base}/1").content
    assert "robots.txt" in refused(fetcher, f"{site.base}/private/1").reason
    assert "robots.txt" in refused(fetcher, f"{site.base}/in").reason
    assert "/private/1" not in site.paths()
    assert site.paths().count("/robots.txt") == 1
    assert fetcher.crawl_delay(f"{site.base}/1") == 7


def test_a_site_that_cannot_say_is_left_for_later(site: Site, fetcher: Fetcher) -> None:
    site.put("/1", article("Envoys meet"))
    site.put("/robots.txt", b"", status=500)
    trouble = refused(fetcher, f"{site.base}/1")
    assert "robots.txt could not be read" in trouble.reason
    assert not trouble.refused
    site.put("/robots.txt", b"", status=403)  # RFC 9309: no robots.txt for us, then
    assert fetcher.get(f"{site.base}/1").content


def test_a_robots_txt_without_end_is_read_as_far_as_it_must_be(site: Site, fetcher: Fetcher) -> None:
    def endless(request: Any) -> None:
        request.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\nDisallow: /private\n")
        for _ in range(1000):
            request.wfile.write(b"# nothing\n" * 1000)

    site.pages["/robots.txt"] = endless
    site.put("/1", article("Envoys meet"))
    assert fetcher.get(f"{site.base}/1").content
    refused(fetcher, f"{site.base}/private")
