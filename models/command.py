"""The words every stage's command takes."""

import argparse
import os
from dataclasses import replace
from functools import partial
from pathlib import Path

import torch

from device import choose_device
from team import run_team
from training import Budget, Stage, Stopped

SEEDS = {"sibling": 11, "judge": 12, "vae": 13, "clip": 14, "unet": 15}


def stage_command(main, *names):
    """Runs main(stage) from the command line. names: the stage's name; where there are several, the first word says which."""
    parser = argparse.ArgumentParser(formatter_class=argparse.RawDescriptionHelpFormatter)
    if len(names) > 1:
        parser.add_argument("name", choices=names)
    else:
        parser.set_defaults(name=names[0])
    parser.add_argument("--run", type=Path, default=Path("runs/world"), help="folder of checkpoints, logs, samples, figures")
    parser.add_argument("--minutes", type=float, required=True, help="how long to train")
    parser.add_argument("--steps", type=int, help="or so many steps, whichever ends first")
    parser.add_argument("--threads", type=int, default=os.cpu_count(), help="of each process")
    parser.add_argument("--processes", type=int, default=1, help="that share every batch; give each --threads 1")
    arguments = parser.parse_args()
    name = arguments.name
    stage = Stage(name, arguments.run, Budget(arguments.minutes, arguments.steps), SEEDS[name])
    if stage.finished.exists():
        print(f"{name}: finished already ({stage.finished})")
        return
    # one GPU needs no team: it is quicker than the messages
    processes = 1 if torch.cuda.is_available() else arguments.processes
    run_team(processes, partial(_run, main, stage, arguments.threads))


def _run(main, stage, threads, team):
    torch.set_num_threads(threads)
    choose_device()
    torch.manual_seed(stage.seed)  # the same start in every process
    try:
        main(replace(stage, team=team))
    except Stopped as stopped:
        if team.leads:
            print(stopped, flush=True)
        raise SystemExit(1) from None
