-- rule: R23
-- slug: ai-recommendation-as-approval
-- title: AI output functioned as the approval
-- severity: critical
-- grain: one row per approval given in a chain, the records of one decision within a minute by one actor counting once; and one per effective execution that needs an approval and was done in an agent's run that holds a recommendation
-- question: Where did what an AI recommended take the place of a human decision?
-- why: A recommendation is advice. Where nobody stands between it and the change, nobody answers for the change.
-- misses: A person who clicks whatever the agent says (R16, R25); an agent that works through a person's browser and leaves no trace of itself.
-- false-positives: A click in a copilot's own window that its log calls an API call; scores of scanners that involve no model.
-- remedy: Have a person decide, under an account of their own; take the approving right from the agent and from rules that follow its score.
-- needs: approval, recommendation, disposition
-- param: score_pattern = (auto.?approv|approved automatically|automatisch genehmigt)[^.]{0,80}\b(model|score|confidence|ai|llm|gpt|classifier|risk rating)\b|\b(model|ai|llm|gpt|classifier)\b[^.]{0,40}\b(score|confidence|rating|verdict)\b — words by which an automatic approval says that a model's output decided it [J]
-- param: answer_minutes = 5 — how long before an approval through an agent a person's answer in the agent's window was for it, B.0 policy_lookback [J]
-- ref: RULES.md B.3 R23; sub-codes agent-approver, delegated-token, model-score and same-run; a person's answer in the agent's own log counts, a rule's does not

-- a class that a machine may decide lets it; what nothing was done under may still be anything
with demands as (
    select
        task,
        bool_or(requires_human_approval) as needs_human,
        max(link_confidence) filter (where requires_human_approval) as link_confidence,
        bool_and(is_ambiguous) filter (where requires_human_approval) as is_ambiguous
    from fct_executions
    where is_effective and is_platform is not true and task is not null
    group by task
),

people_said_yes as (
    select task, run, lo, hi, system, person, basis
    from fct_dispositions
    where decided_by = 'human' and disposition in ('accept', 'modify')
),

-- the person whose account it is had just let the agent's call pass, in the agent's own window
clicked as (
    select distinct deed.event_id, deed.task
    from fct_agent_deeds as deed
    inner join people_said_yes as yes on yes.run = deed.run
    where deed.stage = 'approval' and yes.lo >= deed.lo - to_seconds($answer_minutes * 60)
        and is_before(deed.lo, deed.hi, deed.system, yes.lo, yes.hi, yes.system) is not true
        and (not is_firm(yes.basis) or yes.person = deed.person)
),

agents_at_work as (
    select task from fct_agent_deeds where task is not null and hand <> 'perhaps'
    union
    select task from fct_recommendations where task is not null
),

approvals as (
    select
        approval.event_ids,
        approval.event_id,
        approval.task,
        approval.occurred_at,
        approval.identity,
        approval.decider as person,
        approval.decider_kind as kind,
        approval.text,
        deed.shown_by,
        least(approval.link_confidence, coalesce(demands.link_confidence, 1.0)) as confidence,
        coalesce(demands.needs_human, true) as needs_human,
        coalesce(demands.is_ambiguous, false) or approval.is_ambiguous as is_ambiguous,
        case
            when approval.is_relayed then 'person'
            when approval.decider_kind = 'agent' then 'agent-approver'
            when approval.decider_kind = 'human' and deed.hand = 'through a person''s account' then case when clicked.event_id is null then 'delegated-token' else 'clicked' end
            -- a client that people's scripts use as well, on a chain in which an agent worked: whose click it was cannot be told
            when approval.decider_kind = 'human' and deed.hand = 'perhaps' and approval.task in (select task from agents_at_work) then 'doubtful'
            when approval.decider_kind in ('workload', 'system') and regexp_matches(lower(coalesce(approval.text, '')), $score_pattern)
                and not exists (
                    select 1 from people_said_yes as yes
                    where yes.task = approval.task and is_before(approval.lo, approval.hi, approval.system, yes.lo, yes.hi, yes.system) is not true
                ) then 'model-score'
            else 'person'
        end as state
    from fct_decisions as approval
    left join demands on demands.task = approval.task
    left join fct_agent_deeds as deed
        on deed.event_id = approval.event_id and deed.task = approval.task and deed.stage = 'approval' and deed.hand <> 'own account'
    left join clicked on clicked.event_id = approval.event_id and clicked.task = approval.task
    where approval.decision = 'approved'
),

-- executions of an agent's run after a recommendation of the same run
runs as (
    select
        execution.*,
        deed.run,
        deed.shown_by,
        arg_max(recommendation.event_id, in_order(recommendation.lo, recommendation.event_id)) as recommendation_event_id,
        max(recommendation.occurred_at) as recommended_at
    from fct_executions as execution
    inner join fct_agent_deeds as deed
        on deed.event_id = execution.event_id and deed.task is not distinct from execution.task and deed.stage = 'execution' and deed.run is not null
    inner join fct_recommendations as recommendation
        on recommendation.run = deed.run
        and is_before(execution.lo, execution.hi, execution.system, recommendation.lo, recommendation.hi, recommendation.system) is not true
    where execution.is_effective and execution.is_platform is not true and execution.approvals_required > 0
    group by all
),

answers as (
    select runs.event_id, runs.task, runs.lo, runs.hi, runs.system, yes.person, yes.lo as yes_lo, yes.hi as yes_hi, yes.system as yes_system
    from runs
    inner join people_said_yes as yes on yes.run = runs.run
    union all
    select runs.event_id, runs.task, runs.lo, runs.hi, runs.system, yes.person, yes.lo, yes.hi, yes.system
    from runs
    inner join people_said_yes as yes on yes.task = runs.task
),

