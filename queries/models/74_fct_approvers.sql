-- grain: one row per line of the approver matrix and person it means
-- A line names a person, a team of fct_people, or a group whose members the entitlement ledger tells. Where nobody can say who was in the group, the row
-- says so (is_certain false): of one person while the ledger does not tell since when, of anybody (person null) where it tells of no members or not of all.

with lines as (
    select
        file_line(file, line_no) as line,
        change_class,
        resource,
        approver,
        regexp_replace(lower(approver), '^[a-z][a-z0-9_-]*:', '') as group_name,
        coalesce(role, 'any') as role,
        valid_from as from_at,
        valid_to as to_at
    from ref_approvers
),

cells as (
    select distinct approver, group_name from lines
),

persons as (
    select cells.approver, known.person, min(known.kind) as kind
    from cells
    inner join (
        select lower(alias) as cell, person, kind from int_alias_persons
        union
        select substr(lower(alias), 7), person, kind from int_alias_persons where starts_with(lower(alias), 'email:')
        union
        select lower(person), person, kind from int_alias_persons
        union
        select lower(person), person, 'human' from ref_people
    ) as known on known.cell = lower(cells.approver)
    where known.kind <> 'group'
    group by cells.approver, known.person
    union all
    -- an address that no record names is somebody who never did anything here, not a group
    select approver, approver, 'human' from cells where contains(approver, '@') and 'email:' || lower(approver) not in (select lower(alias) from int_alias_persons)
),

teams as (
    select distinct cells.approver, people.person, people.from_at, people.to_at
    from cells
    inner join fct_people as people on lower(people.team) = cells.group_name
    where cells.approver not in (select approver from persons)
),

ledger as (
    select
        cells.approver,
        interval.subject_person as person,
        interval.held_from_lo,
        interval.held_from_hi,
        case when interval.ended <> 'held' then interval.held_to_lo end as to_at,
        interval.is_replayable or interval.lists > 0 as is_listed
    from cells
    inner join fct_entitlement_intervals as interval
        on lower(interval.entitlement) = cells.group_name or lower(interval.resource) = cells.group_name
    where interval.subject_person is not null
        and cells.approver not in (select approver from persons) and cells.approver not in (select approver from teams)
),

members as (
    select approver, person, null as via, null::timestamptz as from_at, null::timestamptz as to_at, true as is_certain from persons
    union all
    -- the account of a group may decide in its name; who of it did is another question (R20)
    select cells.approver, account.person, cells.approver, null, null, true
    from cells
    inner join (select distinct person from int_alias_persons where kind = 'group') as account on lower(account.person) = lower(cells.approver)
    union all
    select approver, person, approver, from_at, to_at, true from teams
    union all
    select approver, person, approver, coalesce(held_from_lo, held_from_hi), to_at, true from ledger
    union all
    select approver, person, approver, null, held_from_hi, false from ledger where held_from_lo is null
    union all
    select approver, null, approver, null, null, false
    from cells
    where approver not in (select approver from persons) and approver not in (select approver from teams)
        and approver not in (select approver from ledger where is_listed)
)

select
    lines.line,
    lines.change_class,
    lines.resource,
    lines.role,
    lines.approver,
    members.person,
    members.via,
    greatest(lines.from_at, members.from_at) as from_at,
    least(lines.to_at, members.to_at) as to_at,
    members.is_certain
from lines
inner join members on members.approver = lines.approver
where coalesce(greatest(lines.from_at, members.from_at) < least(lines.to_at, members.to_at), true)
