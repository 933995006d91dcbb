"""Which identifiers are one article. Values in, values out: the store reads what is known and writes what is resolved.

Identifiers that an article's own record states together are *tied*. One article is what ties connect, over any chain,
with three exceptions: no article has two PMIDs, none has the DOI of a preprint beside one that is not, and ids that
were set *apart* (a merge undone by hand) never meet again. Where ties would break that, they are taken in order of
strength and the one that breaks it is refused:

    ties of a PMID before all others (so an id goes to the PMID that is tied to it directly), then by the schemes of
    both ends in `Scheme`'s order (preprints' DOIs behind all others), then by the lower number or shorter, then
    smaller value of the better end.

A tie between a preprint and its published form is no mistake of whoever states it: two articles, one work. It is
refused as the others are, and told as a pair of versions rather than as a conflict.

So the partition is a function of the *set* of ties, whatever order or batches they came in. For that every tie is kept
for ever, refused ones too: a tie that is refused today may hold once a stronger one has cut the chain elsewhere.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from enum import IntFlag

from graph.ids import ArticleId, Scheme, is_preprint
from graph.model import Conflict

Tie = tuple[ArticleId, ArticleId]
Ties = Mapping[ArticleId, Set[ArticleId]]
NOBODY: frozenset[ArticleId] = frozenset()

RANK = {scheme: rank for rank, scheme in enumerate(Scheme)}


@dataclass(frozen=True, slots=True)
class KnownId:
    """What the graph says of an identifier; `first_seen` is that of the article which owns it."""

    owner: str
    first_seen: str
    ties: frozenset[ArticleId] = frozenset()
    apart: frozenset[ArticleId] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Resolution:
    """What to write. `owners` and `ties` are complete for the ids they name; `merged` are (survivor, absorbed)."""

    owners: dict[ArticleId, str]  # every id of `known` and of the claims
    created: tuple[str, ...] = ()
    merged: tuple[tuple[str, str], ...] = ()
    moved: tuple[ArticleId, ...] = ()  # known ids that have another owner now, those of absorbed articles included
    ties: Ties  # only ids whose ties have changed
    conflicts: tuple[Conflict, ...] = ()  # ties refused now that were not refused before
    versions: tuple[tuple[ArticleId, ArticleId], ...] = ()  # of such ties between versions: (preprint, published)


def order(id_: ArticleId) -> tuple[float, int, str]:
    """Sorts the best id of an article first: by scheme, then PMIDs as numbers, others shortest first.

    The DOI of a preprint comes after all other DOIs: where a source gives both, its record is that of the published.
    """
    return RANK[id_.scheme] + (0.5 if is_preprint(id_) else 0), len(id_.value), id_.value


def primary_of(ids: Iterable[ArticleId]) -> ArticleId:
    """The id that stands for an article when one must."""
    return min(ids, key=order)


def new_id(primary: ArticleId) -> str:
    """The `Article.id` of an article that is first met by this id: the same for ever, on every machine.

    80 bits of SHA-256, in hexadecimal because that is quick: among 100 million articles the odds that any two collide
    are 1 in 240 million.
    """
    return primary.value if primary.scheme is Scheme.CITEWALK else _hashed(str(primary))


def _hashed(text: str) -> str:
    return "a" + hashlib.sha256(text.encode()).hexdigest()[:20]


def resolve(known: Mapping[ArticleId, KnownId], claims: Sequence[frozenset[ArticleId]]) -> Resolution:
    """What the claims make of the known ids.

    A claim is what one article's own record states together, or one bare id (a stub). `known` must be closed: all ids
    reachable over ties from the claimed ones, and all ids of the articles involved. For a claimed `citewalk:x` it
    must hold the ids of the article whose `Article.id` is x. A created id may be in use elsewhere only when a loaded
    file brought it: if `citewalk:<created>` is a known identifier, add it (closed) to `known` and resolve again.
    """
    held = _ids_by_owner(known)
    ties = _all_ties(known, claims, held)
    groups, conflicts, versions = _partition(ties.near, _all_apart(known))
    names = _name(groups, known, held)
    owners = {id_: owner for owner, group in zip(names.owners, groups, strict=True) for id_ in group}
    for survivor, absorbed in names.merged:
        _keep_as_handle(absorbed, held[absorbed], survivor, ties, owners)
    return Resolution(
        owners=owners,
        created=tuple(sorted(names.created)),
        merged=tuple(sorted(names.merged)),
        moved=tuple(sorted((i for i, was in known.items() if owners[i] != was.owner), key=order)),
        ties=ties.changed,
        conflicts=tuple(conflict for conflict in conflicts if not _was_refused(conflict.ids, known)),
        versions=tuple(sorted({pair for tie, pair in versions if not _was_refused(tie, known)}, key=_by_order)),
    )


def set_apart(one: Collection[ArticleId], other: Collection[ArticleId]) -> dict[ArticleId, frozenset[ArticleId]]:
    """What to add to each id's `apart` so that two articles, fused by mistake, are two again.

    Resolving the ids with these (and no claims) undoes the merge; the absorbed article gets its own id back.
    """
    ours, theirs = frozenset(one), frozenset(other)
    if shared := ours & theirs:
        raise ValueError(f"{primary_of(shared)} cannot be set apart from itself")
    return dict.fromkeys(ours, theirs) | dict.fromkeys(theirs, ours)


def _ids_by_owner(known: Mapping[ArticleId, KnownId]) -> dict[str, list[ArticleId]]:
    held: defaultdict[str, list[ArticleId]] = defaultdict(list)
    for id_, what in known.items():
        held[what.owner].append(id_)
    return dict(held)


@dataclass(slots=True)
class _Ties:
    """Who is tied to whom. What the graph knows is shared until it changes, since most of it does not."""

    near: dict[ArticleId, Set[ArticleId]]
    changed: dict[ArticleId, set[ArticleId]]

    def add(self, centre: ArticleId, others: Set[ArticleId]) -> None:
        """Tie one id to each of some others."""
        self._add(centre, others)
        one = {centre}
        for other in others:
            self._add(other, one)

    def _add(self, one: ArticleId, others: Set[ArticleId]) -> None:
        near = self.near.setdefault(one, NOBODY)
        if not others <= near:
            if one not in self.changed:
                self.near[one] = self.changed[one] = set(near)
            self.changed[one] |= others


def _all_ties(
    known: Mapping[ArticleId, KnownId], claims: Sequence[frozenset[ArticleId]], held: Mapping[str, list[ArticleId]]
) -> _Ties:
    """The ties of before and those of the claims: a claim ties its best id to each other, which is enough for one."""
    ties = _Ties({id_: what.ties for id_, what in known.items()}, {})
    for claim in filter(None, claims):
        centre = primary_of(claim)
        ties.add(centre, claim - {centre})
        for id_ in claim:
            if id_.scheme is Scheme.CITEWALK and id_ not in known and id_.value in held:
                ties.add(id_, {_anchor(id_.value, held[id_.value])})
    ties.near |= dict.fromkeys(NOBODY.union(*ties.near.values()).difference(ties.near), NOBODY)
    return ties


def _anchor(owner: str, ids: Iterable[ArticleId]) -> ArticleId:
    """The id that an article's own id follows wherever it goes: the one it was made from, else its best."""
    return min(ids, key=lambda id_: (new_id(id_) != owner, order(id_)))


