"""A notebook in a folder that knows nothing of npm."""

import json
import pathlib
import tempfile
import unittest

from kernel_session import KernelSession, of_type


class ElsewhereTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="notebook elsewhere ")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.kernel = KernelSession(cls.folder)
        cls.addClassCleanup(cls.kernel.close)

    def ok(self, code):
        reply, messages = self.kernel.run(code)
        self.assertEqual(reply["status"], "ok", reply)
        results = of_type(messages, "execute_result")
        return results[0]["content"]["data"]["text/plain"] if results else None

    def test_datacrafter_is_there_with_its_types(self):
        self.assertEqual(self.ok('import * as dc from "datacrafter"; typeof dc'), "'object'")
        reply, _ = self.kernel.run("dc.noSuchThing")
        self.assertEqual(reply["ename"], "TypeScriptError")
        self.assertIn("does not exist on type", reply["evalue"])

    def test_the_globals_of_node_are_there_with_their_types(self):
        self.ok('console.log(process.pid, Buffer.from("x").length); setTimeout(() => {}, 1); const call: typeof fetch = fetch; new AbortController().abort();')
        reply, _ = self.kernel.run('setTimeout("not a function");')
        self.assertEqual(reply["ename"], "TypeScriptError")

    def test_node_s_own_modules_are_there(self):
        self.assertEqual(self.ok('import * as path from "node:path"; path.basename("/a/b.png")'), "'b.png'")

    def test_the_libraries_of_the_public_face_are_there(self):
        self.assertEqual(self.ok('import * as aq from "arquero"; aq.table({ a: [1, 2] }).numRows()'), "2")

    def test_the_working_folder_is_the_notebook_s(self):
        self.assertEqual(self.ok("process.cwd()").strip("'"), str(self.folder.resolve()))

    def test_files_beside_the_notebook_can_be_imported(self):
        (self.folder / "helper.ts").write_text("export const double = (n: number): number => 2 * n;\n")
        self.assertEqual(self.ok('import { double } from "./helper"; double(21)'), "42")


class OwnPackagesTest(unittest.TestCase):
    def test_packages_of_the_notebook_s_folder_go_before_the_kernel_s(self):
        with tempfile.TemporaryDirectory() as name:
            package = pathlib.Path(name) / "node_modules" / "arquero"
            package.mkdir(parents=True)
            (package / "package.json").write_text(json.dumps({"name": "arquero", "version": "0.0.1", "main": "index.js", "types": "index.d.ts"}))
            (package / "index.js").write_text('exports.mine = "the notebook\'s own";')
            (package / "index.d.ts").write_text("export declare const mine: string;")
            kernel = KernelSession(name)
            self.addCleanup(kernel.close)
            reply, messages = kernel.run('import { mine } from "arquero"; mine')
            self.assertEqual(reply["status"], "ok", reply)
            self.assertEqual(of_type(messages, "execute_result")[0]["content"]["data"]["text/plain"], '"the notebook\'s own"')


if __name__ == "__main__":
    unittest.main()
