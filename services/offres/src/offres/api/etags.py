"""Conditional reads: a page that did not change is answered by 304, without its body."""

import hashlib

from fastapi import Request, Response
from pydantic import BaseModel


def repondre(request: Request, vue: BaseModel) -> Response:
    """The view as JSON under the ETag of its content, or 304 when the caller holds it. For this person alone."""
    corps = vue.model_dump_json().encode()
    etag = f'"{hashlib.sha256(corps).hexdigest()[:32]}"'
    entetes = {"ETag": etag, "Cache-Control": "private, no-cache", "Vary": "Authorization"}
    connus = {connu.strip().removeprefix("W/") for connu in request.headers.get("If-None-Match", "").split(",")}
    if etag in connus:
        return Response(status_code=304, headers=entetes)
    return Response(corps, media_type="application/json", headers=entetes)
