"""Content files read with the line of every value, so that a complaint can name the place to mend."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

# The parser in C reads all content in a tenth of the time; where it is not built, the other one reads the same.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Where = tuple[str | int, ...]


class ContentError(ValueError):
    """A content file that cannot be used. `str()` of it is `path:line: reason`, with the path as seen from the content folder."""

    def __init__(self, path: str, line: int, reason: str) -> None:
        self.path = path
        self.line = line
        self.reason = reason
        super().__init__(f"{path}:{line}: {reason}")


@dataclass(frozen=True)
class Document:
    """One file. `lines` maps the place of each value, as a path of keys and indexes, to its line, counted from 1."""

    path: str
    data: Mapping[str, Any]
    lines: Mapping[Where, int] = field(repr=False)
    body: str = ""
    body_line: int = 1

    def line(self, *where: str | int) -> int:
        """The line of a value, or of the nearest value that encloses it."""
        for end in range(len(where), -1, -1):
            if where[:end] in self.lines:
                return self.lines[where[:end]]
        return 1

    def complaint(self, reason: str, *where: str | int) -> ContentError:
        """A ContentError at the line of that value."""
        return ContentError(self.path, self.line(*where), reason)


def read(root: Path, path: Path) -> Document:
    """One YAML file, or one Markdown file with YAML front matter. Raises ContentError with file and line."""
    name = path.relative_to(root).as_posix()
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise ContentError(name, 1, "this is not UTF-8 text") from problem
    if path.suffix != ".md":
        return _yaml(name, text, first_line=1)
    handler = YAMLHandler()
    if not handler.detect(text):
        raise ContentError(name, 1, "front matter is missing: begin with ---")
    try:
        front, body = handler.split(text)
    except ValueError as problem:
        raise ContentError(name, 1, "front matter has no end: close it with ---") from problem
    # Lines are counted from the top of the file, so each part is found again where it stands in the text.
    begins = text.index(front)
    body_begins = text.index(body, begins + len(front))
    document = _yaml(name, front, first_line=_line_at(text, begins))
    return Document(name, document.data, document.lines, body, _line_at(text, body_begins))


def _line_at(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


@lru_cache(maxsize=2048)
def _yaml(name: str, text: str, first_line: int) -> Document:
    """The same text in the same file is the same document: content is read again for each look at what changed in it."""
    loader = _Loader(text)
    lines: dict[Where, int] = {}
    try:
        node = loader.get_single_node()
        data = None if node is None else loader.construct_document(node)
        if node is None or not isinstance(data, dict):
            raise ContentError(name, first_line, "this must be a set of `name: value` lines")
        _note_lines(name, node, (), first_line, lines)
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line = mark.line + first_line if mark else first_line
        raise ContentError(name, line, f"not readable as YAML: {problem.problem}") from problem
    except yaml.YAMLError as problem:
        raise ContentError(name, first_line, "not readable as YAML") from problem
    finally:
        loader.dispose()
    return Document(name, data, lines)


def _note_lines(name: str, node: yaml.Node, where: Where, first_line: int, lines: dict[Where, int]) -> None:
    lines[where] = node.start_mark.line + first_line
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            inner = (*where, key.value)
            if inner in lines:
                # YAML keeps the last of two equal names without a word; here that would lose a sentence.
                raise ContentError(name, key.start_mark.line + first_line, f"`{key.value}` stands here twice")
            _note_lines(name, value, inner, first_line, lines)
            lines[inner] = key.start_mark.line + first_line
    elif isinstance(node, yaml.SequenceNode):
        for index, value in enumerate(node.value):
            _note_lines(name, value, (*where, index), first_line, lines)
