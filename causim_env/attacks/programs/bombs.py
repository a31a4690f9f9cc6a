"""Ways to stall or to fill: time, memory, recursion, numbers, text, output, and texts that are hard to read."""

from __future__ import annotations

from causim_env.attacks.programs.program import expressions, functions, texts

_LEGAL = frozenset(
    """nested_loops growing_while_iterating growing_inside_comprehension nested_comprehension compare_shared_lists
    maximum_of_shared_lists sums_in_a_loop sorts_in_a_loop sum_in_c membership_in_c list_times text_times list_of_range
    dict_of_range percent_width doubling_list doubling_text text_of_shared_lists flattened_sums squaring power_tower
    shift text_percent repeat_text huge_text_to_number huge_number_to_text negative_shift nested_list_text
    nested_list_freed recursive_comparison many_names nested_comprehensions backslash_lines""".split()
)
_SHARED = "y = [x]\nfor i in range(40):\n    y = [y, y]\n"

PROGRAMS = (
    *functions(
        "time",
        {
            "endless": "while True:\n    pass",
            "swallowed_timeout": (
                "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass"
            ),
            "swallowed_in_finally": "try:\n    while True:\n        pass\nfinally:\n    return f(x)",
            "sleep": "import time\ntime.sleep(3600)\nreturn 1",
            "endless_iterator": "for i in iter(int, 1):\n    pass\nreturn 1",
            "regular_expression": "import re\nreturn len(re.findall('(a+)+b', 'a' * 5000))",
            "slow_hash": "return len({i * (2 ** 61 - 1) for i in range(10 ** 6)})",
        },
        legal=_LEGAL,
    ),
    *expressions(
        "time",
        {
            "sum_in_c": "sum(range(10 ** 12))",
            "membership_in_c": "[] in [range(10 ** 9)] or max(range(10 ** 11))",
            "sorted_in_c": "len(sorted(range(10 ** 12), key=str))",
            "power_modulo": "pow(3, 10 ** 10 ** 7, 10 ** 10 ** 6)",
        },
        legal=_LEGAL,
    ),
    *functions(
        "time",
        {
            "nested_loops": "t = 0\nfor i in range(9999):\n    for j in range(9999):\n        t = t + 1\nreturn t",
            "growing_while_iterating": "y = [x]\nfor i in y:\n    y.append(i)\nreturn len(y)",
            "growing_inside_comprehension": "y = [x]\nz = [y.append(i) for i in y]\nreturn len(z)",
            "nested_comprehension": "return len([0 for a in range(9000) for b in range(9000) for c in range(9000)])",
            "compare_shared_lists": f"{_SHARED}z = [x]\nfor i in range(40):\n    z = [z, z]\nreturn y == z",
            "maximum_of_shared_lists": f"{_SHARED}z = [x]\nfor i in range(40):\n    z = [z, z]\nreturn max(y, z) == y",
            "sums_in_a_loop": "t = 0\nfor i in range(9000):\n    t = t + sum(range(9000))\nreturn t % 7",
            "sorts_in_a_loop": "y = list(range(9000))\nfor i in range(9000):\n    y = sorted(y, )\nreturn y[0]",
        },
        legal=_LEGAL,
    ),
    *expressions(
        "memory",
        {
            "list_times": "len([0] * 10 ** 11)",
            "text_times": "len('a' * 10 ** 12)",
            "list_of_range": "len(list(range(10 ** 10)))",
            "dict_of_range": "len({i: [i] * 99 for i in range(10 ** 9)})",
            "bytes_of": "len(bytearray(10 ** 12))",
            "format_width": "len(f'{x:>{10 ** 11}}')",
            "format_method_width": "len('{:>99999999999}'.format(x))",
            "percent_width": "len('%99999999999d' % 1)",
            "replace_growth": "len('a'.replace('', 'b' * 10 ** 6).replace('b', 'c' * 10 ** 6))",
            "ljust": "len('a'.ljust(10 ** 12))",
            "join_growth": "len(('a' * 10 ** 6).join(['b'] * 10 ** 6))",
            "translate_growth": "len(('a' * 10 ** 5).translate({97: 'b' * 10 ** 7}))",
        },
        legal=_LEGAL,
    ),
    *functions(
        "memory",
        {
            "doubling_list": "y = [x]\nfor i in range(60):\n    y = y + y\nreturn len(y)",
            "doubling_text": "y = 'a'\nfor i in range(60):\n    y += y\nreturn len(y)",
            "text_of_shared_lists": f"{_SHARED}return len(str(y))",
            "flattened_sums": "y = [[0] * 5000]\nfor i in range(9000):\n    y = y + [sum(y, [])]\nreturn len(y)",
            "squaring": "y = 3\nfor i in range(60):\n    y = y * y\nreturn y % 7",
            "power_tower": "return 9 ** 9 ** 9 ** 9",
            "shift": "return 1 << 10 ** 12",
            "text_percent": "return len('%9999999999d' % x)",
            "repeat_text": "return len('a' * 99999 * 99999)",
        },
        legal=_LEGAL,
    ),
    *expressions(
        "numbers",
        {
            "factorial": "__import__('math').factorial(10 ** 7) % 7",
            "huge_text_to_number": "int('9' * 10 ** 7)",
            "huge_number_to_text": "len(str(10 ** 10 ** 7))",
            "nan": "float('nan')",
            "infinity": "float('inf')",
            "negative_shift": "1 << -1",
        },
        legal=_LEGAL,
    ),
    *functions(
        "recursion",
        {
            "calls_itself": "return f(x + 1)",
            "recursion_limit_lifted": "import sys\nsys.setrecursionlimit(10 ** 9)\nreturn f(x + 1)",
            "recursion_without_limit": "g = lambda g: g(g)\nreturn g(g)",
            "nested_list_text": "y = []\nfor i in range(10 ** 6):\n    y = [y]\nreturn len(str(y))",
            "nested_list_freed": "y = []\nfor i in range(10 ** 6):\n    y = (y,)\ny = 1\nreturn y",
            "recursive_comparison": "y = []\ny.append(y)\nz = []\nz.append(z)\nreturn y == z",
            "endless_iterator_chain": (
                "y = iter([])\nfor i in range(10 ** 6):\n    y = map(abs, y)\nreturn len(list(y))"
            ),
        },
        legal=_LEGAL,
    ),
    *functions(
        "output",
        {
            "print_flood": "for i in range(10 ** 8):\n    print('flood' * 1000)\nreturn 1",
            "print_one_large": "print('x' * 10 ** 8)\nreturn 1",
            "stderr_flood": "import sys\nfor i in range(10 ** 7):\n    sys.stderr.write('x' * 9999)\nreturn 1",
            "answer_pipe_flood": ("import os\nfor i in range(10 ** 6):\n    os.write(3, b'x' * 65536)\nreturn 1"),
            "answer_pipe_early_answer": 'import os\nos.write(3, b\'["", "7"]\')\nos._exit(0)',
            "answer_pipe_false_frame": "import os\nos.write(3, b'\\xff' * 64)\nos._exit(0)",
            "warnings": "import warnings\nfor i in range(10 ** 6):\n    warnings.warn(str(i))\nreturn 1",
        },
        legal=_LEGAL,
    ),
    *texts(
        "text",
        {
            "parentheses": "def f(x):\n    return " + "(" * 5000 + "x" + ")" * 5000,
            "brackets": "def f(x):\n    return " + "[" * 900 + "x" + "]" * 900,
            "unary_chain": "def f(x):\n    return " + "-" * 9000 + "x",
            "not_chain": "def f(x):\n    return " + "not " * 4000 + "x",
            "power_chain": "def f(x):\n    return " + "x ** " * 3000 + "x",
            "attribute_chain": "def f(x):\n    return x" + ".a" * 5000,
            "subscript_chain": "def f(x):\n    return x" + "[0]" * 5000,
            "call_chain": "def f(x):\n    return x" + "()" * 5000,
            "sum_chain": "def f(x):\n    return " + "x + " * 4000 + "x",
            "deep_indentation": "def f(x):\n"
            + "".join(" " * i + "if x:\n" for i in range(1, 99))
            + " " * 99
            + "return 1",
            "long_literal": "def f(x):\n    return " + "9" * 15000,
            "many_names": "def f(x):\n    " + ", ".join(f"a{i}" for i in range(3000)) + " = x\n    return a0",
            "nested_format_strings": "def f(x):\n    return " + "f'{" * 60 + "x" + "}'" * 60,
            "too_long": "def f(x):\n    return 1\n" + "#" * 30_000,
            "nested_comprehensions": "def f(x):\n    return " + "[" * 40 + "x" + " for y in x]" * 40,
            "nested_ternaries": "def f(x):\n    return " + "1 if x else " * 2000 + "2",
            "deep_pattern": "def f(x):\n    match x:\n        case "
            + "[" * 500
            + "y"
            + "]" * 500
            + ":\n            return 1",
            "unfinished": "def f(x):\n    return (",
            "backslash_lines": "def f(x):\n    return " + "\\\n" * 5000 + "x",
            "empty": "",
        },
        legal=_LEGAL,
    ),
)
