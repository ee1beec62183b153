"""Comms: binary both ways, forged and malformed messages, service while a cell awaits."""

import json
import time
import unittest

from kernel_session import BRIDGE, KernelTestCase, of_type, stream_text

ECHO = (
    BRIDGE
    + """bridge.registerTarget("echo", (comm: any, opening: any) => {
  comm.send({ opened: opening.data }, { buffers: opening.buffers });
  comm.onMessage(({ data, buffers }: any) => {
    if (data === "throw") throw new Error("handler failed");
    comm.send({ data, sum: Array.from(new Float64Array(buffers[0]?.buffer ?? new ArrayBuffer(0))).reduce((a, b) => a + b, 0), offset: buffers[0]?.byteOffset }, { buffers });
  });
  comm.onClose(() => console.log("closed", comm.id));
});"""
)


class CommTest(KernelTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kernel.run(ECHO)

    def comm(self, message_type, content, buffers=None):
        message_id = self.kernel.send_comm(message_type, content, buffers)
        messages = self.kernel.until_idle(message_id)
        return message_id, [m for m in messages if m["msg_type"] != "status"]

    def open(self, comm_id, buffers=None):
        return self.comm("comm_open", {"comm_id": comm_id, "target_name": "echo", "data": {"hello": 1}}, buffers)

    def test_binary_buffers_travel_both_ways_aligned(self):
        self.open("both")
        import struct

        payload = struct.pack("<3d", 1.5, 2.5, 3.0)
        message_id, [answer] = self.comm("comm_msg", {"comm_id": "both", "data": {"n": 1}}, [payload, b"\x00odd"])
        self.assertEqual(answer["content"]["data"], {"data": {"n": 1}, "sum": 7.0, "offset": 0})
        self.assertEqual([bytes(b) for b in answer["buffers"]], [payload, b"\x00odd"])
        self.assertEqual(answer["parent_header"]["msg_id"], message_id)

    def test_five_megabytes_come_back_whole(self):
        self.open("large")
        payload = bytes(range(256)) * 20480
        _, [answer] = self.comm("comm_msg", {"comm_id": "large", "data": 0}, [payload])
        self.assertEqual(bytes(answer["buffers"][0]), payload)

    def test_the_opening_s_data_and_buffers_reach_the_target(self):
        _, [answer] = self.open("opening", [b"ab"])
        self.assertEqual(answer["content"]["data"], {"opened": {"hello": 1}})
        self.assertEqual(bytes(answer["buffers"][0]), b"ab")

    def test_an_unknown_target_is_closed_at_once(self):
        _, [answer] = self.comm("comm_open", {"comm_id": "nobody", "target_name": "unknown", "data": {}})
        self.assertEqual((answer["msg_type"], answer["content"]["comm_id"]), ("comm_close", "nobody"))

    def test_an_unknown_or_missing_comm_id_is_ignored(self):
        for content in ({"comm_id": "ghost", "data": {}}, {"data": {}}, {"comm_id": 5}, {}):
            self.assertEqual(self.comm("comm_msg", content)[1], [])
            self.assertEqual(self.comm("comm_close", content)[1], [])

    def test_a_closed_comm_is_forgotten(self):
        self.open("short")
        self.assertIn("short", self.kernel.request("comm_info_request", {})["content"]["comms"])
        _, [closed] = self.comm("comm_close", {"comm_id": "short", "data": {}})
        self.assertEqual(stream_text([closed]), "closed short\n")
        self.assertNotIn("short", self.kernel.request("comm_info_request", {})["content"]["comms"])

    def test_comm_info_lists_the_comms_of_one_target(self):
        self.open("listed")
        reply = self.kernel.request("comm_info_request", {"target_name": "echo"})
        self.assertEqual(reply["msg_type"], "comm_info_reply")
        self.assertEqual(reply["content"]["status"], "ok")
        self.assertEqual(reply["content"]["comms"]["listed"], {"target_name": "echo"})
        self.assertEqual(self.kernel.request("comm_info_request", {"target_name": "none"})["content"]["comms"], {})

    def test_a_handler_that_throws_gets_its_idle_and_its_error_is_shown(self):
        self.open("bad")
        _, [shown] = self.comm("comm_msg", {"comm_id": "bad", "data": "throw"})
        self.assertIn("handler failed", stream_text([shown], "stderr"))

    def test_comms_are_served_while_a_cell_awaits(self):
        self.open("during")
        cell = self.kernel.client.execute("await new Promise(done => setTimeout(done, 1500)); 1")
        time.sleep(0.3)
        started = time.monotonic()
        self.comm("comm_msg", {"comm_id": "during", "data": "quick"})
        self.assertLess(time.monotonic() - started, 0.5)
        self.assertEqual(self.kernel.reply(cell)["content"]["status"], "ok")
        self.kernel.until_idle(cell)

    def test_the_kernel_shows_busy_again_after_a_comm_message_inside_a_cell(self):
        self.open("status")
        cell = self.kernel.client.execute("await new Promise(done => setTimeout(done, 600)); 1")
        time.sleep(0.2)
        message_id = self.kernel.send_comm("comm_msg", {"comm_id": "status", "data": 1})
        messages = self.kernel.until_idle(cell)
        states = [(m["parent_header"]["msg_id"], m["content"]["execution_state"]) for m in of_type(messages, "status")]
        self.assertEqual(states[-3:], [(message_id, "busy"), (message_id, "idle"), (cell, "busy")])

    def test_all_messages_of_the_kernel_are_of_one_session(self):
        _, messages = self.kernel.run("1")
        info = self.kernel.request("kernel_info_request", {})
        sessions = {m["header"]["session"] for m in [*messages, info]}
        self.assertEqual(len(sessions), 1)
        self.assertNotIn(self.kernel.client.session.session, sessions)


class ForgedMessageTest(KernelTestCase):
    """Nothing unsigned or broken does anything, and the kernel goes on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kernel.run('(globalThis as any).touched = 0;')

    def frames(self, code="(globalThis as any).touched++"):
        session = self.kernel.client.session
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        return session.serialize(session.msg("execute_request", content=content))

    def send_frames(self, frames):
        self.kernel.client.shell_channel.socket.send_multipart(frames)

    def assert_untouched(self):
        reply, messages = self.kernel.run("(globalThis as any).touched")
        self.assertEqual(reply["status"], "ok")
        # a forged cell that ran would have put its own result before this one
        self.assertEqual([m["content"]["data"]["text/plain"] for m in of_type(messages, "execute_result")], ["0"])

    def test_a_wrong_signature_is_dropped(self):
        frames = self.frames()
        frames[1] = b"0" * 64
        self.send_frames(frames)
        self.assert_untouched()

    def test_a_changed_content_is_dropped(self):
        frames = self.frames("1")
        frames[5] = frames[5].replace(b'"1"', b'"(globalThis as any).touched++"')
        self.send_frames(frames)
        self.assert_untouched()

    def test_an_empty_or_short_signature_is_dropped(self):
        for signature in (b"", b"abc", b"\xff" * 64):
            frames = self.frames()
            frames[1] = signature
            self.send_frames(frames)
        self.assert_untouched()

    def test_broken_json_with_a_right_signature_is_dropped(self):
        session = self.kernel.client.session
        for broken in ([b"{", b"{}", b"{}", b"{}"], [b"[]", b"{}", b"{}", b"{}"], [b"{}", b"{}", b"{}", b"{}"], [b"null"] * 4):
            self.send_frames([b"<IDS|MSG>", session.sign(broken), *broken])
        self.assert_untouched()

    def test_missing_frames_are_dropped(self):
        for frames in ([b"junk"], [b"<IDS|MSG>"], [b"<IDS|MSG>", b"x", b"{}"], [b""]):
            self.send_frames(frames)
        self.assert_untouched()

    def test_an_unknown_request_gets_busy_and_idle_and_nothing_else(self):
        message = self.kernel.client.session.msg("no_such_request", content={})
        self.kernel.client.session.send(self.kernel.client.shell_channel.socket, message)
        messages = self.kernel.until_idle(message["header"]["msg_id"])
        self.assertEqual([m["msg_type"] for m in messages], ["status"])
        self.assert_untouched()

    def test_a_widget_update_with_wrong_buffer_paths_is_refused_and_the_widget_lives(self):
        from kernel_session import ENTRY

        widget_file = json.dumps(str(ENTRY.with_name("widget.js")))
        _, messages = self.kernel.run(
            f"const {{ openWidget }} = require({widget_file}) as any;\n"
            'const names = { module: "m", version: "1.0.0", name: "n" };\n'
            "const safe = openWidget({ model: names, view: names, state: { value: 1 } }); safe.id"
        )
        comm_id = of_type(messages, "comm_open")[0]["content"]["comm_id"]
        hostile = [
            {"method": "update", "state": {"value": 2}, "buffer_paths": [["value"]]},
            {"method": "update", "state": None, "buffer_paths": []},
            {"method": "update", "state": {}, "buffer_paths": [["__proto__", "polluted"]]},
            {"method": 3},
            None,
            "text",
        ]
        for data in hostile:
            buffers = [b"x"] if data and "__proto__" in json.dumps(data) else None
            self.kernel.until_idle(self.kernel.send_comm("comm_msg", {"comm_id": comm_id, "data": data}, buffers))
        _, messages = self.kernel.run("[safe.state.value, ({} as any).polluted]")
        self.assertEqual(of_type(messages, "execute_result")[0]["content"]["data"]["text/plain"], "[ 1, undefined ]")


if __name__ == "__main__":
    unittest.main()
