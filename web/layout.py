"""Where each article is drawn: the year from left to right, so that citations flow left; no label over another.

Positions are pixels of a nominal view of WIDTH x HEIGHT, the smallest pane in which the first view is promised to have
no overlaps; a page stretches them to the pane that it has. The same input gives the same picture. In order:

1. `web.axis` turns years into columns;
2. each article wishes for a height near the articles that it is linked to (a few barycentre sweeps);
3. the most cited are placed first, each with room for its label;
4. the others fill the free cells of their year's column, nearest to their wish.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from web.axis import Axis

WIDTH = 640.0
HEIGHT = 520.0
MARGIN = 18.0  # above the first and below the last row; the band labels stand there
LABELLED = 36
LINE = 14.0  # height of a label
CHARACTER = 6.4  # a generous mean width of a character at 11 px
LARGEST = 14.0  # radius of the most cited
SMALLEST = 3.0
GOLDEN = 0.618033988749895  # its multiples spread evenly, the same in every run

Floats = NDArray[np.float64]
Side = Literal["right", "left"]


@dataclass(frozen=True, slots=True)
class Dot:
    """An article to place; `weight` is its local citations, and sets its size and its claim to a label."""

    id: str
    year: int | None
    weight: int
    label: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a dot is drawn; `label` is the side of its label, or None when it has none in the first view."""

    x: float
    y: float
    radius: float
    label: Side | None


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle that something drawn covers."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: Box) -> bool:
        """Whether the two share more than a border."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def disc_box(spot: Spot) -> Box:
    """What the dot itself covers."""
    return Box(spot.x - spot.radius, spot.y - spot.radius, spot.x + spot.radius, spot.y + spot.radius)


def label_box(spot: Spot, label: str) -> Box:
    """What the label of a labelled dot covers."""
    width = CHARACTER * len(label) + 4
    left = spot.x + spot.radius + 2 if spot.label != "left" else spot.x - spot.radius - 2 - width
    return Box(left, spot.y - LINE / 2, left + width, spot.y + LINE / 2)


def boxes_of(spot: Spot, label: str) -> list[Box]:
    """What a dot covers, with its label where it has one."""
    return [disc_box(spot), label_box(spot, label)] if spot.label else [disc_box(spot)]


def place(
    dots: Sequence[Dot],
    citations: Sequence[tuple[str, str]],
    *,
    centre: str,
    axis: Axis,
    wishes: Mapping[str, float] | None = None,
) -> dict[str, Spot]:
    """A spot for every dot. `wishes` are heights to keep to where possible, from the picture before an expansion."""
    if not dots:
        return {}
    ordered = sorted(dots, key=lambda dot: (dot.id != centre, -dot.weight, dot.id))
    heights = _heights(ordered, citations)
    for row, dot in enumerate(ordered):
        if wishes and dot.id in wishes:
            heights[row] = wishes[dot.id]
    if not (wishes and centre in wishes):
        heights[0] = HEIGHT / 2
    radii = _radii(ordered)
    first = _place_labelled(ordered[:LABELLED], heights, radii, axis)
    taken = [box for dot in ordered[:LABELLED] for box in boxes_of(first[dot.id], dot.label)]
    years: dict[int | None, list[int]] = {}
    for row, dot in enumerate(ordered):
        if dot.id not in first:
            years.setdefault(dot.year, []).append(row)
    pitch, cells = _cells(years, axis, taken)
    for year, rows in years.items():
        left, right = axis.column(year)
        cell = min(right - left, pitch), pitch
        wished = np.array(sorted(rows, key=lambda row: float(heights[row])))
        chosen = cells[year][_match(heights[wished], cells[year][:, 1])]
        for row, (x, y) in zip(wished.tolist(), chosen.tolist(), strict=True):
            first[ordered[row].id] = _within_cell(row, x, y, min(float(radii[row]), pitch * 0.47), cell)
    return first


def _radii(ordered: Sequence[Dot]) -> Floats:
    """Area grows with local citations; a crowd is drawn smaller so that its dots stay apart.

    The centre does not set the scale: all around it cite it or are cited by it, and it would dwarf them.
    """
    weights = np.array([dot.weight for dot in ordered], dtype=float)
    scale = max(weights[1:].max(initial=0.0), 4.0)
    crowd = min(1.0, 22 / np.sqrt(len(ordered)))
    least = max(SMALLEST * crowd, 1.1)
    largest = LARGEST * max(crowd, 0.6)
    return np.asarray(least + (largest - least) * np.sqrt(np.minimum(weights / scale, 1.0)))


def _heights(ordered: Sequence[Dot], citations: Sequence[tuple[str, str]]) -> Floats:
    """Wished heights: linked articles near each other, the whole spread evenly over the view."""
    n = len(ordered)
    heights = (np.arange(n) * GOLDEN) % 1.0
    links = _links(ordered, citations)
    degree = np.asarray(links.sum(axis=1)).ravel()
    linked = degree > 0
    for _ in range(6):
        pull = np.divide(links @ heights, degree, out=heights.copy(), where=linked)
        heights = _evenly(0.35 * heights + 0.65 * pull)
    spread = min(1.0, 0.3 + n / 40)
    return np.asarray(HEIGHT / 2 + (heights - 0.5) * spread * (HEIGHT - 2 * MARGIN))


def _links(ordered: Sequence[Dot], citations: Sequence[tuple[str, str]]) -> coo_array:
    """Both ways, without the hubs: what is linked to everything pulls everything to the same place."""
    n = len(ordered)
    row_of = {dot.id: row for row, dot in enumerate(ordered)}
    pairs = [(row_of[a], row_of[b]) for a, b in citations if a in row_of and b in row_of]
    if not pairs:
        return coo_array((n, n), dtype=float).tocsr()
    one, other = np.array(pairs).T
    degree = np.bincount(np.concatenate([one, other]), minlength=n)
    quiet = degree <= max(12, n / 4)
    keep = quiet[one] & quiet[other]
    one, other = one[keep], other[keep]
    ones = np.ones(2 * len(one))
    return coo_array((ones, (np.concatenate([one, other]), np.concatenate([other, one]))), shape=(n, n)).tocsr()


def _evenly(values: Floats) -> Floats:
    """Their ranks, spread over 0 to 1."""
    ranks = np.empty(len(values))
    ranks[np.argsort(values, kind="stable")] = (np.arange(len(values)) + 0.5) / len(values)
    return ranks


def _place_labelled(candidates: Sequence[Dot], heights: Floats, radii: Floats, axis: Axis) -> dict[str, Spot]:
    """The most cited, each with the nearest height at which neither dot nor label covers another.

    One whose label fits nowhere goes without; it is still placed here, at its full size.
    """
    taken: list[Box] = []
    spots: dict[str, Spot] = {}
    for row, dot in enumerate(candidates):
        x = _across(row, float(radii[row]), axis.column(dot.year))
        wish = Spot(x, float(heights[row]), float(radii[row]), None)
        spot = _nearest_free(wish, dot.label, taken) or _nearest_free(wish, "", taken) or wish
        spots[dot.id] = spot
        taken += boxes_of(spot, dot.label)
    return spots


def _across(row: int, radius: float, column: tuple[float, float]) -> float:
    """Somewhere in the year's column: the year says no more, and a straight line of dots hides their links."""
    left, right = column
    room = max(right - left - 2 * radius, 0.0) * 0.8
    return (left + right) / 2 + (room * ((row * GOLDEN) % 1.0 - 0.5) if row else 0.0)


