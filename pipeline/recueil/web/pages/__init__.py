"""The pages, in French."""

from __future__ import annotations

from fastapi import APIRouter

from recueil.web.pages import account, administration, login

router = APIRouter(include_in_schema=False)
router.include_router(login.router)
router.include_router(account.router)
router.include_router(administration.router)
