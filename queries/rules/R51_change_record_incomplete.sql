-- rule: R51
-- slug: change-record-incomplete
-- title: The change's record lacked what it must hold when it was approved
-- severity: medium
-- grain: one row per change, or task of a class that demands a record, and part of the record that it must hold; what no history can tell, one row per system and part
-- question: Which changes were approved without a rollback plan, a justification, or what else their class demands?
-- why: An approver who has no plan to look at approves a wish. Filled in afterwards it protects nobody.
-- misses: Whether a plan is any good; parts that stand in a meeting or a chat.
-- false-positives: A plan in an attachment or on a page whose link the record does not show.
-- remedy: Make the fields mandatory before a decision can be asked for; have the missing part written and the change looked at again.
-- needs: request, approval
-- param: change_record = rollback-plan, justification — parts every change record with such a field must hold beside what its class demands, [J]; standard changes excepted
-- ref: RULES.md B.7 R51; sub-codes by part; failed-change-no-rollback

-- Judged at the first approval, without one at the first execution. A form without the field is not the change's fault: then only what the class
-- demands is asked for, and that the export lacks it is said.

with required as (
    select
        record.*,
        tasks.task_key,
        tasks.requester_person,
        tasks.requester,
        coalesce(tasks.is_emergency, false) as is_emergency,
        coalesce(list_contains(system.leaves_out, 'attachments'), false) as is_without_attachments
    from fct_change_record as record
    inner join fct_tasks as tasks on tasks.task = record.task
    left join fct_systems as system on system.system = record.system
    where record.is_demanded
        or (tasks.kind = 'change' and coalesce(lower(tasks.type), '') <> 'standard' and record.is_on_form
            and list_contains(list_transform(string_split($change_record, ','), lambda word: trim(word)), record.item))
),

judged as (
    select
        *,
        case
            when item = 'failed-change-no-rollback' then case when state = 'filled' then 'pass' else 'gap' end
            when is_unordered and state <> 'filled' then 'unordered'
            when state in ('empty', 'placeholder') and is_emergency then 'emergency'
            when state in ('empty', 'placeholder') and is_without_attachments then 'elsewhere'
            when state in ('empty', 'placeholder') then 'gap'
            when state = 'filled' and is_on_form and not has_history then 'no_history'
            when state = 'filled' then 'pass'
            else state
        end as outcome
    from required
),

told as (
    select *, count(*) over (partition by system, item, outcome) as others
    from judged
    -- that the history of a table was not exported is one fact, not one for each of its records
    qualify outcome not in ('no_history', 'absent') or row_number() over (partition by system, item, outcome order by judged_at, task) = 1
)

select
    task,
    coalesce(approver, requester_person, requester) as person,
    []::varchar[] as identities,
    judged_at as occurred_at,
    case
        when outcome in ('pass', 'gap') then outcome
        when outcome = 'emergency' then 'excepted'
        else 'insufficient'
    end as verdict,
    case when outcome = 'gap' then item end as sub,
    null::varchar as severity,
    case when approval_event_id is null then link_confidence else 1.0 end as confidence,
    null::varchar as basis,
    case
        when outcome = 'unordered' then 'clock_uncertain'
        when outcome = 'elsewhere' then 'filtered'
        when outcome in ('no_history', 'absent') then 'structural'
    end as reason,
    case
        when outcome = 'unordered' then 'the history of the approval of ' || coalesce(task_key, task) || ' with the time of the decision itself'
        when outcome = 'elsewhere' then 'the attachments and linked pages of ' || coalesce(task_key, task)
        when outcome = 'no_history' then 'the field history of ' || system || ' (who changed which field when)'
        when outcome = 'absent' then 'an export of ' || system || ' with the field that holds the ' || replace(item, '-', ' ')
    end as needs,
    coalesce(task_key, task) || case
        when outcome = 'no_history' and others > 1 then ' and ' || (others - 1) || ' more hold the ' || replace(item, '-', ' ') || ' today; without a history of the fields nothing tells whether they did when they were approved.'
        when outcome = 'no_history' then ' holds the ' || replace(item, '-', ' ') || ' today; without a history of the fields nothing tells whether it did when it was approved.'
        when outcome = 'absent' then case when others > 1 then ' and ' || (others - 1) || ' more' else '' end || ' must hold the ' || replace(item, '-', ' ') || ', and the export has no such field.'
        when item = 'failed-change-no-rollback' and outcome = 'pass' then ' failed and was rolled back.'
        when item = 'failed-change-no-rollback' then ' failed, and neither its record nor any later change says that it was rolled back.'
        else case when approval_event_id is null then ' was carried out at ' else ' was approved' || coalesce(' by ' || approver, '') || ' at ' end || utc(judged_at) || case
            when outcome = 'pass' then ' with the ' || replace(item, '-', ' ') || ' on record.'
            when outcome = 'unordered' then '; whether its ' || replace(item, '-', ' ') || ' was filled in before or after cannot be told.'
            when outcome = 'elsewhere' then '; its ' || replace(item, '-', ' ') || ' may stand in an attachment or on a page that was not exported.'
            when outcome = 'emergency' then ' in an emergency, without the ' || replace(item, '-', ' ') || '.'
            else ' without the ' || replace(item, '-', ' ') || ': the field ' || case when state = 'placeholder' then 'said only "' || value_then || '"' else 'was empty' end
                || case when filled_at is not null then '; it was filled in at ' || utc(filled_at) || ', ' || span(judged_at, filled_at) || ' later.'
                    when is_filled_now then '; it was filled in afterwards.' else ', and still does not say it.' end
        end
    end as message,
    list_filter([coalesce(approval_event_id, execution_event_id), fill_event_id], lambda id: id is not null) as event_ids
from told
order by judged_at, task, item
