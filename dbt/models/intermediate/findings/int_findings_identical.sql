{{ config(materialized='view') }}

with named as (
    select
        alike.report_id,
        alike.rule,
        concat(
            {{ joined_text(
                "concat(others.agency, others.year, '年度报告（', others.document, '）')", '、', 'others.document'
            ) }},
            case when min(alike.others) > 3 then concat('等 ', min(alike.others), ' 份报告') else '' end
        ) as others
    from {{ ref('int_reports_alike') }} as alike
    inner join {{ ref('int_reports') }} as others
        on alike.other_report_id = others.report_id
    group by alike.report_id, alike.rule
)

select
    named.report_id,
    named.rule,
    cast(digested.section as string) as scope,
    {{ table_name('digested.section') }} as scope_label,
    digested.section,
    cast(null as string) as item,
    cast(null as string) as measure,
    {{ filled('rules.message', {
        'others': 'named.others',
        'figures': 'cast(digested.figures_not_zero as string)',
    }) }} as message,
    cast(null as string) as raw,
    cast(null as decimal(24, 8)) as value,
    digested.table_number,
    cast(null as integer) as row_number,
    cast(null as integer) as column_number,
    digested.page_number,
    digested.line_number
from named
inner join {{ ref('int_rules') }} as rules
    on named.rule = rules.rule
inner join {{ ref('int_figures_digested') }} as digested
    on
        named.report_id = digested.report_id
        and named.rule = digested.rule
