"""Sets of small numbers as Python integers: bit n is set where n is in. Intersecting and counting are one call."""

from collections.abc import Collection, Iterable
from functools import reduce
from operator import or_


def bitmap(numbers: Collection[int], size: int) -> int:
    """The set of these numbers, all below `size`."""
    if len(numbers) * 64 < size:
        return reduce(or_, (1 << number for number in numbers), 0)
    digits = bytearray(b"0") * size
    for number in numbers:
        digits[number] = 49  # "1"
    digits.reverse()
    return int(digits, 2) if size else 0


def full(size: int) -> int:
    return (1 << size) - 1


def union(sets: Iterable[int]) -> int:
    return reduce(or_, sets, 0)


def members(bits: int) -> list[int]:
    """The numbers in the set, ascending."""
    if bits.bit_count() * 16 > bits.bit_length():
        return [number for number, digit in enumerate(reversed(f"{bits:b}")) if digit == "1"]
    found = []
    while bits:
        lowest = bits & -bits
        found.append(lowest.bit_length() - 1)
        bits ^= lowest
    return found
