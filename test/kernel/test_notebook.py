"""A notebook run without a browser, as nbconvert --execute and CI do."""

import json
import pathlib
import tempfile
import unittest

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from kernel_session import ENTRY, REPOSITORY, kernel_spec


class NotebookTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        spec = pathlib.Path(folder.name) / "datacrafter"
        spec.mkdir()
        (spec / "kernel.json").write_text(json.dumps(kernel_spec()))
        self.specs = KernelSpecManager(kernel_dirs=[folder.name])

    def execute(self, *cells, **options):
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code) for code in cells])
        manager = AsyncKernelManager(kernel_name="datacrafter", kernel_spec_manager=self.specs)
        client = NotebookClient(notebook, km=manager, timeout=60, resources={"metadata": {"path": str(REPOSITORY)}}, **options)
        client.execute()
        return notebook

    def test_outputs_widgets_and_language_are_saved(self):
        notebook = self.execute(
            'console.log("hello"); 6 * 7',
            f"const {{ openWidget }} = require({json.dumps(str(ENTRY.with_name('widget.js')))}) as any;\n"
            'const names = { module: "m", version: "^1.0.0", name: "N" };\n'
            "const widget = openWidget({ model: names, view: names, state: { value: 1, bytes: new Uint8Array([1, 2]) } });\n"
            'widget.update({ value: 2 }); widget.display({ "text/plain": "a widget" });',
        )
        first, second = notebook.cells
        self.assertEqual([output["output_type"] for output in first.outputs], ["stream", "execute_result"])
        self.assertEqual(first.outputs[1]["data"]["text/plain"], "42")
        view = second.outputs[0]["data"]["application/vnd.jupyter.widget-view+json"]
        saved = notebook.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"][view["model_id"]]
        self.assertEqual(saved["state"]["value"], 2)
        self.assertEqual(saved["buffers"], [{"encoding": "base64", "path": ["bytes"], "data": "AQI="}])
        self.assertEqual(notebook.metadata["language_info"]["name"], "typescript")
        nbformat.validate(notebook)

    def test_a_failing_cell_fails_the_run_with_its_name_and_message(self):
        with self.assertRaises(CellExecutionError) as raised:
            self.execute('throw new RangeError("out of range");', "1")
        self.assertEqual((raised.exception.ename, raised.exception.evalue), ("RangeError", "out of range"))

    def test_an_allowed_error_leaves_its_traceback_and_the_next_cell_runs(self):
        notebook = self.execute('throw new RangeError("out of range");', "5", allow_errors=True)
        self.assertEqual(notebook.cells[0].outputs[0]["output_type"], "error")
        self.assertEqual(notebook.cells[1].outputs[0]["data"]["text/plain"], "5")


if __name__ == "__main__":
    unittest.main()
