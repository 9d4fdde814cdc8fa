-- grain: one row per alias that any record names
-- Everybody who acts, receives, asks or is spoken for, as the sources spell them, before anybody is taken for anybody else.

with named as (
    select actor as alias, actor_kind_hint as kind_hint from stg_events where actor is not null
    union all
    select unnest(on_behalf_of), null from stg_events where on_behalf_of is not null
    union all
    select subject, null from stg_events where subject is not null
    union all
    select unnest([requester, requested_for, opened_by, assignee]), null from stg_tasks
    union all
    select alias, kind_hint from stg_identities
    union all
    select unnest(same_as), null from stg_identities where same_as is not null
    union all
    select 'email:' || email, null from stg_identities where email is not null
    union all
    select alias, kind from ref_identities where not ends_with(alias, '*')
    union all
    select 'email:' || lower(person), null from ref_people where contains(person, '@')
    union all
    select subject, null from stg_entitlements
)

select
    alias,
    lower(split_part(alias, ':', 1)) as directory,
    list_sort(list(distinct kind_hint) filter (where kind_hint is not null and kind_hint <> 'unknown')) as kind_hints
from named
where alias is not null and alias <> ''
group by alias
