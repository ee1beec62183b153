"""Where a network is trained: on a GPU that PyTorch can use, else on the processor.

Every command sets it as PyTorch's default device before it makes a tensor, so that only what comes from numpy or a file has to be brought there.
"""

import torch


def choose_device():
    """Makes the device the default one, and returns it."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_default_device(device)
    return device


def here(array):
    """A numpy array as a tensor on the default device."""
    return torch.from_numpy(array).to(torch.get_default_device())


def chance(seed):
    """A generator of random numbers on the default device."""
    return torch.Generator(device=torch.get_default_device()).manual_seed(seed)


def load(path):
    """What torch.save wrote, on the default device."""
    return torch.load(path, weights_only=True, map_location=torch.get_default_device())
