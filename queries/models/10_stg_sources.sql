-- grain: one row per export file
-- The files as they were read, with the cover each may claim: what the configuration declares, else first to last event.

select
    source.source_id,
    source.file,
    source.connector,
    coalesce(catalog.class, source.system_class) as system_class,
    source.label,
    source.format,
    source.sha256,
    source.content_sha256,
    source.signed_account,
    source.signed_part,
    source.delivered_at,
    source.bytes,
    source.records_read,
    source.records_used,
    source.records_rejected,
    source.first_event_at,
    source.last_event_at,
    source.covers_from,
    source.covers_to,
    coalesce(source.clock_offset_us, 0) as clock_offset_us,
    coalesce(source.lag_us, catalog.lag_seconds * 1000000, 0) as lag_us,
    source.leaves_out,
    source.problem
from raw_sources as source
left join cfg_connectors as catalog on catalog.connector = source.connector
