"""Ways to lie: results that are no plain values, definitions that outlive the call, answers put in by hand."""

from __future__ import annotations

from causim_env.attacks.programs.program import expressions, functions, texts

_LEGAL = frozenset(
    """none_result tuple_result float_result shared_lists_result cyclic_result cyclic_dict_result long_text_result
    long_number_result other_type_each_row form_feed_text""".split()
)
_EQUAL = "class Same:\n    def __eq__(self, other): return True\n    def __hash__(self): return 0\n"

PROGRAMS = (
    *texts(
        "result",
        {
            "equal_to_everything": f"{_EQUAL}def f(x):\n    return Same()",
            "equal_in_a_list": f"{_EQUAL}def f(x):\n    return [Same()] * 3",
            "number_subclass": (
                "class Sly(int):\n    def __eq__(self, other): return True\n    def __repr__(self): return 'escaped'\n"
                "def f(x):\n    return Sly(7)"
            ),
            "representation_of_many_lines": (
                "class Many:\n    def __repr__(self): return '7\\n' * 10 ** 6\ndef f(x):\n    return Many()"
            ),
            "representation_endless": (
                "class Slow:\n    def __repr__(self):\n        while True: pass\ndef f(x):\n    return Slow()"
            ),
            "representation_no_text": ("class No:\n    def __repr__(self): return 7\ndef f(x):\n    return No()"),
            "representation_of_code": (
                "class Code:\n    def __repr__(self): return \"__import__('os')\"\ndef f(x):\n    return Code()"
            ),
            "exception_with_large_text": "def f(x):\n    raise ValueError('x' * 10 ** 7)",
            "exception_with_hostile_text": (
                "class Bad(Exception):\n    def __str__(self): raise Bad()\ndef f(x):\n    raise Bad()"
            ),
            "generator_result": "def f(x):\n    yield 'escaped'",
        },
    ),
    *expressions(
        "result",
        {
            "function_result": "f",
            "type_result": "int",
            "set_result": "{'a', 'b', 'c'}",
            "bytes_result": "b'7'",
            "complex_result": "7j",
            "ellipsis_result": "...",
            "text_of_line_breaks": "'7\\n7\\r\\x0c7\\u2028' * 9 + '{}'.format(x)",
            "large_text_result": "'{}'.format('7' * 10 ** 7)",
        },
    ),
    *functions(
        "result",
        {
            "none_result": "y = {0: 1}\nreturn y.get(5)",
            "tuple_result": "return (x, x)",
            "float_result": "return x / 3",
            "shared_lists_result": "y = [x]\nfor i in range(40):\n    y = [y, y]\nreturn y",
            "cyclic_result": "y = [x]\ny.append(y)\nreturn y",
            "cyclic_dict_result": "y = {0: x}\ny[1] = y\nreturn y",
            "long_text_result": "return 'a' * 9999 + 'b'",
            "long_number_result": "return 2 ** 4000",
            "other_type_each_row": "return x if x else ''",
            "form_feed_text": "return '!AssertionError(1)\\x0c\\n7'",
        },
        legal=_LEGAL,
    ),
    *texts(
        "poison",
        {
            "mutable_global": "seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)",
            "function_attribute": "def f(x):\n    f.calls = 1\n    return f.calls",
            "mutable_default": "def f(x, seen=[]):\n    seen.append(x)\n    return len(seen)",
            "global_statement": "def f(x):\n    global len\n    len = f\n    return 1",
            "builtin_replaced": (
                "import builtins\ndef f(x):\n    builtins.len = builtins.sum = lambda y: 3\n"
                "    builtins.max = None\n    return 1"
            ),
            "codec_replaced": 'import json\ndef f(x):\n    json.dumps = lambda *a: \'["", "7"]\'\n    return 1',
            "write_replaced": "import os\ndef f(x):\n    os.write = lambda *a: 9\n    return 1",
            "exit_replaced": "import os\ndef f(x):\n    os._exit = lambda code: None\n    return 1",
            "left_thread": (
                "import threading\ndef f(x):\n    threading.Thread(target=f, args=(x,), daemon=True).start()\n"
                "    return 1"
            ),
            "exit_handler": ("import atexit\ndef f(x):\n    atexit.register(f, x)\n    return 1"),
            "trace_function": "import sys\ndef f(x):\n    sys.settrace(f)\n    sys.setprofile(f)\n    return 1",
            "audit_hook": "import sys\ndef f(x):\n    sys.addaudithook(lambda *a: 1 // 0)\n    return 1",
            "integer_cache": ("import ctypes\ndef f(x):\n    ctypes.memmove(id(7) + 24, id(8) + 24, 4)\n    return 1"),
            "random_state": "import random\ndef f(x):\n    random.seed(0)\n    return random.random() * 0",
            "modules_replaced": "import sys\ndef f(x):\n    sys.modules.clear()\n    return 1",
            "memory_left": "import sys\ndef f(x):\n    sys.kept = [0] * 10 ** 6\n    return 1",
            "locale_changed": "import os\ndef f(x):\n    os.chdir('/')\n    os.umask(0)\n    return 'escaped'",
        },
    ),
    *texts(
        "answer",
        {
            "answer_by_hand": "_answer = ['7']",
            "answer_object": ("class Text(str):\n    def split(self, by): return ['escaped']\n_answer = Text('x')"),
            "answer_missing": "pass",
            "answer_of_many": "_answer = '7\\n' * 10 ** 6",
            "answer_large": "_answer = '7' * 50_000_000",
            "answer_of_code": "_answer = \"__import__('os').system('true')\"",
            "answer_float": "_answer = '7.0'",
            "answer_digits_of_other_alphabets": "_answer = '\\u0667'",
            "answer_with_spaces": "_answer = ' 7'",
            "answer_number_too_long": "_answer = '7' * 5000",
            "answer_joined_literals": "_answer = \"'a' 'b' * 10 ** 9\"",
            "answer_deep": "_answer = '(' * 100000",
            "answer_surrogate": "_answer = \"'\\ud800'\"",
            "rows_replaced": "_rows = None\ndef f(x): return 1",
            "rows_grown": "_rows += [(1,)] * 1000\n_answer = '\\n'.join(['7' for _ in _rows])",
        },
        whole=True,
    ),
)
