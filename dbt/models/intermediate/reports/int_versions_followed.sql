select
    later.report_id,
    earlier.report_id as earlier_report_id
from {{ ref('int_reports') }} as later
inner join {{ ref('int_reports') }} as earlier
    on
        later.agency_id = earlier.agency_id
        and later.year = earlier.year
        and later.version_number = earlier.version_number + 1
