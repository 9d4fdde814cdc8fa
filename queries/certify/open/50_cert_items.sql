-- grain: one row per item, as a reviewer sees it: evidence, risk, a recommendation with its reasons, and who is to decide
-- A recommendation is never a decision. It says `revoke` only for what the records show; what they leave open asks to look closer.

with chosen as (
    -- the surest way first, and in it whoever had no part in the grant
    select item, reviewer, why, had_part
    from cert_reviewers
    where obstacle is null
    qualify row_number() over (partition by item order by had_part, way, turn, reviewer) = 1
),

passed_over as (
    select item, list_sort(list(distinct reviewer || ' (' || why || ') ' || obstacle)) as obstacles
    from cert_reviewers
    where obstacle is not null
    group by item
),

owned as (
    select item, list_sort(list(distinct reviewer)) as owners, bool_or(way = 3) as is_account_owned
    from cert_reviewers
    where way in (2, 3)
    group by item
),

purposes as (
    select names.item, min(owner.purpose) as purpose
    from (select item, unnest([lower(subject), lower(subject_person), lower(entitlement), name_of(subject)]) as name from cert_holdings) as names
    inner join ref_owners as owner on lower(owner.subject) = names.name
    where owner.purpose is not null
    group by names.item
),

earlier as (
    select item.item, past.decision, past.by_person, past.decided_at, past.campaign
    from cert_holdings as item
    inner join cert_earlier as past on past.subject = item.subject and lower(past.entitlement) = lower(item.entitlement)
        and place_held(past.subject, past.entitlement, past.resource) = place_held(item.subject, item.entitlement, item.resource)
    qualify row_number() over (partition by item.item order by past.decided_at desc, past.campaign, past.decision) = 1
),

joined as (
    select
        item.*,
        context.* exclude (item),
        uses.* exclude (item),
        earlier.decision as earlier_decision,
        earlier.by_person as earlier_by,
        earlier.decided_at as earlier_at,
        earlier.campaign as earlier_campaign,
        coalesce(owned.owners, []::varchar[]) as owners,
        purposes.purpose,
        chosen.reviewer,
        chosen.why as reviewer_by,
        chosen.had_part as reviewer_had_part,
        coalesce(passed_over.obstacles, []::varchar[]) as reviewer_obstacles,
        make_timestamptz($cutoff_us::bigint) as cutoff_at,
        regexp_matches(lower(item.entitlement), $privileged_pattern) as is_privileged,
        item.kind <> 'human' and not coalesce(owned.is_account_owned, false) as is_unowned
    from cert_holdings as item
    inner join cert_context as context on context.item = item.item
    inner join cert_uses as uses on uses.item = item.item
    left join earlier on earlier.item = item.item
    left join owned on owned.item = item.item
    left join purposes on purposes.item = item.item
    left join chosen on chosen.item = item.item
    left join passed_over on passed_over.item = item.item
),

