"""Every tool there is. A new tool is a file beside this one and a line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tools import (
    add_client,
    add_worker,
    agenda,
    blacklist,
    change_order,
    contracts,
    daily_summary,
    draft_message,
    forecast,
    hybrid_search,
    ingest,
    log_contact,
    log_failure,
    log_fill,
    log_order,
    patterns,
    profile,
    review_draft,
    seed_playbook,
    undo,
    worker_profile,
    workspace,
)
from tools.tool import Tool

CATALOGUE: Mapping[str, Tool] = MappingProxyType(
    {
        tool.name: tool
        for tool in (
            hybrid_search.TOOL,
            log_order.TOOL,
            change_order.TOOL,
            log_fill.TOOL,
            log_failure.TOOL,
            log_contact.TOOL,
            blacklist.TOOL,
            forecast.TOOL,
            contracts.TOOL,
            patterns.TOOL,
            worker_profile.TOOL,
            draft_message.TOOL,
            review_draft.TOOL,
            workspace.TOOL,
            profile.TOOL,
            daily_summary.TOOL,
            agenda.TOOL,
            add_worker.TOOL,
            add_client.TOOL,
            ingest.TOOL,
            undo.TOOL,
            seed_playbook.TOOL,
        )
    }
)
