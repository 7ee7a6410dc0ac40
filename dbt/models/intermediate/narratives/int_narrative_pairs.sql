{{ config(materialized='incremental', meta={'replaces': ['int_replaced_years']}) }}

with narratives as (
    select *
    from {{ ref('int_narratives') }}
    where year in (select replaced.year from {{ ref('int_replaced_years') }} as replaced)
),

-- Every four of the 192 numbers of a sketch form two keys, and the next four the order among equal keys.
banded as (
    select
        narratives.report_id,
        narratives.year,
        bands.band,
        {{ two_numbers('narratives.sketch', '4 * bands.band') }} as first_key,
        {{ two_numbers('narratives.sketch', '4 * bands.band + 2') }} as second_key,
        {{ two_numbers('narratives.sketch', '4 * bands.band + 4') }} as first_place,
        {{ two_numbers('narratives.sketch', '4 * bands.band + 6') }} as second_place
    from narratives
    cross join range(48) as bands (band)
    where narratives.compared_with = 'other_agency'
),

-- Of all with equal keys, each is paired with the first and the one before it: pairs grow linearly.
neighbours as (
    select
        report_id,
        first_value(report_id) over equal_keys as first_id,
        lag(report_id) over equal_keys as neighbour_id
    from banded
    window equal_keys as (
        partition by year, band, first_key, second_key
        order by first_place, second_place, report_id
    )
),

met as (
    select
        report_id,
        {{ each_entry(list_of(['first_id', 'neighbour_id'])) }} as other_report_id
    from neighbours
),

candidates as (
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
    from narratives
    where compared_with = 'previous_year' and previous_report_id is not null
),

counted as (
    select
        candidates.*,
        one.year,
        one.rule,
        one.percent,
        {{ equal_numbers('one.sketch', 'other.sketch') }} as equal,
        {{ entries('one.sketch') }} as numbers
    from candidates
    inner join narratives as one
        on candidates.report_id = one.report_id and candidates.compared_with = one.compared_with
    inner join {{ ref('int_narratives') }} as other
        on candidates.other_report_id = other.report_id and candidates.compared_with = other.compared_with
)

select
    year,
    rule,
    compared_with,
    report_id,
    other_report_id,
    percent,
    {{ common_percent('equal', 'numbers') }} as similarity
from counted
