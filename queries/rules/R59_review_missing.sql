-- rule: R59
-- slug: review-missing
-- title: Review is missing, late, or not independent
-- severity: medium
-- grain: one row per change that must be reviewed afterwards; one per review campaign with a due date; one per reviewer and reviewed thing; one per source of access held longer than the review period
-- question: Which changes and which access were not reviewed when they had to be, or only by those who were part of it?
-- why: What nobody looks at afterwards stays as it was made, mistakes included; a reviewer who looks at their own work sees what they meant to do.
-- misses: Reviews held in meetings and written down nowhere; reviewers who sign what they did not read (R16).
-- false-positives: Review tools that were not supplied and are not known to exist; manager campaigns in which the manager is by design also the approver.
-- remedy: Review it now, by somebody who neither asked, approved nor did it, and record who it was and what they found.
-- needs: review
-- param: change_review_hours = 72 — an emergency change is reviewed by then, B.0 breakglass_review_sla [J]
-- param: access_review_days = 180 — held access is certified at least as often, PCI DSS 7.2.4 "at least once every six months" [V:7]
-- ref: RULES.md B.10 R59, B.0 access_review_period

-- 1. changes: of the emergency type, or of a class whose record must hold a review

with owing as (
    select
        execution.task,
        min(execution.lo) as first_lo,
        max(execution.hi) as last_hi,
        min(execution.link_confidence) as confidence,
        bool_or(execution.is_ambiguous) as is_ambiguous,
        list_distinct(list(execution.person)) as executors,
        arg_max(execution.event_id, in_order(execution.lo, execution.event_id)) as event_id
    from fct_executions as execution
    inner join fct_tasks as tasks on tasks.task = execution.task
    where execution.is_effective and execution.is_platform is not true
        and (tasks.is_emergency or len(list_filter(execution.required_record, lambda item: regexp_matches(lower(item), 'review|\bpir\b'))) > 0)
    group by execution.task
),

involved as (
    select task, list_distinct(list(person) filter (where decision = 'approved' and person is not null)) as approvers from fct_approvals group by task
),

change_reviews as (
    select
        owing.task,
        review.event_id,
        review.hi,
        review.lo,
        review.basis,
        named(review.person, review.identity) as reviewer,
        case
            when review.person = tasks.requester_person or review.identity = tasks.requester then 'asked for it'
            when list_contains(owing.executors, review.person) then 'carried it out'
            when list_contains(involved.approvers, review.person) then 'approved it'
        end as part,
        review.actor_kind in ('agent', 'workload', 'system') as is_machine,
        review.actor_kind = 'human' and is_firm(review.basis) as is_known
    from owing
    inner join fct_tasks as tasks on tasks.task = owing.task
    inner join fct_reviews as review on review.task = owing.task and review.kind = 'change_review' and review.link_confidence >= 0.8
    left join involved on involved.task = owing.task
    where review.lo >= owing.first_lo
),

looked_at as (
    select
        task,
        -- an account of which nobody knows whose it is may be a person's who had no part in it
        min(hi) filter (where part is null and is_known) as reviewed_at,
        min(hi) filter (where part is null and not is_machine and not is_known) as unmapped_at,
        bool_and(is_machine) as is_machine_only,
        min(part) filter (where part is not null) as part,
        arg_min(reviewer, in_order(lo, event_id)) as reviewer,
        arg_min(reviewer, in_order(lo, event_id)) filter (where part is null and is_known) as known_reviewer,
        arg_min(reviewer, in_order(lo, event_id)) filter (where part is null and not is_machine and not is_known) as unmapped_reviewer,
        arg_min(basis, in_order(lo, event_id)) filter (where part is not null) as basis,
        list(event_id order by lo, event_id) as event_ids
    from change_reviews
    group by task
),

changes as (
    select
        owing.*,
        tasks.task_key,
        tasks.system,
        tasks.requester,
        tasks.requester_person,
        tasks.request_event_id,
        owing.last_hi + to_seconds($change_review_hours * 3600) as due_by,
        looked_at.reviewed_at,
        looked_at.unmapped_at,
        looked_at.is_machine_only,
        looked_at.part,
        looked_at.reviewer,
        looked_at.known_reviewer,
        looked_at.unmapped_reviewer,
        looked_at.basis,
        looked_at.event_ids as review_event_ids
    from owing
    inner join fct_tasks as tasks on tasks.task = owing.task
    left join looked_at on looked_at.task = owing.task
),

