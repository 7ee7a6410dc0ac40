{{ config(materialized='view') }}

select
    report_id,
    rule,
    item as scope,
    {{ result_of(
        'outcome',
        missing_terms="concat_ws(',', "
        ~ "case when figure is null then concat(section, '.', item, '.', measure) end, "
        ~ "case when figure_before is null then concat(section, '.', item, '.', measure, '@-1') end)",
        reported='figure',
        computed='figure_before',
        compared="nullif(concat_ws(',', "
        ~ "case when is_large and past_changes is not null then 'past' end, "
        ~ "case when is_large and peer_changes is not null then 'peers' end), '')",
    ) }}
from {{ ref('int_changes_judged') }}
