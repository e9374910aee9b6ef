#!/usr/bin/env python3
"""The size budget: lines of files and of functions. Run in the project's root."""

import re
import sys

from sources import sources

FILE_MEDIAN, FILE_P90, FILE_MAX = 100, 250, 400
FUNCTION_MAX, KERNEL_MAX = 60, 80

NOISE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.S)
# Braces that follow one of these do not open a function's body.
NO_FUNCTION = re.compile(r"\b(?:namespace|class|struct|union|enum|extern)\b[^()]*$")


def without_comments_and_literals(text: str) -> str:
    return NOISE.sub(lambda noise: "\n" * noise.group().count("\n"), text)


def is_function(head: str) -> bool:
    """Does the text before a brace, since the last ; or brace, end a function's signature?"""
    if ")" not in head or NO_FUNCTION.search(head) or head.count("(") != head.count(")"):
        return False
    before = None
    while head != before:
        before, head = head, re.sub(r"\([^()]*\)", "", head)
    return "=" not in re.sub(r"operator\s*\S+", "", head)


def functions(text: str):
    """(signature, first line, last line) of the outermost function bodies."""
    text = re.sub(r"^\s*#.*", "", without_comments_and_literals(text), flags=re.M)
    depth, body_depth, start = 0, None, 0
    signature, first = "", 0
    for token in re.finditer(r"[{};]", text):
        position = token.start()
        if token.group() == "{":
            head = text[start:position]
            if body_depth is None and is_function(head):
                body_depth, signature = depth, " ".join(head.split())
                first = text.count("\n", 0, position - len(head.lstrip())) + 1
            depth += 1
        elif token.group() == "}":
            depth -= 1
            if depth == body_depth:
                yield signature, first, text.count("\n", 0, position) + 1
                body_depth = None
        start = position + 1


def quantile(values: list[int], q: float) -> int:
    return sorted(values)[min(len(values) - 1, int(q * len(values)))]


def main() -> int:
    files = {path: text.count("\n") for path, text in sources().items()}
    bodies = [
        (last - first + 1, f"{path}:{first}: {signature}")
        for path, text in sources().items()
        for signature, first, last in functions(text)
    ]
    faults = [f"{path}: {n} lines (at most {FILE_MAX})" for path, n in files.items() if n > FILE_MAX]
    for lines, name in bodies:
        limit = KERNEL_MAX if "__global__" in name else FUNCTION_MAX
        if lines > limit:
            faults.append(f"{name}: {lines} lines (at most {limit})")
    lengths = list(files.values())
    for q, limit in ((0.5, FILE_MEDIAN), (0.9, FILE_P90)):
        if quantile(lengths, q) > limit:
            faults.append(f"the {q:.0%} quantile of file length is {quantile(lengths, q)} (at most {limit})")
    print("\n".join(faults))
    for what, values in (("files", lengths), ("functions", [lines for lines, _ in bodies])):
        print(f"{len(values)} {what}: median {quantile(values, 0.5)}, p90 {quantile(values, 0.9)}, "
              f"longest {max(values)} lines")
    return bool(faults)


sys.exit(main())