def _keep_as_handle(
    absorbed: str, ids: list[ArticleId], survivor: str, ties: _Ties, owners: dict[ArticleId, str]
) -> None:
    """Let the id of an absorbed article find its survivor. It is tied to one id only, so it never joins two."""
    handle = ArticleId(Scheme.CITEWALK, absorbed)
    if handle in owners:
        return
    anchor = _anchor(absorbed, [id_ for id_ in ids if owners[id_] == survivor])
    ties.add(handle, {anchor})
    owners[handle] = survivor


def _all_apart(known: Mapping[ArticleId, KnownId]) -> dict[ArticleId, set[ArticleId]]:
    apart: defaultdict[ArticleId, set[ArticleId]] = defaultdict(set)
    for id_, what in known.items():
        for other in what.apart:
            apart[id_].add(other)
            apart[other].add(id_)
    return dict(apart)


class _Kind(IntFlag):
    """What the DOIs of an article tell of it."""

    UNTOLD = 0
    PREPRINT = 1
    PUBLISHED = 2
    BOTH = 3


def _kind_of(id_: ArticleId) -> _Kind:
    if id_.scheme is not Scheme.DOI:
        return _Kind.UNTOLD
    return _Kind.PREPRINT if is_preprint(id_) else _Kind.PUBLISHED


@dataclass(slots=True)
class _Group:
    """Ids found to be one article so far, its PMID, what its DOIs tell, and the ids that may not join."""

    ids: list[ArticleId]
    pmid: ArticleId | None
    kind: _Kind
    apart: set[ArticleId]

    def is_version(self, other: _Group) -> bool:
        """Whether one is a preprint and the other is published."""
        return self.kind | other.kind == _Kind.BOTH

    def why_not(self, other: _Group) -> str | None:
        """Why the two cannot be one article, versions aside, or None."""
        if self.pmid and other.pmid:
            first, second = sorted((self.pmid, other.pmid), key=order)
            return f"{first} and {second} are two articles"
        small, large = (self, other) if len(self.ids) < len(other.ids) else (other, self)
        if large.apart and any(id_ in large.apart for id_ in small.ids):
            return "the two were set apart by hand"
        return None

    def absorb(self, other: _Group) -> None:
        self.ids += other.ids
        self.pmid = self.pmid or other.pmid
        self.kind |= other.kind
        self.apart |= other.apart