change_holes as (
    -- a review of a change stands in its tracker
    select changes.task, arg_min(hole.reason, by_weight(hole.weight, hole.needs)) as reason, arg_min(hole.needs, by_weight(hole.weight, hole.needs)) as needs
    from changes
    inner join fct_stage_holes as hole on hole.stage = 'request' and hole.system = changes.system
    where hole.from_at < changes.due_by and hole.to_at > changes.first_lo
    group by changes.task
),

judged_changes as (
    select
        changes.*,
        case when settings.as_of < changes.due_by then 'window' else change_holes.reason end as obstacle,
        case when settings.as_of < changes.due_by then changes.system || ' export that reaches to ' || utc(changes.due_by) else change_holes.needs end as obstacle_needs,
        case
            when changes.reviewed_at <= changes.due_by then 'pass'
            when changes.unmapped_at <= changes.due_by then 'unmapped'
            when changes.is_ambiguous then 'ambiguous'
            when coalesce(changes.reviewed_at, changes.unmapped_at) is not null then 'late'
            when settings.as_of < changes.due_by or change_holes.reason is not null then 'uncovered'
            when changes.is_machine_only then 'agent-only'
            when changes.part is not null then 'not-independent'
            else 'absent'
        end as state
    from changes
    cross join fct_settings as settings
    left join change_holes on change_holes.task = changes.task
),

change_rows as (
    select
        task,
        requester_person as person,
        list_filter([requester], lambda alias: alias is not null) as identities,
        due_by as occurred_at,
        case state when 'pass' then 'pass' when 'unmapped' then 'insufficient' when 'ambiguous' then 'insufficient' when 'uncovered' then 'insufficient' else 'gap' end as verdict,
        case when state in ('late', 'agent-only', 'not-independent', 'absent') then state end as sub,
        confidence,
        case when state = 'not-independent' then basis end as basis,
        case state when 'unmapped' then 'identity_unmapped' when 'ambiguous' then 'link_ambiguous' when 'uncovered' then obstacle end as reason,
        case state
            when 'unmapped' then 'a row of identities.csv for ' || unmapped_reviewer
            when 'ambiguous' then 'a record that ties ' || event_id || ' to one task'
            when 'uncovered' then obstacle_needs
        end as needs,
        coalesce(task_key, task) || ' was carried out by ' || utc(last_hi) || ' and must be reviewed by ' || utc(due_by) || case state
            when 'pass' then '; ' || known_reviewer || ' reviewed it at ' || utc(reviewed_at) || '.'
            when 'late' then '; ' || coalesce(known_reviewer, unmapped_reviewer) || ' reviewed it ' || span(due_by, coalesce(reviewed_at, unmapped_at)) || ' late.'
            when 'agent-only' then '; only ' || reviewer || ', no person, looked at it.'
            when 'not-independent' then '; only ' || reviewer || ' reviewed it, who also ' || part || '.'
            when 'unmapped' then '; ' || unmapped_reviewer || ' reviewed it at ' || utc(unmapped_at) || ', and whose account that is nobody knows.'
            when 'ambiguous' then '; another task claims what was done with about equal weight.'
            when 'uncovered' then '; no review was found, but none can be ruled out: ' || reason_in_words(obstacle) || '.'
            else '; nobody reviewed it.'
        end as message,
        list_filter([request_event_id, event_id] || coalesce(review_event_ids, []::varchar[]), lambda id: id is not null) as event_ids
    from judged_changes
),

-- 2. campaigns of access reviews that say when they are due

campaigns as (
    select
        opened.system,
        opened.reviewed,
        min(opened.lo) as opened_at,
        max(opened.due_at) as due_at,
        min(closed.hi) as closed_at,
        arg_min(closed.event_id, in_order(closed.lo, closed.event_id)) as close_event_id,
        arg_min(coalesce(closed.person, closed.identity), in_order(closed.lo, closed.event_id)) as closer,
        arg_min(opened.event_id, in_order(opened.lo, opened.event_id)) as open_event_id
    from fct_reviews as opened
    left join fct_reviews as closed on closed.system = opened.system and closed.reviewed = opened.reviewed and closed.kind = 'campaign_closed'
    where opened.kind in ('campaign_opened', 'campaign_closed') and opened.due_at is not null
    group by opened.system, opened.reviewed
),

campaign_holes as (
    select campaigns.system, campaigns.reviewed, arg_min(hole.reason, by_weight(hole.weight, hole.needs)) as reason, arg_min(hole.needs, by_weight(hole.weight, hole.needs)) as needs
    from campaigns
    inner join fct_stage_holes as hole on hole.stage = 'review' and hole.system = campaigns.system
    where hole.from_at < campaigns.due_at and hole.to_at > campaigns.opened_at
    group by campaigns.system, campaigns.reviewed
),

