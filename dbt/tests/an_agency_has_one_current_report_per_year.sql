select
    agency,
    year
from {{ ref('fct_reports') }}
where agency is not null and year is not null
group by agency, year
having count(*) filter (where is_current) <> 1
