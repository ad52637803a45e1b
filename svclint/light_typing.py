"""The names of `typing` that modules use, without importing it: that takes as long as importing twenty of svclint's.

Type checkers see `typing`. At run time, the names stand for types that nothing reads.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import IO as IO
    from typing import Any as Any
    from typing import AnyStr as AnyStr
    from typing import Generic as Generic
    from typing import Literal as Literal
    from typing import NoReturn as NoReturn
    from typing import Protocol as Protocol
    from typing import TypeAlias as TypeAlias
    from typing import TypeVar as TypeVar
    from typing import cast as cast
    from typing import dataclass_transform as dataclass_transform
else:

    class Generic:
        """A base class that takes any parameters."""

        __slots__ = ()

        def __class_getitem__(cls, _):
            return cls

    class Literal(Generic):
        """A type that takes any values."""

    class Protocol:
        """A base class without any meaning."""

    IO = Any = AnyStr = NoReturn = TypeAlias = object

    def TypeVar(*_, **__):  # noqa: N802 - the name in `typing`
        """Stand in for the type that a checker infers."""
        return object

    def cast(_, value):
        """The value."""
        return value

    def dataclass_transform(**_):
        """A decorator that changes nothing."""
        return lambda decorator: decorator
