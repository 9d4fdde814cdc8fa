-- rule: R22
-- slug: ai-recommendation-missing
-- title: AI took part but its recommendation was not recorded
-- severity: medium
-- grain: one row per chain in which an agent asked, approved or executed something controlled; where no chain claims it, per agent run, else per record
-- question: Where did an agent take part in a change without a record of what it recommended?
-- why: Who reads the chain later sees what was done, not what the assistant had put before the people who let it happen.
-- misses: Advice given in a conversation that was not exported; advice in a ticket whose words do not say that it is advice.
-- false-positives: Deterministic bots that the mapping calls agents: they recommend nothing. Give them kind workload in identities.csv.
-- remedy: Keep the agent's proposals (its prompts and answers, or a comment on the ticket) with agent, run and time.
-- needs: recommendation
-- param: lookback_hours = 72 — where no task says since when to search [J]
-- ref: RULES.md B.3 R22; a recommendation that certainly came after everything the agent did is none

with deeds as (
    select *, coalesce(task, 'run ' || run, event_id) as subject
    from fct_agent_deeds
    where hand <> 'perhaps'
),

-- the last thing an agent did in each, to compare with
last_deeds as (
    select *
    from deeds
    qualify row_number() over (partition by subject order by lo desc, event_id) = 1
),

advice as (
    select last_deed.subject, recommendation.*
    from last_deeds as last_deed
    inner join fct_recommendations as recommendation on recommendation.task = last_deed.task
    where is_before(last_deed.lo, last_deed.hi, last_deed.system, recommendation.lo, recommendation.hi, recommendation.system) is not true
    union
    select last_deed.subject, recommendation.*
    from last_deeds as last_deed
    inner join (select distinct subject, run from deeds where run is not null) as worked on worked.subject = last_deed.subject
    inner join fct_recommendations as recommendation on recommendation.run = worked.run
    where is_before(last_deed.lo, last_deed.hi, last_deed.system, recommendation.lo, recommendation.hi, recommendation.system) is not true
),

counted as (
    select
        subject,
        count(distinct event_id) as recommendations,
        max(link_confidence) as confidence,
        arg_min(event_id, in_order(lo, event_id)) as event_id,
        min(occurred_at) as occurred_at
    from advice
    group by subject
),

chains as (
    select
        deeds.subject,
        any_value(deeds.task) as task,
        arg_min(deeds.person, in_order(deeds.lo, deeds.event_id)) as person,
        list_sort(list_distinct(list(deeds.identity))) as identities,
        list(distinct deeds.stage order by deeds.stage) as stages,
        min(deeds.occurred_at) as occurred_at,
        min(deeds.lo) as first_lo,
        max(deeds.hi) as last_hi,
        arg_min(deeds.shown_by, in_order(deeds.lo, deeds.event_id)) as shown_by,
        bool_or(deeds.has_log) as has_log,
        max(deeds.link_confidence) as link_confidence,
        bool_and(deeds.is_ambiguous) as is_ambiguous,
        shown(list(deeds.event_id order by deeds.lo, deeds.event_id)) as event_ids
    from deeds
    group by deeds.subject
),

searched as (
    select
        chains.*,
        tasks.task_key,
        greatest(chains.last_hi, coalesce(tasks.closed_hi, chains.last_hi)) as searched_to,
        least(coalesce(tasks.created_lo, chains.first_lo - to_seconds($lookback_hours * 3600)), chains.first_lo) as searched_from
    from chains
    left join fct_tasks as tasks on tasks.task = chains.task
),

-- what no task claims may be work of a task that is in none of the exports, and the recommendation may stand there
holes as (
    select searched.subject, arg_min(hole.reason, by_weight(hole.weight, hole.needs)) as reason, arg_min(hole.needs, by_weight(hole.weight, hole.needs)) as needs
    from searched
    inner join fct_stage_holes as hole
        on (hole.stage = 'recommendation' or (searched.task is null and hole.stage = 'request' and hole.system is not null))
        and hole.from_at < searched.last_hi and hole.to_at > searched.searched_from
    group by searched.subject
),

-- what the same agent recommended while the task was open, in a run that no other task claims, may be what is missing here: which deed was its last is
-- only known where each log is there. Where the run that it worked in is known, that one would hold it.
loose as (
    select searched.subject, count(distinct recommendation.event_id) as recommendations
    from searched
    inner join fct_recommendations as recommendation
        on recommendation.person = searched.person and recommendation.hi >= searched.searched_from and recommendation.lo <= searched.searched_to
    left join fct_tasks as own_run on own_run.task = recommendation.task
    where (recommendation.task is null or own_run.kind = 'agent_run') and recommendation.task is distinct from searched.task
        and searched.subject not in (select subject from deeds where run is not null)
    group by searched.subject
),

judged as (
    select
        searched.*,
        counted.recommendations,
        coalesce(loose.recommendations, 0) as loose,
        counted.event_id as recommendation_event_id,
        counted.occurred_at as recommended_at,
        counted.confidence as recommendation_confidence,
        coalesce(holes.reason, 'no_source') as hole_reason,
        coalesce(holes.needs, 'the log of ' || searched.person || ', with what it recommended') as hole_needs,
        case
            when counted.confidence >= 0.8 then 'pass'
            when counted.recommendations > 0 then 'lead'
            when holes.subject is not null or not searched.has_log then 'insufficient'
            when searched.is_ambiguous then 'ambiguous'
            when loose.subject is not null then 'loose'
            else 'gap'
        end as state
    from searched
    left join counted on counted.subject = searched.subject
    left join loose on loose.subject = searched.subject
    left join holes on holes.subject = searched.subject
)

select
    task,
    person,
    identities,
    occurred_at,
    case when state in ('ambiguous', 'loose') then 'insufficient' else state end as verdict,
    null::varchar as sub,
    null::varchar as severity,
    case when state = 'lead' then recommendation_confidence when task is null then 1.0 else link_confidence end as confidence,
    null::varchar as basis,
    case when state in ('ambiguous', 'loose') then 'link_ambiguous' when state = 'insufficient' then hole_reason end as reason,
    case state
        when 'ambiguous' then 'a record that ties what ' || person || ' did to one task'
        when 'loose' then 'a record that ties the runs of ' || person || ' to their tasks: the log of what was done in them'
        when 'insufficient' then hole_needs
    end as needs,
    person || ' took part in ' || coalesce(task_key, task, 'something that no task claims') || ' (' || array_to_string(stages, ', ') || ', first at '
    || utc(occurred_at) || '; ' || shown_by || '); ' || case state
        when 'pass' then case when recommendations = 1 then 'one recommendation is on record, of ' else recommendations || ' recommendations are on record, the first at ' end
            || utc(recommended_at) || '.'
        when 'lead' then 'the only recommendation on record is tied to it no more firmly than ' || chance(recommendation_confidence) || '.'
        when 'gap' then 'no record since ' || utc(searched_from) || ' says what it recommended, though its log was supplied.'
        when 'loose' then 'no recommendation is tied to it, but ' || case when loose = 1 then 'one that it made' else loose || ' that it made' end || ' meanwhile belong' || case when loose = 1 then 's' else '' end || ' to no task that is known, and may be what is missing.'
        when 'ambiguous' then 'no recommendation is on record, but another task claims all that it did with about equal weight.'
        else 'no recommendation was found, but none can be ruled out: ' || reason_in_words(hole_reason) || '.'
    end as message,
    case when recommendation_event_id is null then event_ids else list_prepend(recommendation_event_id, list_filter(event_ids, lambda id: id <> recommendation_event_id)) end as event_ids
from judged
order by occurred_at, subject
