"""Who calls, and that the session is still open: here a token is worth nothing once its session ended.

Elsewhere it lives its ten minutes out; here a suspension, a log-out or a new password counts at once.
"""

from typing import Annotated

from fastapi import Depends

from chassis.auth import Principal, exige
from chassis.web import Ctx
from contracts.roles import Role
from identity import mes_sessions

PersonneSansSession = Annotated[Principal, exige()]
"""The token alone: for what must answer again after it ended the session itself."""


async def _personne(qui: PersonneSansSession, ctx: Ctx) -> Principal:
    await mes_sessions.verifier_ouverte(ctx, qui)
    return qui


async def _admin(qui: Annotated[Principal, exige(Role.ADMIN)], ctx: Ctx) -> Principal:
    await mes_sessions.verifier_ouverte(ctx, qui)
    return qui


Personne = Annotated[Principal, Depends(_personne)]
Admin = Annotated[Principal, Depends(_admin)]
