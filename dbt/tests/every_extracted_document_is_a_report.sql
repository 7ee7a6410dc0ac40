select coalesce(documents.report_id, reports.report_id) as report_id
from {{ ref('fct_documents') }} as documents
full outer join {{ ref('fct_reports') }} as reports
    on documents.document = reports.document
where (coalesce(documents.status, '') = 'extracted') <> (reports.report_id is not null)
