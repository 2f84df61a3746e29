"""Controllers, against what the step did: radii by other means, weights by hand."""

import copy
import math

import pytest
import torch
from descentlab import LabError
from descentlab.controllers import ControlledOptimizer, Taken, controller_ids, load_controller
from torch import nn
from torch.nn.functional import cross_entropy

GPU = [
    pytest.mark.gpu,
    pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device here"),
]


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerEncoderLayer(6, 2, 8, dropout=0.2, batch_first=True)
        self.head = nn.Linear(6, 4)

    def forward(self, x):
        return self.head(self.layer(x.reshape(len(x), 2, 6)).mean(1))


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer, self.head = nn.LSTM(6, 5, batch_first=True), nn.Linear(5, 4)

    def forward(self, x):
        return self.head(self.layer(x.reshape(len(x), 2, 6))[0][:, -1])


def normed():
    return nn.Sequential(nn.Linear(12, 7), nn.BatchNorm1d(7), nn.GELU(), nn.Linear(7, 4))


MODELS = {"batch norm": normed, "attention": Attention, "recurrent": Recurrent}


def batch(device="cpu"):
    source = torch.Generator().manual_seed(5)
    x = torch.randn(16, 12, generator=source, dtype=torch.float64)
    return x.to(device), torch.randint(4, (16,), generator=source).to(device)


def made(kind, device="cpu"):
    torch.manual_seed(3)  # modules draw their weights from the global generator
    model = MODELS[kind]().double().to(device)
    model.train()
    return model


def backward(model, x, y):
    model.zero_grad()
    cross_entropy(model(x), y).backward()


def weights(model):
    return torch.cat([p.detach().reshape(-1) for p in model.parameters()])


def adamw(model):
    first, second, *rest = model.parameters()
    groups = [{"params": [first, second], "lr": 1.0}, {"params": rest}]
    return torch.optim.AdamW(groups, lr=3.0, weight_decay=0.5)


def spread(model, start, unit, x):
    """Δ_a along a unit vector, by central differences of the logits."""
    logits = []
    for h in (1e-5, -1e-5):
        near = copy.deepcopy(model)
        nn.utils.vector_to_parameters(start + h * unit, near.parameters())
        logits.append(near(x).detach())
    slopes = (logits[0] - logits[1]) / 2e-5
    return float((slopes.amax(1) - slopes.amin(1)).max())


CASES = [*((kind, "cpu") for kind in MODELS), pytest.param("batch norm", "cuda", marks=GPU)]


@pytest.mark.parametrize(("kind", "device"), CASES)
def test_it_takes_the_optimizers_own_step_up_to_the_radius_along_it(kind, device):
    (x, y), model = batch(device), made(kind, device)
    model.train(kind != "attention")  # whose dropout differences would see
    alone = copy.deepcopy(model)
    for net in (alone, model):
        backward(net, x, y)
    adamw(alone).step()
    start, step = weights(model), weights(alone) - weights(model)
    expected = math.pi / spread(model, start, step / step.norm(), x)
    controlled = ControlledOptimizer(adamw(model), model, "radius")
    before, random = copy.deepcopy(dict(model.named_buffers())), torch.get_rng_state()
    taken = controlled.step(x)
    assert taken.norm == pytest.approx(float(step.norm()), rel=1e-12)
    assert taken.limit == pytest.approx(expected, rel=1e-6)  # h² and rounding over h: 1e-9 or so
    assert taken.share < 1
    assert taken.share == taken.limit / taken.norm
    torch.testing.assert_close(weights(model), start + taken.share * step, rtol=1e-12, atol=1e-14)
    assert torch.equal(torch.get_rng_state(), random)
    assert all(torch.equal(before[name], b) for name, b in model.named_buffers())
    assert all(m.training == model.training for m in model.modules())


def test_dropout_is_off_while_looking_and_draws_nothing():
    (x, y), model = batch(), made("attention")
    steps = []
    for training in (True, False):
        net = copy.deepcopy(model)
        backward(net.eval(), x, y)
        net.train(training)
        random = torch.get_rng_state()
        steps.append(ControlledOptimizer(adamw(net), net).step(x))
        assert torch.equal(torch.get_rng_state(), random)
        assert all(m.training == training for m in net.modules())
    assert steps[0].limit == pytest.approx(steps[1].limit, rel=1e-12)


def test_a_step_within_the_limit_is_bit_for_bit_the_optimizers_and_frozen_weights_stay():
    (x, y), model = batch(), made("batch norm")
    model[0].weight.requires_grad_(False)
    model.register_parameter("unused", nn.Parameter(torch.ones(3, dtype=torch.float64)))
    alone = copy.deepcopy(model)
    frozen = model[0].weight.clone()
    for net in (model, alone):
        optimizer = torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9)
        controlled = ControlledOptimizer(optimizer, net, "radius")
        for _ in range(3):
            backward(net, x, y)
            if net is alone:
                optimizer.step()
            else:
                assert controlled.step(x).share == 1
    assert torch.equal(weights(model), weights(alone))
    assert torch.equal(model[0].weight, frozen)


