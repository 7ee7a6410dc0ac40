{{ config(materialized='view') }}

with counted as (
    select
        pairs.report_id,
        pairs.other_report_id,
        one.rule,
        one.compared_with,
        one.percent,
        {{ equal_numbers('one.sketch', 'another.sketch') }} as equal,
        len(one.sketch) as numbers
    from {{ ref('int_narrative_pairs') }} as pairs
    inner join {{ ref('int_narratives') }} as one
        on pairs.report_id = one.report_id and pairs.compared_with = one.compared_with
    inner join {{ ref('int_narratives') }} as another
        on pairs.other_report_id = another.report_id and pairs.compared_with = another.compared_with
)

select
    rule,
    compared_with,
    report_id,
    other_report_id,
    {{ common_percent('equal', 'numbers') }} as similarity
from counted
where {{ common_percent('equal', 'numbers') }} >= percent
