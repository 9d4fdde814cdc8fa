-- grain: one row per contradiction between logs and lists at or before the cut-off
-- Held but never granted in the logs; granted, or listed before, but not held any more and never removed.

select
    difference.difference,
    difference.subject,
    difference.subject_person as person,
    difference.entitlement,
    difference.resource,
    difference.system,
    difference.from_at,
    difference.to_at,
    difference.is_covered,
    difference.reason,
    difference.needs,
    item.item
from fct_entitlement_differences as difference
left join cert_holdings as item on item.holding = difference.holding
where difference.from_at is null or difference.from_at <= make_timestamptz($cutoff_us::bigint)
order by difference.difference, difference.subject, difference.entitlement, difference.resource, difference.from_at, difference.interval_no
