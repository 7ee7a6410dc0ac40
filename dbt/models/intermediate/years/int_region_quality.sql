-- Findings are on reports, whoever else has their figures: each counts once in every region its body is in.
with members as (
    {%- for level in ['county', 'prefecture', 'province'] %}
        select
            report_id,
            {{ level }}_id as region_id,
            year
        from {{ ref('int_year_bodies') }}
        where report_id is not null and role <> 'outside' and {{ level }}_id is not null
        {% if not loop.last %}union all{% endif %}
    {%- endfor %}
)

select
    members.region_id,
    members.year,
    count(*) filter (where reports.share_assessed > 0) as reports_assessed,
    sum(reports.findings_must) as findings_must,
    sum(reports.findings_should) as findings_should
from members
inner join {{ ref('int_report_quality') }} as reports
    on members.report_id = reports.report_id
group by members.region_id, members.year
