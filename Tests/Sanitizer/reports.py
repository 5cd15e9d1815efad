"""What AddressSanitizer has found while plugins of the tests did harm: fails where it was not in the
plugin's own code.

usage: reports.py FOLDER
"""

import re
import sys
from pathlib import Path

PLUGINS = Path(__file__).parents[1] / "Peers"
SOURCES = {path.name for folder in ("plugins", "libraries") for path in (PLUGINS / folder).glob("*.c")}


def innermost(report):
    """The innermost place of the first stack that is none of the sanitizer's own."""
    stack = re.search(r"^    #0 .*?(?=^\S|^$|\Z)", report, re.M | re.S)
    frames = re.findall(r"^    #\d+ 0x[0-9a-f]+ (.*)$", stack.group() if stack else "", re.M)
    return next((frame for frame in frames if "compiler-rt" not in frame), "")


def main(folder):
    reports = sorted(Path(folder).glob("asan.*"))
    findings = 0
    for path in reports:
        report = path.read_text(errors="replace")
        place = innermost(report)
        if any(re.search(rf"\b{re.escape(source)}\b", place) for source in SOURCES):
            continue
        findings += 1
        print(report)
    print(f"AddressSanitizer: {len(reports)} reports, {findings} of them not in a plugin's own code")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
