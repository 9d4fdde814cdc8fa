-- grain: one row per account that holds something, and system whose log would show what it does
-- A system counts if it logs accounts of that directory, and where the account lies in a place of its own (a cloud account), records of that place.

with holders as (
    select distinct subject, split_part(subject, ':', 1) as directory, nullif(split_part(substr(subject, strpos(subject, ':') + 1), ':', 5), '') as place
    from fct_entitlement_intervals
),

writers as (
    select distinct system, split_part(actor, ':', 1) as directory, nullif(account, '') as place
    from stg_events
    where actor is not null and stage <> 'review'
)

select
    holders.subject,
    system.system,
    system.covers_from,
    system.covers_to - to_seconds(system.lag_seconds) as covers_to,
    -- nothing is left out where nothing is said to be
    coalesce(system.reject_share > 0.01, false) or coalesce(len(system.leaves_out) > 0, false) as is_filtered
from holders
inner join (select distinct system, directory, place from writers) as writer
    on writer.directory = holders.directory and (holders.place is null or writer.place = holders.place)
inner join fct_systems as system on system.system = writer.system and system.is_supplied
group by all
