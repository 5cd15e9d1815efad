"""The pages lead to each other: each is reachable from README, and each link ends at a file or a heading."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

PACKAGE = Path(__file__).resolve().parents[2]
FRONT = PACKAGE / "README.md"
PAGES = [
    *sorted(PACKAGE.glob("*.md")), *sorted((PACKAGE / "docs").rglob("*.md")),
    *sorted((PACKAGE / "Plugins").glob("*/README.md")), PACKAGE / "findings/README.md"]

FENCE = re.compile(r"^( *)(```+|~~~+).*?^\1\2[`~]*$", re.M | re.S)
CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
# `[text](target)`, `![text](target)`, and the definition of a reference, `[name]: target`.
LINK = re.compile(r"\]\(<?([^)<>\s]+)>?(?: \"[^\"]*\")?\)|^\[[^\]]+\]: <?(\S+?)>?$", re.M)
REFERENCE = re.compile(r"\[[^\]]+\]\[([^\]]+)\]")
HEADING = re.compile(r"^#{1,6} +(.+?)(?: +#+)?$", re.M)
SEPARATOR = re.compile(r"^\|?( *:?-+:? *\|)+( *:?-+:? *)?$")


def prose(text):
    """A page without its fenced blocks, whose lines stay as blank ones."""
    return FENCE.sub(lambda block: "\n" * block[0].count("\n"), text)


def links(text):
    """The line and the target of each link; what looks like one in code is none."""
    text = CODE.sub(lambda code: re.sub(r"[^\n]", "x", code[0]), prose(text))
    for match in LINK.finditer(text):
        yield text[:match.start()].count("\n") + 1, match[1] or match[2]


def anchors(text):
    """What GitHub makes of the headings: small letters, blanks as hyphens, no other signs; numbered if repeated."""
    found = {}
    for heading in HEADING.findall(prose(text)):
        # Links and code show their text only.
        shown = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        slug = re.sub(r"[^\w\- ]", "", shown.lower()).replace(" ", "-")
        count = found.get(slug, -1) + 1
        found[slug] = count
        yield f"{slug}-{count}" if count else slug


def headings(text):
    """The line and the cells of each table's first row."""
    lines = prose(text).splitlines()
    for number, (line, below) in enumerate(zip(lines, lines[1:]), 1):
        if "|" in line and SEPARATOR.match(below.strip()):
            row = line.strip().removeprefix("|").removesuffix("|")
            yield number, [cell.strip() for cell in re.split(r"(?<!\\)\|", row)]


def local(page, target):
    """The file and the anchor that a link means; None if it leads elsewhere."""
    if re.match(r"[a-z][a-z0-9+.-]*:", target):
        return None
    path, _, anchor = target.partition("#")
    return (page.parent / unquote(path)).resolve() if path else page, anchor


def name(page):
    return str(page.relative_to(PACKAGE))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_each_link_leads_to_a_file_and_a_heading(page):
    text, problems = page.read_text(), []
    for line, target in links(text):
        if (place := local(page, target)) is None:
            continue
        file, anchor = place
        if not file.exists():
            problems.append(f"{name(page)}:{line}: there is no {target}")
        elif anchor and file.suffix == ".md" and anchor not in anchors(file.read_text()):
            problems.append(f"{name(page)}:{line}: {name(file)} has no heading #{anchor}")
    defined = set(re.findall(r"^\[([^\]]+)\]:", text, re.M))
    used = REFERENCE.findall(CODE.sub("", prose(text)))
    problems += [f"{name(page)}: [{word}] is not defined" for word in used if word not in defined]
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_each_column_of_each_table_has_a_heading(page):
    bare = [f"{name(page)}:{line}" for line, cells in headings(page.read_text()) if not all(cells)]
    assert not bare, bare


def test_each_page_is_reachable_from_readme():
    reached, coming = set(), [FRONT]
    while coming:
        page = coming.pop()
        if page in reached:
            continue
        reached.add(page)
        for _, target in links(page.read_text()):
            if (place := local(page, target)) and place[0].suffix == ".md" and place[0].is_file():
                coming.append(place[0])
    assert not [name(page) for page in PAGES if page not in reached]


def test_docs_readme_links_each_page_beside_it():
    """From the front page of docs every page is one click away."""
    front = PACKAGE / "docs/README.md"
    linked = {local(front, target)[0] for _, target in links(front.read_text()) if local(front, target)}
    assert not [name(page) for page in front.parent.glob("*.md") if page != front and page not in linked]


def test_anchors_are_githubs():
    page = "# `enlist plan --check`\n## What it may do: IAM\n## [A](b.md) & B\n## Same\n## Same\n```\n# not me\n```\n"
    assert list(anchors(page)) == ["enlist-plan---check", "what-it-may-do-iam", "a--b", "same", "same-1"]


def test_links_and_tables_are_found():
    page = "[a](b.md#c) `[x](y)` ![i](i.svg)\n```\n[n](o)\n```\n[r]: https://e.org\n| a | |\n|---|---|\n| 1 | 2 |\n"
    assert list(links(page)) == [(1, "b.md#c"), (1, "i.svg"), (5, "https://e.org")]
    assert list(headings(page)) == [(6, ["a", ""])]
