-- rule: R48
-- slug: sod-toxic-combination
-- title: One person holds conflicting entitlements
-- severity: high
-- grain: one row per configured conflicting pair, and person, agent or account that held a side of it
-- question: Who held, over all their accounts, two entitlements that must not be in one hand?
-- why: Who can create a vendor and pay it, or approve a change and deploy it, needs nobody else for a fraud or a mistake.
-- misses: Pairs that nobody configured; entitlements that a group passes on; what one person does through accounts that nothing ties together.
-- false-positives: Combinations that are accepted with a compensating control and are not waived; entitlements whose name covers variants that only read.
-- remedy: Take one side away; check the pair when an entitlement is approved, not afterwards.
-- needs: execution
-- param: least_overlap_minutes = 60 — shorter than a session the two together are a hand-over, B.0 ttl_task_credential [J]
-- ref: RULES.md B.6 R48; judged on what was held after each change

-- what is said of everybody of whom one side is known, and of whose other side no list was supplied, is said once for the pair

with judged as (
    select
        *,
        case
            when state = 'together' and epoch_us(to_at) - epoch_us(from_at) < $least_overlap_minutes * 60000000 and not is_ongoing then 'brief'
            when state = 'single' and not is_other_listed then 'unlisted'
            else state
        end as verdict_state,
        -- the side that came second made the combination
        coalesce(right_from_at >= left_from_at, false) as is_right_second
    from fct_conflicts
),

persons as (
    select
        case when is_right_second then right_task else left_task end as task,
        person,
        list_sort(list_distinct(list_filter([left_subject, right_subject], lambda alias: alias is not null))) as identities,
        from_at as occurred_at,
        case verdict_state when 'together' then 'gap' when 'possible' then 'insufficient' else 'pass' end as verdict,
        null::varchar as sub,
        null::varchar as severity,
        1.0 as confidence,
        case when verdict_state = 'together' then basis end as basis,
        case when verdict_state = 'possible' then reason end as reason,
        case when verdict_state = 'possible' then needs end as needs,
        person || case
            when verdict_state = 'together' then ' held ' || left_entitlement || ' (' || left_subject || ') and ' || right_entitlement || ' (' || right_subject || ') together from '
                || utc(from_at) || case when is_ongoing then ' on, and still does' else ' to ' || utc(to_at) end || coalesce(': ' || why, '') || '.'
                || coalesce(' ' || case when is_right_second then right_by else left_by end || ' added the second of them', '')
                || coalesce(' under ' || split_part(case when is_right_second then right_task else left_task end, ':', 2), '')
                || case when coalesce(case when is_right_second then right_by else left_by end, case when is_right_second then right_task else left_task end) is null then '' else '.' end
            when verdict_state = 'brief' then ' held ' || left_entitlement || ' and ' || right_entitlement || ' together for ' || span(from_at, to_at) || ' only.'
            when verdict_state = 'possible' then ' held ' || left_entitlement || ' and ' || right_entitlement || ', but the records do not show whether at one time: ' || reason_in_words(reason) || '.'
            when verdict_state = 'apart' then ' held ' || left_entitlement || ' and ' || right_entitlement || ', never at one time.'
            else ' held ' || coalesce(left_entitlement, right_entitlement) || ', and not ' || case when left_entitlement is null then left_side else right_side end || '.'
        end as message,
        list_filter(
            case when is_right_second then [left_event_id, right_event_id] else [right_event_id, left_event_id] end, lambda id: id is not null
        ) as event_ids
    from judged
    where verdict_state <> 'unlisted'
),

unlisted as (
    select
        null::varchar as task,
        null::varchar as person,
        []::varchar[] as identities,
        min(from_at) as occurred_at,
        'insufficient' as verdict,
        null::varchar as sub,
        null::varchar as severity,
        1.0 as confidence,
        null::varchar as basis,
        'no_source' as reason,
        'a list of who holds ' || any_value(case when left_entitlement is null then left_side else right_side end) || ' (entitlements.csv will do)' as needs,
        counted(count(*), 'person or account is', 'persons or accounts are') || ' known to have held '
        || any_value(case when left_entitlement is null then right_side else left_side end) || ' (' || first_named(list(person order by person))
        || '), and no list says whether they also hold ' || any_value(case when left_entitlement is null then left_side else right_side end) || ' from before the logs begin.' as message,
        shown(list(coalesce(left_event_id, right_event_id) order by person, coalesce(left_event_id, right_event_id)) filter (where coalesce(left_event_id, right_event_id) is not null)) as event_ids
    from judged
    where verdict_state = 'unlisted'
    group by left_side, right_side, left_entitlement is null
),

unconfigured as (
    select
        null::varchar as task, null::varchar as person, []::varchar[] as identities, settings.as_of as occurred_at, 'insufficient' as verdict, null::varchar as sub,
        null::varchar as severity, 1.0 as confidence, null::varchar as basis, 'no_source' as reason,
        'conflicts.csv with the pairs of entitlements that must not be in one hand' as needs,
        'No pairs of conflicting entitlements were supplied, so nobody''s holdings can be judged for them.' as message,
        []::varchar[] as event_ids
    from fct_references as reference
    cross join fct_settings as settings
    where reference.reference = 'conflicts' and reference.entries = 0 and exists (select 1 from fct_entitlement_intervals)
)

select * from persons
union all by name
select * from (select * replace (coalesce(event_ids, []::varchar[]) as event_ids) from unlisted)
union all by name
select * from unconfigured
order by occurred_at, person, event_ids, message
