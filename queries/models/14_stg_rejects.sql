-- grain: one row per record, or part of one, that could not be used

select reject.*, source.file
from raw_rejects as reject
inner join raw_sources as source on source.source_id = reject.source_id
