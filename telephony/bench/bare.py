"""What is the least that this job costs? A bare FastAPI server with nothing in between: the floor of ``bench calls``.

It parses the frame, decodes the audio, gates on energy, answers the end of speech with two seconds of paced audio and
clears on speech over its answer. No flows, no transcriber, no language model, no turn-taking, no checks: nobody could
run a contact centre on it.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import sys

import uvicorn
from fastapi import FastAPI, WebSocket, WebSocketDisconnect

from telephony.bench.gate import loud
from telephony.bench.instant import ANSWER, CHUNK_BYTES, LEAD_S

app = FastAPI(telemetry={"logs": False})


@app.websocket("/stream/{token}")
async def stream(socket: WebSocket, token: str) -> None:  # noqa: ARG001 - the path is the same as ours
    """Hold one call."""
    await socket.accept()
    sid, speaking = "", False
    answer: asyncio.Task[None] | None = None
    with contextlib.suppress(WebSocketDisconnect):
        while True:
            frame = json.loads(await socket.receive_text())
            if frame["event"] == "start":
                sid = frame["streamSid"]
            elif frame["event"] == "stop":
                break
            elif frame["event"] == "media":
                was, speaking = speaking, loud(base64.b64decode(frame["media"]["payload"]))
                if speaking and not was and answer is not None and not answer.done():
                    answer.cancel()
                    await socket.send_text(json.dumps({"event": "clear", "streamSid": sid}))
                elif was and not speaking:
                    answer = asyncio.create_task(_speak(socket, sid))
    if answer is not None:
        answer.cancel()


async def _speak(socket: WebSocket, sid: str) -> None:
    """Send the answer, never more than ``LEAD_S`` ahead of the caller's ear."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    for start in range(0, len(ANSWER), CHUNK_BYTES):
        ahead = began + start / 8000 - LEAD_S - loop.time()
        if ahead > 0:
            await asyncio.sleep(ahead)
        payload = base64.b64encode(ANSWER[start : start + CHUNK_BYTES]).decode()
        await socket.send_text(json.dumps({"event": "media", "streamSid": sid, "media": {"payload": payload}}))
    await socket.send_text(json.dumps({"event": "mark", "streamSid": sid, "mark": {"name": "end"}}))


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        ws="websockets-sansio",
        ws_per_message_deflate=False,
        log_config=None,
        access_log=False,
    )
