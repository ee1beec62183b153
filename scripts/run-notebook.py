"""Runs a notebook headless in a folder of its own and fails on any cell error.

usage: run-notebook.py NOTEBOOK FOLDER [--timeout SECONDS]

NOTEBOOK is copied into FOLDER (its kernel's working directory) and gets its outputs there; the original is not touched.
What its cells print with "result: " in front is printed here as well. Exit code 1 when a cell fails, naming the cell.
"""

import argparse
import sys
import time
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from jupyter_client.kernelspec import NoSuchKernel


def main() -> int:
    words = argparse.ArgumentParser(description="Runs a notebook headless and fails on any cell error.")
    words.add_argument("notebook", type=Path)
    words.add_argument("folder", type=Path)
    words.add_argument("--timeout", type=int, default=1800, help="seconds one cell may take")
    given = words.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    return run(given.notebook, given.folder.resolve(), given.timeout)


def run(source: Path, folder: Path, timeout: int) -> int:
    notebook = nbformat.read(source, as_version=4)
    began = time.perf_counter()
    client = NotebookClient(notebook, timeout=timeout, interrupt_on_timeout=True, resources={"metadata": {"path": str(folder)}})
    client.on_cell_executed = lambda cell, cell_index, **_: print_results(cell)
    try:
        client.execute()
    except CellTimeoutError:
        return fail(notebook, source, f"a cell took more than {timeout} s")
    except (CellExecutionError, DeadKernelError, NoSuchKernel) as error:
        return fail(notebook, source, str(error).strip())
    finally:
        nbformat.write(notebook, folder / source.name)
    cells = sum(cell.cell_type == "code" for cell in notebook.cells)
    print(f"{source.name}: {cells} cells in {time.perf_counter() - began:.1f} s", flush=True)
    return 0


def print_results(cell) -> None:
    for output in cell.get("outputs", []):
        for line in output.get("text", "").splitlines():
            if line.startswith("result: "):
                print(line, flush=True)


def fail(notebook, source: Path, reason: str) -> int:
    begun = [number for number, cell in enumerate(notebook.cells, 1) if cell.cell_type == "code" and "execution" in cell.metadata]
    where = f"cell {begun[-1]}" if begun else "before the first cell"
    print(f"{source.name} failed, {where}:\n{reason}", file=sys.stderr, flush=True)
    return 1


if __name__ == "__main__":
    sys.exit(main())
