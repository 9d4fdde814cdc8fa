-- grain: one row per task, finding, identity or record that holds every word
-- Words and text in lower case. Exact names first; of each kind the first so many, with how many there are of it.

with hits as (
    select
        'task' as kind,
        chain.task as id,
        chain.task_key as name,
        chain.title as detail,
        task.created_lo as occurred_at,
        concat_ws(' ', chain.task, chain.task_key, chain.title, task.requester_person) as held
    from fct_chains as chain
    left join fct_tasks as task on task.task = chain.task
    union all
    select
        'finding',
        finding_id,
        concat_ws(' ', rule, slug, task_key),
        message,
        occurred_at,
        concat_ws(' ', finding_id, rule, slug, task_key, person, message, array_to_string(identities, ' '))
    from findings
    union all
    select
        'identity',
        person,
        person,
        concat_ws(', ', kind, display_name, array_to_string(aliases, ', ')),
        null,
        concat_ws(' ', person, display_name, array_to_string(aliases, ' '))
    from fct_identities
    union all
    select
        'event',
        event_id,
        operation,
        concat_ws(', ', connector, actor, resource, entitlement, text),
        occurred_at,
        concat_ws(
            ' ', event_id, native_id, connector, operation, actor, subject, resource, entitlement, credential, issued_credential, session, source_ip, text
        )
    from stg_events
),

matching as (
    select
        kind,
        id,
        name,
        detail,
        occurred_at,
        $text in (lower(id), lower(name)) as is_exact
    from hits
    where len(list_filter($words::varchar[], lambda word: not contains(lower(held), word))) = 0
),

placed as (
    select
        *,
        count(*) over (partition by kind) as of_kind,
        row_number() over (partition by kind order by is_exact desc, occurred_at nulls last, id) as place
    from matching
)

select
    kind,
    id,
    name,
    detail,
    occurred_at,
    is_exact,
    of_kind
from placed
where place <= $most
order by list_position(['task', 'finding', 'identity', 'event'], kind), place
