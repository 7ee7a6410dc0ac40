with identified as (
    select
        worded.report_id,
        worded.rule,
        worded.scope,
        reports.agency_id,
        reports.year,
        reports.version_number,
        results.reported,
        results.computed,
        worded.message,
        concat({{ subject_of('reports') }}, '|', worded.rule, '|', worded.scope) as matter
    from {{ ref('int_findings') }} as worded
    inner join {{ ref('int_reports') }} as reports
        on worded.report_id = reports.report_id
    inner join {{ ref('int_results') }} as results
        on
            worded.report_id = results.report_id
            and worded.rule = results.rule
            and worded.scope = results.scope
    union all
    -- A report that is not there has no version; when it comes, the finding is gone.
    select
        missing.report_id,
        missing.rule,
        missing.scope,
        missing.agency_id,
        missing.year,
        0 as version_number,
        missing.reported,
        missing.computed,
        missing.message,
        concat({{ subject_of('missing') }}, '|', missing.rule, '|', missing.scope) as matter
    from {{ ref('int_filings_worded') }} as missing
)

select
    *,
    substring(md5(matter), 1, 16) as finding_id,
    row_number() over (partition by matter order by version_number desc) = 1 as is_last
from identified
