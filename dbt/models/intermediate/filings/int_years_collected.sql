select
    before.year + 1 as year,
    substring(agencies.region_code, 1, 2) as province,
    count(distinct before.agency_id) as agencies_before,
    count(distinct again.agency_id) as agencies_again
from {{ ref('int_reports') }} as before
inner join {{ ref('int_agencies') }} as agencies
    on before.agency_id = agencies.agency_id
left join {{ ref('int_reports') }} as again
    on
        before.agency_id = again.agency_id
        and before.year + 1 = again.year
group by before.year, substring(agencies.region_code, 1, 2)
