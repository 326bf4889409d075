"""Every setting, in one class. The README's table is tested against it."""

from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1"}


class Settings(BaseSettings):
    """Read from the environment, each with the prefix FOOTHOLD_."""

    model_config = SettingsConfigDict(env_prefix="FOOTHOLD_", extra="ignore")

    database_url: str = Field(
        "sqlite:///var/foothold.db",
        description="SQLAlchemy address: sqlite:///path or postgresql+psycopg://user@host/name",
    )
    key_file: Path = Field(
        Path("var/keys.json"),
        description="File with the keys, made by `python -m api keys`, readable by its owner only",
    )
    public_url: str = Field(
        "http://localhost:8000",
        description="The address people type, exactly; https unless DEMO, which without it says localhost and the port",
    )
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on")
    demo: bool = Field(False, description="Made-up people, a try-as panel and a banner. Local addresses only")
    demo_pin: str = Field("258036", pattern=r"^\d{6}$", description="PIN of the demonstration phones")
    jobs: Literal["inline", "off"] = Field(
        "off", description="inline runs the jobs inside serve; off leaves them to worker"
    )
    smtp_url: str = Field("", description="smtp://host:port or smtps://user:password@host:port; empty sends no e-mail")
    mail_from: str = Field("foothold@localhost", description="From address of e-mail")
    push_key_file: Path | None = Field(
        None, description="File with the key that signs pushes, made by `python -m api push-key`; empty sends no push"
    )
    push_contact: str = Field(
        "mailto:foothold@localhost", description="Whom a push service may write to about our pushes"
    )
    push_hosts: str = Field(
        "googleapis.com,mozilla.com,push.apple.com,windows.com",
        description="Domains whose push services are used, with commas between; a phone may name no other",
    )
    notify_key: str = Field("", description="API key of GOV.UK Notify; empty sends no text message")
    notify_template: str = Field("", description="Id of the Notify template whose words are: You have a message")
    notify_template_cy: str = Field("", description="The same in Welsh: Mae gennych neges. Empty sends the English one")
    notify_url: str = Field("https://api.notifications.service.gov.uk", description="Address of GOV.UK Notify")
    webhook_local: bool = Field(
        False, description="Lets webhooks go to this machine over http. DEMO and tests only; refused otherwise"
    )
    pool_size: int = Field(8, ge=1, le=64, description="Postgres connections a process holds, and its worker threads")
    content_dir: Path = Field(Path("content"), description="Folder of the content")
    web_dir: Path = Field(Path("web/dist"), description="Folder of the built web app")
    checkpoint_dir: Path | None = Field(
        None, description="Folder, on another host's disk, for the hourly signed checkpoints"
    )
    trusted_proxies: str = Field(
        "", description="Addresses or networks of the proxies whose X-Forwarded-For is believed, with commas between"
    )
    requests_per_second: float = Field(
        40,
        ge=0,
        description="Requests a second that one address may make before it is asked to slow down; 0 for no limit",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="Least level that is logged")

    @model_validator(mode="after")
    def _demo_stays_local(self) -> Self:
        if self.demo and "public_url" not in self.model_fields_set:
            self.public_url = f"http://localhost:{self.port}"
        if self.demo and urlsplit(self.public_url).hostname not in LOCAL_HOSTS:
            raise ValueError(
                "FOOTHOLD_DEMO=1 needs a local FOOTHOLD_PUBLIC_URL: demonstration accounts have known PINs"
            )
        return self

    @property
    def origin(self) -> str:
        """scheme://host[:port] of the public address: what Origin must equal."""
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    def refusals(self) -> list[str]:
        """Reasons not to start, in words; empty when all is well. Keys and database are checked by whoever opens them."""
        said = []
        local = urlsplit(self.public_url).hostname in LOCAL_HOSTS
        if not self.demo:
            if not self.public_url.startswith("https://"):
                said.append("FOOTHOLD_PUBLIC_URL must start with https:// (or set FOOTHOLD_DEMO=1 to try it locally)")
            if not self.notify_url.startswith("https://"):
                said.append("FOOTHOLD_NOTIFY_URL must start with https://")
            if self.webhook_local:
                said.append("FOOTHOLD_WEBHOOK_LOCAL=1 is for demonstrations and tests: unset it")
        if self.demo and not local:
            said.append("FOOTHOLD_DEMO=1 works with a local FOOTHOLD_PUBLIC_URL only")
        if not self.key_file.exists():
            said.append(
                f"no key file at {self.key_file}: make one with `python -m api keys`, and keep a copy elsewhere"
            )
        elif self.key_file.stat().st_mode & 0o077:
            said.append(f"{self.key_file} can be read by other accounts: chmod 600 it")
        if self.push_key_file is not None:
            if not self.push_key_file.exists():
                said.append(f"no push key at {self.push_key_file}: make one with `python -m api push-key`")
            elif self.push_key_file.stat().st_mode & 0o077:
                said.append(f"{self.push_key_file} can be read by other accounts: chmod 600 it")
        if bool(self.notify_key) != bool(self.notify_template):
            said.append("FOOTHOLD_NOTIFY_KEY and FOOTHOLD_NOTIFY_TEMPLATE belong together: set both or neither")
        return said
