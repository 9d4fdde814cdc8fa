-- grain: one row per other person or account and what it is to one of the persons
-- The edges of an identity's surroundings: who answers for whom, who shares, who looks alike, who asked for, approved and did what for whom.

with own as (
    select unnest($persons::varchar[]) as person
),

executed as (
    select distinct task, person
    from fct_executions
    where is_effective and task is not null and person is not null
),

decided as (
    select distinct task, decider
    from fct_decisions
    where decision = 'approved' and task is not null and decider is not null
),

stated as (
    select person, owner_person as other, 'is owned by' as relation, 'owns' as inverse, owner_evidence as why, cast(null as varchar) as task
    from fct_identities
    where owner_person is not null
    union all
    select person, unnest(shared_by), 'is shared by', 'uses the account of', null, null
    from fct_identities
    union all
    select person, unnest(admin_twins), 'administers as, or is the account of', 'administers as, or is the account of', null, null
    from fct_identities
    union all
    select alias_a, alias_b, 'looks like', 'looks like', why, null
    from fct_lookalikes
    union all
    select decided.decider, executed.person, 'approved what was done by', 'was approved by', null, executed.task
    from decided
    inner join executed on executed.task = decided.task
    union all
    select asked.requester_person, executed.person, 'asked for what was done by', 'was asked by', null, executed.task
    from fct_tasks as asked
    inner join executed on executed.task = asked.task
    where asked.requester_person is not null
    union all
    select initiator_person, person, 'acted through', 'acted for', null, task
    from fct_executions
    where initiator_person is not null and person is not null
),

sided as (
    select person, other, relation, why, task
    from stated
    union all
    select other, person, inverse, why, task
    from stated
    where relation <> inverse or person <> other
)

select
    sided.other,
    known.kind,
    sided.relation,
    count(distinct sided.task) as tasks,
    min(sided.why) as why
from sided
inner join own on own.person = sided.person
left join fct_identities as known on known.person = sided.other
where sided.other <> sided.person
group by sided.other, known.kind, sided.relation
order by tasks desc, sided.other, sided.relation
