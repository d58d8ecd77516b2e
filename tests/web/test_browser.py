"""The journeys of a reader, walked in the machine's own Chromium: nothing in the console, nothing leaves the machine.

An accessibility check runs on every page: our own small one always, axe-core where AXE names its file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("jinja2")
pytest.importorskip("uvicorn")
playwright = pytest.importorskip("playwright.sync_api")

from web.hostile import hostile_record  # noqa: E402
from world import World  # noqa: E402

from attache import pipeline  # noqa: E402
from attache.store import Record  # noqa: E402
from bench.screenshots import chromium, served  # noqa: E402

pytestmark = pytest.mark.skipif(chromium() is None, reason="there is no Chromium on this machine")

AXE = os.environ.get("AXE")  # where axe.min.js lies (npm package axe-core); it is no part of this project

# What is wrong with a page for those who do not see it, or have no mouse: said in a line each.
CHECK = """() => {
  const wrong = [], seen = new Set();
  const name = e => (e.getAttribute("aria-label") || e.textContent || e.getAttribute("title") || "").trim();
  if (document.querySelectorAll("h1").length !== 1) wrong.push("not one h1");
  if (document.querySelectorAll("main").length !== 1) wrong.push("not one main");
  if (!document.documentElement.lang) wrong.push("no language");
  let level = 1;
  for (const h of document.querySelectorAll("main h1, main h2, main h3, main h4")) {
    const now = Number(h.tagName[1]);
    if (now > level + 1) wrong.push("a heading skips a level: " + h.textContent);
    level = now;
  }
  for (const e of document.querySelectorAll("[id]")) {
    if (seen.has(e.id)) wrong.push("twice the id " + e.id);
    seen.add(e.id);
  }
  for (const e of document.querySelectorAll("a[href], button")) {
    if (e.getAttribute("aria-hidden") !== "true" && !name(e)) wrong.push("no name: " + e.outerHTML.slice(0, 80));
  }
  for (const e of document.querySelectorAll("input:not([type=hidden]), select")) {
    if (!e.labels.length && !e.getAttribute("aria-label")) wrong.push("no label: " + e.outerHTML.slice(0, 80));
  }
  for (const e of document.querySelectorAll("svg")) {
    if (!e.closest("[aria-hidden=true]") && !e.getAttribute("aria-label")) wrong.push("a picture without words");
  }
  const light = c => {
    const [r, g, b] = c.match(/[\\d.]+/g).slice(0, 3).map(v => { v /= c.startsWith("color(") ? 1 : 255;
      return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = e => {
    for (; e; e = e.parentElement) {
      const c = getComputedStyle(e).backgroundColor;
      if (c !== "transparent" && !/[,/] ?0\\)$/.test(c)) return c;
    }
    return "rgb(255, 255, 255)";
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let n; (n = walker.nextNode());) {
    const e = n.parentElement;
    if (!n.data.trim() || e.closest("svg, .hidden, .skip, option, script") || !e.checkVisibility()) continue;
    const [a, b] = [light(getComputedStyle(e).color), light(ground(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) wrong.push(`contrast ${ratio.toFixed(2)}: ${n.data.trim().slice(0, 40)} <${e.tagName} ${e.className}>`);
  }
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("wider than the window");
  return [...new Set(wrong)];
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "oslo.record"
    with Record(path, write=True) as opened:
        World().write(opened)
    return path


@pytest.fixture(scope="module")
def site(record: Path) -> Iterator[str]:
    with served(record, edits=True) as address:
        yield address


class Walk:
    """A window on the pages, and what went wrong in it."""

    def __init__(self, browser: Any, site: str, **options: Any) -> None:
        self.site = site
        self.context = browser.new_context(base_url=site, **options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.trouble: list[str] = []
        self.page.on(
            "console", lambda told: self.trouble.append(told.text) if told.type in ("error", "warning") else None
        )
        self.page.on("pageerror", lambda error: self.trouble.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.trouble.append(f"dialog {dialog.message}"), dialog.dismiss()))
        self.page.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        if not request.url.startswith((self.site, "data:", "blob:")):
            self.trouble.append(f"asked for {request.url}")

    def __enter__(self) -> Any:
        return self.page

    def __exit__(self, *error: object) -> None:
        self.context.close()
        if error[0] is None:
            assert self.trouble == []


# ------------------------------------------------------------------------------------------------------ journeys


def test_find_what_somebody_said_on_a_day_and_see_it_in_the_article(browser: Any, site: str) -> None:
    with Walk(browser, site) as page:
        page.goto("/")
        page.get_by_role("searchbox").fill("closer")
        page.get_by_role("button", name="Search").click()
        page.get_by_text("Narrow it down").click()
        page.get_by_label("Speaker").fill("Berg")
        page.get_by_label("From").fill("2031-04-08")
        with page.expect_response(lambda answer: "speaker=Berg" in answer.url and "until=2031-04-08" in answer.url):
            page.get_by_label("To", exact=True).fill("2031-04-08")
        page.wait_for_url("**/search?*until=2031-04-08*")
        found = page.locator("#results .said")
        found.filter(has_text="We are closer than a week ago,").get_by_role("link", name="Harbour Wire").click()
        there = page.locator(".at:target + .d")
        assert there.inner_text() == "We are closer than a week ago,"
        assert there.evaluate(
            "e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight }"
        )
        there.click()  # and from the words to the note beside them
        assert "Anna Berg" in page.locator(".n:target").inner_text()


def test_an_announced_meeting_takes_place(browser: Any, site: str) -> None:
    with Walk(browser, site) as page:
        page.goto("/calendar")
        page.get_by_role("link", name="took place (1)").click()
        meeting = page.locator("li.held", has_text="Anna Berg")
        assert "12 April 2031" in meeting.inner_text()
        page.get_by_text("took place: the words").click()
        assert meeting.get_by_text("met in Oslo on Saturday").is_visible()
        meeting.get_by_role("link", name="12 April 2031").click()
        assert page.locator(".history").inner_text().split("\n")[0].startswith("planned (Harbour Wire")


def test_a_figure_is_compared_across_outlets(browser: Any, site: str) -> None:
    with Walk(browser, site) as page:
        page.goto("/figures")
        bars = page.locator("#d-troops .figure")
        assert bars.count() == 2
        ranges = [bars.nth(n).locator(".range").get_attribute("width") for n in range(2)]
        assert float(ranges[0] or 0) > float(ranges[1] or 0)
        page.get_by_role("link", name="The Post").click()
        assert page.locator(".at:target + .d").inner_text() == "About 5,000"


def test_from_the_drawn_timeline_to_the_entry_by_keyboard(browser: Any, site: str) -> None:
    with Walk(browser, site) as page:
        page.goto("/story/t-oslo")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "To the page"
        mark = page.locator("svg.timeline a.mk[aria-label]").first
        mark.focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/entry/n-oslo")


def test_without_scripts_a_search_is_a_form(browser: Any, site: str) -> None:
    with Walk(browser, site, java_script_enabled=False) as page:
        page.goto("/search")
        page.get_by_label("Words").fill("border")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url("**/search?*q=border*")
        assert page.locator(".said").count() == 1


def test_a_merged_person_is_parted_and_stays_so_after_a_re_read(browser: Any, record: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.record"
    own.write_bytes(record.read_bytes())
    with Record(own, write=True) as opened:
        pipeline.establish(opened)
        berg = opened.who("Anna Berg")[0].id
    with served(own, edits=True) as site, Walk(browser, site) as page:
        page.goto(f"/person/{berg}")
        page.get_by_role("link", name="put right").click()
        page.get_by_label("Ministers hold talks in Oslo").check()
        form = page.locator("form.correct", has=page.locator("input[value=split]"))
        form.get_by_label("What the part is called").fill("Anna Berg of the Post")
        form.get_by_label("Your name").fill("Ada")
        form.get_by_role("button", name="Split").click()
        page.wait_for_url("**/corrections")
        assert "Ada" in page.locator(".fixes").inner_text()
        page.goto("/people?name=berg")
        assert page.get_by_role("link", name="Anna Berg", exact=False).count() == 2
        with Record(own, write=True) as opened:
            pipeline.establish(opened)
        page.reload()
        assert page.get_by_role("link", name="Anna Berg of the Post").count() == 1
        page.goto("/corrections")
        page.get_by_role("button", name="Take back").click()
        page.get_by_text("taken back").wait_for()
        page.goto("/people?name=berg")
        assert page.get_by_role("link", name="Anna Berg", exact=False).count() == 1


def test_a_hostile_page_is_text(browser: Any, tmp_path: Path) -> None:
    path, id, person = hostile_record(tmp_path)
    with served(path) as site, Walk(browser, site, viewport={"width": 390, "height": 844}) as page:
        for address in ("/", f"/page/{id}", f"/person/{person}", "/search?q=script", "/pages"):
            page.goto(address)
            assert "<script>alert(1)</script>" in page.locator("body").inner_text()
            assert page.evaluate(CHECK) == []


# -------------------------------------------------------------------------------------------------- for everybody

PAGES = ["/", "/?since=1.1", "/story/t-oslo", "/entry/n-oslo", "/person/a-berg", "/people", "/pages", "/calendar",
         "/figures", "/search?q=border", "/search?in=events&place=Oslo", "/corrections", "/correct/n-oslo", "/nothing"]  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_everybody_can_read_every_page(browser: Any, site: str, scheme: str, width: int) -> None:
    wrong = {}
    context = browser.new_context(
        base_url=site, viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    pages = World()
    for address in [*PAGES, f"/page/{pages.wire.id}", f"/page/{pages.wire.id}/beside/{pages.copy.id}"]:
        page.goto(address)
        found = list(page.evaluate(CHECK))
        if AXE and (width, scheme) == (1280, "light"):
            page.evaluate(Path(AXE).read_text(encoding="utf-8"))
            answer = page.evaluate("axe.run({resultTypes: ['violations']})")
            found += [
                f"{one['id']}: {one['nodes'][0]['html'][:120]}"
                for one in answer["violations"]
                if one["impact"] in ("serious", "critical")
            ]
        if found:
            wrong[address] = found
    context.close()
    assert wrong == {}
