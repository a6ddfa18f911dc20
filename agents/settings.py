"""Settings from the environment or `.env`; read once, when the desk is put together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AliasChoices, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from memory.clock import Clock, read_moment
from memory.location import is_own

ROOT = Path(__file__).parent.parent
DEMO_FOLDER = ROOT / "data" / "demo"
OLLAMA_HOST = "http://127.0.0.1:11434"
SLACK_API_URL = "https://slack.com/api/"
STORE_FOLDER = ROOT / "data" / "store"


class Settings(BaseSettings):
    """Every setting; the environment's name is ``MUSTER_`` and the field's."""

    model_config = SettingsConfigDict(env_prefix="MUSTER_", env_file=".env", extra="ignore", frozen=True)

    data: Path | None = None
    """The store's folder. Without it: data/store once that is the shop's own, else the demo in data/demo."""
    port: int = Field(default=3100, ge=1, le=65_535)
    host: str = "127.0.0.1"
    model: str = "auto"
    """``builtin``; ``auto``: a model at ``ollama_host`` for what that is not sure of; ``ollama:NAME``: that model."""
    ollama_host: str = Field(default=OLLAMA_HOST, validation_alias=AliasChoices("OLLAMA_HOST", "ollama_host"))
    """Where Ollama answers; its own variable, without our prefix."""
    tz: str = "America/Chicago"
    """IANA zone: what "today" is."""
    now: str | None = None
    """Freezes business time (ISO date or time), for tests and replays."""
    ledger_url: str | None = None
    """SQLAlchemy URL of the ledger; None is SQLite in the store's folder."""
    public_url: str | None = None
    """Where the desk is reached from outside, such as ``https://desk.example.com``; a proxy or tunnel stands there."""
    cors_origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Other sites whose pages may ask the API with a token (``https://app.example.com``), with commas between."""
    vector_backend: Literal["auto", "hnsw", "ivf"] = "auto"
    slack_bot_token: SecretStr = SecretStr("")
    slack_signing_secret: SecretStr = SecretStr("")
    slack_app_token: SecretStr = SecretStr("")
    """With it, Slack is reached through Socket Mode, and needs no address of ours."""
    slack_api_url: str = SLACK_API_URL

    @property
    def slack_lacks(self) -> tuple[str, ...]:
        """Settings that Slack needs and that are not there; with an app token nothing is signed."""
        needed = {"MUSTER_SLACK_BOT_TOKEN": self.slack_bot_token}
        if not self.slack_app_token.get_secret_value().strip():
            needed["MUSTER_SLACK_SIGNING_SECRET"] = self.slack_signing_secret
        return tuple(name for name, secret in needed.items() if not secret.get_secret_value().strip())

    @field_validator("tz")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is no IANA zone such as America/Chicago") from error
        return value

    @field_validator("public_url")
    @classmethod
    def _only_an_origin(cls, value: str | None) -> str | None:
        if value is None or not value.strip():
            return None
        return _origin(value)

    @field_validator("cors_origins", mode="before")
    @classmethod
    def _whole_origins(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        said = [one.strip() for one in value.split(",") if one.strip()]
        if any("*" in one for one in said):
            raise ValueError("'*' would let in the pages of any site: name each one, such as https://app.example.com")
        return tuple(dict.fromkeys(_origin(one) for one in said))

    @field_validator("ollama_host")
    @classmethod
    def _somewhere(cls, value: str) -> str:
        return value.strip() or OLLAMA_HOST

    @field_validator("model")
    @classmethod
    def _known_model(cls, value: str) -> str:
        kind, colon, name = value.partition(":")
        if value not in ("auto", "builtin") and not (kind == "ollama" and colon and name.strip()):
            raise ValueError(f"{value!r} is not auto, builtin or ollama:NAME")
        return value

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.tz)

    @property
    def clock(self) -> Clock:
        """Business time; frozen where ``now`` is set. Raises BadInput where that is no time."""
        return Clock(self.zone, read_moment(self.now, self.zone) if self.now else None)

    @property
    def prompts(self) -> Path:
        return ROOT / "prompts"

    def folder(self, *, for_ingest: bool = False) -> Path:
        """The store's folder. Files that are brought in make the real store, never the demo."""
        if self.data is not None:
            return self.data
        if for_ingest or is_own(STORE_FOLDER):
            return STORE_FOLDER
        return DEMO_FOLDER


def _origin(said: str) -> str:
    """As browsers write it: no path, and no port that its scheme has anyhow. Raises ValueError where it is none."""
    found = urlsplit(said.strip().rstrip("/").lower())
    usual = {"http": 80, "https": 443}
    more = found.path or found.query or found.fragment or "@" in found.netloc
    if found.scheme not in usual or not found.hostname or more:
        raise ValueError(f"{said!r} is no address such as https://desk.example.com")
    is_usual = found.port == usual[found.scheme]
    return f"{found.scheme}://{found.netloc.rpartition(':')[0] if is_usual else found.netloc}"
