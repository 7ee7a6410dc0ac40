{{ config(materialized='view') }}

select
    alike.report_id,
    alike.rule,
    'report' as scope,
    cast(null as string) as scope_label,
    cast(null as integer) as section,
    cast(null as string) as item,
    cast(null as string) as measure,
    concat(
        '与',
        case alike.compared_with when 'previous_year' then '本机关' else others.agency end,
        others.year,
        '年度报告（',
        others.document,
        '）的正文相似度 ',
        alike.similarity,
        '%，',
        narratives.passages,
        ' 句中 ',
        coalesce(shared.shared, 0),
        ' 句相同（不计数字和机关名称）',
        coalesce(concat('：', shared.excerpt), ''),
        case when alike.choices > 1 then concat('；另与至少 ', alike.choices - 1, ' 份报告雷同') else '' end
    ) as message,
    cast(null as string) as raw,
    cast(null as decimal(24, 8)) as value,
    cast(null as integer) as table_number,
    cast(null as integer) as row_number,
    cast(null as integer) as column_number,
    shared.page_number,
    shared.line_number
from {{ ref('int_narratives_alike') }} as alike
inner join {{ ref('int_rules_evaluated') }} as results
    on
        alike.report_id = results.report_id
        and alike.rule = results.rule
        and results.status = 'fail'
inner join {{ ref('stg_reports') }} as others
    on alike.other_report_id = others.report_id
inner join {{ ref('stg_narratives') }} as narratives
    on alike.report_id = narratives.report_id
left join {{ ref('int_passages_shared') }} as shared
    on
        alike.rule = shared.rule
        and alike.report_id = shared.report_id
        and alike.other_report_id = shared.other_report_id
where alike.choice = 1
