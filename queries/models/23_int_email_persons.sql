-- grain: one row per address
-- Addresses that one account carried (a rename) belong to one person. The person's key is the one the user's files give, else the
-- first address. Two different keys for one group are a conflict: then each address keeps its own, and the conflict is reported.

with recursive merging as (
    select alias, email from int_alias_emails where is_merging and not is_contested
),

account_label as (
    select alias, min(email) as label from merging group by alias
),

email_label as (
    select merging.email, min(account_label.label) as label
    from merging
    inner join account_label on account_label.alias = merging.alias
    group by merging.email
),

account_label_again as (
    select merging.alias, min(email_label.label) as label
    from merging
    inner join email_label on email_label.email = merging.email
    group by merging.alias
),

addresses as (
    select distinct substr(alias, 7) as email from int_aliases where starts_with(alias, 'email:')
),

grouped as (
    select
        addresses.email,
        coalesce(min(account_label_again.label), addresses.email) as label
    from addresses
    left join merging on merging.email = addresses.email
    left join account_label_again on account_label_again.alias = merging.alias
    group by addresses.email
),

named as (
    select grouped.label, authority.person, authority.kind, 'identities.csv' as source
    from grouped
    inner join int_alias_authority as authority on authority.alias = 'email:' || grouped.email
    union all
    select grouped.label, authority.person, authority.kind, 'identities.csv'
    from grouped
    inner join merging on merging.email = grouped.email
    inner join int_alias_authority as authority on authority.alias = merging.alias
    union all
    select grouped.label, people.person, 'human', 'people.csv'
    from grouped
    inner join ref_people as people on lower(people.person) = grouped.email
),

label_names as (
    select
        label,
        count(distinct person) as persons,
        min(person) as person,
        count(distinct kind) as kinds,
        min(kind) as kind,
        list_sort(list(distinct person)) as all_persons
    from named
    group by label
)

select
    grouped.email,
    grouped.label,
    case
        when label_names.persons = 1 then label_names.person
        when own.person is not null then own.person
        when people.person is not null then people.person
        when label_names.persons > 1 then grouped.email
        else grouped.label
    end as person,
    case when label_names.kinds = 1 then label_names.kind when own.kind is not null then own.kind end as kind,
    coalesce(label_names.persons, 0) > 1 as is_conflict,
    case when label_names.persons > 1 then label_names.all_persons end as conflicting_persons,
    label_names.persons is not null as is_named
from grouped
left join label_names on label_names.label = grouped.label
left join (
    select alias, min(person) as person, min(kind) as kind from int_alias_authority group by alias having count(distinct person) = 1
) as own on own.alias = 'email:' || grouped.email
left join ref_people as people on lower(people.person) = grouped.email
