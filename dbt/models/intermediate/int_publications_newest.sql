select max(reports.published_on) as newest
from {{ ref('int_reports_dated') }} as reports
left join {{ ref('stg_runs') }} as runs
    on true
where
    not reports.is_year_doubtful
    and not reports.is_date_likely
    and extract(year from reports.published_on) between reports.year + 1 and reports.year + 2
    and reports.published_on <= coalesce(runs.run_on, reports.published_on)