judged_campaigns as (
    select
        campaigns.*,
        campaign_holes.reason,
        campaign_holes.needs,
        case
            when campaigns.closed_at <= campaigns.due_at then 'pass'
            when campaigns.closed_at > campaigns.due_at then 'late'
            when settings.as_of < campaigns.due_at then 'not_due'
            when campaign_holes.reason is not null then 'uncovered'
            else 'absent'
        end as state
    from campaigns
    cross join fct_settings as settings
    left join campaign_holes on campaign_holes.system = campaigns.system and campaign_holes.reviewed = campaigns.reviewed
),

campaign_rows as (
    select
        null::varchar as task,
        closer as person,
        []::varchar[] as identities,
        due_at as occurred_at,
        case when state = 'pass' then 'pass' when state in ('late', 'absent') then 'gap' else 'insufficient' end as verdict,
        case when state in ('late', 'absent') then state end as sub,
        1.0 as confidence,
        null::varchar as basis,
        case state when 'not_due' then 'window' when 'uncovered' then reason end as reason,
        case state when 'not_due' then system || ' export that reaches to ' || utc(due_at) when 'uncovered' then needs end as needs,
        'The review ' || reviewed || ' in ' || system || ' was due by ' || utc(due_at) || case state
            when 'pass' then ' and signed off at ' || utc(closed_at) || '.'
            when 'late' then ' and signed off ' || span(due_at, closed_at) || ' late.'
            when 'not_due' then ', which the evidence does not reach.'
            when 'uncovered' then '; no end was found, but none can be ruled out: ' || reason_in_words(reason) || '.'
            else ' and nobody signed it off.'
        end as message,
        list_distinct(list_filter([open_event_id, close_event_id], lambda id: id is not null)) as event_ids
    from judged_campaigns
),

-- 3. who decided: the one whose access it is, who gave it, who approved it, or a machine alone

given as (
    -- the last grant before the review; what was given again afterwards was not under review
    select review.event_id, arg_max({'granted_by': held.granted_by, 'task': held.grant_task}, in_order(held.held_from_hi, held.holding)) as last_grant
    from fct_reviews as review
    inner join fct_entitlement_intervals as held on held.subject = review.subject and lower(held.entitlement) = lower(review.entitlement)
    where review.kind = 'decision' and held.grant_event_id is not null and held.held_from_hi <= review.lo
    group by review.event_id
),

decisions as (
    select
        review.*,
        case
            when review.identity = review.subject then 'holds it'
            when is_firm(review.basis) and is_firm(review.subject_basis) and review.person = review.subject_person then 'holds it'
            when is_firm(review.basis) and review.person = given.last_grant.granted_by then 'granted it'
            when is_firm(review.basis) and approval.person is not null then 'approved it'
        end as part
    from fct_reviews as review
    left join given on given.event_id = review.event_id
    left join (select distinct task, person from fct_approvals where decision = 'approved' and is_firm(basis)) as approval
        on approval.task = given.last_grant.task and approval.person = review.person
    where review.kind = 'decision' and review.decision is not null
),

items as (
    select system, subject, coalesce(reviewed, '') as item, bool_and(actor_kind in ('agent', 'workload', 'system')) as is_machine_only
    from decisions
    group by all
),

decision_rows as (
    select
        null::varchar as task,
        coalesce(decisions.person, decisions.identity) as person,
        list_sort(list(distinct decisions.identity)) as identities,
        min(decisions.occurred_at) as occurred_at,
        case when bool_or(decisions.part is not null) or bool_or(items.is_machine_only) then 'gap' else 'pass' end as verdict,
        case when bool_or(decisions.part is not null) then 'not-independent' when bool_or(items.is_machine_only) then 'agent-only' end as sub,
        1.0 as confidence,
        case when bool_or(decisions.part is not null and decisions.identity <> decisions.subject) then max(decisions.basis) end as basis,
        null::varchar as reason,
        null::varchar as needs,
        named(coalesce(decisions.person, decisions.identity), null) || ' decided in ' || decisions.system || ' on ' || counted(count(*), 'holding', 'holdings')
        || coalesce(' of ' || decisions.reviewed, '') || ' from ' || utc(min(decisions.occurred_at)) || ' on' || case
            when bool_or(decisions.part is not null) then ', of which ' || count(*) filter (where decisions.part is not null) || ' they had a part in: for '
                || arg_min(coalesce(decisions.subject_person, decisions.subject), in_order(decisions.lo, decisions.event_id)) filter (where decisions.part is not null)
                || ' the reviewer also ' || arg_min(decisions.part, in_order(decisions.lo, decisions.event_id)) filter (where decisions.part is not null) || '.'
            when bool_or(items.is_machine_only) then ', and no person did.'
            else '.'
        end as message,
        shown(list(decisions.event_id order by decisions.lo, decisions.event_id) filter (where decisions.part is not null or items.is_machine_only)) as event_ids
    from decisions
    inner join items on items.system = decisions.system and items.subject = decisions.subject and items.item = coalesce(decisions.reviewed, '')
    group by decisions.system, coalesce(decisions.person, decisions.identity), decisions.reviewed
),

