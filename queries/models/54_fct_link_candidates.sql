-- grain: one row per event and task that was considered for it
-- Why an event is believed to belong to a task and not to another: the weight of each candidate as a waterfall of bits, which add up to the log odds
-- of its confidence, and why the losers lost. Only for events a verdict may rest on: controlled ones, those that issue a credential or use one near
-- its end or beyond, and those with a rival. Of each the five best candidates, and whatever was chosen or its record names.

with considered as (
    select event_id
    from stg_events
    where (change_class is not null and change_class <> 'read_only' and is_write) or (stage = 'credential' and issued_credential is not null)
    union
    select event_id from fct_links where runner_up is not null
    union
    select event_id from fct_credential_uses
),

candidates as (
    select event_id, task, method, confidence, evidence, 1 as class, true as is_weighed, true as is_enough
    from int_links_reference
    where event_id in (select event_id from considered)
    union all
    select event_id, task, method, confidence, evidence, 2, true, true
    from int_links_credential
    where event_id in (select event_id from considered)
    union all
    select event_id, task, method, confidence, evidence, 2, true, true
    from int_links_grant
    where event_id in (select event_id from considered)
    union all
    select event_id, task, method, confidence, evidence, 3, true, true
    from int_links_identity
    union all
    select event_id, task, method, confidence, evidence, 3, true, true
    from int_links_session
    where event_id in (select event_id from considered)
    union all
    -- what fits but was not weighed: too little agrees, or the event is tied by what its record says
    select event_id, task, 'identity_resource_window', least(0.99, 1 / (1 + pow(2, -bits))), evidence, 3, false,
        bits > -1 and coalesce(is_entitlement or is_resource, false)
    from int_fit
    where bits > -8 and not exists (select 1 from int_links_identity as weighed where weighed.event_id = int_fit.event_id and weighed.task = int_fit.task)
    qualify row_number() over (partition by event_id order by bits desc, task) <= 3
),

per_task as (
    select *
    from candidates
    qualify row_number() over (partition by event_id, task order by is_weighed desc, confidence desc, class, method, evidence) = 1
),

kept as (
    select
        candidate.*,
        link.task is not null as is_chosen,
        link.confidence as link_confidence,
        coalesce(link.is_ambiguous, false) as is_ambiguous
    from per_task as candidate
    left join fct_links as link on link.event_id = candidate.event_id and link.task = candidate.task
    qualify link.task is not null or candidate.class = 1
        or row_number() over (partition by candidate.event_id order by candidate.confidence desc, candidate.task) <= 5
),

climbed as (
    -- the item that a reference names
    select
        ref.event_id,
        root.root as task,
        ref.origin,
        -- the evidence of a reference is where it stood, then what it says
        ref.origin || ' ' || ref.ref as evidence,
        min(ref.object) as object
    from int_event_refs as ref
    inner join int_object_roots as root on root.object = ref.object
    where ref.event_id in (select event_id from considered)
    group by ref.event_id, root.root, ref.origin, ref.ref
),

better as (
    -- the task that fits what a refuted reference was used for
    select event_id, arg_max(task, by_weight(greatest(bits, 0), task)) as task
    from int_fit
    where not is_referenced and event_id in (select event_id from int_ref_checks where standing = 'refuted')
    group by event_id
),

linked as (
    select
        event_id,
        arg_max(task, by_weight(confidence, task)) as task,
        max(confidence) as confidence,
        count(*) as tasks,
        min(case when method in ('record', 'reference', 'propagated_reference') then 1 when method in ('credential', 'grant') then 2 else 3 end) as class
    from fct_links
    where event_id in (select event_id from considered)
    group by event_id
),

issued as (
    -- how sure it is that the credential an event used was issued under the task
    select event.event_id, link.task, max(link.confidence) as confidence
    from stg_events as event
    inner join int_credentials as credential on credential.credential = event.credential
    inner join (
        select event_id, task, confidence from int_links_reference
        union all
        select event_id, task, confidence from int_links_grant
    ) as link on link.event_id = credential.issue_event_id
    where event.event_id in (select event_id from considered)
    group by event.event_id, link.task
),

