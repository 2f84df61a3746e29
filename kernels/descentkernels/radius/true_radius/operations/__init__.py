"""What a complex pass may do, by the operation's name: rule(pass, function, *args) -> result."""

from . import arithmetic, attention, normalisation, pointwise, softmax, structure, weights

RULES = {
    **structure.RULES,
    **arithmetic.RULES,
    **weights.RULES,
    **pointwise.RULES,
    **normalisation.RULES,
    **softmax.RULES,
    **attention.RULES,
}

__all__ = ["RULES"]
