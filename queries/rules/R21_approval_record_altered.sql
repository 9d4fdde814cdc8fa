-- rule: R21
-- slug: approval-record-altered
-- title: Evidence was altered, deleted, or is not protected against it
-- severity: high
-- grain: one row per request, decision and deletion of a chain with an effective controlled execution (edited, rewritten, deleted); one row per record that exports contradict each other about (conflicting-copies); one row per account whose log files are signed, one for all that are not (digest-mismatch, unlisted-file)
-- question: Which requests and decisions are not what they were when the work was done, and whose records can be shown to be unaltered?
-- why: An approval that can be rewritten afterwards approves whatever was done. Evidence is worth what protects it.
-- misses: Exports that drop the marks of edits; what was altered in a system without a history; text in attachments; files that no digest lists because none was supplied; CloudTrail's signatures themselves, for their keys are AWS's.
-- false-positives: Corrections of spelling after the work; clean-up of scope fields when a ticket is closed; cards that an integration rewrites under another account.
-- remedy: Restore what was written from the audit log of the product; take the right to edit from closed requests; switch log file validation on and keep the digests.
-- needs: request, approval, execution
-- ref: RULES.md B.2 R21; what was altered before the execution is judged as it stood then (R05); absent protection is said, and is no gap by itself

with work as (
    select
        task,
        max(link_confidence) as link_confidence,
        arg_min(event_id, in_order(lo, event_id)) as event_id,
        arg_min(operation, in_order(lo, event_id)) as operation,
        arg_min(system, in_order(lo, event_id)) as system,
        min(lo) as lo,
        arg_min(hi, in_order(lo, event_id)) as hi,
        min(occurred_at) as occurred_at
    from fct_executions
    where is_effective and is_platform is not true and task is not null and link_confidence >= 0.8 and (requires_request or approvals_required > 0)
    group by task
),

subjects as (
    select task, 'approval' as role, event_id as subject_event_id, unnest(event_ids) as record, occurred_at, decider as person, identity
    from fct_decisions
    where decision in ('approved', 'denied')
    union all
    select task, 'request', request_event_id, request_event_id, created_lo, requester_person, requester
    from fct_tasks
    where request_event_id is not null
),

-- every record of a chain that was worked on, with what became of it; deletions and first messages of threads stand for themselves
pairs as (
    select subjects.task, subjects.role, subjects.subject_event_id, subjects.occurred_at as written_at, subjects.person as writer, subjects.identity as writer_identity, alteration.*
        exclude (task, role)
    from subjects
    left join fct_alterations as alteration on alteration.task = subjects.task and alteration.altered_event_id = subjects.record
    union all
    select alteration.task, alteration.role, coalesce(alteration.altered_event_id, alteration.event_id), null, null, alteration.author, alteration.* exclude (task, role)
    from fct_alterations as alteration
    where alteration.altered_event_id is null or (alteration.task, alteration.altered_event_id) not in (select (task, record) from subjects)
),

placed as (
    select
        pairs.*,
        work.link_confidence,
        work.event_id as execution_event_id,
        work.operation,
        work.occurred_at as executed_at,
        task.task_key,
        case
            when pairs.event_id is null then 'kept'
            when pairs.is_card_update or pairs.is_same_text or pairs.is_clearing then 'harmless'
            when not pairs.is_time_known then 'timeless'
            when is_before(pairs.lo, pairs.hi, pairs.system, work.lo, work.hi, work.system) then 'before'
            when is_before(work.lo, work.hi, work.system, pairs.lo, pairs.hi, pairs.system) then case when pairs.role = 'unknown' then 'unknown' else 'after' end
            else 'unordered'
        end as state
    from pairs
    inner join work on work.task = pairs.task
    left join fct_tasks as task on task.task = pairs.task
),

worst as (
    select *
    from placed
    qualify row_number() over (
        partition by task, subject_event_id
        order by list_position(['after', 'unknown', 'timeless', 'unordered', 'before', 'harmless', 'kept'], state), lo, event_id
    ) = 1
),

told as (
    select
        *,
        case role when 'approval' then 'the decision on ' when 'request' then 'the request ' else 'something under ' end || coalesce(task_key, task) as what,
        case how when 'deleted' then 'deleted' when 'rewritten' then 'rewritten' else 'edited' end as done
    from worst
)

