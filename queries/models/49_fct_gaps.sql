-- grain: one row per hole in what the exports show
-- Silences nobody explains, files that broke, records that could not be read, files nobody knew.

with silence as (
    select
        silence.system,
        silence.from_hour,
        silence.to_hour,
        silence.hours,
        silence.bits,
        (select max(event.occurred_at) from stg_events as event where event.connector = silence.system and event.occurred_at < silence.from_hour) as last_before,
        (select min(event.occurred_at) from stg_events as event where event.connector = silence.system and event.occurred_at >= silence.to_hour) as first_after
    from int_silence as silence
),

explained as (
    select silence.system, silence.from_hour, min(logging.operation || ' by ' || coalesce(logging.person, logging.identity, 'somebody unknown')) as explained_by
    from silence
    inner join fct_logging as logging
        on logging.is_reducing and logging.outcome = 'success' and logging.system = silence.system
        and logging.lo <= silence.first_after and coalesce(logging.until_hi, silence.first_after) >= silence.last_before
    group by silence.system, silence.from_hour
)

select
    silence.system,
    null as source_label,
    'silence' as gap_kind,
    silence.last_before as from_at,
    silence.first_after as to_at,
    null::bigint as expected_gap_seconds,
    date_diff('second', silence.last_before, silence.first_after) as gap_seconds,
    round(silence.bits, 1) as surprise_bits,
    (
        select list(event_id order by occurred_at, event_id)
        from (
            select event_id, occurred_at from stg_events where connector = silence.system and occurred_at = silence.last_before
            union all
            select event_id, occurred_at from stg_events where connector = silence.system and occurred_at = silence.first_after
        )
    ) as event_ids,
    explained.explained_by is not null as is_explained,
    explained.explained_by,
    (
        select count(*) from fct_executions as execution
        where execution.lo >= silence.last_before and execution.lo < silence.first_after
    ) as affected_executions,
    null as file
from silence
left join explained on explained.system = silence.system and explained.from_hour = silence.from_hour

union all

select
    coalesce(source.connector, 'unknown') as system,
    source.label,
    case
        when source.connector is null then 'unrecognised'
        when source.problem is not null then 'damaged'
        else 'rejects'
    end,
    source.first_event_at,
    source.last_event_at,
    null,
    null,
    null,
    null::varchar[],
    false,
    coalesce(source.problem, source.records_rejected || ' of ' || source.records_read || ' records could not be used'),
    0,
    source.file
from stg_sources as source
where source.connector is null or source.problem is not null or source.records_rejected > 0
