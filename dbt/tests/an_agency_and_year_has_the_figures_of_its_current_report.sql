-- noqa: disable=LT02
with requests as (
    select
        report_id,
        item_group as indicator,
        case when count(requests) = count(*) then sum(requests) end as value
    from {{ untested(ref('fct_requests')) }}
    where applicant = 'total' and item_group <> 'closed_detail'
    group by report_id, item_group
),

proceedings as (
    select
        report_id,
        'cases_corrected' as indicator,
        case when count(cases) = count(*) then sum(cases) end as value
    from {{ untested(ref('fct_proceedings')) }}
    where result = 'corrected'
    group by report_id
),

facts as (
    select * from requests
    union all
    select * from proceedings
)

select
    facts.report_id,
    facts.indicator
from facts
inner join {{ ref('fct_reports') }} as reports
    on
        facts.report_id = reports.report_id
        and reports.is_current
        and reports.agency_id is not null
        and reports.year is not null
left join {{ ref('mart_agency_year') }} as years
    on facts.report_id = years.report_id
where
    years.report_id is null
    or facts.value
    <> case facts.indicator
        when 'processed_total' then years.processed
        {%- for group in [
            'received', 'carried_in', 'granted', 'partly_granted', 'denied', 'unavailable', 'refused', 'closed',
            'carried_out', 'cases_corrected'
        ] %}
        when '{{ group }}' then years.{{ group }}
        {%- endfor %}
    end
