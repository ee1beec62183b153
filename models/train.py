"""Makes the small world's models from nothing:

    python models/train.py [--minutes 165] [--run runs/world] [--threads 2]
    python models/train.py --smoke        everything in miniature, to see that it works; its models are worth nothing

Draws the pictures, trains every network, exports, measures and writes the model card. What is finished is not done again, so after a kill
the same command goes on. Node must be on PATH (or named by NODE) and kernel-helpers built.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE_FOLDER = HERE.parent / "kernel-helpers" / "small-world"
GOLDEN = HERE.parent / "test" / "golden" / "small-world.json"
SHEET = HERE.parent / "docs" / "images" / "small-world.png"
GATE_CODE = 3
"""Exit code when the autoencoder loses too many coats."""

UNTRAINED_MINUTES = 17
"""Kept back for drawing (9), latents (2), export, calibrating, measuring and the card (6); an estimate."""

SHARES = {"sibling": 5, "judge": 6, "vae": 36, "clip": 15, "unet": 86}
"""How the rest is split, in minutes of 148."""


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    pictures: dict
    steps: int | None
    evaluation: list


FULL = Size({"train": 48_000, "test": 1_000, "judge-train": 12_000, "judge-test": 1_000}, None, [])
SMOKE = Size(
    {"train": 240, "test": 100, "judge-train": 100, "judge-test": 100},
    2,
    ["--prompts", "4", "--renders", "8", "--diversity", "2"],
)


class Runner:
    """Runs the steps one after another and keeps how long each took."""

    def __init__(self, run):
        self.times = run / "times.json"
        self.child = None
        signal.signal(signal.SIGTERM, self._pass_on)

    def _pass_on(self, number, _frame):
        if self.child and self.child.poll() is None:
            self.child.send_signal(number)  # a training stage saves before it ends

    def __call__(self, name, *command):
        print(f"train: {name}", flush=True)
        began = time.monotonic()
        self.child = subprocess.Popen([str(word) for word in command])
        try:
            code = self.child.wait()
        except KeyboardInterrupt:
            self._pass_on(signal.SIGTERM, None)
            self.child.wait()
            raise SystemExit(130) from None
        times = json.loads(self.times.read_text()) if self.times.exists() else {}
        times[name] = times.get(name, 0) + time.monotonic() - began
        self.times.write_text(json.dumps(times, indent=1))
        if code != 0:
            raise SystemExit(f"train: {name} ended with {code}; what is finished is kept: mend it and run the same command again.")


def main():
    arguments = parse()
    run, size = arguments.run, SMOKE if arguments.smoke else FULL
    if arguments.smoke:
        shutil.rmtree(run, ignore_errors=True)
    run.mkdir(parents=True, exist_ok=True)
    plan = {"smoke": arguments.smoke, "minutes": arguments.minutes, "threads": arguments.threads, "pictures": size.pictures}
    (run / "plan.json").write_text(json.dumps(plan, indent=1))
    runner = Runner(run)
    node = os.environ.get("NODE", "node")
    for split, count in size.pictures.items():
        words = [run / "data", "--split", split, "--count", count, "--processes", arguments.threads]
        runner(f"render {split}", node, HERE / "render.mjs", *words)
    for stage in SHARES:
        if stage == "unet":
            check_gate(run, arguments)
        runner(stage, *stage_command(stage, arguments, size))
    runner("export", sys.executable, "-W", "ignore", HERE / "export.py", "--run", run)
    runner("calibrate", node, HERE / "calibrate.mjs", run)
    runner("evaluate", node, HERE / "evaluate.mjs", "--models", run / "export", "--out", run, *size.evaluation)
    runner("card", sys.executable, HERE / "card.py", "--run", run)
    if not arguments.smoke:
        install(run)


def install(run):
    """Puts the models where the package carries them, in place of those of an earlier training."""
    shutil.rmtree(PACKAGE_FOLDER, ignore_errors=True)
    shutil.copytree(run / "export", PACKAGE_FOLDER)
    shutil.copy(run / "MODEL_CARD.md", PACKAGE_FOLDER)
    shutil.copy(run / "parity.json", GOLDEN)
    shutil.copy(run / "samples" / "contact-sheet.png", SHEET)
    print(f"train: the models are in {PACKAGE_FOLDER}", flush=True)


def parse():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=165, help="for everything, on an idle machine of 2 cores; default 165")
    parser.add_argument("--run", type=Path, help="default runs/world, with --smoke runs/world-smoke")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--gate", type=float, default=0.95, help="share of coats the autoencoder must keep; default 0.95")
    parser.add_argument("--smoke", action="store_true")
    arguments = parser.parse_args()
    if arguments.minutes < UNTRAINED_MINUTES + 10:
        parser.error(f"--minutes {arguments.minutes:g} leaves no time to train; give more than {UNTRAINED_MINUTES + 10}")
    arguments.run = arguments.run or Path("runs/world-smoke" if arguments.smoke else "runs/world")
    return arguments


def stage_command(stage, arguments, size):
    script = ["train_judge.py", stage] if stage in ("sibling", "judge") else [f"train_{stage}.py"]
    minutes = SHARES[stage] / sum(SHARES.values()) * (arguments.minutes - UNTRAINED_MINUTES)
    # a contrast needs the whole batch in one place; everything else is quicker in processes of one thread each
    crew = ["--threads", arguments.threads] if stage == "clip" else ["--threads", 1, "--processes", arguments.threads]
    words = ["--run", arguments.run, "--minutes", minutes, *crew]
    steps = [] if size.steps is None else ["--steps", size.steps]
    return [sys.executable, HERE / script[0], *script[1:], *words, *steps]


def check_gate(run, arguments):
    """Ends the run before the longest stage when the autoencoder loses what the generator is to learn."""
    coat = json.loads((run / "vae.json").read_text())["judgeOnReconstructions"]["coat"]
    if coat >= arguments.gate or arguments.smoke:
        return
    print(
        f"train: the judge sees {coat:.3f} of the coats in reconstructions, the gate is {arguments.gate}. "
        f"Look at {run}/samples/vae-final.png; then delete {run}/vae.json and {run}/weights/vae.pt and train with more --minutes, "
        f"or go on with --gate {coat:.2f}.",
        flush=True,
    )
    raise SystemExit(GATE_CODE)


if __name__ == "__main__":
    main()
