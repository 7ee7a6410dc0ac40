-- Changed is what is new or gone, or has another agency, version, previous report or origin. Otherwise
-- records never change: they are always those of their document and of where it was fetched.
{%- set before = built_before('int_reports_built') %}
with reports as (
    select
        report_id,
        agency_id,
        year,
        {{ row_digest('reports') }} as digest
    from {{ ref('int_reports') }} as reports  -- noqa: AL05
)

select
    reports.report_id,
    reports.agency_id,
    reports.year
from reports
{%- if before %}
left join {{ before }} as built
    on reports.report_id = built.report_id and reports.digest = built.digest
where built.report_id is null
union all
select
    built.report_id,
    built.agency_id,
    built.year
from {{ before }} as built
left join reports
    on built.report_id = reports.report_id and built.digest = reports.digest
where reports.report_id is null
{%- endif %}
