"""The notebook on label quality, pointed at a vision-language server by one line, as it tells its readers to."""

import hashlib
import http.server
import json
import pathlib
import tempfile
import threading
import unittest

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

from kernel_session import REPOSITORY, kernel_spec

NOTEBOOK = REPOSITORY / "notebooks" / "02-label-quality.ipynb"
ADDRESS = "http://127.0.0.1:11434/v1"
KINDS = ["bear", "cat", "dog", "duck", "fish", "fox", "owl", "pig", "rabbit", "turtle"]


class Vision(http.server.BaseHTTPRequestHandler):
    """Speaks OpenAI's chat; says of each image one kind by its bytes, another when asked again, and always a hat."""

    def do_POST(self):
        fields = json.loads(self.rfile.read(int(self.headers["content-length"])))
        content = fields["messages"][-1]["content"]
        image = next(part["image_url"]["url"] for part in content if part["type"] == "image_url")
        self.server.asked.append((image, fields.get("temperature")))
        times = sum(other == image for other, _ in self.server.asked)
        kind = KINDS[(int(hashlib.sha256(image.encode()).hexdigest(), 16) + times) % len(KINDS)]
        answer = json.dumps({"caption": f"a {kind} wearing a hat", "labels": [kind, "hat"]})
        message = {"role": "assistant", "content": answer, "refusal": None}
        body = {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": fields["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
            "usage": {"prompt_tokens": 300, "completion_tokens": 20, "total_tokens": 320},
        }
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


class LabelQualityTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Vision)
        self.server.asked = []
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(self.server.shutdown)

    def cells(self):
        """Sections 1 to 3 and 6; in section 2 the offline line goes and the other one takes its place."""
        notebook = nbformat.read(NOTEBOOK, as_version=4)
        kept, section = [], ""
        for cell in notebook.cells:
            if cell.cell_type == "markdown" and cell.source.startswith("## "):
                section = cell.source[3]
            if cell.cell_type == "code" and section in ["", "1", "2", "3", "6"]:
                kept.append(cell)
        for cell in kept:
            lines = cell.source.split("\n")
            offline = [line for line in lines if line.startswith("const makeLabeler")]
            online = [line for line in lines if line.startswith("// const makeLabeler")]
            if not offline:
                continue
            self.assertEqual((len(offline), len(online)), (1, 1))
            self.assertIn(ADDRESS, online[0])
            theirs = online[0].removeprefix("// ").replace(ADDRESS, f"http://127.0.0.1:{self.server.server_port}/v1")
            cell.source = "\n".join(theirs if line == offline[0] else line for line in lines if line != online[0])
        notebook.cells = kept
        return notebook

    def test_one_line_points_the_notebook_at_a_vision_language_model(self):
        spec = self.folder / "kernels" / "datacrafter"
        spec.mkdir(parents=True)
        (spec / "kernel.json").write_text(json.dumps({**kernel_spec(), "env": {"DATACRAFTER_LABEL_CACHE": str(self.folder / "cache")}}))
        manager = AsyncKernelManager(kernel_name="datacrafter", kernel_spec_manager=KernelSpecManager(kernel_dirs=[str(spec.parent)]))
        run = self.folder / "run"
        run.mkdir()
        notebook = self.cells()
        NotebookClient(notebook, km=manager, timeout=120, resources={"metadata": {"path": str(run)}}).execute()
        outputs = [output for cell in notebook.cells for output in cell.outputs]
        printed = "".join(output.get("text", "") for output in outputs)
        values = "\n".join(output.get("data", {}).get("text/plain", "") for output in outputs)
        self.assertIn("result: 300 of 300 images labelled by visionLanguage(qwen2.5vl)", printed)
        self.assertRegex(values, r"images: 300,\s+cached: 0,\s+requests: 300")  # told before
        self.assertRegex(values, r"requests: 300,\s+images: 300,\s+promptTokens: 90000")  # and after
        # 300 labels "hat", 51 of them true: the model's labels were judged, not those of captions
        self.assertRegex(values, r"\nhat +51 +300 +0\.17 \[0\.13, 0\.22\] +1\.00")
        # both agreements ask anew, with some chance, and only the second time
        self.assertEqual([temperature for _, temperature in self.server.asked], [0] * 300 + [0.7] * 600)
        self.assertRegex(values, r"qwen2\.5vl\) and visionLanguage\(qwen2\.5vl, [0-9a-f]{8}\): 300 images; share with the same labels 0\.00")


if __name__ == "__main__":
    unittest.main()
