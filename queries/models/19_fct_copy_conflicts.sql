-- grain: one row per record that several exports hold with different contents
-- A record has one id and one content. What moves on by itself is left out: items, requests and decisions as they stand today, texts that say they
-- were edited. Only what both copies say counts: an export that leaves a field out contradicts nothing.

with copied as (
    -- by far the most records lie in one export
    select connector, native_id
    from raw_events
    where native_id is not null and stage not in ('request', 'approval')
    group by connector, native_id
    having min(source_id) <> max(source_id)
),

copies as (
    select
        event.*,
        split_part(event.event_id, '.', 2) as part,
        case when event.activity in ('message', 'comment') then event.text end as words,
        nullif(event.outcome, 'unknown') as known_outcome
    from raw_events as event
    semi join copied on copied.connector = event.connector and copied.native_id = event.native_id
    where event.activity <> 'create' and event.stage not in ('request', 'approval')
)

select
    copy.connector as system,
    copy.native_id,
    copy.occurred_at,
    min(copy.operation) as operation,
    list_filter(
        [
            case when min(copy.actor) <> max(copy.actor) then 'who did it' end,
            case when min(copy.operation) <> max(copy.operation) then 'what was done' end,
            case when min(copy.known_outcome) <> max(copy.known_outcome) then 'how it went' end,
            case when min(copy.subject) <> max(copy.subject) then 'to whom' end,
            case when min(copy.resource) <> max(copy.resource) then 'on what' end,
            case when min(copy.entitlement) <> max(copy.entitlement) then 'which entitlement' end,
            case when min(copy.words) <> max(copy.words) then 'what was written' end
        ],
        lambda field: field is not null
    ) as fields,
    count(distinct source.format)::bigint as formats,
    list_sort(list(distinct source.file)) as files,
    list_sort(list(copy.event_id)) as event_ids
from copies as copy
inner join raw_sources as source on source.source_id = copy.source_id
group by copy.connector, copy.native_id, copy.occurred_at, copy.activity, copy.part
having min(copy.source_id) <> max(copy.source_id) and count(*) = count(distinct copy.source_id) and max(copy.text_edited_at) is null
    and (
        min(copy.actor) <> max(copy.actor) or min(copy.operation) <> max(copy.operation) or min(copy.known_outcome) <> max(copy.known_outcome)
        or min(copy.subject) <> max(copy.subject) or min(copy.resource) <> max(copy.resource) or min(copy.entitlement) <> max(copy.entitlement)
        or min(copy.words) <> max(copy.words)
    )
