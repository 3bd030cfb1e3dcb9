"""The kinds of numbers, words and durations a scenario is written in."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema, PydanticCustomError

MOST_MONEY = 1_000_000
_INTERVAL = re.compile(r"(?:([0-9]{1,4}) ?)?(day|week|month)s?")
_DAYS = {"day": 1, "week": 7, "month": 30}

Share = Annotated[float, Field(ge=0, le=1)]
Money = Annotated[float, Field(ge=0, le=MOST_MONEY)]
Amount = Annotated[float, Field(ge=0, le=1000)]
RunDay = Annotated[int, Field(ge=0, le=3650)]
Name = Annotated[str, Field(pattern=r"^\w[\w -]{0,59}$")]
Line = Annotated[str, Field(max_length=300)]


def broken(rule: str, **details: object) -> PydanticCustomError:
    """Return the error that breaks the rule told in the sentence ``problem.<rule>``."""
    return PydanticCustomError(rule, rule, details)


class Model(BaseModel):
    """The base of everything in a scenario: frozen, strict, finite, no unknown keys."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        validate_default=True,
        use_attribute_docstrings=True,
    )


class Exclusive(Model):
    """Something that says exactly one of several things, ``one_of`` its keys."""

    one_of: ClassVar[tuple[str, ...]]

    @model_validator(mode="after")
    def _say_one(self) -> Self:
        if len(self._said()) != 1:
            raise broken("exactly_one", options=", ".join(self.one_of), found=len(self._said()))
        return self

    def _said(self) -> list[str]:
        return [name for name in self.one_of if getattr(self, name) is not None]

    @property
    def kind(self) -> str:
        """Which one it says."""
        return self._said()[0]

    @property
    def value(self) -> Any:
        """What it says of it."""
        return getattr(self, self.kind)

    @model_serializer(mode="wrap")
    def _leave_out_the_rest(self, write: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {
            key: value
            for key, value in write(self).items()
            if value is not None or key not in self.one_of
        }


class Choice(Model):
    """One thing out of several: ``none``, or a mapping with a single key."""

    @model_validator(mode="before")
    @classmethod
    def _read_none(cls, data: object) -> object:
        return {} if data == "none" else data

    @model_validator(mode="after")
    def _choose_one(self) -> Self:
        if len(self._chosen()) > 1:
            raise broken("one_of", options=", ".join(["none", *type(self).model_fields]))
        return self

    def _chosen(self) -> list[str]:
        return [name for name in type(self).model_fields if getattr(self, name) is not None]

    @property
    def kind(self) -> str:
        """The name of what was chosen, ``none`` when nothing was."""
        return next(iter(self._chosen()), "none")

    @property
    def value(self) -> Any:
        """What was said about the choice; None when nothing was chosen."""
        return getattr(self, self.kind, None)

    @model_serializer(mode="wrap")
    def _leave_out_the_rest(self, write: SerializerFunctionWrapHandler) -> object:
        chosen = {key: value for key, value in write(self).items() if value is not None}
        return chosen or "none"

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        schema = handler.resolve_ref_schema(handler(core_schema))
        return {"anyOf": [{"const": "none"}, {**schema, "maxProperties": 1}]}


class OrText:
    """Tells editors that a name or a text may stand in place of a mapping."""

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Return the schema of either, once: a rebuilt model asks again for what it was told."""
        inner = handler(core_schema)
        text = {"type": "string"}
        return inner if text in inner.get("anyOf", ()) else {"anyOf": [text, inner]}


class Bilingual(Model):
    """The same words in English and, by the names of their catalogues, in other languages."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Annotated[str, Field(max_length=5000)]] = Field(init=False)

    zh: Annotated[str, Field(max_length=5000)] = ""
    en: Annotated[str, Field(max_length=5000)]

    def said(self, lang: str) -> str:
        """Return the words in one language, in English where there are none."""
        return str(self.model_dump().get(lang) or self.en)


def _both(words: object) -> object:
    return {"zh": words, "en": words} if isinstance(words, str) else words


Words = Annotated[Bilingual, BeforeValidator(_both), OrText()]
"""Words in both languages, or one text for both."""


def _interval(value: object) -> object:
    """Read ``3 days``, ``2 weeks``, ``day`` or a plain number of days."""
    if isinstance(value, str):
        found = _INTERVAL.fullmatch(value.strip().removeprefix("every ").strip())
        if found is None:
            raise broken("interval")
        return int(found[1] or 1) * _DAYS[found[2]]
    if not isinstance(value, int) or isinstance(value, bool):
        raise broken("interval")
    return value


def _cooldown(value: object) -> object:
    """Read ``once a week`` or ``once every 3 days``."""
    if isinstance(value, str):
        words = value.strip()
        for start in ("once a ", "once every "):
            if words.startswith(start):
                return _interval(words.removeprefix(start))
        raise broken("cooldown")
    return value


def _days(days: int) -> str:
    return "1 day" if days == 1 else f"{days} days"


_INTERVAL_SCHEMA = {
    "anyOf": [
        {"type": "string", "pattern": r"^([0-9]{1,4} ?)?(day|week|month)s?$"},
        {"type": "integer", "minimum": 1, "maximum": 3650},
    ]
}
Interval = Annotated[
    int,
    Field(ge=1, le=3650),
    BeforeValidator(_interval),
    PlainSerializer(_days),
    WithJsonSchema(_INTERVAL_SCHEMA),
]
"""A number of days, written ``3 days`` or ``2 weeks``."""

Cooldown = Annotated[
    int,
    Field(ge=1, le=3650),
    BeforeValidator(_cooldown),
    PlainSerializer(lambda days: f"once every {_days(days)}"),
    WithJsonSchema(
        {
            "type": "string",
            "pattern": r"^once (a (day|week|month)|every ([0-9]{1,4} ?)?(day|week|month)s?)$",
        }
    ),
]
"""At most how often: ``once a day``, ``once every 3 days``."""


def _range(value: object) -> object:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return (value, value)
    if isinstance(value, tuple) and len(value) == 2:
        return value
    raise broken("range")


def _in_order(pair: tuple[float, float]) -> tuple[float, float]:
    if pair[0] > pair[1]:
        raise broken("range_order")
    return pair


_PerDay = Annotated[float, Field(ge=0, le=1_000_000)]
Range = Annotated[
    tuple[_PerDay, _PerDay],
    BeforeValidator(_range),
    AfterValidator(_in_order),
    PlainSerializer(lambda pair: pair[0] if pair[0] == pair[1] else list(pair)),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "number", "minimum": 0},
                {
                    "type": "array",
                    "items": {"type": "number", "minimum": 0},
                    "minItems": 2,
                    "maxItems": 2,
                },
            ]
        }
    ),
]
"""A number, or the lowest and the highest of a range."""
