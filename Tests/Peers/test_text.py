"""Text from outside is bytes: the lint that says so, and what the compiler has made of the sources."""

import re
import subprocess
import sys

import pytest

from cloud import PACKAGE, UNOPTIMISED


def lint(folder, line):
    (folder / "Sources").mkdir()
    (folder / "Sources/A.swift").write_text(f"struct A {{}}\n{line}\n")
    return subprocess.run([sys.executable, PACKAGE / "scripts/lint-text"], cwd=folder,
                          capture_output=True, text=True)


@pytest.mark.parametrize("line", [
    'if path.hasPrefix("/") {', "names.filter(path.hasSuffix)", 'text.split(separator: "=")',
    "text.split(whereSeparator: \\.isNewline)",
    "text.split(omittingEmptySubsequences: false, whereSeparator: \\.isWhitespace)",
    'path.contains("/")', 'text.replacing("a", with: "b")', 'text.first == "-"', 'text.last != "\\n"',
    'text.firstIndex(of: "=")', 'text.firstRange(of: ":-")', 'text.prefix { $0 != "?" }',
    'text.drop(while: { $0 == " " })', "text.filter { !$0.isNumber }", "text.drop(while: \\.isWhitespace)",
    "text.allSatisfy { $0.isASCII && $0.isHexDigit }", "let sign: Character", "try Regex(pattern)",
    "text.wholeMatch(of: /[a-z]+/)", "let pattern = /[a-z]+/", 'text.replacingOccurrences(of: "a", with: "b")',
    'text.components(separatedBy: ",")',
])
def test_a_line_that_takes_characters_is_named(tmp_path, line):
    result = lint(tmp_path, line)
    assert result.returncode == 1
    assert result.stdout.startswith("Sources/A.swift:2: `") and ": use " in result.stdout
    assert "import Bytes" in result.stderr


@pytest.mark.parametrize("line", [
    'if path.begins(with: "/") {', 'text.utf8.split(separator: UInt8(ascii: "="))', 'words.contains("sh")',
    'names.first == "run"', "text.unicodeScalars.allSatisfy { $0 != \"-\" }", "scalar.properties.isWhitespace",
    '// text.hasPrefix("/") is another matter', 'let words = "Character, .hasPrefix( and /a/"',
    'row.contains("│")  // characters: what a person sees', "let url = base + \"/a/b\"", "a = b / c",
])
def test_any_other_is_not(tmp_path, line):
    result = lint(tmp_path, line)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


# What the standard library has by Characters, as the compiler names it: Character itself; String and Substring as
# collections of them; how many there are; what begins or ends with them.
CHARACTERS = re.compile(r"""\$sSJ  # Character
    | \$sS[Ss]S[lTKm]s(Mc|WP)      # String: Collection, Sequence, BidirectionalCollection, …
    | \$sS[Ss]5count
    | \$s(SS|Sys?E)9has(Prefix|Suffix)
    | \$sS[Ss]y\w*SJ7Element""", re.X)
# The judge of what enlist sends has some texts of its own by Characters, as its random names.
OTHERS = {"LocalCloud", "LocalCloudCommand", "CScaffold"}


def test_nothing_that_enlist_links_takes_a_text_by_characters():
    """What grep cannot see: a loop over a text, its count, a prefix of so many Characters.

    An optimised build does not show what it has inlined.
    """
    objects = [UNOPTIMISED / f"{folder.name}.build" / f"{file.name}.o"
               for folder in (PACKAGE / "Sources").iterdir() if folder.name not in OTHERS
               for file in folder.rglob("*.swift")]
    assert objects
    symbols = subprocess.run(["nm", "--print-file-name", "--undefined-only", *objects],
                             capture_output=True, text=True, check=True).stdout
    found = {(line.split(":")[0].rsplit("/", 1)[1].removesuffix(".o"), line.split()[-1])
             for line in symbols.splitlines() if CHARACTERS.match(line.split()[-1])}
    assert found == set()
