select
    report_id,
    section,
    item,
    measure
from {{ ref('stg_cells') }}
where (value is null) <> (note is not null)
