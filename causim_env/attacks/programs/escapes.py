"""Ways out: imports, the objects behind values, names of other alphabets, the operating system, the host's pipe."""

from __future__ import annotations

from causim_env.attacks.programs.program import expressions, functions, texts

_FILE = "open('/etc/passwd').read(20)"

PROGRAMS = (
    *functions(
        "import",
        {
            "import_os": "import os\nreturn 'escaped' + str(os.listdir('/'))",
            "import_from": "from os import popen\nreturn 'escaped' + popen('id').read()",
            "import_star_alias": "import os as abs\nreturn 'escaped' + str(abs.stat('/'))",
            "import_subprocess": "import subprocess\nreturn 'escaped' + str(subprocess.check_output(['id']))",
            "import_socket": ("import socket\ns = socket.socket()\ns.connect(('127.0.0.1', 1))\nreturn 'escaped'"),
            "import_ctypes": "import ctypes\nctypes.CDLL(None).system(b'true')\nreturn 'escaped'",
            "import_package": "import causim_env\nreturn 'escaped' + causim_env.__version__",
            "import_importlib": (
                "import importlib\nreturn 'escaped' + str(importlib.import_module('sqlite3').sqlite_version)"
            ),
            "import_environment": (
                "import os\nfound = [name for name in os.environ if name in ('HOME', 'PATH', 'USER', 'VIRTUAL_ENV')]\n"
                "return 'escaped' if found else 'empty'"
            ),
        },
    ),
    *expressions(
        "import",
        {
            "import_call": "'escaped' + str(__import__('os').listdir('/'))",
            "import_of_builtins": "'escaped' + str(__builtins__['__import__']('os').listdir('/'))",
            "import_in_text": "eval(\"'escaped' + str(__import__('os').listdir('/'))\")",
            "import_in_exec": "exec('import os; os.listdir(chr(47))') or 'escaped'",
            "import_compiled": "eval(compile(\"'escaped' + str(__import__('os').getppid())\", 'x', 'eval'))",
        },
    ),
    *expressions(
        "file",
        {
            "open_file": f"'escaped' + {_FILE}",
            "open_for_writing": "'escaped' + str(open('/tmp/causim-escaped', 'w').write('x'))",
            "open_own_memory": "'escaped' + str(open('/proc/self/mem', 'rb').read(1))",
            "open_parent_memory": "'escaped' + str(open('/proc/1/environ', 'rb').read(1))",
            "open_descriptor": "'escaped' + str(open(0).read(1))",
            "read_input": "'escaped' + input()",
            "breakpoint": "breakpoint() or 'escaped'",
        },
    ),
    *functions(
        "file",
        {
            "pathlib": "import pathlib\nreturn 'escaped' + pathlib.Path('/etc/passwd').read_text()[:20]",
            "write_to_low_descriptors": (
                "import os\nfor number in (4, 5, 6, 7, 8):\n    os.write(number, b'escaped')\nreturn 'escaped'"
            ),
        },
    ),
    *expressions(
        "objects",
        {
            "subclasses": (
                "'escaped' + [c for c in ().__class__.__base__.__subclasses__()"
                " if c.__name__ == '_wrap_close'][0].__init__.__globals__['popen']('id').read()"
            ),
            "mro": "'found ' + str(''.__class__.__mro__[1].__subclasses__()[0])",
            "globals_of_function": f"f.__globals__['__builtins__']['open'] and 'escaped' + {_FILE}",
            "code_object": "f.__code__.replace(co_code=b'\\x00' * 200) and 'found'",
            "getattr_joined": "getattr(getattr((), '__cl' + 'ass__'), '__ba' + 'se__').__subclasses__() and 'found'",
            "vars_of_class": "'found ' + str(vars(int)['__add__'])",
            "type_call": "type('X', (object,), {'__init__': f.__init__})() and 'found'",
            "object_new": "object.__new__(object).__reduce_ex__(2) and 'found'",
            "generator_frame": "(i for i in ()).gi_frame.f_back.f_globals['__builtins__'] and 'escaped'",
            "lambda_closure": "(lambda: x).__closure__[0].cell_contents and 'found'",
            "names_of_scope": "'escaped' + str(globals()['__builtins__']['open']('/etc/passwd'))",
            "format_attribute": "'found ' + '{0.__class__.__base__}'.format(x)",
            "format_map": "'found ' + '{a.__class__}'.format_map({'a': x})",
            "format_string_conversion": "f'found {x.__class__!r}'",
            "percent_format": "'found ' + '%(a)s' % {'a': x.__class__}",
            "str_method_of_type": "str.join('', ['found ', str(int.__subclasses__())])",
        },
    ),
    *functions(
        "objects",
        {
            "traceback_frame": (
                "try:\n    1 // 0\nexcept Exception as error:\n"
                "    return 'escaped' + str(error.__traceback__.tb_frame.f_builtins['open']('/etc/passwd'))"
            ),
            "match_class_pattern": ("match x:\n    case int(__class__=c):\n        return 'found ' + str(c)\nreturn 0"),
            "collector": (
                "import gc\nfound = [o for o in gc.get_objects() if type(o).__name__ == 'Runtime']\n"
                "return 'escaped' if found else 'nothing'"
            ),
            "frames_of_harness": (
                "import sys\nframe = sys._getframe(1)\nwhile frame.f_back:\n    frame = frame.f_back\n"
                "return 'escaped' if 'Runtime' in frame.f_globals else 'nothing'"
            ),
            "write_memory": "import ctypes\nctypes.memset(8, 1, 8)\nreturn 'escaped'",
            "bytecode": (
                "import types\ng = types.FunctionType(f.__code__.replace(co_code=b'd' + bytes([200]) * 99), {})\n"
                "g(1)\nreturn 'escaped'"
            ),
        },
    ),
    *texts(
        "syntax",
        {
            "decorator": "@print\ndef f(x):\n    return 'escaped'",
            "default_argument": f"def f(x={_FILE}):\n    return 'escaped' + x",
            "annotation": f"def f(x: {_FILE}) -> 1:\n    return 'found'",
            "code_behind_the_function": f"def f(x):\n    return y\ny = 'escaped' + {_FILE}",
            "code_before_the_function": f"y = 'escaped' + {_FILE}\ndef f(x):\n    return y",
            "semicolon": f"def f(x): return 1\ny = {_FILE}; f = lambda x: 'escaped' + y",
            "walrus": f"def f(x):\n    return (y := 'escaped' + {_FILE})",
            "coding_cookie": "# coding: utf-7\ndef f(x):\n    return +AG8-pen('/etc/passwd').read(9)",
            "class_body": f"class f:\n    y = 'escaped' + {_FILE}\n    def __new__(cls, x):\n        return cls.y",
            "async_function": "async def f(x):\n    return 'escaped'",
            "type_comment": "def f(x):  # type: (__import__('os').system('true')) -> int\n    return x.__class__",
        },
    ),
    *texts(
        "unicode",
        {
            "fullwidth_name": f"def f(x):\n    return 'escaped' + \uff4f\uff50\uff45\uff4e{_FILE[4:]}",
            "script_letters": "def f(x):\n    return 'escaped' + str(x.__\U0001d4ec\U0001d4f5ass__)",
            "long_s": "def f(x):\n    return ().__cla\u017fs__.__base__.__subclasses__() and 'escaped'",
            "right_to_left": "def f(x):\n    return x.__class__ and 'found' #\u202e 0 nruter",
            "zero_width": "def f(x):\n    return x.__cla\u200bss__ and 'escaped'",
            "surrogate": "def f(x):\n    return '\ud800' + 'escaped' + x.__class__",
            "nul_byte": f"def f(x):\n    return 1\0\n    return 'escaped' + {_FILE}",
        },
    ),
    *functions(
        "system",
        {
            "kill_parent": "import os\nos.kill(os.getppid(), 9)\nreturn 'escaped'",
            "kill_group": "import os\nos.killpg(0, 9)\nreturn 'escaped'",
            "fork": "import os\nos.fork()\nreturn 'escaped'",
            "new_thread": (
                "import threading\nt = threading.Thread(target=print)\nt.start()\nt.join()\nreturn 'escaped'"
            ),
            "new_session": "import os\nos.setsid()\nreturn 'escaped'",
            "raise_own_limits": ("import resource\nresource.setrlimit(resource.RLIMIT_AS, (-1, -1))\nreturn 'escaped'"),
            "catch_signals": "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nreturn 'escaped'",
            "replace_process": "import os\nos.execv('/bin/true', ['true'])\nreturn 'escaped'",
            "trace_parent": ("import ctypes, os\nctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0)\nreturn 'escaped'"),
            "executable_memory": (
                "import mmap\nmmap.mmap(-1, 4096, prot=mmap.PROT_EXEC | mmap.PROT_READ)\nreturn 'escaped'"
            ),
            "exit_at_once": "import os\nos._exit(0)",
            "abort": "import os\nos.abort()",
            "exit_by_exception": "raise SystemExit(0)",
            "interrupt_by_exception": "raise KeyboardInterrupt",
        },
    ),
)
