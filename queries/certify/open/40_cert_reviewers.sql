-- grain: one row per item and person who could review it, with the way they were found and what speaks against them
-- Ways, the first that leads to somebody counts: a line of the reviewers' file, the owner of the thing, the owner of the account, the manager of its
-- holder. The holder never reviews; whoever gave it or approved that only if nobody else can; who has left or is no known person not at all.

with owners as (
    select lower(subject) as subject, owner, owner_person, owner_kind, owner_left_at, case role when 'business' then 1 when 'technical' then 2 else 3 end as turn
    from fct_owners
    where owner is not null
        and effective_from <= make_timestamptz($cutoff_us::bigint) and effective_to > make_timestamptz($cutoff_us::bigint)
),

people as (
    select lower(person) as name, min(person) as person from (select person from fct_people union select person from fct_identities where kind = 'human') group by lower(person)
),

names as (
    -- what an owner may be named for: the thing, or the account
    select item, 2 as way, unnest([lower(entitlement), name_of(entitlement), lower(resource), lower(system)]) as name from cert_holdings
    union
    select item, 3, unnest([lower(subject), lower(subject_person), name_of(subject)]) from cert_holdings
),

named as (
    select item.item, 1 as way, matrix.line_no as turn, 'reviewers file, line ' || matrix.line_no as why, matrix.reviewer as named
    from cert_holdings as item
    inner join cert_matrix as matrix
        on lower(item.entitlement) like lower(matrix.entitlement) escape '\'
        and lower(coalesce(item.resource, '')) like lower(matrix.resource) escape '\'
        and lower(item.system) like lower(matrix.system) escape '\'
        and (lower(item.subject) like lower(matrix.subject) escape '\' or lower(coalesce(item.subject_person, '')) like lower(matrix.subject) escape '\')
    union all
    select names.item, names.way, owners.turn, case names.way when 2 then 'owner of the entitlement' else 'owner of the account' end, coalesce(owners.owner_person, owners.owner)
    from names
    inner join owners on owners.subject = names.name
    union all
    select item.item, 2, owners.turn, 'owner of the entitlement', coalesce(owners.owner_person, owners.owner)
    from cert_holdings as item
    inner join (select * from owners where contains(subject, '*')) as owners
        on scope_covers(owners.subject, item.entitlement) or scope_covers(owners.subject, item.resource)
    union all
    select item.item, 4, 1, 'manager of the holder', context.manager
    from cert_holdings as item
    inner join cert_context as context on context.item = item.item
    where context.manager is not null
)

select
    named.item,
    named.way,
    min(named.turn) as turn,
    min(named.why) as why,
    coalesce(people.person, named.named) as reviewer,
    case
        when lower(coalesce(people.person, named.named)) in (lower(item.subject_person), lower(item.subject), 'email:' || lower(item.subject)) then 'holds it'
        when people.person is null then 'is no known person'
        when left_people.person is not null then 'has left'
    end as obstacle,
    lower(coalesce(people.person, named.named)) = lower(coalesce(item.granted_by, '')) or list_contains(context.approvers, coalesce(people.person, named.named)) as had_part
from named
inner join cert_holdings as item on item.item = named.item
inner join cert_context as context on context.item = named.item
left join people on people.name = lower(named.named)
left join cert_leavers as left_people on left_people.person = people.person
group by all
