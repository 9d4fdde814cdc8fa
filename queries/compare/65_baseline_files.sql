-- grain: one row per export file that only one of the cases has, or whose contents or place differ
-- A file is the same by its hash; one of the same path with another hash was exported anew.

with same_place as (
    select
        coalesce(later.file, earlier.file) as file,
        earlier.file as was_file,
        later.file as now_file,
        coalesce(later.connector, earlier.connector) as connector,
        later.sha256,
        earlier.sha256 as was_sha256,
        later.records_read,
        earlier.records_read as was_records_read
    from earlier.stg_sources as earlier
    full join later.stg_sources as later on later.file = earlier.file
),

moved as (
    select gone.was_file, came.now_file
    from (select was_file, was_sha256, row_number() over (partition by was_sha256 order by was_file) as copy from same_place where now_file is null) as gone
    inner join (select now_file, sha256, row_number() over (partition by sha256 order by now_file) as copy from same_place where was_file is null) as came
        on came.sha256 = gone.was_sha256 and came.copy = gone.copy
)

select
    case when moved.now_file is not null then 'moved' when place.was_file is null then 'new' when place.now_file is null then 'gone' else 'changed' end as state,
    place.file,
    coalesce(moved.was_file, place.was_file) as was_file,
    place.connector,
    place.sha256,
    case when moved.now_file is not null then place.sha256 else place.was_sha256 end as was_sha256,
    place.records_read,
    case when moved.now_file is not null then place.records_read else place.was_records_read end as was_records_read
from same_place as place
left join moved on moved.now_file = place.now_file
where place.sha256 is distinct from place.was_sha256 and not exists (select 1 from moved where moved.was_file = place.file and place.now_file is null)
