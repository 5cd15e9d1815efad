"""Blocks of commands in Markdown, and what stands in comments above them.

A comment directly above a block says how it is typed:

    <!-- not typed: REASON -->          nobody can type it here
    <!-- typed after: COMMANDS -->      what is typed before, which the reader has done or need not see
    <!-- typed with status N -->        the exit status of its last command; 0 otherwise, unless the block shows output
"""

import re
from collections import namedtuple

# `commands` are pairs of what is typed and what the page shows of its output, None where it shows nothing.
Block = namedtuple("Block", "line language text reason before status")

FENCE = re.compile(r"^( *)```(\w*)[^\n]*\n(.*?)^\1```$", re.M | re.S)
MARK = re.compile(r"<!-- (not typed: |typed after: |typed with status )((?:(?!-->).)*) -->\s*\Z", re.S)


def blocks(document):
    """Those in `sh` and `console`, and those without a language that show a prompt."""
    for match in FENCE.finditer(document):
        indent, language, text = match.groups()
        text = re.sub(rf"^{indent}", "", text, flags=re.M)
        if language not in ("sh", "console") and not (language == "" and text.startswith("$ ")):
            continue
        above, reason, before, status = document[:match.start()], None, "", None
        while mark := MARK.search(above):
            kind, words = mark.groups()
            if kind == "not typed: ":
                reason = words
            elif kind == "typed after: ":
                before = f"{words}\n{before}"
            else:
                status = int(words)
            above = above[:mark.start()]
        yield Block(document[:match.start()].count("\n") + 1, language, text, reason, before, status)


def commands(block):
    """Pairs of what is typed and what the page shows of its output; None where it shows nothing."""
    if block.text.startswith("#!"):
        return [(block.text, None)]
    if block.language == "sh":
        return [(command, None) for command in whole_commands(block.text)]
    pairs = re.findall(r"^\$ ((?:.*\\\n)*.*)\n((?:(?!\$ ).*\n)*)", block.text, re.M)
    return [(command, shown if shown.strip() else None) for command, shown in pairs]


def whole_commands(text):
    """The commands of a script, each with its further lines and without comments beside it."""
    lines = iter(text.splitlines())
    for line in lines:
        line = re.sub(r"(^| +)# .*$", "", line)
        if not line.strip():
            continue
        while line.endswith("\\"):
            line += "\n" + next(lines)
        if here := re.search(r"<<-?'?(\w+)'?", line):
            for more in lines:
                line += "\n" + more
                if more.strip() == here[1]:
                    break
        yield line
