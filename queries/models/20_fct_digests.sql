-- grain: one row per account of a product that signs its log files by digests, or would
-- What the digests say of the files at hand. A log file is its name: with another content than was signed it differs; within the time of the digests
-- and part of its account and in none of them it was never delivered; listed and not here it cannot be compared. Each digest signs the one before.

with digests as (
    select
        event_id,
        system,
        account,
        regexp_extract(native_id, '[^/]+$') as name,
        json_extract_string(attributes, '$.digest.part') as part,
        try_cast(json_extract_string(attributes, '$.digest.from_at') as timestamptz) as begins_at,
        lo as ends_at,
        json_extract_string(attributes, '$.digest.previous_name') as previous_name,
        json_extract_string(attributes, '$.digest.previous_sha256') as previous_sha256,
        json_extract_string(attributes, '$.digest.names[*]') as log_names,
        json_extract_string(attributes, '$.digest.sha256s[*]') as log_sha256s
    from stg_events
    where contains(attributes, '"digest":{') and json_extract_string(attributes, '$.digest.names') is not null
),

signed as (
    select account, event_id, unnest(log_names) as name, unnest(log_sha256s) as sha256
    from digests
    union all
    select account, event_id, previous_name, previous_sha256
    from digests
    where previous_name in (select name from digests) and previous_sha256 is not null
),

files as (
    select
        regexp_extract(file, '[^/!]+$') as name,
        signed_account as account,
        signed_part as part,
        delivered_at,
        content_sha256 as sha256
    from stg_sources
    where content_sha256 is not null and records_used > 0
),

compared as (
    select signed.account, signed.event_id, signed.name, case when files.name is null then 'absent' when files.sha256 = lower(signed.sha256) then 'same' else 'differs' end as state
    from signed
    left join files on files.name = signed.name
    union all
    -- delivered within the time of a digest of its account, and in none
    select files.account, min(digests.event_id), files.name, 'unlisted'
    from files
    inner join digests
        on digests.account = files.account and digests.part = files.part
        and files.delivered_at >= digests.begins_at and files.delivered_at < digests.ends_at
    left join signed on signed.name = files.name
    where signed.name is null
    group by files.account, files.name
),

accounts as (
    select distinct event.system, event.account
    from stg_events as event
    inner join cfg_connectors as catalog on catalog.connector = event.system and catalog.signs_files
    where event.account is not null
)

select
    accounts.system,
    accounts.account,
    count(compared.name) filter (where compared.state = 'same') as same,
    count(compared.name) filter (where compared.state = 'differs') as differing,
    count(compared.name) filter (where compared.state = 'unlisted') as unlisted,
    count(compared.name) filter (where compared.state = 'absent') as absent,
    coalesce(shown(list_sort(list(distinct compared.name) filter (where compared.state in ('differs', 'unlisted')))), []::varchar[]) as files,
    coalesce(shown(list_sort(list(distinct compared.event_id) filter (where compared.state in ('differs', 'unlisted')))), []::varchar[]) as event_ids,
    (select min(begins_at) from digests where digests.account = accounts.account) as from_at,
    (select max(ends_at) from digests where digests.account = accounts.account) as to_at
from accounts
left join compared on compared.account = accounts.account
group by accounts.system, accounts.account
