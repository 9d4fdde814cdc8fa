-- rule: R49
-- slug: removal-without-dependency-check
-- title: Access was removed without approval or a look at what depends on it
-- severity: medium
-- grain: one row per effective removal of access and chain that claims it; one per source for removals of which nobody can tell whether the access was in use
-- question: Which removals took away access that was in use, or that a machine judged, without an approval and a dependency check before?
-- why: A clean-up can break what still works, and a machine that counts idle days cannot know of the job that runs once a year.
-- misses: What one hand gave and took away within a day; use that leaves no record; checks that were made and not written down (the finding is right to say so).
-- false-positives: Removals that a recertification ordered in a tool that was not supplied.
-- remedy: Before removing, ask the platform when it was last used and the owner what depends on it; write both into the task; restore what broke.
-- needs: request, approval, execution
-- param: use_days = 400 — a use within so many days may come again: a year and the slack of a yearly job, RULES.md B.6 R49 [J]
-- param: give_back_days = 7 — given back so soon it was needed, RULES.md B.6 R49 [J]
-- ref: RULES.md B.6 R49; high where an agent did it, the access was in use or it was given back

with removals as (
    select
        execution.*,
        tasks.request_event_id,
        tasks.created_lo as asked_lo,
        removal.subject_kind,
        removal.last_use_event_id,
        removal.last_use_lo,
        removal.last_use_how,
        removal.job,
        removal.history_from,
        removal.ended_grant_event_id,
        removal.left_at,
        removal.is_containment,
        removal.is_leaver_task,
        removal.check_event_id,
        case when removal.given_back_lo <= execution.hi + to_days($give_back_days) then removal.given_back_event_id end as given_back_event_id,
        removal.given_back_lo,
        removal.is_replaced,
        coalesce(removal.last_use_lo >= execution.lo - to_days($use_days), false) as is_used,
        absence.is_covered,
        absence.reason as absence_reason,
        absence.needs as absence_needs
    from fct_removals as removal
    inner join fct_executions as execution on execution.event_id = removal.event_id and execution.task is not distinct from removal.task
    left join fct_tasks as tasks on tasks.task = execution.task
    left join fct_absence as absence on absence.event_id = execution.event_id and absence.task is not distinct from execution.task and absence.stage = 'approval'
),

approved as (
    select
        removals.event_id,
        removals.task,
        bool_or(place = 'before') as is_approved,
        bool_or(place = 'unknown') as is_unordered,
        arg_min(approval_event_id, in_order(lo, approval_event_id)) filter (where place = 'before') as approval_event_id
    from (
        select
            removals.event_id,
            removals.task,
            approval.event_id as approval_event_id,
            approval.lo,
            decision_order(
                approval.lo, approval.hi, approval.occurred_at, approval.system, approval.is_time_exact, removals.lo, removals.hi, removals.occurred_at, removals.system
            ) as place
        from removals
        inner join fct_approvals as approval on approval.task = removals.task and approval.decision = 'approved' and approval.link_confidence >= 0.8
    ) as removals
    group by removals.event_id, removals.task
),

judged as (
    select
        removals.*,
        coalesce(approved.is_approved, false) as is_approved,
        approved.approval_event_id,
        removals.check_event_id is not null as is_checked,
        case
            when removals.ended_grant_event_id is not null then 'planned'
            when removals.is_replaced then 'replaced'
            when removals.left_at is not null or removals.is_leaver_task then 'leaver'
            when removals.is_containment then 'containment'
            when removals.standing_approval is not null then 'excepted'
            when coalesce(approved.is_approved, false) and removals.check_event_id is not null then 'checked'
            when not (removals.kind = 'agent' or removals.is_used or removals.job is not null or coalesce(removals.subject_kind in ('workload', 'agent'), false)
                or removals.given_back_event_id is not null)
                then case when removals.check_event_id is not null or removals.history_from <= removals.lo - to_days($use_days) then 'idle' else 'unknown_use' end
            when not coalesce(approved.is_approved, false) and approved.is_unordered then 'unordered'
            when removals.is_covered is not true then 'uncovered'
            when coalesce(approved.is_approved, false) then 'no-dependency-check'
            when removals.check_event_id is not null then 'no-approval'
            else 'neither'
        end as state
    from removals
    left join approved on approved.event_id = removals.event_id and approved.task = removals.task
),

