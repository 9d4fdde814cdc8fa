-- grain: one row per account whose log files CloudTrail's digests sign, or would sign
-- What the digests say of the files at hand. A log file is its name: with another content than was signed it differs; within the time of the digests
-- and region and in none of them it was never delivered; listed and not here it cannot be compared. Each digest signs the one before.

with digests as (
    select
        event_id,
        account,
        regexp_extract(native_id, '[^/]+$') as name,
        regexp_extract(native_id, '/CloudTrail-Digest/([^/]+)/', 1) as region,
        try_cast(json_extract_string(attributes, '$.digestStartTime') as timestamptz) as begins_at,
        lo as ends_at,
        regexp_extract(json_extract_string(attributes, '$.previousDigestS3Object'), '[^/]+$') as previous_name,
        json_extract_string(attributes, '$.previousDigestHashValue') as previous_sha256,
        json_extract_string(attributes, '$.logFiles[*].s3Object') as log_objects,
        json_extract_string(attributes, '$.logFiles[*].hashValue') as log_hashes
    from stg_events
    where operation = 'CloudTrailDigest'
),

signed as (
    select account, event_id, regexp_extract(unnest(log_objects), '[^/]+$') as name, unnest(log_hashes) as sha256, false as is_digest
    from digests
    union all
    select account, event_id, previous_name, previous_sha256, true
    from digests
    where previous_name is not null and previous_name in (select name from digests) and previous_sha256 is not null
),

files as (
    -- of an account by its name: 123456789012_CloudTrail_eu-central-1_20260302T0810Z_….json.gz
    select
        source_id,
        regexp_extract(file, '[^/!]+$') as name,
        regexp_extract(file, '([0-9]{12})_CloudTrail_[^/!]*$', 1) as account,
        regexp_extract(file, '[0-9]{12}_CloudTrail_([^_/!]+)_[^/!]*$', 1) as region,
        try_strptime(regexp_extract(file, '_([0-9]{8}T[0-9]{4}Z)_[^/!]*$', 1) || '+00', '%Y%m%dT%H%MZ%z') as delivered_at,
        content_sha256 as sha256
    from stg_sources
    where connector = 'aws-cloudtrail' and records_used > 0
),

compared as (
    select
        signed.account,
        signed.event_id,
        signed.name,
        case when files.name is null then 'absent' when files.sha256 is null then 'unread' when files.sha256 = lower(signed.sha256) then 'same' else 'differs' end as state
    from signed
    left join files on files.name = signed.name
    union all
    -- delivered within the time of a digest of its account, and in none
    select files.account, min(digests.event_id), files.name, 'unlisted'
    from files
    inner join digests
        on digests.account = files.account and digests.region = files.region
        and files.delivered_at >= digests.begins_at and files.delivered_at < digests.ends_at
    left join signed on signed.name = files.name
    where signed.name is null
    group by files.account, files.name
),

accounts as (
    select distinct account from stg_events where connector = 'aws-cloudtrail' and account is not null
)

select
    'aws-cloudtrail' as system,
    accounts.account,
    count(compared.name) filter (where compared.state = 'same') as same,
    count(compared.name) filter (where compared.state = 'differs') as differing,
    count(compared.name) filter (where compared.state = 'unlisted') as unlisted,
    count(compared.name) filter (where compared.state in ('absent', 'unread')) as absent,
    coalesce(list_sort(list(distinct compared.name) filter (where compared.state in ('differs', 'unlisted')))[1:5], []::varchar[]) as files,
    coalesce(shown(list_sort(list(distinct compared.event_id) filter (where compared.state in ('differs', 'unlisted')))), []::varchar[]) as event_ids,
    (select min(begins_at) from digests where digests.account = accounts.account) as from_at,
    (select max(ends_at) from digests where digests.account = accounts.account) as to_at
from accounts
left join compared on compared.account = accounts.account
group by accounts.account