-- 4. access that is held longer than the review period

old as (
    select held.*, settings.as_of, settings.as_of - to_days($access_review_days) as reviewed_since
    from fct_entitlement_intervals as held
    cross join fct_settings as settings
    where held.ended = 'held' and coalesce(held.held_from_hi, held.held_from_lo) <= settings.as_of - to_days($access_review_days)
        and held.shown_until_at > settings.as_of - to_days($access_review_days)
),

reviewed as (
    select distinct old.holding, old.interval_no
    from old
    inner join fct_reviews as review on review.kind = 'decision' and review.subject = old.subject
        and (review.reviewed is null or lower(review.reviewed) = lower(old.entitlement) or review.thing = old.resource)
    where review.lo >= old.reviewed_since
    union
    select distinct old.holding, old.interval_no
    from old
    inner join fct_reviews as review on review.kind = 'campaign_closed' and lower(review.reviewed) = lower(old.entitlement)
    where review.lo >= old.reviewed_since
),

certifications as (
    select
        old.system,
        min(old.reviewed_since) as since,
        min(old.as_of) as as_of,
        count(*) as holdings,
        count(*) filter (where reviewed.holding is null) as unreviewed,
        shown(list(coalesce(old.subject_person, old.subject) || ' (' || old.entitlement || ')' order by old.held_from_hi, old.holding) filter (where reviewed.holding is null)) as examples,
        shown(list(old.grant_event_id order by old.held_from_hi, old.holding) filter (where reviewed.holding is null and old.grant_event_id is not null)) as event_ids
    from old
    left join reviewed on reviewed.holding = old.holding and reviewed.interval_no = old.interval_no
    group by old.system
),

certification_holes as (
    select certifications.system, arg_min(hole.reason, by_weight(hole.weight, hole.needs)) as reason, arg_min(hole.needs, by_weight(hole.weight, hole.needs)) as needs
    from certifications
    inner join fct_stage_holes as hole on hole.stage = 'review' and hole.from_at < certifications.as_of and hole.to_at > certifications.since
    group by certifications.system
),

certification_rows as (
    select
        null::varchar as task,
        null::varchar as person,
        []::varchar[] as identities,
        certifications.as_of as occurred_at,
        case when unreviewed = 0 then 'pass' when hole.reason is not null then 'insufficient' else 'gap' end as verdict,
        case when unreviewed > 0 and hole.reason is null then 'absent' end as sub,
        1.0 as confidence,
        null::varchar as basis,
        case when unreviewed > 0 then hole.reason end as reason,
        case when unreviewed > 0 then hole.needs end as needs,
        'In ' || certifications.system || ' ' || holdings || ' holdings are older than ' || $access_review_days || ' days' || case
            when unreviewed = 0 then ', and all were reviewed since ' || utc(since) || '.'
            when hole.reason is not null then '; of ' || unreviewed || ' (' || first_of(examples, unreviewed) || ') no review since ' || utc(since) || ' was found, but none can be ruled out: ' || reason_in_words(hole.reason) || '.'
            else '; of these ' || unreviewed || ' (' || first_of(examples, unreviewed) || ') were not reviewed since ' || utc(since) || '.'
        end as message,
        coalesce(event_ids, []::varchar[]) as event_ids
    from certifications
    left join certification_holes as hole on hole.system = certifications.system
),

rows as (
    select * from change_rows
    union all by name
    select * from campaign_rows
    union all by name
    select * replace (coalesce(event_ids, []::varchar[]) as event_ids) from decision_rows
    union all by name
    select * from certification_rows
)

select task, person, identities, occurred_at, verdict, sub, null::varchar as severity, confidence, basis, reason, needs, message, event_ids
from rows
order by occurred_at, task, event_ids, message
