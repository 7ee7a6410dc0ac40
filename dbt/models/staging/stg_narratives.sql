select
    report_id,
    cast(year as integer) as year,
    cast(passages as integer) as passages,
    characters,
    sketch
from {{ source('landing', 'narratives') }}
