"""What a recorder knows, by the operation's name: rule(recorder, name, *args) notes where it is
singular."""

from . import activations, norms, selections, softmaxes

RULES = {**activations.RULES, **norms.RULES, **selections.RULES, **softmaxes.RULES}