def test_clipping_is_torchs_and_goes_through_a_closure():
    (x, y), model = batch(), made("batch norm")
    alone = copy.deepcopy(model)
    backward(alone, x, y)
    nn.utils.clip_grad_norm_(alone.parameters(), 0.01)
    torch.optim.SGD(alone.parameters(), lr=1.0).step()

    def closure():
        model.zero_grad()
        loss = cross_entropy(model(x), y)
        loss.backward()
        return loss

    controller = load_controller("clip", max_norm=0.01)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    ControlledOptimizer(optimizer, model, controller).step(x, closure=closure)
    # torch divides by norm + 1e-6
    torch.testing.assert_close(weights(model), weights(alone), rtol=0, atol=1e-5)


def test_the_cap_is_twice_the_median_and_is_remembered_through_a_state_dict():
    (x, y), model = batch(), made("batch norm")
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    controlled = ControlledOptimizer(optimizer, model, "norm_cap")
    norms = []
    for _ in range(5):
        backward(model, x, y)
        norms.append(controlled.step(x).length)
    state = copy.deepcopy(controlled.state_dict())
    again = ControlledOptimizer(optimizer, model, "norm_cap")
    again.load_state_dict(state)
    optimizer.param_groups[0]["lr"] = 10.0
    backward(model, x, y)
    taken = again.step(x)
    assert taken.limit == pytest.approx(2 * sorted(norms)[2], rel=1e-12)
    assert taken.length == pytest.approx(taken.limit, rel=1e-12)


def test_the_line_search_ends_where_the_loss_has_fallen_enough():
    (x, y), model = batch(), made("batch norm")
    optimizer = torch.optim.SGD(model.parameters(), lr=1e4)
    backward(model, x, y)
    gradient = torch.cat([p.grad.reshape(-1) for p in model.parameters()])
    before = float(cross_entropy(model(x), y).detach())
    taken = ControlledOptimizer(optimizer, model, "line_search").step(x, y)
    after = float(cross_entropy(model(x), y).detach())
    assert 0 < taken.share < 1
    assert math.log2(taken.share).is_integer()
    assert after <= before - 1e-4 * taken.share * 1e4 * float(gradient @ gradient)


def test_the_rule_along_the_gradient_is_that_along_the_step_for_plain_descent_only():
    (x, y), limits = batch(), {}
    for optimizer in (torch.optim.SGD, torch.optim.Adam):
        for name in ("radius", "gradient_direction"):
            model = made("batch norm")
            backward(model, x, y)
            controlled = ControlledOptimizer(optimizer(model.parameters(), lr=2.0), model, name)
            limits[optimizer, name] = controlled.step(x).limit
    sgd = limits[torch.optim.SGD, "radius"]
    assert limits[torch.optim.SGD, "gradient_direction"] == pytest.approx(sgd, rel=1e-9)
    adam = limits[torch.optim.Adam, "radius"]
    assert limits[torch.optim.Adam, "gradient_direction"] > 3 * adam


@pytest.mark.parametrize("name", controller_ids())
def test_what_is_not_finite_is_not_taken_and_a_zero_step_is_whole(name):
    (x, y), model = batch(), made("batch norm")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.0)
    controlled = ControlledOptimizer(optimizer, model, name)
    backward(model, x, y)
    assert controlled.step(x, y) == Taken(0.0, math.inf, 1.0)
    optimizer.param_groups[0]["lr"] = math.inf
    before = weights(model)
    backward(model, x, y)
    taken = controlled.step(x, y)
    limited = name not in ("none", "clip")
    assert (taken.share == 0) == limited
    assert torch.equal(weights(model), before) == limited


def test_refusals_say_what_to_do_and_leave_the_weights():
    (x, y), model = batch(), made("batch norm")
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    backward(model, x, y)
    before = weights(model)
    with pytest.raises(LabError, match="expected the targets of the batch"):
        ControlledOptimizer(optimizer, model, "line_search").step(x)
    with pytest.raises(LabError, match="Expected logits \\[examples, classes\\]; found \\[16\\]"):
        ControlledOptimizer(optimizer, model, logits=lambda z: z[:, 0]).step(x)
    assert torch.equal(weights(model), before)
    with pytest.raises(LabError, match="2 of 6 that are none of them"):
        ControlledOptimizer(optimizer, nn.Sequential(*list(model)[1:]))
    with pytest.raises(LabError, match="Expected a controller among clip"):
        load_controller("radii")
    with pytest.raises(LabError, match="expected parameters among share_of_radius; found max"):
        load_controller("radius", max=1)
    with pytest.raises(LabError, match="share_of_radius above 0"):
        load_controller("radius", share_of_radius=0)
    with pytest.raises(LabError, match="Load that of an optimizer into"):
        ControlledOptimizer(optimizer, model).load_state_dict(optimizer.state_dict())
