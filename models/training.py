"""What all training stages share: a budget, checkpoints that survive a kill, a log, sample sheets."""

import contextlib
import json
import math
import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch

from device import chance, load
from team import Team

CHECKPOINT_SECONDS = 120
LOG_SECONDS = 20
SAMPLE_SHEETS = 8
"""Sample sheets over a long stage, evenly spread; one more at its end."""

WEIGHT_DECAY = 0.01
CLIP_GRADIENT = 1.0


class Stopped(Exception):
    """The run was asked to stop; its checkpoint is written."""


@dataclass(frozen=True)
class Budget:
    """A stage ends when either is used up."""

    minutes: float
    steps: int | None = None
    """for a smoke run"""

    def progress(self, seconds, step):
        """In [0, 1]; 1 is the end."""
        parts = [seconds / (60 * self.minutes)]
        if self.steps is not None:
            parts.append(step / self.steps)
        return min(1.0, max(parts))


def learning_rate(progress, step, warm_up=200, flat=0.3, least=0.02):
    """A factor: rises over the first steps, stays, falls as a cosine to `least`."""
    share = max(0.0, (progress - flat) / (1 - flat))
    return min(1.0, (step + 1) / warm_up) * (least + (1 - least) * 0.5 * (1 + math.cos(math.pi * share)))


class Average:
    """An exponential moving average of some modules' weights."""

    def __init__(self, modules, decay):
        self.decay = decay
        self.weights = [{name: value.detach().clone() for name, value in m.state_dict().items()} for m in modules]

    @torch.no_grad()
    def update(self, modules, step):
        decay = min(self.decay, (1 + step) / (10 + step))
        for module, averages in zip(modules, self.weights):
            for name, value in module.state_dict().items():
                averages[name].lerp_(value, 1 - decay)

    @contextlib.contextmanager
    def in_place_of(self, modules):
        """Inside, the modules work with their averaged weights."""
        own = [{name: value.detach().clone() for name, value in m.state_dict().items()} for m in modules]
        for module, averages in zip(modules, self.weights):
            module.load_state_dict(averages)
        try:
            yield
        finally:
            for module, weights in zip(modules, own):
                module.load_state_dict(weights)


@dataclass(frozen=True)
class Stage:
    """Where and how long a stage trains, and what its chance is drawn from."""

    name: str
    run: Path
    budget: Budget
    seed: int
    team: Team = field(default_factory=Team)

    def share(self, batch):
        """How many of a batch this process draws."""
        return batch // self.team.size

    @property
    def checkpoint(self):
        return self.run / "checkpoints" / f"{self.name}.pt"

    @property
    def finished(self):
        """Figures of the finished stage; there when, and only when, it is finished."""
        return self.run / f"{self.name}.json"

    def random(self, step):
        """Numpy's and torch's chance for one step: the same after a resumption, another in each process."""
        own = [self.seed, step] if self.team.rank == 0 else [self.seed, step, self.team.rank]
        number = (self.team.rank * 1_009 + self.seed) * 1_000_003 + step
        return np.random.default_rng(own), chance(number)


def fit(stage, modules, rate, step_loss, batch, average=None, draw_samples=None):
    """
    Trains until the budget is used up. A checkpoint lies in checkpoints/NAME.pt every two minutes, so a kill costs no more than that.
    modules: name to module, all that is trained    rate: AdamW's learning rate at its highest    average: of those modules' weights
    step_loss(random, generator, progress): (loss, figures) of one process's share of a batch    draw_samples(path): writes a sheet
    Returns the record of the training; the modules hold the final (averaged) weights.
    """
    loop = _Loop(stage, modules, rate, batch, average)
    loop.resume()
    stage.team.wait()
    asked = _StopSignal()
    last_saved = last_said = time.monotonic()
    while True:
        progress, is_asked = stage.team.agree(stage.budget.progress(loop.seconds, loop.step), float(asked.received))
        if is_asked:
            loop.save()
            raise Stopped(f"{stage.name}: stopped at step {loop.step}; the same command goes on from there.")
        if progress >= 1:
            break
        loop.take_step(step_loss, progress)
        if not stage.team.leads:
            continue
        now = time.monotonic()
        if now - last_said > LOG_SECONDS:
            loop.say(progress)
            last_said = now
        if now - last_saved > CHECKPOINT_SECONDS:
            loop.save()
            last_saved = now
        if draw_samples and loop.is_sheet_due(progress):
            loop.draw(draw_samples)
    asked.forget()
    if stage.team.leads:
        loop.say(1.0)
        loop.save()
    if average:
        for module, weights in zip(modules.values(), average.weights):
            module.load_state_dict(weights)
    if draw_samples and stage.team.leads:
        draw_samples(stage.run / "samples" / f"{stage.name}-final.png")
    return loop.record()