select
    task,
    coalesce(person, writer) as person,
    list_sort(list_distinct(list_filter([identity, writer_identity], lambda one: one is not null))) as identities,
    coalesce(occurred_at, written_at) as occurred_at,
    case state when 'after' then 'gap' when 'unknown' then 'insufficient' when 'timeless' then 'insufficient' when 'unordered' then 'insufficient' else 'pass' end as verdict,
    case when state in ('after', 'unknown', 'timeless', 'unordered') then how end as sub,
    null::varchar as severity,
    link_confidence as confidence,
    null::varchar as basis,
    case state when 'unordered' then 'clock_uncertain' when 'timeless' then 'structural' when 'unknown' then 'structural' end as reason,
    case state
        when 'unordered' then 'the audit log of ' || system || ' with the time of the change'
        when 'timeless' then 'the audit log of ' || system || ', which tells when it was deleted and by whom'
        when 'unknown' then 'the audit log of ' || system || ', or an earlier export, with what was deleted'
    end as needs,
    upper(what[1]) || what[2:] || case state
        when 'kept' then ' stands as it was written, as far as its source tells.'
        when 'harmless' then ' was ' || done || ' at ' || utc(occurred_at)
            || case when is_clearing then ' by the product itself.' when is_card_update then ' by the app that posted it.' else ' without changing a word.' end
        when 'before' then ' was ' || done || ' at ' || utc(occurred_at) || ', before ' || operation || ' at ' || utc(executed_at) || '.'
        when 'after' then ' was ' || done || ' at ' || utc(occurred_at) || coalesce(' by ' || coalesce(person, identity), '') || ', ' || span(executed_at, occurred_at)
            || ' after ' || operation || coalesce('; it read "' || left(before, 80) || '"', '') || coalesce(' and now reads "' || left(after, 80) || '"', '') || '.'
        when 'unordered' then ' was ' || done || ' at ' || utc(occurred_at) || ', and the clocks do not tell whether before or after ' || operation || '.'
        when 'timeless' then ' was ' || done || ', and its record does not tell when: perhaps after ' || operation || ' at ' || utc(executed_at) || '.'
        else ' was deleted at ' || utc(occurred_at) || ', ' || span(executed_at, occurred_at) || ' after ' || operation || ', and nobody can tell any more what it said.'
    end as message,
    list_filter(
        [
            case when subject_event_id is distinct from event_id then subject_event_id end,
            case when state in ('after', 'unknown') then execution_event_id end,
            event_id,
            case when state not in ('kept', 'after', 'unknown') then execution_event_id end
        ],
        lambda id: id is not null
    ) as event_ids
from told
union all by name
select
    [] as identities,
    occurred_at,
    -- two formats of one product may spell one thing differently
    case when formats > 1 then 'lead' else 'gap' end as verdict,
    'conflicting-copies' as sub,
    'medium' as severity,
    1.0 as confidence,
    'The exports contradict each other about the record ' || native_id || ' of ' || system || ' (' || operation || ', ' || utc(occurred_at) || '): '
    || array_to_string(fields, ', ') || ' differs between ' || array_to_string(files, ' and ') || '.' as message,
    event_ids
from fct_copy_conflicts
union all by name
select
    [] as identities,
    from_at as occurred_at,
    case when differing > 0 or unlisted > 0 then 'gap' when absent > 0 then 'insufficient' else 'pass' end as verdict,
    case when differing > 0 then 'digest-mismatch' when unlisted > 0 then 'unlisted-file' end as sub,
    1.0 as confidence,
    case when differing = 0 and unlisted = 0 and absent > 0 then 'window' end as reason,
    case when differing = 0 and unlisted = 0 and absent > 0 then 'the log files that the digests of ' || account || ' list, as they were delivered' end as needs,
    'The digests of ' || system || ' account ' || account || ', ' || utc(from_at) || ' to ' || utc(to_at) || ', vouch for ' || same || ' of '
    || (same + differing + absent) || ' files they list'
    || case when differing > 0 then '; ' || differing || ' hold something else than was signed (' || first_of(files, differing + unlisted) || ')' else '' end
    || case when unlisted > 0 then '; ' || unlisted || ' are in none of them though they cover their time (' || first_of(files, differing + unlisted) || ')' else '' end
    || case when absent > 0 then '; ' || absent || ' are not here to be compared' else '' end || '.' as message,
    event_ids
from fct_digests
where from_at is not null
union all by name
select
    [] as identities,
    'insufficient' as verdict,
    'digest-mismatch' as sub,
    1.0 as confidence,
    'no_source' as reason,
    'the digests that lie beside the log files, and the log files as they were delivered' as needs,
    'No digest was supplied for ' || counted(count(*), 'account', 'accounts') || ' of ' || min(system) || ' (' || string_agg(account, ', ' order by account)
    || '): that their log files are unaltered rests on who exported them.' as message,
    [] as event_ids
from fct_digests
where from_at is null
having count(*) > 0
order by occurred_at, event_ids, sub