def _nearest_free(wish: Spot, text: str, taken: list[Box]) -> Spot | None:
    sides: tuple[Side | None, ...] = ("right", "left") if wish.x < WIDTH * 0.62 else ("left", "right")
    for step in range(int(HEIGHT / 4)):
        for way in (1, -1):
            y = wish.y + way * step * 4
            if not MARGIN + wish.radius <= y <= HEIGHT - MARGIN - wish.radius:
                continue
            for side in sides if text else (None,):
                spot = Spot(wish.x, y, wish.radius, side)
                if _is_free(spot, text, taken):
                    return spot
    return None


def _is_free(spot: Spot, text: str, taken: Sequence[Box]) -> bool:
    if spot.label and not (label_box(spot, text).left >= 0 and label_box(spot, text).right <= WIDTH):
        return False
    return not any(box.overlaps(mine) for box in taken for mine in boxes_of(spot, text))


def _within_cell(row: int, x: float, y: float, radius: float, cell: tuple[float, float]) -> Spot:
    """Off the middle of its cell by as much as it has room: a lattice would look like a finding."""
    room_x, room_y = (max(side * 0.47 - radius, 0.0) for side in cell)
    shift_x, shift_y = (row * GOLDEN) % 1.0 - 0.5, (row * GOLDEN * GOLDEN) % 1.0 - 0.5
    return Spot(x + 2 * room_x * shift_x, y + 2 * room_y * shift_y, radius, None)


def _cells(
    years: Mapping[int | None, Sequence[int]], axis: Axis, taken: Sequence[Box]
) -> tuple[float, dict[int | None, Floats]]:
    """A grid as coarse as the fullest year allows: its pitch, and the free cells of each year's column."""
    crowd = sum(map(len, years.values()))
    pitch = min(16.0, 1.3 * float(np.sqrt(WIDTH * HEIGHT / max(crowd, 1))))
    while True:
        cells = {year: _free_cells(axis.column(year), pitch, taken) for year in years}
        if all(len(cells[year]) >= len(rows) for year, rows in years.items()):
            return pitch, cells
        pitch *= 0.85


def _free_cells(column_ends: tuple[float, float], pitch: float, taken: Sequence[Box]) -> Floats:
    """Centres of the cells of a column that nothing covers, from the top, mixed within a row."""
    left, right = column_ends
    columns = max(int((right - left) // pitch), 1)
    rows = int((HEIGHT - 2 * MARGIN) // pitch)
    row, column = (grid.ravel() for grid in np.mgrid[0:rows, 0:columns])
    x = left + (column + 0.5) * (right - left) / columns
    # Alternate columns stand half a cell lower, so that a sparse year does not look like a barcode.
    y = MARGIN + (row + 0.5) * pitch + (column % 2) * pitch * 0.3
    free = np.ones(len(x), dtype=bool)
    reach = pitch * 0.47
    for box in taken:
        free &= (x + reach <= box.left) | (x - reach >= box.right) | (y + reach <= box.top) | (y - reach >= box.bottom)
    order = np.lexsort(((row * columns + column) * GOLDEN % 1.0, row))
    order = order[free[order]]
    return np.column_stack([x[order], y[order]])


def _match(wished: Floats, offered: Floats) -> NDArray[np.int64]:
    """A different offer for each wish, both ascending, none far from its wish.

    Pushing only down and pushing only up are both strictly ascending, and so is their mean.
    """
    n, m = len(wished), len(offered)
    steps = np.arange(n)
    nearest = np.clip(np.searchsorted(offered, wished), 0, m - 1)
    down = np.minimum(np.maximum.accumulate(nearest - steps) + steps, m - n + steps)
    up = np.maximum(np.minimum.accumulate((nearest - steps)[::-1])[::-1] + steps, steps)
    return np.asarray((np.maximum(down, steps) + np.minimum(up, m - n + steps)) // 2, dtype=np.int64)