class _Loop:
    """A training under way: its state, which a checkpoint keeps, and its steps."""

    def __init__(self, stage, modules, rate, batch, average):
        self.stage, self.modules, self.rate, self.batch, self.average = stage, modules, rate, batch, average
        self.parameters = [p for module in modules.values() for p in module.parameters() if p.requires_grad]
        decayed = [p for p in self.parameters if p.ndim > 1]
        others = [p for p in self.parameters if p.ndim <= 1]
        groups = [{"params": decayed, "weight_decay": WEIGHT_DECAY}, {"params": others, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.99), fused=True)
        self.step, self.seconds, self.last, self.recent = 0, 0.0, None, []
        self.last_sheet = 0.0
        self.log = stage.run / "logs" / f"{stage.name}.jsonl"
        for folder in (stage.checkpoint.parent, self.log.parent, stage.run / "samples"):
            folder.mkdir(parents=True, exist_ok=True)

    def resume(self):
        if not self.stage.checkpoint.exists():
            if self.stage.team.leads:
                self.log.unlink(missing_ok=True)
            return
        state = load(self.stage.checkpoint)
        for name, module in self.modules.items():
            module.load_state_dict(state["modules"][name])
        self.optimizer.load_state_dict(state["optimizer"])
        if self.average:
            self.average.weights = state["average"]
        self.step, self.seconds, self.last, self.last_sheet = (state[key] for key in ("step", "seconds", "last", "last_sheet"))
        if self.stage.team.leads:
            print(f"{self.stage.name}: goes on at step {self.step}, after {self.seconds / 60:.1f} minutes", flush=True)

    def save(self):
        if not self.stage.team.leads:
            return
        state = {
            "modules": {name: module.state_dict() for name, module in self.modules.items()},
            "optimizer": self.optimizer.state_dict(),
            "average": self.average.weights if self.average else None,
            **{"step": self.step, "seconds": self.seconds, "last": self.last, "last_sheet": self.last_sheet},
        }
        save_whole(state, self.stage.checkpoint)

    def take_step(self, step_loss, progress):
        began = time.monotonic()
        random, generator = self.stage.random(self.step)
        for group in self.optimizer.param_groups:
            group["lr"] = self.rate * learning_rate(progress, self.step)
        loss, figures = step_loss(random, generator, progress)
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.stage.team.average_gradients(self.parameters)
        gradient = float(torch.nn.utils.clip_grad_norm_(self.parameters, CLIP_GRADIENT))
        if not math.isfinite(gradient):
            raise FloatingPointError(f"{self.stage.name}: the gradient is not finite at step {self.step}; lower the rate.")
        self.optimizer.step()
        if self.average:
            self.average.update(self.modules.values(), self.step)
        self.recent.append({"loss": float(loss.detach()), **figures, "gradient": gradient})
        self.step += 1
        self.seconds += time.monotonic() - began

    def say(self, progress):
        if not self.recent:
            return
        means = {key: float(np.mean([row[key] for row in self.recent if key in row])) for key in self.recent[-1]}
        self.recent = []
        self.last = {"step": self.step, "minutes": self.seconds / 60, "progress": progress, **means}
        with self.log.open("a") as log:
            log.write(json.dumps(self.last) + "\n")
        figures = "  ".join(f"{key} {value:.4g}" for key, value in means.items())
        pace = self.step * self.batch / self.seconds
        print(f"{self.stage.name}: {100 * progress:3.0f} %  step {self.step}  {pace:.0f} images/s  {figures}", flush=True)

    def is_sheet_due(self, progress):
        is_long_ago = self.seconds - self.last_sheet * 60 * self.stage.budget.minutes > CHECKPOINT_SECONDS
        return is_long_ago and progress - self.last_sheet > 1 / SAMPLE_SHEETS

    def draw(self, draw_samples):
        self.last_sheet = self.stage.budget.progress(self.seconds, self.step)
        path = self.stage.run / "samples" / f"{self.stage.name}-{self.step:06d}.png"
        modules = list(self.modules.values())
        with self.average.in_place_of(modules) if self.average else contextlib.nullcontext():
            draw_samples(path)

    def record(self):
        final = {key: value for key, value in (self.last or {}).items() if key not in ("step", "minutes", "progress")}
        return {
            **{"steps": self.step, "batch": self.batch, "samples": self.step * self.batch, "minutes": self.seconds / 60},
            **{"threads": torch.get_num_threads() * self.stage.team.size, "samplesPerSecond": self.step * self.batch / max(self.seconds, 1e-9)},
            **{"rate": self.rate, "seed": self.stage.seed, "final": final},
        }


class _StopSignal:
    """Notes that the process was asked to end, so that the loop can save first."""

    def __init__(self):
        self.received = False
        self.before = {number: signal.signal(number, self._note) for number in (signal.SIGTERM, signal.SIGINT)}

    def _note(self, *_):
        self.received = True

    def forget(self):
        for number, handler in self.before.items():
            signal.signal(number, handler)


def save_whole(state, path):
    """Writes a file so that after a kill it is the old one or the new one, never half of it."""
    partial = path.with_name(path.name + ".part")
    with partial.open("wb") as file:
        torch.save(state, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def write_json(path, value):
    partial = path.with_name(path.name + ".part")
    partial.write_text(json.dumps(value, indent=1) + "\n")
    os.replace(partial, path)


def weights_of(run, stage_name):
    """The final weights of a finished stage, name to state."""
    return load(Path(run) / "weights" / f"{stage_name}.pt")


def finish(stage, modules, figures):
    """Keeps the final weights and, last, the figures; drops the checkpoint. After this the stage is finished."""
    (stage.run / "weights").mkdir(exist_ok=True)
    save_whole({name: module.state_dict() for name, module in modules.items()}, stage.run / "weights" / f"{stage.name}.pt")
    write_json(stage.finished, figures)
    stage.checkpoint.unlink(missing_ok=True)
