"""BM25, the same in every engine that ranks itself. Statistics are those of the visible documents only.

A score that knew of hidden documents would tell of them.
"""

from math import log

#: Saturation of repeated words and the weight of a text's length (Robertson and Zaragoza 2009 give 1.2-2 and 0.75).
K1 = 1.2
B = 0.75
#: A word of the title counts as often as this in the body.
TITLE_WEIGHT = 3


def rarity(holding: int, visible: int) -> float:
    """Inverse document frequency; never negative."""
    return log(1 + (visible - holding + 0.5) / (holding + 0.5))


def damping(length: int, average: float) -> float:
    """What a word's weight is set against in a text of this many words."""
    return K1 * (1 - B + B * length / average) if average else K1


def gain(weight: float, rareness: float, damped: float) -> float:
    """What one term adds to the score of a text that holds it with this weight."""
    return rareness * weight * (K1 + 1) / (weight + damped)
