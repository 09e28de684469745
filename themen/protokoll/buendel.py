"""Ist beside Soll: which cards belong into one row."""

from collections.abc import Hashable, Iterable, Sequence


def bundle(
    left: Sequence[Hashable], right: Sequence[Hashable], links: Iterable[tuple[Hashable, Hashable]]
) -> list[tuple[list, list]]:
    """Connected components of the graph between two kinds of cards, in the order of the left ones.

    One row per component needs no spans: two Ist with one Soll are two paragraphs beside one. A card without
    a partner is a component of its own; right cards without a left one come last.
    """
    parent = {node: node for node in (*left, *right)}

    def find(node):
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for one, other in links:
        if one in parent and other in parent:
            parent[find(one)] = find(other)
    rows: dict[Hashable, tuple[list, list]] = {}
    for side, nodes in ((0, left), (1, right)):
        for node in nodes:
            rows.setdefault(find(node), ([], []))[side].append(node)
    return list(rows.values())
