{{ config(materialized='view') }}

with missing as (
    select
        report_id,
        rule,
        scope,
        {{ joined_text(
            "concat(section, '.', item, '.', measure, case when year_offset < 0 then '@-1' else '' end)", ',', 'position'
        ) }} as missing_terms
    from {{ ref('int_sum_terms') }}
    where value is null
    group by report_id, rule, scope
)

select
    sums.report_id,
    sums.rule,
    sums.scope,
    missing.missing_terms,
    case
        when sums.reason is not null then 'not_applicable'
        when not sums.is_whole then 'not_assessed'
        when sums.reported = sums.computed then 'hold'
        when sums.reported <> sums.computed then 'fail'
    end as status,
    case when not sums.is_whole then 'missing_terms' else sums.reason end as reason,
    case when sums.is_whole then cast(sums.reported as decimal(38, 8)) end as reported,
    case when sums.is_whole then cast(sums.computed as decimal(38, 8)) end as computed,
    cast(null as string) as compared
from {{ ref('int_sums') }} as sums
left join missing
    on
        sums.report_id = missing.report_id
        and sums.rule = missing.rule
        and sums.scope = missing.scope
