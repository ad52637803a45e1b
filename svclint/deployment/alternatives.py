"""A plan → the objects of which people apply one instead of another, where no deployer applies them.

A cluster has one object of a kind and name. So of two files that define an object differently, at most one is in effect
as written, and what is applied with one is not applied with the other: variants of a file, ways to install a program,
or the chapters of a course.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from svclint.deployment.deployed import Deployed, Plan
from svclint.documents.list_items import Document, known_as
from svclint.documents.node import scalars
from svclint.lazy_dataclasses import dataclass
from svclint.lazy_re import regex
from svclint.lazy_tuples import NamedTuple
from svclint.model import Variant

# Many files define these the same way but for labels; machines of an Ansible inventory are no objects of a cluster.
_REPEATED = frozenset({"Namespace", "Host"})
# Folders whose folders are each for themselves, and folders that are: nobody applies all of them to one cluster.
_LESSONS = regex(r"(?:[\w.]+-)*(?:labs|lessons|chapters|tutorials|workshops|playgrounds?|experiments|katas|scenarios)")
_LESSON = regex(r"(?:chapter|lesson|lab|exercise|lecture|tutorial|scenario)[-_. ]?\d+(?:[-_. ].*)?")
# So many choices, and for so large a part of all objects, make a repository a collection: of examples, of notes, of
# ways to install something. Of about 230 repositories without a deployer, all four with so many were one, and homes of
# clusters had at most four.
_MANY_CHOICES = 5
_CHOICES_PER_OBJECT = 0.04
# Programs that connect Pods, of which a cluster has one; Multus and Canal are used with others.
_POD_NETWORK = regex(
    r"(?:.*[-_.])?(antrea|calico|cilium|flannel|kube-?ovn|kube-?router|ovn-kubernetes|weave)(?:-?net)?(?:[-_.]?v?\d[\w.-]*)?"
)
# So many folders define objects of each other, and so large a part of all, that all of them are alternatives.
_FEWEST = 3
_PART = 0.5


class Choice(NamedTuple):
    """Files or folders of which people apply one instead of another: they all define `object`, each differently."""

    object: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alternatives:
    """What people apply instead of something else, by the path of a file.

    `folders` maps it to a folder that is complete in itself: its siblings are others. `variants` has its options of the
    `choices`, the outermost first.
    """

    folders: Mapping[str, str]
    variants: Mapping[str, Variant]
    choices: tuple[Choice, ...] = ()


def alternatives(plan: Plan) -> Alternatives:
    """The alternatives among the objects of a plan that no deployer applies and that may be deployed."""
    files: dict[str, None] = {}
    definitions: dict[tuple[str, str, str], dict[str, dict[str, Document]]] = defaultdict(dict)
    for path, objects in plan.objects.items():
        for deployed in objects:
            if deployed.status.latent or (deployed.deployer_applies and not _is_built_by_people(deployed)):
                continue
            file, document = deployed.applied_file(path), deployed.document
            files[file] = None
            if document.name and document.kind not in _REPEATED and not deployed.is_input:
                by_namespace = definitions[document.group, document.kind, document.name]
                by_namespace.setdefault(document.namespace, {}).setdefault(file, document)
    objects_by_file = [documents for by_namespace in definitions.values() for documents in _objects(by_namespace)]
    differing = [documents for documents in objects_by_file if _differ(documents.values())]
    splits = _splits([tuple(documents) for documents in differing])
    inner = _inner(files)
    folders = _complete_folders(inner, splits)
    choices: list[Choice] = []
    options: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for folder, split in splits.items():
        for choice, numbers in _choices(folder, split, folders):
            document = next(iter(differing[min(split[min(numbers)])].values()))
            choices.append(Choice(f"{document.kind} {known_as(document)}", tuple(sorted(numbers))))
            for path, number in numbers.items():
                options[path].append((choice, str(number)))
    if plan.is_collection or len(choices) >= max(_MANY_CHOICES, _CHOICES_PER_OBJECT * len(objects_by_file)):
        folders = {posixpath.dirname(file) for file in files}
    for folder, paths in inner.items():
        programs = {path: program for path in paths if (program := _pod_network(path))}
        if len(set(programs.values())) > 1:
            choices.append(Choice("the network of Pods", tuple(sorted(programs))))
            for path, program in programs.items():
                options[path].append((f"{folder}: network of Pods", program))
    return Alternatives(
        {file: folder for file in files if (folder := _innermost(file, folders))},
        {file: variant for file in files if (variant := tuple(_options(file, options)))},
        tuple(choices),
    )


def _is_built_by_people(deployed: Deployed) -> bool:
    return deployed.deployment is not None and deployed.deployment.by_hand


def _objects(by_namespace: Mapping[str, dict[str, Document]]) -> Iterator[dict[str, Document]]:
    """Yield the definitions of each object of a kind and name, by file. `helm` and `kubectl` can add the namespace."""
    named = [namespace for namespace in by_namespace if namespace]
    if len(named) == 1:
        yield {file: document for documents in by_namespace.values() for file, document in documents.items()}
    else:
        yield from by_namespace.values()


def _differ(documents: Iterable[Document]) -> bool:
    """Whether documents of one object differ in more than their layout."""
    contents = (tuple(scalar.text for scalar in scalars(document.node)) for document in documents)
    first = next(contents, None)
    return any(content != first for content in contents)


def _splits(objects: Sequence[Collection[str]]) -> dict[str, dict[str, set[int]]]:
    """The files of each object → folder → those of its files and folders that define the same object, by its number."""
    splits: dict[str, dict[str, set[int]]] = {}
    for number, files in enumerate(objects):
        groups = [("", sorted(files))]
        while groups:
            folder, paths = groups.pop()
            parts: dict[str, list[str]] = defaultdict(list)
            for path in paths:
                parts[_child(folder, path)].append(path)
            if len(parts) > 1:
                split = splits.setdefault(folder, {})
                for path in parts:
                    split.setdefault(path, set()).add(number)
            groups += [(path, below) for path, below in parts.items() if len(below) > 1]
    return splits


def _child(folder: str, path: str) -> str:
    """The file or folder in `folder` that is or contains `path`."""
    end = path.find("/", len(folder) + 1 if folder else 0)
    return path if end < 0 else path[:end]


def _inner(files: Iterable[str]) -> dict[str, set[str]]:
    """Folder → the files and folders in it."""
    inner: dict[str, set[str]] = defaultdict(set)
    for path in {path for file in files for path in (*_folders(file), file)}:
        inner[posixpath.dirname(path)].add(path)
    return inner


def _complete_folders(inner: Mapping[str, set[str]], splits: Mapping[str, Mapping[str, object]]) -> set[str]:
    """The folders that are complete in themselves: lessons, or siblings of which most define objects of each other."""
    complete: set[str] = set()
    for folder, paths in inner.items():
        children = paths & inner.keys()
        alternative = children & splits.get(folder, {}).keys()
        lessons = {child for child in children if _LESSON.fullmatch(posixpath.basename(child).lower())}
        if len(alternative) >= max(_FEWEST, _PART * len(children)) or _LESSONS.fullmatch(
            posixpath.basename(folder).lower()
        ):
            complete |= children
        elif len(lessons) > 1:
            complete |= lessons
    return complete


def _pod_network(path: str) -> str:
    """The program that connects Pods, if the name of a file or folder is that of one; otherwise empty."""
    match = _POD_NETWORK.fullmatch(posixpath.basename(path).lower().removesuffix(".yaml").removesuffix(".yml"))
    return match[1] if match else ""


def _folders(file: str) -> Iterator[str]:
    """The folders that contain a file, from the outermost."""
    end = file.find("/")
    while end >= 0:
        yield file[:end]
        end = file.find("/", end + 1)


def _choices(
    folder: str, split: Mapping[str, set[int]], complete: Collection[str]
) -> Iterator[tuple[str, dict[str, int]]]:
    """Yield (choice, path → number of its option) for the files and folders in `folder` that define the same objects.

    Paths that share an object have different numbers; the pieces of a file that has everything have one number.
    """
    paths = [path for path in sorted(split) if path not in complete]
    first_of: dict[int, str] = {}
    groups: dict[str, list[str]] = {path: [path] for path in paths}
    group_of = {path: path for path in paths}
    for path in paths:
        for number in split[path]:
            other = group_of[first_of.setdefault(number, path)]
            own = group_of[path]
            if own != other:
                smaller, larger = sorted((own, other), key=lambda name: len(groups[name]))
                groups[larger] += groups[smaller]
                group_of |= dict.fromkeys(groups.pop(smaller), larger)
    for members in groups.values():
        if len(members) > 1:
            yield f"{folder}/{min(members)}", _numbered(sorted(members), split)


def _numbered(paths: Iterable[str], split: Mapping[str, set[int]]) -> dict[str, int]:
    free: dict[int, int] = defaultdict(int)
    numbers = {}
    for path in paths:
        numbers[path] = max(free[number] for number in split[path])
        free |= dict.fromkeys(split[path], numbers[path] + 1)
    return numbers


def _innermost(file: str, folders: Collection[str]) -> str:
    return next((folder for folder in reversed(list(_folders(file))) if folder in folders), "")


def _options(file: str, options: Mapping[str, Sequence[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """The options of a file and of the folders that contain it, from the outermost."""
    return (option for path in (*_folders(file), file) for option in options.get(path, ()))
