-- grain: one row per item: when the thing was last used by its holder, when the holder last did anything, and whether logs would show it
-- A thing's own use counts where its use is logged at all, by anybody; else the work of the account is the nearest that records tell.

with days as (
    select item.item, uses.*
    from cert_holdings as item
    inner join fct_account_uses as uses on uses.subject = item.subject
    where uses.last_lo <= make_timestamptz($cutoff_us::bigint)
        and (uses.thing is null or uses.thing = lower(item.entitlement) or uses.thing = lower(item.resource))
),

logged_things as (
    select distinct thing from fct_account_uses where thing is not null and uses is not null
),

counted as (
    select
        item,
        max(last_lo) filter (where thing is not null) as thing_last_at,
        arg_max(last_event_id, in_order(last_lo, last_event_id)) filter (where thing is not null) as thing_event_id,
        coalesce(sum(uses) filter (where thing is not null and day_at >= make_timestamptz($from_us::bigint)), 0)::bigint as thing_uses,
        max(last_lo) filter (where thing is null) as work_last_at,
        arg_max(last_event_id, in_order(last_lo, last_event_id)) filter (where thing is null) as work_event_id,
        coalesce(sum(uses) filter (where thing is null and day_at >= make_timestamptz($from_us::bigint)), 0)::bigint as work_uses
    from days
    group by item
),

logs as (
    select item.item, min(log.covers_from) as visible_from, max(log.covers_to) as visible_to, bool_and(log.is_filtered) as is_filtered
    from cert_holdings as item
    inner join fct_account_logs as log on log.subject = item.subject
    group by item.item
)

select
    item.item,
    thing.thing is not null or counted.thing_last_at is not null as is_thing_logged,
    case when thing.thing is not null or counted.thing_last_at is not null then counted.thing_last_at else counted.work_last_at end as last_use_at,
    case when thing.thing is not null or counted.thing_last_at is not null then counted.thing_event_id else counted.work_event_id end as last_use_event_id,
    case when thing.thing is not null or counted.thing_last_at is not null then counted.thing_uses else coalesce(counted.work_uses, 0) end as uses_in_period,
    logs.visible_from,
    logs.visible_to,
    -- seen over the whole time in which a use is looked for
    coalesce(logs.visible_from <= make_timestamptz($cutoff_us::bigint) - to_days($dormant_days::bigint)
        and logs.visible_to >= make_timestamptz($cutoff_us::bigint) - interval 2 day and not logs.is_filtered, false) as is_use_visible
from cert_holdings as item
left join counted on counted.item = item.item
left join logs on logs.item = item.item
left join logged_things as thing on thing.thing = case when lower(item.entitlement) in (select thing from logged_things) then lower(item.entitlement) else lower(item.resource) end