run_answers as (
    select event_id, task, min(person) as person
    from answers
    where is_before(lo, hi, system, yes_lo, yes_hi, yes_system) is not true
    group by event_id, task
),

run_approvals as (
    select runs.event_id, runs.task, count(*) as approvals
    from runs
    inner join fct_decisions as approval on approval.task = runs.task and approval.decision = 'approved'
        and is_before(runs.lo, runs.hi, runs.system, approval.lo, approval.hi, approval.system) is not true
    group by runs.event_id, runs.task
),

holes as (
    select runs.event_id, runs.task, arg_min(hole.reason, by_weight(hole.weight, hole.needs)) as reason, arg_min(hole.needs, by_weight(hole.weight, hole.needs)) as needs
    from runs
    inner join fct_stage_holes as hole on hole.stage = 'disposition' and hole.from_at < runs.hi and hole.to_at > runs.recommended_at
    group by runs.event_id, runs.task
),

executions as (
    select
        runs.*,
        absence.searched,
        coalesce(holes.reason, absence.reason, 'no_source') as hole_reason,
        coalesce(holes.needs, absence.needs, 'the export of the system in which such changes are approved') as hole_needs,
        run_answers.person as answered_by,
        case
            when run_answers.event_id is not null or run_approvals.approvals > 0 then 'person'
            when runs.standing_approval is not null or runs.break_glass = 'declared' then 'excepted'
            when absence.is_covered is not true or holes.event_id is not null then 'insufficient'
            when runs.is_ambiguous then 'ambiguous'
            else 'same-run'
        end as state
    from runs
    left join run_answers on run_answers.event_id = runs.event_id and run_answers.task is not distinct from runs.task
    left join run_approvals on run_approvals.event_id = runs.event_id and run_approvals.task is not distinct from runs.task
    left join holes on holes.event_id = runs.event_id and holes.task is not distinct from runs.task
    left join fct_absence as absence
        on absence.event_id = runs.event_id and absence.task is not distinct from runs.task and absence.stage = 'approval'
)

select
    approvals.task,
    approvals.person,
    list_sort(list_distinct([approvals.identity])) as identities,
    approvals.occurred_at,
    case
        when state in ('person', 'clicked') or not needs_human then 'pass'
        when is_ambiguous or state = 'doubtful' then 'insufficient'
        else 'gap'
    end as verdict,
    case when state not in ('person', 'clicked', 'doubtful') and needs_human then state end as sub,
    null::varchar as severity,
    confidence,
    null::varchar as basis,
    case when state in ('person', 'clicked') or not needs_human then null when state = 'doubtful' then 'structural' when is_ambiguous then 'link_ambiguous' end as reason,
    case
        when state in ('person', 'clicked') or not needs_human then null
        when state = 'doubtful' then 'the sign-in or session record of ' || named(approvals.person, approvals.identity) || ' that tells a click from a call of the interface'
        when is_ambiguous then 'a record that ties the executions of ' || coalesce(task_key, approvals.task) || ' to one task'
    end as needs,
    coalesce(task_key, approvals.task) || ' was approved at ' || utc(approvals.occurred_at) || ' by ' || named(approvals.person, approvals.identity) || case
        when state = 'person' and approvals.kind = 'human' then '; nothing in the record says that an agent did it.'
        when state = 'person' then ' (' || approvals.kind || '), by no words of a model.'
        when state = 'clicked' then ' through an agent (' || shown_by || '), in whose window a person had just allowed it.'
        when not needs_human then ', which its change class leaves to machines.'
        when state = 'doubtful' then ' while an agent worked on it, and a click cannot be told from a call of the interface: ' || shown_by || '.'
        when is_ambiguous then ', which was no person''s doing, but every execution that needs one is claimed by another task with about equal weight.'
        when state = 'agent-approver' then ', an AI agent: what it recommends served as the approval.'
        when state = 'delegated-token' then ' through an agent: ' || shown_by || '.'
        else ', a rule that followed a model: "' || left(text, 160) || '"; no person had decided.'
    end as message,
    event_ids
from approvals
left join fct_tasks as tasks on tasks.task = approvals.task
union all by name
select
    task,
    person,
    list_sort(list_distinct([identity])) as identities,
    occurred_at,
    case state when 'person' then 'pass' when 'excepted' then 'excepted' when 'same-run' then 'gap' else 'insufficient' end as verdict,
    case when state = 'same-run' then state end as sub,
    case when task is null then 1.0 else link_confidence end as confidence,
    case state when 'ambiguous' then 'link_ambiguous' when 'insufficient' then hole_reason end as reason,
    case state when 'ambiguous' then 'a record that ties ' || event_id || ' to one task' when 'insufficient' then hole_needs end as needs,
    named(person, identity) || ' recommended and executed in one run, ' || run || ': ' || deed(operation, entitlement, subject, resource) || ' at ' || utc(occurred_at)
    || coalesce(' under ' || coalesce(task_key, task), ' under no task') || case state
        when 'person' then '; a decision of ' || coalesce(answered_by, 'somebody else') || ' lies between.'
        when 'excepted' then '; ' || coalesce('standing approval ' || standing_approval || ' covers it.', 'an emergency was declared for it.')
        when 'same-run' then ', ' || span(recommended_at, occurred_at) || ' after its last recommendation; no approval and no person''s answer lies between.'
        when 'ambiguous' then '; no decision lies between, but another task claims it with about equal weight.'
        else '; no decision was found between, but none can be ruled out: ' || reason_in_words(hole_reason) || '.'
    end as message,
    [recommendation_event_id, event_id] as event_ids
from executions
order by 4, event_ids, 1
