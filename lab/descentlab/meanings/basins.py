"""The numbers of `measurements/basins.py`."""

from descentlab.meanings.meaning import Meaning
from descentlab.meanings.sources import LIU, NAVON

#: To the nearest place of the front.
DISTANCE = r"\min_{w^{*} \in \mathcal{P}} \|w - w^{*}\|_2,\quad \mathcal{P} \text{ the Pareto set}"

MEANINGS = {
    "lane_places": Meaning("Where the weights of each lane are now.", r"w = (x, y)"),
    "front_distance": Meaning(
        "How far each lane still is from the Pareto set, where neither loss can fall without the "
        "other rising.",
        DISTANCE,
        LIU,
    ),
    "lane_losses": Meaning(
        "How far each loss is above the least value it can have: 0 is the best there is, whatever "
        "its scale.",
        r"\frac{f_i(w) - \inf f_i}{|\inf f_i|}",
        NAVON,
    ),
    "arrivals": Meaning(
        "Where each aggregator has come to from each start: a small number says that it has "
        "reached the Pareto set.",
        DISTANCE,
        LIU,
    ),
    "basin": Meaning(
        "What becomes of a start at this place: whether it reaches the Pareto set by now, and in "
        "which third of it.",
        r"0 \text{ on its way},\; 1, 2, 3 \text{ third of } \mathcal{P},\; 4 \text{ gone}",
    ),
}
