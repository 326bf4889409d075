"""What a request may hold: the base of every body that a route takes in the words of a person at a screen."""

from pydantic import BaseModel, ConfigDict


class Given(BaseModel):
    """Unknown fields are refused, and no text keeps white space at its ends."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
