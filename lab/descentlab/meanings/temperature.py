"""The numbers of `measurements/temperature.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.phase_transition import MEANINGS as OF_WALKS
from descentlab.meanings.phase_transition import RHO_A
from descentlab.meanings.sources import SAO

ONSET = r"\operatorname{acc}(w) - \operatorname{acc}(w + \tau v) > 0.05"

MEANINGS = {
    "twin_r": OF_WALKS["walk_r"],
    "twin_tau": OF_WALKS["walk_tau"],
    "twin_accuracy": OF_WALKS["walk_accuracy"],
    "onset_r": OF_WALKS["onset_place"],
    "onset_tau": Meaning(
        "How long the shortest step is that costs five points of accuracy, as a distance in weight "
        "space.",
        rf"\log_{{10}} \min \{{\tau : {ONSET}\}}",
        SAO,
    ),
    "log_t": Meaning(
        "The temperature a network was trained at: 0 is T = 1, 1 is twice as hot.",
        r"\log_2 T,\quad p = \operatorname{softmax}(z/T)",
    ),
    "against_t": Meaning(
        "How the collapse moves with the temperature of training: where its distance follows ρ_a, "
        "their ratio r stays level.",
        rf"\log_{{10}} \tau,\quad \log_{{10}} \rho_a,\quad \log_{{10}} r,\quad {RHO_A}",
        SAO,
    ),
    "spread": Meaning(
        "How unlike the five onsets are: counted as distances, and counted in softmax radii; small "
        "says that the unit fits.",
        r"\operatorname{sd}_T(\ln \tau),\quad \operatorname{sd}_T(\ln r)",
        SAO,
    ),
    "shrinkage": Meaning(
        "How much more alike the onsets become when they are counted in softmax radii: above 1 the "
        "radius explains some of their differences.",
        r"\frac{\operatorname{sd}_T(\ln \tau)}{\operatorname{sd}_T(\ln r)}",
        SAO,
    ),
    "lens_t": Meaning(
        "The temperature through which one trained network is looked at, its weights unchanged.",
        r"\log_2 T'",
    ),
    "lens": Meaning(
        "What a mere change of temperature does: ρ_a grows in proportion, the onset does not move, "
        "for no answer changes.",
        r"\log_{10} \rho_a(T') = \log_{10} T' + \log_{10} \rho_a(1),\quad "
        r"\log_{10} \rho^{*}(T'),\quad \log_{10} \tau",
        SAO,
    ),
}
