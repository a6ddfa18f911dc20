"""What demand is coming."""

from __future__ import annotations

from collections import Counter

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from gateway.calls import Visiting, answered, asks, plain
from tools.contracts import ContractAnswer, ContractArguments
from tools.forecast import ForecastAnswer, ForecastArguments

router = APIRouter(prefix="/intelligence", tags=["demand"])
PRESSING = ("critical", "tight")


@router.get("/market", summary="The pipeline in dollars, tight roles and counts")
def market(visit: Visiting) -> Response:
    forecast = visit.call("forecast", {}).answer
    contracts = visit.call("contracts", {}).answer
    assert isinstance(forecast, ForecastAnswer)
    assert isinstance(contracts, ContractAnswer)
    return plain(
        {
            "pipeline_usd": round(sum(line.pipeline_usd for line in forecast.roles), 2),
            "demand": sum(line.demand for line in forecast.roles),
            "supply": sum(line.supply for line in forecast.roles),
            "roles": dict.fromkeys((*PRESSING, "watch", "ok"), 0) | Counter(line.status for line in forecast.roles),
            "tight": [line for line in forecast.roles if line.status in PRESSING],
            "contracts": contracts.total,
            "short": contracts.short,
            "days": forecast.days,
            "permits": forecast.permits,
            "as_of": forecast.as_of,
            "source": forecast.source,
            "fetched_at": forecast.fetched_at,
            "hint": forecast.hint,
            "note": forecast.note,
        }
    )


@router.get(
    "/permit_contracts",
    summary="Contracts from building permits, the most pressing first, at most fifty",
    openapi_extra=asks(ContractArguments),
    responses={200: {"model": ContractAnswer}},
)
def permit_contracts(visit: Visiting, request: Request) -> Response:
    return answered(visit.call("contracts", dict(request.query_params)))


@router.get(
    "/staffing_forecast",
    summary="Demand from building permits against the bench, by role",
    openapi_extra=asks(ForecastArguments),
    responses={200: {"model": ForecastAnswer}},
)
def staffing_forecast(visit: Visiting, request: Request) -> Response:
    return answered(visit.call("forecast", dict(request.query_params)))
