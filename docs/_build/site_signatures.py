"""Long signatures, one argument a line.

mkdocstrings would start a formatter's process for each of hundreds: most of the build's time.
"""

from mkdocstrings_handlers.python._internal import rendering

_OPEN, _CLOSE = "([{", ")]}"


def formatted(code: str, line_length: int) -> str:
    """`name(arguments) -> returned`, broken at the outer commas where it is too long."""
    start = code.find("(")
    if len(code) <= line_length or start < 0:
        return code
    arguments, depth, last = [], 0, start + 1
    for at in range(start, len(code)):
        depth += (code[at] in _OPEN) - (code[at] in _CLOSE)
        if depth == 0 or (depth == 1 and code[at] == ","):
            arguments.append(code[last:at].strip())
            last = at + 1
        if depth == 0:
            break
    inner = "".join(f"    {argument},\n" for argument in arguments if argument)
    return f"{code[:start]}(\n{inner}{code[last - 1 :]}"


def install() -> None:
    rendering._get_formatter = lambda: formatted
