-- rule: R36
-- slug: cred-age
-- title: Long-lived key is older than policy lets it be
-- severity: low
-- grain: one row per long-lived credential that was used: one finding for all its uses
-- question: Which keys were still used after the day on which they should have been replaced?
-- why: The older a key, the more places it has been copied to, and the fewer people know where.
-- misses: Keys that no record uses; keys that were too old once and were replaced under the same id before their last use.
-- false-positives: Secrets that were replaced in place under the same id by a tool whose log was not supplied.
-- remedy: Replace the key, and let something replace it regularly, or put an identity in its place.
-- needs: credential
-- param: key_max_age_days = 90 — CIS AWS 1.14 "rotated every 90 days or less"; RULES.md B.0 key_max_age
-- ref: RULES.md B.5 R36; severity medium where the key made controlled changes

with aged as (
    select
        *,
        epoch_us(last_use_lo) - epoch_us(made_to_at) as least_us,
        epoch_us(last_use_lo) - epoch_us(made_from_at) as most_us,
        ($key_max_age_days * 86400000000)::bigint as allowed_us
    from fct_credential_inventory
    where class = 'static' and uses > 0
),

judged as (
    select
        *,
        case
            when least_us > allowed_us and standing_approval is not null then 'excepted'
            when least_us > allowed_us then 'gap'
            when most_us <= allowed_us then 'pass'
            else 'insufficient'
        end as state
    from aged
)

select
    null::varchar as task,
    person,
    list_sort(list_distinct([identity])) as identities,
    last_use_lo as occurred_at,
    state as verdict,
    null::varchar as sub,
    case when executions > 0 then 'medium' else 'low' end as severity,
    1.0::double as confidence,
    null::varchar as basis,
    case when state = 'insufficient' then case when made_from_at is null then 'window' else 'structural' end end as reason,
    case when state = 'insufficient' then case
        when made_from_at is null then 'a list of keys with the day each was made (a credential report), or a log that reaches back to the making of ' || credential
        else 'a list that names each key by its id, as ' || named(person, identity) || ' holds two'
    end end as needs,
    credential || ' of ' || named(person, identity) || ' was last used at ' || utc(last_use_lo) || case
        when state = 'pass' then ', ' || span_us(least_us) || ' after it was made.'
        when state = 'insufficient' and made_from_at is null then case when least_us >= 60000000 then ' and is at least ' || span_us(least_us) || ' old' else '' end || '; when it was made lies before what the log and the lists tell'
            || coalesce(' (the log begins at ' || utc(log_from) || ')', '') || '.'
        when state = 'insufficient' then '; of the two keys it can be, one was ' || span_us(least_us) || ' old then, the other ' || span_us(most_us) || '.'
        when made_basis = 'first use' then ', ' || span_us(least_us) || ' after its first use in the log (' || utc(first_use_lo) || '); policy allows ' || $key_max_age_days || ' days'
        else ', ' || case when made_from_at < made_to_at then 'at least ' else '' end || span_us(least_us) || ' after it was made (' || utc(made_to_at)
            || case made_basis when 'listed' then ', by the list of keys' else '' end || '); policy allows ' || $key_max_age_days || ' days'
    end || case
        when state in ('gap', 'excepted') then ', and ' || counted(uses, 'use is', 'uses are') || ' on record'
            || case when executions > 0 then ', ' || executions || ' of them controlled' else '' end
            || case state when 'excepted' then '; standing approval ' || standing_approval || ' allows it.' else '.' end
        else ''
    end as message,
    list_filter(
        [
            issue_event_id,
            case when first_use_event_id is distinct from last_use_event_id and first_use_event_id is distinct from execution_event_id then first_use_event_id end,
            case when execution_event_id is distinct from last_use_event_id then execution_event_id end,
            last_use_event_id
        ],
        lambda id: id is not null
    ) as event_ids
from judged
order by occurred_at, credential