def _partition(ties: Ties, apart: Ties) -> tuple[list[list[ArticleId]], list[Conflict], list[tuple[Tie, Tie]]]:
    """Groups of ids that are one article each, refused ties, and those of versions with their (preprint, published)."""
    groups: list[list[ArticleId]] = []
    conflicts: list[Conflict] = []
    versions: list[tuple[Tie, Tie]] = []
    for component in _components(ties):
        if _may_be_several(component) or not apart.keys().isdisjoint(component):
            division = _divide(component, ties, apart)
            groups += [group.ids for group in division.groups]
            conflicts += division.conflicts
            versions += [(tie, _pair(division, tie)) for tie in division.versions]
        else:
            groups.append(component)
    return groups, sorted(conflicts, key=lambda conflict: _by_order(conflict.ids)), versions


def _may_be_several(component: Sequence[ArticleId]) -> bool:
    """Whether ids that ties connect cannot be one article."""
    schemes = [id_.scheme for id_ in component]
    if (dois := schemes.count(Scheme.DOI)) > 1 and 0 < sum(map(is_preprint, component)) < dois:
        return True
    return schemes.count(Scheme.PMID) > 1


def _components(ties: Ties) -> Iterator[list[ArticleId]]:
    seen: set[ArticleId] = set()
    for id_ in ties:
        if id_ not in seen:
            seen.add(id_)
            component = [id_]
            for one in component:  # grows while it is read
                new = ties[one] - seen
                seen |= new
                component += new
            yield component


@dataclass(slots=True)
class _Division:
    """What became of ids that ties connect and that are several articles."""

    group_of: dict[ArticleId, _Group]
    conflicts: list[Conflict]
    versions: list[Tie]

    @property
    def groups(self) -> list[_Group]:
        return list({id(group): group for group in self.group_of.values()}.values())


def _divide(component: list[ArticleId], ties: Ties, apart: Ties) -> _Division:
    """Join what is tied, the strongest tie first, and refuse what would fuse two articles."""
    group_of = {
        id_: _Group([id_], id_ if id_.scheme is Scheme.PMID else None, _kind_of(id_), set(apart.get(id_, ())))
        for id_ in component
    }
    division = _Division(group_of, [], [])
    for one, other in _strongest_first(component, ties):
        large, small = group_of[one], group_of[other]
        if large is small:
            continue
        if large.is_version(small):
            division.versions.append((one, other))
            continue
        if why := large.why_not(small):
            division.conflicts.append(Conflict((one, other), why))
            continue
        if len(large.ids) < len(small.ids):
            large, small = small, large
        large.absorb(small)
        group_of |= dict.fromkeys(small.ids, large)
    return division


def _pair(division: _Division, tie: Tie) -> Tie:
    """The two that a tie between versions names: (best id of the preprint, best id of the published)."""
    one, other = (division.group_of[end] for end in tie)
    preprint, published = (one, other) if one.kind is _Kind.PREPRINT else (other, one)
    return primary_of(preprint.ids), primary_of(published.ids)


def _strongest_first(component: list[ArticleId], ties: Ties) -> list[tuple[ArticleId, ArticleId]]:
    keys = {id_: order(id_) for id_ in component}
    pairs = ((one, other) for one in component for other in ties[one] if keys[one] < keys[other])
    return sorted(pairs, key=lambda pair: (keys[pair[0]][0], keys[pair[1]][0], keys[pair[0]], keys[pair[1]]))


@dataclass(slots=True)
class _Names:
    owners: list[str]  # one for each group
    created: list[str]
    merged: list[tuple[str, str]]


def _name(
    groups: list[list[ArticleId]], known: Mapping[ArticleId, KnownId], held: Mapping[str, list[ArticleId]]
) -> _Names:
    """Give each group its `Article.id`: the oldest of those that stay with it, or a new one.

    An article whose ids are divided stays with its best id, which is the one its description came by.
    """
    home = {primary_of(ids): owner for owner, ids in held.items()}
    taken = set(held) | {id_.value for group in groups for id_ in group if id_.scheme is Scheme.CITEWALK}
    names = _Names([], [], [])
    for group in groups:
        staying = sorted((known[id_].first_seen, home[id_]) for id_ in group if id_ in home)
        if staying:
            (_, survivor), *absorbed = staying
            names.merged += [(survivor, owner) for _, owner in absorbed]
        else:
            survivor = _unused(group, taken, held)
            taken.add(survivor)
            names.created.append(survivor)
        names.owners.append(survivor)
    return names


def _unused(group: list[ArticleId], taken: set[str], held: Collection[str]) -> str:
    """An id for a new article: a handle it brings along, or made from its best id, and nobody else's."""
    handles = [id_ for id_ in group if id_.scheme is Scheme.CITEWALK and id_.value not in held]
    if handles:
        return primary_of(handles).value
    if (candidate := new_id(primary_of(group))) not in taken:
        return candidate
    group = sorted(group, key=order)
    for id_ in group:
        if (candidate := new_id(id_)) not in taken:
            return candidate
    salt = 1
    while (candidate := _hashed(f"{group[0]}#{salt}")) in taken:
        salt += 1
    return candidate


def _by_order(tie: Tie) -> tuple[tuple[float, int, str], ...]:
    return tuple(map(order, tie))


def _was_refused(tie: Tie, known: Mapping[ArticleId, KnownId]) -> bool:
    one, other = tie
    return one in known and other in known and other in known[one].ties and known[one].owner != known[other].owner
