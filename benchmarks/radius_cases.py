"""The rays and networks that benchmarks/radius.py measures."""

import torch
from descentkernels import ModuleObjective, criteria, radius
from networks import digits
from torch import Tensor, nn

EXAMPLES = 1000


def random_ray(classes: int) -> radius.Ray:
    """Gaussian logits of scale 3 and Gaussian slopes of 1000 examples."""
    generator = torch.Generator().manual_seed(classes)
    draw = torch.randn(2, EXAMPLES, classes, generator=generator, dtype=torch.float64)
    return radius.Ray(3 * draw[0], draw[1])


def dense(inputs: int, width: int, outputs: int, activation: type[nn.Module]) -> nn.Module:
    """Two hidden layers."""
    layers = [nn.Linear(inputs, width), activation(), nn.Linear(width, width), activation()]
    return nn.Sequential(*layers, nn.Linear(width, outputs))


def clouds(classes: int) -> ModuleObjective:
    """1000 points of Gaussian clouds in 32 dimensions that overlap a little; 32-64-64-K tanh."""
    generator = torch.Generator().manual_seed(classes)
    centres = 1.2 * torch.randn(classes, 32, generator=generator)
    labels = torch.arange(EXAMPLES) % classes
    inputs = centres[labels] + torch.randn(EXAMPLES, 32, generator=generator)
    return _objective(lambda: dense(32, 64, classes, nn.Tanh), inputs, labels)


def digits_net(count: int, activation: type[nn.Module] = nn.Tanh) -> ModuleObjective:
    """64-64-64-10 on that many digits."""
    return _objective(lambda: dense(64, 64, 10, activation), *digits(count))


def _objective(module, inputs: Tensor, labels: Tensor) -> ModuleObjective:
    with torch.random.fork_rng():
        torch.manual_seed(0)
        net = module()
    kind = {"device": "cpu", "dtype": torch.float32}
    return ModuleObjective(net, inputs, labels, criteria.cross_entropy, **kind)


def trained(objective: ModuleObjective, steps: list[int]) -> list[tuple[Tensor, Tensor]]:
    """Weights and the step Adam (η = 3e-3) takes from there, after these numbers of steps."""
    w = objective.flat().requires_grad_()
    adam, found = torch.optim.Adam([w], lr=3e-3), []
    for step in range(max(steps) + 1):
        w.grad = objective.gradient(w.detach())
        before = w.detach().clone()
        adam.step()
        if step in steps:
            found.append((before, w.detach() - before))
    return found
