select
    agency_id,
    year
from {{ ref('fct_reports') }}
where agency_id is not null and year is not null
group by agency_id, year
having count(*) filter (where is_current) <> 1