reasoned as (
    select
        *,
        list_filter([
            case when has_left then 'its holder has left' || coalesce(', at ' || utc(left_at), '') end,
            case when expires_at <= cutoff_at then 'it was to end at ' || utc(expires_at) || ' and is still held' end,
            case when earlier_decision = 'revoke' then earlier_by || ' decided in ' || earlier_campaign || ' that it must go' end,
            case when list_contains(differences, 'held_never_granted') then 'a list shows it, and no record grants it though logs cover the time' end,
            case when is_use_visible and uses_in_period = 0 and coalesce(last_use_at < cutoff_at - to_days($dormant_days::bigint), true)
                    and held_from_hi <= cutoff_at - to_days($dormant_days::bigint)
                then case when is_thing_logged then 'it was not used' else 'its account did nothing' end || ' for at least ' || $dormant_days || ' days, and logs would show it' end
        ], lambda reason: reason is not null) as revoke_reasons,
        list_filter([
            case when state = 'unclear' then 'whether it is held is not certain: ' || case
                when shown_until_at < cutoff_at then 'the records show it until ' || utc(shown_until_at) when ended <> 'held' then 'it ended at about that time' else 'it may have begun later' end end,
            case when len(conflicts) > 0 then 'it conflicts with ' || array_to_string(conflicts, '; ') end,
            case when began = 'granted' and grant_task is null then 'no task accounts for its grant' end,
            case when is_grant_ambiguous then 'more than one task may account for its grant' end,
            case when began <> 'granted' and not list_contains(differences, 'held_never_granted') then 'no record tells who gave it' end,
            case when grade = 'unprovable' then 'what it was granted under is not provable' end,
            case when grant_task is not null and len(approvers) = 0 then 'no record shows who approved it' end,
            case when kind = 'unknown' then 'nobody is known behind the account' end,
            case when is_unowned then 'no record names an owner' end,
            case when lasting_keys > 0 and oldest_key_at <= cutoff_at - to_days($key_days::bigint)
                then 'a long-lived key of it is from ' || utc(oldest_key_at) || ' or older' end,
            case when peers >= 4 and peers_holding * 5 < peers then case when peers_holding = 0 then 'none' else 'only ' || peers_holding end || ' of ' || peers || ' others in ' || circle || case when peers_holding < 2 then ' holds it' else ' hold it' end end,
            case when not is_use_visible and last_use_at is null then 'whether it is used cannot be seen' end
        ], lambda reason: reason is not null) as look_reasons,
        list_filter([
            case when uses_in_period > 0 then case when is_thing_logged then 'used ' else 'its account worked, ' end || uses_in_period || case when uses_in_period = 1 then ' time' else ' times' end || ' in the period' end,
            case when grade = 'provable' then 'the grant is provable' || coalesce(' (' || grant_task_key || ')', '') end,
            case when peers_holding * 2 >= peers and peers > 0 then peers_holding || ' of ' || peers || ' others in ' || circle || case peers_holding when 1 then ' holds it' else ' hold it' end end
        ], lambda reason: reason is not null) as keep_reasons,
        (case when is_privileged then 2 else 0 end) + (case when len(conflicts) > 0 then 2 else 0 end) + (case when has_left then 2 else 0 end)
        + (case when list_contains(differences, 'held_never_granted') then 2 else 0 end)
        + (case when is_unowned then 1 else 0 end) + (case when grade = 'unprovable' or (began = 'granted' and grant_task is null) then 1 else 0 end)
        + (case when lasting_keys > 0 then 1 else 0 end) as risk_points
    from joined
)

select
    item,
    subject,
    subject_person as person,
    kind,
    entitlement,
    resource,
    system,
    systems,
    state,
    began,
    held_from_lo as from_at,
    held_from_hi as from_latest_at,
    datediff('day', held_from_hi, cutoff_at) as age_days,
    shown_until_at,
    expires_at,
    grant_event_id,
    granted_by,
    coalesce(grant_task_key, grant_task) as grant_task,
    grade,
    grant_link_confidence,
    asked_by,
    approvers,
    last_use_at,
    last_use_event_id,
    case when is_thing_logged then 'the thing itself' else 'work of its account' end as use_of,
    uses_in_period,
    is_use_visible,
    visible_from,
    circle,
    peers,
    peers_holding,
    conflicts,
    differences,
    owners,
    purpose,
    lasting_keys,
    oldest_key_at,
    newest_key_at,
    last_key_use_at,
    is_privileged,
    is_unowned,
    has_left,
    case when risk_points >= 3 then 'high' when risk_points >= 1 then 'medium' else 'low' end as risk,
    earlier_decision,
    earlier_by,
    earlier_at,
    earlier_campaign,
    case when len(revoke_reasons) > 0 then 'revoke' when len(look_reasons) > 0 then 'look closer' else 'keep' end as recommendation,
    revoke_reasons || look_reasons || keep_reasons as reasons,
    reviewer,
    reviewer_by,
    coalesce(reviewer_had_part, false) as reviewer_had_part,
    reviewer_obstacles
from reasoned
order by item
