-- grain: one row per alias behind which no person is known to stand, but a machine: a workload, an agent, or a name that says so
-- Accounts and sessions of what is not human. A name like svc-backup proves nothing: it is a look, and whoever rests on it is told.

select
    alias,
    min(person) as person,
    case when min(kind) = 'unknown' then 'workload' else min(kind) end as kind,
    case
        when min(kind) = 'unknown' then 'heuristic'
        when min(basis) in ('authoritative', 'verified', 'derived') then min(basis)
        -- the record itself says that it is a machine, whoever owns it
        when min(kind_evidence) = 'what its records say' then 'verified'
        else min(basis)
    end as basis,
    -- sessions of a role are the role's; the account of a service is its own
    role_of_session(alias) as principal,
    contains(alias, ':assumed-role/') as is_session
from int_alias_persons
where kind in ('workload', 'agent')
    or (kind = 'unknown' and basis <> 'authoritative' and regexp_matches(alias, '(?i)[:/](svc|service|sa|bot|robot|automation|batch)[-_.][^/]*$|[:/][^/]*[-_.](svc|bot|sa)(@[^/]*)?$'))
group by alias
having count(distinct person) = 1
