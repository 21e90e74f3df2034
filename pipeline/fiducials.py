"""Where the codes, the registration marks and the reference cells of a page lie.

Every page of ours, whatever its size, has a QR code in the top left and bottom
right corners, an ArUco mark in the other two, and beside the bottom left one a
printed cross and an empty cell, on which the thresholds of ink are calibrated.
Those who print the page and those who find it on a scan read the same numbers
here. Lengths are mm, the origin is the top left corner, y goes down.

The margin of 11 mm keeps two opposite corners on the sheet at 4° of skew.
"""

from dataclasses import dataclass

from pipeline.model import Box

MARGIN_MM = 11.0
QR_SIDE_MM = 13.5
QR_MODULES = 25
ARUCO_SIDE_MM = 8.0
QUIET_MM = 2.2
"""White that must stay around a QR code (four modules)."""

ARUCO_MODULES = 6
ARUCO_IDS = {"top-right": 0, "bottom-left": 1}
"""Ids in OpenCV's dictionary DICT_4X4_50."""

ARUCO_BITS = {
    0: ("1011", "0101", "0011", "0010"),
    1: ("0000", "1111", "1001", "1010"),
}
"""The inner 4 × 4 of these two, 1 is white; a black module surrounds them."""

CORNER_A = "A"
CORNER_B = "B"
"""The last symbol of a code's text: A top left, B bottom right."""

BODY_TOP_MM = 27.0
BODY_BOTTOM_MM = 27.0
"""Text of a form stays this far from the upper and lower edge."""


@dataclass(frozen=True, slots=True)
class Fiducials:
    """The boxes of what identifies and calibrates one page."""

    qr_a: Box
    qr_b: Box
    aruco_top_right: Box
    aruco_bottom_left: Box
    reference_cross: Box
    reference_empty: Box
    id_text: tuple[float, float]
    """Left end of the base line of the id printed right of the first code."""


def of_page(width_mm: float, height_mm: float) -> Fiducials:
    """The boxes on a page of that size."""
    near, side = MARGIN_MM, QR_SIDE_MM
    right, bottom = width_mm - near, height_mm - near
    aruco = ARUCO_SIDE_MM
    cells_x = near + aruco + 4.0
    cell = 5.0
    return Fiducials(
        qr_a=(near, near, near + side, near + side),
        qr_b=(right - side, bottom - side, right, bottom),
        aruco_top_right=(right - aruco, near, right, near + aruco),
        aruco_bottom_left=(near, bottom - aruco, near + aruco, bottom),
        reference_cross=(cells_x, bottom - cell, cells_x + cell, bottom),
        reference_empty=(cells_x + 7.0, bottom - cell, cells_x + 7.0 + cell, bottom),
        id_text=(near + side + 2.5, near + 2.6),
    )
