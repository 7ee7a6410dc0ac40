{{ config(materialized='view') }}

-- Of all with equal keys each meets the first and the one before it: pairs grow as narratives do.
with placed as (
    select
        report_id,
        first_value(report_id) over (
            partition by year, band, first_key, second_key
            order by first_place, second_place, report_id
        ) as first_id,
        lag(report_id) over (
            partition by year, band, first_key, second_key
            order by first_place, second_place, report_id
        ) as neighbour_id
    from {{ ref('int_narratives_banded') }}
),

met as (
    select
        report_id,
        first_id as other_report_id
    from placed
    union all
    select
        report_id,
        neighbour_id as other_report_id
    from placed
)

select distinct
    'other_agency' as compared_with,
    least(report_id, other_report_id) as report_id,
    greatest(report_id, other_report_id) as other_report_id
from met
where report_id <> other_report_id
union all
select
    compared_with,
    report_id,
    previous_report_id as other_report_id
from {{ ref('int_narratives') }}
where compared_with = 'previous_year' and previous_report_id is not null
