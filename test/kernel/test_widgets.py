"""The widget messaging protocol 2.1, seen from a browser."""

import json
import struct
import unittest

from kernel_session import ENTRY, KernelTestCase, of_type, stream_text

OPEN = (
    f"const {{ openWidget }} = require({json.dumps(str(ENTRY.with_name('widget.js')))}) as any;\n"
    'const names = { module: "my-widgets", version: "^1.2.0" };\n'
    'const make = (state: any) => openWidget({ model: { ...names, name: "MyModel" }, view: { ...names, name: "MyView" }, state });'
)


class WidgetTest(KernelTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kernel.run(OPEN)

    def comm(self, comm_id, data, buffers=None):
        message_id = self.kernel.send_comm("comm_msg", {"comm_id": comm_id, "data": data}, buffers)
        return message_id, [m for m in self.kernel.until_idle(message_id) if m["msg_type"] != "status"]

    def make(self, name, state, more=""):
        """Opens a widget in the kernel's variable `name`; gives its id and the cell's messages."""
        _, messages = self.kernel.run(f"const {name} = make({state}); {more}")
        [opened] = of_type(messages, "comm_open")
        return opened["content"]["comm_id"], messages

    def value(self, expression):
        _, messages = self.kernel.run(expression)
        return of_type(messages, "execute_result")[0]["content"]["data"]["text/plain"]

    def test_opening_sends_what_the_protocol_asks(self):
        _, messages = self.make("opened", '{ value: 3, deep: { bytes: new Float32Array([1, 2]), list: [new Uint8Array([7]), "x"] } }')
        [message] = of_type(messages, "comm_open")
        self.assertEqual(message["metadata"], {"version": "2.1.0"})
        self.assertEqual(message["content"]["target_name"], "jupyter.widget")
        self.assertEqual(
            message["content"]["data"],
            {
                "state": {
                    "_model_module": "my-widgets",
                    "_model_module_version": "^1.2.0",
                    "_model_name": "MyModel",
                    "_view_module": "my-widgets",
                    "_view_module_version": "^1.2.0",
                    "_view_name": "MyView",
                    "_view_count": None,
                    "value": 3,
                    "deep": {"list": [None, "x"]},
                },
                "buffer_paths": [["deep", "bytes"], ["deep", "list", 0]],
            },
        )
        self.assertEqual([bytes(b) for b in message["buffers"]], [struct.pack("<2f", 1, 2), b"\x07"])

    def test_changes_of_one_tick_travel_together_and_only_what_changed(self):
        _, messages = self.make("together", "{ a: 1, b: 2, c: { d: [1] } }", "together.update({ a: 5 }); together.update({ b: 6, c: { d: [1] } }); together.update({ a: 7 });")
        updates = [m["content"]["data"] for m in of_type(messages, "comm_msg")]
        self.assertEqual(updates, [{"method": "update", "state": {"a": 7, "b": 6}, "buffer_paths": []}])

    def test_many_changes_are_sent_at_most_once_per_33_ms_frame_and_the_last_one_arrives(self):
        _, messages = self.make(
            "fast",
            "{ n: 0 }",
            "const start = Date.now(); let n = 0; while (Date.now() < start + 500) { fast.update({ n: ++n }); await new Promise(done => setTimeout(done, 2)); } n",
        )
        values = [m["content"]["data"]["state"]["n"] for m in of_type(messages, "comm_msg")]
        last = int(of_type(messages, "execute_result")[0]["content"]["data"]["text/plain"])
        self.assertLessEqual(len(values), 18)
        self.assertGreaterEqual(len(values), 4)
        self.assertEqual(values[-1], last)

    def test_a_change_in_the_cell_s_last_statement_still_belongs_to_the_cell(self):
        _, messages = self.make("late", "{ n: 0 }", "late.update({ n: 1 }); await new Promise(done => setTimeout(done, 5)); late.update({ n: 2 });")
        updates = of_type(messages, "comm_msg")
        self.assertEqual(updates[-1]["content"]["data"]["state"], {"n": 2})
        self.assertEqual({m["parent_header"]["msg_type"] for m in updates}, {"execute_request"})

    def test_a_browser_s_change_is_echoed_at_once_and_told_to_the_kernel(self):
        comm_id, _ = self.make("echoed", "{ value: 1, other: 2 }", 'echoed.onChange((patch: any) => console.log("changed", patch));')
        message_id, answers = self.comm(comm_id, {"method": "update", "state": {"value": 9}, "buffer_paths": []})
        self.assertEqual([m["msg_type"] for m in answers], ["comm_msg", "stream"])
        self.assertEqual(answers[0]["content"]["data"], {"method": "echo_update", "state": {"value": 9}, "buffer_paths": []})
        self.assertEqual(answers[0]["parent_header"]["msg_id"], message_id)
        self.assertEqual(stream_text(answers), "changed { value: 9 }\n")
        self.assertEqual(self.value("echoed.state"), "{ value: 9, other: 2 }")

    def test_a_browser_s_binary_change_is_put_where_its_path_says_and_echoed(self):
        comm_id, _ = self.make("binary", "{ deep: { list: [0, 1] } }")
        update = {"method": "update", "state": {"deep": {"list": [5, None]}}, "buffer_paths": [["deep", "list", 1]]}
        _, [echo] = self.comm(comm_id, update, [b"\x01\x02\x03"])
        self.assertEqual(echo["content"]["data"], {**update, "method": "echo_update"})
        self.assertEqual(bytes(echo["buffers"][0]), b"\x01\x02\x03")
        self.assertEqual(self.value("binary.state.deep.list[1]"), "Uint8Array(3) [ 1, 2, 3 ]")

    def test_a_browser_s_change_wins_over_an_older_one_that_waits(self):
        comm_id, _ = self.make("race", "{ v: 0 }")
        cell = self.kernel.client.execute("race.update({ v: 1 }); await new Promise(done => setTimeout(done, 3)); race.update({ v: 2 }); await new Promise(done => setTimeout(done, 300)); race.state.v")
        # the browser's own change comes while 2 may still wait; whatever the order, all sides end with one value
        self.kernel.send_comm("comm_msg", {"comm_id": comm_id, "data": {"method": "update", "state": {"v": 50}, "buffer_paths": []}})
        messages = self.kernel.until_idle(cell)
        sent = [m["content"]["data"]["state"]["v"] for m in of_type(messages, "comm_msg")]
        final = int(of_type(messages, "execute_result")[0]["content"]["data"]["text/plain"])
        self.assertEqual(sent[-1], final)

    def test_custom_messages_travel_both_ways_with_buffers(self):
        comm_id, _ = self.make("custom", "{}", "custom.onMessage((content: any, buffers: any) => custom.send({ got: content, sizes: buffers.map((b: any) => b.length) }, buffers));")
        _, [answer] = self.comm(comm_id, {"method": "custom", "content": {"ids": ["a"]}}, [b"12345"])
        self.assertEqual(answer["content"]["data"], {"method": "custom", "content": {"got": {"ids": ["a"]}, "sizes": [5]}})
        self.assertEqual(bytes(answer["buffers"][0]), b"12345")

    def test_request_state_is_answered_with_everything(self):
        comm_id, _ = self.make("asked", "{ value: 4 }")
        message_id, [answer] = self.comm(comm_id, {"method": "request_state"})
        self.assertEqual(answer["content"]["data"]["method"], "update")
        self.assertEqual(answer["content"]["data"]["state"]["value"], 4)
        self.assertEqual(answer["content"]["data"]["state"]["_model_name"], "MyModel")
        self.assertEqual(answer["parent_header"]["msg_id"], message_id)

    def test_the_control_comm_restores_every_open_widget_with_its_binary_state(self):
        comm_id, _ = self.make("restored", "{ value: 8, deep: { bytes: new Uint8Array([9, 9]) } }", "restored.update({ value: 11 });")
        gone, _ = self.make("gone", "{}", "gone.close();")
        self.kernel.until_idle(self.kernel.send_comm("comm_open", {"comm_id": "control", "target_name": "jupyter.widget.control", "data": {}}))
        _, [answer] = self.comm("control", {"method": "request_states"})
        data = answer["content"]["data"]
        self.assertEqual(data["method"], "update_states")
        entry = data["states"][comm_id]
        self.assertEqual(
            {key: entry[key] for key in ("model_name", "model_module", "model_module_version")},
            {"model_name": "MyModel", "model_module": "my-widgets", "model_module_version": "^1.2.0"},
        )
        self.assertEqual(entry["state"]["value"], 11)
        self.assertNotIn(gone, data["states"])
        position = data["buffer_paths"].index([comm_id, "state", "deep", "bytes"])
        self.assertEqual(bytes(answer["buffers"][position]), b"\x09\x09")

    def test_display_shows_the_view_and_what_stands_in_for_it(self):
        comm_id, messages = self.make("shown", "{}", 'shown.display({ "text/plain": "my widget", "image/png": "AAAA" });')
        [display] = of_type(messages, "display_data")
        self.assertEqual(
            display["content"]["data"],
            {
                "text/plain": "my widget",
                "image/png": "AAAA",
                "application/vnd.jupyter.widget-view+json": {"version_major": 2, "version_minor": 0, "model_id": comm_id},
            },
        )

    def test_closing_tells_the_browsers_and_later_calls_do_nothing(self):
        comm_id, messages = self.make("closed", "{ v: 1 }", "closed.update({ v: 2 }); closed.close(); closed.close(); closed.update({ v: 3 }); closed.send(1);")
        self.assertEqual([m["msg_type"] for m in messages if m["msg_type"].startswith("comm_")], ["comm_open", "comm_msg", "comm_close"])
        self.assertNotIn(comm_id, self.kernel.request("comm_info_request", {})["content"]["comms"])

    def test_a_widget_closed_in_the_browser_is_forgotten(self):
        comm_id, _ = self.make("dropped", "{ v: 1 }")
        self.kernel.until_idle(self.kernel.send_comm("comm_close", {"comm_id": comm_id, "data": {}}))
        reply, _ = self.kernel.run('dropped.update({ v: 2 }); dropped.display({ "text/plain": "x" });')
        self.assertEqual(reply["status"], "error")
        self.assertIn("is closed", reply["evalue"])

    def test_changes_outside_any_cell_have_the_latest_cell_as_parent(self):
        self.make("timed", "{ n: 0 }", "setTimeout(() => timed.update({ n: 1 }), 200);")
        cell = self.kernel.client.execute("await new Promise(done => setTimeout(done, 500)); 1")
        messages = self.kernel.until_idle(cell)
        [update] = of_type(messages, "comm_msg")
        self.assertEqual(update["parent_header"]["msg_id"], cell)


if __name__ == "__main__":
    unittest.main()
