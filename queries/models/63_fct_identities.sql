-- grain: one row per person: the human or non-human behind several accounts
-- With what we know it by, what the sources say it is, who answers for it, who shares it, and what the records disagree about.

with named as (
    select alias, min(display_name) as display_name from stg_identities where display_name is not null group by alias
),

owned as (
    select person.person, min(coalesce(owner.person, statement.owner)) as owner, 'a record of the account names the owner' as evidence
    from stg_identities as statement
    inner join int_alias_persons as person on person.alias = statement.alias
    left join int_alias_persons as owner on owner.alias = statement.owner
    where statement.owner is not null
    group by person.person
    union all
    select subject, min(coalesce(technical_owner, business_owner)), 'owners.csv'
    from ref_owners
    where coalesce(technical_owner, business_owner) is not null
    group by subject
),

owners as (
    select person, arg_max(owner, evidence) as owner_person, max(evidence) as owner_evidence from owned group by person
),

sharers as (
    -- sessions of one account that say on their own for whom they act
    select tied.alias, list_sort(list(distinct coalesce(email.person, tied.email))) as shared_by
    from int_alias_emails as tied
    left join int_email_persons as email on email.email = tied.email
    where not tied.is_merging or tied.is_contested
    group by tied.alias
    having count(distinct coalesce(email.person, tied.email)) > 1
),

twins as (
    select person, list_sort(list(distinct other)) as admin_twins
    from (
        select a as person, b as other from int_pair_weights where is_admin_twin and decision <> 'merge'
        union all
        select b, a from int_pair_weights where is_admin_twin and decision <> 'merge'
    )
    group by person
),

disagreements as (
    select person.person, unnest(email.conflicting_persons) as conflict
    from int_alias_persons as person
    inner join int_email_persons as email on person.alias = 'email:' || email.email
    union
    select person, evidence from int_alias_persons where starts_with(evidence, 'conflict: ')
    union
    select person.person, 'personnel numbers ' || array_to_string(list_sort(list(distinct statement.attributes ->> '$.employee_number')), ', ')
    from stg_identities as statement
    inner join int_alias_persons as person on person.alias = statement.alias and person.basis <> 'unmapped'
    where (statement.attributes ->> '$.employee_number') is not null
    group by person.person
    having count(distinct statement.attributes ->> '$.employee_number') > 1
),

conflicting as (
    select person, list_sort(list(conflict)) as conflicts from disagreements group by person
)

select
    person.person,
    min(person.kind) as kind,
    min(person.kind_evidence) as kind_evidence,
    list(person.alias order by person.alias, person.valid_from) as aliases,
    list(person.basis order by person.alias, person.valid_from) as bases,
    list(person.evidence order by person.alias, person.valid_from) as evidences,
    list(person.valid_from order by person.alias, person.valid_from) as valid_froms,
    list(person.valid_to order by person.alias, person.valid_from) as valid_tos,
    coalesce(min(ref.display_name), min(named.display_name)) as display_name,
    any_value(owners.owner_person) as owner_person,
    any_value(owners.owner_evidence) as owner_evidence,
    list_sort(list_distinct(flatten(list(sharers.shared_by) filter (where sharers.shared_by is not null)))) as shared_by,
    any_value(twins.admin_twins) as admin_twins,
    any_value(conflicting.conflicts) as conflicts
from int_alias_persons as person
left join named on named.alias = person.alias
left join owners on owners.person = person.person
left join sharers on sharers.alias = person.alias
left join twins on twins.person = person.person
left join conflicting on conflicting.person = person.person
left join ref_people as ref on ref.person = person.person
where person.basis <> 'unmapped' or person.alias in (select alias from stg_identities)
    or person.alias in (select identity from fct_executions where basis = 'unmapped')
group by person.person
