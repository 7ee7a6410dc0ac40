{{ config(materialized='view') }}

with summed as (
    select
        report_id,
        rule,
        scope,
        sum(weight * value) filter (where side = 'reported') as reported,
        sum(weight * value) filter (where side = 'computed') as computed,
        {{ joined_text(
            "concat(section, '.', item, '.', measure, case when year_offset < 0 then '@-1' else '' end)", ',', 'position'
        ) }} filter (where value is null) as missing_terms
    from {{ ref('int_terms_placed') }}
    group by report_id, rule, scope
)

select
    applied.report_id,
    applied.rule,
    applied.scope,
    summed.missing_terms,
    case
        when applied.reason is not null then 'not_applicable'
        when summed.missing_terms is not null then 'not_assessed'
        when summed.reported = summed.computed then 'hold'
        when summed.reported <> summed.computed then 'fail'
    end as status,
    case when summed.missing_terms is not null then 'missing_terms' else applied.reason end as reason,
    case when summed.missing_terms is null then cast(summed.reported as decimal(38, 8)) end as reported,
    case when summed.missing_terms is null then cast(summed.computed as decimal(38, 8)) end as computed,
    cast(null as string) as compared
from {{ ref('int_rules_applied') }} as applied
left join summed
    on
        applied.report_id = summed.report_id
        and applied.rule = summed.rule
        and applied.scope = summed.scope
