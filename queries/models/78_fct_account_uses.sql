-- grain: one row per account that holds something, thing it used (null: all it did), and day
-- What accounts that the entitlement ledger knows did: a use counts for a thing where its record names it. Accounts of one person in one directory
-- count together, because what is given to a user is used in its sessions. A list that says when something was last used counts like a record of it,
-- without a number.

with holders as (
    select distinct subject, split_part(subject, ':', 1) as directory from fct_entitlement_intervals
),

accounts as (
    select subject, subject as alias from holders
    union
    select holders.subject, other.alias
    from holders
    inner join int_alias_persons as own on own.alias = holders.subject and is_firm(own.basis)
    inner join int_alias_persons as other on other.person = own.person and is_firm(other.basis) and split_part(other.alias, ':', 1) = holders.directory
),

things as (
    select distinct lower(thing) as thing
    from (
        select entitlement as thing from fct_entitlement_intervals
        union
        select resource from fct_entitlement_intervals
    )
    where thing is not null and not is_account(thing)
),

works as (
    select event.actor, date_trunc('day', event.lo at time zone 'UTC') at time zone 'UTC' as day_at, count(*) as uses, max(event.lo) as last_lo,
        arg_max(event.event_id, in_order(event.lo, event.event_id)) as last_event_id
    from stg_events as event
    where event.outcome = 'success' and event.actor in (select alias from accounts)
    group by all
),

named as (
    select event.actor, lower(event.resource) as thing, date_trunc('day', event.lo at time zone 'UTC') at time zone 'UTC' as day_at, count(*) as uses,
        max(event.lo) as last_lo, arg_max(event.event_id, in_order(event.lo, event.event_id)) as last_event_id
    from stg_events as event
    where event.outcome = 'success' and event.actor in (select alias from accounts) and lower(event.resource) in (select thing from things)
        -- who changes a thing, or gives it to others, does not use it
        and event.change is null
    group by all
),

taken_on as (
    -- an account that is itself taken on by others (a role) works when it is
    select holders.subject, date_trunc('day', event.lo at time zone 'UTC') at time zone 'UTC' as day_at, count(*) as uses, max(event.lo) as last_lo,
        arg_max(event.event_id, in_order(event.lo, event.event_id)) as last_event_id
    from stg_events as event
    inner join holders on substr(holders.subject, strpos(holders.subject, ':') + 1) = event.resource
    where event.outcome = 'success' and event.activity in ('issue', 'use', 'sign_in') and event.actor <> holders.subject
    group by all
),

done as (
    select accounts.subject, works.day_at, works.uses, works.last_lo, works.last_event_id
    from works
    inner join accounts on accounts.alias = works.actor
    union all
    select subject, day_at, uses, last_lo, last_event_id from taken_on
),

listed as (
    select subject, lower(entitlement) as thing, max(try_cast(json_extract_string(attributes, '$.last_used') as timestamptz)) as last_lo
    from stg_entitlements
    where json_extract_string(attributes, '$.last_used') is not null
    group by subject, lower(entitlement)
)

select subject, null::varchar as thing, day_at, sum(uses)::bigint as uses, max(last_lo) as last_lo, arg_max(last_event_id, in_order(last_lo, last_event_id)) as last_event_id
from done
group by subject, day_at
union all
select accounts.subject, named.thing, named.day_at, sum(named.uses)::bigint, max(named.last_lo), arg_max(named.last_event_id, in_order(named.last_lo, named.last_event_id))
from named
inner join accounts on accounts.alias = named.actor
group by accounts.subject, named.thing, named.day_at
union all
select subject, thing, date_trunc('day', last_lo at time zone 'UTC') at time zone 'UTC', null, last_lo, null
from listed
where last_lo is not null
