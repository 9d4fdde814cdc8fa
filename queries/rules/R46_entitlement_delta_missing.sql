-- rule: R46
-- slug: entitlement-delta-missing
-- title: What changed cannot be established
-- severity: medium
-- grain: one row per source whose records change what somebody may do
-- question: In which sources can nobody say what an access change found, and what it left behind?
-- why: Without the state before, a repeated grant looks like a new one and a narrowed role like a widened one; nobody can say what has to be undone.
-- misses: Records whose states are told and wrong; states that a policy passes on to others.
-- false-positives: Sources of which a list from before exists that was not supplied.
-- remedy: Keep lists of who holds what at fixed times, and supply one from before the period with entitlements.csv.
-- needs: execution
-- ref: RULES.md B.6 R46; one finding per source, low where it only takes privileges away

with sources as (
    select
        system,
        count(*) as changes,
        count(*) filter (where known_by is null) as unknown,
        count(*) filter (where known_by = 'replay') as replayed,
        count(*) filter (where known_by is null and change_class <> 'priv_removal') as grants,
        -- what no list could help where the log has a hole behind it is the export's fault, not the source's
        count(*) filter (where known_by is null and reason in ('not_logged_by_product', 'structural')) as untold,
        min(lo) filter (where known_by is null) as first_unknown_at,
        max(lo) filter (where known_by is null) as last_unknown_at,
        max(lo) as last_at,
        mode(reason order by reason) filter (where known_by is null) as reason,
        arg_min(needs, in_order(lo, event_id)) filter (where known_by is null) as needs,
        shown(list(event_id order by lo, event_id) filter (where known_by is null)) as event_ids,
        list(distinct operation order by operation) filter (where known_by is null) as operations
    from fct_deltas
    group by system
)

select
    null::varchar as task,
    null::varchar as person,
    []::varchar[] as identities,
    coalesce(first_unknown_at, last_at) as occurred_at,
    case when untold > 0 then 'gap' when unknown > 0 then 'insufficient' else 'pass' end as verdict,
    null::varchar as sub,
    case when unknown > 0 and grants = 0 then 'low' end as severity,
    1.0 as confidence,
    null::varchar as basis,
    case when unknown > 0 and untold = 0 then reason end as reason,
    case when unknown > 0 and untold = 0 then needs end as needs,
    case
        when unknown = 0 then 'Of all ' || changes || ' access changes in ' || system || ' it is known what they found and what they left'
            || case when replayed > 0 then ', ' || replayed || ' of them from an earlier list and the log since' else '' end || '.'
        else 'Of ' || changes || ' access changes in ' || system || ' ' || unknown || ' (' || first_named(operations) || '; ' || utc(first_unknown_at) || ' to '
            || utc(last_unknown_at) || ') tell no state before, and none can be replayed: ' || case reason
                when 'not_logged_by_product' then 'its records say what was asked for, not what was there'
                when 'structural' then 'the records list what is held now, or leave the difference out'
                else reason_in_words(reason)
            end || '. It would take ' || needs || '.'
    end as message,
    coalesce(event_ids, []::varchar[]) as event_ids
from sources
order by system
