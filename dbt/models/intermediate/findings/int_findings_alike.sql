{{ config(materialized='view') }}

select
    alike.report_id,
    alike.rule,
    'report' as scope,
    cast(null as string) as scope_label,
    cast(null as integer) as section,
    cast(null as string) as item,
    cast(null as string) as measure,
    {{ filled('rules.message', {
        'other': "case alike.compared_with when 'previous_year' then '本机关' else others.agency end",
        'year': 'cast(others.year as string)',
        'similarity': 'cast(alike.similarity as string)',
        'passages': 'cast(narratives.passages as string)',
        'shared': 'cast(coalesce(shared.shared, 0) as string)',
        'more': "case when alike.choices > 1 then concat('；另与至少 ', alike.choices - 1, ' 份报告雷同') else '' end",
        'document': 'others.document',
        'excerpt': "coalesce(concat('：', shared.excerpt), '')",
    }) }} as message,
    cast(null as string) as raw,
    cast(null as decimal(24, 8)) as value,
    cast(null as integer) as table_number,
    cast(null as integer) as row_number,
    cast(null as integer) as column_number,
    shared.page_number,
    shared.line_number
from {{ ref('int_narrative_likenesses') }} as alike
inner join {{ ref('int_results') }} as results
    on
        alike.report_id = results.report_id
        and alike.rule = results.rule
        and results.status = 'fail'
inner join {{ ref('int_rules') }} as rules
    on alike.rule = rules.rule
inner join {{ ref('stg_reports') }} as others
    on alike.other_report_id = others.report_id
inner join {{ ref('stg_narratives') }} as narratives
    on alike.report_id = narratives.report_id
left join {{ ref('int_shared_passages') }} as shared
    on
        alike.rule = shared.rule
        and alike.report_id = shared.report_id
        and alike.other_report_id = shared.other_report_id
where alike.choice = 1
