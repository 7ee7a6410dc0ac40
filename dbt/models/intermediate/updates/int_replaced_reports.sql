-- All reports of an agency, as rules look at the years and versions before and after; and those that are
-- gone.
select report_id
from {{ ref('int_changed_reports') }}
union distinct
select report_id
from {{ ref('int_reports') }}
where agency_id in (select changed.agency_id from {{ ref('int_changed_reports') }} as changed)