settled as (
    select
        *,
        is_undecided(event_id, is_ambiguous, state) as is_open
    from judged
),

single as (
    select
        task,
        person,
        list_sort(list_distinct([identity])) as identities,
        occurred_at,
        case
            when is_open then 'insufficient'
            when state in ('planned', 'replaced', 'leaver', 'containment', 'checked', 'idle') then 'pass'
            when state = 'excepted' then 'excepted'
            when state in ('unordered', 'uncovered') then 'insufficient'
            else 'gap'
        end as verdict,
        case when is_open is not true and state in ('no-dependency-check', 'no-approval', 'neither') then state end as sub,
        -- the gate raises once more for an agent
        case when is_used or job is not null or given_back_event_id is not null then 'high' end as severity,
        case when task is null then 1.0 else link_confidence end as confidence,
        null::varchar as basis,
        case when is_open then 'link_ambiguous' when state = 'unordered' then 'clock_uncertain' when state = 'uncovered' then coalesce(absence_reason, 'no_source') end as reason,
        case
            when is_open then 'a record that ties ' || event_id || ' to one task: a ticket key in the session name, a tag or the request'
            when state = 'unordered' then 'the history of the approval of ' || coalesce(task_key, task) || ' with the time of the decision itself'
            when state = 'uncovered' then coalesce(absence_needs, 'the export of the system in which removals are asked for and approved')
        end as needs,
        named(person, identity) || ' executed ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at) || coalesce(' under ' || coalesce(task_key, task), ' under no task')
        || case
            when is_open then ', but another task claims it with about equal weight, and the two do not give the same answer.'
            when state = 'planned' then ': the end of what had been lent, or given by the same task or the same hand that day.'
            when state = 'replaced' then ', and gave it again ' || span(occurred_at, given_back_lo) || ' later: it was replaced.'
            when state = 'leaver' then '; its holder was leaving.'
            when state = 'containment' then '; an incident called for it.'
            when state = 'excepted' then '; standing approval ' || standing_approval || ' covers it.'
            when state = 'checked' then '; it was approved, and what depends on it had been looked at.'
            when state = 'idle' then '; nothing shows that it was in use.'
            else
                case
                    when is_used then '; it was in use until ' || utc(last_use_lo) || ' (' || last_use_how || ')'
                    when job is not null then '; the scheduled job ' || job || ' rests on it'
                    when given_back_event_id is not null then '; it turned out to be needed'
                    when kind = 'agent' then '; an agent judged it'
                    else '; a machine holds it'
                end
                || case state
                    when 'unordered' then ', and the record does not tell whether the approval came before.'
                    when 'uncovered' then '; no approval and check were found, but none can be ruled out: ' || reason_in_words(coalesce(absence_reason, 'no_source')) || '.'
                    when 'no-dependency-check' then ', and nothing on the task shows that anybody had looked at what depends on it.'
                    when 'no-approval' then ', and nobody had approved its removal.'
                    else ', nobody had approved its removal, and nothing shows that anybody had looked at what depends on it.'
                end
                || case when given_back_event_id is not null then ' It was given back ' || span(occurred_at, given_back_lo) || ' later.' else '' end
        end as message,
        list_filter(
            [last_use_event_id, case when state = 'checked' then check_event_id end, case when is_approved then approval_event_id end, event_id, given_back_event_id],
            lambda id: id is not null
        ) as event_ids
    from settled
    where is_open or state <> 'unknown_use'
),

unknown_use as (
    select
        null::varchar as task,
        null::varchar as person,
        []::varchar[] as identities,
        min(occurred_at) as occurred_at,
        'insufficient' as verdict,
        null::varchar as sub,
        null::varchar as severity,
        1.0 as confidence,
        null::varchar as basis,
        'window' as reason,
        system || ' export that begins ' || $use_days || ' days before ' || utc(min(occurred_at)) || ', or the platform''s own report of last use' as needs,
        count(distinct event_id) || ' removals in ' || system || ' (first ' || arg_min(deed(operation, entitlement, subject, resource), in_order(lo, event_id)) || ') took away access of which the records, which begin at '
        || utc(min(history_from)) || ', show no use; that is too short to say it had none.' as message,
        shown(list(distinct event_id order by event_id)) as event_ids
    from settled
    where state = 'unknown_use' and is_open is not true
    group by system
)

select * from single
union all by name
select * from unknown_use
order by occurred_at, event_ids, task
