select *
from {{ ref('int_reports') }}
where report_id in (select replaced.report_id from {{ ref('int_replaced_reports') }} as replaced)
