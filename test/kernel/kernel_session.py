"""A DataCrafter kernel of one test: started from a kernelspec of its own, driven over ZeroMQ."""

import json
import os
import pathlib
import shutil
import tempfile
import time
import unittest

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
ENTRY = REPOSITORY / "kernel-helpers" / "dist" / "jupyter" / "kernel.js"
BRIDGE = 'const bridge: any = (globalThis as any)[Symbol.for("datacrafter.kernel-bridge.v1")];\n'


def kernel_spec():
    """What the installer writes, made by the code the installer uses."""
    maker = ENTRY.with_name("kernel-spec.js")
    script = "const { kernelSpec } = require(process.argv[1]); console.log(JSON.stringify(kernelSpec(process.execPath, process.argv[2])))"
    import subprocess

    return json.loads(subprocess.check_output([shutil.which("node"), "-e", script, str(maker), str(ENTRY)]))


class KernelSession:
    """Starts the kernel in `folder` and talks to it as one client."""

    def __init__(self, folder=REPOSITORY):
        self.home = pathlib.Path(tempfile.mkdtemp(prefix="kernelspec-"))
        spec_folder = self.home / "kernels" / "datacrafter"
        spec_folder.mkdir(parents=True)
        (spec_folder / "kernel.json").write_text(json.dumps(kernel_spec()))
        self.log = open(self.home / "kernel.log", "w+")
        specs = KernelSpecManager(kernel_dirs=[str(self.home / "kernels")])
        self.manager = KernelManager(kernel_name="datacrafter", kernel_spec_manager=specs)
        started = time.monotonic()
        self.manager.start_kernel(cwd=str(folder), stdout=self.log, stderr=self.log, env={**os.environ, "NODE_PATH": ""})
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)
        self.seconds_to_ready = time.monotonic() - started

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)

    def run(self, code, timeout=60, **options):
        """Runs a cell to its idle; gives (reply content, its iopub messages)."""
        message_id = self.client.execute(code, **options)
        return self.reply(message_id, timeout)["content"], self.until_idle(message_id, timeout)

    def reply(self, message_id, timeout=60):
        """The shell reply to a request; replies to others are dropped."""
        deadline = time.monotonic() + timeout
        while True:
            message = self.client.get_shell_msg(timeout=max(0.01, deadline - time.monotonic()))
            if message["parent_header"].get("msg_id") == message_id:
                return message

    def until_idle(self, message_id, timeout=60):
        """All iopub messages up to the request's idle, that one left out; those of other parents too."""
        messages = []
        deadline = time.monotonic() + timeout
        while True:
            message = self.client.get_iopub_msg(timeout=max(0.01, deadline - time.monotonic()))
            if message["parent_header"].get("msg_id") == message_id and message["content"].get("execution_state") == "idle":
                return messages
            messages.append(message)

    def send_comm(self, message_type, content, buffers=None, metadata=None):
        """Sends what a browser's widget would send; gives the message's id."""
        message = self.client.session.msg(message_type, content=content, metadata=metadata or {})
        self.client.session.send(self.client.shell_channel.socket, message, buffers=buffers)
        return message["header"]["msg_id"]

    def request(self, message_type, content, timeout=60):
        """Sends a shell request; gives the reply's message."""
        message = self.client.session.msg(message_type, content=content)
        self.client.session.send(self.client.shell_channel.socket, message)
        reply = self.reply(message["header"]["msg_id"], timeout)
        self.until_idle(message["header"]["msg_id"], timeout)
        return reply


def of_type(messages, message_type):
    return [message for message in messages if message["msg_type"] == message_type]


def stream_text(messages, name="stdout"):
    return "".join(m["content"]["text"] for m in of_type(messages, "stream") if m["content"]["name"] == name)


class KernelTestCase(unittest.TestCase):
    """One kernel for all tests of a class."""

    folder = REPOSITORY

    @classmethod
    def setUpClass(cls):
        cls.kernel = KernelSession(cls.folder)
        cls.addClassCleanup(cls.kernel.close)
