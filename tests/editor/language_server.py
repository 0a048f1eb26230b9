"""A thin client of a language server, and a person at an editor who uses it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import IO, Any

SETTINGS = {"yaml": {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}}
"""What a client tells the server: nothing but the defaults, and to ask nobody on the network."""


@dataclass(slots=True)
class LanguageServer:
    """Speaks the Language Server Protocol over a process's pipes, one request at a time."""

    to: IO[bytes]
    back: IO[bytes]
    diagnostics: dict[str, list[Any]] = field(default_factory=dict)
    """Document -> what it was last marked with."""
    _asked: int = 0

    def ask(self, method: str, **params: Any) -> Any:
        """Send a request and return its result, serving what the server asks meanwhile."""
        self._asked += 1
        self._send(id=self._asked, method=method, params=params)
        while (message := self._receive()).get("id") != self._asked or "method" in message:
            self._serve(message)
        assert "error" not in message, message
        return message["result"]

    def tell(self, method: str, **params: Any) -> None:
        """Send a notification."""
        self._send(method=method, params=params)

    def wait_for_diagnostics(self, uri: str) -> list[Any]:
        """Return what the server marks in a document that is open."""
        while uri not in self.diagnostics:
            self._serve(self._receive())
        return self.diagnostics[uri]

    def _serve(self, message: Any) -> None:
        match message.get("method"):
            case "textDocument/publishDiagnostics":
                self.diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
            case "workspace/configuration":
                wanted = [SETTINGS.get(item.get("section")) for item in message["params"]["items"]]
                self._send(id=message["id"], result=wanted)
            case _ if "id" in message and "method" in message:
                self._send(id=message["id"], result=None)

    def _send(self, **message: Any) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.to.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.to.flush()

    def _receive(self) -> Any:
        length = 0
        while line := self.back.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server has gone away"
        return json.loads(self.back.read(length))


@dataclass(frozen=True, slots=True)
class Editor:
    """A person at an editor, with the files of one project."""

    server: LanguageServer
    project: Path
    opened: Iterator[int] = field(default_factory=count)

    def marks(self, file: str, text: str) -> list[tuple[int, str]]:
        """Open ``file`` with ``text`` in it and return what is marked: line, from 1, and message."""
        uri = self.open(file, text)
        marked = self.server.wait_for_diagnostics(uri)
        self._close(uri)
        return [(mark["range"]["start"]["line"] + 1, mark["message"]) for mark in marked]

    def offers(self, file: str, text: str) -> dict[str, str]:
        """Return what is offered where ``text`` has a ``|``: label -> what is told about it."""
        found = self._at(file, text, "textDocument/completion")
        items = found["items"] if isinstance(found, dict) else found
        return {item["label"]: _plain(item.get("documentation", "")) for item in items}

    def hover(self, file: str, text: str) -> str:
        """Return what shows when the mouse is where ``text`` has a ``|``."""
        found = self._at(file, text, "textDocument/hover")
        return _plain(found["contents"]) if found else ""

    def _at(self, file: str, text: str, method: str) -> Any:
        before, _, after = text.partition("|")
        uri = self.open(file, before + after)
        place = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        found = self.server.ask(method, textDocument={"uri": uri}, position=place)
        self._close(uri)
        return found

    def open(self, file: str, text: str) -> str:
        """Open a document of its own each time: the server keeps what it knows of one it has seen."""
        path = self.project / file
        uri = path.with_stem(f"{path.stem}_{next(self.opened)}").as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.server.tell("textDocument/didOpen", textDocument=document)
        return uri

    def _close(self, uri: str) -> None:
        self.server.tell("textDocument/didClose", textDocument={"uri": uri})


def _plain(told: Any) -> str:
    text = told if isinstance(told, str) else told["value"]
    return text.replace("&nbsp;", " ").replace("\\", "")
