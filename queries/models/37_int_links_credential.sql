-- grain: one row per event and chain that a credential ties it to
-- kept: while the models run
-- A credential issued under one task and used afterwards: its uses belong to that task. Long-lived keys never count, and a credential whose
-- issue belongs to two tasks leaves two candidates. A use that fits another task by far is not one of them. Chained sessions inherit from the nearest issue that is tied to a task.

with recursive issue_links as (
    select event_id, task, max(confidence) as confidence
    from (
        select event_id, task, confidence from int_links_reference where confidence >= 0.8
        union all
        select event_id, task, confidence from int_links_grant where confidence >= 0.8
    )
    group by event_id, task
),

issue_tasks as (
    select
        credential.credential,
        link.task,
        link.confidence,
        count(*) over (partition by credential.credential) as tasks
    from int_credentials as credential
    inner join issue_links as link on link.event_id = credential.issue_event_id
    where not credential.is_static
),

inherited as (
    select credential, task, confidence, tasks, 0 as depth from issue_tasks
    union all
    select child.credential, inherited.task, inherited.confidence * 0.998, inherited.tasks, inherited.depth + 1
    from inherited
    inner join int_credentials as child on child.parent_credential = inherited.credential
    where inherited.depth < 10 and not child.is_static and child.credential not in (select credential from issue_tasks)
)

select
    event.event_id,
    inherited.task,
    'credential' as method,
    max(least(inherited.confidence, 0.995) / inherited.tasks) as confidence,
    min('used ' || event.credential || ', issued under ' || inherited.task) as evidence
from stg_events as event
inner join inherited on inherited.credential = event.credential
inner join int_credentials as credential on credential.credential = event.credential
where event.event_id <> credential.issue_event_id
    and not exists (
        select 1 from int_ref_checks as checks
        where checks.event_id = event.event_id and checks.task = inherited.task and checks.standing = 'refuted'
    )
group by event.event_id, inherited.task
