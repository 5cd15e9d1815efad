"""The tutorial for plugins: each of its commands is typed, and says what the page says."""

import re
import subprocess

from cloud import BUILD, PACKAGE
from test_plugins import ENVIRONMENT

PAGE = (PACKAGE / "docs/writing-a-plugin.md").read_text()
BLOCK = re.compile(r"^```(\w+) ?(\S*)\n(.*?)^```$", re.M | re.S)


def without_times(text):
    return re.sub(r"\d+(\.\d+)?ms|(\d{4}-\d\d-\d\dT[\d:.]+Z )?\[ +\d+\.\d+\]", "…", text)


def test_the_tutorial_from_its_first_line_to_its_last(tmp_path):
    environment = dict(ENVIRONMENT, PATH=f"{BUILD}:{ENVIRONMENT['PATH']}", PWD=str(tmp_path))
    commands = changes = 0
    for language, name, text in BLOCK.findall(PAGE):
        if language == "console":
            for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", text, re.M):
                ended = subprocess.run(
                    ["sh", "-c", command], cwd=tmp_path, env=environment, stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT, text=True, timeout=60)
                assert without_times(ended.stdout) == without_times(expected), command
                commands += 1
        elif language == "diff":
            lines = text.splitlines()
            old = "".join(line[1:] + "\n" for line in lines if line.startswith("-"))
            new = "".join(line[1:] + "\n" for line in lines if line.startswith("+"))
            file = tmp_path / name
            source = file.read_text()
            assert source.count(old) == 1, old
            file.write_text(source.replace(old, new))
            changes += 1
        elif language == "yaml" and name != "fragment":
            (tmp_path / name).write_text(text)
    assert commands == 12 and changes == 4