begun as (
    -- the first steps of each waterfall, and what lowers the weight that they alone would give
    select
        candidate.*,
        coalesce(weighed.features, fit.features) as fit_features,
        coalesce(weighed.feature_bits, fit.feature_bits) as fit_bits,
        linked.class as best_class,
        case when candidate.class = 1 and climbed.origin <> 'record' and checks.standing = 'refuted' then checks.bits end as refuted_bits,
        refuted_bits is not null as is_refuted,
        case when candidate.class = 1 and climbed.origin <> 'record' and checks.standing = 'confirmed' then checks.bits end as confirmed_bits,
        linked.task as best_task,
        linked.confidence as best_confidence,
        linked.tasks - 1 as others,
        coalesce(better.task, linked.task) as better_task,
        case
            when candidate.class = 1 then list_concat(
                [
                    case reliability.origin
                        when 'record' then 'it is a record of the item itself'
                        when 'field' then 'a field of the record names it'
                        when 'tag' then 'a tag names it'
                        when 'session' then 'the session is named after it'
                        when 'branch' then 'the branch is named after it'
                        when 'text' then 'free text names it'
                        else 'the record names it'
                    end
                    || case
                        when reliability.origin = 'record' then ''
                        when reliability.checked = 0 then ' (none of its kind could be checked here: as reliable as is usual)'
                        else ' (' || reliability.checked::bigint || ' of its kind checked here, ' || reliability.refuted::bigint || ' refuted)'
                    end
                ],
                case when confirmed_bits is null then [] else ['what was done fits it'] end,
                case when refuted_bits is null then [] else ['what was done fits ' || coalesce(substr(better_task, strpos(better_task, ':') + 1), 'another task') || ' better'] end
            )
            when candidate.method = 'credential' and issued.confidence is not null then ['the credential it used was issued under it']
            when candidate.method = 'credential' then ['the credential it used was derived from one issued under it']
            when candidate.method = 'grant' then [candidate.evidence]
            when candidate.method = 'session' then ['what else its session was used for belongs to it']
            else list_transform(fit_features, lambda feature, place: case
                when feature = 'before anything is compared' then 'one of all tasks open at a time'
                when feature = 'time' and fit_bits[place] > 0 then 'done while the task was open'
                when feature = 'time' then 'done while the task was not open'
                when feature not in ('entitlement', 'resource', 'who receives', 'who executed') then feature
                when fit_bits[place] > 0 then feature || ': agrees'
                when fit_bits[place] < 0 then feature || ': differs'
                else feature || ': cannot be compared'
            end)
        end as words,
        case
            when candidate.class = 1 then list_concat(
                [log_odds(reliability.reliability)],
                case when confirmed_bits is null then [] else [confirmed_bits] end,
                case when refuted_bits is null then [] else [refuted_bits] end
            )
            when candidate.method = 'credential' then [log_odds(coalesce(issued.confidence, candidate.confidence))]
            when candidate.method in ('grant', 'session') then [log_odds(candidate.confidence)]
            else fit_bits
        end as step_bits,
        case
            when candidate.class = 1 and confirmed_bits is not null then 'no reference is surer than 0.999, nor than the way up to it'
            when candidate.class = 1 then 'the way from ' || coalesce(climbed.object, 'what is named') || ' up to it is less sure'
            when candidate.method = 'credential' then 'a credential may be handed on, or serve several tasks'
            else 'what merely fits is never surer than 0.99'
        end as rest_words
    from kept as candidate
    left join climbed
        on climbed.event_id = candidate.event_id and climbed.task = candidate.task and climbed.evidence = candidate.evidence
    left join int_reliability as reliability
        on reliability.origin = climbed.origin
    left join int_ref_checks as checks on checks.event_id = candidate.event_id and checks.task = candidate.task
    left join better on better.event_id = candidate.event_id
    left join linked on linked.event_id = candidate.event_id
    left join issued on issued.event_id = candidate.event_id and issued.task = candidate.task
    left join int_links_identity as weighed on weighed.event_id = candidate.event_id and weighed.task = candidate.task
    left join int_fit as fit on fit.event_id = candidate.event_id and fit.task = candidate.task
),

placed as (
    select
        begun.*,
        coalesce(link_confidence, confidence) as stated_confidence,
        log_odds(confidence) - list_sum(step_bits) as rest_bits,
        coalesce(log_odds(link_confidence) - log_odds(confidence), 0) as shared_bits,
        case
            when is_ambiguous then 'ambiguous'
            when is_chosen then 'chosen'
            when is_refuted then 'refuted'
            when not is_enough then 'below_threshold'
            when not is_weighed or class > best_class then 'overruled'
            else 'weaker'
        end as standing,
        case when is_refuted then better_task when best_task <> task then best_task end as lost_to
    from begun
)

select
    event_id,
    task,
    method,
    stated_confidence as confidence,
    log_odds(stated_confidence) as bits,
    list_concat(
        words,
        case when abs(rest_bits) >= 0.05 then [rest_words] else [] end,
        case when abs(shared_bits) >= 0.05 then [counted(others, 'other task is', 'other tasks are') || ' as likely'] else [] end
    ) as features,
    list_concat(
        step_bits,
        case when abs(rest_bits) >= 0.05 then [rest_bits] else [] end,
        case when abs(shared_bits) >= 0.05 then [shared_bits] else [] end
    ) as feature_bits,
    evidence,
    is_chosen,
    standing,
    case when not is_chosen then lost_to end as lost_to,
    case when not is_chosen then log_odds(best_confidence) - log_odds(stated_confidence) end as behind_bits
from placed
