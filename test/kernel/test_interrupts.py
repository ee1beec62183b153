"""The stop button."""

import time
import unittest

from kernel_session import BRIDGE, KernelTestCase, of_type, stream_text


class InterruptTest(KernelTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kernel.run(BRIDGE)

    def interrupt(self, code, after=0.5):
        """Runs a cell, interrupts it, and gives (reply, its messages, seconds from interrupt to reply)."""
        message_id = self.kernel.client.execute(code)
        time.sleep(after)
        self.kernel.manager.interrupt_kernel()
        started = time.monotonic()
        reply = self.kernel.reply(message_id, timeout=20)["content"]
        seconds = time.monotonic() - started
        return reply, self.kernel.until_idle(message_id), seconds

    def test_a_cell_that_awaits_for_ever_ends_within_a_second(self):
        reply, messages, seconds = self.interrupt("await new Promise(() => {});")
        self.assertEqual((reply["status"], reply["ename"]), ("error", "Interrupted"))
        self.assertEqual(len(of_type(messages, "error")), 1)
        self.assertLess(seconds, 1)

    def test_a_cell_that_takes_the_signal_and_ignores_it_ends_within_a_second(self):
        reply, _, seconds = self.interrupt("bridge.interruptSignal(); await new Promise(() => {});")
        self.assertEqual(reply["ename"], "Interrupted")
        self.assertLess(seconds, 1)

    def test_a_cell_that_obeys_its_signal_ends_in_its_own_way(self):
        reply, messages, _ = self.interrupt(
            'const signal = bridge.interruptSignal();\n'
            'await new Promise(done => signal.addEventListener("abort", done));\n'
            'console.log("stopped after 12 images", signal.reason.name); 12'
        )
        self.assertEqual(reply["status"], "ok")
        self.assertEqual(stream_text(messages), "stopped after 12 images Interrupted\n")

    def test_a_loop_that_never_yields_is_stopped(self):
        reply, _, seconds = self.interrupt("while (true) {}")
        self.assertEqual((reply["status"], reply["ename"]), ("error", "Interrupted"))
        self.assertLess(seconds, 1)

    def test_a_stopped_loop_aborts_the_signal_too(self):
        self.interrupt('const held = bridge.interruptSignal(); (globalThis as any).held = held; while (true) {}')
        _, messages = self.kernel.run("(globalThis as any).held.aborted")
        self.assertEqual(of_type(messages, "execute_result")[0]["content"]["data"]["text/plain"], "true")

    def test_the_next_cell_has_a_fresh_signal(self):
        self.interrupt("bridge.interruptSignal(); await new Promise(() => {});")
        _, messages = self.kernel.run("bridge.interruptSignal().aborted")
        self.assertEqual(of_type(messages, "execute_result")[0]["content"]["data"]["text/plain"], "false")

    def test_an_interrupt_between_cells_aborts_what_runs_in_the_background(self):
        self.kernel.run('const background = bridge.interruptSignal();')
        self.kernel.run("0")
        self.kernel.manager.interrupt_kernel()
        time.sleep(0.3)
        _, messages = self.kernel.run("background.aborted")
        self.assertEqual(of_type(messages, "execute_result")[0]["content"]["data"]["text/plain"], "true")

    def test_a_value_that_takes_for_ever_to_show_itself_is_stopped(self):
        reply, _, seconds = self.interrupt("({ toMimeBundle: () => new Promise(() => {}) })")
        self.assertEqual(reply["ename"], "Interrupted")
        self.assertLess(seconds, 1)


if __name__ == "__main__":
    unittest.main()
