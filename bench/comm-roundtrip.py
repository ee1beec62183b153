"""How long a widget's change takes from a client to the kernel and back as an echo: over ZeroMQ, and through Jupyter's server as a browser goes.

    .venv/bin/python bench/comm-roundtrip.py

Prints medians and 95th percentiles in milliseconds. The page's own part (event to model, model to picture) comes on top.
"""

import json
import os
import pathlib
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid

import websocket

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "test" / "kernel"))
from kernel_session import ENTRY, REPOSITORY, KernelSession, kernel_spec, of_type  # noqa: E402

ROUNDS = 200
WARM_UP = 20
# clicks have pauses; the widget manager itself sends its next change only after the kernel's idle
CLICK_PAUSE = 0.05
OPEN = (
    f"const {{ openWidget }} = require({json.dumps(str(ENTRY.with_name('widget.js')))}) as any;\n"
    'const names = { module: "m", version: "^1.0.0", name: "N" };\n'
    "const widget = openWidget({ model: names, view: names, state: { value: 0 } });"
)


def report(name, seconds):
    kept = sorted(1000 * s for s in seconds[WARM_UP:])
    print(f"{name}: median {statistics.median(kept):.1f} ms, 95 % under {kept[int(0.95 * len(kept))]:.1f} ms ({len(kept)} round trips)")


def over_zeromq():
    kernel = KernelSession()
    try:
        _, messages = kernel.run(OPEN)
        comm_id = of_type(messages, "comm_open")[0]["content"]["comm_id"]
        seconds = []
        for value in range(ROUNDS + WARM_UP):
            data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
            started = time.perf_counter()
            message_id = kernel.send_comm("comm_msg", {"comm_id": comm_id, "data": data})
            while kernel.client.get_iopub_msg(timeout=10)["msg_type"] != "comm_msg":
                pass
            seconds.append(time.perf_counter() - started)
            kernel.until_idle(message_id)
        return seconds
    finally:
        kernel.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """A Jupyter server with this kernel only."""

    def __init__(self, home):
        spec = pathlib.Path(home) / "data" / "kernels" / "datacrafter"
        spec.mkdir(parents=True)
        (spec / "kernel.json").write_text(json.dumps(kernel_spec()))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {**os.environ, "JUPYTER_DATA_DIR": f"{home}/data", "JUPYTER_CONFIG_DIR": f"{home}/config", "JUPYTER_RUNTIME_DIR": f"{home}/run"}
        options = ["--no-browser", "--ip=127.0.0.1", f"--port={self.port}", "--IdentityProvider.token=", "--allow-root"]
        options += ["--ServerApp.disable_check_xsrf=True", f"--ServerApp.root_dir={REPOSITORY}"]
        self.process = subprocess.Popen([sys.executable, "-m", "jupyter_server", *options], env=environment, stderr=subprocess.DEVNULL)

    def wait(self):
        for _ in range(300):
            try:
                return urllib.request.urlopen(f"{self.url}/api").close()
            except OSError:
                time.sleep(0.1)
        raise RuntimeError("the Jupyter server did not start")

    def start_kernel(self):
        request = urllib.request.Request(f"{self.url}/api/kernels", data=b'{"name": "datacrafter"}', method="POST")
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)["id"]

    def close(self):
        self.process.terminate()
        self.process.wait(timeout=20)


class Page:
    """What a browser's kernel connection does, without the page."""

    def __init__(self, server, kernel_id):
        self.session = uuid.uuid4().hex
        self.socket = websocket.create_connection(f"ws://127.0.0.1:{server.port}/api/kernels/{kernel_id}/channels?session_id={self.session}")
        self.socket.settimeout(60)

    def send(self, message_type, content):
        message_id = uuid.uuid4().hex
        header = {"msg_id": message_id, "msg_type": message_type, "session": self.session, "username": "", "version": "5.3", "date": ""}
        self.socket.send(json.dumps({"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content, "buffers": []}))
        return message_id

    def until(self, wanted):
        while True:
            message = json.loads(self.socket.recv())
            if wanted(message):
                return message


def through_the_server():
    with tempfile.TemporaryDirectory() as home:
        server = Server(home)
        try:
            server.wait()
            page = Page(server, server.start_kernel())
            page.send("execute_request", {"code": OPEN, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False})
            comm_id = page.until(lambda m: m["msg_type"] == "comm_open")["content"]["comm_id"]
            seconds, idle = [], []
            for value in range(ROUNDS + WARM_UP):
                data = {"method": "update", "state": {"value": value}, "buffer_paths": []}
                started = time.perf_counter()
                message_id = page.send("comm_msg", {"comm_id": comm_id, "data": data})
                page.until(lambda m: m["msg_type"] == "comm_msg" and m["parent_header"].get("msg_id") == message_id)
                seconds.append(time.perf_counter() - started)
                page.until(lambda m: m["content"].get("execution_state") == "idle" and m["parent_header"].get("msg_id") == message_id)
                idle.append(time.perf_counter() - started)
                time.sleep(CLICK_PAUSE)
            return seconds, idle
        finally:
            server.close()


if __name__ == "__main__":
    report("client -> kernel -> echo, ZeroMQ", over_zeromq())
    echo, idle = through_the_server()
    report("client -> Jupyter server -> kernel -> echo, websocket", echo)
    report("the same until the kernel's idle", idle)
