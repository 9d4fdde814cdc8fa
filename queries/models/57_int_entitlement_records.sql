-- grain: one row per record that says something of who holds what, and holding
-- kept: while the models run
-- Grants, removals and snapshot rows under one key, the holding: who, what, where. Two records of one source speak of one holding when account,
-- entitlement and place are equal; two sources also when the accounts are known to be one person's, unless that person has several accounts in
-- one directory: then each account holds for itself. A place that only one side names is taken from the other when there is but one.

with changes as (
    select
        event_id, system, source_id, record_no, subject, entitlement, resource, lo, hi, occurred_at,
        case when change = 'remove' then 'removed' else 'granted' end as says,
        case when change <> 'remove' then issued_expires_at end as expires_at
    from stg_events
    where subject is not null and entitlement is not null and outcome = 'success'
        and stage in ('execution', 'credential', 'revocation', 'identity', 'delegation', 'break_glass')
        -- a setting that replaces what was there (a permissions boundary) gives it anew
        and (change = 'remove' or (change = 'add' and (activity = 'grant' or change_class = 'priv_grant')) or (change = 'modify' and activity = 'grant'))
),

list_times as (
    -- a list whose rows all carry one time was made then; one whose rows carry their own says when each row was last true
    select source_id, min(as_of) = max(as_of) and count(*) > 1 as is_snapshot
    from stg_entitlements
    group by source_id
),

called as (
    -- what a list has by its id, a list beside it may name, as the log does
    select alias, min(login) as login
    from stg_identities
    where basis = 'directory' and login is not null
    group by alias
    having min(login) = max(login)
),

homes as (
    select connector, aliases[1] as directory from cfg_connectors where len(aliases) = 1
),

listed as (
    select
        null as event_id, held.connector as system, held.source_id, held.record_no, held.subject, coalesce(called.login, held.entitlement) as entitlement,
        held.resource, held.as_of as lo,
        case
            when coalesce(json_extract_string(held.attributes, '$.as_of_is_newest_time'), 'false') = 'true' then greatest(settings.as_of, held.as_of)
            -- a bare day
            when epoch_us(held.as_of) % 86400000000 = 0 then held.as_of + interval 1 day
            else held.as_of + interval 1 second
        end as hi,
        held.as_of as occurred_at,
        'listed' as says,
        null::timestamptz as expires_at,
        list_times.is_snapshot and coalesce(json_extract_string(held.attributes, '$.as_of_is_newest_time'), 'false') <> 'true' as is_snapshot
    from stg_entitlements as held
    inner join list_times on list_times.source_id = held.source_id
    left join called on called.alias = held.entitlement
    cross join fct_settings as settings
    union all
    select null, 'entitlements.csv', null, row_number() over (order by as_of, subject, entitlement, resource), subject, entitlement, resource, as_of,
        case when epoch_us(as_of) % 86400000000 = 0 then as_of + interval 1 day else as_of + interval 1 second end, as_of, 'listed', null, false
    from ref_entitlements
),

records as (
    select *, false as is_snapshot from changes
    union all
    select event_id, system, source_id, record_no, subject, entitlement, resource, lo, hi, occurred_at, says, expires_at, is_snapshot from listed
),

spelled as (
    select
        records.*,
        lower(split_part(records.subject, ':', 1)) as directory,
        substr(records.subject, strpos(records.subject, ':') + 1) as body,
        case when person.basis in ('authoritative', 'verified', 'derived') then person.person end as person
    from records
    left join int_alias_persons as person
        on person.alias = records.subject and records.occurred_at >= person.valid_from and records.occurred_at < person.valid_to
),

named as (
    -- a membership may name the group by its name and the resource by its ARN: that is one thing
    select
        *,
        lower(case
            when resource <> body and (ends_with(resource, '/' || entitlement) or ends_with(resource, ':' || entitlement)) then resource
            when starts_with(entitlement, 'inline:') then substr(entitlement, 8)
            else entitlement
        end) as item
    from spelled
),

located as (
    -- a resource that repeats the holder or the entitlement says no place; the account in its ARN does
    select
        named.*,
        case
            when resource is not null and resource not in (body, subject) and lower(resource) <> item then lower(resource)
            else nullif(split_part(case when lower(resource) = item then resource else body end, ':', 5), '')
        end as stated_place,
        -- a log that names people by address speaks of the things of its own directory, as a list with that directory's ids does
        case when is_arn(item) then 'arn' when named.directory = 'email' or not contains(subject, ':') then coalesce(homes.directory, system) else named.directory end as realm
    from named
    left join homes on homes.connector = named.system
),

placed as (
    select
        *,
        coalesce(
            stated_place,
            case when min(stated_place) over same_thing = max(stated_place) over same_thing then min(stated_place) over same_thing end,
            ''
        ) as place
    from located
    window same_thing as (partition by coalesce(person, subject), realm, item)
),

doubled as (
    select distinct person, realm, item, place
    from (
        select person, realm, item, place
        from placed
        where person is not null
        group by person, realm, item, place, directory
        having min(subject) <> max(subject)
    )
)

select
    concat_ws(' ', case when placed.person is not null and doubled.person is null then placed.person else placed.subject end, placed.item, placed.place, placed.realm)
        as holding,
    placed.says,
    placed.event_id,
    placed.system,
    placed.source_id,
    placed.record_no,
    placed.lo,
    placed.hi,
    placed.expires_at,
    placed.is_snapshot,
    placed.subject,
    placed.person,
    placed.directory,
    placed.entitlement,
    placed.resource,
    placed.item,
    placed.place,
    placed.realm
from placed
left join doubled
    on doubled.person = placed.person and doubled.realm = placed.realm and doubled.item = placed.item and doubled.place = placed.place
