"""A picture for an exhibit that has none yet: a way down through level lines, from its title."""

from __future__ import annotations

from hashlib import sha256

from descentwidgets.gallery.recorded import HEIGHT, WIDTH


def placeholder(title: str) -> str:
    """An SVG in the page's own colours; one title always gives the same one."""
    seed = sha256(title.encode()).digest()
    tilt = seed[0] % 60 - 30
    flat = 0.35 + seed[1] / 510  # short over long axis of the level lines
    x, y = WIDTH * (0.35 + seed[2] / 850), HEIGHT * (0.4 + seed[3] / 1275)
    rings = "".join(
        f'<ellipse rx="{26 * k:.0f}" ry="{26 * k * flat:.0f}" opacity="{1 - 0.11 * k:.2f}"/>'
        for k in range(1, 9)
    )
    # Gradient descent's own zigzag: the sharp direction turns its sign, the flat one creeps.
    across, along = 150.0 * flat, 190.0
    way = []
    for _ in range(12):
        way.append(f"{along:.0f},{across:.0f}")
        across, along = across * -0.72, along * 0.78
    return (
        f'<svg class="drawn" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f'<g transform="translate({x:.0f} {y:.0f}) rotate({tilt})" fill="none">'
        f'<g class="rings">{rings}</g><polyline class="way" points="{" ".join(way)}"/></g></svg>'
    )
