"""Starts the kernel "datacrafter" of this Python's Jupyter in a folder and runs one cell that uses the package; prints what the cell printed.

usage: use-packed-kernel.py FOLDER
"""

import sys

from jupyter_client.manager import start_new_kernel

CELL = """
import * as dc from "datacrafter";
import { basename } from "node:path";
const critters: dc.Dataset = await dc.loadCritters("critters", { perClass: 1, testPerClass: 0 });
console.log(`packed kernel: ${critters.classes.length} classes, ${critters.images.length} images in ${basename(critters.root)}`);
"""


def main(folder: str) -> int:
    manager, client = start_new_kernel(kernel_name="datacrafter", cwd=folder, startup_timeout=60)
    failed = []

    def show(message) -> None:
        content = message["content"]
        if message["msg_type"] == "stream":
            print(content["text"], end="", flush=True)
        if message["msg_type"] == "error":
            failed.append("\n".join(content["traceback"]))

    try:
        reply = client.execute_interactive(CELL, timeout=120, output_hook=show)
    finally:
        client.stop_channels()
        manager.shutdown_kernel()
    if reply["content"]["status"] != "ok":
        print(*(failed or [reply["content"]]), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
