-- grain: one row per directory, place and system whose log would show grants and removals there
-- kept: while the models run
-- Shown by what it holds: changes of entitlements in that directory and place, or records of the cloud account the place is, from a system that
-- logs executions and names accounts of that directory. A place that no log speaks of has no log, whatever else was supplied.

with written as (
    select distinct directory, place, system from int_entitlement_records where event_id is not null
),

accounts as (
    select distinct event.system, event.account
    from stg_events as event
    where event.account in (select place from int_entitlement_records)
),

directories as (
    select connector as system, unnest(aliases) as directory from cfg_connectors where list_contains(holds, 'execution')
),

logs as (
    select directory, place, system from written
    union
    select directories.directory, accounts.account, accounts.system
    from accounts
    inner join directories on directories.system = accounts.system
)

select
    logs.directory,
    logs.place,
    logs.system,
    system.covers_from,
    system.covers_to - to_seconds(system.lag_seconds) as covers_to,
    system.reject_share > 0.01 or len(system.leaves_out) > 0 as is_filtered
from logs
inner join fct_systems as system on system.system = logs.system and system.is_supplied
