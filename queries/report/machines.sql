-- grain: one row per agent, workload or shared account that acts or is listed, and that somebody must answer for
-- Who answers for it, what it holds, how old that is, when it was last seen, what it did and what was found. Ages are microseconds up to the moment the case
-- is judged by. Null: not on record, which is no zero.

with owned as (
    select
        owner.subject,
        max(owner.kind) as kind,
        max(owner.basis) as basis,
        min(owner.first_lo) as first_at,
        max(owner.last_lo) as last_at,
        bool_or(owner.is_inventoried) as is_inventoried,
        list(distinct owner.role || ': ' || coalesce(owner.owner_person, owner.owner) || ' (' || owner.source || ')'
            order by owner.role || ': ' || coalesce(owner.owner_person, owner.owner) || ' (' || owner.source || ')')
            filter (where owner.owner is not null) as owners,
        bool_or(
            owner.owner_person is not null and owner.owner_kind = 'human' and owner.owner_left_at is null
            and owner.effective_from <= settings.as_of and owner.effective_to > settings.as_of
        ) as has_person,
        bool_or(owner.owner_left_at is not null) as has_left,
        bool_or(owner.owner is not null) as has_any
    from fct_owners as owner
    cross join fct_settings as settings
    group by owner.subject
),

done as (
    select
        person,
        count(distinct event_id) as changes,
        count(distinct task) filter (where link_confidence >= 0.8) as tasks,
        count(distinct change_class) as classes
    from fct_executions
    where is_effective and not is_platform
    group by person
),

keys as (
    select
        person,
        count(*) as credentials,
        count(*) filter (where class = 'static') as lasting,
        min(coalesce(made_from_at, made_to_at)) filter (where class = 'static' and revoked_lo is null) as oldest_at,
        bool_or(made_from_at is null) filter (where class = 'static' and revoked_lo is null) as is_older
    from fct_credential_inventory
    group by person
),

rights as (
    select subject_person as person, count(distinct entitlement) as rights
    from fct_entitlement_intervals
    where ended = 'held' and subject_person is not null
    group by subject_person
),

found as (
    select
        person,
        count(*) filter (where verdict = 'gap') as gaps,
        count(*) filter (where verdict = 'lead') as leads,
        count(*) filter (where verdict = 'insufficient') as undecided
    from findings
    where person is not null
    group by person
),

sat as (
    select account_person as person, list(distinct person order by person) as people
    from fct_account_operators
    where person is not null and person <> account_person
    group by account_person
)

select
    owned.subject,
    owned.kind,
    owned.basis,
    owned.owners,
    case
        when owned.has_person then 'a named person'
        when owned.has_left then 'somebody who has left'
        when owned.has_any then 'nobody by name'
        when owned.is_inventoried then 'nobody'
        else 'not on record'
    end as answered_by,
    owned.first_at,
    owned.last_at,
    epoch_us(settings.as_of) - epoch_us(owned.last_at) as silent_us,
    keys.credentials,
    keys.lasting,
    epoch_us(settings.as_of) - epoch_us(keys.oldest_at) as oldest_us,
    keys.is_older,
    rights.rights,
    coalesce(done.changes, 0) as changes,
    coalesce(done.tasks, 0) as tasks,
    coalesce(found.gaps, 0) as gaps,
    coalesce(found.leads, 0) as leads,
    coalesce(found.undecided, 0) as undecided,
    coalesce(sat.people, []) as people
from owned
cross join fct_settings as settings
left join done on done.person = owned.subject
left join keys on keys.person = owned.subject
left join rights on rights.person = owned.subject
left join found on found.person = owned.subject
left join sat on sat.person = owned.subject
order by
    list_position(['agent', 'workload', 'group'], owned.kind) nulls last,
    gaps desc,
    changes desc,
    owned.subject
