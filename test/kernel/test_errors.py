"""How cells fail, and what that does to the cells behind them."""

import unittest

from kernel_session import KernelTestCase, of_type, stream_text


class ErrorTest(KernelTestCase):
    def failing(self, code):
        reply, messages = self.kernel.run(code)
        self.assertEqual(reply["status"], "error")
        [error] = of_type(messages, "error")
        for field in ("ename", "evalue", "traceback"):
            self.assertEqual(error["content"][field], reply[field])
        return reply

    def test_a_thrown_error_has_name_message_and_the_cell_s_line(self):
        reply = self.failing('type Pair = {\n  a: number;\n};\nfunction burst(pair: Pair): void {\n  throw new RangeError("too far");\n}\nburst({ a: 1 });')
        self.assertEqual((reply["ename"], reply["evalue"]), ("RangeError", "too far"))
        trace = "\n".join(reply["traceback"])
        self.assertRegex(trace, r"at burst \(cell \d+, line 5\)")
        self.assertNotIn("tslab", trace)

    def test_a_type_error_has_line_and_column_in_the_cell(self):
        reply = self.failing('const fine = 1;\nconst wrong: number = "text";')
        self.assertEqual(reply["ename"], "TypeScriptError")
        self.assertEqual(reply["evalue"], "2:7 - Type 'string' is not assignable to type 'number'.")
        self.assertIn('    const wrong: number = "text";', reply["traceback"])

    def test_short_properties_hold_names_of_earlier_cells_and_errors_beside_them_keep_their_place(self):
        self.kernel.run("const basket = [1, 2]; let count = 2;")
        reply, messages = self.kernel.run("const both = { basket, count }; ({ count } = { count: 3 }); JSON.stringify([both, count])")
        self.assertEqual(reply["status"], "ok")
        [value] = of_type(messages, "execute_result")
        self.assertIn('[{"basket":[1,2],"count":2},3]', value["content"]["data"]["text/plain"])
        self.assertEqual(self.failing("f({ basket, count }, 1);")["evalue"], "1:1 - Cannot find name 'f'.")
        self.assertEqual(self.failing("void [{ basket }, nope];")["evalue"], "1:19 - Cannot find name 'nope'.")

    def test_a_rejected_promise_fails_the_cell_that_awaits_it(self):
        reply = self.failing('await new Promise((_, reject) => setTimeout(() => reject(new SyntaxError("later")), 20));')
        self.assertEqual((reply["ename"], reply["evalue"]), ("SyntaxError", "later"))

    def test_what_is_thrown_need_not_be_an_error(self):
        reply = self.failing('throw { code: 7 };')
        self.assertEqual((reply["ename"], reply["evalue"]), ("Thrown", "{ code: 7 }"))

    def test_causes_and_extra_fields_are_shown(self):
        reply = self.failing('throw Object.assign(new Error("outer", { cause: new TypeError("inner") }), { status: 503 });')
        trace = "\n".join(reply["traceback"])
        self.assertIn("Caused by: TypeError: inner", trace)
        self.assertIn("status: 503", trace)

    def test_errors_nobody_awaits_are_shown_in_the_cell_they_come_from_and_the_kernel_lives(self):
        first = self.kernel.client.execute('setTimeout(() => { throw new Error("timer"); }, 50); void Promise.reject(new Error("promise"));')
        messages = self.kernel.until_idle(first)
        second = self.kernel.client.execute("await new Promise(done => setTimeout(done, 300)); 5")
        messages += self.kernel.until_idle(second)
        text = stream_text(messages, "stderr")
        self.assertIn("promise", text)
        self.assertIn("timer", text)
        self.assertEqual({m["parent_header"]["msg_id"] for m in of_type(messages, "stream")}, {first})
        self.assertEqual(of_type(messages, "execute_result")[0]["content"]["data"]["text/plain"], "5")

    def test_the_next_cell_runs_when_it_is_sent_right_after_the_error_s_reply(self):
        for _ in range(5):
            failed = self.kernel.client.execute('throw new Error("stop");')
            self.assertEqual(self.kernel.reply(failed)["content"]["status"], "error")
            following = self.kernel.client.execute("6 * 7")
            self.assertEqual(self.kernel.reply(following)["content"]["status"], "ok")
            self.kernel.until_idle(failed)
            messages = self.kernel.until_idle(following)
            self.assertEqual(of_type(messages, "execute_result")[0]["content"]["data"]["text/plain"], "42")

    def run_behind_error(self, first, **options):
        sent = [self.kernel.client.execute(code, **options) for code in (first, "1", "2")]
        replies = [self.kernel.reply(message_id)["content"] for message_id in sent]
        for message_id in sent:
            self.kernel.until_idle(message_id)
        return [reply["status"] for reply in replies]

    def test_cells_queued_behind_an_error_are_aborted(self):
        self.assertEqual(self.run_behind_error('throw new Error("a");'), ["error", "aborted", "aborted"])

    def test_cells_queued_behind_a_loop_that_fails_are_aborted(self):
        spin = 'const until = Date.now() + 300; while (Date.now() < until); throw new Error("b");'
        self.assertEqual(self.run_behind_error(spin), ["error", "aborted", "aborted"])

    def test_cells_queued_behind_a_rejection_are_aborted(self):
        self.assertEqual(
            self.run_behind_error('await new Promise((_, no) => setTimeout(() => no(new Error("c")), 200));'),
            ["error", "aborted", "aborted"],
        )

    def test_cells_queued_behind_an_error_run_when_it_does_not_stop(self):
        self.assertEqual(self.run_behind_error('throw new Error("d");', stop_on_error=False), ["error", "ok", "ok"])


if __name__ == "__main__":
    unittest.main()
