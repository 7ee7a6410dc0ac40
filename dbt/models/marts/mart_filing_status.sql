select
    due.agency_id,
    due.agency,
    due.agency_type,
    due.region_code,
    due.year,
    due.basis,
    case
        when due.unread_document is not null then 'unreadable'
        when due.report_id is null then 'missing'
        when due.days_late > 0 then 'late'
        else 'filed'
    end as status,
    missing.reason,
    due.report_id,
    due.unread_document,
    due.first_published_on as published_on,
    due.deadline,
    due.deadline is not null as has_deadline,
    due.days_late
from {{ ref('int_filings') }} as due
left join {{ ref('fct_rule_results') }} as missing
    on
        missing.report_id is null
        and due.agency_id = missing.agency_id
        and due.year = missing.year
