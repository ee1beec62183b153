"""Several processes that train one network together: each draws a part of every batch, and their gradients are averaged.

With one thread each they waste no time waiting for one another inside a step, which threads of one process do many times.
"""

import os
import tempfile

import torch
import torch.distributed as distributed
import torch.multiprocessing as multiprocessing


class Team:
    """The processes of one training, seen from one of them; alone, all of it is free. rank: 0 to size - 1; 0 keeps the books."""

    def __init__(self, rank=0, size=1):
        self.rank, self.size = rank, size

    @property
    def leads(self):
        return self.rank == 0

    def agree(self, *numbers):
        """The numbers of rank 0, for all: clocks and signals differ between processes, and every step must be the same step."""
        if self.size == 1:
            return numbers
        shared = torch.tensor(numbers, dtype=torch.float64)
        distributed.broadcast(shared, 0)
        return tuple(shared.tolist())

    def average_gradients(self, parameters):
        if self.size == 1:
            return
        # what takes no part in this step's loss has no gradient, in any process
        used = [p for p in parameters if p.grad is not None]
        flat = torch.cat([p.grad.reshape(-1) for p in used])
        distributed.all_reduce(flat)
        flat /= self.size
        at = 0
        for p in used:
            p.grad.copy_(flat[at : at + p.numel()].view_as(p))
            at += p.numel()

    def wait(self):
        """Until all are here."""
        if self.size > 1:
            distributed.barrier()


def run_team(size, work):
    """Calls work(team) in `size` processes; in this one alone when size is 1."""
    if size == 1:
        work(Team())
        return
    with tempfile.TemporaryDirectory() as folder:
        multiprocessing.spawn(_member, (size, f"file://{os.path.join(folder, 'meeting')}", work), nprocs=size)


def _member(rank, size, place, work):
    distributed.init_process_group("gloo", init_method=place, rank=rank, world_size=size)
    try:
        work(Team(rank, size))
    finally:
        distributed.destroy_process_group()
