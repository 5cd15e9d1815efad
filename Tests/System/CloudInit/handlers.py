"""What cloud-init's own code makes of user-data, by the Python of its root: from standard input, printed as JSON.

Nothing of it is run: the merged cloud-config, and each shell script in base64.
"""

import base64
import json
import os
import sys
import tempfile

from cloudinit import handlers, helpers, user_data, util, version
from cloudinit.handlers.cloud_config import CloudConfigPartHandler
from cloudinit.handlers.shell_script import ShellScriptPartHandler
from cloudinit.settings import PER_ALWAYS


class DataSource:
    def get_instance_id(self):
        return "i-1"


folder = tempfile.mkdtemp()
paths = helpers.Paths({"cloud_dir": folder, "run_dir": folder})
paths.datasource = DataSource()
os.makedirs(paths.get_ipath_cur("scripts"), exist_ok=True)
os.makedirs(f"{folder}/instances/i-1", exist_ok=True)
config, scripts = CloudConfigPartHandler(paths), ShellScriptPartHandler(paths)
os.makedirs(scripts.script_dir, exist_ok=True)
known = helpers.ContentHandlers()
for handler in (config, scripts):
    known.register(handler)
    handlers.call_begin(handler, None, PER_ALWAYS)
message = user_data.UserDataProcessor(paths).process(sys.stdin.buffer.read())
handlers.walk(message, handlers.walker_callback, data={
    "handlers": known, "handlerdir": folder, "data": None, "frequency": PER_ALWAYS, "handlercount": 0, "excluded": []})
for handler in (config, scripts):
    handlers.call_end(handler, None, PER_ALWAYS)

merged = util.load_yaml(util.load_binary_file(config.cloud_fn) if hasattr(util, "load_binary_file")
                        else util.load_file(config.cloud_fn)) if os.path.exists(config.cloud_fn) else {}
found = {}
for name in os.listdir(scripts.script_dir):
    with open(f"{scripts.script_dir}/{name}", "rb") as file:
        found[name] = base64.b64encode(file.read()).decode()
json.dump({"version": version.version_string(), "config": merged or {}, "scripts": found}, sys.stdout)
