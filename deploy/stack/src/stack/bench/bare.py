"""`python -m stack.bench.bare FILE --port N`: FastAPI and uvicorn with nothing of ours, answering a file's content."""

from pathlib import Path

import typer
import uvicorn
from fastapi import FastAPI, Response

from stack.settings import HOST


def serve(file: Path, port: int = 8000) -> None:
    """Until SIGTERM. The options of uvicorn are those of `chassis run`."""
    body = file.read_bytes()
    app = FastAPI(openapi_url=None)

    @app.get("/constant")
    async def constant() -> Response:
        return Response(body, media_type="application/json")

    uvicorn.run(app, host=HOST, port=port, access_log=False, log_config=None)


if __name__ == "__main__":
    typer.run(serve)
