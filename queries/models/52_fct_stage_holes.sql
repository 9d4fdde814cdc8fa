-- grain: one row per stage, system that could hold it, and interval in which it could not be seen there
-- The coverage gate as a table: a stage is absent from an interval only where none of its rows overlaps that interval. A system can hold a stage if
-- its connector says so and it is of a class that is at home in the stage, or if it recorded one here. A stage nobody supplied a home for is one hole.

with homes as (
    select unnest(['request', 'approval', 'recommendation', 'disposition', 'policy', 'review', 'review', 'break_glass', 'identity', 'identity', 'delegation']) as stage,
        unnest(['ticketing', 'ticketing', 'agent', 'agent', 'policy', 'iam', 'ticketing', 'ticketing', 'iam', 'reference', 'iam']) as class
),

asked_for as (
    select stage, string_agg(distinct class, ', ' order by class) as classes from homes group by stage
),

recorded as (
    -- a bypass is no place in which an emergency could be declared
    select distinct stage, system from stg_events where stage <> 'break_glass' or task is not null
),

capable as (
    select asked_for.stage, system.*
    from fct_systems as system
    cross join asked_for
    where list_contains(system.holds, asked_for.stage)
        and (exists (select 1 from homes where homes.stage = asked_for.stage and homes.class = system.class)
            or exists (select 1 from recorded where recorded.stage = asked_for.stage and recorded.system = system.system))
),

holes as (
    select
        asked_for.stage,
        null as system,
        timestamptz '1900-01-01 00:00:00+00' as from_at,
        timestamptz '9999-12-31 00:00:00+00' as to_at,
        'no_source' as reason,
        case asked_for.stage
            when 'recommendation' then 'the log of the assistant, with what it recommended'
            when 'disposition' then 'the log of the assistant, with what people accepted, changed and rejected'
            when 'policy' then 'the decision log of the policy engine'
            when 'review' then 'the export of access reviews, or of the tickets in which changes are reviewed'
            when 'identity' then 'an export of the directory and of its log, or people.csv'
            when 'delegation' then 'the records of who acts for whom: delegations.csv, or the log of the directory'
            else 'an export of the ticketing system'
        end as needs
    from asked_for
    where asked_for.stage not in (select stage from capable where is_supplied)
    union all
    select stage, system, timestamptz '1900-01-01 00:00:00+00', timestamptz '9999-12-31 00:00:00+00', 'no_source', needs
    from capable
    where not is_supplied
    union all
    select
        stage, system, timestamptz '1900-01-01 00:00:00+00', covers_from, 'window',
        system || ' export that begins before ' || strftime(covers_from at time zone 'UTC', '%Y-%m-%d %H:%MZ')
    from capable
    where is_supplied
    union all
    select
        stage, system, covers_to - to_seconds(lag_seconds), timestamptz '9999-12-31 00:00:00+00', 'window',
        system || ' export that ends after ' || strftime(covers_to at time zone 'UTC', '%Y-%m-%d %H:%MZ')
    from capable
    where is_supplied
    union all
    select
        stage, system, timestamptz '1900-01-01 00:00:00+00', timestamptz '9999-12-31 00:00:00+00', 'filtered',
        system || ' export that can be read: more than 1 % of its records could not be used'
    from capable
    where is_supplied and reject_share > 0.01
    union all
    select
        capable.stage, capable.system, hole.from_at, hole.to_at, hole.reason,
        case hole.reason
            when 'logging_disabled' then capable.system || ' records from another trail: ' || hole.detail
            else capable.system || ' export without the hole: ' || hole.detail
        end
    from capable
    inner join int_holes as hole on hole.system = capable.system
    where capable.is_supplied
)

select
    stage,
    system,
    from_at,
    to_at,
    reason,
    needs,
    -- the first of several is what an auditor is told: what was never supplied before what ends too early
    list_position(['no_source', 'logging_disabled', 'silence', 'window', 'filtered'], reason) as weight
from holes
