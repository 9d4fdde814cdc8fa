-- grain: one row per reference file that the configuration may name
-- What the company says about itself: a rule that needs a file nobody supplied says so once, and judges nothing.

select 'people' as reference, count(*) as entries from ref_people
union all
select 'identities', count(*) from ref_identities
union all
select 'owners', count(*) from ref_owners
union all
select 'approvers', count(*) from ref_approvers
union all
select 'delegations', count(*) from ref_delegations
union all
select 'standing_approvals', count(*) from ref_standing_approvals
union all
select 'entitlements', count(*) from ref_entitlements
union all
select 'conflicts', count(*) from ref_conflicts
union all
select 'calendar', count(*) from ref_calendar
