-- grain: one row per two moments of a chain, and system of its task; system null: all of them together
-- How long it took from one to the other, as the records write the times, in microseconds. What came in the other order is counted as `before` and has
-- no length; `open` are those of which only the first moment is on record. Only exact times of decisions count, and ties of 0.8 or better.

with approved as (
    select task, min(lo) as lo
    from fct_decisions
    where decision = 'approved' and is_time_exact and link_confidence >= 0.8
    group by task
),

executed as (
    select task, min(lo) as lo
    from fct_executions
    where task is not null and is_effective and not is_platform and requires_request and link_confidence >= 0.8
    group by task
),

closed as (
    select task, max(revoked_lo) as lo, bool_or(revoked_lo is null) as is_open, min(granted_lo) as granted_lo
    from fct_grants
    where task is not null and link_confidence >= 0.8
    group by task
),

spans as (
    select task.system, 'request to approval' as measure, epoch_us(approved.lo) - epoch_us(task.created_lo) as span_us
    from fct_tasks as task
    inner join executed on executed.task = task.task
    left join approved on approved.task = task.task
    where task.created_lo is not null and not coalesce(task.is_imported, false)
    union all
    select task.system, 'approval to execution', epoch_us(executed.lo) - epoch_us(approved.lo)
    from fct_tasks as task
    inner join approved on approved.task = task.task
    inner join executed on executed.task = task.task
    union all
    select task.system, 'request to execution', epoch_us(executed.lo) - epoch_us(task.created_lo)
    from fct_tasks as task
    inner join executed on executed.task = task.task
    where task.created_lo is not null and not coalesce(task.is_imported, false)
    union all
    select task.system, 'execution to revocation', case when not closed.is_open then epoch_us(closed.lo) - epoch_us(closed.granted_lo) end
    from fct_tasks as task
    inner join closed on closed.task = task.task
)

select
    measure,
    system,
    count(*) filter (where span_us >= 0) as cases,
    count(*) filter (where span_us < 0) as before,
    count(*) filter (where span_us is null) as open,
    min(span_us) filter (where span_us >= 0) as least_us,
    quantile_cont(span_us, 0.25) filter (where span_us >= 0)::bigint as p25_us,
    quantile_cont(span_us, 0.5) filter (where span_us >= 0)::bigint as p50_us,
    quantile_cont(span_us, 0.75) filter (where span_us >= 0)::bigint as p75_us,
    quantile_cont(span_us, 0.9) filter (where span_us >= 0)::bigint as p90_us,
    quantile_cont(span_us, 0.99) filter (where span_us >= 0)::bigint as p99_us,
    max(span_us) filter (where span_us >= 0) as most_us
from spans
group by grouping sets ((measure), (measure, system))
order by
    list_position(['request to approval', 'approval to execution', 'request to execution', 'execution to revocation'], measure),
    system nulls first
