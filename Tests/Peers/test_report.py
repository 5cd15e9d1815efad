"""What a browser makes of `enlist report`: that it draws, at two widths, and complains of nothing."""

import base64
import hashlib
import json
import re
import subprocess

import pytest

from cloud import local_cloud
from test_journal import PIPELINE, arguments, scenario

# Measures the page when it is drawn, works it as a person would, and leaves what it saw in the page.
PROBE = """
<script>
const errors = [];
addEventListener("error", (event) => errors.push(event.message));
addEventListener("securitypolicyviolation", (event) => errors.push(event.violatedDirective));
addEventListener("load", () => {
  const box = (element) => element.getBoundingClientRect();
  const rows = [...document.querySelectorAll("details")];
  const bars = [...document.querySelectorAll("svg.bars rect")].filter((bar) => !bar.matches(".gap"));
  const seen = {
    heading: document.querySelector("h1").textContent,
    width: innerWidth,
    content: document.documentElement.scrollWidth,
    rows: rows.map((row) => ({name: row.querySelector("b").textContent, height: box(row).height})),
    bars: bars.map((bar) => {
      const ground = box(bar.ownerSVGElement);
      return {width: box(bar).width, from: box(bar).left - ground.left,
              rest: ground.right - box(bar).right, words: bar.textContent,
              colour: getComputedStyle(bar).fill};
    }),
  };
  const press = (key) => document.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
  press("ArrowDown"); press("ArrowDown"); press("ArrowDown"); press("ArrowUp");
  seen.focus = rows.findIndex((row) => row.contains(document.activeElement));
  document.getElementById("all").click();
  seen.open = rows.filter((row) => row.open).length;
  seen.text = document.body.innerText;
  seen.opened = document.documentElement.scrollWidth;
  seen.errors = errors;
  const result = document.createElement("pre");
  result.id = "probe";
  result.textContent = JSON.stringify(seen);
  document.body.append(result);
});
</script>
"""


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    """A page of two runs: one that is throttled, waits and is denied, and one that goes on."""
    folder = tmp_path_factory.mktemp("report")
    patient = folder / "patient.yaml"
    patient.write_text(re.sub(r"(timeout|deadline): \d+s", r"\1: 60s", PIPELINE.read_text()))
    with local_cloud(folder, scenario()) as cloud:
        cloud.set_faults(
            {"service": "opsworks", "operation": "DescribeLayers", "calls": "1-6",
             "error": "throttled"},
            {"service": "opsworks", "operation": "AssignInstance", "calls": "first",
             "error": "access-denied"})
        assert cloud.enlist(*arguments(patient)).status == 77
        failed = cloud.enlist("report")
        assert cloud.enlist(*arguments(patient)).status == 0
        page = folder / "report.html"
        assert cloud.enlist("report", "--output", str(page)).status == 0
        assert page.stat().st_mode & 0o777 == 0o600
        analysis = cloud.enlist("analyze")
        data = cloud.enlist("analyze", "--json")
        picture = cloud.enlist("report", "--svg")
    return {"failed": failed.output, "joined": page.read_text(), "analysis": analysis.output,
            "data": json.loads(data.output), "picture": picture.output}


def look(folder, page, width, allowed=True):
    """What the probe saw in headless Chromium, and what Chromium logged."""
    assert page.count("<title>") and page.startswith("<!doctype html>")
    file = folder / "page.html"
    # The page's policy allows its own script and no other, so the probe has to be let in.
    script = PROBE[PROBE.index("<script>") + 8:PROBE.index("</script>")]
    probe = "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"
    page = page.replace("script-src ", f"script-src {probe} ", 1) if allowed else page
    file.write_text(page.replace("</title>", "</title>" + PROBE, 1))
    browser = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         f"--user-data-dir={folder}/profile", f"--window-size={width},900",
         "--enable-logging=stderr", "--virtual-time-budget=2000", "--dump-dom", f"file://{file}"],
        capture_output=True, text=True, timeout=120)
    found = re.search(r'<pre id="probe">(.*?)</pre>', browser.stdout, re.S)
    if not allowed:
        assert not found and "violates the following Content Security Policy" in browser.stderr
        return None
    assert found, browser.stderr
    text = found[1].replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    console = [line for line in browser.stderr.splitlines() if "CONSOLE" in line]
    return json.loads(text), console


@pytest.mark.parametrize("width", [1280, 500])
@pytest.mark.parametrize("run", ["failed", "joined"])
def test_a_browser_draws_it(report, tmp_path, run, width):
    seen, console = look(tmp_path, report[run], width)
    assert seen["errors"] == [] and console == []
    assert abs(seen["width"] - width) < 20, seen["width"]
    assert seen["content"] <= seen["width"], "it must not scroll sideways"
    assert seen["opened"] <= seen["width"], "nor with all steps open"
    names = [row["name"] for row in seen["rows"]]
    # What told of the failure is beside the steps, and comes after them.
    assert names[0] == "preparation" and names[-2:] == ["assign-layer", "on-failure"], names
    assert all(row["height"] > 20 for row in seen["rows"])
    assert len(seen["bars"]) > 2 * len(names), "attempts, waits and requests"
    for bar in seen["bars"]:
        assert bar["width"] > 0.5 and bar["from"] > -1 and bar["rest"] > -4, bar
    # Working, failed, waiting and requests, each in a colour of its own.
    assert len({bar["colour"] for bar in seen["bars"]}) == 4
    assert seen["focus"] == 1 and seen["open"] == len(names)
    assert "allow opsworks:AssignInstance" in seen["text"]
    if run == "failed":
        assert seen["heading"] == "quick failed at assign-layer"
    else:
        assert seen["heading"] == "quick succeeded" and "Runs" in seen["text"]


def test_a_script_that_got_in_does_not_run(report, tmp_path):
    look(tmp_path, report["failed"], 1280, allowed=False)


def test_the_terminal_says_the_same(report):
    identity, *lines = report["analysis"].splitlines()
    assert re.fullmatch(
        r"enlist 0\.2\.0 on i-\w+ in us-east-1, image ami-\w+; "
        r"product=shop environment=prod platform=web major=3, \S+Z", identity), identity
    assert re.fullmatch(
        r"quick succeeded after \S+: \S+ working, \S+ waiting; \d+ requests", lines[0]), lines[0]
    assert "what to do: allow opsworks:AssignInstance" in report["analysis"]
    steps = report["data"]["steps"]
    beside = [step["id"] for step in steps if step["state"] == "beside"]
    assert beside == ["on-failure"] and steps[-1]["id"] == "on-failure", [step["id"] for step in steps]
    assert {step["state"] for step in steps[:-1]} <= {"done", "already-done"}
    assert len(report["data"]["runs"]) == 2
    total = sum(step["elapsed"] for step in steps[:-1])
    assert abs(total - report["data"]["elapsed"]) < 0.05, "no time is lost, none counted twice"
    assert any(request["error"] == "ThrottlingException"
               for step in steps for request in step["requests"])


def test_no_secret_is_in_any_of_them(report):
    for text in [report["failed"], report["joined"], report["analysis"], report["picture"],
                 json.dumps(report["data"])]:
        assert not re.search(r"SecretAccessKey|X-Amz-Security-Token|BEGIN|MIIC", text)


def test_without_a_run_it_says_so(cloud):
    for command in ["report"], ["analyze"], ["report", "--svg"]:
        ended = cloud.enlist(*command)
        assert ended.status == 66 and "no run on" in ended.errors, ended
