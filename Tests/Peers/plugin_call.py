"""The host's side of the header of plugins, in a few lines: a plugin is called in this very process, and a
test can act at each moment at which the plugin asks the host for something."""

import ctypes

CALL = ctypes.c_void_p
TEXT = ctypes.c_char_p


class Host(ctypes.Structure):
    FUNCTIONS = {
        "give": (ctypes.c_int32, CALL, TEXT, TEXT),
        "give_json": (ctypes.c_int32, CALL, TEXT, TEXT),
        "fact": (ctypes.c_void_p, CALL, TEXT),
        "log": (None, CALL, ctypes.c_int32, TEXT),
        "progress": (None, CALL, ctypes.c_double, TEXT),
        "cancelled": (ctypes.c_int32, CALL),
        "wait": (ctypes.c_int32, CALL, ctypes.c_uint64, TEXT),
        "record": (ctypes.c_int32, CALL, TEXT, TEXT),
        "recorded": (ctypes.c_void_p, CALL, TEXT),
        "fail": (ctypes.c_int32, CALL, ctypes.c_int32, TEXT, TEXT),
    }
    _fields_ = [("size", ctypes.c_uint32), ("abi", ctypes.c_uint32), ("program", TEXT),
                *((name, ctypes.CFUNCTYPE(*types)) for name, types in FUNCTIONS.items()),
                ("root", TEXT)]


class Step(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("parameter_count", ctypes.c_uint32), ("kind", TEXT),
                ("summary", TEXT), ("parameters", CALL), ("needs", CALL), ("gives", CALL),
                ("signature", TEXT), ("run", CALL), ("check", CALL), ("revert", CALL)]


class Plugin(ctypes.Structure):
    _fields_ = [("size", ctypes.c_uint32), ("abi", ctypes.c_uint32), ("abi_least", ctypes.c_uint32),
                ("step_count", ctypes.c_uint32), ("name", TEXT), ("version", TEXT),
                ("steps", ctypes.POINTER(Step))]


class Called:
    """A plugin with one step; `acts` are called in the place of the host's functions, by their names, with
    what the plugin says as bytes, and what they return is returned."""

    def __init__(self, library, root, **acts):
        self.failure = None
        defaults = {"fail": self._fail, "progress": lambda *_: None, "log": lambda *_: None,
                    "fact": lambda *_: None, "recorded": lambda *_: None}
        functions = {
            name: ctypes.CFUNCTYPE(*types)(
                lambda call, *words, act=acts.get(name, defaults.get(name, lambda *_: 0)): act(*words))
            for name, types in Host.FUNCTIONS.items()}
        self._host = Host(size=ctypes.sizeof(Host), abi=2, program=b"test", root=str(root).encode(),
                          **functions)
        entry = ctypes.CDLL(str(library)).enlist_plugin_entry_v1
        entry.restype = ctypes.POINTER(Plugin)
        self._step = entry(ctypes.byref(self._host)).contents.steps[0]

    def _fail(self, kind, text, remedy):
        self.failure = (kind, text.decode())
        return -1

    def run(self, *values):
        """Calls the step's `run` with texts, numbers (u32) and None."""
        types = [ctypes.c_uint32 if isinstance(value, int) else TEXT for value in values]
        function = ctypes.CFUNCTYPE(ctypes.c_int32, CALL, *types)(self._step.run)
        return function(None, *[value.encode() if isinstance(value, str) else value
                                for value in values])
