"""What a cell puts out, and where it arrives."""

import unittest

from kernel_session import KernelTestCase, of_type, stream_text


class OutputTest(KernelTestCase):
    def test_20000_lines_of_one_tick_all_arrive_and_so_does_idle(self):
        reply, messages = self.kernel.run('for (let i = 0; i < 20000; i++) console.log("line " + i);')
        self.assertEqual(reply["status"], "ok")
        self.assertEqual(stream_text(messages).splitlines(), [f"line {i}" for i in range(20000)])

    def test_5000_displays_of_one_tick_all_arrive_in_order(self):
        _, messages = self.kernel.run(
            'import { display as show } from "tslab"; for (let i = 0; i < 5000; i++) show.text("d" + i);'
        )
        shown = [m["content"]["data"]["text/plain"] for m in of_type(messages, "display_data")]
        self.assertEqual(shown, [f"d{i}" for i in range(5000)])

    def test_stdout_stderr_and_displays_keep_their_order(self):
        _, messages = self.kernel.run(
            'import { display } from "tslab"; console.log("a"); console.error("b"); display.html("<i>c</i>"); console.log("d"); 5'
        )
        order = [
            m["content"].get("text") or m["content"]["data"].get("text/html") or m["content"]["data"]["text/plain"]
            for m in messages
            if m["msg_type"] in ("stream", "display_data", "execute_result")
        ]
        self.assertEqual(order, ["a\n", "b\n", "<i>c</i>", "d\n", "5"])

    def test_the_last_expression_is_an_execute_result_with_the_cell_s_number(self):
        reply, messages = self.kernel.run("1 + 1")
        [result] = of_type(messages, "execute_result")
        self.assertEqual(result["content"]["data"], {"text/plain": "2"})
        self.assertEqual(result["content"]["execution_count"], reply["execution_count"])

    def test_a_cell_without_a_value_has_no_result(self):
        _, messages = self.kernel.run("const seven = 7;")
        self.assertEqual(of_type(messages, "execute_result"), [])

    def test_the_input_is_published_with_its_number(self):
        reply, messages = self.kernel.run("3")
        [sent] = of_type(messages, "execute_input")
        self.assertEqual(sent["content"], {"code": "3", "execution_count": reply["execution_count"]})

    def test_a_silent_cell_publishes_nothing_and_takes_no_number(self):
        before, _ = self.kernel.run("0")
        reply, messages = self.kernel.run('console.log("hidden"); 1', silent=True)
        self.assertEqual(reply["status"], "ok")
        self.assertEqual([m["msg_type"] for m in messages if m["msg_type"] != "status"], [])
        after, _ = self.kernel.run("0")
        self.assertEqual(after["execution_count"], before["execution_count"] + 1)

    def test_a_cell_outside_the_history_shows_its_value_but_takes_no_number(self):
        before, _ = self.kernel.run("0")
        reply, messages = self.kernel.run("41 + 1", store_history=False)
        self.assertEqual(reply["execution_count"], before["execution_count"])
        self.assertEqual(of_type(messages, "execute_result")[0]["content"]["data"]["text/plain"], "42")

    def test_late_output_goes_to_the_cell_whose_code_made_it(self):
        first = self.kernel.client.execute('setTimeout(() => console.log("from the first"), 150);')
        self.kernel.until_idle(first)
        second = self.kernel.client.execute('await new Promise(done => setTimeout(done, 400)); console.log("from the second");')
        messages = self.kernel.until_idle(second)
        parents = {m["content"]["text"].strip(): m["parent_header"]["msg_id"] for m in of_type(messages, "stream")}
        self.assertEqual(parents, {"from the first": first, "from the second": second})

    def test_a_character_cut_between_two_writes_arrives_whole(self):
        _, messages = self.kernel.run(
            'const bytes = Buffer.from("🦊"); process.stdout.write(bytes.subarray(0, 2)); process.stdout.write(bytes.subarray(2));'
        )
        self.assertEqual(stream_text(messages), "🦊")

    def test_an_arquero_table_shows_as_html_with_nothing_in_it_taken_for_markup(self):
        _, messages = self.kernel.run(
            'import * as aq from "arquero"; aq.table({ "<b>name": Array(60).fill("<script>alert(1)</script>"), n: Array(60).fill(1) })'
        )
        data = of_type(messages, "execute_result")[0]["content"]["data"]
        self.assertNotIn("<script", data["text/html"])
        self.assertNotIn("<b>", data["text/html"])
        self.assertEqual(data["text/html"].count("<tr>"), 51)
        self.assertIn("60 rows x 2 columns, the first 50 shown", data["text/plain"])

    def test_a_value_with_toMimeBundle_shows_itself_also_when_it_needs_time(self):
        _, messages = self.kernel.run(
            '({ toMimeBundle: async () => ({ "text/html": "<p>me</p>", "image/png": new Uint8Array([1, 2, 3]) }) })'
        )
        data = of_type(messages, "execute_result")[0]["content"]["data"]
        self.assertEqual(data["text/html"], "<p>me</p>")
        self.assertEqual(data["image/png"], "AQID")
        self.assertIn("text/plain", data)

    def test_a_value_that_fails_to_show_itself_fails_the_cell(self):
        reply, _ = self.kernel.run('({ toMimeBundle() { throw new RangeError("no picture"); } })')
        self.assertEqual((reply["status"], reply["ename"], reply["evalue"]), ("error", "RangeError", "no picture"))


if __name__ == "__main__":
    unittest.main()
