-- grain: one row per change, or task under which something was done whose class demands a record, and part of that record
-- What the record held when the change was approved: an edit afterwards is undone, so that what was filled in later does not count. A part is
-- filled, empty, a placeholder, elsewhere (it points to a page or an attachment), or absent where the form has no such field; and of a change that
-- failed, whether it was rolled back.

with parts as (
    select unnest(['rollback-plan', 'justification', 'impact', 'dependency-check', 'test-evidence', 'owner-business', 'owner-technical']) as item,
        unnest([
            '\b(roll ?-?back|back ?-?out|revert|fall ?-?back)\b', '\b(justification|business (reason|case|need)|because|reason)\b',
            '\b(impact|affected|affects|downstream)\b', '\bdependenc(y|ies)\b', '\b(tested|test (plan|evidence|results?|reports?))\b',
            '\bbusiness owner\b', '\b(technical|system|service) owner\b'
        ]) as words
),

demanded as (
    select
        task,
        -- people say it in their own words
        list_distinct(list_transform(flatten(list(required_record)), lambda word: case replace(lower(word), '_', '-')
            when 'rollback' then 'rollback-plan'
            when 'backout-plan' then 'rollback-plan'
            when 'impact/affected-systems' then 'impact'
            when 'affected-systems' then 'impact'
            when 'impact-analysis' then 'impact'
            when 'dependencies' then 'dependency-check'
            when 'test-plan' then 'test-evidence'
            when 'tests' then 'test-evidence'
            when 'business-owner' then 'owner-business'
            when 'technical-owner' then 'owner-technical'
            else replace(lower(word), '_', '-')
        end)) as items,
        arg_min(event_id, in_order(lo, event_id)) as execution_event_id,
        min(lo) as done_lo,
        arg_min(hi, in_order(lo, event_id)) as done_hi,
        arg_min(system, in_order(lo, event_id)) as done_system,
        max(link_confidence) as link_confidence,
        bool_or(is_revocation) as is_something_undone
    from fct_executions
    where is_effective and is_platform is not true and task is not null
    group by task
),

approved as (
    select
        task,
        arg_min(event_id, in_order(lo, event_id)) as event_id,
        arg_min(named_approver, in_order(lo, event_id)) as approver,
        min(occurred_at) as occurred_at,
        min(lo) as lo,
        arg_min(hi, in_order(lo, event_id)) as hi,
        arg_min(system, in_order(lo, event_id)) as system,
        arg_min(is_time_exact, in_order(lo, event_id)) as is_time_exact,
        arg_min(link_confidence, in_order(lo, event_id)) as confidence
    from (select *, coalesce(person, identity) as named_approver from fct_approvals)
    where decision = 'approved' and link_confidence >= 0.8
    group by task
),

subjects as (
    select
        task.task,
        task.system,
        task.kind,
        own.description,
        own.attributes,
        own.has_history or exists (
            select 1
            from int_event_refs as ref
            inner join stg_events as event on event.event_id = ref.event_id
            where ref.object = task.task and ref.origin = 'record' and event.activity in ('update', 'transition', 'assign')
                and json_extract_string(event.attributes, '$.field') is not null
        ) as has_history,
        coalesce(demanded.items, []) as items,
        demanded.execution_event_id,
        demanded.link_confidence,
        approved.event_id as approval_event_id,
        approved.approver,
        coalesce(approved.occurred_at, demanded.done_lo) as judged_at,
        coalesce(approved.lo, demanded.done_lo) as lo,
        coalesce(approved.hi, demanded.done_hi) as hi,
        coalesce(approved.system, demanded.done_system) as judged_by,
        coalesce(approved.is_time_exact, true) as is_time_exact,
        coalesce(json_extract_string(own.attributes, '$.attachments')::bigint, 0) as attachments,
        coalesce(json_extract_string(own.attributes, '$.change_failed') = 'true', false) as has_failed,
        coalesce(json_extract_string(own.attributes, '$.rollback_noted') = 'true', false) or coalesce(demanded.is_something_undone, false) as is_rolled_back
    from fct_tasks as task
    inner join stg_tasks as own on own.task = task.task
    left join demanded on demanded.task = task.task
    left join approved on approved.task = task.task
    where (task.kind = 'change' or len(demanded.items) > 0)
        and (approved.task is not null or demanded.task is not null)
),

edits as (
    select
        subject.task,
        json_extract_string(event.attributes, '$.record_item') as item,
        event.event_id,
        event.before,
        event.after,
        event.occurred_at,
        is_before(subject.lo, subject.hi, subject.judged_by, event.lo, event.hi, event.system) as is_later,
        event.lo
    from subjects as subject
    inner join int_event_refs as ref on ref.object = subject.task and ref.origin = 'record'
    inner join stg_events as event on event.event_id = ref.event_id
    where event.activity = 'update' and json_extract_string(event.attributes, '$.record_item') is not null
),

turned as (
    select
        task,
        item,
        arg_min(coalesce(before, ''), in_order(lo, event_id)) filter (where is_later) as value_before_later,
        arg_min(event_id, in_order(lo, event_id)) filter (where is_later and after is not null) as fill_event_id,
        min(occurred_at) filter (where is_later and after is not null) as filled_at,
        count(*) filter (where is_later is null) > 0 as has_unordered
    from edits
    group by task, item
),

held as (
    select
        subject.*,
        parts.item,
        parts.words,
        json_extract_string(subject.attributes, '$.change_record."' || parts.item || '"') as value_now,
        turned.value_before_later,
        turned.fill_event_id,
        turned.filled_at,
        coalesce(turned.has_unordered, false) as has_unordered
    from subjects as subject
    cross join parts
    left join turned on turned.task = subject.task and turned.item = parts.item
),

read as (
    select
        *,
        coalesce(value_before_later, value_now) as value_then,
        value_now is not null or value_before_later is not null as is_on_form
    from held
)

select
    task,
    system,
    item,
    list_contains(items, item) as is_demanded,
    is_on_form,
    case
        when not is_on_form and regexp_matches(lower(coalesce(description, '')), words) then 'filled'
        when not is_on_form then 'absent'
        when tells_nothing(value_then) and attachments > 0 then 'elsewhere'
        when trim(value_then) = '' then 'empty'
        when tells_nothing(value_then) then 'placeholder'
        when points_elsewhere(value_then) then 'elsewhere'
        else 'filled'
    end as state,
    nullif(trim(value_then), '') as value_then,
    is_on_form and not tells_nothing(value_now) as is_filled_now,
    case when tells_nothing(value_then) then fill_event_id end as fill_event_id,
    case when tells_nothing(value_then) then filled_at end as filled_at,
    has_history,
    has_unordered or not is_time_exact and fill_event_id is not null as is_unordered,
    approval_event_id,
    approver,
    execution_event_id,
    judged_at,
    coalesce(link_confidence, 1.0) as link_confidence
from read
union all
select
    task, system, 'failed-change-no-rollback', true, true,
    case when is_rolled_back then 'filled' else 'empty' end,
    null, is_rolled_back, null, null, has_history, false, approval_event_id, approver, execution_event_id, judged_at, coalesce(link_confidence, 1.0)
from subjects
where has_failed
