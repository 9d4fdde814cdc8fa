-- grain: one row per credential that lives until somebody removes it, and was not removed
-- Whose it is, how old at least, when it was last used, and under how many tasks it did something controlled. Ages are microseconds up to the moment the case is
-- judged by.

with work as (
    select bearer, count(distinct task) as tasks, count(*) filter (where task is null) as strays
    from fct_credential_tasks
    where bearer_kind = 'credential' and (task is null or link_confidence >= 0.8)
    group by bearer
)

select
    key.credential,
    key.system,
    key.person,
    key.identity,
    key.kind,
    key.made_basis,
    key.made_from_at,
    key.made_to_at,
    epoch_us(settings.as_of) - epoch_us(coalesce(key.made_from_at, key.made_to_at)) as age_us,
    key.made_from_at is null as is_older,
    key.last_use_lo as last_used_at,
    epoch_us(settings.as_of) - epoch_us(key.last_use_lo) as silent_us,
    key.uses,
    key.executions,
    key.standing_approval,
    coalesce(work.tasks, 0) as tasks,
    coalesce(work.strays, 0) as strays
from fct_credential_inventory as key
cross join fct_settings as settings
left join work on work.bearer = key.credential
where key.class = 'static' and key.revoked_lo is null
order by key.kind = 'human', age_us desc nulls last, key.credential
