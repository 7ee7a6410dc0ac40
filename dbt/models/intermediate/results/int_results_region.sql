{{ config(materialized='view') }}

select
    report_id,
    rule,
    item as scope,
    {{ result_of(
        'outcome',
        missing_terms="concat(section, '.', item, '.', measure)",
        reported='figure',
        computed='total',
        compared='children',
    ) }}
from {{ ref('int_governments_compared') }}
