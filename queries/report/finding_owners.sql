-- grain: one row per finding, person who answers for what it is about, and role in which they do
-- The owner of one of its controls or of its identity, as the register or a directory names them, and the manager of the person it is about.

with controlled as (
    select
        finding.finding_id,
        unnest([owner.business_owner, owner.technical_owner]) as owner,
        'control' as role
    from (select finding_id, unnest(controls) as control from findings) as finding
    inner join ref_owners as owner
        on lower(owner.subject) = lower(finding.control) or lower(owner.subject) = lower(split_part(finding.control, ':', 2))
),

identified as (
    select finding.finding_id, identity.owner_person as owner, 'identity' as role
    from findings as finding
    inner join fct_identities as identity on identity.person = finding.person
),

managed as (
    select finding.finding_id, people.manager as owner, 'manager' as role
    from findings as finding
    inner join ref_people as people on people.person = finding.person
)

select distinct finding_id, owner, role
from (
    select finding_id, owner, role from controlled
    union all
    select finding_id, owner, role from identified
    union all
    select finding_id, owner, role from managed
)
where owner is not null
order by finding_id, owner, role
