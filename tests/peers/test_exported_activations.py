"""Exported activations run: values and gradients of torch and JAX in both precisions, for the catalogue and for formulas that people write.

    pip install torch jax -e '.[test]'
    pytest -m peers tests/peers/test_exported_activations.py
"""

import numpy as np
import pytest
from exported import ALL, code_of, faults, places_of

pytestmark = pytest.mark.peers
KINDS = ("float64", "float32")


@pytest.mark.parametrize("name", ALL)
def test_torch(name):
    torch = pytest.importorskip("torch", reason="torch is not installed here")
    function = code_of(name, "torch")
    for kind in KINDS:
        places = places_of(kind)
        inputs = torch.tensor(places, dtype=getattr(torch, kind), requires_grad=True)
        values = function(inputs)
        if not torch.is_tensor(values):  # a constant
            values = torch.full_like(inputs, values)
        assert values.dtype is inputs.dtype
        slopes = np.zeros(len(places))
        if values.requires_grad:
            values.sum().backward()
            slopes = inputs.grad.numpy()
        assert not faults(name, kind, places, values.detach().numpy(), slopes)


@pytest.mark.parametrize("name", ALL)
def test_jax(name):
    jax = pytest.importorskip("jax", reason="jax is not installed here")
    jax.config.update("jax_enable_x64", True)
    function = code_of(name, "jax")
    both = jax.vmap(jax.value_and_grad(lambda t: function(t) * jax.numpy.ones((), t.dtype)))
    for kind in KINDS:
        places = places_of(kind)
        values, slopes = both(jax.numpy.array(places, dtype=kind))
        assert values.dtype == kind
        assert not faults(name, kind, places, np.asarray(values), np.asarray(slopes))
