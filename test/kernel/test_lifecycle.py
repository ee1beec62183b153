"""Start, end, and the small requests in between."""

import json
import os
import signal
import subprocess
import time
import unittest

from jupyter_client.blocking import BlockingKernelClient

from kernel_session import ENTRY, KernelSession, KernelTestCase, of_type


class LifecycleTest(unittest.TestCase):
    def start(self):
        kernel = KernelSession()
        self.addCleanup(kernel.close)
        return kernel

    def test_it_is_ready_soon(self):
        seconds = min(self.start().seconds_to_ready for _ in range(2))
        print(f"kernel ready in {seconds:.2f} s (goal 2.5 s)", flush=True)
        self.assertLess(seconds, 8)  # a busy test machine takes its time; the goal is the printed figure's

    def end(self, kernel):
        pid = kernel.manager.provisioner.pid
        started = time.monotonic()
        kernel.client.shutdown()
        while time.monotonic() < started + 5:
            if kernel.manager.provisioner.process.poll() is not None:
                return time.monotonic() - started, kernel.manager.provisioner.process.returncode
            time.sleep(0.01)
        self.fail(f"process {pid} is still there")

    def test_shutdown_ends_the_process_within_a_second_whatever_cells_left_running(self):
        kernel = self.start()
        kernel.run('import * as net from "node:net"; net.createServer().listen(0, "127.0.0.1"); setInterval(() => {}, 1000);')
        kernel.client.execute("await new Promise(() => {});")
        time.sleep(0.3)
        seconds, code = self.end(kernel)
        self.assertLess(seconds, 1)
        self.assertEqual(code, 0)

    def test_shutdown_is_answered(self):
        kernel = self.start()
        message = kernel.client.session.msg("shutdown_request", content={"restart": True})
        kernel.client.session.send(kernel.client.control_channel.socket, message)
        reply = kernel.client.get_control_msg(timeout=5)
        self.assertEqual(reply["msg_type"], "shutdown_reply")
        self.assertEqual(reply["content"], {"status": "ok", "restart": True})

    def test_a_restart_forgets_everything(self):
        kernel = self.start()
        kernel.run("const remembered = 1;")
        started = time.monotonic()
        kernel.manager.restart_kernel()
        kernel.client.wait_for_ready(timeout=60)
        print(f"kernel restarted in {time.monotonic() - started:.2f} s", flush=True)
        reply, _ = kernel.run("remembered")
        self.assertEqual(reply["ename"], "TypeScriptError")

    def test_a_taken_port_ends_the_process_with_one_clear_line(self):
        kernel = self.start()
        again = subprocess.run(
            ["node", str(ENTRY), "--config-path", kernel.manager.connection_file], capture_output=True, text=True, timeout=30
        )
        self.assertNotEqual(again.returncode, 0)
        self.assertIn("Address already in use", again.stderr)

    def test_the_kernel_ends_with_the_server_that_started_it(self):
        kernel = self.start()
        kernel.manager.shutdown_kernel(now=True)  # leaves a connection file with free ports
        connection = kernel.home / "orphan.json"
        info = {key: value for key, value in kernel.manager.get_connection_info().items()}
        connection.write_text(json.dumps({**info, "key": info["key"].decode()}))
        launcher = subprocess.Popen(
            ["node", "-e", ORPHAN, str(ENTRY), str(connection)], stdout=subprocess.PIPE, text=True
        )
        self.addCleanup(launcher.stdout.close)
        self.addCleanup(launcher.kill)
        orphan = int(launcher.stdout.readline())
        self.addCleanup(end_quietly, orphan)
        client = BlockingKernelClient(connection_file=str(connection))
        client.load_connection_file()
        client.start_channels()
        self.addCleanup(client.stop_channels)
        client.kernel_info(reply=True, timeout=60)
        launcher.kill()
        launcher.wait()
        deadline = time.monotonic() + 6
        while is_alive(orphan):
            self.assertLess(time.monotonic(), deadline, "the kernel outlived its server")
            time.sleep(0.1)


class RequestTest(KernelTestCase):
    def test_kernel_info_says_what_the_kernel_is(self):
        content = self.kernel.request("kernel_info_request", {})["content"]
        self.assertEqual(content["status"], "ok")
        self.assertEqual(content["language_info"]["name"], "typescript")
        self.assertEqual(content["language_info"]["file_extension"], ".ts")
        self.assertEqual(content["language_info"]["pygments_lexer"], "typescript")
        self.assertRegex(content["language_info"]["version"], r"^5\.")
        self.assertIn("DataCrafter", content["banner"])

    def test_completion_counts_in_characters_not_in_utf16_units(self):
        code = '"🦊🦊"; process.platf'
        content = self.kernel.request("complete_request", {"code": code, "cursor_pos": len(code)})["content"]
        self.assertEqual(content["matches"], ["platform"])
        self.assertEqual(code[content["cursor_start"] : content["cursor_end"]], "platf")

    def test_inspection_shows_the_type(self):
        self.kernel.run("const speed = 3;")
        content = self.kernel.request("inspect_request", {"code": "speed", "cursor_pos": 2, "detail_level": 0})["content"]
        self.assertTrue(content["found"])
        self.assertIn("const speed: 3", content["data"]["text/plain"])

    def test_an_open_block_is_incomplete(self):
        self.assertEqual(self.kernel.request("is_complete_request", {"code": "if (true) {"})["content"]["status"], "incomplete")
        self.assertEqual(self.kernel.request("is_complete_request", {"code": "1 + 1"})["content"]["status"], "complete")

    def test_history_gives_the_inputs(self):
        self.kernel.run('"first thing"')
        self.kernel.run('"second thing"')
        content = {"hist_access_type": "tail", "n": 2, "output": False, "raw": True}
        entries = self.kernel.request("history_request", content)["content"]["history"]
        self.assertEqual([entry[2] for entry in entries], ['"first thing"', '"second thing"'])

    def test_definitions_of_one_cell_are_there_in_the_next(self):
        self.kernel.run("interface Point { x: number }\nconst origin: Point = { x: 0 };\nfunction shift(p: Point): Point { return { x: p.x + 1 }; }")
        _, messages = self.kernel.run("shift(origin)")
        self.assertEqual(of_type(messages, "execute_result")[0]["content"]["data"]["text/plain"], "{ x: 1 }")


# a parent that starts a kernel on given ports, tells its id, and waits to be killed
ORPHAN = """
const { spawn } = require("node:child_process");
const kernel = spawn(process.execPath, [process.argv[1], "--config-path", process.argv[2]],
  { stdio: "ignore", env: { ...process.env, JPY_PARENT_PID: String(process.pid) } });
console.log(kernel.pid);
setInterval(() => {}, 1000);
"""


def is_alive(pid):
    try:
        os.kill(pid, 0)
        return True
    except ProcessLookupError:
        return False


def end_quietly(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


if __name__ == "__main__":
    unittest.main()
